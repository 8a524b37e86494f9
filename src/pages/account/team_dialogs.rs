//! The questions of the team page.

use leptos::prelude::*;

use crate::{
    model::{Id, Invite, Member, Role, RoleId},
    ui::{Choice, Dialog, DialogActions, Form, Hidden, RadioGroup, Submit, TextField},
};

/// What can be given, the narrowest first: nobody becomes an admin by not reading.
fn choices(roles: &[Role]) -> Vec<Choice> {
    let (admin, others): (Vec<&Role>, Vec<&Role>) = roles.iter().partition(|role| role.id.is_admin());
    let choice = |role: &Role| Choice::new(role.id.as_str(), &role.name).help(role.description.clone());
    others.into_iter().chain(admin).map(choice).collect()
}

pub fn invite_dialog(roles: &[Role]) -> AnyView {
    let (choices, usual) = (choices(roles), RoleId::member().to_string());
    view! {
        <Dialog
            id="invite"
            title="Invite a member"
            description="They get a link that works once, for 24 hours, and for this address only."
            open_for="/api/team/invite"
        >
            <Form action="/api/team/invite">
                <TextField name="email" label="E-mail" kind="email" required=true maxlength=254u32 autofocus=true/>
                <TextField name="name" label="Name" required=true maxlength=80u32/>
                <RadioGroup name="role" label="Role" choices value=usual/>
                <DialogActions dialog="invite">
                    <Submit>"Invite"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

pub fn member_dialogs(member: &Member, roles: &[Role], you: bool) -> AnyView {
    let id = member.person_id.to_string();
    let (role, deactivate) = (format!("role-{id}"), format!("deactivate-{id}"));
    let about_role = if you {
        "It is you: without this right you can't change it back.".to_owned()
    } else {
        "It counts from their next click on.".to_owned()
    };
    let (name, now, key) = (member.name.clone(), member.role.id.to_string(), id.clone());
    let choices = choices(roles);
    let role_dialog = view! {
        <Dialog
            id=role.clone()
            title=format!("Role of {name}")
            description=about_role
            open_for="/api/team/change_role"
            open_for_key=key.clone()
        >
            <Form action="/api/team/change_role" key=key.clone()>
                <Hidden name="person" value=key/>
                <RadioGroup name="role" label="Role" choices value=now/>
                <DialogActions dialog=role>
                    <Submit>"Change role"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    };
    let name = member.name.clone();
    let deactivate_dialog = (!you).then(move || {
        view! {
            <Dialog
                id=deactivate.clone()
                title=format!("Deactivate {name}")
                description="They are signed out at once and can't sign in to this account. What they made stays. Change the keys that they knew."
                open_for="/api/team/deactivate"
                open_for_key=id.clone()
            >
                <Form action="/api/team/deactivate" key=id.clone()>
                    <Hidden name="person" value=id/>
                    <DialogActions dialog=deactivate>
                        <Submit variant="danger">{format!("Deactivate {name}")}</Submit>
                    </DialogActions>
                </Form>
            </Dialog>
        }
    });
    let factor_dialog = (member.second_factor && !you).then(|| reset_dialog(&member.name, member.person_id.to_string()));
    view! {
        {role_dialog}
        {factor_dialog}
        {deactivate_dialog}
    }
    .into_any()
}

fn reset_dialog(name: &str, id: String) -> AnyView {
    let dialog = format!("factor-{id}");
    let words = "For somebody who lost their phone and their recovery codes. Make sure that it is them who asks. They are signed out, and \
                 their password alone signs them in until they set a new one up.";
    let (title, button) = (format!("Reset the second factor of {name}"), "Reset second factor");
    view! {
        <Dialog id=dialog.clone() title description=words open_for="/api/team/reset_second_factor" open_for_key=id.clone()>
            <Form action="/api/team/reset_second_factor" key=id.clone()>
                <Hidden name="person" value=id/>
                <DialogActions dialog>
                    <Submit variant="danger">{button}</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}

pub fn cancel_dialog(invite: &Invite) -> AnyView {
    let id = invite.id.to_string();
    let dialog = format!("cancel-{id}");
    view! {
        <Dialog
            id=dialog.clone()
            title=format!("Cancel the invitation of {}", invite.name)
            description=format!("The link that {} got stops working.", invite.email)
            open_for="/api/team/cancel_invite"
            open_for_key=id.clone()
        >
            <Form action="/api/team/cancel_invite" key=id.clone()>
                <Hidden name="invite" value=id/>
                <DialogActions dialog cancel="Keep it">
                    <Submit variant="danger">"Cancel invitation"</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
