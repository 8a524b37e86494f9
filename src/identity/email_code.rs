//! Six digits by e-mail. They prove that somebody reads the letters of an address, to the browser that asked for them, once.

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::totp;
use crate::{
    access::App,
    model::{Email, EmailCodeId},
    store::email_codes::Tried,
};

/// Milliseconds that a code is good for.
pub const GOOD_FOR: i64 = 10 * 60_000;
/// So many tries a code stands. After them it is dead, even for the right one.
pub const TRIES: i64 = 5;

/// Under which key a session keeps what it asked for.
pub const ASKED: &str = "email_code";

/// What the session of the browser that asked keeps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub id: EmailCodeId,
    pub email: Email,
}

/// Six digits.
pub fn generate(app: &App) -> String {
    format!("{:06}", u64::from_be_bytes(app.clock.random()) % 1_000_000)
}

/// What is stored of a code. Six digits are few, so it takes the master key to find out which they were.
pub fn hash(app: &App, id: &EmailCodeId, code: &str) -> String {
    let mac = app.vault.mac(&format!("email_code.code_hash/{id}"), code.as_bytes());
    mac.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether these are the digits of the letter. It is as much work when there never was a letter.
pub fn fits(app: &App, id: &EmailCodeId, tried: Option<&Tried>, typed: &str) -> bool {
    let expected = tried.and_then(|tried| tried.code_hash.as_deref()).unwrap_or_default();
    let given = hash(app, id, &totp::digits(typed).unwrap_or_default());
    bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}
