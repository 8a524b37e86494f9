//! A first call, ready to be pasted.

use leptos::prelude::*;

use crate::{
    model::Workspace,
    pages::Visit,
    ui::{CodeView, Panel, Segmented, Stack, Tab},
};

/// Key of the query, and what people call it.
const LANGUAGES: &[(&str, &str)] = &[("curl", "curl"), ("node", "Node"), ("python", "Python")];

/// The snippets, one at a time. `api_key` is the new one while it is shown.
pub fn snippets(visit: &Visit, workspace: &Workspace, base_url: &str, key: &str, api_key: Option<&str>) -> AnyView {
    let asked = visit.query("lang").unwrap_or_default();
    let chosen = LANGUAGES.iter().find(|(value, _)| *value == asked).map_or("curl", |(value, _)| *value);
    let tabs = LANGUAGES
        .iter()
        .map(|(value, label)| {
            Tab::new(*label, format!("/{}/keys?lang={value}#first-call", workspace.slug)).current(*value == chosen)
        })
        .collect();
    let code = text(chosen, base_url, key, api_key.unwrap_or("YOUR_API_KEY"));
    view! {
        <Panel
            id="first-call"
            title="First call"
            description="Triggers the workflow “welcome” for one person, who is created by the call."
            actions=view! { <Segmented label="Language" tabs/> }
        >
            <Stack><CodeView code/></Stack>
        </Panel>
    }
    .into_any()
}

fn text(language: &str, base_url: &str, key: &str, api_key: &str) -> String {
    match language {
        "node" => format!(
            r#"// npm install @suprsend/node-sdk
const {{ Suprsend, WorkflowTriggerRequest }} = require("@suprsend/node-sdk");

const client = new Suprsend("{key}", process.env.BELFRY_SECRET, {{
  base_url: "{base_url}",
}});
const answer = await client.workflows.trigger(
  new WorkflowTriggerRequest({{
    workflow: "welcome",
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

client = Suprsend("{key}", os.environ["BELFRY_SECRET"], base_url="{base_url}")
answer = client.workflows.trigger(
    WorkflowTriggerRequest({{
        "workflow": "welcome",
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
    "workflow": "welcome",
    "recipients": [{{ "distinct_id": "ann", "$email": ["ann@example.com"], "name": "Ann" }}],
    "data": {{ "plan": "pro" }}
  }}'"#
        ),
    }
}
