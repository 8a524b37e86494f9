use leptos::prelude::*;

use crate::{
    access::{Granted, SignedIn},
    domain::team::{self, LIMIT},
    model::{AppError, Member, Permission, SessionLimits, TeamFilter, TeamStatus, can, counted, span},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Actions, Callout, Choice, Dialog, DialogActions, Fact, Facts, Form, FormRow, Glyph, LinkButton, OpenDialog, PageHeader,
        Panel, Pill, SelectField, Stack, Submit, Tone,
    },
};

/// `/account/authentication`: what the account asks of everybody who signs in. One panel for each rule.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAccount> = visit.enter_account().await?;
    let edits = granted.may(Permission::EditAccount);
    let me = visit.caller.person()?;
    let panels = [second_factor(me, edits, &without(&visit).await?), sessions(me.settings.sessions, edits)];
    let description = format!("What {} asks of everybody who signs in.", me.account.name);
    let single_sign_on = edits.then(|| {
        view! { <LinkButton href="/account/single-sign-on" icon=Glyph::Shield>"Single sign-on"</LinkButton> }.into_any()
    });
    let view = view! {
        <PageHeader title="Authentication" description actions=single_sign_on/>
        <Stack>{panels.into_iter().collect_view()}</Stack>
    };
    Ok(Screen::in_account(Section::Authentication, "Authentication", view))
}

/// Who has no second factor, for who may see that.
async fn without(visit: &Visit) -> Result<Vec<Member>, AppError> {
    let granted: Granted<can::ViewMembers> = match visit.enter_account().await {
        Err(AppError::Forbidden) => return Ok(vec![]),
        entered => entered?,
    };
    if !granted.may(Permission::EditMembers) {
        return Ok(vec![]);
    }
    let filter = TeamFilter { status: Some(TeamStatus::Active), second_factor: Some(false), ..TeamFilter::default() };
    Ok(team::list(&granted, &filter).await?.members)
}

const REQUIRE: &str = "/api/account/require_second_factor";
const STOP: &str = "/api/account/stop_requiring_second_factor";

fn second_factor(me: &SignedIn, edits: bool, without: &[Member]) -> AnyView {
    let required = me.settings.mfa_required;
    let (tone, state, words) = if required {
        (Tone::Ok, "Required", "Whoever has none sets one up before anything else.")
    } else {
        (Tone::Plain, "Optional", "Everybody decides in their profile whether they have one.")
    };
    let act = edits.then(|| match (required, me.person.has_second_factor()) {
        (true, _) => stop(),
        (false, true) => require(),
        (false, false) => own_first(),
    });
    let missing = missing(without);
    view! {
        <Panel title="Second factor" description="A code of an authenticator app, or a passkey, besides the password.">
            <Stack>
                <p><Pill tone>{state}</Pill>" "{words}</p>
                {missing}
                {act}
            </Stack>
        </Panel>
    }
    .into_any()
}

/// So many are named; the team page has them all.
const NAMED: usize = 3;

fn missing(without: &[Member]) -> Option<AnyView> {
    let count = without.len();
    let names: Vec<&str> = without.iter().take(NAMED).map(|member| member.name.as_str()).collect();
    let (words, have) = match (count, count as i64 >= LIMIT) {
        (0, _) => return None,
        (_, true) => (format!("At least {LIMIT} people"), "have"),
        (1, _) => (names[0].to_owned(), "has"),
        (2..=NAMED, _) => (format!("{} and {}", names[..count - 1].join(", "), names[count - 1]), "have"),
        _ => (format!("{} and {}", names.join(", "), counted((count - NAMED) as i64, "other person", "others")), "have"),
    };
    let sentence = format!("{words} {have} none yet.");
    Some(view! { <p>{sentence}" "<a href="/account/team?status=active&factor=none">"See who"</a></p> }.into_any())
}

fn own_first() -> AnyView {
    let action = view! { <LinkButton href="/account/second-factor?next=/account/authentication">"Set it up"</LinkButton> };
    view! {
        <Callout tone=Tone::Info title="You have none yourself" action>
            "Once you have one, you can ask everybody for it here."
        </Callout>
    }
    .into_any()
}

fn require() -> AnyView {
    view! {
        <Actions>
            <OpenDialog target="require-factor">"Ask everybody for it"</OpenDialog>
        </Actions>
        <Dialog
            id="require-factor"
            title="Ask everybody for a second factor?"
            description="Whoever has none sets one up with their next click, and can do nothing else before. Keys and programs go on as they are."
            open_for=REQUIRE
        >
            <Form action=REQUIRE>
                <DialogActions dialog="require-factor">
                    <Submit>"Ask everybody for it"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn stop() -> AnyView {
    view! {
        <Actions>
            <OpenDialog target="stop-requiring" variant="danger">"Stop asking"</OpenDialog>
        </Actions>
        <Dialog
            id="stop-requiring"
            title="Stop asking for a second factor?"
            description="Who has one keeps it and may switch it off. A stolen password alone opens the account of everybody who has none."
            open_for=STOP
        >
            <Form action=STOP>
                <DialogActions dialog="stop-requiring">
                    <Submit variant="danger">"Stop asking"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

/// Spans to choose from, in minutes. Others may be set by a program; the one that is set is always among them.
fn spans(minutes: &[i64], chosen: i64) -> Vec<Choice> {
    let mut all: Vec<i64> = minutes.iter().map(|minutes| minutes * 60_000).chain([chosen]).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|millis| Choice::new((millis / 60_000).to_string(), span(millis))).collect()
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const IDLE: &[i64] = &[5, 15, 30, HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY];
const ABSOLUTE: &[i64] = &[HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY];

fn sessions(limits: SessionLimits, edits: bool) -> AnyView {
    if !edits {
        return view! {
            <Panel title="Sessions" description="An admin can change it.">
                <Facts>
                    <Fact label="End without use after">{span(limits.idle)}</Fact>
                    <Fact label="End in any case after">{span(limits.absolute)}</Fact>
                </Facts>
            </Panel>
        }
        .into_any();
    }
    let (idle, absolute) = ((limits.idle / 60_000).to_string(), (limits.absolute / 60_000).to_string());
    let description = format!(
        "When people have to sign in again. It counts from everybody’s next click on. Unless you change it: {}, as screens are left \
         open and hardly anybody works longer at a stretch.",
        SessionLimits::default().words()
    );
    view! {
        <Panel title="Sessions" description>
            <Form action="/api/account/limit_sessions">
                <FormRow>
                    <SelectField
                        name="idle"
                        label="End without use after"
                        choices=spans(IDLE, limits.idle)
                        value=idle
                        help="Short protects screens that are left alone."
                    />
                    <SelectField
                        name="absolute"
                        label="End in any case after"
                        choices=spans(ABSOLUTE, limits.absolute)
                        value=absolute
                        help="So long at most does a stolen session help anybody."
                    />
                </FormRow>
                <Submit>"Save limits"</Submit>
            </Form>
        </Panel>
    }
    .into_any()
}
