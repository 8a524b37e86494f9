use leptos::prelude::*;

use crate::{
    access::Granted,
    model::{Permission, SessionLimits, can, span},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Choice, Fact, Facts, Form, FormRow, PageHeader, Panel, SelectField, Stack, Submit},
};

/// `/account/authentication`: what the account asks of everybody who signs in. One panel for each rule.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ViewAccount> = visit.enter_account().await?;
    let edits = granted.may(Permission::EditAccount);
    let me = visit.caller.person()?;
    let panels = [sessions(me.settings.sessions, edits)];
    let description = format!("What {} asks of everybody who signs in.", me.account.name);
    let view = view! {
        <PageHeader title="Authentication" description/>
        <Stack>{panels.into_iter().collect_view()}</Stack>
    };
    Ok(Screen::in_account(Section::Authentication, "Authentication", view))
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
