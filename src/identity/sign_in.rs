//! Signing in: password or a code by e-mail, second factor, passkey, and the proof of identity that dangerous acts ask for.
//!
//! Nobody holds a `Granted` here yet. What is written down is written in the name of the person who proves who they are
//! ([`App::as_themselves`]), and of nobody else.

use super::{
    email_code::{self, Asked, TRIES},
    passkeys::Shown,
    passwords, recovery,
    session::Claims,
    throttle::{self, Gate},
    totp,
};
use crate::{
    access::{App, Change, Entry, Granted, Origin, SECURITY, SignedIn},
    db::Tx,
    model::{AccountId, AppError, Email, Id, MemberStatus, Person, PersonId, can},
    store::{self, passkeys::PasskeyRow, people::Credentials},
};

/// Who gave the right password has this long for the second factor (milliseconds).
const PENDING: i64 = 10 * 60_000;

/// What somebody shows to be who they say they are.
pub enum Proof {
    Password(String),
    /// Of an authenticator app, or a recovery code.
    Code(String),
    Passkey(Box<Shown>),
}

/// Checks e-mail address and password. Known and unknown addresses, right and wrong passwords get the same work and, when it is no,
/// the same answer. The claims still lack the second factor when the person has one.
pub async fn with_password(app: &App, origin: &Origin, email: &Email, password: &str) -> Result<Claims, AppError> {
    let gates = origin.gates(Gate::email(email));
    throttle::count(app, &gates).await?;
    let mut tx = app.regions.control().read().await?;
    let found = store::people::credentials_by_email(&mut tx, email).await?;
    let account = first_account(&mut tx, found.as_ref().map(|found| &found.id)).await?;
    drop(tx);
    let right = passwords::verify(app, password, found.as_ref().map(|found| found.password_hash.as_str())).await?;
    let known = found.zip(account);
    let Some((found, account)) = known.as_ref().filter(|_| right) else {
        refused(app, origin, &gates[0], known.as_ref().map(|(found, account)| (found.person(), account)), "password").await?;
        return Err(AppError::invalid("password", "The e-mail address or the password is not right."));
    };
    throttle::forgive(app, &gates[1..]).await?;
    past_first_factor(app, origin, found, account, &gates[..1], "password").await
}

/// Checks the digits of a letter, in the browser that asked for it. They prove the e-mail address only, as a password proves only itself.
pub async fn with_email_code(app: &App, origin: &Origin, asked: &Asked, typed: &str) -> Result<Claims, AppError> {
    let gates = origin.gates(Gate::email_code(&asked.email));
    throttle::count(app, &gates).await?;
    let mut tx = app.regions.control().write().await?;
    let tried = store::email_codes::count_try(&mut tx, &asked.id, TRIES, app.now()).await?;
    let stored = tried.as_ref().and_then(|tried| tried.code_hash.as_deref());
    let right = email_code::fits(app, &email_code::place(&asked.id), stored, typed);
    if right {
        store::email_codes::delete(&mut tx, &asked.id).await?;
    }
    tx.commit().await?;
    let mut tx = app.regions.control().read().await?;
    let found = store::people::credentials_by_email(&mut tx, &asked.email).await?;
    // Somebody else may have taken the address over since the letter was written.
    let found = found.filter(|found| tried.as_ref().is_some_and(|tried| tried.person_id.as_ref() == Some(&found.id)));
    let account = first_account(&mut tx, found.as_ref().map(|found| &found.id)).await?;
    drop(tx);
    let known = found.zip(account);
    let Some((found, account)) = known.as_ref().filter(|_| right) else {
        refused(app, origin, &gates[0], known.as_ref().map(|(found, account)| (found.person(), account)), "code by e-mail")
            .await?;
        return Err(AppError::invalid(
            "code",
            match tried {
                Some(_) => "This is not the code of the newest letter.",
                None => "This code is not good any more. Send another one.",
            },
        ));
    };
    // The try was a good one, and so was asking for the letter.
    throttle::forgive(app, &[&gates[1..], &gates[1..]].concat()).await?;
    past_first_factor(app, origin, found, account, &[gates[0].clone(), Gate::code_letter(&asked.email)], "code by e-mail").await
}

