//! WHO. Passwords, sessions, second factors, tokens, request signatures: what a request proved becomes a [`Caller`].

pub mod email_code;
pub mod first_run;
mod known_passwords;
mod network;
pub mod oidc;
pub mod passkeys;
pub mod passwords;
mod program;
pub mod recovery;
pub mod session;
mod session_store;
pub mod sign_in;
mod signature;
pub mod throttle;
pub mod totp;
mod user_agent;
mod user_token;

pub use network::Network;
pub use program::{Denied, caller_of_program, caller_of_token, sealing_place};
pub use session_store::{Sessions, cookie_key};
pub use signature::Signed;
pub use user_agent::browser_words;
pub use user_token::UserToken;

use std::sync::Arc;

use sha2::{Digest, Sha256};
use tower_sessions::Session;

use crate::{
    access::{App, Caller, Origin, SignedIn, Who},
    model::{Account, AppError, MemberStatus, SessionLimits, hex},
    store,
};

/// Who the session says it is, read anew: a role, a membership or a rule of the account that changed counts at once.
pub async fn caller_of_session(app: &App, session: &Session, origin: Origin) -> Result<Caller, AppError> {
    let mut caller = Caller::nobody(app.clone(), origin);
    let Some(claims) = session::claims(session).await? else { return Ok(caller) };
    if !claims.mfa_done {
        let person = claims.person.clone();
        // The policy of an account is for who is in it.
        if session::keep_alive(app, session, claims, SessionLimits::default(), &caller.origin).await? {
            caller.who = Who::Pending(person);
        }
        return Ok(caller);
    }
    let mut tx = app.regions.control().read().await?;
    let membership = store::people::membership(&mut tx, &claims.person, &claims.account).await?;
    drop(tx);
    let fresh_until = claims.fresh_until;
    if let Some(row) = membership
        && row.status == MemberStatus::Active
        && session::keep_alive(app, session, claims, row.settings.sessions, &caller.origin).await?
    {
        let rights = Arc::new(row.rights());
        let signed_in = Box::new(SignedIn {
            person: row.person(),
            account: Account { id: row.account_id, name: row.account_name },
            role: row.role,
            rights,
            elsewhere: row.elsewhere,
            settings: row.settings,
            fresh_until,
        });
        let must_enrol = signed_in.settings.mfa_required && !signed_in.person.has_second_factor();
        caller.who = if must_enrol { Who::MustEnrol(signed_in) } else { Who::Person(signed_in) };
    }
    Ok(caller)
}

/// SHA-256 as hexadecimal digits: how tokens that only need to be checked are stored.
pub fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}
