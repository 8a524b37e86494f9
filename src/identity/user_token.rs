//! User tokens: what a customer's backend signs so that a client may speak for one user. A JWT, ES256, with claims that are fixed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::{
    PublicKey,
    ecdsa::{Signature, VerifyingKey, signature::Verifier},
    pkcs8::DecodePublicKey,
};
use serde::{Deserialize, de::DeserializeOwned};

/// What a good token says.
#[derive(Clone, Debug, PartialEq)]
pub struct UserToken {
    /// The user's distinct_id.
    pub user: String,
    /// The tenant that it is narrowed to.
    pub tenant: Option<String>,
    /// Milliseconds since 1970.
    pub expires_at: i64,
    pub signed_with: String,
}

/// Clocks may differ by this much, in milliseconds.
const SKEW: i64 = 60_000;

/// Tokens speak for users and for nothing else; the wire calls them so.
const ENTITY: &str = "subscriber";

/// Longer tokens are not looked at.
const LONGEST: usize = 4096;

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    entity_type: String,
    entity_id: String,
    exp: i64,
    iat: i64,
    scope: Option<Scope>,
}

#[derive(Deserialize)]
struct Scope {
    tenant_id: Option<String>,
}

impl UserToken {
    /// Checks a token with the keys that count now: name and PEM of the public half. The algorithm is not the token's to choose.
    pub fn check(token: &str, keys: &[(&str, &str)], now: i64) -> Result<Self, String> {
        if token.len() > LONGEST {
            return Err(format!("The token is longer than {LONGEST} signs."));
        }
        let parts: Vec<&str> = token.trim().split('.').collect();
        let [header, claims, signature] = parts[..] else {
            return Err("This is no JWT: it needs three parts with dots between them.".to_owned());
        };
        let Header { alg, typ } = part(header, "header")?;
        if alg != "ES256" {
            return Err(format!("It is signed with {alg}. Sign it with ES256."));
        }
        if typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
            return Err("Its typ must be JWT.".to_owned());
        }
        if keys.is_empty() {
            return Err("No signing key counts here. Generate one, and sign tokens with it.".to_owned());
        }
        let bytes = BASE64.decode(signature).map_err(|_| "Its signature is not base64url without padding.".to_owned())?;
        let signature = Signature::from_slice(&bytes).map_err(|_| {
            "Its signature is not 64 bytes (r and s). Some libraries write DER instead; choose the format of JWS.".to_owned()
        })?;
        let signed = token.trim().rsplit_once('.').map_or("", |(signed, _)| signed);
        let fits = |pem: &str| {
            let key = PublicKey::from_public_key_pem(pem).ok();
            key.is_some_and(|key| VerifyingKey::from(key).verify(signed.as_bytes(), &signature).is_ok())
        };
        let Some((name, _)) = keys.iter().find(|(_, pem)| fits(pem)) else {
            return Err(
                "No signing key that counts here signed it. It was made with another key, or changed afterwards.".to_owned()
            );
        };
        let claims: Claims = part(claims, "payload")?;
        if claims.entity_type != ENTITY {
            return Err(format!("Its entity_type is “{}”. It must be “{ENTITY}”.", claims.entity_type));
        }
        if claims.entity_id.trim().is_empty() {
            return Err("Its entity_id is empty. It must be the user's distinct_id.".to_owned());
        }
        let (expires_at, issued_at) = (claims.exp.saturating_mul(1000), claims.iat.saturating_mul(1000));
        if claims.exp >= 100_000_000_000 || claims.iat >= 100_000_000_000 {
            return Err("Its exp or iat is in milliseconds. JWTs count seconds since 1970.".to_owned());
        }
        if expires_at <= now {
            return Err("It expired.".to_owned());
        }
        if issued_at > now + SKEW {
            return Err("Its iat is in the future. Set the clock of the server that signs it right.".to_owned());
        }
        let tenant = claims.scope.and_then(|scope| scope.tenant_id);
        Ok(Self { user: claims.entity_id, tenant, expires_at, signed_with: (*name).to_owned() })
    }
}

