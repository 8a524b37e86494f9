use super::super::*;
use leptos::prelude::*;

/// What the screens for making, sending and looking at messages are built of.
pub(super) fn all() -> AnyView {
    view! {
        <div class="form-row">
            <Panel title="Flow">{flow()}</Panel>
            <Panel title="Choices that lead on">{options()}</Panel>
        </div>
        <Panel title="Typing and what it makes">{workbench()}</Panel>
        <Panel title="A list with everything">{list()}</Panel>
        <div class="form-row">
            <Panel title="Fields that belong together">{fields()}</Panel>
            <Panel title="Small drawings">{drawings()}</Panel>
        </div>
    }
    .into_any()
}

fn flow() -> AnyView {
    view! {
        <Flow label="Order shipped, drawn">
            <FlowStep title="Trigger" note="Transactional · order-shipped" icon=Glyph::Event terminal=true/>
            <FlowGap href="#" label="Add a first step"/>
            <FlowStep title="Wait" note="30 min" icon=Glyph::Clock href="#" current=true/>
            <FlowGap href="#" label="Add a step after “Wait”" current=true/>
            <FlowStep
                title="Send e-mail"
                note="no template yet"
                icon=Glyph::Mail
                href="#"
                tone="bad"
                remarks=vec!["Choose the template that this step sends.".to_owned()]
            />
            <FlowGap/>
            <FlowStep title="End" icon=Glyph::Check terminal=true/>
        </Flow>
    }
    .into_any()
}

fn options() -> AnyView {
    view! {
        <OptionLinks label="Kinds of steps">
            <OptionLink href="#" icon=Glyph::Mail note="The template’s e-mail.">"Send e-mail"</OptionLink>
            <OptionLink href="#" icon=Glyph::Clock note="For some time, then go on.">"Wait"</OptionLink>
        </OptionLinks>
    }
    .into_any()
}

fn workbench() -> AnyView {
    let preview = view! {
        <LivePreview form="g-letter" action="/api/gallery/preview">
            <MailPreview subject="Your order is on its way" preheader="It comes on Friday" text="Hello Ada" src="about:blank" frame="g-frame"/>
            <FeedPreview header="On its way" body="Your order comes on Friday." action_url="https://example.com/orders/1042"/>
            <SmsPreview sender="Acme" body="Your order comes on Friday." time="now".into_any() size="27 characters, 1 segment (GSM-7)"/>
            <ChatPreview
                sender="Acme"
                header="On its way"
                body="Your order comes on Friday."
                footer="Acme, Main Street 1"
                buttons=vec![("See the order".to_owned(), "https://example.com/orders/1042".to_owned())]
                time="now".into_any()
            />
        </LivePreview>
    };
    let wrong = vec![(Tone::Bad, "Line 1, column 7: These {{ have no }}.".to_owned()), (Tone::Warn, "It is long.".to_owned())];
    view! {
        <Workbench preview more=view! { <p class="muted">"More about it, below on a phone."</p> }>
            <Form action="/api/gallery/letter" id="g-letter">
                <TextField name="subject" label="Subject" value="Hello {{name"/>
                <Remarks field="subject" remarks=wrong/>
            </Form>
        </Workbench>
    }
    .into_any()
}

fn list() -> AnyView {
    let at = 1_750_000_000_000;
    view! {
        <FilterBar action="#" active=true>
            <FilterSearch label="Find an entry" value="ada"/>
            <FilterChecks
                id="g-actions"
                name="action"
                any="Any action"
                groups=vec![("Workflows".to_owned(), vec![Choice::new("a", "Committed"), Choice::new("b", "Switched off")])]
                values=vec!["a".to_owned()]
            />
            <FilterDate name="from" label="From" value="2025-06-15"/>
        </FilterBar>
        <Table caption="Entries" columns=["Who".into(), "When".into(), Column::new("Actions").silent()]>
            <tr>
                <td><RowLink href="#">"Ada Lovelace"</RowLink></td>
                <td><ExactTime at/></td>
                <ActionCell actions=view! { <OpenDialog target="g-dialog" small=true>"Rename"</OpenDialog> }/>
            </tr>
        </Table>
    }
    .into_any()
}

fn fields() -> AnyView {
    view! {
        <Form action="/api/gallery/group">
            <Hidden name="workspace" value="staging"/>
            <FieldGroup legend="Channels" help="Where it says something.">
                <CheckField name="email" label="E-mail" checked=true/>
                <CheckField name="inbox" label="Inbox"/>
            </FieldGroup>
            <TagsField name="tags" label="Tags" values=vec!["orders".to_owned(), "2025".to_owned()]/>
        </Form>
    }
    .into_any()
}

fn drawings() -> AnyView {
    // Not a code that leads anywhere.
    let squares = "<svg viewBox='0 0 4 4'><path d='M0 0h1v1H0zM2 0h2v1H2zM1 2h1v2H1zM3 3h1v1H3z'/></svg>";
    view! {
        <Stack>
            <Sparkline label="Sent: rising" values=vec![3, 4, 4, 7, 6, 9, 12]/>
            <QrCode label="A QR code" svg=squares.to_owned()/>
            <Live unsettled=true><Pill tone="info">"Running"</Pill></Live>
        </Stack>
    }
    .into_any()
}
