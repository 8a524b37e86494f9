//! Verified channels of a Sandbox: addresses whose owner entered a code. When this server is told to, the Sandbox really sends to them, and
//! to nobody else.
//!
//! E-mail only: a number can be verified once Belfry sends SMS.

use std::collections::BTreeSet;

use crate::{
    access::{App, Entry, Granted},
    db::{DbResult, OrConflict, Tx},
    identity::{
        email_code::{self, GOOD_FOR},
        throttle::{self, Gate},
    },
    mail::{self, Letter},
    model::{AccountId, AppError, Email, VerifiedChannel, VerifiedChannelId, Workspace, WorkspaceKind, can},
    store,
    vendors::{
        Vendor as _,
        house_mail::{HouseMail, HouseMailSettings},
    },
};

/// Only a Sandbox has them.
fn in_sandbox(workspace: &Workspace) -> Result<(), AppError> {
    if workspace.kind == WorkspaceKind::Sandbox {
        return Ok(());
    }
    Err(AppError::conflict("Only a Sandbox has verified channels. Other workspaces send to everybody."))
}

/// Whether the Sandbox really sends to verified addresses.
pub fn sends(app: &App) -> bool {
    app.config.sandbox_sends && app.config.mail.is_some()
}

/// The addresses that a workspace sends to although it is a Sandbox. None: it sends nothing out, or is none.
pub(super) async fn verified(tx: &mut Tx, app: &App, workspace: &Workspace) -> DbResult<Option<BTreeSet<String>>> {
    if workspace.kind != WorkspaceKind::Sandbox || !sends(app) {
        return Ok(None);
    }
    let all = store::verified_channels::list(tx, &workspace.id).await?;
    let verified = all.into_iter().filter(|channel| channel.verified_at.is_some());
    Ok(Some(verified.map(|channel| channel.address).collect()))
}

/// What sends to them: Belfry's own mail server, with its settings as its vendor reads them.
pub(super) fn way_out(app: &App) -> Option<(&'static str, String)> {
    let server = app.config.mail.as_ref().filter(|_| sends(app))?;
    let settings = HouseMailSettings { url: server.url.clone(), from: server.from.clone() };
    Some((HouseMail::KEY, serde_json::to_string(&settings).ok()?))
}

pub async fn list(granted: &Granted<can::ManageVendors>) -> Result<Vec<VerifiedChannel>, AppError> {
    in_sandbox(granted.workspace())?;
    let mut tx = granted.read().await?;
    Ok(store::verified_channels::list(&mut tx, granted.workspace_id()).await?)
}

/// Sends six digits to an address, which is added when it is not there yet. Answers which one it is.
pub async fn ask(granted: &Granted<can::ManageVendors>, email: &Email) -> Result<VerifiedChannelId, AppError> {
    let (app, workspace) = (granted.app(), granted.workspace());
    in_sandbox(workspace)?;
    if app.config.mail.is_none() {
        return Err(AppError::conflict("This server sends no mail of its own, so it can’t send a code. Set BELFRY_SMTP_URL."));
    }
    throttle::count(app, &granted.origin().gates(Gate::channel_letter(email))).await?;
    let code = email_code::generate(app);
    let mut change = granted.change().await?;
    let (now, expires_at) = (change.now, change.now + GOOD_FOR);
    let all = store::verified_channels::list(&mut change, &workspace.id).await?;
    let id = match all.iter().find(|known| known.address == email.as_str()) {
        Some(known) if known.verified_at.is_some() => {
            return Err(AppError::invalid("email", "This address is verified already."));
        }
        Some(known) => {
            let hash = email_code::hash(app, &place(&known.id), &code);
            store::verified_channels::update_code(&mut change, &workspace.id, &known.id, &hash, expires_at).await?;
            known.id.clone()
        }
        None => {
            let id: VerifiedChannelId = change.id();
            let channel = VerifiedChannel {
                slot: free_slot(&all)?,
                address: email.as_str().to_owned(),
                verified_at: None,
                code_hash: Some(email_code::hash(app, &place(&id), &code)),
                code_expires_at: Some(expires_at),
                created_by: granted.actor().name.clone(),
                created_at: now,
                id,
            };
            let taken = "Somebody added an address at the same moment. Try again.";
            store::verified_channels::insert(&mut change, &workspace.id, &channel).await.conflict(taken)?;
            channel.id
        }
    };
    change.commit(Entry::new("verified_channel.code_asked", &id).named(email.as_str())).await?;
    let letter = Letter::channel_code(email, &granted.actor().name, &workspace.name, &code);
    mail::send(app, &letter).await.map_err(|problem| AppError::invalid("email", problem))?;
    Ok(id)
}

