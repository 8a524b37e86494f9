//! `docs/asvs.md` says how each requirement of OWASP ASVS 5.0 is met. What it says is checked: the list is whole, every test that it names
//! is there, and its figures are those of its tables.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

const MAP: &str = include_str!("../../docs/asvs.md");

/// The requirements of the standard, by section: the level of each in its order.
const SECTIONS: &str = "\
    V1.1:22 V1.2:1111122223 V1.3:112222222223 V1.4:222 V1.5:123 V2.1:122 V2.2:112 V2.3:12223 V2.4:23 V3.1:3 V3.2:113 V3.3:12223 \
    V3.4:11222233 V3.5:11122333 V3.6:3 V3.7:22333 V4.1:12233 V4.2:23333 V4.3:22 V4.4:1222 V5.1:2 V5.2:112333 V5.3:113 V5.4:222 \
    V6.1:122 V6.2:111111112222 V6.3:11223333 V6.4:112233 V6.5:22222333 V6.6:2223 V6.7:33 V6.8:2222 V7.1:222 V7.2:1111 V7.3:22 \
    V7.4:11222 V7.5:223 V7.6:22 V8.1:1233 V8.2:1123 V8.3:133 V8.4:23 V9.1:111 V9.2:1222 V10.1:22 V10.2:223 V10.3:22223 \
    V10.4:1111122222233333 V10.5:22222 V10.6:22 V10.7:222 V11.1:2233 V11.2:22233 V11.3:11233 V11.4:1222 V11.5:23 V11.6:23 V11.7:33 \
    V12.1:12233 V12.2:11 V12.3:22223 V13.1:2333 V13.2:222223 V13.3:2233 V13.4:1222233 V14.1:22 V14.2:12223333 V14.3:122 \
    V15.1:12233 V15.2:12233 V15.3:1222222 V15.4:3333 V16.1:2 V16.2:22222 V16.3:2222 V16.4:222 V16.5:2223 V17.1:23 V17.2:22223333 \
    V17.3:22";

/// Chapters of which level 3 counts, too.
const WHOLE: &[&str] = &["V6.", "V7.", "V8.", "V16."];

/// Ids with their levels, as far as they are ours.
fn required() -> BTreeMap<String, char> {
    let mut all = BTreeMap::new();
    for (section, levels) in SECTIONS.split_whitespace().filter_map(|section| section.split_once(':')) {
        for (at, level) in levels.chars().enumerate() {
            if level != '3' || WHOLE.iter().any(|chapter| section.starts_with(chapter)) {
                all.insert(format!("{section}.{}", at + 1), level);
            }
        }
    }
    all
}

/// How a requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Tested,
    Reasoned,
    NotMet,
}

struct Row<'m> {
    id: &'m str,
    level: &'m str,
    tests: Vec<&'m str>,
    how: How,
}

/// The rows of all tables: id, level, words, how.
fn rows() -> Vec<Row<'static>> {
    let lines = MAP.lines().filter(|line| line.starts_with("| V"));
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "four cells: {line}");
        let (id, level, words, met) = (cells[0], cells[1], cells[2], cells[3]);
        assert!(!words.is_empty() && met.len() > 8, "{line}");
        let tests: Vec<&str> =
            met.split('`').skip(1).step_by(2).filter(|name| name.contains("::") || name.contains(".spec.ts:")).collect();
        let how = match (met.contains("NOT MET"), tests.is_empty()) {
            (true, _) => How::NotMet,
            (false, false) => How::Tested,
            (false, true) => How::Reasoned,
        };
        Row { id, level, tests, how }
    };
    lines.map(row).collect()
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the house") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("node_modules") {
                files(&path, ending, found);
            }
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

/// Every test: `module::path::name` for Rust, `file.spec.ts: title` for the browser's.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut rust, mut browser, mut all) = (Vec::new(), Vec::new(), BTreeSet::new());
    files(&root.join("src"), ".rs", &mut rust);
    files(&root.join("end2end/tests"), ".spec.ts", &mut browser);
    for file in rust {
        let source = fs::read_to_string(&file).expect("a source");
        let module = file.strip_prefix(root.join("src")).unwrap().with_extension("");
        let mut module: Vec<_> = module.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        module.retain(|part| part != "mod");
        if module.first().is_some_and(|part| part == "tests") {
            module.remove(0);
        }
        for test in source.split("#[test]").skip(1).chain(source.split("#[tokio::test").skip(1)) {
            if let Some(name) = test.split_once("fn ").and_then(|(_, rest)| rest.split_once('(')) {
                all.insert(format!("{}::{}", module.join("::"), name.0));
            }
        }
    }
    for file in browser {
        let source = fs::read_to_string(&file).expect("a story");
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for title in source.split("test('").skip(1).filter_map(|rest| rest.split('\'').next()) {
            all.insert(format!("{name}: {title}"));
        }
    }
    all
}

#[test]
fn every_requirement_stands_in_the_map_once() {
    let required = required();
    let mut seen = BTreeSet::new();
    for row in rows() {
        let level = required.get(row.id).unwrap_or_else(|| panic!("{} is no requirement of ours", row.id));
        assert_eq!(row.level, level.to_string(), "the level of {}", row.id);
        assert!(seen.insert(row.id), "{} stands there twice", row.id);
    }
    let missing: Vec<_> = required.keys().filter(|id| !seen.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "docs/asvs.md says nothing about {missing:?}");
}

#[test]
fn every_test_that_the_map_names_is_there() {
    let there = tests();
    assert!(there.contains("asvs::every_test_that_the_map_names_is_there"), "the tests were not found: {there:?}");
    assert!(there.iter().any(|test| test.starts_with("people.spec.ts: ")), "the stories were not found");
    let named: Vec<_> = rows().into_iter().flat_map(|row| row.tests.into_iter().map(move |test| (row.id, test))).collect();
    assert!(named.len() > 100, "the names were not found: {}", named.len());
    let gone: Vec<_> = named.into_iter().filter(|(_, test)| !there.contains(*test)).collect();
    assert!(gone.is_empty(), "these tests are not there: {gone:#?}");
}

#[test]
fn the_figures_of_the_map_are_those_of_its_rows() {
    let mut counted: BTreeMap<(&str, How), usize> = BTreeMap::new();
    for row in rows() {
        *counted.entry((row.level, row.how)).or_default() += 1;
    }
    for level in ["1", "2", "3"] {
        let of = |how| counted.get(&(level, how)).copied().unwrap_or_default();
        let (tested, reasoned, not) = (of(How::Tested), of(How::Reasoned), of(How::NotMet));
        let line = format!("| {level} | {} | {tested} | {reasoned} | {not} |", tested + reasoned + not);
        assert!(MAP.contains(&line), "the table at the top of docs/asvs.md should say: {line}");
    }
}
