//! `role`: what members of an account may be. Every account has the two that are built in.

use sqlx::FromRow;

use crate::{
    args,
    db::{Arg, DbResult, Sql, Tx},
    model::{AccountId, Member, PersonId, Rights, Role, RoleId},
};

#[derive(FromRow)]
struct RoleRow {
    id: RoleId,
    name: String,
    description: String,
    rights: String,
    version: i64,
    created_at: i64,
}

impl From<RoleRow> for Role {
    fn from(row: RoleRow) -> Self {
        let rights = Rights::of_role(&row.id, &row.rights);
        let description = row.id.about().map_or(row.description, str::to_owned);
        Self { id: row.id, name: row.name, description, rights, version: row.version, created_at: row.created_at }
    }
}

/// Those built in first, then the oldest first.
pub async fn list(tx: &mut Tx, account: &AccountId, limit: i64) -> DbResult<Vec<Role>> {
    let rows: Vec<RoleRow> = tx
        .all(
            "select id, name, description, rights, version, created_at from role where account_id = $1
             order by case id when 'admin' then 0 when 'member' then 1 else 2 end, created_at, id limit $2",
            args![account, limit],
        )
        .await?;
    Ok(rows.into_iter().map(Role::from).collect())
}

pub async fn find(tx: &mut Tx, account: &AccountId, id: &RoleId) -> DbResult<Option<Role>> {
    let row: Option<RoleRow> = tx
        .one(
            "select id, name, description, rights, version, created_at from role where account_id = $1 and id = $2",
            args![account, id],
        )
        .await?;
    Ok(row.map(Role::from))
}

/// The roles that a new account starts with. What they may do stands in the program.
pub async fn insert_built_in(tx: &mut Tx, account: &AccountId, now: i64) -> DbResult<u64> {
    tx.run(
        "insert into role (account_id, id, name, description, rights, version, created_at)
         values ($1, 'admin', 'Admin', '', '{}', 1, $2), ($1, 'member', 'Member', '', '{}', 1, $2)",
        args![account, now],
    )
    .await
}

pub async fn insert(tx: &mut Tx, account: &AccountId, role: &Role) -> DbResult<u64> {
    tx.run(
        "insert into role (account_id, id, name, description, rights, version, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![account, &role.id, &role.name, &role.description, role.rights.to_json(), role.version, role.created_at],
    )
    .await
}

/// Nothing is touched when the version is not the role's any more.
pub async fn update(tx: &mut Tx, account: &AccountId, role: &Role) -> DbResult<u64> {
    tx.run(
        "update role set name = $3, description = $4, rights = $5, version = version + 1
         where account_id = $1 and id = $2 and version = $6",
        args![account, &role.id, &role.name, &role.description, role.rights.to_json(), role.version],
    )
    .await
}

pub async fn delete(tx: &mut Tx, account: &AccountId, id: &RoleId) -> DbResult<u64> {
    tx.run("delete from role where account_id = $1 and id = $2", args![account, id]).await
}

/// How many active members have each role; a role that nobody has is not among them.
pub async fn count_members(tx: &mut Tx, account: &AccountId) -> DbResult<Vec<(RoleId, i64)>> {
    tx.all("select role_id, count(*) from member where account_id = $1 and status = 'active' group by role_id", args![account])
        .await
}

/// Members who have the role, deactivated ones too.
pub async fn list_members(tx: &mut Tx, account: &AccountId, id: &RoleId, limit: i64) -> DbResult<Vec<Member>> {
    tx.all(
        "select person_id, name, email, role_id, role_name, status, joined_at, second_factor from team_member
         where account_id = $1 and role_id = $2 order by lower(name), person_id limit $3",
        args![account, id, limit],
    )
    .await
}

/// Active members who have one of these roles, from after the given one on.
pub async fn list_holders(
    tx: &mut Tx,
    account: &AccountId,
    roles: &[RoleId],
    after: Option<&PersonId>,
    limit: i64,
) -> DbResult<Vec<Member>> {
    let mut sql = Sql::new(
        "select person_id, name, email, role_id, role_name, status, joined_at, second_factor from team_member
         where status = 'active' and account_id = ",
    )
    .bind(account)
    .push(" and role_id in ")
    .rows([roles.iter().map(Arg::from).collect()]);
    if let Some(after) = after {
        sql = sql.push(" and person_id > ").bind(after);
    }
    tx.all_of(sql.push(" order by person_id limit ").bind(limit)).await
}
