//! Users: who notifications are for.

mod form;
mod list;
mod show;

pub use form::{create, edit};
pub use list::page as list;
pub use show::page as show;

use crate::model::Workspace;

fn trail(workspace: &Workspace) -> Vec<(String, String)> {
    vec![("Users".to_owned(), format!("/{}/users", workspace.slug))]
}
