//! One control database and one database per data region. The control database is a region too, called `home`; by default it is the only one.
//!
//! A region may be away: at the start, or later. What lives in it is refused then, at once and by name, and everything else goes on. Whether
//! it is back is looked at every few seconds; the control database has no such grace, as nothing works without it.

use std::{
    convert::Infallible,
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use tokio::time::{sleep, timeout};

use super::{Db, DbResult, Groups, Together};
use crate::model::AppError;

/// The region that the control database serves.
pub const HOME: &str = "home";
/// So long a region may take to answer before it counts as away.
const PATIENCE: Duration = Duration::from_secs(2);
/// So long it may take to bring its tables up to date.
const MIGRATING: Duration = Duration::from_secs(60);
/// How often each region is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// A data region.
#[derive(Debug)]
pub struct Region {
    pub name: String,
    db: Db,
    /// Its tables are up to date: it was there once.
    ready: AtomicBool,
    up: AtomicBool,
    /// Since when it is as it is, in milliseconds since 1970.
    since: AtomicI64,
}

impl Region {
    /// Its database, whether it is away or not: for who waits until it comes back.
    pub fn db(&self) -> &Db {
        &self.db
    }

    pub fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    /// Since when it is up or away; `None` where nobody looked yet.
    pub fn since(&self) -> Option<i64> {
        Some(self.since.load(Ordering::Relaxed)).filter(|at| *at > 0)
    }

    /// Looks whether it answers. One that was never there gets its tables first.
    async fn look(&self, now: i64) {
        let mut answer = timeout(PATIENCE, self.db.reach()).await;
        if matches!(answer, Ok(Ok(()))) && !self.ready.load(Ordering::Relaxed) {
            answer = timeout(MIGRATING, self.db.migrate()).await;
            self.ready.store(matches!(answer, Ok(Ok(()))), Ordering::Relaxed);
        }
        let up = matches!(answer, Ok(Ok(())));
        if self.up.swap(up, Ordering::Relaxed) == up && self.since().is_some() {
            return;
        }
        self.since.store(now, Ordering::Relaxed);
        self.db.let_rest_go();
        let region = &self.name;
        match answer {
            Ok(Ok(())) => tracing::info!(region, "the data region answers"),
            Ok(Err(error)) => tracing::error!(region, %error, "the data region is away"),
            Err(_) => tracing::error!(region, "the data region is away: it does not answer in time"),
        }
    }
}

/// All databases of this installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Regions {
    /// The default region is the first.
    regions: Arc<Vec<Region>>,
    /// Where `home` is among them.
    home: usize,
    groups: Groups,
}

impl Regions {
    /// Opens the control database and looks at the regions (name, URL) as they are at `now`. The one called `home` is the control database,
    /// whatever its URL says; where it is not named it comes last, so that new workspaces are made in the first one that is.
    pub async fn open(control: &str, regions: &[(String, String)], now: i64) -> DbResult<Self> {
        let mut opened = Vec::new();
        for (name, url) in regions.iter().filter(|(name, _)| name != HOME) {
            opened.push(Region::new(name, Db::lazy(url)?));
        }
        let home = regions.iter().position(|(name, _)| name == HOME).unwrap_or(opened.len());
        opened.insert(home, Region::new(HOME, Db::open(control).await?));
        opened[home].ready.store(true, Ordering::Relaxed);
        opened[home].up.store(true, Ordering::Relaxed);
        let all = Self { regions: Arc::new(opened), home, groups: Groups::default() };
        all.look(now).await;
        Ok(all)
    }

    /// People, roles, workspaces, keys, the account's audit log.
    pub fn control(&self) -> &Db {
        &self.regions[self.home].db
    }

    /// Everything of a workspace lives in its region.
    pub fn region(&self, name: &str) -> Result<&Db, AppError> {
        let found = self.regions.iter().find(|region| region.name == name).ok_or_else(|| {
            tracing::error!(region = name, "a workspace lives in a region that is not configured");
            AppError::RegionAway { region: name.to_owned() }
        })?;
        if found.is_up() { Ok(&found.db) } else { Err(AppError::RegionAway { region: name.to_owned() }) }
    }

