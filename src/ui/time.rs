use jiff::{Timestamp, tz::TimeZone};
use leptos::prelude::*;

/// The time zone of the person who reads, provided as a context for the whole page. Without it times are in UTC.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// By its name (`Europe/Madrid`); an unknown name is UTC.
    pub fn named(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
    }

    fn here() -> Self {
        use_context().unwrap_or(Self(TimeZone::UTC))
    }
}

/// A moment, as far from now as it is; the exact time shows on hover.
#[component]
pub fn Time(
    /// Milliseconds since 1970, both.
    at: i64,
    now: i64,
) -> impl IntoView {
    stamp(at, relative(at, now, &Zone::here()))
}

/// A moment written out, for details and logs.
#[component]
pub fn ExactTime(at: i64) -> impl IntoView {
    stamp(at, exact(at, &Zone::here()))
}

fn stamp(at: i64, text: String) -> AnyView {
    view! { <time class="time" datetime=iso(at) title=exact(at, &Zone::here())>{text}</time> }.into_any()
}

fn moment(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn iso(at: i64) -> String {
    moment(at).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

fn exact(at: i64, zone: &Zone) -> String {
    written(at, "%-d %b %Y, %H:%M:%S %Z", zone)
}

/// `just now`, `4 min ago`, `in 2 h`, `3 d ago`; beyond a week the day, beyond this year with its year.
fn relative(at: i64, now: i64, zone: &Zone) -> String {
    const MINUTE: u64 = 60_000;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let gap = now.abs_diff(at);
    let span = match gap {
        0..45_000 => return if at > now && gap > 5_000 { "in a moment".to_owned() } else { "just now".to_owned() },
        _ if gap < HOUR - MINUTE / 2 => format!("{} min", ((gap + MINUTE / 2) / MINUTE).max(1)),
        _ if gap < DAY - HOUR / 2 => format!("{} h", ((gap + HOUR / 2) / HOUR).max(1)),
        _ if gap < 7 * DAY => format!("{} d", ((gap + DAY / 2) / DAY).max(1)),
        _ => {
            let (then, today) = (moment(at).to_zoned(zone.0.clone()), moment(now).to_zoned(zone.0.clone()));
            let format = if then.year() == today.year() { "%-d %b" } else { "%-d %b %Y" };
            return then.strftime(format).to_string();
        }
    };
    if at > now { format!("in {span}") } else { format!("{span} ago") }
}

/// A point of a chart in time: the day, `Mon 2 Nov`, or with the time of the day, `Mon 2 Nov, 14:00`.
pub fn point(at: i64, whole_day: bool) -> String {
    written(at, if whole_day { "%a %-d %b" } else { "%a %-d %b, %H:%M" }, &Zone::here())
}

/// Short words under a chart: `14:00`.
pub fn time_of_day(at: i64) -> String {
    written(at, "%H:%M", &Zone::here())
}

/// `Mon`.
pub fn weekday(at: i64) -> String {
    written(at, "%a", &Zone::here())
}

/// `2 Nov`.
pub fn day(at: i64) -> String {
    written(at, "%-d %b", &Zone::here())
}

fn written(at: i64, format: &str, zone: &Zone) -> String {
    moment(at).to_zoned(zone.0.clone()).strftime(format).to_string()
}

/// How long something took: `84 ms`, `2.4 s`, `3 min 10 s`.
pub fn duration(ms: i64) -> String {
    match ms.max(0) {
        ms @ 0..1_000 => format!("{ms} ms"),
        ms @ 1_000..60_000 => format!("{:.1} s", ms as f64 / 1000.0),
        ms @ 60_000..3_600_000 => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1000),
        ms @ 3_600_000..86_400_000 => format!("{} h {} min", ms / 3_600_000, ms % 3_600_000 / 60_000),
        ms => format!("{} d {} h", ms / 86_400_000, ms % 86_400_000 / 3_600_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_now() {
        let now = 1_750_000_000_000; // 15 June 2025
        let at = |back: i64| relative(now - back, now, &Zone(TimeZone::UTC));
        assert_eq!(at(2_000), "just now");
        assert_eq!(at(50_000), "1 min ago");
        assert_eq!(at(59 * 60_000 + 45_000), "1 h ago");
        assert_eq!(at(3 * 86_400_000), "3 d ago");
        assert_eq!(at(20 * 86_400_000), "26 May");
        assert_eq!(at(400 * 86_400_000), "11 May 2024");
        assert_eq!(at(-2 * 3_600_000), "in 2 h");
        assert_eq!(exact(now, &Zone(TimeZone::UTC)), "15 Jun 2025, 15:06:40 UTC");
        let madrid = Zone::named("Europe/Madrid");
        assert_eq!(exact(now, &madrid), "15 Jun 2025, 17:06:40 CEST");
        assert_eq!(written(now, "%a %-d %b, %H:%M", &madrid), "Sun 15 Jun, 17:06");
        assert_eq!(exact(now, &Zone::named("Nowhere/Atlantis")), "15 Jun 2025, 15:06:40 UTC");
        assert_eq!(iso(now), "2025-06-15T15:06:40.000Z");
        assert_eq!(duration(84), "84 ms");
        assert_eq!(duration(2_400), "2.4 s");
        assert_eq!(duration(190_000), "3 min 10 s");
    }
}
