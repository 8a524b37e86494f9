//! Keys of a workspace, for programs: `/v1/{workspace}/ws_key/` and its like.
//!
//! Besides what the clients know, a new key takes `scope` (`everything`, `trigger`, `users`), `allowed_ips` (a list) and `expires_at` (a
//! time) where it can be narrowed, a public key `allowed_domains`, and a rotation `grace_seconds`: how long the one before goes on.

use axum::{
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Map, Value, json};

use crate::{
    access::Granted,
    domain::keys,
    http::{
        answer::{Fault, ok, time},
        calls::Call,
    },
    model::{
        ApiKey, ApiKeyId, AppError, Domain, Grace, Id, KeyLimits, KeyScope, Name, PublicKey, PublicKeyId, SigningKey,
        SigningKeyStatus, TokenVerb, WorkspaceKey, WorkspaceKeyId, can, listed, name_and_email,
    },
};

/// The kinds of keys, as addresses name them.
#[derive(Clone, Copy, PartialEq)]
pub enum KeyGroup {
    Workspace,
    Api,
    Public,
    Signing,
}

impl KeyGroup {
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "ws_key" => Self::Workspace,
            "ws_api_key" => Self::Api,
            "ws_public_key" => Self::Public,
            "ws_signing_key" => Self::Signing,
            _ => return None,
        })
    }

    /// Signing keys are rolled: the one before is another key from then on.
    pub fn rotates_by(self, word: &str) -> bool {
        word == if self == Self::Signing { "roll" } else { "rotate" }
    }

    /// Of all keys, of one, and of its rotation.
    pub fn addresses(self) -> [&'static str; 3] {
        match self {
            Self::Workspace => {
                ["/v1/{workspace}/ws_key/", "/v1/{workspace}/ws_key/{key}/", "/v1/{workspace}/ws_key/{key}/rotate/"]
            }
            Self::Api => {
                ["/v1/{workspace}/ws_api_key/", "/v1/{workspace}/ws_api_key/{key}/", "/v1/{workspace}/ws_api_key/{key}/rotate/"]
            }
            Self::Public => [
                "/v1/{workspace}/ws_public_key/",
                "/v1/{workspace}/ws_public_key/{key}/",
                "/v1/{workspace}/ws_public_key/{key}/rotate/",
            ],
            Self::Signing => [
                "/v1/{workspace}/ws_signing_key/",
                "/v1/{workspace}/ws_signing_key/{key}/",
                "/v1/{workspace}/ws_signing_key/{key}/roll/",
            ],
        }
    }
}

type Keys = Granted<can::ManageKeys>;

/// `GET /v1/{workspace}/ws_key/bridge/`: the workspace key with its secret, which the command line signs triggers with. It is written down
/// as every look at a secret is.
pub async fn bridge(call: Call, workspace: &str) -> Result<Response, Fault> {
    let granted = call.enter_keys(workspace, TokenVerb::ReadKeys).await?;
    let (key, secret) = keys::workspace::bridge(&granted).await?;
    Ok(ok(200, json!({"key": key, "secret": secret})))
}

/// `GET` lists, `POST` makes another one.
pub async fn all(call: Call, group: KeyGroup, workspace: &str, method: &Method) -> Result<Response, Fault> {
    if method == Method::POST {
        let granted = call.enter_keys(workspace, TokenVerb::ManageKeys).await?;
        return Ok(ok(201, create(&call, group, &granted).await?));
    }
    let (limit, offset) = (call.number("limit", 10, 1..=100)?, call.number("offset", 0, 0..=10_000)?);
    let granted = call.enter_keys(workspace, TokenVerb::ReadKeys).await?;
    let all: Vec<Value> = match group {
        KeyGroup::Workspace => keys::workspace::read(&granted, None, "a service token").await?.iter().map(pair).collect(),
        KeyGroup::Api => keys::api::list(&granted).await?.iter().map(api_key).collect(),
        KeyGroup::Public => keys::public::list(&granted).await?.iter().map(public_key).collect(),
        KeyGroup::Signing => keys::signing::list(&granted).await?.iter().map(signing_key).collect(),
    };
    let part: Vec<&Value> = all.iter().skip(offset as usize).take(limit as usize).collect();
    Ok(ok(200, json!({"meta": {"count": all.len(), "limit": limit, "offset": offset}, "results": part})))
}

