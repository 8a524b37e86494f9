//! Workflows: made and edited a step at a time. Every act is one save of the draft, with the version that it started from.

use crate::{
    access::Granted,
    domain::assets,
    model::{
        AppError, Asset, AssetKind, CATEGORIES, Channel, DelayProperties, Name, Node, NodeAction, SendProperties, Slug, Tree,
        WorkflowContent, bounded, can, parse_duration,
    },
};

const KIND: AssetKind = AssetKind::Workflow;

/// The kinds of step that can be added, by their name on the wire, and what people call them.
pub const STEPS: &[(&str, &str, &str)] = &[
    ("send_multi_channel", "Send on all channels", "On every channel that the template has and the recipient can be reached on."),
    ("send_email", "Send e-mail", "The template's e-mail."),
    ("send_sms", "Send SMS", "The template’s SMS, to the user’s number."),
    ("send_whatsapp", "Send WhatsApp", "The template’s WhatsApp message, to the user’s number."),
    ("send_inbox", "Send to inbox", "The template's inbox message, shown inside your product."),
    ("delay", "Wait", "For some time, then go on."),
];

/// A step as a form describes it.
#[derive(Clone, Debug, Default)]
pub struct StepForm {
    /// One of [`STEPS`].
    pub node_type: String,
    pub name: String,
    /// A template's slug; blank: chosen later.
    pub template: String,
    /// Narrows a step that sends on all channels; none or all of them: whatever the template has.
    pub channels: Vec<Channel>,
    /// How long to wait: `1h30m`.
    pub value: String,
}

/// What the draft says.
pub fn content(asset: &Asset) -> Result<WorkflowContent, AppError> {
    parse(&asset.draft)
}

/// What a version says.
pub fn parse(content: &str) -> Result<WorkflowContent, AppError> {
    assets::parse(content)
}

/// A new workflow without steps. A blank slug is made of the name.
pub async fn create(granted: &Granted<can::EditAssets>, name: &Name, slug: &str, category: &str) -> Result<Asset, AppError> {
    let slug = match slug.trim() {
        "" => Slug::suggest(name.as_str())
            .ok_or_else(|| AppError::invalid("slug", "The name has no letters that a slug can be made of. Type a slug."))?,
        typed => Slug::parse(typed)?,
    };
    let content = WorkflowContent { description: String::new(), category: known_category(category)?, tree: Tree::default() };
    assets::create(granted, KIND, &slug, name, Some(&assets::canonical(&content))).await
}

/// What it is for.
pub async fn describe(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    category: &str,
    description: &str,
) -> Result<Asset, AppError> {
    let (category, description) = (known_category(category)?, bounded("description", description, 500)?);
    edit(granted, slug, started_from, |content| {
        content.category = category;
        content.description = description;
        Ok(())
    })
    .await
}

/// Puts a step before the one at `position`, counted from 0; beyond the last it comes last.
pub async fn add_step(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    position: usize,
    form: &StepForm,
) -> Result<Asset, AppError> {
    let action = action(form)?;
    let name = bounded("name", &form.name, 80)?;
    edit(granted, slug, started_from, |content| {
        let nodes = &mut content.tree.nodes;
        let node = Node { reference: free_reference(nodes, &action), name, action };
        nodes.insert(position.min(nodes.len()), node);
        Ok(())
    })
    .await
}

/// Changes what a step says; its place and its ref stay.
pub async fn edit_step(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    reference: &str,
    form: &StepForm,
) -> Result<Asset, AppError> {
    let action = action(form)?;
    let name = bounded("name", &form.name, 80)?;
    edit(granted, slug, started_from, |content| {
        let at = place(content, reference)?;
        let node = &mut content.tree.nodes[at];
        node.name = name;
        node.action = action;
        Ok(())
    })
    .await
}

