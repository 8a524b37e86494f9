//! Signing in with an OpenID provider.

use serde::{Deserialize, Serialize};

use super::{AccountId, AppError, bounded};

/// Who else says who somebody is, for the people of one account.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct OidcProvider {
    pub account_id: AccountId,
    /// What the button on the sign-in page says after "Sign in with".
    pub label: String,
    /// Its address, below which its description is (`/.well-known/openid-configuration`).
    pub issuer: String,
    pub client_id: String,
    /// Sealed.
    pub client_secret: String,
    /// Its word counts for both factors; otherwise a person who has a second factor here is asked for it.
    pub both_factors: bool,
    pub enabled: bool,
    pub created_at: i64,
    pub updated_at: i64,
}

/// What is typed about a provider, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OidcForm {
    pub label: String,
    pub issuer: String,
    pub client_id: String,
    /// Blank: the one that is kept.
    pub client_secret: String,
    pub both_factors: bool,
    pub enabled: bool,
}

impl OidcForm {
    /// Trims and bounds the texts; `allow_http`: whether an issuer may be on plain http, as in a LAN.
    pub fn parse(mut self, allow_http: bool) -> Result<Self, AppError> {
        self.label = bounded("label", &self.label, 40)?;
        self.issuer = bounded("issuer", &self.issuer, 500)?.trim_end_matches('/').to_owned();
        self.client_id = bounded("client_id", &self.client_id, 500)?;
        self.client_secret = bounded("client_secret", &self.client_secret, 1000)?;
        if self.label.is_empty() {
            return Err(AppError::invalid("label", "Give it the name that your people know."));
        }
        if self.client_id.is_empty() {
            return Err(AppError::invalid("client_id", "Enter the client ID that Belfry was registered with."));
        }
        let host = self.issuer.strip_prefix("https://").or_else(|| self.issuer.strip_prefix("http://").filter(|_| allow_http));
        if host.is_none_or(|host| host.is_empty() || host.contains(['@', '?', '#', ' '])) {
            return Err(AppError::invalid("issuer", "Enter an address like https://id.example.com."));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_an_address_on_https() {
        let form = |issuer: &str| OidcForm {
            label: "Acme".into(),
            issuer: issuer.into(),
            client_id: "belfry".into(),
            client_secret: String::new(),
            both_factors: false,
            enabled: true,
        };
        assert_eq!(form(" https://login.acme.test/ ").parse(false).unwrap().issuer, "https://login.acme.test");
        assert!(form("http://127.0.0.1:4000").parse(true).is_ok());
        for bad in ["", "login.acme.test", "http://login.acme.test", "https://", "https://a@b.test", "https://a.test?x=1"] {
            assert!(form(bad).parse(false).is_err(), "{bad}");
        }
    }
}
