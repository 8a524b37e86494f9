//! A device with passkeys, as a browser speaks with it: it makes keys (P-256) and signs with them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Present, and verified by finger, face or PIN.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
/// May be kept on several devices, and is.
const SYNCED: u8 = 0x08 | 0x10;
const NEW_KEY: u8 = 0x40;

#[derive(Clone)]
pub struct Device {
    pub key: SigningKey,
    pub id: Vec<u8>,
    /// The person, as the server named them.
    pub user: Vec<u8>,
    /// How often it signed; none: it does not count.
    pub counter: Option<u32>,
    pub verifies: bool,
    pub synced: bool,
    pub origin: &'static str,
    /// Whether it says whom it means.
    pub names_its_owner: bool,
}

impl Device {
    pub fn new() -> Self {
        let secret: [u8; 32] = rand::random();
        Self {
            key: SigningKey::from_slice(&secret).expect("a key"),
            id: rand::random::<[u8; 16]>().to_vec(),
            user: Vec::new(),
            counter: Some(0),
            verifies: true,
            synced: false,
            origin: super::passkeys::ORIGIN,
            names_its_owner: true,
        }
    }

    /// What a browser sends after `navigator.credentials.create()`.
    pub fn makes(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required", "it has to be found without an address");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        self.user = BASE64.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let point = self.key.verifying_key().to_sec1_point(false);
        let point = point.as_bytes();
        let cose = [&b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"[..], &point[1..33], b"\x22\x58\x20", &point[33..65]].concat();
        let key = [&[0; 16][..], &(self.id.len() as u16).to_be_bytes(), &self.id, &cose].concat();
        let data = [self.data(&options["rp"]["id"], NEW_KEY), key].concat();
        let object = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58", &[data.len() as u8][..], &data].concat();
        let response = json!({
            "clientDataJSON": BASE64.encode(self.client("webauthn.create", &options)),
            "attestationObject": BASE64.encode(object),
            "transports": ["internal"],
        });
        self.answer(response)
    }

    /// What a browser sends after `navigator.credentials.get()`.
    pub fn shows(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        assert_eq!(options["userVerification"], "required");
        let client = self.client("webauthn.get", &options);
        let data = self.data(&options["rpId"], 0);
        let signature: Signature = self.key.sign(&[&data[..], &Sha256::digest(&client)].concat());
        let response = json!({
            "clientDataJSON": BASE64.encode(client),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der().as_bytes()),
            "userHandle": self.names_its_owner.then(|| BASE64.encode(&self.user)),
        });
        self.answer(response)
    }

    fn answer(&self, response: Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": response }).to_string()
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&mut self, site: &Value, more: u8) -> Vec<u8> {
        let mut flags = PRESENT | more;
        flags |= if self.verifies { VERIFIED } else { 0 };
        flags |= if self.synced { SYNCED } else { 0 };
        self.counter = self.counter.map(|counter| counter + 1);
        let site = Sha256::digest(site.as_str().unwrap().as_bytes());
        [&site[..], &[flags], &self.counter.unwrap_or_default().to_be_bytes()].concat()
    }
}
