//! What the sign-in page offers besides the password.

use crate::{
    access::App,
    model::{AccountId, AppError, OidcProvider},
    store,
};

/// More providers than these the page does not offer; an installation has one account, or a few.
const PROVIDERS: i64 = 10;

/// The OpenID providers of all accounts. Nobody is signed in yet, so it is not known which account is meant.
pub async fn providers(app: &App) -> Result<Vec<OidcProvider>, AppError> {
    let mut tx = app.regions.control().read().await?;
    Ok(store::single_sign_on::list_enabled(&mut tx, PROVIDERS).await?)
}

/// The provider of one account, if it is offered.
pub async fn provider(app: &App, account: &AccountId) -> Result<Option<OidcProvider>, AppError> {
    let mut tx = app.regions.control().read().await?;
    Ok(store::single_sign_on::find(&mut tx, account).await?.filter(|provider| provider.enabled))
}
