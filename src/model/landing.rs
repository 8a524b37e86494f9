//! What every write answers: where to go next and what to say there.

use serde::{Deserialize, Serialize};

/// The answer of a form. A plain form is redirected to `to` with `notice` shown there; a script does the same by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Landing {
    /// A path of this site; none means «stay on the page you came from».
    pub to: Option<String>,
    /// One sentence in the past tense: «Committed version 3 to Staging.»
    pub notice: Option<String>,
}

impl Landing {
    pub fn at(to: impl Into<String>) -> Self {
        Self { to: Some(to.into()), notice: None }
    }

    pub fn here() -> Self {
        Self::default()
    }

    pub fn saying(mut self, notice: impl Into<String>) -> Self {
        self.notice = Some(notice.into());
        self
    }
}

/// A place of this site to go on to, as it came in from outside: anything that could lead elsewhere becomes none.
pub fn own_path(raw: &str) -> Option<&str> {
    let rest = raw.strip_prefix('/')?;
    // Browsers read `//host` and `/\host` as another site, and drop tabs and line breaks before they look.
    let foreign = rest.starts_with(['/', '\\']) || raw.chars().any(char::is_control) || raw.len() > 2000;
    (!foreign && !rest.starts_with("api/")).then_some(raw)
}

/// A text as it stands in the query of an address.
pub fn escaped(text: &str) -> String {
    let sign = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_texts_are_letters_and_digits() {
        assert_eq!(escaped("/a?b=ä"), "%2Fa%3Fb%3D%C3%A4");
    }

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for own in ["/", "/staging/workflows?text=a", "/account/team#x", "/a//b", "/?next=https://evil.test"] {
            assert_eq!(own_path(own), Some(own));
        }
        for foreign in [
            "",
            "staging",
            "//evil.test",
            "/\\evil.test",
            "https://evil.test",
            "/\t/evil.test",
            "/\n",
            "javascript:alert(1)",
            "/api/x",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign:?}");
        }
    }
}
