//! Signing in with an OpenID provider: a small one of the test's own, which says what it is told to.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, routing::get};
use belfry::{
    access::Entry,
    model::{Id, InAccount, RoleId, can},
    store,
};
use openidconnect::{
    Audience, EmptyAdditionalClaims, EndUserEmail, IssuerUrl, JsonWebKeyId, Nonce, PrivateSigningKey, StandardClaims,
    SubjectIdentifier,
    core::{CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    house::{House, PASSWORD, houses},
};

const PAGE: &str = "/account/single-sign-on";

/// A key of this test and of nothing else.
const KEY: &str =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIBI6bV1Ud5UvzMPHXinveXjPUALNTWHgVFLM2jk5W/D+\n-----END PRIVATE KEY-----\n";
const OTHER_KEY: &str =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n";

/// What the provider says the next time that it is asked.
#[derive(Clone)]
struct Says {
    subject: &'static str,
    email: &'static str,
    verified: bool,
    nonce: String,
    audience: &'static str,
    /// Milliseconds since 1970.
    now: i64,
    key: &'static str,
    /// What it was asked with, to be looked at.
    asked: String,
}

struct Provider {
    issuer: String,
    says: Arc<Mutex<Says>>,
}

#[derive(Clone)]
struct Shared {
    issuer: String,
    says: Arc<Mutex<Says>>,
}

fn key(pem: &str) -> CoreEdDsaPrivateSigningKey {
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(pem, Some(JsonWebKeyId::new("one".to_owned()))).unwrap()
}

async fn description(State(shared): State<Shared>) -> Json<Value> {
    let issuer = &shared.issuer;
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"), "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn jwks() -> Json<Value> {
    Json(json!({"keys": [key(KEY).as_verification_key()]}))
}

async fn token(State(shared): State<Shared>, body: String) -> Json<Value> {
    let says = {
        let mut says = shared.says.lock().unwrap();
        says.asked = body;
        says.clone()
    };
    let at = |millis| chrono::DateTime::from_timestamp_millis(millis).unwrap();
    let claims = StandardClaims::new(SubjectIdentifier::new(says.subject.to_owned()))
        .set_email(Some(EndUserEmail::new(says.email.to_owned())))
        .set_email_verified(Some(says.verified));
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(shared.issuer.clone()).unwrap(),
        vec![Audience::new(says.audience.to_owned())],
        at(says.now + 300_000),
        at(says.now),
        claims,
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new(says.nonce.clone())));
    let token = CoreIdToken::new(claims, &key(says.key), CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap();
    Json(json!({"access_token": "none of ours", "token_type": "Bearer", "id_token": token.to_string()}))
}

impl Provider {
    async fn start(house: &House) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Arc::new(Mutex::new(Says {
            subject: "a-1",
            email: "ada@acme.test",
            verified: true,
            nonce: String::new(),
            audience: "belfry",
            now: house.app.now(),
            key: KEY,
            asked: String::new(),
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(description))
            .route("/jwks", get(jwks))
            .route("/token", axum::routing::post(token))
            .with_state(Shared { issuer: issuer.clone(), says: says.clone() });
        #[allow(clippy::disallowed_methods, reason = "a server that ends with the test")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, says }
    }

    /// Sets it up in the house.
    async fn introduce(&self, house: &House, more: &[(&str, &str)]) {
        let mut form = vec![
            ("label", "Acme ID"),
            ("issuer", self.issuer.as_str()),
            ("client_id", "belfry"),
            ("client_secret", "s3cret of the client"),
            ("enabled", "true"),
        ];
        form.extend_from_slice(more);
        let saved = house.call("Olga", "/api/single_sign_on/save", &form).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
    }

    fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }
}

/// Off to the provider: what it is sent, by name.
async fn sent_off(house: &House, browser: &mut Browser<'_>, next: &str) -> Vec<(String, String)> {
    let path = format!("/sign-in/oidc/{}{next}", house.account);
    let away = browser.page(&path).await;
    assert_eq!(away.status, 303, "{}", away.body);
    let (_, query) = away.location().split_once("/auth?").unwrap_or_else(|| panic!("to the provider: {}", away.location()));
    serde_urlencoded::from_str(query).unwrap()
}

fn part<'a>(sent: &'a [(String, String)], name: &str) -> &'a str {
    &sent.iter().find(|(key, _)| key == name).unwrap_or_else(|| panic!("{name} in {sent:?}")).1
}

