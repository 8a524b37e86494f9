//! What a workspace sent and what came of it, read from the counters that delivery keeps.

use jiff::{Timestamp, ToSpan, Zoned, civil::Time, tz::TimeZone};

use super::{
    delivery::counts::{ACCEPTED, HOUR},
    masking::masked,
};
use crate::{
    access::Granted,
    db::Tx,
    model::{AppError, Attempt, Channel, Vendor, WorkspaceKind, can},
    store::{
        self,
        counts::{Span, Sum},
    },
};

/// How far back one looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Range {
    Day,
    #[default]
    Week,
    Month,
}

impl Range {
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// As an address writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    /// An unknown one is the usual one.
    pub fn parse(key: &str) -> Self {
        Self::ALL.into_iter().find(|range| range.key() == key).unwrap_or_default()
    }

    /// In which order of days the period before begins.
    fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

/// What is counted, for a chart: messages that left, and what became of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Handed over to a vendor or to the inbox. In a Sandbox: captured instead.
    Sent,
    Delivered,
    Seen,
    Skipped,
    Failed,
}

impl Measure {
    fn counts(self, outcome: &str) -> bool {
        match self {
            Self::Sent => matches!(outcome, "sent" | "captured"),
            Self::Delivered => outcome == "delivered",
            Self::Seen => outcome == "seen",
            Self::Skipped => outcome == "skipped",
            Self::Failed => outcome == "failed",
        }
    }
}

/// Counts over a range and over the period before it.
pub struct Figures {
    /// When each part of the range begins; the last one is not over yet.
    pub parts: Vec<i64>,
    now: Vec<Sum>,
    before: Vec<Sum>,
}

impl Figures {
    fn of(sums: &[Sum], measure: Measure) -> i64 {
        sums.iter().filter(|sum| measure.counts(&sum.outcome)).map(|sum| sum.n).sum()
    }

    pub fn total(&self, measure: Measure) -> i64 {
        Self::of(&self.now, measure)
    }

    /// The same over the period before, up to the same time of the day.
    pub fn before(&self, measure: Measure) -> i64 {
        Self::of(&self.before, measure)
    }

    /// For each part; with a channel only what went through it.
    pub fn line(&self, measure: Measure, channel: Option<Channel>) -> Vec<i64> {
        let mut line = vec![0; self.parts.len()];
        for sum in &self.now {
            if measure.counts(&sum.outcome)
                && channel.is_none_or(|channel| channel == sum.channel)
                && let Ok(at) = self.parts.binary_search(&sum.from_ms)
            {
                line[at] += sum.n;
            }
        }
        line
    }

    /// The channels that anything left through.
    pub fn channels(&self) -> Vec<Channel> {
        let sent = |channel: &Channel| self.now.iter().any(|sum| sum.channel == *channel && Measure::Sent.counts(&sum.outcome));
        Channel::ALL.iter().copied().filter(sent).collect()
    }

    /// Nothing happened, now or before.
    pub fn is_empty(&self) -> bool {
        self.now.is_empty() && self.before.is_empty()
    }
}

/// What a range looks like.
pub struct Overview {
    pub figures: Figures,
    /// Workflows by slug and how many messages they sent, the busiest first.
    pub workflows: Vec<(String, i64)>,
    /// How vendors did in the last 24 hours, whatever the range.
    pub vendors: Vec<Health>,
}

/// How many workflows and vendors are told of.
const MOST: i64 = 6;

/// `zone` names the time zone in which days begin; an unknown one is UTC.
pub async fn overview(granted: &Granted<can::ViewLogs>, range: Range, zone: &str) -> Result<Overview, AppError> {
    let workspace = granted.workspace_id();
    let when = Periods::new(range, granted.now(), &TimeZone::get(zone).unwrap_or(TimeZone::UTC));
    let mut tx = granted.read().await?;
    let mut spans = when.parts();
    spans.push(when.before);
    let (before, now) =
        store::counts::sums(&mut tx, workspace, &spans).await?.into_iter().partition(|sum: &Sum| sum.from_ms == when.before.from);
    Ok(Overview {
        workflows: store::counts::busiest_workflows(&mut tx, workspace, when.whole(), MOST).await?,
        vendors: vendors(granted, &mut tx).await?,
        figures: Figures { parts: when.starts, now, before },
    })
}

