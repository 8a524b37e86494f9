//! The OpenID provider of an account: set up, changed, switched off, removed.

use crate::{
    access::{Entry, Fresh, Granted},
    identity::oidc,
    model::{AppError, OidcForm, OidcProvider, can},
    store,
};

/// The provider, if one was set up. Its secret stays sealed.
pub async fn find(granted: &Granted<can::EditAccount>) -> Result<Option<OidcProvider>, AppError> {
    let mut tx = granted.read().await?;
    Ok(store::single_sign_on::find(&mut tx, granted.account()).await?)
}

/// Sets it up or changes it, after having asked it whether it is there. A blank secret keeps the one that is there.
pub async fn save(granted: &Granted<can::EditAccount>, _fresh: Fresh, form: OidcForm) -> Result<(), AppError> {
    let app = granted.app();
    let form = form.parse(app.config.allow_private_addresses)?;
    oidc::check(app, &form.issuer).await?;
    let mut change = granted.change().await?;
    let account = granted.account();
    let before = store::single_sign_on::find(&mut change, account).await?;
    let secret = match (&before, form.client_secret.is_empty()) {
        (Some(before), true) => before.client_secret.clone(),
        _ => app.vault.seal(&oidc::sealing_place(account), &form.client_secret),
    };
    let after = OidcProvider {
        account_id: account.clone(),
        label: form.label,
        issuer: form.issuer,
        client_id: form.client_id,
        client_secret: secret,
        both_factors: form.both_factors,
        enabled: form.enabled,
        created_at: before.as_ref().map_or(change.now, |before| before.created_at),
        updated_at: change.now,
    };
    if before.as_ref().is_some_and(|before| before.issuer != after.issuer) {
        // Another provider may mean somebody else by the same subject.
        store::single_sign_on::delete_subjects(&mut change, account).await?;
    }
    store::single_sign_on::upsert(&mut change, &after).await?;
    let entry = Entry::new("account.single_sign_on_saved", account).named(&after.label);
    let entry = match &before {
        None => entry.with("issuer", after.issuer.as_str()).with("client_id", after.client_id.as_str()),
        Some(before) => {
            let secret = if before.client_secret == after.client_secret { "kept" } else { "changed" };
            entry
                .from_to("label", before.label.as_str(), after.label.as_str())
                .from_to("issuer", before.issuer.as_str(), after.issuer.as_str())
                .from_to("client_id", before.client_id.as_str(), after.client_id.as_str())
                .from_to("both_factors", before.both_factors, after.both_factors)
                .from_to("enabled", before.enabled, after.enabled)
                .with("client_secret", secret)
        }
    };
    change.commit(entry).await
}

/// Removes it with everything that it said. People sign in with their passwords again.
pub async fn remove(granted: &Granted<can::EditAccount>, _fresh: Fresh) -> Result<(), AppError> {
    let mut change = granted.change().await?;
    let before = store::single_sign_on::find(&mut change, granted.account()).await?;
    let before = before.ok_or_else(|| AppError::conflict("No sign-in service is set up."))?;
    store::single_sign_on::delete_subjects(&mut change, granted.account()).await?;
    store::single_sign_on::delete(&mut change, granted.account()).await?;
    change.commit(Entry::new("account.single_sign_on_removed", granted.account()).named(&before.label)).await
}
