//! The panel beside the drawing: a step that is chosen, or one that is added.

use leptos::prelude::*;

use super::design::{glyph_of, title};
use crate::{
    domain::workflows::STEPS,
    model::{AssetStatus, AssetSummary, Channel, Node, NodeAction, Problem, WorkflowContent},
    pages::{
        assets::{Opened, problem_list},
        menu,
    },
    ui::{
        Actions, Callout, CheckField, Choice, FieldGroup, Form, Glyph, Hidden, LinkButton, OptionLink, OptionLinks, Panel,
        SelectField, Submit, TextField, Tone, Variant,
    },
};

/// The hidden fields of every form about the draft of a workflow.
pub fn hidden(opened: &Opened) -> AnyView {
    view! {
        <Hidden name="workspace" value=opened.workspace().to_string()/>
        <Hidden name="slug" value=opened.asset.slug.to_string()/>
        <Hidden name="draft_version" value=opened.asset.draft_version.to_string()/>
    }
    .into_any()
}

/// Which kind of step?
pub fn kinds(opened: &Opened, at: usize) -> AnyView {
    let here = opened.at("");
    let links = STEPS
        .iter()
        .map(|(key, label, help)| {
            view! {
                <OptionLink href=format!("{here}?add={at}&type={key}") icon=glyph_of(key) note=*help>{*label}</OptionLink>
            }
        })
        .collect_view();
    view! {
        <Panel title="Add a step" actions=close(opened)>
            <OptionLinks label="Kinds of step">{links}</OptionLinks>
        </Panel>
    }
    .into_any()
}

/// The form of a new step.
pub fn add(opened: &Opened, at: usize, kind: &'static str, templates: &[AssetSummary]) -> AnyView {
    let label = STEPS.iter().find(|(key, ..)| *key == kind).map_or("", |(_, label, _)| *label);
    let (hidden, fields, other) = (hidden(opened), fields(opened, kind, None, templates), format!("{}?add={at}", opened.at("")));
    view! {
        <Panel title=label actions=close(opened)>
            <Form action="/api/workflows/add_step" key=kind>
                {hidden}
                <Hidden name="position" value=at.to_string()/>
                {fields()}
                <Actions>
                    <Submit>"Add step"</Submit>
                    <LinkButton href=other>"Another kind"</LinkButton>
                </Actions>
            </Form>
        </Panel>
    }
    .into_any()
}

/// The form of a step that is there, its place and its end.
pub fn edit(opened: &Opened, content: &WorkflowContent, at: usize, templates: &[AssetSummary]) -> AnyView {
    let node = &content.tree.nodes[at];
    let path = format!("tree.nodes[{at}]");
    let found: Vec<Problem> = opened.problems.iter().filter(|problem| problem.at.starts_with(&path)).cloned().collect();
    let tone = if found.iter().any(|problem| problem.fatal) { Tone::Bad } else { Tone::Warn };
    let problems = (!found.is_empty()).then(|| {
        let list = problem_list(&found);
        view! { <Callout tone>{list}</Callout> }
    });
    let kind = node.action.key();
    let reference = node.reference.clone();
    let about = || {
        let (hidden, reference) = (hidden(opened), reference.clone());
        view! { {hidden}<Hidden name="step" value=reference/> }.into_any()
    };
    let (of_edit, of_move, of_remove) = (about(), about(), about());
    let (fields, last) = (fields(opened, kind, Some(node), templates), at + 1 == content.tree.nodes.len());
    view! {
        {problems}
        <Panel title=title(node) description=format!("Step {} of {} · {reference}", at + 1, content.tree.nodes.len()) actions=close(opened)>
            <Form action="/api/workflows/edit_step" key=reference.clone()>
                {of_edit}
                {fields()}
                <Actions>
                    <Submit>"Save draft"</Submit>
                </Actions>
            </Form>
        </Panel>
        <Panel title="Place">
            <div class="actions">
                <Form action="/api/workflows/move_step" inline=true>
                    {of_move}
                    <Submit variant=Variant::Plain icon=Glyph::ArrowUp name="direction" value="up" disabled=at == 0>"Up"</Submit>
                    <Submit
                        variant=Variant::Plain
                        icon=Glyph::ArrowDown
                        name="direction"
                        value="down"
                        disabled=last
                    >
                        "Down"
                    </Submit>
                </Form>
                <Form action="/api/workflows/remove_step" inline=true>
                    {of_remove}
                    <Submit variant=Variant::Danger icon=Glyph::Trash>"Remove"</Submit>
                </Form>
            </div>
        </Panel>
    }
    .into_any()
}

