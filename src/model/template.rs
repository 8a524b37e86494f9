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
    Sms(SmsContent),
    Whatsapp(WhatsappContent),
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

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsContent {
    /// Only `basic` for now.
    #[serde(rename = "type")]
    pub kind: String,
    pub body: String,
}

/// A WhatsApp message of text: a line above, a line below, and buttons that lead somewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsappContent {
    pub category: WhatsappCategory,
    /// Only `basic_interactive` for now.
    pub subcategory: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<WhatsappHeader>,
    pub body: WhatsappText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<WhatsappText>,
    #[serde(default)]
    pub button_type: WhatsappButtons,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<WhatsappButton>,
}

/// What WhatsApp files a message under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WhatsappCategory {
    #[default]
    Utility,
    Marketing,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsappText {
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsappHeader {
    /// Only `TEXT` for now.
    pub format: String,
    pub text: String,
}

/// What the buttons do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WhatsappButtons {
    #[default]
    None,
    CallToAction,
}

/// A button that leads somewhere. Its address is a fixed part and one that comes with the data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsappButton {
    /// Only `URL` for now.
    #[serde(rename = "type")]
    pub kind: String,
    pub text: String,
    pub url_type: String,
    pub url_static_part: String,
    #[serde(default)]
    pub url_dynamic_part: String,
}

impl Default for SmsContent {
    fn default() -> Self {
        Self { kind: "basic".to_owned(), body: String::new() }
    }
}

impl WhatsappContent {
    /// The texts of a form: what is blank is left out.
    pub fn new(category: WhatsappCategory, header: &str, body: &str, footer: &str, buttons: &[(String, String)]) -> Self {
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let buttons: Vec<_> = buttons
            .iter()
            .filter(|(text, url)| !(text.trim().is_empty() && url.trim().is_empty()))
            .map(|(text, url)| WhatsappButton::new(text, url.trim()))
            .collect();
        Self {
            category,
            subcategory: "basic_interactive".to_owned(),
            header: given(header).map(|text| WhatsappHeader { format: "TEXT".to_owned(), text }),
            body: WhatsappText { text: body.to_owned() },
            footer: given(footer).map(|text| WhatsappText { text }),
            button_type: if buttons.is_empty() { WhatsappButtons::None } else { WhatsappButtons::CallToAction },
            buttons,
        }
    }

    pub fn header(&self) -> &str {
        self.header.as_ref().map_or("", |header| &header.text)
    }

    pub fn footer(&self) -> &str {
        self.footer.as_ref().map_or("", |footer| &footer.text)
    }
}

impl WhatsappButton {
    /// So many fit.
    pub const MAX: usize = 2;

    fn new(text: &str, url: &str) -> Self {
        let (fixed, dynamic) = url.split_at(url.find("{{").unwrap_or(url.len()));
        Self {
            kind: "URL".to_owned(),
            text: text.to_owned(),
            url_type: if dynamic.is_empty() { "STATIC" } else { "DYNAMIC" }.to_owned(),
            url_static_part: fixed.to_owned(),
            url_dynamic_part: dynamic.to_owned(),
        }
    }

    /// The whole address, as a template.
    pub fn url(&self) -> String {
        format!("{}{}", self.url_static_part, self.url_dynamic_part)
    }
}

impl VariantContent {
    pub fn channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Sms(_) => Channel::Sms,
            Self::Whatsapp(_) => Channel::Whatsapp,
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
    Sms { body: String },
    Whatsapp { header: String, body: String, footer: String, buttons: Vec<LinkText> },
    Inbox { header: String, body: String, action_url: String },
}

/// A button that leads somewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkText {
    pub text: String,
    pub url: String,
}

impl Rendered {
    /// Nothing on this channel.
    pub fn blank(channel: Channel) -> Self {
        let nothing = String::new;
        match channel {
            Channel::Email => Self::Email { subject: nothing(), preheader: nothing(), html: nothing(), text: nothing() },
            Channel::Sms => Self::Sms { body: nothing() },
            Channel::Whatsapp => Self::Whatsapp { header: nothing(), body: nothing(), footer: nothing(), buttons: vec![] },
            Channel::Inbox => Self::Inbox { header: nothing(), body: nothing(), action_url: nothing() },
        }
    }

    /// The one line that stands for it in a list.
    pub fn title(&self) -> &str {
        match self {
            Self::Email { subject, .. } => subject,
            Self::Sms { body } => body,
            Self::Whatsapp { header, body, .. } | Self::Inbox { header, body, .. } if header.is_empty() => body,
            Self::Whatsapp { header, .. } | Self::Inbox { header, .. } => header,
        }
    }
}

/// What an editor shows of a text that may not be saved yet: as far as it can be filled, and everything there is to say about it.
/// The problems' places are names of fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub rendered: Rendered,
    /// How much it is, where that matters: the parts of an SMS.
    pub size: String,
    pub problems: Vec<Problem>,
}
