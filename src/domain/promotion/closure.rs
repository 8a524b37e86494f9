//! What has to go along: the selection and everything that it refers to, dependencies first.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    access::Granted,
    domain::assets,
    model::{AppError, AssetKind, LiveAsset, Reference, can},
    store,
};

/// One plan carries at most this many assets.
pub const MAX_ITEMS: usize = 2_000;

/// An asset on its way.
pub struct Part {
    pub kind: AssetKind,
    pub live: LiveAsset,
    /// None: chosen by the person.
    pub needed_by: Option<Reference>,
    /// What it refers to and what is not live in the source either.
    pub missing: Vec<Reference>,
}

pub async fn closure(source: &Granted<can::ViewAssets>, selection: &[Reference]) -> Result<Vec<Part>, AppError> {
    if selection.is_empty() {
        return Err(AppError::invalid("chosen", "Choose at least one asset."));
    }
    let mut tx = source.read().await?;
    let mut queue: VecDeque<(Reference, Option<Reference>)> = selection.iter().map(|chosen| (chosen.clone(), None)).collect();
    // By kind first: the order of `AssetKind` is the order of dependence.
    let mut found: BTreeMap<Reference, Part> = BTreeMap::new();
    while let Some((wanted, needed_by)) = queue.pop_front() {
        if found.contains_key(&wanted) {
            continue;
        }
        let live = store::assets::find_live(&mut tx, source.workspace_id(), wanted.kind, &wanted.slug).await?;
        let Some(live) = live else {
            match needed_by.and_then(|by| found.get_mut(&by)) {
                Some(by) => by.missing.push(wanted),
                None => {
                    let (kind, place) = (wanted.kind.key(), &source.workspace().name);
                    return Err(AppError::invalid(
                        "chosen",
                        format!("The {kind} {} has no live version in {place}. Commit it there first.", wanted.slug),
                    ));
                }
            }
            continue;
        };
        for reference in (assets::of(wanted.kind).references)(&live.content)? {
            queue.push_back((reference, Some(wanted.clone())));
        }
        found.insert(wanted.clone(), Part { kind: wanted.kind, live, needed_by, missing: Vec::new() });
        if found.len() > MAX_ITEMS {
            return Err(AppError::invalid("chosen", format!("Promote at most {MAX_ITEMS} assets at once.")));
        }
    }
    Ok(found.into_values().collect())
}
