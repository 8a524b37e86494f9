//! Secrets at rest: XChaCha20-Poly1305 under the master key, bound to the place where they are stored.

use std::{fs, io::Write, path::Path, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{
    db::Clock,
    model::{AppError, hex},
};

/// Seals and opens. Cheap to clone; never printed.
#[derive(Clone)]
pub struct Vault {
    cipher: Arc<XChaCha20Poly1305>,
    /// Keyed with the master key.
    hmac: Hmac<Sha256>,
    clock: Clock,
}

impl Vault {
    pub fn new(master_key: &[u8; 32], clock: Clock) -> Self {
        Self { cipher: Arc::new(XChaCha20Poly1305::new(master_key.into())), hmac: hmac(master_key), clock }
    }

    /// HMAC-SHA256 under a key of its own for each purpose, which is derived from the master key: who sees the result learns neither.
    pub fn mac(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        let key = self.hmac.clone().chain_update(purpose).finalize().into_bytes();
        hmac(&key).chain_update(bytes).finalize().into_bytes().into()
    }

    /// Takes the key from `BELFRY_MASTER_KEY` (64 hexadecimal digits) if given, else from `master.key` in the data folder, which is
    /// made on the first start and readable by its owner only. Losing it loses the sealed secrets: `belfry backup` leaves it out, so it is kept elsewhere.
    pub fn open(data: &Path, from_env: Option<&str>, clock: Clock) -> Result<Self, String> {
        let path = data.join("master.key");
        let text = match from_env {
            Some(text) => text.to_owned(),
            None if path.exists() => fs::read_to_string(&path)
                .map_err(|error| format!("The master key in {} could not be read: {error}", path.display()))?,
            None => {
                let key = hex(&clock.random::<32>());
                write_private(&path, &key)
                    .map_err(|error| format!("The master key could not be written to {}: {error}", path.display()))?;
                key
            }
        };
        let key = parse_hex(text.trim()).ok_or("The master key must be 64 hexadecimal digits.")?;
        Ok(Self::new(&key, clock))
    }

    /// `place` names where it will be stored (`workspace_key.secret/<workspace>/<id>`): a sealed text that is moved elsewhere does not open.
    pub fn seal(&self, place: &str, secret: &str) -> String {
        let nonce = self.clock.random::<24>();
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: secret.as_bytes(), aad: place.as_bytes() })
            .expect("sealing a text in memory cannot fail");
        format!("v1.{}.{}", BASE64.encode(nonce), BASE64.encode(sealed))
    }

    pub fn unseal(&self, place: &str, sealed: &str) -> Result<String, AppError> {
        let open = || {
            let (nonce, text) = sealed.strip_prefix("v1.")?.split_once('.')?;
            let (nonce, text) = (BASE64.decode(nonce).ok()?, BASE64.decode(text).ok()?);
            let nonce: [u8; 24] = nonce.try_into().ok()?;
            let open = self.cipher.decrypt(XNonce::from_slice(&nonce), Payload { msg: &text, aad: place.as_bytes() }).ok()?;
            String::from_utf8(open).ok()
        };
        open().ok_or_else(|| {
            tracing::error!(place, "a sealed secret could not be opened; is the master key the one that it was sealed with?");
            AppError::Internal
        })
    }
}

fn hmac(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as Mac>::new_from_slice(key).expect("a key of any length will do")
}

fn parse_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..32).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()).collect();
    bytes?.try_into().ok()
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let vault = Vault::new(&[7; 32], Clock::System);
        let sealed = vault.seal("person.totp/1", "hello");
        assert!(!sealed.contains("hello"));
        assert_eq!(vault.unseal("person.totp/1", &sealed).unwrap(), "hello");
        assert!(vault.unseal("person.totp/2", &sealed).is_err());
        assert!(Vault::new(&[8; 32], Clock::System).unseal("person.totp/1", &sealed).is_err());
        assert!(vault.unseal("person.totp/1", "v1.x.y").is_err());
    }
}
