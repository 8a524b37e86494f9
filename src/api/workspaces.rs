//! Workspaces: make one, describe one.

use leptos::prelude::*;

use crate::model::{AppError, Landing, Slug};

/// Makes a workspace and goes there.
#[server(endpoint = "workspaces/create")]
pub async fn create_workspace(name: String, description: Option<String>, colour: String) -> Result<Landing, AppError> {
    use crate::{
        access::account_door,
        domain::workspaces,
        model::{Colour, Name},
    };
    let (name, colour) = (Name::parse(&name)?, Colour::parse_custom(&colour)?);
    let made = workspaces::create(&account_door().await?, &name, &description.unwrap_or_default(), colour).await?;
    Ok(Landing::at(format!("/{}", made.slug)).saying(format!("Created {}.", made.name)))
}

/// Name and description. The slug stays.
#[server(endpoint = "workspaces/edit")]
pub async fn edit_workspace(workspace: Slug, name: String, description: Option<String>) -> Result<Landing, AppError> {
    use crate::{access::door, domain::workspaces, model::Name};
    let name = Name::parse(&name)?;
    workspaces::edit(&door(&workspace).await?, &name, &description.unwrap_or_default()).await?;
    Ok(Landing::at(format!("/{workspace}/settings")).saying("Saved."))
}
