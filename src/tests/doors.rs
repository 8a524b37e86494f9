//! Who may open which door. Every page and every server function is tried as everybody, in a sandbox, in production and from outside.
//!
//! A new page or server function needs one row in [`DOORS`]; without it the test fails and says so. What is neither has its rows in
//! `doors/raw.rs`, what programs call in `doors/hub.rs`.

mod hub;
mod management;
pub mod raw;

use belfry::{
    access::Entry,
    identity::session::Claims,
    model::{InAccount, Permissions, Rights, RoleId, TokenScope, TokenVerb, can},
    pages::app::site_map,
};

use crate::house::{House, Reply, house};

/// Who gets in. Everybody else is turned away in the way that fits them: nobody 401 (a page: to the sign-in), an outsider 404, and whoever may
/// know of it but not do it 403.
#[derive(Clone, Copy, Debug, PartialEq)]
enum To {
    /// Anybody: what it answers to whom is told by tests of its own.
    Anybody,
    /// Everybody who is signed in, in their own account.
    Account,
    /// The same, and whoever has to set a second factor up before anything else.
    Enrolling,
    /// Admins, in their own account.
    AccountAdmins,
    /// Members and admins of the workspace.
    Members,
    /// Admins of the workspace.
    WorkspaceAdmins,
    /// Admins; members everywhere but in production.
    MembersButInProduction,
}
use To::*;

struct Row {
    /// A route of `pages::app`, or the address of a server function.
    path: &'static str,
    /// What is sent to a server function, but for the workspace.
    fields: &'static str,
    to: To,
    /// Asks for a recent proof of identity: in these places.
    fresh: &'static [&'static str],
}

const fn page(path: &'static str, to: To) -> Row {
    Row { path, fields: "", to, fresh: &[] }
}

/// `fields` are such that the function understands them: what is tried is the door, not the parser.
const fn act(path: &'static str, fields: &'static str, to: To) -> Row {
    Row { path, fields, to, fresh: &[] }
}

impl Row {
    const fn fresh(self) -> Self {
        Self { fresh: &PLACES, ..self }
    }

    const fn fresh_in_production(self) -> Self {
        Self { fresh: &["production"], ..self }
    }

    fn in_workspace(&self) -> bool {
        matches!(self.to, Members | MembersButInProduction | WorkspaceAdmins)
    }

    fn sent(&self, workspace: &str) -> String {
        if self.in_workspace() { format!("workspace={workspace}&{}", self.fields) } else { self.fields.to_owned() }
    }
}

