//! Who calls.

use std::sync::Arc;

use super::{App, Granted, Powers};
use crate::{
    model::{
        Account, AccountSettings, ApiKeyId, AppError, InAccount, Needs, Permission, Person, PersonId, Rights, RoleName, Slug,
        Workspace, can,
    },
    store,
};

/// Where a call came from, for the audit log.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// Somebody or nobody, with the means to ask for more.
#[derive(Clone)]
pub struct Caller {
    pub app: App,
    pub who: Who,
    pub origin: Origin,
}

/// What a request proved.
#[derive(Clone, Debug)]
pub enum Who {
    Nobody,
    /// Password right, second factor still asked for.
    Pending(PersonId),
    /// Signed in, without the second factor that the account asks of everybody: let to nothing but setting one up.
    MustEnrol(Box<SignedIn>),
    Person(Box<SignedIn>),
    /// A program with a key of one workspace.
    Key(Box<KeyHolder>),
}

#[derive(Clone, Debug)]
pub struct SignedIn {
    pub person: Person,
    pub account: Account,
    pub role: RoleName,
    /// What that role allows, as it is now.
    pub rights: Arc<Rights>,
    /// What the account decides for everybody in it.
    pub settings: AccountSettings,
    /// Until when the last proof of identity counts as recent.
    pub fresh_until: i64,
}

#[derive(Clone, Debug)]
pub struct KeyHolder {
    pub workspace: Workspace,
    pub id: String,
    pub name: String,
    /// None: a workspace key.
    pub api_key: Option<ApiKeyId>,
}

/// Who did it, as the audit log writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// `person`, `key`, `system`.
    pub kind: &'static str,
    pub id: String,
    pub name: String,
}

/// Proof that the password or the second factor was given in the last 15 minutes. Dangerous acts ask for it.
pub struct Fresh(());

impl Caller {
    pub fn nobody(app: App, origin: Origin) -> Self {
        Self { app, who: Who::Nobody, origin }
    }

    /// The signed-in person; a second factor that is still to be given counts as not signed in, and one that is still to be set up comes
    /// before everything else.
    pub fn person(&self) -> Result<&SignedIn, AppError> {
        match &self.who {
            Who::MustEnrol(_) => Err(AppError::MustEnrol),
            _ => self.signed_in(),
        }
    }

    /// The same, also while they still have to set a second factor up: for what leads there, and for leaving.
    pub fn signed_in(&self) -> Result<&SignedIn, AppError> {
        match &self.who {
            Who::Person(signed_in) | Who::MustEnrol(signed_in) => Ok(signed_in),
            Who::Pending(_) => Err(AppError::MfaPending),
            Who::Nobody | Who::Key(_) => Err(AppError::SignedOut),
        }
    }

    pub fn fresh(&self) -> Result<Fresh, AppError> {
        if self.signed_in()?.fresh_until > self.app.now() { Ok(Fresh(())) } else { Err(AppError::NotFresh) }
    }

    /// Enters a workspace of one's account: 401 for nobody, 404 for a workspace of somebody else and for one that the role does not show,
    /// 403 without the right.
    pub async fn enter<P: Needs<Place = Workspace>>(&self, slug: &Slug) -> Result<Granted<P>, AppError> {
        match &self.who {
            Who::Key(holder) if holder.workspace.slug == *slug => self.enter_with_key(),
            Who::Key(_) => Err(AppError::NotFound),
            _ => {
                let signed_in = self.person()?;
                let mut tx = self.app.regions.control().read().await?;
                let workspace = store::workspaces::find_by_slug(&mut tx, &signed_in.account.id, slug).await?;
                let seen = workspace.filter(|workspace| signed_in.rights.allow(Permission::ViewWorkspace, workspace));
                self.grant(signed_in, seen.ok_or(AppError::NotFound)?)
            }
        }
    }

    /// Enters the one workspace that a key belongs to.
    pub fn enter_with_key<P: Needs<Place = Workspace>>(&self) -> Result<Granted<P>, AppError> {
        let Who::Key(holder) = &self.who else { return Err(AppError::SignedOut) };
        if !Powers::Key.allow(P::PERMISSION, &holder.workspace) {
            return Err(AppError::Forbidden);
        }
        let actor = Actor { kind: "key", id: holder.id.clone(), name: holder.name.clone() };
        Ok(Granted::new(
            self.app.clone(),
            actor,
            holder.workspace.account_id.clone(),
            holder.workspace.clone(),
            Powers::Key,
            self.origin.clone(),
        ))
    }

    /// Enters what lies above the workspaces.
    pub async fn enter_account<P: Needs<Place = InAccount>>(&self) -> Result<Granted<P>, AppError> {
        self.grant(self.person()?, InAccount)
    }

    /// Enters one's own profile to set a second factor up: the one door that is open to who has to do that first.
    pub async fn enter_to_enrol(&self) -> Result<Granted<can::EditProfile>, AppError> {
        self.grant(self.signed_in()?, InAccount)
    }

    fn grant<P: Needs>(&self, signed_in: &SignedIn, place: P::Place) -> Result<Granted<P>, AppError> {
        let powers = Powers::Role(signed_in.rights.clone());
        if !powers.allow(P::PERMISSION, &place) {
            return Err(AppError::Forbidden);
        }
        let actor = Actor { kind: "person", id: signed_in.person.id.to_string(), name: signed_in.person.name.clone() };
        Ok(Granted::new(self.app.clone(), actor, signed_in.account.id.clone(), place, powers, self.origin.clone()))
    }
}