/// `GET` (of a workspace key), `PATCH` (of a public key) and `DELETE`.
pub async fn one(call: Call, group: KeyGroup, workspace: &str, key: &str, method: &Method) -> Result<Response, Fault> {
    if method == Method::GET {
        let granted = call.enter_keys(workspace, TokenVerb::ReadKeys).await?;
        let id = WorkspaceKeyId::from_text(key.to_owned());
        let read = keys::workspace::read(&granted, Some(&id), "a service token").await.map_err(|error| missing(error, key))?;
        return Ok(ok(200, read.first().map(pair).unwrap_or_default()));
    }
    let granted = call.enter_keys(workspace, TokenVerb::ManageKeys).await?;
    if method == Method::PATCH {
        let Some(secure_mode) = body(&call)?.get("is_secure_mode_enabled").and_then(Value::as_bool) else {
            return Err(Fault::invalid("is_secure_mode_enabled must be true or false."));
        };
        let domains = domains(&body(&call)?)?;
        let id = PublicKeyId::from_text(key.to_owned());
        let edited = keys::public::edit(&granted, &id, secure_mode, domains.as_deref()).await;
        return Ok(ok(202, public_key(&edited.map_err(|error| missing(error, key))?)));
    }
    let named = key.to_owned();
    let deleted = match group {
        KeyGroup::Workspace => keys::workspace::delete(&granted, &WorkspaceKeyId::from_text(named)).await.map(drop),
        KeyGroup::Api => keys::api::revoke(&granted, &ApiKeyId::from_text(named)).await.map(drop),
        KeyGroup::Public => keys::public::delete(&granted, &PublicKeyId::from_text(named)).await.map(drop),
        KeyGroup::Signing => keys::signing::delete(&granted, key).await,
    };
    deleted.map_err(|error| match (error, group) {
        (AppError::Conflict { .. }, KeyGroup::Workspace) => {
            Fault::listed("cannot delete default workspace-key; rotate secret instead")
        }
        (AppError::Conflict { .. }, KeyGroup::Public) => Fault::listed("cannot delete default public key; rotate it instead"),
        (error, _) => missing(error, key),
    })?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Another secret, or text, for a key; another signing key.
pub async fn rotate(call: Call, group: KeyGroup, workspace: &str, key: &str) -> Result<Response, Fault> {
    let granted = call.enter_keys(workspace, TokenVerb::ManageKeys).await?;
    let (body, fresh, named) = (body(&call)?, call.caller.fresh()?, key.to_owned());
    let missing = |error| missing(error, key);
    if group == KeyGroup::Signing {
        let until = moment(&body, "expiry_at")?;
        if until.is_some_and(|at| at <= granted.now()) {
            return Err(Fault::invalid("expiry_at must be in the future."));
        }
        let rolled = keys::signing::roll(&granted, fresh, key, until).await.map_err(missing)?;
        return Ok(ok(201, with_private_half(&rolled)));
    }
    let grace = match body.get("grace_seconds") {
        None | Some(Value::Null) => Grace::default(),
        Some(seconds) => Grace::of_seconds(seconds.as_i64().unwrap_or(-1))?,
    };
    let rotated = match group {
        KeyGroup::Workspace => {
            let id = WorkspaceKeyId::from_text(named);
            pair(&keys::workspace::rotate(&granted, fresh, &id, grace).await.map_err(missing)?)
        }
        KeyGroup::Api => {
            let id = ApiKeyId::from_text(named);
            with_text(&keys::api::rotate(&granted, fresh, &id, grace).await.map_err(missing)?)
        }
        _ => public_key(&keys::public::rotate(&granted, &PublicKeyId::from_text(named), grace).await.map_err(missing)?),
    };
    Ok(ok(202, rotated))
}

async fn create(call: &Call, group: KeyGroup, granted: &Keys) -> Result<Value, Fault> {
    let body = body(call)?;
    if group == KeyGroup::Signing {
        let made = keys::signing::generate(granted, call.caller.fresh()?).await.map_err(|error| match error {
            AppError::Conflict { .. } => Fault::listed("only 1 active signing key is allowed"),
            error => error.into(),
        })?;
        return Ok(with_private_half(&made));
    }
    let name = Name::parse(body.get("name").and_then(Value::as_str).unwrap_or_default())?;
    let taken = |error| match error {
        AppError::Conflict { .. } => {
            Fault::invalid(format!("Name must be unique. A record with name '{name}' already exists in this workspace"))
        }
        error => error.into(),
    };
    Ok(match group {
        KeyGroup::Workspace => {
            pair(&keys::workspace::generate(granted, call.caller.fresh()?, &name, &limits(&body)?).await.map_err(taken)?)
        }
        KeyGroup::Api => {
            with_text(&keys::api::generate(granted, call.caller.fresh()?, &name, &limits(&body)?).await.map_err(taken)?)
        }
        _ => {
            let domains = domains(&body)?.unwrap_or_default();
            public_key(&keys::public::generate(granted, &name, &domains).await.map_err(taken)?)
        }
    })
}

/// The body; some calls have none.
fn body(call: &Call) -> Result<Map<String, Value>, Fault> {
    if call.body.is_empty() {
        return Ok(Map::new());
    }
    match call.json()? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Fault::invalid("The body must be an object.")),
    }
}

fn limits(body: &Map<String, Value>) -> Result<KeyLimits, Fault> {
    let scope = match body.get("scope") {
        None | Some(Value::Null) => KeyScope::default(),
        Some(scope) => KeyScope::parse(scope.as_str().unwrap_or_default())?,
    };
    let networks = texts(body, "allowed_ips")?.unwrap_or_default();
    Ok(KeyLimits { scope, networks, expires_at: moment(body, "expires_at")? })
}

