//! Users, as people of the team correct them.

use leptos::prelude::*;

use crate::model::{AppError, Landing, Slug};

/// Addresses are one per line, properties a JSON object.
#[server(endpoint = "users/create")]
pub async fn create_user(
    workspace: Slug,
    distinct_id: String,
    #[server(default)] email: String,
    #[server(default)] sms: String,
    #[server(default)] whatsapp: String,
    #[server(default)] properties: String,
) -> Result<Landing, AppError> {
    use crate::{
        access::door,
        domain::users::{self, UserForm},
        model::user_address,
    };
    let id = users::create(&door(&workspace).await?, &distinct_id, &UserForm { email, sms, whatsapp, properties }).await?;
    Ok(Landing::at(user_address(&workspace, &id)).saying("Added the user."))
}

/// `started_from`: the time of the last change that the form showed.
#[server(endpoint = "users/edit")]
pub async fn edit_user(
    workspace: Slug,
    distinct_id: String,
    started_from: i64,
    #[server(default)] email: String,
    #[server(default)] sms: String,
    #[server(default)] whatsapp: String,
    #[server(default)] properties: String,
) -> Result<Landing, AppError> {
    use crate::{
        access::door,
        domain::users::{self, UserForm},
        model::user_address,
    };
    let form = UserForm { email, sms, whatsapp, properties };
    users::edit(&door(&workspace).await?, &distinct_id, started_from, &form).await?;
    Ok(Landing::at(user_address(&workspace, &distinct_id)).saying("Saved the user."))
}

#[server(endpoint = "users/delete")]
pub async fn delete_user(workspace: Slug, distinct_id: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::users};
    users::delete(&door(&workspace).await?, &distinct_id).await?;
    Ok(Landing::at(format!("/{workspace}/users")).saying("Deleted the user."))
}
