//! The draft as JSON.

use leptos::prelude::*;

use super::{Opened, problem_list};
use crate::{
    pages::{Refusal, Screen, Visit},
    ui::{Actions, Callout, CodeField, CodeView, Diff, Form, Panel, Stack, Submit, Tone, Variant, diff_rows},
};

const ACTION: &str = "/api/assets/save_json";

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let opened = Opened::load(&visit).await?;
    let kind = opened.asset.kind.key();
    let problems = (!opened.problems.is_empty()).then(|| {
        let (tone, title) = if opened.problems.iter().any(|problem| problem.fatal) {
            (Tone::Bad, format!("This {kind} can't go live like this"))
        } else {
            (Tone::Warn, "Good to know".to_owned())
        };
        let list = problem_list(&opened.problems);
        view! { <Callout tone title>{list}</Callout> }
    });
    if !opened.may_edit {
        let draft = opened.asset.draft.clone();
        let view = view! { <Stack>{problems}<CodeView code=draft title="Draft" json=true/></Stack> };
        return Ok(opened.screen(&visit, "/json", "JSON", view));
    }
    let theirs = overtaken(&visit, &opened);
    let (word, variant) = match theirs {
        Some(_) => ("Save mine over theirs", Variant::Danger),
        None => ("Save draft", Variant::Primary),
    };
    let (hidden, draft) = (opened.hidden_draft(), opened.asset.draft.clone());
    let view = view! {
        <Stack>
            {theirs}
            {problems}
            <Panel>
                <Form action=ACTION class="form-wide">
                    {hidden}
                    <CodeField
                        name="content"
                        label="Draft as JSON"
                        value=draft
                        rows=24u32
                        required=true
                        help="It is checked and printed in one way when you save. Saving changes the draft only; what is live stays."
                    />
                    <Actions>
                        <Submit variant>{word}</Submit>
                    </Actions>
                </Form>
            </Panel>
        </Stack>
    };
    Ok(opened.screen(&visit, "/json", "JSON", view))
}

/// Somebody saved while this was typed: what they saved, against what was typed. The field holds what was typed.
fn overtaken(visit: &Visit, opened: &Opened) -> Option<AnyView> {
    let rejected = visit.flash.rejected.as_ref().filter(|rejected| rejected.action == ACTION)?;
    let started: i64 = rejected.values.get("draft_version")?.parse().ok()?;
    if started == opened.asset.draft_version {
        return None;
    }
    let yours = rejected.values.get("content")?.replace("\r\n", "\n");
    let by = opened.asset.updated_by.clone();
    let rows = diff_rows(&opened.asset.draft, &yours);
    Some(
        view! {
            <Panel
                title=format!("{by} saved this draft after you opened it")
                description="Lines with − are in the saved draft, lines with + are yours. The field below holds what you typed: take over what should stay, then save."
            >
                <Diff label="What is saved against what you typed" rows/>
            </Panel>
        }
        .into_any(),
    )
}
