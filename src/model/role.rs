//! Roles: what a member is, and the rights that come with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AppError, Id, Permission, Place, RoleId, Workspace, WorkspaceId, WorkspaceKind, bounded};

impl RoleId {
    pub fn admin() -> Self {
        Self::from_text("admin".to_owned())
    }

    pub fn member() -> Self {
        Self::from_text("member".to_owned())
    }

    pub fn is_admin(&self) -> bool {
        self.as_str() == "admin"
    }

    /// What is said about a role that is built in.
    pub fn about(&self) -> Option<&'static str> {
        match self.as_str() {
            "admin" => Some("Everything, including the team."),
            "member" => {
                Some("Works in all workspaces. In Production sees no personal data and no details of logs, and edits no users.")
            }
            _ => None,
        }
    }

    /// Every account has it, and what it may do stands in the program.
    pub fn is_built_in(&self) -> bool {
        matches!(self.as_str(), "admin" | "member")
    }
}

/// A role as a list of people names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct RoleName {
    #[cfg_attr(feature = "ssr", sqlx(rename = "role_id"))]
    pub id: RoleId,
    #[cfg_attr(feature = "ssr", sqlx(rename = "role_name"))]
    pub name: String,
}

/// A role of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    pub id: RoleId,
    pub name: String,
    pub description: String,
    pub rights: Rights,
    /// One more with every change.
    pub version: i64,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

impl Role {
    /// How long a description may be.
    pub const DESCRIPTION: usize = 200;

    /// A description as somebody typed it.
    pub fn describe(text: &str) -> Result<String, AppError> {
        bounded("description", text, Self::DESCRIPTION)
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u64);

impl Permissions {
    pub const NONE: Self = Self(0);
    /// All that count in the account.
    pub const OF_ACCOUNT: Self = Self::of_place(true);
    /// All that count in a workspace.
    pub const OF_WORKSPACE: Self = Self::of_place(false);

    const fn bit(permission: Permission) -> u64 {
        1 << permission as u64
    }

    const fn of_place(account: bool) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < Permission::ALL.len() {
            let permission = Permission::ALL[at];
            if permission.is_of_account() == account {
                set |= Self::bit(permission);
            }
            at += 1;
        }
        Self(set)
    }

    pub const fn has(self, permission: Permission) -> bool {
        self.0 & Self::bit(permission) != 0
    }

    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | Self::bit(permission))
    }

    pub const fn without(self, permission: Permission) -> Self {
        Self(self.0 & !Self::bit(permission))
    }

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.has(*permission))
    }

    /// With everything that these imply.
    fn closed(self) -> Self {
        self.iter().flat_map(Permission::implies).fold(self, |all, implied| all.with(*implied))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::NONE, Self::with)
    }
}

/// As a list of keys. One that is not known (any more) is passed over: a right that nobody understands is none.
impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Permission::key))
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<String>::deserialize(deserializer)?.iter().filter_map(|key| Permission::parse(key)).collect())
    }
}

/// Which places a right counts in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    Account,
    Production,
    /// Every workspace that is not Production.
    Others,
    One(WorkspaceId),
}

/// One right: what, and where.
pub type Right = (Permission, Scope);

/// What somebody may do, and where. Rights add up: one that is held for a kind of workspace, or for this one, is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rights {
    pub account: Permissions,
    pub production: Permissions,
    pub others: Permissions,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub workspaces: BTreeMap<WorkspaceId, Permissions>,
}

impl Rights {
    /// Everything, everywhere.
    pub const fn admin() -> Self {
        Self {
            account: Permissions::OF_ACCOUNT,
            production: Permissions::OF_WORKSPACE,
            others: Permissions::OF_WORKSPACE,
            workspaces: BTreeMap::new(),
        }
    }

    /// Everything but managing people, the account and its audit log, and deleting workspaces; in Production neither personal data nor the details of logs, and no editing of users.
    pub const fn member() -> Self {
        use Permission::{
            DeleteWorkspaces, EditAccount, EditMembers, EditRoles, EditUsers, ExportAudit, InviteMembers, ManageAudit,
            ViewLogDetails, ViewPersonalData,
        };
        Self {
            account: Permissions::OF_ACCOUNT
                .without(InviteMembers)
                .without(EditMembers)
                .without(EditRoles)
                .without(EditAccount)
                .without(ExportAudit)
                .without(ManageAudit),
            production: Permissions::OF_WORKSPACE
                .without(DeleteWorkspaces)
                .without(ViewPersonalData)
                .without(EditUsers)
                .without(ViewLogDetails),
            others: Permissions::OF_WORKSPACE.without(DeleteWorkspaces),
            workspaces: BTreeMap::new(),
        }
    }

    /// Of a role as it is stored. What can't be read gives nothing.
    pub fn of_role(role: &RoleId, json: &str) -> Self {
        match role.as_str() {
            "admin" => Self::admin(),
            "member" => Self::member(),
            _ => serde_json::from_str(json).map(Self::closed).unwrap_or_default(),
        }
    }