/// The whole way: there, said, and back. Answers where the browser is led.
async fn round(house: &House, provider: &Provider, browser: &mut Browser<'_>) -> String {
    let sent = sent_off(house, browser, "").await;
    provider.says(|says| {
        says.nonce = part(&sent, "nonce").to_owned();
        says.now = house.app.now();
    });
    back(browser, part(&sent, "state")).await
}

async fn back(browser: &mut Browser<'_>, state: &str) -> String {
    let reply = browser.page(&format!("/sign-in/oidc/callback?code=given&state={state}&iss=x")).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.location().to_owned()
}

/// What the sign-in page says above its form.
async fn refusal(browser: &mut Browser<'_>) -> String {
    browser.page("/sign-in").await.body
}

#[tokio::test]
async fn who_is_in_the_team_signs_in_and_is_known_again_by_their_subject() {
    for house in houses().await {
        let provider = Provider::start(&house).await;
        assert!(!refusal(&mut house.browser()).await.contains("Acme ID"));
        provider.introduce(&house, &[]).await;
        let mut ada = house.browser();
        assert!(refusal(&mut ada).await.contains("Sign in with Acme ID"));
        let sent = sent_off(&house, &mut ada, "?next=%2Fstaging%2Fworkflows").await;
        assert_eq!(part(&sent, "redirect_uri"), "http://belfry.test/sign-in/oidc/callback");
        assert_eq!((part(&sent, "code_challenge_method"), part(&sent, "response_type")), ("S256", "code"));
        provider.says(|says| says.nonce = part(&sent, "nonce").to_owned());
        assert_eq!(back(&mut ada, part(&sent, "state")).await, "/staging/workflows");
        assert_eq!(ada.page("/staging/workflows").await.status, 200);
        let asked = provider.says.lock().unwrap().asked.clone();
        assert!(asked.contains("code_verifier=") && asked.contains("code=given"), "{asked}");

        // The address may change, here or there: the subject stays.
        provider.says(|says| says.email = "somebody@else.test");
        let mut again = house.browser();
        assert_eq!(round(&house, &provider, &mut again).await, "/");
        assert!(again.page("/account/profile").await.body.contains("ada@acme.test"));
        let told = house.audit_of("Ada").await;
        assert_eq!(told, ["person.single_sign_on_linked", "session.signed_in", "session.signed_in"]);
    }
}

#[tokio::test]
async fn a_stranger_is_told_so_and_nobody_joins_this_way() {
    for house in houses().await {
        let provider = Provider::start(&house).await;
        provider.introduce(&house, &[]).await;
        for (subject, email, verified) in
            [("x-1", "new@acme.test", true), ("x-2", "max@acme.test", false), ("x-3", "stranger@acme.test", true)]
        {
            provider.says(|says| (says.subject, says.email, says.verified) = (subject, email, verified));
            let mut browser = house.browser();
            assert_eq!(round(&house, &provider, &mut browser).await, "/sign-in", "{email}");
            let page = refusal(&mut browser).await;
            assert!(page.contains("knows you, and this team does not"), "{page}");
            assert_eq!(browser.page("/staging").await.status, 303);
        }
    }
}

