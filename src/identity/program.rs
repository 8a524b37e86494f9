//! Programs: a request with a signature or with an API key becomes a caller who holds a key of one workspace, one with a service token
//! a caller who manages an account.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use axum::http::{HeaderMap, HeaderName, header, request::Parts};

use super::{network, sha256, signature::Signed};
use crate::{
    access::{App, Caller, KeyHolder, Origin, TokenHolder, Who},
    db::{Together, Tx},
    model::{ApiKeyId, AppError, Id, WorkspaceId, listed},
    store::{self, keys::Holder},
};

/// Why a program's request is nobody's: in words for its author, without anything secret.
#[derive(Debug)]
pub enum Denied {
    Because(String),
    /// It could not be found out.
    Failed(AppError),
}

impl From<crate::db::DbError> for Denied {
    fn from(error: crate::db::DbError) -> Self {
        Self::Failed(error.into())
    }
}

/// Use of an API key is written down at most this often, in milliseconds.
const TOUCH: i64 = 60_000;

/// Who a program's request is from. The key's row is read for every request: a key that was revoked counts no longer.
pub async fn caller_of_program(app: &App, parts: &Parts, body: &[u8], origin: Origin) -> Result<Caller, Denied> {
    let authorization = text(&parts.headers, header::AUTHORIZATION);
    let holder = if let Some(key) = after_scheme(authorization, "Bearer") {
        by_api_key(app, key, text(&parts.headers, HeaderName::from_static("x-ss-wsuid")), &origin).await?
    } else if let Some((key, signature)) = authorization.split_once(':') {
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let signed = Signed {
            method: parts.method.as_str(),
            body,
            content_type: text(&parts.headers, header::CONTENT_TYPE),
            date: text(&parts.headers, header::DATE),
            target,
        };
        by_signature(app, key.trim(), signature, &signed, &origin).await?
    } else {
        return Err(because(
            "Not authenticated. Send the header Authorization with «Bearer» and an API key, or sign the request with a workspace key.",
        ));
    };
    Ok(Caller { who: Who::Key(Box::new(holder)), ..Caller::nobody(app.clone(), origin) })
}

/// Who a request of the management API is from. The token's row is read for every request, as keys are.
pub async fn caller_of_token(app: &App, parts: &Parts, origin: Origin) -> Result<Caller, Denied> {
    let authorization = text(&parts.headers, header::AUTHORIZATION);
    let Some(token) = after_scheme(authorization, "ServiceToken") else {
        return Err(because(
            "Not authenticated. Send the header Authorization with «ServiceToken» and a service token of the account.",
        ));
    };
    let control = app.regions.control();
    let found = store::tokens::find_by_hash(&mut control.read().await?, &sha256(token)).await?;
    // One answer for a token that never was, one that was revoked, and one of an account that is gone.
    let Some(found) = found else { return Err(because("The service token is not known here, or it was revoked.")) };
    let now = app.now();
    if found.expires_at.is_some_and(|at| at <= now) {
        return Err(because("The service token expired. Generate a new one under Service tokens."));
    }
    let scope = found.scope();
    if !network::fits(&scope.networks, origin.address.as_deref()) {
        let from = origin.address.as_deref().unwrap_or("an unknown address");
        return Err(because(format!("This service token may not be used from {from}.")));
    }
    if found.last_used_at.is_none_or(|at| now - at >= TOUCH) {
        let mut tx = control.write().await?;
        store::tokens::update_last_used(&mut tx, &found.account_id, &found.id, now, origin.address.as_deref()).await?;
        tx.commit().await?;
    }
    let rights = Arc::new(scope.rights());
    let holder =
        TokenHolder { account: found.account_id, id: found.id, name: found.name, verbs: scope.verbs, rights, kinds: scope.kinds };
    Ok(Caller { who: Who::Token(Box::new(holder)), ..Caller::nobody(app.clone(), origin) })
}

fn because(reason: impl Into<String>) -> Denied {
    Denied::Because(reason.into())
}

/// A header as text; one that is missing or no text is empty, which is also how clients sign it.
fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// `token` of `Scheme token`.
fn after_scheme<'h>(authorization: &'h str, scheme: &str) -> Option<&'h str> {
    let (sent, credential) = authorization.split_once(' ')?;
    sent.eq_ignore_ascii_case(scheme).then(|| credential.trim())
}

async fn by_api_key(app: &App, key: &str, workspace: &str, origin: &Origin) -> Result<KeyHolder, Denied> {
    let (hash, now) = (sha256(key), app.now());
    let found = app.regions.together_in_control(Credential::ApiKey(hash.clone())).await.map_err(Denied::Failed)?;
    let Some(found) = found else {
        return Err(because("The API key is not known here, or it was revoked, or its workspace was deleted."));
    };
    let is_old = found.key_hash.as_ref() != Some(&hash);
    if is_old && found.old_until.is_none_or(|at| at <= now) {
        return Err(because("The API key was rotated, and the time of its old text is over. Use the new one."));
    }
    // Some clients repeat the workspace; what they say must be true.
    if !workspace.is_empty() && workspace != found.workspace.id.as_str() {
        return Err(because("The API key belongs to another workspace than the one of X-SS-WSUID."));
    }
    check_limits(&found, "API key", origin, now)?;
    note_use(app, &found, KeyKind::Api, is_old, now).await?;
    let id = ApiKeyId::from_text(found.key_id.clone());
    Ok(KeyHolder { workspace: found.workspace, id: found.key_id, name: found.key_name, api_key: Some(id), scope: found.scope })
}

