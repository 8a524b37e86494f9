//! What the screens of one template share: what is loaded, the head, the tabs.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{assets, templates},
    model::{Asset, AssetKind, Channel, Permission, Problem, Slug, TemplateContent, can},
    pages::{Refusal, Screen, Visit, assets::Opened},
    ui::{Callout, Diff, Glyph, Hidden, Tone, diff_rows},
};

/// A template that is looked at.
pub struct Editor {
    pub granted: Granted<can::ViewAssets>,
    pub asset: Asset,
    pub content: TemplateContent,
    /// Whether the visitor may change it.
    pub may_edit: bool,
}

impl Editor {
    pub async fn load(visit: &Visit) -> Result<Self, Refusal> {
        let granted: Granted<can::ViewAssets> = visit.enter().await?;
        let asset = assets::find(&granted, AssetKind::Template, &visit.slug("slug")?).await?;
        let content = templates::content(&asset)?;
        let may_edit = granted.may(Permission::EditAssets);
        Ok(Self { granted, asset, content, may_edit })
    }

    pub fn workspace(&self) -> &Slug {
        &self.granted.workspace().slug
    }

    /// The address of the template, or of one of its pages.
    pub fn at(&self, page: &str) -> String {
        format!("/{}/templates/{}{page}", self.workspace(), self.asset.slug)
    }

    /// The hidden fields that every form here begins with.
    pub fn hidden(&self) -> AnyView {
        view! {
            <Hidden name="workspace" value=self.workspace().to_string()/>
            <Hidden name="template" value=self.asset.slug.to_string()/>
            <Hidden name="draft_version" value=self.asset.draft_version.to_string()/>
        }
        .into_any()
    }
}

/// `/{workspace}/templates/{slug}`: its first channel.
pub async fn open(visit: Visit) -> Result<Screen, Refusal> {
    let editor = Editor::load(&visit).await?;
    let first = editor.content.channels().first().map_or(Channel::Email, |channel| *channel);
    Err(Refusal::Elsewhere(editor.at(&format!("/{}", first.key()))))
}

/// The sign of a channel.
pub fn glyph(channel: Channel) -> Glyph {
    match channel {
        Channel::Email => Glyph::Mail,
        Channel::Sms => Glyph::Phone,
        Channel::Whatsapp => Glyph::Chat,
        Channel::Inbox => Glyph::Bell,
    }
}

/// What is said about one field, for [`crate::ui::Remarks`].
pub fn remarks(problems: &[Problem], field: &str) -> Vec<(Tone, String)> {
    let tone = |problem: &Problem| if problem.fatal { Tone::Bad } else { Tone::Warn };
    problems.iter().filter(|problem| problem.at == field).map(|problem| (tone(problem), problem.message.clone())).collect()
}

/// Somebody saved in between: what they wrote, against what was typed. The fields hold what was typed; saving again saves that.
pub fn conflict(visit: &Visit, editor: &Editor, action: &str, saved: &[(&'static str, &'static str, &str)]) -> Option<AnyView> {
    let rejected = visit.flash.rejected.as_ref().filter(|rejected| rejected.action == action)?;
    let started: i64 = rejected.values.get("draft_version")?.parse().ok()?;
    if started == editor.asset.draft_version {
        return None;
    }
    let differences = saved
        .iter()
        .filter_map(|(name, label, theirs)| {
            let yours = rejected.values.get(*name)?.replace("\r\n", "\n");
            (yours != *theirs).then(|| {
                view! {
                    <h3>{*label}</h3>
                    <Diff label=format!("{label}: what is saved against what you typed") rows=diff_rows(theirs, &yours)/>
                }
            })
        })
        .collect_view();
    let by = editor.asset.updated_by.clone();
    Some(
        view! {
            <Callout tone=Tone::Warn title=format!("{by} saved this draft after you opened it")>
                <p>
                    "The fields hold what you typed. Below, lines with − are in the saved draft, lines with + are yours. Take over from the saved draft what should stay, then save: yours replaces it."
                </p>
                {differences}
            </Callout>
        }
        .into_any(),
    )
}

impl Editor {
    /// Head and tabs around a page of this template.
    pub async fn screen(&self, visit: &Visit, tab: &'static str, title: &str, view: AnyView) -> Result<Screen, Refusal> {
        Ok(Opened::load(visit).await?.screen(visit, &format!("/{tab}"), title, view))
    }
}
