//! The permission token, which is also the only handle to the data.

use std::{marker::PhantomData, sync::Arc};

use super::{Actor, App, Change, Origin, OwnRows};
use crate::{
    db::{Db, Together, Tx},
    model::{
        AccountId, AppError, Id, InAccount, KeyScope, MemberStatus, Needs, Permission, Person, PersonId, Place, Rights,
        Workspace, WorkspaceId, can,
    },
    store,
};

/// Where the rights come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Powers {
    /// Of a member's role, as the request found it.
    Role(Arc<Rights>),
    /// A key of the workspace: it sends and keeps users, as far as its scope goes, and does not configure.
    Key(KeyScope),
    /// Somebody who is proving who they are: over themselves and nothing else.
    Oneself,
    /// Belfry itself, for a stated reason.
    System,
}

impl Powers {
    /// Whether the permission is held in a place.
    pub fn allow(&self, permission: Permission, place: &impl Place) -> bool {
        match self {
            Self::Role(rights) => rights.allow(permission, place),
            Self::Key(scope) => scope.allows(permission),
            Self::Oneself => permission == Permission::EditProfile,
            Self::System => true,
        }
    }
}

/// Proof that somebody may do `P` in a place. Only this room makes one.
pub struct Granted<P: Needs> {
    app: App,
    actor: Actor,
    account: AccountId,
    place: P::Place,
    powers: Powers,
    origin: Origin,
    proof: PhantomData<P>,
}

impl<P: Needs> Granted<P> {
    pub(super) fn new(app: App, actor: Actor, account: AccountId, place: P::Place, powers: Powers, origin: Origin) -> Self {
        Self { app, actor, account, place, powers, origin, proof: PhantomData }
    }

    pub(super) fn place(&self) -> &P::Place {
        &self.place
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn account(&self) -> &AccountId {
        &self.account
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Milliseconds since 1970.
    pub fn now(&self) -> i64 {
        self.app.clock.now()
    }

    pub fn id<I: Id>(&self) -> I {
        self.app.clock.id()
    }

    /// Whether the same caller may also do this here; for masking and for hiding buttons, never instead of the door.
    pub fn may(&self, permission: Permission) -> bool {
        self.powers.allow(permission, &self.place)
    }

    /// The same of another place: one that is still to be made.
    pub fn may_in(&self, permission: Permission, place: &Workspace) -> bool {
        self.powers.allow(permission, place)
    }

    /// The same of the account, which is above the place.
    pub fn may_in_account(&self, permission: Permission) -> bool {
        self.powers.allow(permission, &InAccount)
    }

    /// The rights of whoever calls, read anew in a transaction: they may have less by now than when the request began. What is given away
    /// is measured by them.
    pub async fn rights_now(&self, tx: &mut Tx) -> Result<Rights, AppError> {
        match &self.powers {
            Powers::System => Ok(Rights::admin()),
            Powers::Role(_) => {
                let person = PersonId::from_text(self.actor.id.clone());
                let found = store::people::membership(tx, &person, &self.account).await?;
                let active = found.filter(|member| member.status == MemberStatus::Active).ok_or(AppError::Forbidden)?;
                let rights = active.rights();
                if rights.allow(P::PERMISSION, &self.place) { Ok(rights) } else { Err(AppError::Forbidden) }
            }
            Powers::Key(_) | Powers::Oneself => Err(AppError::Forbidden),
        }
    }

    /// Where the data of the place live: the workspace's region, or the control database for the account.
    fn db(&self) -> Result<&Db, AppError> {
        match self.place.region() {
            Some(region) => self.app.regions.region(region),
            None => Ok(self.app.regions.control()),
        }
    }

    /// Reads the place: where the database knows policies, nothing of another workspace is in sight.
    pub async fn read(&self) -> Result<Tx, AppError> {
        Ok(self.db()?.read_in(self.place.workspace_id()).await?)
    }

    /// Changes how the place is configured: the only way to a write transaction, and it ends in an audit entry.
    pub async fn change(&self) -> Result<Change<'_, P>, AppError> {
        Ok(Change::new(self.db()?.write_in(self.place.workspace_id()).await?, self))
    }

    /// Reads the control database: people, workspaces, keys.
    pub async fn read_control(&self) -> Result<Tx, AppError> {
        Ok(self.app.regions.control().read().await?)
    }

    /// Changes the control database.
    pub async fn change_control(&self) -> Result<Change<'_, P>, AppError> {
        Ok(Change::new(self.app.regions.control().write().await?, self))
    }