fn close(opened: &Opened) -> AnyView {
    view! { <LinkButton href=opened.at("") variant=Variant::Quiet icon=Glyph::X small=true label="Close"/> }.into_any()
}

/// What a step of this kind asks, to be called inside its form.
fn fields(
    opened: &Opened,
    kind: &'static str,
    node: Option<&Node>,
    templates: &[AssetSummary],
) -> impl FnOnce() -> AnyView + Send + use<> {
    let name = node.map(|node| node.name.clone());
    let (template, channels, value) = match node.map(|node| &node.action) {
        Some(NodeAction::Delay(delay)) => (String::new(), Vec::new(), Some(delay.value.clone())),
        Some(NodeAction::SendMultiChannel(send)) => (send.template.clone(), send.channels.clone(), None),
        Some(action) => (action.template().unwrap_or_default().to_owned(), Vec::new(), None),
        None => (String::new(), Vec::new(), None),
    };
    let workspace = opened.workspace().to_string();
    let choices = choices(&template, templates);
    move || {
        let own = if kind == "delay" { wait(value) } else { send(&workspace, kind, template, &channels, choices) };
        view! {
            <Hidden name="node_type" value=kind/>
            {own}
            <TextField name="name" label="Name" value=name help="What the drawing and the logs call this step." maxlength=80u32/>
        }
        .into_any()
    }
}

fn wait(value: Option<String>) -> AnyView {
    view! {
        <TextField
            name="value"
            label="How long"
            value=value
            required=true
            placeholder="1h30m"
            help="Days, hours, minutes, seconds: 2d, 1h30m, 45s. At most 365 days."
            mono=true
            maxlength=40u32
        />
    }
    .into_any()
}

fn send(workspace: &str, kind: &str, template: String, channels: &[Channel], choices: Vec<Choice>) -> AnyView {
    let new = "/{workspace}/templates/new";
    let none = (choices.is_empty() && menu::exists(new)).then(|| {
        let href = new.replace("{workspace}", workspace);
        view! {
            <Callout tone=Tone::Info title="This workspace has no templates yet">
                "A template is what the step sends. "<a href=href>"Make one"</a>", or add the step now and choose later."
            </Callout>
        }
    });
    let ticks = (kind == "send_multi_channel").then(|| {
        let channels = channels.to_vec();
        let boxes = move || {
            let ticked = |channel| channels.is_empty() || channels.contains(channel);
            Channel::ALL
                .iter()
                .map(|channel| {
                    view! { <CheckField name=channel.key() label=channel.label() checked=ticked(channel)/> }
                })
                .collect_view()
        };
        view! { <FieldGroup legend="Channels" help="With all ticked it follows the template, also when that gets a new channel.">{boxes()}</FieldGroup> }
    });
    view! {
        {none}
        <SelectField name="template" label="Template" choices value=template placeholder="Choose later" required=false/>
        {ticks}
    }
    .into_any()
}

/// The templates of the workspace, and the one that is written in the step even when it is not there.
fn choices(template: &str, templates: &[AssetSummary]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = templates.iter().map(choice).collect();
    if !template.is_empty() && !templates.iter().any(|known| known.slug.as_str() == template) {
        choices.insert(0, Choice::new(template, format!("{template} (not in this workspace)")));
    }
    choices
}

/// `Welcome – E-mail, Inbox`
fn choice(template: &AssetSummary) -> Choice {
    let channels: Vec<&str> = template.label.split(',').filter_map(Channel::parse).map(Channel::label).collect();
    let mut label = template.name.clone();
    if !channels.is_empty() {
        label.push_str(&format!(" – {}", channels.join(", ")));
    }
    if AssetStatus::of(template.live_version, template.enabled) == AssetStatus::Draft {
        label.push_str(" (not committed)");
    }
    Choice::new(template.slug.to_string(), label)
}