/// How a vendor does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    Disabled,
    /// Nothing was handed to it.
    Idle,
    Well,
    /// More than one attempt in ten did not go well.
    Troubled,
    /// None did.
    Failing,
}

/// A vendor in the last 24 hours.
pub struct Health {
    pub vendor: Vendor,
    pub state: State,
    pub attempts: i64,
    pub accepted: i64,
    /// The newest attempt that did not go well, with what the vendor said.
    pub refused: Option<Attempt>,
}

fn state(enabled: bool, attempts: i64, accepted: i64) -> State {
    match (enabled, attempts) {
        (false, _) => State::Disabled,
        (_, 0) => State::Idle,
        _ if accepted == 0 => State::Failing,
        _ if accepted * 10 < attempts * 9 => State::Troubled,
        _ => State::Well,
    }
}

/// Counted by name, as the log of attempts has it: under a new name a vendor begins anew.
async fn vendors(granted: &Granted<can::ViewLogs>, tx: &mut Tx) -> Result<Vec<Health>, AppError> {
    let workspace = granted.workspace();
    if workspace.kind == WorkspaceKind::Sandbox {
        return Ok(vec![]);
    }
    let last_day = Periods::new(Range::Day, granted.now(), &TimeZone::UTC).whole();
    let counts = store::counts::attempts(tx, &workspace.id, last_day).await?;
    let mut listed = store::vendors::list(tx, &workspace.id).await?;
    listed.sort_by_key(|vendor| !vendor.enabled);
    listed.truncate(MOST as usize);
    let mut health = Vec::new();
    for vendor in listed {
        let of = |wanted: fn(&str) -> bool| -> i64 {
            counts.iter().filter(|(name, outcome, _)| *name == vendor.name && wanted(outcome)).map(|(.., n)| n).sum()
        };
        let (attempts, accepted) = (of(|_| true), of(|outcome| outcome == ACCEPTED));
        let mut refused = None;
        if accepted < attempts {
            refused = store::attempts::newest_refused(tx, &workspace.id, &vendor.name, last_day.from).await?;
        }
        let refused = masked(granted, refused);
        health.push(Health { state: state(vendor.enabled, attempts, accepted), vendor, attempts, accepted, refused });
    }
    Ok(health)
}

/// The parts of a range, and the period before it that it is compared with.
struct Periods {
    starts: Vec<i64>,
    /// When the hour that is running ends.
    until: i64,
    before: Span,
}

