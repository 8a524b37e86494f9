//! A template's content: one variant per channel for now, in the field names that the public clients use.

use serde::{Deserialize, Serialize};

use super::{Channel, Problem};

/// What is said, on each channel, and an example of the data it is said with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateContent {
    #[serde(default)]
    pub description: String,
    pub variants: Vec<Variant>,
    /// What previews and test runs are rendered with.
    #[serde(default)]
    pub mock_data: MockData,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MockData {
    /// As a trigger's `data`; a JSON object.
    #[serde(default)]
    pub payload: serde_json::Map<String, serde_json::Value>,
    /// As the properties of the recipient; a JSON object.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub recipient: serde_json::Map<String, serde_json::Value>,
    /// As the properties of the one who made it happen; a JSON object.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub actor: serde_json::Map<String, serde_json::Value>,
}

/// The text for one channel. Later kinds of variant (tenant, locale, conditions) add fields here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// `default` for now.
    pub id: String,
    pub locale: String,
    #[serde(flatten)]
    pub content: VariantContent,
}

/// Handlebars texts; `{{x}}` escapes for HTML where the text is HTML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "channel", content = "content", rename_all = "snake_case")]
pub enum VariantContent {
    Email(EmailContent),
    Inbox(InboxContent),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailContent {
    pub subject: String,
    #[serde(default)]
    pub preheader: String,
    /// Handlebars in HTML.
    pub html: String,
    /// Handlebars in plain text; made from the HTML when blank.
    #[serde(default)]
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboxContent {
    #[serde(default)]
    pub header: String,
    pub body: String,
    #[serde(default)]
    pub action_url: String,
}

impl VariantContent {
    pub fn channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Inbox(_) => Channel::Inbox,
        }
    }
}

impl TemplateContent {
    pub fn variant(&self, channel: Channel) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.content.channel() == channel)
    }

    pub fn channels(&self) -> Vec<Channel> {
        self.variants.iter().map(|variant| variant.content.channel()).collect()
    }
}

/// A template filled with data, ready to send or to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum Rendered {
    Email { subject: String, preheader: String, html: String, text: String },
    Inbox { header: String, body: String, action_url: String },
}

impl Rendered {
    /// The one line that stands for it in a list.
    pub fn title(&self) -> &str {
        match self {
            Self::Email { subject, .. } => subject,
            Self::Inbox { header, body, .. } if header.is_empty() => body,
            Self::Inbox { header, .. } => header,
        }
    }
}

/// What an editor shows of a text that may not be saved yet: as far as it can be filled, and everything there is to say about it.
/// The problems' places are names of fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub rendered: Rendered,
    pub problems: Vec<Problem>,
}
