//! The questions before a draft becomes live, or is thrown away.

use leptos::prelude::*;

use super::Opened;
use crate::{
    model::Problem,
    ui::{Callout, Dialog, DialogActions, Diff, Form, Submit, TextField, Tone, Variant, json_diff_rows},
};

/// The dialogs that the buttons of the head open; none when there is nothing to commit.
pub fn dialogs(opened: &Opened) -> AnyView {
    if !opened.asset.changed() {
        return ().into_any();
    }
    let discard = opened.live.is_some().then(|| discard(opened));
    view! { {commit(opened)}{discard} }.into_any()
}

fn commit(opened: &Opened) -> AnyView {
    let place = opened.granted.workspace().name.clone();
    let title = format!("Commit {} to {place}", opened.asset.name);
    let (fatal, warnings): (Vec<Problem>, Vec<Problem>) = opened.problems.iter().cloned().partition(|problem| problem.fatal);
    if !fatal.is_empty() {
        let list = problem_list(&fatal);
        return view! {
            <Dialog id="commit" title=title wide=true open_for="/api/assets/commit">
                <Callout tone=Tone::Bad title="It can't go live like this">{list}</Callout>
            </Dialog>
        }
        .into_any();
    }
    let description = match (&opened.live, opened.asset.live_version) {
        (Some(_), Some(live)) => {
            format!("Version {live} is live now. What runs already goes on as it began; new triggers run what you commit.")
        }
        _ => "This is its first version. From then on it runs.".to_owned(),
    };
    let warnings = (!warnings.is_empty()).then(|| {
        let list = problem_list(&warnings);
        view! { <Callout tone=Tone::Warn title="Good to know before">{list}</Callout> }
    });
    let changes = opened.live.as_ref().map(|live| {
        view! { <Diff label="What changes" rows=json_diff_rows(&live.content, &opened.asset.draft)/> }
    });
    let (hidden, variant, button) = (opened.hidden_draft(), opened.variant(), format!("Commit to {place}"));
    view! {
        <Dialog id="commit" title=title description=description wide=true open_for="/api/assets/commit">
            {warnings}
            {changes}
            <Form action="/api/assets/commit" class="form-wide">
                {hidden}
                <TextField
                    name="message"
                    label="Message"
                    help="What changed and why. It stays with the version."
                    maxlength=500u32
                    placeholder="Shorter subject line"
                />
                <DialogActions dialog="commit">
                    <Submit variant>{button}</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn discard(opened: &Opened) -> AnyView {
    let live = opened.asset.live_version.unwrap_or_default();
    let description = format!("The draft becomes version {live} again, which is live. What was changed since is gone.");
    let changes = opened.live.as_ref().map(|live| {
        view! { <Diff label="What goes" rows=json_diff_rows(&opened.asset.draft, &live.content)/> }
    });
    let hidden = opened.hidden_draft();
    view! {
        <Dialog id="discard" title="Discard the changes?" description=description wide=true open_for="/api/assets/discard">
            {changes}
            <Form action="/api/assets/discard" class="form-wide">
                {hidden}
                <DialogActions dialog="discard" cancel="Keep them">
                    <Submit variant=Variant::Danger>"Discard changes"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

/// Problems as sentences, each with its place in the content.
pub fn problem_list(problems: &[Problem]) -> AnyView {
    let items = problems
        .iter()
        .map(|problem| {
            let at = (!problem.at.is_empty()).then(|| view! { <code>{problem.at.clone()}</code> });
            view! { <li>{problem.message.clone()}{at}</li> }
        })
        .collect_view();
    view! { <ul class="problem-list">{items}</ul> }.into_any()
}
