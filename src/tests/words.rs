//! The words that people read are those of `src/ui/README.md`.

use std::{fs, path::Path};

const STYLE: &str = include_str!("../ui/README.md");
/// Rooms whose sentences people read.
const ROOMS: &[&str] = &["access", "api", "domain", "http", "identity", "mail", "model", "pages", "ui", "vendors"];

/// The words in backticks of the table's last column.
fn avoided() -> Vec<&'static str> {
    let rows = STYLE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| say"));
    rows.filter_map(|row| row.trim_end_matches('|').rsplit('|').next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect()
}

/// The string literals of a source that are sentences or labels: more than one word, or beginning with a capital letter. Tests and comments
/// are not read to people.
fn sentences(source: &str) -> impl Iterator<Item = &str> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("assert"));
    let literals = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    literals.filter(|literal| literal.contains(' ') && literal.starts_with(char::is_uppercase))
}

fn has_word(sentence: &str, word: &str) -> bool {
    let sentence = if word.starts_with(char::is_uppercase) { sentence.to_owned() } else { sentence.to_lowercase() };
    sentence.match_indices(word).any(|(at, _)| {
        let before = sentence[..at].chars().next_back();
        let after = sentence[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn read(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the house") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("ui/tests.rs") {
            let source = fs::read_to_string(&path).expect("a source");
            for sentence in sentences(&source) {
                for word in avoided().into_iter().filter(|word| has_word(sentence, word)) {
                    found.push(format!("{}: `{word}` in “{sentence}”", path.display()));
                }
                if sentence.ends_with('!') {
                    found.push(format!("{}: it shouts: “{sentence}”", path.display()));
                }
            }
        }
    }
}

#[test]
fn what_people_read_keeps_to_the_style_sheet() {
    assert!(avoided().len() > 20, "the table of src/ui/README.md was not found");
    assert!(has_word("You are logged out. Please login.", "login") && !has_word("The plugin", "login"));
    let mut found = Vec::new();
    for room in ROOMS {
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room), &mut found);
    }
    assert!(found.is_empty(), "see src/ui/README.md:\n{}", found.join("\n"));
}
