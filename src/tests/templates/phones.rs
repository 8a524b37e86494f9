//! What templates say on phones: SMS and WhatsApp.

use belfry::{
    access::Granted,
    domain::{assets, templates},
    model::{AssetKind, TemplateContent, VariantContent, can},
};

use crate::house::{House, ParseSlug, house, houses};

async fn template(house: &House) {
    let fields = [("workspace", "staging"), ("name", "Ping"), ("slug", ""), ("sms", "true"), ("whatsapp", "true")];
    assert_eq!(house.call("Max", "/api/templates/create", &fields).await.status, 200);
}

const AT: [(&str, &str); 2] = [("workspace", "staging"), ("template", "ping")];

const WHATSAPP: [(&str, &str); 8] = [
    ("category", "MARKETING"),
    ("header", "For you, {{name}}"),
    ("body", "Hello {{name}}\r\nbye"),
    ("footer", ""),
    ("button_1_text", "Open"),
    ("button_1_url", "https://acme.example/{{id}}"),
    ("button_2_text", ""),
    ("button_2_url", ""),
];

async fn content(house: &House) -> TemplateContent {
    let granted: Granted<can::ViewAssets> = house.granted("staging").await;
    templates::content(&assets::find(&granted, AssetKind::Template, &"ping".parse_slug()).await.unwrap()).unwrap()
}

#[tokio::test]
async fn sms_and_whatsapp_are_written_in_their_forms_and_kept_under_the_documented_names() {
    for house in houses().await {
        template(&house).await;
        let sms = [&AT[..], &[("draft_version", "1"), ("body", "Hi {{name}}")]].concat();
        assert_eq!(house.call("Max", "/api/templates/save_sms", &sms).await.status, 200);
        let whatsapp = [&AT[..], &[("draft_version", "2")], &WHATSAPP].concat();
        assert_eq!(house.call("Max", "/api/templates/save_whatsapp", &whatsapp).await.status, 200);

        let content = content(&house).await;
        let kept: Vec<serde_json::Value> =
            content.variants.iter().map(|variant| serde_json::to_value(&variant.content).unwrap()).collect();
        assert_eq!(kept[0], serde_json::json!({"channel": "sms", "content": {"type": "basic", "body": "Hi {{name}}"}}));
        assert_eq!(
            kept[1],
            serde_json::json!({"channel": "whatsapp", "content": {
                "category": "MARKETING", "subcategory": "basic_interactive",
                "header": {"format": "TEXT", "text": "For you, {{name}}"}, "body": {"text": "Hello {{name}}\nbye"},
                "button_type": "CALL_TO_ACTION",
                "buttons": [{"type": "URL", "text": "Open", "url_type": "DYNAMIC",
                    "url_static_part": "https://acme.example/", "url_dynamic_part": "{{id}}"}],
            }})
        );
        let page = house.page("Max", "/staging/templates/ping/whatsapp").await;
        assert!(page.body.contains("value=\"https://acme.example/{{id}}\""), "the form holds the whole link");
        let list = house.page("Max", "/staging/templates").await;
        assert!(list.body.contains("SMS") && list.body.contains("WhatsApp"));
        assert_eq!(house.page("Max", "/staging/templates/ping").await.location(), "/staging/templates/ping/sms");
    }
}

#[tokio::test]
async fn the_preview_says_how_long_an_sms_becomes_when_it_is_filled() {
    let house = house().await;
    template(&house).await;
    let mock = [&AT[..], &[("draft_version", "1"), ("payload", "{\"name\": \"Ж\"}")]].concat();
    assert_eq!(house.call("Max", "/api/templates/save_mock_data", &mock).await.status, 200);
    let preview = async |body: &str| {
        let fields = [&AT[..], &[("body", body)]].concat();
        house.call("Max", "/api/templates/preview_sms", &fields).await.json()
    };
    assert_eq!(preview("Hi").await["size"], "2 characters, 1 segment (GSM-7)");
    let filled = preview(&format!("{}{{{{name}}}}", "x".repeat(70))).await;
    assert_eq!(filled["size"], "71 characters, 2 segments (UCS-2)");
    assert_eq!(preview("").await["problems"][0]["at"], "body");
}

#[tokio::test]
async fn what_is_typed_for_whatsapp_is_shown_and_a_link_that_runs_code_is_taken_out() {
    let house = house().await;
    template(&house).await;
    let preview = async |url: &str| {
        let fields = [&AT[..], &[("body", "Hello {{name}}"), ("button_1_text", "Go"), ("button_1_url", url)]].concat();
        house.call("Max", "/api/templates/preview_whatsapp", &fields).await.json()
    };
    let good = preview("https://acme.example").await;
    assert_eq!(good["rendered"]["buttons"][0]["url"], "https://acme.example");
    let bad = preview("javascript:alert(1)").await;
    assert_eq!(bad["rendered"]["buttons"], serde_json::json!([]));
    assert!(bad["problems"].to_string().contains("was taken out"), "{bad}");
}

#[tokio::test]
async fn a_channel_of_phones_comes_and_goes_like_every_other() {
    let house = house().await;
    template(&house).await;
    let page = house.page("Max", "/staging/templates/ping/email").await;
    assert!(page.body.contains("No e-mail yet"));
    let remove = [&AT[..], &[("draft_version", "1"), ("channel", "whatsapp")]].concat();
    assert_eq!(house.call("Max", "/api/templates/remove_channel", &remove).await.status, 200);
    assert!(house.page("Max", "/staging/templates/ping/whatsapp").await.body.contains("No WhatsApp yet"));
    let kept = content(&house).await;
    assert!(matches!(kept.variants[..], [belfry::model::Variant { content: VariantContent::Sms(_), .. }]));
}
