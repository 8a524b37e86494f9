//! The frame around every page of a signed-in person: switcher, menu, account.

use leptos::prelude::*;

use super::{Refusal, Screen, Visit, screen::ScreenPlace};

/// Puts the frame around a screen. Answers the workspace's colour and the document's body.
pub async fn shell(visit: &Visit, screen: Screen) -> Result<(String, AnyView), Refusal> {
    let _ = visit;
    let tone = match &screen.place {
        ScreenPlace::Workspace(workspace, _) => workspace.colour.key().to_owned(),
        _ => "custom".to_owned(),
    };
    Ok((tone, view! { <body>{screen.view}</body> }.into_any()))
}
