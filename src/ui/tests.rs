//! Contrast of every pair of colours that carries text, in both themes; and what forms give back.

use super::*;
use crate::model::{Flash, Rejected};
use leptos::prelude::*;
use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../style/tokens.css");

/// The colours that a workspace can wear.
const TONES: [&str; 7] = ["grey", "blue", "red", "teal", "violet", "amber", "green"];

/// Every `--name: light-dark(#rrggbb, #rrggbb)` of the tokens.
fn colours() -> BTreeMap<&'static str, [u32; 2]> {
    TOKENS
        .lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(#")?;
            let (light, dark) = value.strip_suffix(");")?.split_once(", #")?;
            Some((name, [u32::from_str_radix(light, 16).ok()?, u32::from_str_radix(dark, 16).ok()?]))
        })
        .collect()
}

fn luminance(rgb: u32) -> f64 {
    let channel = |shift: u32| {
        let value = f64::from(rgb >> shift & 0xff) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}

fn contrast(a: u32, b: u32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_text_can_be_read_in_both_themes() {
    let surfaces = ["sunken", "bg", "panel", "raised", "hover"];
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for words in ["text", "muted", "faint", "accent", "ok", "warn", "bad", "info"] {
        pairs.extend(surfaces.map(|surface| (words, surface)));
    }
    let known = colours();
    let soft_of = |name: &str| *known.get_key_value(format!("{name}-soft").as_str()).expect("it has a soft form").0;
    for state in ["ok", "warn", "bad", "info"] {
        pairs.extend([(state, soft_of(state)), ("text", soft_of(state)), ("muted", soft_of(state))]);
    }
    pairs.extend([
        ("accent", "accent-soft"),
        ("text", "accent-soft"),
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
        ("on-bad", "bad"),
    ]);
    pairs.push(("pink", "pink-soft"));
    for tone in TONES {
        pairs.extend([(tone, soft_of(tone)), ("text", soft_of(tone)), ("muted", soft_of(tone)), ("on-ws", tone)]);
    }
    let mut poor = Vec::new();
    for (words, surface) in pairs {
        for (theme, at) in [("light", 0), ("dark", 1)] {
            let ratio = contrast(known[words][at], known[surface][at]);
            if ratio < 4.5 {
                poor.push(format!("{words} on {surface} in {theme}: {ratio:.2}"));
            }
        }
    }
    assert!(poor.is_empty(), "below 4.5:1:\n{}", poor.join("\n"));
}

#[test]
fn what_can_be_typed_into_or_looked_at_stands_out() {
    let known = colours();
    let things = ["field-line", "series-1", "series-2", "series-3", "series-4", "series-5", "series-6", "accent"];
    for thing in things.into_iter().chain(TONES) {
        for at in [0, 1] {
            let ratio = contrast(known[thing][at], known["panel"][at]);
            assert!(ratio >= 3.0, "{thing} on panel: {ratio:.2}");
        }
    }
}

fn refused(key: Option<&str>) -> Flash {
    let mut values: BTreeMap<String, String> =
        [("name", "A <b>name"), ("channels", "email\nsms")].map(|(n, v)| (n.into(), v.into())).into();
    values.extend(key.map(|key| (form::FORM.to_owned(), key.to_owned())));
    let rejected =
        Rejected { action: "/api/things/rename".into(), field: Some("name".into()), message: "Give it a name.".into(), values };
    Flash { notice: None, rejected: Some(rejected) }
}

fn form(key: &'static str) -> AnyView {
    view! {
        <Form action="/api/things/rename" key=if key.is_empty() { Text::default() } else { key.into() }>
            <TextField name="name" label="Name" value="Old" required=true/>
            <CheckField name="channels" label="E-mail" value="email"/>
            <CheckField name="channels" label="Push" value="push" checked=true/>
            <SecretField name="secret" label="Secret"/>
        </Form>
    }
    .into_any()
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_says_what_is_wrong() {
    let html = render(|| {
        provide_context(refused(None));
        form("")
    });
    assert!(html.contains(r#"value="A &lt;b&gt;name""#), "{html}");
    assert!(html.contains(r##"role="alert""##) && html.contains(r##"href="#things-rename-name""##), "{html}");
    assert!(html.contains(r#"id="things-rename-name""#) && html.contains(r#"aria-invalid="true""#), "{html}");
    assert!(html.contains(r#"aria-describedby="things-rename-name-error""#), "{html}");
    let ticked =
        |value: &str| html.split("<input").any(|tag| tag.contains(&format!("value=\"{value}\"")) && tag.contains(" checked"));
    assert!(ticked("email") && !ticked("push"), "{html}");
}

#[test]
fn a_form_that_was_not_refused_shows_what_is_stored() {
    for flash in [Flash::default(), refused(Some("other"))] {
        let html = render(|| {
            provide_context(flash);
            form("mine")
        });
        assert!(html.contains(r#"value="Old""#) && !html.contains("alert"), "{html}");
        assert!(html.contains(r#"name="_form" value="mine""#) && html.contains(r#"id="things-rename-mine-name""#), "{html}");
    }
    let html = render(|| {
        provide_context(refused(Some("mine")));
        view! { {form("mine")}{form("theirs")} }
    });
    assert_eq!(html.matches("role=\"alert\"").count(), 1, "only the form that was refused says so: {html}");
}

/// The component's name is in the gallery, or in another component that is.
#[test]
fn every_component_stands_in_the_gallery() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    let read = |folder: &std::path::Path| -> Vec<String> {
        let files = std::fs::read_dir(folder).expect("a folder of this room");
        files.filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok()).collect()
    };
    let (own, gallery) = (read(&folder), read(&folder.join("gallery")));
    let product = |source: &String| source.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
    let names: Vec<String> = own
        .iter()
        .flat_map(|source| {
            let source = product(source);
            let after = source.split("#[component]").skip(1).filter_map(|rest| {
                let name = rest.split_once("pub fn ")?.1.split(['(', '<']).next()?;
                Some(name.to_owned())
            });
            after.collect::<Vec<_>>()
        })
        .collect();
    assert!(names.len() > 60, "the reader found only {}", names.len());
    let stands = |name: &str, sources: &[String]| {
        let tag = format!("<{name}");
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
        sources.iter().any(|source| source.split(&tag).skip(1).any(ends))
    };
    let missing: Vec<&String> = names.iter().filter(|name| !stands(name, &gallery) && !stands(name, &own)).collect();
    assert!(missing.is_empty(), "show them in src/ui/gallery: {missing:?}");
}

/// Every sample renders. For looking: `BELFRY_GALLERY=<folder> cargo test --features ssr --lib ui::tests::gallery` keeps the
/// files, of which `make screenshots` makes pictures. The style sheet is expected beside them as `belfry.css`.
#[cfg(debug_assertions)]
#[test]
fn gallery_as_files() {
    let passing = tempfile::tempdir().expect("a temporary folder");
    let folder = std::env::var("BELFRY_GALLERY").map_or_else(|_| passing.path().to_owned(), std::path::PathBuf::from);
    type Screen = fn() -> AnyView;
    let screens: [(&str, Screen); 5] = [
        ("gallery", gallery::gallery),
        ("home", gallery::home),
        ("things", gallery::things),
        ("plan", gallery::plan),
        ("sign-in", gallery::sign_in),
    ];
    for (name, screen) in screens {
        let flash = Rejected {
            action: "/api/gallery/refused".into(),
            field: Some("email".into()),
            message: "This is not an e-mail address.".into(),
            values: [("email", "ada@"), ("mode", "capture"), ("digest", "true"), ("test", "true")]
                .map(|(n, v)| (n.into(), v.into()))
                .into(),
        };
        let body = render(|| {
            provide_context(Flash { notice: None, rejected: Some(flash) });
            screen()
        });
        for theme in ["light", "dark"] {
            let html = format!(
                "<!DOCTYPE html><html lang=en data-theme={theme}><meta charset=utf-8><meta name=viewport content='width=device-width, initial-scale=1'>\
                 <title>{name}</title><link rel=stylesheet href=belfry.css><body>{body}</body></html>"
            );
            std::fs::write(folder.join(format!("{name}-{theme}.html")), html).expect("the folder can be written");
        }
    }
}

#[test]
fn a_long_list_of_choices_is_searched() {
    let field = |count: usize| {
        render(move || {
            let choices = (0..count).map(|at| Choice::new(format!("t-{at}"), format!("Template {at}"))).collect();
            view! { <SelectField name="template" label="Template" choices value="t-7"/> }
        })
    };
    let (few, many) = (field(50), field(51));
    assert!(few.contains("<select") && few.contains(r#"<option value="t-7" selected"#), "{few}");
    assert!(
        many.contains(r#"list="template-choices""#) && many.contains(r#"value="t-7""#) && !many.contains("<select"),
        "{many}"
    );
    assert!(many.contains(r#"<datalist id="template-choices""#) && many.contains(r#"label="Template 50""#), "{many}");
}

#[test]
fn a_text_cannot_leave_its_text_area() {
    let html = render(|| view! { <TextArea name="note" label="Note" value="</textarea><img src=x> &lt; é"/> });
    assert!(html.contains("&lt;/textarea>&lt;img src=x> &amp;lt; é</textarea>"), "{html}");
}
