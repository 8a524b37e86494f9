//! Workspace keys with their secrets, for the client SDKs.

use leptos::prelude::*;

use super::{
    Part, once,
    parts::{age, deleted, end, last_used, limits, narrowed, rotate, rotated, who},
    snippets::snippets,
    try_it::try_it,
};
use crate::{
    access::Granted,
    domain::keys,
    model::{Workspace, WorkspaceKey, can},
    pages::{Refusal, Visit},
    ui::{
        Actions, CopyField, Dialog, DialogActions, Fact, Facts, Form, Glyph, Hidden, OpenDialog, Panel, Pill, SecretOnce, Stack,
        Submit, TextField, Time,
    },
};

const GENERATE: &str = "/api/keys/generate_pair";

pub async fn part(visit: &Visit, granted: &Granted<can::ManageKeys>) -> Result<Part, Refusal> {
    let (workspace, now) = (granted.workspace(), visit.now());
    let (mut cards, mut gone, mut first) = (Vec::new(), Vec::new(), None);
    for key in keys::workspace::list(granted).await? {
        if let Some(at) = key.deleted_at {
            gone.push((key.name, key.deleted_by, at));
            continue;
        }
        let secret = once(visit, granted, &key.id).await?;
        // The snippets carry the pair that was just shown, or the default one.
        if first.is_none() || secret.is_some() {
            first = Some((key.key.clone(), secret.clone()));
        }
        cards.push(card(workspace, key, secret, now));
    }
    let (snippets, try_it) = (snippets(visit, granted, "workspace", None, first).await?, try_it(visit, granted).await?);
    let gone = deleted(gone, now);
    let view = view! { {cards}{snippets}{try_it}{gone} };
    Ok(Part { actions: button(), view: view.into_any(), dialogs: dialog(workspace) })
}

fn button() -> AnyView {
    view! { <OpenDialog target="generate-pair" variant="primary" icon=Glyph::Plus>"Generate workspace key"</OpenDialog> }
        .into_any()
}

fn dialog(workspace: &Workspace) -> AnyView {
    let slug = workspace.slug.to_string();
    view! {
        <Dialog
            id="generate-pair"
            title="Generate a workspace key"
            description="A key and a secret. The secret is shown on the next page, and again whenever you confirm who you are."
            open_for=GENERATE
        >
            <Form action=GENERATE>
                <Hidden name="workspace" value=slug/>
                <TextField name="name" label="Name" required=true maxlength=80 help="The program that will use it, such as “orders service”."/>
                {limits()}
                <DialogActions dialog="generate-pair"><Submit>"Generate"</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn card(workspace: &Workspace, key: WorkspaceKey, secret: Option<String>, now: i64) -> AnyView {
    let (slug, id) = (workspace.slug.to_string(), key.id.to_string());
    let secret = secret.map(|text| {
        view! { <SecretOnce label="Workspace secret" value=text help="Shown for now. That you looked at it is in the audit log."/> }
    });
    let show = secret.is_none().then(|| {
        let id = id.clone();
        view! {
            <Form action="/api/keys/reveal" key=id.clone() inline=true>
                <Hidden name="workspace" value=slug/>
                <Hidden name="id" value=id/>
                <Submit variant="plain" icon=Glyph::Eye small=true>"Show the workspace secret"</Submit>
            </Form>
        }
    });
    let age = age(key.expires_at, key.rotated_at.unwrap_or(key.created_at), now);
    let old = rotated("secret", key.old_until, Some(key.old_used_at), now);
    let pills = (key.is_default || age.is_some() || old.is_some()).then(|| {
        let default = key.is_default.then(|| view! { <Pill>"Default"</Pill> });
        view! { <div>{default}" "{age}" "{old}</div> }
    });
    let again = key.old_until.is_some_and(|at| at > now);
    let described = if again {
        "The key stays, its secret is replaced. The secret before this one stops working at once."
    } else {
        "The key stays, its secret is replaced. The new one is shown on the next page."
    };
    let title = format!("Rotate the secret of {}?", key.name);
    let rotate = rotate(workspace, "/api/keys/rotate_pair", Some(("id", id.clone())), title, "Rotate", described.to_owned());
    let delete = (!key.is_default).then(|| {
        let title = format!("Delete the workspace key {}?", key.name);
        let refused = "Calls that it signs are refused at once. This cannot be taken back.".to_owned();
        end(workspace, "/api/keys/delete_pair", "id", id.clone(), title, "Delete", refused)
    });
    let remade = key.rotated_at.map(|at| {
        let by = format!(" by {}", who(key.rotated_by.as_deref().unwrap_or_default()));
        view! { <Fact label="Rotated"><Time at now/>{by}</Fact> }
    });
    let limits = narrowed(key.scope, &key.networks).map(|words| view! { <Fact label="Narrowed to">{words}</Fact> });
    let ends = key.expires_at.map(|at| view! { <Fact label="Expires"><Time at now/></Fact> });
    let made = format!(" by {}", who(&key.created_by));
    let (title, copy) = (key.name.clone(), format!("copy-{id}"));
    view! {
        <Panel title description="For the client SDKs, which sign every call with the secret and never send it.">
            <Stack>
                {pills}
                <CopyField label="Workspace key" value=key.key id=copy/>
                {secret}
                <Facts>
                    <Fact label="Made"><Time at=key.created_at now/>{made}</Fact>
                    {remade}
                    <Fact label="Last used">{last_used(key.last_used_at, now)}</Fact>
                    {ends}
                    {limits}
                </Facts>
                <Actions>{show}{rotate}{delete}</Actions>
            </Stack>
        </Panel>
    }
    .into_any()
}
