//! What the engine knows about a template's content.

use super::{kinds::Content, validate::Facts};
use crate::model::{MockData, Problem, TemplateContent, VariantContent};

impl Content for TemplateContent {
    fn empty() -> Self {
        Self { description: String::new(), variants: Vec::new(), mock_data: MockData::default() }
    }

    fn label(&self) -> String {
        self.channels().iter().map(|channel| channel.key()).collect::<Vec<_>>().join(",")
    }

    fn problems(&self, _facts: &Facts) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.variants.is_empty() {
            found.push(Problem::error("variants", "It says nothing on any channel yet. Add a channel."));
        }
        for (position, variant) in self.variants.iter().enumerate() {
            let at = format!("variants[{position}]");
            let channel = variant.content.channel();
            if self.variants[..position].iter().any(|other| other.content.channel() == channel) {
                found.push(Problem::error(format!("{at}.channel"), format!("{} is there twice. Keep one.", channel.label())));
            }
            let mut required = |field: &str, text: &str, message: &str| {
                if text.trim().is_empty() {
                    found.push(Problem::error(format!("{at}.content.{field}"), message));
                }
            };
            match &variant.content {
                VariantContent::Email(email) => {
                    required("subject", &email.subject, "An e-mail needs a subject.");
                    required("html", &email.html, "The e-mail is empty.");
                }
                VariantContent::Inbox(inbox) => required("body", &inbox.body, "The inbox message is empty."),
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_template_says_something_on_each_of_its_channels_once() {
        let problems = |variants: serde_json::Value| {
            let content: TemplateContent = serde_json::from_value(json!({"variants": variants})).unwrap();
            content.problems(&Facts::default()).into_iter().map(|problem| problem.at).collect::<Vec<_>>()
        };
        let inbox = |body: &str| json!({"id": "default", "locale": "en", "channel": "inbox", "content": {"body": body}});
        assert_eq!(problems(json!([])), ["variants"]);
        assert!(problems(json!([inbox("Hi")])).is_empty());
        assert_eq!(problems(json!([inbox("Hi"), inbox(" ")])), ["variants[1].channel", "variants[1].content.body"]);
    }
}
