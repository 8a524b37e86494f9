//! One message: what was said, what became of it, and every attempt.

use leptos::prelude::*;

use crate::{
    domain::{logs, rendering::Segments},
    model::{Attempt, Message, MessageId, Permission, Rendered, Workspace},
    pages::{Refusal, Screen, Section, Visit},
    ui::*,
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted = visit.enter().await?;
    let id: MessageId = visit.param("id")?;
    let (message, attempts) = logs::message(&granted, &id).await?;
    let workspace = granted.workspace();
    let title = if message.title.is_empty() { message.channel.label().to_owned() } else { message.title.clone() };
    let (tone, word) = (message.status.tone(), message.status.label());
    let status = view! { <Pill tone>{word}</Pill> };
    let hidden = !granted.may(Permission::ViewPersonalData);
    let content = if hidden { not_shown() } else { content(workspace, &message, visit.now()) };
    let tries = tries(&attempts);
    Ok(Screen::in_workspace(
        workspace,
        Section::Messages,
        title.clone(),
        view! {
            <PageHeader
                title
                description=message.reason.clone()
                trail=vec![("Messages".to_owned(), format!("/{}/messages", workspace.slug))]
                status
            />
            <Split aside=facts(workspace, &message)>
                {content}
                {tries}
            </Split>
        },
    ))
}

/// What was said is personal: it names people and what they do.
fn not_shown() -> AnyView {
    view! {
        <Panel title="Content">
            <EmptyState title="Hidden" text="Your role does not show personal data in this workspace." icon=Glyph::Lock/>
        </Panel>
    }
    .into_any()
}

fn content(workspace: &Workspace, message: &Message, now: i64) -> AnyView {
    let at = message.created_at;
    let time = move || view! { <Time at now/> }.into_any();
    // Who sent it, as far as that is known.
    let sender = if message.vendor.is_empty() { "Nobody".to_owned() } else { message.vendor.clone() };
    match serde_json::from_str::<Rendered>(&message.content) {
        Ok(Rendered::Email { subject, preheader, text, .. }) => {
            let source = format!("/{}/messages/{}/content", workspace.slug, message.id);
            view! {
                <Panel title="As it was rendered">
                    <div class="mail">
                        <div class="mail-page">
                            <div class="mail-head"><strong>{subject}</strong><p>{preheader}</p></div>
                            <iframe class="mail-frame" src=source sandbox="" title="The e-mail"></iframe>
                        </div>
                        <details class="mail-text"><summary>"Plain text"</summary><pre>{text}</pre></details>
                    </div>
                </Panel>
            }
            .into_any()
        }
        Ok(Rendered::Sms { body }) => {
            let size = Segments::of(&body).to_string();
            view! { <Panel title="As a phone shows it"><SmsPreview sender body time=time() size/></Panel> }.into_any()
        }
        Ok(Rendered::Whatsapp { header, body, footer, buttons }) => {
            let buttons = buttons.into_iter().map(|button| (button.text, button.url)).collect();
            view! { <Panel title="As WhatsApp shows it"><ChatPreview sender header body footer buttons time=time()/></Panel> }
                .into_any()
        }
        Ok(Rendered::Inbox { header, body, action_url }) => {
            view! { <Panel title="As the inbox shows it"><FeedPreview header body action_url time=time()/></Panel> }.into_any()
        }
        Err(_) => {
            let reason = message.reason.clone();
            view! { <Panel title="Content"><EmptyState title="Nothing was rendered" text=reason/></Panel> }.into_any()
        }
    }
}

fn tries(attempts: &[Attempt]) -> AnyView {
    if attempts.is_empty() {
        return ().into_any();
    }
    let items = attempts
        .iter()
        .map(|attempt| {
            let (tone, word) = match attempt.outcome.as_str() {
                "accepted" => ("ok", "taken"),
                "permanent" => ("bad", "refused"),
                _ => ("warn", "failed"),
            };
            let title = format!("Attempt {} with {}: {word}", attempt.number, attempt.vendor);
            let (at, took, note) = (attempt.at, duration(attempt.took), attempt.detail.clone());
            view! { <TimelineItem title tone note time=view! { <ExactTime at/>", "{took} }/> }
        })
        .collect_view();
    view! { <Panel title="Attempts"><Timeline>{items}</Timeline></Panel> }.into_any()
}

fn facts(workspace: &Workspace, message: &Message) -> AnyView {
    let slug = &workspace.slug;
    let workflow = (format!("/{slug}/workflows/{}", message.workflow), message.workflow.clone());
    let template = (format!("/{slug}/templates/{}", message.template), message.template.clone(), message.template_version);
    let execution = format!("/{slug}/executions/{}", message.execution_id);
    let (to, vendor) = (message.address.clone(), message.vendor.clone());
    let who = message.distinct_id.clone();
    let channel = message.channel.label();
    let (id, created, updated) = (message.id.to_string(), message.created_at, message.updated_at);
    view! {
        <Panel title="Facts">
            <Facts>
                {(!to.is_empty()).then(|| view! { <Fact label="To">{to}</Fact> })}
                {who.map(|who| view! { <Fact label="User">{who}</Fact> })}
                <Fact label="Channel">{channel}</Fact>
                {(!vendor.is_empty()).then(|| view! { <Fact label="Vendor">{vendor}</Fact> })}
                <Fact label="Workflow"><a href=workflow.0>{workflow.1}</a></Fact>
                <Fact label="Template"><a href=template.0>{template.1}</a>", version "{template.2}</Fact>
                <Fact label="Execution"><a href=execution>"See its steps"</a></Fact>
                <Fact label="Made"><ExactTime at=created/></Fact>
                <Fact label="Last change"><ExactTime at=updated/></Fact>
                <Fact label="Message id"><code>{id}</code></Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}
