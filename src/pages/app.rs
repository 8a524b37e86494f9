//! The site map: which address shows which page.

#[cfg(debug_assertions)]
use super::gallery;
use super::{
    Page, account, assets, audit, executions, home, invite, keys, messages, promotions, requests, search, setup, sign_in,
    templates, tokens, users, vendors, verified_channels, workflows, workspaces,
};

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
        ("/setup", page!(setup::page)),
        ("/sign-in", page!(sign_in::password)),
        ("/sign-in/code", page!(sign_in::code)),
        ("/sign-in/code/enter", page!(sign_in::enter_code)),
        ("/sign-in/passkey", page!(sign_in::passkey)),
        ("/sign-in/second-factor", page!(sign_in::second_factor)),
        ("/sign-in/forgotten", page!(sign_in::forgotten)),
        ("/sign-in/reset/{token}", page!(sign_in::reset)),
        ("/confirm", page!(sign_in::confirm)),
        ("/invite/{token}", page!(invite::page)),
        ("/account/profile", page!(account::profile)),
        ("/account/second-factor", page!(account::second_factor)),
        ("/account/recovery-codes", page!(account::recovery_codes)),
        ("/account/team", page!(account::team)),
        ("/account/settings", page!(account::settings)),
        ("/account/authentication", page!(account::authentication)),
        ("/account/single-sign-on", page!(account::single_sign_on)),
        ("/account/tokens", page!(tokens::list)),
        ("/account/tokens/new", page!(tokens::new)),
        ("/account/roles", page!(account::roles::list)),
        ("/account/roles/new", page!(account::roles::new)),
        ("/account/roles/who", page!(account::roles::who)),
        ("/account/roles/{role}", page!(account::roles::show)),
        ("/account/audit", page!(audit::list)),
        ("/account/audit/exports", page!(audit::exports)),
        ("/account/audit/settings", page!(audit::settings)),
        ("/account/audit/{id}", page!(audit::entry)),
        ("/{workspace}", page!(home::page)),
        ("/{workspace}/workflows/{slug}/clone", page!(promotions::clone::workflow)),
        ("/{workspace}/templates/{slug}/clone", page!(promotions::clone::template)),
        ("/{workspace}/promotions", page!(promotions::list::page)),
        ("/{workspace}/promotions/new", page!(promotions::clone::several)),
        ("/{workspace}/plans/{plan}", page!(promotions::plan::page)),
        ("/{workspace}/workflows", page!(workflows::list)),
        ("/{workspace}/workflows/new", page!(workflows::create)),
        ("/{workspace}/workflows/{slug}", page!(workflows::design)),
        ("/{workspace}/workflows/{slug}/json", page!(assets::json)),
        ("/{workspace}/workflows/{slug}/versions", page!(assets::versions)),
        ("/{workspace}/workflows/{slug}/versions/{n}", page!(assets::version)),
        ("/{workspace}/workflows/{slug}/versions/{a}/diff/{b}", page!(assets::compare)),
        ("/{workspace}/workflows/{slug}/settings", page!(assets::settings)),
        ("/{workspace}/workflows/{slug}/test", page!(requests::test)),
        ("/{workspace}/requests", page!(requests::list)),
        ("/{workspace}/requests/{id}", page!(requests::detail)),
        ("/{workspace}/executions", page!(executions::list)),
        ("/{workspace}/executions/{id}", page!(executions::detail)),
        ("/{workspace}/messages", page!(messages::list)),
        ("/{workspace}/messages/{id}", page!(messages::detail)),
        ("/{workspace}/users", page!(users::list)),
        ("/{workspace}/users/new", page!(users::create)),
        ("/{workspace}/users/{id}", page!(users::show)),
        ("/{workspace}/users/{id}/edit", page!(users::edit)),
        ("/{workspace}/vendors", page!(vendors::list)),
        ("/{workspace}/vendors/new", page!(vendors::new)),
        ("/{workspace}/vendors/{id}", page!(vendors::edit)),
        ("/account/workspaces", page!(workspaces::list)),
        ("/{workspace}/verified-channels", page!(verified_channels::page)),
        ("/workspaces/new", page!(workspaces::new::page)),
        ("/{workspace}/keys", page!(keys::page)),
        ("/{workspace}/search", page!(search::page)),
        ("/{workspace}/settings", page!(workspaces::settings::page)),
        ("/{workspace}/templates", page!(templates::list)),
        ("/{workspace}/templates/new", page!(templates::create)),
        ("/{workspace}/templates/{slug}", page!(templates::open)),
        ("/{workspace}/templates/{slug}/email", page!(templates::email)),
        ("/{workspace}/templates/{slug}/sms", page!(templates::sms)),
        ("/{workspace}/templates/{slug}/whatsapp", page!(templates::whatsapp)),
        ("/{workspace}/templates/{slug}/inbox", page!(templates::inbox)),
        ("/{workspace}/templates/{slug}/mock-data", page!(templates::mock_data)),
        ("/{workspace}/templates/{slug}/json", page!(assets::json)),
        ("/{workspace}/templates/{slug}/versions", page!(assets::versions)),
        ("/{workspace}/templates/{slug}/versions/{n}", page!(assets::version)),
        ("/{workspace}/templates/{slug}/versions/{a}/diff/{b}", page!(assets::compare)),
        ("/{workspace}/templates/{slug}/used-by", page!(assets::used_by)),
        ("/{workspace}/templates/{slug}/settings", page!(assets::settings)),
        #[cfg(debug_assertions)]
        ("/gallery", page!(gallery::page)),
    ]
}
