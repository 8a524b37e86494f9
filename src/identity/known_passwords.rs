//! Passwords that anybody would guess: those of published lists of stolen ones, and what is a trivial variation of them.
//!
//! The lists are in the program, as hashes that are cut to 32 bits: nobody has to be asked, and a good password is refused by accident
//! once in tens of thousands of times. `scripts/known-passwords.py` makes the file.

use sha2::{Digest, Sha256};

/// Sorted numbers of four bytes, little end first.
static KNOWN: &[u8] = include_bytes!("known_passwords.bin");

/// So many signs around a known password don't make it another one.
const DECORATION: usize = 8;

/// Rows of keys, and other ways to type twelve signs without thinking.
const ROWS: &[&str] = &[
    "01234567890123456789",
    "09876543210987654321",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn",
];

/// Whether a password, in whatever case, is on the lists, has one of theirs with up to eight digits or signs around it or in the spelling
/// of those who put digits for letters, repeats one, or has hardly any different signs.
pub fn is_known(password: &str) -> bool {
    let text = password.to_lowercase();
    let mut signs: Vec<char> = text.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    if signs.len() < 4 || ROWS.iter().any(|row| row.contains(&text)) {
        return true;
    }
    let core = text.trim_matches(|sign: char| !sign.is_alphabetic());
    // `4dm1n…` begins with a digit that is meant to be a letter: such ends stay.
    let ahead = text.trim_end_matches(|sign: char| !sign.is_alphabetic());
    let decorated = |part: &&str| text.chars().count() - part.chars().count() <= DECORATION;
    [text.as_str(), core, ahead]
        .into_iter()
        .filter(decorated)
        .flat_map(|part| [unit(part), part])
        .any(|part| is_listed(part) || is_listed(&in_letters(part)))
}

/// What a text repeats, `abc` of `abcabc`; the text itself when it repeats nothing.
fn unit(text: &str) -> &str {
    let whole =
        |at: &usize| text.is_char_boundary(*at) && text.len().is_multiple_of(*at) && text[..*at].repeat(text.len() / at) == text;
    (1..=text.len() / 2).find(whole).map_or(text, |at| &text[..at])
}

/// `p4$$w0rd` as it is meant.
fn in_letters(text: &str) -> String {
    let letter = |sign| match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        sign => sign,
    };
    text.chars().map(letter).collect()
}

fn is_listed(text: &str) -> bool {
    let digest = Sha256::digest(text.as_bytes());
    let wanted = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    let (numbers, _) = KNOWN.as_chunks::<4>();
    numbers.binary_search_by(|number| u32::from_le_bytes(*number).cmp(&wanted)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_small_and_sorted() {
        let (numbers, rest) = KNOWN.as_chunks::<4>();
        assert!(rest.is_empty() && numbers.is_sorted_by_key(|number| u32::from_le_bytes(*number)));
        assert!((50_000..250_000).contains(&numbers.len()), "{}", numbers.len());
    }

    #[test]
    fn what_was_stolen_is_known_as_it_was_and_in_trivial_variations() {
        for known in [
            "necronomicon",
            "whosyourdaddy",
            "1q2w3e4r5t6y7u",
            "ingodwetrust",
            "Qwertyuiop123",
            "123456789101112",
            "Sunshine2024!!",
            "!!Sunshine2024",
            "passwordpassword",
            "Password12345",
            "P4$$w0rd2024",
            "4dministrator!",
            "dragondragon99",
            "monkeymonkey",
            "123456789012",
            "aaaaaaaaaaaa",
            "abababababab",
            "qwertyuiopas",
            "Administrator!",
            "belfry-2026-11",
        ] {
            assert!(is_known(known), "{known}");
        }
    }

    #[test]
    fn what_nobody_would_guess_is_not() {
        for good in [
            "correct horse battery",
            "zwölf Zeichen",
            "passwords are words",
            "9f8a7b6c5d4e",
            "sunshine over the bay",
            "dragon83920174652",
            "ένα δύο τρία",
        ] {
            assert!(!is_known(good), "{good}");
        }
    }

    #[test]
    fn hardly_any_good_password_is_refused_by_accident() {
        let random = |number: u32| crate::model::hex(&Sha256::digest(number.to_be_bytes())[..8]);
        let refused = (0..50_000).filter(|number| is_known(&random(*number))).count();
        assert!(refused < 15, "{refused} of 50,000");
    }
}