const DOORS: &[Row] = &[
    page("/", Account),
    // people
    page("/setup", Anybody),
    page("/gallery", Anybody),
    page("/sign-in", Anybody),
    page("/sign-in/second-factor", Anybody),
    page("/sign-in/passkey", Anybody),
    page("/sign-in/code", Anybody),
    page("/sign-in/code/enter", Anybody),
    page("/sign-in/forgotten", Anybody),
    page("/sign-in/reset/{token}", Anybody),
    page("/confirm", Enrolling),
    page("/invite/{token}", Anybody),
    page("/account/profile", Account),
    page("/account/second-factor", Enrolling).fresh(),
    page("/account/recovery-codes", Account),
    page("/account/team", Account),
    act("/api/profile/choose_zone", "zone=UTC", Account),
    act("/api/setup/create", "code=x&name=x&email=x&account=x&password=x", Anybody),
    act("/api/session/sign_in", "email=x&password=x", Anybody),
    act("/api/session/second_factor", "code=000000", Anybody),
    act("/api/session/begin_passkey", "", Anybody),
    act("/api/session/passkey", "credential=x", Anybody),
    act("/api/session/ask_code", "email=doors@acme.test", Anybody),
    act("/api/session/enter_code", "code=000000", Anybody),
    act("/api/session/sign_out", "", Anybody),
    act("/api/session/confirm", "code=000000", Enrolling),
    act("/api/session/switch_account", "account=missing", Enrolling),
    act("/api/password/ask", "email=doors@acme.test", Anybody),
    act("/api/password/reset", "token=missing&password=correct+horse+door", Anybody),
    act("/api/invite/accept", "token=missing", Anybody),
    act("/api/profile/rename", "name=Doors", Account),
    act("/api/profile/change_email", "email=doors@acme.test", Account).fresh(),
    act("/api/profile/change_password", "current_password=wrong&new_password=correct+horse+door", Account),
    act("/api/profile/sign_out_everywhere", "", Account).fresh(),
    act("/api/profile/end_session", "session=missing", Account).fresh(),
    act("/api/second_factor/begin", "", Enrolling).fresh(),
    act("/api/second_factor/confirm", "code=000000", Enrolling),
    act("/api/second_factor/turn_off", "", Account).fresh(),
    act("/api/recovery_codes/renew", "", Account).fresh(),
    act("/api/recovery_codes/saved", "", Account),
    act("/api/passkeys/begin_adding", "", Account).fresh(),
    act("/api/passkeys/add", "name=Doors&credential=x", Account).fresh(),
    act("/api/passkeys/rename", "id=missing&name=Doors", Account),
    act("/api/passkeys/remove", "id=missing", Account).fresh(),
    act("/api/team/invite", "email=doors@acme.test&name=Doors&role=member", AccountAdmins).fresh(),
    act("/api/team/resend_invite", "invite=missing", AccountAdmins).fresh(),
    act("/api/team/cancel_invite", "invite=missing", AccountAdmins),
    act("/api/team/link_passed_on", "", Account),
    act("/api/team/change_role", "person=missing&role=member", AccountAdmins).fresh(),
    act("/api/team/deactivate", "person=missing", AccountAdmins).fresh(),
    act("/api/team/reactivate", "person=missing", AccountAdmins).fresh(),
    act("/api/team/reset_second_factor", "person=missing", AccountAdmins).fresh(),
    page("/account/settings", Account),
    page("/account/authentication", Account),
    act("/api/account/edit", "name=Doors", AccountAdmins),
    act("/api/account/limit_sessions", "idle=30&absolute=720", AccountAdmins).fresh(),
    act("/api/account/require_second_factor", "", AccountAdmins).fresh(),
    act("/api/account/stop_requiring_second_factor", "", AccountAdmins).fresh(),
    act("/api/account/sign_everybody_out", "", AccountAdmins).fresh(),
    act("/api/account/leave", "", Account).fresh(),
    page("/account/single-sign-on", AccountAdmins),
    act("/api/single_sign_on/save", "label=Doors&issuer=http://127.0.0.1:9&client_id=doors", AccountAdmins).fresh(),
    act("/api/single_sign_on/remove", "", AccountAdmins).fresh(),
    page("/account/tokens", Account),
    page("/account/tokens/new", Account),
    act("/api/tokens/generate", "name=Doors&life=30&verbs[0]=read", Account).fresh(),
    act("/api/tokens/revoke", "id=missing", Account),
    page("/account/roles", Account),
    page("/account/roles/new", AccountAdmins),
    page("/account/roles/who", Account),
    page("/account/roles/{role}", Account),
    act("/api/roles/create", "name=Doors&description=&rights[0]=production/user.view", AccountAdmins).fresh(),
    act("/api/roles/edit", "role=missing&version=1&name=Doors&description=", AccountAdmins).fresh(),
    act("/api/roles/delete", "role=missing", AccountAdmins).fresh(),
    page("/account/audit", Account),
    page("/account/audit/{id}", Account),
    page("/account/audit/exports", AccountAdmins),
    page("/account/audit/settings", AccountAdmins),
    act("/api/audit/export", "format=csv", AccountAdmins),
    act("/api/audit/keep", "keep=90", AccountAdmins).fresh(),
    // workspaces and keys
    page("/workspaces/new", Account),
    page("/account/workspaces", Account),
    page("/{workspace}", Members),
    page("/{workspace}/search", Members),
    page("/{workspace}/settings", Members),
    page("/{workspace}/keys", Members),
    act("/api/theme/choose", "theme=dark", Account),
    act("/api/workspaces/create", "name=Doors&colour=teal&description=", Account),
    act("/api/workspaces/edit", "name=Doors&description=&colour=teal&icon=flask", Members),
    act(
        "/api/workspaces/configure",
        "user_tenancy_mode=exclusive&user_tenancy_channel_fallback_mode=all&sms_vendor_type=basic",
        Members,
    ),
    act("/api/workspaces/delete", "slug=wrong", WorkspaceAdmins).fresh(),
    act("/api/workspaces/restore", "slug=missing", Account),
    act("/api/keys/generate", "name=Doors", Members).fresh(),
    act("/api/keys/reveal", "id=missing", Members).fresh(),
    act("/api/keys/revoke", "id=missing", Members),
    act("/api/keys/rotate", "id=missing&grace=day", Members).fresh(),
    act("/api/keys/generate_pair", "name=Doors", Members).fresh(),
    act("/api/keys/rotate_pair", "id=missing&grace=day", Members).fresh(),
    act("/api/keys/delete_pair", "id=missing", Members),
    act("/api/keys/generate_public", "name=Doors", Members),
    act("/api/keys/edit_public", "id=missing", Members),
    act("/api/keys/rotate_public", "id=missing&grace=now", Members),
    act("/api/keys/delete_public", "id=missing", Members),
    act("/api/keys/generate_signing", "", Members).fresh(),
    act("/api/keys/roll_signing", "uid=missing&grace=now", Members).fresh(),
    act("/api/keys/delete_signing", "uid=missing", Members),
    act("/api/keys/check_user_token", "user_token=x", Members),
    act("/api/keys/reveal_inbox", "", Members).fresh(),
    act("/api/keys/rotate_inbox", "grace=day", Members).fresh(),
    act("/api/keys/check_subscriber_id", "distinct_id=ann&subscriber_id=x", Members),
    act("/api/keys/try_it", "workflow=missing&user=ann", Members),
    // templates
    page("/{workspace}/templates", Members),
    page("/{workspace}/templates/new", Members),
    page("/{workspace}/templates/{slug}", Members),
    page("/{workspace}/templates/{slug}/email", Members),
    page("/{workspace}/templates/{slug}/sms", Members),
    page("/{workspace}/templates/{slug}/whatsapp", Members),
    page("/{workspace}/templates/{slug}/inbox", Members),
    page("/{workspace}/templates/{slug}/mock-data", Members),
    act("/api/templates/create", "name=Doors&email=true", Members),
    act("/api/templates/save_email", "template=missing&draft_version=1&subject=x&html=x", Members),
    act("/api/templates/save_sms", "template=missing&draft_version=1&body=x", Members),
    act("/api/templates/save_whatsapp", "template=missing&draft_version=1&body=x", Members),
    act("/api/templates/save_inbox", "template=missing&draft_version=1&body=x", Members),
    act("/api/templates/save_mock_data", "template=missing&draft_version=1&payload={}", Members),
    act("/api/templates/add_channel", "template=missing&draft_version=1&channel=inbox", Members),
    act("/api/templates/remove_channel", "template=missing&draft_version=1&channel=inbox", Members),
    act("/api/templates/preview_email", "template=missing&subject=x", Members),
    act("/api/templates/preview_sms", "template=missing&body=x", Members),
    act("/api/templates/preview_whatsapp", "template=missing&body=x", Members),
    act("/api/templates/preview_inbox", "template=missing&body=x", Members),
    // promotions
    page("/{workspace}/workflows/{slug}/clone", Members),
    page("/{workspace}/templates/{slug}/clone", Members),
    page("/{workspace}/promotions", Members),
    page("/{workspace}/promotions/new", Members),
    page("/{workspace}/plans/{plan}", Members),
    act("/api/plans/create", "target=staging&chosen[0]=workflow/missing", Members),
    act("/api/plans/apply", "source=staging&plan=missing&hash=x&land=live", Members).fresh_in_production(),
    act("/api/plans/undo", "plan=missing", Members).fresh_in_production(),
    // logs and test runs
    page("/{workspace}/requests", Members),
    page("/{workspace}/requests/{id}", MembersButInProduction),
    page("/{workspace}/executions", Members),
    page("/{workspace}/executions/{id}", MembersButInProduction),
    page("/{workspace}/messages", Members),
    page("/{workspace}/messages/{id}", MembersButInProduction),
    page("/{workspace}/workflows/{slug}/test", Members),
    act("/api/workflows/test", "workflow=missing", Members),
    // users
    page("/{workspace}/users", Members),
    page("/{workspace}/users/new", MembersButInProduction),
    page("/{workspace}/users/{id}", Members),
    page("/{workspace}/users/{id}/edit", MembersButInProduction),
    act("/api/users/create", "distinct_id=doors", MembersButInProduction),
    act("/api/users/edit", "distinct_id=missing&started_from=1", MembersButInProduction),
    act("/api/users/delete", "distinct_id=missing", MembersButInProduction),
    // vendors
    page("/{workspace}/vendors", Members),
    page("/{workspace}/vendors/new", Members),
    page("/{workspace}/vendors/{id}", Members),
    act("/api/vendors/save_smtp", SMTP, Members),
    act("/api/vendors/test", "id=missing&to=doors@acme.test", Members),
    act("/api/vendors/enable", "id=missing&enabled=true", Members),
    act("/api/vendors/delete", "id=missing", Members),
    page("/{workspace}/verified-channels", Members),
    act("/api/verified_channels/ask", "email=doors@acme.test", Members),
    act("/api/verified_channels/enter", "id=missing&code=123456", Members),
    act("/api/verified_channels/remove", "id=missing", Members),
    // assets and workflows
    page("/{workspace}/workflows", Members),
    page("/{workspace}/workflows/new", Members),
    page("/{workspace}/workflows/{slug}", Members),
    page("/{workspace}/workflows/{slug}/json", Members),
    page("/{workspace}/workflows/{slug}/versions", Members),
    page("/{workspace}/workflows/{slug}/versions/{n}", Members),
    page("/{workspace}/workflows/{slug}/versions/{a}/diff/{b}", Members),
    page("/{workspace}/workflows/{slug}/settings", Members),
    page("/{workspace}/templates/{slug}/json", Members),
    page("/{workspace}/templates/{slug}/versions", Members),
    page("/{workspace}/templates/{slug}/versions/{n}", Members),
    page("/{workspace}/templates/{slug}/versions/{a}/diff/{b}", Members),
    page("/{workspace}/templates/{slug}/used-by", Members),
    page("/{workspace}/templates/{slug}/settings", Members),
    act("/api/assets/save_json", "kind=workflow&slug=missing&draft_version=1&content={}", Members),
    act("/api/assets/commit", "kind=workflow&slug=missing&draft_version=1", Members),
    act("/api/assets/discard", "kind=workflow&slug=missing&draft_version=1", Members),
    act("/api/assets/roll_back", "kind=workflow&slug=missing&to=1&live=1", Members),
    act("/api/assets/enable", "kind=workflow&slug=missing&enabled=false", Members),
    act("/api/assets/rename", "kind=workflow&slug=missing&name=Doors", Members),
    act("/api/workflows/create", "name=Doors&category=system", Members),
    act("/api/workflows/describe", "slug=missing&draft_version=1&category=system", Members),
    act("/api/workflows/add_step", "slug=missing&draft_version=1&position=0&node_type=delay&value=1m", Members),
    act("/api/workflows/edit_step", "slug=missing&draft_version=1&step=missing&node_type=delay&value=1m", Members),
    act("/api/workflows/move_step", "slug=missing&draft_version=1&step=missing&direction=up", Members),
    act("/api/workflows/remove_step", "slug=missing&draft_version=1&step=missing", Members),
];

