//! How a workspace is set up, as programs call it.

use serde::{Deserialize, Serialize};

/// Whether a user may belong to several tenants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TenancyMode {
    /// To several.
    #[default]
    Shared,
    /// To one at most.
    Exclusive,
}

impl TenancyMode {
    pub const ALL: &[Self] = &[Self::Exclusive, Self::Shared];

    pub fn key(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Exclusive => "exclusive",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|mode| mode.key() == text).copied()
    }
}

/// Which of a user's own channels serve a tenant that has no address of its own for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FallbackMode {
    #[default]
    All,
    /// Those that are listed.
    Allowlist,
}

impl FallbackMode {
    pub const ALL: &[Self] = &[Self::All, Self::Allowlist];

    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Allowlist => "allowlist",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|mode| mode.key() == text).copied()
    }
}

/// What SMS are written like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsType {
    #[default]
    Basic,
    /// Registered templates, as India asks for.
    Dlt,
}

impl SmsType {
    pub const ALL: &[Self] = &[Self::Basic, Self::Dlt];

    pub fn key(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Dlt => "dlt",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|kind| kind.key() == text).copied()
    }
}

/// The channels that may be listed, as programs name them.
pub const FALLBACK_CHANNELS: &[(&str, &str)] = &[
    ("$email", "E-mail"),
    ("$inbox", "Inbox"),
    ("$sms", "SMS"),
    ("$whatsapp", "WhatsApp"),
    ("$androidpush", "Android push"),
    ("$iospush", "iOS push"),
    ("$webpush", "Web push"),
    ("$slack", "Slack"),
    ("$ms_teams", "Microsoft Teams"),
];

/// The config of a workspace. What is missing is what workspaces had before there was any; new ones are exclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkspaceConfig {
    /// Whether the Inbox is a channel of the preference centre.
    pub user_inbox_preference_enabled: bool,
    pub sms_vendor_type: SmsType,
    pub user_tenancy_mode: TenancyMode,
    pub user_tenancy_channel_fallback_mode: FallbackMode,
    pub user_tenancy_channel_fallback: Vec<String>,
    /// Whether the fallback is narrowed where no tenant is named, too.
    pub user_tenancy_channel_fallback_applies_to_default_tenant: bool,
}

impl WorkspaceConfig {
    /// What a new workspace starts with.
    pub fn of_new() -> Self {
        Self { user_tenancy_mode: TenancyMode::Exclusive, ..Self::default() }
    }
}
