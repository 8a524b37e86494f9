//! Recipients saw messages: their programs say so.

use super::counts::Counts;
use crate::{
    access::Granted,
    model::{AppError, MessageId, MessageStatus, can},
    store,
};

/// Marks messages as seen, in one transaction. Answers each of them in their order: a message that was seen before is fine, one that is
/// not there or never left is not.
pub async fn mark(granted: &Granted<can::Trigger>, ids: &[MessageId]) -> Result<Vec<Result<(), AppError>>, AppError> {
    let (workspace, now) = (granted.workspace_id(), granted.now());
    let mut rows = granted.own_rows().await?;
    // Two calls that name the same messages take them in the same order; how they were given does not matter.
    let mut ordered = ids.to_vec();
    ordered.sort_unstable();
    let mut counts = Counts::default();
    for id in &ordered {
        counts.messages(store::messages::update_seen(&mut rows, workspace, id, now).await?.as_slice());
    }
    let mut answers = Vec::with_capacity(ids.len());
    for id in ids {
        answers.push(match store::messages::find_status(&mut rows, workspace, id).await? {
            Some(MessageStatus::Seen) => Ok(()),
            Some(status) => Err(AppError::invalid(
                "message_id",
                format!("This message is {}: it did not arrive, so it cannot have been seen.", status.label().to_lowercase()),
            )),
            None => Err(AppError::NotFound),
        });
    }
    counts.write(granted, &mut rows).await?;
    rows.commit().await?;
    Ok(answers)
}
