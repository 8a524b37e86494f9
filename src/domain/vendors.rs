//! Vendors of a workspace: set up, tried out, switched off, removed. The oldest one that is enabled is the one that sends.

use serde_json::json;

pub use crate::vendors::smtp::{Security, SmtpForm, SmtpSettings};
use crate::{
    access::{Entry, Granted},
    db::OrConflict,
    model::{AppError, Channel, Email, Name, Needs, Rendered, Vendor, VendorId, Workspace, WorkspaceId, WorkspaceKind, can},
    store,
    vendors::{self, Letter, SendError, Vendor as _, smtp::Smtp},
};

/// Where sealed settings belong.
pub fn place(workspace: &WorkspaceId, id: &VendorId) -> String {
    format!("vendor.settings/{workspace}/{id}")
}

/// In the order in which they are asked.
pub async fn list(granted: &Granted<can::ManageVendors>) -> Result<Vec<Vendor>, AppError> {
    let mut tx = granted.read().await?;
    Ok(store::vendors::list(&mut tx, granted.workspace_id()).await?)
}

/// A vendor and its settings; the password is never shown again.
pub async fn find_smtp(granted: &Granted<can::ManageVendors>, id: &VendorId) -> Result<(Vendor, SmtpSettings), AppError> {
    let mut tx = granted.read().await?;
    let vendor = store::vendors::find(&mut tx, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    let sealed = store::vendors::find_sealed(&mut tx, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    let settings = SmtpSettings { password: String::new(), ..open_smtp(granted, id, &sealed.settings)? };
    Ok((vendor, settings))
}

fn open_smtp<P: Needs<Place = Workspace>>(granted: &Granted<P>, id: &VendorId, sealed: &str) -> Result<SmtpSettings, AppError> {
    let text = granted.app().vault.unseal(&place(granted.workspace_id(), id), sealed)?;
    serde_json::from_str(&text).map_err(|error| {
        tracing::error!(%error, vendor = %id, "settings that can't be read");
        AppError::Internal
    })
}

/// Adds an SMTP vendor, or changes the one named by `id`. In a Sandbox nothing is sent out, so there is nothing to set up.
pub async fn save_smtp(
    granted: &Granted<can::ManageVendors>,
    id: Option<&VendorId>,
    name: &Name,
    form: &SmtpForm,
) -> Result<VendorId, AppError> {
    let workspace = granted.workspace();
    if workspace.kind == WorkspaceKind::Sandbox {
        return Err(AppError::conflict("This workspace sends nothing out, so it needs no vendor. Every message is captured."));
    }
    let mut change = granted.change().await?;
    let now = change.now;
    let taken = "Another vendor of this workspace has this name already. Choose another one.";
    let Some(id) = id else {
        let settings = SmtpSettings::parse(form, None)?;
        let vendor = Vendor {
            id: change.id(),
            key: Smtp::KEY.to_owned(),
            channel: Channel::Email,
            name: name.to_string(),
            enabled: true,
            created_at: now,
            updated_at: now,
        };
        let sealed = seal(granted, &vendor.id, &settings)?;
        store::vendors::insert(&mut change, &workspace.id, &vendor, &sealed).await.conflict(taken)?;
        change.commit(facts(Entry::new("vendor.added", &vendor.id).named(name), &settings)).await?;
        return Ok(vendor.id);
    };
    let vendor = store::vendors::find(&mut change, &workspace.id, id).await?.ok_or(AppError::NotFound)?;
    let before = store::vendors::find_sealed(&mut change, &workspace.id, id).await?.ok_or(AppError::NotFound)?;
    let before = open_smtp(granted, id, &before.settings)?;
    let settings = SmtpSettings::parse(form, Some(&before))?;
    let sealed = seal(granted, id, &settings)?;
    store::vendors::update_settings(&mut change, &workspace.id, id, name.as_str(), &sealed, now).await.conflict(taken)?;
    let mut entry = Entry::new("vendor.updated", id)
        .named(name)
        .from_to("name", vendor.name.as_str(), name.as_str())
        .from_to("host", before.host.as_str(), settings.host.as_str())
        .from_to("port", before.port, settings.port)
        .from_to("security", before.security.key(), settings.security.key())
        .from_to("username", before.username.as_str(), settings.username.as_str())
        .from_to("from_name", before.from_name.as_str(), settings.from_name.as_str())
        .from_to("from_address", before.from_address.as_str(), settings.from_address.as_str());
    if before.password != settings.password {
        entry = entry.with("password", "changed");
    }
    change.commit(entry).await?;
    Ok(id.clone())
}

fn seal(granted: &Granted<can::ManageVendors>, id: &VendorId, settings: &SmtpSettings) -> Result<String, AppError> {
    let text = serde_json::to_string(settings).map_err(|_| AppError::Internal)?;
    Ok(granted.app().vault.seal(&place(granted.workspace_id(), id), &text))
}

fn facts(entry: Entry, settings: &SmtpSettings) -> Entry {
    entry
        .with("host", settings.host.as_str())
        .with("port", settings.port)
        .with("security", settings.security.key())
        .with("from_address", settings.from_address.as_str())
}

/// Switches a vendor on or off. Messages that wait for another try find the next vendor by themselves.
pub async fn set_enabled(granted: &Granted<can::ManageVendors>, id: &VendorId, enabled: bool) -> Result<String, AppError> {
    let mut change = granted.change().await?;
    let now = change.now;
    let vendor = store::vendors::find(&mut change, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    store::vendors::update_enabled(&mut change, granted.workspace_id(), id, enabled, now).await?;
    let action = if enabled { "vendor.enabled" } else { "vendor.disabled" };
    change.commit(Entry::new(action, id).named(&vendor.name)).await?;
    Ok(vendor.name)
}

pub async fn delete(granted: &Granted<can::ManageVendors>, id: &VendorId) -> Result<String, AppError> {
    let mut change = granted.change().await?;
    let vendor = store::vendors::find(&mut change, granted.workspace_id(), id).await?.ok_or(AppError::NotFound)?;
    store::vendors::delete(&mut change, granted.workspace_id(), id).await?;
    change.commit(Entry::new("vendor.deleted", id).named(&vendor.name).with("key", vendor.key)).await?;
    Ok(vendor.name)
}

/// Sends one real mail and answers what the server said. It works for a vendor that is switched off, too: one tries before one switches on.
pub async fn send_test(granted: &Granted<can::ManageVendors>, id: &VendorId, to: &Email) -> Result<String, AppError> {
    let (app, workspace) = (granted.app(), granted.workspace());
    let sealed = {
        let mut tx = granted.read().await?;
        store::vendors::find_sealed(&mut tx, &workspace.id, id).await?.ok_or(AppError::NotFound)?
    };
    let settings = app.vault.unseal(&place(&workspace.id, id), &sealed.settings)?;
    let sender = granted.actor().name.as_str();
    let line = format!("{sender} sent this from {} to see whether the vendor “{}” works. It does.", workspace.name, sealed.name);
    let letter = Letter {
        id: format!("test_{}", granted.id::<crate::model::MessageId>()),
        to: to.as_str().to_owned(),
        rendered: Rendered::Email {
            subject: format!("Test mail from Belfry ({})", workspace.name),
            preheader: String::new(),
            html: format!("<p>{}</p>", escape(&line)),
            text: line,
        },
        at: granted.now(),
    };
    let outcome = vendors::find(&sealed.key)?.send(&app.net, &settings, &letter).await;
    let (said, result) = match &outcome {
        Ok(receipt) => (receipt.answer.as_str(), "accepted"),
        Err(SendError::Permanent(words)) => (words.as_str(), "refused"),
        Err(SendError::Transient(words) | SendError::Later(words, _)) => (words.as_str(), "failed"),
    };
    let entry = Entry::new("vendor.tested", id).named(&sealed.name).with("outcome", json!(result));
    granted.change().await?.commit(entry).await?;
    match outcome {
        Ok(_) if said.is_empty() => Ok("The mail server took it.".to_owned()),
        Ok(_) => Ok(format!("The mail server took it and said: {said}")),
        Err(error) => Err(AppError::invalid("to", error.words())),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
