//! Service tokens: what programs manage an account with.

use serde::{Deserialize, Serialize};

use super::{AccountId, AppError, AssetKind, Permission, Rights, Scope, ServiceTokenId, WorkspaceId};

/// What a service token is for. A token never sends and never meets people: neither is among the verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenVerb {
    Read,
    Edit,
    Configure,
    CreateWorkspaces,
    ReadKeys,
    ManageKeys,
}

impl TokenVerb {
    pub const ALL: &[Self] = &[Self::Read, Self::Edit, Self::Configure, Self::CreateWorkspaces, Self::ReadKeys, Self::ManageKeys];

    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Edit => "edit",
            Self::Configure => "configure",
            Self::CreateWorkspaces => "create_workspaces",
            Self::ReadKeys => "read_keys",
            Self::ManageKeys => "manage_keys",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::Edit => "Edit and commit",
            Self::Configure => "Set workspaces up",
            Self::CreateWorkspaces => "Create workspaces",
            Self::ReadKeys => "Read keys",
            Self::ManageKeys => "Manage keys",
        }
    }

    /// What it means, for who chooses.
    pub fn help(self) -> &'static str {
        match self {
            Self::Read => "List workspaces, workflows and templates, and read what they say.",
            Self::Edit => "Commit drafts, switch workflows on and off.",
            Self::Configure => "Change the config of workspaces.",
            Self::CreateWorkspaces => "Add workspaces to the account.",
            Self::ReadKeys => {
                "List keys, and read workspace keys with their secrets. The command line needs it to trigger tests."
            }
            Self::ManageKeys => "Generate, rotate and delete keys. What is new is in the answer, once.",
        }
    }

    /// What it lets a token do.
    pub fn permissions(self) -> &'static [Permission] {
        match self {
            Self::Read => &[Permission::ViewAssets],
            Self::Edit => &[Permission::EditAssets],
            Self::Configure => &[Permission::EditWorkspaces],
            Self::CreateWorkspaces => &[Permission::CreateWorkspaces],
            Self::ReadKeys | Self::ManageKeys => &[Permission::ManageKeys],
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|verb| verb.key() == key).copied()
    }
}

/// How far a token reaches: every part narrows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TokenScope {
    pub verbs: Vec<TokenVerb>,
    /// Empty: all of the account, those that are made later too.
    #[serde(default)]
    pub workspaces: Vec<WorkspaceId>,
    /// Empty: all kinds.
    #[serde(default)]
    pub kinds: Vec<AssetKind>,
    /// Addresses and networks (`203.0.113.0/24`) that it may be used from. Empty: from everywhere.
    #[serde(default)]
    pub networks: Vec<String>,
}

impl TokenScope {
    /// What it lets a token do, and where. Whoever reaches a workspace may know that it is there.
    pub fn rights(&self) -> Rights {
        let mut rights = Rights::default();
        let places: Vec<Scope> = if self.workspaces.is_empty() {
            vec![Scope::Production, Scope::Others]
        } else {
            self.workspaces.iter().cloned().map(Scope::One).collect()
        };
        let permissions = self.verbs.iter().flat_map(|verb| verb.permissions());
        for permission in permissions.chain(&[Permission::ViewWorkspace]).copied() {
            if permission.is_of_account() {
                rights.add((permission, Scope::Account));
            } else {
                places.iter().for_each(|place| rights.add((permission, place.clone())));
            }
        }
        rights
    }
}

/// How long a new token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenLife {
    Days(i64),
    /// Until it is revoked.
    Endless,
}

impl TokenLife {
    pub const CHOICES: &[(&str, &str, Self)] = &[
        ("30", "30 days", Self::Days(30)),
        ("90", "90 days", Self::Days(90)),
        ("365", "One year", Self::Days(365)),
        ("endless", "Until it is revoked", Self::Endless),
    ];

    pub fn parse(key: &str) -> Result<Self, AppError> {
        let found = Self::CHOICES.iter().find(|(choice, _, _)| *choice == key);
        found.map(|(_, _, life)| *life).ok_or_else(|| AppError::invalid("life", "Choose how long it is good for."))
    }

    /// When a token that is made now ends, in milliseconds since 1970.
    pub fn ends(self, now: i64) -> Option<i64> {
        match self {
            Self::Days(days) => Some(now + days * 86_400_000),
            Self::Endless => None,
        }
    }
}

/// A service token as it is listed; its text is known to nobody but who made it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ServiceToken {
    pub id: ServiceTokenId,
    pub account_id: AccountId,
    pub name: String,
    /// Its first signs, to be recognised by.
    pub hint: String,
    /// A [`TokenScope`] as JSON; read it with [`ServiceToken::scope`].
    pub scope: String,
    pub created_by: String,
    pub created_at: i64,
    /// None: it does not expire.
    pub expires_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub last_used_from: Option<String>,
    pub revoked_at: Option<i64>,
}

impl ServiceToken {
    /// A scope that can't be read lets nothing through but the names of workspaces.
    pub fn scope(&self) -> TokenScope {
        serde_json::from_str(&self.scope).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Id;

    #[test]
    fn every_part_of_a_scope_narrows() {
        let here = WorkspaceId::from_text("wksp_1".into());
        let scope = TokenScope {
            verbs: vec![TokenVerb::Read],
            workspaces: vec![here.clone()],
            kinds: vec![AssetKind::Workflow],
            networks: vec![],
        };
        let only = |permission| (permission, Scope::One(here.clone()));
        assert_eq!(scope.rights().all(), [only(Permission::ViewWorkspace), only(Permission::ViewAssets)]);
    }

    #[test]
    fn no_token_sends_or_meets_people() {
        let wide = TokenScope { verbs: TokenVerb::ALL.to_vec(), ..TokenScope::default() };
        let rights = wide.rights();
        assert!(rights.include(&(Permission::EditAssets, Scope::Production), &[]));
        for never in [Permission::Trigger, Permission::ViewUsers, Permission::ViewPersonalData, Permission::ViewLogs] {
            assert!(!rights.include(&(never, Scope::Others), &[]), "{never:?}");
        }
        for never in [Permission::InviteMembers, Permission::ManageTokens, Permission::EditMembers] {
            assert!(!rights.include(&(never, Scope::Account), &[]), "{never:?}");
        }
    }
}
