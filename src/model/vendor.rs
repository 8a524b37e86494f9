//! Vendors: how messages leave.

use serde::{Deserialize, Serialize};

use super::{Channel, VendorId};

/// A vendor that is set up in a workspace; its settings are sealed and not here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Vendor {
    pub id: VendorId,
    /// Which of the vendors that Belfry knows: `smtp`.
    pub key: String,
    pub channel: Channel,
    pub name: String,
    pub enabled: bool,
    pub created_at: i64,
    pub updated_at: i64,
}

/// The names under which messages are filed that no vendor takes: both need no set-up.
pub const INBOX: &str = "inbox";
pub const CAPTURE: &str = "capture";
