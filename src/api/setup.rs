//! The first run.

use leptos::prelude::*;

use crate::model::{AppError, Landing};

/// Makes the first account. Whoever calls it has to know the code on the console.
#[server(endpoint = "setup/create")]
pub async fn create_first_account(
    code: String,
    name: String,
    email: String,
    account: String,
    password: String,
) -> Result<Landing, AppError> {
    use crate::{
        access::caller,
        domain::setup::{Founder, create},
        identity::session,
        model::{Email, Name, NewPassword},
    };
    let account = Name::parse(&account).map_err(|error| error.about("account"))?;
    let founder =
        Founder { account, name: Name::parse(&name)?, email: Email::parse(&email)?, password: NewPassword::parse(&password)? };
    let caller = caller()?;
    let claims = create(&caller.app, &caller.origin, &code, founder).await?;
    session::set_claims(&session::current()?, &claims).await?;
    Ok(Landing::at("/account/second-factor?next=%2Fsandbox"))
}
