//! What was done, for the audit log.

use serde_json::{Map, Value, json};

/// One line of the audit log in the making. The action is `noun.past`; the noun is the target's kind.
#[derive(Clone, Debug)]
pub struct Entry {
    pub action: &'static str,
    pub target_id: String,
    pub target_name: String,
    pub detail: Map<String, Value>,
}

impl Entry {
    pub fn new(action: &'static str, target_id: impl std::fmt::Display) -> Self {
        let target_id = target_id.to_string();
        Self { action, target_name: target_id.clone(), target_id, detail: Map::new() }
    }

    /// What the target is called, for people.
    pub fn named(mut self, name: impl std::fmt::Display) -> Self {
        self.target_name = name.to_string();
        self
    }

    /// A field that changed. Equal values leave no trace. Never a secret, never personal data of users.
    pub fn from_to(mut self, field: &str, from: impl Into<Value>, to: impl Into<Value>) -> Self {
        let (from, to) = (from.into(), to.into());
        if from != to {
            self.detail.insert(field.to_owned(), json!({ "from": from, "to": to }));
        }
        self
    }

    /// A fact about it.
    pub fn with(mut self, fact: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(fact.to_owned(), value.into());
        self
    }

    /// `workflow` in `workflow.committed`.
    pub fn target_kind(&self) -> &'static str {
        self.action.split('.').next().unwrap_or(self.action)
    }
}
