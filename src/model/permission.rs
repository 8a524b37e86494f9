//! Permissions: a word for roles and menus, and a type for signatures.

use serde::{Deserialize, Serialize};

use super::{Workspace, WorkspaceId, WorkspaceKind};

/// Where a permission counts: in the account or in one workspace.
pub trait Place: Clone + Send + Sync + 'static {
    /// Whether it is the account and not a workspace.
    const IS_ACCOUNT: bool;
    /// The workspace's kind, when the place is a workspace: some roles are narrower in production.
    fn kind(&self) -> Option<WorkspaceKind>;
    /// None: the account itself.
    fn workspace(&self) -> Option<&Workspace>;

    /// None: the account itself.
    fn workspace_id(&self) -> Option<&WorkspaceId> {
        self.workspace().map(|workspace| &workspace.id)
    }

    /// The data region; none: the control database.
    fn region(&self) -> Option<&str>;
}

/// The account as a place; which one is known by the caller's session.
#[derive(Clone, Debug)]
pub struct InAccount;

impl Place for InAccount {
    const IS_ACCOUNT: bool = true;

    fn kind(&self) -> Option<WorkspaceKind> {
        None
    }

    fn workspace(&self) -> Option<&Workspace> {
        None
    }

    fn region(&self) -> Option<&str> {
        None
    }
}

impl Place for Workspace {
    const IS_ACCOUNT: bool = false;

    fn kind(&self) -> Option<WorkspaceKind> {
        Some(self.kind)
    }

