//! Searching.

use leptos::prelude::*;

use crate::model::{AppError, Found, Slug};

/// For the palette, while one types.
#[server(endpoint = "search/everything")]
pub async fn search_everything(workspace: Slug, words: String) -> Result<Vec<Found>, AppError> {
    use crate::{access::door, domain::search};
    search::everything(&door(&workspace).await?, &words).await
}
