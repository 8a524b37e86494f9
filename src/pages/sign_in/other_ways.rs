use leptos::prelude::*;

use super::with_next;
use crate::{
    access::App,
    domain::{email_code, sign_in_ways},
    identity::passkeys,
    model::AppError,
    ui::{Glyph, LinkButton, OtherWays},
};

/// One way to sign in that is not the password.
struct Way {
    label: String,
    path: String,
    icon: Glyph,
}

/// Those that this server can do, and the sign-in services that its accounts were set up with.
async fn ways(app: &App) -> Result<Vec<Way>, AppError> {
    let mut ways = Vec::new();
    for service in sign_in_ways::providers(app).await? {
        let (label, path) = (format!("Sign in with {}", service.label), format!("/sign-in/oidc/{}", service.account_id));
        ways.push(Way { label, path, icon: Glyph::Shield });
    }
    if passkeys::origin(app).is_some() {
        ways.push(Way { label: "Sign in with a passkey".to_owned(), path: "/sign-in/passkey".to_owned(), icon: Glyph::Key });
    }
    if email_code::can_send(app) {
        ways.push(Way { label: "E-mail me a code".to_owned(), path: "/sign-in/code".to_owned(), icon: Glyph::Mail });
    }
    Ok(ways)
}

/// Under the form for the password.
pub async fn other_ways(app: &App, next: Option<&str>) -> Result<Option<AnyView>, AppError> {
    let ways = ways(app).await?;
    if ways.is_empty() {
        return Ok(None);
    }
    let links = ways
        .into_iter()
        .map(|way| {
            let href = with_next(&way.path, next);
            view! { <LinkButton href icon=way.icon>{way.label}</LinkButton> }
        })
        .collect_view();
    Ok(Some(view! { <OtherWays>{links}</OtherWays> }.into_any()))
}
