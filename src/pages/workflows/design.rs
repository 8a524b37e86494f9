//! A workflow drawn, and beside it the form of what was chosen in the drawing.
//!
//! What is chosen is in the address: `?step=<ref>` edits a step, `?add=<position>` adds one there, and `&type=…` says which kind.

use leptos::prelude::*;

use super::{create::categories, steps};
use crate::{
    domain::{assets, workflows},
    model::{AssetKind, AssetSummary, CATEGORIES, Node, NodeAction, Problem, WorkflowContent, parse_duration},
    pages::{
        Refusal, Screen, Visit,
        assets::{Opened, problem_list},
    },
    ui::{
        Actions, Callout, CodeView, Flow, FlowGap, FlowStep, Form, Glyph, LinkButton, Panel, RadioGroup, Split, Submit, TextArea,
        Tone, Variant, duration,
    },
};

/// What the panel beside the drawing is about.
enum Chosen {
    Nothing,
    Step(usize),
    /// Before which step, and which kind of step when that is decided.
    Add(usize, Option<&'static str>),
}

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let opened = Opened::load(&visit).await?;
    if opened.asset.kind != AssetKind::Workflow {
        return Err(Refusal::Error(crate::model::AppError::NotFound));
    }
    let content = workflows::content(&opened.asset)?;
    let chosen = if opened.may_edit { chosen(&visit, &content) } else { Chosen::Nothing };
    let templates = assets::choices(&opened.granted, AssetKind::Template).await?;
    let drawing = drawing(&opened, &content, &templates, &chosen);
    let aside = match &chosen {
        Chosen::Step(at) => steps::edit(&opened, &content, *at, &templates),
        Chosen::Add(at, None) => steps::kinds(&opened, *at),
        Chosen::Add(at, Some(kind)) => steps::add(&opened, *at, kind, &templates),
        Chosen::Nothing => about(&opened, &content),
    };
    Ok(opened.screen(&visit, "", "", view! { <Split aside>{drawing}</Split> }))
}

fn chosen(visit: &Visit, content: &WorkflowContent) -> Chosen {
    let nodes = &content.tree.nodes;
    if let Some(at) = visit.query("step").and_then(|step| nodes.iter().position(|node| node.reference == step)) {
        return Chosen::Step(at);
    }
    match visit.query("add").and_then(|add| add.parse::<usize>().ok()) {
        Some(at) => {
            let wanted = visit.query("type");
            let kind = workflows::STEPS.iter().map(|(key, ..)| *key).find(|key| Some(*key) == wanted);
            Chosen::Add(at.min(nodes.len()), kind)
        }
        None => Chosen::Nothing,
    }
}

fn drawing(opened: &Opened, content: &WorkflowContent, templates: &[AssetSummary], chosen: &Chosen) -> AnyView {
    let nodes = &content.tree.nodes;
    let here = opened.at("");
    let category =
        CATEGORIES.iter().find(|(key, _)| *key == content.category).map_or(content.category.as_str(), |(_, label)| label);
    let gap = |at: usize| {
        let place = match at.checked_sub(1).and_then(|before| nodes.get(before)) {
            Some(node) => format!("Add a step after “{}”", title(node)),
            None => "Add a first step".to_owned(),
        };
        let current = matches!(chosen, Chosen::Add(chosen, _) if *chosen == at);
        if opened.may_edit {
            view! { <FlowGap href=format!("{here}?add={at}") label=place current/> }.into_any()
        } else {
            view! { <FlowGap/> }.into_any()
        }
    };
    let steps = nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let current = matches!(chosen, Chosen::Step(chosen) if *chosen == at);
            let href = opened.may_edit.then(|| step_address(opened, node));
            let (tone, remarks) = remarks(&opened.problems, at);
            view! {
                {gap(at)}
                <FlowStep title=title(node) note=note(node, templates) icon=glyph(&node.action) href=href current tone remarks/>
            }
        })
        .collect_view();
    let (trigger, last) = (format!("{category} · {}", opened.asset.slug), gap(nodes.len()));
    view! {
        <Flow label="The workflow, drawn">
            <FlowStep title="Trigger" note=trigger icon=Glyph::Event terminal=true/>
            {steps}
            {last}
            <FlowStep title="End" icon=Glyph::Check terminal=true/>
        </Flow>
    }
    .into_any()
}

