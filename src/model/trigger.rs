//! What a client sends to run a workflow.

use serde_json::{Map, Value};

use super::{AppError, Channel, PROFILE_SETTINGS, distinct_id, identity_channel};

/// One workflow for up to 100 recipients, as `POST /trigger/` carries it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// The workflow's slug.
    pub workflow: String,
    pub recipients: Vec<Recipient>,
    /// Who did what is told about, if it was somebody.
    pub actor: Option<Recipient>,
    /// What templates are filled with.
    pub data: Map<String, Value>,
    pub tenant_id: Option<String>,
    /// Trimmed; a key that was used in the last 24 hours is answered with what it made then.
    pub idempotency_key: Option<String>,
    pub cancellation_key: Option<String>,
}

/// Somebody who gets it.
#[derive(Clone, Debug, PartialEq)]
pub enum Recipient {
    /// A user by id, with what the trigger says about them: identities and properties, empty when it gave the id only.
    User { distinct_id: String, inline: Map<String, Value> },
    /// Somebody without a profile: only what the trigger says.
    Transient { inline: Map<String, Value> },
}

/// Keys of a recipient that steer the run and are no properties of the person.
const STEERING: &[&str] =
    &["distinct_id", "is_transient", "$channels", "$skip_create", "$context", "$type", "$object_subscriptions_query"];

impl Recipient {
    pub const MAX: usize = 100;

