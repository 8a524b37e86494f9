//! The gallery of the furniture, in development builds only: `/gallery`, and the made-up screens by `?screen=plan`.

use super::{Refusal, Screen, Visit};
use crate::{model::AppError, ui::gallery};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let view = match visit.query("screen").unwrap_or("gallery") {
        "gallery" => gallery::gallery(),
        "home" => gallery::home(),
        "things" => gallery::things(),
        "plan" => gallery::plan(),
        "sign-in" => gallery::sign_in(),
        _ => return Err(AppError::NotFound.into()),
    };
    Ok(Screen::bare("Gallery", view))
}
