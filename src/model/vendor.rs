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

/// The name under which messages are filed that Belfry keeps itself.
pub const INBOX: &str = "inbox";

/// What takes the messages of a Sandbox. It is built in, captures everything and needs no set-up.
pub fn demo_vendor(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Demo e-mail",
        Channel::Sms => "Demo SMS",
        Channel::Whatsapp => "Demo WhatsApp",
        Channel::Inbox => "Demo inbox",
    }
}
