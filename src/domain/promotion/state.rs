//! How an asset of the source stands to the target's: three hashes tell.

use crate::model::ItemState;

/// `source` and `target` are the hashes of what is live on each side, `promoted` is what the last promotion between them wrote.
/// Two sides that differ and were never promoted have no common past: both count as changed, and a person chooses.
pub fn state(source: &str, target: Option<&str>, promoted: Option<&str>) -> ItemState {
    match (target, promoted) {
        (None, _) => ItemState::New,
        (Some(target), _) if target == source => ItemState::Same,
        (Some(target), Some(promoted)) if target == promoted => ItemState::SourceAhead,
        (Some(_), Some(promoted)) if source == promoted => ItemState::TargetAhead,
        (Some(_), _) => ItemState::BothChanged,
    }
}

/// Whether an item of this state is chosen when the plan is first shown: nobody's work is overwritten unless somebody says so.
pub fn chosen_at_first(state: ItemState) -> bool {
    matches!(state, ItemState::New | ItemState::SourceAhead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_hashes_tell_who_changed() {
        for (source, target, promoted, expected) in [
            ("a", None, None, ItemState::New),
            ("a", None, Some("a"), ItemState::New),
            ("a", Some("a"), None, ItemState::Same),
            ("a", Some("a"), Some("z"), ItemState::Same),
            ("b", Some("a"), Some("a"), ItemState::SourceAhead),
            ("a", Some("b"), Some("a"), ItemState::TargetAhead),
            ("b", Some("c"), Some("a"), ItemState::BothChanged),
            ("b", Some("c"), None, ItemState::BothChanged),
        ] {
            assert_eq!(state(source, target, promoted), expected, "{source} {target:?} {promoted:?}");
        }
    }

    #[test]
    fn nothing_of_the_target_is_overwritten_by_default() {
        assert!(chosen_at_first(ItemState::New) && chosen_at_first(ItemState::SourceAhead));
        for state in [ItemState::Same, ItemState::TargetAhead, ItemState::BothChanged] {
            assert!(!chosen_at_first(state));
        }
    }
}
