//! What went wrong, in words, and whether it is worth another try.

use std::error::Error as _;

use lettre::transport::smtp::Error;

use super::{SendError, SmtpSettings, connections::Failure};

/// Answers of a server are shortened to this many characters: some send whole pages.
const LONGEST: usize = 300;

pub fn shorten(text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain(['…']).collect() }
}

pub fn too_slow(settings: &SmtpSettings) -> SendError {
    SendError::Transient(format!("{} did not answer in time.", server(settings)))
}

fn server(settings: &SmtpSettings) -> String {
    format!("The mail server {}:{}", settings.host, settings.port)
}

/// Why a mail did not leave.
pub fn of_failure(settings: &SmtpSettings, failure: &Failure) -> SendError {
    match failure {
        Failure::Slow => too_slow(settings),
        Failure::Connect(error) => SendError::Transient(format!("{} could not be reached: {error}.", server(settings))),
        Failure::Smtp(error) => of_error(settings, error),
    }
}

/// RFC 5321 §4.2.1: 4yz may be tried again, 5yz may not. A sign-in that is refused (530, 534, 535, 538; RFC 4954 §6) is tried again:
/// it is the vendor's settings that are wrong and not the letter, and they can be mended while the letter waits.
fn of_error(settings: &SmtpSettings, error: &Error) -> SendError {
    let server = server(settings);
    let said = shorten(&innermost(error));
    if let Some(code) = error.status() {
        let number = u16::from(code.severity as u8) * 100 + u16::from(code.category as u8) * 10 + u16::from(code.detail as u8);
        return match number {
            530 | 534 | 535 | 538 => SendError::Transient(format!(
                "{server} refused the sign-in: {number} {said}. Check the user name and the password of the vendor."
            )),
            500.. => SendError::Permanent(format!("{server} refused the mail: {number} {said}.")),
            _ => SendError::Transient(format!("{server} asks to try again later: {number} {said}.")),
        };
    }
    if error.is_tls() {
        return SendError::Transient(format!(
            "{server} could not be reached with TLS: {said}. Check the kind of security and the port."
        ));
    }
    if error.is_timeout() {
        return too_slow(settings);
    }
    if error.is_response() {
        return SendError::Transient(format!(
            "{server} does not answer like a mail server. Check the kind of security and the port."
        ));
    }
    if error.is_client() {
        return SendError::Transient(format!("{server} cannot do what the vendor's settings ask for: {said}."));
    }
    SendError::Transient(format!("{server} could not be reached: {said}."))
}

/// The cause at the bottom, which is what the server or the system really said.
fn innermost(error: &Error) -> String {
    let mut cause = error.source();
    let mut text = cause.map_or_else(|| error.to_string(), ToString::to_string);
    while let Some(next) = cause.and_then(|cause| cause.source()) {
        text = next.to_string();
        cause = Some(next);
    }
    text.trim_end_matches('.').to_owned()
}
