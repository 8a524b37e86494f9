use leptos::prelude::*;

use super::next;
use crate::{
    model::escaped,
    pages::{Refusal, Screen, Visit},
    ui::{BareFrame, Form, Hidden, OneTimeCodeField, SecretField, Submit},
};

/// `/confirm`: a fresh proof of identity, then back to `next`.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let me = visit.caller.signed_in()?;
    let next = next(&visit).unwrap_or("/").to_owned();
    let has_app = me.person.totp_confirmed_at.is_some();
    let with_code = has_app && visit.query("with") != Some("password");
    let field = if with_code {
        view! { <OneTimeCodeField name="code" label="Code" help="From your authenticator app." autofocus=true/> }.into_any()
    } else {
        view! { <SecretField name="password" label="Password" maxlength=1000u32 autofocus=true/> }.into_any()
    };
    let here = format!("/confirm?next={}", escaped(&next));
    let other = match (has_app, with_code) {
        (true, true) => Some((format!("{here}&with=password"), "Use your password")),
        (true, false) => Some((here, "Use your authenticator app")),
        _ => None,
    };
    let back = next.clone();
    let footer = view! {
        {other.map(|(href, label)| view! { <a href=href>{label}</a>" · " })}
        <a href=back>"Cancel"</a>
    };
    let view = view! {
        <BareFrame
            title="Confirm that it is you"
            description="What comes next matters, so Belfry asks again. It will not ask for the next 15 minutes."
            footer
        >
            <Form action="/api/session/confirm">
                <Hidden name="next" value=next/>
                {field}
                <Submit>"Confirm"</Submit>
            </Form>
        </BareFrame>
    };
    Ok(Screen::bare("Confirm", view))
}
