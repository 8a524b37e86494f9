//! Roles: which there are, what each may do, and who can do what.

mod edit;
mod list;
mod matrix;
mod who;

pub use edit::{new, page as show};
pub use list::page as list;
pub use who::page as who;

const HERE: &str = "/account/roles";

fn trail() -> Vec<(String, String)> {
    vec![("Roles".to_owned(), HERE.to_owned())]
}
