//! What people of the team type about a user.

use serde_json::{Map, Value};

use crate::model::{AppError, NewIdentity, identity_channel, read_identity};

/// The fields of the form: addresses one per line, properties as JSON.
#[derive(Clone, Debug, Default)]
pub struct UserForm {
    pub email: String,
    pub sms: String,
    pub whatsapp: String,
    pub properties: String,
}

/// The channels that the form shows, by field name; identities on others stay as they are.
pub const SHOWN: &[&str] = &["email", "sms", "whatsapp"];
/// The form shows and takes at most this many addresses per channel.
const MAX: usize = 20;

impl UserForm {
    pub fn identities(&self) -> Result<Vec<NewIdentity>, AppError> {
        let mut read = Vec::new();
        for (channel, lines) in [("email", &self.email), ("sms", &self.sms), ("whatsapp", &self.whatsapp)] {
            let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            if lines.len() > MAX {
                return Err(AppError::invalid(channel, format!("Give at most {MAX} of them.")));
            }
            for line in lines {
                let identity = read_identity(channel, channel, &Value::from(line), Map::new()).map_err(|_| {
                    let message = match channel {
                        "email" => format!("“{line}” is not an e-mail address. Write one on each line."),
                        _ => format!("“{line}” is not a phone number. Write + and the country code first, one on each line."),
                    };
                    AppError::invalid(channel, message)
                })?;
                if !read.contains(&identity) {
                    read.push(identity);
                }
            }
        }
        Ok(read)
    }

    pub fn properties(&self) -> Result<Map<String, Value>, AppError> {
        let wrong = |message: String| Err(AppError::invalid("properties", message));
        if self.properties.trim().is_empty() {
            return Ok(Map::new());
        }
        match serde_json::from_str(&self.properties) {
            Ok(Value::Object(map)) => match map.keys().find(|key| identity_channel(key).is_some()) {
                Some(key) => wrong(format!("{key} is a channel. Addresses have fields of their own.")),
                None => Ok(map),
            },
            Ok(_) => wrong("Write a JSON object: {\"plan\": \"pro\"}".to_owned()),
            Err(error) => wrong(format!("This is not valid JSON: {error}.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_one_per_line_and_properties_are_an_object() {
        let form = UserForm { email: " a@x.y \n\nb@x.y\na@x.y".into(), sms: "+1 555 010 0123".into(), ..UserForm::default() };
        let values: Vec<String> = form.identities().unwrap().into_iter().map(|identity| identity.value).collect();
        assert_eq!(values, ["a@x.y", "b@x.y", "+15550100123"]);
        assert_eq!(form.properties().unwrap(), Map::new());
        let wrong = |form: UserForm| {
            let error = form.identities().err().or_else(|| form.properties().err());
            error.unwrap().field().unwrap().to_owned()
        };
        assert_eq!(wrong(UserForm { whatsapp: "+1555".into(), ..UserForm::default() }), "whatsapp");
        assert_eq!(wrong(UserForm { email: "nobody".into(), ..UserForm::default() }), "email");
        for properties in ["[1]", "{", "{\"$email\": \"a@b.c\"}"] {
            assert_eq!(wrong(UserForm { properties: properties.into(), ..UserForm::default() }), "properties");
        }
    }
}
