//! Who calls.

use std::sync::Arc;

use super::{App, Granted, Powers, SECURITY};
use crate::{
    model::{
        Account, AccountId, AccountSettings, ApiKeyId, AppError, AssetKind, Id, InAccount, KeyScope, Needs, Permission, Person,
        PersonId, Place, Rights, RoleName, ServiceTokenId, Slug, TokenVerb, Workspace, WorkspaceId, can,
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
    /// A program with a service token of an account.
    Token(Box<TokenHolder>),
}

#[derive(Clone, Debug)]
pub struct SignedIn {
    pub person: Person,
    pub account: Account,
    pub role: RoleName,
    /// What that role allows, as it is now.
    pub rights: Arc<Rights>,
    /// Whether they are in another account, too, and can go there.
    pub elsewhere: bool,
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
    /// What the key is narrowed to.
    pub scope: KeyScope,
}

#[derive(Clone, Debug)]
pub struct TokenHolder {
    pub account: AccountId,
    pub id: ServiceTokenId,
    pub name: String,
    /// What it is for.
    pub verbs: Vec<TokenVerb>,
    /// What its scope allows.
    pub rights: Arc<Rights>,
    /// Kinds of assets that it is narrowed to; empty: all.
    pub kinds: Vec<AssetKind>,
}

/// Who did it, as the audit log writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// `person`, `key`, `token`, `system`.
    pub kind: &'static str,
    pub id: String,
    pub name: String,
    /// A person's.
    pub email: Option<String>,
}

impl Actor {
    pub fn person(person: &Person) -> Self {
        let email = Some(person.email.to_string());
        Self { kind: "person", id: person.id.to_string(), name: person.name.clone(), email }
    }

