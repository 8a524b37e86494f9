//! What was committed, and going back to it.

use leptos::prelude::*;

use super::Opened;
use crate::{
    domain::assets,
    model::AssetVersion,
    pages::{Refusal, Screen, Visit},
    ui::{
        CodeView, Column, Dialog, DialogActions, EmptyState, Fact, Facts, Form, Glyph, Hidden, LinkButton, OpenDialog, Pager,
        Panel, Pill, RowLink, Split, Submit, Table, TextField, Time, Tone,
    },
};

/// `/versions`
pub async fn list(visit: Visit) -> Result<Screen, Refusal> {
    let opened = Opened::load(&visit).await?;
    let before: Option<i64> = visit.query("before").and_then(|text| text.parse().ok());
    let (versions, more) = assets::versions(&opened.granted, opened.asset.kind, &opened.asset.slug, before).await?;
    if versions.is_empty() && before.is_none() {
        let view = view! {
            <EmptyState
                title="No versions yet"
                text="Each commit becomes a version: what was said, by whom, when and why. You can compare any two, and roll back to any."
                icon=Glyph::Clock
            />
        };
        return Ok(opened.screen(&visit, "/versions", "Versions", view));
    }
    let older = more.then(|| versions.last().map(|last| visit.turned("before", last.version))).flatten();
    let newer = before.map(|_| opened.at("/versions"));
    let now = visit.now();
    let rows = versions.iter().map(|version| row(&opened, version, now)).collect_view();
    let columns = vec![
        Column::new("Version"),
        Column::new("State"),
        Column::new("How").minor(),
        Column::new("By").minor(),
        Column::new("Committed"),
        Column::new("Compare").silent(),
    ];
    let view = view! {
        <Table caption="Versions" columns>{rows}</Table>
        <Pager newer older/>
    };
    Ok(opened.screen(&visit, "/versions", "Versions", view))
}

fn row(opened: &Opened, version: &AssetVersion, now: i64) -> AnyView {
    let number = version.version;
    let live = (opened.asset.live_version == Some(number)).then(|| view! { <Pill tone=Tone::Ok>"Live"</Pill> });
    let note = (!version.message.is_empty()).then(|| version.message.clone());
    let compare = (number > 1).then(|| {
        let href = opened.at(&format!("/versions/{}/diff/{number}", number - 1));
        view! { <LinkButton href small=true label=format!("What version {number} changed")>"Changes"</LinkButton> }
    });
    let (by, at) = (version.committed_by.clone(), version.committed_at);
    view! {
        <tr>
            <td><RowLink href=opened.at(&format!("/versions/{number}")) note>{format!("Version {number}")}</RowLink></td>
            <td>{live}</td>
            <td>{origin(opened, &version.origin)}</td>
            <td>{by}</td>
            <td><Time at now/></td>
            <td class="cell-actions">{compare}</td>
        </tr>
    }
    .into_any()
}

/// `rollback:3` in words; a promotion leads to its plan.
fn origin(opened: &Opened, origin: &str) -> AnyView {
    let plan = |plan: &str, words: &'static str| {
        let href = format!("/{}/plans/{plan}", opened.workspace());
        view! { <a href=href>{words}</a> }.into_any()
    };
    match origin.split_once(':') {
        Some(("rollback", version)) => format!("Rolled back to version {version}").into_any(),
        Some(("plan", id)) => plan(id, "Promoted"),
        Some(("undo", id)) => plan(id, "Promotion undone"),
        _ => "Committed".into_any(),
    }
}

/// `/versions/{n}`
pub async fn version(visit: Visit) -> Result<Screen, Refusal> {
    let opened = Opened::load(&visit).await?;
    let number: i64 = visit.param("n")?;
    let version = assets::version(&opened.granted, opened.asset.kind, &opened.asset.slug, number).await?;
    let live = opened.asset.live_version.filter(|live| *live != number);
    let same = opened.asset.live_hash.as_deref() == Some(version.hash.as_str());
    let against_live = live.map(|live| {
        let href = opened.at(&format!("/versions/{number}/diff/{live}"));
        view! { <LinkButton href>{format!("Compare with version {live}, which is live")}</LinkButton> }
    });
    let against_previous = (number > 1).then(|| {
        let href = opened.at(&format!("/versions/{}/diff/{number}", number - 1));
        view! { <LinkButton href>"What it changed"</LinkButton> }
    });
    let roll_back = (opened.may_edit && !same).then_some(live).flatten().map(|live| {
        let button =
            view! { <OpenDialog target="roll-back" icon=Glyph::Undo>{format!("Roll back to version {number}")}</OpenDialog> };
        (button, dialog(&opened, number, live))
    });
    let (button, dialog) = roll_back.unzip();
    let facts = facts(&opened, &version, visit.now());
    let view = view! {
        <Split aside=view! {
            <Panel title=format!("Version {number}")>{facts}</Panel>
            <div class="actions">{button}{against_live}{against_previous}</div>
        }>
            <CodeView code=version.content.clone() title=format!("What version {number} says") json=true/>
        </Split>
        {dialog}
    };
    Ok(opened.screen(&visit, "/versions", &format!("Version {number}"), view))
}

fn facts(opened: &Opened, version: &AssetVersion, now: i64) -> AnyView {
    let state = if opened.asset.live_version == Some(version.version) {
        view! { <Pill tone=Tone::Ok>"Live"</Pill> }.into_any()
    } else {
        view! { <Pill>"Not live"</Pill> }.into_any()
    };
    let message = (!version.message.is_empty()).then(|| {
        let message = version.message.clone();
        view! { <Fact label="Message">{message}</Fact> }
    });
    let (by, at, hash) = (version.committed_by.clone(), version.committed_at, version.hash.clone());
    let (how, name) = (origin(opened, &version.origin), version.name.clone());
    view! {
        <Facts>
            <Fact label="State">{state}</Fact>
            {message}
            <Fact label="How">{how}</Fact>
            <Fact label="By">{by}</Fact>
            <Fact label="When"><Time at now/></Fact>
            <Fact label="Name then">{name}</Fact>
            <Fact label="SHA-256"><code>{hash}</code></Fact>
        </Facts>
    }
    .into_any()
}

fn dialog(opened: &Opened, to: i64, live: i64) -> AnyView {
    let place = opened.granted.workspace().name.clone();
    let kept = if opened.asset.changed() { " The changes in the draft stay." } else { "" };
    let description =
        format!("What version {to} says becomes a new version and goes live in {place} at once. No version is lost.{kept}");
    let (hidden, variant) = (opened.hidden(), opened.variant());
    view! {
        <Dialog id="roll-back" title=format!("Roll back to version {to}?") description=description open_for="/api/assets/roll_back">
            <Form action="/api/assets/roll_back">
                {hidden}
                <Hidden name="to" value=to.to_string()/>
                <Hidden name="live" value=live.to_string()/>
                <TextField name="message" label="Message" help="Why. It stays with the version." maxlength=500u32/>
                <DialogActions dialog="roll-back">
                    <Submit variant>{format!("Roll back in {place}")}</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
