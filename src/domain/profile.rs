//! One's own person: name, address, password, second factor, sessions.

use jiff::tz::TimeZone;

use crate::{
    access::{Entry, Fresh, Granted},
    db::{OrConflict, Tx},
    identity::{
        browser_words, passwords, recovery, sign_in,
        throttle::{self, Gate},
        totp::{self, TotpSecret},
    },
    model::{Account, AppError, Email, Id, Membership, Name, NewPassword, OwnSession, PersonId, can},
    store::{self, people::Credentials},
};

type Own = Granted<can::EditProfile>;

fn own_id(granted: &Own) -> PersonId {
    PersonId::from_text(granted.actor().id.clone())
}

async fn own(granted: &Own) -> Result<Credentials, AppError> {
    let mut tx = granted.read().await?;
    store::people::credentials(&mut tx, &own_id(granted)).await?.ok_or(AppError::NotFound)
}

/// So many sessions are listed; who has more signs out everywhere else, which ends them all.
pub const SESSIONS: i64 = 100;

/// What the profile page shows besides the person.
pub struct Overview {
    /// Recovery codes that were not used yet.
    pub codes_left: i64,
    /// Where the person is signed in, here included; what was used last comes first.
    pub sessions: Vec<OwnSession>,
    /// All accounts of the person, oldest membership first.
    pub memberships: Vec<Membership>,
}

/// All accounts of the person, oldest membership first.
pub async fn memberships(granted: &Own) -> Result<Vec<Membership>, AppError> {
    let rows = store::people::memberships(&mut granted.read().await?, &own_id(granted)).await?;
    let membership = |row: store::people::Membership| {
        let account = Account { id: row.account_id, name: row.account_name };
        Membership { account, role: row.role }
    };
    Ok(rows.into_iter().map(membership).collect())
}

pub async fn overview(granted: &Own) -> Result<Overview, AppError> {
    let id = own_id(granted);
    let memberships = memberships(granted).await?;
    let mut tx = granted.read().await?;
    Ok(Overview {
        codes_left: store::recovery::count_left(&mut tx, &id).await?,
        sessions: store::sessions::list_of_person(&mut tx, &id, granted.now(), SESSIONS).await?,
        memberships,
    })
}

pub async fn rename(granted: &Own, name: &Name) -> Result<(), AppError> {
    let before = own(granted).await?;
    let mut change = granted.change().await?;
    store::people::update_name(&mut change, &before.id, name.as_str()).await?;
    change.commit(Entry::new("person.updated", &before.id).named(name).from_to("name", before.name, name.as_str())).await
}

/// The name of a time zone that there is, or none: then the browser's holds.
pub struct ZoneChoice(Option<String>);

