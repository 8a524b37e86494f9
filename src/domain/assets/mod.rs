//! Assets: one engine for everything that is drafted, committed, rolled back and promoted.
//!
//! One life for every kind: draft → validate → commit (message, hash) → live; all versions are kept, any can be compared and rolled back
//! to. What differs between kinds is in [`kinds`]. Public functions take a `Granted` and end in an audit entry; the functions of [`write`]
//! are the same acts inside a change that somebody else commits, as promotion does.

mod content;
mod diff;
mod kinds;
mod lifecycle;
mod reading;
mod templates;
mod validate;
mod workflows;
pub mod write;

pub use content::{MAX_CONTENT, canonical, parse};
pub use diff::{fold, lines};
pub use kinds::{Kind, hash, of};
pub use lifecycle::{commit, create, discard, enable, rename, roll_back, save_draft};
pub use reading::{
    Comparison, OFFSET_MAX, choices, compare, find, list, list_by_offset, live, problems, problems_of, used_by, version, versions,
};
pub use validate::{Facts, State};
pub use write::stale;
