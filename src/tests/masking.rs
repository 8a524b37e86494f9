//! Personal data, looked for on every surface by everybody who may not see them: a canary that must not appear, and appears for an admin.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use belfry::{
    model::{Permission, Permissions, Rights, Scope},
    pages::app::site_map,
};
use serde_json::json;

use crate::{
    delivery::{
        send,
        sink::{Manner, Sink},
    },
    house::{House, houses},
};

/// What must not be told: a name, an address, a number, values of properties and of a payload.
const CANARY: [&str; 5] = ["Quokka", "qu.okka@secret.example", "5550107777", "plan-of-quokka", "word-for-quokka"];

/// Somebody in Production with everything that there is to know, on every surface that knows it.
async fn with_canary() -> Vec<House> {
    let mut all = Vec::new();
    for mut house in houses().await {
        house.hire("Rita", "Support", support()).await;
        house.hire("Nora", "Everything but people", everything_else()).await;
        let sink = Sink::start(Manner::Answers("550 <qu.okka@secret.example>: no such user"));
        let key = house.api_key("production").await;
        let person = json!({
            "name": "Quokka", "plan": "plan-of-quokka", "$email": ["qu.okka@secret.example"], "$sms": ["+15550107777"],
            "$slack": [{"email": "qu.okka@secret.example"}],
        });
        assert_eq!(house.api(&key, "POST", "/v1/user/u1/", person).await.status, 201);
        let desk = house.desk("production");
        desk.workflow(&[send("send_multi_channel")]).await;
        desk.smtp(sink.port).await;
        let body = json!({
            "workflow": "greet",
            "recipients": [{"distinct_id": "u1"}, {"is_transient": true, "name": "Quokka", "$email": ["qu.okka@secret.example"]}],
            "data": {"word": "word-for-quokka", "people": [{"phone": "+15550107777"}]},
        });
        assert_eq!(house.api(&key, "POST", "/trigger/", body).await.status, 202);
        desk.run().await;
        let edited = [
            ("workspace", "production"),
            ("distinct_id", "u1"),
            ("started_from", "0"),
            ("email", "qu.okka@secret.example"),
            ("sms", "+15550107777"),
            ("properties", "{\"name\": \"Quokka\", \"plan\": \"plan-of-quokka\"}"),
        ];
        let started = house.page("Ada", "/production/users/u1/edit").await.body;
        let started = started.split("name=\"started_from\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let edited = edited.map(|(name, value)| (name, if name == "started_from" { started.as_str() } else { value }));
        let reply = house.call("Ada", "/api/users/edit", &edited).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        all.push(house);
    }
    all
}

fn support() -> Rights {
    Rights::of([(Permission::ViewUsers, Scope::Production), (Permission::ViewLogs, Scope::Production)])
}

/// All rights but those that show personal data: the details of logs too.
fn everything_else() -> Rights {
    let workspace = Permissions::OF_WORKSPACE.without(Permission::ViewPersonalData).without(Permission::EditUsers);
    Rights { production: workspace, others: workspace, ..Rights::admin() }.closed()
}

/// Which route of the site map an address is of.
fn route(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
    let fits = |route: &str| {
        let wanted: Vec<&str> = route.split('/').collect();
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(want, part)| want == part || want.starts_with('{'))
    };
    // The one with the most words of its own, as the router chooses.
    site_map().into_iter().map(|(route, _)| route).filter(|route| fits(route)).min_by_key(|route| route.matches('{').count())
}

/// The addresses of pages on a page; files have a dot in their name.
fn links(html: &str) -> Vec<String> {
    let of = |mark: &'static str| html.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
    of("href=\"")
        .chain(of(" src=\""))
        .map(|link| link.replace("&amp;", "&"))
        .filter(|link| link.starts_with('/') && !link.split('?').next().is_some_and(|path| path.contains('.')))
        .collect()
}

