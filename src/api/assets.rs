//! Assets of every kind: what is done to them in the same way.

use leptos::prelude::*;

use crate::model::{AppError, AssetKind, Landing, Slug};

/// Saves the draft as JSON. `draft_version`: the one that the editor started from.
#[server(endpoint = "assets/save_json")]
pub async fn save_json(
    workspace: Slug,
    kind: AssetKind,
    slug: Slug,
    draft_version: i64,
    content: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::assets};
    assets::save_draft(&door(&workspace).await?, kind, &slug, &content, draft_version).await?;
    Ok(Landing::here().saying("Saved in the draft."))
}

/// Makes the draft live.
#[server(endpoint = "assets/commit")]
pub async fn commit_asset(
    workspace: Slug,
    kind: AssetKind,
    slug: Slug,
    draft_version: i64,
    #[server(default)] message: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::assets};
    let granted = door(&workspace).await?;
    let version = assets::commit(&granted, kind, &slug, &message, draft_version).await?;
    Ok(Landing::here().saying(format!("Committed version {} to {}.", version.version, granted.workspace().name)))
}

#[server(endpoint = "assets/discard")]
pub async fn discard_draft(workspace: Slug, kind: AssetKind, slug: Slug, draft_version: i64) -> Result<Landing, AppError> {
    use crate::{access::door, domain::assets};
    let asset = assets::discard(&door(&workspace).await?, kind, &slug, draft_version).await?;
    let live = asset.live_version.unwrap_or_default();
    Ok(Landing::here().saying(format!("Discarded the changes. The draft is version {live} again.")))
}

/// Makes version `to` live again. `live`: the version that was live when this was decided.
#[server(endpoint = "assets/roll_back")]
pub async fn roll_back(
    workspace: Slug,
    kind: AssetKind,
    slug: Slug,
    to: i64,
    live: i64,
    #[server(default)] message: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::assets};
    let version = assets::roll_back(&door(&workspace).await?, kind, &slug, to, &message, live).await?;
    let words = format!("Rolled back: version {} says what version {to} said.", version.version);
    Ok(Landing::at(format!("/{workspace}/{}/{slug}/versions", kind.plural())).saying(words))
}

#[server(endpoint = "assets/enable")]
pub async fn enable_asset(workspace: Slug, kind: AssetKind, slug: Slug, enabled: bool) -> Result<Landing, AppError> {
    use crate::{access::door, domain::assets};
    assets::enable(&door(&workspace).await?, kind, &slug, enabled).await?;
    let words = if enabled { "Switched on. Triggers run it again." } else { "Switched off. Triggers no longer run it." };
    Ok(Landing::here().saying(words))
}

#[server(endpoint = "assets/rename")]
pub async fn rename_asset(workspace: Slug, kind: AssetKind, slug: Slug, name: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::assets, model::Name};
    let name = Name::parse(&name)?;
    assets::rename(&door(&workspace).await?, kind, &slug, &name).await?;
    Ok(Landing::here().saying(format!("It is called {name} now.")))
}
