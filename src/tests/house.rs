//! A house to test in: databases of its own, a simulated clock, and the cast.
//!
//! Olga and Ada are admins, Max is a member, Stranger is an admin of another account, and nobody is nobody.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU32, Ordering},
};

use axum::{Router, body::Body};
use belfry::{
    access::{App, Config, Entry, Vault},
    db::{Clock, Db, Regions},
    domain::workspaces,
    http,
    identity::{
        Sessions, cookie_key,
        session::{CLAIMS_KEY, Claims},
    },
    model::{AccountId, InAccount, PersonId, Rights, Role, RoleId, Workspace, can},
    store,
};
use http_body_util::BodyExt;
use leptos::config::LeptosOptions;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt;
use tower_sessions::{
    SessionStore,
    cookie::CookieJar,
    session::{Id, Record},
};

/// Monday, 2 November 2026, 09:00 UTC: where simulated time starts.
pub const START: i64 = 1_793_610_000_000;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// What secrets are sealed with.
const KEY: [u8; 32] = [7; 32];

/// A running house without a socket.
pub struct House {
    pub app: App,
    /// Its database.
    pub url: String,
    pub router: Router,
    pub account: AccountId,
    /// Session cookie and id, by first name.
    people: HashMap<&'static str, (String, PersonId)>,
    _folder: TempDir,
}

/// How to take a protection away.
pub struct Sabotage {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON ({}): {}", self.status, self.body))
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get("location").and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

/// SQLite, and Postgres when its URL is given. `make test` always gives it.
pub async fn houses() -> Vec<House> {
    let mut houses = vec![house().await];
    if let Ok(server) = std::env::var("BELFRY_TEST_POSTGRES") {
        houses.push(House::build(&postgres_database(&server).await).await);
    }
    houses
}

/// The same before anybody was set up.
pub async fn empty_houses() -> Vec<House> {
    let mut houses = vec![House::empty("").await];
    if let Ok(server) = std::env::var("BELFRY_TEST_POSTGRES") {
        houses.push(House::empty(&postgres_database(&server).await).await);
    }
    houses
}

/// SQLite only, for what does not touch SQL.
pub async fn house() -> House {
    House::build("").await
}

/// A database of one's own on the server, copied from one that was migrated once.
pub async fn postgres_database(server: &str) -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let run = std::process::id();
    let at = |name: &str| database_of(server, name);
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("belfry_template_{run}_{:x}", rand::random::<u64>());
            create_database(server, &name, "template1").await;
            Db::open(&at(&name)).await.expect("migrations run on Postgres").close().await;
            name
        })
        .await;
    let name = format!("belfry_{run}_{:x}_{}", rand::random::<u64>(), COUNT.fetch_add(1, Ordering::SeqCst));
    create_database(server, &name, template).await;
    at(&name)
}

/// A database without a table.
pub async fn bare_database(server: &str) -> String {
    let name = format!("belfry_bare_{:x}", rand::random::<u64>());
    create_database(server, &name, "template1").await;
    database_of(server, &name)
}

fn database_of(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').unwrap_or((server, ""));
    let options = server.split_once('?').map_or(String::new(), |(_, options)| format!("?{options}"));
    format!("{base}/{name}{options}")
}

async fn create_database(server: &str, name: &str, template: &str) {
    use sqlx::{Connection, Executor};
    let mut connection = sqlx::PgConnection::connect(server).await.expect("the Postgres of BELFRY_TEST_POSTGRES answers");
    connection
        .execute(sqlx::AssertSqlSafe(format!("create database {name} template {template}")))
        .await
        .expect("a database can be created");
}

impl House {
    async fn build(url: &str) -> Self {
        Self::build_in(url, Vec::new()).await
    }

    /// With data regions besides its own database.
    pub async fn build_in(url: &str, regions: Vec<(String, String)>) -> Self {
        let mut house = Self::open(url, regions).await;
        let (ours, theirs) = (house.settle("Acme").await, house.settle("Other").await);
        house.join(&ours, "Olga", &RoleId::admin()).await;
        house.join(&ours, "Ada", &RoleId::admin()).await;
        house.join(&ours, "Max", &RoleId::member()).await;
        house.join(&theirs, "Stranger", &RoleId::admin()).await;
        house.account = ours;
        house
    }

    /// Nobody lives here yet.
    async fn empty(url: &str) -> Self {
        Self::open(url, Vec::new()).await
    }

