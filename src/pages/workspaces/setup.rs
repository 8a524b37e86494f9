//! How a workspace treats users of several tenants, their channels, and SMS.

use leptos::prelude::*;

use crate::{
    model::{FALLBACK_CHANNELS, FallbackMode, SmsType, TenancyMode, Workspace, WorkspaceConfig},
    ui::{Actions, CheckField, Choice, Fact, Facts, FieldGroup, Form, Hidden, Panel, RadioGroup, Submit, SwitchField},
};

const ABOUT: &str =
    "What programs call the config of the workspace. Tenants, SMS and the preference centre read it; it takes effect with them.";

/// The form, or what is chosen for who may not change it.
pub fn panel(workspace: &Workspace, config: &WorkspaceConfig, edits: bool) -> AnyView {
    if edits { form(workspace, config) } else { facts(config) }
}

fn tenancy(mode: TenancyMode) -> (&'static str, &'static str) {
    match mode {
        TenancyMode::Exclusive => ("Exclusive", "A user belongs to one tenant at most."),
        TenancyMode::Shared => ("Shared", "A user may belong to several tenants."),
    }
}

fn fallback(mode: FallbackMode) -> (&'static str, &'static str) {
    match mode {
        FallbackMode::All => ("All channels", "Where a user has no address for a tenant, their own address is used."),
        FallbackMode::Allowlist => ("Chosen channels", "Only on the channels that are ticked below."),
    }
}

fn sms(kind: SmsType) -> (&'static str, &'static str) {
    match kind {
        SmsType::Basic => ("Basic", "Any text."),
        SmsType::Dlt => ("DLT", "Registered templates with a header and a category, as India asks for."),
    }
}

fn form(workspace: &Workspace, config: &WorkspaceConfig) -> AnyView {
    let choice = |key: &str, (label, help): (&str, &str)| Choice::new(key, label).help(help);
    let modes = TenancyMode::ALL.iter().map(|mode| choice(mode.key(), tenancy(*mode))).collect();
    let fallbacks = FallbackMode::ALL.iter().map(|mode| choice(mode.key(), fallback(*mode))).collect();
    let kinds = SmsType::ALL.iter().map(|kind| choice(kind.key(), sms(*kind))).collect();
    let channels = FALLBACK_CHANNELS.iter().enumerate();
    let channels = channels
        .map(|(at, (key, label))| {
            let checked = config.user_tenancy_channel_fallback.iter().any(|channel| channel == key);
            view! { <CheckField name=format!("user_tenancy_channel_fallback[{at}]") value=*key label=*label checked/> }
        })
        .collect_view();
    let config = config.clone();
    let slug = workspace.slug.to_string();
    view! {
        <Panel title="Multi-tenant user mapping" description=ABOUT>
            <Form action="/api/workspaces/configure">
                <Hidden name="workspace" value=slug/>
                <RadioGroup name="user_tenancy_mode" label="Users and tenants" choices=modes value=config.user_tenancy_mode.key()/>
                <RadioGroup
                    name="user_tenancy_channel_fallback_mode"
                    label="Fallback to a user’s own channels"
                    choices=fallbacks
                    value=config.user_tenancy_channel_fallback_mode.key()
                />
                <FieldGroup legend="Channels" help="They count with “Chosen channels”.">{channels}</FieldGroup>
                <SwitchField
                    name="user_tenancy_channel_fallback_applies_to_default_tenant"
                    label="Also where no tenant is named"
                    checked=config.user_tenancy_channel_fallback_applies_to_default_tenant
                />
                <RadioGroup name="sms_vendor_type" label="SMS" choices=kinds value=config.sms_vendor_type.key()/>
                <SwitchField
                    name="user_inbox_preference_enabled"
                    label="Inbox in the preference centre"
                    help="Users choose there whether they want notifications in the Inbox."
                    checked=config.user_inbox_preference_enabled
                />
                <Actions><Submit>"Save"</Submit></Actions>
            </Form>
        </Panel>
    }
    .into_any()
}

fn facts(config: &WorkspaceConfig) -> AnyView {
    let labels =
        FALLBACK_CHANNELS.iter().filter(|(key, _)| config.user_tenancy_channel_fallback.iter().any(|channel| channel == key));
    let chosen = labels.map(|(_, label)| *label).collect::<Vec<_>>().join(", ");
    let fallback = match config.user_tenancy_channel_fallback_mode {
        FallbackMode::All => fallback(FallbackMode::All).0.to_owned(),
        FallbackMode::Allowlist if chosen.is_empty() => "None".to_owned(),
        FallbackMode::Allowlist => chosen,
    };
    let inbox = if config.user_inbox_preference_enabled { "Shown" } else { "Not shown" };
    let (tenancy, sms) = (tenancy(config.user_tenancy_mode).0, sms(config.sms_vendor_type).0);
    view! {
        <Panel title="Multi-tenant user mapping" description=ABOUT>
            <Facts>
                <Fact label="Users and tenants">{tenancy}</Fact>
                <Fact label="Fallback to a user’s own channels">{fallback}</Fact>
                <Fact label="SMS">{sms}</Fact>
                <Fact label="Inbox in the preference centre">{inbox}</Fact>
            </Facts>
        </Panel>
    }
    .into_any()
}
