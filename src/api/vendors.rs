//! Vendors.

use leptos::prelude::*;

use crate::model::{AppError, Landing, Slug};

/// `id`: the vendor to change; none adds one. A blank password keeps the one that is kept.
#[server(endpoint = "vendors/save_smtp")]
pub async fn save_smtp(
    workspace: Slug,
    id: Option<String>,
    name: String,
    host: String,
    port: String,
    security: String,
    #[server(default)] username: String,
    #[server(default)] password: String,
    #[server(default)] from_name: String,
    from_address: String,
) -> Result<Landing, AppError> {
    use crate::{
        access::door,
        domain::vendors::{self, SmtpForm},
        model::{Id, Name, VendorId},
    };
    let id = id.filter(|id| !id.is_empty()).map(VendorId::from_text);
    let form = SmtpForm { host, port, security, username, password, from_name, from_address };
    let saved = vendors::save_smtp(&door(&workspace).await?, id.as_ref(), &Name::parse(&name)?, &form).await?;
    let words = if id.is_some() { "Saved." } else { "Added. Send a test mail to see whether it works." };
    Ok(Landing::at(format!("/{workspace}/vendors/{saved}")).saying(words))
}

#[server(endpoint = "vendors/test")]
pub async fn test_vendor(workspace: Slug, id: String, to: String) -> Result<Landing, AppError> {
    use crate::{
        access::door,
        domain::vendors,
        model::{Email, Id, VendorId},
    };
    let to = Email::parse(&to).map_err(|error| AppError::invalid("to", error.to_string()))?;
    let said = vendors::send_test(&door(&workspace).await?, &VendorId::from_text(id), &to).await?;
    Ok(Landing::here().saying(format!("Sent to {}. {said}", to.as_str())))
}

#[server(endpoint = "vendors/enable")]
pub async fn enable_vendor(workspace: Slug, id: String, enabled: bool) -> Result<Landing, AppError> {
    use crate::{
        access::door,
        domain::vendors,
        model::{Id, VendorId},
    };
    let name = vendors::set_enabled(&door(&workspace).await?, &VendorId::from_text(id), enabled).await?;
    Ok(Landing::here().saying(format!("{} {name}.", if enabled { "Enabled" } else { "Disabled" })))
}

#[server(endpoint = "vendors/delete")]
pub async fn delete_vendor(workspace: Slug, id: String) -> Result<Landing, AppError> {
    use crate::{
        access::door,
        domain::vendors,
        model::{Id, VendorId},
    };
    let name = vendors::delete(&door(&workspace).await?, &VendorId::from_text(id)).await?;
    Ok(Landing::at(format!("/{workspace}/vendors")).saying(format!("Deleted {name}.")))
}
