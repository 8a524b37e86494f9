//! The program under measurement, and the house that it serves.

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use belfry::{
    args,
    db::{Arg, Db},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{
    Plan,
    furnish::{furnish, seal},
    sink::Sink,
};

pub const BINARY: &str = env!("CARGO_BIN_EXE_belfry");

/// A house on a database of its own, and what is needed to call at it.
pub struct Prepared {
    pub folder: TempDir,
    /// API keys of Staging, whose mails go to the sink, and of the Sandbox, which captures them.
    pub staging_key: String,
    pub sandbox_key: String,
    /// Of an admin who is signed in.
    pub cookie: String,
    pub sink: Sink,
    database: String,
    runtime: Runtime,
}

impl Prepared {
    /// Sets everything up, in this process.
    pub fn new(plan: &Plan) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let runtime = Runtime::new().expect("a runtime");
        let sink = Sink::start();
        let (database, furnished) = runtime.block_on(async {
            let database = match &plan.postgres {
                Some(server) => fresh_database(server).await,
                None => format!("sqlite:{}", folder.path().join("belfry.db").display()),
            };
            let furnished = furnish(folder.path(), &database, sink.port).await;
            (database, furnished)
        });
        let (staging_key, sandbox_key, cookie) = furnished;
        Self { folder, staging_key, sandbox_key, cookie, sink, database, runtime }
    }

    /// Writes into the database.
    pub fn write(&self, sql: &'static str, args: Vec<Arg>) {
        self.runtime.block_on(async {
            let db = Db::open(&self.database).await.expect("the database opens");
            let mut tx = db.write().await.expect("a transaction");
            tx.run(sql, args).await.expect("it is understood");
            tx.commit().await.expect("it is committed");
            db.close().await;
        });
    }

    /// Seals every entry that has no seal, as the server does with those that it wrote.
    pub fn seal(&self) {
        self.runtime.block_on(seal(self.folder.path(), &self.database));
    }

    /// Runs the program with other words than those to serve, and waits for its end.
    pub fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(BINARY);
        command.env("BELFRY_DATA", self.folder.path()).env("BELFRY_DATABASE", &self.database).env("BELFRY_LOG", "error");
        command.args(words).output().expect("it runs")
    }

    /// Until no job waits.
    pub fn wait_until_done(&self, patience: Duration) {
        let last = Instant::now() + patience;
        self.runtime.block_on(async {
            let db = Db::open(&self.database).await.expect("the database opens");
            let mut tx = db.read().await.expect("a connection");
            loop {
                let left: Option<(i64,)> = tx.one("select count(*) from job", args![]).await.expect("a count");
                if left.is_some_and(|left| left.0 == 0) {
                    return;
                }
                assert!(Instant::now() < last, "the backlog does not drain: {left:?}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        });
    }

    /// When captured messages whose titles begin so were seen; until there are so many, or nobody is patient any more.
    pub fn watch_captured(&self, title: &str, count: usize, patience: Duration) -> HashMap<String, Instant> {
        let last = Instant::now() + patience;
        let mut seen = HashMap::new();
        self.runtime.block_on(async {
            let db = Db::open(&self.database).await.expect("the database opens");
            let mut tx = db.read().await.expect("a connection");
            let mut after = String::new();
            while seen.len() < count && Instant::now() < last {
                let sql = "select id, title from message where id > $1 and status = 'captured' order by id limit 1000";
                let rows: Vec<(String, String)> = tx.all(sql, args![&after]).await.expect("messages");
                let now = Instant::now();
                after = rows.last().map_or(after, |row| row.0.clone());
                seen.extend(rows.into_iter().filter(|row| row.1.starts_with(title)).map(|row| (row.1, now)));
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        seen
    }
}

async fn fresh_database(server: &str) -> String {
    use sqlx::{Connection, Executor};
    let name = format!("bench_{:x}", rand::random::<u64>());
    let mut connection = sqlx::PgConnection::connect(server).await.expect("Postgres answers");
    connection.execute(sqlx::AssertSqlSafe(format!("create database {name}"))).await.expect("a database can be created");
    format!("{}/{name}", server.rsplit_once('/').map_or(server, |(base, _)| base))
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
        command
            .env("BELFRY_DATA", prepared.folder.path())
            .env("BELFRY_ADDR", address.to_string())
            .env("BELFRY_DATABASE", &prepared.database)
            .env("BELFRY_ALLOW_PRIVATE_ADDRESSES", "true")
            .env("BELFRY_TRUSTED_PROXIES", "127.0.0.1")
            .env("BELFRY_LOG", "error");
        if !work {
            command.arg("--no-work");
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
