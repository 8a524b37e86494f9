//! An asset that is looked at: title, state, tabs and acts on top of each of its pages.

use leptos::prelude::*;

use super::commit;
use crate::{
    access::Granted,
    domain::assets,
    model::{
        AppError, Asset, AssetKind, AssetStatus, Channel, LiveAsset, Permission, Problem, Slug, TemplateContent, WorkspaceKind,
        can,
    },
    pages::{Refusal, Screen, Section, Visit, audit::history_link, menu},
    ui::{Glyph, Hidden, LinkButton, OpenDialog, PageHeader, Pill, Tab, Tabs, Time, Tone, Variant},
};

/// What all pages of one asset need.
pub struct Opened {
    pub granted: Granted<can::ViewAssets>,
    pub asset: Asset,
    /// What runs; none: never committed.
    pub live: Option<LiveAsset>,
    /// What is to be said about the draft.
    pub problems: Vec<Problem>,
    /// Whether the visitor may change it.
    pub may_edit: bool,
}

impl Opened {
    /// The asset of the address.
    pub async fn load(visit: &Visit) -> Result<Self, Refusal> {
        let kind = visit.url.split('/').nth(2).map(AssetKind::parse).unwrap_or(Err(AppError::NotFound))?;
        let granted: Granted<can::ViewAssets> = visit.enter().await?;
        let asset = assets::find(&granted, kind, &visit.slug("slug")?).await?;
        let live = assets::live(&granted, kind, &asset.slug).await?;
        let problems = assets::problems(&granted, &asset).await?;
        let may_edit = granted.may(Permission::EditAssets);
        Ok(Self { granted, asset, live, problems, may_edit })
    }

    pub fn workspace(&self) -> &Slug {
        &self.granted.workspace().slug
    }

    /// The address of the asset, or of one of its pages (`/versions`).
    pub fn at(&self, page: &str) -> String {
        format!("/{}/{}/{}{page}", self.workspace(), self.asset.kind.plural(), self.asset.slug)
    }

    /// The hidden fields of every form about the asset.
    pub fn hidden(&self) -> AnyView {
        view! {
            <Hidden name="workspace" value=self.workspace().to_string()/>
            <Hidden name="kind" value=self.asset.kind.key()/>
            <Hidden name="slug" value=self.asset.slug.to_string()/>
        }
        .into_any()
    }

    /// The same, for forms that write the draft.
    pub fn hidden_draft(&self) -> AnyView {
        view! {
            {self.hidden()}
            <Hidden name="draft_version" value=self.asset.draft_version.to_string()/>
        }
        .into_any()
    }

    /// `Commit to Production` wears the workspace's colour.
    pub fn variant(&self) -> Variant {
        if self.granted.workspace().kind == WorkspaceKind::Production { Variant::Workspace } else { Variant::Primary }
    }

    /// Head, tabs and dialogs around a page. `tab` is the page's address behind the asset's, like `/versions`.
    pub fn screen(&self, visit: &Visit, tab: &str, title: &str, view: impl IntoView + 'static) -> Screen {
        let (section, plural) = match self.asset.kind {
            AssetKind::Workflow => (Section::Workflows, "Workflows"),
            AssetKind::Template => (Section::Templates, "Templates"),
        };
        let name = self.asset.name.clone();
        let list = format!("/{}/{}", self.workspace(), self.asset.kind.plural());
        let head = view! {
            <PageHeader
                title=name.clone()
                slug=self.asset.slug.to_string()
                trail=vec![(plural.to_owned(), list)]
                status=self.status()
                description=self.description(visit.now())
                actions=self.actions()
            />
            <Tabs label=format!("Pages of {name}") tabs=self.tabs(tab)/>
        };
        let dialogs = self.may_edit.then(|| commit::dialogs(self));
        let title = if title.is_empty() { name } else { format!("{title} · {name}") };
        Screen::in_workspace(self.granted.workspace(), section, title, view! { {head}{view}{dialogs} })
    }

    fn status(&self) -> AnyView {
        let status = self.asset.status();
        let tone = tone(status);
        let word = match (status, self.asset.live_version) {
            (AssetStatus::Live, Some(version)) => format!("Live: version {version}"),
            _ => status.label().to_owned(),
        };
        view! {
            <Pill tone>{word}</Pill>
            {(self.asset.changed() && self.live.is_some()).then(|| view! { <Pill tone=Tone::Info>"Changes not committed"</Pill> })}
        }
        .into_any()
    }

    fn description(&self, now: i64) -> AnyView {
        let (at, by) = (self.asset.updated_at, self.asset.updated_by.clone());
        let what = match (&self.live, self.asset.changed()) {
            (None, _) => "Never committed, so nothing of it runs",
            (Some(_), true) => "The draft has changes that are not live",
            (Some(_), false) => "The draft is what is live",
        };
        view! { {what}" · changed "<Time at now/>" by "{by} }.into_any()
    }

    fn actions(&self) -> AnyView {
        let open = self.may_edit && self.asset.changed();
        let discard =
            (open && self.live.is_some()).then(|| view! { <OpenDialog target="discard">"Discard changes"</OpenDialog> });
        let label = format!("Commit to {}", self.granted.workspace().name);
        let commit = open.then(|| view! { <OpenDialog target="commit" variant=self.variant()>{label}</OpenDialog> });
        let route = format!("/{{workspace}}/{}/{{slug}}/clone", self.asset.kind.plural());
        let clone = (self.live.is_some() && menu::exists(&route))
            .then(|| view! { <LinkButton href=self.at("/clone") icon=Glyph::Clone>"Clone"</LinkButton> });
        let history = history_link(&self.granted, &self.asset.id, None);
        view! { {history}{clone}{discard}{commit} }.into_any()
    }

    /// The tabs whose pages exist.
    fn tabs(&self, current: &str) -> Vec<Tab> {
        let own: Vec<(String, String)> = match self.asset.kind {
            AssetKind::Workflow => vec![("".to_owned(), "Design".to_owned())],
            AssetKind::Template => {
                let has =
                    assets::parse::<TemplateContent>(&self.asset.draft).map(|content| content.channels()).unwrap_or_default();
                let channel = |channel: &Channel| {
                    let sign = if has.contains(channel) { "" } else { "+ " };
                    (format!("/{}", channel.key()), format!("{sign}{}", channel.label()))
                };
                let mut own: Vec<_> = Channel::ALL.iter().map(channel).collect();
                own.push(("/mock-data".to_owned(), "Mock data".to_owned()));
                own
            }
        };
        let shared =
            [("/json", "JSON"), ("/test", "Test"), ("/versions", "Versions"), ("/used-by", "Used by"), ("/settings", "Settings")];
        let shared = shared.map(|(page, label)| (page.to_owned(), label.to_owned()));
        let kind = self.asset.kind.plural();
        own.into_iter()
            .chain(shared)
            .filter(|(page, _)| menu::exists(&format!("/{{workspace}}/{kind}/{{slug}}{page}")))
            .map(|(page, label)| Tab::new(label, self.at(&page)).current(page == current))
            .collect()
    }
}

/// How a state looks.
pub fn tone(status: AssetStatus) -> Tone {
    match status {
        AssetStatus::Live => Tone::Ok,
        AssetStatus::Draft => Tone::Plain,
        AssetStatus::Disabled => Tone::Warn,
    }
}
