//! Accounts, members and invites.

use serde::{Deserialize, Serialize};

use super::{AccountId, AppError, InviteId, PasskeyId, PersonId, RoleId, RoleName, span};

/// A customer of this installation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Account {
    pub id: AccountId,
    pub name: String,
}

/// What an account decides for everybody in it.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct AccountSettings {
    /// The time zone of people who chose none, by its IANA name; none: the one of their browser.
    #[cfg_attr(feature = "ssr", sqlx(rename = "account_zone"))]
    pub zone: Option<String>,
    /// Nobody goes on without a second factor.
    pub mfa_required: bool,
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub sessions: SessionLimits,
}

/// How long sessions last, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct SessionLimits {
    /// Without use.
    #[cfg_attr(feature = "ssr", sqlx(rename = "session_idle"))]
    pub idle: i64,
    /// From signing in, used or not.
    #[cfg_attr(feature = "ssr", sqlx(rename = "session_absolute"))]
    pub absolute: i64,
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// 30 minutes and 12 hours: a dashboard is left open on shared screens, and nobody works longer than half a day at a stretch. ASVS 5.0
/// (7.1.1, 7.3) asks for limits that are documented, and NIST SP 800-63B-4 names 12 hours and 30 minutes for what guards other people's data.
impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle: 30 * MINUTE, absolute: 12 * HOUR }
    }
}

impl SessionLimits {
    /// Shorter than this, people would be signed out while they read a page; longer, a forgotten browser stays open for weeks.
    pub const IDLE: (i64, i64) = (5 * MINUTE, 7 * DAY);
    /// At least one sitting, at most a month.
    pub const ABSOLUTE: (i64, i64) = (HOUR, 30 * DAY);

    /// Both as whole minutes.
    pub fn parse(idle: &str, absolute: &str) -> Result<Self, AppError> {
        let read = |field: &str, text: &str, (least, most): (i64, i64)| {
            let millis = text.trim().parse::<i64>().ok().and_then(|minutes| minutes.checked_mul(MINUTE));
            millis
                .filter(|millis| (least..=most).contains(millis))
                .ok_or_else(|| AppError::invalid(field, format!("Choose from {} to {}.", span(least), span(most))))
        };
        let limits = Self { idle: read("idle", idle, Self::IDLE)?, absolute: read("absolute", absolute, Self::ABSOLUTE)? };
        if limits.idle > limits.absolute {
            return Err(AppError::invalid(
                "idle",
                format!("This is longer than a session lasts at all, {}.", span(limits.absolute)),
            ));
        }
        Ok(limits)
    }

    /// Whether a session that began and was used then is over.
    pub fn are_over(&self, signed_in_at: i64, seen_at: i64, now: i64) -> bool {
        now - seen_at > self.idle || now - signed_in_at > self.absolute
    }

    /// `30 minutes without use, or 12 hours`.
    pub fn words(&self) -> String {
        format!("{} without use, or {}", span(self.idle), span(self.absolute))
    }
}

/// Whether a membership counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum MemberStatus {
    Active,
    Deactivated,
}

/// A person in an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Member {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub role: RoleName,
    pub status: MemberStatus,
    pub joined_at: i64,
    /// Whether signing in asks them for more than one proof.
    pub second_factor: bool,
}

/// An invitation; the link's token is stored hashed only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Invite {
    pub id: InviteId,
    pub account_id: AccountId,
    pub email: String,
    pub name: String,
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub role: RoleName,
    pub invited_by: PersonId,
    /// What the inviter is called.
    pub inviter: String,
    pub created_at: i64,
    /// Milliseconds since 1970; 24 hours after it was made or sent again.
    pub expires_at: i64,
}

/// An account of a person, for choosing between several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    pub account: Account,
    pub role: RoleName,
}

/// What the team page is narrowed to; every field narrows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamFilter {
    /// A part of a name or an e-mail address.
    pub text: Option<String>,
    pub role: Option<RoleId>,
    pub status: Option<TeamStatus>,
    /// Who has a second factor, or who has none.
    pub second_factor: Option<bool>,
}

/// How somebody stands to the team, as people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamStatus {
    Active,
    Invited,
    Deactivated,
}

impl TeamStatus {
    pub const ALL: &[Self] = &[Self::Active, Self::Invited, Self::Deactivated];

    pub fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
            Self::Deactivated => "deactivated",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Invited => "Invited",
            Self::Deactivated => "Deactivated",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|status| status.key() == key).copied()
    }
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct OwnPasskey {
    pub id: PasskeyId,
    pub name: String,
    /// Kept on more than one device.
    pub backed_up: bool,
    /// Milliseconds since 1970, as the next one.
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct OwnSession {
    /// Names the session and opens none.
    pub id_hash: String,
    /// Milliseconds since 1970, as the next one.
    pub signed_in_at: i64,
    /// Written down once a minute at most.
    pub seen_at: i64,
    /// Where that was.
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_sessions_have_limits() {
        let parsed = |idle: &str, absolute: &str| SessionLimits::parse(idle, absolute).map(|limits| limits.words());
        assert_eq!(parsed("30", "720").unwrap(), SessionLimits::default().words());
        assert_eq!(parsed("5", "60").unwrap(), "5 minutes without use, or 1 hour");
        assert_eq!(parsed(" 10080 ", "43200").unwrap(), "7 days without use, or 30 days");
        for (idle, absolute, field) in [
            ("4", "60", "idle"),
            ("10081", "43200", "idle"),
            ("61", "60", "idle"),
            ("x", "60", "idle"),
            ("30", "59", "absolute"),
            ("30", "43201", "absolute"),
            ("30", "9223372036854775807", "absolute"),
        ] {
            assert_eq!(parsed(idle, absolute).unwrap_err().field(), Some(field), "{idle} {absolute}");
        }
    }

    #[test]
    fn a_session_is_over_after_its_last_moment() {
        let limits = SessionLimits { idle: 10, absolute: 100 };
        assert!(!limits.are_over(0, 0, 10) && limits.are_over(0, 0, 11));
        assert!(!limits.are_over(0, 95, 100) && limits.are_over(0, 95, 101));
    }
}
