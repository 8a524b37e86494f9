//! Signed requests: a workspace key and an HMAC over the request, as the clients' server libraries make it.
//!
//! The format was observed on the wire of the public node, Python and Go clients.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, Mac};
use md5::Md5;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};

use crate::model::hex;

/// What is signed of a request.
pub struct Signed<'r> {
    pub method: &'r str,
    /// The exact bytes of the body.
    pub body: &'r [u8],
    /// The headers as they came, or empty.
    pub content_type: &'r str,
    pub date: &'r str,
    /// Path and query as they came.
    pub target: &'r str,
}

/// How far a request's date may be from the clock, in milliseconds: a recorded request can't be sent again later.
pub const SKEW: i64 = 15 * 60_000;

impl Signed<'_> {
    /// Whether `signature` (base64) was made with `secret`. Takes the same time for every wrong one.
    pub fn is_signed_by(&self, secret: &str, signature: &str) -> bool {
        let Ok(signature) = BASE64.decode(signature.trim()) else { return false };
        // Most clients sign the target as they send it, the Go client the decoded path and the sorted query.
        let raw = self.mac(secret, self.target.as_bytes()).verify_slice(&signature).is_ok();
        raw || self.mac(secret, &decoded_target(self.target)).verify_slice(&signature).is_ok()
    }

    /// What a client with this secret sends: base64.
    pub fn signature(&self, secret: &str) -> String {
        BASE64.encode(self.mac(secret, self.target.as_bytes()).finalize().into_bytes())
    }

    fn mac(&self, secret: &str, target: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
        let body = if self.body.is_empty() { String::new() } else { hex(&Md5::digest(self.body)) };
        for part in [self.method, &body, self.content_type, self.date] {
            mac.update(part.as_bytes());
            mac.update(b"\n");
        }
        mac.update(target);
        mac
    }

    /// Whether the request's date is near `now` (milliseconds since 1970). A date in a format that we do not know is covered by the
    /// signature all the same and left alone.
    pub fn is_recent(&self, now: i64) -> bool {
        let date = self.date.trim();
        let parsed = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).or_else(|_| date.parse::<jiff::Timestamp>());
        parsed.map_or(true, |at| (at.as_millisecond() - now).abs() <= SKEW)
    }
}

/// The path with its escapes undone, and the query sorted by key and escaped anew, a blank as `+`.
fn decoded_target(target: &str) -> Vec<u8> {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b' ');
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let mut out: Vec<u8> = percent_decode_str(path).collect();
    let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default();
    // Stable: the values of one key stay in their order.
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    for (at, (key, value)) in pairs.iter().enumerate() {
        let escape = |text: &str| utf8_percent_encode(text, KEPT).to_string().replace(' ', "+");
        out.extend(format!("{}{}={}", if at == 0 { '?' } else { '&' }, escape(key), escape(value)).bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "ws_secret_0123456789abcdefghij";

    fn python<'r>() -> Signed<'r> {
        Signed {
            method: "POST",
            body: br#"{"name": "Ann", "$email": ["ann@example.com"], "$sms": ["+15555550101"], "$timezone": "America/New_York"}"#,
            content_type: "application/json; charset=utf-8",
            date: "Mon, 23 Nov 2026 19:00:19 GMT",
            target: "/v1/user/pu1-1a209c7cddbmtiz/",
        }
    }

    fn sign(secret: &str, signed: &Signed<'_>, target: &[u8]) -> String {
        BASE64.encode(signed.mac(secret, target).finalize().into_bytes())
    }

    /// Captured from the Python client.
    #[test]
    fn the_captured_signature_is_right_and_any_change_makes_it_wrong() {
        const SIGNATURE: &str = "rge09izbIsaOcvtzPGv+I3JAENvXmZgQTSEwNEXWBIg=";
        assert!(python().is_signed_by(SECRET, SIGNATURE));
        assert!(!python().is_signed_by("ws_secret_0123456789abcdefghik", SIGNATURE));
        assert!(!python().is_signed_by(SECRET, "rge09izbIsaOcvtzPGv+I3JAENvXmZgQTSEwNEXWBIk="));
        assert!(!python().is_signed_by(SECRET, "not base64"));
        assert!(!python().is_signed_by(SECRET, ""));
        assert!(!Signed { method: "PATCH", ..python() }.is_signed_by(SECRET, SIGNATURE));
        assert!(!Signed { body: b"{}", ..python() }.is_signed_by(SECRET, SIGNATURE));
        assert!(!Signed { body: b"", ..python() }.is_signed_by(SECRET, SIGNATURE));
        assert!(!Signed { content_type: "application/json", ..python() }.is_signed_by(SECRET, SIGNATURE));
        assert!(!Signed { date: "Mon, 23 Nov 2026 19:00:20 GMT", ..python() }.is_signed_by(SECRET, SIGNATURE));
        assert!(!Signed { target: "/v1/user/pu1-1a209c7cddbmtiz", ..python() }.is_signed_by(SECRET, SIGNATURE));
    }

    #[test]
    fn a_request_without_a_body_has_no_digest() {
        let get = Signed { method: "GET", body: b"", ..python() };
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(b"GET\n\napplication/json; charset=utf-8\nMon, 23 Nov 2026 19:00:19 GMT\n/v1/user/pu1-1a209c7cddbmtiz/");
        assert!(get.is_signed_by(SECRET, &BASE64.encode(mac.finalize().into_bytes())));
    }

    #[test]
    fn the_go_clients_target_is_decoded_and_sorted() {
        assert_eq!(
            String::from_utf8(decoded_target("/v1/user/gu%20odd+%C3%A9%2Fx@x.com/")).unwrap(),
            "/v1/user/gu odd+é/x@x.com/"
        );
        assert_eq!(decoded_target("/m/?tags=b%20c&limit=2&tags=a&x"), b"/m/?limit=2&tags=b+c&tags=a&x=");
        assert_eq!(decoded_target("/m/?a=~-_.*"), b"/m/?a=~-_.%2A");
        let odd = Signed { target: "/v1/user/gu%20odd+%C3%A9%2Fx@x.com/?z=1&a=b+c", ..python() };
        let signature = sign(SECRET, &odd, "/v1/user/gu odd+é/x@x.com/?a=b+c&z=1".as_bytes());
        assert!(odd.is_signed_by(SECRET, &signature));
        assert!(odd.is_signed_by(SECRET, &odd.signature(SECRET)));
    }

    #[test]
    fn dates_of_all_clients_are_read_and_old_ones_are_refused() {
        const AT: i64 = 1_795_460_419_000;
        for date in ["Mon, 23 Nov 2026 19:00:19 GMT", "2026-11-23T19:00:19.000Z"] {
            let signed = Signed { date, ..python() };
            assert!(signed.is_recent(AT) && signed.is_recent(AT + SKEW) && signed.is_recent(AT - SKEW), "{date}");
            assert!(!signed.is_recent(AT + SKEW + 1) && !signed.is_recent(AT - SKEW - 1), "{date}");
        }
        assert!(!Signed { date: "Tue, 3 Nov 2026 09:00:00 GMT", ..python() }.is_recent(AT));
        assert!(Signed { date: "yesterday", ..python() }.is_recent(AT));
    }
}
