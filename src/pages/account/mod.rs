//! What lies above the workspaces: the account itself, the team, one's own profile.

mod authentication;
mod passkeys;
mod profile;
mod recovery_codes;
pub mod roles;
mod second_factor;
mod sessions;
mod settings;
mod single_sign_on;
mod team;
mod team_dialogs;

pub use authentication::page as authentication;
pub use profile::page as profile;
pub use recovery_codes::page as recovery_codes;
pub use second_factor::page as second_factor;
pub use settings::page as settings;
pub use single_sign_on::page as single_sign_on;
pub use team::page as team;

use super::{Visit, sign_in};

/// Whether this is part of the first run, which goes on to the Sandbox.
fn first_run(visit: &Visit) -> bool {
    sign_in::next(visit) == Some("/sandbox")
}
