//! Whether this instance can do its work.

use std::time::Duration;

use serde::Serialize;
use tokio::time::timeout;

use crate::{
    access::App,
    db::{Db, HOME, steps},
    store,
};

/// A database that takes longer than this to answer counts as one that does not.
const PATIENCE: Duration = Duration::from_secs(1);

/// How everything is that requests need.
#[derive(Debug, PartialEq, Serialize)]
pub struct Readiness {
    /// Whether requests may be sent here. A data region that is down takes its own workspaces along and not the instance.
    pub ready: bool,
    pub databases: Vec<Part>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Part {
    /// The name of the region; `home` is the control database.
    pub name: String,
    pub ready: bool,
    /// What is the matter with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Asks every database; writes nothing.
pub async fn readiness(app: &App) -> Readiness {
    let asked = app.regions.all().iter().map(async |region| {
        let problem = problem(&region.name, region.db()).await;
        Part { name: region.name.clone(), ready: problem.is_none(), problem }
    });
    let databases = futures::future::join_all(asked).await;
    Readiness { ready: databases.iter().any(|part| part.name == HOME && part.ready), databases }
}

async fn problem(name: &str, db: &Db) -> Option<String> {
    let look = async { store::health::newest_migration(&mut db.read().await?).await };
    let needed = steps(db.dialect()).last().map_or(0, |step| step.version);
    match timeout(PATIENCE, look).await {
        Err(_) => Some("It does not answer within a second.".to_owned()),
        Ok(Err(error)) => {
            tracing::warn!(%error, database = name, "a database does not answer");
            Some("It does not answer.".to_owned())
        }
        Ok(Ok(newest)) if newest < needed => Some(format!("It is at migration {newest}, and this release needs {needed}.")),
        Ok(Ok(_)) => None,
    }
}
