//! Will it send there? What stops an asset from working in the target, and why.

use std::collections::BTreeSet;

use crate::{
    db::Tx,
    model::{AppError, Asset, AssetKind, Channel, NodeAction, Problem, Reference, WorkflowContent, Workspace, WorkspaceKind},
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
    // Sandbox captures every channel; elsewhere all but the inbox, which is Belfry's own, need a vendor.
    if kind == AssetKind::Workflow && target.kind != WorkspaceKind::Sandbox {
        let content: Option<WorkflowContent> = serde_json::from_str(content).ok();
        let sent: BTreeSet<Channel> =
            content.iter().flat_map(|content| &content.tree.nodes).flat_map(|node| needed(&node.action)).collect();
        if !sent.is_empty() {
            let has: Vec<Channel> =
                store::vendors::list_enabled(tx, &target.id).await?.into_iter().map(|vendor| vendor.channel).collect();
            for channel in sent.iter().filter(|channel| !has.contains(channel)) {
                let word = channel.word();
                let message = format!("It will not send {word}: {} has no {word} vendor.", target.name);
                found.push(Problem::warning(channel.key(), message));
            }
        }
    }
    Ok(found)
}

/// The channels of a step that need a vendor. One that follows its template is asked for e-mail only: most templates speak on few channels.
fn needed(action: &NodeAction) -> Vec<Channel> {
    match action {
        NodeAction::SendMultiChannel(send) if send.channels.is_empty() => vec![Channel::Email],
        action => action.channels().into_iter().filter(|channel| *channel != Channel::Inbox).collect(),
    }
}

/// A draft that somebody works on over there is kept; the person should know.
pub fn of_draft(asset: &Asset, target: &Workspace) -> Option<Problem> {
    let edited = asset.live_version.is_some() && asset.changed();
    edited.then(|| {
        Problem::warning("draft", format!("{} has a draft of it that was not committed. The draft is kept.", target.name))
    })
}
