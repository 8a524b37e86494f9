//! What is wrong or odd about a template as a whole.

use super::{RenderScope, html, person, preview, variables};
use crate::model::{EmailContent, MockData, Problem, TemplateContent, VariantContent};

/// The longest subject, header or preheader, as a template.
const LINE: usize = 1_000;
/// Where Gmail cuts off a mail's HTML, in bytes; known by experience, not by contract.
const GMAIL: usize = 102 * 1024;

/// The scope that previews are rendered in.
pub fn mock_scope(mock: &MockData, now: i64) -> RenderScope {
    let someone = |properties: &serde_json::Map<String, serde_json::Value>| {
        let email = properties.get("email").and_then(|email| email.as_str()).map(str::to_owned);
        person(None, properties, email.as_slice())
    };
    RenderScope::new(mock.payload.clone(), now).recipient(someone(&mock.recipient)).actor(someone(&mock.actor))
}

/// Everything to say about a template. What is fatal stops a commit. Paths are those of the content: `variants[0].content.subject`.
pub fn problems(content: &TemplateContent) -> Vec<Problem> {
    let mut found = Vec::new();
    if content.variants.is_empty() {
        found.push(Problem::error("variants", "Add at least one channel: a template without one can not be sent."));
    }
    let scope = mock_scope(&content.mock_data, 0);
    for (at, variant) in content.variants.iter().enumerate() {
        let channel = variant.content.channel();
        if content.variants[..at].iter().any(|other| other.content.channel() == channel) {
            found.push(Problem::error(format!("variants[{at}]"), format!("{} is there twice.", channel.label())));
        }
        for mut problem in variant_problems(&variant.content, &scope).1 {
            problem.at = format!("variants[{at}].content.{}", problem.at);
            found.push(problem);
        }
    }
    found
}

/// A variant filled as far as it goes, with everything to say about it, the fatal first. Paths are the names of the fields.
pub fn variant_problems(variant: &VariantContent, scope: &RenderScope) -> (crate::model::Rendered, Vec<Problem>) {
    let (rendered, mut found) = preview(variant, scope);
    match variant {
        VariantContent::Email(email) => email_problems(email, &mut found),
        VariantContent::Inbox(inbox) => {
            if inbox.body.trim().is_empty() {
                found.push(Problem::error("body", "The inbox message has no text. Write the body."));
            }
            line("header", &inbox.header, &mut found);
            line("action_url", &inbox.action_url, &mut found);
        }
    }
    found.sort_by_key(|problem| !problem.fatal);
    (rendered, found)
}

fn email_problems(email: &EmailContent, found: &mut Vec<Problem>) {
    if email.subject.trim().is_empty() {
        found.push(Problem::error("subject", "The e-mail has no subject. Write one."));
    }
    if email.html.trim().is_empty() && email.text.trim().is_empty() {
        found.push(Problem::error("html", "The e-mail has no text. Write the HTML, the plain text, or both."));
    }
    line("subject", &email.subject, found);
    line("preheader", &email.preheader, found);
    if email.html.len() > GMAIL {
        found.push(Problem::warning("html", "The HTML is larger than 102 kB. Gmail cuts off what is beyond."));
    }
    let scripted =
        html::pieces(&email.html).iter().any(|piece| matches!(piece, html::Piece::Open { name, .. } if name == "script"));
    if scripted {
        found.push(Problem::warning("html", "Mail programs remove scripts. Take the <script> out."));
    }
}

fn line(field: &str, text: &str, found: &mut Vec<Problem>) {
    if text.len() > LINE {
        found.push(Problem::error(field, format!("Use at most {LINE} characters here.")));
    }
}

/// The names at the top of the data that a template uses on any of its channels, in alphabetical order: `name`, `order`, `$recipient`.
pub fn names_used(content: &TemplateContent) -> Vec<String> {
    let texts = content.variants.iter().flat_map(|variant| match &variant.content {
        VariantContent::Email(email) => vec![&email.subject, &email.preheader, &email.html, &email.text],
        VariantContent::Inbox(inbox) => vec![&inbox.header, &inbox.body, &inbox.action_url],
    });
    let mut names: Vec<String> = texts
        .flat_map(|text| variables(text))
        .filter(|variable| !variable.inside)
        .map(|variable| variable.name.split(['.', '[', '/']).next().unwrap_or("").to_owned())
        .filter(|name| !name.is_empty() && name != "this")
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(content: serde_json::Value) -> Vec<(String, bool)> {
        let content: TemplateContent = serde_json::from_value(content).unwrap();
        problems(&content).into_iter().map(|problem| (problem.at, problem.fatal)).collect()
    }

    #[test]
    fn a_sound_template_has_no_problems() {
        let content = json!({
            "variants": [
                {"id": "default", "locale": "en", "channel": "email", "content": {"subject": "Hi {{name}}", "html": "<p>{{$recipient.city}}</p>"}},
                {"id": "default", "locale": "en", "channel": "inbox", "content": {"body": "Hi {{name}}"}},
            ],
            "mock_data": {"payload": {"name": "Ada"}, "recipient": {"city": "Paris"}},
        });
        assert_eq!(told(content.clone()), []);
        assert_eq!(names_used(&serde_json::from_value(content).unwrap()), ["$recipient", "name"]);
    }

    #[test]
    fn what_can_not_be_sent_is_fatal_and_what_is_odd_is_not() {
        assert_eq!(told(json!({"variants": []})), [("variants".to_owned(), true)]);
        let email = |subject: &str, html: &str| json!({"id": "default", "locale": "en", "channel": "email", "content": {"subject": subject, "html": html}});
        let at = |field: &str| format!("variants[0].content.{field}");
        assert_eq!(told(json!({"variants": [email(" ", "")]})), [(at("subject"), true), (at("html"), true)]);
        assert_eq!(
            told(json!({"variants": [email("{{#if a}}", "<script></script>{{b}}{{add c 1}}")]})),
            [(at("subject"), true), (at("html"), false), (at("html"), false), (at("html"), false), (at("html"), false)]
        );
        assert_eq!(told(json!({"variants": [email("a", "b"), email("a", "b")]})), [("variants[1]".to_owned(), true)]);
    }
}
