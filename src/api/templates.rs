//! Templates.

use leptos::prelude::*;

use crate::model::{AppError, Channel, Landing, Preview, Slug};

/// A new template with the channels that were ticked; its first channel is opened.
#[server(endpoint = "templates/create")]
pub async fn create_template(
    workspace: Slug,
    name: String,
    #[server(default)] slug: String,
    #[server(default)] email: bool,
    #[server(default)] inbox: bool,
) -> Result<Landing, AppError> {
    use crate::{access::door, domain::templates, model::Name};
    let channels: Vec<_> =
        [(email, Channel::Email), (inbox, Channel::Inbox)].into_iter().filter_map(|(on, c)| on.then_some(c)).collect();
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
    use crate::model::{EmailContent, InboxContent, VariantContent};

    /// Browsers end lines as Windows does; what is stored and compared has plain ends.
    fn lines(text: String) -> String {
        text.replace("\r\n", "\n")
    }

    pub fn email(subject: String, preheader: String, html: String, text: String) -> VariantContent {
        VariantContent::Email(EmailContent { subject, preheader, html: lines(html), text: lines(text) })
    }

    pub fn inbox(header: String, body: String, action_url: String) -> VariantContent {
        VariantContent::Inbox(InboxContent { header, body: lines(body), action_url })
    }
}
