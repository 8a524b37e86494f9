//! What a content needs of its workspace.

use std::collections::BTreeMap;

use crate::{
    db::Tx,
    model::{AppError, Reference, WorkspaceId},
    store,
};

/// How things stand with something that is referred to.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Missing,
    /// It exists and was never committed.
    NotLive,
    /// The content of its live version.
    Live(String),
}

/// What is known about the references of one content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    states: BTreeMap<Reference, State>,
}

impl Facts {
    /// Looks the references up, in the transaction that will write: what it wrote before counts.
    pub async fn gather(tx: &mut Tx, workspace: &WorkspaceId, references: Vec<Reference>) -> Result<Self, AppError> {
        let mut states = BTreeMap::new();
        for reference in references {
            let state = match store::assets::find_live(tx, workspace, reference.kind, &reference.slug).await? {
                Some(live) => State::Live(live.content),
                None if store::assets::find(tx, workspace, reference.kind, &reference.slug).await?.is_some() => State::NotLive,
                None => State::Missing,
            };
            states.insert(reference, state);
        }
        Ok(Self { states })
    }

    /// With these states and no others.
    pub fn known(states: impl IntoIterator<Item = (Reference, State)>) -> Self {
        Self { states: states.into_iter().collect() }
    }

    pub fn state(&self, reference: &Reference) -> &State {
        self.states.get(reference).unwrap_or(&State::Missing)
    }
}
