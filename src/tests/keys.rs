//! Keys: generated and shown once, listed by their first signs, revoked at once; the secret is shown on demand.

use belfry::{
    access::Granted,
    domain::keys,
    identity::session::Claims,
    model::{WorkspaceKey, can},
};

use crate::house::{House, houses};

mod client;
mod limits;
mod programs;
mod rotating;

const KEYS: &str = "/staging/keys";
const PAIRS: &str = "/staging/keys?show=workspace";

async fn generate(house: &House, who: &str, name: &str) -> crate::house::Reply {
    house.submit(who, KEYS, "/api/keys/generate", &[("workspace", "staging"), ("name", name)]).await
}

/// A page as Ada sees it who has just signed in: time that a test lets pass ends sessions.
async fn look(house: &House, page: &str) -> String {
    let claims = Claims::new(house.person("Ada").clone(), house.account.clone(), true, house.app.now());
    let cookie = house.session(&claims).await;
    house.send("nobody", "GET", page, &[("cookie", &cookie), ("accept", "text/html")], "").await.body
}

/// The workspace key that staging was made with.
async fn pair(house: &House) -> WorkspaceKey {
    let granted: Granted<can::ManageKeys> = house.granted("staging").await;
    keys::workspace::list(&granted).await.unwrap().remove(0)
}

