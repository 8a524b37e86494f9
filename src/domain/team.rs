//! The team of an account: who is in it, in which role.

use super::roles::Giver;
use crate::{
    access::{Change, Entry, Fresh, Granted},
    db::Tx,
    mail::{self, Letter},
    model::{
        AccountId, AppError, Email, Id, Invite, Member, MemberStatus, PersonId, RoleId, RoleName, TeamFilter, TeamStatus, can,
    },
    store,
};

/// More than this a page does not list: the search narrows.
pub const LIMIT: i64 = 200;

/// Members and open invitations.
#[derive(Clone, Debug, Default)]
pub struct Team {
    pub members: Vec<Member>,
    pub invites: Vec<Invite>,
}

pub async fn list(granted: &Granted<can::ViewMembers>, filter: &TeamFilter) -> Result<Team, AppError> {
    let mut tx = granted.read().await?;
    let invites = match filter.status {
        // An invitation has no second factor, and lacks none.
        None | Some(TeamStatus::Invited) if filter.second_factor.is_none() => {
            store::invites::list(&mut tx, granted.account(), filter, LIMIT).await?
        }
        _ => vec![],
    };
    let members = match filter.status {
        Some(TeamStatus::Invited) => vec![],
        _ => store::people::list_members(&mut tx, granted.account(), filter, LIMIT).await?,
    };
    Ok(Team { members, invites })
}

/// Changes a role; it counts from the next request on. The last admin stays one.
pub async fn change_role(
    granted: &Granted<can::EditMembers>,
    _fresh: Fresh,
    id: &PersonId,
    role: &RoleId,
) -> Result<Member, AppError> {
    let (mut change, before, giver) = edit(granted, id).await?;
    if before.status == MemberStatus::Deactivated {
        return Err(AppError::conflict(format!("{} is deactivated. Reactivate them first.", before.name)));
    }
    if before.role.id == *role {
        return Err(AppError::conflict(format!("{} has the role {} already.", before.name, before.role.name)));
    }
    let role = giver.find(&mut change, granted.account(), role, "role").await?;
    if !role.id.is_admin() {
        keep_an_admin(&mut change, granted, &before).await?;
    }
    store::people::update_role(&mut change, granted.account(), id, &role.id).await?;
    let entry = Entry::new("account.member_role_changed", id).named(&before.name);
    change.commit(entry.from_to("role", before.role.name.as_str(), role.name.as_str())).await?;
    Ok(Member { role: RoleName { id: role.id, name: role.name }, ..before })
}

/// Takes the membership away, and every session in this account with it. What they made stays.
pub async fn deactivate(granted: &Granted<can::EditMembers>, _fresh: Fresh, id: &PersonId) -> Result<Member, AppError> {
    if granted.actor().id == id.as_str() {
        return Err(AppError::conflict("You can't deactivate yourself. Another admin can."));
    }
    let (mut change, before, _) = edit(granted, id).await?;
    if before.status == MemberStatus::Deactivated {
        return Err(AppError::conflict(format!("{} is deactivated already.", before.name)));
    }
    keep_an_admin(&mut change, granted, &before).await?;
    store::people::update_status(&mut change, granted.account(), id, MemberStatus::Deactivated).await?;
    store::sessions::delete_of_member(&mut change, granted.account(), id).await?;
    change.commit(Entry::new("account.member_deactivated", id).named(&before.name)).await?;
    Ok(Member { status: MemberStatus::Deactivated, ..before })
}

/// Gives the membership back, with the role it had.
pub async fn reactivate(granted: &Granted<can::EditMembers>, _fresh: Fresh, id: &PersonId) -> Result<Member, AppError> {
    let (mut change, before, _) = edit(granted, id).await?;
    if before.status == MemberStatus::Active {
        return Err(AppError::conflict(format!("{} is active already.", before.name)));
    }
    store::people::update_status(&mut change, granted.account(), id, MemberStatus::Active).await?;
    change.commit(Entry::new("account.member_reactivated", id).named(&before.name)).await?;
    Ok(Member { status: MemberStatus::Active, ..before })
}

