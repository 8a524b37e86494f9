//! How an SMS is cut into parts. Networks carry 160 signs of their own alphabet in one, or 70 of any other; a longer text loses a little of
//! every part to the words that put it together again.

use std::fmt;

/// The alphabet of GSM 03.38. Signs of its extension take two places.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The parts of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// As people count them.
    pub characters: usize,
    pub count: usize,
    /// Whether the alphabet of the networks has all of its signs.
    pub gsm: bool,
}

impl Segments {
    pub fn of(text: &str) -> Self {
        let characters = text.chars().count();
        let septets = |c: char| match c {
            c if BASIC.contains(c) => Some(1),
            c if EXTENSION.contains(c) => Some(2),
            _ => None,
        };
        match text.chars().map(septets).collect::<Option<Vec<usize>>>() {
            Some(widths) => Self { characters, count: parts(&widths, 160, 153), gsm: true },
            None => {
                let widths: Vec<usize> = text.chars().map(char::len_utf16).collect();
                Self { characters, count: parts(&widths, 70, 67), gsm: false }
            }
        }
    }
}

/// A sign is never cut in two, so that a part may stay shorter than it could be.
fn parts(widths: &[usize], alone: usize, each: usize) -> usize {
    match widths.iter().sum::<usize>() {
        0 => 0,
        all if all <= alone => 1,
        _ => {
            let (mut count, mut used) = (1, 0);
            for width in widths {
                if used + width > each {
                    (count, used) = (count + 1, 0);
                }
                used += width;
            }
            count
        }
    }
}

/// `56 characters, 1 segment (GSM-7)`
impl fmt::Display for Segments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
        let alphabet = if self.gsm { "GSM-7" } else { "UCS-2" };
        write!(f, "{}, {} ({alphabet})", plural(self.characters, "character"), plural(self.count, "segment"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> (usize, bool) {
        let segments = Segments::of(text);
        (segments.count, segments.gsm)
    }

    #[test]
    fn the_alphabet_of_the_networks_fits_160_signs_and_any_other_70() {
        assert_eq!(count(""), (0, true));
        assert_eq!(count(&"a".repeat(160)), (1, true));
        assert_eq!(count(&"a".repeat(161)), (2, true));
        assert_eq!(count(&"a".repeat(306)), (2, true));
        assert_eq!(count(&"a".repeat(307)), (3, true));
        assert_eq!(count(&"ж".repeat(70)), (1, false));
        assert_eq!(count(&"ж".repeat(71)), (2, false));
        assert_eq!(count(&"ж".repeat(135)), (3, false));
    }

    #[test]
    fn some_signs_take_two_places_and_are_not_cut_in_two() {
        assert_eq!(count(&"€".repeat(80)), (1, true));
        assert_eq!(count(&"€".repeat(81)), (2, true));
        // 153 places hold 76 of them; one place stays empty.
        assert_eq!(count(&"€".repeat(153)), (3, true));
        assert_eq!(count(&"😀".repeat(35)), (1, false));
        assert_eq!(count(&"😀".repeat(67)), (3, false));
    }

    #[test]
    fn it_is_told_in_words() {
        assert_eq!(Segments::of("Hi").to_string(), "2 characters, 1 segment (GSM-7)");
        assert_eq!(Segments::of(&"é👍".repeat(40)).to_string(), "80 characters, 2 segments (UCS-2)");
    }
}
