//! The first run: the first account, its first admin, its three workspaces.

use std::sync::atomic::Ordering;

use crate::{
    access::{App, Entry, Origin},
    domain::{samples, workspaces},
    identity::{first_run, passwords, session::Claims, totp::TotpSecret},
    model::{AccountId, AppError, Email, Name, NewPassword, Person, PersonId, RoleId},
    store,
};

/// Who is set up, and what their account is called.
pub struct Founder {
    pub account: Name,
    pub name: Name,
    pub email: Email,
    pub password: NewPassword,
}

/// Makes the first account in one change. The second factor is begun, to be confirmed on the next page. Answers who is signed in now.
///
/// Once there is an account this is not found, whatever the code.
pub async fn create(app: &App, origin: &Origin, code: &str, founder: Founder) -> Result<Claims, AppError> {
    if !first_run::is_open(app).await? {
        return Err(AppError::NotFound);
    }
    first_run::check(app, origin, code).await?;
    let password_hash = passwords::hash(app, &founder.password).await?;
    let (account, id): (AccountId, PersonId) = (app.clock.id(), app.clock.id());
    let (name, email) = (founder.name.as_str(), founder.email.as_str());
    let person = Person {
        id: id.clone(),
        name: name.to_owned(),
        email: email.to_owned(),
        totp_confirmed_at: None,
        has_passkey: false,
        zone: None,
    };
    let granted = app.as_themselves(&account, &person, origin);
    let mut change = granted.change().await?;
    let now = change.now;
    // Two who send the form at once wait for each other here; the second one finds an account.
    first_run::hold(&mut change, now).await?;
    if !store::people::is_empty(&mut change).await? {
        return Err(AppError::NotFound);
    }
    store::people::insert_account(&mut change, &account, founder.account.as_str(), now).await?;
    store::roles::insert_built_in(&mut change, &account, now).await?;
    store::people::insert_person(&mut change, &id, email, name, &password_hash, now).await?;
    store::people::insert_member(&mut change, &account, &id, &RoleId::admin(), now).await?;
    let secret = TotpSecret::generate(app).seal(app, &id);
    store::people::update_totp_pending(&mut change, &id, &secret).await?;
    let workspaces = workspaces::provision(&mut change, app, &account).await?;
    let mut entries = vec![Entry::new("account.created", &account).named(&founder.account)];
    entries.extend(
        workspaces
            .iter()
            .map(|made| Entry::new("workspace.created", &made.id).named(&made.name).with("slug", made.slug.as_str())),
    );
    entries.push(Entry::new("session.signed_in", &id).named(name).with("factor", "set-up code"));
    change.commit_all(entries).await?;
    app.first_run.over.store(true, Ordering::Relaxed);
    // The account is there in any case; a Sandbox without samples is no reason to refuse it.
    if let Err(error) = samples::provision(app, &account).await {
        tracing::warn!(%error, "the samples could not be put into the Sandbox");
    }
    if let Err(error) = samples::provision_user(app, &account, email, name).await {
        tracing::warn!(%error, "the sample user could not be put into the Sandbox");
    }
    Ok(Claims::new(id, account, true, now).at(origin))
}
