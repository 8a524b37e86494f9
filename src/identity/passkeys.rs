//! Passkeys (WebAuthn, level 3). A device signs a challenge, after it made sure by finger, face or PIN that its owner is there: that is two
//! factors at once, and no other site can ask for it.
//!
//! What was asked is kept sealed in the session until the device answers, for five minutes and for one answer.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
    Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::{
    access::App,
    model::{AppError, Id, Person, PersonId},
    store::{
        self,
        passkeys::{PasskeyRow, State},
    },
};

/// So many a person may have.
pub const MOST: i64 = 10;
/// Milliseconds that a device may take from the question to the answer.
pub const PATIENCE: i64 = 5 * 60_000;

/// Under which keys a session keeps what was asked.
pub const ADDING: &str = "passkey_to_add";
pub const SHOWING: &str = "passkey_to_show";

/// A question that a device was asked.
#[derive(Serialize, Deserialize)]
pub struct Asked<S> {
    state: S,
    /// Milliseconds since 1970.
    until: i64,
}

pub type Adding = Asked<PasskeyRegistration>;
pub type Showing = Asked<DiscoverableAuthentication>;

impl<S> Asked<S> {
    fn new(app: &App, state: S) -> Self {
        Self { state, until: app.now() + PATIENCE }
    }

    fn in_time(self, app: &App) -> Result<S, AppError> {
        if self.until > app.now() { Ok(self.state) } else { Err(too_late()) }
    }
}

fn too_late() -> AppError {
    AppError::conflict("That took longer than five minutes, or it was answered already. Try again.")
}

/// What a browser sent: the answer of a device, or why there is none.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub credential: String,
    pub problem: String,
}

impl Answer {
    /// The answer, or words for why there is none.
    fn text(&self, app: &App) -> Result<&str, AppError> {
        if !self.credential.is_empty() {
            return Ok(&self.credential);
        }
        let origin = origin(app).ok_or_else(nowhere)?;
        Err(AppError::conflict(match self.problem.as_str() {
            "unsupported" => "This browser has no passkeys. Use a newer one, or another way to sign in.".to_owned(),
            "elsewhere" => format!("Passkeys belong to {origin}. Open Belfry there."),
            "known" => "This device has a passkey of yours for Belfry already.".to_owned(),
            "refused" => "Nothing was shown: it was cancelled, or it took too long. Try again.".to_owned(),
            "unasked" => "The server could not be asked. Try again.".to_owned(),
            _ => "Passkeys need JavaScript, and it did not run on this page.".to_owned(),
        }))
    }
}

/// Where passkeys are made and shown: `https://…`, or this machine. None: the address that people type is neither.
pub fn origin(app: &App) -> Option<String> {
    site(&app.config.base_url).map(|url| url.origin().ascii_serialization())
}

fn nowhere() -> AppError {
    AppError::conflict("Browsers have passkeys for https only, and this server's address is another one.")
}

/// A browser ties a passkey to a domain, so an address of this machine in numbers counts as `localhost`.
fn site(base_url: &str) -> Option<Url> {
    let mut url = Url::parse(base_url).ok()?;
    let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
    if host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback()) {
        url.set_host(Some("localhost")).ok()?;
    }
    let domain = url.domain()?;
    let here = domain == "localhost" || domain.ends_with(".localhost");
    (url.scheme() == "https" || (url.scheme() == "http" && here)).then_some(url)
}

fn relying_party(app: &App) -> Result<Webauthn, AppError> {
    let url = site(&app.config.base_url).ok_or_else(nowhere)?;
    let domain = url.domain().unwrap_or_default();
    let builder = WebauthnBuilder::new(domain, &url).map_err(broken)?;
    builder.rp_name("Belfry").timeout(Duration::from_millis(PATIENCE as u64)).build().map_err(broken)
}

fn broken(error: WebauthnError) -> AppError {
    tracing::error!(%error, "passkeys");
    AppError::Internal
}

/// What a device keeps of a person: their id, which tells nothing to others.
fn handle(person: &PersonId) -> Result<Uuid, AppError> {
    let digits = person.as_str().split_once('_').map_or("", |(_, digits)| digits);
    Uuid::parse_str(digits).map_err(|_| AppError::Internal)
}

/// The options for the browser, as `PublicKeyCredential.parse…OptionsFromJSON` takes them.
fn options(asked: impl Serialize, change: impl FnOnce(&mut Value)) -> String {
    let mut options = serde_json::to_value(asked).unwrap_or_default()["publicKey"].take();
    change(&mut options);
    options.to_string()
}

/// Asks for a new passkey of this person, on a device that has none yet.
pub async fn ask_to_add(app: &App, person: &Person) -> Result<(String, Adding), AppError> {
    let have = credential_ids(app, &person.id).await?.iter().filter_map(|id| BASE64.decode(id).ok()).collect();
    let party = relying_party(app)?;
    let id = handle(&person.id)?;
    let (asked, state) = party.start_passkey_registration(id, &person.email, &person.name, Some(have)).map_err(broken)?;
    // The browser has to find it by itself: nobody types an address before they show it.
    let options = options(asked, |options| {
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
    });
    Ok((options, Asked::new(app, state)))
}

