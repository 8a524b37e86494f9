//! Accounts, members and invites.

use serde::{Deserialize, Serialize};

use super::{AccountId, InviteId, PersonId, Role};

/// A customer of this installation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Account {
    pub id: AccountId,
    pub name: String,
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
    pub role: Role,
    pub status: MemberStatus,
    pub joined_at: i64,
}

/// An invitation; the link's token is stored hashed only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Invite {
    pub id: InviteId,
    pub account_id: AccountId,
    pub email: String,
    pub name: String,
    pub role: Role,
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
    pub role: Role,
}

/// What the team page is narrowed to; every field narrows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamFilter {
    /// A part of a name or an e-mail address.
    pub text: Option<String>,
    pub role: Option<Role>,
    pub status: Option<TeamStatus>,
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
