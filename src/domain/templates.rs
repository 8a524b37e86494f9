//! Templates: what is said on each channel, and the mock data that it is tried with. Their life is that of every asset.

use serde_json::{Map, Value};

use crate::{
    access::Granted,
    db::Tx,
    domain::{assets, rendering},
    model::{
        AppError, Asset, AssetKind, Channel, EmailContent, InboxContent, MockData, Name, Preview, Rendered, Slug, SmsContent,
        TemplateContent, Variant, VariantContent, WhatsappCategory, WhatsappContent, can,
    },
    store,
};

/// What a new e-mail looks like: a page that mail programs show well, without a word of its own.
const EMAIL_START: &str = include_str!("templates/start.html");

/// The content of the draft.
pub fn content(asset: &Asset) -> Result<TemplateContent, AppError> {
    assets::parse(&asset.draft)
}

/// A new template with these channels. Without a slug it gets the one that its name suggests.
pub async fn create(
    granted: &Granted<can::EditAssets>,
    name: &Name,
    slug: &str,
    channels: &[Channel],
) -> Result<Asset, AppError> {
    let slug = match slug.trim() {
        "" => Slug::suggest(name.as_str()).ok_or_else(|| AppError::invalid("slug", "The name suggests no slug. Type one."))?,
        typed => Slug::parse(typed)?,
    };
    if slug.as_str() == "new" {
        return Err(AppError::invalid("slug", "The slug “new” belongs to Belfry itself. Choose another one."));
    }
    if channels.is_empty() {
        return Err(AppError::invalid("email", "Choose at least one channel."));
    }
    let content = TemplateContent {
        description: String::new(),
        variants: channels.iter().map(|channel| blank(*channel)).collect(),
        mock_data: MockData::default(),
    };
    assets::create(granted, AssetKind::Template, &slug, name, Some(&assets::canonical(&content))).await
}

fn blank(channel: Channel) -> Variant {
    let content = match channel {
        Channel::Email => VariantContent::Email(EmailContent { html: EMAIL_START.to_owned(), ..EmailContent::default() }),
        Channel::Sms => VariantContent::Sms(SmsContent::default()),
        Channel::Whatsapp => VariantContent::Whatsapp(WhatsappContent::new(WhatsappCategory::Utility, "", "", "", &[])),
        Channel::Inbox => VariantContent::Inbox(InboxContent::default()),
    };
    Variant { id: "default".to_owned(), locale: "en".to_owned(), content }
}

/// Changes the draft, when it still is the one that the editor started from.
async fn edit(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    change: impl FnOnce(&mut TemplateContent) -> Result<(), AppError>,
) -> Result<Asset, AppError> {
    let asset = assets::find(&granted.also::<can::ViewAssets>()?, AssetKind::Template, slug).await?;
    let mut content = content(&asset)?;
    change(&mut content)?;
    assets::save_draft(granted, AssetKind::Template, slug, &assets::canonical(&content), started_from).await
}

/// Saves what one channel says.
pub async fn save_variant(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    said: VariantContent,
) -> Result<Asset, AppError> {
    edit(granted, slug, started_from, |content| {
        let channel = said.channel();
        let variant = content.variants.iter_mut().find(|variant| variant.content.channel() == channel);
        variant.ok_or_else(|| gone(channel))?.content = said;
        Ok(())
    })
    .await
}

/// Adds a channel, with nothing said on it yet.
pub async fn add_channel(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    channel: Channel,
) -> Result<Asset, AppError> {
    edit(granted, slug, started_from, |content| {
        if content.variant(channel).is_none() {
            content.variants.push(blank(channel));
        }
        Ok(())
    })
    .await
}

/// Takes a channel out of the draft, with what is said on it.
pub async fn remove_channel(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    channel: Channel,
) -> Result<Asset, AppError> {
    edit(granted, slug, started_from, |content| {
        content.variants.retain(|variant| variant.content.channel() != channel);
        Ok(())
    })
    .await
}

fn gone(channel: Channel) -> AppError {
    AppError::conflict(format!("This template has no {} any more. Add the channel again, then save.", channel.label()))
}

/// Saves the mock data. Each part is a JSON object; a blank one is empty.
pub async fn save_mock_data(
    granted: &Granted<can::EditAssets>,
    slug: &Slug,
    started_from: i64,
    (payload, recipient, actor): (&str, &str, &str),
) -> Result<Asset, AppError> {
    let mock_data = MockData {
        payload: object("payload", payload)?,
        recipient: object("recipient", recipient)?,
        actor: object("actor", actor)?,
    };
    edit(granted, slug, started_from, |content| {
        content.mock_data = mock_data;
        Ok(())
    })
    .await
}

fn object(field: &str, text: &str) -> Result<Map<String, Value>, AppError> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(AppError::invalid(field, "Write a JSON object: names and values between { and }.")),
        Err(error) => {
            let what = error.to_string();
            let what = what.split(" at line ").next().unwrap_or_default();
            let (line, column) = (error.line(), error.column());
            Err(AppError::invalid(field, format!("Line {line}, column {column}: this is not JSON ({what}).")))
        }
    }
}

/// A text as it would be sent with the mock data of the draft, whether it is saved or not.
pub async fn preview(granted: &Granted<can::ViewAssets>, slug: &Slug, said: &VariantContent) -> Result<Preview, AppError> {
    let asset = assets::find(granted, AssetKind::Template, slug).await?;
    Ok(preview_with(&content(&asset)?.mock_data, said, granted.now()))
}

/// The draft of one channel as it would be sent.
pub async fn preview_draft(granted: &Granted<can::ViewAssets>, slug: &Slug, channel: Channel) -> Result<Preview, AppError> {
    let asset = assets::find(granted, AssetKind::Template, slug).await?;
    let content = content(&asset)?;
    let variant = content.variant(channel).ok_or(AppError::NotFound)?;
    Ok(preview_with(&content.mock_data, &variant.content, granted.now()))
}

/// A text with these mock data.
pub fn preview_with(mock_data: &MockData, said: &VariantContent, now: i64) -> Preview {
    let (rendered, problems) = rendering::variant_problems(said, &rendering::mock_scope(mock_data, now));
    let size = match &rendered {
        Rendered::Sms { body } => rendering::Segments::of(body).to_string(),
        _ => String::new(),
    };
    Preview { rendered, size, problems }
}

/// How many live assets use each of these templates; those that nobody uses are left out.
pub async fn uses(granted: &Granted<can::ViewAssets>, slugs: &[Slug]) -> Result<Vec<(Slug, i64)>, AppError> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx: Tx = granted.read().await?;
    Ok(store::assets::count_users_of(&mut tx, granted.workspace_id(), AssetKind::Template, slugs).await?)
}