#[tokio::test]
async fn who_was_deactivated_does_not_come_back_this_way() {
    for house in houses().await {
        let provider = Provider::start(&house).await;
        provider.introduce(&house, &[]).await;
        assert_eq!(round(&house, &provider, &mut house.browser()).await, "/");
        let ada = house.person("Ada").to_string();
        assert_eq!(house.call("Olga", "/api/team/deactivate", &[("person", &ada)]).await.status, 200);
        let mut browser = house.browser();
        assert_eq!(round(&house, &provider, &mut browser).await, "/sign-in");
        assert_eq!(browser.page("/staging").await.status, 303);
    }
}

#[tokio::test]
async fn a_second_factor_of_ones_own_is_asked_for_unless_the_provider_counts_for_both() {
    for house in houses().await {
        let secret = house.with_second_factor("Ada").await;
        let provider = Provider::start(&house).await;
        provider.introduce(&house, &[]).await;
        let mut ada = house.browser();
        assert_eq!(round(&house, &provider, &mut ada).await, "/sign-in/second-factor");
        assert_eq!(ada.page("/staging").await.location(), "/sign-in/second-factor");
        assert_eq!(ada.call("/api/session/second_factor", &[("code", &house.code(&secret))]).await.status, 200);
        assert_eq!(ada.page("/staging").await.status, 200);

        provider.introduce(&house, &[("both_factors", "true")]).await;
        let mut ada = house.browser();
        assert_eq!(round(&house, &provider, &mut ada).await, "/");
        assert_eq!(ada.page("/staging").await.status, 200);
    }
}

#[tokio::test]
async fn the_word_of_a_provider_counts_in_its_own_account_alone() {
    for house in houses().await {
        house.with_password("Ada").await;
        let granted = house.app.as_system::<can::ViewMembers>(&house.account, InAccount, "test");
        let other = store::people::memberships(&mut granted.read().await.unwrap(), house.person("Stranger")).await.unwrap();
        let other = other[0].account_id.clone();
        let granted = house.app.as_system::<can::EditMembers>(&other, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        let now = change.now;
        store::people::insert_member(&mut change, &other, house.person("Ada"), &RoleId::member(), now).await.unwrap();
        change.commit(Entry::new("account.member_joined", house.person("Ada"))).await.unwrap();

        let provider = Provider::start(&house).await;
        provider.introduce(&house, &[("both_factors", "true")]).await;
        let mut ada = house.browser();
        assert_eq!(round(&house, &provider, &mut ada).await, "/");
        assert_eq!(ada.page("/staging").await.status, 200);
        let elsewhere = [("account", other.as_str())];
        for (action, fields) in [
            ("/api/session/switch_account", &elsewhere[..]),
            ("/api/profile/change_email", &[("email", "mallory@acme.test")]),
            ("/api/second_factor/begin", &[]),
        ] {
            let reply = ada.call(action, fields).await;
            assert_eq!((reply.status, reply.json().as_str()), (403, Some("NotFresh")), "{action}");
        }
        assert_eq!(ada.call("/api/session/confirm", &[("password", PASSWORD)]).await.status, 200);
        assert_eq!(ada.call("/api/session/switch_account", &elsewhere).await.status, 200);
    }
}

#[tokio::test]
async fn the_page_of_another_site_begins_no_sign_in() {
    let house = &houses().await[0];
    let provider = Provider::start(house).await;
    provider.introduce(house, &[]).await;
    let path = format!("/sign-in/oidc/{}?next=%2Fstaging", house.account);
    for (site, away) in [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false)] {
        let headers = [("accept", "text/html"), ("sec-fetch-site", site)];
        let reply = house.send("nobody", "GET", &path, &headers, "").await;
        assert_eq!(reply.status, 303, "{site}");
        assert_eq!(reply.location() != "/sign-in?next=%2Fstaging", away, "{site}: {}", reply.location());
    }
}

