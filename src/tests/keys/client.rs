//! Public keys, signing keys with the tokens that they sign, the inbox secret, and the trigger that is tried.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use belfry::{domain::keys, model::can};
use hmac::{Hmac, Mac};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer},
    pkcs8::DecodePrivateKey,
};
use serde_json::json;
use sha2::Sha256;

use crate::house::{House, houses};

const PUBLIC: &str = "/staging/keys?show=public";
const SIGNING: &str = "/staging/keys?show=signing";
const INBOX: &str = "/staging/keys?show=inbox";

#[tokio::test]
async fn a_public_key_has_domains_and_a_mode_and_the_default_one_stays() {
    for house in houses().await {
        let granted = house.app.as_system::<can::ManageKeys>(&house.account, house.workspace("staging").await, "test");
        let list = async || keys::public::list(&granted).await.unwrap();
        let default = list().await.remove(0);
        assert!(default.is_default && default.name == "default" && default.key.len() == "SS.PUBK.".len() + 43, "{default:?}");
        assert!(house.page("Max", PUBLIC).await.body.contains(&default.key), "it is no secret");

        let made = [("workspace", "staging"), ("name", "Web app"), ("domains", "https://App.acme.test/, *.acme.test")];
        assert_eq!(house.call("Max", "/api/keys/generate_public", &made).await.status, 200);
        let wrong = [("workspace", "staging"), ("name", "Other"), ("domains", "acme.test, over/there")];
        let refused = house.call("Max", "/api/keys/generate_public", &wrong).await;
        assert!(refused.status == 422 && refused.body.contains("is no domain"), "{}", refused.body);
        let web = list().await.remove(1);
        assert_eq!(web.domains, r#"["app.acme.test","*.acme.test"]"#);
        let id = web.id.to_string();
        let edit = [("workspace", "staging"), ("id", &*id), ("secure_mode", "true"), ("domains", "acme.test")];
        assert_eq!(house.call("Max", "/api/keys/edit_public", &edit).await.status, 200);
        let page = house.page("Max", PUBLIC).await.body;
        assert!(page.contains("acme.test") && !page.contains("app.acme.test") && page.contains("Secure mode"), "{page}");

        let rotate = [("workspace", "staging"), ("id", &*id), ("grace", "day")];
        assert_eq!(house.call("Max", "/api/keys/rotate_public", &rotate).await.status, 200);
        let rotated = list().await.remove(1);
        assert!(rotated.key != web.key && rotated.old_until == Some(house.app.now() + 86_400_000), "{rotated:?}");
        let end =
            async |id: &str| house.call("Max", "/api/keys/delete_public", &[("workspace", "staging"), ("id", id)]).await.status;
        assert_eq!((end(&default.id.to_string()).await, end(&id).await, end(&id).await), (409, 200, 404));
        let actions: Vec<String> = house.audit().await.into_iter().map(|(_, action)| action).collect();
        let of = |what: &str| format!("public_api_key.{what}");
        let expected = ["generated", "secure_mode_enabled", "updated", "rotated", "deleted"].map(of);
        assert_eq!(actions, expected);
    }
}

/// The private key that a page shows.
async fn private_key(house: &House) -> SigningKey {
    let page = house.page("Ada", SIGNING).await.body;
    let base64 = page.split("LS0tLS1CRUdJTi").nth(1).expect("the private key is shown");
    let end = base64.find(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c)).unwrap();
    let pem = base64::engine::general_purpose::STANDARD.decode(format!("LS0tLS1CRUdJTi{}", &base64[..end])).unwrap();
    assert!(!house.page("Ada", SIGNING).await.body.contains("LS0tLS1CRUdJTi"), "once");
    SigningKey::from_pkcs8_pem(&String::from_utf8(pem).unwrap()).unwrap()
}

fn token(key: &SigningKey, house: &House) -> String {
    let now = house.app.now() / 1000;
    let claims = json!({"entity_type": "subscriber", "entity_id": "ann", "iat": now, "exp": now + 900_000});
    let header = json!({"alg": "ES256", "typ": "JWT"});
    let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
}

#[tokio::test]
async fn a_signing_key_is_rolled_and_tokens_of_the_old_one_are_good_for_a_while() {
    for house in houses().await {
        let generate = [("workspace", "staging")];
        let sent = house.submit("Ada", SIGNING, "/api/keys/generate_signing", &generate).await;
        assert_eq!((sent.status, sent.location()), (303, SIGNING), "{}", sent.body);
        let first = private_key(&house).await;
        assert_eq!(house.call("Ada", "/api/keys/generate_signing", &generate).await.status, 409, "one is active");

        let check = async |token: &str| {
            house.call("Ada", "/api/keys/check_user_token", &[("workspace", "staging"), ("user_token", token)]).await
        };
        let old = token(&first, &house);
        let said = check(&old).await;
        assert!(said.status == 200 && said.body.contains("good for the user ann"), "{}", said.body);
        let said = check(&format!("{old}x")).await;
        assert!(said.status == 422 && said.body.contains("user_token"), "{}", said.body);

        let granted = house.app.as_system::<can::ManageKeys>(&house.account, house.workspace("staging").await, "test");
        let uid = keys::signing::list(&granted).await.unwrap().remove(0).uid;
        let roll = [("workspace", "staging"), ("uid", &*uid), ("grace", "day")];
        let sent = house.submit("Ada", SIGNING, "/api/keys/roll_signing", &roll).await;
        assert_eq!((sent.status, sent.location()), (303, SIGNING));
        let second = private_key(&house).await;
        let new = token(&second, &house);
        assert_eq!((check(&old).await.status, check(&new).await.status), (200, 200));
        assert_eq!(house.call("Ada", "/api/keys/roll_signing", &roll).await.status, 409, "it was rolled already");
        house.app.clock.advance(86_400_000);
        assert!(keys::signing::check_token(&granted, &old).await.is_err(), "its time is over");
        let active = keys::signing::list(&granted).await.unwrap().remove(0).uid;
        assert_eq!(keys::signing::check_token(&granted, &new).await.unwrap().signed_with, active);
        keys::signing::delete(&granted, &active).await.unwrap();
        assert!(keys::signing::check_token(&granted, &new).await.is_err(), "a deleted key signs nothing");
    }
}

