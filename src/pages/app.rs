//! The site map: which address shows which page.

use super::{Page, home, vendors};

/// `page!(home::page)`: an async function as a [`Page`].
macro_rules! page {
    ($page:path) => {
        (|visit| Box::pin($page(visit))) as Page
    };
}

/// Every page, by its route.
pub fn site_map() -> Vec<(&'static str, Page)> {
    vec![
        ("/", page!(home::start)),
        ("/{workspace}", page!(home::page)),
        ("/{workspace}/vendors", page!(vendors::list)),
        ("/{workspace}/vendors/new", page!(vendors::new)),
        ("/{workspace}/vendors/{id}", page!(vendors::edit)),
    ]
}
