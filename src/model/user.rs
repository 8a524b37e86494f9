//! Users: the people that notifications are for.

use serde::{Deserialize, Serialize};

use super::{AppError, Channel, Slug};

/// A user as lists and pages show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct User {
    pub distinct_id: String,
    /// A JSON object.
    pub properties: String,
    pub created_at: i64,
    pub updated_at: i64,
}

/// An address of a user on a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Identity {
    pub distinct_id: String,
    /// One of [`IDENTITY_CHANNELS`]. A text, because identities are kept for channels that nothing is delivered on yet.
    pub channel: String,
    /// An address or a token as it is; JSON where the channel's identity is an object.
    pub value: String,
    /// What came with it (provider, device), a JSON object.
    pub detail: String,
    pub active: bool,
}

impl Identity {
    /// The channel, if messages are delivered on it.
    pub fn delivers_on(&self) -> Option<Channel> {
        Channel::parse(&self.channel)
    }
}

/// A user with their identities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserDetail {
    pub user: User,
    pub identities: Vec<Identity>,
}

/// What to look for among the users.
#[derive(Clone, Copy, Debug)]
pub struct UserSearch<'t> {
    /// Part of an id.
    pub text: &'t str,
    /// Or part of an address.
    pub addresses: bool,
}

/// The page of a user: `/staging/users/ada%40example%2Ecom`.
pub fn user_address(workspace: &Slug, distinct_id: &str) -> String {
    // `new` is the page that adds one.
    let id = if distinct_id == "new" { "%6Eew".to_owned() } else { escape(distinct_id) };
    format!("/{workspace}/users/{id}")
}

/// Everything but letters and digits, so that it is one segment of a path.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A place in the list of users, which goes by time of creation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPlace {
    pub created_at: i64,
    pub distinct_id: String,
}

impl UserPlace {
    pub fn of(user: &User) -> Self {
        Self { created_at: user.created_at, distinct_id: user.distinct_id.clone() }
    }

    /// `1795460419209:ada`
    pub fn to_text(&self) -> String {
        format!("{}:{}", self.created_at, self.distinct_id)
    }

    pub fn parse(text: &str) -> Result<Self, AppError> {
        text.split_once(':')
            .and_then(|(at, id)| Some(Self { created_at: at.parse().ok()?, distinct_id: id.to_owned() }))
            .ok_or_else(|| AppError::invalid("after", "The cursor is not one of ours: take it from the answer before."))
    }
}

/// The channels that a user may have identities on, as the clients write them with a `$` in front, and whether such an identity is an
/// object.
pub const IDENTITY_CHANNELS: &[(&str, bool)] = &[
    ("email", false),
    ("inbox", false),
    ("sms", false),
    ("whatsapp", false),
    ("messenger", false),
    ("androidpush", false),
    ("iospush", false),
    ("webpush", true),
    ("slack", true),
    ("ms_teams", true),
];

/// Keys with a `$` that are kept among the properties: the person's language, region and time zone.
pub const PROFILE_SETTINGS: &[&str] = &["$preferred_language", "$locale", "$timezone"];

/// The channel that a key like `$email` names, if it names one.
pub fn identity_channel(key: &str) -> Option<&'static str> {
    let name = key.strip_prefix('$')?;
    IDENTITY_CHANNELS.iter().find(|(known, _)| *known == name).map(|(known, _)| *known)
}

/// Reads a user's id: 1 to 255 characters, case counts. `at` is where it was given, for the error.
pub fn distinct_id(at: &str, raw: &str) -> Result<String, AppError> {
    if raw.trim().is_empty() {
        Err(AppError::invalid(at, format!("{at} must not be blank.")))
    } else if raw.chars().count() > 255 {
        Err(AppError::invalid(at, format!("{at} must not be longer than 255 characters.")))
    } else if raw.chars().any(char::is_control) {
        Err(AppError::invalid(at, format!("{at} must not contain control characters.")))
    } else {
        Ok(raw.to_owned())
    }
}

/// Hides an address from those who may not see personal data: `a•••@e•••.com`. Anything that is no address becomes `•••`.
pub fn mask(value: &str) -> String {
    let hide = |part: &str| part.chars().next().map_or_else(|| "•••".to_owned(), |first| format!("{first}•••"));
    match value.rsplit_once('@') {
        Some((local, domain)) => match domain.rsplit_once('.') {
            Some((host, top)) => format!("{}@{}.{top}", hide(local), hide(host)),
            None => format!("{}@{}", hide(local), hide(domain)),
        },
        None => "•••".to_owned(),
    }
}

/// `+15555550101`, however it is grouped: seven digits and more after a plus.
fn looks_like_a_number(word: &str) -> bool {
    word.starts_with('+') && word.chars().filter(char::is_ascii_digit).count() >= 7
}

/// Hides every address inside a sentence.
pub fn mask_in(text: &str) -> String {
    let is_part = |c: char| !(c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\''));
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if is_part(c) {
            word.push(c);
            continue;
        }
        let whole = word.trim_end_matches('.');
        out.push_str(&if whole.contains('@') || looks_like_a_number(whole) {
            format!("{}{}", mask(whole), &word[whole.len()..])
        } else {
            word.clone()
        });
        out.push(c);
        word.clear();
    }
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_a_sentence_are_masked() {
        assert_eq!(
            mask_in("550 <ann@example.com>: unknown user ann@example.com."),
            "550 <a•••@e•••.com>: unknown user a•••@e•••.com."
        );
        assert_eq!(mask_in("No such number: +1-555-555-0101."), "No such number: •••.");
        assert_eq!(mask_in("Waited +5 s"), "Waited +5 s");
        assert_eq!(mask_in("Delivered to the inbox."), "Delivered to the inbox.");
        assert_eq!(mask_in(""), "");
    }

    #[test]
    fn an_id_is_one_segment_of_the_address() {
        let staging = Slug::parse("staging").unwrap();
        assert_eq!(user_address(&staging, "u-1_x"), "/staging/users/u-1_x");
        assert_eq!(user_address(&staging, "a/b@é.x"), "/staging/users/a%2Fb%40%C3%A9%2Ex");
        assert_eq!(user_address(&staging, "new"), "/staging/users/%6Eew");
    }

    #[test]
    fn a_masked_address_keeps_its_shape_only() {
        assert_eq!(mask("ada.lovelace@example.com"), "a•••@e•••.com");
        assert_eq!(mask("root@localhost"), "r•••@l•••");
        assert_eq!(mask("+15555550101"), "•••");
        assert_eq!(mask(""), "•••");
    }
}