/// The page with this step chosen. A ref that was written by hand may hold any sign.
fn step_address(opened: &Opened, node: &Node) -> String {
    let query = serde_urlencoded::to_string([("step", node.reference.as_str())]).unwrap_or_default();
    format!("{}?{query}", opened.at(""))
}

/// What a step is called: its own name, else what it does.
pub(super) fn title(node: &Node) -> String {
    if node.name.is_empty() { node.action.label().to_owned() } else { node.name.clone() }
}

/// What stands under the title: what it does, when the title is a name of its own, and with what.
fn note(node: &Node, templates: &[AssetSummary]) -> String {
    let with = match &node.action {
        NodeAction::Delay(delay) => parse_duration(&delay.value).map_or_else(|_| delay.value.clone(), duration),
        action => match (action.template().unwrap_or_default(), action) {
            ("", _) => "no template yet".to_owned(),
            (slug, action) => {
                let known = templates.iter().find(|template| template.slug.as_str() == slug);
                let name = known.map_or_else(|| slug.to_owned(), |template| template.name.clone());
                match action {
                    NodeAction::SendMultiChannel(send) if !send.channels.is_empty() => {
                        let channels: Vec<&str> = send.channels.iter().map(|channel| channel.label()).collect();
                        format!("{name}, only {}", channels.join(" and "))
                    }
                    _ => name,
                }
            }
        },
    };
    if node.name.is_empty() { with } else { format!("{} · {with}", node.action.label()) }
}

pub(super) fn glyph(action: &NodeAction) -> Glyph {
    glyph_of(action.key())
}

pub(super) fn glyph_of(node_type: &str) -> Glyph {
    match node_type {
        "send_email" => Glyph::Mail,
        "send_sms" => Glyph::Phone,
        "send_whatsapp" => Glyph::Chat,
        "send_inbox" => Glyph::Bell,
        "delay" => Glyph::Clock,
        _ => Glyph::Broadcast,
    }
}

/// What is said about one step.
fn remarks(problems: &[Problem], at: usize) -> (Tone, Vec<String>) {
    let found = of_step(problems, at);
    let tone = match found.iter().any(|problem| problem.fatal) {
        true => Tone::Bad,
        false if found.is_empty() => Tone::Plain,
        false => Tone::Warn,
    };
    (tone, found.into_iter().map(|problem| problem.message).collect())
}

fn of_step(problems: &[Problem], at: usize) -> Vec<Problem> {
    let path = format!("tree.nodes[{at}]");
    problems.iter().filter(|problem| problem.at.starts_with(&path)).cloned().collect()
}

/// The panel when nothing is chosen: what the workflow is for, and how it is triggered.
fn about(opened: &Opened, content: &WorkflowContent) -> AnyView {
    let others: Vec<Problem> = opened.problems.iter().filter(|problem| !problem.at.starts_with("tree.nodes[")).cloned().collect();
    let problems = (!others.is_empty()).then(|| {
        let list = problem_list(&others);
        view! { <Callout tone=Tone::Warn title="Before it can go live">{list}</Callout> }
    });
    let first = (content.tree.nodes.is_empty() && opened.may_edit).then(|| {
        view! {
            <LinkButton href=format!("{}?add=0", opened.at("")) variant=Variant::Plain icon=Glyph::Plus>"Add the first step"</LinkButton>
        }
    });
    let form = opened.may_edit.then(|| {
        let (hidden, category, description) =
            (super::steps::hidden(opened), content.category.clone(), content.description.clone());
        view! {
            <Panel title="About">
                <Form action="/api/workflows/describe">
                    {hidden}
                    <RadioGroup name="category" label="Category" choices=categories() value=category/>
                    <TextArea name="description" label="Description" value=description help="For your team." rows=3u32 maxlength=500u32/>
                    <Actions>
                        <Submit variant=Variant::Plain>"Save draft"</Submit>
                    </Actions>
                </Form>
            </Panel>
        }
    });
    let slug = &opened.asset.slug;
    let body = format!(
        "POST /trigger/\n{{\n  \"workflow\": \"{slug}\",\n  \"recipients\": [{{ \"distinct_id\": \"user-1\" }}],\n  \"data\": {{}}\n}}"
    );
    view! {
        {problems}
        {first}
        {form}
        <Panel title="How to trigger it" description="With an API key, or with one of the public clients.">
            <CodeView code=body plain=true/>
        </Panel>
    }
    .into_any()
}
