use leptos::prelude::*;

use crate::{
    access::Who,
    pages::{Refusal, Screen, Visit},
    ui::{BareFrame, Form, OneTimeCodeField, Submit, TextField},
};

/// `/sign-in/second-factor`: the password was right, one more proof is asked for.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    match visit.caller.who {
        Who::Pending(_) => {}
        Who::Person(_) | Who::MustEnrol(_) => return Err(Refusal::Elsewhere("/".to_owned())),
        Who::Nobody | Who::Key(_) | Who::Token(_) => return Err(Refusal::Elsewhere("/sign-in".to_owned())),
    }
    let recovery = visit.query("with") == Some("recovery");
    let (description, other, other_href) = if recovery {
        (
            "Enter one of the recovery codes that you saved. Each works once.",
            "Use your authenticator app",
            "/sign-in/second-factor",
        )
    } else {
        (
            "Open your authenticator app and enter the code that it shows for Belfry.",
            "Use a recovery code",
            "/sign-in/second-factor?with=recovery",
        )
    };
    let field = if recovery {
        view! {
            <TextField name="code" label="Recovery code" placeholder="XXXX-XXXX-XXXX-XXXX" required=true maxlength=40u32 mono=true autofocus=true/>
        }
        .into_any()
    } else {
        view! { <OneTimeCodeField name="code" label="Code" autofocus=true/> }.into_any()
    };
    let footer = view! {
        <a href=other_href>{other}</a>
        " · "
        <a href="/sign-in">"Sign in as somebody else"</a>
    };
    let view = view! {
        <BareFrame title="Confirm that it is you" description footer>
            <Form action="/api/session/second_factor">
                {field}
                <Submit>"Verify"</Submit>
            </Form>
        </BareFrame>
    };
    Ok(Screen::bare("Second factor", view))
}
