//! Workspaces: which there are, the three that every account starts with, making one, editing one, and their end.

pub mod config;
mod end;
mod purge;

pub use end::{delete, deleted, restore};
pub use purge::purge;

use crate::{
    access::{App, Caller, Change, Entry, Granted},
    db::{DbResult, OrConflict, Tx},
    domain::keys,
    model::{
        AccountId, AppError, Colour, InAccount, Name, Needs, Permission, Slug, Workspace, WorkspaceIcon, WorkspaceKind, bounded,
        can, workspace_slug,
    },
    store,
};

/// How long a description may be.
const DESCRIPTION: usize = 500;

/// The workspaces that the caller's role, or a service token's scope, shows them.
pub async fn list(caller: &Caller) -> Result<Vec<Workspace>, AppError> {
    let (account, rights) = caller.standing()?;
    let mut tx = caller.app.regions.control().read().await?;
    let mut all = store::workspaces::list(&mut tx, account).await?;
    all.retain(|workspace| rights.allow(Permission::ViewWorkspace, workspace));
    Ok(all)
}

/// All workspaces of the account, also those that were deleted, for what lies above them: roles that count in them, entries of the audit log.
pub async fn all<P: Needs<Place = InAccount>>(granted: &Granted<P>) -> Result<Vec<Workspace>, AppError> {
    Ok(named(&mut granted.read().await?, granted.account()).await?)
}

/// All workspaces of an account; the name of one that was deleted says so.
pub(crate) async fn named(tx: &mut Tx, account: &AccountId) -> DbResult<Vec<Workspace>> {
    let mut all = store::workspaces::list(tx, account).await?;
    let deleted = store::workspaces::list_deleted(tx, account).await?.into_iter().map(|deleted| deleted.workspace);
    all.extend(deleted.map(|workspace| Workspace { name: format!("{} (deleted)", workspace.name), ..workspace }));
    Ok(all)
}

/// Sandbox, Staging and Production for a new account, each with its workspace key. Part of the change that makes the account.
pub async fn provision<P: Needs>(change: &mut Change<'_, P>, app: &App, account: &AccountId) -> Result<Vec<Workspace>, AppError> {
    let defaults = [
        (
            "sandbox",
            "Sandbox",
            "For a first look. Messages are captured, nothing needs to be set up.",
            WorkspaceKind::Sandbox,
            Colour::Grey,
        ),
        ("staging", "Staging", "For building and testing before it reaches people.", WorkspaceKind::Standard, Colour::Blue),
        (
            "production",
            "Production",
            "Real people. Promote what was tested instead of editing here.",
            WorkspaceKind::Production,
            Colour::Red,
        ),
    ];
    let mut made = Vec::new();
    for (slug, name, description, kind, colour) in defaults {
        let workspace = Workspace {
            id: change.id(),
            account_id: account.clone(),
            slug: Slug::parse(slug)?,
            name: name.to_owned(),
            description: description.to_owned(),
            kind,
            colour,
            icon: WorkspaceIcon::Letters,
            region: app.regions.default_region().to_owned(),
            created_at: change.now,
        };
        store::workspaces::insert(change, &workspace, &config::of_new()).await?;
        keys::insert_defaults(change, app, &workspace).await?;
        made.push(workspace);
    }
    Ok(made)
}

/// What is chosen for a new workspace.
pub struct NewWorkspace {
    pub name: Name,
    pub description: String,
    pub kind: WorkspaceKind,
    pub colour: Colour,
    pub icon: WorkspaceIcon,
    /// None: the first one.
    pub region: Option<String>,
}

impl NewWorkspace {
    /// What programs make, which choose nothing but a name and a description. The colours take turns.
    pub fn for_program(name: Name, description: String, there: usize) -> Self {
        let colour = Colour::CUSTOM[there % Colour::CUSTOM.len()];
        Self { name, description, kind: WorkspaceKind::Standard, colour, icon: WorkspaceIcon::Letters, region: None }
    }
}

/// A custom workspace. Its slug comes from the name and stays for ever. One with the rules of Production is made by who may edit Production:
/// nobody gets more by it than they have there.
pub async fn create(granted: &Granted<can::CreateWorkspaces>, new: NewWorkspace) -> Result<Workspace, AppError> {
    let slug = workspace_slug(new.name.as_str())?;
    let app = granted.app();
    let region = match &new.region {
        None => app.regions.default_region().to_owned(),
        Some(region) if app.regions.all().iter().any(|known| known.name == *region) => region.clone(),
        Some(_) => return Err(AppError::invalid("region", "Choose one of the regions.")),
    };
    // One that is away has no room now.
    app.regions.region(&region)?;
    let mut change = granted.change().await?;
    let workspace = Workspace {
        id: change.id(),
        account_id: granted.account().clone(),
        slug,
        name: new.name.to_string(),
        description: bounded("description", &new.description, DESCRIPTION)?,
        kind: new.kind,
        colour: new.colour,
        icon: new.icon,
        region,
        created_at: change.now,
    };
    if workspace.kind.rules().live && !granted.may_in(Permission::EditWorkspaces, &workspace) {
        return Err(AppError::invalid(
            "kind",
            "Your role may not edit Production. Choose another kind, or ask an admin to make it.",
        ));
    }
    store::workspaces::insert(&mut change, &workspace, &config::of_new()).await.conflict(
        "Another workspace has this name already. Choose another one. The name of a deleted one is free after 7 days.",
    )?;
    keys::insert_defaults(&mut change, app, &workspace).await?;
    let entry = Entry::new("workspace.created", &workspace.id).named(&workspace.name).with("slug", workspace.slug.as_str());
    change.commit(entry.with("kind", workspace.kind.key()).with("region", workspace.region.as_str())).await?;
    Ok(workspace)
}

/// How a workspace looks from now on.
pub struct Looks {
    pub name: Name,
    pub description: String,
    /// None: as it was.
    pub colour: Option<Colour>,
    pub icon: Option<WorkspaceIcon>,
}

/// Name, description, colour and icon. The slug stays. A default may keep the colour that is its own.
pub async fn edit(granted: &Granted<can::EditWorkspaces>, looks: Looks) -> Result<(), AppError> {
    let before = granted.workspace();
    let colour = looks.colour.unwrap_or(before.colour);
    if colour != before.colour && !Colour::CUSTOM.contains(&colour) {
        return Err(Colour::wrong());
    }
    let after = Workspace {
        name: looks.name.to_string(),
        description: bounded("description", &looks.description, DESCRIPTION)?,
        colour,
        icon: looks.icon.unwrap_or(before.icon),
        ..before.clone()
    };
    let mut change = granted.change_control().await?;
    store::workspaces::update_looks(&mut change, &after).await?;
    let entry = Entry::new("workspace.updated", &before.id)
        .named(&after.name)
        .from_to("name", before.name.as_str(), after.name.as_str())
        .from_to("description", before.description.as_str(), after.description.as_str())
        .from_to("colour", before.colour.key(), after.colour.key())
        .from_to("icon", before.icon.key(), after.icon.key());
    change.commit(entry).await
}
