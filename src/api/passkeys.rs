//! Passkeys of one's own. A browser asks its device between two calls: for what is to be asked, and with the answer.

use leptos::prelude::*;

use crate::model::{AppError, Landing, PasskeyId};

/// What the device is to be asked for.
#[server(endpoint = "passkeys/begin_adding")]
pub async fn begin_adding() -> Result<String, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::passkeys,
        identity::{passkeys::ADDING, session},
    };
    let caller = caller()?;
    let (options, asked) = passkeys::begin_adding(&account_door().await?, caller.fresh()?).await?;
    session::show(&caller.app, &session::current()?, ADDING, &asked).await?;
    Ok(options)
}

/// Adds what the device made.
#[server(endpoint = "passkeys/add")]
pub async fn add(
    name: String,
    #[server(default)] credential: String,
    #[server(default)] problem: String,
) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        api::profile::{show_codes, stay_signed_in},
        domain::passkeys,
        identity::{
            passkeys::{ADDING, Answer},
            session,
        },
        model::Name,
    };
    let (caller, name) = (caller()?, Name::parse(&name)?);
    let (granted, fresh) = (account_door().await?, caller.fresh()?);
    let asked = session::take_shown(&caller.app, &session::current()?, ADDING).await?;
    let codes = passkeys::add(&granted, fresh, &name, asked, &Answer { credential, problem }).await?;
    match codes {
        Some(codes) => {
            stay_signed_in(&caller.app, false).await?;
            show_codes(&caller.app, &codes, Some("/account/profile".to_owned())).await
        }
        None => Ok(Landing::at("/account/profile").saying(format!("Added the passkey {name}."))),
    }
}

#[server(endpoint = "passkeys/rename")]
pub async fn rename(id: PasskeyId, name: String) -> Result<Landing, AppError> {
    use crate::{access::account_door, domain::passkeys, model::Name};
    passkeys::rename(&account_door().await?, &id, &Name::parse(&name)?).await?;
    Ok(Landing::at("/account/profile").saying("Renamed the passkey."))
}

#[server(endpoint = "passkeys/remove")]
pub async fn remove(id: PasskeyId) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::passkeys,
    };
    let name = passkeys::remove(&account_door().await?, caller()?.fresh()?, &id).await?;
    Ok(Landing::at("/account/profile").saying(format!("Removed the passkey {name}.")))
}

/// What the device is to be asked for, to sign in or to confirm. Who is known is asked for a passkey of their own.
#[server(endpoint = "session/begin_passkey")]
pub async fn begin_showing() -> Result<String, AppError> {
    use crate::{
        access::{Who, caller},
        identity::{
            passkeys::{self, SHOWING},
            session,
        },
    };
    let caller = caller()?;
    let of = match &caller.who {
        Who::Person(signed_in) | Who::MustEnrol(signed_in) => Some(&signed_in.person.id),
        Who::Pending(person) => Some(person),
        Who::Nobody | Who::Key(_) | Who::Token(_) => None,
    };
    let (options, asked) = passkeys::ask_to_show(&caller.app, of).await?;
    session::show(&caller.app, &session::current()?, SHOWING, &asked).await?;
    Ok(options)
}
