//! What the engine knows about a workflow's content.

use std::collections::HashSet;

use super::{
    content,
    kinds::Content,
    validate::{Facts, State},
};
use crate::model::{
    AssetKind, CATEGORIES, Channel, Node, NodeAction, Problem, Reference, Slug, TemplateContent, Tree, WorkflowContent,
    parse_duration,
};

/// More steps than this are not one workflow any more.
const MAX_STEPS: usize = 100;

impl Content for WorkflowContent {
    fn empty() -> Self {
        Self { description: String::new(), category: "transactional".to_owned(), tree: Tree::default() }
    }

    fn references(&self) -> Vec<Reference> {
        self.templates().into_iter().map(|slug| Reference { kind: AssetKind::Template, slug }).collect()
    }

    fn label(&self) -> String {
        self.category.clone()
    }

    fn problems(&self, facts: &Facts) -> Vec<Problem> {
        let mut found = Vec::new();
        if !CATEGORIES.iter().any(|(key, _)| *key == self.category) {
            let known: Vec<&str> = CATEGORIES.iter().map(|(key, _)| *key).collect();
            found.push(Problem::error(
                "category",
                format!("There is no category “{}”. Use one of: {}.", self.category, known.join(", ")),
            ));
        }
        let nodes = &self.tree.nodes;
        if nodes.is_empty() {
            found.push(Problem::error("tree.nodes", "It has no steps yet. Add one that sends."));
        } else if nodes.iter().all(|node| node.action.template().is_none()) {
            found.push(Problem::error("tree.nodes", "No step sends anything. Add one that does."));
        }
        if nodes.len() > MAX_STEPS {
            found.push(Problem::error("tree.nodes", format!("A workflow has at most {MAX_STEPS} steps.")));
        }
        if let Some(last) = nodes.last()
            && matches!(last.action, NodeAction::Delay(_))
        {
            let at = format!("tree.nodes[{}]", nodes.len() - 1);
            found.push(Problem::warning(at, "It waits at the end, and nothing comes after."));
        }
        let mut seen = HashSet::new();
        for (position, node) in nodes.iter().enumerate() {
            let at = format!("tree.nodes[{position}]");
            if !is_reference(&node.reference) {
                found.push(Problem::error(
                    format!("{at}.ref"),
                    "A step's ref has 1 to 64 letters, digits, - and _, and nothing else.",
                ));
            } else if !seen.insert(node.reference.as_str()) {
                found.push(Problem::error(
                    format!("{at}.ref"),
                    format!("Another step has the ref “{}” already. Give each its own.", node.reference),
                ));
            }
            step(node, &at, facts, &mut found);
        }
        found
    }
}