/// Follows every link from the first page on, some of each kind. Answers what each address showed, and
/// which ones were closed.
async fn crawl(house: &House, who: &str) -> (BTreeMap<String, String>, Vec<String>) {
    const EACH: usize = 8;
    let mut seen = BTreeSet::new();
    let mut visited: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut shown, mut closed) = (BTreeMap::new(), Vec::new());
    let mut queue: VecDeque<String> = ["/production", "/account/profile", "/account/team", "/account/roles/who"]
        .into_iter()
        .filter(|path| who != "Rita" || !path.starts_with("/account/t") && !path.starts_with("/account/r"))
        .map(str::to_owned)
        .collect();
    while let Some(link) = queue.pop_front() {
        let path = link.split('#').next().unwrap_or_default().to_owned();
        let frame = path.ends_with("/content");
        let Some(kind) = route(&path).or(frame.then_some("content")) else { continue };
        if !seen.insert(path.clone()) || visited.get(kind).is_some_and(|count| *count >= EACH) {
            continue;
        }
        *visited.entry(kind).or_default() += 1;
        let page = house.page(who, &path).await;
        if !matches!(page.status, 200 | 303) {
            closed.push(format!("{path} ({})", page.status));
        }
        queue.extend(links(&page.body));
        shown.insert(path, page.body);
    }
    (shown, closed)
}

#[tokio::test]
async fn the_canary_is_seen_by_who_may_and_by_nobody_else() {
    for house in with_canary().await {
        let (all, _) = crawl(&house, "Ada").await;
        for told in CANARY {
            assert!(all.values().any(|body| body.contains(told)), "an admin finds {told}: the search for it can fail");
        }
        // What was found that way is all that there is.
        let outside = ["/setup", "/sign-in", "/invite", "/gallery", "/confirm"];
        let reached: BTreeSet<&str> = all.keys().filter_map(|path| route(path)).collect();
        let missed: Vec<&str> = site_map()
            .into_iter()
            .map(|(route, _)| route)
            .filter(|route| !reached.contains(route) && !outside.iter().any(|start| route.starts_with(start)))
            .collect();
        println!("masking: {} pages of {} routes, not linked to: {missed:?}", all.len(), reached.len());

        for who in ["Max", "Rita", "Nora"] {
            let (shown, _) = crawl(&house, who).await;
            assert!(shown.keys().any(|path| path == "/production/users/u1"), "{who} sees the user");
            // What others were led to is asked for by its address, too.
            let mut asked = shown.clone();
            for path in all.keys().filter(|path| !shown.contains_key(*path)) {
                asked.insert(path.clone(), house.page(who, path).await.body);
            }
            for (path, body) in &asked {
                // One's own words come back; those of others do not.
                let told: Vec<&str> = CANARY.into_iter().filter(|told| body.contains(told) && !path.contains(told)).collect();
                assert!(told.is_empty(), "{who} reads {told:?} on {path}: {body}");
            }
            println!("masking: {who} was led to {} pages and asked for {}", shown.len(), asked.len());
            for words in ["qu.okka", "Quokka", "%2B1555", "plan-of"] {
                for path in [format!("/production/search?q={words}"), format!("/production/users?q={words}")] {
                    let found = house.page(who, &path).await;
                    assert!(!found.body.contains("/production/users/u1"), "{who} finds somebody by {words} at {path}");
                }
            }
        }
        assert!(house.page("Ada", "/production/search?q=qu.okka").await.body.contains("/production/users/u1"));

        // Details without personal data: what happened is told, what was said is not.
        let (nora, _) = crawl(&house, "Nora").await;
        let of = |start: &str| {
            nora.iter().find(|(path, _)| path.starts_with(start)).map(|(_, body)| body.as_str()).unwrap_or_default()
        };
        let request = of("/production/requests/req_");
        assert!(request.contains("distinct_id") && request.contains("•••"), "{request}");
        assert!(of("/production/messages/msg_").contains("Your role does not show personal data"));
    }
}

#[tokio::test]
async fn nobody_is_led_to_what_is_closed_to_them() {
    for house in with_canary().await {
        for who in ["Ada", "Max", "Rita", "Nora"] {
            let (_, closed) = crawl(&house, who).await;
            assert!(closed.is_empty(), "{who} is led to {closed:#?}");
        }
    }
}
