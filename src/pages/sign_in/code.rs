use leptos::prelude::*;

use super::{next, not_in_yet, with_next};
use crate::{
    domain::email_code,
    identity::{
        email_code::{ASKED, Asked},
        session,
    },
    pages::{Refusal, Screen, Visit},
    ui::{Actions, BareFrame, Form, Hidden, LinkButton, OneTimeCodeField, Submit, TextField},
};

const TITLE: &str = "Sign in with a code";

/// `/sign-in/code`: asks for the address that the letter goes to.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    not_in_yet(&visit)?;
    let next = next(&visit).map(str::to_owned);
    let back = with_next("/sign-in", next.as_deref());
    let view = if email_code::can_send(&visit.caller.app) { ask(next, back) } else { no_mail(back) };
    Ok(Screen::bare(TITLE, view))
}

fn ask(next: Option<String>, back: String) -> AnyView {
    let footer = view! { <a href=back>"Back to the sign-in"</a> };
    view! {
        <BareFrame title=TITLE description="Belfry sends you six digits. Enter them in this browser, and you need no password." footer>
            <Form action="/api/session/ask_code">
                {next.map(|next| view! { <Hidden name="next" value=next/> })}
                <TextField name="email" label="E-mail" kind="email" required=true maxlength=254u32 autocomplete="username" autofocus=true/>
                <Submit>"Send the code"</Submit>
            </Form>
        </BareFrame>
    }
    .into_any()
}

fn no_mail(back: String) -> AnyView {
    view! {
        <BareFrame title=TITLE description="This server sends no mail, so it can't send you a code.">
            <Actions>
                <LinkButton href=back>"Sign in"</LinkButton>
            </Actions>
        </BareFrame>
    }
    .into_any()
}

/// `/sign-in/code/enter`: takes the digits, in the browser that asked for them.
pub async fn enter(visit: Visit) -> Result<Screen, Refusal> {
    not_in_yet(&visit)?;
    let Some(Asked { email, .. }) = session::get(&session::current()?, ASKED).await? else {
        return Err(Refusal::Elsewhere("/sign-in/code".to_owned()));
    };
    let description = view! {
        "If somebody signs in with "<strong>{email.as_str().to_owned()}</strong>
        ", a letter with six digits is on its way. They work once, for 10 minutes, and in this browser only."
    };
    let footer = view! {
        <a href="/sign-in/code">"Send another one"</a>
        " · "
        <a href="/sign-in">"Back to the sign-in"</a>
    };
    let view = view! {
        <BareFrame title="Look into your mail" description footer>
            <Form action="/api/session/enter_code">
                <OneTimeCodeField name="code" label="Code" autofocus=true/>
                <Submit>"Sign in"</Submit>
            </Form>
        </BareFrame>
    };
    Ok(Screen::bare(TITLE, view))
}
