//! What a template says on phones: the forms of SMS and WhatsApp, and the phone that shows them.

use leptos::prelude::*;

use super::{
    channels::{FORM, said},
    editor::{Editor, conflict},
};
use crate::{
    model::{Preview, Rendered, SmsContent, WhatsappButton, WhatsappCategory, WhatsappContent},
    pages::Visit,
    ui::{
        Actions, ChatPreview, Choice, Form, FormRow, OpenDialog, SelectField, SmsPreview, Submit, TextArea, TextField, Variant,
    },
};

/// Who will have sent it is up to the vendor.
const SENDER: &str = "Your sender";

fn now() -> AnyView {
    "now".into_any()
}

pub fn sms_form(visit: &Visit, editor: &Editor, sms: &SmsContent, preview: &Preview) -> AnyView {
    const ACTION: &str = "/api/templates/save_sms";
    let said_body = said(preview, "body");
    let saved = [("body", "Body", sms.body.as_str())];
    let readonly = !editor.may_edit;
    let (hidden, body) = (editor.hidden(), sms.body.clone());
    view! {
        {conflict(visit, editor, ACTION, &saved)}
        <Form action=ACTION id=FORM>
            {hidden}
            <TextArea
                name="body"
                label="Body"
                value=body
                rows=6
                required=true
                readonly
                help="Plain text. One SMS carries 160 characters, or 70 when a sign is not in the alphabet of the networks, like most emoji."
            />
            {said_body}
            {(!readonly).then(|| view! {
                <Actions>
                    <Submit unchecked=true>"Save draft"</Submit>
                    <OpenDialog target="remove-channel" variant=Variant::Quiet>"Remove SMS"</OpenDialog>
                </Actions>
            })}
        </Form>
    }
    .into_any()
}

pub fn sms(preview: &Preview) -> AnyView {
    let Rendered::Sms { body } = preview.rendered.clone() else { return ().into_any() };
    view! { <SmsPreview sender=SENDER body time=now() size=preview.size.clone()/> }.into_any()
}

pub fn whatsapp_form(visit: &Visit, editor: &Editor, whatsapp: &WhatsappContent, preview: &Preview) -> AnyView {
    const ACTION: &str = "/api/templates/save_whatsapp";
    let [said_header, said_body, said_footer] = ["header", "body", "footer"].map(|field| said(preview, field));
    let button = |at: usize| whatsapp.buttons.get(at).map(|button| (button.text.clone(), button.url())).unwrap_or_default();
    let [first, second] = [button(0), button(1)];
    let category = match whatsapp.category {
        WhatsappCategory::Utility => "UTILITY",
        WhatsappCategory::Marketing => "MARKETING",
    };
    let saved = [
        ("category", "Category", category),
        ("header", "Header", whatsapp.header()),
        ("body", "Body", whatsapp.body.text.as_str()),
        ("footer", "Footer", whatsapp.footer()),
        ("button_1_text", "First button", first.0.as_str()),
        ("button_1_url", "Link of the first button", first.1.as_str()),
        ("button_2_text", "Second button", second.0.as_str()),
        ("button_2_url", "Link of the second button", second.1.as_str()),
    ];
    let conflict = conflict(visit, editor, ACTION, &saved);
    let readonly = !editor.may_edit;
    let hidden = editor.hidden();
    let (header, body, footer) = (whatsapp.header().to_owned(), whatsapp.body.text.clone(), whatsapp.footer().to_owned());
    let choices = vec![
        Choice::new("UTILITY", "Utility: about something that the recipient did"),
        Choice::new("MARKETING", "Marketing: everything else"),
    ];
    let said_buttons = (1..=WhatsappButton::MAX)
        .flat_map(|number| match number {
            1 => ["button_1_text", "button_1_url"],
            _ => ["button_2_text", "button_2_url"],
        })
        .map(|field| said(preview, field))
        .collect_view();
    view! {
        {conflict}
        <Form action=ACTION id=FORM>
            {hidden}
            <SelectField name="category" label="Category" choices value=category/>
            <TextField name="header" label="Header" value=header maxlength=1000u32 readonly help="A line in bold over the text. At most 60 characters."/>
            {said_header}
            <TextArea name="body" label="Body" value=body rows=6 required=true readonly help="At most 1,024 characters."/>
            {said_body}
            <TextField name="footer" label="Footer" value=footer maxlength=1000u32 readonly help="A small line under the text. At most 60 characters."/>
            {said_footer}
            <FormRow>
                <TextField name="button_1_text" label="First button" value=first.0 maxlength=1000u32 readonly help="What stands on it."/>
                <TextField name="button_1_url" label="Its link" value=first.1 maxlength=1000u32 mono=true readonly placeholder="https://"/>
            </FormRow>
            <FormRow>
                <TextField name="button_2_text" label="Second button" value=second.0 maxlength=1000u32 readonly/>
                <TextField name="button_2_url" label="Its link" value=second.1 maxlength=1000u32 mono=true readonly placeholder="https://"/>
            </FormRow>
            {said_buttons}
            {(!readonly).then(|| view! {
                <Actions>
                    <Submit unchecked=true>"Save draft"</Submit>
                    <OpenDialog target="remove-channel" variant=Variant::Quiet>"Remove WhatsApp"</OpenDialog>
                </Actions>
            })}
        </Form>
    }
    .into_any()
}

pub fn whatsapp(preview: &Preview) -> AnyView {
    let Rendered::Whatsapp { header, body, footer, buttons } = preview.rendered.clone() else { return ().into_any() };
    let buttons = buttons.into_iter().map(|button| (button.text, button.url)).collect();
    view! { <ChatPreview sender=SENDER header body footer buttons time=now()/> }.into_any()
}
