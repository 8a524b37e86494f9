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
