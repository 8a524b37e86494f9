use leptos::prelude::*;

use super::next;
use crate::{
    model::escaped,
    pages::{
        Refusal, Screen, Visit,
        passkeys::{Device, passkey_form},
    },
    ui::{BareFrame, Form, Hidden, OneTimeCodeField, SecretField, Submit},
};

const ACTION: &str = "/api/session/confirm";

/// `/confirm`: a fresh proof of identity, then back to `next`.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let me = visit.caller.signed_in()?;
    let next = next(&visit).unwrap_or("/").to_owned();
    let has_app = me.person.totp_confirmed_at.is_some();
    // What is asked for unless another way is chosen, and the other ways.
    let first = match (has_app, me.person.has_passkey) {
        (true, _) => "app",
        (false, true) => "passkey",
        _ => "password",
    };
    let with = visit.query("with").filter(|with| matches!(*with, "app" | "passkey" | "password")).unwrap_or(first).to_owned();
    let ways = [
        (has_app, "app", "Use your authenticator app"),
        (me.person.has_passkey, "passkey", "Use a passkey"),
        (true, "password", "Use your password"),
    ];
    let here = format!("/confirm?next={}", escaped(&next));
    let others = ways.into_iter().filter(|(there, way, _)| *there && *way != with).map(|(_, way, label)| {
        let href = if way == first { here.clone() } else { format!("{here}&with={way}") };
        view! { <a href=href>{label}</a>" · " }
    });
    let back = next.clone();
    let footer = view! {
        {others.collect_view()}
        <a href=back>"Cancel"</a>
    };
    let form = if with == "passkey" {
        passkey_form(&visit, Device::Shows, ACTION, move || inside(&with, next))
    } else {
        view! { <Form action=ACTION>{inside(&with, next)}</Form> }.into_any()
    };
    let view = view! {
        <BareFrame
            title="Confirm that it is you"
            description="What comes next matters, so Belfry asks again. It will not ask for the next 15 minutes."
            footer
        >
            {form}
        </BareFrame>
    };
    Ok(Screen::bare("Confirm", view))
}

fn inside(with: &str, next: String) -> AnyView {
    let field = match with {
        "passkey" => ().into_any(),
        "password" => view! { <SecretField name="password" label="Password" maxlength=1000u32 autofocus=true/> }.into_any(),
        _ => view! { <OneTimeCodeField name="code" label="Code" help="From your authenticator app." autofocus=true/> }.into_any(),
    };
    view! {
        <Hidden name="next" value=next/>
        {field}
        <Submit>"Confirm"</Submit>
    }
    .into_any()
}
