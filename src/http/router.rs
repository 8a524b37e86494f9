//! What is served where.

use axum::{
    Router,
    extract::FromRef,
    middleware,
    routing::{MethodRouter, get, post},
};
use leptos::config::LeptosOptions;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, services::ServeDir};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use super::{content::content, export::file, forms, headers, monitoring, preview::preview, programs, single_sign_on, site};
use crate::{
    access::App,
    identity::{Sessions, cookie_key, session},
    pages::{Assets, app::site_map},
};

/// What handlers share.
#[derive(Clone)]
pub struct Porch {
    pub app: App,
    pub assets: Assets,
}

impl FromRef<Porch> for App {
    fn from_ref(porch: &Porch) -> App {
        porch.app.clone()
    }
}

/// The tab's icon in each workspace colour, and what browsers ask for by themselves.
const ICONS: &[&str] = &[
    "favicon.svg",
    "favicon.ico",
    "favicon-custom.svg",
    "favicon-grey.svg",
    "favicon-blue.svg",
    "favicon-red.svg",
    "favicon-teal.svg",
    "favicon-violet.svg",
    "favicon-amber.svg",
    "favicon-green.svg",
    "chevron.svg",
];

/// What is neither a page nor a server function nor for programs. `tests/doors/raw.rs` tries each one as everybody.
pub fn raw_routes() -> Vec<(&'static str, MethodRouter<Porch>)> {
    let mut routes = monitoring::health_routes();
    routes.extend([
        ("/{workspace}/templates/{slug}/preview/{channel}", get(preview).post(preview)),
        ("/{workspace}/messages/{id}/content", get(content)),
        ("/sign-in/oidc/callback", get(single_sign_on::callback)),
        ("/sign-in/oidc/{account}", get(single_sign_on::begin)),
        ("/account/audit/exports/{id}/file", get(file)),
    ]);
    routes
}

/// Everything that Belfry answers to.
pub fn router(app: App, options: &LeptosOptions) -> Router {
    let porch = Porch { app: app.clone(), assets: Assets::load(options) };
    let secure = app.config.secure();
    let sessions = SessionManagerLayer::new(Sessions(app.clone()))
        .with_name(app.config.cookie("belfry"))
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::milliseconds(session::KEPT)))
        .with_signed(cookie_key(&app));

    let mut pages = Router::new().route("/api/{*path}", post(forms::submit).get(forms::submit));
    for (path, handlers) in raw_routes() {
        pages = pages.route(path, handlers);
    }
    for (path, page) in site_map() {
        pages = pages.route(path, get(move |visit: site::Arrival| site::show(visit, page)));
    }
    let pages = pages
        .fallback(site::missing)
        .layer(middleware::from_fn(headers::same_site_only))
        .layer(sessions)
        .layer(CompressionLayer::new().br(true).gzip(true).quality(tower_http::CompressionLevel::Fastest))
        .with_state(porch);

    let root = options.site_root.to_string();
    let files = |folder: &str| ServeDir::new(format!("{root}/{folder}")).precompressed_br().precompressed_gzip();
    let statics = Router::new()
        .nest_service("/pkg", files("pkg"))
        .nest_service("/fonts", files("fonts"))
        .layer(middleware::from_fn(headers::of_files));
    let icons = ICONS.iter().fold(Router::new(), |router, name| {
        router.route_service(&format!("/{name}"), tower_http::services::ServeFile::new(format!("{root}/{name}")))
    });
    let metrics = app.metrics.clone();
    let all = statics.merge(icons.layer(middleware::from_fn(headers::of_icons))).merge(programs::router(app)).merge(pages);
    guarded(all, secure).layer(middleware::from_fn_with_state(metrics, monitoring::measured))
}

/// What holds for every answer: its headers, and an end that says nothing when a bug ends it. `secure`: people come by https.
pub fn guarded(router: Router, secure: bool) -> Router {
    router
        .layer(CatchPanicLayer::custom(headers::last_resort))
        .layer(middleware::from_fn_with_state(secure, headers::of_everything))
}
