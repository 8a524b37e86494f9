//! An account with an admin who is signed in, API keys, and what is triggered and listed.

use std::{collections::HashMap, path::Path};

use belfry::{
    access::{App, Entry, chain},
    args,
    db::{Clock, Db},
    domain::{
        assets,
        vendors::{self, SmtpForm},
        workspaces,
    },
    http,
    identity::{
        Sessions, cookie_key,
        session::{CLAIMS_KEY, Claims},
        sha256,
    },
    model::{AccountId, ApiKey, AssetKind, InAccount, KeyScope, Name, PersonId, RoleId, Slug, Workspace, can},
    store::{
        self,
        audit::AuditRow,
        seals::{self, Head, Seal},
    },
};
use tower_sessions::{
    SessionStore,
    cookie::CookieJar,
    session::{Id, Record},
};

/// So many workflows fill a page of the list.
const WORKFLOWS: usize = 50;

const TEMPLATE: &str = r#"{"variants": [
    {"id": "default", "locale": "en", "channel": "inbox", "content": {"body": "Order {{order}}"}},
    {"id": "default", "locale": "en", "channel": "email", "content": {"subject": "Order {{order}}", "html": "<p>Order {{order}}</p>"}}]}"#;

/// Answers the API keys of Staging and of the Sandbox, and the admin's cookie.
pub async fn furnish(data: &Path, database: &str, smtp: u16) -> (String, String, String) {
    let app = opened(data, database).await;
    let account: AccountId = app.clock.id();
    let granted = app.as_system::<can::CreateWorkspaces>(&account, InAccount, "bench");
    let mut change = granted.change_control().await.expect("a change");
    let now = change.now;
    store::people::insert_account(&mut change, &account, "Bench", now).await.expect("an account");
    store::roles::insert_built_in(&mut change, &account, now).await.expect("its roles");
    let person: PersonId = change.id();
    store::people::insert_person(&mut change, &person, "ada@bench.test", "Ada", "no password", now).await.expect("a person");
    store::people::insert_member(&mut change, &account, &person, &RoleId::admin(), now).await.expect("a member");
    let made = workspaces::provision(&mut change, &app, &account).await.expect("workspaces");
    change.commit(Entry::new("account.created", &account)).await.expect("a commit");
    let workspace = |slug: &str| made.iter().find(|workspace| workspace.slug.as_str() == slug).expect("a workspace").clone();
    let (staging, sandbox) = (workspace("staging"), workspace("sandbox"));

    for place in [&staging, &sandbox] {
        asset(&app, &account, place, AssetKind::Template, "welcome", TEMPLATE).await;
        asset(&app, &account, place, AssetKind::Workflow, "welcome", &workflow("send_inbox")).await;
        asset(&app, &account, place, AssetKind::Workflow, "mail", &workflow("send_email")).await;
    }
    for n in 2..WORKFLOWS {
        asset(&app, &account, &staging, AssetKind::Workflow, &format!("workflow-{n}"), &workflow("send_inbox")).await;
    }
    let form = SmtpForm {
        host: "127.0.0.1".into(),
        port: smtp.to_string(),
        security: "none".into(),
        from_name: "Bench".into(),
        from_address: "news@bench.test".into(),
        ..SmtpForm::default()
    };
    let granted = app.as_system::<can::ManageVendors>(&account, staging.clone(), "bench");
    vendors::save_smtp(&granted, None, &Name::parse("Sink").expect("a name"), &form).await.expect("a vendor");

    let claims = Claims::new(person, account.clone(), true, now);
    (api_key(&app, &account, &staging).await, api_key(&app, &account, &sandbox).await, session(&app, &claims).await)
}

async fn opened(data: &Path, database: &str) -> App {
    let settings = http::Settings {
        data: data.to_owned(),
        address: ([127, 0, 0, 1], 0).into(),
        base_url: None,
        database: Some(database.to_owned()),
        regions: vec![],
        master_key: None,
        mail: None,
        allow_private_addresses: true,
        audit_head: None,
        trusted_proxies: vec![],
        metrics_address: None,
        sandbox_sends: false,
        work: false,
        site: leptos::config::LeptosOptions::builder().output_name("belfry").build(),
    };
    http::open(&settings, Clock::System).await.expect("the database opens")
}

