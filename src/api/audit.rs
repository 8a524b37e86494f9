//! The audit log: take it away, and say how long it is kept.

use leptos::prelude::*;

use crate::model::{AppError, Landing};

/// Makes a file of what the list shows with these filters.
#[server(endpoint = "audit/export")]
pub async fn export_audit(format: String, query: Option<String>, zone: Option<String>) -> Result<Landing, AppError> {
    use crate::{
        access::account_door,
        domain::audit::export,
        model::{ExportFormat, ExportStatus},
    };
    let format = ExportFormat::parse(&format).ok_or(AppError::BadRequest)?;
    let (query, zone) = (query.unwrap_or_default(), zone.unwrap_or_default());
    let made = export::ask(&account_door().await?, format, &query, &zone).await?;
    let direct = made.status == ExportStatus::Direct;
    Ok(Landing::at("/account/audit/exports").saying(if direct { "The file is ready." } else { "The file is being written." }))
}

#[server(endpoint = "audit/keep")]
pub async fn keep_audit(keep: String) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::audit::retention::{self, Keep},
    };
    let keep = Keep::parse(&keep)?;
    retention::keep(&account_door().await?, caller()?.fresh()?, keep).await?;
    Ok(Landing::at("/account/audit/settings").saying("Saved."))
}