#[tokio::test]
async fn what_was_forged_replayed_or_kept_too_long_signs_nobody_in() {
    for house in houses().await {
        let provider = Provider::start(&house).await;
        provider.introduce(&house, &[]).await;
        let refused = async |what: &str, change: &dyn Fn(&mut Says)| {
            let mut browser = house.browser();
            let sent = sent_off(&house, &mut browser, "").await;
            provider.says(|says| {
                *says = Says {
                    nonce: part(&sent, "nonce").to_owned(),
                    now: house.app.now(),
                    audience: "belfry",
                    key: KEY,
                    ..says.clone()
                };
                change(says);
            });
            assert_eq!(back(&mut browser, part(&sent, "state")).await, "/sign-in", "{what}");
            assert!(refusal(&mut browser).await.contains("did not confirm who you are"), "{what}");
        };
        refused("another nonce", &|says| says.nonce = "other".to_owned()).await;
        refused("for somebody else", &|says| says.audience = "other").await;
        refused("signed by somebody else", &|says| says.key = OTHER_KEY).await;
        refused("too old", &|says| says.now -= 3_600_000).await;
        provider.says(|says| (says.key, says.audience) = (KEY, "belfry"));

        let mut browser = house.browser();
        let sent = sent_off(&house, &mut browser, "").await;
        assert_eq!(back(&mut browser, "made-up").await, "/sign-in", "a state that was not sent");
        assert_eq!(back(&mut browser, part(&sent, "state")).await, "/sign-in", "an errand counts once");
        let sent = sent_off(&house, &mut browser, "").await;
        let mut other = house.browser();
        assert_eq!(back(&mut other, part(&sent, "state")).await, "/sign-in", "begun in another browser");
        house.app.clock.advance(11 * 60_000);
        assert_eq!(back(&mut browser, part(&sent, "state")).await, "/sign-in", "too long at the provider");
        let away = browser.page(&format!("/sign-in/oidc/{}?next=https://evil.test", house.account)).await;
        assert_eq!(away.status, 303);
        assert_eq!(browser.page("/sign-in/oidc/acc_missing").await.status, 404);
    }
}

#[tokio::test]
async fn the_provider_is_asked_before_it_is_saved_and_its_secret_stays_sealed() {
    for house in houses().await {
        let provider = Provider::start(&house).await;
        let form = |issuer: &str| {
            vec![("label", "Acme ID".to_owned()), ("issuer", issuer.to_owned()), ("client_id", "belfry".to_owned())]
        };
        let save = async |issuer: &str| {
            let form = form(issuer);
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            house.call("Olga", "/api/single_sign_on/save", &form).await
        };
        for wrong in ["nowhere", "http://127.0.0.1:9", &format!("{}/other", provider.issuer)] {
            let reply = save(wrong).await;
            assert!(reply.status == 422 && reply.body.contains("issuer"), "{wrong}: {} {}", reply.status, reply.body);
        }
        provider.introduce(&house, &[]).await;
        let page = house.page("Olga", PAGE).await.body;
        assert!(page.contains("Acme ID") && !page.contains("s3cret"), "{page}");
        let granted = house.app.as_system::<can::EditAccount>(&house.account, belfry::model::InAccount, "test");
        let mut tx = granted.read().await.unwrap();
        let kept = belfry::store::single_sign_on::find(&mut tx, &house.account).await.unwrap().unwrap();
        drop(tx);
        assert!(!kept.client_secret.contains("s3cret"));
        assert_eq!(save(&provider.issuer).await.status, 200, "without a secret the old one stays");
        assert_eq!(house.browser().page(&format!("/sign-in/oidc/{}", house.account)).await.status, 404, "it was switched off");
        provider.introduce(&house, &[]).await;
        assert_eq!(round(&house, &provider, &mut house.browser()).await, "/");
        assert_eq!(house.call("Olga", "/api/single_sign_on/remove", &[]).await.status, 200);
        assert!(!house.browser().page("/sign-in").await.body.contains("Acme ID"));
        assert_eq!(
            house.audit_of("Olga").await,
            ["account.single_sign_on_saved"; 3].into_iter().chain(["account.single_sign_on_removed"]).collect::<Vec<_>>()
        );
    }
}
