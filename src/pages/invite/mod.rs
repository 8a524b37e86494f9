//! What the link of an invitation leads to.

use leptos::prelude::*;

use super::{Refusal, Screen, Visit};
use crate::{
    access::Who,
    domain::invites::{self, Welcome},
    model::{AppError, escaped},
    ui::{Actions, BareFrame, Form, Hidden, LinkButton, NewPasswordField, Submit, TextField},
};

/// `/invite/{token}`: somebody new chooses a password; somebody known signs in and accepts.
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let token = visit.path.get("token").cloned().unwrap_or_default();
    let view = match (invites::find(&visit.caller.app, &token).await?, &visit.caller.who) {
        (None, _) => no_longer_good(),
        (Some(_), Who::MustEnrol(_)) => return Err(AppError::MustEnrol.into()),
        (Some(welcome), Who::Person(me)) if me.person.email == welcome.invite.email => accept(&welcome, token),
        (Some(welcome), Who::Person(me)) => for_somebody_else(&welcome, &me.person.email),
        (Some(welcome), _) if welcome.known => sign_in_first(&welcome, &token),
        (Some(welcome), _) => join(welcome, token),
    };
    Ok(Screen::bare("Invitation", view))
}

fn lead(welcome: &Welcome) -> String {
    let Welcome { invite, account, .. } = welcome;
    format!("{} invites you to {account} with the role {}.", invite.inviter, invite.role.name)
}

fn no_longer_good() -> AnyView {
    view! {
        <BareFrame
            title="This invitation is not good any more"
            description="It works once, for 24 hours, and a newer one replaces it. Ask the person who invited you to send it again."
        >
            <Actions>
                <LinkButton href="/sign-in">"Sign in"</LinkButton>
            </Actions>
        </BareFrame>
    }
    .into_any()
}

fn join(welcome: Welcome, token: String) -> AnyView {
    let description = format!("{} You sign in with {}.", lead(&welcome), welcome.invite.email);
    view! {
        <BareFrame title=format!("Join {}", welcome.account) description>
            <Form action="/api/invite/accept">
                <Hidden name="token" value=token/>
                <TextField name="email" label="E-mail" value=welcome.invite.email readonly=true autocomplete="username"/>
                <TextField name="name" label="Name" value=welcome.invite.name required=true maxlength=80u32 autocomplete="name"/>
                <NewPasswordField label="Password" autofocus=true/>
                <Submit>"Join"</Submit>
            </Form>
        </BareFrame>
    }
    .into_any()
}

fn accept(welcome: &Welcome, token: String) -> AnyView {
    let (title, description) = (format!("Join {}", welcome.account), lead(welcome));
    view! {
        <BareFrame title=title.clone() description>
            <Form action="/api/invite/accept">
                <Hidden name="token" value=token/>
                <Submit>{title}</Submit>
            </Form>
        </BareFrame>
    }
    .into_any()
}

fn sign_in_first(welcome: &Welcome, token: &str) -> AnyView {
    let href = format!("/sign-in?next={}", escaped(&format!("/invite/{token}")));
    let description = format!("{} You have a password here already: sign in as {} first.", lead(welcome), welcome.invite.email);
    view! {
        <BareFrame title=format!("Join {}", welcome.account) description>
            <Actions>
                <LinkButton href variant="primary">"Sign in to join"</LinkButton>
            </Actions>
        </BareFrame>
    }
    .into_any()
}

fn for_somebody_else(welcome: &Welcome, email: &str) -> AnyView {
    let description = format!(
        "This invitation is for {}, and you are signed in as {email}. Sign out, then open the link again.",
        welcome.invite.email
    );
    view! {
        <BareFrame title="This invitation is for somebody else" description>
            <Form action="/api/session/sign_out">
                <Submit>"Sign out"</Submit>
            </Form>
        </BareFrame>
    }
    .into_any()
}
