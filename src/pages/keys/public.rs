//! Public keys, for apps and web pages.

use leptos::prelude::*;

use super::{
    Part,
    parts::{deleted, end, rotate, rotated, who},
};
use crate::{
    access::Granted,
    domain::keys,
    model::{PublicKey, Workspace, can, listed},
    pages::{Refusal, Visit},
    ui::{
        Actions, CopyField, Dialog, DialogActions, Fact, Facts, Form, Glyph, Hidden, OpenDialog, Panel, Pill, Stack, Submit,
        SwitchField, TagsField, TextField, Time,
    },
};

const GENERATE: &str = "/api/keys/generate_public";
const EDIT: &str = "/api/keys/edit_public";
const DOMAINS: &str =
    "Where it may be used: app.example.com, *.example.com, localhost:3000, separated by commas. Empty: everywhere.";

pub async fn part(visit: &Visit, granted: &Granted<can::ManageKeys>) -> Result<Part, Refusal> {
    let (workspace, now) = (granted.workspace(), visit.now());
    let (mut cards, mut gone) = (Vec::new(), Vec::new());
    for key in keys::public::list(granted).await? {
        match key.deleted_at {
            Some(at) => gone.push((key.name, key.deleted_by, at)),
            None => cards.push(card(workspace, key, now)),
        }
    }
    let gone = deleted(gone, now);
    Ok(Part { actions: button(), view: view! { {cards}{gone} }.into_any(), dialogs: dialog(workspace) })
}

fn button() -> AnyView {
    view! { <OpenDialog target="generate-public" variant="primary" icon=Glyph::Plus>"Generate public key"</OpenDialog> }
        .into_any()
}

fn dialog(workspace: &Workspace) -> AnyView {
    let slug = workspace.slug.to_string();
    view! {
        <Dialog
            id="generate-public"
            title="Generate a public key"
            description="It is no secret: it stands in the code of apps and pages."
            open_for=GENERATE
        >
            <Form action=GENERATE>
                <Hidden name="workspace" value=slug/>
                <TextField name="name" label="Name" required=true maxlength=80 help="The app that will use it, such as “web app”."/>
                <TagsField name="domains" label="Domains" help=DOMAINS/>
                <DialogActions dialog="generate-public"><Submit>"Generate"</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn card(workspace: &Workspace, key: PublicKey, now: i64) -> AnyView {
    let id = key.id.to_string();
    let old = rotated("key", key.old_until, None, now);
    let default = key.is_default.then(|| view! { <Pill>"Default"</Pill> });
    let mode = match key.secure_mode {
        true => view! { <Pill tone="ok">"Secure mode"</Pill> }.into_any(),
        false => view! { <Pill tone="warn">"Anybody may speak for any user"</Pill> }.into_any(),
    };
    let domains = listed(&key.domains);
    let everywhere = if domains.is_empty() { "everywhere".to_owned() } else { domains.join(", ") };
    let edit = edit(workspace, &key, domains);
    let title = format!("Rotate the public key {}?", key.name);
    let replaced =
        "It gets a new text. Apps that people have installed go on with the old one until they are updated.".to_owned();
    let rotate = rotate(workspace, "/api/keys/rotate_public", Some(("id", id.clone())), title, "Rotate", replaced);
    let delete = (!key.is_default).then(|| {
        let title = format!("Delete the public key {}?", key.name);
        let refused = "Apps that use it are refused at once. This cannot be taken back.".to_owned();
        end(workspace, "/api/keys/delete_public", "id", id.clone(), title, "Delete", refused)
    });
    let made = format!(" by {}", who(&key.created_by));
    let remade = key.rotated_at.map(|at| {
        let by = format!(" by {}", who(key.rotated_by.as_deref().unwrap_or_default()));
        view! { <Fact label="Rotated"><Time at now/>{by}</Fact> }
    });
    let (title, copy) = (key.name.clone(), format!("copy-{id}"));
    view! {
        <Panel title description="For apps and web pages, where everybody can read it.">
            <Stack>
                <div>{default}" "{mode}" "{old}</div>
                <CopyField label="Public key" value=key.key id=copy/>
                <Facts>
                    <Fact label="Made"><Time at=key.created_at now/>{made}</Fact>
                    {remade}
                    <Fact label="May be used on">{everywhere}</Fact>
                </Facts>
                <Actions>{edit}{rotate}{delete}</Actions>
            </Stack>
        </Panel>
    }
    .into_any()
}

fn edit(workspace: &Workspace, key: &PublicKey, domains: Vec<String>) -> AnyView {
    let (slug, id, checked) = (workspace.slug.to_string(), key.id.to_string(), key.secure_mode);
    let (dialog, title) = (format!("edit-{id}"), format!("The public key {}", key.name));
    view! {
        <OpenDialog target=dialog.clone() small=true>"Edit"</OpenDialog>
        <Dialog id=dialog.clone() title open_for=EDIT open_for_key=id.clone()>
            <Form action=EDIT key=id.clone()>
                <Hidden name="workspace" value=slug/>
                <Hidden name="id" value=id/>
                <SwitchField
                    name="secure_mode"
                    label="Secure mode"
                    checked
                    help="Every request has to bring a user token that your backend signed with the signing key."
                />
                <TagsField name="domains" label="Domains" values=domains help=DOMAINS/>
                <DialogActions dialog><Submit>"Save"</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
