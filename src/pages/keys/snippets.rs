//! A first call, ready to be pasted.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::{assets, keys},
    model::{AppError, AssetKind, can},
    pages::{Refusal, Visit},
    ui::{CodeView, Panel, Segmented, Stack, Tab},
};

/// Key of the query, and what people call it.
const LANGUAGES: &[(&str, &str)] = &[("curl", "curl"), ("node", "Node"), ("python", "Python"), ("cli", "Command line")];

/// More workflows than these are not offered.
const MOST: i64 = 100;

/// Slug and name of the workflows that can be triggered, for who may see them.
pub async fn live_workflows(granted: &Granted<can::ManageKeys>) -> Result<Vec<(String, String)>, AppError> {
    let Ok(reading) = granted.also::<can::ViewAssets>() else { return Ok(vec![]) };
    let (_, rows) = assets::list_by_offset(&reading, AssetKind::Workflow, true, 0, MOST).await?;
    Ok(rows.into_iter().map(|row| (row.slug.to_string(), row.name)).collect())
}

/// The snippets, one at a time. `api_key` is the new one while it is shown; `pair` a workspace key, with its secret while that is shown.
pub async fn snippets(
    visit: &Visit,
    granted: &Granted<can::ManageKeys>,
    part: &'static str,
    api_key: Option<&str>,
    pair: Option<(String, Option<String>)>,
) -> Result<AnyView, Refusal> {
    let workspace = granted.workspace();
    let (key, secret) = match pair {
        Some(pair) => pair,
        None => {
            let keys = keys::workspace::list(granted).await?;
            (keys.into_iter().next().map_or_else(String::new, |key| key.key), None)
        }
    };
    let live = live_workflows(granted).await?;
    let workflow = match live.first() {
        Some((first, _)) if !live.iter().any(|(slug, _)| slug == "welcome") => first.clone(),
        _ => "welcome".to_owned(),
    };
    let asked = visit.query("lang").unwrap_or_default();
    let first = if part == "workspace" { "node" } else { "curl" };
    let chosen = LANGUAGES.iter().find(|(value, _)| *value == asked).map_or(first, |(value, _)| *value);
    let tabs = LANGUAGES
        .iter()
        .map(|(value, label)| {
            let href = format!("/{}/keys?show={part}&lang={value}#first-call", workspace.slug);
            Tab::new(*label, href).current(*value == chosen)
        })
        .collect();
    let base_url = &visit.caller.app.config.base_url;
    let code = match chosen {
        "cli" => command_line(base_url, workspace.slug.as_str()),
        _ => text(chosen, base_url, &key, secret.as_deref(), api_key.unwrap_or("YOUR_API_KEY")),
    }
    .replace("«workflow»", &workflow);
    let description = match chosen {
        "cli" => {
            "Lists the workflows that are live. It needs a service token of the account, which is generated under Service tokens."
                .to_owned()
        }
        _ => format!("Triggers the workflow “{workflow}” for one person, who is created by the call."),
    };
    Ok(view! {
        <Panel
            id="first-call"
            title="First call"
            description
            actions=view! { <Segmented label="Language" tabs/> }
        >
            <Stack><CodeView code/></Stack>
        </Panel>
    }
    .into_any())
}

fn command_line(base_url: &str, workspace: &str) -> String {
    format!(
        r#"# npm install -g suprsend
export SUPRSEND_BASE_URL={base_url}
export SUPRSEND_MGMNT_URL={base_url}
export SUPRSEND_SERVICE_TOKEN=YOUR_SERVICE_TOKEN
suprsend workflow list --workspace {workspace}"#
    )
}

fn text(language: &str, base_url: &str, key: &str, secret: Option<&str>, api_key: &str) -> String {
    let node_secret = secret.map_or_else(|| "process.env.BELFRY_SECRET".to_owned(), |secret| format!("\"{secret}\""));
    let python_secret = secret.map_or_else(|| "os.environ[\"BELFRY_SECRET\"]".to_owned(), |secret| format!("\"{secret}\""));
    match language {
        "node" => format!(
            r#"// npm install @suprsend/node-sdk
const {{ Suprsend, WorkflowTriggerRequest }} = require("@suprsend/node-sdk");

const client = new Suprsend("{key}", {node_secret}, {{
  base_url: "{base_url}",
}});
const answer = await client.workflows.trigger(
  new WorkflowTriggerRequest({{
    workflow: "«workflow»",
    recipients: [{{ distinct_id: "ann", $email: ["ann@example.com"], name: "Ann" }}],
    data: {{ plan: "pro" }},
  }}),
);
console.log(answer);"#
        ),
        "python" => format!(
            r#"# pip install suprsend-py-sdk
import os
from suprsend import Suprsend, WorkflowTriggerRequest

client = Suprsend("{key}", {python_secret}, base_url="{base_url}")
answer = client.workflows.trigger(
    WorkflowTriggerRequest({{
        "workflow": "«workflow»",
        "recipients": [{{"distinct_id": "ann", "$email": ["ann@example.com"], "name": "Ann"}}],
        "data": {{"plan": "pro"}},
    }})
)
print(answer)"#
        ),
        _ => format!(
            r#"curl {base_url}/trigger/ \
  -H "Authorization: Bearer {api_key}" \
  -H "Content-Type: application/json" \
  -d '{{
    "workflow": "«workflow»",
    "recipients": [{{ "distinct_id": "ann", "$email": ["ann@example.com"], "name": "Ann" }}],
    "data": {{ "plan": "pro" }}
  }}'"#
        ),
    }
}