/// Lets a step change places with the one above or below. At the end of the row nothing happens.
pub async fn move_step(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    reference: &str,
    up: bool,
) -> Result<Asset, AppError> {
    edit(granted, slug, started_from, |content| {
        let at = place(content, reference)?;
        let other = if up { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(other) = other.filter(|other| *other < content.tree.nodes.len()) {
            content.tree.nodes.swap(at, other);
        }
        Ok(())
    })
    .await
}

pub async fn remove_step(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    reference: &str,
) -> Result<Asset, AppError> {
    edit(granted, slug, started_from, |content| {
        let at = place(content, reference)?;
        content.tree.nodes.remove(at);
        Ok(())
    })
    .await
}

/// Reads the draft, changes it and saves it.
async fn edit(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    change: impl FnOnce(&mut WorkflowContent) -> Result<(), AppError>,
) -> Result<Asset, AppError> {
    let asset = assets::find(&granted.also()?, KIND, slug).await?;
    if asset.draft_version != started_from {
        return Err(assets::stale(KIND));
    }
    let mut content = content(&asset)?;
    change(&mut content)?;
    assets::save_draft(granted, KIND, slug, &assets::canonical(&content), started_from).await
}

fn place(content: &WorkflowContent, reference: &str) -> Result<usize, AppError> {
    content.tree.nodes.iter().position(|node| node.reference == reference).ok_or(AppError::NotFound)
}

fn known_category(category: &str) -> Result<String, AppError> {
    let known = CATEGORIES.iter().any(|(key, _)| *key == category);
    if known { Ok(category.to_owned()) } else { Err(AppError::invalid("category", "Choose one of the categories.")) }
}

fn action(form: &StepForm) -> Result<NodeAction, AppError> {
    let template = match form.template.trim() {
        "" => String::new(),
        slug => Slug::parse(slug).map_err(|_| AppError::invalid("template", "Choose one of the templates."))?.to_string(),
    };
    let send = |channels: Vec<Channel>| SendProperties { template: template.clone(), channels };
    Ok(match form.node_type.as_str() {
        "send_email" => NodeAction::SendEmail(send(Vec::new())),
        "send_sms" => NodeAction::SendSms(send(Vec::new())),
        "send_whatsapp" => NodeAction::SendWhatsapp(send(Vec::new())),
        "send_inbox" => NodeAction::SendInbox(send(Vec::new())),
        "send_multi_channel" => {
            let all = Channel::ALL.iter().all(|channel| form.channels.contains(channel));
            NodeAction::SendMultiChannel(send(if all { Vec::new() } else { form.channels.clone() }))
        }
        "delay" => {
            let value = form.value.trim();
            if parse_duration(value)? == 0 {
                return Err(AppError::invalid("value", "Wait at least one second."));
            }
            NodeAction::Delay(DelayProperties { delay_type: "fixed".to_owned(), value: value.to_owned() })
        }
        _ => return Err(AppError::invalid("node_type", "Choose one of the steps.")),
    })
}

/// `email-1`, `wait-2`: the first that no other step has.
fn free_reference(nodes: &[Node], action: &NodeAction) -> String {
    let word = match action {
        NodeAction::SendEmail(_) => "email",
        NodeAction::SendSms(_) => "sms",
        NodeAction::SendWhatsapp(_) => "whatsapp",
        NodeAction::SendInbox(_) => "inbox",
        NodeAction::SendMultiChannel(_) => "send",
        NodeAction::Delay(_) => "wait",
    };
    let taken = |reference: &String| nodes.iter().any(|node| node.reference == *reference);
    let free = (1..=nodes.len() + 1).map(|number| format!("{word}-{number}")).find(|reference| !taken(reference));
    free.unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_step_gets_a_ref_that_is_free() {
        let wait = action(&StepForm { node_type: "delay".into(), value: "1m".into(), ..Default::default() }).unwrap();
        let node = |reference: &str| Node { reference: reference.into(), name: String::new(), action: wait.clone() };
        assert_eq!(free_reference(&[], &wait), "wait-1");
        assert_eq!(free_reference(&[node("wait-1"), node("wait-3")], &wait), "wait-2");
        assert_eq!(free_reference(&[node("wait-1"), node("wait-2")], &wait), "wait-3");
    }

    #[test]
    fn all_channels_are_written_as_none() {
        let form = |channels: &[Channel]| StepForm {
            node_type: "send_multi_channel".into(),
            template: "t".into(),
            channels: channels.to_vec(),
            ..Default::default()
        };
        let written = |channels: &[Channel]| match action(&form(channels)).unwrap() {
            NodeAction::SendMultiChannel(send) => send.channels,
            other => panic!("{other:?}"),
        };
        assert_eq!(written(Channel::ALL), []);
        assert_eq!(written(&[]), []);
        assert_eq!(written(&[Channel::Inbox]), [Channel::Inbox]);
    }
}
