//! What a template says on one channel: the form, and beside it how it looks.

use leptos::prelude::*;

use super::{
    editor::{Editor, conflict, glyph, remarks},
    phones, variables,
};
use crate::{
    domain::templates,
    islands,
    model::{Channel, EmailContent, InboxContent, Preview, Rendered, VariantContent},
    pages::{Refusal, Screen, Visit},
    ui::{
        Actions, CodeField, Dialog, DialogActions, EmptyState, FeedPreview, Form, Glyph, Hidden, LivePreview, MailPreview,
        OpenDialog, Remarks, Submit, TextArea, TextField, Variant, Workbench,
    },
};

/// The id of the form that is typed into.
pub(super) const FORM: &str = "template-form";
/// The name of the frame with the mail.
const FRAME: &str = "mail-preview";

pub async fn email(visit: Visit) -> Result<Screen, Refusal> {
    page(visit, Channel::Email).await
}

pub async fn sms(visit: Visit) -> Result<Screen, Refusal> {
    page(visit, Channel::Sms).await
}

pub async fn whatsapp(visit: Visit) -> Result<Screen, Refusal> {
    page(visit, Channel::Whatsapp).await
}

pub async fn inbox(visit: Visit) -> Result<Screen, Refusal> {
    page(visit, Channel::Inbox).await
}

async fn page(visit: Visit, channel: Channel) -> Result<Screen, Refusal> {
    let editor = Editor::load(&visit).await?;
    let view = match editor.content.variant(channel) {
        None => absent(&editor, channel),
        Some(variant) => {
            let now = editor.granted.now();
            let preview = templates::preview_with(&editor.content.mock_data, &variant.content, now);
            let (form, shown) = match &variant.content {
                VariantContent::Email(email) => (email_form(&visit, &editor, email, &preview), mail(&editor, &preview)),
                VariantContent::Sms(sms) => (phones::sms_form(&visit, &editor, sms, &preview), phones::sms(&preview)),
                VariantContent::Whatsapp(whatsapp) => {
                    (phones::whatsapp_form(&visit, &editor, whatsapp, &preview), phones::whatsapp(&preview))
                }
                VariantContent::Inbox(inbox) => (inbox_form(&visit, &editor, inbox, &preview), feed(&preview)),
            };
            let action = format!("/api/templates/preview_{}", channel.key());
            let live = view! {
                <islands::Preview>
                    <LivePreview form=FORM action>{shown}</LivePreview>
                </islands::Preview>
            };
            let names = variables::panel(&editor.content, Some(&editor.at("/mock-data")));
            let remove = editor.may_edit.then(|| remove(&editor, channel));
            view! {
                <Workbench preview=live more=names>{form}</Workbench>
                {remove}
            }
            .into_any()
        }
    };
    editor.screen(&visit, channel.key(), channel.label(), view).await
}

/// The template says nothing on this channel.
fn absent(editor: &Editor, channel: Channel) -> AnyView {
    let add = editor.may_edit.then(|| {
        let hidden = editor.hidden();
        view! {
            <Form action="/api/templates/add_channel" inline=true>
                {hidden}
                <Hidden name="channel" value=channel.key()/>
                <Submit icon=Glyph::Plus>{format!("Add {}", channel.word())}</Submit>
            </Form>
        }
        .into_any()
    });
    let text = match channel {
        Channel::Email => "This template sends no e-mail. Add it to write a subject and a page.",
        Channel::Sms => "This template sends no SMS. Add it to write a short text.",
        Channel::Whatsapp => "This template sends nothing by WhatsApp. Add it to write a text, with a button if you like.",
        Channel::Inbox => "This template puts nothing into the inbox of your app. Add it to write a few lines.",
    };
    view! { <EmptyState title=format!("No {} yet", channel.word()) text icon=glyph(channel) action=add/> }.into_any()
}

