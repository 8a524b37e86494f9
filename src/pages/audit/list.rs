//! The log, filtered.

use leptos::prelude::*;

use super::{place, who, words};
use crate::{
    access::Granted,
    domain::{
        audit::{self, query, query::RANGES},
        workspaces,
    },
    model::{AuditEntry, EntryId, ExportFormat, Permission, Workspace, action_words, actions_on, can, target_kinds},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Callout, Choice, Column, EmptyState, FilterBar, FilterChecks, FilterDate, FilterSearch, FilterSelect, Form, Glyph,
        Hidden, LinkButton, Menu, MenuButton, MenuGroup, MenuLink, PageHeader, Pager, RowLink, Table, Time, Tone,
    },
};

const HERE: &str = "/account/audit";
/// The filters, by the names that they have in the address.
const FILTERS: &[&str] = &["actor", "action", "kind", "workspace", "target", "range", "from", "until"];

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAudit> = visit.enter_account().await?;
    let workspaces = workspaces::all(&granted).await?;
    let now = visit.now();
    let query = visit.url.split_once('?').map_or("", |(_, query)| query);
    let query::Asked { actor, filter } = query::read(query, &visit.zone, now, &workspaces)?;
    let found = audit::page(&granted, actor.as_deref(), &filter).await?;

    let active = FILTERS.iter().any(|name| visit.query(name).is_some());
    let (newer, older) =
        (found.newer.map(|id| address(&visit, "after", &id)), found.older.map(|id| address(&visit, "before", &id)));
    let away = away(&found.away);
    let only = filter.target.as_ref().map(|target| only(target, found.entries.first()));
    let rows = found.entries.into_iter().map(|entry| row(entry, &workspaces, now)).collect::<Vec<_>>();
    let body = if rows.is_empty() {
        let text =
            if active { "Nothing fits these filters. Clear one of them." } else { "What people and programs change shows here." };
        view! { <EmptyState icon=Glyph::Audit title="No entries" text/> }.into_any()
    } else {
        let columns: Vec<Column> =
            vec!["When".into(), "Who".into(), "What".into(), Column::new("Where").minor(), Column::new("Address").minor()];
        view! {
            <Table caption="Audit log" columns>{rows}</Table>
            <Pager newer older/>
        }
        .into_any()
    };
    let actions = actions(&granted, &visit);
    let view = view! {
        <PageHeader title="Audit log" description="Who changed what, and when. Entries are never edited." actions/>
        {filters(&visit, &workspaces, active)}
        {only}
        {away}
        {body}
    };
    Ok(Screen::in_account(Section::Audit, "Audit log", view))
}

/// What is missing, and why.
fn away(regions: &[String]) -> Option<AnyView> {
    let names = regions.join(", ");
    (!regions.is_empty()).then(|| {
        let text = format!("{names}: no answer at the moment. What happened in workspaces there shows again when it is back.");
        view! { <Callout tone=Tone::Warn title="Entries of a data region are missing">{text}</Callout> }.into_any()
    })
}

/// What the address says of the filters, as it is passed on.
fn kept(visit: &Visit) -> Vec<(&'static str, String)> {
    FILTERS.iter().flat_map(|name| visit.queries(name).into_iter().map(move |value| (*name, value))).collect()
}

