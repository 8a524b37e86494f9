//! The page that says why there is no page.

use leptos::prelude::*;

use crate::model::AppError;

pub fn refused(error: &AppError) -> AnyView {
    let (title, help) = match error {
        AppError::NotFound => ("Not found", "This page does not exist, or it belongs to a workspace that you are not in."),
        AppError::Forbidden => ("Not allowed", "Your role does not include this. An admin of your account can change that."),
        AppError::Unreachable => ("Not reachable", "The database does not answer. Try again in a moment."),
        _ => ("Something went wrong", "It was noted. Try again; if it happens once more, look into the server's log."),
    };
    view! {
        <main class="refused">
            <h1>{title}</h1>
            <p>{help}</p>
            <p><a class="btn" href="/">"Go to the start page"</a></p>
        </main>
    }
    .into_any()
}
