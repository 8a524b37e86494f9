//! The manifest of kinds: all that the engine has to know about each.

use serde::{Serialize, de::DeserializeOwned};

use super::{content, validate::Facts};
use crate::{
    identity::sha256,
    model::{AppError, AssetKind, Problem, Reference, TemplateContent, WorkflowContent},
};

/// What a content type tells the engine. The defaults fit a kind that stands alone.
pub trait Content: Serialize + DeserializeOwned {
    /// What a new asset starts with.
    fn empty() -> Self;

    /// What it needs of other assets, each once.
    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }

    /// What a list says about it.
    fn label(&self) -> String {
        String::new()
    }

    /// What stands against committing it, and what one should know. `facts` knows about the references.
    fn problems(&self, _facts: &Facts) -> Vec<Problem> {
        Vec::new()
    }
}

/// The words of the audit log for one kind.
#[derive(Debug)]
pub struct Actions {
    pub created: &'static str,
    pub draft_saved: &'static str,
    pub draft_discarded: &'static str,
    pub committed: &'static str,
    pub rolled_back: &'static str,
    pub enabled: &'static str,
    pub disabled: &'static str,
    pub renamed: &'static str,
}

macro_rules! actions {
    ($noun:literal) => {
        Actions {
            created: concat!($noun, ".created"),
            draft_saved: concat!($noun, ".draft_saved"),
            draft_discarded: concat!($noun, ".draft_discarded"),
            committed: concat!($noun, ".committed"),
            rolled_back: concat!($noun, ".rolled_back"),
            enabled: concat!($noun, ".enabled"),
            disabled: concat!($noun, ".disabled"),
            renamed: concat!($noun, ".renamed"),
        }
    };
}

/// One kind of asset with its content type forgotten: JSON text in, facts out.
#[derive(Debug)]
pub struct Kind {
    pub kind: AssetKind,
    pub actions: Actions,
    /// Checks a JSON text against the content type and answers the canonical text.
    pub normalise: fn(&str) -> Result<String, Vec<Problem>>,
    /// The canonical text of what a new asset starts with.
    pub empty: fn() -> String,
    pub references: fn(&str) -> Result<Vec<Reference>, AppError>,
    pub label: fn(&str) -> Result<String, AppError>,
    pub problems: fn(&str, &Facts) -> Result<Vec<Problem>, AppError>,
}

impl Kind {
    const fn of<C: Content>(kind: AssetKind, actions: Actions) -> Self {
        Self {
            kind,
            actions,
            normalise: content::normalise::<C>,
            empty: || content::canonical(&C::empty()),
            references: |text| Ok(content::parse::<C>(text)?.references()),
            label: |text| Ok(content::parse::<C>(text)?.label()),
            problems: |text, facts| Ok(content::parse::<C>(text)?.problems(facts)),
        }
    }
}

/// In order of dependence: what comes later may refer to what comes before. A new kind is a content type and a line here.
pub const MANIFEST: &[Kind] = &[
    Kind::of::<TemplateContent>(AssetKind::Template, actions!("template")),
    Kind::of::<WorkflowContent>(AssetKind::Workflow, actions!("workflow")),
];

/// The entry of a kind.
pub fn of(kind: AssetKind) -> &'static Kind {
    // The test below holds the manifest and the enum together.
    &MANIFEST[kind as usize]
}

/// What tells versions apart: SHA-256 of the canonical text, as hexadecimal digits.
pub fn hash(canonical: &str) -> String {
    sha256(canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_has_every_kind_at_its_place() {
        assert_eq!(MANIFEST.iter().map(|entry| entry.kind).collect::<Vec<_>>(), AssetKind::ALL);
        for kind in AssetKind::ALL {
            assert_eq!(of(*kind).kind, *kind);
            assert!(of(*kind).actions.committed.starts_with(kind.key()));
        }
    }

    #[test]
    fn what_a_new_asset_starts_with_is_canonical_and_says_what_is_missing() {
        for entry in MANIFEST {
            let empty = (entry.empty)();
            assert_eq!((entry.normalise)(&empty).unwrap(), empty);
            assert!((entry.problems)(&empty, &Facts::default()).unwrap().iter().any(|problem| problem.fatal), "{:?}", entry.kind);
        }
    }
}
