use leptos::prelude::*;

use super::{next, not_in_yet, with_next};
use crate::pages::{
    Refusal, Screen, Visit,
    passkeys::{Device, passkey_form},
};
use crate::ui::{BareFrame, Hidden, Submit};

const TITLE: &str = "Sign in with a passkey";

/// `/sign-in/passkey`: nothing is typed; the device knows whose it is.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    not_in_yet(&visit)?;
    let next = next(&visit).map(str::to_owned);
    let back = with_next("/sign-in", next.as_deref());
    let footer = view! { <a href=back>"Back to the sign-in"</a> };
    let inside = || {
        view! {
            {next.map(|next| view! { <Hidden name="next" value=next/> })}
            <Submit>"Use your passkey"</Submit>
        }
        .into_any()
    };
    let form = passkey_form(&visit, Device::Shows, "/api/session/passkey", inside);
    let view = view! {
        <BareFrame
            title=TITLE
            description="Your device asks for your finger, your face or its PIN. It needs neither your password nor a code."
            footer
        >
            {form}
        </BareFrame>
    };
    Ok(Screen::bare(TITLE, view))
}
