//! Checks the chain that the audit log is sealed into, and names the first row that is not what it was.

use std::{collections::HashMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    access::{App, Granted, Vault, chain},
    db::{Db, DbError, Tx},
    model::{AppError, EntryId, Id, can},
    store::{
        self,
        audit::AuditRow,
        seals::{Head, Mark, Seal},
    },
};

/// So many links are read at once.
const PAGE: i64 = 2_000;

/// The end of a chain, as it is kept outside of the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PinnedHead {
    /// `control`, or the name of the region.
    pub database: String,
    pub chain: String,
    pub sequence: i64,
    pub hash: String,
    /// Milliseconds since 1970.
    pub at: i64,
    pub signature: String,
    pub public_key: String,
}

/// What is the matter with the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An entry or its seal is not what it was.
    Edited,
    /// An entry was deleted, or its seal.
    Missing,
    /// Two links changed their places.
    OutOfOrder,
    /// An entry that Belfry did not write.
    Inserted,
    /// The chain ends before it should.
    Truncated,
    /// A checkpoint or the head was not signed with this key.
    NotSigned,
    /// It is not the chain that was pinned.
    Exchanged,
}

/// The first row that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub fault: Fault,
    /// The link's number; none: it has none.
    pub sequence: Option<i64>,
    pub entry: Option<EntryId>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match (self.fault, self.sequence.is_some()) {
            (Fault::Edited, _) => "was changed after it was sealed",
            (Fault::Missing, true) => "is missing: it was deleted, or its seal was",
            (Fault::Missing, false) => "is missing: it was deleted before it was sealed",
            (Fault::OutOfOrder, _) => "is not where it was: the order of the chain was changed",
            (Fault::Inserted, true) => "was added to the chain by somebody else",
            (Fault::Inserted, false) => "has no seal: somebody else wrote it, or changed it before it was sealed",
            (Fault::Truncated, _) => "is missing, and so is what came after it: the end of the log was cut off",
            (Fault::NotSigned, _) => "is not signed with this key",
            (Fault::Exchanged, _) => "belongs to another chain than the one that was pinned",
        };
        match (self.sequence, &self.entry) {
            (Some(sequence), Some(entry)) => write!(f, "Entry {sequence} ({entry}) {what}."),
            (Some(sequence), None) => write!(f, "Entry {sequence} {what}."),
            (None, Some(entry)) => write!(f, "The entry {entry} {what}."),
            (None, None) => write!(f, "The head of the chain {what}."),
        }
    }
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Links that were checked.
    pub checked: i64,
    /// How many of them are what is left of entries that had their time.
    pub purged: i64,
    /// Signed ends of the chain that were checked.
    pub signatures: i64,
    /// The end of the chain.
    pub head: Option<Head>,
    pub finding: Option<Finding>,
}

/// How it ends when something is wrong.
enum Stop {
    Found(Finding),
    Failed(AppError),
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

fn found<T>(fault: Fault, sequence: impl Into<Option<i64>>, entry: impl Into<Option<EntryId>>) -> Result<T, Stop> {
    Err(Stop::Found(Finding { fault, sequence: sequence.into(), entry: entry.into() }))
}

/// Checks a whole database: every link, every signature, and what was pinned of it outside.
pub async fn verify(app: &App, db: &Db, pinned: &[PinnedHead]) -> Result<Report, AppError> {
    let mut walk = Walk::new(app, db, pinned).await?;
    let ended = walk.whole().await;
    walk.report(ended)
}

/// Checks what was sealed last: from the last checkpoint but one on.
pub async fn verify_end(app: &App, db: &Db) -> Result<Report, AppError> {
    let mut walk = Walk::new(app, db, &[]).await?;
    let ended = walk.end().await;
    walk.report(ended)
}

/// The same of every region, with their names; of one that does not answer there is no report.
pub async fn ends(granted: &Granted<can::ManageAudit>) -> Result<Vec<(String, Option<Report>)>, AppError> {
    let app = granted.app();
    let mut reports = Vec::new();
    for region in app.regions.all() {
        let report = if region.is_up() { Some(verify_end(app, region.db()).await?) } else { None };
        reports.push((region.name.clone(), report));
    }
    Ok(reports)
}

/// A walk along the chain.
struct Walk<'a> {
    vault: &'a Vault,
    tx: Tx,
    /// What was pinned of this chain, the hashes by their link; and whether something of another chain was.
    pinned: HashMap<i64, Vec<&'a str>>,
    exchanged: bool,
    head: Option<Head>,
    chain: String,
    /// The last link that was checked, and its hash.
    at: i64,
    hash: String,
    report: Report,
}