    fn parse(at: &str, value: &Value) -> Result<Self, AppError> {
        let inline = match value {
            Value::String(id) => return Ok(Self::User { distinct_id: distinct_id(at, id)?, inline: Map::new() }),
            Value::Object(map) => map.clone(),
            _ => return Err(AppError::invalid(at, format!("{at} must be a distinct_id or an object."))),
        };
        if inline.contains_key("object_type") || inline.get("$type").and_then(Value::as_str) == Some("object") {
            let message = format!("{at} is an object recipient. This server sends to users only; name the users instead.");
            return Err(AppError::invalid(at, message));
        }
        check_channels(at, &inline)?;
        for (key, value) in &inline {
            if let Some(channel) = identity_channel(key) {
                read_identities(&format!("{at}.{key}"), channel, value)?;
            } else if key.starts_with('$') && !STEERING.contains(&key.as_str()) && !PROFILE_SETTINGS.contains(&key.as_str()) {
                let message = format!("{at}.{key} is neither a channel nor a setting that is known here.");
                return Err(AppError::invalid(format!("{at}.{key}"), message));
            }
        }
        let transient = match inline.get("is_transient") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(transient)) => *transient,
            Some(_) => return Err(AppError::invalid(at, format!("{at}.is_transient must be true or false."))),
        };
        match inline.get("distinct_id") {
            _ if transient => Ok(Self::Transient { inline }),
            Some(Value::String(id)) => Ok(Self::User { distinct_id: distinct_id(&format!("{at}.distinct_id"), id)?, inline }),
            Some(Value::Null) | None => {
                let message = format!("{at} has no distinct_id. Give one, or set is_transient to true.");
                Err(AppError::invalid(at, message))
            }
            Some(_) => Err(AppError::invalid(at, format!("{at}.distinct_id must be a text."))),
        }
    }

    /// None: a transient recipient.
    pub fn distinct_id(&self) -> Option<&str> {
        match self {
            Self::User { distinct_id, .. } => Some(distinct_id),
            Self::Transient { .. } => None,
        }
    }

    fn inline(&self) -> &Map<String, Value> {
        match self {
            Self::User { inline, .. } | Self::Transient { inline } => inline,
        }
    }

    /// The addresses that the trigger itself gives on a channel. They go before those of the profile.
    pub fn addresses(&self, channel: Channel) -> Vec<String> {
        let key = format!("${}", channel.key());
        let value = self.inline().get(&key).unwrap_or(&Value::Null);
        read_identities(&key, channel.key(), value).unwrap_or_default().into_iter().map(|identity| identity.value).collect()
    }

    /// The channels that this run is narrowed to. None: all.
    pub fn channels(&self) -> Option<Vec<String>> {
        let names = self.inline().get("$channels")?.as_array()?;
        Some(names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
    }

    /// What the trigger says about the person, for templates and for the profile.
    pub fn properties(&self) -> Map<String, Value> {
        let is_property = |key: &str| !STEERING.contains(&key) && identity_channel(key).is_none();
        self.inline().iter().filter(|(key, _)| is_property(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// Every identity that the trigger gives, with its channel.
    pub fn identities(&self) -> Vec<NewIdentity> {
        let read = |(key, value): (&String, &Value)| {
            identity_channel(key).and_then(|channel| read_identities(key, channel, value).ok()).unwrap_or_default()
        };
        self.inline().iter().flat_map(read).collect()
    }

    /// Everything that belongs into the person's profile: properties and identities, under the keys that clients use.
    pub fn profile(&self) -> Map<String, Value> {
        self.inline()
            .iter()
            .filter(|(key, _)| !STEERING.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// Whether the trigger says something that belongs into the person's profile.
    pub fn has_profile(&self) -> bool {
        matches!(self, Self::User { inline, .. } if !inline.is_empty() && inline.get("$skip_create") != Some(&Value::Bool(true)))
    }

    /// As it came, for the execution's own row.
    pub fn to_json(&self) -> Value {
        match self {
            Self::User { distinct_id, inline } if inline.is_empty() => Value::String(distinct_id.clone()),
            Self::User { inline, .. } | Self::Transient { inline } => Value::Object(inline.clone()),
        }
    }

    /// Reads what [`Recipient::to_json`] wrote.
    pub fn from_json(value: &Value) -> Result<Self, AppError> {
        Self::parse("recipient", value)
    }
}

fn check_channels(at: &str, inline: &Map<String, Value>) -> Result<(), AppError> {
    match inline.get("$channels") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Array(names)) if names.iter().all(Value::is_string) => Ok(()),
        Some(_) => Err(AppError::invalid(at, format!("{at}.$channels must be a list of channel names."))),
    }
}

/// An identity that is to be added to a profile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewIdentity {
    pub channel: &'static str,
    pub value: String,
    /// What came with it, a JSON object.
    pub detail: String,
}

/// At most this many identities per channel come with one recipient.
const MAX_IDENTITIES: usize = 10;

/// Reads one identity or a list of them. `at` is where they were given, for the error.
pub fn read_identities(at: &str, channel: &'static str, value: &Value) -> Result<Vec<NewIdentity>, AppError> {
    match value {
        Value::Null => Ok(vec![]),
        Value::Array(values) if values.len() > MAX_IDENTITIES => {
            Err(AppError::invalid(at, format!("{at} must not have more than {MAX_IDENTITIES} entries.")))
        }
        Value::Array(values) => values
            .iter()
            .enumerate()
            .map(|(index, value)| read_identity(&format!("{at}[{index}]"), channel, value, Map::new()))
            .collect(),
        value => Ok(vec![read_identity(at, channel, value, Map::new())?]),
    }
}

/// Reads one identity; `detail` is what came beside it.
pub fn read_identity(
    at: &str,
    channel: &'static str,
    value: &Value,
    mut detail: Map<String, Value>,
) -> Result<NewIdentity, AppError> {
    let wrong = |message: String| Err(AppError::invalid(at, message));
    let mut value = match value {
        Value::String(text) => text.trim().to_owned(),
        // {"token": …, "provider": …} of the push channels.
        Value::Object(map) if matches!(channel, "androidpush" | "iospush") => match map.get("token").and_then(Value::as_str) {
            Some(token) => {
                detail.extend(map.iter().filter(|(key, _)| *key != "token").map(|(key, value)| (key.clone(), value.clone())));
                token.trim().to_owned()
            }
            None => return wrong(format!("{at} has no token.")),
        },
        // As answers give it: {"value": …, "status": …}.
        Value::Object(map) if map.get("value").is_some_and(Value::is_string) && !is_object(channel) => {
            map["value"].as_str().unwrap_or_default().trim().to_owned()
        }
        Value::Object(_) if is_object(channel) => value.to_string(),
        _ => return wrong(format!("{at} must be {}.", if is_object(channel) { "an object" } else { "a text" })),
    };
    if value.is_empty() {
        return wrong(format!("{at} must not be blank."));
    }
    if value.len() > 4096 {
        return wrong(format!("{at} must not be longer than 4096 bytes."));
    }
    if value.chars().any(char::is_control) {
        return wrong(format!("{at} must not contain control characters."));
    }
    if channel == "email" && !is_email(&value) {
        return wrong(format!("{at} is not an e-mail address."));
    }
    if Channel::parse(channel).is_some_and(Channel::by_number) {
        value = match phone_number(&value) {
            Some(number) => number,
            None => return wrong(format!("{at} is not a phone number: write + and the country code first, like +15550100123.")),
        };
    }
    Ok(NewIdentity { channel, value, detail: Value::Object(detail).to_string() })
}

fn is_object(channel: &str) -> bool {
    super::IDENTITY_CHANNELS.iter().any(|(known, object)| *known == channel && *object)
}

/// A number in the form E.164 writes it, `+15550100123`: a plus and 7 to 15 digits, of which the first is no 0. People group digits with
/// blanks, hyphens, dots and brackets; those go.
pub fn phone_number(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix('+')?;
    let digits: String = digits.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}')).collect();
    let known = (7..=15).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit()) && !digits.starts_with('0');
    known.then(|| format!("+{digits}"))
}

