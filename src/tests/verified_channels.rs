//! Verified channels: the addresses that a Sandbox really sends to.

use belfry::{access::MailServer, domain::samples, model::MessageStatus};
use serde_json::json;

use crate::{
    delivery::{
        send,
        sink::{Mail, Manner, Sink},
    },
    house::{House, Reply, houses},
};

const AT: &str = "/sandbox/verified-channels";
const ANN: &str = "ann@example.com";

/// Houses with a mail server of their own, whose Sandbox sends or does not.
async fn mailing(sends: bool) -> Vec<(House, Sink)> {
    let mut all = Vec::new();
    for house in houses().await {
        let sink = Sink::start(Manner::Takes);
        let url = format!("smtp://127.0.0.1:{}", sink.port);
        let house = house.configured(|config| {
            config.mail = Some(MailServer { url, from: "Belfry <belfry@acme.test>".to_owned() });
            config.sandbox_sends = sends;
        });
        all.push((house, sink));
    }
    all
}

fn digits(mail: &Mail) -> String {
    let code = mail.text.lines().find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()));
    code.unwrap_or_else(|| panic!("no code in {}", mail.text)).to_owned()
}

async fn ask(house: &House, email: &str) -> Reply {
    house.call("Max", "/api/verified_channels/ask", &[("workspace", "sandbox"), ("email", email)]).await
}

/// The id that the page's form for this address has.
async fn id(house: &House) -> String {
    let page = house.page("Max", AT).await.body;
    let at = page.find("value=\"vch_").unwrap_or_else(|| panic!("{page}")) + 7;
    page[at..].split('"').next().unwrap().to_owned()
}

async fn enter(house: &House, id: &str, code: &str) -> Reply {
    let fields = [("workspace", "sandbox"), ("id", id), ("code", code)];
    house.call("Max", "/api/verified_channels/enter", &fields).await
}

#[tokio::test]
async fn an_address_is_verified_by_the_digits_of_its_letter() {
    for (house, sink) in mailing(false).await {
        assert_eq!(ask(&house, "Ann@Example.com").await.status, 200);
        let mails = sink.mails();
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, ANN));
        let (id, code) = (id(&house).await, digits(&mails[0]));
        let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
        let refused = enter(&house, &id, &wrong).await;
        assert_eq!((refused.status, refused.json()["Invalid"]["field"].as_str()), (422, Some("code")), "{}", refused.body);
        assert!(house.page("Max", AT).await.body.contains("Waits for its code"));
        assert_eq!(enter(&house, &id, &code).await.status, 200);
        let page = house.page("Max", AT).await.body;
        assert!(page.contains(ANN) && page.contains(">Verified<") && !page.contains("Waits for its code"), "{page}");
        assert_eq!(enter(&house, &id, &code).await.status, 422, "a code works once");
        assert_eq!(ask(&house, ANN).await.json()["Invalid"]["field"], "email", "it is verified already");
        assert_eq!(house.audit_of("Max").await, ["verified_channel.code_asked", "verified_channel.verified"]);
        for place in ["staging", "production"] {
            let page = house.page("Ada", &format!("/{place}/verified-channels")).await;
            assert_eq!(page.location(), format!("/{place}/vendors"));
            let fields = [("workspace", place), ("email", ANN)];
            assert_eq!(house.call("Ada", "/api/verified_channels/ask", &fields).await.status, 409, "{place}");
            let menu = house.page("Ada", &format!("/{place}")).await.body;
            assert!(!menu.contains("verified-channels"), "{place}");
        }
        assert!(house.page("Max", "/sandbox").await.body.contains(AT));
    }
}

#[tokio::test]
async fn a_code_lives_ten_minutes_and_until_the_next_one() {
    for (house, sink) in mailing(false).await {
        ask(&house, ANN).await;
        let id = id(&house).await;
        ask(&house, ANN).await;
        let (first, second) = (digits(&sink.mails()[0]), digits(&sink.mails()[1]));
        if first != second {
            assert_eq!(enter(&house, &id, &first).await.status, 422, "a newer letter took its place");
        }
        house.app.clock.advance(10 * 60_000);
        assert_eq!(enter(&house, &id, &second).await.status, 422, "it is too old");
        ask(&house, ANN).await;
        let third = digits(&sink.mails()[2]);
        house.app.clock.advance(10 * 60_000 - 1);
        assert_eq!(enter(&house, &id, &third).await.status, 200);
    }
}

