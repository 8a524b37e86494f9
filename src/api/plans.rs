//! Plans: made, applied, undone.

use leptos::prelude::*;

use crate::model::{AppError, Landing, PlanId, Slug};

/// Plans the way of the chosen assets (`workflow/welcome`) to another workspace.
#[server(endpoint = "plans/create")]
pub async fn create_plan(workspace: Slug, target: String, #[server(default)] chosen: Vec<String>) -> Result<Landing, AppError> {
    use crate::{access::door, domain::promotion, model::Reference};
    let target = Slug::parse(&target).map_err(|_| AppError::invalid("target", "Choose the workspace to clone to."))?;
    let selection = Reference::parse_all(&chosen)?;
    let id = promotion::plan(&door(&workspace).await?, &door(&target).await?, &selection).await?;
    Ok(Landing::at(format!("/{target}/plans/{id}")))
}

/// Applies what is chosen of a plan, live or as drafts.
#[server(endpoint = "plans/apply")]
pub async fn apply_plan(
    workspace: Slug,
    source: Slug,
    plan: PlanId,
    hash: String,
    land: String,
    #[server(default)] chosen: Vec<String>,
) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::promotion,
        model::{LandAs, Reference},
    };
    let chosen = Reference::parse_all(&chosen)?.into_iter().collect();
    let land = LandAs::parse(&land)?;
    let (from, to) = (door(&source).await?, door(&workspace).await?);
    let count = promotion::apply(&from, &to, caller()?.fresh(), &plan, &hash, &chosen, land).await?;
    let what = promotion::counted(count);
    Ok(Landing::here().saying(match land {
        LandAs::Live => format!("{what} live in {}.", to.workspace().name),
        LandAs::Draft => format!("{what} landed as draft in {}. Commit there to make it live.", to.workspace().name),
    }))
}

/// Takes an applied plan back.
#[server(endpoint = "plans/undo")]
pub async fn undo_plan(workspace: Slug, plan: PlanId) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::promotion,
    };
    let count = promotion::undo(&door(&workspace).await?, caller()?.fresh(), &plan).await?;
    Ok(Landing::here().saying(format!("{} back to what it was before.", promotion::counted(count))))
}
