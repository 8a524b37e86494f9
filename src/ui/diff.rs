use super::Text;
use leptos::prelude::*;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DiffKind {
    Same,
    Added,
    Removed,
    /// Lines that are the same on both sides were left out; the text says how many.
    Gap,
}

/// One line of a comparison. The numbers are those of the line before and after.
#[derive(Clone, Debug)]
pub struct DiffRow {
    pub kind: DiffKind,
    pub before: Option<usize>,
    pub after: Option<usize>,
    pub text: String,
}

impl DiffRow {
    pub fn same(before: usize, after: usize, text: impl Into<String>) -> Self {
        Self { kind: DiffKind::Same, before: Some(before), after: Some(after), text: text.into() }
    }

    pub fn added(after: usize, text: impl Into<String>) -> Self {
        Self { kind: DiffKind::Added, before: None, after: Some(after), text: text.into() }
    }

    pub fn removed(before: usize, text: impl Into<String>) -> Self {
        Self { kind: DiffKind::Removed, before: Some(before), after: None, text: text.into() }
    }

    pub fn gap(text: impl Into<String>) -> Self {
        Self { kind: DiffKind::Gap, before: None, after: None, text: text.into() }
    }
}

/// Compares two texts line by line, with three lines around every change.
pub fn diff_rows(before: &str, after: &str) -> Vec<DiffRow> {
    let diff = similar::TextDiff::from_lines(before, after);
    let mut rows = Vec::new();
    let mut seen = 0;
    for group in diff.grouped_ops(3) {
        let start = group.first().map_or(0, |op| op.old_range().start);
        if start > seen {
            rows.push(DiffRow::gap(super::counted((start - seen) as i64, "line is the same", "lines are the same")));
        }
        seen = group.last().map_or(seen, |op| op.old_range().end);
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
            let kind = match change.tag() {
                similar::ChangeTag::Equal => DiffKind::Same,
                similar::ChangeTag::Insert => DiffKind::Added,
                similar::ChangeTag::Delete => DiffKind::Removed,
            };
            rows.push(DiffRow {
                kind,
                before: change.old_index().map(|at| at + 1),
                after: change.new_index().map(|at| at + 1),
                text,
            });
        }
    }
    rows
}

/// The same for JSON. Texts of several lines, such as a mail, are compared line by line: in JSON they are one line each.
pub fn json_diff_rows(before: &str, after: &str) -> Vec<DiffRow> {
    diff_rows(&unfolded(before), &unfolded(after))
}

/// JSON to read, not to parse: the line breaks inside of texts break the line.
fn unfolded(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for line in json.lines() {
        let indent = " ".repeat(line.len() - line.trim_start().len() + 2);
        let unfolds = line.contains("\\n");
        let mut letters = line.chars();
        while let Some(letter) = letters.next() {
            if letter != '\\' || !unfolds {
                out.push(letter);
                continue;
            }
            match letters.next() {
                Some('n') => {
                    out.push('\n');
                    out.push_str(&indent);
                }
                Some('"') => out.push('"'),
                other => {
                    out.push('\\');
                    out.extend(other);
                }
            }
        }
        out.push('\n');
    }
    out
}

fn sign(kind: DiffKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        DiffKind::Same => ("diff-same", " ", ""),
        DiffKind::Added => ("diff-added", "+", "Added: "),
        DiffKind::Removed => ("diff-removed", "−", "Removed: "),
        DiffKind::Gap => ("diff-gap", "", ""),
    }
}

