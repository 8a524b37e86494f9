//! What clients ask to be done to a profile: a list of operators on properties and on channel identities. No IO.

use serde_json::{Map, Number, Value};

use crate::model::{AppError, NewIdentity, PROFILE_SETTINGS, identity_channel, read_identities, read_identity};

/// A profile while it is worked on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    pub properties: Map<String, Value>,
    pub identities: Vec<NewIdentity>,
}

/// Keys beside an identity that tell more about it.
const DETAILS: &[&str] = &["$id_provider", "$device_id", "$bundle_id", "$device_type", "$inserted_at"];
/// Properties take at most this many bytes as JSON.
const MAX_PROPERTIES: usize = 256 * 1024;
/// One user has at most this many identities.
const MAX_IDENTITIES: usize = 200;

impl Profile {
    /// Runs `operations` in their order. Nothing (null) is no operation.
    pub fn operate(&mut self, at: &str, operations: &Value) -> Result<(), AppError> {
        let list = match operations {
            Value::Null => return Ok(()),
            Value::Array(list) => list,
            _ => return wrong(at, "must be a list of operations"),
        };
        for (index, operation) in list.iter().enumerate() {
            let at = format!("{at}[{index}]");
            let Value::Object(operation) = operation else {
                return wrong(&at, "must be an object like {\"$set\": {…}}");
            };
            for (operator, operand) in operation {
                self.operate_one(&format!("{at}.{operator}"), operator, operand)?;
            }
        }
        self.check(at)
    }

    /// Adds what a whole profile says: properties are set, identities added.
    pub fn merge(&mut self, fields: &Map<String, Value>) -> Result<(), AppError> {
        for (key, value) in fields {
            if let Some(channel) = identity_channel(key) {
                self.identities_added(read_identities(key, channel, value)?);
            } else {
                self.set(key, key, value)?;
            }
        }
        self.check("properties")
    }

    fn operate_one(&mut self, at: &str, operator: &str, operand: &Value) -> Result<(), AppError> {
        if operator == "$unset" {
            let keys = match operand {
                Value::Array(keys) => keys.iter().map(Value::as_str).collect::<Option<Vec<_>>>(),
                Value::String(key) => Some(vec![key.as_str()]),
                _ => None,
            };
            let Some(keys) = keys else { return wrong(at, "must be a list of keys") };
            keys.into_iter().for_each(|key| self.unset(key));
            return Ok(());
        }
        let Value::Object(operand) = operand else { return wrong(at, "must be an object") };
        let channels = operand.keys().any(|key| identity_channel(key).is_some());
        for (key, value) in operand {
            let at = format!("{at}.{key}");
            if let Some(channel) = identity_channel(key) {
                self.operate_identity(&at, operator, channel, value, details(operand))?;
            } else if !(channels && DETAILS.contains(&key.as_str())) {
                self.operate_property(&at, operator, key, value)?;
            }
        }
        Ok(())
    }

    fn operate_property(&mut self, at: &str, operator: &str, key: &str, value: &Value) -> Result<(), AppError> {
        match operator {
            "$set" => self.set(at, key, value)?,
            "$set_once" => {
                if !self.properties.contains_key(key) {
                    self.set(at, key, value)?;
                }
            }
            "$add" | "$increment" => {
                let Value::Number(by) = value else { return wrong(at, "must be a number") };
                let sum = match self.properties.get(key) {
                    None | Some(Value::Null) => by.clone(),
                    Some(Value::Number(number)) => add(number, by),
                    Some(_) => return wrong(at, "can't be added: the property is no number"),
                };
                self.set(at, key, &Value::Number(sum))?;
            }
            "$append" => match self.properties.get_mut(key) {
                Some(Value::Array(list)) => list.push(value.clone()),
                None | Some(Value::Null) => self.set(at, key, &Value::Array(vec![value.clone()]))?,
                Some(single) => *single = Value::Array(vec![single.take(), value.clone()]),
            },
            "$remove" => {
                if let Some(Value::Array(list)) = self.properties.get_mut(key) {
                    list.retain(|kept| kept != value);
                }
            }
            _ => return wrong(at, "is no operation: use $set, $set_once, $increment, $append, $remove or $unset"),
        }
        Ok(())
    }

