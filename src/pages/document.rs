//! The HTML document around a page.

use leptos::{
    config::LeptosOptions,
    hydration::HydrationScripts,
    nonce::{Nonce, provide_nonce, use_nonce},
    prelude::*,
};

/// Which files the build made: names carry a hash of their content, so that browsers may keep them for ever.
#[derive(Clone, Debug)]
pub struct Assets {
    stylesheet: String,
    /// The tags that start the islands, with [`Assets::nonce`] in them.
    island_tags: String,
    nonce: String,
}

impl Assets {
    /// Reads the names once. The scripts' tags are rendered once too: only the nonce differs between pages.
    pub fn load(options: &LeptosOptions) -> Self {
        let hash = hash_of(options, "css").map_or_else(String::new, |hash| format!(".{hash}"));
        let stylesheet = format!("/{}/{}{hash}.css", options.site_pkg_dir, options.output_name);
        let owner = Owner::new();
        owner.with(|| {
            provide_nonce();
            let nonce = use_nonce().map(|nonce: Nonce| nonce.to_string()).unwrap_or_default();
            let options = options.clone();
            let island_tags = view! { <HydrationScripts options islands=true/> }.to_html();
            Self { stylesheet, island_tags, nonce }
        })
    }
}

fn hash_of(options: &LeptosOptions, kind: &str) -> Option<String> {
    if !options.hash_files {
        return None;
    }
    let path = std::env::current_exe().ok()?.parent()?.join(options.hash_file.as_ref());
    let text = std::fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| Some(line.split_once(':').filter(|(known, _)| *known == kind)?.1.trim().to_owned()))
}

/// The document around a page's HTML. Scripts are sent exactly when the page has an island: a page without one is HTML and CSS only.
pub fn document(assets: &Assets, title: &str, tone: &str, theme: Option<&str>, html: &str, nonce: &str) -> String {
    let scripts = if html.contains("<leptos-island") { assets.island_tags.replace(&assets.nonce, nonce) } else { String::new() };
    let theme = theme.map_or_else(String::new, |theme| format!(" data-theme=\"{theme}\""));
    let stylesheet = &assets.stylesheet;
    let title = escape(title);
    format!(
        "<!DOCTYPE html><html lang=\"en\"{theme}><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title} · Belfry</title><link rel=\"icon\" href=\"/favicon-{tone}.svg\" type=\"image/svg+xml\">\
         <link rel=\"preload\" href=\"/fonts/inter-latin.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>\
         <link rel=\"stylesheet\" href=\"{stylesheet}\">{scripts}</head><body>{html}</body></html>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
