use leptos::prelude::*;

use super::with_next;
use crate::{
    access::Who,
    identity::sign_in,
    pages::{
        Refusal, Screen, Visit,
        passkeys::{Device, passkey_form},
    },
    ui::{BareFrame, Form, OneTimeCodeField, Submit, TextField},
};

const HERE: &str = "/sign-in/second-factor";
const CODE: &str = "/api/session/second_factor";

/// `/sign-in/second-factor`: the password was right, one more proof is asked for.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let person = match &visit.caller.who {
        Who::Pending(person) => person,
        Who::Person(_) | Who::MustEnrol(_) => return Err(Refusal::Elsewhere("/".to_owned())),
        Who::Nobody | Who::Key(_) | Who::Token(_) => return Err(Refusal::Elsewhere("/sign-in".to_owned())),
    };
    let factors = sign_in::factors(&visit.caller.app, person).await?;
    // What is asked for unless another way is chosen, and the other ways.
    let first = if factors.app { "app" } else { "passkey" };
    let with = visit.query("with").filter(|with| matches!(*with, "recovery" | "passkey" | "app")).unwrap_or(first).to_owned();
    let ways = [
        (factors.app, "app", "Use your authenticator app"),
        (factors.passkey, "passkey", "Use a passkey"),
        (true, "recovery", "Use a recovery code"),
    ];
    let others = ways.into_iter().filter(|(there, way, _)| *there && *way != with).map(|(_, way, label)| {
        let href = if way == first { HERE.to_owned() } else { format!("{HERE}?with={way}") };
        view! { <a href=href>{label}</a>" · " }
    });
    let footer = view! {
        {others.collect_view()}
        <a href=with_next("/sign-in", None)>"Sign in as somebody else"</a>
    };
    let (description, form) = match with.as_str() {
        "recovery" => ("Enter one of the recovery codes that you saved. Each works once.", recovery_code()),
        "passkey" => (
            "Your device asks for your finger, your face or its PIN.",
            passkey_form(&visit, Device::Shows, "/api/session/passkey", || {
                view! { <Submit>"Use your passkey"</Submit> }.into_any()
            }),
        ),
        _ => ("Open your authenticator app and enter the code that it shows for Belfry.", app_code()),
    };
    let view = view! { <BareFrame title="Confirm that it is you" description footer>{form}</BareFrame> };
    Ok(Screen::bare("Second factor", view))
}

fn app_code() -> AnyView {
    view! {
        <Form action=CODE>
            <OneTimeCodeField name="code" label="Code" autofocus=true/>
            <Submit>"Verify"</Submit>
        </Form>
    }
    .into_any()
}

fn recovery_code() -> AnyView {
    view! {
        <Form action=CODE>
            <TextField
                name="code"
                label="Recovery code"
                placeholder="XXXX-XXXX-XXXX-XXXX"
                required=true
                maxlength=40u32
                mono=true
                autofocus=true
            />
            <Submit>"Verify"</Submit>
        </Form>
    }
    .into_any()
}
