use leptos::prelude::*;

use super::{passkeys::passkeys as passkeys_panel, sessions::sessions};
use crate::{
    access::{Granted, SignedIn},
    domain::{
        passkeys,
        profile::{self, Overview},
    },
    identity::recovery,
    model::{Membership, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Actions, Callout, Choice, Dialog, DialogActions, ExactTime, Form, Hidden, LinkButton, NewPasswordField, OpenDialog,
        PageHeader, Panel, Pill, SecretField, SelectField, Stack, Submit, Table, TextField, Time, Tone,
    },
};

/// `/account/profile`: one's own name, address, password, second factor and sessions.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::EditProfile> = visit.enter_account().await?;
    let overview = profile::overview(&granted).await?;
    let me = visit.caller.person()?;
    let description = format!("{} in {}", me.role.name, me.account.name);
    let panels = [
        Some(you(me)),
        Some(time_zone(me, &visit)),
        Some(password()),
        Some(second_factor(me, &overview, visit.now())),
        Some(passkeys_panel(&visit, &passkeys::list(&granted).await?)),
        Some(sessions(&visit, &overview.sessions)?),
        (overview.memberships.len() > 1).then(|| accounts(&overview, me)),
    ];
    let view = view! {
        <PageHeader title="Your profile" description/>
        <Stack>{panels.into_iter().flatten().collect_view()}</Stack>
    };
    Ok(Screen::in_account(Section::Profile, "Your profile", view))
}

fn you(me: &SignedIn) -> AnyView {
    let (name, email) = (me.person.name.clone(), me.person.email.clone());
    view! {
        <Panel title="You">
            <Form action="/api/profile/rename">
                <TextField
                    name="name"
                    label="Name"
                    value=name
                    help="Your team and the audit log see it."
                    required=true
                    maxlength=80u32
                    autocomplete="name"
                />
                <Submit variant="plain">"Save name"</Submit>
            </Form>
        </Panel>
        <Panel title="E-mail address" description="What you sign in with. Belfry asks for a proof before it changes.">
            <Form action="/api/profile/change_email">
                <TextField
                    name="email"
                    label="E-mail"
                    kind="email"
                    value=email
                    required=true
                    maxlength=254u32
                    autocomplete="email"
                />
                <Submit variant="plain">"Change address"</Submit>
            </Form>
        </Panel>
    }
    .into_any()
}

fn time_zone(me: &SignedIn, visit: &Visit) -> AnyView {
    let choices = profile::zones().into_iter().map(|zone| Choice::new(&zone, zone.replace('_', " "))).collect();
    let (chosen, now) = (me.person.zone.clone(), visit.now());
    let (placeholder, help) = match &me.settings.zone {
        Some(zone) => (format!("As the account: {}", zone.replace('_', " ")), "Leave it empty to follow your account."),
        None => ("As the browser".to_owned(), "Leave it empty to follow the browser that you use."),
    };
    view! {
        <Panel title="Time zone" description="Days begin and times are shown in it, for you on every page.">
            <Form action="/api/profile/choose_zone">
                <SelectField
                    name="zone"
                    label="Time zone"
                    choices
                    value=chosen
                    placeholder
                    help
                    required=false
                />
                <p class="muted">"It is now "<ExactTime at=now/>"."</p>
                <Submit variant="plain">"Save time zone"</Submit>
            </Form>
        </Panel>
    }
    .into_any()
}

fn password() -> AnyView {
    view! {
        <Panel title="Password" description="Changing it signs you out in all other browsers.">
            <Form action="/api/profile/change_password">
                <SecretField name="current_password" label="Current password" maxlength=1000u32/>
                <NewPasswordField name="new_password" label="New password"/>
                <Submit variant="plain">"Change password"</Submit>
            </Form>
        </Panel>
    }
    .into_any()
}

const SECOND_FACTOR: &str = "What is asked for besides your password: a code of an authenticator app, or a passkey.";

