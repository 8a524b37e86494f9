//! Refusals, for the audit log. They are counted in memory and written down now and then: a refusal waits for nothing, and whoever tries a thousand
//! times fills no disk.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Actor, App, Entry, Granted, Origin, Powers};
use crate::model::{AccountId, AppError, InAccount, Permission, Workspace, WorkspaceId, can};

/// The first refusal is written down soon, those that follow in this time together at its end, in milliseconds.
const WINDOW: i64 = 10 * 60_000;
/// So many are kept apart at once; beyond them refusals are not counted.
const MOST: usize = 1_000;

/// What was refused to whom, and where.
type What = (String, Permission, AccountId, Option<WorkspaceId>);

/// Refusals that are not written down yet.
#[derive(Default)]
pub struct Denials(Mutex<HashMap<What, Tried>>);

struct Tried {
    actor: Actor,
    /// Where the last try came from.
    origin: Origin,
    place: Option<Workspace>,
    /// Since the last time that it was written down.
    times: i64,
    /// When that was; none: never.
    written: Option<i64>,
}

impl Tried {
    /// When it is to be written down; none: there is nothing to write.
    fn due(&self) -> Option<i64> {
        (self.times > 0).then(|| self.written.map_or(0, |at| at + WINDOW))
    }
}

impl Denials {
    fn kept(&self) -> MutexGuard<'_, HashMap<What, Tried>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a refusal. Whether it is the first one, which is to be written down soon.
    fn count(
        &self,
        account: &AccountId,
        place: Option<&Workspace>,
        permission: Permission,
        actor: &Actor,
        origin: &Origin,
    ) -> bool {
        let mut kept = self.kept();
        let what = (actor.id.clone(), permission, account.clone(), place.map(|place| place.id.clone()));
        if let Some(tried) = kept.get_mut(&what) {
            (tried.times, tried.origin) = (tried.times + 1, origin.clone());
            return false;
        }
        if kept.len() >= MOST {
            return false;
        }
        let (actor, origin, place) = (actor.clone(), origin.clone(), place.cloned());
        kept.insert(what, Tried { actor, origin, place, times: 1, written: None });
        true
    }
}

impl App {
    /// Notes that the door was closed to somebody who is known.
    pub(super) fn note_denied(
        &self,
        account: &AccountId,
        place: Option<&Workspace>,
        permission: Permission,
        actor: &Actor,
        origin: &Origin,
    ) {
        if self.denials.count(account, place, permission, actor, origin) {
            self.unsealed.notify_one();
        }
    }

    /// Writes down the refusals whose time has come, or all of them. Answers when the next ones are due, in milliseconds since 1970.
    pub async fn write_denied(&self, all: bool) -> Result<Option<i64>, AppError> {
        let now = self.now();
        let due: Vec<(What, Actor, Origin, Option<Workspace>, i64)> = {
            let mut kept = self.denials.kept();
            // Nobody tried again in the time after it was written down.
            kept.retain(|_, tried| tried.times > 0 || tried.written.is_some_and(|at| at + WINDOW > now));
            let due = kept.iter_mut().filter(|(_, tried)| tried.due().is_some_and(|due| all || due <= now));
            due.map(|(what, tried)| {
                let times = std::mem::take(&mut tried.times);
                tried.written = Some(now);
                (what.clone(), tried.actor.clone(), tried.origin.clone(), tried.place.clone(), times)
            })
            .collect()
        };
        for ((_, permission, account, _), actor, origin, place, times) in due {
            let key = permission.key();
            let name = format!("“{}”", permission.label());
            let entry = Entry::new("access.denied", key).named(name).with("permission", key).with("times", times);
            // In a region that is away nothing can be written; the account's own log is there.
            let place = place.filter(|place| self.regions.region(&place.region).is_ok());
            match place {
                None => {
                    let granted: Granted<can::EditProfile> =
                        Granted::new(self.clone(), actor, account, InAccount, Powers::System, origin);
                    granted.change().await?.commit(entry).await?;
                }
                Some(place) => {
                    let granted: Granted<can::ViewWorkspace> =
                        Granted::new(self.clone(), actor, account, place, Powers::System, origin);
                    granted.change().await?.commit(entry).await?;
                }
            }
        }
        Ok(self.denials.kept().values().filter_map(Tried::due).min())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Id;

    #[test]
    fn whoever_tries_everything_fills_no_memory() {
        let denials = Denials::default();
        let account = AccountId::from_text("acc".to_owned());
        for n in 0..2 * MOST {
            let actor = Actor { kind: "person", id: n.to_string(), name: String::new(), email: None };
            let first = denials.count(&account, None, Permission::EditMembers, &actor, &Origin::default());
            assert_eq!(first, n < MOST, "{n}");
        }
        assert_eq!(denials.kept().len(), MOST);
        let actor = Actor { kind: "person", id: "0".to_owned(), name: String::new(), email: None };
        assert!(!denials.count(&account, None, Permission::EditMembers, &actor, &Origin::default()));
        assert!(denials.kept().values().any(|tried| tried.times == 2), "those that are known are counted on");
    }
}
