//! A backup is one file: all rows of all databases, as they were at one moment of each, whichever kind of database they come from and go to.
//!
//! It is compressed text, a line each: what it is; then for every table its name, its rows as JSON arrays, and their number and SHA-256; and
//! an end, without which it is not whole. The master key is not in it: who finds the file can't open what is sealed.

mod read;
mod write;

pub use read::{check, load};
pub use write::write;

use serde::{Deserialize, Serialize};

use crate::{access::Vault, model::hex};

/// How the file is written. Another way of doing it gets another number.
const FORMAT: u32 = 1;

/// Rows that migrations put in, which make way for those of a backup.
const SEEDED: &[&str] = &["audit_head"];

/// What a backup is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub format: u32,
    /// The release that wrote it.
    pub version: String,
    /// Milliseconds since 1970.
    pub made_at: i64,
    /// Tells the master key that its secrets are sealed with from others.
    pub key: String,
    pub databases: Vec<Stored>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// The name of the region; `home` is the control database.
    pub name: String,
    /// Up to which migration it was brought.
    pub migration: i64,
}

/// A line that is no row.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
enum Mark {
    Backup(Header),
    Table { database: String, table: String, columns: Vec<String> },
    End { rows: u64, sha256: String },
    Done { rows: u64 },
}

/// What tells one master key from another, and leads to none.
pub fn fingerprint(vault: &Vault) -> String {
    hex(&vault.mac("belfry backup key", b"fingerprint")[..8])
}
