//! How a request ends, seen from its executions.

use crate::{
    db::{DbResult, Tx},
    model::{ExecutionStatus, RequestId, RequestStatus, WorkspaceId},
    store::{self, executions::Running, requests::RequestEnd},
};

/// The end of a request with one recipient: its execution's.
pub fn of_one(request: &RequestId, execution: &Running) -> Option<RequestEnd> {
    let status = match execution.status {
        ExecutionStatus::Running | ExecutionStatus::Waiting => return None,
        ExecutionStatus::Completed | ExecutionStatus::Skipped => RequestStatus::Completed,
        ExecutionStatus::Failed => RequestStatus::Failed,
    };
    Some(RequestEnd { id: request.clone(), status, reason: execution.reason.clone() })
}

/// The end of a request with several recipients, once all executions have theirs. It locks the request first: of two executions that
/// end at the same time, the later one sees both.
pub async fn of_many(tx: &mut Tx, workspace: &WorkspaceId, request: &RequestId) -> DbResult<Option<RequestEnd>> {
    if store::requests::lock(tx, workspace, request).await? == 0 {
        return Ok(None);
    }
    let counts = store::executions::count_of_request(tx, workspace, request).await?;
    Ok(sum_up(&counts).map(|(status, reason)| RequestEnd { id: request.clone(), status, reason }))
}

fn sum_up(counts: &[(ExecutionStatus, i64)]) -> Option<(RequestStatus, String)> {
    let of = |wanted: ExecutionStatus| counts.iter().filter(|(status, _)| *status == wanted).map(|(_, count)| count).sum::<i64>();
    if of(ExecutionStatus::Running) + of(ExecutionStatus::Waiting) > 0 {
        return None;
    }
    let all: i64 = counts.iter().map(|(_, count)| count).sum();
    let (failed, skipped) = (of(ExecutionStatus::Failed), of(ExecutionStatus::Skipped));
    Some(match (failed, skipped) {
        (0, 0) => (RequestStatus::Completed, format!("All {all} recipients were served.")),
        (0, skipped) if skipped == all => (RequestStatus::Completed, format!("Nothing was sent to any of the {all} recipients.")),
        (0, skipped) => {
            (RequestStatus::Completed, format!("{} of {all} recipients were served, {skipped} skipped.", all - skipped))
        }
        (failed, _) => (RequestStatus::Failed, format!("{failed} of {all} executions failed.")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ExecutionStatus::*;

    #[test]
    fn a_request_ends_with_its_last_execution() {
        assert_eq!(sum_up(&[(Completed, 2), (Waiting, 1)]), None);
        assert_eq!(sum_up(&[(Completed, 3)]), Some((RequestStatus::Completed, "All 3 recipients were served.".into())));
        assert_eq!(sum_up(&[(Completed, 2), (Failed, 1)]).unwrap().0, RequestStatus::Failed);
        assert_eq!(sum_up(&[(Completed, 2), (Skipped, 1)]).unwrap().1, "2 of 3 recipients were served, 1 skipped.");
        assert_eq!(sum_up(&[(Skipped, 2)]).unwrap().1, "Nothing was sent to any of the 2 recipients.");
    }
}
