//! Roles of an account, and the one rule about giving them: nobody gives a right that they lack in that place.

use super::{team, workspaces};
use crate::{
    access::{Change, Entry, Fresh, Granted, Powers},
    db::{OrConflict, Tx},
    model::{
        AccountId, AppError, InAccount, Invite, KeyScope, Member, MemberStatus, Name, Needs, Permission, PersonId, Right, Rights,
        Role, RoleId, Scope, TeamFilter, TeamStatus, Workspace, can, counted,
    },
    store,
};

/// An account has at most so many roles.
pub const MOST: i64 = 100;
/// So many who have a role are named.
const HOLDERS: i64 = 20;

/// Every role that can be given here; the two that are built in come first.
pub async fn list(granted: &Granted<can::ViewMembers>) -> Result<Vec<Role>, AppError> {
    let mut tx = granted.read().await?;
    Ok(store::roles::list(&mut tx, granted.account(), MOST).await?)
}

/// Of these, the ones that the caller may give: those that allow no more than their own.
pub async fn retain_giveable(granted: &Granted<can::ViewMembers>, roles: &mut Vec<Role>) -> Result<(), AppError> {
    let giver = Giver::of(granted, &mut granted.read().await?).await?;
    roles.retain(|role| giver.lacks(&role.rights).is_none());
    Ok(())
}

/// What a right is called: "See users in Production".
pub fn words((permission, scope): &Right, workspaces: &[Workspace]) -> String {
    let label = permission.label();
    match scope {
        Scope::Account => label.to_owned(),
        Scope::Production => format!("{label} in Production"),
        Scope::Others => format!("{label} in all other workspaces"),
        Scope::One(id) => match workspaces.iter().find(|workspace| workspace.id == *id) {
            Some(workspace) => format!("{label} in {}", workspace.name),
            None => format!("{label} in a workspace that is gone"),
        },
    }
}

/// What somebody may give: their own rights, and the workspaces that these count in.
pub(crate) struct Giver {
    rights: Rights,
    pub workspaces: Vec<Workspace>,
}

impl Giver {
    /// Whoever calls, as this transaction has them.
    pub async fn of<P: Needs>(granted: &Granted<P>, tx: &mut Tx) -> Result<Self, AppError> {
        let rights = granted.rights_now(tx).await?;
        Self::with(rights, tx, granted.account()).await
    }

    pub async fn with(rights: Rights, tx: &mut Tx, account: &AccountId) -> Result<Self, AppError> {
        Ok(Self { rights, workspaces: workspaces::named(tx, account).await? })
    }

    /// The first of these rights that they lack.
    pub fn lacks(&self, wanted: &Rights) -> Option<String> {
        self.rights.first_missing(wanted, &self.workspaces).map(|right| words(&right, &self.workspaces))
    }

    /// The role, if it can be given. `field` is the form field to blame.
    pub async fn find(&self, tx: &mut Tx, account: &AccountId, id: &RoleId, field: &str) -> Result<Role, AppError> {
        let found = store::roles::find(tx, account, id).await?;
        let role = found.ok_or_else(|| AppError::invalid(field, "Choose a role."))?;
        match self.lacks(&role.rights) {
            Some(right) => Err(AppError::invalid(
                field,
                format!("{} includes “{right}”, which you can't do yourself. Choose another role.", role.name),
            )),
            None => Ok(role),
        }
    }
}

/// A role that is not there, or is of another account.
pub async fn find(granted: &Granted<can::ViewMembers>, id: &RoleId) -> Result<Role, AppError> {
    let mut tx = granted.read().await?;
    store::roles::find(&mut tx, granted.account(), id).await?.ok_or(AppError::NotFound)
}

/// What is typed about a role.
pub struct RoleForm {
    pub name: Name,
    pub description: String,
    pub rights: Rights,
}

/// A new role, up to the rights of who makes it.
pub async fn create(granted: &Granted<can::EditRoles>, _fresh: Fresh, form: RoleForm) -> Result<Role, AppError> {
    let mut change = granted.change().await?;
    let giver = begin(granted, &mut change).await?;
    let role = Role {
        id: change.id(),
        name: form.name.to_string(),
        description: form.description,
        rights: known(form.rights, &giver.workspaces),
        version: 1,
        created_at: change.now,
    };
    giver.check(&role.rights)?;
    if store::roles::list(&mut change, granted.account(), MOST).await?.len() as i64 >= MOST {
        return Err(AppError::conflict(format!("An account has at most {MOST} roles. Delete one that nobody has.")));
    }
    store::roles::insert(&mut change, granted.account(), &role).await.conflict(TAKEN)?;
    let entry = Entry::new("role.created", &role.id).named(&role.name);
    change.commit(differences(entry, &Rights::default(), &role.rights, &giver.workspaces)).await?;
    Ok(role)
}

