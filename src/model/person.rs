//! People who sign in, and the parsers of what they type.

use serde::{Deserialize, Serialize};

use super::{AppError, PersonId};

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    /// When the second factor was confirmed; none: the person has no second factor.
    pub totp_confirmed_at: Option<i64>,
    /// The time zone that they chose, by its IANA name; none: the one of their browser.
    pub zone: Option<String>,
}

/// An e-mail address: trimmed, lower case, `local@domain`, at most 254 characters (RFC 5321).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    pub fn parse(raw: &str) -> Result<Self, AppError> {
        let text = raw.trim().to_lowercase();
        let wrong = || AppError::invalid("email", "Enter an e-mail address like name@example.com.");
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let clean = |part: &str| {
            !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || "<>(),;:\"\\[]".contains(c))
        };
        if !clean(local)
            || !clean(domain)
            || local.contains('@')
            || domain.starts_with('.')
            || domain.ends_with('.')
            || text.len() > 254
        {
            return Err(wrong());
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A new password: 12 to 200 characters, any signs, and not one of those that everybody tries first. Length protects; rules about
/// signs do not (NIST SP 800-63B §5.1.1).
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    pub const MIN: usize = 12;

    pub fn parse(raw: &str) -> Result<Self, AppError> {
        let count = raw.chars().count();
        if count < Self::MIN {
            Err(AppError::invalid("password", "Use at least 12 characters. A few unrelated words work well."))
        } else if count > 200 {
            Err(AppError::invalid("password", "Use at most 200 characters."))
        } else if is_common(raw) {
            Err(AppError::invalid("password", "This password is among the first that anybody would guess. Choose another one."))
        } else {
            Ok(Self(raw.to_owned()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Few different signs, a row of the keyboard, or a well-known word, repeated or with digits at its end.
fn is_common(raw: &str) -> bool {
    const WORDS: &[&str] = &[
        "password",
        "passwort",
        "letmein",
        "welcome",
        "administrator",
        "admin",
        "iloveyou",
        "qwerty",
        "changeme",
        "belfry",
        "secret",
        "monkey",
        "dragon",
        "football",
        "baseball",
        "sunshine",
        "princess",
        "trustno1",
        "superman",
        "master",
    ];
    const ROWS: &[&str] = &[
        "01234567890123456789",
        "09876543210987654321",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "1q2w3e4r5t6y7u8i9o0p",
        "1qaz2wsx3edc4rfv5tgb6yhn",
    ];
    let text = raw.to_lowercase();
    let mut signs: Vec<char> = text.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    let repeats = |word: &&str| {
        let mut rest = letters;
        while let Some(shorter) = rest.strip_prefix(*word) {
            rest = shorter;
        }
        rest.is_empty()
    };
    signs.len() < 4 || ROWS.iter().any(|row| row.contains(&text)) || (!letters.is_empty() && WORDS.iter().any(repeats))
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_protects_and_the_first_guesses_do_not() {
        for good in ["correct horse battery", "zwölf Zeichen", "tr0ub4dor&3xyz", "passwords are words", "9f8a7b6c5d4e"] {
            assert!(NewPassword::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "short",
            "elevensigns",
            "passwordpassword",
            "Password12345",
            "123456789012",
            "aaaaaaaaaaaa",
            "qwertyuiopas",
            "Administrator!",
        ] {
            assert!(NewPassword::parse(bad).is_err(), "{bad}");
        }
        assert!(NewPassword::parse(&"ab cd".repeat(41)).is_err());
    }

    #[test]
    fn addresses_are_folded_and_checked() {
        assert_eq!(Email::parse(" Ada@Example.COM ").unwrap().as_str(), "ada@example.com");
        assert!(Email::parse("root@localhost").is_ok(), "a host on a LAN may have no dot");
        for bad in ["", "a", "a@", "@b.c", "a b@c.d", "a@b@c.d", "a@.b", "a@b.", "<a@b.c>", "a@b.c\r\nBcc: x@y.z"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }
}
