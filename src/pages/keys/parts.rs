//! What the kinds of keys have in common: their states, what narrows them, and the dialogs that replace and end them.

use leptos::prelude::*;

use crate::{
    model::{Grace, KeyScope, TokenLife, Workspace, listed, name_and_email},
    ui::{
        Choice, Dialog, DialogActions, ExactTime, Form, Hidden, OpenDialog, Pill, RadioGroup, SelectField, Submit, Table,
        TagsField, Time,
    },
};

const DAY: i64 = 86_400_000;
/// A key that ends within this time is said to.
const SOON: i64 = 14 * DAY;
/// Keys that are older than this should be replaced: what the go-live guides of such products advise.
const OLD: i64 = 182 * DAY;

/// Who made or changed it, without the address.
pub fn who(by: &str) -> String {
    name_and_email(by).0.to_owned()
}

/// That a key ended, ends soon, or is old; `since` is when its secret was made.
pub fn age(expires_at: Option<i64>, since: i64, now: i64) -> Option<AnyView> {
    match expires_at {
        Some(at) if at <= now => Some(view! { <Pill tone="bad">"Expired"</Pill> }.into_any()),
        Some(at) if at - now < SOON => Some(view! { <Pill tone="warn">"Expires "<Time at now/></Pill> }.into_any()),
        _ if now - since > OLD => Some(view! { <Pill tone="warn">"Over 6 months old"</Pill> }.into_any()),
        _ => None,
    }
}

/// That the one before still works, and whether anything still uses it: whether it is time to let it end. `what` is "secret" or "key".
pub fn rotated(what: &'static str, old_until: Option<i64>, used: Option<Option<i64>>, now: i64) -> Option<AnyView> {
    let until = old_until.filter(|at| *at > now)?;
    let used = used.map(|used| match used {
        Some(at) => view! { <small>{format!("The old {what} was last used ")}<Time at now/></small> }.into_any(),
        None => view! { <small>{format!("Nothing has used the old {what} since")}</small> }.into_any(),
    });
    Some(
        view! {
            <Pill tone="info">{format!("Rotated: the old {what} works until ")}<ExactTime at=until/></Pill>
            {used}
        }
        .into_any(),
    )
}

pub fn last_used(at: Option<i64>, now: i64) -> AnyView {
    match at {
        Some(at) => view! { <Time at now/> }.into_any(),
        None => view! { <span class="muted">"Never"</span> }.into_any(),
    }
}

/// `Trigger workflows only · from 203.0.113.0/24`; nothing when a key is not narrowed.
pub fn narrowed(scope: KeyScope, networks: &str) -> Option<String> {
    let networks = listed(networks);
    let mut parts = Vec::new();
    if scope != KeyScope::Everything {
        parts.push(scope.label().to_owned());
    }
    if !networks.is_empty() {
        parts.push(format!("from {}", networks.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// What a new key can be narrowed to.
pub fn limits() -> AnyView {
    let scopes = KeyScope::ALL.iter().map(|scope| Choice::new(scope.key(), scope.label())).collect();
    let lives = TokenLife::CHOICES.iter().map(|(key, label, _)| Choice::new(*key, *label)).collect();
    view! {
        <SelectField name="scope" label="May" choices=scopes value="everything"/>
        <TagsField
            name="networks"
            label="Addresses"
            help="Where it may be used from, such as 203.0.113.7 or 203.0.113.0/24, separated by commas. Empty: from everywhere."
        />
        <SelectField name="life" label="Good for" choices=lives value="endless"/>
    }
    .into_any()
}

/// A button and its dialog that puts a new secret in the place of one; the old one goes on for as long as is chosen. `field` names the key.
pub fn rotate(
    workspace: &Workspace,
    action: &'static str,
    field: Option<(&'static str, String)>,
    title: String,
    verb: &'static str,
    description: String,
) -> AnyView {
    let slug = workspace.slug.to_string();
    let key = field.as_ref().map_or_else(|| "only".to_owned(), |(_, value)| value.clone());
    let dialog = format!("rotate-{key}");
    let choices = Grace::CHOICES.iter().map(|(value, label, _)| Choice::new(*value, *label)).collect();
    let hidden = field.map(|(name, value)| view! { <Hidden name value/> });
    view! {
        <OpenDialog target=dialog.clone() small=true>{verb}</OpenDialog>
        <Dialog id=dialog.clone() title description open_for=action open_for_key=key.clone()>
            <Form action key>
                <Hidden name="workspace" value=slug/>
                {hidden}
                <RadioGroup
                    name="grace"
                    label="The old one stops working"
                    choices
                    value="day"
                    help="Give your programs the new one before then."
                />
                <DialogActions dialog><Submit>{verb}</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

/// A button and its dialog that ends a key at once.
pub fn end(
    workspace: &Workspace,
    action: &'static str,
    field: &'static str,
    id: String,
    title: String,
    verb: &'static str,
    description: String,
) -> AnyView {
    let (slug, dialog) = (workspace.slug.to_string(), format!("end-{id}"));
    view! {
        <OpenDialog target=dialog.clone() small=true>{verb}</OpenDialog>
        <Dialog id=dialog.clone() title description>
            <Form action key=id.clone()>
                <Hidden name="workspace" value=slug/>
                <Hidden name=field value=id/>
                <DialogActions dialog><Submit variant="danger">{verb}</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

/// Keys that were deleted: a name, who did it, and when.
pub fn deleted(gone: Vec<(String, Option<String>, i64)>, now: i64) -> Option<AnyView> {
    if gone.is_empty() {
        return None;
    }
    let rows = gone
        .into_iter()
        .map(|(name, by, at)| {
            let by = by.map(|by| view! { <small>{format!("by {}", who(&by))}</small> });
            view! { <tr><td>{name}</td><td><Time at now/>{by}</td></tr> }
        })
        .collect_view();
    Some(view! { <Table caption="Deleted keys" columns=["Deleted key", "Deleted"]>{rows}</Table> }.into_any())
}
