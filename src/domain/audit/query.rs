//! What the address of the list asks for.

use jiff::{ToSpan, civil::Date, tz::TimeZone};

use crate::model::{AppError, AuditFilter, EntryId, Id, Workspace, action_words, actions_on};

/// Spans that end now: their names, how people call them, and their length in milliseconds.
pub const RANGES: &[(&str, &str, i64)] =
    &[("24h", "Last 24 hours", 86_400_000), ("7d", "Last 7 days", 7 * 86_400_000), ("30d", "Last 30 days", 30 * 86_400_000)];

/// A query that was understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// A part of a name or of an e-mail address.
    pub actor: Option<String>,
    pub filter: AuditFilter,
}

/// Reads a query like `actor=ada&range=7d`, where days are those of a time zone. A day that is none and a workspace that is not ours are not found:
/// they were never offered.
pub fn read(query: &str, zone: &str, now: i64, workspaces: &[Workspace]) -> Result<Asked, AppError> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|_| AppError::NotFound)?;
    let all = |name: &str| {
        let values = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim());
        values.filter(|value| !value.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let one = |name: &str| all(name).pop();
    let workspace = match one("workspace") {
        Some(slug) => {
            let known = workspaces.iter().find(|known| known.slug.as_str() == slug).ok_or(AppError::NotFound)?;
            Some(known.id.clone())
        }
        None => None,
    };
    let range = match one("range") {
        Some(name) => Some(now - RANGES.iter().find(|(known, ..)| *known == name).ok_or(AppError::NotFound)?.2),
        None => None,
    };
    let day = |name: &str, later: i64| one(name).map(|text| start_of_day(&text, later, zone)).transpose();
    let filter = AuditFilter {
        actors: Vec::new(),
        actions: actions(all("action"), one("kind").as_deref()),
        workspace,
        target: one("target"),
        from: day("from", 0)?.max(range),
        until: day("until", 1)?,
        before: one("before").map(EntryId::from_text),
        after: one("after").map(EntryId::from_text),
    };
    Ok(Asked { actor: one("actor"), filter })
}

/// The actions that were ticked, as far as they are done to the kind of thing that was chosen. What nobody knows is never found.
fn actions(mut ticked: Vec<String>, kind: Option<&str>) -> Vec<String> {
    ticked.retain(|action| action_words(action).is_some());
    ticked.sort_unstable();
    ticked.dedup();
    let Some(kind) = kind else { return ticked };
    let mut on: Vec<String> = actions_on(kind).map(str::to_owned).collect();
    if !ticked.is_empty() {
        on.retain(|action| ticked.contains(action));
    }
    if on.is_empty() { vec![kind.to_owned()] } else { on }
}

/// Milliseconds since 1970 of the start of a day like 2026-11-24, or of one some days later, where the person is.
fn start_of_day(text: &str, later: i64, zone: &str) -> Result<i64, AppError> {
    let day: Date = text.parse().map_err(|_| AppError::NotFound)?;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let start = day.checked_add(later.days()).and_then(|day| day.to_zoned(zone)).map_err(|_| AppError::NotFound)?;
    Ok(start.timestamp().as_millisecond())
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
    fn a_kind_is_all_that_can_be_done_to_it_or_what_was_ticked_of_that() {
        let ticked = |some: &[&str], kind| actions(some.iter().map(|&action| action.to_owned()).collect(), kind);
        assert_eq!(ticked(&[], None), [""; 0]);
        assert_eq!(ticked(&["vendor.added", "vendor.stolen"], None), ["vendor.added"]);
        assert!(ticked(&[], Some("vendor")).len() > 4);
        assert_eq!(ticked(&["vendor.added", "plan.applied"], Some("vendor")), ["vendor.added"]);
        assert_eq!(ticked(&["plan.applied"], Some("vendor")), ["vendor"], "nothing is called so");
    }
}
