//! Signing in with an OpenID provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 7636).
//!
//! A provider says who somebody is; whether they are in the team is decided here. Nobody joins this way: the first sign-in finds a
//! member by the address that the provider has verified, every later one by the provider's own name for them.

use std::pin::Pin;

use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndUserEmail, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse,
    core::{CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreProviderMetadata, CoreUserInfoClaims},
    http,
};
use serde::{Deserialize, Serialize};

use super::session::Claims;
use crate::{
    access::{App, Entry, Origin},
    model::{AccountId, AppError, Email, MemberStatus, OidcProvider, PersonId, hex},
    store,
};

/// Where the provider sends people back to.
pub const CALLBACK: &str = "/sign-in/oidc/callback";

/// What a refusal is filed under: the sign-in page says it above its form.
pub const REFUSED: &str = "/sign-in/oidc";

/// How long somebody may take at the provider, in milliseconds.
const PATIENCE: i64 = 10 * 60_000;

/// What this browser was sent off with; it stays on the server, in the session.
#[derive(Serialize, Deserialize)]
pub struct Errand {
    pub account: AccountId,
    state: String,
    nonce: String,
    verifier: String,
    /// Where the person was going.
    pub next: Option<String>,
    until: i64,
}

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Where a provider's client secret is sealed to.
pub fn sealing_place(account: &AccountId) -> String {
    format!("oidc_provider.client_secret/{account}")
}

/// Whether the provider can be reached and is what it says: asked before its settings are saved.
pub async fn check(app: &App, issuer: &str) -> Result<(), AppError> {
    discover(app, issuer).await.map(drop)
}

/// Where to send a browser, and what to remember until it comes back.
pub async fn begin(app: &App, provider: &OidcProvider, next: Option<String>) -> Result<(String, Errand), AppError> {
    let client = client(app, provider).await?;
    let errand = Errand {
        account: provider.account_id.clone(),
        state: chance(app),
        nonce: chance(app),
        verifier: chance(app),
        next,
        until: app.now() + PATIENCE,
    };
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(errand.verifier.clone()));
    let (state, nonce) = (errand.state.clone(), errand.nonce.clone());
    let (url, _, _) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || CsrfToken::new(state), move || Nonce::new(nonce))
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    Ok((url.to_string(), errand))
}

/// Completes it with what the provider sent along. The claims still lack the second factor when the person has one here and the
/// provider's word counts for one factor only.
pub async fn finish(app: &App, origin: &Origin, errand: Errand, state: &str, code: &str) -> Result<Claims, AppError> {
    let now = app.now();
    // The errand is taken out of the session before it is looked at: it counts once.
    if state != errand.state || errand.until < now {
        return Err(AppError::conflict("This sign-in took too long, or it was begun in another browser. Try again."));
    }
    let mut tx = app.regions.control().read().await?;
    let provider = store::single_sign_on::find(&mut tx, &errand.account).await?.filter(|provider| provider.enabled);
    drop(tx);
    let provider = provider.ok_or_else(|| AppError::conflict("Your team does not sign in this way any more."))?;
    let said = ask(app, &provider, &errand, code).await?;
    sign_in(app, origin, &provider, &said).await
}

/// What a provider says about somebody.
struct Said {
    subject: String,
    /// Only one that it has verified.
    email: Option<Email>,
}

async fn ask(app: &App, provider: &OidcProvider, errand: &Errand, code: &str) -> Result<Said, AppError> {
    let client = client(app, provider).await?;
    let way = Way(app.clone());
    let refused = |error: &dyn std::fmt::Display| {
        tracing::warn!(%error, issuer = %provider.issuer, "single sign-on");
        AppError::conflict(format!("{} did not confirm who you are. Try again, or tell an admin.", provider.label))
    };
    let tokens = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(|error| refused(&error))?
        .set_pkce_verifier(PkceCodeVerifier::new(errand.verifier.clone()))
        .request_async(&way)
        .await
        .map_err(|error| refused(&error))?;
    let token = tokens.id_token().ok_or_else(|| refused(&"no ID token"))?;
    let now = app.now();
    let verifier =
        client.id_token_verifier().set_time_fn(move || chrono::DateTime::from_timestamp_millis(now).unwrap_or_default());
    let claims: &openidconnect::IdTokenClaims<_, CoreGenderClaim> =
        token.claims(&verifier, &Nonce::new(errand.nonce.clone())).map_err(|error| refused(&error))?;
    let subject = claims.subject().clone();
    let mut email = verified(claims.email(), claims.email_verified());
    // Many providers tell the address only where they tell everything about a person.
    if email.is_none()
        && let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject.clone()))
    {
        let told: CoreUserInfoClaims = request.request_async(&way).await.map_err(|error| refused(&error))?;
        email = verified(told.email(), told.email_verified());
    }
    Ok(Said { subject: subject.to_string(), email })
}

