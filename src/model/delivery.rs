//! Request → execution → step → message → attempt: what delivery wrote down.

use serde::{Deserialize, Serialize};

use super::{Channel, ExecutionId, MessageId, RequestId};

macro_rules! statuses {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $key:literal, $label:literal, $tone:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant,)* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];
            /// As the database and the API write it.
            pub fn key(self) -> &'static str { match self { $(Self::$variant => $key,)* } }
            /// As people read it.
            pub fn label(self) -> &'static str { match self { $(Self::$variant => $label,)* } }
            /// Which colour says it: `ok`, `warn`, `bad`, `info` or `plain`.
            pub fn tone(self) -> &'static str { match self { $(Self::$variant => $tone,)* } }
            pub fn parse(key: &str) -> Option<Self> { Self::ALL.iter().find(|s| s.key() == key).copied() }
        }
    };
}

statuses! {
    /// A request's.
    RequestStatus {
        Accepted = "accepted", "Accepted", "info";
        Completed = "completed", "Completed", "ok";
        Failed = "failed", "Failed", "bad";
    }
}

statuses! {
    /// An execution's. Completed, failed and skipped are its ends.
    ExecutionStatus {
        Running = "running", "Running", "info";
        Waiting = "waiting", "Waiting", "info";
        Completed = "completed", "Completed", "ok";
        Skipped = "skipped", "Skipped", "plain";
        Failed = "failed", "Failed", "bad";
    }
}

statuses! {
    /// A step's.
    StepStatus {
        Waiting = "waiting", "Waiting", "info";
        Completed = "completed", "Completed", "ok";
        Skipped = "skipped", "Skipped", "plain";
        Failed = "failed", "Failed", "bad";
    }
}

statuses! {
    /// A message's. Pending and retrying are on the way; all others are ends, but for seen, which follows delivered.
    MessageStatus {
        Pending = "pending", "Pending", "info";
        Retrying = "retrying", "Retrying", "warn";
        Sent = "sent", "Sent", "ok";
        Delivered = "delivered", "Delivered", "ok";
        Captured = "captured", "Captured", "ok";
        Seen = "seen", "Seen", "ok";
        Skipped = "skipped", "Skipped", "plain";
        Failed = "failed", "Failed", "bad";
    }
}

/// What to look for in a log; every field narrows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogFilter {
    /// A status' key.
    pub status: Option<String>,
    /// A workflow's slug.
    pub workflow: Option<String>,
    /// A user's distinct_id.
    pub user: Option<String>,
    /// Keyset: older than the row with this id.
    pub before: Option<String>,
    /// Keyset: newer than the row with this id.
    pub after: Option<String>,
}

/// One accepted trigger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Request {
    pub id: RequestId,
    /// Workflow slug.
    pub workflow: String,
    pub status: RequestStatus,
    /// Why it ended so.
    pub reason: String,
    /// `api`, `test`.
    pub source: String,
    pub idempotency_key: Option<String>,
    pub recipients: i64,
    /// The body as it came in, JSON.
    pub payload: String,
    pub created_at: i64,
}

/// One run of a workflow for one recipient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Execution {
    pub id: ExecutionId,
    pub request_id: RequestId,
    pub workflow: String,
    pub workflow_version: i64,
    /// None: a transient recipient.
    pub distinct_id: Option<String>,
    pub status: ExecutionStatus,
    pub reason: String,
    pub created_at: i64,
    pub ended_at: Option<i64>,
}

/// One step of an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Step {
    pub execution_id: ExecutionId,
    /// From 0, as in the workflow.
    pub position: i64,
    /// The node's `ref`.
    pub node: String,
    pub node_type: String,
    pub status: StepStatus,
    pub reason: String,
    pub started_at: i64,
    /// When a step that waits goes on.
    pub due_at: Option<i64>,
    pub ended_at: Option<i64>,
}

/// One message on one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Message {
    pub id: MessageId,
    pub execution_id: ExecutionId,
    /// The step that made it.
    pub position: i64,
    pub workflow: String,
    pub template: String,
    pub template_version: i64,
    pub distinct_id: Option<String>,
    pub channel: Channel,
    /// Where it goes: an e-mail address, or the user's inbox.
    pub address: String,
    /// Which vendor took it; empty before one did.
    pub vendor: String,
    pub status: MessageStatus,
    /// The sentence that explains its end.
    pub reason: String,
    /// [`super::Rendered`] as JSON.
    pub content: String,
    /// Subject or header.
    pub title: String,
    pub attempts: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

/// One call of a vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Attempt {
    pub message_id: MessageId,
    /// From 1.
    pub number: i64,
    pub vendor: String,
    /// `accepted`, `transient`, `permanent`.
    pub outcome: String,
    /// What the vendor said, shortened.
    pub detail: String,
    pub at: i64,
    /// Milliseconds that the call took.
    pub took: i64,
}