impl<'a> Walk<'a> {
    async fn new(app: &'a App, db: &Db, pinned: &'a [PinnedHead]) -> Result<Self, AppError> {
        let mut tx = db.read().await?;
        let head = store::seals::head(&mut tx).await?;
        let chain = head.as_ref().map(|head| head.chain.clone()).unwrap_or_default();
        let exchanged = pinned.iter().any(|pin| pin.chain != chain);
        let mut pins = HashMap::<i64, Vec<&str>>::new();
        for pin in pinned.iter().filter(|pin| pin.sequence > 0) {
            pins.entry(pin.sequence).or_default().push(&pin.hash);
        }
        let hash = chain::beginning(&chain);
        Ok(Self { vault: &app.vault, tx, pinned: pins, exchanged, head, chain, at: 0, hash, report: Report::default() })
    }

    fn report(mut self, ended: Result<(), Stop>) -> Result<Report, AppError> {
        self.report.head = self.head;
        match ended {
            Ok(()) => {}
            Err(Stop::Found(finding)) => self.report.finding = Some(finding),
            Err(Stop::Failed(error)) => return Err(error),
        }
        Ok(self.report)
    }

    async fn whole(&mut self) -> Result<(), Stop> {
        if self.exchanged {
            return found(Fault::Exchanged, None, None);
        }
        self.walk().await?;
        self.unsealed(&EntryId::from_text(String::new())).await
    }

    async fn end(&mut self) -> Result<(), Stop> {
        let until = self.head.as_ref().map_or(0, |head| head.mark.sequence);
        let checkpoints = store::seals::list_checkpoints_until(&mut self.tx, until, 2).await?;
        let mut from = EntryId::from_text(String::new());
        if let [_, start] = checkpoints.as_slice() {
            self.signed(start)?;
            if let Some(seal) = store::seals::find(&mut self.tx, start.sequence).await? {
                from = seal.entry_id;
            }
            (self.at, self.hash) = (start.sequence, start.hash.clone());
        }
        self.walk().await?;
        self.unsealed(&from).await
    }

    /// From where it stands to the head.
    async fn walk(&mut self) -> Result<(), Stop> {
        loop {
            let seals = store::seals::list(&mut self.tx, self.at, PAGE).await?;
            let Some(last) = seals.last().map(|seal| seal.sequence) else {
                if self.is_at_the_head().await? {
                    return Ok(());
                }
                continue;
            };
            let entries = self.entries(last).await?;
            let checkpoints = store::seals::list_checkpoints(&mut self.tx, self.at, last, PAGE).await?;
            let mut checkpoints = checkpoints.into_iter().peekable();
            for seal in seals {
                self.step(&seal, &entries).await?;
                while let Some(mark) = checkpoints.next_if(|mark| mark.sequence <= seal.sequence) {
                    if mark.sequence != self.at || mark.hash != self.hash {
                        return found(Fault::NotSigned, mark.sequence, None);
                    }
                    self.signed(&mark)?;
                }
            }
        }
    }

    async fn entries(&mut self, until: i64) -> Result<HashMap<EntryId, AuditRow>, Stop> {
        // A span of numbers that somebody made up may be of any size.
        let until = until.min(self.at.saturating_add(2 * PAGE));
        let rows = store::seals::list_entries(&mut self.tx, self.at, until).await?;
        Ok(rows.into_iter().map(|row| (row.entry.id.clone(), row)).collect())
    }

    async fn step(&mut self, seal: &Seal, entries: &HashMap<EntryId, AuditRow>) -> Result<(), Stop> {
        if seal.sequence != self.at + 1 {
            return found(Fault::Missing, self.at + 1, None);
        }
        let Some((digest, purged)) = self.digest(seal, entries.get(&seal.entry_id)).await? else {
            return found(Fault::Missing, seal.sequence, seal.entry_id.clone());
        };
        let hash = chain::link(&self.hash, &digest);
        if hash != seal.hash || seal.version != chain::VERSION {
            let fault = if self.is_elsewhere(seal).await? { Fault::OutOfOrder } else { Fault::Edited };
            return found(fault, seal.sequence, seal.entry_id.clone());
        }
        if self.pinned.get(&seal.sequence).is_some_and(|pins| pins.iter().any(|pin| *pin != hash)) {
            return found(Fault::Edited, seal.sequence, seal.entry_id.clone());
        }
        (self.at, self.hash) = (seal.sequence, hash);
        self.report.checked += 1;
        self.report.purged += i64::from(purged);
        Ok(())
    }