fn verified(email: Option<&EndUserEmail>, verified: Option<bool>) -> Option<Email> {
    email.filter(|_| verified == Some(true)).and_then(|email| Email::parse(email.as_str()).ok())
}

async fn sign_in(app: &App, origin: &Origin, provider: &OidcProvider, said: &Said) -> Result<Claims, AppError> {
    let account = &provider.account_id;
    let stranger = || {
        AppError::conflict(format!(
            "{} knows you, and this team does not. Ask an admin to invite the address that you have there.",
            provider.label
        ))
    };
    let mut tx = app.regions.control().read().await?;
    let known = store::single_sign_on::find_person(&mut tx, account, &provider.issuer, &said.subject).await?;
    let id: PersonId = match (&known, &said.email) {
        (Some(id), _) => id.clone(),
        (None, Some(email)) => {
            store::people::find_member_by_email(&mut tx, account, email).await?.ok_or_else(stranger)?.person_id
        }
        (None, None) => return Err(stranger()),
    };
    let membership = store::people::membership(&mut tx, &id, account).await?;
    membership.filter(|membership| membership.status == MemberStatus::Active).ok_or_else(stranger)?;
    let found = store::people::credentials(&mut tx, &id).await?.ok_or_else(stranger)?;
    drop(tx);
    let person = found.person();
    let complete = provider.both_factors || !person.has_second_factor();
    let granted = app.as_themselves(account, &person, origin);
    let mut change = granted.change().await?;
    let now = change.now;
    let mut entries = Vec::new();
    if known.is_none() {
        store::single_sign_on::insert_subject(&mut change, account, &provider.issuer, &said.subject, &id, now).await?;
        entries.push(Entry::new("person.single_sign_on_linked", &id).named(&found.name).with("issuer", provider.issuer.as_str()));
    }
    if complete {
        let factor = format!("single sign-on ({})", provider.label);
        entries.push(Entry::new("session.signed_in", &id).named(&found.name).with("factor", factor));
    }
    if entries.is_empty() {
        change.rollback().await?;
    } else {
        change.commit_all(entries).await?;
    }
    // A person may be in other accounts too, and their password is one for all: what is dangerous still asks for a proof of their own.
    Ok(Claims { by_provider: true, fresh_until: 0, ..Claims::new(id, account.clone(), complete, now).at(origin) })
}

async fn client(app: &App, provider: &OidcProvider) -> Result<Client, AppError> {
    let secret = app.vault.unseal(&sealing_place(&provider.account_id), &provider.client_secret)?;
    let metadata = discover(app, &provider.issuer).await?;
    let back = format!("{}{CALLBACK}", app.config.base_url.trim_end_matches('/'));
    let back = RedirectUrl::new(back).map_err(|_| AppError::Internal)?;
    // Providers take the secret in a header; those that take it in the body only say so.
    let in_body = metadata
        .token_endpoint_auth_methods_supported()
        .is_some_and(|methods| !methods.contains(&openidconnect::core::CoreClientAuthMethod::ClientSecretBasic));
    let secret = Some(ClientSecret::new(secret)).filter(|secret| !secret.secret().is_empty());
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new(provider.client_id.clone()), secret);
    let client = if in_body { client.set_auth_type(AuthType::RequestBody) } else { client };
    Ok(client.set_redirect_uri(back))
}

async fn discover(app: &App, issuer: &str) -> Result<CoreProviderMetadata, AppError> {
    let wrong = |error: &dyn std::fmt::Display| {
        AppError::invalid("issuer", format!("{issuer} could not be asked: {error}. Check the address."))
    };
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|error| wrong(&error))?;
    let way = Way(app.clone());
    CoreProviderMetadata::discover_async(issuer, &way).await.map_err(|error| wrong(&in_one_line(&error)))
}

/// An error with what caused it.
fn in_one_line(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text.trim_end_matches('.').to_owned()
}

/// Why the provider was not reached.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unreached(String);

/// The one way out, as the library asks for it.
struct Way(App);

impl<'c> AsyncHttpClient<'c> for Way {
    type Error = Unreached;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, Unreached>> + Send + 'c>>;

    fn call(&'c self, request: http::Request<Vec<u8>>) -> Self::Future {
        Box::pin(async move { self.0.net.fetch(request).await.map_err(|error| Unreached(error.words().to_owned())) })
    }
}

/// 256 random bits in the signs that states, nonces and verifiers may have.
fn chance(app: &App) -> String {
    hex(&app.clock.random::<32>())
}
