//! Numbers as people read them.

/// A whole number with separators: `18,204`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// One thing or several: `1 workflow`, `1,204 workflows`.
pub fn counted(number: i64, one: &str, several: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { several })
}

/// Bytes as hexadecimal digits, two for each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A span of time, in milliseconds, in the largest unit that fits it: `30 minutes`, `12 hours`, `3 days`, `90 minutes`.
pub fn span(millis: i64) -> String {
    const UNITS: &[(i64, &str, &str)] = &[(86_400_000, "day", "days"), (3_600_000, "hour", "hours")];
    match UNITS.iter().find(|(size, ..)| millis >= *size && millis % size == 0) {
        Some((size, one, several)) => counted(millis / size, one, several),
        None => counted(millis / 60_000, "minute", "minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(18_204), "18,204");
        assert_eq!(grouped(-1_234_567), "−1,234,567");
        assert_eq!(counted(1, "workflow", "workflows"), "1 workflow");
        assert_eq!(counted(0, "workflow", "workflows"), "0 workflows");
        let spans = [30, 60, 90, 12 * 60, 24 * 60, 36 * 60, 3 * 24 * 60].map(|minutes| span(minutes * 60_000));
        assert_eq!(spans, ["30 minutes", "1 hour", "90 minutes", "12 hours", "1 day", "36 hours", "3 days"]);
    }
}
