//! The names that a template can use, and what they show.

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::{
    domain::rendering::{REFERENCE, names_used},
    model::TemplateContent,
    ui::{Column, Panel, Pill, Table, Tone},
};

/// At most so many names are listed.
const MOST: usize = 60;

/// One name with what it shows.
struct Line {
    /// As the template writes it.
    written: String,
    shows: String,
}

/// Names in the mock data, names that are used and missing there, and the helpers. `mock_data` is where the mock data are edited.
pub fn panel(content: &TemplateContent, mock_data: Option<&str>) -> AnyView {
    let mock = &content.mock_data;
    let mut lines = Vec::new();
    lines_of(&mock.payload, "", &mut lines);
    lines_of(&mock.recipient, "$recipient.", &mut lines);
    lines_of(&mock.actor, "$actor.", &mut lines);
    let known =
        |name: &str| mock.payload.contains_key(name) || matches!(name, "$recipient" | "$actor" | "$tenant" | "$brand" | "@root");
    let missing: Vec<String> = names_used(content).into_iter().filter(|name| !known(name)).collect();
    let link = mock_data.map(|href| view! { <a href=href.to_owned()>"Edit mock data"</a> }.into_any());
    let rows = missing
        .into_iter()
        .map(|name| {
            view! {
                <tr>
                    <td><code>{format!("{{{{{name}}}}}")}</code></td>
                    <td><Pill tone=Tone::Warn>"Not in the mock data"</Pill></td>
                </tr>
            }
            .into_any()
        })
        .chain(lines.into_iter().take(MOST).map(|line| {
            view! {
                <tr>
                    <td><code>{line.written}</code></td>
                    <td>{line.shows}</td>
                </tr>
            }
            .into_any()
        }))
        .collect::<Vec<_>>();
    let names = if rows.is_empty() {
        view! { <p class="panel-body">"Write {{name}} where a value should stand. Give it a value in the mock data, and the preview shows it."</p> }.into_any()
    } else {
        view! { <Table caption="Variables" columns=[Column::new("Write"), Column::new("Shows now")] bare=true>{rows}</Table> }
            .into_any()
    };
    view! {
        <Panel title="Variables" description="What comes with each trigger, and whom it is for." actions=link flush=true>{names}</Panel>
        <Panel title="Helpers" description="What you can do with a value.">
            <details>
                <summary>{format!("Show all {}", REFERENCE.len())}</summary>
                <dl class="reference">{helpers()}</dl>
            </details>
        </Panel>
    }
    .into_any()
}

fn helpers() -> Vec<AnyView> {
    REFERENCE
        .iter()
        .map(|(_, example, meaning)| {
            view! {
                <div>
                    <dt><code>{*example}</code></dt>
                    <dd>{*meaning}</dd>
                </div>
            }
            .into_any()
        })
        .collect()
}

/// A line for each value, three levels deep; a list gets one line that shows how to repeat over it.
fn lines_of(map: &Map<String, Value>, before: &str, lines: &mut Vec<Line>) {
    for (name, value) in map {
        let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
        let path = if plain { format!("{before}{name}") } else { format!("{before}[{name}]") };
        match value {
            Value::Object(inner) if before.matches('.').count() < 3 && !inner.is_empty() => {
                lines_of(inner, &format!("{path}."), lines)
            }
            Value::Array(items) => lines.push(Line {
                written: format!("{{{{#each {path}}}}}…{{{{/each}}}}"),
                shows: if items.len() == 1 { "1 item".to_owned() } else { format!("{} items", items.len()) },
            }),
            Value::String(text) => {
                lines.push(Line { written: format!("{{{{{path}}}}}"), shows: text.chars().take(80).collect() })
            }
            other => lines.push(Line { written: format!("{{{{{path}}}}}"), shows: other.to_string().chars().take(80).collect() }),
        }
    }
}