/// Goes on with the chain of the audit log over all entries that have no seal, and signs its end.
pub async fn seal(data: &Path, database: &str) {
    let app = opened(data, database).await;
    let db = Db::open(database).await.expect("the database opens");
    let mut read = db.read().await.expect("a connection");
    let Head { chain, mark } = seals::head(&mut read).await.expect("a head").expect("a head");
    let mut hash = if mark.sequence == 0 { chain::beginning(&chain) } else { mark.hash };
    let (mut sequence, mut after) = (mark.sequence, String::new());
    loop {
        let sql = "select account_id, id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, workspace_id, detail,
                address, user_agent from audit_entry
            where id > $1 and not exists (select 1 from audit_seal where entry_id = audit_entry.id) order by id limit 20000";
        let rows: Vec<AuditRow> = read.all(sql, args![&after]).await.expect("entries");
        let Some(last) = rows.last() else { break };
        after = last.entry.id.to_string();
        let links = rows.iter().map(|row| {
            hash = chain::link(&hash, &chain::digest(row));
            sequence += 1;
            let (entry_id, version) = (row.entry.id.clone(), chain::VERSION);
            Seal { sequence, entry_id, version, hash: hash.clone(), digest: None, proof: None }
        });
        let links: Vec<Seal> = links.collect();
        let mark = chain::sign(&app.vault, &chain, sequence, &hash, app.now());
        let mut tx = db.write().await.expect("a transaction");
        seals::insert(&mut tx, &links).await.expect("links");
        seals::insert_checkpoint(&mut tx, &mark).await.expect("a checkpoint");
        seals::update_head(&mut tx, &mark).await.expect("a head");
        tx.commit().await.expect("a commit");
    }
    drop(read);
    db.close().await;
}

fn workflow(step: &str) -> String {
    format!(
        r#"{{"category": "transactional", "tree": {{"nodes": [
            {{"ref": "one", "node_type": "{step}", "properties": {{"template": "welcome"}}}}]}}}}"#
    )
}

async fn asset(app: &App, account: &AccountId, place: &Workspace, kind: AssetKind, slug: &str, content: &str) {
    let granted = app.as_system::<can::EditAssets>(account, place.clone(), "bench");
    let (slug, name) = (Slug::parse(slug).expect("a slug"), Name::parse(slug).expect("a name"));
    let asset = assets::create(&granted, kind, &slug, &name, Some(content)).await.expect("an asset");
    assets::commit(&granted, kind, &slug, "Bench", asset.draft_version).await.expect("a live version");
}

async fn api_key(app: &App, account: &AccountId, place: &Workspace) -> String {
    let granted = app.as_system::<can::ManageKeys>(account, place.clone(), "bench");
    let mut change = granted.change_control().await.expect("a change");
    let text = format!("SS.{:x}{:x}", rand::random::<u128>(), rand::random::<u128>());
    let key = ApiKey {
        id: change.id(),
        name: "Bench".to_owned(),
        hint: "SS.".to_owned(),
        scope: KeyScope::Everything,
        networks: "[]".to_owned(),
        expires_at: None,
        old_until: None,
        old_used_at: None,
        last_used_at: None,
        created_by: "bench".to_owned(),
        created_at: change.now,
        rotated_by: None,
        rotated_at: None,
        revoked_by: None,
        revoked_at: None,
    };
    store::keys::insert_api_key(&mut change, granted.workspace_id(), &key, &sha256(&text)).await.expect("a key");
    change.commit(Entry::new("api_key.generated", &key.id)).await.expect("a commit");
    text
}

/// Answers its cookie.
async fn session(app: &App, claims: &Claims) -> String {
    let id = Id::default();
    let data = HashMap::from([(CLAIMS_KEY.to_owned(), serde_json::to_value(claims).expect("claims"))]);
    let expiry_date = time::OffsetDateTime::now_utc() + time::Duration::days(1);
    Sessions(app.clone()).create(&mut Record { id, data, expiry_date }).await.expect("a session");
    let mut jar = CookieJar::new();
    jar.signed_mut(&cookie_key(app)).add(("belfry", id.to_string()));
    format!("belfry={}", jar.get("belfry").expect("just added").value())
}
