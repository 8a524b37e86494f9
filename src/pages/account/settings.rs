use leptos::prelude::*;

use crate::{
    access::{Granted, SignedIn},
    db::Region,
    domain::{profile, workspaces},
    model::{Permission, Workspace, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Actions, Choice, Column, CopyField, Dialog, DialogActions, Fact, Facts, Form, OpenDialog, PageHeader, Panel, Pill,
        SelectField, Stack, Submit, Table, TextField, Time,
    },
};

/// `/account/settings`: what the account is called, its time zone, and what can't be taken back.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAccount> = visit.enter_account().await?;
    let me = visit.caller.person()?;
    let general = if granted.may(Permission::EditAccount) { form(me) } else { facts(me) };
    let description = format!("Of {}, for everybody in it.", me.account.name);
    let id = me.account.id.to_string();
    let danger_zone = danger_zone(me, granted.may(Permission::EditAccount));
    let regions = regions(visit.caller.app.regions(), &workspaces::list(&visit.caller).await?, visit.now());
    let view = view! {
        <PageHeader title="Account settings" description/>
        <Stack>
            {general}
            <Panel title="What stays">
                <CopyField label="Account id" value=id help="Support and programs know the account by it."/>
            </Panel>
            {regions}
            {danger_zone}
        </Stack>
    };
    Ok(Screen::in_account(Section::AccountSettings, "Account settings", view))
}

/// The data regions, where there are several.
fn regions(regions: &[Region], workspaces: &[Workspace], now: i64) -> Option<AnyView> {
    if regions.len() == 1 {
        return None;
    }
    let row = |region: &Region| {
        let there = workspaces.iter().filter(|workspace| workspace.region == region.name);
        let there = there.map(|workspace| workspace.name.clone()).collect::<Vec<_>>().join(", ");
        let there = if there.is_empty() { view! { <span class="muted">"None"</span> }.into_any() } else { there.into_any() };
        let state = if region.is_up() {
            view! { <Pill tone="ok">"Answers"</Pill> }.into_any()
        } else {
            let since = region.since().map(|at| view! { <small>"since "<Time at now/></small> });
            view! { <Pill tone="bad">"Does not answer"</Pill>{since} }.into_any()
        };
        let database = region.db().dialect().label();
        view! { <tr><td><strong>{region.name.clone()}</strong></td><td>{database}</td><td>{there}</td><td>{state}</td></tr> }
    };
    let rows = regions.iter().map(row).collect_view();
    let columns: Vec<Column> = vec!["Region".into(), Column::new("Database").minor(), "Workspaces".into(), "State".into()];
    let view = view! {
        <Panel
            title="Data regions"
            description="Everything of a workspace lives in the data region that it was made in: users, logs, assets, its queue. The first region is where new workspaces are made unless you choose another one."
            flush=true
        >
            <Table caption="Data regions" columns bare=true>{rows}</Table>
        </Panel>
    };
    Some(view.into_any())
}

const LEAVE: &str = "/api/account/leave";
const SIGN_OUT: &str = "/api/account/sign_everybody_out";

fn danger_zone(me: &SignedIn, edits: bool) -> AnyView {
    let (heading, question) = (format!("Leave {}", me.account.name), format!("Leave {}?", me.account.name));
    let leave = view! {
        <Stack>
            <div>
                <strong>{heading}</strong>
                <p class="muted">"You give up your place in the team. An admin can take you in again."</p>
            </div>
            <Actions>
                <OpenDialog target="leave" variant="danger">"Leave the account"</OpenDialog>
            </Actions>
        </Stack>
        <Dialog
            id="leave"
            title=question
            description="You are signed out at once, and can’t sign in to this account any more. What you made stays."
            open_for=LEAVE
        >
            <Form action=LEAVE>
                <DialogActions dialog="leave" cancel="Stay">
                    <Submit variant="danger">"Leave the account"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    };
    let everybody = edits.then(|| {
        view! {
            <Stack>
                <div>
                    <strong>"End all sessions"</strong>
                    <p class="muted">
                        "When a computer was lost, or somebody may have been where they should not. Keys and programs go on."
                    </p>
                </div>
                <Actions>
                    <OpenDialog target="everybody-out" variant="danger">"Sign everybody out"</OpenDialog>
                </Actions>
            </Stack>
            <Dialog
                id="everybody-out"
                title="Sign everybody out?"
                description="Every session of everybody in the account ends, in all browsers but this one. What somebody is typing may be lost."
                open_for=SIGN_OUT
            >
                <Form action=SIGN_OUT>
                    <DialogActions dialog="everybody-out">
                        <Submit variant="danger">"Sign everybody out"</Submit>
                    </DialogActions>
                </Form>
            </Dialog>
        }
    });
    view! {
        <Panel title="Danger zone">
            <Stack>
                {everybody}
                {leave}
            </Stack>
        </Panel>
    }
    .into_any()
}

fn form(me: &SignedIn) -> AnyView {
    let choices = profile::zones().into_iter().map(|zone| Choice::new(&zone, zone.replace('_', " "))).collect();
    let (name, zone) = (me.account.name.clone(), me.settings.zone.clone());
    view! {
        <Panel title="General">
            <Form action="/api/account/edit">
                <TextField
                    name="name"
                    label="Account name"
                    value=name
                    help="Stands above the workspaces and in invitations."
                    required=true
                    maxlength=80u32
                />
                <SelectField
                    name="zone"
                    label="Time zone"
                    choices
                    value=zone
                    placeholder="As each browser"
                    help="For everybody who chose none in their profile. Leave it empty to follow the browser that each of them uses."
                    required=false
                />
                <Submit>"Save"</Submit>
            </Form>
        </Panel>
    }
    .into_any()
}

fn facts(me: &SignedIn) -> AnyView {
    let name = me.account.name.clone();
    let zone = me.settings.zone.as_deref().map_or_else(|| "As each browser".to_owned(), |zone| zone.replace('_', " "));
    view! {
        <Panel title="General" description="An admin can change it.">
            <Facts>
                <Fact label="Account name">{name}</Fact>
                <Fact label="Time zone">{zone}</Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}
