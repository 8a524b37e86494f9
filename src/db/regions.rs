//! One control database and one database per data region. By default the control database is the only region.

use std::sync::Arc;

use super::{Db, DbResult, Groups, Together};
use crate::model::AppError;

/// The region that the control database serves when no other is configured.
pub const HOME: &str = "home";
/// What the control database is called beside regions.
const CONTROL: &str = "control";

/// All databases of this installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Regions {
    control: Db,
    regions: Arc<Vec<(String, Db)>>,
    groups: Groups,
}

impl Regions {
    /// Opens the control database and the regions (name, URL); none: the control database is region `home`.
    pub async fn open(control: &str, regions: &[(String, String)]) -> DbResult<Self> {
        let control = Db::open(control).await?;
        let mut opened = Vec::new();
        for (name, url) in regions {
            opened.push((name.clone(), Db::open(url).await?));
        }
        if opened.is_empty() {
            opened.push((HOME.to_owned(), control.clone()));
        }
        Ok(Self { control, regions: Arc::new(opened), groups: Groups::default() })
    }

    /// People, roles, workspaces, keys, the account's audit log.
    pub fn control(&self) -> &Db {
        &self.control
    }

    /// Everything of a workspace lives in its region.
    pub fn region(&self, name: &str) -> Result<&Db, AppError> {
        self.regions.iter().find(|(known, _)| known == name).map(|(_, db)| db).ok_or_else(|| {
            tracing::error!(region = name, "a workspace lives in a region that is not configured");
            AppError::Unreachable
        })
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
        self.groups.write("", &self.control, vec![item]).await.pop().unwrap_or(Err(AppError::Internal))
    }

    /// Where new workspaces are created.
    pub fn default_region(&self) -> &str {
        &self.regions[0].0
    }

    /// Each region's name and database.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Db)> {
        self.regions.iter().map(|(name, db)| (name.as_str(), db))
    }

    /// Each database once: the regions, and the control database where it is none of them.
    pub fn distinct(&self) -> Vec<&Db> {
        self.named().into_iter().map(|(_, db)| db).collect()
    }

    /// The same with their names; the control database is called so where it is no region.
    pub fn named(&self) -> Vec<(&str, &Db)> {
        let mut found: Vec<(&str, &Db)> = self.all().collect();
        if self.regions.iter().all(|(name, _)| name != HOME) {
            found.insert(0, (CONTROL, &self.control));
        }
        found
    }

    pub async fn close(&self) {
        for db in self.distinct() {
            db.close().await;
        }
    }
}
