//! `message`: what was said to one person on one channel.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Sql, Tx},
    model::{Channel, ExecutionId, LogFilter, Message, MessageId, MessageStatus, WorkspaceId},
};

/// A message that was written, with what it is counted by.
#[derive(FromRow)]
pub struct Written {
    pub workflow: String,
    pub channel: Channel,
    pub status: MessageStatus,
}

/// A step makes one message per channel: one that is there already stays as it is, and is not answered.
pub async fn insert(tx: &mut Tx, workspace: &WorkspaceId, messages: &[Message]) -> DbResult<Vec<Written>> {
    let rows = messages.iter().map(|row| {
        args![
            workspace,
            &row.id,
            &row.execution_id,
            row.position,
            &row.workflow,
            &row.template,
            row.template_version,
            &row.distinct_id,
            row.channel,
            &row.address,
            &row.vendor,
            row.status,
            &row.reason,
            &row.title,
            &row.content,
            row.attempts,
            row.created_at,
            row.updated_at,
        ]
    });
    tx.all_of(
        Sql::new(
            "insert into message (workspace_id, id, execution_id, position, workflow, template, template_version, distinct_id, channel,
                address, vendor, status, reason, title, content, attempts, created_at, updated_at) values ",
        )
        .rows(rows)
        .push(" on conflict do nothing returning workflow, channel, status"),
    )
    .await
}

/// An attempt begins. 0: the message has come to its end already.
pub async fn update_attempts(tx: &mut Tx, workspace: &WorkspaceId, id: &MessageId, vendor: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "update message set attempts = attempts + 1, vendor = $3, updated_at = $4
         where workspace_id = $1 and id = $2 and status in ('pending', 'retrying')",
        args![workspace, id, vendor, now],
    )
    .await
}

/// How a message stands after an attempt.
#[derive(Clone, Debug)]
pub struct Turn {
    pub id: MessageId,
    pub status: MessageStatus,
    pub reason: String,
}

/// Only messages that are on their way: an end is an end. Answers those that it changed.
pub async fn update_status(tx: &mut Tx, workspace: &WorkspaceId, turns: &[Turn], now: i64) -> DbResult<Vec<Written>> {
    let rows = turns.iter().map(|turn| args![&turn.id, turn.status, &turn.reason]);
    let sql = Sql::new("update message set status = turn.column2, reason = turn.column3, updated_at = ")
        .bind(now)
        .push(" from (values ")
        .rows(rows)
        .push(") as turn where message.workspace_id = ")
        .bind(workspace)
        .push(" and message.id = turn.column1 and message.status in ('pending', 'retrying') returning workflow, channel, status");
    tx.all_of(sql).await
}

/// Only messages that arrived, or may have, and only once. Answers those that it changed.
pub async fn update_seen(tx: &mut Tx, workspace: &WorkspaceId, id: &MessageId, now: i64) -> DbResult<Option<Written>> {
    tx.one(
        "update message set status = 'seen', reason = 'Seen by its recipient.', updated_at = $3
         where workspace_id = $1 and id = $2 and status in ('sent', 'delivered', 'captured') returning workflow, channel, status",
        args![workspace, id, now],
    )
    .await
}

pub async fn find(tx: &mut Tx, workspace: &WorkspaceId, id: &MessageId) -> DbResult<Option<Message>> {
    tx.one(
        "select id, execution_id, position, workflow, template, template_version, distinct_id, channel, address, vendor, status, reason,
            title, content, attempts, created_at, updated_at
         from message where workspace_id = $1 and id = $2",
        args![workspace, id],
    )
    .await
}

pub async fn find_status(tx: &mut Tx, workspace: &WorkspaceId, id: &MessageId) -> DbResult<Option<MessageStatus>> {
    let found: Option<(MessageStatus,)> =
        tx.one("select status from message where workspace_id = $1 and id = $2", args![workspace, id]).await?;
    Ok(found.map(|row| row.0))
}

pub async fn list_of_execution(tx: &mut Tx, workspace: &WorkspaceId, execution: &ExecutionId) -> DbResult<Vec<Message>> {
    tx.all(
        "select id, execution_id, position, workflow, template, template_version, distinct_id, channel, address, vendor, status, reason,
            title, '' as content, attempts, created_at, updated_at
         from message where workspace_id = $1 and execution_id = $2 order by position, channel limit 400",
        args![workspace, execution],
    )
    .await
}

/// Newest first, without their content; with `after` oldest first from there on.
pub async fn list(
    tx: &mut Tx,
    workspace: &WorkspaceId,
    filter: &LogFilter,
    channel: Option<Channel>,
    limit: i64,
) -> DbResult<Vec<Message>> {
    let mut sql = Sql::new(
        "select id, execution_id, position, workflow, template, template_version, distinct_id, channel, address, vendor, status, reason,
            title, '' as content, attempts, created_at, updated_at
         from message where workspace_id = ",
    )
    .bind(workspace);
    if let Some(status) = filter.status.as_deref() {
        let open = [MessageStatus::Pending, MessageStatus::Retrying, MessageStatus::Skipped, MessageStatus::Failed];
        if open.iter().any(|known| known.key() == status) {
            // Lets the partial index serve.
            sql = sql.push(" and status not in ('sent', 'delivered', 'captured', 'seen')");
        }
        sql = sql.push(" and status = ").bind(status);
    }
    if let Some(channel) = channel {
        sql = sql.push(" and channel = ").bind(channel);
    }
    if let Some(user) = &filter.user {
        sql = sql.push(" and distinct_id = ").bind(user);
    }
    tx.all_of(super::executions::page(sql, filter, limit)).await
}
