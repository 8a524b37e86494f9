//! The command line: how Belfry is started, and what it does besides serving.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use belfry::{
    access::{HeadKeeper, MailServer, Traces},
    db,
    http::{self, LogFormat, audit_command, backup_command},
};
use clap::{Parser, Subcommand};
use ipnet::IpNet;
use tracing_subscriber::{EnvFilter, util::SubscriberInitExt};

/// Belfry, a notification control room: serves the dashboard and the API, and delivers.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The data folder: database file and master key.
    #[arg(long, env = "BELFRY_DATA", default_value = "data")]
    data: PathBuf,
    /// The address to listen on.
    #[arg(long, env = "BELFRY_ADDR", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
    /// What people type to get here, when it differs from the address: https://belfry.example.com
    #[arg(long, env = "BELFRY_BASE_URL")]
    base_url: Option<String>,
    /// postgres://… or sqlite:… ; without it belfry.db in the data folder.
    #[arg(long, env = "BELFRY_DATABASE")]
    database: Option<String>,
    /// Data regions: home,eu=postgres://…,us=postgres://… ; the first one is where new workspaces are made, home is the database itself.
    #[arg(long, env = "BELFRY_REGIONS", value_delimiter = ',', value_parser = db::parse_region)]
    regions: Vec<(String, String)>,
    /// 64 hexadecimal digits; without it master.key in the data folder.
    #[arg(long, env = "BELFRY_MASTER_KEY", hide_env_values = true)]
    master_key: Option<String>,
    /// A file that has the master key in it, such as a secret of a container.
    #[arg(long, env = "BELFRY_MASTER_KEY_FILE", conflicts_with = "master_key", value_parser = key_in)]
    master_key_file: Option<Key>,
    /// Belfry's own letters (invitations, new passwords): smtp://user:password@host:587
    #[arg(long, env = "BELFRY_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<String>,
    /// Their sender: Belfry <belfry@example.com>
    #[arg(long, env = "BELFRY_MAIL_FROM")]
    mail_from: Option<String>,
    /// Let vendors be called on private and loopback addresses, for a mail server in the LAN.
    #[arg(long, env = "BELFRY_ALLOW_PRIVATE_ADDRESSES")]
    allow_private_addresses: bool,
    /// Where the signed end of the audit log is kept besides the database: a file that is appended to, mailto:security@example.com, or https://… to be posted to
    #[arg(long, env = "BELFRY_AUDIT_HEAD", value_parser = HeadKeeper::parse)]
    audit_head: Option<HeadKeeper>,
    /// Your own proxies, whose X-Forwarded-For is believed: addresses or networks, 127.0.0.1,10.0.0.0/8
    #[arg(long, env = "BELFRY_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,
    /// Answer monitoring here, without a key: /metrics, /healthz and /readyz; without it nowhere.
    #[arg(long, env = "BELFRY_METRICS_ADDR")]
    metrics_addr: Option<SocketAddr>,
    /// Send traces to this collector by OTLP over HTTP: http://127.0.0.1:4318
    #[arg(long, env = "BELFRY_OTLP_ENDPOINT")]
    otlp_endpoint: Option<String>,
    /// Let e-mails of a Sandbox really reach verified addresses, through the mail server of BELFRY_SMTP_URL.
    #[arg(long, env = "BELFRY_SANDBOX_SENDS", requires = "smtp_url")]
    sandbox_sends: bool,
    /// Only serve: leave delivery to other processes on the same database.
    #[arg(long, env = "BELFRY_NO_WORK")]
    no_work: bool,
    /// How log lines are written: text for people, json for programs.
    #[arg(long, env = "BELFRY_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,
    /// The built site (style sheet, islands, fonts).
    #[arg(long, env = "LEPTOS_SITE_ROOT", default_value = "target/site")]
    site: String,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What it does instead of serving.
#[derive(Subcommand)]
enum Command {
    /// The audit log as evidence.
    #[command(subcommand)]
    Audit(Audit),
    /// Writes all data of all databases into one file, while a server goes on. The master key is not in it.
    Backup { file: PathBuf },
    /// Restores a backup into an empty database, SQLite or Postgres, and checks it.
    Restore { file: PathBuf },
}

#[derive(Subcommand)]
enum Audit {
    /// Checks every entry of every database, and names the first one that is not what it was.
    Verify {
        /// A file that `belfry audit head` wrote: the log must not end before it, and must not differ from it.
        #[arg(long)]
        head: Option<PathBuf>,
    },
    /// Prints the signed end of the log of every database, a line each, to be kept elsewhere.
    Head,
}

/// What was in the file of a key. Never printed.
#[derive(Clone)]
struct Key(String);

fn key_in(path: &str) -> Result<Key, String> {
    std::fs::read_to_string(path).map(|text| Key(text.trim().to_owned())).map_err(|error| error.to_string())
}

fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let found = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    found.ok_or_else(|| "write an address or a network: 127.0.0.1 or 10.0.0.0/8".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    // Of sessions, errors only: a browser that brings the cookie of a session that has ended is nothing to warn of.
    const LOG: &str = "warn,tower_sessions_core=error,belfry=info";
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("BELFRY_LOG").unwrap_or_else(|_| EnvFilter::new(LOG));
    let traces = match cli.otlp_endpoint.as_deref().map(Traces::start).transpose() {
        Ok(traces) => traces,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    http::log(filter, cli.log_format, std::io::stderr, traces.as_ref()).init();
    let site = leptos::config::LeptosOptions::builder()
        .output_name("belfry")
        .site_root(cli.site)
        .site_pkg_dir("pkg")
        .hash_files(std::env::var("LEPTOS_HASH_FILES").map_or(!cfg!(debug_assertions), |set| set == "true"))
        .build();
    let settings = http::Settings {
        data: cli.data,
        address: cli.addr,
        base_url: cli.base_url,
        database: cli.database,
        regions: cli.regions,
        master_key: cli.master_key.or(cli.master_key_file.map(|key| key.0)),
        mail: cli.smtp_url.zip(cli.mail_from).map(|(url, from)| MailServer { url, from }),
        allow_private_addresses: cli.allow_private_addresses,
        audit_head: cli.audit_head,
        trusted_proxies: cli.trusted_proxies,
        metrics_address: cli.metrics_addr,
        sandbox_sends: cli.sandbox_sends,
        work: !cli.no_work,
        site,
    };
    let ended = match cli.command {
        None => http::serve(settings).await.map(|()| ExitCode::SUCCESS),
        Some(Command::Audit(Audit::Verify { head })) => audit_command::verify(&settings, head.as_deref()).await,
        Some(Command::Audit(Audit::Head)) => audit_command::head(&settings).await,
        Some(Command::Backup { file }) => backup_command::backup(&settings, &file).await.map(|()| ExitCode::SUCCESS),
        Some(Command::Restore { file }) => backup_command::restore(&settings, &file).await.map(|()| ExitCode::SUCCESS),
    };
    if let Some(traces) = traces {
        traces.end().await;
    }
    ended.unwrap_or_else(|problem| {
        eprintln!("{problem}");
        ExitCode::FAILURE
    })
}