/// Asks for a passkey: one of this person, or any.
pub async fn ask_to_show(app: &App, of: Option<&PersonId>) -> Result<(String, Showing), AppError> {
    let only = match of {
        Some(person) => credential_ids(app, person).await?,
        None => Vec::new(),
    };
    let (asked, state) = relying_party(app)?.start_discoverable_authentication().map_err(broken)?;
    let options = options(asked, |options| {
        options["allowCredentials"] = only.iter().map(|id| json!({ "type": "public-key", "id": id })).collect();
    });
    Ok((options, Asked::new(app, state)))
}

async fn credential_ids(app: &App, person: &PersonId) -> Result<Vec<String>, AppError> {
    let mut tx = app.regions.control().read().await?;
    let rows = store::passkeys::list_credential_ids(&mut tx, person, MOST).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// A passkey as it is stored.
pub struct Kept {
    pub credential_id: String,
    pub credential: String,
    pub counter: i64,
    pub backed_up: bool,
}

impl Kept {
    pub fn state(&self) -> State<'_> {
        State { credential: &self.credential, counter: self.counter, backed_up: self.backed_up }
    }

    fn of(passkey: &Passkey) -> Result<Self, AppError> {
        let value = serde_json::to_value(passkey).map_err(|_| AppError::Internal)?;
        Ok(Self {
            credential_id: BASE64.encode(passkey.cred_id()),
            counter: value["cred"]["counter"].as_i64().unwrap_or_default(),
            backed_up: value["cred"]["backup_state"].as_bool().unwrap_or_default(),
            credential: value.to_string(),
        })
    }
}

/// Checks what the device made. `asked` was taken out of the session for this.
pub fn made(app: &App, asked: Option<Adding>, answer: &Answer) -> Result<Kept, AppError> {
    let text = answer.text(app)?;
    let state = asked.ok_or_else(too_late)?.in_time(app)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(text).map_err(|_| AppError::BadRequest)?;
    let passkey = relying_party(app)?.finish_passkey_registration(&answer, &state).map_err(|error| {
        tracing::info!(%error, "a new passkey was refused");
        AppError::conflict("The answer of the device does not fit what it was asked. Try again.")
    })?;
    Kept::of(&passkey)
}

/// A passkey that somebody shows, before it is checked.
pub struct Shown {
    answer: PublicKeyCredential,
    state: DiscoverableAuthentication,
}

/// Reads what the browser sent. `asked` was taken out of the session for this.
pub fn shown(app: &App, asked: Option<Showing>, answer: &Answer) -> Result<Shown, AppError> {
    let text = answer.text(app)?;
    let state = asked.ok_or_else(too_late)?.in_time(app)?;
    let answer = serde_json::from_str(text).map_err(|_| AppError::BadRequest)?;
    Ok(Shown { answer, state })
}

impl Shown {
    pub fn credential_id(&self) -> String {
        BASE64.encode(self.answer.get_credential_id())
    }

    /// Whether the device means this person. One that was asked for keys of `known` only need not say whom it means.
    pub fn is_of(&self, person: &PersonId, known: Option<&PersonId>) -> bool {
        match self.answer.get_user_unique_id() {
            Some(said) => handle(person).is_ok_and(|handle| handle.as_bytes() == said),
            None => known == Some(person),
        }
    }

    /// Checks the signature. None: it is not right, or the device did not make sure who uses it. Answers what is to be stored from now on.
    pub fn verify(&self, app: &App, row: &PasskeyRow) -> Result<Option<Kept>, AppError> {
        let mut passkey: Passkey = serde_json::from_str(&row.credential).map_err(|_| AppError::Internal)?;
        match relying_party(app)?.finish_discoverable_authentication_v2(&self.answer, self.state.clone(), &passkey) {
            Ok(result) if result.user_verified() => {
                passkey.update_credential(&result);
                Kept::of(&passkey).map(Some)
            }
            Ok(_) => Ok(None),
            Err(error) => {
                tracing::info!(%error, passkey = %row.id, "a passkey was refused");
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::site;

    #[test]
    fn passkeys_belong_to_https_and_to_this_machine() {
        let origin = |base: &str| site(base).map(|url| url.origin().ascii_serialization());
        for (base, wanted) in [
            ("https://belfry.example.com", Some("https://belfry.example.com")),
            ("https://belfry.example.com:8443/", Some("https://belfry.example.com:8443")),
            ("http://localhost:3000", Some("http://localhost:3000")),
            ("http://127.0.0.1:3000", Some("http://localhost:3000")),
            ("http://[::1]:3000", Some("http://localhost:3000")),
            ("http://belfry.test", None),
            ("http://0.0.0.0:3000", None),
            ("http://192.168.1.7:3000", None),
            ("https://192.168.1.7", None),
            ("nothing", None),
        ] {
            assert_eq!(origin(base).as_deref(), wanted, "{base}");
        }
    }
}