fn domains(body: &Map<String, Value>) -> Result<Option<Vec<Domain>>, Fault> {
    let Some(texts) = texts(body, "allowed_domains")? else { return Ok(None) };
    Ok(Some(Domain::parse_all(&texts.join(","))?))
}

fn texts(body: &Map<String, Value>, field: &str) -> Result<Option<Vec<String>>, Fault> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|_| Fault::invalid(format!("{field} must be a list of texts."))),
    }
}

fn moment(body: &Map<String, Value>, field: &str) -> Result<Option<i64>, Fault> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let read = value.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
            let wrong = || Fault::invalid(format!("{field} must be a time such as 2027-01-31T12:00:00Z."));
            Ok(Some(read.ok_or_else(wrong)?.as_millisecond()))
        }
    }
}

fn missing(error: AppError, key: &str) -> Fault {
    match error {
        AppError::NotFound => Fault::missing(format!("key '{key}' not found")),
        error => error.into(),
    }
}

/// `{name, email}`; what Belfry made by itself was made by nobody.
fn by(who: &str) -> Value {
    match name_and_email(who) {
        ("Belfry", None) => Value::Null,
        (name, email) => json!({"name": name, "email": email}),
    }
}

fn by_then(who: Option<&String>) -> Value {
    who.map_or(Value::Null, |who| by(who))
}

fn at(when: Option<i64>) -> Value {
    when.map_or(Value::Null, |when| json!(time(when)))
}

fn pair((key, secret): &(WorkspaceKey, String)) -> Value {
    json!({
        "id": key.id,
        "name": key.name,
        "key": key.key,
        "secret": secret,
        "is_default": key.is_default,
        "is_active": key.deleted_at.is_none(),
        "is_deleted": key.deleted_at.is_some(),
        "allowed_domains": [],
        "created_at": time(key.created_at),
        "created_by": by(&key.created_by),
        "rotated_at": at(key.rotated_at),
        "rotated_by": by_then(key.rotated_by.as_ref()),
        "deleted_at": at(key.deleted_at),
        "deleted_by": by_then(key.deleted_by.as_ref()),
        "scope": key.scope,
        "allowed_ips": listed(&key.networks),
        "expires_at": at(key.expires_at),
        "last_used_at": at(key.last_used_at),
        "previous_secret_works_until": at(key.old_until),
        "previous_secret_last_used_at": at(key.old_used_at),
    })
}

fn api_key(key: &ApiKey) -> Value {
    json!({
        "id": key.id,
        "masked_api_key": format!("{}*****", key.hint),
        "is_deleted": key.revoked_at.is_some(),
        "name": key.name,
        "allowed_domains": [],
        "created_at": time(key.created_at),
        "created_by": by(&key.created_by),
        "deleted_at": at(key.revoked_at),
        "deleted_by": by_then(key.revoked_by.as_ref()),
        "scope": key.scope,
        "allowed_ips": listed(&key.networks),
        "expires_at": at(key.expires_at),
        "last_used_at": at(key.last_used_at),
        "rotated_at": at(key.rotated_at),
        "rotated_by": by_then(key.rotated_by.as_ref()),
        "previous_key_works_until": at(key.old_until),
        "previous_key_last_used_at": at(key.old_used_at),
    })
}

/// The one answer that carries an API key's text.
fn with_text((key, text): &(ApiKey, String)) -> Value {
    let mut shown = api_key(key);
    shown["api_key"] = json!(text);
    shown
}

fn public_key(key: &PublicKey) -> Value {
    let domains = listed(&key.domains);
    json!({
        "id": key.id,
        "api_key": key.key,
        "name": key.name,
        "allowed_domains": if domains.is_empty() { Value::Null } else { json!(domains) },
        "is_secure_mode_enabled": key.secure_mode,
        "is_deleted": key.deleted_at.is_some(),
        "is_default": key.is_default,
        "created_at": time(key.created_at),
        "created_by": by(&key.created_by),
        "rotated_at": at(key.rotated_at),
        "rotated_by": by_then(key.rotated_by.as_ref()),
        "updated_at": time(key.updated_at),
        "updated_by": by_then(key.updated_by.as_ref()),
        "previous_key_works_until": at(key.old_until),
    })
}

fn signing_key(key: &SigningKey) -> Value {
    json!({
        "id": key.id,
        "uid": key.uid,
        "status": if key.status == SigningKeyStatus::Active { "active" } else { "rolled" },
        "allowed_domains": null,
        "expiry_at": at(key.expires_at),
        "created_at": time(key.created_at),
        "created_by": by(&key.created_by),
        "rolled_at": at(key.rolled_at),
        "rolled_by": by_then(key.rolled_by.as_ref()),
        "deleted_at": at(key.deleted_at),
        "deleted_by": by_then(key.deleted_by.as_ref()),
    })
}

/// The one answer that carries a signing key's private half.
fn with_private_half((key, pem): &(SigningKey, String)) -> Value {
    let mut shown = signing_key(key);
    shown["private_key_pem"] = json!(pem);
    shown["private_key_base64"] = json!(BASE64.encode(pem));
    shown
}
