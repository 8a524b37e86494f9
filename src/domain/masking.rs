//! Personal data, hidden from whoever may not see them: what is personal in each kind of thing stands here and nowhere else. Whatever leads
//! to a screen, a search or an export goes through [`masked`], in the domain and not on the screen.
//!
//! What is hidden is hidden by what it is: an address, a property, a payload, what was said. Sentences, which may quote an address, are
//! searched for those that are known and for those that look like one. The id of a user stays: it is what they are called by.

use serde_json::{Map, Value};

use crate::{
    access::Granted,
    model::{Attempt, Execution, Message, Needs, Permission, Request, Step, UserDetail, Workspace, mask, mask_in},
};

/// Whether personal data have to be hidden from the caller.
pub fn hides<P: Needs<Place = Workspace>>(granted: &Granted<P>) -> bool {
    !granted.may(Permission::ViewPersonalData)
}

/// The thing as the caller may see it.
pub fn masked<P: Needs<Place = Workspace>, T: Personal>(granted: &Granted<P>, mut thing: T) -> T {
    if hides(granted) {
        thing.hide();
    }
    thing
}

/// The same for a list.
pub fn masked_all<P: Needs<Place = Workspace>, T: Personal>(granted: &Granted<P>, mut things: Vec<T>) -> Vec<T> {
    if hides(granted) {
        things.iter_mut().for_each(T::hide);
    }
    things
}

/// What has something personal in it.
pub trait Personal {
    /// Takes it out.
    fn hide(&mut self);
}

impl<T: Personal> Personal for Option<T> {
    fn hide(&mut self) {
        if let Some(thing) = self {
            thing.hide();
        }
    }
}

impl Personal for UserDetail {
    fn hide(&mut self) {
        for identity in self.identities.iter_mut().filter(|identity| identity.channel != "inbox") {
            identity.value = mask(&identity.value);
            identity.detail = "{}".to_owned();
        }
        self.user.properties = hidden(&self.user.properties);
    }
}

impl Personal for Request {
    fn hide(&mut self) {
        self.reason = mask_in(&self.reason);
        self.payload = hidden(&self.payload);
    }
}

impl Personal for Execution {
    fn hide(&mut self) {
        self.reason = mask_in(&self.reason);
    }
}

impl Personal for Step {
    fn hide(&mut self) {
        self.reason = mask_in(&self.reason);
    }
}

impl Personal for Message {
    fn hide(&mut self) {
        self.reason = quoted(&self.reason, &self.address);
        self.address = mask(&self.address);
        self.title = String::new();
        self.content = String::new();
    }
}

impl Personal for Attempt {
    fn hide(&mut self) {
        self.detail = mask_in(&self.detail);
    }
}

/// A message and what was tried with it: what a vendor answers may quote the address in any shape.
impl Personal for (Message, Vec<Attempt>) {
    fn hide(&mut self) {
        let (message, attempts) = self;
        attempts.iter_mut().for_each(|attempt| attempt.detail = quoted(&attempt.detail, &message.address));
        message.hide();
    }
}

/// A sentence without this address, and without others.
fn quoted(text: &str, address: &str) -> String {
    if address.is_empty() { mask_in(text) } else { mask_in(&text.replace(address, &mask(address))) }
}

/// JSON with its keys and none of its values. What can't be read is hidden whole.
fn hidden(json: &str) -> String {
    if json.is_empty() {
        return String::new();
    }
    fn hide(value: Value) -> Value {
        match value {
            Value::Object(map) => {
                Value::Object(map.into_iter().map(|(key, value)| (mask_in(&key), hide(value))).collect::<Map<_, _>>())
            }
            Value::Array(list) => Value::Array(list.into_iter().map(hide).collect()),
            _ => Value::from(mask("")),
        }
    }
    serde_json::from_str(json).map_or_else(|_| Value::from(mask("")), hide).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_json_the_keys_stay() {
        assert_eq!(
            hidden(r#"{"name":"Ann","list":[{"n":1,"ann@example.com":true},null]}"#),
            r#"{"name":"•••","list":[{"n":"•••","a•••@e•••.com":"•••"},"•••"]}"#
        );
        assert_eq!(hidden("not JSON"), "\"•••\"");
        assert_eq!(hidden(""), "");
    }

    #[test]
    fn a_sentence_loses_the_address_in_every_shape() {
        assert_eq!(quoted("No number +15555550101.", "+15555550101"), "No number •••.");
        assert_eq!(
            quoted("550 <ann@example.com> for bob@example.com", "ann@example.com"),
            "550 <a•••@e•••.com> for b•••@e•••.com"
        );
        assert_eq!(quoted("Delivered.", ""), "Delivered.");
    }
}