/// Every server function, with fields that it understands and, where it belongs to a workspace, that workspace.
pub fn functions(workspace: &str) -> Vec<(&'static str, String)> {
    let functions = DOORS.iter().filter(|row| row.path.starts_with("/api/"));
    functions.map(|row| (row.path, row.sent(workspace))).collect()
}

const SMTP: &str = "name=Doors&host=mail.acme.test&port=25&security=none&from_name=Doors&from_address=doors@acme.test";

/// Who tries.
#[derive(Clone, Copy, Debug, PartialEq)]
enum As {
    Nobody,
    /// Password right, second factor still asked for.
    Pending,
    /// An admin without the second factor that their account asks of everybody.
    MustEnrol,
    /// A member whose membership was ended while the session lives.
    Deactivated,
    /// An admin of another account.
    Outsider,
    Member,
    /// Somebody whose role allows nothing.
    Powerless,
    /// Somebody whose role allows everything in every workspace but Production, and nothing above them.
    Builder,
    /// A program with an API key of the workspace, which opens the hub API and nothing here.
    ApiKey,
    /// A program with a service token that may whatever a token may, which opens the management API and nothing here.
    Token,
    /// The same with a token for one workspace, and with one whose time is over.
    ScopedToken,
    ExpiredToken,
    /// An admin whose last proof of identity is too long ago for dangerous acts.
    StaleAdmin,
    Admin,
}
const CAST: [As; 14] = [
    As::Nobody,
    As::Pending,
    As::MustEnrol,
    As::Deactivated,
    As::Outsider,
    As::Member,
    As::Powerless,
    As::Builder,
    As::ApiKey,
    As::Token,
    As::ScopedToken,
    As::ExpiredToken,
    As::StaleAdmin,
    As::Admin,
];

