//! What the engine knows about a template's content.

use super::{kinds::Content, validate::Facts};
use crate::{
    domain::rendering,
    model::{MockData, Problem, TemplateContent},
};

impl Content for TemplateContent {
    fn empty() -> Self {
        Self { description: String::new(), variants: Vec::new(), mock_data: MockData::default() }
    }

    fn label(&self) -> String {
        self.channels().iter().map(|channel| channel.key()).collect::<Vec<_>>().join(",")
    }

    fn problems(&self, _facts: &Facts) -> Vec<Problem> {
        rendering::problems(self)
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
        assert_eq!(problems(json!([inbox("Hi"), inbox(" ")])), ["variants[1]", "variants[1].content.body"]);
    }
}
