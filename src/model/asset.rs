//! Assets: what is drafted, committed, rolled back and promoted.

use serde::{Deserialize, Serialize};

use super::{AppError, AssetId, Slug};

/// The kinds of asset. Everything that differs between them is in `domain::assets::kinds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum AssetKind {
    /// First, because workflows refer to templates: promotion applies in this order.
    Template,
    Workflow,
}

impl AssetKind {
    pub const ALL: &[Self] = &[Self::Template, Self::Workflow];

    /// The singular, as the database and the audit log write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Workflow => "workflow",
        }
    }

    /// The plural, as URLs write it.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Template => "templates",
            Self::Workflow => "workflows",
        }
    }

    pub fn parse(key: &str) -> Result<Self, AppError> {
        Self::ALL.iter().find(|kind| kind.key() == key || kind.plural() == key).copied().ok_or(AppError::NotFound)
    }
}

/// One row of a list of assets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct AssetSummary {
    pub id: AssetId,
    pub kind: AssetKind,
    pub slug: Slug,
    pub name: String,
    pub enabled: bool,
    /// None: never committed.
    pub live_version: Option<i64>,
    /// Whether the draft differs from what is live.
    pub changed: bool,
    pub updated_at: i64,
    pub updated_by: String,
}

/// An asset with its draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Asset {
    pub id: AssetId,
    pub kind: AssetKind,
    pub slug: Slug,
    pub name: String,
    pub enabled: bool,
    /// The draft's JSON, always there; equal to the live version when nothing was changed since.
    pub draft: String,
    /// Grows with every save; a save carries the one that it started from.
    pub draft_version: i64,
    pub draft_hash: String,
    /// None: never committed.
    pub live_version: Option<i64>,
    pub live_hash: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    pub updated_by: String,
}

impl Asset {
    pub fn changed(&self) -> bool {
        self.live_hash.as_deref() != Some(self.draft_hash.as_str())
    }
}

/// A committed version; it never changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct AssetVersion {
    pub asset_id: AssetId,
    pub version: i64,
    pub content: String,
    pub hash: String,
    pub message: String,
    /// Where it came from: `commit`, `rollback:3`, `plan:<id>` or `undo:<id>`.
    pub origin: String,
    pub committed_by: String,
    pub committed_at: i64,
}

/// What one asset needs of another: a workflow's templates.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Reference {
    pub kind: AssetKind,
    pub slug: Slug,
}

/// What is wrong with a draft, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// A path into the content, like `tree.nodes[0].properties.template`, or a form field.
    pub at: String,
    pub message: String,
    /// A warning does not stop a commit.
    pub fatal: bool,
}

impl Problem {
    pub fn error(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), message: message.into(), fatal: true }
    }

    pub fn warning(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), message: message.into(), fatal: false }
    }
}

/// One line of a text comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiffLine {
    pub sign: DiffSign,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiffSign {
    Same,
    Added,
    Removed,
    /// A run of equal lines that was left out.
    Skipped,
}
