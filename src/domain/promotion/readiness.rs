//! Will it send there? What stops an asset from working in the target, and why.

use crate::{
    db::Tx,
    model::{AppError, Asset, AssetKind, Channel, Problem, Reference, WorkflowContent, Workspace, WorkspaceKind},
    store,
};

pub async fn problems(
    tx: &mut Tx,
    target: &Workspace,
    kind: AssetKind,
    content: &str,
    missing: &[Reference],
) -> Result<Vec<Problem>, AppError> {
    let mut found: Vec<Problem> = missing
        .iter()
        .map(|reference| {
            Problem::error(
                "references",
                format!("It needs the {} {}, which is not live in the source.", reference.kind.key(), reference.slug),
            )
        })
        .collect();
    // Sandbox captures every channel; elsewhere e-mail needs a vendor. The inbox is Belfry's own.
    if kind == AssetKind::Workflow && target.kind != WorkspaceKind::Sandbox {
        let content: Option<WorkflowContent> = serde_json::from_str(content).ok();
        let sends =
            content.is_some_and(|content| content.tree.nodes.iter().any(|node| node.action.channels().contains(&Channel::Email)));
        if sends && !store::vendors::list_enabled(tx, &target.id).await?.iter().any(|vendor| vendor.channel == Channel::Email) {
            found.push(Problem::warning("email", format!("It will not send e-mail: {} has no e-mail vendor.", target.name)));
        }
    }
    Ok(found)
}

/// A draft that somebody works on over there is kept; the person should know.
pub fn of_draft(asset: &Asset, target: &Workspace) -> Option<Problem> {
    let edited = asset.live_version.is_some() && asset.changed();
    edited.then(|| {
        Problem::warning("draft", format!("{} has a draft of it that was not committed. The draft is kept.", target.name))
    })
}
