//! A new workflow.

use leptos::prelude::*;

use crate::{
    access::Granted,
    model::{CATEGORIES, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{Actions, Choice, Form, Hidden, LinkButton, PageHeader, Panel, RadioGroup, Submit, TextField},
};

/// What each category is for, in the order of [`CATEGORIES`].
const HELP: &[(&str, &str)] = &[
    ("transactional", "Answers something that the person did: a receipt, a code, a delivery."),
    ("promotional", "News and offers, which people may want less of."),
    ("system", "What everybody has to know, like a change of terms."),
];

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::EditAssets> = visit.enter().await?;
    let workspace = granted.workspace();
    let list = format!("/{}/workflows", workspace.slug);
    let (slug, cancel) = (workspace.slug.to_string(), list.clone());
    let view = view! {
        <PageHeader title="New workflow" trail=vec![("Workflows".to_owned(), list)]/>
        <Panel>
            <Form action="/api/workflows/create">
                <Hidden name="workspace" value=slug/>
                <TextField name="name" label="Name" placeholder="Order shipped" required=true maxlength=80u32 autofocus=true/>
                <TextField
                    name="slug"
                    label="Slug"
                    mono=true
                    maxlength=64u32
                    placeholder="order-shipped"
                    help="Your product triggers the workflow by this, and it never changes. Leave it blank to make it from the name."
                />
                <RadioGroup name="category" label="Category" choices=categories() value="transactional" help="It can be changed later."/>
                <Actions>
                    <Submit>"Create workflow"</Submit>
                    <LinkButton href=cancel variant="quiet">"Cancel"</LinkButton>
                </Actions>
            </Form>
        </Panel>
    };
    Ok(Screen::in_workspace(workspace, Section::Workflows, "New workflow", view))
}

/// The categories with a sentence each.
pub fn categories() -> Vec<Choice> {
    CATEGORIES
        .iter()
        .map(|(key, label)| {
            let choice = Choice::new(*key, *label);
            match HELP.iter().find(|(of, _)| of == key) {
                Some((_, help)) => choice.help(*help),
                None => choice,
            }
        })
        .collect()
}