impl ZoneChoice {
    /// Its IANA name.
    pub fn name(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub fn parse(raw: &str) -> Result<Self, AppError> {
        if raw.trim().is_empty() {
            return Ok(Self(None));
        }
        let wrong = || AppError::invalid("zone", "Choose a time zone of the list, like Europe/Madrid.");
        // As the list shows them, without underscores.
        let zone = TimeZone::get(&raw.trim().replace(' ', "_")).map_err(|_| wrong())?;
        Ok(Self(Some(zone.iana_name().ok_or_else(wrong)?.to_owned())))
    }
}

/// Every time zone that is named after a place, and UTC.
pub fn zones() -> Vec<String> {
    let place = |name: &str| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
    jiff::tz::db().available().map(|name| name.to_string()).filter(|name| place(name)).collect()
}

pub async fn choose_zone(granted: &Own, zone: &ZoneChoice) -> Result<(), AppError> {
    const BROWSERS: &str = "of the browser";
    let (before, zone) = (own(granted).await?, zone.name());
    let mut change = granted.change().await?;
    store::people::update_zone(&mut change, &before.id, zone).await?;
    let entry = Entry::new("person.updated", &before.id).named(&before.name);
    change.commit(entry.from_to("zone", before.zone.as_deref().unwrap_or(BROWSERS), zone.unwrap_or(BROWSERS))).await
}

/// The address is what one signs in with, so it asks for a fresh proof.
pub async fn change_email(granted: &Own, _fresh: Fresh, email: &Email) -> Result<(), AppError> {
    let before = own(granted).await?;
    let mut change = granted.change().await?;
    store::people::update_email(&mut change, &before.id, email)
        .await
        .conflict("Somebody else signs in with this e-mail address. Use another one.")?;
    store::resets::delete_of_person(&mut change, &before.id).await?;
    change
        .commit(Entry::new("person.updated", &before.id).named(&before.name).from_to("email", before.email, email.as_str()))
        .await
}

/// Needs the current password, whatever was proven before, and ends all sessions of the person: the caller starts a new one for this browser.
pub async fn change_password(granted: &Own, current: &str, new: &NewPassword) -> Result<(), AppError> {
    let found = own(granted).await?;
    if current == new.as_str() {
        return Err(AppError::invalid("new_password", "This is the password that you have now. Choose another one."));
    }
    let hash = passwords::hash(granted.app(), new).await.map_err(|error| error.about("new_password"))?;
    let mut change = sign_in::accept_password(granted, granted.origin(), &found, current, "current_password").await?;
    store::people::update_password(&mut change, &found.id, &hash).await?;
    store::resets::delete_of_person(&mut change, &found.id).await?;
    store::sessions::delete_of_person(&mut change, &found.id).await?;
    change.commit(Entry::new("person.password_changed", &found.id).named(&found.name)).await
}

/// Ends one session of the person. Whoever uses it is signed out with their next request. A thief of another session can't do that to its
/// owner: it asks for a fresh proof.
pub async fn end_session(granted: &Own, _fresh: Fresh, session: &str) -> Result<(), AppError> {
    let id = own_id(granted);
    let mut change = granted.change().await?;
    let Some(ended) = store::sessions::delete_own(&mut change, &id, session).await? else {
        change.rollback().await?;
        return Err(AppError::conflict("This session has ended already."));
    };
    change.commit(Entry::new("session.ended", &id).named(browser_words(ended.user_agent.as_deref()))).await
}

/// Ends all sessions of the person: the caller starts a new one for this browser.
pub async fn sign_out_everywhere(granted: &Own, _fresh: Fresh) -> Result<(), AppError> {
    let id = own_id(granted);
    let mut change = granted.change().await?;
    let ended = store::sessions::delete_of_person(&mut change, &id).await?;
    let entry = Entry::new("session.signed_out_everywhere", &id).named(&granted.actor().name);
    change.commit(entry.with("sessions", ended as i64)).await
}

/// Begins the enrolment of an authenticator app with a new secret. It counts only when a code of it was given.
pub async fn begin_second_factor(granted: &Own, _fresh: Fresh) -> Result<(), AppError> {
    let found = own(granted).await?;
    let sealed = TotpSecret::generate(granted.app()).seal(granted.app(), &found.id);
    let mut change = granted.change().await?;
    if store::people::update_totp_pending(&mut change, &found.id, &sealed).await? == 0 {
        return Err(AppError::conflict("The second factor is on already. Turn it off first to set it up with another phone."));
    }
    change.commit(Entry::new("person.second_factor_begun", &found.id).named(&found.name)).await
}

/// The secret that waits for its first code, for the page that shows it: none when there is none, or when it was confirmed.
pub async fn pending_secret(granted: &Own, _fresh: Fresh) -> Result<Option<TotpSecret>, AppError> {
    let found = own(granted).await?;
    let sealed = found.totp_secret.filter(|_| found.totp_confirmed_at.is_none());
    sealed.map(|sealed| TotpSecret::unseal(granted.app(), &found.id, &sealed)).transpose()
}

/// Confirms the enrolment with a first code, and ends all sessions of the person, which never showed one: the caller starts a new one for
/// this browser. Answers the recovery codes, which nobody can read later.
pub async fn confirm_second_factor(granted: &Own, typed: &str) -> Result<Vec<String>, AppError> {
    let (app, found) = (granted.app(), own(granted).await?);
    let nothing = || AppError::conflict("There is nothing to confirm. Start setting up the second factor again.");
    let sealed = found.totp_secret.as_deref().filter(|_| found.totp_confirmed_at.is_none()).ok_or_else(nothing)?;
    let gate = Gate::factor(&found.id);
    throttle::count(app, std::slice::from_ref(&gate)).await?;
    let code = totp::digits(typed).ok_or_else(|| AppError::invalid("code", "Enter the six digits that the app shows."))?;
    let mut change = granted.change().await?;
    let now = change.now;
    if !totp::accept(&mut change, app, &found.id, sealed, &code, now).await? {
        return Err(AppError::invalid(
            "code",
            "This is not the code that the app should show. Check the time of your phone, and take the newest code.",
        ));
    }
    if store::people::update_totp_confirmed(&mut change, &found.id, now).await? == 0 {
        return Err(nothing());
    }
    throttle::open(&mut change, &gate).await?;
    let codes = recovery::replace(&mut change, app, &found.id).await?;
    store::sessions::delete_of_person(&mut change, &found.id).await?;
    change.commit(Entry::new("person.second_factor_enabled", &found.id).named(&found.name)).await?;
    Ok(codes)
}

/// Turns the authenticator app off; its secret is gone, and so are the recovery codes when there is no passkey either. While an account of
/// the person asks for a second factor, the last one stays. Answers whether there is a passkey.
pub async fn turn_second_factor_off(granted: &Own, _fresh: Fresh) -> Result<bool, AppError> {
    let id = own_id(granted);
    let mut change = granted.change().await?;
    let left = store::people::credentials(&mut change, &id).await?.ok_or(AppError::NotFound)?.has_passkey;
    if !left {
        may_be_without(&mut change, &id).await?;
    }
    if store::people::update_totp_off(&mut change, &id).await? == 0 {
        return Err(AppError::conflict("The second factor is off already."));
    }
    if !left {
        store::recovery::delete_all(&mut change, &id).await?;
    }
    change.commit(Entry::new("person.second_factor_disabled", &id).named(&granted.actor().name)).await?;
    Ok(left)
}

/// Refuses to leave somebody without a second factor while an account of theirs asks for one.
pub(super) async fn may_be_without(tx: &mut Tx, person: &PersonId) -> Result<(), AppError> {
    let memberships = store::people::memberships(tx, person).await?;
    match memberships.iter().find(|membership| membership.settings.mfa_required) {
        Some(asking) => {
            let name = &asking.account_name;
            Err(AppError::conflict(format!("{name} asks everybody for a second factor, so it stays on.")))
        }
        None => Ok(()),
    }
}

/// New recovery codes; the old ones stop working.
pub async fn renew_recovery_codes(granted: &Own, _fresh: Fresh) -> Result<Vec<String>, AppError> {
    let found = own(granted).await?;
    if !found.person().has_second_factor() {
        return Err(AppError::conflict("Recovery codes belong to a second factor. Set that up first."));
    }
    let mut change = granted.change().await?;
    let codes = recovery::replace(&mut change, granted.app(), &found.id).await?;
    change.commit(Entry::new("person.recovery_codes_renewed", &found.id).named(&found.name)).await?;
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_one_of_the_list_or_the_browsers() {
        let parsed = |raw: &str| ZoneChoice::parse(raw).map(|choice| choice.0);
        assert_eq!(parsed("europe/madrid").unwrap().as_deref(), Some("Europe/Madrid"));
        assert_eq!(parsed("America/New York").unwrap().as_deref(), Some("America/New_York"));
        assert_eq!(parsed("UTC").unwrap().as_deref(), Some("UTC"));
        assert_eq!(parsed(" ").unwrap(), None);
        for bad in ["Nowhere/Atlantis", "+02:00", "EST5EDT,M3.2.0,M11.1.0", "../../etc/passwd"] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
        let zones = zones();
        assert!(zones.len() > 300 && zones.iter().all(|zone| parsed(zone).is_ok()));
    }
}