/// The first text of a page that begins with this and has the length of a key.
fn key_in(html: &str, begins: &str) -> Option<String> {
    html.match_indices(begins)
        .map(|(at, _)| html[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect())
        .find(|text: &String| text.len() == begins.len() + 43)
}

#[tokio::test]
async fn a_new_api_key_is_shown_once_and_never_again() {
    for house in houses().await {
        let before = house.page("Ada", KEYS).await.body;
        assert!(before.contains("No API key yet"), "{before}");

        let sent = generate(&house, "Ada", "Orders").await;
        assert_eq!((sent.status, sent.location()), (303, KEYS), "the text is in no address");
        assert!(!sent.headers.iter().any(|(_, value)| value.to_str().is_ok_and(|text| text.contains("SS."))));

        let elsewhere = house.page("Ada", "/production/keys").await.body;
        assert_eq!(key_in(&elsewhere, "SS."), None, "another workspace does not show it");
        let first = house.page("Ada", KEYS).await.body;
        let text = key_in(&first, "SS.").expect("the page after shows the key");
        assert!(elsewhere.contains("Generated the key Orders."), "{elsewhere}");
        let second = house.page("Ada", KEYS).await.body;
        assert!(!second.contains(&text), "shown once");
        assert!(second.contains("Orders") && second.contains(&text[..10]) && second.contains("by Ada"), "{second}");

        let mut tx = house.granted::<can::ManageKeys>("staging").await.read_control().await.unwrap();
        let found = belfry::store::keys::find_holder_by_hash(&mut tx, &belfry::identity::sha256(&text)).await.unwrap();
        assert_eq!(found.expect("its hash is stored").key_name, "Orders");
        assert_eq!(house.audit().await, [("Ada".into(), "api_key.generated".into())]);
    }
}

#[tokio::test]
async fn a_key_that_nobody_looked_at_is_not_shown_later() {
    let house = &houses().await[0];
    generate(house, "Ada", "Orders").await;
    house.app.clock.advance(11 * 60_000);
    assert_eq!(key_in(&house.page("Ada", KEYS).await.body, "SS."), None);
}

#[tokio::test]
async fn a_name_is_taken_while_its_key_counts() {
    for house in houses().await {
        generate(&house, "Ada", "Orders").await;
        let again = house.call("Max", "/api/keys/generate", &[("workspace", "staging"), ("name", " Orders ")]).await;
        assert_eq!(again.status, 409, "{}", again.body);
        assert!(again.body.contains("Another key has this name already."));
        let elsewhere = house.call("Max", "/api/keys/generate", &[("workspace", "production"), ("name", "Orders")]).await;
        assert_eq!(elsewhere.status, 200, "{}", elsewhere.body);

        let id = api_key(&house).await;
        assert_eq!(house.call("Max", "/api/keys/revoke", &[("workspace", "staging"), ("id", &id)]).await.status, 200);
        let again = house.call("Max", "/api/keys/generate", &[("workspace", "staging"), ("name", "Orders")]).await;
        assert_eq!(again.status, 200, "a revoked key gives its name back: {}", again.body);
    }
}

async fn api_key(house: &House) -> String {
    let granted: Granted<can::ManageKeys> = house.granted("staging").await;
    keys::api::list(&granted).await.unwrap().first().expect("a key is there").id.to_string()
}

#[tokio::test]
async fn a_revoked_key_stays_in_the_list_and_no_longer_counts() {
    for house in houses().await {
        generate(&house, "Ada", "Orders").await;
        let text = key_in(&house.page("Ada", KEYS).await.body, "SS.").unwrap();
        let id = api_key(&house).await;
        let theirs = house.call("Stranger", "/api/keys/revoke", &[("workspace", "staging"), ("id", &id)]).await;
        assert_eq!(theirs.status, 404, "a key of another account");
        let wrong = house.call("Ada", "/api/keys/revoke", &[("workspace", "production"), ("id", &id)]).await;
        assert_eq!(wrong.status, 404, "a key of another workspace");

        let sent = house.submit("Max", KEYS, "/api/keys/revoke", &[("workspace", "staging"), ("id", &id)]).await;
        assert_eq!((sent.status, sent.location()), (303, KEYS));
        let page = house.page("Max", KEYS).await.body;
        assert!(page.contains("Revoked the key Orders.") && page.contains("Orders"), "{page}");
        let again = house.call("Max", "/api/keys/revoke", &[("workspace", "staging"), ("id", &id)]).await;
        assert_eq!(again.status, 404, "once is enough");

        let mut tx = house.granted::<can::ManageKeys>("staging").await.read_control().await.unwrap();
        assert!(belfry::store::keys::find_holder_by_hash(&mut tx, &belfry::identity::sha256(&text)).await.unwrap().is_none());
        assert_eq!(house.audit().await.last().unwrap(), &("Max".into(), "api_key.disabled".into()));
    }
}

#[tokio::test]
async fn the_secret_is_shown_on_demand_once_and_that_is_written_down() {
    for house in houses().await {
        let page = house.page("Ada", PAIRS).await.body;
        assert!(key_in(&page, "SS.WSK.").is_some(), "the key is always there: {page}");
        assert_eq!(key_in(&page, "SS.WSS."), None);
        let id = pair(&house).await.id.to_string();
        let sent = house.submit("Ada", PAIRS, "/api/keys/reveal", &[("workspace", "staging"), ("id", &id)]).await;
        assert_eq!((sent.status, sent.location()), (303, PAIRS));
        let shown = house.page("Ada", PAIRS).await.body;
        let secret = key_in(&shown, "SS.WSS.").expect("the secret");
        assert!(shown.matches(&secret).count() >= 2, "the first call is filled in, too");
        assert_eq!(key_in(&house.page("Ada", PAIRS).await.body, "SS.WSS."), None);
        assert_eq!(house.audit().await, [("Ada".into(), "workspace_key.revealed".into())]);
    }
}

#[tokio::test]
async fn who_has_to_confirm_first_finds_what_was_typed_when_coming_back() {
    for house in houses().await {
        let stale =
            Claims { fresh_until: 0, ..Claims::new(house.person("Ada").clone(), house.account.clone(), true, house.app.now()) };
        let cookie = house.session(&stale).await;
        let headers = |page: &str| {
            vec![("cookie", cookie.clone()), ("accept", "text/html".into()), ("referer", format!("http://belfry.test{page}"))]
        };
        let send = async |method: &str, path: &str, page: &str, body: &str| {
            let mut headers = headers(page);
            headers.push(("content-type", "application/x-www-form-urlencoded".into()));
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            house.send("nobody", method, path, &headers, body.to_owned()).await
        };
        let sent = send("POST", "/api/keys/generate", KEYS, "workspace=staging&name=Orders+service").await;
        assert_eq!((sent.status, sent.location()), (303, "/confirm?next=%2Fstaging%2Fkeys"));
        assert!(house.audit().await.is_empty());
        let unconfirmed = send("GET", KEYS, KEYS, "").await;
        assert!(!unconfirmed.body.contains("Orders service"));

        house.confirm(&cookie).await;
        let back = send("GET", KEYS, KEYS, "").await;
        assert!(back.body.contains(r#"value="Orders service""#) && back.body.contains("Send this once more."), "{}", back.body);
    }
}

#[tokio::test]
async fn snippets_carry_the_address_and_the_key() {
    let house = &houses().await[0];
    let curl = house.page("Max", KEYS).await.body;
    assert!(curl.contains("http://belfry.test/trigger/") && curl.contains("YOUR_API_KEY"), "{curl}");
    for (language, word) in [("node", "@suprsend/node-sdk"), ("python", "suprsend-py-sdk")] {
        let page = house.page("Max", &format!("{KEYS}?lang={language}")).await.body;
        assert!(page.contains(word) && page.contains("http://belfry.test") && page.matches("SS.WSK.").count() == 1, "{page}");
    }
    let cli = house.page("Max", &format!("{KEYS}?lang=cli")).await.body;
    assert!(cli.contains("SUPRSEND_MGMNT_URL=http://belfry.test") && cli.contains("--workspace staging"), "{cli}");
}
