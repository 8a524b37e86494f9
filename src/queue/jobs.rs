//! What can be queued. A new job is a struct, its kind, and a file in `workers`.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::model::{ExecutionId, MessageId, RequestId};

/// A unit of background work.
pub trait Job: Serialize + DeserializeOwned + Send + Sync {
    /// How the database writes it. It stays for ever: jobs outlive releases.
    const KIND: &'static str;
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
}
