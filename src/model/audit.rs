//! The audit log as it is read.

use serde::{Deserialize, Serialize};

use super::{AccountId, EntryId, ExportId, PersonId, WorkspaceId};

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct AuditEntry {
    pub id: EntryId,
    /// Milliseconds since 1970.
    pub at: i64,
    /// `person`, `key`, `token` or `system`.
    pub actor_kind: String,
    pub actor_id: String,
    pub actor_name: String,
    /// noun.past: `workflow.committed`.
    pub action: String,
    pub target_kind: String,
    pub target_id: String,
    /// What the target was called when it happened.
    pub target_name: String,
    /// None: the account itself.
    pub workspace_id: Option<WorkspaceId>,
    /// JSON object: what changed, `{"name": {"from": …, "to": …}}`, or facts about it. Never a secret.
    pub detail: String,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// What to look for in the audit log; every field narrows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Any of these; none: anybody.
    pub actors: Vec<String>,
    /// Any of these; none: anything.
    pub actions: Vec<String>,
    pub workspace: Option<WorkspaceId>,
    pub target: Option<String>,
    /// Milliseconds since 1970, inclusive.
    pub from: Option<i64>,
    /// Milliseconds since 1970, exclusive.
    pub until: Option<i64>,
    /// Keyset: older than this entry.
    pub before: Option<EntryId>,
    /// Keyset: newer than this entry.
    pub after: Option<EntryId>,
}

/// What a file of the log is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    Csv,
    Jsonl,
}

impl ExportFormat {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "csv" => Some(Self::Csv),
            "jsonl" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// As the database, addresses and names of files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Jsonl => "JSON Lines",
        }
    }
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum ExportStatus {
    /// Few entries: they are read when the file is fetched.
    Direct,
    Running,
    Done,
}

/// A file of the log that somebody asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct AuditExport {
    pub id: ExportId,
    pub account_id: AccountId,
    pub person_id: PersonId,
    pub format: ExportFormat,
    /// What was asked for, as the address of the list says it.
    pub query: String,
    /// The same as it is looked up, JSON.
    pub filter: String,
    pub status: ExportStatus,
    /// How many entries were written, or are there.
    pub entries: i64,
    pub parts: i64,
    /// The last one that was written.
    pub last_id: Option<EntryId>,
    /// When the newest entry was made, the last one that was written, and the oldest one: milliseconds since 1970.
    pub newest_at: i64,
    pub reached_at: i64,
    pub oldest_at: i64,
    pub created_at: i64,
}

impl AuditExport {
    /// How much of the time between the newest entry and the oldest one is written, in hundredths.
    pub fn percent(&self) -> i64 {
        if self.status != ExportStatus::Running {
            return 100;
        }
        let whole = (self.newest_at - self.oldest_at).max(1);
        ((self.newest_at - self.reached_at) * 100 / whole).clamp(0, 99)
    }
}

/// What things are called that something is done to: the nouns of actions, each once, in the order of [`ACTIONS`].
pub fn target_kinds() -> Vec<&'static str> {
    let mut kinds: Vec<&str> = Vec::new();
    for kind in ACTIONS.iter().filter_map(|(action, _)| action.split('.').next()) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Everything that can be done to a kind of thing.
pub fn actions_on(kind: &str) -> impl Iterator<Item = &'static str> {
    ACTIONS.iter().map(|(action, _)| *action).filter(move |action| action.split_once('.').is_some_and(|(noun, _)| noun == kind))
}

