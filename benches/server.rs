//! A server with an account, a live workflow and an API key.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use belfry::{
    access::{App, Entry},
    db::Clock,
    domain::{assets, workspaces},
    http,
    identity::sha256,
    model::{AccountId, ApiKeyId, AssetKind, InAccount, Name, Slug, can},
    store,
};
use tempfile::TempDir;

pub const BINARY: &str = env!("CARGO_BIN_EXE_belfry");

pub struct Prepared {
    pub folder: TempDir,
    pub api_key: String,
    database: Option<String>,
}

/// Sets everything up, in this process.
pub fn prepare(postgres: Option<String>) -> Prepared {
    let folder = TempDir::new().expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let database = match postgres {
            Some(server) => Some(fresh_database(&server).await),
            None => None,
        };
        let settings = http::Settings {
            data: folder.path().to_owned(),
            address: ([127, 0, 0, 1], 0).into(),
            base_url: None,
            database: database.clone(),
            regions: vec![],
            master_key: None,
            mail: None,
            allow_private_addresses: true,
            behind_proxy: false,
            work: false,
            site: leptos::config::LeptosOptions::builder().output_name("belfry").build(),
        };
        let app = http::open(&settings, Clock::System).await.expect("the database opens");
        let api_key = furnish(&app).await;
        Prepared { folder, api_key, database }
    })
}

async fn fresh_database(server: &str) -> String {
    use sqlx::{Connection, Executor};
    let name = format!("bench_{:x}", rand::random::<u64>());
    let mut connection = sqlx::PgConnection::connect(server).await.expect("Postgres answers");
    connection.execute(sqlx::AssertSqlSafe(format!("create database {name}"))).await.expect("a database can be created");
    format!("{}/{name}", server.rsplit_once('/').map_or(server, |(base, _)| base))
}

async fn furnish(app: &App) -> String {
    let account: AccountId = app.clock.id();
    let granted = app.as_system::<can::CreateWorkspaces>(&account, InAccount, "bench");
    let mut change = granted.change_control().await.expect("a change");
    let now = change.now;
    store::people::insert_account(&mut change, &account, "Bench", now).await.expect("an account");
    let made = workspaces::provision(&mut change, app, &account).await.expect("workspaces");
    change.commit(Entry::new("account.created", &account)).await.expect("a commit");

    let workspace = made.into_iter().find(|workspace| workspace.slug.as_str() == "staging").expect("Staging");
    let granted = app.as_system::<can::EditAssets>(&account, workspace.clone(), "bench");
    let template =
        r#"{"variants": [{"id": "default", "locale": "en", "channel": "inbox", "content": {"body": "Order {{order}}"}}]}"#;
    let workflow = r#"{"category": "transactional", "tree": {"nodes": [
        {"ref": "one", "node_type": "send_inbox", "properties": {"template": "welcome"}}]}}"#;
    for (kind, content) in [(AssetKind::Template, template), (AssetKind::Workflow, workflow)] {
        let (slug, name) = (Slug::parse("welcome").expect("a slug"), Name::parse("Welcome").expect("a name"));
        let asset = assets::create(&granted, kind, &slug, &name, Some(content)).await.expect("an asset");
        assets::commit(&granted, kind, &slug, "Bench", asset.draft_version).await.expect("a live version");
    }

    let granted = app.as_system::<can::ManageKeys>(&account, workspace, "bench");
    let mut change = granted.change_control().await.expect("a change");
    let (id, key): (ApiKeyId, _) = (change.id(), format!("SS.{:x}{:x}", rand::random::<u128>(), rand::random::<u128>()));
    store::keys::insert_api_key(&mut change, granted.workspace_id(), &id, "Bench", &sha256(&key), "SS.", "bench", now)
        .await
        .expect("a key");
    change.commit(Entry::new("api_key.generated", &id)).await.expect("a commit");
    key
}

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From its start to its first answer.
    pub started_in: Duration,
}

impl Server {
    /// `work`: it also does what it takes in.
    pub fn start(prepared: &Prepared, work: bool) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let mut command = Command::new(BINARY);
        command.env("BELFRY_DATA", prepared.folder.path()).env("BELFRY_ADDR", address.to_string()).env("BELFRY_LOG", "error");
        if !work {
            command.arg("--no-work");
        }
        if let Some(database) = &prepared.database {
            command.env("BELFRY_DATABASE", database);
        }
        let at = Instant::now();
        let child = command.stdout(Stdio::null()).spawn().expect("the server starts");
        while !answers(address) {
            assert!(at.elapsed() < Duration::from_secs(30), "the server does not answer");
            thread::sleep(Duration::from_millis(1));
        }
        Self { child, address, started_in: at.elapsed() }
    }

    /// Tells it to stop and waits until it has.
    pub fn stop(mut self) {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill is there");
        assert!(told.success() && self.child.wait().expect("it ends").success(), "an orderly stop");
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) * 1024
    }

    /// What it used of the processors so far, in user and kernel mode. The kernel counts in hundredths of a second.
    pub fn cpu(&self) -> Duration {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = text.rsplit_once(") ").map_or(vec![], |(_, rest)| rest.split(' ').collect());
        let ticks: u64 = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }
}

/// A port that is open is not yet a server that answers.
fn answers(address: SocketAddr) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"OPTIONS /trigger/ HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    ask().is_ok_and(|answer| answer == *b"HTTP/1.1 204")
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