/// Changes a role, for everybody who has it and from their next request on. `version` is the one that the form began with. Answers what
/// changed, in a sentence.
pub async fn edit(
    granted: &Granted<can::EditRoles>,
    _fresh: Fresh,
    id: &RoleId,
    version: i64,
    form: RoleForm,
) -> Result<String, AppError> {
    let mut change = granted.change().await?;
    let giver = begin(granted, &mut change).await?;
    let before = own(granted, &mut change, id).await?;
    // Not even to take something away from it: whoever may do more is above this hand.
    giver.check(&before.rights)?;
    let after = Role {
        name: form.name.to_string(),
        description: form.description,
        rights: known(form.rights, &giver.workspaces),
        ..before.clone()
    };
    giver.check(&after.rights)?;
    if before.version != version {
        return Err(AppError::conflict("Somebody changed this role meanwhile. Reload the page to see it as it is now."));
    }
    store::roles::update(&mut change, granted.account(), &after).await.conflict(TAKEN)?;
    let entry = Entry::new("role.updated", id)
        .named(&after.name)
        .from_to("name", before.name.as_str(), after.name.as_str())
        .from_to("description", before.description.as_str(), after.description.as_str());
    change.commit(differences(entry, &before.rights, &after.rights, &giver.workspaces)).await?;
    let only = |these: &Rights, those: &Rights| these.all().iter().filter(|right| !those.all().contains(right)).count() as i64;
    let right = |n: i64| counted(n, "right", "rights");
    Ok(match (only(&after.rights, &before.rights), only(&before.rights, &after.rights)) {
        (0, 0) => format!("Saved the role {}.", after.name),
        (more, less) => format!(
            "Saved the role {}: {} more, {} less. It counts from the next click on.",
            after.name,
            right(more),
            right(less)
        ),
    })
}

/// Deletes a role that nobody has and nobody is invited into.
pub async fn delete(granted: &Granted<can::EditRoles>, _fresh: Fresh, id: &RoleId) -> Result<Role, AppError> {
    let mut change = granted.change().await?;
    let giver = begin(granted, &mut change).await?;
    let role = own(granted, &mut change, id).await?;
    giver.check(&role.rights)?;
    let holders = holders(&mut change, granted.account(), id).await?;
    if !holders.is_empty() {
        let names = holders.words().join(", ");
        return Err(AppError::conflict(format!(
            "{} can't be deleted: {names} would have none. Give them another role first.",
            role.name
        )));
    }
    store::roles::delete(&mut change, granted.account(), id).await?;
    let entry = Entry::new("role.deleted", id).named(&role.name);
    change.commit(differences(entry, &role.rights, &Rights::default(), &giver.workspaces)).await?;
    Ok(role)
}

const TAKEN: &str = "Another role has this name. Choose another one.";

/// A change of roles waits for others and for changes of the team: what is checked here stays so until the commit.
async fn begin(granted: &Granted<can::EditRoles>, change: &mut Change<'_, can::EditRoles>) -> Result<Giver, AppError> {
    store::people::lock_account(change, granted.account()).await?;
    Giver::of(granted, change).await
}

/// A role that can be changed at all.
async fn own(granted: &Granted<can::EditRoles>, tx: &mut Tx, id: &RoleId) -> Result<Role, AppError> {
    let role = store::roles::find(tx, granted.account(), id).await?.ok_or(AppError::NotFound)?;
    if role.id.is_built_in() {
        return Err(AppError::conflict(format!(
            "{} is built in and stays as it is. Duplicate it, and change the copy.",
            role.name
        )));
    }
    Ok(role)
}

/// Without rights in workspaces that are not of this account, and with all that the rest implies.
fn known(mut rights: Rights, workspaces: &[Workspace]) -> Rights {
    rights.workspaces.retain(|id, _| workspaces.iter().any(|workspace| workspace.id == *id));
    rights.closed()
}

/// What changed, one right a line, as people read it.
fn differences(entry: Entry, before: &Rights, after: &Rights, workspaces: &[Workspace]) -> Entry {
    let lines = |rights: &Rights| rights.all().iter().map(|right| words(right, workspaces)).collect::<Vec<_>>().join("\n");
    entry.from_to("rights", lines(before), lines(after))
}

/// Who has a role, deactivated members too, and who is invited into it.
#[derive(Default)]
pub struct Holders {
    pub members: Vec<Member>,
    pub invites: Vec<Invite>,
}

impl Holders {
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.invites.is_empty()
    }

    /// "Max", "Ann (deactivated)", "Ivy (invited)".
    pub fn words(&self) -> Vec<String> {
        let member = |member: &Member| match member.status {
            MemberStatus::Active => member.name.clone(),
            MemberStatus::Deactivated => format!("{} (deactivated)", member.name),
        };
        let invited = self.invites.iter().map(|invite| format!("{} (invited)", invite.name));
        self.members.iter().map(member).chain(invited).collect()
    }
}

