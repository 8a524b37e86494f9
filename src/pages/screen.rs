//! What a page is made of.

use std::{collections::HashMap, pin::Pin, str::FromStr};

use leptos::prelude::*;

use crate::{
    access::{Caller, Granted},
    model::{AppError, Flash, InAccount, Needs, Slug, Workspace},
    ui::Zone,
};

/// Parts of the URL by name.
pub type Params = HashMap<String, String>;

/// One look at one page.
#[derive(Clone)]
pub struct Visit {
    pub caller: Caller,
    /// `{workspace}`, `{slug}` … of the route.
    pub path: Params,
    pub query: Params,
    /// Path and query as asked for.
    pub url: String,
    pub flash: Flash,
    /// `light` or `dark`, when the person chose one.
    pub theme: Option<String>,
    /// The time zone that times are shown in: the person's own choice, the account's, or the browser's.
    pub zone: String,
}

impl Visit {
    /// Enters the workspace of the URL. `P` is inferred from the domain function that gets the answer.
    pub async fn enter<P: Needs<Place = Workspace>>(&self) -> Result<Granted<P>, AppError> {
        self.caller.enter(&self.slug("workspace")?).await
    }

    /// Enters what lies above the workspaces.
    pub async fn enter_account<P: Needs<Place = InAccount>>(&self) -> Result<Granted<P>, AppError> {
        self.caller.enter_account().await
    }

    /// A slug in the URL; one that can't exist is not found.
    pub fn slug(&self, name: &str) -> Result<Slug, AppError> {
        Slug::parse(self.path.get(name).map_or("", String::as_str)).map_err(|_| AppError::NotFound)
    }

    /// An id or a number in the URL.
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, AppError> {
        self.path.get(name).and_then(|text| text.parse().ok()).ok_or(AppError::NotFound)
    }

    /// A filter; blank means none.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// All values of a filter that may be given several times.
    pub fn queries(&self, name: &str) -> Vec<String> {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        pairs.into_iter().filter(|(key, value)| key == name && !value.trim().is_empty()).map(|(_, value)| value).collect()
    }

    /// Tells everything that is rendered from now on which time zone times are shown in.
    pub fn provide_zone(&self) {
        provide_context(Zone::named(&self.zone));
    }

    pub fn now(&self) -> i64 {
        self.caller.app.now()
    }

    /// This page's address with the filters as they are and another place in the list: `("after", cursor)`.
    pub fn turned(&self, name: &str, cursor: impl ToString) -> String {
        let mut pairs: Vec<(String, String)> = self
            .query
            .iter()
            .filter(|(key, value)| !matches!(key.as_str(), "after" | "before") && *key != name && !value.trim().is_empty())
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        pairs.sort();
        pairs.push((name.to_owned(), cursor.to_string()));
        let path = self.url.split('?').next().unwrap_or_default();
        format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// A page's function.
pub type Page = fn(Visit) -> Pin<Box<dyn Future<Output = Result<Screen, Refusal>> + Send>>;

/// Why there is no page.
#[derive(Debug)]
pub enum Refusal {
    Error(AppError),
    /// Go there instead (a path of this site).
    Elsewhere(String),
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::Error(error)
    }
}

impl From<crate::db::DbError> for Refusal {
    fn from(error: crate::db::DbError) -> Self {
        Self::Error(error.into())
    }
}

/// Which entry of the menu is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Home,
    Workflows,
    Templates,
    Users,
    Requests,
    Executions,
    Messages,
    Vendors,
    VerifiedChannels,
    Keys,
    Settings,
    Search,
    Promotions,
    Team,
    Roles,
    AccountSettings,
    Authentication,
    Tokens,
    Audit,
    Profile,
    NewWorkspace,
    Workspaces,
    /// No entry of the menu.
    Elsewhere,
}

/// A rendered page before the shell is put around it.
pub struct Screen {
    /// What the browser's tab says.
    pub title: String,
    pub view: AnyView,
    pub place: ScreenPlace,
}

/// Where a page stands.
pub enum ScreenPlace {
    /// Before one is signed in: no shell. The page brings its own `ui::BareFrame`; what was just done is shown for it.
    Bare,
    Account(Section),
    Workspace(Box<Workspace>, Section),
}

impl Screen {
    pub fn bare(title: impl Into<String>, view: impl IntoView + 'static) -> Self {
        Self { title: title.into(), view: view.into_view().into_any(), place: ScreenPlace::Bare }
    }

    pub fn in_account(section: Section, title: impl Into<String>, view: impl IntoView + 'static) -> Self {
        Self { title: title.into(), view: view.into_view().into_any(), place: ScreenPlace::Account(section) }
    }

    pub fn in_workspace(
        workspace: &Workspace,
        section: Section,
        title: impl Into<String>,
        view: impl IntoView + 'static,
    ) -> Self {
        Self {
            title: title.into(),
            view: view.into_view().into_any(),
            place: ScreenPlace::Workspace(Box::new(workspace.clone()), section),
        }
    }
}
