//! One search over what a workspace has, for the palette and the search page.

use super::masking::hides;
use crate::{
    access::Granted,
    model::{AppError, AssetFilter, AssetKind, Found, FoundKind, Permission, bounded, can, escaped},
    store,
};

/// What is found at most, all kinds together.
pub const MOST: usize = 20;
/// Of each kind.
const EACH: i64 = 8;

/// Workflows and templates by a part of their name or slug, users by how their id or an address begins. Whoever may not see addresses can't
/// look for one either. Nothing to look for finds nothing.
pub async fn everything(granted: &Granted<can::ViewWorkspace>, words: &str) -> Result<Vec<Found>, AppError> {
    let words = bounded("q", words, 200)?;
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let place = &granted.workspace().slug;
    let mut tx = granted.read().await?;
    let mut found = Vec::new();
    if granted.may(Permission::ViewAssets) {
        let filter = AssetFilter { text: Some(words.clone()), ..AssetFilter::default() };
        for (kind, as_what) in [(AssetKind::Workflow, FoundKind::Workflow), (AssetKind::Template, FoundKind::Template)] {
            let rows = store::assets::list(&mut tx, granted.workspace_id(), kind, &filter, EACH).await?;
            found.extend(rows.into_iter().map(|row| Found {
                kind: as_what,
                to: format!("/{place}/{}/{}", kind.plural(), row.slug),
                note: row.slug.to_string(),
                title: row.name,
            }));
        }
    }
    if granted.may(Permission::ViewUsers) {
        let mut ids = store::search::list_users_by_id(&mut tx, granted.workspace_id(), &words, EACH).await?;
        if !hides(granted) {
            ids.extend(store::search::list_users_by_address(&mut tx, granted.workspace_id(), &words, EACH).await?);
            ids.sort();
            ids.dedup();
        }
        found.extend(ids.into_iter().take(EACH as usize).map(|id| Found {
            kind: FoundKind::User,
            to: format!("/{place}/users/{}", escaped(&id)),
            note: String::new(),
            title: id,
        }));
    }
    found.truncate(MOST);
    Ok(found)
}
