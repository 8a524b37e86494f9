//! What is counted while messages are delivered, and how Home shows it.

use belfry::{
    access::Granted,
    domain::analytics::{self, Figures, Measure, Range, State},
    identity::session::Claims,
    model::{Channel, can},
};
use serde_json::json;

use crate::{
    delivery::{
        Desk, ann, send,
        sink::{Manner, Sink},
    },
    house::{House, houses},
};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

impl Desk<'_> {
    async fn overview(&self, range: Range, zone: &str) -> analytics::Overview {
        let granted: Granted<can::ViewLogs> = self.house.granted(self.slug).await;
        analytics::overview(&granted, range, zone).await.unwrap()
    }

    /// The last 24 hours.
    async fn figures(&self) -> Figures {
        self.overview(Range::Day, "UTC").await.figures
    }
}

impl House {
    /// A page as somebody sees it who signed in just now, in a browser that is set to `zone`.
    async fn looked_at(&self, who: &str, path: &str, zone: &str) -> String {
        let claims = Claims::new(self.person(who).clone(), self.account.clone(), true, self.app.now());
        let cookies = format!("{}; zone={zone}", self.session(&claims).await);
        let page = self.send("nobody", "GET", path, &[("accept", "text/html"), ("cookie", &cookies)], "").await;
        assert_eq!(page.status, 200, "{path}");
        page.body
    }
}

/// Sent, delivered, seen, skipped, failed.
fn totals(figures: &Figures) -> [i64; 5] {
    [Measure::Sent, Measure::Delivered, Measure::Seen, Measure::Skipped, Measure::Failed].map(|measure| figures.total(measure))
}

#[tokio::test]
async fn a_message_counts_once_for_each_state_that_it_reaches() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_inbox"), send("send_email")]).await;
        assert!(desk.figures().await.is_empty());
        // No e-mail vendor; the last one has no address either.
        desk.trigger(
            json!([{"distinct_id": "ann", "$email": "ann@example.com"}, {"distinct_id": "bob", "$email": "b@x.test"}, "eve"]),
        )
        .await;
        assert_eq!(totals(&desk.figures().await), [3, 3, 0, 1, 2]);

        // The program of a recipient says what was seen.
        let key = house.api_key("staging").await;
        let messages = desk.messages().await;
        let of =
            |channel, at: usize| messages.iter().filter(|message| message.channel == channel).nth(at).unwrap().id.to_string();
        let (first, second) = (of(Channel::Inbox, 0), of(Channel::Inbox, 1));
        let marks = json!({"messages": [
            {"message_id": first, "action": "seen"},
            {"message_id": second, "action": "read"},
            {"message_id": "msg_nowhere", "action": "seen"},
            {"message_id": of(Channel::Email, 0), "action": "seen"},
            {"message_id": first, "action": "archived"},
            {"message_id": first, "action": "clicked"},
        ]});
        for _ in 0..2 {
            let answer = house.api(&key, "PATCH", "/v1/bulk/message/", marks.clone()).await;
            assert_eq!(answer.status, 202, "{}", answer.body);
            let codes: Vec<i64> =
                answer.json()["records"].as_array().unwrap().iter().map(|one| one["status_code"].as_i64().unwrap()).collect();
            assert_eq!(codes, [202, 202, 404, 422, 422, 202], "{}", answer.body);
        }
        assert_eq!(totals(&desk.figures().await), [3, 3, 2, 1, 2]);
        let foreign = house.api_key("production").await;
        let answer = house.api(&foreign, "PATCH", "/v1/bulk/message/", marks).await.json();
        assert_eq!(answer["records"][0]["status_code"], 404, "a message of another workspace: {answer}");

        let page = house.page("Max", "/staging?range=24h").await.body;
        assert!(page.contains("66.7% of sent") && page.contains("None the day before"), "{page}");
        assert!(page.contains("href=\"/staging/workflows/greet\""), "{page}");
    }
}

#[tokio::test]
async fn a_message_that_is_given_up_fails_once_and_its_vendor_every_time() {
    for house in houses().await {
        let sink = Sink::start(Manner::Answers("451 4.3.2 Busy, ask ann@example.com"));
        let desk = house.desk("production");
        desk.workflow(&[send("send_email")]).await;
        desk.smtp(sink.port).await;
        desk.trigger(ann()).await;
        assert_eq!(totals(&desk.figures().await), [0; 5], "it is on its way");
        for _ in 0..24 * 60 {
            house.app.clock.advance(60_000);
            desk.run().await;
            if desk.waiting_jobs().await == 0 {
                break;
            }
        }
        assert_eq!(totals(&desk.figures().await), [0, 0, 0, 0, 1]);
        let office = desk.overview(Range::Week, "UTC").await.vendors.remove(0);
        assert_eq!((office.state, office.attempts, office.accepted), (State::Failing, 7, 0));

        for (who, address) in [("Ada", "ann@example.com"), ("Max", "a•••@e•••.com")] {
            let page = house.looked_at(who, "/production", "UTC").await;
            assert!(page.contains("Failing") && page.contains("0 of 7 attempts went well (0%)."), "{page}");
            assert!(page.contains("451 4.3.2 Busy") && page.contains(address), "{who}: {page}");
            assert_eq!(who == "Max", !page.contains("ann@example.com"), "{page}");
            assert_eq!(who == "Ada", page.contains("href=\"/production/messages/msg_"), "a member could not open it");
        }
        // The next day nothing is known of it.
        house.app.clock.advance(DAY);
        let office = desk.overview(Range::Day, "UTC").await.vendors.remove(0);
        assert_eq!((office.state, office.attempts), (State::Idle, 0));
    }
}

