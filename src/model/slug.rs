//! Slugs and names: what people type to call things.

use serde::{Deserialize, Serialize};

use super::AppError;

/// The permanent name of an asset in URLs and API calls: `a-z 0-9 - _`, 1 to 64 characters, starts with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct Slug(String);

impl Slug {
    pub const MAX: usize = 64;

    pub fn parse(raw: &str) -> Result<Self, AppError> {
        let text = raw.trim();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if text.is_empty() {
            Err(AppError::invalid("slug", "Give it a slug."))
        } else if text.len() > Self::MAX {
            Err(AppError::invalid("slug", "Use at most 64 characters for the slug."))
        } else if !text.chars().all(fits) || !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            Err(AppError::invalid("slug", "A slug has small letters, digits, - and _ only, and starts with a letter or digit."))
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The slug that a name suggests; `None` when nothing of it can be used.
    pub fn suggest(name: &str) -> Option<Self> {
        let mut out = String::new();
        for c in name.trim().to_lowercase().chars() {
            match c {
                'a'..='z' | '0'..='9' | '_' => out.push(c),
                _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
                _ => {}
            }
        }
        out.truncate(Self::MAX);
        Self::parse(out.trim_matches(|c| c == '-' || c == '_')).ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name for people: trimmed, 1 to 80 characters, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    pub fn parse(raw: &str) -> Result<Self, AppError> {
        let text = raw.trim();
        if text.is_empty() {
            Err(AppError::invalid("name", "Give it a name."))
        } else if text.chars().count() > 80 {
            Err(AppError::invalid("name", "Use at most 80 characters for the name."))
        } else if text.chars().any(char::is_control) {
            Err(AppError::invalid("name", "A name is one line of text."))
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A free text of one form field, trimmed, with a bound that the error names.
pub fn bounded(field: &str, raw: &str, max: usize) -> Result<String, AppError> {
    let text = raw.trim();
    if text.chars().count() > max {
        return Err(AppError::invalid(field, format!("Use at most {max} characters.")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_small_letters_digits_and_two_signs() {
        for good in ["welcome", "a", "0rder_2-x"] {
            assert_eq!(Slug::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", " ", "Welcome", "-a", "_a", "a b", "ä", &"a".repeat(65), "a/b"] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_name_suggests_its_slug() {
        for (name, slug) in [("Order shipped", "order-shipped"), ("  EU – Staging! ", "eu-staging"), ("Über 9000", "ber-9000")]
        {
            assert_eq!(Slug::suggest(name).unwrap().as_str(), slug);
        }
        assert_eq!(Slug::suggest("日本"), None);
    }
}
