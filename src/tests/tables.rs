//! Every table with rows of workspaces is known, and keeps them apart by its keys.

use std::collections::{BTreeMap, BTreeSet};

use belfry::{
    access::Granted,
    args,
    db::{Dialect, Row, Tx},
    model::{InAccount, WorkspaceId, can},
    store::tables::{KEPT, PURGED},
};

use crate::house::{House, houses};

/// Tables whose keys do not begin with the workspace, each with the reason.
const KEYED_OTHERWISE: &[(&str, &str)] = &[
    ("job", "workers claim what is due in all workspaces of a database, and finish it by its id"),
    ("audit_entry", "the log of an account is one list; its entries are found by the account first, and by an id that is sealed"),
];

async fn all<T: Row>(tx: &mut Tx, sql: String) -> Vec<T> {
    // A test's statements are few.
    tx.all(Box::leak(sql.into_boxed_str()), args![]).await.expect("the schema can be read")
}

impl House {
    /// How many rows of a workspace each table has. A house has one database.
    pub async fn rows_of(&self, workspace: &WorkspaceId) -> Vec<(&'static str, i64)> {
        let mut tx = self.schema().await;
        let mut found = Vec::new();
        for table in PURGED {
            let rows = all::<(i64,)>(&mut tx, format!("select count(*) from {} where workspace_id = '{workspace}'", table.name));
            found.push((table.name, rows.await[0].0));
        }
        found
    }

    async fn schema(&self) -> Tx {
        let granted = self.app.as_system::<can::ViewMembers>(&self.account, InAccount, "test");
        granted.read().await.expect("the database answers")
    }
}

/// What the database says about a table: the columns of each of its unique keys, the primary one first, and what it refers to.
struct Shape {
    keys: Vec<Vec<String>>,
    /// Table, and pairs of columns.
    refers: Vec<(String, Vec<(String, String)>)>,
}

async fn shapes(house: &House) -> BTreeMap<String, Shape> {
    let mut tx = house.schema().await;
    let sqlite = tx.dialect() == Dialect::Sqlite;
    let tables: Vec<(String,)> = all(
        &mut tx,
        if sqlite {
            "select m.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and c.name = 'workspace_id'".to_owned()
        } else {
            "select cast(table_name as text) from information_schema.columns where column_name = 'workspace_id'
             and table_schema = current_schema() and table_name in (select tablename from pg_tables)"
                .to_owned()
        },
    )
    .await;
    let mut found = BTreeMap::new();
    for (table,) in tables {
        let keys: Vec<(String,)> = all(
            &mut tx,
            if sqlite {
                format!(
                    "select group_concat(c.name, ', ') from (select * from pragma_index_list('{table}') where \"unique\" = 1) i
                     join pragma_index_info(i.name) c group by i.name, i.origin order by i.origin <> 'pk'"
                )
            } else {
                format!(
                    "select string_agg(cast(a.attname as text), ', ' order by k.at) from pg_index i
                     cross join unnest(i.indkey) with ordinality k (attnum, at)
                     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                     where i.indrelid = '{table}'::regclass and i.indisunique
                     group by i.indexrelid, i.indisprimary order by not i.indisprimary"
                )
            },
        )
        .await;
        let refers: Vec<(String, String, String)> = all(
            &mut tx,
            if sqlite {
                format!(
                    "select \"table\", group_concat(\"from\", ', '), group_concat(\"to\", ', ')
                     from pragma_foreign_key_list('{table}') group by id"
                )
            } else {
                format!(
                    "select cast(c.confrelid::regclass as text), string_agg(cast(a.attname as text), ', ' order by k.at),
                         string_agg(cast(b.attname as text), ', ' order by k.at)
                     from pg_constraint c cross join unnest(c.conkey, c.confkey) with ordinality k (own, other, at)
                     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
                     join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other
                     where c.contype = 'f' and c.conrelid = '{table}'::regclass group by c.oid, c.confrelid"
                )
            },
        )
        .await;
        let list = |text: &str| text.split(", ").map(str::to_owned).collect::<Vec<_>>();
        let shape = Shape {
            keys: keys.iter().map(|(columns,)| list(columns)).collect(),
            refers: refers
                .iter()
                .map(|(to, own, other)| (to.clone(), list(own).into_iter().zip(list(other)).collect()))
                .collect(),
        };
        found.insert(table, shape);
    }
    found
}

#[tokio::test]
async fn every_table_with_rows_of_workspaces_is_in_the_list() {
    for house in houses().await {
        let shapes = shapes(&house).await;
        let known: BTreeSet<&str> = PURGED.iter().map(|table| table.name).chain(KEPT.iter().map(|(name, _)| *name)).collect();
        let there: BTreeSet<&str> = shapes.keys().map(String::as_str).collect();
        assert!(there.len() > 15, "the reader of the schema found only {}", there.len());
        assert_eq!(there, known, "src/store/tables.rs lists every table that has a workspace_id");
        for (at, table) in PURGED.iter().enumerate() {
            let shape = &shapes[table.name];
            assert_eq!(shape.keys[0].join(", "), table.key, "the primary key of {}", table.name);
            for (parent, _) in &shape.refers {
                let later = PURGED.iter().position(|other| other.name == parent);
                assert!(later.is_none_or(|later| later > at), "{} goes before {parent}", table.name);
            }
        }
    }
}

#[tokio::test]
async fn the_workspace_is_in_every_key_and_in_every_reference() {
    for house in houses().await {
        let shapes = shapes(&house).await;
        for (table, shape) in &shapes {
            let keyed = shape.keys.iter().any(|key| key[0] == "workspace_id");
            let excused = KEYED_OTHERWISE.iter().any(|(name, _)| name == table);
            assert!(keyed != excused, "{table}: the first column of its primary key or of a unique one is the workspace");
            for (parent, columns) in &shape.refers {
                let same = columns.iter().any(|(own, other)| own == "workspace_id" && other == "workspace_id");
                let to_itself =
                    parent == "workspace" && columns.iter().any(|(own, other)| own == "workspace_id" && other == "id");
                assert!(same || to_itself, "{table} refers to {parent} without the workspace: {columns:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_row_never_refers_to_a_row_of_another_workspace() {
    for house in houses().await {
        let theirs = house.live_template("staging", "welcome").await;
        let granted: Granted<can::EditAssets> = house.granted("production").await;
        let sql = "insert into asset_reference (workspace_id, asset_id, kind, slug) values ($1, $2, 'template', 'stolen')";
        let mut change = granted.change().await.unwrap();
        let refused = change.run(sql, args![granted.workspace_id(), &theirs.id]).await;
        assert!(refused.is_err(), "the key of the parent has the workspace in it");
    }
}

#[tokio::test]
async fn every_table_with_rows_of_workspaces_has_a_policy() {
    for house in houses().await {
        let shapes = shapes(&house).await;
        let mut tx = house.schema().await;
        if tx.dialect() == Dialect::Sqlite {
            continue;
        }
        let guarded: Vec<(String,)> = all(
            &mut tx,
            "select cast(c.relname as text) from pg_class c join pg_policy p on p.polrelid = c.oid
             where c.relrowsecurity and c.relforcerowsecurity and c.relnamespace = current_schema()::regnamespace"
                .to_owned(),
        )
        .await;
        let guarded: BTreeSet<String> = guarded.into_iter().map(|row| row.0).collect();
        let there: BTreeSet<String> = shapes.into_keys().collect();
        assert_eq!(
            guarded, there,
            "a migration that makes a table with workspace_id gives it the policy one_workspace on Postgres"
        );
    }
}
