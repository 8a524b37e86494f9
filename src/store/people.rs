//! `person`, `member`, `account`: who may sign in where.

use sqlx::FromRow;

use crate::{
    args,
    db::{DbResult, Sql, Tx, like_pattern},
    model::{
        Account, AccountId, AccountSettings, Email, Member, MemberStatus, Person, PersonId, Rights, RoleId, RoleName, TeamFilter,
    },
};

/// A person with one membership: what every request of a session reads.
#[derive(FromRow)]
pub struct Membership {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub totp_confirmed_at: Option<i64>,
    pub has_passkey: bool,
    pub zone: Option<String>,
    pub account_id: AccountId,
    pub account_name: String,
    #[sqlx(flatten)]
    pub role: RoleName,
    /// JSON.
    rights: String,
    pub status: MemberStatus,
    /// Whether the person is an active member of another account too.
    pub elsewhere: bool,
    #[sqlx(flatten)]
    pub settings: AccountSettings,
}

impl Membership {
    pub fn rights(&self) -> Rights {
        Rights::of_role(&self.role.id, &self.rights)
    }

    pub fn person(&self) -> Person {
        Person {
            id: self.person_id.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            totp_confirmed_at: self.totp_confirmed_at,
            has_passkey: self.has_passkey,
            zone: self.zone.clone(),
        }
    }
}

pub async fn membership(tx: &mut Tx, person: &PersonId, account: &AccountId) -> DbResult<Option<Membership>> {
    tx.one(
        "select person.id as person_id, person.name, person.email, person.totp_confirmed_at, person.zone, account.id as account_id,
                account.name as account_name, account.zone as account_zone, account.mfa_required, account.session_idle,
                account.session_absolute, member.role_id, role.name as role_name, role.rights, member.status,
                exists (select 1 from member other where other.person_id = member.person_id and other.account_id <> member.account_id
                        and other.status = 'active') as elsewhere,
                exists (select 1 from passkey where passkey.person_id = person.id) as has_passkey
         from member join person on person.id = member.person_id join account on account.id = member.account_id
         join role on role.account_id = member.account_id and role.id = member.role_id
         where member.person_id = $1 and member.account_id = $2",
        args![person, account],
    )
    .await
}

/// The accounts of a person, oldest first.
pub async fn memberships(tx: &mut Tx, person: &PersonId) -> DbResult<Vec<Membership>> {
    tx.all(
        "select person.id as person_id, person.name, person.email, person.totp_confirmed_at, person.zone, account.id as account_id,
                account.name as account_name, account.zone as account_zone, account.mfa_required, account.session_idle,
                account.session_absolute, member.role_id, role.name as role_name, role.rights, member.status, false as elsewhere,
                exists (select 1 from passkey where passkey.person_id = person.id) as has_passkey
         from member join person on person.id = member.person_id join account on account.id = member.account_id
         join role on role.account_id = member.account_id and role.id = member.role_id
         where member.person_id = $1 and member.status = 'active' order by member.joined_at, account.id",
        args![person],
    )
    .await
}

pub async fn insert_account(tx: &mut Tx, id: &AccountId, name: &str, now: i64) -> DbResult<u64> {
    tx.run("insert into account (id, name, created_at) values ($1, $2, $3)", args![id, name, now]).await
}

#[allow(clippy::too_many_arguments, reason = "one statement, one row")]
pub async fn insert_person(tx: &mut Tx, id: &PersonId, email: &str, name: &str, password_hash: &str, now: i64) -> DbResult<u64> {
    tx.run(
        "insert into person (id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)",
        args![id, email, name, password_hash, now],
    )
    .await
}

pub async fn insert_member(tx: &mut Tx, account: &AccountId, person: &PersonId, role: &RoleId, now: i64) -> DbResult<u64> {
    tx.run(
        "insert into member (account_id, person_id, role_id, status, joined_at) values ($1, $2, $3, 'active', $4)",
        args![account, person, role, now],
    )
    .await
}

/// Whether anybody was ever set up.
pub async fn is_empty(tx: &mut Tx) -> DbResult<bool> {
    let first: Option<(String,)> = tx.one("select id from account limit 1", vec![]).await?;
    Ok(first.is_none())
}

/// What signing in needs to know about a person.
#[derive(FromRow)]
pub struct Credentials {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub password_hash: String,
    /// Sealed.
    pub totp_secret: Option<String>,
    pub totp_confirmed_at: Option<i64>,
    pub has_passkey: bool,
    pub zone: Option<String>,
}

impl Credentials {
    pub fn person(&self) -> Person {
        Person {
            id: self.id.clone(),
            name: self.name.clone(),
            email: self.email.clone(),
            totp_confirmed_at: self.totp_confirmed_at,
            has_passkey: self.has_passkey,
            zone: self.zone.clone(),
        }
    }
}

pub async fn credentials_by_email(tx: &mut Tx, email: &Email) -> DbResult<Option<Credentials>> {
    tx.one(
        "select id, name, email, password_hash, totp_secret, totp_confirmed_at, zone,
                exists (select 1 from passkey where passkey.person_id = person.id) as has_passkey
         from person where email = $1",
        args![email],
    )
    .await
}

pub async fn credentials(tx: &mut Tx, person: &PersonId) -> DbResult<Option<Credentials>> {
    tx.one(
        "select id, name, email, password_hash, totp_secret, totp_confirmed_at, zone,
                exists (select 1 from passkey where passkey.person_id = person.id) as has_passkey
         from person where id = $1",
        args![person],
    )
    .await
}

