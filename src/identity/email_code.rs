//! Six digits by e-mail. They prove that somebody reads the letters of an address, to the browser that asked for them, once.

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::totp;
use crate::{
    access::App,
    model::{Email, EmailCodeId, hex},
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

/// Where the hash of a code for signing in is kept.
pub fn place(id: &EmailCodeId) -> String {
    format!("email_code.code_hash/{id}")
}

/// What is stored of a code, at its place. Six digits are few, so it takes the master key to find out which they were.
pub fn hash(app: &App, place: &str, code: &str) -> String {
    hex(&app.vault.mac(place, code.as_bytes()))
}

/// Whether these are the digits of the letter. It is as much work when there never was a letter.
pub fn fits(app: &App, place: &str, stored: Option<&str>, typed: &str) -> bool {
    let given = hash(app, place, &totp::digits(typed).unwrap_or_default());
    bool::from(given.as_bytes().ct_eq(stored.unwrap_or_default().as_bytes()))
}