    fn operate_identity(
        &mut self,
        at: &str,
        operator: &str,
        channel: &'static str,
        value: &Value,
        detail: Map<String, Value>,
    ) -> Result<(), AppError> {
        let given = match value {
            Value::Array(values) => values.iter().map(|value| read_identity(at, channel, value, detail.clone())).collect(),
            Value::Null => Ok(vec![]),
            value => read_identity(at, channel, value, detail).map(|identity| vec![identity]),
        }?;
        match operator {
            "$set" => {
                self.unset_channel(channel);
                self.identities_added(given);
            }
            "$set_once" => {
                if self.identities.iter().all(|identity| identity.channel != channel) {
                    self.identities_added(given);
                }
            }
            "$append" => self.identities_added(given),
            "$remove" => {
                self.identities.retain(|kept| !given.iter().any(|one| one.channel == kept.channel && one.value == kept.value))
            }
            _ => return wrong(at, "is no operation on a channel: use $set, $set_once, $append, $remove or $unset"),
        }
        Ok(())
    }

    fn set(&mut self, at: &str, key: &str, value: &Value) -> Result<(), AppError> {
        if key.starts_with('$') && !PROFILE_SETTINGS.contains(&key) {
            return wrong(at, "is neither a channel nor a setting that is known here");
        }
        self.properties.insert(key.to_owned(), value.clone());
        Ok(())
    }

    fn unset(&mut self, key: &str) {
        match identity_channel(key) {
            Some(channel) => self.unset_channel(channel),
            None => drop(self.properties.remove(key)),
        }
    }

    fn unset_channel(&mut self, channel: &str) {
        self.identities.retain(|identity| identity.channel != channel);
    }

    fn identities_added(&mut self, given: Vec<NewIdentity>) {
        for identity in given {
            match self.identities.iter_mut().find(|kept| kept.channel == identity.channel && kept.value == identity.value) {
                Some(kept) => *kept = identity,
                None => self.identities.push(identity),
            }
        }
    }

    fn check(&self, at: &str) -> Result<(), AppError> {
        if self.identities.len() > MAX_IDENTITIES {
            return wrong(at, "would give the user more than 200 identities");
        }
        if serde_json::to_string(&self.properties).map_or(0, |text| text.len()) > MAX_PROPERTIES {
            return wrong(at, "would make the user's properties larger than 256 KB");
        }
        Ok(())
    }
}

fn wrong<T>(at: &str, what: &str) -> Result<T, AppError> {
    Err(AppError::invalid(at, format!("{at} {what}.")))
}

/// Whole numbers stay whole while they fit.
fn add(a: &Number, b: &Number) -> Number {
    let whole = a.as_i64().zip(b.as_i64()).and_then(|(a, b)| a.checked_add(b)).map(Number::from);
    let real = || Number::from_f64(a.as_f64().unwrap_or(0.0) + b.as_f64().unwrap_or(0.0));
    whole.or_else(real).unwrap_or_else(|| a.clone())
}

