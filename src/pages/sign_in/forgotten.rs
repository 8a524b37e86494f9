use leptos::prelude::*;

use crate::{
    domain::password_reset,
    pages::{Refusal, Screen, Visit},
    ui::{Actions, BareFrame, Form, LinkButton, Submit, TextField},
};

const TITLE: &str = "Forgotten your password?";

/// `/sign-in/forgotten`: asks for the address that the letter goes to.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let view = if !password_reset::can_send(&visit.caller.app) {
        no_mail()
    } else if visit.query("asked").is_some() {
        asked()
    } else {
        ask()
    };
    Ok(Screen::bare(TITLE, view))
}

fn ask() -> AnyView {
    let footer = view! { <a href="/sign-in">"Back to the sign-in"</a> };
    view! {
        <BareFrame title=TITLE description="Belfry sends you a link, and you choose a new one." footer>
            <Form action="/api/password/ask">
                <TextField name="email" label="E-mail" kind="email" required=true maxlength=254u32 autocomplete="username" autofocus=true/>
                <Submit>"Send the link"</Submit>
            </Form>
        </BareFrame>
    }
    .into_any()
}

fn asked() -> AnyView {
    let footer = view! { <a href="/sign-in/forgotten">"Send another one"</a> };
    view! {
        <BareFrame
            title="Look into your mail"
            description="If somebody signs in with this address, a letter is on its way to it. Its link works once, for 30 minutes."
            footer
        >
            <Actions>
                <LinkButton href="/sign-in">"Sign in"</LinkButton>
            </Actions>
        </BareFrame>
    }
    .into_any()
}

fn no_mail() -> AnyView {
    view! {
        <BareFrame
            title=TITLE
            description="This server sends no mail, so it can't send you a link. An admin of your team can help you."
        >
            <Actions>
                <LinkButton href="/sign-in">"Sign in"</LinkButton>
            </Actions>
        </BareFrame>
    }
    .into_any()
}
