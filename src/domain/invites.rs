//! Invitations: a link that lets one address into an account, once, for a day.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

use super::roles::Giver;
use crate::{
    access::{App, Entry, Fresh, Granted, Origin, SignedIn},
    db::OrConflict,
    identity::{passwords, session::Claims, sha256},
    mail::{self, Letter},
    model::{
        AccountId, AppError, Email, Id, InAccount, Invite, InviteId, MemberStatus, Name, NewPassword, Permission, Person,
        PersonId, RoleId, can,
    },
    store,
};

/// Milliseconds that an invitation is good for.
pub const GOOD_FOR: i64 = 24 * 3_600_000;

/// An invitation at the one moment when its link can be read.
pub struct Invited {
    pub name: String,
    pub email: Email,
    pub link: String,
    /// Whether a letter is on its way; otherwise why the link has to be passed on by hand.
    pub letter: Result<(), String>,
}

fn token(app: &App) -> String {
    BASE64.encode(app.clock.random::<32>())
}

fn inviter(granted: &Granted<can::InviteMembers>) -> PersonId {
    PersonId::from_text(granted.actor().id.clone())
}

/// Invites somebody into a role that may do no more than who invites, and sends the letter once the invitation is committed.
pub async fn invite(
    granted: &Granted<can::InviteMembers>,
    _fresh: Fresh,
    email: &Email,
    name: &Name,
    role: &RoleId,
) -> Result<Invited, AppError> {
    let (account, token) = (granted.account(), token(granted.app()));
    let mut change = granted.change().await?;
    store::people::lock_account(&mut change, account).await?;
    let role = Giver::of(granted, &mut change).await?.find(&mut change, account, role, "role").await?;
    let now = change.now;
    if let Some(member) = store::people::find_member_by_email(&mut change, account, email).await? {
        return Err(AppError::invalid(
            "email",
            match member.status {
                MemberStatus::Active => format!("{} is in your team already.", email.as_str()),
                MemberStatus::Deactivated => format!("{} was in your team. Reactivate them in the list.", email.as_str()),
            },
        ));
    }
    if let Some(open) = store::invites::find_by_email(&mut change, account, email).await? {
        if open.expires_at > now {
            return Err(AppError::invalid(
                "email",
                format!("{} is invited already. Send it again from the list.", email.as_str()),
            ));
        }
        store::invites::delete(&mut change, account, &open.id).await?;
    }
    let id: InviteId = change.id();
    let (hash, by) = (sha256(&token), inviter(granted));
    store::invites::insert(&mut change, account, &id, email, name.as_str(), &role.id, &hash, &by, now, now + GOOD_FOR)
        .await
        .conflict("This address was invited a moment ago. Reload the page.")?;
    change
        .commit(
            Entry::new("account.member_invited", &id)
                .named(email.as_str())
                .with("role", role.name.as_str())
                .with("name", name.as_str()),
        )
        .await?;
    deliver(granted, name.as_str(), email.clone(), &token).await
}

/// Sends it again with a new link; the old one stops working.
pub async fn resend(granted: &Granted<can::InviteMembers>, _fresh: Fresh, id: &InviteId) -> Result<Invited, AppError> {
    let token = token(granted.app());
    let mut change = granted.change().await?;
    let now = change.now;
    store::people::lock_account(&mut change, granted.account()).await?;
    let invite = store::invites::find(&mut change, granted.account(), id).await?.ok_or_else(gone)?;
    // It is the sender's own from now on, so they have to be able to give what is in it.
    Giver::of(granted, &mut change).await?.find(&mut change, granted.account(), &invite.role.id, "invite").await?;
    let by = inviter(granted);
    store::invites::update_token(&mut change, granted.account(), id, &sha256(&token), &by, now + GOOD_FOR).await?;
    change.commit(Entry::new("account.member_invite_resent", id).named(&invite.email)).await?;
    deliver(granted, &invite.name, Email::parse(&invite.email)?, &token).await
}

/// Takes it back; its link stops working. Answers the address.
pub async fn cancel(granted: &Granted<can::InviteMembers>, id: &InviteId) -> Result<String, AppError> {
    let mut change = granted.change().await?;
    let invite = store::invites::find(&mut change, granted.account(), id).await?.ok_or_else(gone)?;
    store::invites::delete(&mut change, granted.account(), id).await?;
    change.commit(Entry::new("account.member_invite_cancelled", id).named(&invite.email)).await?;
    Ok(invite.email)
}

fn gone() -> AppError {
    AppError::conflict("This invitation is gone: it was accepted or cancelled meanwhile.")
}

async fn deliver(granted: &Granted<can::InviteMembers>, name: &str, email: Email, token: &str) -> Result<Invited, AppError> {
    let app = granted.app();
    let link = format!("{}/invite/{token}", app.config.base_url.trim_end_matches('/'));
    let mut tx = granted.read().await?;
    let account = store::people::find_account(&mut tx, granted.account()).await?.ok_or(AppError::NotFound)?.name;
    drop(tx);
    let letter = mail::send(app, &Letter::invitation(&email, name, &granted.actor().name, &account, &link)).await;
    Ok(Invited { name: name.to_owned(), email, link, letter })
}

