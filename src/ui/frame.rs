use super::{Avatar, Glyph, Icon, Kbd, Logo, Mark, Sign, Slot, Text, Toast};
use leptos::prelude::*;

/// Places that belong together in the side bar.
#[derive(Clone, Debug, Default)]
pub struct NavGroup {
    pub label: Option<String>,
    pub items: Vec<NavItem>,
}

/// One place in the side bar.
#[derive(Clone, Debug)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub icon: Glyph,
    /// The page that is shown is this place, or is inside it.
    pub current: bool,
    /// A figure at the end of the line.
    pub count: Option<String>,
    /// The letter that goes there after `g`.
    pub key: Option<char>,
}

impl NavItem {
    pub fn new(label: impl Into<String>, href: impl Into<String>, icon: Glyph) -> Self {
        Self { label: label.into(), href: href.into(), icon, current: false, count: None, key: None }
    }

    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }

    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = Some(count.into());
        self
    }

    pub fn key(mut self, key: Option<char>) -> Self {
        self.key = key;
        self
    }
}

const SIDE: &str = "side";

/// The frame around every signed-in page: side bar, workspace colour, banner, toast, the page itself.
///
/// The side bar is one element: beside the page where there is room, and on a phone a popover that the menu button
/// of the top bar opens.
#[component]
pub fn Frame(
    /// Which colour the workspace wears: `grey`, `blue`, `red`, `teal`, `violet`, `amber` or `green`. Another word, such
    /// as `custom`, is for the account's own pages.
    #[prop(into)]
    workspace_tone: String,
    /// What stands in its mark.
    #[prop(default = Sign::Plain)]
    sign: Sign,
    /// Where we are, in a word or two, for the top bar of a phone.
    #[prop(optional, into)]
    place: Text,
    #[prop(optional, into)] switcher: Slot,
    /// Under the switcher: the way into the search.
    #[prop(optional, into)]
    search: Slot,
    nav: Vec<NavGroup>,
    #[prop(optional, into)] account: Slot,
    #[prop(optional, into)] banner: Slot,
    #[prop(optional, into)] notice: Text,
    children: Children,
) -> impl IntoView {
    let groups = nav.into_iter().map(nav_group).collect_view();
    view! {
        <div class="shell" data-ws=workspace_tone>
            <a class="skip" href="#main">"Skip to the content"</a>
            <header class="topbar">
                <button type="button" class="btn btn-quiet" popovertarget=SIDE aria-label="Menu">
                    <Icon glyph=Glyph::Menu/>
                </button>
                <Mark sign/>
                <strong>{place.get()}</strong>
            </header>
            <div class="side" id=SIDE popover="auto" role="region" aria-label="Side bar">
                <div class="side-close">
                    <button type="button" class="btn btn-quiet" popovertarget=SIDE popovertargetaction="hide" aria-label="Close the menu">
                        <Icon glyph=Glyph::X/>
                    </button>
                </div>
                {switcher.take()}
                {search.take()}
                <nav class="side-nav" aria-label="Main">{groups}</nav>
                <div class="side-account">{account.take()}</div>
            </div>
            <div class="stage">
                {banner.take().map(|view| view! { <aside aria-label="Notice">{view}</aside> })}
                <main id="main" class="main" tabindex="-1">{children()}</main>
            </div>
            {notice.get().map(|message| view! { <Toast message/> })}
        </div>
    }
    .into_any()
}

