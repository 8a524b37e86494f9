//! The menu: every place that can be gone to. An entry is shown exactly when its page exists and the role may open it.

use std::sync::LazyLock;

use super::{Section, app::site_map};
use crate::{
    model::{InAccount, Permission, Rights, Slug, Workspace, WorkspaceKind},
    ui::{Glyph, NavGroup, NavItem},
};

/// One place.
struct Entry {
    section: Section,
    label: &'static str,
    icon: Glyph,
    route: &'static str,
    needs: Permission,
}

const fn entry(section: Section, label: &'static str, icon: Glyph, route: &'static str, needs: Permission) -> Entry {
    Entry { section, label, icon, route, needs }
}

impl Entry {
    /// Whether there is such a place in this workspace, for somebody with these rights.
    fn is_shown(&self, workspace: &Workspace, rights: &Rights) -> bool {
        let is_there = self.section != Section::VerifiedChannels || workspace.kind == WorkspaceKind::Sandbox;
        is_there && exists(self.route) && rights.allow(self.needs, workspace)
    }
}

/// The places of a workspace, in groups.
const WORKSPACE: &[(Option<&str>, &[Entry])] = &[
    (
        None,
        &[
            entry(Section::Home, "Home", Glyph::Home, "/{workspace}", Permission::ViewWorkspace),
            entry(Section::Workflows, "Workflows", Glyph::Workflow, "/{workspace}/workflows", Permission::ViewAssets),
            entry(Section::Templates, "Templates", Glyph::Template, "/{workspace}/templates", Permission::ViewAssets),
        ],
    ),
    (Some("People"), &[entry(Section::Users, "Users", Glyph::Users, "/{workspace}/users", Permission::ViewUsers)]),
    (
        Some("Observe"),
        &[
            entry(Section::Requests, "Requests", Glyph::Log, "/{workspace}/requests", Permission::ViewLogs),
            entry(Section::Executions, "Executions", Glyph::Play, "/{workspace}/executions", Permission::ViewLogs),
            entry(Section::Messages, "Messages", Glyph::Mail, "/{workspace}/messages", Permission::ViewLogs),
        ],
    ),
    (
        Some("Developers"),
        &[
            entry(Section::Keys, "API keys", Glyph::Key, "/{workspace}/keys", Permission::ManageKeys),
            entry(Section::Vendors, "Vendors", Glyph::Vendor, "/{workspace}/vendors", Permission::ManageVendors),
            entry(
                Section::VerifiedChannels,
                "Verified channels",
                Glyph::CheckCircle,
                "/{workspace}/verified-channels",
                Permission::ManageVendors,
            ),
        ],
    ),
    (
        Some("Workspace"),
        &[
            entry(Section::Promotions, "Promotions", Glyph::Clone, "/{workspace}/promotions", Permission::ViewAssets),
            entry(Section::Settings, "Settings", Glyph::Settings, "/{workspace}/settings", Permission::ViewWorkspace),
        ],
    ),
];

/// The places above the workspaces.
const ACCOUNT: &[Entry] = &[
    entry(Section::Team, "Team", Glyph::Team, "/account/team", Permission::ViewMembers),
    entry(Section::Roles, "Roles", Glyph::Lock, "/account/roles", Permission::ViewMembers),
    entry(Section::Workspaces, "Workspaces", Glyph::Object, "/account/workspaces", Permission::ViewAccount),
    entry(Section::AccountSettings, "Account settings", Glyph::Settings, "/account/settings", Permission::ViewAccount),
    entry(Section::Authentication, "Authentication", Glyph::Shield, "/account/authentication", Permission::ViewAccount),
    entry(Section::Tokens, "Service tokens", Glyph::Key, "/account/tokens", Permission::ManageTokens),
    entry(Section::Audit, "Audit log", Glyph::Audit, "/account/audit", Permission::ViewAudit),
    entry(Section::Profile, "Your profile", Glyph::User, "/account/profile", Permission::EditProfile),
];

/// The letter that goes there after `g`.
const fn key(section: Section) -> Option<char> {
    Some(match section {
        Section::Home => 'h',
        Section::Workflows => 'w',
        Section::Templates => 't',
        Section::Users => 'u',
        Section::Requests => 'l',
        Section::Executions => 'e',
        Section::Messages => 'm',
        Section::Keys => 'k',
        Section::Vendors => 'v',
        Section::Promotions => 'p',
        Section::Settings => 's',
        _ => return None,
    })
}

/// Whether a page is registered under this route.
pub fn exists(route: &str) -> bool {
    static ROUTES: LazyLock<Vec<&'static str>> = LazyLock::new(|| site_map().into_iter().map(|(route, _)| route).collect());
    ROUTES.contains(&route)
}

/// A route's address in a workspace.
fn at(route: &str, workspace: &Slug) -> String {
    route.replacen("{workspace}", workspace.as_str(), 1)
}

/// The menu of a workspace, with its current place marked.
pub fn of_workspace(workspace: &Workspace, rights: &Rights, current: Section) -> Vec<NavGroup> {
    let groups = WORKSPACE.iter().map(|(label, entries)| NavGroup {
        label: label.map(str::to_owned),
        items: entries
            .iter()
            .filter(|entry| entry.is_shown(workspace, rights))
            .map(|entry| {
                NavItem::new(entry.label, at(entry.route, &workspace.slug), entry.icon)
                    .current(entry.section == current)
                    .key(key(entry.section))
            })
            .collect(),
    });
    groups.filter(|group| !group.items.is_empty()).collect()
}

/// The places of the account, with the current one marked.
pub fn of_account(rights: &Rights, current: Option<Section>) -> Vec<NavItem> {
    ACCOUNT
        .iter()
        .filter(|entry| exists(entry.route) && rights.allow(entry.needs, &InAccount))
        .map(|entry| NavItem::new(entry.label, entry.route, entry.icon).current(Some(entry.section) == current))
        .collect()
}

/// What can be made from here: label and address.
pub fn creates(workspace: Option<&Workspace>, rights: &Rights) -> Vec<(&'static str, String)> {
    const IN_WORKSPACE: &[(&str, &str, Permission)] = &[
        ("New workflow", "/{workspace}/workflows/new", Permission::EditAssets),
        ("New template", "/{workspace}/templates/new", Permission::EditAssets),
        ("New user", "/{workspace}/users/new", Permission::EditUsers),
    ];
    let mut found = Vec::new();
    if let Some(workspace) = workspace {
        let allowed = |needs| rights.allow(needs, workspace);
        let here = IN_WORKSPACE.iter().filter(|(_, route, needs)| exists(route) && allowed(*needs));
        found.extend(here.map(|(label, route, _)| (*label, at(route, &workspace.slug))));
    }
    if exists("/workspaces/new") && rights.allow(Permission::CreateWorkspaces, &InAccount) {
        found.push(("New workspace", "/workspaces/new".to_owned()));
    }
    found
}

/// The same place in another workspace, where the role may open it there; else that workspace's first page.
pub fn same_place(section: Option<Section>, workspace: &Workspace, rights: &Rights) -> String {
    let entries = WORKSPACE.iter().flat_map(|(_, entries)| *entries);
    let route = entries
        .filter(|entry| Some(entry.section) == section)
        .find(|entry| entry.is_shown(workspace, rights))
        .map_or("/{workspace}", |entry| entry.route);
    at(route, &workspace.slug)
}
