//! The first look at a workspace: how far its set-up is.

use crate::{
    access::Granted,
    db::Tx,
    model::{AppError, AssetFilter, AssetKind, AssetStatus, Slug, WorkspaceId, WorkspaceKind, can},
    store,
};

/// What a workspace needs before it is of use; each ticks itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FirstSteps {
    pub template_live: bool,
    /// Some live workflow.
    pub workflow_live: Option<Slug>,
    /// Messages leave: a vendor is enabled, or everything is captured.
    pub way_out: bool,
    pub triggered: bool,
    pub api_key: bool,
}

impl FirstSteps {
    pub fn done(&self) -> bool {
        self.template_live && self.workflow_live.is_some() && self.way_out && self.triggered && self.api_key
    }
}

/// Each step is one search for one row.
pub async fn first_steps(granted: &Granted<can::ViewWorkspace>) -> Result<FirstSteps, AppError> {
    let workspace = granted.workspace();
    let mut tx = granted.read().await?;
    let mut control = granted.read_control().await?;
    Ok(FirstSteps {
        template_live: live(&mut tx, &workspace.id, AssetKind::Template).await?.is_some(),
        workflow_live: live(&mut tx, &workspace.id, AssetKind::Workflow).await?,
        way_out: workspace.kind == WorkspaceKind::Sandbox || store::vendors::has_enabled(&mut tx, &workspace.id).await?,
        triggered: store::requests::has_any(&mut tx, &workspace.id).await?,
        api_key: store::keys::has_api_key(&mut control, &workspace.id).await?,
    })
}

async fn live(tx: &mut Tx, workspace: &WorkspaceId, kind: AssetKind) -> Result<Option<Slug>, AppError> {
    let filter = AssetFilter { status: Some(AssetStatus::Live), ..AssetFilter::default() };
    let found = store::assets::list(tx, workspace, kind, &filter, 1).await?;
    Ok(found.into_iter().next().map(|asset| asset.slug))
}