    /// As rows keep who did it: `Ada <ada@example.com>`, and of a program its name.
    pub fn signature(&self) -> String {
        match &self.email {
            Some(email) => format!("{} <{email}>", self.name),
            None => self.name.clone(),
        }
    }
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
            Who::Nobody | Who::Key(_) | Who::Token(_) => Err(AppError::SignedOut),
        }
    }

    /// The account that a person or a service token is of, and what they may do in it.
    pub fn standing(&self) -> Result<(&AccountId, &Rights), AppError> {
        match &self.who {
            Who::Token(holder) => Ok((&holder.account, &holder.rights)),
            _ => self.person().map(|me| (&me.account.id, &*me.rights)),
        }
    }

    /// A service token proves itself with every call; a person has to have done so recently.
    pub fn fresh(&self) -> Result<Fresh, AppError> {
        if matches!(self.who, Who::Token(_)) {
            return Ok(Fresh(()));
        }
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
                let seen = seen.ok_or_else(|| {
                    let (id, address) = (signed_in.person.id.as_str(), &self.origin.address);
                    tracing::info!(target: SECURITY, id, address, "refused: there is no such workspace for them");
                    AppError::NotFound
                });
                self.grant(signed_in, seen?)
            }
        }
    }

    /// Enters a workspace that was deleted and can still be restored: for that, and nothing else leads there.
    pub async fn enter_deleted(&self, slug: &Slug) -> Result<Granted<can::DeleteWorkspaces>, AppError> {
        let signed_in = self.person()?;
        let mut tx = self.app.regions.control().read().await?;
        let workspace = store::workspaces::find_deleted_by_slug(&mut tx, &signed_in.account.id, slug).await?;
        let seen = workspace.filter(|workspace| signed_in.rights.allow(Permission::ViewWorkspace, workspace));
        self.grant(signed_in, seen.ok_or(AppError::NotFound)?)
    }

    /// Enters the one workspace that a key belongs to.
    pub fn enter_with_key<P: Needs<Place = Workspace>>(&self) -> Result<Granted<P>, AppError> {
        let Who::Key(holder) = &self.who else { return Err(AppError::SignedOut) };
        let actor = Actor { kind: "key", id: holder.id.clone(), name: holder.name.clone(), email: None };
        let powers = Powers::Key(holder.scope);
        if !powers.allow(P::PERMISSION, &holder.workspace) {
            let workspace = &holder.workspace;
            return Err(self.forbidden::<P>(&workspace.account_id, Some(workspace), &actor));
        }
        Ok(Granted::new(
            self.app.clone(),
            actor,
            holder.workspace.account_id.clone(),
            holder.workspace.clone(),
            powers,
            self.origin.clone(),
        ))
    }

    /// Enters a workspace of a service token's account, by slug or id: 404 for one that the token does not reach, 403 for what it may not.
    pub async fn enter_named<P: Needs<Place = Workspace>>(&self, named: &str) -> Result<Granted<P>, AppError> {
        let Who::Token(holder) = &self.who else { return Err(AppError::SignedOut) };
        let mut tx = self.app.regions.control().read().await?;
        let found = match Slug::parse(named) {
            Ok(slug) => store::workspaces::find_by_slug(&mut tx, &holder.account, &slug).await?,
            Err(_) => None,
        };
        let found = match found {
            Some(found) => Some(found),
            None => store::workspaces::find(&mut tx, &WorkspaceId::from_text(named.to_owned())).await?,
        };
        let reached =
            found.filter(|found| found.account_id == holder.account && holder.rights.allow(Permission::ViewWorkspace, found));
        self.grant_to_token(holder, reached.ok_or(AppError::NotFound)?)
    }

    /// Whether a service token's scope covers assets of this kind; nobody else is narrowed by kinds.
    pub fn covers(&self, kind: AssetKind) -> Result<(), AppError> {
        match &self.who {
            Who::Token(holder) if !holder.kinds.is_empty() && !holder.kinds.contains(&kind) => Err(AppError::Forbidden),
            _ => Ok(()),
        }
    }

    /// Whether a service token is for this; two verbs may need the same right and not be the same.
    pub fn is_for(&self, verb: TokenVerb) -> Result<(), AppError> {
        match &self.who {
            Who::Token(holder) if !holder.verbs.contains(&verb) => Err(AppError::Forbidden),
            _ => Ok(()),
        }
    }

    /// Enters what lies above the workspaces.
    pub async fn enter_account<P: Needs<Place = InAccount>>(&self) -> Result<Granted<P>, AppError> {
        match &self.who {
            Who::Token(holder) => self.grant_to_token(holder, InAccount),
            _ => self.grant(self.person()?, InAccount),
        }
    }

    fn grant_to_token<P: Needs>(&self, holder: &TokenHolder, place: P::Place) -> Result<Granted<P>, AppError> {
        let actor = Actor { kind: "token", id: holder.id.to_string(), name: holder.name.clone(), email: None };
        self.admit(actor, &holder.account, &holder.rights, place)
    }

    /// Enters one's own profile to set a second factor up: the one door that is open to who has to do that first.
    pub async fn enter_to_enrol(&self) -> Result<Granted<can::EditProfile>, AppError> {
        self.grant(self.signed_in()?, InAccount)
    }

    fn grant<P: Needs>(&self, signed_in: &SignedIn, place: P::Place) -> Result<Granted<P>, AppError> {
        let actor = Actor::person(&signed_in.person);
        self.admit(actor, &signed_in.account.id, &signed_in.rights, place)
    }

    fn admit<P: Needs>(
        &self,
        actor: Actor,
        account: &AccountId,
        rights: &Arc<Rights>,
        place: P::Place,
    ) -> Result<Granted<P>, AppError> {
        let powers = Powers::Role(rights.clone());
        if !powers.allow(P::PERMISSION, &place) {
            return Err(self.forbidden::<P>(account, place.workspace(), &actor));
        }
        Ok(Granted::new(self.app.clone(), actor, account.clone(), place, powers, self.origin.clone()))
    }

    /// Writes down who asked for what they may not do: at once in the log, counted together in the audit log.
    fn forbidden<P: Needs>(&self, account: &AccountId, place: Option<&Workspace>, actor: &Actor) -> AppError {
        self.app.note_denied(account, place, P::PERMISSION, actor, &self.origin);
        let (kind, id, address) = (actor.kind, &actor.id, &self.origin.address);
        tracing::warn!(target: SECURITY, kind, id, address, permission = P::PERMISSION.key(), "refused: the right is missing");
        AppError::Forbidden
    }
}
