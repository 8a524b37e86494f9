use super::{FormScope, Text, field::ask};
use leptos::prelude::*;

/// Names and values, one pair a line, with empty lines to add more. The form carries `<name>_key` and `<name>_value`
/// once a line.
#[component]
pub fn PairsField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional)] pairs: Vec<(String, String)>,
    #[prop(optional, into)] help: Text,
    #[prop(default = "Name".to_owned(), into)] key_label: String,
    #[prop(default = "Value".to_owned(), into)] value_label: String,
    /// How many empty lines follow.
    #[prop(default = 2)]
    spare: usize,
) -> impl IntoView {
    let scope = FormScope::here();
    let lines = |field: String| scope.typed(&field).map(|text| text.split('\n').map(str::to_owned).collect::<Vec<_>>());
    let mut pairs = match (lines(format!("{name}_key")), lines(format!("{name}_value"))) {
        (Some(keys), Some(values)) => {
            keys.into_iter().zip(values).filter(|(key, value)| !(key.is_empty() && value.is_empty())).collect()
        }
        _ => pairs,
    };
    pairs.extend(std::iter::repeat_n((String::new(), String::new()), spare));
    let asked = ask(&name, None);
    let rows = pairs
        .into_iter()
        .enumerate()
        .map(|(at, (key, value))| {
            let id = if at == 0 { asked.id.clone() } else { format!("{}-{at}", asked.id) };
            view! {
                <div class="pair">
                    <input class="input mono" id=id name=format!("{name}_key") value=key aria-label=format!("{key_label} {}", at + 1) autocomplete="off" spellcheck="false"/>
                    <input class="input" name=format!("{name}_value") value=value aria-label=format!("{value_label} {}", at + 1) autocomplete="off"/>
                </div>
            }
        })
        .collect_view();
    let described = asked.described_by(help.is_some());
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend class="field-label">{label}</legend>
            <div class="pair pair-head" aria-hidden="true">
                <span>{key_label.clone()}</span>
                <span>{value_label.clone()}</span>
            </div>
            {rows}
            {super::field::field_error(&asked.id, asked.error.clone())}
            {super::field::field_help(&asked.id, help.get())}
        </fieldset>
    }
    .into_any()
}
