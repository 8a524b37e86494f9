//! `delivery_count`: how often what happened, by the hour.

use sqlx::FromRow;

use crate::{
    args,
    db::{Arg, DbResult, Sql, Tx},
    model::{Channel, WorkspaceId},
};

/// Whose counts they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    Workspace,
    Workflow,
    Vendor,
}

impl From<Dimension> for Arg {
    fn from(dimension: Dimension) -> Self {
        Self::from(match dimension {
            Dimension::Workspace => "workspace",
            Dimension::Workflow => "workflow",
            Dimension::Vendor => "vendor",
        })
    }
}

/// One thing that is counted. They sort as they are written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    pub dimension: Dimension,
    pub subject: String,
    pub channel: Option<&'static str>,
    pub outcome: &'static str,
}

/// Adds to the counts of an hour.
pub async fn add(tx: &mut Tx, workspace: &WorkspaceId, hour: i64, shard: i64, counts: &[(Counted, i64)]) -> DbResult<u64> {
    let rows = counts
        .iter()
        .map(|(of, n)| args![workspace, of.dimension, hour, &of.subject, of.channel.unwrap_or_default(), of.outcome, shard, *n]);
    tx.run_built(
        Sql::new("insert into delivery_count (workspace_id, dimension, hour, subject, channel, outcome, shard, n) values ")
            .rows(rows)
            .push(
                " on conflict (workspace_id, dimension, hour, subject, channel, outcome, shard)
                  do update set n = delivery_count.n + excluded.n",
            ),
    )
    .await
}

/// A span of time, from its first millisecond up to the first one after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub from: i64,
    pub until: i64,
}

/// What happened in a span.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct Sum {
    /// When the span begins.
    pub from_ms: i64,
    pub channel: Channel,
    pub outcome: String,
    pub n: i64,
}

/// The workspace's own counts, summed up by spans. There are as many rows as spans, channels and outcomes have pairs, and no more.
pub async fn sums(tx: &mut Tx, workspace: &WorkspaceId, spans: &[Span]) -> DbResult<Vec<Sum>> {
    let rows = spans.iter().map(|span| args![span.from, span.until]);
    // A cross join keeps SQLite's order of the loops: each span is one range of the primary key.
    let sql = Sql::new("with span as (select column1 as from_ms, column2 as until_ms from (values ")
        .rows(rows)
        .push(
            ") as spans) select span.from_ms, channel, outcome, cast(sum(n) as bigint) as n from span cross join delivery_count
             where workspace_id = ",
        )
        .bind(workspace)
        .push(
            " and dimension = 'workspace' and hour >= span.from_ms and hour < span.until_ms
             group by span.from_ms, channel, outcome order by span.from_ms, channel, outcome",
        );
    tx.all_of(sql).await
}

/// How many messages workflows sent, those who sent most first.
pub async fn busiest_workflows(tx: &mut Tx, workspace: &WorkspaceId, span: Span, limit: i64) -> DbResult<Vec<(String, i64)>> {
    tx.all(
        "select subject, cast(sum(n) as bigint) as sent from delivery_count
         where workspace_id = $1 and dimension = 'workflow' and hour >= $2 and hour < $3 and outcome in ('sent', 'captured')
         group by subject order by sent desc, subject limit $4",
        args![workspace, span.from, span.until, limit],
    )
    .await
}

/// How the attempts of vendors came out: vendor, outcome, how many.
pub async fn attempts(tx: &mut Tx, workspace: &WorkspaceId, span: Span) -> DbResult<Vec<(String, String, i64)>> {
    tx.all(
        "select subject, outcome, cast(sum(n) as bigint) from delivery_count
         where workspace_id = $1 and dimension = 'vendor' and hour >= $2 and hour < $3
         group by subject, outcome order by subject, outcome limit 1000",
        args![workspace, span.from, span.until],
    )
    .await
}
