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
    /// What the kind says about the draft in a list: a workflow's category, a template's channels with commas between.
    pub label: String,
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
    pub fn status(&self) -> AssetStatus {
        AssetStatus::of(self.live_version, self.enabled)
    }

    /// Whether the draft differs from what is live.
    pub fn changed(&self) -> bool {
        self.live_hash.as_deref() != Some(self.draft_hash.as_str())
    }
}

/// What runs: the live version with what delivery has to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct LiveAsset {
    pub id: AssetId,
    pub slug: Slug,
    pub name: String,
    pub enabled: bool,
    pub version: i64,
    pub content: String,
    pub hash: String,
}

/// How far an asset is, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssetStatus {
    /// Never committed, so nothing of it runs.
    Draft,
    /// The live version runs.
    Live,
    /// There is a live version and it was switched off.
    Disabled,
}

impl AssetStatus {
    pub const ALL: &[Self] = &[Self::Live, Self::Draft, Self::Disabled];

    pub fn of(live_version: Option<i64>, enabled: bool) -> Self {
        match (live_version, enabled) {
            (None, _) => Self::Draft,
            (Some(_), true) => Self::Live,
            (Some(_), false) => Self::Disabled,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Live => "live",
            Self::Disabled => "disabled",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Live => "Live",
            Self::Disabled => "Off",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|status| status.key() == text).copied()
    }
}

/// What to look for in a list of assets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssetFilter {
    /// Part of the name or of the slug.
    pub text: Option<String>,
    pub status: Option<AssetStatus>,
    /// Only those whose draft differs from what is live.
    pub changed: bool,
    pub order: AssetOrder,
    pub page: AssetPage,
}

/// How a list of assets is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssetOrder {
    /// What was worked on last comes first.
    #[default]
    Updated,
    Name,
}

/// Which part of a list: the beginning, or what lies after or before a row of the part that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum AssetPage {
    #[default]
    First,
    After(AssetCursor),
    Before(AssetCursor),
}

/// A row's place in a sorted list, written `<time or name>.<id>`.
#[derive(Clone, Debug, PartialEq)]
pub struct AssetCursor {
    /// When it was updated, or its name.
    pub key: String,
    pub id: AssetId,
}

impl std::fmt::Display for AssetCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.key, self.id)
    }
}

impl std::str::FromStr for AssetCursor {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let (key, id) = text.rsplit_once('.').ok_or(AppError::NotFound)?;
        Ok(Self { key: key.to_owned(), id: super::Id::from_text(id.to_owned()) })
    }
}

/// One part of a list of assets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssetList {
    pub rows: Vec<AssetSummary>,
    /// Where the part before this one ends, if there is one.
    pub before: Option<AssetCursor>,
    /// Where the part after this one begins, if there is one.
    pub after: Option<AssetCursor>,
}

/// A committed version; it never changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct AssetVersion {
    pub asset_id: AssetId,
    pub version: i64,
    /// What the asset was called then.
    pub name: String,
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

impl Reference {
    /// Reads `workflow/welcome`.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let wrong = || AppError::invalid("chosen", "Choose assets from the list.");
        let (kind, slug) = text.split_once('/').ok_or_else(wrong)?;
        Ok(Self { kind: AssetKind::parse(kind).map_err(|_| wrong())?, slug: Slug::parse(slug).map_err(|_| wrong())? })
    }

    pub fn parse_all(texts: &[String]) -> Result<Vec<Self>, AppError> {
        texts.iter().map(|text| Self::parse(text)).collect()
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.kind.key(), self.slug)
    }
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