fn email_form(visit: &Visit, editor: &Editor, email: &EmailContent, preview: &Preview) -> AnyView {
    const ACTION: &str = "/api/templates/save_email";
    let [said_subject, said_preheader, said_html, said_text] =
        ["subject", "preheader", "html", "text"].map(|field| said(preview, field));
    let saved = [
        ("subject", "Subject", email.subject.as_str()),
        ("preheader", "Preheader", email.preheader.as_str()),
        ("html", "HTML", email.html.as_str()),
        ("text", "Plain text", email.text.as_str()),
    ];
    let readonly = !editor.may_edit;
    let without_script = editor.at("/preview/email");
    let hidden = editor.hidden();
    let EmailContent { subject, preheader, html, text } = email.clone();
    view! {
        {conflict(visit, editor, ACTION, &saved)}
        <Form action=ACTION id=FORM>
            {hidden}
            <TextField name="subject" label="Subject" value=subject required=true maxlength=1000u32 readonly/>
            {said_subject}
            <TextField
                name="preheader"
                label="Preheader"
                value=preheader
                maxlength=1000u32
                readonly
                help="The line that mail programs show after the subject."
            />
            {said_preheader}
            <CodeField name="html" label="HTML" value=html rows=18 readonly/>
            {said_html}
            <CodeField
                name="text"
                label="Plain text"
                value=text
                rows=4
                readonly
                help="For those who read mail as text. Leave it empty to make it from the HTML."
            />
            {said_text}
            {(!readonly).then(|| view! {
                <Actions>
                    <Submit unchecked=true>"Save draft"</Submit>
                    <noscript>
                        <Submit variant=Variant::Plain formaction=without_script formtarget=FRAME unchecked=true>"Preview without saving"</Submit>
                    </noscript>
                    <OpenDialog target="remove-channel" variant=Variant::Quiet>"Remove e-mail"</OpenDialog>
                </Actions>
            })}
        </Form>
    }
    .into_any()
}

fn inbox_form(visit: &Visit, editor: &Editor, inbox: &InboxContent, preview: &Preview) -> AnyView {
    const ACTION: &str = "/api/templates/save_inbox";
    let [said_header, said_body, said_link] = ["header", "body", "action_url"].map(|field| said(preview, field));
    let saved = [
        ("header", "Header", inbox.header.as_str()),
        ("body", "Body", inbox.body.as_str()),
        ("action_url", "Link", inbox.action_url.as_str()),
    ];
    let readonly = !editor.may_edit;
    let hidden = editor.hidden();
    let InboxContent { header, body, action_url } = inbox.clone();
    view! {
        {conflict(visit, editor, ACTION, &saved)}
        <Form action=ACTION id=FORM>
            {hidden}
            <TextField name="header" label="Header" value=header maxlength=1000u32 readonly/>
            {said_header}
            <TextArea name="body" label="Body" value=body rows=6 required=true readonly/>
            {said_body}
            <TextField
                name="action_url"
                label="Link"
                value=action_url
                maxlength=1000u32
                mono=true
                readonly
                help="Where a click on the message leads: https://…, or a path of your app."
            />
            {said_link}
            {(!readonly).then(|| view! {
                <Actions>
                    <Submit unchecked=true>"Save draft"</Submit>
                    <OpenDialog target="remove-channel" variant=Variant::Quiet>"Remove inbox"</OpenDialog>
                </Actions>
            })}
        </Form>
    }
    .into_any()
}

pub(super) fn said(preview: &Preview, field: &'static str) -> AnyView {
    view! { <Remarks field remarks=remarks(&preview.problems, field)/> }.into_any()
}

fn mail(editor: &Editor, preview: &Preview) -> AnyView {
    let Rendered::Email { subject, preheader, text, .. } = preview.rendered.clone() else { return ().into_any() };
    view! { <MailPreview subject preheader text src=editor.at("/preview/email") frame=FRAME/> }.into_any()
}

fn feed(preview: &Preview) -> AnyView {
    let Rendered::Inbox { header, body, action_url } = preview.rendered.clone() else { return ().into_any() };
    view! { <FeedPreview header body action_url/> }.into_any()
}

fn remove(editor: &Editor, channel: Channel) -> AnyView {
    const ACTION: &str = "/api/templates/remove_channel";
    let label = channel.word();
    let act = format!("Remove {label}");
    let hidden = editor.hidden();
    view! {
        <Dialog
            id="remove-channel"
            title=format!("Remove {label}")
            description="What is written for this channel leaves the draft. What is live stays until you commit; earlier versions keep it."
            open_for=ACTION
        >
            <Form action=ACTION>
                {hidden}
                <Hidden name="channel" value=channel.key()/>
                <DialogActions dialog="remove-channel">
                    <Submit variant=Variant::Danger>{act}</Submit>
                </DialogActions>
            </Form>
        </Dialog>
    }
    .into_any()
}