/// The first place that is free.
fn free_slot(all: &[VerifiedChannel]) -> Result<i64, AppError> {
    let free = (1..=VerifiedChannel::MAX).find(|slot| all.iter().all(|channel| channel.slot != *slot));
    free.ok_or_else(|| {
        AppError::invalid("email", format!("There are {} addresses already. Remove one first.", VerifiedChannel::MAX))
    })
}

/// Where the hash of an address' code is kept.
fn place(id: &VerifiedChannelId) -> String {
    format!("verified_channel.code_hash/{id}")
}

/// The address is verified when these are the digits of its last letter. Answers the address.
pub async fn enter(granted: &Granted<can::ManageVendors>, id: &VerifiedChannelId, typed: &str) -> Result<String, AppError> {
    let (app, workspace) = (granted.app(), granted.workspace());
    in_sandbox(workspace)?;
    let gates = granted.origin().gates(Gate::channel_code(id));
    throttle::count(app, &gates).await?;
    let mut change = granted.change().await?;
    let now = change.now;
    let channel = store::verified_channels::find(&mut change, &workspace.id, id).await?.ok_or(AppError::NotFound)?;
    let stored = channel.code_hash.as_deref();
    let fits = email_code::fits(app, &place(id), stored, typed);
    let stored = stored.unwrap_or_default();
    if !fits || store::verified_channels::update_verified(&mut change, &workspace.id, id, stored, now).await? == 0 {
        return Err(AppError::invalid(
            "code",
            "This is not the code of the last letter, or it is older than 10 minutes. Look again, or send another one.",
        ));
    }
    change.commit(Entry::new("verified_channel.verified", id).named(&channel.address)).await?;
    throttle::forgive(app, &gates).await?;
    Ok(channel.address)
}

pub async fn remove(granted: &Granted<can::ManageVendors>, id: &VerifiedChannelId) -> Result<String, AppError> {
    let workspace = granted.workspace();
    in_sandbox(workspace)?;
    let mut change = granted.change().await?;
    let channel = store::verified_channels::find(&mut change, &workspace.id, id).await?.ok_or(AppError::NotFound)?;
    store::verified_channels::delete(&mut change, &workspace.id, id).await?;
    change.commit(Entry::new("verified_channel.removed", id).named(&channel.address)).await?;
    Ok(channel.address)
}

/// Who set the account up is known to read that address' letters, or will find out: it is verified from the start.
pub(super) async fn provision(app: &App, account: &AccountId, sandbox: Workspace, email: &str) -> Result<(), AppError> {
    let granted: Granted<can::ManageVendors> = app.as_system(account, sandbox, "Belfry's samples");
    let mut change = granted.change().await?;
    let all = store::verified_channels::list(&mut change, granted.workspace_id()).await?;
    if !all.is_empty() {
        return change.rollback().await;
    }
    let channel = VerifiedChannel {
        id: change.id(),
        slot: 1,
        address: email.to_owned(),
        verified_at: Some(change.now),
        code_hash: None,
        code_expires_at: None,
        created_by: granted.actor().name.clone(),
        created_at: change.now,
    };
    store::verified_channels::insert(&mut change, granted.workspace_id(), &channel).await?;
    change.commit(Entry::new("verified_channel.verified", &channel.id).named(email)).await
}
