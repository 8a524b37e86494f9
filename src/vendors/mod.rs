//! OUTSIDE WORLD. One folder per vendor: what it is called, its settings, how it sends.
//!
//! A vendor is called outside of any transaction, with the message's id as a key that stays the same over retries. A new vendor is a
//! copied folder and one line in [`VENDORS`].

mod fetch;
pub mod house_mail;
pub mod net;
pub mod smtp;

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};

use crate::model::{AppError, Channel, Rendered};
pub use net::Net;

/// One message on its way out.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The message's id: stable over retries, so that whoever takes the letter can tell a repetition.
    pub id: String,
    /// Where it goes, as the channel writes addresses.
    pub to: String,
    pub rendered: Rendered,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// What a vendor said when it took a letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    pub answer: String,
}

/// Why a vendor did not take a letter. The text is a whole sentence for people and carries no credential.
#[derive(Clone, Debug, PartialEq)]
pub enum SendError {
    /// This letter will never be taken.
    Permanent(String),
    /// It may be taken at another time.
    Transient(String),
    /// It may be taken, but not before this many milliseconds have passed.
    Later(String, i64),
}

impl SendError {
    pub fn words(&self) -> &str {
        match self {
            Self::Permanent(words) | Self::Transient(words) | Self::Later(words, _) => words,
        }
    }
}

/// What differs between vendors.
#[async_trait]
pub trait Vendor: Send + Sync + 'static {
    /// As the database writes it.
    const KEY: &'static str;
    /// As people read it.
    const NAME: &'static str;
    const CHANNEL: Channel;
    /// Kept sealed, as JSON.
    type Settings: Serialize + DeserializeOwned + Send + Sync;

    async fn send(net: &Net, settings: &Self::Settings, letter: &Letter) -> Result<Receipt, SendError>;
}

/// A [`Vendor`] whose settings are still JSON: what the list can hold.
#[async_trait]
pub trait AnyVendor: Send + Sync {
    fn key(&self) -> &'static str;
    fn name(&self) -> &'static str;
    fn channel(&self) -> Channel;
    async fn send(&self, net: &Net, settings: &str, letter: &Letter) -> Result<Receipt, SendError>;
}

#[async_trait]
impl<V: Vendor> AnyVendor for V {
    fn key(&self) -> &'static str {
        V::KEY
    }

    fn name(&self) -> &'static str {
        V::NAME
    }

    fn channel(&self) -> Channel {
        V::CHANNEL
    }

    async fn send(&self, net: &Net, settings: &str, letter: &Letter) -> Result<Receipt, SendError> {
        let settings = serde_json::from_str(settings).map_err(|_| {
            SendError::Permanent(format!("The settings of this {} vendor cannot be read. Save them again.", V::NAME))
        })?;
        V::send(net, &settings, letter).await
    }
}

/// Every vendor that Belfry knows.
pub static VENDORS: &[&dyn AnyVendor] = &[&smtp::Smtp, &house_mail::HouseMail];

pub fn find(key: &str) -> Result<&'static dyn AnyVendor, AppError> {
    VENDORS.iter().find(|vendor| vendor.key() == key).copied().ok_or(AppError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_vendors_share_a_key() {
        let mut keys: Vec<_> = VENDORS.iter().map(|vendor| vendor.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), VENDORS.len());
    }
}
