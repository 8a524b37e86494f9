//! What an asset is called, and whether it runs.

use leptos::prelude::*;

use super::Opened;
use crate::{
    model::AssetKind,
    pages::{Refusal, Screen, Visit},
    ui::{
        Actions, Dialog, DialogActions, Fact, Facts, Form, Hidden, OpenDialog, Panel, Pill, Stack, Submit, TextField, Time, Tone,
        Variant,
    },
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let opened = Opened::load(&visit).await?;
    let name = opened.may_edit.then(|| {
        let (hidden, name) = (opened.hidden(), opened.asset.name.clone());
        view! {
            <Panel title="Name">
                <Form action="/api/assets/rename">
                    {hidden}
                    <TextField name="name" label="Name" value=name help="What your team calls it. People who get messages never see it." required=true maxlength=80u32/>
                    <Actions>
                        <Submit variant=Variant::Plain>"Save changes"</Submit>
                    </Actions>
                </Form>
            </Panel>
        }
    });
    let (slug, created, now) = (opened.asset.slug.to_string(), opened.asset.created_at, visit.now());
    let switch = (opened.asset.kind == AssetKind::Workflow).then(|| switch(&opened));
    let view = view! {
        <Stack>
            {name}
            <Panel title="Identity">
                <Facts>
                    <Fact label="Slug"><code>{slug}</code>" – triggers and promotion know it by this, so it never changes."</Fact>
                    <Fact label="Created"><Time at=created now/></Fact>
                </Facts>
            </Panel>
            {switch}
        </Stack>
    };
    Ok(opened.screen(&visit, "/settings", "Settings", view))
}

fn switch(opened: &Opened) -> AnyView {
    let on = opened.asset.enabled;
    let (tone, state, words) = if on {
        (Tone::Ok, "On", "Triggers run its live version.")
    } else {
        (Tone::Warn, "Off", "Triggers are refused, and say that it is switched off. You can still edit and commit.")
    };
    let act = if on {
        view! { <OpenDialog target="switch-off" variant=Variant::Danger>"Switch off"</OpenDialog> }.into_any()
    } else {
        let (hidden, variant) = (opened.hidden(), opened.variant());
        view! {
            <Form action="/api/assets/enable" inline=true>
                {hidden}
                <Hidden name="enabled" value="true"/>
                <Submit variant>"Switch on"</Submit>
            </Form>
        }
        .into_any()
    };
    let place = opened.granted.workspace().name.clone();
    let act = opened.may_edit.then(|| view! { <Actions>{act}</Actions> });
    let hidden = opened.hidden();
    view! {
        <Panel title="Running" description=words>
            <p><Pill tone>{state}</Pill></p>
            {act}
        </Panel>
        <Dialog
            id="switch-off"
            title=format!("Switch {} off?", opened.asset.name)
            description=format!("New triggers in {place} are refused until you switch it on again. What runs already goes on.")
        >
            <Form action="/api/assets/enable">
                {hidden}
                <Hidden name="enabled" value="false"/>
                <DialogActions dialog="switch-off">
                    <Submit variant=Variant::Danger>"Switch off"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
