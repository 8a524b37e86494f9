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
    /// When the authenticator app was confirmed; none: the person has none.
    pub totp_confirmed_at: Option<i64>,
    /// Whether a passkey of theirs is known.
    pub has_passkey: bool,
    /// The time zone that they chose, by its IANA name; none: the one of their browser.
    pub zone: Option<String>,
}

impl Person {
    /// Whether signing in asks for more than a password.
    pub fn has_second_factor(&self) -> bool {
        self.totp_confirmed_at.is_some() || self.has_passkey
    }
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

/// A new password: 12 to 200 characters, any signs. Length protects; rules about signs do not (NIST SP 800-63B §5.1.1). Whether it is one of
/// those that everybody knows is looked up where it is hashed (`identity::passwords`).
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    pub const MIN: usize = 12;
    pub const MAX: usize = 200;

    pub fn parse(raw: &str) -> Result<Self, AppError> {
        let count = raw.chars().count();
        if count < Self::MIN {
            Err(AppError::invalid("password", "Use at least 12 characters. A few unrelated words work well."))
        } else if count > Self::MAX {
            Err(AppError::invalid("password", "Use at most 200 characters."))
        } else {
            Ok(Self(raw.to_owned()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    fn a_password_is_twelve_to_two_hundred_characters_of_any_kind() {
        for good in ["correct horse battery", "zwölf Zeichen", &"ab cd".repeat(40)] {
            assert!(NewPassword::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "short", "elevensigns", &"ab cd".repeat(41)] {
            assert!(NewPassword::parse(bad).is_err(), "{bad}");
        }
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