    fn workspace(&self) -> Option<&Workspace> {
        Some(self)
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
    ($($group:literal in $place:ident { $($(#[doc = $about:literal])+ $name:ident = $key:literal, $label:literal;)* })*) => {
        /// What a role may hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Permission { $($($(#[doc = $about])+ $name,)*)* }

        impl Permission {
            pub const ALL: &[Self] = &[$($(Self::$name,)*)*];

            /// All of them under the headings that people find them by.
            pub const GROUPS: &[(&'static str, &[Self])] = &[$(($group, &[$(Self::$name,)*]),)*];

            /// The stable word, as roles and the audit log write it.
            pub fn key(self) -> &'static str {
                match self { $($(Self::$name => $key,)*)* }
            }

            /// What it lets one do, as a verb and its thing: "Invite members".
            pub fn label(self) -> &'static str {
                match self { $($(Self::$name => $label,)*)* }
            }

            /// One sentence about it, for who gives it.
            pub fn about(self) -> &'static str {
                match self { $($(Self::$name => concat!($($about),+).trim_ascii(),)*)* }
            }

            /// Whether it counts in the account; otherwise it counts in workspaces.
            pub const fn is_of_account(self) -> bool {
                match self { $($(Self::$name => <$place as Place>::IS_ACCOUNT,)*)* }
            }
        }

        /// The permissions as types.
        pub mod can {
            $($(
                $(#[doc = $about])+
                #[derive(Clone, Copy, Debug)]
                pub struct $name;
                impl super::Needs for $name {
                    const PERMISSION: super::Permission = super::Permission::$name;
                    type Place = super::$place;
                }
            )*)*
        }
    };
}

permissions! {
    "Team" in InAccount {
        /// The list of members and invitations, with their roles.
        ViewMembers = "member.view", "See the team";
        /// Send, resend and cancel invitations, into roles that may do no more than one's own.
        InviteMembers = "member.invite", "Invite members";
        /// Give members another role, deactivate and reactivate them, as long as they may do no more than oneself.
        EditMembers = "member.edit", "Manage members";
        /// Create roles and change what they may do, up to what one's own role may do.
        EditRoles = "role.edit", "Manage roles";
    }
    "Account" in InAccount {
        /// Who changed what, in the account and in all its workspaces.
        ViewAudit = "audit.view", "Read the audit log";
        /// Take it away as a file, as far as it can be filtered.
        ExportAudit = "audit.export", "Export the audit log";
        /// How long entries are kept, and whether nobody changed them.
        ManageAudit = "audit.manage", "Manage the audit log";
        /// New workspaces. One with the rules of Production is made by who may edit Production.
        CreateWorkspaces = "workspace.create", "Create workspaces";
        /// The name of the account, its time zone and its rules for signing in.
        ViewAccount = "account.view", "See the account settings";
        /// Change them, for everybody in the account.
        EditAccount = "account.edit", "Manage the account";
        /// What programs manage the account with. Nobody gives a token more than they have themselves.
        ManageTokens = "service_token.manage", "Manage service tokens";
        /// Name, password and second factor of one's own; everybody holds it.
        EditProfile = "profile.edit", "Edit one's own profile";
    }
    "Workspace" in Workspace {
        /// Without it the workspace is not there: not in the switcher, not in the search, not by its address.
        ViewWorkspace = "workspace.view", "See the workspace";
        /// Its name, description and mark, and how it is set up.
        EditWorkspaces = "workspace.edit", "Edit the workspace";
        /// Delete it with everything in it, and restore it within seven days.
        DeleteWorkspaces = "workspace.delete", "Delete the workspace";
    }
    "Workflows and templates" in Workspace {
        /// Workflows, templates, their versions and what was promoted.
        ViewAssets = "asset.view", "See workflows and templates";
        /// Draft, commit, roll back, switch on and off.
        EditAssets = "asset.edit", "Edit workflows and templates";
        /// Bring what was built in another workspace here, and take it back.
        ApplyPlans = "plan.apply", "Promote to here";
    }
    "Users" in Workspace {
        /// Who there is, by id. Addresses and properties are masked without the right to see personal data.
        ViewUsers = "user.view", "See users";
        /// Create, edit and delete users. Who edits somebody sees their personal data.
        EditUsers = "user.edit", "Edit users";
        /// Addresses, names, properties and the content of messages, on every page, in the search and in exports.
        ViewPersonalData = "user.view_personal_data", "See personal data";
    }
    "Logs" in Workspace {
        /// That something happened: requests, executions, messages, and the figures of the first page.
        ViewLogs = "log.view", "See logs";
        /// Payloads, steps, rendered content and what vendors answered.
        ViewLogDetails = "log.view_details", "See the details of logs";
    }
    "Sending" in Workspace {
        /// Test runs of workflows. In Production they reach people.
        Trigger = "trigger.send", "Send";
        /// Read and create keys. A program with a key reads users and sends, whatever the role of who made it.
        ManageKeys = "key.manage", "Manage API keys";
        /// How messages leave, and with which credentials.
        ManageVendors = "vendor.manage", "Manage vendors";
    }
}

impl Permission {
    /// What it is of no use without, or would show anyway: whoever is given it gets these too.
    pub fn implies(self) -> &'static [Self] {
        match self {
            Self::InviteMembers | Self::EditMembers | Self::EditRoles => &[Self::ViewMembers],
            Self::EditAccount => &[Self::ViewAccount],
            Self::ExportAudit | Self::ManageAudit => &[Self::ViewAudit],
            Self::EditAssets | Self::ApplyPlans | Self::Trigger => &[Self::ViewAssets, Self::ViewWorkspace],
            Self::EditUsers => &[Self::ViewUsers, Self::ViewPersonalData, Self::ViewWorkspace],
            Self::ViewLogDetails => &[Self::ViewLogs, Self::ViewWorkspace],
            Self::ViewWorkspace => &[],
            in_account if in_account.is_of_account() => &[],
            _ => &[Self::ViewWorkspace],
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|permission| permission.key() == key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_labels_are_unique() {
        for words in [Permission::key, Permission::label] {
            let mut all: Vec<_> = Permission::ALL.iter().map(|permission| words(*permission)).collect();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), Permission::ALL.len());
        }
        assert!(Permission::ALL.iter().all(|permission| Permission::parse(permission.key()) == Some(*permission)));
        assert!(Permission::ALL.iter().all(|permission| permission.about().ends_with('.')));
    }

    #[test]
    fn what_is_implied_counts_in_the_same_place_and_needs_no_second_look() {
        for permission in Permission::ALL {
            for implied in permission.implies() {
                assert_eq!(permission.is_of_account(), implied.is_of_account(), "{permission:?}");
                assert!(implied.implies().iter().all(|next| permission.implies().contains(next)), "{permission:?}");
            }
        }
    }
}
