//! Credentials as they are listed.

use serde::{Deserialize, Serialize};

use super::{ApiKeyId, WorkspaceKeyId};

/// A workspace key; its secret is not here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct WorkspaceKey {
    pub id: WorkspaceKeyId,
    pub name: String,
    pub key: String,
    pub created_by: String,
    pub created_at: i64,
}

/// An API key; its text is known to nobody but who made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    /// Its first signs, to be recognised by.
    pub hint: String,
    pub created_by: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub revoked_at: Option<i64>,
}

/// An API key at the one moment when its text can be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewApiKey {
    pub id: ApiKeyId,
    pub name: String,
    pub text: String,
}
