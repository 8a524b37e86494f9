//! Deleting a workspace: what is lost, and until when it is not.

use leptos::prelude::*;

use crate::{
    model::Workspace,
    ui::{ConfirmField, Dialog, DialogActions, Form, Glyph, Hidden, OpenDialog, Panel, Submit},
};

const ACTION: &str = "/api/workspaces/delete";

pub fn panel(workspace: &Workspace) -> AnyView {
    let Workspace { slug, name, .. } = workspace.clone();
    let (slug, title, button) = (slug.to_string(), format!("Delete {name}?"), format!("Delete {name}"));
    let expected = slug.clone();
    view! {
        <Panel
            title="Delete"
            description="Its keys are refused at once, its pages are gone, and what waits to be sent waits. For 7 days it can be restored with everything in it; then its workflows, templates, users, vendors, keys and logs are gone for good. The audit log stays."
        >
            <OpenDialog target="delete-workspace" variant="danger" icon=Glyph::Trash>"Delete the workspace"</OpenDialog>
        </Panel>
        <Dialog
            id="delete-workspace"
            title
            description="Programs with its keys stop working now. You have 7 days to restore it, under Workspaces in the account."
            open_for=ACTION
        >
            <Form action=ACTION>
                <Hidden name="workspace" value=slug/>
                <ConfirmField name="slug" expected/>
                <DialogActions dialog="delete-workspace"><Submit variant="danger">{button}</Submit></DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