    /// The same right for the same caller, narrowed to another permission that they hold too.
    pub fn also<Q: Needs<Place = P::Place>>(&self) -> Result<Granted<Q>, AppError> {
        if !self.may(Q::PERMISSION) {
            return Err(AppError::Forbidden);
        }
        Ok(Granted::new(
            self.app.clone(),
            self.actor.clone(),
            self.account.clone(),
            self.place.clone(),
            self.powers.clone(),
            self.origin.clone(),
        ))
    }
}

impl Granted<crate::model::can::ViewAudit> {
    /// Every database that has a part of the audit log and answers, with its region's name.
    pub fn audit_databases(&self) -> Vec<(&str, &Db)> {
        self.app.regions.up().collect()
    }

    /// The regions that don't answer: what happened there is missing from the log for now.
    pub fn audit_away(&self) -> Vec<String> {
        self.app.regions.away().into_iter().map(str::to_owned).collect()
    }
}

impl<P: Needs<Place = Workspace>> Granted<P> {
    pub fn workspace(&self) -> &Workspace {
        &self.place
    }

    /// The second argument of every store function.
    pub fn workspace_id(&self) -> &WorkspaceId {
        &self.place.id
    }
}

/// Delivery's own rows (users, requests, executions, messages, attempts) are their own log: they are written here, without an audit entry,
/// and configuration is never written here.
impl Granted<crate::model::can::Trigger> {
    pub async fn own_rows(&self) -> Result<OwnRows, AppError> {
        Ok(OwnRows::new(self.db()?.write_in(self.place.workspace_id()).await?))
    }

    /// Writes own rows in one transaction with those that others hand in at the same time; answers each item once it is committed.
    pub async fn together<B: Together>(&self, items: Vec<B>) -> Vec<Result<B::Answer, AppError>> {
        self.app.regions.together(&self.place.region, items).await
    }
}

impl Granted<can::EditUsers> {
    /// For a program that keeps users: they are own rows too, whether or not its key is narrowed from sending.
    pub fn as_own_rows(&self) -> Result<Granted<can::Trigger>, AppError> {
        let Powers::Key(_) = self.powers else { return Err(AppError::Forbidden) };
        let (app, actor, account) = (self.app.clone(), self.actor.clone(), self.account.clone());
        Ok(Granted::new(app, actor, account, self.place.clone(), self.powers.clone(), self.origin.clone()))
    }
}

impl App {
    /// Belfry itself at work in a workspace: a worker, the set-up. The reason is what the audit log names.
    pub fn as_system<P: Needs>(&self, account: &AccountId, place: P::Place, reason: &'static str) -> Granted<P> {
        let actor = Actor { kind: "system", id: "system".to_owned(), name: reason.to_owned(), email: None };
        Granted::new(self.clone(), actor, account.clone(), place, Powers::System, Origin::default())
    }

    /// Somebody who is proving who they are, and nothing more: `identity` writes down sign-ins, refusals and proofs in their name with it.
    /// The right is the one that everybody holds over themselves, in the account and in no workspace.
    pub fn as_themselves(&self, account: &AccountId, person: &Person, origin: &Origin) -> Granted<can::EditProfile> {
        let actor = Actor::person(person);
        Granted::new(self.clone(), actor, account.clone(), InAccount, Powers::Oneself, origin.clone())
    }
}
