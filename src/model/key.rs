//! Credentials of a workspace as they are listed.

use serde::{Deserialize, Serialize};

use super::{ApiKeyId, AppError, Permission, PublicKeyId, SigningKeyId, TokenLife, WorkspaceKeyId};

const DAY: i64 = 86_400_000;

/// What a key lets a program do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum KeyScope {
    #[default]
    Everything,
    Trigger,
    Users,
}

impl KeyScope {
    pub const ALL: &[Self] = &[Self::Everything, Self::Trigger, Self::Users];

    pub fn key(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Trigger => "trigger",
            Self::Users => "users",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Everything => "Trigger workflows and keep users",
            Self::Trigger => "Trigger workflows only",
            Self::Users => "Keep users only",
        }
    }

    pub fn parse(key: &str) -> Result<Self, AppError> {
        let found = Self::ALL.iter().find(|scope| scope.key() == key).copied();
        found.ok_or_else(|| AppError::invalid("scope", "Choose what the key may do: everything, trigger or users."))
    }

    /// A key sends and keeps users; it configures nothing.
    pub fn allows(self, permission: Permission) -> bool {
        use Permission::{EditUsers, Trigger, ViewLogDetails, ViewLogs, ViewPersonalData, ViewUsers};
        match self {
            Self::Everything => {
                matches!(permission, Trigger | ViewUsers | EditUsers | ViewPersonalData | ViewLogs | ViewLogDetails)
            }
            Self::Trigger => permission == Trigger,
            Self::Users => matches!(permission, ViewUsers | EditUsers | ViewPersonalData),
        }
    }
}

/// What a new key is narrowed to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyLimits {
    pub scope: KeyScope,
    /// Addresses and networks that it may be used from. Empty: from everywhere.
    pub networks: Vec<String>,
    /// None: until it is revoked.
    pub expires_at: Option<i64>,
}

impl KeyLimits {
    /// As a form sends them; what it leaves out narrows nothing.
    pub fn parse(scope: Option<&str>, networks: Option<&str>, life: Option<&str>, now: i64) -> Result<Self, AppError> {
        Ok(Self {
            scope: scope.map(KeyScope::parse).transpose()?.unwrap_or_default(),
            networks: parts(networks.unwrap_or_default()),
            expires_at: life.map(TokenLife::parse).transpose()?.and_then(|life| life.ends(now)),
        })
    }
}

/// Several with commas between them, as people type a list.
pub fn parts(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// How long a secret goes on after another one took its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grace(i64);

impl Grace {
    /// What people choose from.
    pub const CHOICES: &[(&str, &str, Self)] = &[
        ("now", "At once", Self(0)),
        ("hour", "In an hour", Self(DAY / 24)),
        ("day", "In 24 hours", Self(DAY)),
        ("week", "In 7 days", Self(7 * DAY)),
    ];

    pub fn parse(key: &str) -> Result<Self, AppError> {
        let found = Self::CHOICES.iter().find(|(choice, _, _)| *choice == key);
        found.map(|(_, _, grace)| *grace).ok_or_else(|| AppError::invalid("grace", "Choose when the old one stops working."))
    }

    /// What programs say, up to a week.
    pub fn of_seconds(seconds: i64) -> Result<Self, AppError> {
        match seconds {
            0..=604_800 => Ok(Self(seconds * 1000)),
            _ => {
                Err(AppError::invalid("grace_seconds", "grace_seconds must be a whole number from 0 to 604800, which is a week."))
            }
        }
    }

    /// Until when the old one works; none: it stopped.
    pub fn ends(self, now: i64) -> Option<i64> {
        (self.0 > 0).then_some(now + self.0)
    }
}

/// Who did something to a key, as its row keeps it: a name, with an e-mail address when it was a person (`Ada <ada@example.com>`).
pub fn name_and_email(by: &str) -> (&str, Option<&str>) {
    match by.strip_suffix('>').and_then(|rest| rest.rsplit_once(" <")) {
        Some((name, email)) => (name, Some(email)),
        None => (by, None),
    }
}

/// A workspace key; its secret is not here.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct WorkspaceKey {
    pub id: WorkspaceKeyId,
    pub name: String,
    pub key: String,
    pub is_default: bool,
    pub scope: KeyScope,
    /// JSON.
    pub networks: String,
    pub expires_at: Option<i64>,
    /// Until when the secret before this one works.
    pub old_until: Option<i64>,
    pub old_used_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub created_by: String,
    pub created_at: i64,
    pub rotated_by: Option<String>,
    pub rotated_at: Option<i64>,
    pub deleted_by: Option<String>,
    pub deleted_at: Option<i64>,
}

/// An API key; its text is known to nobody but who made it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    /// Its first signs, to be recognised by.
    pub hint: String,
    pub scope: KeyScope,
    /// JSON.
    pub networks: String,
    pub expires_at: Option<i64>,
    /// Until when the text before this one works.
    pub old_until: Option<i64>,
    pub old_used_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub created_by: String,
    pub created_at: i64,
    pub rotated_by: Option<String>,
    pub rotated_at: Option<i64>,
    pub revoked_by: Option<String>,
    pub revoked_at: Option<i64>,
}

