//! Fills templates with data. It is total: it reads nothing but the template and the data, it always ends, and what it makes is bounded.
//!
//! Data is only ever data: braces in it stay braces. HTML fields escape, text fields do not.

mod bounds;
mod compile;
mod helpers;
mod html;
mod links;
mod plain;
mod problems;
mod scan;
mod segments;
#[cfg(test)]
mod tests;

pub use bounds::OUTPUT;
pub use compile::Variable;
pub use helpers::REFERENCE;
pub use problems::{mock_scope, names_used, problems, variant_problems};
pub use segments::Segments;

use std::sync::LazyLock;

use handlebars::{Context, Handlebars, RenderContext, RenderError, RenderErrorReason, Renderable, no_escape};
use serde_json::{Map, Value, json};

use self::{
    bounds::{FULL, Page, metered},
    compile::{Compiled, Fault, compiled},
};
use crate::model::{EmailContent, InboxContent, LinkText, Problem, Rendered, SmsContent, VariantContent, WhatsappContent};

/// The data that a template sees: a trigger's at the top, and `$recipient`, `$actor`, `$tenant` (also called `$brand`).
#[derive(Clone, Debug)]
pub struct RenderScope {
    context: Context,
    now: i64,
}

impl RenderScope {
    /// `now` is what `{{datetime-format "now" …}}` shows, milliseconds since 1970. Names that begin with `$` are ours: data can not set them.
    pub fn new(mut data: Map<String, Value>, now: i64) -> Self {
        data.retain(|name, _| !matches!(name.as_str(), "$recipient" | "$actor" | "$tenant" | "$brand"));
        let mut context = Context::null();
        *context.data_mut() = Value::Object(data);
        Self { context, now }.with("$recipient", json!({})).with("$actor", json!({})).tenant("default", "")
    }

    /// Whom the message is for; see [`person`].
    pub fn recipient(self, recipient: Value) -> Self {
        self.with("$recipient", recipient)
    }

    /// Who made it happen.
    pub fn actor(self, actor: Value) -> Self {
        self.with("$actor", actor)
    }

    pub fn tenant(self, id: &str, name: &str) -> Self {
        let tenant = json!({ "tenant_id": id, "tenant_name": name, "brand_id": id, "brand_name": name });
        self.with("$brand", tenant.clone()).with("$tenant", tenant)
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        if let Value::Object(data) = self.context.data_mut() {
            data.insert(name.to_owned(), value);
        }
        self
    }
}

/// A user as templates see one: the properties, `distinct_id`, and `$email` with the addresses. `email` is the first address, unless there is
/// a property of that name.
pub fn person(distinct_id: Option<&str>, properties: &Map<String, Value>, emails: &[String]) -> Value {
    let mut person = properties.clone();
    if let Some(distinct_id) = distinct_id {
        person.insert("distinct_id".to_owned(), distinct_id.into());
    }
    if let Some(first) = emails.first() {
        person.entry("email").or_insert_with(|| first.as_str().into());
    }
    person.insert("$email".to_owned(), json!(emails));
    Value::Object(person)
}

/// Fills a variant. A variable that is not there shows nothing. The problem names the field, the line and the column.
pub fn render(variant: &VariantContent, scope: &RenderScope) -> Result<Rendered, Problem> {
    Filling { scope, noted: None }.variant(variant)
}

/// Fills a variant as far as it goes, and tells everything that is wrong or odd: what an author wants to know.
pub fn preview(variant: &VariantContent, scope: &RenderScope) -> (Rendered, Vec<Problem>) {
    let mut filling = Filling { scope, noted: Some(Vec::new()) };
    let rendered = filling.variant(variant).unwrap_or_else(|problem| {
        filling.note(problem);
        Rendered::blank(variant.channel())
    });
    (rendered, filling.noted.unwrap_or_default())
}

/// The variables that a text names, each once; none when it can't be read.
pub fn variables(source: &str) -> Vec<Variable> {
    compiled(source).map(|compiled| compiled.variables.clone()).unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Html,
    Text,
}