/// The same filters, from this entry on.
fn address(visit: &Visit, step: &'static str, id: &EntryId) -> String {
    let mut pairs = kept(visit);
    pairs.push((step, id.to_string()));
    format!("{HERE}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// What can be done with the list: take it away as it is filtered, check it, set how long it is kept.
fn actions(granted: &Granted<can::ViewAudit>, visit: &Visit) -> AnyView {
    let export = granted.may(Permission::ExportAudit).then(|| {
        let query = serde_urlencoded::to_string(kept(visit)).unwrap_or_default();
        let formats = [ExportFormat::Csv, ExportFormat::Jsonl].map(|format| {
            view! { <MenuButton icon=Glyph::Download name="format" value=format.key()>{format!("As {}", format.label())}</MenuButton> }
        });
        let zone = visit.zone.clone();
        view! {
            <Menu id="export" label="Export">
                <Form action="/api/audit/export" inline=true>
                    <Hidden name="query" value=query/>
                    <Hidden name="zone" value=zone/>
                    {formats.into_iter().collect_view()}
                </Form>
                <MenuGroup/>
                <MenuLink href="/account/audit/exports" icon=Glyph::Log>"Exports of the last day"</MenuLink>
            </Menu>
        }
    });
    let manage = granted
        .may(Permission::ManageAudit)
        .then(|| view! { <LinkButton href="/account/audit/settings" icon=Glyph::Settings>"Settings"</LinkButton> });
    view! { {manage}{export} }.into_any()
}

fn filters(visit: &Visit, workspaces: &[Workspace], active: bool) -> AnyView {
    let value = |name: &str| visit.query(name).map(str::to_owned);
    let places = workspaces.iter().map(|known| Choice::new(known.slug.as_str(), &known.name)).collect();
    let group = |kind: &'static str| {
        let choices = actions_on(kind).map(|action| Choice::new(action, label(action_words(action).unwrap_or(action))));
        (kind_name(kind), choices.collect())
    };
    let groups = target_kinds().into_iter().map(group).collect();
    let kinds = target_kinds().into_iter().map(|kind| Choice::new(kind, kind_name(kind))).collect();
    let ranges = RANGES.iter().map(|(name, words, _)| Choice::new(*name, *words)).collect();
    let (actor, kind, workspace, range) = (value("actor"), value("kind"), value("workspace"), value("range"));
    let (from, until, target) = (value("from"), value("until"), value("target"));
    let ticked = visit.queries("action");
    view! {
        <FilterBar action=HERE active>
            <FilterSearch name="actor" label="Who" placeholder="Name, e-mail or key" value=actor/>
            <FilterChecks id="actions" name="action" any="Any action" groups values=ticked/>
            <FilterSelect name="kind" label="Done to" any="Anything" choices=kinds value=kind/>
            <FilterSelect name="workspace" label="Where" any="Everywhere" choices=places value=workspace/>
            <FilterSelect name="range" label="When" any="Any time" choices=ranges value=range/>
            <FilterDate name="from" label="From" value=from/>
            <FilterDate name="until" label="To" value=until/>
            {target.map(|id| view! { <Hidden name="target" value=id/> })}
        </FilterBar>
    }
    .into_any()
}

/// What the list is narrowed to, by the name that it has now.
fn only(target: &str, newest: Option<&AuditEntry>) -> AnyView {
    let id = target.to_owned();
    let name = newest.map(|entry| entry.target_name.clone()).filter(|name| name != target);
    view! {
        <Callout>
            "Only what was done to "
            {name.map(|name| view! { <strong>{name}</strong>" " })}
            <code>{id}</code>
            "."
        </Callout>
    }
    .into_any()
}

/// A kind of thing as people read it: `api_key` → `API key`.
fn kind_name(kind: &str) -> String {
    match kind {
        "api_key" => "API key".to_owned(),
        "public_api_key" => "Public key".to_owned(),
        "signing_api_key" => "Signing key".to_owned(),
        "access" => "Refusals".to_owned(),
        kind => capital(&kind.replace('_', " ")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// An action as a choice: its words, without what it was done to.
fn label(words: &str) -> String {
    // "the invitation of {} away" is "the invitation away": the small word goes with the name that it leads to.
    capital(&[" of {}", " in {}", " with {}", " {}"].iter().fold(words.to_owned(), |text, part| text.replace(part, "")))
}

fn row(entry: AuditEntry, workspaces: &[Workspace], now: i64) -> AnyView {
    let href = format!("{HERE}/{}", entry.id);
    let (who, words, place) = (who(&entry), words(&entry), place(&entry, workspaces));
    view! {
        <tr>
            <td><Time at=entry.at now/></td>
            <td>{who}</td>
            <td><RowLink href>{words}</RowLink></td>
            <td>{place}</td>
            <td>{entry.address.map(|address| view! { <code>{address}</code> })}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_as_words() {
        assert_eq!((kind_name("api_key").as_str(), kind_name("workspace_key").as_str()), ("API key", "Workspace key"));
    }

    #[test]
    fn actions_read_as_choices() {
        assert_eq!(label("committed the workflow {}"), "Committed the workflow");
        assert_eq!(label("rolled the template {} back"), "Rolled the template back");
        assert_eq!(label("sent the invitation of {} again"), "Sent the invitation again");
    }
}
