//! How long entries are kept. An entry that had its time leaves its seal behind: a number, an id and two hashes, so that the chain stays whole, with
//! proof that it was Belfry that deleted it.

use crate::{
    access::{App, Entry, Fresh, Granted, chain},
    db::Db,
    model::{AccountId, AppError, InAccount, can},
    store,
};

/// In days, and as people read it; besides them, for ever.
pub const CHOICES: &[(i64, &str)] =
    &[(90, "90 days"), (180, "180 days"), (365, "1 year"), (730, "2 years"), (2_555, "7 years"), (3_650, "10 years")];
/// What it is called when nothing is deleted.
pub const FOR_EVER: &str = "For ever";

const DAY: i64 = 86_400_000;
/// So many are deleted in one transaction: whoever writes meanwhile waits for a moment at most.
const BATCH: i64 = 200;
/// So many accounts are looked at at once.
const ACCOUNTS: i64 = 100;

/// How long entries are kept, in days; none: for ever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Keep(pub Option<i64>);

impl Keep {
    /// One of the choices, or `ever`.
    pub fn parse(raw: &str) -> Result<Self, AppError> {
        if raw == "ever" {
            return Ok(Self(None));
        }
        let days = raw.parse().ok().filter(|days| CHOICES.iter().any(|(choice, _)| choice == days));
        days.map(|days| Self(Some(days))).ok_or_else(|| AppError::invalid("keep", "Choose one of the times of the list."))
    }

    pub fn label(self) -> String {
        match self.0 {
            None => FOR_EVER.to_owned(),
            Some(days) => CHOICES
                .iter()
                .find(|(choice, _)| *choice == days)
                .map_or_else(|| format!("{days} days"), |(_, label)| (*label).to_owned()),
        }
    }
}

pub async fn kept(granted: &Granted<can::ManageAudit>) -> Result<Keep, AppError> {
    let days = store::accounts::audit_days(&mut granted.read().await?, granted.account()).await?;
    Ok(Keep(days))
}

/// A shorter time deletes for good, so it asks for a fresh proof.
pub async fn keep(granted: &Granted<can::ManageAudit>, _fresh: Fresh, keep: Keep) -> Result<(), AppError> {
    let before = kept(granted).await?;
    let name = store::accounts::find(&mut granted.read().await?, granted.account()).await?.ok_or(AppError::NotFound)?.name;
    let mut change = granted.change().await?;
    store::accounts::update_audit_days(&mut change, granted.account(), keep.0).await?;
    let entry = Entry::new("audit.retention_changed", granted.account()).named(name);
    change.commit(entry.from_to("kept", before.label(), keep.label())).await
}

/// Deletes what had its time, everywhere, once a day: a day of UTC goes as a whole. Answers how many entries went.
pub async fn purge(app: &App) -> Result<u64, AppError> {
    let mut gone = 0;
    let mut after = String::new();
    loop {
        let accounts = store::accounts::list_with_audit_days(&mut app.regions.control().read().await?, &after, ACCOUNTS).await?;
        let Some((last, ..)) = accounts.last() else { return Ok(gone) };
        after = last.to_string();
        for (account, name, days) in &accounts {
            let before = (app.now() / DAY - days) * DAY;
            let mut purged = 0;
            for (region, db) in app.regions.up() {
                match purge_one(app, db, account, before).await {
                    Ok(gone) => purged += gone,
                    Err(error) => tracing::warn!(%error, region, "the audit log of a region is shortened later"),
                }
            }
            if purged > 0 {
                let granted = app.as_system::<can::ManageAudit>(account, InAccount, "purge");
                let entry =
                    Entry::new("audit.purged", account).named(name).with("entries", purged).with("older_than_days", *days);
                granted.change().await?.commit(entry).await?;
            }
            gone += purged;
        }
    }
}

/// The entries of one account in one database.
async fn purge_one(app: &App, db: &Db, account: &AccountId, before: i64) -> Result<u64, AppError> {
    let mut gone = 0;
    loop {
        let old = store::audit::list_old(&mut db.read().await?, account, before, BATCH).await?;
        if old.is_empty() {
            return Ok(gone);
        }
        let mut tx = db.write().await?;
        let chain = store::seals::head(&mut tx).await?.ok_or(AppError::Internal)?.chain;
        for sealed in &old {
            let digest = chain::digest(&sealed.row);
            let proof = chain::purge_proof(&app.vault, &chain, sealed.sequence, &digest);
            store::seals::update_purged(&mut tx, sealed.sequence, &digest, &proof).await?;
            gone += store::audit::delete(&mut tx, account, &sealed.row.entry.id).await?;
        }
        tx.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_one_of_the_list() {
        assert_eq!(Keep::parse("90"), Ok(Keep(Some(90))));
        assert_eq!(Keep::parse("ever"), Ok(Keep(None)));
        for bad in ["", "0", "89", "-90", "90.0", "always"] {
            assert!(Keep::parse(bad).is_err(), "{bad}");
        }
        assert_eq!((Keep(Some(365)).label().as_str(), Keep(None).label().as_str()), ("1 year", "For ever"));
    }
}
