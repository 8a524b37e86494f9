//! Promotion plans: what would go from one workspace to another.

use serde::{Deserialize, Serialize};

use super::{AppError, AssetKind, PlanId, Problem, Reference, Slug, WorkspaceId};

/// How an asset of the source stands to the target's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// The target has no such asset.
    New,
    /// Equal content.
    Same,
    /// Changed in the source since the last promotion (or ever).
    SourceAhead,
    /// Changed in the target only.
    TargetAhead,
    /// Changed on both sides since the last promotion.
    BothChanged,
}

impl ItemState {
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Same => "Same",
            Self::SourceAhead => "Changed",
            Self::TargetAhead => "Target is ahead",
            Self::BothChanged => "Changed on both sides",
        }
    }

    pub fn tone(self) -> &'static str {
        match self {
            Self::New => "ok",
            Self::Same => "plain",
            Self::SourceAhead => "info",
            Self::TargetAhead | Self::BothChanged => "warn",
        }
    }
}

/// One asset in a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanItem {
    pub kind: AssetKind,
    pub slug: Slug,
    pub name: String,
    pub state: ItemState,
    /// None: chosen by the person; else the asset that pulled it in.
    pub needed_by: Option<Reference>,
    /// Whether it is written when the plan is applied.
    pub chosen: bool,
    pub source_version: i64,
    pub source_hash: String,
    /// None: the target has none that is live.
    pub target_version: Option<i64>,
    pub target_hash: Option<String>,
    /// The target's draft as the plan found it; none: the asset is not there.
    pub target_draft_version: Option<i64>,
    /// What will not send there, and why.
    pub readiness: Vec<Problem>,
}

/// How the chosen items land.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LandAs {
    Draft,
    Live,
}

impl LandAs {
    pub fn parse(key: &str) -> Result<Self, AppError> {
        match key {
            "draft" => Ok(Self::Draft),
            "live" => Ok(Self::Live),
            _ => Err(AppError::invalid("land", "Choose whether it lands live or as a draft.")),
        }
    }
}

/// Where a plan is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum PlanStatus {
    Planned,
    Applied,
    Undone,
}

/// A plan. It is stored in the target's database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub id: PlanId,
    pub source: WorkspaceId,
    pub target: WorkspaceId,
    pub items: Vec<PlanItem>,
    pub status: PlanStatus,
    /// SHA-256 over what would be written; what is applied is what was shown.
    pub hash: String,
    pub created_by: String,
    pub created_at: i64,
    pub applied_by: Option<String>,
    pub applied_at: Option<i64>,
    /// When it was applied as drafts or live.
    pub landed: Option<LandAs>,
}
