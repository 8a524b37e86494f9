use leptos::prelude::*;

use super::first_run;
use crate::{
    access::Granted,
    domain::profile,
    identity::totp::{self, TotpSecret},
    model::can,
    pages::{Refusal, Screen, Visit, sign_in},
    ui::{Actions, BareFrame, CopyField, Form, Hidden, LinkButton, OneTimeCodeField, QrCode, Stack, Submit},
};

/// `/account/second-factor`: sets an authenticator app up. Part of the first run, and reached from the profile later.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::EditProfile> = visit.enter_account().await?;
    let me = visit.caller.person()?;
    let next = sign_in::next(&visit).map(str::to_owned);
    let later =
        next.clone().unwrap_or_else(|| if me.person.totp_confirmed_at.is_some() { "/account/profile" } else { "/" }.to_owned());
    let view = if me.person.totp_confirmed_at.is_some() {
        is_on(later)
    } else {
        match profile::pending_secret(&granted, visit.caller.fresh()?).await? {
            Some(secret) => enrol(&secret, &me.person.email, next, later, first_run(&visit))?,
            None => offer(later),
        }
    };
    Ok(Screen::bare("Second factor", view))
}

fn is_on(back: String) -> AnyView {
    view! {
        <BareFrame
            title="Your second factor is on"
            description="Signing in asks for your password and a code of your authenticator app. Your profile has new recovery codes and the way to turn it off."
        >
            <Actions>
                <LinkButton href=back variant="primary">"Go on"</LinkButton>
                <LinkButton href="/account/profile">"Your profile"</LinkButton>
            </Actions>
        </BareFrame>
    }
    .into_any()
}

fn offer(later: String) -> AnyView {
    view! {
        <BareFrame
            title="Protect your account"
            description="With a second factor, a stolen password alone opens nothing. You need an authenticator app on your phone or in your password manager."
        >
            <Form action="/api/second_factor/begin">
                <Submit>"Set it up"</Submit>
            </Form>
            <Actions>
                <LinkButton href=later variant="quiet">"Later"</LinkButton>
            </Actions>
        </BareFrame>
    }
    .into_any()
}

fn enrol(secret: &TotpSecret, email: &str, next: Option<String>, later: String, first: bool) -> Result<AnyView, Refusal> {
    let svg = totp::picture(&secret.url(email)?)?;
    let key = secret.grouped();
    let step = first.then_some((2, 3));
    let body = view! {
        <Stack>
        <QrCode label="QR picture for your authenticator app" svg/>
        <CopyField
            label="Or type this key into the app"
            value=key
            help="Time-based, six digits, 30 seconds. Whoever has the key can sign in as you: keep it to yourself."
            testid="totp-secret"
        />
        <Form action="/api/second_factor/confirm">
            {next.map(|next| view! { <Hidden name="next" value=next/> })}
            <OneTimeCodeField name="code" label="Code" help="The six digits that the app shows now." autofocus=true/>
            <Submit>"Verify"</Submit>
        </Form>
        <Actions>
            <LinkButton href=later variant="quiet">"Later"</LinkButton>
        </Actions>
        </Stack>
    };
    let title = "Set up your second factor";
    let description = "Scan the picture with an authenticator app. With it, a stolen password alone opens nothing.";
    Ok(match step {
        Some(step) => view! { <BareFrame title description wide=true step>{body}</BareFrame> }.into_any(),
        None => view! { <BareFrame title description wide=true>{body}</BareFrame> }.into_any(),
    })
}
