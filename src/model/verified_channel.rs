//! Verified channels: the addresses that a Sandbox may really send to.

use serde::{Deserialize, Serialize};

use super::VerifiedChannelId;

/// An address, verified or on its way to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct VerifiedChannel {
    pub id: VerifiedChannelId,
    /// From 1 to [`VerifiedChannel::MAX`].
    pub slot: i64,
    pub address: String,
    /// None: it waits for its code.
    pub verified_at: Option<i64>,
    pub code_hash: Option<String>,
    pub code_expires_at: Option<i64>,
    pub created_by: String,
    pub created_at: i64,
}

impl VerifiedChannel {
    /// A workspace has so many.
    pub const MAX: i64 = 5;
}