/// What everybody may do who is signed in, whatever their role: look after themselves.
const ONESELF: [&str; 13] = [
    "/confirm",
    "/account/profile",
    "/account/second-factor",
    "/account/recovery-codes",
    "/api/session/",
    "/api/profile/",
    "/api/second_factor/",
    "/api/recovery_codes/",
    "/api/theme/",
    "/api/team/link_passed_on",
    "/api/account/leave",
    "/api/passkeys/",
    // Nothing was deleted that they could restore, and that is what they are told: which role restores what is told by tests/workspaces.rs.
    "/api/workspaces/restore",
];

/// Own workspaces, by slug. The outsider's account has a sandbox and a production too, so there is one that only ours has.
const PLACES: [&str; 3] = ["sandbox", "production", "only-ours"];

/// What came of a try.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Met {
    In,
    SignIn,
    SecondFactor,
    Enrol,
    Confirm,
    Forbidden,
    NotFound,
}

/// What has to come of it; none: this pair says nothing.
fn expected(row: &Row, who: As, place: &str) -> Option<Met> {
    match (who, row.to) {
        (_, Anybody) => None,
        (As::Nobody | As::Deactivated, _) => Some(Met::SignIn),
        (As::ApiKey | As::Token | As::ScopedToken | As::ExpiredToken, _) => Some(Met::SignIn),
        (As::Pending, _) => Some(Met::SecondFactor),
        (As::MustEnrol, Enrolling) => Some(Met::In),
        (As::MustEnrol, _) => Some(Met::Enrol),
        (As::Outsider, Members | MembersButInProduction | WorkspaceAdmins) => (place == "only-ours").then_some(Met::NotFound),
        (As::Powerless, Members | MembersButInProduction | WorkspaceAdmins) => Some(Met::NotFound),
        (As::Builder, Members | MembersButInProduction | WorkspaceAdmins) => {
            Some(if place == "production" { Met::NotFound } else { Met::In })
        }
        (As::Member, WorkspaceAdmins) => Some(Met::Forbidden),
        (As::Powerless | As::Builder, Account) if row.path == "/" || ONESELF.iter().any(|start| row.path.starts_with(start)) => {
            Some(Met::In)
        }
        (As::Member | As::Powerless | As::Builder, AccountAdmins) | (As::Powerless | As::Builder, Account) => {
            Some(Met::Forbidden)
        }
        (As::Member, MembersButInProduction) if place == "production" => Some(Met::Forbidden),
        (As::StaleAdmin, _) if row.fresh.contains(&place) => Some(Met::Confirm),
        _ => Some(Met::In),
    }
}

