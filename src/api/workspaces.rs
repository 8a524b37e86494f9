//! Workspaces: make one, describe one, set one up, delete one, restore one.

use leptos::prelude::*;

use crate::model::{AppError, Landing, Slug};

/// Makes a workspace and goes there; started with another one, to the plan of what comes from there.
#[server(endpoint = "workspaces/create")]
pub async fn create_workspace(
    name: String,
    description: Option<String>,
    kind: Option<String>,
    colour: String,
    icon: Option<String>,
    region: Option<String>,
    start_with: Option<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, door},
        domain::{
            promotion,
            workspaces::{self, NewWorkspace},
        },
        model::{Colour, Name, WorkspaceIcon, WorkspaceKind},
    };
    let kind = kind.map_or(Ok(WorkspaceKind::Standard), |kind| WorkspaceKind::parse_custom(&kind))?;
    let icon = icon.map_or(Ok(WorkspaceIcon::Letters), |icon| WorkspaceIcon::parse(&icon))?;
    let (name, colour, description) = (Name::parse(&name)?, Colour::parse_custom(&colour)?, description.unwrap_or_default());
    let region = region.filter(|region| !region.is_empty());
    let source = match start_with.filter(|slug| !slug.is_empty()) {
        Some(slug) => Some(door(&Slug::parse(&slug).map_err(|error| error.about("start_with"))?).await?),
        None => None,
    };
    let new = NewWorkspace { name, description, kind, colour, icon, region };
    let made = workspaces::create(&account_door().await?, new).await?;
    let said = format!("Created {}.", made.name);
    let Some(source) = source else { return Ok(Landing::at(format!("/{}", made.slug)).saying(said)) };
    let from = &source.workspace().name;
    Ok(match promotion::plan_all(&source, &door(&made.slug).await?).await? {
        Some(plan) => {
            Landing::at(format!("/{}/plans/{plan}", made.slug)).saying(format!("{said} This is what comes from {from}."))
        }
        None => Landing::at(format!("/{}", made.slug)).saying(format!("{said} Nothing is live in {from}, so it starts empty.")),
    })
}

/// Name, description and mark. The slug stays.
#[server(endpoint = "workspaces/edit")]
pub async fn edit_workspace(
    workspace: Slug,
    name: String,
    description: Option<String>,
    colour: Option<String>,
    icon: Option<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::door,
        domain::workspaces::{self, Looks},
        model::{Colour, Name, WorkspaceIcon},
    };
    let name = Name::parse(&name)?;
    let colour = colour.as_deref().map(Colour::parse).transpose()?;
    let icon = icon.as_deref().map(WorkspaceIcon::parse).transpose()?;
    let looks = Looks { name, description: description.unwrap_or_default(), colour, icon };
    workspaces::edit(&door(&workspace).await?, looks).await?;
    Ok(Landing::at(format!("/{workspace}/settings")).saying("Saved."))
}

/// How it treats users of several tenants, their channels, and SMS.
#[server(endpoint = "workspaces/configure")]
pub async fn configure_workspace(
    workspace: Slug,
    user_tenancy_mode: String,
    user_tenancy_channel_fallback_mode: String,
    sms_vendor_type: String,
    #[server(default)] user_tenancy_channel_fallback: Vec<String>,
    #[server(default)] user_tenancy_channel_fallback_applies_to_default_tenant: bool,
    #[server(default)] user_inbox_preference_enabled: bool,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::workspaces::config};
    use serde_json::{Map, json};
    let changes = Map::from_iter([
        ("user_tenancy_mode".to_owned(), json!(user_tenancy_mode)),
        ("user_tenancy_channel_fallback_mode".to_owned(), json!(user_tenancy_channel_fallback_mode)),
        ("user_tenancy_channel_fallback".to_owned(), json!(user_tenancy_channel_fallback)),
        (
            "user_tenancy_channel_fallback_applies_to_default_tenant".to_owned(),
            json!(user_tenancy_channel_fallback_applies_to_default_tenant),
        ),
        ("sms_vendor_type".to_owned(), json!(sms_vendor_type)),
        ("user_inbox_preference_enabled".to_owned(), json!(user_inbox_preference_enabled)),
    ]);
    config::edit(&door(&workspace).await?, &changes).await?;
    Ok(Landing::at(format!("/{workspace}/settings")).saying("Saved."))
}

/// Deletes a workspace. It can be restored for seven days.
#[server(endpoint = "workspaces/delete")]
pub async fn delete_workspace(workspace: Slug, slug: String) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::workspaces,
    };
    let granted = door(&workspace).await?;
    workspaces::delete(&granted, caller()?.fresh()?, &slug).await?;
    Ok(Landing::at("/account/workspaces").saying(format!("Deleted {}. It can be restored for 7 days.", granted.workspace().name)))
}

/// Brings a deleted workspace back.
#[server(endpoint = "workspaces/restore")]
pub async fn restore_workspace(slug: Slug) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, deleted_door},
        domain::workspaces,
    };
    let granted = deleted_door(&slug).await?;
    workspaces::restore(&granted, caller()?.fresh()?).await?;
    Ok(Landing::at(format!("/{slug}")).saying(format!("Restored {} with everything in it.", granted.workspace().name)))
}