/// An invitation as whoever holds its link sees it.
pub struct Welcome {
    pub invite: Invite,
    pub account: String,
    /// Somebody with this address has a password already and signs in instead of choosing one.
    pub known: bool,
}

/// What the link leads to; none when it was used, cancelled, replaced or is too old, or when who sent it may not invite any more.
pub async fn find(app: &App, token: &str) -> Result<Option<Welcome>, AppError> {
    let mut tx = app.regions.control().read().await?;
    let Some(invite) = valid(&mut tx, token, app.now()).await? else { return Ok(None) };
    let Some(account) = store::people::find_account(&mut tx, &invite.account_id).await? else { return Ok(None) };
    let known = store::people::credentials_by_email(&mut tx, &Email::parse(&invite.email)?).await?.is_some();
    Ok(Some(Welcome { invite, account: account.name, known }))
}

async fn valid(tx: &mut crate::db::Tx, token: &str, now: i64) -> Result<Option<Invite>, AppError> {
    let found = store::invites::find_by_token(tx, &sha256(token)).await?;
    let Some(invite) = found.filter(|invite| invite.expires_at > now) else { return Ok(None) };
    // Nobody gives more than they have, at the moment when it is taken.
    let inviter = store::people::membership(tx, &invite.invited_by, &invite.account_id).await?;
    let Some(inviter) = inviter.filter(|inviter| inviter.status == MemberStatus::Active) else { return Ok(None) };
    let rights = inviter.rights();
    if !rights.allow(Permission::InviteMembers, &InAccount) {
        return Ok(None);
    }
    let giver = Giver::with(rights, tx, &invite.account_id).await?;
    let role = store::roles::find(tx, &invite.account_id, &invite.role.id).await?;
    Ok(role.is_some_and(|role| giver.lacks(&role.rights).is_none()).then_some(invite))
}

fn no_longer_good() -> AppError {
    AppError::conflict("This invitation is not good any more. Ask for a new one.")
}

/// A new person accepts with a name and a password. Answers who is signed in now.
pub async fn accept_as_new(
    app: &App,
    origin: &Origin,
    token: &str,
    name: &Name,
    password: &NewPassword,
) -> Result<Claims, AppError> {
    // An answer before the hashing, so that made-up links cost us nothing; the transaction looks again.
    let welcome = find(app, token).await?.ok_or_else(no_longer_good)?;
    if welcome.known {
        return Err(AppError::conflict("You have a password here already. Sign in and open the link again."));
    }
    let hash = passwords::hash(app, password).await?;
    let id: PersonId = app.clock.id();
    let email = welcome.invite.email.clone();
    let person = Person {
        id: id.clone(),
        name: name.to_string(),
        email: email.clone(),
        totp_confirmed_at: None,
        has_passkey: false,
        zone: None,
    };
    let granted = app.as_themselves(&welcome.invite.account_id, &person, origin);
    let mut change = granted.change().await?;
    let now = change.now;
    store::people::lock_account(&mut change, &welcome.invite.account_id).await?;
    let invite = valid(&mut change, token, now).await?.ok_or_else(no_longer_good)?;
    store::people::insert_person(&mut change, &id, &email, name.as_str(), &hash, now)
        .await
        .conflict("You have a password here already. Sign in and open the link again.")?;
    take(&mut change, &invite, &id, now).await?;
    let joined = joined(&invite, &id, name.as_str());
    let signed_in = Entry::new("session.signed_in", &id).named(name).with("factor", "invitation");
    change.commit_all(vec![joined, signed_in]).await?;
    Ok(Claims::new(id, invite.account_id, true, now).at(origin))
}

/// Somebody who is signed in accepts what was sent to their own address. Answers the account that they are in now.
pub async fn accept_as(app: &App, origin: &Origin, token: &str, signed_in: &SignedIn) -> Result<AccountId, AppError> {
    let found = find(app, token).await?.ok_or_else(no_longer_good)?;
    let granted = app.as_themselves(&found.invite.account_id, &signed_in.person, origin);
    let mut change = granted.change().await?;
    let now = change.now;
    store::people::lock_account(&mut change, &found.invite.account_id).await?;
    let invite = valid(&mut change, token, now).await?.ok_or_else(no_longer_good)?;
    if invite.email != signed_in.person.email {
        return Err(AppError::conflict(format!("This invitation is for {}. Sign in with that address.", invite.email)));
    }
    let id = &signed_in.person.id;
    take(&mut change, &invite, id, now).await?;
    change.commit(joined(&invite, id, &signed_in.person.name)).await?;
    Ok(invite.account_id)
}

/// Uses the invitation up and makes the member.
async fn take(
    change: &mut crate::access::Change<'_, can::EditProfile>,
    invite: &Invite,
    id: &PersonId,
    now: i64,
) -> Result<(), AppError> {
    if store::invites::delete(change, &invite.account_id, &invite.id).await? == 0 {
        return Err(no_longer_good());
    }
    store::people::insert_member(change, &invite.account_id, id, &invite.role.id, now)
        .await
        .conflict("You are in this team already.")?;
    Ok(())
}

fn joined(invite: &Invite, id: &PersonId, name: &str) -> Entry {
    Entry::new("account.member_joined", id)
        .named(name)
        .with("role", invite.role.name.as_str())
        .with("invited_by", invite.inviter.as_str())
}