fn is_reference(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn step(node: &Node, at: &str, facts: &Facts, found: &mut Vec<Problem>) {
    match &node.action {
        NodeAction::Delay(delay) => {
            if delay.delay_type != "fixed" {
                found.push(Problem::error(format!("{at}.properties.delay_type"), "Only “fixed” waits are known."));
            }
            match parse_duration(&delay.value) {
                Ok(0) => found.push(Problem::warning(format!("{at}.properties.value"), "It waits no time at all.")),
                Ok(_) => {}
                Err(error) => found.push(Problem::error(format!("{at}.properties.value"), error.to_string())),
            }
        }
        action => {
            let Some(send) = action.send() else { return };
            if !matches!(action, NodeAction::SendMultiChannel(_)) && !send.channels.is_empty() {
                found.push(Problem::error(
                    format!("{at}.properties.channels"),
                    "Only a step that sends on several channels chooses among them. Remove this.",
                ));
            }
            template(action, &send.template, &format!("{at}.properties.template"), facts, found);
        }
    }
}

fn template(action: &NodeAction, text: &str, at: &str, facts: &Facts, found: &mut Vec<Problem>) {
    if text.is_empty() {
        found.push(Problem::error(at, "Choose the template that this step sends."));
        return;
    }
    let Ok(slug) = Slug::parse(text) else {
        found.push(Problem::error(at, format!("“{text}” is not the slug of a template.")));
        return;
    };
    match facts.state(&Reference { kind: AssetKind::Template, slug }) {
        State::Missing => {
            found.push(Problem::error(at, format!("There is no template “{text}” in this workspace. Create it first.")))
        }
        State::NotLive => {
            found.push(Problem::error(at, format!("The template “{text}” was never committed. Commit it first.")));
        }
        State::Live(content) => {
            let has = content::parse::<TemplateContent>(content).map(|template| template.channels()).unwrap_or_default();
            let wanted = action.channels();
            let missing: Vec<&Channel> = wanted.iter().filter(|channel| !has.contains(channel)).collect();
            let chosen = !matches!(action, NodeAction::SendMultiChannel(send) if send.channels.is_empty());
            if missing.len() == wanted.len() {
                let names: Vec<&str> = missing.iter().map(|channel| channel.label()).collect();
                found.push(Problem::error(at, format!("The template “{text}” says nothing for {}.", names.join(", "))));
            } else if chosen {
                for channel in missing {
                    let message =
                        format!("The template “{text}” says nothing for {}, so nothing is sent there.", channel.label());
                    found.push(Problem::warning(at, message));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn facts() -> Facts {
        let reference = |slug: &str| Reference { kind: AssetKind::Template, slug: Slug::parse(slug).unwrap() };
        let inbox = json!({"variants": [{"id": "default", "locale": "en", "channel": "inbox", "content": {"body": "Hi"}}]});
        Facts::known([(reference("inbox"), State::Live(inbox.to_string())), (reference("draft"), State::NotLive)])
    }

    fn problems(nodes: serde_json::Value) -> Vec<(String, bool)> {
        let content: WorkflowContent = serde_json::from_value(json!({"category": "system", "tree": {"nodes": nodes}})).unwrap();
        content.problems(&facts()).into_iter().map(|problem| (problem.at, problem.fatal)).collect()
    }

    fn send(kind: &str, template: &str) -> serde_json::Value {
        json!({"ref": "a", "node_type": kind, "properties": {"template": template}})
    }

    #[test]
    fn a_step_needs_a_live_template_that_speaks_on_its_channel() {
        let at = || "tree.nodes[0].properties.template".to_owned();
        assert_eq!(problems(json!([send("send_inbox", "inbox")])), []);
        assert_eq!(problems(json!([send("send_multi_channel", "inbox")])), []);
        for (kind, template) in [("send_email", "inbox"), ("send_inbox", "draft"), ("send_inbox", "gone"), ("send_inbox", "")] {
            assert_eq!(problems(json!([send(kind, template)])), [(at(), true)], "{kind} {template}");
        }
        let narrowed = json!([{"ref": "a", "node_type": "send_multi_channel",
            "properties": {"template": "inbox", "channels": ["inbox", "email"]}}]);
        assert_eq!(problems(narrowed), [(at(), false)]);
    }

    #[test]
    fn a_workflow_sends_something_and_its_steps_can_be_told_apart() {
        let wait = |name: &str, value: &str| json!({"ref": name, "node_type": "delay", "properties": {"delay_type": "fixed", "value": value}});
        assert_eq!(problems(json!([])), [("tree.nodes".to_owned(), true)]);
        assert_eq!(problems(json!([wait("w", "1m")]))[0], ("tree.nodes".to_owned(), true));
        assert_eq!(
            problems(json!([wait("w", "soon"), send("send_inbox", "inbox")])),
            [("tree.nodes[0].properties.value".to_owned(), true)]
        );
        assert_eq!(problems(json!([wait("a", "1m"), send("send_inbox", "inbox")])), [("tree.nodes[1].ref".to_owned(), true)]);
        assert_eq!(problems(json!([send("send_inbox", "inbox"), wait("w", "1m")])), [("tree.nodes[1]".to_owned(), false)]);
    }
}
