//! Every SQL text of `store/` is one that both databases understand.

use std::{fs, path::Path};

use crate::house::houses;

/// The string literals of a source file that begin like a statement. Texts that are built piece by piece (`Sql::new`) are left to the
/// tests of what they are built for.
fn statements(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in ["tx.one(", "tx.all(", "tx.run("] {
        for part in source.split(call).skip(1) {
            let Some(text) = part.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else { continue };
            found.push(text.0.to_owned());
        }
    }
    found
}

fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries
        .flat_map(|entry| {
            let path = entry.expect("an entry").path();
            if path.is_dir() { sources(&path) } else { vec![fs::read_to_string(path).expect("a source file")] }
        })
        .collect()
}

#[tokio::test]
async fn every_statement_is_understood_by_both_databases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let all: Vec<String> = sources(&folder).iter().flat_map(|source| statements(source)).collect();
    assert!(all.len() > 20, "the reader of literals found only {}", all.len());
    for house in houses().await {
        let granted = house.app.as_system::<belfry::model::can::ViewMembers>(&house.account, belfry::model::InAccount, "test");
        for sql in &all {
            let mut tx = granted.read().await.unwrap();
            if let Err(error) = tx.prepare(sql.clone()).await {
                panic!("{error}\n{sql}");
            }
        }
    }
}

/// Store functions on rows of workspaces that name no workspace second, each file with its reason.
const ACROSS_WORKSPACES: &[(&str, &[&str], &str)] = &[
    ("audit.rs", &["insert", "find", "oldest", "list_old", "delete"], "the log is of the account, and named by it"),
    ("seals.rs", &["list_waiting", "find_lost", "find_unsealed", "list_entries"], "the chain goes through the whole log"),
    (
        "jobs.rs",
        &["insert", "claim", "update_hold", "delete", "delete_many", "update_retry", "update_dead", "update_release", "next_due"],
        "workers serve every workspace of a database",
    ),
    ("keys.rs", &["find_holder_by_key", "find_holder_by_hash"], "a key leads to its workspace"),
    ("client_keys.rs", &["list_incomplete"], "a start looks for workspaces that lack what newer ones are made with"),
    ("keys.rs", &["find_ids_by_name"], "the audit log of an account is filtered by the names of its keys"),
    ("health.rs", &["count_due", "count_dead"], "how a whole database is doing"),
    ("requests.rs", &["insert", "take_keys", "delete_keys"], "rows carry their workspace; keys are purged everywhere"),
];

/// The functions of a source file: name, from `fn` to the end.
fn functions(source: &str) -> Vec<(&str, &str)> {
    let parts = source.split("\npub async fn ").skip(1).map(|part| part.split("\n}\n").next().unwrap_or(part));
    parts.map(|part| (part.split(['(', '<']).next().unwrap_or(""), part)).collect()
}

#[test]
fn every_function_on_rows_of_a_workspace_names_it_second_and_in_its_text() {
    use belfry::store::tables::{KEPT, PURGED};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let tables: Vec<&str> = PURGED.iter().map(|table| table.name).chain(KEPT.iter().map(|(name, _)| *name)).collect();
    let (mut wrong, mut looked, mut excused) = (Vec::new(), 0, 0);
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let source = fs::read_to_string(&path).expect("a source file");
        for (name, text) in functions(&source) {
            let words: Vec<&str> =
                text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
            let touches =
                words.windows(2).any(|pair| matches!(pair[0], "from" | "into" | "update" | "join") && tables.contains(&pair[1]));
            if !touches {
                continue;
            }
            looked += 1;
            let second =
                text.split("tx: &mut Tx,").nth(1).is_some_and(|rest| rest.trim_start().starts_with("workspace: &WorkspaceId"));
            let named = second && text.contains("workspace_id");
            let across = ACROSS_WORKSPACES.iter().any(|(of, names, _)| *of == file && names.contains(&name));
            excused += usize::from(across);
            if named == across {
                wrong.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(looked > 60, "the reader of functions found only {looked}");
    assert_eq!(
        excused,
        ACROSS_WORKSPACES.iter().map(|(_, names, _)| names.len()).sum::<usize>(),
        "an exception that is none any more"
    );
    assert!(wrong.is_empty(), "these name no workspace, or are excused without need: {wrong:?}");
}
