//! What a running process holds.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64},
    },
};

use ipnet::IpNet;
use tokio::sync::{Notify, Semaphore};

use super::{Metrics, Vault, denied::Denials};
use crate::{
    db::{Clock, Region, Regions},
    model::Email,
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
    /// Rung when a letter of Belfry's own is to be written.
    pub letters: Arc<Notify>,
    /// Rung when a file of the audit log is to be written.
    pub exports: Arc<Notify>,
    /// Rung when entries of the audit log were committed, which have to be sealed, and at a refusal, which has to be written down.
    pub unsealed: Arc<Notify>,
    pub(super) denials: Arc<Denials>,
    /// When the end of the audit log was last kept elsewhere.
    pub head_kept: Arc<HeadKept>,
    /// Password hashing may use this many cores at once; the rest of the product keeps answering.
    pub hashing: Arc<Semaphore>,
    pub first_run: Arc<FirstRun>,
    pub metrics: Metrics,
    /// Which rows of a counter this process adds to: those that share a database would wait for each other's commits at a single row.
    pub shard: i64,
}

/// How many rows a counter may have. Processes that come to the same one wait for each other, and nothing worse.
const SHARDS: u8 = 8;

/// What the first run needs: the code that only who sees the console knows, and whether it is over.
pub struct FirstRun {
    /// Eight signs, new at every start and never stored.
    pub code: String,
    /// Known to be over: somebody was set up. It never becomes false again.
    pub over: AtomicBool,
}

impl FirstRun {
    fn new(clock: &Clock) -> Self {
        Self { code: readable(clock.random::<8>()), over: AtomicBool::new(false) }
    }
}

/// Bytes as signs that nobody confuses when typing them (Crockford's base 32: no I, L, O, U): five bits each.
pub fn readable<const N: usize>(bytes: [u8; N]) -> String {
    bytes.iter().map(|byte| char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[usize::from(byte % 32)])).collect()
}

/// What was typed for a readable code: small letters and signs between are fine, and I, L, O are read as the digits that they look like.
pub fn read_back(typed: &str) -> String {
    let sign = |c: char| match c {
        'I' | 'L' => '1',
        'O' => '0',
        c => c,
    };
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| sign(c.to_ascii_uppercase())).collect()
}

/// How this process was told to run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the database file, the master key and captured files are.
    pub data: PathBuf,
    /// `http://127.0.0.1:3000`: what links in letters start with.
    pub base_url: String,
    /// Letters of Belfry itself: invitations, new passwords. None: links of invitations are shown to be copied.
    pub mail: Option<MailServer>,
    /// Whether vendors may be called on private and loopback addresses (a mail server in the LAN).
    pub allow_private_addresses: bool,
    /// Where the end of the audit log is kept besides the database.
    pub audit_head: Option<HeadKeeper>,
    /// The operator's own proxies, whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether e-mails of a Sandbox really reach verified addresses, through the mail server of Belfry's own letters.
    pub sandbox_sends: bool,
}

/// Where the end of the audit log is kept besides the database.
#[derive(Clone, Debug, PartialEq)]
pub enum HeadKeeper {
    /// A line for each new end, appended.
    File(PathBuf),
    /// A letter a day.
    Mail(Email),
    /// Posted as JSON, once a minute at most.
    Webhook(String),
}

/// When the end of the audit log was last kept elsewhere, by what is not done at every new end.
#[derive(Debug, Default)]
pub struct HeadKept {
    /// The day of the last letter, in days since 1970.
    pub mailed: AtomicI64,
    /// When it was last posted, in milliseconds since 1970.
    pub posted: AtomicI64,
    /// There is a newer end than the one that was posted.
    pub waits: AtomicBool,
}

impl HeadKeeper {
    /// A path, `mailto:` and an address, or an address of the web.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with("https://") || text.starts_with("http://") {
            return Ok(Self::Webhook(text.to_owned()));
        }
        match text.strip_prefix("mailto:") {
            None => Ok(Self::File(PathBuf::from(text))),
            Some(address) => Email::parse(address).map(Self::Mail).map_err(|error| error.to_string()),
        }
    }
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

    /// What a cookie of ours is called. By https browsers take the longer name from this very host only, and never without `Secure`.
    pub fn cookie(&self, name: &str) -> String {
        if self.secure() { format!("__Host-{name}") } else { name.to_owned() }
    }
}

impl App {
    pub fn new(regions: Regions, clock: Clock, vault: Vault, config: Config) -> Self {
        // One core stays free for everything else, where there are several.
        let cores = std::thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1);
        let first_run = Arc::new(FirstRun::new(&clock));
        let shard = i64::from(clock.random::<1>()[0] % SHARDS);
        let net = Net::new(config.allow_private_addresses);
        Self {
            regions,
            clock,
            vault,
            config: Arc::new(config),
            net,
            wake: Arc::default(),
            letters: Arc::default(),
            exports: Arc::default(),
            unsealed: Arc::default(),
            denials: Arc::default(),
            head_kept: Arc::default(),
            hashing: Arc::new(Semaphore::new(cores)),
            first_run,
            metrics: Metrics::default(),
            shard,
        }
    }

    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Every data region, the default one first, and whether it answers.
    pub fn regions(&self) -> &[Region] {
        self.regions.all()
    }

    /// Looks now which of them answer.
    pub async fn look_at_regions(&self) {
        self.regions.look(self.now()).await;
    }
}