/// What can be done, as people read it after the name of who did it. `{}` stands for what it was done to.
pub const ACTIONS: &[(&str, &str)] = &[
    ("account.created", "set the account {} up"),
    ("account.updated", "changed the settings of the account {}"),
    ("account.mfa_enabled", "asked everybody in {} for a second factor"),
    ("account.mfa_disabled", "stopped asking everybody in {} for a second factor"),
    ("account.sessions_ended", "signed everybody out of {}"),
    ("account.session_policy_updated", "changed how long sessions last in {}"),
    ("account.single_sign_on_saved", "set the single sign-on with {} up"),
    ("account.single_sign_on_removed", "removed the single sign-on with {}"),
    ("person.single_sign_on_linked", "signed in with the account’s provider for the first time"),
    ("account.member_invited", "invited {}"),
    ("account.member_invite_resent", "sent the invitation of {} again"),
    ("account.member_invite_cancelled", "cancelled the invitation of {}"),
    ("account.member_invite_expired", "put the invitation of {} away, which nobody had accepted"),
    ("account.member_joined", "joined as {}"),
    ("account.member_role_changed", "changed the role of {}"),
    ("account.member_deactivated", "deactivated {}"),
    ("account.member_reactivated", "reactivated {}"),
    ("account.member_second_factor_reset", "reset the second factor of {}"),
    ("account.member_left", "left the team"),
    ("role.created", "created the role {}"),
    ("role.updated", "changed the role {}"),
    ("role.deleted", "deleted the role {}"),
    ("access.denied", "was refused {}"),
    ("audit.exported", "exported the audit log as {}"),
    ("audit.retention_changed", "changed how long the audit log of {} is kept"),
    ("audit.purged", "deleted entries of {} that had their time"),
    ("session.signed_in", "signed in"),
    ("session.signed_out", "signed out"),
    ("session.signed_out_everywhere", "signed out everywhere else"),
    ("session.ended", "ended their session in {}"),
    ("session.confirmed", "confirmed who they are"),
    ("session.refused", "failed to sign in several times"),
    ("person.updated", "changed the profile of {}"),
    ("person.password_changed", "changed their password"),
    ("person.email_code_asked", "asked for a code by e-mail"),
    ("person.password_reset_asked", "asked for a new password by letter"),
    ("person.password_reset", "chose a new password by letter"),
    ("person.second_factor_begun", "began to set a second factor up"),
    ("person.second_factor_enabled", "turned their second factor on"),
    ("person.second_factor_disabled", "turned their second factor off"),
    ("person.recovery_codes_renewed", "made new recovery codes"),
    ("passkey.added", "added the passkey {}"),
    ("passkey.renamed", "renamed the passkey {}"),
    ("passkey.removed", "removed the passkey {}"),
    ("workspace.created", "created the workspace {}"),
    ("workspace.updated", "changed the settings of {}"),
    ("workspace.configured", "changed how {} is set up"),
    ("workspace.deleted", "deleted the workspace {}"),
    ("workspace.restored", "restored the workspace {}"),
    ("workspace.purged", "threw away the deleted workspace {}"),
    ("workspace_key.generated", "generated the workspace key {}"),
    ("workspace_key.revealed", "looked at the secret of the workspace key {}"),
    ("workspace_key.secret_rotated", "rotated the secret of the workspace key {}"),
    ("workspace_key.deleted", "deleted the workspace key {}"),
    ("api_key.generated", "generated the API key {}"),
    ("api_key.rotated", "rotated the API key {}"),
    ("api_key.disabled", "revoked the API key {}"),
    ("public_api_key.generated", "generated the public key {}"),
    ("public_api_key.updated", "changed the domains of the public key {}"),
    ("public_api_key.secure_mode_enabled", "switched secure mode of the public key {} on"),
    ("public_api_key.secure_mode_disabled", "switched secure mode of the public key {} off"),
    ("public_api_key.rotated", "rotated the public key {}"),
    ("public_api_key.deleted", "deleted the public key {}"),
    ("signing_api_key.generated", "generated the signing key {}"),
    ("signing_api_key.rolled", "rolled the signing key {}"),
    ("signing_api_key.deleted", "deleted the signing key {}"),
    ("inbox_secret.generated", "generated the inbox secret of {}"),
    ("inbox_secret.revealed", "looked at the inbox secret of {}"),
    ("inbox_secret.rotated", "rotated the inbox secret of {}"),
    ("service_token.generated", "generated the service token {}"),
    ("service_token.deleted", "revoked the service token {}"),
    ("template.created", "created the template {}"),
    ("template.draft_saved", "saved a draft of the template {}"),
    ("template.draft_discarded", "discarded the draft of the template {}"),
    ("template.committed", "committed the template {}"),
    ("template.rolled_back", "rolled the template {} back"),
    ("template.enabled", "enabled the template {}"),
    ("template.disabled", "disabled the template {}"),
    ("template.renamed", "renamed the template {}"),
    ("template.promoted", "brought the template {} from another workspace"),
    ("template.promotion_undone", "took back what was brought to the template {}"),
    ("workflow.created", "created the workflow {}"),
    ("workflow.draft_saved", "saved a draft of the workflow {}"),
    ("workflow.draft_discarded", "discarded the draft of the workflow {}"),
    ("workflow.committed", "committed the workflow {}"),
    ("workflow.rolled_back", "rolled the workflow {} back"),
    ("workflow.enabled", "enabled the workflow {}"),
    ("workflow.disabled", "disabled the workflow {}"),
    ("workflow.renamed", "renamed the workflow {}"),
    ("workflow.promoted", "brought the workflow {} from another workspace"),
    ("workflow.promotion_undone", "took back what was brought to the workflow {}"),
    ("vendor.added", "added the vendor {}"),
    ("vendor.updated", "changed the vendor {}"),
    ("vendor.enabled", "enabled the vendor {}"),
    ("vendor.disabled", "disabled the vendor {}"),
    ("vendor.deleted", "deleted the vendor {}"),
    ("vendor.tested", "sent a test through the vendor {}"),
    ("verified_channel.code_asked", "sent a code to {}"),
    ("verified_channel.verified", "verified the address {}"),
    ("verified_channel.removed", "removed the verified address {}"),
    ("user.created", "created the user {}"),
    ("user.updated", "changed the user {}"),
    ("user.deleted", "deleted the user {}"),
    ("plan.created", "planned the promotion {}"),
    ("plan.applied", "applied the promotion {}"),
    ("plan.undone", "undid the promotion {}"),
];

/// The words of an action; one that has none is read as it is written.
pub fn action_words(action: &str) -> Option<&'static str> {
    ACTIONS.iter().find(|(known, _)| *known == action).map(|(_, words)| *words)
}
