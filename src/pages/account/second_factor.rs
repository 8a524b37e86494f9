use leptos::prelude::*;

use super::first_run;
use crate::{
    access::{SignedIn, Who},
    domain::profile,
    identity::totp::{self, TotpSecret},
    model::{Account, Membership},
    pages::{Refusal, Screen, Visit, sign_in},
    ui::{Actions, BareFrame, CopyField, Form, Hidden, LinkButton, OneTimeCodeField, QrCode, Stack, Submit},
};

/// `/account/second-factor`: sets an authenticator app up. Part of the first run, and reached from the profile later.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.caller.enter_to_enrol().await?;
    let me = visit.caller.signed_in()?;
    let asked = matches!(visit.caller.who, Who::MustEnrol(_));
    // The first run is left by then: whoever is asked for a second factor later goes on where everybody starts.
    let next = sign_in::next(&visit).filter(|_| !(asked && first_run(&visit))).map(str::to_owned);
    let has_one = me.person.has_second_factor();
    let later = next.clone().unwrap_or_else(|| if has_one { "/account/profile" } else { "/" }.to_owned());
    let view = if has_one {
        is_on(later)
    } else {
        let way_out = if asked { instead(me, profile::memberships(&granted).await?) } else { not_now(later) };
        match profile::pending_secret(&granted, visit.caller.fresh()?).await? {
            Some(secret) => enrol(&secret, &me.person.email, next, way_out, first_run(&visit) && !asked)?,
            None => offer(asked.then_some(&me.account), next, way_out),
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

/// The way past it, for who may go on without.
fn not_now(later: String) -> AnyView {
    view! {
        <Actions>
            <LinkButton href=later variant="quiet">"Later"</LinkButton>
        </Actions>
    }
    .into_any()
}

/// What else is open to somebody who may not go on without: another account of theirs, and the way out.
fn instead(me: &SignedIn, memberships: Vec<Membership>) -> AnyView {
    let others = memberships.into_iter().filter(|other| other.account.id != me.account.id).map(|other| {
        let (id, words) = (other.account.id.to_string(), format!("Go to {}", other.account.name));
        view! {
            <Form action="/api/session/switch_account" key=id.clone() inline=true>
                <Hidden name="account" value=id/>
                <Submit variant="plain">{words}</Submit>
            </Form>
        }
    });
    let others = others.collect_view();
    view! {
        <Actions>
            {others}
            <Form action="/api/session/sign_out" inline=true>
                <Submit variant="quiet">"Sign out"</Submit>
            </Form>
        </Actions>
    }
    .into_any()
}

/// `asking`: the account that lets nobody go on without.
fn offer(asking: Option<&Account>, next: Option<String>, way_out: AnyView) -> AnyView {
    const WHY: &str = "With a second factor, a stolen password alone opens nothing. You need an authenticator app on your phone or in \
                       your password manager.";
    let (title, description) = match asking {
        Some(account) => ("Set up a second factor", format!("{} asks everybody for one before they go on. {WHY}", account.name)),
        None => ("Protect your account", WHY.to_owned()),
    };
    view! {
        <BareFrame title description>
            <Form action="/api/second_factor/begin">
                {next.map(|next| view! { <Hidden name="next" value=next/> })}
                <Submit>"Set it up"</Submit>
            </Form>
            {way_out}
        </BareFrame>
    }
    .into_any()
}

fn enrol(secret: &TotpSecret, email: &str, next: Option<String>, way_out: AnyView, first: bool) -> Result<AnyView, Refusal> {
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
            <OneTimeCodeField name="code" label="Code" help="The six digits that the app shows now. Other browsers are signed out." autofocus=true/>
            <Submit>"Verify"</Submit>
        </Form>
        {way_out}
        </Stack>
    };
    let title = "Set up your second factor";
    let description = "Scan the picture with an authenticator app. With it, a stolen password alone opens nothing.";
    Ok(match step {
        Some(step) => view! { <BareFrame title description wide=true step>{body}</BareFrame> }.into_any(),
        None => view! { <BareFrame title description wide=true>{body}</BareFrame> }.into_any(),
    })
}
