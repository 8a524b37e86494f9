//! Permissions: a word for roles and menus, and a type for signatures.

use serde::{Deserialize, Serialize};

use super::{Workspace, WorkspaceId, WorkspaceKind};

/// Where a permission counts: in the account or in one workspace.
pub trait Place: Clone + Send + Sync + 'static {
    /// The workspace's kind, when the place is a workspace: some roles are narrower in production.
    fn kind(&self) -> Option<WorkspaceKind>;
    /// None: the account itself.
    fn workspace_id(&self) -> Option<&WorkspaceId>;
    /// The data region; none: the control database.
    fn region(&self) -> Option<&str>;
}

/// The account as a place; which one is known by the caller's session.
#[derive(Clone, Debug)]
pub struct InAccount;

impl Place for InAccount {
    fn kind(&self) -> Option<WorkspaceKind> {
        None
    }

    fn workspace_id(&self) -> Option<&WorkspaceId> {
        None
    }

    fn region(&self) -> Option<&str> {
        None
    }
}

impl Place for Workspace {
    fn kind(&self) -> Option<WorkspaceKind> {
        Some(self.kind)
    }

    fn workspace_id(&self) -> Option<&WorkspaceId> {
        Some(&self.id)
    }

    fn region(&self) -> Option<&str> {
        Some(&self.region)
    }
}

/// A permission as a type, so that a signature can ask for it: `Granted<can::EditAssets>`.
pub trait Needs: Send + Sync + 'static {
    const PERMISSION: Permission;
    type Place: Place;
}

macro_rules! permissions {
    ($($place:ty { $($(#[$doc:meta])* $name:ident = $key:literal;)* })*) => {
        /// What a role may hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Permission { $($($(#[$doc])* $name,)*)* }

        impl Permission {
            pub const ALL: &[Self] = &[$($(Self::$name,)*)*];

            /// The stable word, as roles and the audit log write it.
            pub fn key(self) -> &'static str {
                match self { $($(Self::$name => $key,)*)* }
            }
        }

        /// The permissions as types.
        pub mod can {
            $($(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub struct $name;
                impl super::Needs for $name {
                    const PERMISSION: super::Permission = super::Permission::$name;
                    type Place = $place;
                }
            )*)*
        }
    };
}

permissions! {
    super::InAccount {
        /// See who is in the team.
        ViewMembers = "member.view";
        /// Invite, resend, cancel.
        InviteMembers = "member.invite";
        /// Change roles, deactivate, reactivate.
        EditMembers = "member.edit";
        /// Read the audit log of the account and its workspaces.
        ViewAudit = "audit.view";
        /// Create workspaces.
        CreateWorkspaces = "workspace.create";
        /// See how the account is set up: its name, time zone and rules for signing in.
        ViewAccount = "account.view";
        /// Change how the account is set up.
        EditAccount = "account.edit";
        /// See one's own profile; everybody holds it.
        EditProfile = "profile.edit";
    }
    super::Workspace {
        /// Enter the workspace.
        ViewWorkspace = "workspace.view";
        /// Rename and describe it.
        EditWorkspaces = "workspace.edit";
        /// Read workflows and templates.
        ViewAssets = "asset.view";
        /// Draft, commit, roll back, enable.
        EditAssets = "asset.edit";
        /// Apply a plan to this workspace, and undo it.
        ApplyPlans = "plan.apply";
        /// See users; their personal data are masked without `ViewPersonalData`.
        ViewUsers = "user.view";
        /// Create, edit and delete users.
        EditUsers = "user.edit";
        /// See addresses, names and properties of people unmasked.
        ViewPersonalData = "user.view_personal_data";
        /// See that something happened: requests, executions, messages.
        ViewLogs = "log.view";
        /// See payloads, steps, rendered content and reasons.
        ViewLogDetails = "log.view_details";
        /// Read and create keys.
        ManageKeys = "key.manage";
        /// Set up how messages leave.
        ManageVendors = "vendor.manage";
        /// Send: what a workspace key, an API key and a test run hold.
        Trigger = "trigger.send";
    }
}

/// What a member may do. Custom roles come later as data; these two are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Admin,
    Member,
}

impl Role {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "admin" => Some(Self::Admin),
            "member" => Some(Self::Member),
            _ => None,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Member => "Member",
        }
    }

    /// As a sentence needs it: `Max is a member.`
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Admin => "an admin",
            Self::Member => "a member",
        }
    }

    /// Admins may do everything. Members may not manage people, and in production they neither see personal data nor
    /// log details nor change users.
    pub fn allows(self, permission: Permission, kind: Option<WorkspaceKind>) -> bool {
        use Permission::*;
        match (self, permission) {
            (Self::Admin, _) => true,
            (Self::Member, InviteMembers | EditMembers | EditAccount) => false,
            (Self::Member, ViewPersonalData | EditUsers | ViewLogDetails) => kind != Some(WorkspaceKind::Production),
            (Self::Member, _) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_narrower_in_production_only() {
        let held = |kind| Permission::ALL.iter().filter(|p| Role::Member.allows(**p, Some(kind))).count();
        assert_eq!(held(WorkspaceKind::Standard), held(WorkspaceKind::Sandbox));
        assert_eq!(held(WorkspaceKind::Standard) - held(WorkspaceKind::Production), 3);
    }

    #[test]
    fn keys_are_unique() {
        let mut keys: Vec<_> = Permission::ALL.iter().map(|p| p.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Permission::ALL.len());
    }
}
