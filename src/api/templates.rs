//! Templates.

use leptos::prelude::*;

use crate::model::{AppError, Channel, Landing, Preview, Slug, WhatsappCategory};

/// A new template with the channels that were ticked; its first channel is opened.
#[server(endpoint = "templates/create")]
pub async fn create_template(
    workspace: Slug,
    name: String,
    #[server(default)] slug: String,
    #[server(default)] email: bool,
    #[server(default)] sms: bool,
    #[server(default)] whatsapp: bool,
    #[server(default)] inbox: bool,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates, model::Name};
    let channels = Channel::ticked(email, sms, whatsapp, inbox);
    let template = templates::create(&door(&workspace).await?, &Name::parse(&name)?, &slug, &channels).await?;
    Ok(Landing::at(format!("/{workspace}/templates/{}", template.slug)).saying(format!("Created {} as a draft.", template.name)))
}

#[server(endpoint = "templates/save_email")]
pub async fn save_email(
    workspace: Slug,
    template: Slug,
    draft_version: i64,
    subject: String,
    #[server(default)] preheader: String,
    html: String,
    #[server(default)] text: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates};
    templates::save_variant(&door(&workspace).await?, &template, draft_version, typed::email(subject, preheader, html, text))
        .await?;
    Ok(Landing::at(format!("/{workspace}/templates/{template}/email")).saying("Draft saved."))
}

#[server(endpoint = "templates/save_sms")]
pub async fn save_sms(workspace: Slug, template: Slug, draft_version: i64, body: String) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates};
    templates::save_variant(&door(&workspace).await?, &template, draft_version, typed::sms(body)).await?;
    Ok(Landing::at(format!("/{workspace}/templates/{template}/sms")).saying("Draft saved."))
}

#[server(endpoint = "templates/save_whatsapp")]
pub async fn save_whatsapp(
    workspace: Slug,
    template: Slug,
    draft_version: i64,
    #[server(default)] category: WhatsappCategory,
    #[server(default)] header: String,
    body: String,
    #[server(default)] footer: String,
    #[server(default)] button_1_text: String,
    #[server(default)] button_1_url: String,
    #[server(default)] button_2_text: String,
    #[server(default)] button_2_url: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates};
    let buttons = [(button_1_text, button_1_url), (button_2_text, button_2_url)];
    let said = typed::whatsapp(category, &header, body, &footer, &buttons);
    templates::save_variant(&door(&workspace).await?, &template, draft_version, said).await?;
    Ok(Landing::at(format!("/{workspace}/templates/{template}/whatsapp")).saying("Draft saved."))
}

#[server(endpoint = "templates/save_inbox")]
pub async fn save_inbox(
    workspace: Slug,
    template: Slug,
    draft_version: i64,
    #[server(default)] header: String,
    body: String,
    #[server(default)] action_url: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates};
    templates::save_variant(&door(&workspace).await?, &template, draft_version, typed::inbox(header, body, action_url)).await?;
    Ok(Landing::at(format!("/{workspace}/templates/{template}/inbox")).saying("Draft saved."))
}

#[server(endpoint = "templates/save_mock_data")]
pub async fn save_mock_data(
    workspace: Slug,
    template: Slug,
    draft_version: i64,
    payload: String,
    #[server(default)] recipient: String,
    #[server(default)] actor: String,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates};
    templates::save_mock_data(&door(&workspace).await?, &template, draft_version, (&payload, &recipient, &actor)).await?;
    Ok(Landing::at(format!("/{workspace}/templates/{template}/mock-data")).saying("Mock data saved."))
}

#[server(endpoint = "templates/add_channel")]
pub async fn add_channel(workspace: Slug, template: Slug, draft_version: i64, channel: Channel) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates};
    templates::add_channel(&door(&workspace).await?, &template, draft_version, channel).await?;
    let key = channel.key();
    Ok(Landing::at(format!("/{workspace}/templates/{template}/{key}")).saying(format!("Added {}.", channel.label())))
}

#[server(endpoint = "templates/remove_channel")]
pub async fn remove_channel(workspace: Slug, template: Slug, draft_version: i64, channel: Channel) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates};
    templates::remove_channel(&door(&workspace).await?, &template, draft_version, channel).await?;
    Ok(Landing::at(format!("/{workspace}/templates/{template}")).saying(format!("Removed {} from the draft.", channel.label())))
}

/// An e-mail that is being typed, as it would be sent with the saved mock data. Nothing is written.
#[server(endpoint = "templates/preview_email")]
pub async fn preview_email(
    workspace: Slug,
    template: Slug,
    #[server(default)] subject: String,
    #[server(default)] preheader: String,
    #[server(default)] html: String,
    #[server(default)] text: String,
) -> Result<Preview, AppError> {
    use crate::{access::door, domain::templates};
    templates::preview(&door(&workspace).await?, &template, &typed::email(subject, preheader, html, text)).await
}

/// An SMS that is being typed.
#[server(endpoint = "templates/preview_sms")]
pub async fn preview_sms(workspace: Slug, template: Slug, #[server(default)] body: String) -> Result<Preview, AppError> {
    use crate::{access::door, domain::templates};
    templates::preview(&door(&workspace).await?, &template, &typed::sms(body)).await
}

/// A WhatsApp message that is being typed.
#[server(endpoint = "templates/preview_whatsapp")]
pub async fn preview_whatsapp(
    workspace: Slug,
    template: Slug,
    #[server(default)] category: WhatsappCategory,
    #[server(default)] header: String,
    #[server(default)] body: String,
    #[server(default)] footer: String,
    #[server(default)] button_1_text: String,
    #[server(default)] button_1_url: String,
    #[server(default)] button_2_text: String,
    #[server(default)] button_2_url: String,
) -> Result<Preview, AppError> {
    use crate::{access::door, domain::templates};
    let buttons = [(button_1_text, button_1_url), (button_2_text, button_2_url)];
    let said = typed::whatsapp(category, &header, body, &footer, &buttons);
    templates::preview(&door(&workspace).await?, &template, &said).await
}

/// An inbox message that is being typed.
#[server(endpoint = "templates/preview_inbox")]
pub async fn preview_inbox(
    workspace: Slug,
    template: Slug,
    #[server(default)] header: String,
    #[server(default)] body: String,
    #[server(default)] action_url: String,
) -> Result<Preview, AppError> {
    use crate::{access::door, domain::templates};
    templates::preview(&door(&workspace).await?, &template, &typed::inbox(header, body, action_url)).await
}

/// Texts as browsers send them.
#[cfg(feature = "ssr")]
pub mod typed {
    use crate::model::{EmailContent, InboxContent, SmsContent, VariantContent, WhatsappCategory, WhatsappContent};

    /// Browsers end lines as Windows does; what is stored and compared has plain ends.
    fn lines(text: String) -> String {
        text.replace("\r\n", "\n")
    }

    pub fn email(subject: String, preheader: String, html: String, text: String) -> VariantContent {
        VariantContent::Email(EmailContent { subject, preheader, html: lines(html), text: lines(text) })
    }

    pub fn sms(body: String) -> VariantContent {
        VariantContent::Sms(SmsContent { body: lines(body), ..SmsContent::default() })
    }

    pub fn whatsapp(
        category: WhatsappCategory,
        header: &str,
        body: String,
        footer: &str,
        buttons: &[(String, String)],
    ) -> VariantContent {
        VariantContent::Whatsapp(WhatsappContent::new(category, header, &lines(body), footer, buttons))
    }

    pub fn inbox(header: String, body: String, action_url: String) -> VariantContent {
        VariantContent::Inbox(InboxContent { header, body: lines(body), action_url })
    }
}