#[tokio::test]
async fn what_a_vendor_took_is_sent_and_not_yet_delivered() {
    for house in houses().await {
        let sink = Sink::start(Manner::Takes);
        let desk = house.desk("staging");
        desk.workflow(&[send("send_email")]).await;
        desk.smtp(sink.port).await;
        desk.trigger(ann()).await;
        desk.trigger(ann()).await;
        assert_eq!(totals(&desk.figures().await), [2, 0, 0, 0, 0]);
        let office = desk.overview(Range::Day, "UTC").await.vendors.remove(0);
        assert_eq!((office.state, office.accepted, office.refused), (State::Well, 2, None));
        let page = house.page("Max", "/staging").await.body;
        assert!(page.contains("e-mail counts as sent and not as delivered"), "{page}");
    }
}

#[tokio::test]
async fn workspaces_and_processes_add_up_apart_and_together() {
    for mut house in houses().await {
        for (slug, times) in [("sandbox", 1), ("staging", 2)] {
            let desk = house.desk(slug);
            desk.workflow(&[send("send_inbox")]).await;
            for _ in 0..times {
                desk.trigger(ann()).await;
            }
        }
        // Another process of the same database.
        house.app.shard = (house.app.shard + 1) % 8;
        let desk = house.desk("staging");
        desk.trigger(ann()).await;
        assert_eq!(totals(&desk.figures().await), [3, 3, 0, 0, 0]);
        assert_eq!(totals(&house.desk("sandbox").figures().await), [1, 0, 0, 0, 0], "captured and not delivered");
        assert!(house.desk("production").figures().await.is_empty());
        assert_eq!(desk.overview(Range::Week, "UTC").await.workflows, [("greet".to_owned(), 3)]);
        assert_eq!(desk.count("select count(distinct shard) from delivery_count").await, 2);
    }
}

#[tokio::test]
async fn a_job_that_comes_twice_counts_once() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_inbox")]).await;
        let id = desk.accept(ann()).await;
        desk.repeat(&id).await;
        desk.run().await;
        assert_eq!(totals(&desk.figures().await), [1, 1, 0, 0, 0]);
    }
}

#[tokio::test]
async fn days_are_those_of_who_looks() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_inbox")]).await;
        // Monday, 23:30 UTC: in Tokyo it is Tuesday.
        house.app.clock.advance(14 * HOUR + HOUR / 2);
        desk.trigger(ann()).await;
        house.app.clock.advance(HOUR);
        let row = |day: &str| format!("<th scope=\"row\">{day}</th><td class=\"num\">1</td>");
        let page = house.looked_at("Max", "/staging?range=30d", "UTC").await;
        assert!(page.contains(&row("Mon 2 Nov")), "{page}");

        let page = house.looked_at("Max", "/staging?range=30d", "Asia/Tokyo").await;
        assert!(page.contains(&row("Tue 3 Nov")), "as the browser is set: {page}");
        let page = house.looked_at("Max", "/staging?range=7d", "Asia/Tokyo").await;
        assert!(page.contains(&row("Tue 3 Nov, 06:00")), "{page}");

        let claims = Claims::new(house.person("Max").clone(), house.account.clone(), true, house.app.now());
        let mut max = house.browser();
        max.cookie = Some(house.session(&claims).await);
        let (_, profile) = max.follow("/account/profile", "/api/profile/choose_zone", &[("zone", "America/New_York")]).await;
        assert!(
            profile.body.contains("Saved your time zone.") && profile.body.contains("2 Nov 2026, 19:30:00 EST"),
            "{}",
            profile.body
        );
        let page = house.looked_at("Max", "/staging?range=7d", "Asia/Tokyo").await;
        assert!(page.contains(&row("Mon 2 Nov, 18:00")), "a choice goes before the browser: {page}");
        let refused = max.call("/api/profile/choose_zone", &[("zone", "Nowhere/Atlantis")]).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert_eq!(house.audit_of("Max").await, ["person.updated"]);
    }
}

#[tokio::test]
async fn a_range_is_compared_with_the_one_before() {
    for house in houses().await {
        let desk = house.desk("staging");
        desk.workflow(&[send("send_inbox")]).await;
        for _ in 0..3 {
            desk.trigger(ann()).await;
        }
        house.app.clock.advance(7 * DAY);
        let page = house.looked_at("Max", "/staging", "UTC").await;
        assert!(page.contains("3 the week before") && page.contains("Nothing was sent in the last 7 days."), "{page}");
        desk.trigger(ann()).await;
        let week = desk.overview(Range::Week, "UTC").await.figures;
        assert_eq!((week.total(Measure::Sent), week.before(Measure::Sent)), (1, 3));
        assert_eq!(week.line(Measure::Sent, Some(Channel::Inbox)).last(), Some(&1));
        assert_eq!(totals(&desk.overview(Range::Month, "UTC").await.figures)[0], 4);
        // After the hour of the day at which they were sent, nothing of today is compared with.
        house.app.clock.advance(7 * DAY);
        let page = house.looked_at("Max", "/staging?range=24h", "UTC").await;
        assert!(page.contains("Nothing was sent in the last 24 hours.") && !page.contains("class=\"stat\""), "{page}");
        assert!(!page.contains("Busiest workflows"), "{page}");
    }
}

#[tokio::test]
async fn a_new_workspace_shows_its_steps_and_no_zeros() {
    for house in houses().await {
        let page = house.page("Max", "/staging").await.body;
        assert!(page.contains("First steps") && page.contains("The first message draws a line here."), "{page}");
        for word in ["class=\"stat\"", "Newest requests", "How far back", "<table"] {
            assert!(!page.contains(word), "{word}: {page}");
        }
        assert_eq!(house.page("Max", "/staging?range=nonsense").await.status, 200);
    }
}
