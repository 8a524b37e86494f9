use leptos::prelude::*;

use super::with_next;
use crate::{
    access::App,
    domain::email_code,
    ui::{Glyph, LinkButton, OtherWays},
};

/// One way to sign in that is not the password.
struct Way {
    label: &'static str,
    path: &'static str,
    icon: Glyph,
    /// Whether this server can do it.
    there: fn(&App) -> bool,
}

const WAYS: &[Way] = &[Way { label: "E-mail me a code", path: "/sign-in/code", icon: Glyph::Mail, there: email_code::can_send }];

/// Under the form for the password.
pub fn other_ways(app: &App, next: Option<&str>) -> Option<AnyView> {
    let ways: Vec<&Way> = WAYS.iter().filter(|way| (way.there)(app)).collect();
    if ways.is_empty() {
        return None;
    }
    let links = ways
        .into_iter()
        .map(|way| {
            let (href, icon, label) = (with_next(way.path, next), way.icon, way.label);
            view! { <LinkButton href icon>{label}</LinkButton> }
        })
        .collect_view();
    Some(view! { <OtherWays>{links}</OtherWays> }.into_any())
}
