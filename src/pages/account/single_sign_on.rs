//! The OpenID provider that the account's people may sign in with.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::single_sign_on,
    identity::oidc,
    model::{OidcProvider, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Actions, CheckField, CopyField, Dialog, DialogActions, Form, Glyph, OpenDialog, PageHeader, Panel, SecretField, Stack,
        Submit, SwitchField, TextField,
    },
};

const REMOVE: &str = "/api/single_sign_on/remove";

/// `/account/single-sign-on`
pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::EditAccount> = visit.enter_account().await?;
    let provider = single_sign_on::find(&granted).await?;
    let back = format!("{}{}", visit.caller.app.config.base_url.trim_end_matches('/'), oidc::CALLBACK);
    let (form, remove) = (form(provider.as_ref()), provider.as_ref().map(removal));
    let view = view! {
        <PageHeader
            title="Single sign-on"
            description="Your people sign in with the OpenID Connect service that they use elsewhere. It tells who they are; who is in the team you decide here."
            trail=vec![("Authentication".to_owned(), "/account/authentication".to_owned())]
        />
        <Stack>
            <Panel title="At the sign-in service" description="Register Belfry there as a web application with the authorization code flow.">
                <CopyField label="Redirect address" value=back/>
            </Panel>
            <Panel title="Here" description="We ask the service for its description before anything is saved.">{form}</Panel>
            {remove}
        </Stack>
    };
    Ok(Screen::in_account(Section::Authentication, "Single sign-on", view))
}

fn form(provider: Option<&OidcProvider>) -> AnyView {
    let secret_help = if provider.is_some() {
        "Empty: the one that is there stays. It is kept sealed and never shown again."
    } else {
        "It is kept sealed and never shown again."
    };
    let text = |pick: fn(&OidcProvider) -> &String| provider.map(pick).cloned().unwrap_or_default();
    let (label, issuer, client_id) = (text(|p| &p.label), text(|p| &p.issuer), text(|p| &p.client_id));
    let (both_factors, enabled) = provider.map_or((false, true), |provider| (provider.both_factors, provider.enabled));
    view! {
        <Form action="/api/single_sign_on/save">
            <TextField name="label" label="Name" required=true maxlength=40 value=label help="The button says “Sign in with” and this name."/>
            <TextField name="issuer" label="Issuer" kind="url" required=true maxlength=500 value=issuer placeholder="https://id.example.com"/>
            <TextField name="client_id" label="Client ID" required=true maxlength=500 value=client_id/>
            <SecretField name="client_secret" label="Client secret" autocomplete="off" required=false maxlength=1000u32 help=secret_help/>
            <CheckField
                name="both_factors"
                label="It asks for a second factor itself"
                checked=both_factors
                help="Then we don’t ask for another one. Leave this off unless the service demands a second factor of everybody."
            />
            <SwitchField name="enabled" label="Offer it on the sign-in page" checked=enabled/>
            <Actions><Submit>"Save"</Submit></Actions>
        </Form>
    }
    .into_any()
}

fn removal(provider: &OidcProvider) -> AnyView {
    let title = format!("Remove {}?", provider.label);
    view! {
        <Panel title="Remove" description="People sign in with their passwords again. Who never chose one asks for one by letter.">
            <Actions><OpenDialog target="remove-provider" icon=Glyph::Trash>"Remove the sign-in service"</OpenDialog></Actions>
        </Panel>
        <Dialog id="remove-provider" title description="Nobody can sign in with it from then on." open_for=REMOVE>
            <Form action=REMOVE>
                <DialogActions dialog="remove-provider"><Submit variant="danger">"Remove"</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
