//! The first look at a workspace: how far its set-up is, and what happened last.

use crate::{
    access::Granted,
    db::Tx,
    domain::logs,
    model::{
        AppError, AssetFilter, AssetKind, AssetStatus, LogFilter, Message, MessageStatus, Request, Slug, WorkspaceId,
        WorkspaceKind, can,
    },
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

/// How many rows each list of the first page has.
const NEWEST: usize = 5;

/// What happened last.
pub struct Newest {
    pub failures: Vec<Message>,
    pub requests: Vec<Request>,
}

pub async fn newest(granted: &Granted<can::ViewLogs>) -> Result<Newest, AppError> {
    let failed = LogFilter { status: Some(MessageStatus::Failed.key().to_owned()), ..LogFilter::default() };
    let (mut failures, mut requests) =
        (logs::messages(granted, &failed, None).await?.rows, logs::requests(granted, &LogFilter::default()).await?.rows);
    failures.truncate(NEWEST);
    requests.truncate(NEWEST);
    Ok(Newest { failures, requests })
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