/// Takes the second factor of somebody who lost it, and every session with it: their password lets them set a new one up. Answers how
/// their letter went.
pub async fn reset_second_factor(
    granted: &Granted<can::EditMembers>,
    _fresh: Fresh,
    id: &PersonId,
) -> Result<(Member, Result<(), String>), AppError> {
    if granted.actor().id == id.as_str() {
        return Err(AppError::conflict("Nobody resets their own second factor. Another admin can."));
    }
    let (mut change, before, _) = edit(granted, id).await?;
    if !before.second_factor {
        return Err(AppError::conflict(format!("{} has no second factor.", before.name)));
    }
    if store::people::memberships(&mut change, id).await?.iter().any(|other| other.account_id != *granted.account()) {
        return Err(AppError::conflict(format!(
            "{} works in another account too, which their second factor protects. They need one of their recovery codes.",
            before.name
        )));
    }
    store::people::update_totp_off(&mut change, id).await?;
    store::passkeys::delete_of_person(&mut change, id).await?;
    store::recovery::delete_all(&mut change, id).await?;
    store::sessions::delete_of_person(&mut change, id).await?;
    let account = store::people::find_account(&mut change, granted.account()).await?.ok_or(AppError::NotFound)?;
    change.commit(Entry::new("account.member_second_factor_reset", id).named(&before.name)).await?;
    let app = granted.app();
    let link = format!("{}/sign-in", app.config.base_url.trim_end_matches('/'));
    let to = Email::parse(&before.email)?;
    let letter =
        mail::send(app, &Letter::second_factor_reset(&to, &before.name, &granted.actor().name, &account.name, &link)).await;
    Ok((Member { second_factor: false, ..before }, letter))
}

/// Gives up one's own membership, and every session in this account with it. The last admin stays.
pub async fn leave(granted: &Granted<can::EditProfile>, _fresh: Fresh) -> Result<(), AppError> {
    let id = PersonId::from_text(granted.actor().id.clone());
    let mut change = granted.change().await?;
    store::people::lock_account(&mut change, granted.account()).await?;
    let member = store::people::find_member(&mut change, granted.account(), &id).await?.ok_or(AppError::NotFound)?;
    if is_last_admin(&mut change, granted.account(), &member).await? {
        return Err(AppError::conflict("You are the last admin. Make somebody else an admin first."));
    }
    store::people::update_status(&mut change, granted.account(), &id, MemberStatus::Deactivated).await?;
    store::sessions::delete_of_member(&mut change, granted.account(), &id).await?;
    change.commit(Entry::new("account.member_left", &id).named(&member.name)).await
}

/// A change of the team that no other one runs beside, the member as it finds them, and what may be given. Nobody has a hand in somebody
/// who may do more than they.
async fn edit<'g>(
    granted: &'g Granted<can::EditMembers>,
    id: &PersonId,
) -> Result<(Change<'g, can::EditMembers>, Member, Giver), AppError> {
    let mut change = granted.change().await?;
    store::people::lock_account(&mut change, granted.account()).await?;
    let member = store::people::find_member(&mut change, granted.account(), id).await?.ok_or(AppError::NotFound)?;
    let giver = Giver::of(granted, &mut change).await?;
    let held = store::roles::find(&mut change, granted.account(), &member.role.id).await?.ok_or(AppError::NotFound)?;
    if let Some(right) = giver.lacks(&held.rights) {
        let (name, role) = (member.name, held.name);
        return Err(AppError::conflict(format!(
            "{name} has the role {role}, which includes “{right}”. Only who may do that, too, can change {name}’s membership."
        )));
    }
    Ok((change, member, giver))
}

async fn keep_an_admin(
    change: &mut Change<'_, can::EditMembers>,
    granted: &Granted<can::EditMembers>,
    member: &Member,
) -> Result<(), AppError> {
    if is_last_admin(change, granted.account(), member).await? {
        return Err(AppError::conflict(format!("{} is the last admin. Make somebody else an admin first.", member.name)));
    }
    Ok(())
}

/// Whether nobody else could still administer the account.
async fn is_last_admin(tx: &mut Tx, account: &AccountId, member: &Member) -> Result<bool, AppError> {
    Ok(member.role.id.is_admin() && !store::people::has_other_admin(tx, account, &member.person_id).await?)
}