fn details(operand: &Map<String, Value>) -> Map<String, Value> {
    let bare = |key: &str| key.trim_start_matches('$').to_owned();
    operand.iter().filter(|(key, _)| DETAILS.contains(&key.as_str())).map(|(key, value)| (bare(key), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn after(before: Value, operations: Value) -> Value {
        let mut profile = Profile { properties: before.as_object().unwrap().clone(), identities: vec![] };
        profile.operate("operations", &operations).unwrap();
        Value::Object(profile.properties)
    }

    fn identities(operations: Value) -> Vec<(String, String)> {
        let mut profile = Profile::default();
        profile.operate("operations", &operations).unwrap();
        profile.identities.into_iter().map(|identity| (identity.channel.to_owned(), identity.value)).collect()
    }

    #[test]
    fn operators_change_properties() {
        assert_eq!(after(json!({"a": 1}), json!([{"$set": {"a": 2, "b": null}}])), json!({"a": 2, "b": null}));
        assert_eq!(after(json!({"a": 1}), json!([{"$set_once": {"a": 2, "b": 3}}])), json!({"a": 1, "b": 3}));
        assert_eq!(after(json!({"n": 1}), json!([{"$add": {"n": 2}}, {"$increment": {"m": 5}}])), json!({"n": 3, "m": 5}));
        assert_eq!(after(json!({"n": 1}), json!([{"$add": {"n": -0.5}}])), json!({"n": 0.5}));
        assert_eq!(after(json!({"n": i64::MAX}), json!([{"$add": {"n": 1}}])), json!({"n": i64::MAX as f64 + 1.0}));
        assert_eq!(after(json!({"t": ["a"]}), json!([{"$append": {"t": "b", "u": "c"}}])), json!({"t": ["a", "b"], "u": ["c"]}));
        assert_eq!(after(json!({"t": "a"}), json!([{"$append": {"t": "b"}}])), json!({"t": ["a", "b"]}));
        assert_eq!(after(json!({"t": ["a", "b", "a"]}), json!([{"$remove": {"t": "a", "x": 1}}])), json!({"t": ["b"]}));
        assert_eq!(after(json!({"a": 1, "b": 2}), json!([{"$unset": ["a", "x"]}])), json!({"b": 2}));
        assert_eq!(after(json!({}), json!([{"$set": {"$timezone": "Asia/Kolkata"}}])), json!({"$timezone": "Asia/Kolkata"}));
        assert_eq!(after(json!({"a": 1}), Value::Null), json!({"a": 1}));
    }

    #[test]
    fn operators_on_a_channel_change_identities() {
        let pair = |channel: &str, value: &str| (channel.to_owned(), value.to_owned());
        let two = json!([{"$append": {"$email": "a@x.y"}}, {"$append": {"$email": ["b@x.y", "a@x.y"]}}]);
        assert_eq!(identities(two), [pair("email", "a@x.y"), pair("email", "b@x.y")]);
        let gone = json!([{"$append": {"$email": ["a@x.y", "b@x.y"], "$sms": "+15550100"}}, {"$remove": {"$email": "a@x.y"}}, {"$unset": ["$sms"]}]);
        assert_eq!(identities(gone), [pair("email", "b@x.y")]);
        let set = json!([{"$append": {"$email": ["a@x.y"], "$sms": "+15550100"}}, {"$set": {"$email": "b@x.y"}}, {"$set_once": {"$sms": "+15550101"}}]);
        assert_eq!(identities(set), [pair("sms", "+15550100"), pair("email", "b@x.y")]);
        let webpush = json!([{"$append": {"$webpush": {"endpoint": "https://p"}, "$id_provider": "vapid", "$device_id": "d"}}]);
        let mut profile = Profile::default();
        profile.operate("operations", &webpush).unwrap();
        assert_eq!(profile.properties, Map::new());
        assert_eq!(profile.identities[0].value, r#"{"endpoint":"https://p"}"#);
        assert_eq!(profile.identities[0].detail, r#"{"id_provider":"vapid","device_id":"d"}"#);
    }

    #[test]
    fn what_is_no_operation_is_named_by_its_place() {
        let at =
            |operations: Value| Profile::default().operate("operations", &operations).unwrap_err().field().unwrap().to_owned();
        assert_eq!(at(json!({})), "operations");
        assert_eq!(at(json!([7])), "operations[0]");
        assert_eq!(at(json!([{"$set": 7}])), "operations[0].$set");
        assert_eq!(at(json!([{"$set": {"a": 1}}, {"$put": {"a": 1}}])), "operations[1].$put.a");
        assert_eq!(at(json!([{"$set": {"$emial": "a@b.c"}}])), "operations[0].$set.$emial");
        assert_eq!(at(json!([{"$append": {"$email": "nobody"}}])), "operations[0].$append.$email");
        assert_eq!(at(json!([{"$add": {"n": "1"}}])), "operations[0].$add.n");
        assert_eq!(at(json!([{"$unset": [1]}])), "operations[0].$unset");
    }
}
