//! Forms that a passkey goes with.

use leptos::prelude::*;

use super::Visit;
use crate::{
    identity::passkeys,
    islands::Passkeys,
    ui::{Callout, Form, Hidden, Tone},
};

/// What the device does before the form is sent.
#[derive(Clone, Copy, PartialEq)]
pub enum Device {
    /// Makes a new passkey.
    Makes,
    /// Shows one that it has.
    Shows,
}

/// A form that is sent with what the device answers. Where the server's address has no passkeys, words that say so. `inside` is built in the
/// form, so that its fields know what was typed.
pub fn passkey_form(
    visit: &Visit,
    device: Device,
    action: &'static str,
    inside: impl FnOnce() -> AnyView + Send + 'static,
) -> AnyView {
    let Some(origin) = passkeys::origin(&visit.caller.app) else {
        return view! {
            <Callout tone=Tone::Warn title="There are no passkeys here">
                "Browsers have them for https only. Whoever runs this server sets BELFRY_BASE_URL to its address."
            </Callout>
        }
        .into_any();
    };
    let (word, begin) = match device {
        // Who has to confirm first is not asked by the device: the form alone leads there.
        Device::Makes if visit.caller.fresh().is_err() => ("create", None),
        Device::Makes => ("create", Some("/api/passkeys/begin_adding")),
        Device::Shows => ("get", Some("/api/session/begin_passkey")),
    };
    view! {
        <Passkeys>
            <div data-passkey=word data-begin=begin data-origin=origin>
                <Form action>
                    <Hidden name="credential" value=""/>
                    <Hidden name="problem" value=""/>
                    {inside()}
                </Form>
            </div>
        </Passkeys>
    }
    .into_any()
}