fn engine(kind: Kind) -> &'static Handlebars<'static> {
    fn build(escapes: bool) -> Handlebars<'static> {
        let mut engine = Handlebars::new();
        if !escapes {
            engine.register_escape_fn(no_escape);
        }
        helpers::register(&mut engine);
        engine
    }
    static HTML: LazyLock<Handlebars<'static>> = LazyLock::new(|| build(true));
    static TEXT: LazyLock<Handlebars<'static>> = LazyLock::new(|| build(false));
    match kind {
        Kind::Html => &HTML,
        Kind::Text => &TEXT,
    }
}

/// One variant being filled.
struct Filling<'a> {
    scope: &'a RenderScope,
    /// A preview goes on after a problem and notes it; a delivery stops.
    noted: Option<Vec<Problem>>,
}

impl Filling<'_> {
    fn note(&mut self, problem: Problem) {
        if let Some(noted) = &mut self.noted {
            noted.push(problem);
        }
    }

    fn variant(&mut self, variant: &VariantContent) -> Result<Rendered, Problem> {
        match variant {
            VariantContent::Email(email) => self.email(email),
            VariantContent::Sms(sms) => self.sms(sms),
            VariantContent::Whatsapp(whatsapp) => self.whatsapp(whatsapp),
            VariantContent::Inbox(inbox) => self.inbox(inbox),
        }
    }

    fn email(&mut self, email: &EmailContent) -> Result<Rendered, Problem> {
        let subject = one_line(&self.field("subject", &email.subject, Kind::Text)?);
        let preheader = one_line(&self.field("preheader", &email.preheader, Kind::Text)?);
        let (html, refused) = links::neutralise(self.field("html", &email.html, Kind::Html)?);
        for link in refused {
            self.refused("html", &link);
        }
        let text = match email.text.trim() {
            "" => plain::text_of(&html),
            _ => self.field("text", &email.text, Kind::Text)?,
        };
        let html = with_preheader(html, &preheader);
        Ok(Rendered::Email { subject, preheader, html, text })
    }

    fn sms(&mut self, sms: &SmsContent) -> Result<Rendered, Problem> {
        Ok(Rendered::Sms { body: self.field("body", &sms.body, Kind::Text)?.trim().to_owned() })
    }

    fn whatsapp(&mut self, whatsapp: &WhatsappContent) -> Result<Rendered, Problem> {
        const FIELDS: [(&str, &str); 2] = [("button_1_text", "button_1_url"), ("button_2_text", "button_2_url")];
        let header = one_line(&self.field("header", whatsapp.header(), Kind::Text)?);
        let body = self.field("body", &whatsapp.body.text, Kind::Text)?.trim().to_owned();
        let footer = one_line(&self.field("footer", whatsapp.footer(), Kind::Text)?);
        let mut buttons = Vec::new();
        for ((text_field, url_field), button) in FIELDS.into_iter().zip(&whatsapp.buttons) {
            let text = one_line(&self.field(text_field, &button.text, Kind::Text)?);
            let url = self.field(url_field, &button.url(), Kind::Text)?.trim().to_owned();
            if links::is_allowed(&url) {
                buttons.push(LinkText { text, url });
            } else {
                self.refused(url_field, &url);
            }
        }
        Ok(Rendered::Whatsapp { header, body, footer, buttons })
    }

    fn inbox(&mut self, inbox: &InboxContent) -> Result<Rendered, Problem> {
        let header = one_line(&self.field("header", &inbox.header, Kind::Text)?);
        let body = self.field("body", &inbox.body, Kind::Text)?.trim().to_owned();
        let mut action_url = self.field("action_url", &inbox.action_url, Kind::Text)?.trim().to_owned();
        if !links::is_allowed(&action_url) {
            self.refused("action_url", &action_url);
            action_url.clear();
        }
        Ok(Rendered::Inbox { header, body, action_url })
    }

    fn refused(&mut self, field: &str, link: &str) {
        let shown: String = link.chars().filter(|c| !c.is_control()).take(60).collect();
        self.note(Problem::warning(
            field,
            format!("The link “{shown}” was taken out. Links begin with https, http, mailto or tel."),
        ));
    }

    fn field(&mut self, field: &'static str, source: &str, kind: Kind) -> Result<String, Problem> {
        // Most fields of most templates are plain words.
        if !source.contains("{{") {
            return if source.len() > OUTPUT {
                Err(Problem::error(field, "This is larger than 512 kB."))
            } else {
                Ok(source.to_owned())
            };
        }
        let mut readable = false;
        let filled = compiled(source).and_then(|compiled| {
            readable = true;
            let (filled, missing) = metered(self.noted.is_some(), || self.fill(&compiled, kind));
            for name in missing {
                let place = compiled.variables.iter().find(|variable| variable.name == name).and_then(|variable| variable.place);
                let message = format!("{name} is not in the mock data: nothing is shown for it.");
                self.note(Problem::warning(field, placed(place, &message)));
            }
            filled
        });
        match filled {
            Ok(text) => Ok(text),
            Err(fault) => {
                let mut problem = Problem::error(field, placed(fault.place, &fault.message));
                if self.noted.is_none() {
                    return Err(problem);
                }
                // What fails with the mock data may do with others: only what can't be read is wrong for certain.
                problem.fatal = !readable;
                self.note(problem);
                Ok(String::new())
            }
        }
    }

    fn fill(&self, compiled: &Compiled, kind: Kind) -> Result<String, Fault> {
        helpers::set_now(self.scope.now);
        let mut page = Page::default();
        let mut state = RenderContext::new(None);
        compiled.template.render(engine(kind), &self.scope.context, &mut state, &mut page).map_err(|error| fault_of(&error))?;
        Ok(page.0)
    }
}

