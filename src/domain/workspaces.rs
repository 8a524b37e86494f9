//! Workspaces: which there are, the three that every account starts with, making one, editing one.

use crate::{
    access::{App, Caller, Change, Entry, Granted},
    db::OrConflict,
    domain::keys,
    model::{
        AccountId, AppError, Colour, InAccount, Name, Needs, Permission, Slug, Workspace, WorkspaceKind, bounded, can,
        workspace_slug,
    },
    store,
};

/// The workspaces that the caller's role, or a service token's scope, shows them.
pub async fn list(caller: &Caller) -> Result<Vec<Workspace>, AppError> {
    let (account, rights) = caller.standing()?;
    let mut tx = caller.app.regions.control().read().await?;
    let mut all = store::workspaces::list(&mut tx, account).await?;
    all.retain(|workspace| rights.allow(Permission::ViewWorkspace, workspace));
    Ok(all)
}

/// All workspaces of the account, for what lies above them: roles that count in them, entries of the audit log.
pub async fn all<P: Needs<Place = InAccount>>(granted: &Granted<P>) -> Result<Vec<Workspace>, AppError> {
    let mut tx = granted.read().await?;
    Ok(store::workspaces::list(&mut tx, granted.account()).await?)
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
            region: app.regions.default_region().to_owned(),
            created_at: change.now,
        };
        store::workspaces::insert(change, &workspace).await?;
        keys::insert_default(change, app, &workspace).await?;
        made.push(workspace);
    }
    Ok(made)
}

/// A custom workspace. Its slug comes from the name and stays for ever.
pub async fn create(
    granted: &Granted<can::CreateWorkspaces>,
    name: &Name,
    description: &str,
    colour: Colour,
) -> Result<Workspace, AppError> {
    let slug = workspace_slug(name.as_str())?;
    let app = granted.app();
    let mut change = granted.change().await?;
    let workspace = Workspace {
        id: change.id(),
        account_id: granted.account().clone(),
        slug,
        name: name.to_string(),
        description: bounded("description", description, 500)?,
        kind: WorkspaceKind::Standard,
        colour,
        region: app.regions.default_region().to_owned(),
        created_at: change.now,
    };
    store::workspaces::insert(&mut change, &workspace)
        .await
        .conflict("Another workspace has this name already. Choose another one.")?;
    keys::insert_default(&mut change, app, &workspace).await?;
    change
        .commit(Entry::new("workspace.created", &workspace.id).named(&workspace.name).with("slug", workspace.slug.as_str()))
        .await?;
    Ok(workspace)
}

/// Name and description. The slug stays.
pub async fn edit(granted: &Granted<can::EditWorkspaces>, name: &Name, description: &str) -> Result<(), AppError> {
    let before = granted.workspace();
    let description = bounded("description", description, 500)?;
    let mut change = granted.change_control().await?;
    store::workspaces::update_texts(&mut change, &before.id, name.as_str(), &description).await?;
    change
        .commit(
            Entry::new("workspace.updated", &before.id).named(name).from_to("name", before.name.as_str(), name.as_str()).from_to(
                "description",
                before.description.as_str(),
                description.as_str(),
            ),
        )
        .await
}
