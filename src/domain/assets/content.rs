//! JSON texts of people → canonical texts: typed, complete, always printed the same way.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::kinds::Content;
use crate::model::{AppError, Problem};

/// The largest content, in bytes of its canonical text.
pub const MAX_CONTENT: usize = 256 * 1024;

/// The one way that a content is written.
pub fn canonical<C: Serialize>(content: &C) -> String {
    serde_json::to_string_pretty(content).expect("a content type has only texts as keys")
}

/// Reads what the engine has stored.
pub fn parse<C: DeserializeOwned>(stored: &str) -> Result<C, AppError> {
    serde_json::from_str(stored).map_err(|error| {
        tracing::error!(%error, "a stored content does not fit its type");
        AppError::Internal
    })
}

/// Checks the form of a text: JSON, of the right type, nothing unknown in it, not too large.
pub(super) fn normalise<C: Content>(text: &str) -> Result<String, Vec<Problem>> {
    if text.len() > 4 * MAX_CONTENT {
        return Err(vec![too_large(text.len())]);
    }
    let value: Value = serde_json::from_str(text).map_err(|error| vec![syntax(&error)])?;
    let content: C = serde_path_to_error::deserialize(&value).map_err(|error| {
        let at = error.path().to_string();
        vec![Problem::error(if at == "." { String::new() } else { at }, sentence(&error.into_inner().to_string()))]
    })?;
    let known = serde_json::to_value(&content).unwrap_or_default();
    let mut lost = Vec::new();
    unknown(&value, &known, "", &mut lost);
    if !lost.is_empty() {
        return Err(lost);
    }
    let text = canonical(&content);
    if text.len() > MAX_CONTENT { Err(vec![too_large(text.len())]) } else { Ok(text) }
}

fn too_large(size: usize) -> Problem {
    Problem::error("", format!("This is {} kB; at most {} kB fit.", size.div_ceil(1024), MAX_CONTENT / 1024))
}

fn syntax(error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    Problem::error(format!("line {}, column {}", error.line(), error.column()), format!("This is not JSON: {what}."))
}

/// `missing field ` → `Missing field …`: what the parser says, as a sentence.
fn sentence(text: &str) -> String {
    let mut text = text.replace('`', "“");
    // Every second quote closes.
    let mut open = false;
    text = text
        .chars()
        .map(|c| {
            if c != '“' {
                return c;
            }
            open = !open;
            if open { '“' } else { '”' }
        })
        .collect();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str().trim_end_matches('.')),
        None => "This does not fit.".to_owned(),
    }
}

/// Finds what was written and would silently be dropped. Blank values may be.
fn unknown(written: &Value, known: &Value, at: &str, found: &mut Vec<Problem>) {
    match (written, known) {
        (Value::Object(written), Value::Object(known)) => {
            for (key, value) in written {
                let at = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                match known.get(key) {
                    Some(known) => unknown(value, known, &at, found),
                    None if blank(value) => {}
                    None => {
                        found.push(Problem::error(at, format!("There is no field “{key}” here. Remove it or correct its name.")))
                    }
                }
            }
        }
        (Value::Array(written), Value::Array(known)) => {
            for (position, (written, known)) in written.iter().zip(known).enumerate() {
                unknown(written, known, &format!("{at}[{position}]"), found);
            }
        }
        _ => {}
    }
}

fn blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(on) => !on,
        Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{TemplateContent, WorkflowContent};

    fn problems(text: &str) -> Vec<(String, String)> {
        normalise::<WorkflowContent>(text).unwrap_err().into_iter().map(|problem| (problem.at, problem.message)).collect()
    }

    #[test]
    fn a_text_is_canonical_whatever_its_spaces_and_order() {
        let one = r#"{"tree":{"nodes":[]},"category":"system"}"#;
        let two = "{ \"category\": \"system\",\n \"description\": \"\", \"tree\": {\"nodes\": []} }";
        let canonical = normalise::<WorkflowContent>(one).unwrap();
        assert_eq!(canonical, normalise::<WorkflowContent>(two).unwrap());
        assert_eq!(canonical, normalise::<WorkflowContent>(&canonical).unwrap());
    }

    #[test]
    fn a_problem_says_where_it_is() {
        assert_eq!(problems("{\n  \"category\": }")[0].0, "line 2, column 15");
        let (at, message) =
            &problems(r#"{"category":"system","tree":{"nodes":[{"ref":"a","node_type":"fax","properties":{}}]}}"#)[0];
        assert_eq!(at, "tree.nodes[0]");
        assert!(message.starts_with("Unknown variant “fax”, expected one of “send_email”"), "{message}");
        assert_eq!(problems(r#"{"tree":{"nodes":[]}}"#), [(String::new(), "Missing field “category”.".to_owned())]);
    }

    #[test]
    fn a_field_that_would_be_dropped_is_named() {
        let text = r#"{"category":"system","tree":{"nodes":[
            {"ref":"a","node_type":"delay","properties":{"delay_type":"fixed","value":"1m"},"branches":[{}]}]}}"#;
        assert_eq!(problems(text)[0].0, "tree.nodes[0].branches");
        let harmless = text.replace(r#""branches":[{}]"#, r#""branches":[]"#);
        assert!(normalise::<WorkflowContent>(&harmless).is_ok());
    }

    #[test]
    fn the_data_of_an_example_keep_their_order_and_their_blanks() {
        let text = r#"{"variants":[],"mock_data":{"payload":{"z":null,"a":{"b":[]}}}}"#;
        let canonical = normalise::<TemplateContent>(text).unwrap();
        assert!(canonical.find("\"z\"").unwrap() < canonical.find("\"a\"").unwrap());
        assert!(canonical.contains("\"b\": []"));
    }

    #[test]
    fn a_content_has_a_bound() {
        let text = format!(r#"{{"category":"system","description":"{}","tree":{{"nodes":[]}}}}"#, "x".repeat(MAX_CONTENT));
        assert!(problems(&text)[0].1.contains("at most 256 kB"));
    }
}
