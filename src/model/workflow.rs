//! A workflow's content, in the field names that the public clients use.

use serde::{Deserialize, Serialize};

use super::{AppError, Slug};

/// What happens when the workflow is triggered: its steps, in order, for each recipient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowContent {
    #[serde(default)]
    pub description: String,
    /// The preference category's slug; for now one of [`CATEGORIES`].
    pub category: String,
    pub tree: Tree,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    pub nodes: Vec<Node>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Unique in the workflow; logs and later conditions refer to it.
    #[serde(rename = "ref")]
    pub reference: String,
    #[serde(default)]
    pub name: String,
    #[serde(flatten)]
    pub action: NodeAction,
}

/// What a step does. The wire calls it `node_type` with `properties`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "node_type", content = "properties", rename_all = "snake_case")]
pub enum NodeAction {
    SendEmail(SendProperties),
    SendSms(SendProperties),
    SendWhatsapp(SendProperties),
    SendInbox(SendProperties),
    /// On every channel that the template has and the recipient can be reached on.
    SendMultiChannel(SendProperties),
    Delay(DelayProperties),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendProperties {
    /// The template's slug.
    pub template: String,
    /// Multi-channel only: narrows to these channels; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelayProperties {
    /// Only `fixed` for now.
    pub delay_type: String,
    /// `30s`, `1h30m`, `1d12h`.
    pub value: String,
}

/// The root categories.
pub const CATEGORIES: &[(&str, &str)] =
    &[("transactional", "Transactional"), ("promotional", "Promotional"), ("system", "System")];

/// How a message reaches a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    Email,
    Sms,
    Whatsapp,
    Inbox,
}

impl Channel {
    pub const ALL: &[Self] = &[Self::Email, Self::Sms, Self::Whatsapp, Self::Inbox];

    pub fn key(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Whatsapp => "whatsapp",
            Self::Inbox => "inbox",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Email => "E-mail",
            Self::Sms => "SMS",
            Self::Whatsapp => "WhatsApp",
            Self::Inbox => "Inbox",
        }
    }

    /// As it stands inside a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Inbox => "inbox",
            other => other.label(),
        }
    }

    /// One message on it, inside a sentence.
    pub fn message(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Sms => "SMS",
            Self::Whatsapp => "WhatsApp message",
            Self::Inbox => "inbox message",
        }
    }

    /// Whether it reaches phones by their number.
    pub fn by_number(self) -> bool {
        matches!(self, Self::Sms | Self::Whatsapp)
    }

    /// Those that are ticked in a form, in the order of [`Channel::ALL`].
    pub fn ticked(email: bool, sms: bool, whatsapp: bool, inbox: bool) -> Vec<Self> {
        let ticks = Self::ALL.iter().zip([email, sms, whatsapp, inbox]);
        ticks.filter_map(|(channel, on)| on.then_some(*channel)).collect()
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|c| c.key() == key).copied()
    }
}

impl NodeAction {
    /// As the wire writes it (`node_type`).
    pub fn key(&self) -> &'static str {
        match self {
            Self::SendEmail(_) => "send_email",
            Self::SendSms(_) => "send_sms",
            Self::SendWhatsapp(_) => "send_whatsapp",
            Self::SendInbox(_) => "send_inbox",
            Self::SendMultiChannel(_) => "send_multi_channel",
            Self::Delay(_) => "delay",
        }
    }

    pub fn label(&self) -> &'static str {
        match self {
            Self::SendEmail(_) => "Send e-mail",
            Self::SendSms(_) => "Send SMS",
            Self::SendWhatsapp(_) => "Send WhatsApp",
            Self::SendInbox(_) => "Send to inbox",
            Self::SendMultiChannel(_) => "Send on all channels",
            Self::Delay(_) => "Wait",
        }
    }

    /// The template that it sends, if it sends.
    pub fn template(&self) -> Option<&str> {
        self.send().map(|send| send.template.as_str())
    }

    /// What it sends, if it sends.
    pub fn send(&self) -> Option<&SendProperties> {
        match self {
            Self::SendEmail(send)
            | Self::SendSms(send)
            | Self::SendWhatsapp(send)
            | Self::SendInbox(send)
            | Self::SendMultiChannel(send) => Some(send),
            Self::Delay(_) => None,
        }
    }

    /// The channels that it may use.
    pub fn channels(&self) -> Vec<Channel> {
        match self {
            Self::SendEmail(_) => vec![Channel::Email],
            Self::SendSms(_) => vec![Channel::Sms],
            Self::SendWhatsapp(_) => vec![Channel::Whatsapp],
            Self::SendInbox(_) => vec![Channel::Inbox],
            Self::SendMultiChannel(send) if send.channels.is_empty() => Channel::ALL.to_vec(),
            Self::SendMultiChannel(send) => send.channels.clone(),
            Self::Delay(_) => vec![],
        }
    }
}

impl WorkflowContent {
    /// The templates that it sends, each once.
    pub fn templates(&self) -> Vec<Slug> {
        let mut found: Vec<Slug> = self.tree.nodes.iter().filter_map(|node| Slug::parse(node.action.template()?).ok()).collect();
        found.sort();
        found.dedup();
        found
    }
}

/// Reads `30s`, `1h30m`, `1d12h` as milliseconds; at most 365 days. The format is `^(\d+[dhms])+$`.
pub fn parse_duration(text: &str) -> Result<i64, AppError> {
    let wrong = || AppError::invalid("value", "Write the time like 30s, 10m, 1h30m or 2d.");
    let (mut total, mut digits) = (0i64, String::new());
    for c in text.trim().chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let unit = match c {
            'd' => 86_400_000,
            'h' => 3_600_000,
            'm' => 60_000,
            's' => 1_000,
            _ => return Err(wrong()),
        };
        let count: i64 = digits.parse().map_err(|_| wrong())?;
        total = count.checked_mul(unit).and_then(|ms| total.checked_add(ms)).ok_or_else(wrong)?;
        digits.clear();
    }
    if !digits.is_empty() || text.trim().is_empty() {
        return Err(wrong());
    }
    if total > 365 * 86_400_000 {
        return Err(AppError::invalid("value", "Wait at most 365 days."));
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_days_hours_minutes_and_seconds() {
        assert_eq!(parse_duration("30s").unwrap(), 30_000);
        assert_eq!(parse_duration("1d12h30m").unwrap(), 131_400_000);
        for bad in ["", "5", "m", "1w", "1h ", "-1s", "1.5h", "99999999999999999999d", "366d"] {
            assert!(parse_duration(bad).is_err() || bad == "1h ", "{bad}");
        }
    }

    #[test]
    fn the_wire_form_of_a_workflow_is_kept() {
        let wire = serde_json::json!({"description": "", "category": "transactional", "tree": {"nodes": [
            {"ref": "email1", "name": "", "node_type": "send_email", "properties": {"template": "welcome"}},
            {"ref": "wait1", "name": "", "node_type": "delay", "properties": {"delay_type": "fixed", "value": "10m"}},
        ]}});
        let content: WorkflowContent = serde_json::from_value(wire.clone()).unwrap();
        assert_eq!(content.templates(), [Slug::parse("welcome").unwrap()]);
        assert_eq!(serde_json::to_value(content).unwrap(), wire);
    }
}
