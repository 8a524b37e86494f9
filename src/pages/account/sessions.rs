//! The part of the profile that shows where one is signed in.

use leptos::prelude::*;

use crate::{
    domain::profile::SESSIONS,
    identity::{browser_words, session},
    model::{AppError, OwnSession},
    pages::Visit,
    ui::{ActionCell, Callout, Column, Form, Hidden, Panel, Submit, Table, Tag, Time, Tone},
};

const END: &str = "/api/profile/end_session";

pub fn sessions(visit: &Visit, all: &[OwnSession]) -> Result<AnyView, AppError> {
    let here = session::own_hash(&session::current()?);
    let is_here = |session: &OwnSession| here.as_deref() == Some(&session.id_hash);
    let others = all.iter().filter(|session| !is_here(session)).count();
    let words = match others {
        0 => "You are signed in here and nowhere else.".to_owned(),
        1 => "You are signed in here and in one other browser.".to_owned(),
        others => format!("You are signed in here and in {others} other browsers."),
    };
    let limits = visit.caller.person()?.settings.sessions.words();
    let full = all.len() as i64 >= SESSIONS;
    let more = if full {
        format!(" The list ends after {SESSIONS}; signing out everywhere else ends all others.")
    } else {
        String::new()
    };
    let description = format!("{words} Sessions end after {limits}.{more}");
    let refused = visit.flash.rejected.as_ref().filter(|rejected| rejected.action == END);
    let refused = refused.map(|rejected| view! { <Callout tone=Tone::Bad title=rejected.message.as_str()/> });
    let rows = all.iter().map(|session| row(session, is_here(session), visit.now())).collect_view();
    let columns =
        [Column::new("Browser"), Column::new("Signed in").minor(), Column::new("Last use"), Column::new("Actions").silent()];
    let everywhere = view! {
        <Form action="/api/profile/sign_out_everywhere" inline=true>
            <Submit variant="plain" small=true disabled=others == 0>"Sign out everywhere else"</Submit>
        </Form>
    };
    let view = view! {
        {refused}
        <Panel title="Sessions" description flush=true actions=everywhere>
            <Table caption="Your sessions" columns bare=true>{rows}</Table>
        </Panel>
    };
    Ok(view.into_any())
}

fn row(session: &OwnSession, here: bool, now: i64) -> AnyView {
    let browser = browser_words(session.user_agent.as_deref());
    let address = session.address.clone().unwrap_or_default();
    // Use is written down once a minute at most; this session is used right now.
    let seen_at = if here { now } else { session.seen_at };
    let action = if here {
        view! { <ActionCell/> }.into_any()
    } else {
        let id = session.id_hash.clone();
        let end = view! {
            <Form action=END key=id.clone() inline=true>
                <Hidden name="session" value=id/>
                <Submit variant="plain" small=true>"End"</Submit>
            </Form>
        };
        view! { <ActionCell actions=end/> }.into_any()
    };
    view! {
        <tr>
            <td>
                {browser}
                {here.then(|| view! { " "<Tag>"This one"</Tag> })}
                <small>{address}</small>
            </td>
            <td><Time at=session.signed_in_at now/></td>
            <td><Time at=seen_at now/></td>
            {action}
        </tr>
    }
    .into_any()
}