    /// Writes items in a region, together with those that others hand in at the same time; answers each of them once it is committed.
    pub async fn together<B: Together>(&self, region: &str, items: Vec<B>) -> Vec<Result<B::Answer, AppError>> {
        match self.region(region) {
            Ok(db) => self.groups.write(region, db, items).await,
            Err(error) => items.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    /// The same in the control database, for one item.
    pub async fn together_in_control<B: Together>(&self, item: B) -> Result<B::Answer, AppError> {
        self.groups.write("", self.control(), vec![item]).await.pop().unwrap_or(Err(AppError::Internal))
    }

    /// Where new workspaces are created, unless somebody says where.
    pub fn default_region(&self) -> &str {
        &self.regions[0].name
    }

    /// Every region, also those that are away; the default one first.
    pub fn all(&self) -> &[Region] {
        &self.regions
    }

    /// Name and database of those that answer.
    pub fn up(&self) -> impl Iterator<Item = (&str, &Db)> {
        self.regions.iter().filter(|region| region.is_up()).map(|region| (region.name.as_str(), &region.db))
    }

    /// The names of those that don't.
    pub fn away(&self) -> Vec<&str> {
        self.regions.iter().filter(|region| !region.is_up()).map(|region| region.name.as_str()).collect()
    }

    /// Looks at every region but the control database, at the same time.
    pub async fn look(&self, now: i64) {
        let others = self.regions.iter().enumerate().filter(|(at, _)| *at != self.home);
        join_all(others.map(|(_, region)| region.look(now))).await;
    }

    /// Looks every few seconds, for ever. Where the control database is the only region there is nothing to look at.
    pub async fn keep_looking(&self, now: impl Fn() -> i64) -> Infallible {
        if self.regions.len() == 1 {
            return pending().await;
        }
        loop {
            sleep(EVERY).await;
            self.look(now()).await;
        }
    }

    pub async fn close(&self) {
        for region in self.regions.iter() {
            region.db.close().await;
        }
    }
}

impl Region {
    fn new(name: &str, db: Db) -> Self {
        Self { name: name.to_owned(), db, ready: AtomicBool::new(false), up: AtomicBool::new(false), since: AtomicI64::new(0) }
    }
}

/// Reads `home,eu=postgres://…`: a region's name, and where its database is. Names are short words, as they are part of a workspace for ever.
pub fn parse(text: &str) -> Result<(String, String), String> {
    let (name, url) = text.split_once('=').unwrap_or((text, ""));
    let (name, url) = (name.trim(), url.trim());
    let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.len() > 20 || !name.chars().all(sign) {
        return Err(format!(
            "«{name}» is no name of a data region: use up to 20 small letters, digits and hyphens, like eu or us-east."
        ));
    }
    match (name, url) {
        (HOME, "") => {}
        (HOME, _) => {
            return Err(
                "«home» is the control database and takes no address: write it alone, like home,eu=postgres://…".to_owned()
            );
        }
        (_, url) if url.starts_with("postgres://") || url.starts_with("postgresql://") || url.starts_with("sqlite:") => {}
        _ => return Err(format!("Say where the database of the region {name} is: {name}=postgres://… or {name}=sqlite:path")),
    }
    Ok((name.to_owned(), url.to_owned()))
}

/// Two names for one place, or one name for two, would show everything twice.
pub fn check(control: &str, regions: &[(String, String)]) -> Result<(), String> {
    for (at, (name, url)) in regions.iter().enumerate() {
        if url == control {
            return Err(format!("The region {name} is the control database. Leave it out, or write home."));
        }
        if let Some((other, _)) = regions[..at].iter().find(|(other, there)| other == name || (there == url && !url.is_empty())) {
            return Err(format!("The regions {other} and {name} are the same one. Name each region and each database once."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
        text.split(',').map(parse).collect()
    }

    #[test]
    fn a_region_is_a_short_name_and_a_database() {
        assert_eq!(pairs("home,eu=sqlite:eu.db").unwrap()[1], ("eu".to_owned(), "sqlite:eu.db".to_owned()));
        assert_eq!(pairs("us-1=postgres://a/b?c=d").unwrap()[0].1, "postgres://a/b?c=d");
        for bad in ["", "=sqlite:x", "EU=sqlite:x", "eu", "eu=", "eu=mysql://x", "home=sqlite:x", "a b=sqlite:x"] {
            assert!(pairs(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_region_and_no_database_is_named_twice() {
        let checked = |text: &str| check("sqlite:belfry.db", &pairs(text).unwrap());
        assert_eq!(checked("home,eu=sqlite:eu.db,us=sqlite:us.db"), Ok(()));
        for bad in ["eu=sqlite:belfry.db", "eu=sqlite:a.db,us=sqlite:a.db", "eu=sqlite:a.db,eu=sqlite:b.db", "home,home"] {
            assert!(checked(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn home_is_a_region_where_it_is_named_or_comes_last() {
        let folder = tempfile::TempDir::new().unwrap();
        let at = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        let open = async |regions: &[(&str, String)]| {
            let regions: Vec<_> = regions.iter().map(|(name, url)| ((*name).to_owned(), url.clone())).collect();
            Regions::open(&at("control.db"), &regions, 1).await.unwrap()
        };
        let names = |regions: &Regions| regions.all().iter().map(|region| region.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&open(&[]).await), ["home"]);
        assert_eq!(names(&open(&[("eu", at("eu.db"))]).await), ["eu", "home"]);
        let first = open(&[("home", String::new()), ("eu", at("eu.db"))]).await;
        assert_eq!((names(&first), first.default_region()), (vec!["home".to_owned(), "eu".to_owned()], "home"));
    }

    #[tokio::test]
    async fn a_region_that_is_away_is_refused_by_name_until_it_comes_back() {
        let folder = tempfile::TempDir::new().unwrap();
        let at = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        let regions = [("eu".to_owned(), at("later/eu.db"))];
        let all = Regions::open(&at("control.db"), &regions, 1).await.expect("the others are there");
        assert_eq!((all.away(), all.all()[0].since()), (vec!["eu"], Some(1)));
        assert_eq!(all.region("eu").unwrap_err(), AppError::RegionAway { region: "eu".to_owned() });
        assert!(all.region("home").is_ok());
        std::fs::create_dir(folder.path().join("later")).unwrap();
        all.look(5).await;
        assert_eq!((all.away(), all.all()[0].since()), (vec![], Some(5)));
        let mut tx = all.region("eu").expect("it is back").read().await.unwrap();
        let jobs: Option<(String,)> = tx.one("select id from job limit 1", vec![]).await.expect("it has its tables");
        assert_eq!(jobs, None);
    }
}
