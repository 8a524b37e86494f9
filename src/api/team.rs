//! The team, and invitations to it.

use leptos::prelude::*;

use crate::model::{AppError, InviteId, Landing, PersonId, RoleId};

/// Under which key a session keeps the link of an invitation that is to be passed on by hand.
#[cfg(feature = "ssr")]
pub const SHOWN_LINK: &str = "invitation_link";

/// A link to be passed on by hand, and why.
#[cfg(feature = "ssr")]
#[derive(serde::Serialize, serde::Deserialize)]
pub struct ShownLink {
    pub name: String,
    pub email: String,
    pub link: String,
    pub why: String,
}

/// Says what became of an invitation. A link that no letter carries is shown on the team page.
#[cfg(feature = "ssr")]
async fn said(invited: crate::domain::invites::Invited) -> Result<Landing, AppError> {
    use crate::{access::caller, identity::session};
    let (app, session, team) = (caller()?.app, session::current()?, Landing::at("/account/team"));
    let (name, email) = (invited.name, invited.email.as_str().to_owned());
    match invited.letter {
        Ok(()) => {
            session::forget(&session, SHOWN_LINK).await?;
            Ok(team.saying(format!("Sent an invitation to {email}. It is good for 24 hours.")))
        }
        Err(why) => {
            let notice = format!("Invited {name}. Pass the link on by hand.");
            session::show(&app, &session, SHOWN_LINK, &ShownLink { name, email, link: invited.link, why }).await?;
            Ok(team.saying(notice))
        }
    }
}

#[server(endpoint = "team/invite")]
pub async fn invite(email: String, name: String, role: RoleId) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::invites,
        model::{Email, Name},
    };
    let (email, name) = (Email::parse(&email)?, Name::parse(&name)?);
    said(invites::invite(&account_door().await?, caller()?.fresh()?, &email, &name, &role).await?).await
}

#[server(endpoint = "team/resend_invite")]
pub async fn resend_invite(invite: InviteId) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::invites,
    };
    said(invites::resend(&account_door().await?, caller()?.fresh()?, &invite).await?).await
}

#[server(endpoint = "team/cancel_invite")]
pub async fn cancel_invite(invite: InviteId) -> Result<Landing, AppError> {
    use crate::{access::account_door, domain::invites, identity::session};
    let email = invites::cancel(&account_door().await?, &invite).await?;
    session::forget(&session::current()?, SHOWN_LINK).await?;
    Ok(Landing::at("/account/team").saying(format!("Cancelled the invitation of {email}.")))
}

/// The link was passed on: it is not shown any more.
#[server(endpoint = "team/link_passed_on")]
pub async fn link_passed_on() -> Result<Landing, AppError> {
    use crate::identity::session;
    session::forget(&session::current()?, SHOWN_LINK).await?;
    Ok(Landing::at("/account/team"))
}

#[server(endpoint = "team/change_role")]
pub async fn change_role(person: PersonId, role: RoleId) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::team,
        identity::session,
    };
    let caller = caller()?;
    let member = team::change_role(&account_door().await?, caller.fresh()?, &person, &role).await?;
    if person == caller.person()?.person.id {
        session::change_claims(&session::current()?, |_| {}).await?;
    }
    Ok(Landing::at("/account/team").saying(format!("{} has the role {} now.", member.name, member.role.name)))
}

#[server(endpoint = "team/deactivate")]
pub async fn deactivate(person: PersonId) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::team,
    };
    let member = team::deactivate(&account_door().await?, caller()?.fresh()?, &person).await?;
    Ok(Landing::at("/account/team")
        .saying(format!("Deactivated {}. Change keys that they knew, under API keys of each workspace.", member.name)))
}

#[server(endpoint = "team/reactivate")]
pub async fn reactivate(person: PersonId) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::team,
    };
    let member = team::reactivate(&account_door().await?, caller()?.fresh()?, &person).await?;
    Ok(Landing::at("/account/team").saying(format!("{} is back, with the role {}.", member.name, member.role.name)))
}

/// For somebody who lost phone and recovery codes.
#[server(endpoint = "team/reset_second_factor")]
pub async fn reset_second_factor(person: PersonId) -> Result<Landing, AppError> {
    use crate::{
        access::{account_door, caller},
        domain::team,
    };
    let (member, letter) = team::reset_second_factor(&account_door().await?, caller()?.fresh()?, &person).await?;
    let told = match letter {
        Ok(()) => "A letter tells them so.".to_owned(),
        Err(why) => format!("{why} Tell them yourself."),
    };
    Ok(Landing::at("/account/team").saying(format!("Reset the second factor of {}. {told}", member.name)))
}

/// Takes an invitation up: somebody new chooses a name and a password, somebody known is signed in.
#[server(endpoint = "invite/accept")]
pub async fn accept_invite(token: String, name: Option<String>, password: Option<String>) -> Result<Landing, AppError> {
    use crate::{
        access::{Who, caller},
        domain::invites,
        identity::session,
        model::{Name, NewPassword},
    };
    let (caller, session) = (caller()?, session::current()?);
    if let Who::MustEnrol(_) = &caller.who {
        return Err(AppError::MustEnrol);
    }
    if let Who::Person(signed_in) = &caller.who {
        let account = invites::accept_as(&caller.app, &caller.origin, &token, signed_in).await?;
        session::change_claims(&session, |claims| claims.account = account).await?;
        return Ok(Landing::at("/").saying("Welcome to the team."));
    }
    let name = Name::parse(name.as_deref().unwrap_or_default())?;
    let password = NewPassword::parse(password.as_deref().unwrap_or_default())?;
    let claims = invites::accept_as_new(&caller.app, &caller.origin, &token, &name, &password).await?;
    session::set_claims(&session, &claims).await?;
    Ok(Landing::at("/account/second-factor").saying("Welcome to the team."))
}
