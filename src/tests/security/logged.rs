//! What is turned away is written into the log of the process: when, who, from where, and why, and nothing that was typed.

use belfry::http::LogFormat;
use serde_json::Value;

use super::Said;
use crate::house::houses;

/// As the program runs without any setting.
const SHIPPED: &str = "warn,belfry=info";

#[tokio::test]
async fn every_refusal_is_told_with_who_and_why_and_nothing_that_was_typed() {
    for house in houses().await {
        house.with_password("Ada").await;
        house.with_second_factor("Max").await;
        let (ada, max) = (house.person("Ada").to_string(), house.person("Max").to_string());
        let said = Said::default();
        let _listening = said.listen(SHIPPED, LogFormat::Json);
        let told = |words: &str, parts: &[&str]| {
            let text = said.take();
            let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
            let line = lines.iter().find(|line| line["message"] == words).unwrap_or_else(|| panic!("{words} is not in {text}"));
            assert_eq!(line["target"], "belfry::security");
            assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "UTC: {line}");
            for part in parts {
                assert!(line.to_string().contains(part), "{part} is not in {line}");
            }
            assert!(!text.contains("hunter") && !text.contains("acme.test"), "{text}");
        };

        let mut thief = house.browser();
        assert_eq!(thief.sign_in("ada@acme.test", "hunter hunter hunter").await.status, 422);
        told("refused: a proof of identity that was wrong", &[&ada, "203.0.113.7", "password"]);
        assert_eq!(thief.sign_in("hunter@acme.test", "hunter hunter hunter").await.status, 422);
        told("refused: a proof of identity that was wrong", &["203.0.113.7", "password"]);
        for _ in 0..5 {
            thief.sign_in("ada@acme.test", "hunter hunter hunter").await;
        }
        told("refused: too many tries", &["\"gate\":\"email\""]);
        let mut pending = house.past_password("Max").await;
        assert_eq!(pending.call("/api/session/second_factor", &[("code", "000000")]).await.status, 422);
        told("refused: a proof of identity that was wrong", &[&max, "second factor"]);

        assert_eq!(house.page("Max", "/production/users/new").await.status, 403);
        told("refused: the right is missing", &[&max, "person", "user.edit"]);
        assert_eq!(house.page("Max", "/somebody-elses").await.status, 404);
        told("refused: there is no such workspace for them", &[&max]);
        let elsewhere = [("sec-fetch-site", "cross-site")];
        assert_eq!(house.send("Max", "POST", "/api/profile/rename", &elsewhere, "name=hunter").await.status, 403);
        told("refused: a write that another site asked for", &["/api/profile/rename"]);
        assert_eq!(house.api("SS.hunter", "GET", "/v1/user/", Value::Null).await.status, 401);
        told("refused: a program without a right key", &["The API key is not known here"]);
    }
}

#[test]
fn nothing_from_outside_begins_a_line_of_its_own() {
    let forged = "x\n2026-11-02T09:00:00Z  INFO belfry: all is well \u{1b}[31m";
    for (format, lines) in [(LogFormat::Text, 2), (LogFormat::Json, 2)] {
        let said = Said::default();
        let listening = said.listen("info", format);
        tracing::warn!(name = forged, shown = %forged, "a line with {forged}");
        tracing::warn!("another line");
        drop(listening);
        let text = said.text();
        assert_eq!(text.lines().count(), lines, "{text}");
        assert!(text.lines().all(|line| line.contains("WARN")), "{text}");
        let first = text.lines().next().unwrap();
        assert_eq!(first.matches("all is well").count(), 3, "{text}");
        assert!(!first.split("a line with").last().unwrap().contains('\u{1b}'), "{text}");
        assert!(text.contains("another line"), "the next one is as it is: {text}");
    }
}
