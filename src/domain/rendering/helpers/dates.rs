//! Dates, in the notation of moment.js, which templates of the public product are written in.
//! Its tokens: <https://momentjs.com/docs/#/displaying/format/>.

use std::cell::Cell;

use jiff::{Timestamp, Zoned, civil, tz::TimeZone};
use serde_json::Value;

use super::{Answer, Call, Row};
use crate::domain::rendering::bounds::fault;

pub const ALL: &[Row] = &[("datetime-format", 2, true, format)];

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(0) };
}

/// What `now` means in the rendering that follows, milliseconds since 1970.
pub fn set_now(now: i64) {
    NOW.set(now);
}

fn format(call: &Call<'_>) -> Answer {
    let zone = match call.value(2).as_str().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => {
            TimeZone::get(name).map_err(|_| fault(format!("“{name}” is no time zone. Write one like Europe/Paris or UTC.")))?
        }
        None => TimeZone::UTC,
    };
    let moment = moment(call.value(0), &zone).ok_or_else(|| call.fault(0, "a date like 2026-11-02T09:00:00Z, or “now”"))?;
    Ok(written(&moment.with_time_zone(zone), &call.text(1)).into())
}

/// A date as data has it: ISO 8601 with or without time, seconds or milliseconds since 1970, `now`. Without an offset it is UTC.
fn moment(value: &Value, zone: &TimeZone) -> Option<Zoned> {
    let at = match value {
        Value::Number(number) => {
            let number = number.as_f64()?;
            // Seconds until the year 5138; what is larger counts milliseconds.
            Timestamp::from_millisecond(if number.abs() < 1e11 { number * 1000.0 } else { number } as i64).ok()?
        }
        Value::String(text) if text.trim().eq_ignore_ascii_case("now") => Timestamp::from_millisecond(NOW.get()).ok()?,
        Value::String(text) => {
            let text = text.trim();
            let day = || text.parse::<civil::Date>().ok()?.to_zoned(TimeZone::UTC).ok();
            let time = || text.parse::<civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
            match text.parse::<Timestamp>() {
                Ok(at) => at,
                Err(_) => time().or_else(day)?.timestamp(),
            }
        }
        _ => return None,
    };
    Some(at.to_zoned(zone.clone()))
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The tokens, the longest first; `[text]` is text.
const TOKENS: &[&str] = &[
    "YYYY", "MMMM", "DDDD", "dddd", "MMM", "DDD", "ddd", "SSS", "YY", "MM", "Mo", "DD", "Do", "dd", "HH", "hh", "mm", "ss", "ZZ",
    "LLLL", "LLL", "LTS", "LT", "LL", "Qo", "zz", "M", "D", "d", "e", "E", "H", "h", "k", "m", "s", "A", "a", "Z", "z", "X", "x",
    "Q", "L",
];

fn written(at: &Zoned, pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while !rest.is_empty() && out.len() < 1_000 {
        if let Some(quoted) = rest.strip_prefix('[')
            && let Some((text, after)) = quoted.split_once(']')
        {
            out.push_str(text);
            rest = after;
        } else if let Some(token) = TOKENS.iter().find(|token| rest.starts_with(**token)) {
            out.push_str(&part(at, token));
            rest = &rest[token.len()..];
        } else {
            let mut letters = rest.chars();
            out.extend(letters.next());
            rest = letters.as_str();
        }
    }
    out
}

fn part(at: &Zoned, token: &str) -> String {
    let month = at.month() as usize;
    let weekday = at.weekday().to_sunday_zero_offset() as usize;
    let hour12 = match at.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let seconds = at.offset().seconds();
    let offset = |colon: &str| {
        let sign = if seconds < 0 { '-' } else { '+' };
        format!("{sign}{:02}{colon}{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
    };
    match token {
        "YYYY" => format!("{:04}", at.year()),
        "YY" => format!("{:02}", at.year().rem_euclid(100)),
        "MMMM" => MONTHS[month - 1].to_owned(),
        "MMM" => MONTHS[month - 1][..3].to_owned(),
        "MM" => format!("{month:02}"),
        "Mo" => ordinal(month as i64),
        "M" => month.to_string(),
        "DDDD" => format!("{:03}", at.day_of_year()),
        "DDD" => at.day_of_year().to_string(),
        "DD" => format!("{:02}", at.day()),
        "Do" => ordinal(at.day().into()),
        "D" => at.day().to_string(),
        "dddd" => DAYS[weekday].to_owned(),
        "ddd" => DAYS[weekday][..3].to_owned(),
        "dd" => DAYS[weekday][..2].to_owned(),
        "d" | "e" => weekday.to_string(),
        "E" => at.weekday().to_monday_one_offset().to_string(),
        "HH" => format!("{:02}", at.hour()),
        "H" => at.hour().to_string(),
        "k" => if at.hour() == 0 { 24 } else { at.hour() }.to_string(),
        "hh" => format!("{hour12:02}"),
        "h" => hour12.to_string(),
        "mm" => format!("{:02}", at.minute()),
        "m" => at.minute().to_string(),
        "ss" => format!("{:02}", at.second()),
        "s" => at.second().to_string(),
        "SSS" => format!("{:03}", at.millisecond()),
        "A" => if at.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        "a" => if at.hour() < 12 { "am" } else { "pm" }.to_owned(),
        "Z" => offset(":"),
        "ZZ" => offset(""),
        "z" | "zz" => at.strftime("%Z").to_string(),
        "X" => at.timestamp().as_second().to_string(),
        "x" => at.timestamp().as_millisecond().to_string(),
        "Q" => month.div_ceil(3).to_string(),
        "Qo" => ordinal(month.div_ceil(3) as i64),
        "LT" => written(at, "h:mm A"),
        "LTS" => written(at, "h:mm:ss A"),
        "L" => written(at, "MM/DD/YYYY"),
        "LL" => written(at, "MMMM D, YYYY"),
        "LLL" => written(at, "MMMM D, YYYY h:mm A"),
        "LLLL" => written(at, "dddd, MMMM D, YYYY h:mm A"),
        other => other.to_owned(),
    }
}

fn ordinal(number: i64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn show(value: Value, pattern: &str, zone: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        written(&moment(&value, &zone).unwrap(), pattern)
    }

    #[test]
    fn dates_are_written_as_moment_writes_them() {
        let day = json!("2023-09-26T00:00:00Z");
        assert_eq!(show(day.clone(), "ddd, MMM Do YYYY, h:mm:ss a", "UTC"), "Tue, Sep 26th 2023, 12:00:00 am");
        assert_eq!(show(day.clone(), "[Today is] dddd", "UTC"), "Today is Tuesday");
        assert_eq!(show(day.clone(), "Do MMMM, YYYY", "America/Chicago"), "25th September, 2023");
        assert_eq!(show(day, "YYYY-MM-DD[T]HH:mm:ss.SSSZ", "Europe/Paris"), "2023-09-26T02:00:00.000+02:00");
    }

    #[test]
    fn dates_come_in_many_forms() {
        for same in [
            json!("2026-11-02"),
            json!("2026-11-02T00:00:00"),
            json!("2026-11-02T01:00:00+01:00"),
            json!(1_793_577_600),
            json!(1_793_577_600_000i64),
        ] {
            assert_eq!(show(same.clone(), "LLL", "UTC"), "November 2, 2026 12:00 AM", "{same}");
        }
        for bad in [json!("soon"), json!(""), json!(null), json!([]), json!(1e300)] {
            assert_eq!(moment(&bad, &TimeZone::UTC), None, "{bad}");
        }
    }
}