/// Both texts in one column: what went, then what came.
#[component]
pub fn Diff(
    /// What is compared.
    #[prop(into)]
    label: String,
    rows: Vec<DiffRow>,
) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="diff-none">"Nothing differs."</p> }.into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let (class, mark, spoken) = sign(row.kind);
            if row.kind == DiffKind::Gap {
                return view! { <tr class=class><td colspan="4">{row.text}</td></tr> }.into_any();
            }
            view! {
                <tr class=class>
                    <td class="diff-number">{row.before}</td>
                    <td class="diff-number">{row.after}</td>
                    <td class="diff-sign" aria-hidden="true">{mark}</td>
                    <td class="diff-text">{spoken_text(spoken)}{row.text}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="diff" tabindex="0" role="group" aria-label=label>
            <table><caption class="sr-only">{label.clone()}</caption><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

/// Before on the left, after on the right.
#[component]
pub fn SideBySide(
    #[prop(into)] label: String,
    #[prop(default = "Before".into(), into)] before: Text,
    #[prop(default = "After".into(), into)] after: Text,
    rows: Vec<DiffRow>,
) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="diff-none">"Nothing differs."</p> }.into_any();
    }
    let rows = paired(rows)
        .into_iter()
        .map(|(left, right)| {
            if let Some(gap) = left.as_ref().filter(|row| row.kind == DiffKind::Gap) {
                return view! { <tr class="diff-gap"><td colspan="4">{gap.text.clone()}</td></tr> }.into_any();
            }
            view! { <tr>{half(left, true)}{half(right, false)}</tr> }.into_any()
        })
        .collect_view();
    view! {
        <div class="diff diff-split" tabindex="0" role="group" aria-label=label>
            <table>
                <caption class="sr-only">{label.clone()}</caption>
                <colgroup>
                    <col class="diff-column"/>
                    <col/>
                    <col class="diff-column"/>
                    <col/>
                </colgroup>
                <thead>
                    <tr>
                        <th scope="col" colspan="2">{before.get()}</th>
                        <th scope="col" colspan="2">{after.get()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn half(row: Option<DiffRow>, left: bool) -> AnyView {
    let Some(row) = row else {
        return view! { <td class="diff-number diff-nothing"></td><td class="diff-nothing"></td> }.into_any();
    };
    let (class, _, spoken) = sign(row.kind);
    let number = if left { row.before } else { row.after };
    view! {
        <td class=format!("diff-number {class}")>{number}</td>
        <td class=format!("diff-text {class}")>{spoken_text(spoken)}{row.text}</td>
    }
    .into_any()
}

fn spoken_text(spoken: &'static str) -> Option<AnyView> {
    (!spoken.is_empty()).then(|| view! { <span class="sr-only">{spoken}</span> }.into_any())
}

/// Puts what went beside what came in its place.
fn paired(rows: Vec<DiffRow>) -> Vec<(Option<DiffRow>, Option<DiffRow>)> {
    let mut pairs: Vec<(Option<DiffRow>, Option<DiffRow>)> = Vec::new();
    let mut open = 0; // from here on, lines that went still wait for a line beside them
    for row in rows {
        match row.kind {
            DiffKind::Same | DiffKind::Gap => {
                pairs.push((Some(row.clone()), Some(row)));
                open = pairs.len();
            }
            DiffKind::Removed => pairs.push((Some(row), None)),
            DiffKind::Added => match pairs[open..].iter().position(|(_, right)| right.is_none()) {
                Some(at) => pairs[open + at].1 = Some(row),
                None => pairs.push((None, Some(row))),
            },
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_stands_beside_what_came() {
        let pairs = paired(diff_rows("one\ntwo\nthree\n", "one\n2\n3\nfour\n"));
        let texts: Vec<_> =
            pairs.iter().map(|(l, r)| (l.as_ref().map(|l| l.text.as_str()), r.as_ref().map(|r| r.text.as_str()))).collect();
        assert_eq!(
            texts,
            [(Some("one"), Some("one")), (Some("two"), Some("2")), (Some("three"), Some("3")), (None, Some("four"))]
        );
    }

    #[test]
    fn a_mail_inside_of_json_is_compared_line_by_line() {
        let json = |word: &str| format!("{{\n  \"html\": \"<p id=\\\"a\\\">\\n{word}\\n</p>\",\n  \"path\": \"C:\\\\new\"\n}}");
        let rows = json_diff_rows(&json("Hello"), &json("Bye"));
        let changed: Vec<_> = rows.iter().filter(|row| row.kind != DiffKind::Same).map(|row| row.text.as_str()).collect();
        assert_eq!(changed, ["    Hello", "    Bye"]);
        assert_eq!(rows[1].text, "  \"html\": \"<p id=\"a\">");
        assert!(rows.iter().any(|row| row.text.contains("C:\\\\new")), "no line break, but a backslash and an n: {rows:?}");
    }

    #[test]
    fn equal_lines_far_from_a_change_are_left_out() {
        let before: String = (1..=30).map(|n| format!("{n}\n")).collect();
        let rows = diff_rows(&before, &before.replace("20\n", "twenty\n"));
        assert_eq!(rows[0].text, "16 lines are the same");
        assert_eq!(rows.len(), 9);
        assert!(diff_rows("a", "a").is_empty());
    }
}
