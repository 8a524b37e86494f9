//! Users: the people that notifications are for.

use serde::{Deserialize, Serialize};

use super::Channel;

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
    pub channel: Channel,
    pub value: String,
    pub active: bool,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_address_keeps_its_shape_only() {
        assert_eq!(mask("ada.lovelace@example.com"), "a•••@e•••.com");
        assert_eq!(mask("root@localhost"), "r•••@l•••");
        assert_eq!(mask("+15555550101"), "•••");
        assert_eq!(mask(""), "•••");
    }
}
