//! What a running process holds.

use std::{path::PathBuf, sync::Arc};

use tokio::sync::{Notify, Semaphore};

use super::Vault;
use crate::{
    db::{Clock, Regions},
    vendors::Net,
};

/// Everything that is passed in instead of being called: databases, time, keys, configuration. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) regions: Regions,
    pub clock: Clock,
    pub vault: Vault,
    pub config: Arc<Config>,
    /// The one way out of the house: what vendors are called through.
    pub net: Net,
    /// Rung when jobs were enqueued, so that workers need not ask again and again.
    pub wake: Arc<Notify>,
    /// Password hashing may use this many cores at once; the rest of the product keeps answering.
    pub hashing: Arc<Semaphore>,
}

/// How this process was told to run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the database file, the master key and captured files are.
    pub data: PathBuf,
    /// `http://127.0.0.1:3000`: what links in letters start with.
    pub base_url: String,
    /// Letters of Belfry itself: invites, codes. None: links are shown to be copied.
    pub mail: Option<MailServer>,
    /// Whether vendors may be called on private and loopback addresses (a mail server in the LAN).
    pub allow_private_addresses: bool,
}

/// An SMTP server by URL (`smtp://user:password@host:port`, `smtps://…`) and the sender's address.
#[derive(Clone)]
pub struct MailServer {
    pub url: String,
    pub from: String,
}

impl std::fmt::Debug for MailServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailServer").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Config {
    /// Cookies are marked `Secure` (and named `__Host-…`) when people come by https.
    pub fn secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

impl App {
    pub fn new(regions: Regions, clock: Clock, vault: Vault, config: Config) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let net = Net::new(config.allow_private_addresses);
        Self {
            regions,
            clock,
            vault,
            config: Arc::new(config),
            net,
            wake: Arc::default(),
            hashing: Arc::new(Semaphore::new(cores)),
        }
    }

    pub fn now(&self) -> i64 {
        self.clock.now()
    }
}
