//! A new password for somebody who forgot theirs: a letter to the address that they sign in with.
//!
//! The form only writes down what was asked, and the letter is written later, beside the requests: an address that somebody has and one
//! that nobody has are the same work and get the same answer, however slow the mail server is.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};

use crate::{
    access::{App, Entry, Origin},
    identity::{
        passwords, sha256, sign_in,
        throttle::{self, Gate},
    },
    mail::{self, Letter},
    model::{AppError, Email, JobId, NewPassword, PersonId},
    store::{self, people::Credentials, resets::ResetRequest},
};

/// Milliseconds that a link is good for.
pub const GOOD_FOR: i64 = 30 * 60_000;

/// Whether this server can write the letter at all.
pub fn can_send(app: &App) -> bool {
    app.config.mail.is_some()
}

/// Writes down that somebody asks for a new password, and rings for who sends the letters.
pub async fn ask(app: &App, origin: &Origin, email: &Email) -> Result<(), AppError> {
    if !can_send(app) {
        return Err(AppError::conflict("This server sends no mail. An admin of your team can help you."));
    }
    throttle::count(app, &origin.gates(Gate::reset(email))).await?;
    let id: JobId = app.clock.id();
    let mut tx = app.regions.control().write().await?;
    let (address, user_agent) = (origin.address.as_deref(), origin.user_agent.as_deref());
    store::resets::insert_request(&mut tx, &id, email, address, user_agent, app.now()).await?;
    tx.commit().await?;
    app.letters.notify_one();
    Ok(())
}

/// Sends a letter for everything that was asked so far. A letter that can't be sent is given up: the person asks again. Answers how much
/// was asked.
pub async fn send_asked(app: &App) -> Result<u64, AppError> {
    let mut done = 0;
    loop {
        let mut tx = app.regions.control().read().await?;
        let Some(asked) = store::resets::next_request(&mut tx).await? else { return Ok(done) };
        drop(tx);
        if let Some(letter) = take(app, &asked).await?
            && let Err(problem) = mail::send(app, &letter).await
        {
            tracing::warn!(%problem, "the letter for a new password was not sent");
        }
        done += 1;
    }
}

/// Takes what was asked out of the queue. Answers the letter for it, when somebody has the address and no other process was faster.
async fn take(app: &App, asked: &ResetRequest) -> Result<Option<Letter>, AppError> {
    let email = Email::parse(&asked.email)?;
    let origin = Origin { address: asked.address.clone(), user_agent: asked.user_agent.clone() };
    let Some((found, granted)) = sign_in::by_email(app, &origin, &email).await? else {
        let mut tx = app.regions.control().write().await?;
        store::resets::delete_request(&mut tx, &asked.id).await?;
        tx.commit().await?;
        return Ok(None);
    };
    let token = BASE64.encode(app.clock.random::<32>());
    let mut change = granted.change().await?;
    let now = change.now;
    if store::resets::delete_request(&mut change, &asked.id).await? == 0 {
        change.rollback().await?;
        return Ok(None);
    }
    store::resets::upsert(&mut change, &found.id, &sha256(&token), now + GOOD_FOR).await?;
    change.commit(Entry::new("person.password_reset_asked", &found.id).named(&found.name)).await?;
    let link = format!("{}/sign-in/reset/{token}", app.config.base_url.trim_end_matches('/'));
    Ok(Some(Letter::password_reset(&email, &found.name, &link)))
}

/// The address of the person whom the link is for; none when it was used, replaced or is too old.
pub async fn find(app: &App, token: &str) -> Result<Option<String>, AppError> {
    Ok(owner(app, token).await?.map(|found| found.email))
}

async fn owner(app: &App, token: &str) -> Result<Option<Credentials>, AppError> {
    let mut tx = app.regions.control().read().await?;
    let Some(person): Option<PersonId> = store::resets::find_by_token(&mut tx, &sha256(token), app.now()).await? else {
        return Ok(None);
    };
    Ok(store::people::credentials(&mut tx, &person).await?)
}

/// Sets the new password and ends every session of the person. Nobody is signed in by it: a second factor is still asked for.
pub async fn reset(app: &App, origin: &Origin, token: &str, new: &NewPassword) -> Result<(), AppError> {
    let no_longer_good = || AppError::conflict("This link is not good any more. Ask for a new one.");
    // An answer before the hashing, so that made-up links cost us nothing; the transaction looks again.
    let found = owner(app, token).await?.ok_or_else(no_longer_good)?;
    let granted = sign_in::in_first_account(app, origin, &found).await?.ok_or_else(no_longer_good)?;
    let hash = passwords::hash(app, new).await?;
    let mut change = granted.change().await?;
    let now = change.now;
    if store::resets::delete_by_token(&mut change, &sha256(token), now).await? == 0 {
        change.rollback().await?;
        return Err(no_longer_good());
    }
    store::people::update_password(&mut change, &found.id, &hash).await?;
    store::sessions::delete_of_person(&mut change, &found.id).await?;
    // Whoever reads the letters of the address need not wait for others to stop guessing.
    throttle::open(&mut change, &Gate::email(&Email::parse(&found.email)?)).await?;
    change.commit(Entry::new("person.password_reset", &found.id).named(&found.name)).await
}
