//! Service tokens: generate, revoke. The text of a new one goes through the session, never through an address.

use leptos::prelude::*;

use crate::model::{AppError, Landing, ServiceTokenId};

/// Makes a service token; the page after it shows its text, once.
#[server(endpoint = "tokens/generate")]
pub async fn generate_token(
    name: String,
    life: String,
    #[server(default)] verbs: Vec<String>,
    #[server(default)] workspaces: Vec<String>,
    #[server(default)] kinds: Vec<String>,
    networks: Option<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::tokens,
        identity::session,
        model::{AssetKind, Id, Name, TokenLife, TokenScope, TokenVerb, WorkspaceId, parts},
    };
    let (name, life) = (Name::parse(&name)?, TokenLife::parse(&life)?);
    let scope = TokenScope {
        verbs: verbs.iter().filter_map(|key| TokenVerb::parse(key)).collect(),
        workspaces: workspaces.into_iter().map(WorkspaceId::from_text).collect(),
        kinds: kinds.iter().map(|key| AssetKind::parse(key)).collect::<Result<_, _>>()?,
        networks: parts(networks.as_deref().unwrap_or_default()),
    };
    let caller = caller()?;
    let text = tokens::generate(&account_door().await?, caller.fresh()?, &name, &scope, life).await?;
    session::show(&caller.app, &session::current()?, tokens::SHOWN, &text).await?;
    Ok(Landing::at("/account/tokens").saying(format!("Generated the token {name}.")))
}

/// Ends a service token at once.
#[server(endpoint = "tokens/revoke")]
pub async fn revoke_token(id: ServiceTokenId) -> Result<Landing, AppError> {
    use crate::{access::account_door, domain::tokens};
    let name = tokens::revoke(&account_door().await?, &id).await?;
    Ok(Landing::at("/account/tokens").saying(format!("Revoked the token {name}. Calls with it are refused from now on.")))
}
