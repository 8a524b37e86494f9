//! The log, filtered.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use leptos::prelude::*;

use super::{place, who, words};
use crate::{
    access::Granted,
    domain::{audit, workspaces},
    model::{ACTIONS, AppError, AuditEntry, AuditFilter, EntryId, Id, Workspace, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Callout, Choice, Column, EmptyState, FilterBar, FilterDate, FilterSearch, FilterSelect, Glyph, Hidden, PageHeader, Pager,
        RowLink, Table, Time,
    },
};

const HERE: &str = "/account/audit";
/// The filters, by the names that they have in the address.
const FILTERS: &[&str] = &["actor", "action", "workspace", "target", "from", "until"];

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAudit> = visit.enter_account().await?;
    let workspaces = workspaces::all(&granted).await?;
    let filter = filter(&visit, &workspaces)?;
    let found = audit::page(&granted, visit.query("actor"), &filter).await?;
    let now = visit.now();

    let active = FILTERS.iter().any(|name| visit.query(name).is_some());
    let (newer, older) =
        (found.newer.map(|id| address(&visit, "after", &id)), found.older.map(|id| address(&visit, "before", &id)));
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
    let view = view! {
        <PageHeader title="Audit log" description="Who changed what, and when. Entries are never edited or deleted. Days are in UTC."/>
        {filters(&visit, &workspaces, active)}
        {body}
    };
    Ok(Screen::in_account(Section::Audit, "Audit log", view))
}

/// What the address asks for. A day that is none and a workspace that is not ours are not found: they were never offered.
fn filter(visit: &Visit, workspaces: &[Workspace]) -> Result<AuditFilter, AppError> {
    let workspace = match visit.query("workspace") {
        Some(slug) => {
            let known = workspaces.iter().find(|known| known.slug.as_str() == slug).ok_or(AppError::NotFound)?;
            Some(known.id.clone())
        }
        None => None,
    };
    let day = |name: &str, later: i64| visit.query(name).map(|text| start_of_day(text, later, &visit.zone)).transpose();
    let id = |name: &str| visit.query(name).map(|text| EntryId::from_text(text.to_owned()));
    Ok(AuditFilter {
        actor_id: None,
        action: visit.query("action").map(str::to_owned),
        workspace,
        target: visit.query("target").map(str::to_owned),
        from: day("from", 0)?,
        until: day("until", 1)?,
        before: id("before"),
        after: id("after"),
    })
}

/// Milliseconds since 1970 of the start of a day like 2026-11-24, or of one some days later, where the person is.
fn start_of_day(text: &str, later: i64, zone: &str) -> Result<i64, AppError> {
    let day: Date = text.parse().map_err(|_| AppError::NotFound)?;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let start = day.checked_add(later.days()).and_then(|day| day.to_zoned(zone)).map_err(|_| AppError::NotFound)?;
    Ok(start.timestamp().as_millisecond())
}

/// The same filters, from this entry on.
fn address(visit: &Visit, step: &str, id: &EntryId) -> String {
    let kept = FILTERS.iter().filter_map(|name| Some((*name, visit.query(name)?)));
    let pairs: Vec<(&str, &str)> = kept.chain([(step, id.as_str())]).collect();
    format!("{HERE}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

fn filters(visit: &Visit, workspaces: &[Workspace], active: bool) -> AnyView {
    let value = |name: &str| visit.query(name).map(str::to_owned);
    let places = workspaces.iter().map(|known| Choice::new(known.slug.as_str(), &known.name)).collect();
    let actions = ACTIONS.iter().map(|(action, words)| Choice::new(*action, label(words))).collect();
    let target = value("target");
    let only = target.clone().map(|id| view! { <Callout>"Only what was done to "<code>{id}</code>"."</Callout> });
    let (actor, action, workspace) = (value("actor"), value("action"), value("workspace"));
    let (from, until) = (value("from"), value("until"));
    view! {
        <FilterBar action=HERE active>
            <FilterSearch name="actor" label="Who" placeholder="Name, e-mail or key" value=actor/>
            <FilterSelect name="action" label="What" any="Anything" choices=actions value=action/>
            <FilterSelect name="workspace" label="Where" any="Everywhere" choices=places value=workspace/>
            <FilterDate name="from" label="From" value=from/>
            <FilterDate name="until" label="To" value=until/>
            {target.map(|id| view! { <Hidden name="target" value=id/> })}
        </FilterBar>
        {only}
    }
    .into_any()
}

/// An action as a choice: its words, without what it was done to.
fn label(words: &str) -> String {
    let text = words.replace(" {}", "");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
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
    fn days_begin_at_midnight_of_the_person() {
        let start = |day: &str, later: i64, zone: &str| start_of_day(day, later, zone).unwrap();
        assert_eq!(start("2026-11-02", 0, "UTC"), 1_793_577_600_000);
        assert_eq!(start("2026-11-02", 1, "UTC") - start("2026-11-02", 0, "UTC"), 86_400_000);
        assert_eq!(start("2026-11-02", 0, "Europe/Madrid"), 1_793_577_600_000 - 3_600_000);
        assert_eq!(start("2026-11-02", 0, "Nowhere/Atlantis"), 1_793_577_600_000);
        for bad in ["", "yesterday", "2026-13-01", "2026-02-30", "999999-01-01"] {
            assert!(start_of_day(bad, 1, "UTC").is_err(), "{bad}");
        }
    }

    #[test]
    fn actions_read_as_choices() {
        assert_eq!(label("committed the workflow {}"), "Committed the workflow");
        assert_eq!(label("rolled the template {} back"), "Rolled the template back");
    }
}
