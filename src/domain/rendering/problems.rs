//! What is wrong or odd about a template as a whole.

use super::{RenderScope, Segments, html, person, preview, variables};
use crate::model::{
    EmailContent, MockData, Problem, Rendered, SmsContent, TemplateContent, VariantContent, WhatsappButton, WhatsappContent,
};

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
        VariantContent::Sms(sms) => sms_problems(sms, &rendered, &mut found),
        VariantContent::Whatsapp(whatsapp) => whatsapp_problems(whatsapp, &rendered, &mut found),
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

/// More parts than this are not one SMS any more: many networks refuse them.
const MAX_SEGMENTS: usize = 10;

fn sms_problems(sms: &SmsContent, rendered: &Rendered, found: &mut Vec<Problem>) {
    if sms.kind != "basic" {
        found.push(Problem::error("type", "Only “basic” SMS are known."));
    }
    if sms.body.trim().is_empty() {
        found.push(Problem::error("body", "The SMS has no text. Write the body."));
    }
    let segments = Segments::of(rendered.title());
    if segments.count > MAX_SEGMENTS {
        let message =
            format!("This becomes {} segments. Many networks refuse more than {MAX_SEGMENTS}: shorten it.", segments.count);
        found.push(Problem { fatal: is_fixed(&sms.body), ..Problem::error("body", message) });
    }
}

fn whatsapp_problems(whatsapp: &WhatsappContent, rendered: &Rendered, found: &mut Vec<Problem>) {
    if whatsapp.subcategory != "basic_interactive" {
        found.push(Problem::error("subcategory", "Only “basic_interactive” messages are known."));
    }
    if whatsapp.header.as_ref().is_some_and(|header| header.format != "TEXT") {
        found.push(Problem::error("header", "Only headers of the format “TEXT” are known."));
    }
    if whatsapp.body.text.trim().is_empty() {
        found.push(Problem::error("body", "The WhatsApp message has no text. Write the body."));
    }
    let Rendered::Whatsapp { header, body, footer, .. } = rendered else { return };
    short("header", whatsapp.header(), header, 60, found);
    short("body", &whatsapp.body.text, body, 1024, found);
    short("footer", whatsapp.footer(), footer, 60, found);
    if whatsapp.buttons.len() > WhatsappButton::MAX {
        found.push(Problem::error("buttons", format!("A message has at most {} buttons.", WhatsappButton::MAX)));
    }
    for (button, number) in whatsapp.buttons.iter().zip(1..) {
        let (text, url) = (format!("button_{number}_text"), format!("button_{number}_url"));
        if button.kind != "URL" {
            found.push(Problem::error(text.as_str(), "Only buttons of the type “URL” are known."));
        }
        if button.text.trim().is_empty() {
            found.push(Problem::error(text.as_str(), "The button has no words on it. Write some, or remove its link."));
        }
        short(&text, &button.text, &button.text, 25, found);
        if button.url().trim().is_empty() {
            found.push(Problem::error(url.as_str(), "The button leads nowhere. Write its link, or remove its words."));
        }
        line(&url, &button.url(), found);
    }
}

/// WhatsApp refuses what is longer. What depends on data may be shorter with others.
fn short(field: &str, source: &str, rendered: &str, most: usize, found: &mut Vec<Problem>) {
    let length = rendered.chars().count();
    if length > most {
        let message = format!("This is {length} characters long. WhatsApp takes at most {most} here.");
        found.push(Problem { fatal: is_fixed(source), ..Problem::error(field, message) });
    }
}

/// Nothing in it depends on data.
fn is_fixed(source: &str) -> bool {
    !source.contains("{{")
}

fn line(field: &str, text: &str, found: &mut Vec<Problem>) {
    if text.len() > LINE {
        found.push(Problem::error(field, format!("Use at most {LINE} characters here.")));
    }
}

/// The names at the top of the data that a template uses on any of its channels, in alphabetical order: `name`, `order`, `$recipient`.
pub fn names_used(content: &TemplateContent) -> Vec<String> {
    let texts = content.variants.iter().flat_map(|variant| texts(&variant.content));
    let mut names: Vec<String> = texts
        .flat_map(|text| variables(&text))
        .filter(|variable| !variable.inside)
        .map(|variable| variable.name.split(['.', '[', '/']).next().unwrap_or("").to_owned())
        .filter(|name| !name.is_empty() && name != "this")
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Everything that may name a variable.
fn texts(variant: &VariantContent) -> Vec<String> {
    let all = |texts: &[&String]| texts.iter().map(|text| (*text).clone()).collect();
    match variant {
        VariantContent::Email(email) => all(&[&email.subject, &email.preheader, &email.html, &email.text]),
        VariantContent::Sms(sms) => all(&[&sms.body]),
        VariantContent::Whatsapp(whatsapp) => {
            let lines = [whatsapp.header(), whatsapp.body.text.as_str(), whatsapp.footer()].map(str::to_owned);
            let buttons = whatsapp.buttons.iter().flat_map(|button| [button.text.clone(), button.url()]);
            lines.into_iter().chain(buttons).collect()
        }
        VariantContent::Inbox(inbox) => all(&[&inbox.header, &inbox.body, &inbox.action_url]),
    }
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

    #[test]
    fn what_phones_refuse_is_fatal_unless_it_depends_on_data() {
        let sms = |kind: &str, body: &str| {
            json!({"variants": [{"id": "default", "locale": "en", "channel": "sms",
            "content": {"type": kind, "body": body}}], "mock_data": {"payload": {"long": "x".repeat(1600)}}})
        };
        let at = |field: &str| format!("variants[0].content.{field}");
        assert_eq!(told(sms("basic", "Hi")), []);
        assert_eq!(told(sms("dlt", " ")), [(at("type"), true), (at("body"), true)]);
        assert_eq!(told(sms("basic", &"x".repeat(1600))), [(at("body"), true)]);
        assert_eq!(told(sms("basic", "{{long}}")), [(at("body"), false)]);
        let whatsapp = |header: &str, text: &str, url: &str| {
            json!({"variants": [{"id": "default", "locale": "en", "channel": "whatsapp",
            "content": {"category": "UTILITY", "subcategory": "basic_interactive", "header": {"format": "TEXT", "text": header},
                "body": {"text": "Hi"}, "button_type": "CALL_TO_ACTION",
                "buttons": [{"type": "URL", "text": text, "url_type": "STATIC", "url_static_part": url}]}}]})
        };
        assert_eq!(told(whatsapp("Hello", "Go", "https://a.example")), []);
        assert_eq!(
            told(whatsapp(&"x".repeat(61), "", "")),
            [(at("header"), true), (at("button_1_text"), true), (at("button_1_url"), true)]
        );
        assert_eq!(told(whatsapp("", "Go", "javascript:alert(1)")), [(at("button_1_url"), false)], "it is taken out");
    }
}
