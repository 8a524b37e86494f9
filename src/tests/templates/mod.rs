//! Templates: writing them, and seeing them.

mod editing;
mod phones;
mod preview;

use crate::house::{House, Reply};

/// A template with an e-mail and an inbox channel, made over the form.
async fn welcome(house: &House) {
    let fields = [("workspace", "staging"), ("name", "Welcome"), ("slug", ""), ("email", "true"), ("inbox", "true")];
    let made = house.call("Max", "/api/templates/create", &fields).await;
    assert_eq!(made.status, 200, "{}", made.body);
}

/// What the draft says, as the forms of its pages send it.
const EMAIL: &[(&str, &str)] = &[
    ("workspace", "staging"),
    ("template", "welcome"),
    ("subject", "Hi {{name}}"),
    ("preheader", "Good to see you"),
    ("html", "<p>Hello {{name}}</p>\r\n<a href=\"{{link}}\">Go</a>"),
    ("text", ""),
];

/// Saves the e-mail over the draft of this version.
async fn save_email(house: &House, version: &str) -> Reply {
    let fields = [EMAIL, &[("draft_version", version)]].concat();
    house.call("Max", "/api/templates/save_email", &fields).await
}

/// Saves mock data over the draft of this version.
async fn save_mock_data(house: &House, version: &str, payload: &str) -> Reply {
    let fields = [
        ("workspace", "staging"),
        ("template", "welcome"),
        ("draft_version", version),
        ("payload", payload),
        ("recipient", "{\"name\": \"Ada\"}"),
        ("actor", ""),
    ];
    house.call("Max", "/api/templates/save_mock_data", &fields).await
}
