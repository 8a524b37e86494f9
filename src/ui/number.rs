pub use crate::model::{counted, grouped};

/// A share in per cent, with one decimal where it tells something: `98.4%`, `100%`, `0%`. Of nothing: `–`.
pub fn share(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part as f64 * 1000.0 / whole as f64).round() as i64;
    // Not all and not none must never read as all or none.
    let tenths = if part < whole && part > 0 { tenths.clamp(1, 999) } else { tenths };
    if tenths % 10 == 0 { format!("{}%", tenths / 10) } else { format!("{}.{}%", tenths / 10, tenths % 10) }
}

/// How a figure moved, in words: `6.1% more than the week before`. Nothing then and nothing now: no words.
pub fn change(now: i64, before: i64, when: &str) -> Option<String> {
    let gap = (now - before).abs();
    Some(match (now, before) {
        (0, 0) => return None,
        (_, 0) => format!("None {when}"),
        (0, _) => format!("{} {when}", grouped(before)),
        _ if gap == 0 => format!("As many as {when}"),
        _ if now >= before * 10 => format!("{} times as many as {when}", grouped(now / before)),
        _ => format!("{} {} than {when}", share(gap, before), if now > before { "more" } else { "less" }),
    })
}

/// A size in bytes as people read it: `14.2 kB`.
pub fn bytes(size: u64) -> String {
    let mut value = size as f64;
    let mut unit = "B";
    for next in ["kB", "MB", "GB", "TB"] {
        if value < 999.5 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    if unit == "B" || value >= 100.0 { format!("{value:.0} {unit}") } else { format!("{value:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(share(17_911, 18_204), "98.4%");
        assert_eq!(share(99_999, 100_000), "99.9%");
        assert_eq!(share(5, 5), "100%");
        assert_eq!(share(0, 0), "–");
        assert_eq!(change(106, 100, "the week before").unwrap(), "6% more than the week before");
        assert_eq!(change(1, 3, "the day before").unwrap(), "66.7% less than the day before");
        assert_eq!(change(300, 100, "the day before").unwrap(), "200% more than the day before");
        assert_eq!(change(12_400, 10, "the day before").unwrap(), "1,240 times as many as the day before");
        assert_eq!(change(4, 0, "the day before").unwrap(), "None the day before");
        assert_eq!(change(0, 1_204, "the day before").unwrap(), "1,204 the day before");
        assert_eq!(change(5, 5, "the day before").unwrap(), "As many as the day before");
        assert_eq!(change(0, 0, "the day before"), None);
        assert_eq!(bytes(512), "512 B");
        assert_eq!(bytes(14_200), "14.2 kB");
        assert_eq!(bytes(999_600), "1.0 MB");
    }
}
