//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds, one step early or late. A code counts once.

use qrcode::{EcLevel, QrCode, render::svg};
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Secret, TOTP};

use crate::{
    access::App,
    db::Tx,
    model::{AppError, PersonId},
    store,
};

const STEP: i64 = 30_000;

/// A secret that an authenticator app shares with us, in the letters and digits that people can type (base 32).
#[derive(Clone, PartialEq)]
pub struct TotpSecret(String);

impl TotpSecret {
    pub fn generate(app: &App) -> Self {
        let Secret::Encoded(text) = Secret::Raw(app.clock.random::<20>().to_vec()).to_encoded() else { unreachable!("encoded") };
        Self(text)
    }

    pub fn seal(&self, app: &App, person: &PersonId) -> String {
        app.vault.seal(&place(person), &self.0)
    }

    pub fn unseal(app: &App, person: &PersonId, sealed: &str) -> Result<Self, AppError> {
        app.vault.unseal(&place(person), sealed).map(Self)
    }

    fn clock(&self, email: &str) -> Result<TOTP, AppError> {
        let bytes = Secret::Encoded(self.0.clone()).to_bytes().map_err(|_| AppError::Internal)?;
        // The app shows issuer and label; a colon would part them in the wrong place.
        TOTP::new(Algorithm::SHA1, 6, 1, 30, bytes, Some("Belfry".to_owned()), email.replace(':', " ")).map_err(|error| {
            tracing::error!(%error, "totp");
            AppError::Internal
        })
    }

    /// In groups of four, to be typed.
    pub fn grouped(&self) -> String {
        let signs: Vec<char> = self.0.chars().collect();
        signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// What a phone reads out of the picture: `otpauth://totp/…`.
    pub fn url(&self, email: &str) -> Result<String, AppError> {
        Ok(self.clock(email)?.get_url())
    }

    /// The code of a moment (milliseconds since 1970).
    pub fn code_at(&self, at: i64) -> Result<String, AppError> {
        Ok(self.clock("")?.generate((at / 1000) as u64))
    }

    /// Which time step a code belongs to, if it is one of three around now. Takes the same time for any code.
    pub fn step_of(&self, code: &str, now: i64) -> Result<Option<i64>, AppError> {
        let mut found = None;
        for step in [now / STEP - 1, now / STEP, now / STEP + 1] {
            if bool::from(self.code_at(step * STEP)?.as_bytes().ct_eq(code.as_bytes())) {
                found = Some(step);
            }
        }
        Ok(found)
    }
}

fn place(person: &PersonId) -> String {
    format!("person.totp_secret/{person}")
}

/// The six digits of what was typed, if it is that: spaces are fine.
pub fn digits(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// Uses a code up: true once for each step, whoever else tries the same one at the same time.
pub async fn accept(tx: &mut Tx, app: &App, person: &PersonId, sealed: &str, code: &str, now: i64) -> Result<bool, AppError> {
    let secret = TotpSecret::unseal(app, person, sealed)?;
    let Some(step) = secret.step_of(code, now)? else { return Ok(false) };
    Ok(store::people::update_totp_step(tx, person, step).await? == 1)
}

/// A picture for the phone's camera. It carries no style of its own, so that the policy for content has nothing to refuse.
pub fn picture(url: &str) -> Result<String, AppError> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).map_err(|error| {
        tracing::error!(%error, "qr code");
        AppError::Internal
    })?;
    let svg = code.render::<svg::Color>().min_dimensions(200, 200).build();
    // The declaration of XML has no place inside a page.
    Ok(svg.find("<svg").map_or_else(String::new, |start| svg[start..].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret is the ASCII text "12345678901234567890"; the last six of the eight digits are ours.
    fn rfc() -> TotpSecret {
        TotpSecret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned())
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(rfc().code_at(seconds * 1000).unwrap(), code);
        }
    }

    #[test]
    fn a_code_may_be_one_step_early_or_late() {
        let now = 1_111_111_109_000;
        let step = |back: i64| rfc().step_of(&rfc().code_at(now + back * STEP).unwrap(), now).unwrap();
        assert_eq!([step(-1), step(0), step(1)], [-1, 0, 1].map(|off| Some(now / STEP + off)));
        assert_eq!([step(-2), step(2)], [None, None]);
        assert_eq!(rfc().step_of("", now).unwrap(), None);
    }

    #[test]
    fn digits_may_be_typed_in_groups() {
        assert_eq!(digits(" 081 804 ").as_deref(), Some("081804"));
        for other in ["", "81804", "0818045", "08180a", "ABCD-EFGH", "٠٨١٨٠٤"] {
            assert_eq!(digits(other), None, "{other}");
        }
    }

    #[test]
    fn the_picture_holds_the_address_and_no_style() {
        let url = rfc().url("ada@example.com").unwrap();
        assert_eq!(url, "otpauth://totp/Belfry:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Belfry");
        let svg = picture(&url).unwrap();
        assert!(svg.starts_with("<svg") && !svg.contains("style"));
        assert_eq!(rfc().grouped(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