/// Something, `@`, something; the mail server knows the rest.
fn is_email(text: &str) -> bool {
    let sides = text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    sides && text.len() <= 320 && !text.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'))
}

impl Trigger {
    /// Reads the body. Every error names the place and says what belongs there.
    pub fn parse(body: &Value) -> Result<Self, AppError> {
        let Value::Object(map) = body else { return Err(AppError::invalid("body", "The body must be a JSON object.")) };
        let workflow = match map.get("workflow") {
            Some(Value::String(slug)) if !slug.trim().is_empty() => slug.trim().to_owned(),
            None | Some(Value::Null | Value::String(_)) => {
                return Err(AppError::invalid("workflow", "workflow is missing: give the workflow's slug."));
            }
            Some(_) => return Err(AppError::invalid("workflow", "workflow must be a text: the workflow's slug.")),
        };
        let recipients = match map.get("recipients") {
            Some(Value::Array(list)) => list,
            None | Some(Value::Null) => return Err(AppError::invalid("recipients", "recipients is missing: give 1 to 100.")),
            Some(_) => return Err(AppError::invalid("recipients", "recipients must be a list.")),
        };
        if recipients.is_empty() || recipients.len() > Recipient::MAX {
            let message = format!("recipients must have 1 to {} entries; these are {}.", Recipient::MAX, recipients.len());
            return Err(AppError::invalid("recipients", message));
        }
        let recipients = recipients
            .iter()
            .enumerate()
            .map(|(index, value)| Recipient::parse(&format!("recipients[{index}]"), value))
            .collect::<Result<_, _>>()?;
        let actor = match map.get("actor") {
            None | Some(Value::Null) => None,
            Some(value) => Some(Recipient::parse("actor", value)?),
        };
        let data = match map.get("data") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(data)) => data.clone(),
            Some(_) => return Err(AppError::invalid("data", "data must be an object.")),
        };
        if map.contains_key("idempotency_key") {
            return Err(AppError::invalid("idempotency_key", "Write $idempotency_key, with a $ in front."));
        }
        Ok(Self {
            workflow,
            recipients,
            actor,
            data,
            tenant_id: text(map, "tenant_id", 64)?.or(text(map, "brand_id", 64)?),
            idempotency_key: text(map, "$idempotency_key", 255)?,
            cancellation_key: text(map, "cancellation_key", 255)?,
        })
    }
}

