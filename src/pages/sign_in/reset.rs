use leptos::prelude::*;

use crate::{
    domain::password_reset,
    pages::{Refusal, Screen, Visit},
    ui::{Actions, BareFrame, Form, Hidden, LinkButton, NewPasswordField, Submit, TextField},
};

/// `/sign-in/reset/{token}`: what the link of the letter leads to.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let token = visit.path.get("token").cloned().unwrap_or_default();
    let view = match password_reset::find(&visit.caller.app, &token).await? {
        Some(email) => choose(email, token),
        None => no_longer_good(),
    };
    Ok(Screen::bare("New password", view))
}

fn choose(email: String, token: String) -> AnyView {
    view! {
        <BareFrame title="Choose a new password" description="It signs you out everywhere. Then you sign in with it.">
            <Form action="/api/password/reset">
                <Hidden name="token" value=token/>
                <TextField name="email" label="E-mail" value=email readonly=true autocomplete="username"/>
                <NewPasswordField label="New password" autofocus=true/>
                <Submit>"Change password"</Submit>
            </Form>
        </BareFrame>
    }
    .into_any()
}

fn no_longer_good() -> AnyView {
    view! {
        <BareFrame
            title="This link is not good any more"
            description="It works once, for 30 minutes, and a newer one replaces it."
        >
            <Actions>
                <LinkButton href="/sign-in/forgotten" variant="primary">"Send another one"</LinkButton>
                <LinkButton href="/sign-in">"Sign in"</LinkButton>
            </Actions>
        </BareFrame>
    }
    .into_any()
}
