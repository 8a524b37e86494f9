//! Service tokens: generated and shown once, listed, revoked.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

use crate::{
    access::{Entry, Fresh, Granted},
    db::OrConflict,
    identity::{Network, sha256},
    model::{AppError, Name, Rights, Scope, ServiceToken, ServiceTokenId, TokenLife, TokenScope, Workspace, can},
    store,
};

/// What a token's text begins with, and how many signs of it stay known.
const PREFIX: &str = "SS.SVT.";
const HINT: usize = PREFIX.len() + 4;

/// More than these the list does not show; the oldest are left out.
pub const LIMIT: i64 = 200;

/// A token may be bound to at most this many networks.
const MOST: usize = 50;

/// Where [`crate::identity::session`] keeps the text of a new token.
pub const SHOWN: &str = "service_token";

pub async fn list(granted: &Granted<can::ManageTokens>) -> Result<Vec<ServiceToken>, AppError> {
    let mut tx = granted.read().await?;
    Ok(store::tokens::list(&mut tx, granted.account(), LIMIT).await?)
}

/// Makes a token. This is the only time that its text is known, which is what is answered; what is stored is its hash.
pub async fn generate(
    granted: &Granted<can::ManageTokens>,
    _fresh: Fresh,
    name: &Name,
    scope: &TokenScope,
    life: TokenLife,
) -> Result<String, AppError> {
    let text = format!("{PREFIX}{}", BASE64.encode(granted.app().clock.random::<32>()));
    let mut change = granted.change().await?;
    let workspaces = store::workspaces::list(&mut change, granted.account()).await?;
    check(&granted.rights_now(&mut change).await?, scope, &workspaces)?;
    let words = in_words(scope, &workspaces);
    let token = ServiceToken {
        id: change.id(),
        account_id: granted.account().clone(),
        name: name.to_string(),
        hint: text.chars().take(HINT).collect(),
        scope: serde_json::to_string(scope).map_err(|_| AppError::Internal)?,
        created_by: granted.actor().name.clone(),
        created_at: change.now,
        expires_at: life.ends(change.now),
        last_used_at: None,
        last_used_from: None,
        revoked_at: None,
    };
    store::tokens::insert(&mut change, &token, &sha256(&text)).await.conflict("Another token has this name already.")?;
    let entry =
        Entry::new("service_token.generated", &token.id).named(name).with("may", words).with("expires_at", token.expires_at);
    change.commit(entry).await?;
    Ok(text)
}

/// Ends a token at once; it stays in the list.
pub async fn revoke(granted: &Granted<can::ManageTokens>, id: &ServiceTokenId) -> Result<String, AppError> {
    let mut change = granted.change().await?;
    let now = change.now;
    let token = store::tokens::find(&mut change, granted.account(), id).await?.ok_or(AppError::NotFound)?;
    store::tokens::update_revoked(&mut change, granted.account(), id, now).await?;
    change.commit(Entry::new("service_token.deleted", id).named(&token.name)).await?;
    Ok(token.name)
}

/// A scope that can be given: what is named in it exists, and nobody gives more than they have at this moment.
fn check(mine: &Rights, scope: &TokenScope, workspaces: &[Workspace]) -> Result<(), AppError> {
    if scope.verbs.is_empty() {
        return Err(AppError::invalid("verbs", "Choose at least one thing that it may do."));
    }
    if scope.networks.len() > MOST {
        return Err(AppError::invalid("networks", format!("Name at most {MOST} networks.")));
    }
    for network in &scope.networks {
        Network::parse(network)?;
    }
    if scope.workspaces.iter().any(|id| !workspaces.iter().any(|workspace| workspace.id == *id)) {
        return Err(AppError::invalid("workspaces", "One of these workspaces is gone. Choose again."));
    }
    match mine.first_missing(&scope.rights(), workspaces) {
        None => Ok(()),
        Some((permission, place)) => {
            let name = match &place {
                Scope::Account => "the account".to_owned(),
                Scope::Production => "every workspace of production".to_owned(),
                Scope::Others => "every other workspace".to_owned(),
                Scope::One(id) => workspaces.iter().find(|one| one.id == *id).map_or_else(String::new, |one| one.name.clone()),
            };
            let what = permission.label();
            Err(AppError::invalid("verbs", format!("You can’t give “{what}” in {name}: you don’t have it there yourself.")))
        }
    }
}

/// `Read, Edit and commit · Staging · workflows · from 203.0.113.0/24`
pub fn in_words(scope: &TokenScope, workspaces: &[Workspace]) -> String {
    let mut parts = vec![scope.verbs.iter().map(|verb| verb.label()).collect::<Vec<_>>().join(", ")];
    let names: Vec<&str> = workspaces
        .iter()
        .filter(|workspace| scope.workspaces.contains(&workspace.id))
        .map(|workspace| workspace.name.as_str())
        .collect();
    parts.push(if scope.workspaces.is_empty() { "every workspace".to_owned() } else { names.join(", ") });
    if !scope.kinds.is_empty() {
        parts.push(scope.kinds.iter().map(|kind| kind.plural()).collect::<Vec<_>>().join(", "));
    }
    if !scope.networks.is_empty() {
        parts.push(format!("from {}", scope.networks.join(", ")));
    }
    parts.join(" · ")
}
