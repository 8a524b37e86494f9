//! Roles: made, changed, deleted.

use leptos::prelude::*;

use crate::model::{AppError, Landing, RoleId};

/// What the form of a role says. `rights` are like `production/user.view`.
#[cfg(feature = "ssr")]
fn form(name: &str, description: &str, rights: &[String]) -> Result<crate::domain::roles::RoleForm, AppError> {
    use crate::model::{Name, Rights, Role};
    Ok(crate::domain::roles::RoleForm {
        name: Name::parse(name)?,
        description: Role::describe(description)?,
        rights: Rights::parse(rights)?,
    })
}

#[server(endpoint = "roles/create")]
pub async fn create_role(name: String, description: String, #[server(default)] rights: Vec<String>) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::roles,
    };
    let form = form(&name, &description, &rights)?;
    let role = roles::create(&account_door().await?, caller()?.fresh()?, form).await?;
    Ok(Landing::at("/account/roles").saying(format!("Created the role {}. Give it to somebody in the team.", role.name)))
}

#[server(endpoint = "roles/edit")]
pub async fn edit_role(
    role: RoleId,
    version: i64,
    name: String,
    description: String,
    #[server(default)] rights: Vec<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::roles,
    };
    let form = form(&name, &description, &rights)?;
    let said = roles::edit(&account_door().await?, caller()?.fresh()?, &role, version, form).await?;
    Ok(Landing::at(format!("/account/roles/{role}")).saying(said))
}

#[server(endpoint = "roles/delete")]
pub async fn delete_role(role: RoleId) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::roles,
    };
    let role = roles::delete(&account_door().await?, caller()?.fresh()?, &role).await?;
    Ok(Landing::at("/account/roles").saying(format!("Deleted the role {}.", role.name)))
}
