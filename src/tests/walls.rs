//! The arrows of the house: which room may use which.

use std::{fs, path::Path};

/// Room → rooms it may name. Everything may use `model`.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("islands", &[]),
    ("api", &["access", "domain", "identity"]),
    ("ui", &[]),
    ("pages", &["ui", "islands", "api", "access", "domain", "db", "identity"]),
    ("http", &["identity", "access", "domain", "pages", "db", "workers"]),
    ("identity", &["access", "store", "db", "mail"]),
    ("access", &["store", "db", "vendors"]),
    ("domain", &["access", "store", "queue", "db", "identity", "vendors", "mail"]),
    ("store", &["db", "access"]),
    ("db", &[]),
    ("queue", &["store", "db", "access"]),
    ("workers", &["domain", "queue", "vendors", "access", "db"]),
    ("vendors", &[]),
    ("mail", &["access", "vendors"]),
];

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the house") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that a source names by `crate::room`, also inside `use crate::{room::…, other::…}`.
fn rooms_named(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in source.split("crate::").skip(1) {
        if let Some(group) = part.strip_prefix('{') {
            // Only the first word of each path of the group is a room.
            let (mut depth, mut word, mut inside) = (0, String::new(), false);
            for c in group.chars() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ if depth > 0 => {}
                    ',' => {
                        found.push(std::mem::take(&mut word));
                        inside = false;
                    }
                    ':' => inside = true,
                    c if !inside && (c.is_alphanumeric() || c == '_') => word.push(c),
                    _ => {}
                }
            }
            found.push(word);
        } else {
            found.push(part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn every_room_uses_only_what_its_arrows_allow() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms: Vec<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    let mut broken = Vec::new();
    for (room, allowed) in ARROWS {
        let mut found = Vec::new();
        if src.join(room).exists() {
            files(&src.join(room), &mut found);
        }
        for file in found {
            let source = fs::read_to_string(&file).expect("a source file");
            for named in rooms_named(&source) {
                let known = rooms.contains(&named.as_str());
                if known && named != *room && named != "model" && !allowed.contains(&named.as_str()) {
                    broken.push(format!("{room} → {named} in {}", file.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "arrows that the house does not have:\n{}", broken.join("\n"));
}

#[test]
fn only_the_database_room_speaks_to_sqlx() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (room, _) in ARROWS {
        if *room == "db" || !src.join(room).exists() {
            continue;
        }
        let mut found = Vec::new();
        files(&src.join(room), &mut found);
        for file in found {
            let source = fs::read_to_string(&file).expect("a source file");
            assert!(!source.contains("sqlx::query"), "{} runs SQL past the door", file.display());
        }
    }
}

#[test]
fn the_reader_of_arrows_sees_rooms_only() {
    let source =
        "use crate::{\n    access::{Entry, Granted},\n    domain::vendors,\n    store,\n    model::*\n};\nuse crate::db::Tx;";
    let mut found = rooms_named(source);
    found.retain(|word| !word.is_empty());
    assert_eq!(found, ["access", "domain", "store", "model", "db"]);
}