#[tokio::test]
async fn guessing_and_asking_are_slowed_down() {
    for (house, _sink) in mailing(false).await {
        for _ in 0..4 {
            ask(&house, ANN).await;
        }
        assert_eq!(ask(&house, ANN).await.status, 429, "nobody is to find a hundred letters");
        let id = id(&house).await;
        let mut last = 0;
        for _ in 0..7 {
            last = enter(&house, &id, "000000").await.status;
        }
        assert_eq!(last, 429);
    }
}

#[tokio::test]
async fn there_are_five_places_and_one_can_be_made_free() {
    for (house, _sink) in mailing(false).await {
        for n in 1..=5 {
            assert_eq!(ask(&house, &format!("p{n}@example.com")).await.status, 200);
        }
        let refused = ask(&house, "p6@example.com").await;
        assert!(refused.status == 422 && refused.body.contains("There are 5 addresses already"), "{}", refused.body);
        let id = id(&house).await;
        let remove = [("workspace", "sandbox"), ("id", id.as_str())];
        assert_eq!(house.call("Max", "/api/verified_channels/remove", &remove).await.status, 200);
        assert_eq!(ask(&house, "p6@example.com").await.status, 200);
    }
}

#[tokio::test]
async fn a_sandbox_sends_to_verified_addresses_and_captures_the_rest() {
    for (house, sink) in mailing(true).await {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_multi_channel")]).await;
        ask(&house, ANN).await;
        let (id, code) = (id(&house).await, digits(&sink.mails()[0]));
        enter(&house, &id, &code).await;
        desk.trigger(json!([{"distinct_id": "ann", "$email": "Ann@example.com", "name": "Ann"}, {"distinct_id": "bo", "$email": "bo@example.com"}])).await;
        desk.run().await;
        let mails = sink.mails();
        assert_eq!(mails.len(), 2, "one letter with a code, one message");
        assert!(mails[1].to.eq_ignore_ascii_case(ANN) && mails[1].from == "belfry@acme.test", "{:?}", mails[1]);
        assert!(mails[1].text.contains("Hello Ann: tea"), "{}", mails[1].text);
        let told = desk.statuses().await;
        let captured = |words: &str| (MessageStatus::Captured, words.to_owned());
        for expected in [
            (MessageStatus::Sent, "Demo e-mail took it.".to_owned()),
            captured("Captured: bo@example.com is not a verified channel of Sandbox."),
            captured("Captured: Sandbox sends nothing but e-mail out."),
        ] {
            assert!(told.contains(&expected), "{expected:?} {told:?}");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_removed_while_a_message_waits_gets_nothing_more() {
    for (house, sink) in mailing(true).await {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_email")]).await;
        samples::provision_user(&house.app, &house.account, ANN, "Ann").await.unwrap();
        let closed = Sink::start(Manner::Answers("451 Try later"));
        let url = format!("smtp://127.0.0.1:{}", closed.port);
        let from = "belfry@acme.test".to_owned();
        let house = house.configured(|config| config.mail = Some(MailServer { url, from }));
        let desk = house.desk("sandbox");
        desk.trigger(json!([ANN])).await;
        assert_eq!(desk.messages().await[0].status, MessageStatus::Retrying, "{:?}", desk.statuses().await);
        let id = id(&house).await;
        let remove = [("workspace", "sandbox"), ("id", id.as_str())];
        assert_eq!(house.call("Max", "/api/verified_channels/remove", &remove).await.status, 200);
        house.app.clock.advance(3_600_000);
        desk.run().await;
        let captured = (MessageStatus::Captured, format!("Captured: {ANN} is not a verified channel of Sandbox."));
        assert_eq!(desk.statuses().await, [captured]);
        assert_eq!((sink.mails().len(), closed.mails().len()), (0, 0));
    }
}

#[tokio::test]
async fn who_set_the_account_up_is_verified_and_without_the_switch_nothing_is_sent() {
    for (house, sink) in mailing(false).await {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_email")]).await;
        samples::provision_user(&house.app, &house.account, ANN, "Ann").await.unwrap();
        let page = house.page("Max", AT).await.body;
        assert!(page.contains(ANN) && page.contains(">Verified<") && page.contains("BELFRY_SANDBOX_SENDS"), "{page}");
        desk.trigger(json!([ANN])).await;
        assert_eq!(desk.statuses().await, [(MessageStatus::Captured, "Captured: Sandbox sends nothing out.".to_owned())]);
        assert_eq!(sink.mails().len(), 0);
    }
    for house in houses().await {
        let refused = ask(&house, ANN).await;
        assert!(refused.status == 409 && refused.body.contains("BELFRY_SMTP_URL"), "{}", refused.body);
        assert!(!house.page("Max", AT).await.body.contains("Send the code"));
    }
}
