//! Starts a process: opens the databases, runs the workers, listens, and stops without dropping a request.

use std::{net::SocketAddr, path::PathBuf};

use leptos::config::LeptosOptions;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use super::router;
use crate::{
    access::{App, Config, HeadKeeper, MailServer, Vault},
    db::{self, Clock, Regions},
    identity::first_run,
    workers,
};

/// How a process is told to run: command line, environment.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data folder: database file, master key.
    pub data: PathBuf,
    pub address: SocketAddr,
    /// None: `http://<address>`.
    pub base_url: Option<String>,
    /// None: `belfry.db` in the data folder.
    pub database: Option<String>,
    /// Name and URL of each data region; `home` without one is the control database.
    pub regions: Vec<(String, String)>,
    pub master_key: Option<String>,
    pub mail: Option<MailServer>,
    pub allow_private_addresses: bool,
    pub audit_head: Option<HeadKeeper>,
    pub behind_proxy: bool,
    /// Whether this process does the jobs too, or only takes them in and leaves them to others on the same database.
    pub work: bool,
    /// Where the built site is.
    pub site: LeptosOptions,
}

/// Opens everything that the process holds.
pub async fn open(settings: &Settings, clock: Clock) -> Result<App, String> {
    std::fs::create_dir_all(&settings.data).map_err(|error| {
        format!(
            "The data folder {} could not be made: {error}. Set BELFRY_DATA to a folder that can be written.",
            settings.data.display()
        )
    })?;
    let database = settings.database.clone().unwrap_or_else(|| format!("sqlite:{}", settings.data.join("belfry.db").display()));
    db::check_regions(&database, &settings.regions)?;
    let regions = Regions::open(&database, &settings.regions, clock.now())
        .await
        .map_err(|error| format!("The database could not be opened: {error}"))?;
    let vault = Vault::open(&settings.data, settings.master_key.as_deref(), clock.clone())?;
    let config = Config {
        data: settings.data.clone(),
        base_url: settings.base_url.clone().unwrap_or_else(|| format!("http://{}", settings.address)),
        mail: settings.mail.clone(),
        allow_private_addresses: settings.allow_private_addresses,
        audit_head: settings.audit_head.clone(),
        behind_proxy: settings.behind_proxy,
    };
    Ok(App::new(regions, clock, vault, config))
}

/// Serves until it is told to stop.
pub async fn serve(settings: Settings) -> Result<(), String> {
    let _ = any_spawner::Executor::init_tokio();
    let app = open(&settings, Clock::System).await?;
    let listener = TcpListener::bind(settings.address).await.map_err(|error| {
        format!("The address {} could not be used: {error}. Set BELFRY_ADDR to another one.", settings.address)
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let service = router(app.clone(), &settings.site).into_make_service_with_connect_info::<SocketAddr>();
    if let Some(code) = first_run::code_to_print(&app).await.map_err(|error| error.to_string())? {
        println!("Set-up code: {code}");
    }
    let (halt, halted) = watch::channel(false);
    let mut crews = JoinSet::new();
    crews.spawn(workers::keep_regions(app.clone(), halted.clone()));
    crews.spawn(workers::keep_log(app.clone(), halted.clone()));
    if settings.work {
        crews.spawn(workers::work(app.clone(), halted));
    }
    println!("Listening on http://{address}");
    let served = axum::serve(listener, service).with_graceful_shutdown(stop()).await.map_err(|error| error.to_string());
    let _ = halt.send(true);
    crews.join_all().await;
    served?;
    app.regions.close().await;
    Ok(())
}

/// Ctrl-C or SIGTERM.
async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
