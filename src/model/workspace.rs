//! Workspaces: isolated copies of everything.

use serde::{Deserialize, Serialize};

use super::{AccountId, AppError, Slug, WorkspaceId};

/// What a workspace is for; it decides the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum WorkspaceKind {
    /// For a first look: messages are captured, nothing needs to be set up.
    Sandbox,
    /// For building and testing; custom workspaces too.
    Standard,
    /// Real people; members see no personal data.
    Production,
}

/// What a kind decides: the one place that says so. Roles are narrower in one kind than in another by `model/role.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindRules {
    /// Every message is captured and none is sent out; no vendor is needed.
    pub captured: bool,
    /// Real people: what is dangerous asks for a fresh proof of identity, and buttons name the place.
    pub live: bool,
    /// Messages may be sent to testers only.
    pub test_mode: bool,
    /// Members see no personal data and edit no users.
    pub narrows_members: bool,
}

impl WorkspaceKind {
    pub const ALL: &[Self] = &[Self::Sandbox, Self::Standard, Self::Production];

    /// Those that a person may choose for a new workspace.
    pub const CUSTOM: &[Self] = &[Self::Standard, Self::Production];

    pub const fn rules(self) -> KindRules {
        match self {
            Self::Sandbox => KindRules { captured: true, live: false, test_mode: false, narrows_members: false },
            Self::Standard => KindRules { captured: false, live: false, test_mode: true, narrows_members: false },
            Self::Production => KindRules { captured: false, live: true, test_mode: false, narrows_members: true },
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Sandbox => "Sandbox",
            Self::Standard => "Standard",
            Self::Production => "Production",
        }
    }

    /// What it is for.
    pub fn about(self) -> &'static str {
        match self {
            Self::Sandbox => "For a first look.",
            Self::Standard => "For building and testing.",
            Self::Production => "For real people.",
        }
    }

    pub fn parse_custom(text: &str) -> Result<Self, AppError> {
        let found = Self::CUSTOM.iter().find(|kind| kind.key() == text).copied();
        found.ok_or_else(|| AppError::invalid("kind", "Choose what the workspace is for."))
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Standard => "standard",
            Self::Production => "production",
        }
    }
}

/// The colour that tells workspaces apart on every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    Grey,
    Blue,
    Red,
    Teal,
    Violet,
    Amber,
    Green,
}

impl Colour {
    /// Those that a person may choose: grey, blue and red belong to the three defaults.
    pub const CUSTOM: &[Self] = &[Self::Teal, Self::Violet, Self::Amber, Self::Green];

    pub fn key(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Blue => "blue",
            Self::Red => "red",
            Self::Teal => "teal",
            Self::Violet => "violet",
            Self::Amber => "amber",
            Self::Green => "green",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Grey => "Grey",
            Self::Blue => "Blue",
            Self::Red => "Red",
            Self::Teal => "Teal",
            Self::Violet => "Violet",
            Self::Amber => "Amber",
            Self::Green => "Green",
        }
    }

    pub const ALL: &[Self] = &[Self::Grey, Self::Blue, Self::Red, Self::Teal, Self::Violet, Self::Amber, Self::Green];

    pub fn parse(text: &str) -> Result<Self, AppError> {
        Self::ALL.iter().find(|colour| colour.key() == text).copied().ok_or_else(Self::wrong)
    }

    pub fn parse_custom(text: &str) -> Result<Self, AppError> {
        Self::parse(text).and_then(|colour| if Self::CUSTOM.contains(&colour) { Ok(colour) } else { Err(Self::wrong()) })
    }

    /// Why a colour is none that may be chosen.
    pub fn wrong() -> AppError {
        AppError::invalid("colour", "Choose one of the colours.")
    }
}

/// What stands in a workspace's mark, in its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum WorkspaceIcon {
    /// Two letters of its name.
    #[default]
    Letters,
    Flask,
    Code,
    Bell,
    Building,
    Globe,
    Phone,
    Shield,
}

impl WorkspaceIcon {
    pub const ALL: &[Self] =
        &[Self::Letters, Self::Flask, Self::Code, Self::Bell, Self::Building, Self::Globe, Self::Phone, Self::Shield];