fn nav_group(group: NavGroup) -> AnyView {
    let items = group
        .items
        .into_iter()
        .map(|item| {
            view! {
                <li>
                    <a class="side-link" href=item.href aria-current=item.current.then_some("page") data-key=item.key.map(String::from)>
                        <Icon glyph=item.icon/>
                        <span>{item.label}</span>
                        {item.count.map(|count| view! { <span class="side-count">{count}</span> })}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        {group.label.map(|label| view! { <p class="side-label">{label}</p> })}
        <ul>{items}</ul>
    }
    .into_any()
}

/// The way into the search, in the `search` hole of a [`Frame`]. A script opens the palette with it; without one it leads to `href`, and
/// without that it is not shown.
#[component]
pub fn SideSearch(#[prop(optional, into)] href: Text) -> impl IntoView {
    let inside = || {
        view! {
            <Icon glyph=Glyph::Search/>
            <span>"Search"</span>
            <span class="by-script"><Kbd>"Ctrl K"</Kbd></span>
        }
    };
    match href.get() {
        Some(href) => view! { <a class="side-search" href=href data-palette="">{inside()}</a> }.into_any(),
        None => view! { <button type="button" class="side-search by-script" data-palette="">{inside()}</button> }.into_any(),
    }
}

/// What opens the list of workspaces: its colour, its name, and the account under it. It stands in the `switcher`
/// hole of a [`Frame`]; the children are what the popover holds.
#[component]
pub fn Switcher(
    #[prop(into)] name: String,
    #[prop(optional, into)] note: Text,
    #[prop(default = Sign::Plain)] sign: Sign,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class="switcher" popovertarget="switcher">
            <Mark sign/>
            <span class="switcher-words">
                <span class="sr-only">"Workspace: "</span>
                <strong>{name}</strong>
                {note.get().map(|note| view! { <small>{note}</small> })}
            </span>
            <Icon glyph=Glyph::UpDown/>
        </button>
        <div class="menu menu-below" id="switcher" popover="auto">{children()}</div>
    }
    .into_any()
}

/// The workspaces of a [`Switcher`]. A script makes it a list that is searched; without one it is links. The children are [`SwitcherLink`]s.
#[component]
pub fn SwitcherList(children: Children) -> impl IntoView {
    view! {
        <input
            id="switcher-search"
            class="input menu-search by-script"
            type="text"
            role="combobox"
            aria-label="Find a workspace"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-controls="switcher-list"
            placeholder="Find a workspace"
            autocomplete="off"
            spellcheck="false"
            autofocus
        />
        <div id="switcher-list" class="menu-list" aria-label="Workspaces" role="group">{children()}</div>
        <p id="switcher-none" class="menu-none" role="status" hidden=true>"No workspace has this name."</p>
    }
    .into_any()
}

/// A workspace in a [`SwitcherList`].
#[component]
pub fn SwitcherLink(
    #[prop(into)] name: String,
    #[prop(into)] href: String,
    /// Its colour.
    #[prop(into)]
    tone: String,
    #[prop(optional, into)] note: Text,
    #[prop(default = Sign::Plain)] sign: Sign,
    #[prop(optional)] current: bool,
) -> impl IntoView {
    view! {
        <a class="menu-item" href=href data-ws=tone aria-current=current.then_some("true")>
            <Mark sign/>
            <span class="menu-words">
                {name}
                {note.get().map(|note| view! { <small>{note}</small> })}
            </span>
            {current.then(|| view! { <Icon glyph=Glyph::Check/> })}
        </a>
    }
    .into_any()
}

/// The frame of pages without a side bar, such as signing in: the mark, a title and one card.
#[component]
pub fn BareFrame(
    #[prop(into)] title: String,
    #[prop(optional, into)] description: Slot,
    /// Under the card: the other way to go.
    #[prop(optional, into)]
    footer: Slot,
    #[prop(optional, into)] notice: Text,
    /// Room for a QR code or a list of recovery codes.
    #[prop(optional)]
    wide: bool,
    /// Which step of how many, for the first run.
    #[prop(optional)]
    step: Option<(u32, u32)>,
    children: Children,
) -> impl IntoView {
    let steps = step.map(|(at, of)| {
        let marks = (1..=of).map(|n| view! { <i class=if n <= at { "step-done" } else { "step-ahead" }></i> }).collect_view();
        view! {
            <p class="steps">
                <span>{format!("Step {at} of {of}")}</span>
                <span class="steps-marks" aria-hidden="true">{marks}</span>
            </p>
        }
    });
    view! {
        <div class="bare" data-ws="">
            <main id="main" class=if wide { "bare-main bare-wide" } else { "bare-main" }>
                <p class="bare-brand">
                    <Logo/>
                    <span>"Belfry"</span>
                </p>
                <div class="bare-card">
                    {steps}
                    <h1>{title}</h1>
                    {description.take().map(|view| view! { <p class="bare-lead">{view}</p> })}
                    {children()}
                </div>
                {footer.take().map(|view| view! { <p class="bare-footer">{view}</p> })}
            </main>
            {notice.get().map(|message| view! { <Toast message/> })}
        </div>
    }
    .into_any()
}

/// What else may be done instead of the form of a [`BareFrame`]: wide links, one below the other.
#[component]
pub fn OtherWays(children: Children) -> impl IntoView {
    view! {
        <div class="other-ways">
            <p class="other-ways-or">"or"</p>
            {children()}
        </div>
    }
    .into_any()
}

/// The person's own menu, at the foot of the side bar. The children are the lines of the menu.
#[component]
pub fn AccountButton(#[prop(into)] name: String, #[prop(optional, into)] note: Text, children: Children) -> impl IntoView {
    view! {
        <button type="button" class="switcher switcher-bare" popovertarget="account-menu">
            <Avatar name=name.clone()/>
            <span class="switcher-words">
                <strong>{name.clone()}</strong>
                {note.get().map(|note| view! { <small>{note}</small> })}
            </span>
            <Icon glyph=Glyph::UpDown/>
        </button>
        <div class="menu menu-above" id="account-menu" popover="auto">{children()}</div>
    }
    .into_any()
}