    async fn open(url: &str, regions: Vec<(String, String)>) -> Self {
        let _ = any_spawner::Executor::init_tokio();
        let folder = TempDir::new().expect("a temporary folder");
        let url = if url.is_empty() { format!("sqlite:{}", folder.path().join("belfry.db").display()) } else { url.to_owned() };
        let clock = Clock::simulated(START);
        let regions = Regions::open(&url, &regions, START).await.expect("the database opens");
        let config = Config {
            data: folder.path().to_owned(),
            base_url: "http://belfry.test".to_owned(),
            mail: None,
            allow_private_addresses: true,
            audit_head: None,
            trusted_proxies: vec!["127.0.0.1/32".parse().expect("a network")],
            sandbox_sends: false,
        };
        let app = App::new(regions, clock.clone(), Vault::new(&KEY, clock), config);
        let nobodys: AccountId = app.clock.id();
        Self { router: Self::router(&app), app, url, account: nobodys, people: HashMap::new(), _folder: folder }
    }

    fn router(app: &App) -> Router {
        let options = LeptosOptions::builder().output_name("belfry").site_root("target/site").hash_files(false).build();
        http::router(app.clone(), &options)
    }

    /// What another process on the same database holds.
    pub async fn another_process(&self) -> App {
        let (clock, config) = (self.app.clock.clone(), Config::clone(&self.app.config));
        let regions = Regions::open(&self.url, &[], START).await.expect("the database opens");
        App::new(regions, clock.clone(), Vault::new(&KEY, clock), config)
    }

    /// Takes a protection away from the database, in its own words.
    pub async fn sabotage(&self, with: &Sabotage) {
        use sqlx::Connection;
        let sql = if self.url.starts_with("sqlite") { with.sqlite } else { with.postgres };
        if self.url.starts_with("sqlite") {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await.expect("the database opens");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("it can be sabotaged");
        } else {
            let mut connection = sqlx::PgConnection::connect(&self.url).await.expect("the database opens");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("it can be sabotaged");
        }
    }

    /// The same house, told to run differently.
    pub fn configured(mut self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::clone(&self.app.config);
        change(&mut config);
        self.app.config = std::sync::Arc::new(config);
        self.router = Self::router(&self.app);
        self
    }