    pub fn key(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Flask => "flask",
            Self::Code => "code",
            Self::Bell => "bell",
            Self::Building => "building",
            Self::Globe => "globe",
            Self::Phone => "phone",
            Self::Shield => "shield",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Letters => "Letters",
            Self::Flask => "Flask",
            Self::Code => "Code",
            Self::Bell => "Bell",
            Self::Building => "Building",
            Self::Globe => "Globe",
            Self::Phone => "Phone",
            Self::Shield => "Shield",
        }
    }

    pub fn parse(text: &str) -> Result<Self, AppError> {
        let found = Self::ALL.iter().find(|icon| icon.key() == text).copied();
        found.ok_or_else(|| AppError::invalid("icon", "Choose one of the icons."))
    }
}

/// A workspace as everybody in the account may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Workspace {
    pub id: WorkspaceId,
    pub account_id: AccountId,
    /// Permanent; part of every URL.
    pub slug: Slug,
    pub name: String,
    pub description: String,
    pub kind: WorkspaceKind,
    pub colour: Colour,
    pub icon: WorkspaceIcon,
    /// The data region that holds everything of it but this row.
    pub region: String,
    pub created_at: i64,
}

impl Workspace {
    /// A deleted workspace can be restored for so long, in milliseconds: seven days.
    pub const GRACE: i64 = 7 * 24 * 3_600_000;

    /// The two letters of its mark: the first ones of two words, or of the only one.
    pub fn letters(&self) -> String {
        let mut words = self.name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let (first, second) = (words.next().unwrap_or_default(), words.next());
        let letters: String = match second {
            Some(second) => first.chars().take(1).chain(second.chars().take(1)).collect(),
            None => first.chars().take(2).collect(),
        };
        letters.to_uppercase()
    }
}

/// A workspace that was deleted and can still be restored.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct DeletedWorkspace {
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub workspace: Workspace,
    pub deleted_at: i64,
    /// The name of who deleted it.
    pub deleted_by: String,
}

impl DeletedWorkspace {
    /// Until when it can be restored.
    pub fn until(&self) -> i64 {
        self.deleted_at + Workspace::GRACE
    }
}

/// First path segments that the site and the public clients' API use, so that no workspace may be called so.
/// The API's words are those that clients put where the management API has the workspace.
pub const RESERVED_SLUGS: &[&str] = &[
    "account",
    "api",
    "assets",
    "brand",
    "broadcast",
    "broadcast_run",
    "bulk",
    "confirm",
    "event",
    "favicon",
    "feed",
    "fonts",
    "health",
    "healthz",
    "help",
    "icons",
    "invite",
    "list",
    "message",
    "metrics",
    "new",
    "object",
    "pkg",
    "public",
    "readyz",
    "search",
    "setup",
    "sign-in",
    "sign-out",
    "socket",
    "static",
    "subscriber",
    "subscriber_list",
    "template",
    "tenant",
    "trigger",
    "user",
    "v1",
    "v2",
    "webhook",
    "workflow_run",
    "workspace",
    "workspaces",
];

/// The slug for a new workspace of this name, if it may be used.
pub fn workspace_slug(name: &str) -> Result<Slug, AppError> {
    let slug = Slug::suggest(name)
        .ok_or_else(|| AppError::invalid("name", "Use at least one letter or digit of the Latin alphabet in the name."))?;
    if RESERVED_SLUGS.contains(&slug.as_str()) {
        return Err(AppError::invalid("name", format!("The address /{slug} belongs to Belfry itself. Choose another name.")));
    }
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_has_two_letters() {
        let letters = |name: &str| {
            let slug = Slug::parse("x").unwrap();
            let (description, region) = (String::new(), String::new());
            let (kind, colour, icon) = (WorkspaceKind::Standard, Colour::Teal, WorkspaceIcon::Letters);
            let account_id = super::super::Id::from_text(String::new());
            let name = name.to_owned();
            Workspace {
                id: super::super::Id::from_text(String::new()),
                account_id,
                slug,
                name,
                description,
                kind,
                colour,
                icon,
                region,
                created_at: 0,
            }
            .letters()
        };
        assert_eq!([letters("Staging"), letters("EU – staging!"), letters("日本"), letters("x")], ["ST", "ES", "日本", "X"]);
    }

    #[test]
    fn a_workspace_never_takes_an_address_of_the_site_or_of_the_api() {
        assert_eq!(workspace_slug("EU Staging").unwrap().as_str(), "eu-staging");
        for taken in ["User", "v1", "API", "Sign in", "workspace"] {
            assert!(workspace_slug(taken).is_err(), "{taken}");
        }
    }
}
