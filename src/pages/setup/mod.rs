//! The first run.

use leptos::prelude::*;

use super::{Refusal, Screen, Visit};
use crate::{
    identity::first_run,
    model::AppError,
    ui::{BareFrame, Form, NewPasswordField, Submit, TextField},
};

/// `/setup`: who sees the console makes the first account. Not found ever after.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    if !first_run::is_open(&visit.caller.app).await? {
        return Err(AppError::NotFound.into());
    }
    let view = view! {
        <BareFrame
            title="Set up Belfry"
            description="You are the first one here. Make your account; you can invite your team right after."
            step=(1, 3)
        >
            <Form action="/api/setup/create">
                <TextField
                    name="code"
                    label="Set-up code"
                    help="It stands on the console where Belfry was started: Set-up code: XXXX-XXXX. A restart makes a new one."
                    placeholder="XXXX-XXXX"
                    required=true
                    maxlength=20u32
                    mono=true
                    autofocus=true
                />
                <TextField name="name" label="Name" required=true maxlength=80u32 autocomplete="name"/>
                <TextField name="email" label="E-mail" kind="email" required=true maxlength=254u32 autocomplete="username"/>
                <TextField
                    name="account"
                    label="Account name"
                    help="Your company or your team. It holds your workspaces and your people."
                    required=true
                    maxlength=80u32
                    autocomplete="organization"
                />
                <NewPasswordField label="Password"/>
                <Submit>"Create account"</Submit>
            </Form>
        </BareFrame>
    };
    Ok(Screen::bare("Set up", view))
}