    /// An account with its three workspaces.
    pub async fn settle(&self, name: &str) -> AccountId {
        let account: AccountId = self.app.clock.id();
        let granted = self.app.as_system::<can::CreateWorkspaces>(&account, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        let now = change.now;
        store::people::insert_account(&mut change, &account, name, now).await.unwrap();
        store::roles::insert_built_in(&mut change, &account, now).await.unwrap();
        workspaces::provision(&mut change, &self.app, &account).await.unwrap();
        change.commit(Entry::new("account.created", &account).named(name)).await.unwrap();
        account
    }

    /// A person who is signed in, second factor done.
    pub async fn join(&mut self, account: &AccountId, name: &'static str, role: &RoleId) {
        let person: PersonId = self.app.clock.id();
        let granted = self.app.as_system::<can::EditMembers>(account, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        let now = change.now;
        let email = format!("{}@acme.test", name.to_lowercase());
        store::people::insert_person(&mut change, &person, &email, name, "no password", now).await.unwrap();
        store::people::insert_member(&mut change, account, &person, role, now).await.unwrap();
        change.commit(Entry::new("account.member_joined", &person).named(name)).await.unwrap();
        let cookie = self.session(&Claims::new(person.clone(), account.clone(), true, now)).await;
        self.people.insert(name, (cookie, person));
    }

    /// Somebody with a role of their own making, who joins the cast of our account.
    pub async fn hire(&mut self, who: &'static str, role: &str, rights: Rights) -> RoleId {
        let granted = self.app.as_system::<can::EditRoles>(&self.account, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        let (id, name, rights, created_at): (RoleId, _, _, _) = (change.id(), role.to_owned(), rights.closed(), change.now);
        let role = Role { id, name, description: String::new(), rights, version: 1, created_at };
        store::roles::insert(&mut change, &self.account, &role).await.unwrap();
        change.commit(Entry::new("role.created", &role.id).named(&role.name)).await.unwrap();
        self.join(&self.account.clone(), who, &role.id).await;
        role.id
    }

    /// What a role may do from now on.
    pub async fn change_rights(&self, id: &RoleId, rights: Rights) {
        let granted = self.app.as_system::<can::EditRoles>(&self.account, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        let before = store::roles::find(&mut change, &self.account, id).await.unwrap().expect("the role is there");
        store::roles::update(&mut change, &self.account, &Role { rights: rights.closed(), ..before }).await.unwrap();
        change.commit(Entry::new("role.updated", id)).await.unwrap();
    }

    /// A session that claims what it is told to. Answers the cookie.
    pub async fn session(&self, claims: &Claims) -> String {
        let id = Id::default();
        let data = HashMap::from([(CLAIMS_KEY.to_owned(), serde_json::to_value(claims).unwrap())]);
        let expiry_date = time::OffsetDateTime::now_utc() + time::Duration::days(3650);
        Sessions(self.app.clone()).create(&mut Record { id, data, expiry_date }).await.unwrap();
        let mut jar = CookieJar::new();
        jar.signed_mut(&cookie_key(&self.app)).add(("belfry", id.to_string()));
        format!("belfry={}", jar.get("belfry").expect("just added").value())
    }

    /// The session that a cookie leads to: what stands behind the signature.
    pub fn session_of(cookie: &str) -> Id {
        cookie[cookie.len() - 22..].parse().expect("a session's id")
    }

    /// Signs one of the cast in anew: their session had its time.
    pub async fn come_back(&mut self, who: &'static str) {
        let person = self.person(who).clone();
        let cookie = self.session(&Claims::new(person.clone(), self.account.clone(), true, self.app.now())).await;
        self.people.insert(who, (cookie, person));
    }

    pub fn person(&self, who: &str) -> &PersonId {
        &self.people[who].1
    }

    /// The session cookie of one of the cast.
    pub fn cookie(&self, who: &str) -> &str {
        &self.people[who].0
    }

    pub async fn workspace(&self, slug: &str) -> Workspace {
        let granted = self.app.as_system::<can::ViewMembers>(&self.account, InAccount, "test");
        let mut tx = granted.read().await.unwrap();
        store::workspaces::find_by_slug(&mut tx, &self.account, &slug.parse_slug())
            .await
            .unwrap()
            .expect("the workspace is there")
    }

    /// What /confirm does: this session's proof of identity counts as recent from now on.
    pub async fn confirm(&self, cookie: &str) {
        let id = Self::session_of(cookie);
        let sessions = Sessions(self.app.clone());
        let mut record = sessions.load(&id).await.unwrap().expect("the session is there");
        record.data.get_mut(CLAIMS_KEY).expect("signed in")["fresh_until"] = (self.app.now() + 900_000).into();
        sessions.save(&record).await.unwrap();
    }

    /// Any request. `who` is a first name of the cast, or "nobody".
    pub async fn send(&self, who: &str, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let mut request = axum::http::Request::builder().method(method).uri(path).header("host", "belfry.test");
        if let Some((cookie, _)) = self.people.get(who) {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply { status: parts.status.as_u16(), headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// A page, as a browser asks for it.
    pub async fn page(&self, who: &str, path: &str) -> Reply {
        self.send(who, "GET", path, &[("accept", "text/html")], "").await
    }

    /// A form by script: the answer is JSON with a true status.
    pub async fn call(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let headers = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
        self.send(who, "POST", path, &headers, serde_urlencoded::to_string(fields).unwrap()).await
    }

    /// A plain form on a page, without JavaScript: the answer is a redirect.
    pub async fn submit(&self, who: &str, on: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let referer = format!("http://belfry.test{on}");
        let headers = [
            ("accept", "text/html"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("referer", referer.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send(who, "POST", path, &headers, serde_urlencoded::to_string(fields).unwrap()).await
    }

    /// A program with an API key.
    pub async fn api(&self, key: &str, method: &str, path: &str, body: serde_json::Value) -> Reply {
        let bearer = format!("Bearer {key}");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send("nobody", method, path, &[("authorization", &bearer), ("content-type", "application/json")], body).await
    }

    /// What one of the cast, or a stated reason of Belfry's own, left in the audit log, oldest first.
    pub async fn audit_of(&self, actor: &str) -> Vec<String> {
        self.audit().await.into_iter().filter(|(name, _)| name == actor).map(|(_, action)| action).collect()
    }

    /// The actions of the audit log, oldest first, without those of the building of the house.
    pub async fn audit(&self) -> Vec<(String, String)> {
        let granted = self.app.as_system::<can::ViewAudit>(&self.account, InAccount, "test");
        let mut found = Vec::new();
        for (_, db) in granted.audit_databases() {
            let mut tx = db.read().await.unwrap();
            found.extend(store::audit::list(&mut tx, &self.account, &Default::default(), 1000).await.unwrap());
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found.into_iter().filter(|entry| entry.actor_name != "test").map(|entry| (entry.actor_name, entry.action)).collect()
    }
}

/// `"staging".parse_slug()`.
pub trait ParseSlug {
    fn parse_slug(&self) -> belfry::model::Slug;
}

impl ParseSlug for str {
    fn parse_slug(&self) -> belfry::model::Slug {
        belfry::model::Slug::parse(self).unwrap()
    }
}