impl UserToken {
    /// What it says, for people.
    pub fn in_words(&self) -> String {
        let until = jiff::Timestamp::from_millisecond(self.expires_at).map_or_else(|_| String::new(), |at| at.to_string());
        let tenant = self.tenant.as_ref().map_or_else(String::new, |tenant| format!(", in the tenant {tenant}"));
        format!("The token is good for the user {}{tenant}, until {until}. It was signed with {}.", self.user, self.signed_with)
    }
}

fn part<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, String> {
    let bytes = BASE64.decode(text).map_err(|_| format!("Its {what} is not base64url without padding."))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("Its {what} can't be read: {error}."))
}

#[cfg(test)]
mod tests {
    use p256::{
        SecretKey,
        ecdsa::{SigningKey, signature::Signer},
        pkcs8::{EncodePublicKey, LineEnding},
    };
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_714_000_000_000;

    fn pair(seed: u8) -> (SigningKey, String) {
        let secret = SecretKey::from_slice(&[seed; 32]).unwrap();
        let pem = secret.public_key().to_public_key_pem(LineEnding::LF).unwrap();
        (SigningKey::from(secret), pem)
    }

    fn token(key: &SigningKey, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let signature: Signature = key.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }

    fn claims(with: Value) -> Value {
        let mut all = json!({"entity_type": "subscriber", "entity_id": "u_1", "iat": NOW / 1000, "exp": NOW / 1000 + 60});
        all.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        all
    }

    #[test]
    fn a_token_of_a_key_that_counts_is_good() {
        let ((key, pem), (_, other)) = (pair(7), pair(8));
        let header = json!({"alg": "ES256", "typ": "JWT"});
        let good = token(&key, &header, &claims(json!({"scope": {"tenant_id": "acme"}})));
        let read = UserToken::check(&good, &[("other", &other), ("ours", &pem)], NOW).unwrap();
        let expected =
            UserToken { user: "u_1".into(), tenant: Some("acme".into()), expires_at: NOW + 60_000, signed_with: "ours".into() };
        assert_eq!(read, expected);
        let refused = |token: &str, now| UserToken::check(token, &[("ours", &pem)], now).unwrap_err();
        assert!(refused(&good, NOW + 60_000).contains("expired"));
        assert!(UserToken::check(&good, &[("other", &other)], NOW).unwrap_err().contains("No signing key"));
        assert!(UserToken::check(&good, &[], NOW).unwrap_err().contains("Generate one"));
        let other_claims = BASE64.encode(claims(json!({"entity_id": "u_2"})).to_string());
        let parts: Vec<&str> = good.split('.').collect();
        assert!(refused(&format!("{}.{other_claims}.{}", parts[0], parts[2]), NOW).contains("changed afterwards"));
        assert!(refused(&format!("{}.{}.{}", parts[0], parts[1], BASE64.encode([0u8; 70])), NOW).contains("DER"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let (key, pem) = pair(7);
        let es256 = json!({"alg": "ES256"});
        for (header, with, because) in [
            (json!({"alg": "none"}), json!({}), "signed with none"),
            (json!({"alg": "HS256"}), json!({}), "signed with HS256"),
            (json!({"alg": "ES256", "typ": "at+jwt"}), json!({}), "typ"),
            (es256.clone(), json!({"entity_type": "user"}), "must be “subscriber”"),
            (es256.clone(), json!({"entity_id": " "}), "entity_id is empty"),
            (es256.clone(), json!({"exp": "soon"}), "payload can't be read"),
            (es256.clone(), json!({"exp": NOW + 60_000}), "milliseconds"),
            (es256.clone(), json!({"iat": NOW / 1000 + 3600}), "in the future"),
        ] {
            let error = UserToken::check(&token(&key, &header, &claims(with)), &[("ours", &pem)], NOW).unwrap_err();
            assert!(error.contains(because), "{error} does not say: {because}");
        }
        for bad in ["", "a.b", "a.b.c.d", "*.e30.x", &"x".repeat(5000)] {
            assert!(UserToken::check(bad, &[("ours", &pem)], NOW).is_err(), "{bad}");
        }
    }
}