/// What a page answered.
fn met_page(reply: &Reply, row: &Row) -> Met {
    match (reply.status, reply.location()) {
        (303, to) if to.starts_with("/sign-in/second-factor") => Met::SecondFactor,
        (303, to) if to.starts_with("/sign-in") => Met::SignIn,
        (303, to) if to.starts_with("/account/second-factor") => Met::Enrol,
        (303, to) if to.starts_with("/confirm?") => Met::Confirm,
        (403, _) => Met::Forbidden,
        (404, _) => Met::NotFound,
        (200 | 303, _) => Met::In,
        (status, _) => panic!("{}: {status} {}", row.path, reply.body),
    }
}

/// What a server function answered to a script.
fn met_function(reply: &Reply, row: &Row) -> Met {
    match (reply.status, reply.body.as_str()) {
        (401, "\"MfaPending\"") => Met::SecondFactor,
        (401, _) => Met::SignIn,
        (403, "\"MustEnrol\"") => Met::Enrol,
        (403, "\"NotFresh\"") => Met::Confirm,
        (403, _) => Met::Forbidden,
        (404, _) => Met::NotFound,
        (400, _) => panic!("{}: the row's fields are not what the function takes", row.path),
        (500.., _) => panic!("{}: {} {}", row.path, reply.status, reply.body),
        _ => Met::In,
    }
}