/// Somebody showed one thing. Who has a second factor is asked for it next; everybody else is signed in. Opens the gates that were guessed
/// at; the first one tells how often that failed before.
async fn past_first_factor(
    app: &App,
    origin: &Origin,
    found: &Credentials,
    account: &AccountId,
    gates: &[Gate],
    factor: &str,
) -> Result<Claims, AppError> {
    if found.person().has_second_factor() {
        let mut tx = app.regions.control().write().await?;
        for gate in gates {
            throttle::open(&mut tx, gate).await?;
        }
        tx.commit().await?;
        return Ok(Claims::new(found.id.clone(), account.clone(), false, app.now()).at(origin));
    }
    let granted = app.as_themselves(account, &found.person(), origin);
    let mut change = granted.change().await?;
    let failed = throttle::open(&mut change, &gates[0]).await?;
    for gate in &gates[1..] {
        throttle::open(&mut change, gate).await?;
    }
    signed_in(change, found, factor, failed).await?;
    Ok(Claims::new(found.id.clone(), account.clone(), true, app.now()).at(origin))
}

/// The account that somebody lands in: the one that they joined first. For nobody it is looked up just the same: that would be the faster
/// answer otherwise, and tell which addresses nobody has.
async fn first_account(tx: &mut Tx, person: Option<&PersonId>) -> Result<Option<AccountId>, AppError> {
    let nobody = PersonId::from_text(String::new());
    Ok(store::people::memberships(tx, person.unwrap_or(&nobody)).await?.into_iter().next().map(|first| first.account_id))
}

/// The means to act for a person in their first account; none for somebody who is in no account any more.
pub async fn in_first_account(
    app: &App,
    origin: &Origin,
    found: &Credentials,
) -> Result<Option<Granted<can::EditProfile>>, AppError> {
    let mut tx = app.regions.control().read().await?;
    let account = first_account(&mut tx, Some(&found.id)).await?;
    Ok(account.map(|account| app.as_themselves(&account, &found.person(), origin)))
}

/// Who has this address, with the means to act for them; none for nobody, and for somebody who is in no account any more.
pub async fn by_email(
    app: &App,
    origin: &Origin,
    email: &Email,
) -> Result<Option<(Credentials, Granted<can::EditProfile>)>, AppError> {
    let mut tx = app.regions.control().read().await?;
    let Some(found) = store::people::credentials_by_email(&mut tx, email).await? else { return Ok(None) };
    drop(tx);
    Ok(in_first_account(app, origin, &found).await?.map(|granted| (found, granted)))
}

/// Which second factors somebody has, besides recovery codes.
pub struct Factors {
    pub app: bool,
    pub passkey: bool,
}

pub async fn factors(app: &App, person: &PersonId) -> Result<Factors, AppError> {
    let mut tx = app.regions.control().read().await?;
    let found = store::people::credentials(&mut tx, person).await?.ok_or(AppError::SignedOut)?;
    Ok(Factors { app: found.totp_confirmed_at.is_some(), passkey: found.has_passkey })
}

/// Completes a sign-in with a code of the authenticator app or a recovery code.
pub async fn with_code(app: &App, origin: &Origin, claims: &Claims, code: &str) -> Result<Claims, AppError> {
    let now = app.now();
    if now - claims.signed_in_at > PENDING {
        return Err(AppError::SignedOut);
    }
    let (found, granted) = themselves(app, origin, &claims.account, &claims.person).await?;
    let (change, factor, failed) = accept_code(&granted, origin, &found, code).await?;
    signed_in(change, &found, factor, failed).await?;
    Ok(Claims::new(claims.person.clone(), claims.account.clone(), true, now).at(origin))
}

/// Checks a passkey, which tells by itself whose it is and is both factors at once. `pending`: who showed a first factor before.
pub async fn with_passkey(app: &App, origin: &Origin, shown: &Shown, pending: Option<&PersonId>) -> Result<Claims, AppError> {
    let found = match passkey(app, shown, pending).await? {
        Some(row) => owner(app, row).await?,
        None => None,
    };
    let Some((row, found, account)) = found else {
        throttle::count(app, Gate::address(origin).as_slice()).await?;
        return Err(unknown_passkey());
    };
    let granted = app.as_themselves(&account, &found.person(), origin);
    let (change, failed) = accept_passkey(&granted, origin, &found, &row, shown).await?;
    signed_in(change, &found, "passkey", failed).await?;
    Ok(Claims::new(found.id, account, true, app.now()).at(origin))
}