/// A list that a row keeps as JSON; one that can't be read is empty.
pub fn listed(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// What client SDKs name a workspace by. It is no secret.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct PublicKey {
    pub id: PublicKeyId,
    pub name: String,
    pub key: String,
    pub is_default: bool,
    /// Whether a signed user token is asked for.
    pub secure_mode: bool,
    /// JSON; empty: it may be used on every domain.
    pub domains: String,
    /// Until when the key before this one works.
    pub old_until: Option<i64>,
    pub created_by: String,
    pub created_at: i64,
    pub updated_by: Option<String>,
    pub updated_at: i64,
    pub rotated_by: Option<String>,
    pub rotated_at: Option<i64>,
    pub deleted_by: Option<String>,
    pub deleted_at: Option<i64>,
}

/// The public half of a key that user tokens are signed with.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct SigningKey {
    pub id: SigningKeyId,
    /// `signing_key_20260421T123746`: what addresses name it by.
    pub uid: String,
    /// PEM.
    pub public_key: String,
    pub status: SigningKeyStatus,
    /// Until when a rolled one counts; none: no longer.
    pub expires_at: Option<i64>,
    pub created_by: String,
    pub created_at: i64,
    pub rolled_by: Option<String>,
    pub rolled_at: Option<i64>,
    pub deleted_by: Option<String>,
    pub deleted_at: Option<i64>,
}

/// One key of a workspace is active; the ones before it were rolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum SigningKeyStatus {
    Active,
    Rolled,
}

impl SigningKey {
    /// Whether tokens that it signed are good.
    pub fn counts(&self, now: i64) -> bool {
        self.deleted_at.is_none()
            && match self.status {
                SigningKeyStatus::Active => true,
                SigningKeyStatus::Rolled => self.expires_at.is_some_and(|at| at > now),
            }
    }
}

/// What subscriber ids of older inbox clients are made with; the secret is not here.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct InboxSecret {
    /// Until when the secret before this one works.
    pub old_until: Option<i64>,
    pub created_by: String,
    pub created_at: i64,
    pub rotated_by: Option<String>,
    pub rotated_at: Option<i64>,
}

/// A domain that a public key may be used on: `app.example.com`, `*.example.com`, `localhost:3000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain(String);

impl Domain {
    /// A key is bound to at most this many.
    pub const MOST: usize = 50;

    /// As people type or paste it: an origin (`https://app.example.com/`) is read as its domain.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let typed = text.trim();
        let bare = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://")).unwrap_or(typed);
        let bare = bare.strip_suffix('/').unwrap_or(bare).to_ascii_lowercase();
        let (host, port) = bare.rsplit_once(':').map_or((bare.as_str(), None), |(host, port)| (host, Some(port)));
        let named = host.strip_prefix("*.").unwrap_or(host);
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let port_fits = port.is_none_or(|port| !port.starts_with(['+', '0']) && port.parse::<u16>().is_ok());
        // A star before a last part alone would be every domain of a country.
        let star_fits = named == host || named.contains('.');
        if named.len() <= 253 && named.split('.').all(label) && port_fits && star_fits {
            return Ok(Self(bare));
        }
        Err(AppError::invalid(
            "domains",
            format!("“{typed}” is no domain. Write app.example.com, *.example.com or localhost:3000."),
        ))
    }

    /// Several, with commas or blanks between them; each once.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, AppError> {
        let parts = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty());
        let mut all: Vec<Self> = parts.map(Self::parse).collect::<Result<_, _>>()?;
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|domain| seen.insert(domain.0.clone()));
        if all.len() > Self::MOST {
            return Err(AppError::invalid("domains", format!("Name at most {} domains.", Self::MOST)));
        }
        Ok(all)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Domain {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_read_and_what_is_none_is_refused() {
        for (typed, read) in [
            (" App.Example.com ", "app.example.com"),
            ("https://app.example.com/", "app.example.com"),
            ("*.example.com", "*.example.com"),
            ("http://localhost:3000", "localhost:3000"),
        ] {
            assert_eq!(Domain::parse(typed).unwrap().as_str(), read);
        }
        let long = "a".repeat(64);
        for bad in [
            "",
            "*",
            "*.com",
            "a b",
            "-a.com",
            "a..com",
            "a.com/path",
            "a.com:0",
            "a.com:70000",
            "*.*.com",
            "ftp://a.com",
            "ä.de",
            &long,
        ] {
            assert!(Domain::parse(bad).is_err(), "{bad}");
        }
        let all = Domain::parse_all("a.com, b.com\nA.com").unwrap();
        assert_eq!(all.iter().map(Domain::as_str).collect::<Vec<_>>(), ["a.com", "b.com"]);
    }

    #[test]
    fn a_scope_narrows_what_a_key_may_do() {
        for scope in KeyScope::ALL {
            assert_eq!(KeyScope::parse(scope.key()), Ok(*scope));
            assert!(!scope.allows(Permission::ManageKeys) && !scope.allows(Permission::ViewAssets));
        }
        assert!(KeyScope::Trigger.allows(Permission::Trigger) && !KeyScope::Trigger.allows(Permission::ViewUsers));
        assert!(KeyScope::Users.allows(Permission::EditUsers) && !KeyScope::Users.allows(Permission::Trigger));
    }

    #[test]
    fn who_did_it_is_read_with_and_without_an_address() {
        assert_eq!(name_and_email("Ada <ada@acme.test>"), ("Ada", Some("ada@acme.test")));
        assert_eq!(name_and_email("Belfry"), ("Belfry", None));
        assert_eq!(name_and_email("A <b> c"), ("A <b> c", None));
    }
}