fn second_factor(me: &SignedIn, overview: &Overview, now: i64) -> AnyView {
    let off = (!me.person.has_second_factor()).then(|| {
        view! {
            <Callout tone=Tone::Warn title="It is off">
                "Whoever learns your password is in. Setting it up takes a minute."
            </Callout>
        }
    });
    let app = match me.person.totp_confirmed_at {
        Some(since) => {
            view! { <p><Pill tone=Tone::Ok>"On"</Pill>" The authenticator app, since "<Time at=since now/>"."</p> }.into_any()
        }
        None if me.person.has_passkey => {
            view! { <p><Pill tone=Tone::Ok>"On"</Pill>" Your passkeys. An app helps where none of them is at hand."</p> }
                .into_any()
        }
        None => ().into_any(),
    };
    let left = overview.codes_left;
    let codes = me.person.has_second_factor().then(|| {
        let few = (left <= 3).then(|| {
            view! {
                <Callout tone=Tone::Warn title="Few recovery codes are left">
                    "Make new ones, so that a lost device does not lock you out."
                </Callout>
            }
        });
        view! {
            <p>{format!("{left} of {} recovery codes are left.", recovery::COUNT)}</p>
            {few}
        }
    });
    let has_app = me.person.totp_confirmed_at.is_some();
    let label = if me.person.has_passkey { "Set up an app" } else { "Set it up" };
    let set_up = (!has_app).then(|| {
        view! {
            <Form action="/api/second_factor/begin" inline=true>
                <Submit variant="plain">{label}</Submit>
            </Form>
        }
    });
    let renew =
        me.person.has_second_factor().then(|| view! { <OpenDialog target="renew-codes">"New recovery codes"</OpenDialog> });
    // Where the account asks for one, the last one stays.
    let asking = me.settings.mfa_required.then(|| view! { <p>{format!("{} asks everybody for it.", me.account.name)}</p> });
    let may_turn_off = has_app && (asking.is_none() || me.person.has_passkey);
    let turn_off = may_turn_off.then(|| view! { <OpenDialog target="turn-off" variant="danger">"Switch off"</OpenDialog> });
    let description = if me.person.has_passkey {
        "Your passkeys stay your second factor. The key in your app stops working. To change phones, turn it off and set it up again."
    } else {
        "Your password alone will sign you in. The key in your app and your recovery codes stop working. To change phones, turn it off and set it up again."
    };
    let off_dialog = may_turn_off.then(|| {
        view! {
            <Dialog id="turn-off" title="Turn the authenticator app off" description open_for="/api/second_factor/turn_off">
                <Form action="/api/second_factor/turn_off">
                    <DialogActions dialog="turn-off">
                        <Submit variant="danger">"Switch off"</Submit>
                    </DialogActions>
                </Form>
            </Dialog>
        }
    });
    view! {
        <Panel title="Second factor" description=SECOND_FACTOR>
            <Stack>
                {off}
                {app}
                {codes}
                {asking}
                <Actions>
                    {set_up}
                    {renew}
                    {turn_off}
                </Actions>
            </Stack>
        </Panel>
        <Dialog
            id="renew-codes"
            title="Make new recovery codes"
            description="The codes that you have now stop working. Belfry asks for a proof first when your last one is older than 15 minutes."
            open_for="/api/recovery_codes/renew"
        >
            <Form action="/api/recovery_codes/renew">
                <DialogActions dialog="renew-codes">
                    <Submit>"Make new codes"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
        {off_dialog}
    }
    .into_any()
}

fn accounts(overview: &Overview, me: &SignedIn) -> AnyView {
    let row = |membership: &Membership| {
        let Membership { account, role } = membership.clone();
        let action = if account.id == me.account.id {
            view! { <Pill tone=Tone::Ok>"You are here"</Pill> }.into_any()
        } else {
            let id = account.id.to_string();
            view! {
                <Form action="/api/session/switch_account" key=id.clone() inline=true>
                    <Hidden name="account" value=id/>
                    <Submit variant="plain" small=true>"Switch"</Submit>
                </Form>
            }
            .into_any()
        };
        view! {
            <tr>
                <td>{account.name}</td>
                <td>{role.name}</td>
                <td>{action}</td>
            </tr>
        }
    };
    let rows = overview.memberships.iter().map(row).collect_view();
    view! {
        <Panel title="Your accounts" id="accounts" flush=true actions=view! { <LinkButton href="/account/team" small=true>"Team"</LinkButton> }>
            <Table caption="Your accounts" columns=["Account", "Role", "Go there"] bare=true>{rows}</Table>
        </Panel>
    }
    .into_any()
}