/// Said of every passkey that opens nothing, whatever the reason.
fn unknown_passkey() -> AppError {
    AppError::conflict("This passkey opens nothing here. It may have been removed. Sign in another way.")
}

/// The passkey that is shown, if the device means the person whose it is.
async fn passkey(app: &App, shown: &Shown, known: Option<&PersonId>) -> Result<Option<PasskeyRow>, AppError> {
    let mut tx = app.regions.control().read().await?;
    let row = store::passkeys::find_by_credential(&mut tx, &shown.credential_id()).await?;
    Ok(row.filter(|row| shown.is_of(&row.person_id, known)))
}

/// Whose passkey it is, and where they land; none for somebody who is in no account any more.
async fn owner(app: &App, row: PasskeyRow) -> Result<Option<(PasskeyRow, Credentials, AccountId)>, AppError> {
    let mut tx = app.regions.control().read().await?;
    let found = store::people::credentials(&mut tx, &row.person_id).await?;
    let account = first_account(&mut tx, Some(&row.person_id)).await?;
    Ok(found.zip(account).map(|(found, account)| (row, found, account)))
}

/// Checks a passkey of somebody who is known. Answers the change in which it was used, and how many tries failed before.
async fn accept_passkey<'g>(
    granted: &'g Granted<can::EditProfile>,
    origin: &Origin,
    found: &Credentials,
    row: &PasskeyRow,
    shown: &Shown,
) -> Result<(Change<'g, can::EditProfile>, i64), AppError> {
    let app = granted.app();
    let gates = origin.gates(Gate::passkey(&found.id));
    throttle::count(app, &gates).await?;
    if let Some(kept) = shown.verify(app, row)? {
        let mut change = granted.change().await?;
        let now = change.now;
        if store::passkeys::update_used(&mut change, &row.id, &kept.state(), now).await? == 1 {
            let failed = throttle::succeed(&mut change, &gates).await?;
            return Ok((change, failed));
        }
        change.rollback().await?;
    }
    refused(app, origin, &gates[0], Some((found.person(), granted.account())), "passkey").await?;
    Err(unknown_passkey())
}

/// Somebody who is signed in proves it again.
pub async fn confirm(app: &App, origin: &Origin, signed_in: &SignedIn, proof: Proof) -> Result<(), AppError> {
    let (found, granted) = themselves(app, origin, &signed_in.account.id, &signed_in.person.id).await?;
    let (change, factor, failed) = match proof {
        Proof::Code(code) => accept_code(&granted, origin, &found, &code).await?,
        Proof::Password(password) => {
            let change = accept_password(&granted, origin, &found, &password, "password").await?;
            (change, "password", 0)
        }
        Proof::Passkey(shown) => {
            let row = passkey(app, &shown, Some(&found.id)).await?.filter(|row| row.person_id == found.id);
            let (change, failed) = accept_passkey(&granted, origin, &found, &row.ok_or_else(unknown_passkey)?, &shown).await?;
            (change, "passkey", failed)
        }
    };
    change.commit(entry("session.confirmed", &found).with("factor", factor).with("failed_before", failed)).await
}

/// Checks the password of somebody who is known. Answers the change that its consequences belong into. `field` is the form field to blame.
pub async fn accept_password<'g>(
    granted: &'g Granted<can::EditProfile>,
    origin: &Origin,
    found: &Credentials,
    password: &str,
    field: &str,
) -> Result<Change<'g, can::EditProfile>, AppError> {
    let app = granted.app();
    let gates = origin.gates(Gate::email(&Email::parse(&found.email)?));
    throttle::count(app, &gates).await?;
    if !passwords::verify(app, password, Some(&found.password_hash)).await? {
        refused(app, origin, &gates[0], Some((found.person(), granted.account())), "password").await?;
        return Err(AppError::invalid(field, "This is not your password."));
    }
    throttle::forgive(app, &gates[1..]).await?;
    let mut change = granted.change().await?;
    throttle::open(&mut change, &gates[0]).await?;
    Ok(change)
}

