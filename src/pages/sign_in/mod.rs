//! Before one is in: password, a code by e-mail, a passkey, second factor, a forgotten password; and the proof that dangerous acts ask for.

mod code;
mod confirm;
mod forgotten;
mod other_ways;
mod passkey;
mod password;
mod reset;
mod second_factor;

pub use code::{enter as enter_code, page as code};
pub use confirm::page as confirm;
pub use forgotten::page as forgotten;
pub use passkey::page as passkey;
pub use password::page as password;
pub use reset::page as reset;
pub use second_factor::page as second_factor;

use super::{Refusal, Visit};
use crate::{access::Who, model::escaped, model::own_path};

/// Where the visitor was going, if that is a place of ours.
pub(super) fn next(visit: &Visit) -> Option<&str> {
    visit.query("next").and_then(own_path)
}

/// Sends those who are in already to where they were going.
fn not_in_yet(visit: &Visit) -> Result<(), Refusal> {
    match visit.caller.who {
        Who::Person(_) | Who::MustEnrol(_) => Err(Refusal::Elsewhere(next(visit).unwrap_or("/").to_owned())),
        _ => Ok(()),
    }
}

/// Another page of the way in, which remembers where the visitor was going.
fn with_next(path: &str, next: Option<&str>) -> String {
    next.map_or_else(|| path.to_owned(), |next| format!("{path}?next={}", escaped(next)))
}