/// A house in which Olga's membership was ended, with a workspace that the outsider's account does not have, and with an account that asks
/// everybody for a second factor, where Ivy has none.
async fn gather() -> House {
    let mut house = house().await;
    house.hire("Rita", "Nothing", Rights::default()).await;
    let rights = Rights { others: Permissions::OF_WORKSPACE, ..Rights::default() };
    house.hire("Ben", "Builder", rights).await;
    let strict = house.settle("Strict").await;
    house.join(&strict, "Ivy", &RoleId::admin()).await;
    let form = [("name", "Only ours"), ("colour", "teal"), ("description", "")];
    let made = house.call("Ada", "/api/workspaces/create", &form).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let granted = house.app.as_system::<can::EditMembers>(&house.account, InAccount, "test");
    let mut change = granted.change().await.unwrap();
    let gone = "update member set status = 'deactivated' where account_id = $1 and person_id = $2";
    change.run(gone, belfry::args![&house.account, house.person("Olga")]).await.unwrap();
    change.run("update account set mfa_required = $2 where id = $1", belfry::args![&strict, true]).await.unwrap();
    change.commit(Entry::new("account.member_deactivated", house.person("Olga"))).await.unwrap();
    house
}

/// What programs of the house call with.
struct Keys {
    api_key: String,
    token: String,
    scoped: String,
    expired: String,
}

impl Keys {
    async fn of(house: &House) -> Self {
        let all = TokenScope { verbs: TokenVerb::ALL.to_vec(), ..TokenScope::default() };
        let here = TokenScope { workspaces: vec![house.workspace("sandbox").await.id], ..all.clone() };
        Self {
            api_key: format!("Bearer {}", house.api_key("sandbox").await),
            token: format!("ServiceToken {}", house.wide_token().await),
            scoped: format!("ServiceToken {}", house.token(here, None).await),
            expired: format!("ServiceToken {}", house.token(all, Some(house.app.now())).await),
        }
    }
}

/// The header that says who it is.
async fn says(house: &House, keys: &Keys, who: As) -> (&'static str, String) {
    match who {
        As::ApiKey => ("authorization", keys.api_key.clone()),
        As::Token => ("authorization", keys.token.clone()),
        As::ScopedToken => ("authorization", keys.scoped.clone()),
        As::ExpiredToken => ("authorization", keys.expired.clone()),
        who => ("cookie", cookie(house, who).await),
    }
}