/// Uses a code up, and answers the change in which that happened, which factor it was, and how many tries failed before.
async fn accept_code<'g>(
    granted: &'g Granted<can::EditProfile>,
    origin: &Origin,
    found: &Credentials,
    typed: &str,
) -> Result<(Change<'g, can::EditProfile>, &'static str, i64), AppError> {
    let app = granted.app();
    let gates = origin.gates(Gate::factor(&found.id));
    throttle::count(app, &gates).await?;
    let mut change = granted.change().await?;
    let now = change.now;
    let sealed = found.totp_secret.as_deref().filter(|_| found.totp_confirmed_at.is_some());
    let factor = match (sealed, totp::digits(typed)) {
        (Some(sealed), Some(code)) if totp::accept(&mut change, app, &found.id, sealed, &code, now).await? => "authenticator app",
        (_, None) if recovery::is_one(typed) && recovery::accept(&mut change, &found.id, typed, now).await? => "recovery code",
        _ => {
            change.rollback().await?;
            refused(app, origin, &gates[0], Some((found.person(), granted.account())), "second factor").await?;
            return Err(AppError::invalid("code", "This code is not right, or it was used already. Each code counts once."));
        }
    };
    let failed = throttle::succeed(&mut change, &gates).await?;
    Ok((change, factor, failed))
}

/// Who proves it, as the database has them now, with the means to write it down. A membership that ended ends this too.
async fn themselves(
    app: &App,
    origin: &Origin,
    account: &AccountId,
    id: &PersonId,
) -> Result<(Credentials, Granted<can::EditProfile>), AppError> {
    let mut tx = app.regions.control().read().await?;
    let membership = store::people::membership(&mut tx, id, account).await?;
    membership.filter(|membership| membership.status == MemberStatus::Active).ok_or(AppError::SignedOut)?;
    let found = store::people::credentials(&mut tx, id).await?.ok_or(AppError::SignedOut)?;
    let granted = app.as_themselves(account, &found.person(), origin);
    Ok((found, granted))
}

fn entry(action: &'static str, found: &Credentials) -> Entry {
    Entry::new(action, &found.id).named(&found.name)
}

async fn signed_in(
    change: Change<'_, can::EditProfile>,
    found: &Credentials,
    factor: &str,
    failed_before: i64,
) -> Result<(), AppError> {
    change.commit(entry("session.signed_in", found).with("factor", factor).with("failed_before", failed_before)).await
}

/// Writes down that tries failed. In the audit log that is once when they close the gate, not once a try, and fewer are told by the next
/// sign-in; the log of the process has each of them. For a known and for an unknown address it is one read and one commit.
async fn refused(
    app: &App,
    origin: &Origin,
    gate: &Gate,
    known: Option<(Person, &AccountId)>,
    factor: &str,
) -> Result<(), AppError> {
    let now = app.now();
    let (id, address) = (known.as_ref().map(|(person, _)| person.id.as_str()), &origin.address);
    tracing::warn!(target: SECURITY, id, address, factor, "refused: a proof of identity that was wrong");
    let tries = throttle::tries_that_closed(&mut app.regions.control().read().await?, gate).await?;
    if let (Some(tries), Some((person, account))) = (tries, known) {
        let granted = app.as_themselves(account, &person, origin);
        let mut change = granted.change().await?;
        throttle::touch(&mut change, gate, now).await?;
        let entry = Entry::new("session.refused", &person.id).named(&person.name);
        return change.commit(entry.with("factor", factor).with("tries", tries)).await;
    }
    let mut tx = app.regions.control().write().await?;
    throttle::touch(&mut tx, gate, now).await?;
    Ok(tx.commit().await?)
}

/// Writes down that somebody went.
pub async fn signed_out(app: &App, origin: &Origin, signed_in: &SignedIn) -> Result<(), AppError> {
    let granted = app.as_themselves(&signed_in.account.id, &signed_in.person, origin);
    granted.change().await?.commit(Entry::new("session.signed_out", &signed_in.person.id).named(&signed_in.person.name)).await
}
