//! Starts a process: opens the databases, runs the workers, listens, and stops without dropping a request.

use std::{net::SocketAddr, path::PathBuf};

use ipnet::IpNet;
use leptos::config::LeptosOptions;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use super::{monitoring, router};
use crate::{
    access::{App, Config, HeadKeeper, MailServer, Vault},
    db::{self, Clock, HOME, Regions},
    domain::keys,
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
    pub trusted_proxies: Vec<IpNet>,
    /// Where monitoring asks; none: nowhere.
    pub metrics_address: Option<SocketAddr>,
    pub sandbox_sends: bool,
    /// Whether this process does the jobs too, or only takes them in and leaves them to others on the same database.
    pub work: bool,
    /// Where the built site is.
    pub site: LeptosOptions,
}

impl Settings {
    /// Name and URL of each database: the control database is the region `home`.
    pub fn databases(&self) -> Vec<(String, String)> {
        let mut all = vec![(HOME.to_owned(), self.control())];
        all.extend(self.regions.iter().filter(|(name, _)| name != HOME).cloned());
        all
    }

    fn control(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("belfry.db").display()))
    }

    pub fn make_folder(&self) -> Result<(), String> {
        std::fs::create_dir_all(&self.data).map_err(|error| {
            format!(
                "The data folder {} could not be made: {error}. Set BELFRY_DATA to a folder that can be written.",
                self.data.display()
            )
        })
    }

    /// The vault of a master key that is there already: a new one would open nothing of what is sealed, and sign nothing of an old log.
    pub fn existing_vault(&self, clock: Clock) -> Result<Vault, String> {
        let key = self.data.join("master.key");
        if self.master_key.is_none() && !key.exists() {
            return Err(format!(
                "There is no master key in {}. Set BELFRY_DATA to the data folder, or BELFRY_MASTER_KEY to the key that was used before.",
                key.display()
            ));
        }
        Vault::open(&self.data, self.master_key.as_deref(), clock)
    }
}

/// Opens what is there already, for what is done beside a server.
pub async fn open_existing(settings: &Settings) -> Result<App, String> {
    settings.existing_vault(Clock::System)?;
    open(settings, Clock::System).await
}

/// Opens everything that the process holds.
pub async fn open(settings: &Settings, clock: Clock) -> Result<App, String> {
    settings.make_folder()?;
    let database = settings.control();
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
        trusted_proxies: settings.trusted_proxies.clone(),
        sandbox_sends: settings.sandbox_sends,
    };
    Ok(App::new(regions, clock, vault, config))
}

/// Serves until it is told to stop.
pub async fn serve(settings: Settings) -> Result<(), String> {
    let _ = any_spawner::Executor::init_tokio();
    let app = open(&settings, Clock::System).await?;
    let listener = listen(settings.address, "BELFRY_ADDR").await?;
    let asked = match settings.metrics_address {
        Some(address) => Some(listen(address, "BELFRY_METRICS_ADDR").await?),
        None => None,
    };
    if is_open_wire(&app.config.base_url) {
        tracing::warn!(
            base_url = app.config.base_url,
            "people come by http: passwords and cookies can be read on the way. Put a proxy with https before Belfry, or keep to a network that you trust"
        );
    }
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let service = router(app.clone(), &settings.site).into_make_service_with_connect_info::<SocketAddr>();
    if let Some(code) = first_run::code_to_print(&app).await.map_err(|error| error.to_string())? {
        println!("Set-up code: {code}");
    }
    keys::complete(&app).await.map_err(|error| error.to_string())?;
    let (halt, halted) = watch::channel(false);
    let mut crews = JoinSet::new();
    crews.spawn(workers::keep_regions(app.clone(), halted.clone()));
    crews.spawn(workers::keep_log(app.clone(), halted.clone()));
    if let Some(asked) = asked {
        crews.spawn(answer_monitoring(app.clone(), asked, halted.clone()));
    }
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

async fn listen(address: SocketAddr, setting: &str) -> Result<TcpListener, String> {
    let wrong = |error| format!("The address {address} could not be used: {error}. Set {setting} to another one.");
    TcpListener::bind(address).await.map_err(wrong)
}

/// Until the process stops.
async fn answer_monitoring(app: App, listener: TcpListener, mut halted: watch::Receiver<bool>) {
    let halt = async move { drop(halted.wait_for(|halted| *halted).await) };
    if let Err(error) = axum::serve(listener, monitoring(app)).with_graceful_shutdown(halt).await {
        tracing::error!(%error, "monitoring gets no answer any more");
    }
}

/// Whether what people type leads over a network without encryption.
fn is_open_wire(base_url: &str) -> bool {
    let Some(rest) = base_url.strip_prefix("http://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    let host = host
        .strip_prefix('[')
        .and_then(|rest| rest.split(']').next())
        .unwrap_or_else(|| host.split(':').next().unwrap_or_default());
    host != "localhost" && !host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
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

#[cfg(test)]
mod tests {
    use super::is_open_wire;

    #[test]
    fn only_http_to_elsewhere_is_an_open_wire() {
        for base in ["http://belfry.lan", "http://192.168.1.5:3000", "http://[fd00::1]:3000/"] {
            assert!(is_open_wire(base), "{base}");
        }
        for base in ["https://belfry.lan", "http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"] {
            assert!(!is_open_wire(base), "{base}");
        }
    }
}
