//! What delivery wrote down, for reading. Lists are for everybody who may see logs; details need more. Personal data are masked for those
//! who may not see them.

use super::masking::{masked, masked_all};
use crate::{
    access::Granted,
    model::{
        AppError, Attempt, Channel, Execution, ExecutionId, Id, LogFilter, Message, MessageId, Needs, Permission, Request,
        RequestId, Step, Workspace, can,
    },
    store,
};

/// How many rows a page has.
const PAGE: i64 = 50;

/// A part of a log, newest first, with the ids from which the neighbouring parts go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// The newest id here, when there is something newer.
    pub newer: Option<String>,
    /// The oldest id here, when there is something older.
    pub older: Option<String>,
}

impl<T> Page<T> {
    fn of(mut rows: Vec<T>, filter: &LogFilter, id: impl Fn(&T) -> String) -> Self {
        let more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        if filter.after.is_some() {
            rows.reverse();
        }
        let (has_newer, has_older) = match (&filter.after, &filter.before) {
            (Some(_), _) => (more, true),
            (None, before) => (before.is_some(), more),
        };
        let newer = rows.first().filter(|_| has_newer).map(&id);
        let older = rows.last().filter(|_| has_older).map(&id);
        Self { rows, newer, older }
    }
}

pub async fn requests(granted: &Granted<can::ViewLogs>, filter: &LogFilter) -> Result<Page<Request>, AppError> {
    let mut tx = granted.read().await?;
    let rows = store::requests::list(&mut tx, granted.workspace_id(), filter, PAGE + 1).await?;
    Ok(Page::of(masked_all(granted, rows), filter, |row| row.id.as_str().to_owned()))
}

pub async fn executions(granted: &Granted<can::ViewLogs>, filter: &LogFilter) -> Result<Page<Execution>, AppError> {
    let mut tx = granted.read().await?;
    let rows = store::executions::list(&mut tx, granted.workspace_id(), filter, PAGE + 1).await?;
    Ok(Page::of(masked_all(granted, rows), filter, |row| row.id.as_str().to_owned()))
}

/// Without their content. What was said is a detail, too: without that right the title is left out.
pub async fn messages(
    granted: &Granted<can::ViewLogs>,
    filter: &LogFilter,
    channel: Option<Channel>,
) -> Result<Page<Message>, AppError> {
    let mut tx = granted.read().await?;
    let rows = store::messages::list(&mut tx, granted.workspace_id(), filter, channel, PAGE + 1).await?;
    Ok(Page::of(told(granted, rows), filter, |row| row.id.as_str().to_owned()))
}

/// Messages as the caller may see them.
fn told<P: Needs<Place = Workspace>>(granted: &Granted<P>, mut messages: Vec<Message>) -> Vec<Message> {
    if !granted.may(Permission::ViewLogDetails) {
        messages.iter_mut().for_each(|message| {
            message.title = String::new();
            message.content = String::new();
        });
    }
    masked_all(granted, messages)
}

/// A request with its executions. When there is one only, as after every test run, its messages come along.
pub async fn request(
    granted: &Granted<can::ViewLogDetails>,
    id: &RequestId,
) -> Result<(Request, Vec<Execution>, Vec<Message>), AppError> {
    let mut tx = granted.read().await?;
    let workspace = granted.workspace_id();
    let request = store::requests::find(&mut tx, workspace, id).await?.ok_or(AppError::NotFound)?;
    let executions = store::executions::list_of_request(&mut tx, workspace, id).await?;
    let messages = match executions.as_slice() {
        [only] => store::messages::list_of_execution(&mut tx, workspace, &only.id).await?,
        _ => vec![],
    };
    Ok((masked(granted, request), masked_all(granted, executions), told(granted, messages)))
}

/// An execution with its steps and messages.
pub async fn execution(
    granted: &Granted<can::ViewLogDetails>,
    id: &ExecutionId,
) -> Result<(Execution, Vec<Step>, Vec<Message>), AppError> {
    let mut tx = granted.read().await?;
    let workspace = granted.workspace_id();
    let execution = store::executions::find(&mut tx, workspace, id).await?.ok_or(AppError::NotFound)?;
    let steps = store::steps::list_of_execution(&mut tx, workspace, id).await?;
    let messages = store::messages::list_of_execution(&mut tx, workspace, id).await?;
    Ok((masked(granted, execution), masked_all(granted, steps), told(granted, messages)))
}

/// A message with what was said and its attempts.
pub async fn message(granted: &Granted<can::ViewLogDetails>, id: &MessageId) -> Result<(Message, Vec<Attempt>), AppError> {
    let mut tx = granted.read().await?;
    let message = store::messages::find(&mut tx, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    let attempts = store::attempts::list_of_message(&mut tx, granted.workspace_id(), id).await?;
    Ok(masked(granted, (message, attempts)))
}

/// How many messages the page of a user shows.
const RECENT: i64 = 10;

/// The newest messages of a user, without their content. Each channel is asked for itself: that is how the index goes, so somebody who
/// got a million messages costs what others cost.
pub async fn messages_of_user(granted: &Granted<can::ViewLogs>, distinct_id: &str) -> Result<Vec<Message>, AppError> {
    let filter = LogFilter { user: Some(distinct_id.to_owned()), ..LogFilter::default() };
    let mut tx = granted.read().await?;
    let mut rows = Vec::new();
    for channel in Channel::ALL {
        rows.extend(store::messages::list(&mut tx, granted.workspace_id(), &filter, Some(*channel), RECENT).await?);
    }
    rows.sort_by(|a, b| b.id.cmp(&a.id));
    rows.truncate(RECENT as usize);
    Ok(told(granted, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_its_neighbours() {
        let rows = |count: i64| (0..count).collect::<Vec<i64>>();
        let page = |count, before: Option<&str>, after: Option<&str>| {
            let filter = LogFilter { before: before.map(str::to_owned), after: after.map(str::to_owned), ..LogFilter::default() };
            let page = Page::of(rows(count), &filter, i64::to_string);
            (page.rows.len(), page.newer.is_some(), page.older.is_some())
        };
        assert_eq!(page(3, None, None), (3, false, false));
        assert_eq!(page(PAGE + 1, None, None), (50, false, true));
        assert_eq!(page(3, Some("x"), None), (3, true, false));
        assert_eq!(page(3, None, Some("x")), (3, false, true));
        assert_eq!(page(PAGE + 1, None, Some("x")), (50, true, true));
    }
}