fn placed(place: Option<(usize, usize)>, message: &str) -> String {
    place.map_or_else(|| message.to_owned(), |(line, column)| format!("Line {line}, column {column}: {message}"))
}

fn fault_of(error: &RenderError) -> Fault {
    let message = match error.reason() {
        RenderErrorReason::Other(message) => message.clone(),
        RenderErrorReason::IOError(error) if error.to_string() == FULL => "This becomes larger than 512 kB.".to_owned(),
        RenderErrorReason::InvalidJsonIndex(name) if name == "length" => {
            "A list has no name “length” in it. Write {{length items}}.".to_owned()
        }
        RenderErrorReason::InvalidJsonIndex(name) => {
            format!(
                "A list has no name “{name}” in it. Repeat over it with {{{{#each}}}}, or take one item: {{{{items.[0].{name}}}}}."
            )
        }
        RenderErrorReason::HelperNotFound(name) => format!("There is no helper “{name}”."),
        other => format!("This can not be shown: {other}."),
    };
    Fault { place: error.line_no.zip(error.column_no), message }
}

/// Subjects and headers are one line; a line break in a subject would begin another header of the mail.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Puts the preheader where mail programs look for the first words of a mail, out of sight. The fillers keep the words that follow out of
/// the preview line.
fn with_preheader(html: String, preheader: &str) -> String {
    if preheader.is_empty() || html.trim().is_empty() {
        return html;
    }
    let hidden = format!(
        "<div style=\"display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all\">{}{}</div>",
        html::escape(preheader),
        "&#847;&zwnj;&nbsp;".repeat(40)
    );
    let mut place = 0;
    for piece in html::pieces(&html) {
        match piece {
            html::Piece::Open { name, range, .. } if name == "body" => {
                place = range.end;
                break;
            }
            html::Piece::Open { name, range, .. } if name == "html" => place = range.end,
            html::Piece::Close { name, range } if name == "head" => place = range.end,
            html::Piece::Other(range) if place == 0 && html[range.clone()].to_ascii_lowercase().starts_with("<!doctype") => {
                place = range.end
            }
            _ => {}
        }
    }
    let mut html = html;
    html.insert_str(place, &hidden);
    html
}