async fn by_signature(app: &App, key: &str, signature: &str, signed: &Signed<'_>, origin: &Origin) -> Result<KeyHolder, Denied> {
    let found = app.regions.together_in_control(Credential::WorkspaceKey(key.to_owned())).await.map_err(Denied::Failed)?;
    let Some(found) = found else {
        return Err(because("The workspace key is not known here, or it was deleted, or its workspace was deleted."));
    };
    let now = app.now();
    let fits = |sealed: &Option<String>| -> Result<bool, Denied> {
        let Some(sealed) = sealed else { return Ok(false) };
        let place = sealing_place(found.workspace.id.as_str(), &found.key_id);
        let secret = app.vault.unseal(&place, sealed).map_err(Denied::Failed)?;
        Ok(signed.is_signed_by(&secret, signature))
    };
    let is_old = !fits(&found.secret)?;
    if is_old && !(found.old_until.is_some_and(|at| at > now) && fits(&found.old_secret)?) {
        return Err(because("invalid signature"));
    }
    if !signed.is_recent(now) {
        return Err(because(
            "The Date of the request is more than 15 minutes away from this server's clock. Set the clocks right.",
        ));
    }
    check_limits(&found, "workspace key", origin, now)?;
    note_use(app, &found, KeyKind::Workspace, is_old, now).await?;
    Ok(KeyHolder { workspace: found.workspace, id: found.key_id, name: found.key_name, api_key: None, scope: found.scope })
}

/// What a key was narrowed to in time and place.
fn check_limits(key: &Holder, what: &str, origin: &Origin, now: i64) -> Result<(), Denied> {
    if key.expires_at.is_some_and(|at| at <= now) {
        return Err(because(format!("The {what} expired. Generate another one.")));
    }
    if !network::fits(&listed(&key.networks), origin.address.as_deref()) {
        let from = origin.address.as_deref().unwrap_or("an unknown address");
        return Err(because(format!("This {what} may not be used from {from}.")));
    }
    Ok(())
}

/// Writes down that a key is in use, at most once a minute; requests that come together write once.
async fn note_use(app: &App, key: &Holder, kind: KeyKind, is_old: bool, now: i64) -> Result<(), Denied> {
    let last = if is_old { key.old_used_at } else { key.last_used_at };
    if last.is_some_and(|at| now - at < TOUCH) {
        return Ok(());
    }
    let used = Use { workspace: key.workspace.id.clone(), kind, key: key.key_id.clone(), is_old, at: now };
    app.regions.together_in_control(used).await.map_err(Denied::Failed)
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum KeyKind {
    Workspace,
    Api,
}

/// That a key was used, or the secret before it.
#[derive(PartialEq, Eq, Hash)]
struct Use {
    workspace: WorkspaceId,
    kind: KeyKind,
    key: String,
    is_old: bool,
    at: i64,
}

impl Together for Use {
    type Answer = ();

    async fn write(tx: &mut Tx, items: &[Self]) -> Result<Vec<()>, AppError> {
        for item in items.iter().collect::<HashSet<_>>() {
            let (used, old_used) = if item.is_old { (None, Some(item.at)) } else { (Some(item.at), None) };
            match item.kind {
                KeyKind::Workspace => {
                    store::keys::update_workspace_key_used(tx, &item.workspace, &item.key, used, old_used).await?
                }
                KeyKind::Api => store::keys::update_api_key_used(tx, &item.workspace, &item.key, used, old_used).await?,
            };
        }
        Ok(vec![(); items.len()])
    }
}

/// What a request shows. The row is looked up for every request; requests that come at the same time share a look-up.
#[derive(PartialEq, Eq, Hash)]
enum Credential {
    /// The hash of an API key.
    ApiKey(String),
    WorkspaceKey(String),
}

impl Together for Credential {
    type Answer = Option<Holder>;
    const READS: bool = true;

    async fn write(tx: &mut Tx, items: &[Self]) -> Result<Vec<Option<Holder>>, AppError> {
        let mut found = HashMap::new();
        for item in items {
            if !found.contains_key(item) {
                let holder = match item {
                    Self::ApiKey(hash) => store::keys::find_holder_by_hash(tx, hash).await?,
                    Self::WorkspaceKey(key) => store::keys::find_holder_by_key(tx, key).await?,
                };
                found.insert(item, holder);
            }
        }
        Ok(items.iter().map(|item| found[item].clone()).collect())
    }
}

/// Where the secrets of a workspace key are sealed to, the one before the last too.
pub fn sealing_place(workspace: &str, key: &str) -> String {
    format!("workspace_key.secret/{workspace}/{key}")
}
