//! Colours for JSON, a line at a time.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Name,
    Text,
    Number,
    Word,
    Rest,
}

/// Cuts a line of JSON into parts. What is not JSON comes through as it is: nothing is lost or changed.
fn parts(line: &str) -> Vec<(Part, &str)> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (part, end) = if first == '"' {
            let end = closing_quote(rest);
            let named = rest[end..].trim_start().starts_with(':');
            (if named { Part::Name } else { Part::Text }, end)
        } else if first.is_ascii_digit() || first == '-' {
            (Part::Number, rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(rest.len()))
        } else if first.is_ascii_alphabetic() {
            (Part::Word, rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len()))
        } else {
            (Part::Rest, rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_alphanumeric()).unwrap_or(rest.len()))
        };
        let (taken, left) = rest.split_at(end.max(first.len_utf8()));
        parts.push((part, taken));
        rest = left;
    }
    parts
}

/// Where the text that begins with a quote ends, its closing quote included.
fn closing_quote(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

pub(super) fn coloured(line: &str) -> AnyView {
    parts(line)
        .into_iter()
        .map(|(part, text)| {
            let class = match part {
                Part::Name => "code-name",
                Part::Text => "code-text",
                Part::Number | Part::Word => "code-number",
                Part::Rest => return text.to_owned().into_any(),
            };
            view! { <span class=class>{text.to_owned()}</span> }.into_any()
        })
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_texts_and_numbers_are_told_apart() {
        let line = r#"  "na\"me": "Ada", "n": -1.5e3, "x": true"#;
        let seen: Vec<_> = parts(line).into_iter().filter(|(part, _)| *part != Part::Rest).collect();
        assert_eq!(
            seen,
            [
                (Part::Name, r#""na\"me""#),
                (Part::Text, r#""Ada""#),
                (Part::Name, r#""n""#),
                (Part::Number, "-1.5e3"),
                (Part::Name, r#""x""#),
                (Part::Word, "true"),
            ]
        );
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(line in ".*") {
            prop_assert_eq!(parts(&line).into_iter().map(|(_, text)| text).collect::<String>(), line);
        }
    }
}
