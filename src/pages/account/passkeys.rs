//! The part of the profile that shows one's passkeys.

use leptos::prelude::*;

use crate::{
    identity::browser_words,
    model::{OwnPasskey, PasskeyId},
    pages::{
        Visit,
        passkeys::{Device, passkey_form},
    },
    ui::{ActionCell, Column, Dialog, DialogActions, Form, Hidden, OpenDialog, Panel, Submit, Table, TextField, Time},
};

const ADD: &str = "/api/passkeys/add";
const RENAME: &str = "/api/passkeys/rename";
const REMOVE: &str = "/api/passkeys/remove";

pub fn passkeys(visit: &Visit, all: &[OwnPasskey]) -> AnyView {
    let rows = all.iter().map(|passkey| row(passkey, visit.now())).collect_view();
    let dialogs = all.iter().map(dialogs).collect_view();
    let columns =
        [Column::new("Passkey"), Column::new("Added").minor(), Column::new("Last use"), Column::new("Actions").silent()];
    let some = !all.is_empty();
    let inside = if some {
        view! { <Table caption="Your passkeys" columns bare=true>{rows}</Table> }.into_any()
    } else {
        view! { <p class="muted">"You have none yet."</p> }.into_any()
    };
    let add = view! { <OpenDialog target="add-passkey" small=true>"Add a passkey"</OpenDialog> };
    view! {
        <Panel
            title="Passkeys"
            description="A passkey signs you in with your finger, your face or your device's PIN, without password and code."
            flush=some
            actions=add
        >
            {inside}
        </Panel>
        {dialogs}
        {add_dialog(visit)}
    }
    .into_any()
}

fn row(passkey: &OwnPasskey, now: i64) -> AnyView {
    let (name, id) = (passkey.name.clone(), passkey.id.clone());
    let kept = if passkey.backed_up { "Kept on several devices" } else { "Kept on one device" };
    let used = match passkey.last_used_at {
        Some(at) => view! { <Time at now/> }.into_any(),
        None => "Never".into_any(),
    };
    let actions = view! {
        <OpenDialog target=rename_id(&id) small=true label=format!("Rename {name}")>"Rename"</OpenDialog>
        <OpenDialog target=remove_id(&id) small=true label=format!("Remove {name}")>"Remove"</OpenDialog>
    };
    view! {
        <tr>
            <td>{name.clone()}<small>{kept}</small></td>
            <td><Time at=passkey.created_at now/></td>
            <td>{used}</td>
            <ActionCell actions/>
        </tr>
    }
    .into_any()
}

fn rename_id(id: &PasskeyId) -> String {
    format!("rename-{id}")
}

fn remove_id(id: &PasskeyId) -> String {
    format!("remove-{id}")
}

fn dialogs(passkey: &OwnPasskey) -> AnyView {
    view! { {rename_dialog(passkey)} {remove_dialog(passkey)} }.into_any()
}

fn rename_dialog(passkey: &OwnPasskey) -> AnyView {
    let (id, name, key) = (rename_id(&passkey.id), passkey.name.clone(), passkey.id.to_string());
    let title = format!("Rename {name}");
    view! {
        <Dialog id=id.clone() title open_for=RENAME open_for_key=key.clone()>
            <Form action=RENAME key=key.clone()>
                <Hidden name="id" value=key/>
                <TextField name="name" label="Name" value=name required=true maxlength=80u32/>
                <DialogActions dialog=id>
                    <Submit>"Rename"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn remove_dialog(passkey: &OwnPasskey) -> AnyView {
    let (id, key) = (remove_id(&passkey.id), passkey.id.to_string());
    let title = format!("Remove {}", passkey.name);
    view! {
        <Dialog
            id=id.clone()
            title
            description="It opens nothing from now on. The device may still offer it: delete it there, too."
            open_for=REMOVE
            open_for_key=key.clone()
        >
            <Form action=REMOVE key=key.clone()>
                <Hidden name="id" value=key/>
                <DialogActions dialog=id>
                    <Submit variant="danger">"Remove"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

fn add_dialog(visit: &Visit) -> AnyView {
    let here = browser_words(visit.caller.origin.user_agent.as_deref());
    let inside = || {
        view! {
            <TextField
                name="name"
                label="Name"
                value=here
                help="To tell it from others: the device, or where it is kept."
                required=true
                maxlength=80u32
            />
            <DialogActions dialog="add-passkey">
                <Submit>"Add"</Submit>
            </DialogActions>
        }
        .into_any()
    };
    let form = passkey_form(visit, Device::Makes, ADD, inside);
    view! {
        <Dialog
            id="add-passkey"
            title="Add a passkey"
            description="Your browser asks where it is to be kept: on this device, a phone or a security key."
            open_for=ADD
        >
            {form}
        </Dialog>
    }
    .into_any()
}
