//! Two texts, line by line.

use similar::{ChangeTag, TextDiff};

use crate::model::{DiffLine, DiffSign};

/// Every line of both.
pub fn lines(before: &str, after: &str) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(before, after);
    diff.iter_all_changes()
        .map(|change| DiffLine {
            sign: match change.tag() {
                ChangeTag::Equal => DiffSign::Same,
                ChangeTag::Insert => DiffSign::Added,
                ChangeTag::Delete => DiffSign::Removed,
            },
            text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
        })
        .collect()
}

/// Leaves out runs of equal lines that are further than `context` lines from any change; equal texts become nothing.
pub fn fold(lines: Vec<DiffLine>, context: usize) -> Vec<DiffLine> {
    let changed: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| line.sign != DiffSign::Same).map(|(at, _)| at).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let near = |at: usize| {
        let next = changed.partition_point(|change| *change < at);
        let after = changed.get(next).is_some_and(|change| change - at <= context);
        let before = next.checked_sub(1).is_some_and(|last| at - changed[last] <= context);
        after || before
    };
    let mut folded = Vec::new();
    let mut skipped = 0;
    let skip = |skipped: &mut usize, folded: &mut Vec<DiffLine>| {
        if *skipped > 0 {
            let words = if *skipped == 1 { "line is" } else { "lines are" };
            folded.push(DiffLine { sign: DiffSign::Skipped, text: format!("{skipped} {words} the same") });
            *skipped = 0;
        }
    };
    for (at, line) in lines.into_iter().enumerate() {
        if near(at) {
            skip(&mut skipped, &mut folded);
            folded.push(line);
        } else {
            skipped += 1;
        }
    }
    skip(&mut skipped, &mut folded);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_far_from_a_change_is_left_out() {
        let before: String = (1..=20).map(|n| format!("{n}\n")).collect();
        let folded = fold(lines(&before, &before.replace("10\n", "ten\n")), 1);
        let texts: Vec<_> = folded.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["8 lines are the same", "9", "10", "ten", "11", "9 lines are the same"]);
        assert!(fold(lines(&before, &before), 3).is_empty());
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_it(before in "([ab]\n){0,12}", after in "([ab]\n){0,12}") {
            let lines = lines(&before, &after);
            let side = |without| -> String {
                lines.iter().filter(|line| line.sign != without).map(|line| format!("{}\n", line.text)).collect()
            };
            prop_assert_eq!(side(DiffSign::Added), before);
            prop_assert_eq!(side(DiffSign::Removed), after);
        }
    }
}