/// A short text that may be missing; trimmed, and blank counts as missing.
fn text(map: &Map<String, Value>, key: &str, max: usize) -> Result<Option<String>, AppError> {
    let text = match map.get(key) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim(),
        Some(_) => return Err(AppError::invalid(key, format!("{key} must be a text."))),
    };
    if text.chars().count() > max {
        return Err(AppError::invalid(key, format!("{key} must not be longer than {max} characters.")));
    }
    if text.chars().any(char::is_control) {
        return Err(AppError::invalid(key, format!("{key} must not contain control characters.")));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(body: Value) -> String {
        Trigger::parse(&body).unwrap_err().field().unwrap().to_owned()
    }

    #[test]
    fn a_trigger_names_its_workflow_and_its_recipients() {
        let trigger = Trigger::parse(&json!({
            "workflow": "welcome",
            "recipients": ["u1", {"distinct_id": "u2", "$email": ["r@example.com"], "$channels": ["email"], "name": "Rita"}],
            "data": {"n": 1}, "actor": "u9", "metadata": {"m": 1}, "$idempotency_key": "  k  ", "tenant_id": "default"
        }))
        .unwrap();
        assert_eq!(trigger.recipients[0], Recipient::User { distinct_id: "u1".into(), inline: Map::new() });
        assert!(!trigger.recipients[0].has_profile());
        let second = &trigger.recipients[1];
        assert_eq!(second.addresses(Channel::Email), ["r@example.com"]);
        assert_eq!(second.channels().unwrap(), ["email"]);
        assert_eq!(Value::Object(second.properties()), json!({"name": "Rita"}));
        assert!(second.has_profile());
        assert_eq!(trigger.idempotency_key.as_deref(), Some("k"));
        for recipient in &trigger.recipients {
            assert_eq!(&Recipient::from_json(&recipient.to_json()).unwrap(), recipient);
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        let with = |recipient: Value| json!({"workflow": "w", "recipients": [recipient]});
        assert_eq!(field(json!({"recipients": ["u"]})), "workflow");
        assert_eq!(field(json!({"workflow": "w"})), "recipients");
        assert_eq!(field(json!({"workflow": "w", "recipients": []})), "recipients");
        assert_eq!(field(json!({"workflow": "w", "recipients": vec!["u"; 101]})), "recipients");
        assert_eq!(field(with(json!(7))), "recipients[0]");
        assert_eq!(field(with(json!({"$email": "a@b.c"}))), "recipients[0]");
        assert_eq!(field(with(json!({"object_type": "teams", "id": "x"}))), "recipients[0]");
        assert_eq!(field(with(json!({"distinct_id": "u", "$email": "nobody"}))), "recipients[0].$email");
        assert_eq!(field(with(json!({"distinct_id": "u", "$email": ["a@b.c", 7]}))), "recipients[0].$email[1]");
        assert_eq!(field(with(json!({"distinct_id": "u", "$sms": "555 0100"}))), "recipients[0].$sms");
        assert_eq!(field(with(json!({"distinct_id": "u", "$whatsapp": ["+1555"]}))), "recipients[0].$whatsapp[0]");
        assert_eq!(field(with(json!({"distinct_id": "u", "$emial": "a@b.c"}))), "recipients[0].$emial");
        assert_eq!(field(with(json!({"distinct_id": "\u{0}"}))), "recipients[0].distinct_id");
        let key = |key: String| json!({"workflow": "w", "recipients": ["u"], "$idempotency_key": key});
        assert_eq!(field(key("k".repeat(256))), "$idempotency_key");
        assert!(Trigger::parse(&key("k".repeat(255))).is_ok());
    }

    #[test]
    fn a_number_is_written_in_one_way() {
        for same in ["+15550100123", "+1 555 010-0123", " +1 (555) 010.0123 "] {
            assert_eq!(phone_number(same).as_deref(), Some("+15550100123"), "{same}");
        }
        for wrong in ["", "15550100123", "+", "+1555", "+05550100123", "+1555010012345678", "+1555x0100123", "++15550100123"] {
            assert_eq!(phone_number(wrong), None, "{wrong}");
        }
        let recipient = Recipient::from_json(&json!({"distinct_id": "u", "$sms": ["+1 555 010 0123"]})).unwrap();
        assert_eq!(recipient.addresses(Channel::Sms), ["+15550100123"]);
    }

    #[test]
    fn a_transient_recipient_has_no_profile() {
        let recipient = Recipient::from_json(&json!({"is_transient": true, "$email": "a@b.c", "name": "A"})).unwrap();
        assert_eq!(recipient.distinct_id(), None);
        assert!(!recipient.has_profile());
        assert_eq!(recipient.addresses(Channel::Email), ["a@b.c"]);
    }
}