    /// As it is stored.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// The one question. Everybody may edit their own profile.
    pub fn allow(&self, permission: Permission, place: &impl Place) -> bool {
        permission == Permission::EditProfile || self.at(place).has(permission)
    }

    fn at(&self, place: &impl Place) -> Permissions {
        match (place.workspace_id(), place.kind()) {
            (Some(id), Some(kind)) => self.of_kind(kind).or(self.of_one(id)),
            _ => self.account,
        }
    }

    fn of_kind(&self, kind: WorkspaceKind) -> Permissions {
        match kind {
            WorkspaceKind::Production => self.production,
            WorkspaceKind::Sandbox | WorkspaceKind::Standard => self.others,
        }
    }

    fn of_one(&self, id: &WorkspaceId) -> Permissions {
        // Nearly every role has none: no search then.
        if self.workspaces.is_empty() { Permissions::NONE } else { self.workspaces.get(id).copied().unwrap_or_default() }
    }

    /// The set that a scope names, to be added to.
    fn of_scope(&mut self, scope: Scope) -> &mut Permissions {
        match scope {
            Scope::Account => &mut self.account,
            Scope::Production => &mut self.production,
            Scope::Others => &mut self.others,
            Scope::One(id) => self.workspaces.entry(id).or_default(),
        }
    }

    /// Adds a right. One that can't count in that place is passed over.
    pub fn add(&mut self, (permission, scope): Right) {
        if permission.is_of_account() == (scope == Scope::Account) {
            let set = self.of_scope(scope);
            *set = set.with(permission);
        }
    }

    /// These rights: `[(ViewUsers, Scope::Production)]`, with all that they imply.
    pub fn of(rights: impl IntoIterator<Item = Right>) -> Self {
        let mut all = Self::default();
        rights.into_iter().for_each(|right| all.add(right));
        all.closed()
    }

    /// As a form writes them: `production/user.view`, and `everywhere/…` for Production and the others.
    pub fn parse(chosen: &[String]) -> Result<Self, AppError> {
        let mut rights = Self::default();
        for text in chosen {
            let right = text.split_once('/').and_then(|(place, key)| Some((place, Permission::parse(key)?)));
            let (place, permission) = right.ok_or_else(|| AppError::invalid("rights", "Tick rights that are on the page."))?;
            let scopes = match place {
                "account" => vec![Scope::Account],
                "everywhere" => vec![Scope::Production, Scope::Others],
                "production" => vec![Scope::Production],
                "others" => vec![Scope::Others],
                id => vec![Scope::One(WorkspaceId::from_text(id.to_owned()))],
            };
            scopes.into_iter().for_each(|scope| rights.add((permission, scope)));
        }
        Ok(rights.closed())
    }

    /// As much of these as the giver has.
    pub fn within(&self, giver: &Self, workspaces: &[Workspace]) -> Self {
        Self::of(self.all().into_iter().filter(|right| giver.include(right, workspaces)))
    }

    /// With everything that these rights imply, and without sets that are empty.
    pub fn closed(mut self) -> Self {
        self.account = self.account.closed().without(Permission::EditProfile);
        self.production = self.production.closed();
        self.others = self.others.closed();
        self.workspaces.values_mut().for_each(|set| *set = set.closed());
        self.workspaces.retain(|_, set| !set.is_empty());
        self
    }

    /// Every right by itself.
    pub fn all(&self) -> Vec<Right> {
        let of = |set: Permissions, scope: Scope| set.iter().map(move |permission| (permission, scope.clone()));
        of(self.account.without(Permission::EditProfile), Scope::Account)
            .chain(of(self.production, Scope::Production))
            .chain(of(self.others, Scope::Others))
            .chain(self.workspaces.iter().flat_map(|(id, set)| of(*set, Scope::One(id.clone()))))
            .collect()
    }

    /// Whether one right is among these. Which kind a single workspace is of is looked up in `workspaces`.
    pub fn include(&self, (permission, scope): &Right, workspaces: &[Workspace]) -> bool {
        let held = match scope {
            Scope::Account => self.account,
            Scope::Production => self.production,
            Scope::Others => self.others,
            Scope::One(id) => {
                let kind = workspaces.iter().find(|workspace| workspace.id == *id).map(|workspace| workspace.kind);
                kind.map_or(Permissions::NONE, |kind| self.of_kind(kind)).or(self.of_one(id))
            }
        };
        held.has(*permission)
    }

    /// The first of the wanted rights that is not among these: nobody gives what they don't have.
    pub fn first_missing(&self, wanted: &Self, workspaces: &[Workspace]) -> Option<Right> {
        wanted.all().into_iter().find(|right| !self.include(right, workspaces))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Colour, InAccount, Slug, WorkspaceIcon};

    fn workspace(id: &str, kind: WorkspaceKind) -> Workspace {
        Workspace {
            id: WorkspaceId::from_text(id.to_owned()),
            account_id: Id::from_text("acc_1".to_owned()),
            slug: Slug::parse(id).unwrap(),
            name: id.to_owned(),
            description: String::new(),
            kind,
            colour: Colour::Grey,
            icon: WorkspaceIcon::Letters,
            region: "default".to_owned(),
            created_at: 0,
        }
    }

