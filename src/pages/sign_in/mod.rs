//! Before one is in: password, second factor, a forgotten password; and the proof that dangerous acts ask for.

mod confirm;
mod forgotten;
mod password;
mod reset;
mod second_factor;

pub use confirm::page as confirm;
pub use forgotten::page as forgotten;
pub use password::page as password;
pub use reset::page as reset;
pub use second_factor::page as second_factor;

use super::Visit;
use crate::model::own_path;

/// Where the visitor was going, if that is a place of ours.
pub(super) fn next(visit: &Visit) -> Option<&str> {
    visit.query("next").and_then(own_path)
}