#[tokio::test]
async fn the_inbox_secret_makes_subscriber_ids() {
    for house in houses().await {
        let secret = async |page: &str| {
            let words = page.split(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)));
            words.filter(|word| word.len() == 43).map(str::to_owned).next().expect("the secret is shown")
        };
        let form = [("workspace", "staging")];
        let sent = house.submit("Ada", INBOX, "/api/keys/reveal_inbox", &form).await;
        assert_eq!((sent.status, sent.location()), (303, INBOX));
        let old = secret(&house.page("Ada", INBOX).await.body).await;
        assert!(!house.page("Ada", INBOX).await.body.contains(&old), "once");
        let id = |secret: &str| {
            let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update("ann");
            BASE64.encode(mac.finalize().into_bytes())
        };
        let check = async |id: &str| {
            let form = [("workspace", "staging"), ("distinct_id", "ann"), ("subscriber_id", id)];
            house.call("Ada", "/api/keys/check_subscriber_id", &form).await
        };
        assert_eq!((check(&id(&old)).await.status, check(&id("other")).await.status, check("?").await.status), (200, 422, 422));
        house.submit("Ada", INBOX, "/api/keys/rotate_inbox", &[("workspace", "staging"), ("grace", "hour")]).await;
        let new = secret(&house.page("Ada", INBOX).await.body).await;
        let said = check(&id(&old)).await;
        assert!(new != old && said.status == 200 && said.body.contains("before this one"), "{}", said.body);
        assert_eq!(check(&id(&new)).await.status, 200);
        house.app.clock.advance(3_600_000);
        let granted = house.app.as_system::<can::ManageKeys>(&house.account, house.workspace("staging").await, "test");
        let said = keys::inbox::check(&granted, "ann", &id(&old)).await.unwrap_err().to_string();
        assert!(said.contains("no longer works"), "{said}");
    }
}

#[tokio::test]
async fn the_first_call_can_be_tried_from_the_page() {
    for house in houses().await {
        assert!(house.page("Ada", "/staging/keys").await.body.contains("No workflow is live here"));
        house.live_workflow("staging", "greeting").await;
        let page = house.page("Ada", "/staging/keys").await.body;
        assert!(page.contains("Triggers the workflow “greeting”"), "the snippets name what is there: {page}");
        let form = [("workspace", "staging"), ("workflow", "greeting"), ("user", "ann"), ("email", "ann@example.com")];
        let sent = house.submit("Ada", "/staging/keys", "/api/keys/try_it", &form).await;
        let to = sent.location().to_owned();
        assert!(sent.status == 303 && to.starts_with("/staging/keys?request=req_"), "{to}");
        let page = house.page("Ada", &to).await.body;
        let request = to.split("request=").nth(1).unwrap().split('#').next().unwrap();
        assert!(page.contains("202 Accepted") && page.contains(&format!("/staging/requests/{request}")), "{page}");
        let form = [("workspace", "staging"), ("workflow", "greeting"), ("user", ""), ("email", "")];
        assert_eq!(house.call("Ada", "/api/keys/try_it", &form).await.status, 422);
        let forged = house.page("Ada", "/staging/keys?request=req_%3Cb%3E").await.body;
        assert!(!forged.contains("202 Accepted"), "{forged}");
    }
}

#[tokio::test]
async fn a_workspace_from_before_gets_what_it_lacks_once() {
    for house in houses().await {
        use crate::house::Sabotage;
        const GONE: &str = "delete from public_key; delete from inbox_secret;";
        house.sabotage(&Sabotage { sqlite: GONE, postgres: GONE }).await;
        let granted = house.app.as_system::<can::ManageKeys>(&house.account, house.workspace("staging").await, "test");
        assert!(keys::public::list(&granted).await.unwrap().is_empty());
        keys::complete(&house.app).await.unwrap();
        let made = keys::public::list(&granted).await.unwrap();
        assert!(made.len() == 1 && made[0].is_default && keys::inbox::find(&granted).await.is_ok());
        keys::complete(&house.app).await.unwrap();
        assert_eq!(keys::public::list(&granted).await.unwrap(), made);
    }
}