    #[test]
    fn a_member_is_narrower_in_production_only() {
        let member = Rights::member();
        let (production, staging) = (workspace("p", WorkspaceKind::Production), workspace("s", WorkspaceKind::Standard));
        assert!(
            !member.allow(Permission::DeleteWorkspaces, &staging) && !member.allow(Permission::DeleteWorkspaces, &production)
        );
        let of_workspace = Permission::ALL.iter().copied().filter(|permission| !permission.is_of_account());
        for permission in of_workspace.filter(|permission| *permission != Permission::DeleteWorkspaces) {
            use Permission::*;
            let narrower = matches!(permission, ViewPersonalData | EditUsers | ViewLogDetails);
            assert_eq!(member.allow(permission, &production), !narrower, "{permission:?}");
            assert!(member.allow(permission, &staging) && Rights::admin().allow(permission, &production), "{permission:?}");
        }
        for permission in [Permission::InviteMembers, Permission::EditMembers, Permission::EditRoles, Permission::EditAccount] {
            assert!(!member.allow(permission, &InAccount) && Rights::admin().allow(permission, &InAccount));
        }
        assert!(member.allow(Permission::ViewAudit, &InAccount) && member.allow(Permission::CreateWorkspaces, &InAccount));
        assert_eq!((member.clone().closed().production, member.clone().closed().others), (member.production, member.others));
    }

    #[test]
    fn rights_add_up_and_are_read_as_they_were_written() {
        let (staging, sandbox) = (workspace("s", WorkspaceKind::Standard), workspace("b", WorkspaceKind::Sandbox));
        let rights = Rights::of([
            (Permission::ViewUsers, Scope::Others),
            (Permission::EditAssets, Scope::One(staging.id.clone())),
            (Permission::ViewAudit, Scope::Production),
        ]);
        assert!(rights.allow(Permission::ViewUsers, &staging) && rights.allow(Permission::ViewUsers, &sandbox));
        assert!(rights.allow(Permission::EditAssets, &staging) && !rights.allow(Permission::EditAssets, &sandbox));
        assert!(rights.allow(Permission::ViewAssets, &staging), "who edits sees");
        assert!(rights.allow(Permission::EditProfile, &InAccount) && !rights.allow(Permission::ViewAudit, &InAccount));
        let id = RoleId::from_text("role_1".to_owned());
        assert_eq!(Rights::of_role(&id, &rights.to_json()), rights);
        let strange = r#"{"others":["user.view","user.fly"],"later":1}"#;
        assert!(Rights::of_role(&id, strange).allow(Permission::ViewUsers, &sandbox), "what is not known is passed over");
        assert_eq!(Rights::of_role(&id, "[]"), Rights::default());
        assert_eq!(Rights::of_role(&RoleId::admin(), "{}"), Rights::admin());
    }

    #[test]
    fn a_form_ticks_places() {
        let chosen = |text: &str| Rights::parse(&text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let rights = chosen("account/audit.view everywhere/log.view production/user.edit wksp_1/asset.view").unwrap();
        let single = Scope::One(WorkspaceId::from_text("wksp_1".to_owned()));
        let expected = [
            (Permission::ViewAudit, Scope::Account),
            (Permission::ViewLogs, Scope::Production),
            (Permission::ViewLogs, Scope::Others),
            (Permission::EditUsers, Scope::Production),
            (Permission::ViewAssets, single),
        ];
        assert_eq!(rights, Rights::of(expected));
        assert!(chosen("production/audit.view").unwrap().all().is_empty(), "what can't count there");
        for bad in ["x", "production/user.fly", ""] {
            assert!(chosen(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nobody_gives_what_they_do_not_have() {
        let all = [workspace("p", WorkspaceKind::Production), workspace("s", WorkspaceKind::Standard)];
        let (production, staging) = (Scope::One(all[0].id.clone()), Scope::One(all[1].id.clone()));
        let one = |permission, scope| Rights::of([(permission, scope)]);
        let missing = |giver: &Rights, wanted: &Rights| giver.first_missing(wanted, &all);
        assert_eq!(missing(&Rights::admin(), &Rights::member()), None);
        assert!(missing(&Rights::member(), &Rights::admin()).is_some());
        assert_eq!(missing(&Rights::member(), &one(Permission::ViewPersonalData, staging.clone())), None, "held for the kind");
        let there = (Permission::ViewPersonalData, production.clone());
        assert_eq!(missing(&Rights::member(), &one(there.0, production.clone())), Some(there));
        // Who holds a right in one workspace does not hold it in those that are still to come.
        let single = one(Permission::ViewUsers, production.clone());
        assert!(missing(&single, &one(Permission::ViewUsers, Scope::Production)).is_some());
        let elsewhere = Scope::One(WorkspaceId::from_text("wksp_gone".to_owned()));
        assert!(missing(&Rights::member(), &one(Permission::ViewUsers, elsewhere)).is_some(), "of a workspace that is not ours");
    }
}