pub async fn holders_of(granted: &Granted<can::ViewMembers>, id: &RoleId) -> Result<Holders, AppError> {
    let mut tx = granted.read().await?;
    holders(&mut tx, granted.account(), id).await
}

async fn holders(tx: &mut Tx, account: &AccountId, id: &RoleId) -> Result<Holders, AppError> {
    let invited = TeamFilter { role: Some(id.clone()), ..TeamFilter::default() };
    Ok(Holders {
        members: store::roles::list_members(tx, account, id, HOLDERS).await?,
        invites: store::invites::list(tx, account, &invited, HOLDERS).await?,
    })
}

impl Giver {
    /// Refuses rights that the giver lacks.
    fn check(&self, wanted: &Rights) -> Result<(), AppError> {
        match self.lacks(wanted) {
            Some(right) => Err(AppError::invalid("rights", format!("“{right}” is not yours to give: you can't do it yourself."))),
            None => Ok(()),
        }
    }
}

/// A role, and how many active members have it.
pub struct Held {
    pub role: Role,
    pub people: i64,
}

pub async fn held(granted: &Granted<can::ViewMembers>) -> Result<Vec<Held>, AppError> {
    let mut tx = granted.read().await?;
    let counts = store::roles::count_members(&mut tx, granted.account()).await?;
    let of = |role: &Role| counts.iter().find(|(id, _)| *id == role.id).map_or(0, |(_, people)| *people);
    let roles = store::roles::list(&mut tx, granted.account(), MOST).await?;
    Ok(roles.into_iter().map(|role| Held { people: of(&role), role }).collect())
}

/// So many people stand on a page of who may do something.
pub const MANY: i64 = 100;

/// The active members to choose from, by name.
pub async fn people(granted: &Granted<can::ViewMembers>) -> Result<Vec<Member>, AppError> {
    let active = TeamFilter { status: Some(TeamStatus::Active), ..TeamFilter::default() };
    let mut tx = granted.read().await?;
    Ok(store::people::list_members(&mut tx, granted.account(), &active, team::LIMIT).await?)
}

/// A member and what they may do: nothing when they are deactivated.
pub async fn of_person(granted: &Granted<can::ViewMembers>, id: &PersonId) -> Result<(Member, Rights), AppError> {
    let mut tx = granted.read().await?;
    let member = store::people::find_member(&mut tx, granted.account(), id).await?.ok_or(AppError::NotFound)?;
    let role = store::roles::find(&mut tx, granted.account(), &member.role.id).await?.ok_or(AppError::NotFound)?;
    let rights = if member.status == MemberStatus::Active { role.rights } else { Rights::default() };
    Ok((member, rights))
}

/// Everybody who may do one thing in one place.
#[derive(Default)]
pub struct Able {
    /// One more than [`MANY`] when there are more.
    pub people: Vec<Member>,
    /// Keys of the workspace: what they are, and their name.
    pub programs: Vec<(&'static str, String)>,
}

/// `place` is none for what counts in the account. `after` is the last person of the page before.
pub async fn able(
    granted: &Granted<can::ViewMembers>,
    permission: Permission,
    place: Option<&Workspace>,
    after: Option<&PersonId>,
) -> Result<Able, AppError> {
    let mut tx = granted.read().await?;
    let holds = |rights: &Rights| match place {
        Some(workspace) => rights.allow(permission, workspace),
        None => rights.allow(permission, &InAccount),
    };
    let roles = store::roles::list(&mut tx, granted.account(), MOST).await?;
    let roles: Vec<RoleId> = roles.into_iter().filter(|role| holds(&role.rights)).map(|role| role.id).collect();
    let people = match roles.is_empty() {
        true => vec![],
        false => store::roles::list_holders(&mut tx, granted.account(), &roles, after, MANY + 1).await?,
    };
    let mut programs = Vec::new();
    if let Some(workspace) =
        place.filter(|workspace| after.is_none() && Powers::Key(KeyScope::Everything).allow(permission, *workspace))
    {
        let keys = store::keys::list_workspace_keys(&mut tx, &workspace.id).await?;
        let keys = keys.into_iter().filter(|key| key.deleted_at.is_none() && key.scope.allows(permission));
        programs.extend(keys.map(|key| ("Workspace key", key.name)));
        let keys = store::keys::list_api_keys(&mut tx, &workspace.id).await?;
        let keys = keys.into_iter().filter(|key| key.revoked_at.is_none() && key.scope.allows(permission));
        programs.extend(keys.map(|key| ("API key", key.name)));
    }
    Ok(Able { people, programs })
}
