//! Runs that people start by hand.

use leptos::prelude::*;

use crate::model::{AppError, Landing, Slug};

/// Runs the live version of a workflow for one recipient. Without one it is the caller, without a payload the template's example data.
#[server(endpoint = "workflows/test")]
pub async fn test_workflow(
    workspace: Slug,
    workflow: Slug,
    #[server(default)] user: String,
    #[server(default)] email: String,
    #[server(default)] payload: String,
) -> Result<Landing, AppError> {
    use crate::{
        access::{caller, door},
        domain::delivery::test_run::{self, TestRun},
    };
    let caller = caller()?;
    let asked = TestRun { user, email, payload };
    let accepted = test_run::start(&door(&workspace).await?, &workflow, &asked, &caller.person()?.person).await?;
    Ok(Landing::at(format!("/{workspace}/requests/{}", accepted.request)).saying("Started. What became of it is on this page."))
}
