//! Belfry: a self-hosted notification control room. The rooms of the house, one sentence each; `src/README.md` tells the rules.

// Both sides: the server and the browser.
/// DOORBELLS. Server functions, one file per noun: parse, door, domain.
pub mod api;
/// MOVING PARTS. The islands: the only code that browsers run.
pub mod islands;
pub mod model;

// The server only.
#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
pub mod db;
#[cfg(feature = "ssr")]
pub mod domain;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod identity;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod queue;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod ui;
#[cfg(feature = "ssr")]
pub mod vendors;
#[cfg(feature = "ssr")]
pub mod workers;

/// Where the browser begins: the islands of the page come to life.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