/// A session of its own for each try: some acts end all others of the person.
async fn cookie(house: &House, who: As) -> String {
    let claims = |name: &str, mfa_done| Claims::new(house.person(name).clone(), house.account.clone(), mfa_done, house.app.now());
    let claims = match who {
        As::Nobody | As::ApiKey | As::Token | As::ScopedToken | As::ExpiredToken => return String::new(),
        As::Outsider => return house.cookie("Stranger").to_owned(),
        As::MustEnrol => return house.cookie("Ivy").to_owned(),
        As::Pending => claims("Ada", false),
        As::Deactivated => claims("Olga", true),
        As::Member => claims("Max", true),
        As::Powerless => claims("Rita", true),
        As::Builder => claims("Ben", true),
        As::StaleAdmin => Claims { fresh_until: 0, ..claims("Ada", true) },
        As::Admin => claims("Ada", true),
    };
    house.session(&claims).await
}

async fn try_door(house: &House, keys: &Keys, row: &Row, who: As, place: &str) -> Met {
    let (name, value) = says(house, keys, who).await;
    if row.path.starts_with("/api/") {
        let headers =
            [(name, value.as_str()), ("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
        met_function(&house.send("nobody", "POST", row.path, &headers, row.sent(place)).await, row)
    } else {
        let headers = [(name, value.as_str()), ("accept", "text/html")];
        met_page(&house.send("nobody", "GET", &fill(row.path, place), &headers, "").await, row)
    }
}

/// A route with a workspace, and with things in it that are not there.
fn fill(route: &str, place: &str) -> String {
    let mut path = String::new();
    for part in route.split('/').skip(1) {
        path.push('/');
        path.push_str(match part {
            "{workspace}" => place,
            "{n}" | "{a}" | "{b}" => "1",
            "{kind}" => "workflows",
            "{channel}" => "email",
            part if part.starts_with('{') => "missing",
            part => part,
        });
    }
    path
}

/// The things that rows name are missing, so whoever gets in may be told so.
fn fits(met: Met, wanted: Met, row: &Row) -> bool {
    let names_a_thing = row.fields.contains("missing") || row.path.matches('{').count() > usize::from(row.in_workspace());
    met == wanted || (wanted == Met::In && met == Met::NotFound && names_a_thing)
}

#[tokio::test]
async fn every_door_opens_to_whom_it_should() {
    let mut cells = 0;
    let mut wrong = Vec::new();
    for row in DOORS {
        // Each door in a house of its own: an act that is let in changes it.
        let house = gather().await;
        let keys = Keys::of(&house).await;
        for place in PLACES.iter().take(if row.in_workspace() { 3 } else { 1 }) {
            for who in CAST {
                let Some(wanted) = expected(row, who, place) else { continue };
                cells += 1;
                let met = try_door(&house, &keys, row, who, place).await;
                if !fits(met, wanted, row) {
                    wrong.push(format!("{} in {place} as {who:?}: {met:?}, should be {wanted:?}", row.path));
                }
            }
        }
    }
    println!("doors: {} doors, {cells} cells", DOORS.len());
    assert!(cells >= 3_000, "the matrix is whole");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_page_and_every_server_function_has_a_row() {
    let pages = site_map().into_iter().map(|(route, _)| route);
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path);
    let there: Vec<&str> = pages.chain(functions).collect();
    let missing: Vec<&&str> = there.iter().filter(|path| !DOORS.iter().any(|row| row.path == **path)).collect();
    assert!(missing.is_empty(), "add a row to DOORS in src/tests/doors.rs for each of {missing:?}");
    let gone: Vec<&str> = DOORS.iter().map(|row| row.path).filter(|path| !there.contains(path)).collect();
    assert!(gone.is_empty(), "these rows lead nowhere: {gone:?}");
}

#[test]
fn a_write_is_never_a_get() {
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        assert_eq!(method, axum::http::Method::POST, "{path}");
    }
}
