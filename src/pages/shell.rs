//! The frame around every page of a signed-in person: switcher, menu, account.

use leptos::prelude::*;

use super::{
    Refusal, Screen, Section, Visit, menu,
    screen::ScreenPlace,
    shortcuts::{self, SHORTCUTS},
    workspaces as workspaces_pages,
};
use crate::{
    access::SignedIn,
    db::Region,
    domain::workspaces,
    islands::{self, Palette, Usher},
    model::{InAccount, Permission, Workspace},
    ui::{
        AccountButton, Form, FormTemplates, Frame, Glyph, MenuButton, MenuGroup, MenuLink, NavGroup, PaletteDialog, SideSearch,
        Sign, Switcher, SwitcherLink, SwitcherList, Toast,
    },
};

/// A screen with its frame, ready for the document.
pub struct Framed {
    /// What the browser's tab says, the most particular first.
    pub title: String,
    /// The workspace's colour, or `custom`: which icon the tab shows.
    pub tone: &'static str,
    pub view: AnyView,
}

/// What pages outside of workspaces wear.
const NO_TONE: &str = "custom";

/// Puts the frame around a screen.
pub async fn shell(visit: &Visit, screen: Screen) -> Result<Framed, Refusal> {
    let Screen { title, view, place } = screen;
    let notice = visit.flash.notice.clone();
    let (workspace, section) = match place {
        ScreenPlace::Bare => {
            let way_out = visit.caller.person().is_ok().then(|| {
                view! {
                    <Form action="/api/session/sign_out" inline=true>
                        <button class="link bare-way-out">"Sign out"</button>
                    </Form>
                }
            });
            let view = view! { {view}{way_out}{notice.map(|message| view! { <Toast message/> })} }.into_any();
            return Ok(Framed { title, tone: NO_TONE, view });
        }
        ScreenPlace::Account(section) => (None, section),
        ScreenPlace::Workspace(workspace, section) => (Some(*workspace), section),
    };
    let me = visit.caller.person()?;
    let all = workspaces::list(&visit.caller).await?;
    let tone = workspace.as_ref().map_or(NO_TONE, |workspace| workspace.colour.key());
    let (place, nav, title) = match &workspace {
        Some(workspace) => {
            (workspace.name.clone(), menu::of_workspace(workspace, &me.rights, section), format!("{title} · {}", workspace.name))
        }
        None => {
            let items = menu::of_account(&me.rights, Some(section));
            (me.account.name.clone(), vec![NavGroup { label: None, items }], title)
        }
    };
    let shortcuts = shortcuts::dialog(&nav);
    let person = me.person.id.to_string();
    let searched = workspace.as_ref().map(|workspace| format!("/{}/search", workspace.slug));
    let view = view! {
        <Frame
            workspace_tone=tone
            sign=workspace.as_ref().map_or(Sign::Plain, workspaces_pages::sign)
            place=place.clone()
            switcher=switcher(&place, me, &all, visit.caller.app.regions(), workspace.as_ref(), section)
            nav
            search=search(workspace.as_ref())
            account=account(me, section, visit.theme.as_deref())
            notice
        >
            {view}
        </Frame>
        {shortcuts}
        {create(workspace.as_ref(), me)}
        <Palette>
            <PaletteDialog search=searched/>
        </Palette>
        <Usher>
            <FormTemplates person/>
        </Usher>
    };
    Ok(Framed { title, tone, view: view.into_any() })
}

/// The list of workspaces: plain links that keep the page, and an island that searches them.
fn switcher(
    place: &str,
    me: &SignedIn,
    all: &[Workspace],
    regions: &[Region],
    current: Option<&Workspace>,
    section: Section,
) -> AnyView {
    let keep = current.map(|_| section);
    let links = all
        .iter()
        .map(|workspace| {
            let (name, note) = (workspace.name.clone(), note(workspace, regions));
            let (href, tone) = (menu::same_place(keep, workspace, &me.rights), workspace.colour.key());
            let current = current.is_some_and(|current| current.id == workspace.id);
            let sign = workspaces_pages::sign(workspace);
            view! { <SwitcherLink name href tone note sign current/> }
        })
        .collect_view();
    let note = current.map_or_else(|| "Account".to_owned(), |_| me.account.name.clone());
    let create = me.rights.allow(Permission::CreateWorkspaces, &InAccount).then(|| {
        view! {
            <MenuGroup/>
            <MenuLink href="/workspaces/new" icon=Glyph::Plus>"New workspace"</MenuLink>
        }
    });
    view! {
        <Switcher name=place note sign=current.map_or(Sign::Plain, workspaces_pages::sign)>
            <islands::Switcher>
                <SwitcherList>{links}</SwitcherList>
            </islands::Switcher>
            {create}
        </Switcher>
    }
    .into_any()
}

/// Where a workspace is: its address, and its data region where there are several.
fn note(workspace: &Workspace, regions: &[Region]) -> String {
    let Workspace { slug, region, .. } = workspace;
    match regions.iter().find(|known| known.name == *region) {
        Some(_) if regions.len() == 1 => format!("/{slug}"),
        Some(known) if known.is_up() => format!("/{slug} · {region}"),
        _ => format!("/{slug} · {region} does not answer"),
    }
}

/// The way into the palette, which without a script is a link to the search page.
fn search(workspace: Option<&Workspace>) -> AnyView {
    match workspace {
        Some(workspace) => view! { <SideSearch href=format!("/{}/search", workspace.slug)/> }.into_any(),
        None => view! { <SideSearch/> }.into_any(),
    }
}

/// What can be made from here, for the palette.
fn create(workspace: Option<&Workspace>, me: &SignedIn) -> AnyView {
    let links = menu::creates(workspace, &me.rights)
        .into_iter()
        .map(|(label, href)| view! { <a href=href><span>{label}</span></a> })
        .collect_view();
    view! { <div id="palette-create" hidden=true>{links}</div> }.into_any()
}

/// The person's own menu: the account's pages, the theme, the way out.
fn account(me: &SignedIn, section: Section, theme: Option<&str>) -> AnyView {
    let links = menu::of_account(&me.rights, Some(section))
        .into_iter()
        .map(|item| view! { <MenuLink href=item.href icon=item.icon current=item.current>{item.label}</MenuLink> })
        .collect_view();
    let others = me.elsewhere.then(|| {
        view! { <MenuLink href="/account/profile#accounts" icon=Glyph::UpDown>"Switch account"</MenuLink> }
    });
    let themes = [("system", "As the device", Glyph::Settings), ("light", "Light", Glyph::Sun), ("dark", "Dark", Glyph::Moon)]
        .into_iter()
        .map(|(value, label, icon)| {
            let chosen = theme.unwrap_or("system") == value;
            view! { <MenuButton icon name="theme" value chosen>{label}</MenuButton> }
        })
        .collect_view();
    view! {
        <AccountButton name=me.person.name.clone() note=format!("{} · {}", me.role.name, me.account.name)>
            {links}
            {others}
            <MenuGroup label="Theme"/>
            <Form action="/api/theme/choose" inline=true>{themes}</Form>
            <div class="by-script">
                <MenuGroup/>
                <MenuButton icon=Glyph::Keyboard dialog=SHORTCUTS>"Keyboard shortcuts"</MenuButton>
            </div>
            <MenuGroup/>
            <Form action="/api/session/sign_out" inline=true>
                <MenuButton icon=Glyph::Logout>"Sign out"</MenuButton>
            </Form>
        </AccountButton>
    }
    .into_any()
}
