//! A new service token.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::workspaces,
    model::{AssetKind, TokenLife, TokenVerb, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Actions, CheckField, Choice, FieldGroup, Form, LinkButton, PageHeader, Panel, RadioGroup, Submit, TagsField, TextField,
    },
};

/// `/account/tokens/new`
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let _: Granted<can::ManageTokens> = visit.enter_account().await?;
    let verbs = TokenVerb::ALL.iter().enumerate().map(|(at, verb)| {
        let checked = *verb == TokenVerb::Read;
        view! { <CheckField name=format!("verbs[{at}]") value=verb.key() label=verb.label() help=verb.help() checked/> }
    });
    let verbs = verbs.collect_view();
    let places = workspaces::list(&visit.caller).await?;
    let places = places.into_iter().enumerate();
    let places = places
        .map(|(at, workspace)| view! { <CheckField name=format!("workspaces[{at}]") value=workspace.id.to_string() label=workspace.name/> })
        .collect_view();
    let kinds = AssetKind::ALL.iter().rev().enumerate();
    let kinds = kinds
        .map(|(at, kind)| {
            let label = format!("{}{}", kind.plural()[..1].to_uppercase(), &kind.plural()[1..]);
            view! { <CheckField name=format!("kinds[{at}]") value=kind.key() label/> }
        })
        .collect_view();
    let lives = TokenLife::CHOICES.iter().map(|(key, label, _)| Choice::new(*key, *label)).collect();
    let view = view! {
        <PageHeader
            title="Generate a service token"
            description="Its text is shown once, on the next page."
            trail=vec![("Service tokens".to_owned(), "/account/tokens".to_owned())]
        />
        <Panel>
            <Form action="/api/tokens/generate">
                <TextField name="name" label="Name" required=true maxlength=80 autofocus=true help="The pipeline or the person that will use it, such as “release pipeline”."/>
                <FieldGroup legend="What it may do" help="You can give what you have yourself.">{verbs}</FieldGroup>
                <FieldGroup legend="Workspaces" help="None chosen: every workspace, those that are made later too.">{places}</FieldGroup>
                <FieldGroup legend="Kinds of assets" help="None chosen: all kinds.">{kinds}</FieldGroup>
                <TagsField
                    name="networks"
                    label="Addresses"
                    help="Where it may be used from, such as 203.0.113.7 or 203.0.113.0/24, separated by commas. Empty: from everywhere."
                />
                <RadioGroup name="life" label="Good for" inline=true choices=lives value="90"/>
                <Actions>
                    <Submit>"Generate"</Submit>
                    <LinkButton href="/account/tokens" variant="quiet">"Cancel"</LinkButton>
                </Actions>
            </Form>
        </Panel>
    };
    Ok(Screen::in_account(Section::Tokens, "Generate a service token", view))
}
