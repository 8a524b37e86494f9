//! What an SMTP server wants to know.

use serde::{Deserialize, Serialize};

use crate::model::{AppError, Email, hex};

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Not at all: for a server in one's own network.
    None,
    /// Begins in clear and turns to TLS before anything is said; refused when the server can't.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

impl Security {
    pub const ALL: &[Self] = &[Self::StartTls, Self::Tls, Self::None];

    pub fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StartTls => "starttls",
            Self::Tls => "tls",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::None => "None – only in your own network",
            Self::StartTls => "STARTTLS – usually port 587",
            Self::Tls => "TLS – usually port 465",
        }
    }
}

/// The settings of an SMTP vendor; they are kept sealed because of the password.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Blank: the server is used without signing in.
    pub username: String,
    pub password: String,
    pub from_name: String,
    pub from_address: String,
}

/// The password is never printed.
impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpSettings").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// The settings as a form brings them.
#[derive(Clone, Default)]
pub struct SmtpForm {
    pub host: String,
    pub port: String,
    pub security: String,
    pub username: String,
    /// Blank: the one that is kept.
    pub password: String,
    pub from_name: String,
    pub from_address: String,
}

impl SmtpSettings {
    /// `kept`: the settings that are replaced.
    pub fn parse(form: &SmtpForm, kept: Option<&Self>) -> Result<Self, AppError> {
        let host = form.host.trim().trim_end_matches('.').to_lowercase();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
        if host.is_empty() || host.len() > 253 || !host.chars().all(fits) {
            return Err(AppError::invalid("host", "Enter the name of the mail server, like smtp.example.com."));
        }
        let port = form.port.trim().parse::<u16>().ok().filter(|port| *port > 0);
        let port = port.ok_or_else(|| AppError::invalid("port", "Enter the port as a number: 587, 465 or 25."))?;
        let security = Security::ALL.iter().find(|security| security.key() == form.security).copied();
        let security = security.ok_or_else(|| AppError::invalid("security", "Choose how the connection is protected."))?;
        let username = one_line("username", &form.username)?;
        let password = match (form.password.is_empty(), kept) {
            _ if username.is_empty() => String::new(),
            // A password is not carried over to another server: whoever changes the host has to know it.
            (true, Some(kept)) if kept.host == host && kept.username == username => kept.password.clone(),
            (true, _) => {
                return Err(AppError::invalid("password", "Enter the password for this server and user name."));
            }
            (false, _) => form.password.clone(),
        };
        let from_address = Email::parse(&form.from_address)
            .map_err(|_| AppError::invalid("from_address", "Enter the sender's e-mail address, like news@example.com."))?;
        Ok(Self {
            host,
            port,
            security,
            username,
            password,
            from_name: one_line("from_name", &form.from_name)?,
            from_address: from_address.as_str().to_owned(),
        })
    }

    /// Tells settings apart without telling what they are.
    pub(super) fn fingerprint(&self) -> String {
        use sha2::{Digest, Sha256};
        let text = serde_json::to_vec(self).unwrap_or_default();
        hex(&Sha256::digest(text))
    }
}

fn one_line(field: &str, text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.chars().count() > 200 || text.chars().any(char::is_control) {
        return Err(AppError::invalid(field, "Use one line of at most 200 characters."));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SmtpForm {
        SmtpForm {
            host: "SMTP.Example.com.".to_owned(),
            port: "587".to_owned(),
            security: "starttls".to_owned(),
            username: "belfry".to_owned(),
            password: "secret".to_owned(),
            from_name: "Belfry".to_owned(),
            from_address: "news@example.com".to_owned(),
        }
    }

    #[test]
    fn a_blank_password_keeps_the_one_of_the_same_server_and_user() {
        let kept = SmtpSettings::parse(&form(), None).unwrap();
        assert_eq!((kept.host.as_str(), kept.port), ("smtp.example.com", 587));
        let blank = SmtpForm { password: String::new(), ..form() };
        assert_eq!(SmtpSettings::parse(&blank, Some(&kept)).unwrap().password, "secret");
        let elsewhere = SmtpForm { host: "evil.example.com".to_owned(), ..blank.clone() };
        assert_eq!(SmtpSettings::parse(&elsewhere, Some(&kept)).unwrap_err().field(), Some("password"));
        assert_eq!(SmtpSettings::parse(&blank, None).unwrap_err().field(), Some("password"));
        let nobody = SmtpForm { username: String::new(), ..form() };
        assert_eq!(SmtpSettings::parse(&nobody, None).unwrap().password, "", "no user name, no password");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let wrong = |change: fn(&mut SmtpForm)| {
            let mut form = form();
            change(&mut form);
            SmtpSettings::parse(&form, None).unwrap_err().field().map(str::to_owned)
        };
        assert_eq!(wrong(|f| f.host = "mail server".into()).as_deref(), Some("host"));
        assert_eq!(wrong(|f| f.port = "70000".into()).as_deref(), Some("port"));
        assert_eq!(wrong(|f| f.port = "0".into()).as_deref(), Some("port"));
        assert_eq!(wrong(|f| f.security = "ssl".into()).as_deref(), Some("security"));
        assert_eq!(wrong(|f| f.from_address = "news".into()).as_deref(), Some("from_address"));
        assert_eq!(wrong(|f| f.from_name = "a\r\nBcc: x@y.z".into()).as_deref(), Some("from_name"));
    }

    #[test]
    fn the_password_is_never_printed() {
        let settings = SmtpSettings::parse(&form(), None).unwrap();
        assert!(!format!("{settings:?}").contains("secret"));
        assert!(!settings.fingerprint().contains("secret"));
    }
}
