//! Public keys, signing keys and the inbox secret: what clients of people who receive show, and what proves who they are.

use leptos::prelude::*;

use crate::model::{AppError, Landing, PublicKeyId, Slug};

#[server(endpoint = "keys/generate_public")]
pub async fn generate_public_key(workspace: Slug, name: String, domains: Option<String>) -> Result<Landing, AppError> {
    use crate::{
        access::door,
        domain::keys,
        model::{Domain, Name},
    };
    let (name, domains) = (Name::parse(&name)?, Domain::parse_all(domains.as_deref().unwrap_or_default())?);
    keys::public::generate(&door(&workspace).await?, &name, &domains).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=public")).saying(format!("Generated the public key {name}.")))
}

/// Secure mode and domains of a public key.
#[server(endpoint = "keys/edit_public")]
pub async fn edit_public_key(
    workspace: Slug,
    id: PublicKeyId,
    #[server(default)] secure_mode: bool,
    domains: Option<String>,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys, model::Domain};
    let domains = Domain::parse_all(domains.as_deref().unwrap_or_default())?;
    let key = keys::public::edit(&door(&workspace).await?, &id, secure_mode, Some(&domains)).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=public")).saying(format!("Saved the public key {}.", key.name)))
}

#[server(endpoint = "keys/rotate_public")]
pub async fn rotate_public_key(workspace: Slug, id: PublicKeyId, grace: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys, model::Grace};
    let key = keys::public::rotate(&door(&workspace).await?, &id, Grace::parse(&grace)?).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=public")).saying(format!("Rotated the public key {}.", key.name)))
}

#[server(endpoint = "keys/delete_public")]
pub async fn delete_public_key(workspace: Slug, id: PublicKeyId) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys};
    let name = keys::public::delete(&door(&workspace).await?, &id).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=public")).saying(format!("Deleted the public key {name}.")))
}

/// Makes the signing key; the page after it shows its private half, once.
#[server(endpoint = "keys/generate_signing")]
pub async fn generate_signing_key(workspace: Slug) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
    };
    let granted = door(&workspace).await?;
    let (key, pem) = keys::signing::generate(&granted, caller()?.fresh()?).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, "signing"), &pem).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=signing")).saying(format!("Generated {}.", key.uid)))
}

/// Another signing key; tokens of the one before are good for as long as was chosen.
#[server(endpoint = "keys/roll_signing")]
pub async fn roll_signing_key(workspace: Slug, uid: String, grace: String) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
        model::Grace,
    };
    let (grace, granted) = (Grace::parse(&grace)?, door(&workspace).await?);
    let (key, pem) = keys::signing::roll(&granted, caller()?.fresh()?, &uid, grace.ends(granted.now())).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, "signing"), &pem).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=signing")).saying(format!("Rolled {uid}. {} is active.", key.uid)))
}

#[server(endpoint = "keys/delete_signing")]
pub async fn delete_signing_key(workspace: Slug, uid: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys};
    keys::signing::delete(&door(&workspace).await?, &uid).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=signing"))
        .saying(format!("Deleted {uid}. Tokens that it signed are refused from now on.")))
}

/// Says whether a user token is good, or why not.
#[server(endpoint = "keys/check_user_token")]
pub async fn check_user_token(workspace: Slug, user_token: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys};
    let said = keys::signing::check_token(&door(&workspace).await?, &user_token).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=signing#check")).saying(said.in_words()))
}

/// Shows the inbox secret on the page after it, once, and writes that down.
#[server(endpoint = "keys/reveal_inbox")]
pub async fn reveal_inbox_secret(workspace: Slug) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
    };
    let granted = door(&workspace).await?;
    let secret = keys::inbox::reveal(&granted, caller()?.fresh()?).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, "inbox"), &secret).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=inbox")))
}

/// Another inbox secret, shown on the page after it.
#[server(endpoint = "keys/rotate_inbox")]
pub async fn rotate_inbox_secret(workspace: Slug, grace: String) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::keys,
        identity::session,
        model::Grace,
    };
    let (grace, granted) = (Grace::parse(&grace)?, door(&workspace).await?);
    let secret = keys::inbox::rotate(&granted, caller()?.fresh()?, grace).await?;
    session::show(granted.app(), &session::current()?, &keys::shown_place(&granted, "inbox"), &secret).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=inbox")).saying("Rotated the inbox secret."))
}

/// Says whether a subscriber id is the user's, or why not.
#[server(endpoint = "keys/check_subscriber_id")]
pub async fn check_subscriber_id(workspace: Slug, distinct_id: String, subscriber_id: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::keys};
    let said = keys::inbox::check(&door(&workspace).await?, distinct_id.trim(), &subscriber_id).await?;
    Ok(Landing::at(format!("/{workspace}/keys?show=inbox#check")).saying(said))
}
