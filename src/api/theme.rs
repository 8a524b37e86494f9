//! How pages look to one person.

use leptos::prelude::*;

use crate::model::{AppError, Landing};

/// Remembers `light` or `dark` in the browser; anything else is as the device has it. Back to the same page.
#[server(endpoint = "theme/choose")]
pub async fn choose_theme(theme: String) -> Result<Landing, AppError> {
    use crate::access::caller;
    use axum::http::{HeaderValue, header::SET_COOKIE};

    let (value, age) = match theme.as_str() {
        "light" | "dark" => (theme.as_str(), 365 * 24 * 3600),
        _ => ("", 0),
    };
    let config = caller()?.app.config;
    let (name, secure) = (config.cookie("theme"), if config.secure() { "; Secure" } else { "" });
    let cookie = format!("{name}={value}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly{secure}");
    let cookie = HeaderValue::try_from(cookie).map_err(|_| AppError::Internal)?;
    expect_context::<leptos_axum::ResponseOptions>().append_header(SET_COOKIE, cookie);
    Ok(Landing::here())
}
