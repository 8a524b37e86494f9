//! The audit log as it is read.

use serde::{Deserialize, Serialize};

use super::{EntryId, WorkspaceId};

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct AuditEntry {
    pub id: EntryId,
    /// Milliseconds since 1970.
    pub at: i64,
    /// `person`, `key` or `system`.
    pub actor_kind: String,
    pub actor_id: String,
    pub actor_name: String,
    /// noun.past: `workflow.committed`.
    pub action: String,
    pub target_kind: String,
    pub target_id: String,
    /// What the target was called when it happened.
    pub target_name: String,
    /// None: the account itself.
    pub workspace_id: Option<WorkspaceId>,
    /// JSON object: what changed, `{"name": {"from": …, "to": …}}`, or facts about it. Never a secret.
    pub detail: String,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// What to look for in the audit log; every field narrows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditFilter {
    pub actor: Option<String>,
    pub action: Option<String>,
    pub workspace: Option<WorkspaceId>,
    pub target: Option<String>,
    /// Milliseconds since 1970, inclusive.
    pub from: Option<i64>,
    /// Milliseconds since 1970, exclusive.
    pub until: Option<i64>,
    /// Keyset: older than this entry.
    pub before: Option<EntryId>,
    /// Keyset: newer than this entry.
    pub after: Option<EntryId>,
}