    /// The hash of a link's entry, and whether the entry was purged meanwhile. None: it is missing.
    async fn digest(&mut self, seal: &Seal, row: Option<&AuditRow>) -> Result<Option<(String, bool)>, Stop> {
        if let Some(row) = row {
            return Ok(Some((chain::digest(row), false)));
        }
        // It may have been sealed, or purged, between two statements.
        if let [row] = store::seals::list_entries(&mut self.tx, seal.sequence - 1, seal.sequence).await?.as_slice() {
            return Ok(Some((chain::digest(row), false)));
        }
        let Some(seal) = store::seals::find(&mut self.tx, seal.sequence).await? else { return Ok(None) };
        let (Some(digest), Some(proof)) = (seal.digest, seal.proof) else { return Ok(None) };
        let proven = proof == chain::purge_proof(self.vault, &self.chain, seal.sequence, &digest);
        Ok(proven.then_some((digest, true)))
    }

    /// Whether the link that should be here is found further on, or the entry that this link was made for.
    async fn is_elsewhere(&mut self, here: &Seal) -> Result<bool, Stop> {
        let mut at = here.sequence;
        loop {
            let seals = store::seals::list(&mut self.tx, at, PAGE).await?;
            let Some(last) = seals.last().map(|seal| seal.sequence) else { return Ok(false) };
            let rows = store::seals::list_entries(&mut self.tx, at, last.min(at + 2 * PAGE)).await?;
            let rows: HashMap<EntryId, AuditRow> = rows.into_iter().map(|row| (row.entry.id.clone(), row)).collect();
            for seal in &seals {
                if let Some(row) = rows.get(&seal.entry_id) {
                    let hash = chain::link(&self.hash, &chain::digest(row));
                    if hash == seal.hash || hash == here.hash {
                        return Ok(true);
                    }
                }
            }
            at = last;
        }
    }

    fn signed(&mut self, mark: &Mark) -> Result<(), Stop> {
        self.report.signatures += 1;
        if chain::is_signed(self.vault, &self.chain, mark) { Ok(()) } else { found(Fault::NotSigned, mark.sequence, None) }
    }

    /// The last link that there is has to be the head. False: others were sealed meanwhile.
    async fn is_at_the_head(&mut self) -> Result<bool, Stop> {
        // Read after the links: it is never older than they are.
        self.head = store::seals::head(&mut self.tx).await?;
        let Some(head) = self.head.clone() else { return found(Fault::NotSigned, None, None) };
        if head.chain != self.chain || !chain::is_head_signed(self.vault, &head) {
            return found(Fault::NotSigned, None, None);
        }
        self.report.signatures += i64::from(head.mark.sequence > 0);
        if head.mark.sequence > self.at {
            return match store::seals::list(&mut self.tx, self.at, 1).await?.first() {
                Some(_) => Ok(false),
                None => found(Fault::Truncated, self.at + 1, None),
            };
        }
        if head.mark.sequence < self.at {
            let entry = store::seals::find(&mut self.tx, head.mark.sequence + 1).await?.map(|seal| seal.entry_id);
            return found(Fault::Inserted, head.mark.sequence + 1, entry);
        }
        if self.at > 0 && head.mark.hash != self.hash {
            return found(Fault::NotSigned, self.at, None);
        }
        if self.pinned.keys().any(|pinned| *pinned > self.at) {
            return found(Fault::Truncated, self.at + 1, None);
        }
        Ok(true)
    }

    /// Entries outside of the chain: each has to wait for its seal, and each that waits has to be there.
    async fn unsealed(&mut self, from: &EntryId) -> Result<(), Stop> {
        if let Some(entry) = store::seals::find_unsealed(&mut self.tx, from).await? {
            return found(Fault::Inserted, None, entry);
        }
        if let Some(entry) = store::seals::find_lost(&mut self.tx).await? {
            // Sealed or purged meanwhile, it does not wait any more.
            if store::seals::waits(&mut self.tx, &entry).await? {
                return found(Fault::Missing, None, entry);
            }
        }
        Ok(())
    }
}

/// The end of every chain that can be read, to be kept outside of the databases.
pub async fn heads(app: &App) -> Result<Vec<PinnedHead>, AppError> {
    let mut heads = Vec::new();
    for (database, db) in app.regions.up() {
        if let Some(Head { chain, mark }) = store::seals::head(&mut db.read().await?).await? {
            heads.push(pin(app, database, chain, mark));
        }
    }
    Ok(heads)
}

/// The end of a chain as it is kept outside.
pub fn pin(app: &App, database: &str, chain: String, mark: Mark) -> PinnedHead {
    let Mark { sequence, hash, at, signature } = mark;
    let public_key = chain::public_key(&app.vault);
    PinnedHead { database: database.to_owned(), chain, sequence, hash, at, signature, public_key }
}
