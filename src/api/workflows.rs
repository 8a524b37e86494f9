//! Workflows: making one, and editing the draft a step at a time.

use leptos::prelude::*;

use crate::model::{AppError, Landing, Slug};

#[server(endpoint = "workflows/create")]
pub async fn create_workflow(
    workspace: Slug,
    name: String,
    #[server(default)] slug: String,
    category: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::workflows, model::Name};
    let made = workflows::create(&door(&workspace).await?, &Name::parse(&name)?, &slug, &category).await?;
    Ok(Landing::at(format!("/{workspace}/workflows/{}", made.slug)).saying(format!("Created {} as a draft.", made.name)))
}

#[server(endpoint = "workflows/describe")]
pub async fn describe_workflow(
    workspace: Slug,
    slug: Slug,
    draft_version: i64,
    category: String,
    #[server(default)] description: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::workflows};
    workflows::describe(&door(&workspace).await?, &slug, draft_version, &category, &description).await?;
    Ok(Landing::here().saying("Saved in the draft."))
}

/// `position`: before which step, counted from 0. `email` and its like are ticks of the step that sends on all channels.
#[server(endpoint = "workflows/add_step")]
pub async fn add_step(
    workspace: Slug,
    slug: Slug,
    draft_version: i64,
    position: usize,
    node_type: String,
    #[server(default)] name: String,
    #[server(default)] template: String,
    #[server(default)] value: String,
    #[server(default)] email: bool,
    #[server(default)] sms: bool,
    #[server(default)] whatsapp: bool,
    #[server(default)] inbox: bool,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::workflows, model::Channel};
    let form = workflows::StepForm { node_type, name, template, channels: Channel::ticked(email, sms, whatsapp, inbox), value };
    workflows::add_step(&door(&workspace).await?, &slug, draft_version, position, &form).await?;
    Ok(Landing::at(format!("/{workspace}/workflows/{slug}")).saying("Added the step to the draft."))
}

#[server(endpoint = "workflows/edit_step")]
pub async fn edit_step(
    workspace: Slug,
    slug: Slug,
    draft_version: i64,
    step: String,
    node_type: String,
    #[server(default)] name: String,
    #[server(default)] template: String,
    #[server(default)] value: String,
    #[server(default)] email: bool,
    #[server(default)] sms: bool,
    #[server(default)] whatsapp: bool,
    #[server(default)] inbox: bool,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::workflows, model::Channel};
    let form = workflows::StepForm { node_type, name, template, channels: Channel::ticked(email, sms, whatsapp, inbox), value };
    workflows::edit_step(&door(&workspace).await?, &slug, draft_version, &step, &form).await?;
    Ok(Landing::here().saying("Saved in the draft."))
}

/// `direction`: `up` or `down`.
#[server(endpoint = "workflows/move_step")]
pub async fn move_step(
    workspace: Slug,
    slug: Slug,
    draft_version: i64,
    step: String,
    direction: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::workflows};
    workflows::move_step(&door(&workspace).await?, &slug, draft_version, &step, direction == "up").await?;
    Ok(Landing::here())
}

#[server(endpoint = "workflows/remove_step")]
pub async fn remove_step(workspace: Slug, slug: Slug, draft_version: i64, step: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::workflows};
    workflows::remove_step(&door(&workspace).await?, &slug, draft_version, &step).await?;
    Ok(Landing::at(format!("/{workspace}/workflows/{slug}")).saying("Removed the step from the draft."))
}
