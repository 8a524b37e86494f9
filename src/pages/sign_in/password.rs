use leptos::prelude::*;

use super::{next, not_in_yet, other_ways::other_ways};
use crate::{
    identity::oidc::REFUSED,
    pages::{Refusal, Screen, Visit},
    ui::{BareFrame, Callout, Form, Hidden, SecretField, Submit, TextField, Tone},
};

/// `/sign-in`: HTML and CSS only, no script.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    not_in_yet(&visit)?;
    let next = next(&visit).map(str::to_owned);
    let others = other_ways(&visit.caller.app, next.as_deref()).await?;
    let refused = visit.flash.rejected.as_ref().filter(|rejected| rejected.action == REFUSED);
    let refused = refused.map(|rejected| view! { <Callout tone=Tone::Bad title=rejected.message.as_str()/> });
    let footer = view! {
        <a href="/sign-in/forgotten">"Forgotten your password?"</a>
        " · No account yet? An admin of your team can invite you."
    };
    let view = view! {
        <BareFrame title="Sign in" footer>
            {refused}
            <Form action="/api/session/sign_in">
                {next.map(|next| view! { <Hidden name="next" value=next/> })}
                <TextField name="email" label="E-mail" kind="email" required=true maxlength=254u32 autocomplete="username" autofocus=true/>
                <SecretField name="password" label="Password" maxlength=1000u32/>
                <Submit>"Sign in"</Submit>
            </Form>
            {others}
        </BareFrame>
    };
    Ok(Screen::bare("Sign in", view))
}
