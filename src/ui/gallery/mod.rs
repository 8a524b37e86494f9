//! Every piece of furniture in every state, and a few made-up screens. Only in development builds: for looking at.

mod feedback;
mod forms;
mod screens;
mod work;

use super::*;
use leptos::prelude::*;

pub use screens::{gallery, home, plan, sign_in, things};

/// The gallery's main page, to stand in a [`Frame`].
#[component]
pub fn Gallery() -> impl IntoView {
    view! {
        <PageHeader title="Gallery" slug="ui" description="Every piece of furniture, in every state."/>
        <div class="stack">
            <Panel title="Buttons">{buttons()}</Panel>
            <Panel title="Icons">{icons()}</Panel>
            <Panel title="Marks of workspaces">{marks()}</Panel>
            <Panel title="Words">{words()}</Panel>
            {forms::all()}
            {feedback::all()}
            {work::all()}
        </div>
    }
    .into_any()
}

fn marks() -> AnyView {
    let colours = ["grey", "blue", "red", "teal", "violet", "amber", "green"];
    let signs = [Sign::Letters("ST".to_owned()), Sign::Glyph(Glyph::Flask), Sign::Plain];
    let row = |sign: &Sign| {
        let marks = colours.iter().map(|colour| view! { <Mark sign=sign.clone() tone=Some((*colour).to_owned())/> });
        view! { <div class="actions">{marks.collect_view()}</div> }
    };
    view! { <div class="stack">{signs.iter().map(row).collect_view()}</div> }.into_any()
}

fn buttons() -> AnyView {
    view! {
        <div class="stack">
            <div class="actions">
                <Submit>"Save changes"</Submit>
                <Submit variant="workspace">"Commit to Staging"</Submit>
                <LinkButton href="#" icon=Glyph::Plus>"New workflow"</LinkButton>
                <Submit variant="danger" icon=Glyph::Trash>"Remove"</Submit>
                <LinkButton href="#" variant="quiet">"Cancel"</LinkButton>
                <Submit disabled=true>"Sending"</Submit>
                <LinkButton href="#" small=true>"Small"</LinkButton>
                <Menu id="g-menu" label="More" icon_only=true>
                    <MenuGroup label="This workflow"/>
                    <MenuLink href="#" icon=Glyph::Clone>"Clone to…"</MenuLink>
                    <MenuLink href="#" icon=Glyph::Clock note="7 versions">"History"</MenuLink>
                    <MenuGroup/>
                    <MenuButton icon=Glyph::Trash danger=true dialog="g-remove">"Archive"</MenuButton>
                </Menu>
                <OpenDialog target="g-dialog">"Open a dialog"</OpenDialog>
                <OpenDialog target="g-drawer">"Open a drawer"</OpenDialog>
                <Kbd>"Ctrl K"</Kbd>
            </div>
            <Dialog id="g-dialog" title="Rename the workflow" description="Its slug stays the same.">
                <Form action="/api/gallery/rename">
                    <TextField name="name" label="Name" value="Order shipped" required=true/>
                    <DialogActions dialog="g-dialog"><Submit>"Rename"</Submit></DialogActions>
                </Form>
            </Dialog>
            <Dialog id="g-remove" title="Archive order-shipped?" description="Nothing is sent by it from now on.">
                <Form action="/api/gallery/archive">
                    <ConfirmField expected="order-shipped"/>
                    <DialogActions dialog="g-remove"><Submit variant="danger">"Archive"</Submit></DialogActions>
                </Form>
            </Dialog>
            <Drawer id="g-drawer" title="Message" description="msg_01J8…">
                <Facts>
                    <Fact label="Channel">"E-mail"</Fact>
                    <Fact label="To">"a•••@example.com"</Fact>
                </Facts>
            </Drawer>
        </div>
    }
    .into_any()
}

fn icons() -> AnyView {
    let all = Glyph::ALL.iter().map(|glyph| view! { <Tag icon=*glyph>{format!("{glyph:?}")}</Tag> }).collect_view();
    view! { <div class="actions">{all}</div> }.into_any()
}

fn words() -> AnyView {
    view! {
        <div class="stack">
            <div class="actions">
                <Pill tone="ok">"Delivered"</Pill>
                <Pill tone="warn">"Both changed"</Pill>
                <Pill tone="bad">"Failed"</Pill>
                <Pill tone="info">"2 versions ahead"</Pill>
                <Pill>"Draft"</Pill>
                <Tag icon=Glyph::Mail>"E-mail"</Tag>
                <Tag>"transactional"</Tag>
            </div>
            <div class="actions">
                <Avatar name="Ada Lovelace"/>
                <Avatar name="Max Weber"/>
                <Avatar name="Rita Moreno"/>
                <Avatar name="Olga Petrova"/>
                <Avatar name="Kim"/>
                <Avatar name="Grace Hopper" large=true/>
            </div>
            <p>
                "Text, with "<a href="#">"a link"</a>", "<code>"a_slug"</code>", "<span class="muted">"muted words"</span>" and "
                <strong>"strong ones"</strong>". Seen "<Time at=1_750_000_000_000 - 240_000 now=1_750_000_000_000/>"."
            </p>
        </div>
    }
    .into_any()
}
