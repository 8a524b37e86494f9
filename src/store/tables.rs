//! Every table that has rows of a workspace: the one list of them. `tests/tables.rs` compares it with the databases, so that a new table can't be
//! forgotten when a workspace is purged, or when somebody asks what takes up room.

use crate::{
    args,
    db::{DbResult, Tx},
    model::WorkspaceId,
};

/// A table with rows of workspaces.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// The columns of its primary key.
    pub key: &'static str,
    /// Whether it is in the control database; the others are in the workspace's region.
    pub control: bool,
    delete: &'static str,
}

macro_rules! tables {
    ($($place:ident $name:literal ($key:literal);)*) => {
        &[$(Table {
            name: $name,
            key: $key,
            control: tables!(@ $place),
            delete: concat!(
                "delete from ", $name, " where (", $key, ") in (select ", $key, " from ", $name, " where workspace_id = $1 limit $2)"
            ),
        },)*]
    };
    (@ control) => { true };
    (@ region) => { false };
}

/// Children before the rows that they refer to.
pub const PURGED: &[Table] = tables! {
    region "attempt" ("workspace_id, message_id, number");
    region "message" ("workspace_id, id");
    region "step" ("workspace_id, execution_id, position");
    region "execution" ("workspace_id, id");
    region "idempotency" ("workspace_id, key");
    region "request" ("workspace_id, id");
    region "job" ("id");
    region "delivery_count" ("workspace_id, dimension, hour, subject, channel, outcome, shard");
    region "user_identity" ("workspace_id, distinct_id, channel, value");
    region "user_profile" ("workspace_id, distinct_id");
    region "vendor" ("workspace_id, id");
    region "verified_channel" ("workspace_id, id");
    region "promotion" ("workspace_id, source_workspace_id, kind, slug");
    region "plan" ("workspace_id, id");
    region "asset_reference" ("workspace_id, asset_id, kind, slug");
    region "asset_version" ("workspace_id, asset_id, version");
    region "asset" ("workspace_id, id");
    control "api_key" ("workspace_id, id");
    control "public_key" ("workspace_id, id");
    control "signing_key" ("workspace_id, id");
    control "inbox_secret" ("workspace_id");
    control "workspace_key" ("workspace_id, id");
};

/// Tables whose rows outlive their workspace, each with the reason.
pub const KEPT: &[(&str, &str)] = &[("audit_entry", "what was done is evidence, and goes when its account says so")];

/// At most `limit` rows of a workspace. Answers how many there were.
pub async fn delete(tx: &mut Tx, workspace: &WorkspaceId, table: &Table, limit: i64) -> DbResult<u64> {
    tx.run(table.delete, args![workspace, limit]).await
}
