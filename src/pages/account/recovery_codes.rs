use leptos::prelude::*;

use super::first_run;
use crate::{
    access::Granted,
    api::profile::SHOWN_CODES,
    identity::session,
    model::can,
    pages::{Refusal, Screen, Visit, sign_in},
    ui::{Actions, BareFrame, CodeList, Form, Hidden, LinkButton, Stack, Submit},
};

/// `/account/recovery-codes`: shown after they were made, until they are said to be saved.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let _: Granted<can::EditProfile> = visit.enter_account().await?;
    let codes = session::shown::<Vec<String>>(&visit.caller.app, &session::current()?, SHOWN_CODES).await?;
    let next = sign_in::next(&visit).map(str::to_owned);
    let Some(codes) = codes else {
        let view = view! {
            <BareFrame
                title="Recovery codes"
                description="They are shown once, right after they were made. If you have none left or lost them, make new ones in your profile."
            >
                <Actions>
                    <LinkButton href="/account/profile" variant="primary">"Your profile"</LinkButton>
                </Actions>
            </BareFrame>
        };
        return Ok(Screen::bare("Recovery codes", view));
    };
    let body = view! {
        <Stack>
        <CodeList label="Recovery codes" codes testid="recovery-codes"/>
        <Form action="/api/recovery_codes/saved">
            {next.map(|next| view! { <Hidden name="next" value=next/> })}
            <Submit>"I have saved them"</Submit>
        </Form>
        </Stack>
    };
    let title = "Save your recovery codes";
    let description = "If you lose your phone, one of these signs you in. Each works once. Keep them where you keep passwords, or print this page: they will not be shown again.";
    let view = if first_run(&visit) {
        view! { <BareFrame title description wide=true step=(3, 3)>{body}</BareFrame> }.into_any()
    } else {
        view! { <BareFrame title description wide=true>{body}</BareFrame> }.into_any()
    };
    Ok(Screen::bare("Recovery codes", view))
}
