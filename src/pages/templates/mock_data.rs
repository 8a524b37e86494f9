//! The data that previews and test runs are filled with.

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::{
    editor::{Editor, conflict},
    variables,
};
use crate::{
    pages::{Refusal, Screen, Visit},
    ui::{Actions, CodeField, Form, Submit, Workbench},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    const ACTION: &str = "/api/templates/save_mock_data";
    let editor = Editor::load(&visit).await?;
    let mock = &editor.content.mock_data;
    let (payload, recipient, actor) = (pretty(&mock.payload), pretty(&mock.recipient), pretty(&mock.actor));
    let saved = [
        ("payload", "Trigger data", payload.as_str()),
        ("recipient", "Recipient", recipient.as_str()),
        ("actor", "Actor", actor.as_str()),
    ];
    let readonly = !editor.may_edit;
    let help = variables::panel(&editor.content, None);
    let (conflict, hidden) = (conflict(&visit, &editor, ACTION, &saved), editor.hidden());
    let view = view! {
        <Workbench preview=help>
            {conflict}
            <Form action=ACTION>
                {hidden}
                <CodeField
                    name="payload"
                    label="Trigger data"
                    value=payload
                    rows=12
                    readonly
                    help="A JSON object, as the data of a trigger. Its names are the variables of the template."
                />
                <CodeField
                    name="recipient"
                    label="Recipient"
                    value=recipient
                    rows=6
                    readonly
                    help="Properties of the user who gets the message: {{$recipient.name}}."
                />
                <CodeField
                    name="actor"
                    label="Actor"
                    value=actor
                    rows=4
                    readonly
                    help="Properties of the user who made it happen: {{$actor.name}}."
                />
                {(!readonly).then(|| view! { <Actions><Submit>"Save mock data"</Submit></Actions> })}
            </Form>
        </Workbench>
    };
    editor.screen(&visit, "mock-data", "Mock data", view.into_any()).await
}

fn pretty(map: &Map<String, Value>) -> String {
    serde_json::to_string_pretty(map).unwrap_or_default()
}
