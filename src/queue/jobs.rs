//! What can be queued. A new job is a struct, its kind, and a file in `workers`.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::model::{ExecutionId, MessageId, RequestId};

/// A unit of background work.
pub trait Job: Serialize + DeserializeOwned + Send + Sync {
    /// How the database writes it. It stays for ever: jobs outlive releases.
    const KIND: &'static str;
    /// Which of the two rows of work it stands in: what waits for slow vendors never keeps the rest waiting.
    const LANE: Lane = Lane::Run;
}

/// A row of work of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// What Belfry does by itself.
    Run,
    /// What waits for vendors.
    Send,
}

impl Lane {
    pub fn key(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Send => "send",
        }
    }
}

/// An accepted trigger becomes one execution per recipient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRequest {
    pub request: RequestId,
}

impl Job for RunRequest {
    const KIND: &'static str = "run_request";
}

/// Goes on with an execution from its next step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunExecution {
    pub execution: ExecutionId,
}

impl Job for RunExecution {
    const KIND: &'static str = "run_execution";
}

/// Hands one message to a vendor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliverMessage {
    pub message: MessageId,
}

impl Job for DeliverMessage {
    const KIND: &'static str = "deliver_message";
    const LANE: Lane = Lane::Send;
}