pub async fn update_name(tx: &mut Tx, person: &PersonId, name: &str) -> DbResult<u64> {
    tx.run("update person set name = $2 where id = $1", args![person, name]).await
}

pub async fn update_zone(tx: &mut Tx, person: &PersonId, zone: Option<&str>) -> DbResult<u64> {
    tx.run("update person set zone = $2 where id = $1", args![person, zone]).await
}

pub async fn update_email(tx: &mut Tx, person: &PersonId, email: &Email) -> DbResult<u64> {
    tx.run("update person set email = $2 where id = $1", args![person, email]).await
}

pub async fn update_password(tx: &mut Tx, person: &PersonId, password_hash: &str) -> DbResult<u64> {
    tx.run("update person set password_hash = $2 where id = $1", args![person, password_hash]).await
}

/// A secret that is still to be confirmed. A confirmed one is left alone.
pub async fn update_totp_pending(tx: &mut Tx, person: &PersonId, sealed: &str) -> DbResult<u64> {
    tx.run(
        "update person set totp_secret = $2, totp_last_step = 0 where id = $1 and totp_confirmed_at is null",
        args![person, sealed],
    )
    .await
}

pub async fn update_totp_confirmed(tx: &mut Tx, person: &PersonId, now: i64) -> DbResult<u64> {
    tx.run("update person set totp_confirmed_at = $2 where id = $1 and totp_confirmed_at is null", args![person, now]).await
}

pub async fn update_totp_off(tx: &mut Tx, person: &PersonId) -> DbResult<u64> {
    tx.run(
        "update person set totp_secret = null, totp_confirmed_at = null, totp_last_step = 0 where id = $1 and totp_confirmed_at is not null",
        args![person],
    )
    .await
}

/// Uses a time step up. Of many who try the same one, exactly one gets 1.
pub async fn update_totp_step(tx: &mut Tx, person: &PersonId, step: i64) -> DbResult<u64> {
    tx.run("update person set totp_last_step = $2 where id = $1 and totp_last_step < $2", args![person, step]).await
}

/// Members by name, those who are active first.
pub async fn list_members(tx: &mut Tx, account: &AccountId, filter: &TeamFilter, limit: i64) -> DbResult<Vec<Member>> {
    let mut sql = Sql::new(
        "select person_id, name, email, role_id, role_name, status, joined_at, second_factor from team_member
         where account_id = ",
    )
    .bind(account);
    if let Some(text) = &filter.text {
        let pattern = like_pattern(text);
        sql = sql.push(" and (lower(name) like ").bind(&pattern).push(" escape '\\' or email like ").bind(&pattern);
        sql = sql.push(" escape '\\')");
    }
    if let Some(role) = &filter.role {
        sql = sql.push(" and role_id = ").bind(role);
    }
    if let Some(status) = filter.status {
        sql = sql.push(" and status = ").bind(status.key());
    }
    if let Some(second_factor) = filter.second_factor {
        sql = sql.push(" and second_factor = ").bind(second_factor);
    }
    tx.all_of(sql.push(" order by status, lower(name), person_id limit ").bind(limit)).await
}

pub async fn find_member(tx: &mut Tx, account: &AccountId, person: &PersonId) -> DbResult<Option<Member>> {
    tx.one(
        "select person_id, name, email, role_id, role_name, status, joined_at, second_factor from team_member
         where account_id = $1 and person_id = $2",
        args![account, person],
    )
    .await
}

pub async fn find_member_by_email(tx: &mut Tx, account: &AccountId, email: &Email) -> DbResult<Option<Member>> {
    tx.one(
        "select person_id, name, email, role_id, role_name, status, joined_at, second_factor from team_member
         where account_id = $1 and email = $2",
        args![account, email],
    )
    .await
}

/// Whether somebody else could still administer the account.
pub async fn has_other_admin(tx: &mut Tx, account: &AccountId, person: &PersonId) -> DbResult<bool> {
    let other: Option<(String,)> = tx
        .one(
            "select person_id from member where account_id = $1 and person_id <> $2 and role_id = 'admin' and status = 'active' limit 1",
            args![account, person],
        )
        .await?;
    Ok(other.is_some())
}

/// Makes changes to the team of one account wait for each other: two admins who demote each other at once would leave none.
pub async fn lock_account(tx: &mut Tx, account: &AccountId) -> DbResult<u64> {
    tx.run("update account set name = name where id = $1", args![account]).await
}

pub async fn update_role(tx: &mut Tx, account: &AccountId, person: &PersonId, role: &RoleId) -> DbResult<u64> {
    tx.run("update member set role_id = $3 where account_id = $1 and person_id = $2", args![account, person, role]).await
}

pub async fn update_status(tx: &mut Tx, account: &AccountId, person: &PersonId, status: MemberStatus) -> DbResult<u64> {
    let status = match status {
        MemberStatus::Active => "active",
        MemberStatus::Deactivated => "deactivated",
    };
    tx.run("update member set status = $3 where account_id = $1 and person_id = $2", args![account, person, status]).await
}

pub async fn find_account(tx: &mut Tx, account: &AccountId) -> DbResult<Option<Account>> {
    tx.one("select id, name from account where id = $1", args![account]).await
}