impl Periods {
    /// Counts are kept by whole hours of UTC: where a day begins at half past, the half hour before belongs to it.
    fn new(range: Range, now: i64, zone: &TimeZone) -> Self {
        let hour = now.div_euclid(HOUR) * HOUR;
        let until = hour + HOUR;
        if range == Range::Day {
            let from = until - 24 * HOUR;
            let before = Span { from: from - 24 * HOUR, until: until - 24 * HOUR };
            return Self { starts: (0..24).map(|past| from + past * HOUR).collect(), until, before };
        }
        let here = |at: i64| Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone.clone());
        let back = |at: &Zoned, days: i64| at.checked_sub(days.days()).unwrap_or_else(|_| at.clone());
        let floor = |at: &Zoned| at.timestamp().as_millisecond().div_euclid(HOUR) * HOUR;
        let now = here(now);
        let hours: &[i8] = if range == Range::Week { &[0, 6, 12, 18] } else { &[0] };
        let mut starts = Vec::new();
        for days in (0..range.days()).rev() {
            let day = back(&now, days).date();
            for hour in hours {
                let begins = day.to_datetime(Time::constant(*hour, 0, 0, 0)).to_zoned(zone.clone());
                starts.extend(begins.ok().filter(|begins| *begins <= now).map(|begins| floor(&begins)));
            }
        }
        let first = here(starts.first().copied().unwrap_or(hour));
        let before = Span { from: floor(&back(&first, range.days())), until: floor(&back(&here(until), range.days())) };
        Self { starts, until, before }
    }

    fn whole(&self) -> Span {
        Span { from: self.starts.first().copied().unwrap_or(self.until), until: self.until }
    }

    fn parts(&self) -> Vec<Span> {
        let ends = self.starts.iter().skip(1).chain([&self.until]);
        self.starts.iter().zip(ends).map(|(from, until)| Span { from: *from, until: *until }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods(range: Range, now: &str, zone: &str) -> Periods {
        let now: Timestamp = now.parse().unwrap();
        Periods::new(range, now.as_millisecond(), &TimeZone::get(zone).unwrap())
    }

    fn at(ms: i64) -> String {
        Timestamp::from_millisecond(ms).unwrap().to_string()
    }

    #[test]
    fn a_day_is_the_hours_up_to_the_one_that_runs() {
        let day = periods(Range::Day, "2026-11-02T09:20:00Z", "Europe/Madrid");
        assert_eq!(day.starts.len(), 24);
        assert_eq!((at(day.starts[0]), at(day.starts[23])), ("2026-11-01T10:00:00Z".into(), "2026-11-02T09:00:00Z".into()));
        assert_eq!(at(day.before.from), "2026-10-31T10:00:00Z");
        assert_eq!(day.before.until, day.starts[0]);
    }

    #[test]
    fn days_begin_at_midnight_of_the_person() {
        let month = periods(Range::Month, "2026-11-02T09:20:00Z", "Europe/Madrid");
        assert_eq!(month.starts.len(), 30);
        assert_eq!(at(month.starts[29]), "2026-11-01T23:00:00Z");
        // Summer time ended on 25 October: that day has 25 hours.
        assert_eq!((at(month.starts[21]), at(month.starts[22])), ("2026-10-24T22:00:00Z".into(), "2026-10-25T23:00:00Z".into()));
        assert_eq!(at(month.before.until), "2026-10-03T09:00:00Z", "ten o'clock here is eleven in summer");
        let west = periods(Range::Month, "2026-11-02T02:00:00Z", "America/Los_Angeles");
        assert_eq!(at(west.starts[29]), "2026-11-01T07:00:00Z", "it is still Sunday");
    }

    #[test]
    fn a_week_has_four_parts_a_day_and_none_that_is_yet_to_come() {
        let week = periods(Range::Week, "2026-11-02T09:20:00Z", "UTC");
        assert_eq!(week.starts.len(), 6 * 4 + 2);
        assert_eq!((at(week.starts[0]), at(week.starts[25])), ("2026-10-27T00:00:00Z".into(), "2026-11-02T06:00:00Z".into()));
        assert_eq!((at(week.before.from), at(week.before.until)), ("2026-10-20T00:00:00Z".into(), "2026-10-26T10:00:00Z".into()));
        let parts = week.parts();
        assert!(parts.windows(2).all(|pair| pair[0].until == pair[1].from));
        assert_eq!(at(parts[25].until), "2026-11-02T10:00:00Z");
        // Half an hour off the hours of UTC.
        let india = periods(Range::Week, "2026-11-02T09:20:00Z", "Asia/Kolkata");
        assert_eq!(at(india.starts[0]), "2026-10-26T18:00:00Z");
    }

    #[test]
    fn one_refusal_in_ten_is_trouble() {
        assert_eq!(state(true, 10, 9), State::Well);
        assert_eq!(state(true, 10, 8), State::Troubled);
        assert_eq!(state(true, 3, 0), State::Failing);
        assert_eq!(state(true, 0, 0), State::Idle);
        assert_eq!(state(false, 3, 0), State::Disabled);
    }
}
