//! A code by e-mail, for signing in without the password.
//!
//! As with new passwords, the form only writes down what was asked, and the letter is written later: an address that somebody has and one
//! that nobody has are the same work and get the same answer. Nobody is signed up by it.

use crate::{
    access::{App, Entry, Origin},
    identity::{
        email_code::{self, Asked, GOOD_FOR},
        sign_in,
        throttle::{self, Gate},
    },
    mail::{self, Letter},
    model::{AppError, Email, EmailCodeId},
    store::{self, email_codes::CodeRequest},
};

/// Whether this server can write the letter at all.
pub fn can_send(app: &App) -> bool {
    app.config.mail.is_some()
}

/// Writes down that somebody asks for a code, and rings for who sends the letters. The answer belongs into the session: the code counts
/// nowhere else.
pub async fn ask(app: &App, origin: &Origin, email: &Email) -> Result<Asked, AppError> {
    if !can_send(app) {
        return Err(AppError::conflict("This server sends no mail. Sign in with your password."));
    }
    throttle::count(app, &origin.gates(Gate::code_letter(email))).await?;
    let id: EmailCodeId = app.clock.id();
    let (address, user_agent, now) = (origin.address.as_deref(), origin.user_agent.as_deref(), app.now());
    let mut tx = app.regions.control().write().await?;
    store::email_codes::upsert(&mut tx, &id, email, address, user_agent, now, now + GOOD_FOR).await?;
    tx.commit().await?;
    app.letters.notify_one();
    Ok(Asked { id, email: email.clone() })
}

/// Sends a letter for everything that was asked so far. A letter that can't be sent is given up: the person asks again. Answers how much
/// was asked.
pub async fn send_asked(app: &App) -> Result<u64, AppError> {
    let mut done = 0;
    loop {
        let mut tx = app.regions.control().read().await?;
        let Some(asked) = store::email_codes::next_waiting(&mut tx).await? else { return Ok(done) };
        drop(tx);
        if let Some(letter) = make(app, &asked).await?
            && let Err(problem) = mail::send(app, &letter).await
        {
            tracing::warn!(%problem, "the letter with a code was not sent");
        }
        done += 1;
    }
}

/// Makes the code for what was asked. Answers its letter, when somebody has the address and no other process was faster.
async fn make(app: &App, asked: &CodeRequest) -> Result<Option<Letter>, AppError> {
    let email = Email::parse(&asked.email)?;
    let origin = Origin { address: asked.address.clone(), user_agent: asked.user_agent.clone() };
    let Some((found, granted)) = sign_in::by_email(app, &origin, &email).await? else {
        let mut tx = app.regions.control().write().await?;
        store::email_codes::update_unsent(&mut tx, &asked.id).await?;
        tx.commit().await?;
        return Ok(None);
    };
    let code = email_code::generate(app);
    let mut change = granted.change().await?;
    let hash = email_code::hash(app, &email_code::place(&asked.id), &code);
    if store::email_codes::update_made(&mut change, &asked.id, &found.id, &hash).await? == 0 {
        change.rollback().await?;
        return Ok(None);
    }
    change.commit(Entry::new("person.email_code_asked", &found.id).named(&found.name)).await?;
    Ok(Some(Letter::email_code(&email, &found.name, &code)))
}
