use super::super::*;
use leptos::prelude::*;

pub(super) fn all() -> AnyView {
    view! {
        <Panel title="Fields">
            <div class="form-row">
                <Form action="/api/gallery/fields">
                    <TextField name="name" label="Name" value="Order shipped" help="People see it in their preferences." required=true/>
                    <TextField name="slug" label="Slug" value="order-shipped" mono=true before="acme/"/>
                    <FormRow>
                        <TextField name="delay" label="Wait" kind="number" value="10" after="minutes" required=true/>
                        <SelectField
                            name="category"
                            label="Category"
                            choices=vec![Choice::new("t", "Transactional"), Choice::new("m", "Marketing")]
                            value="t"
                        />
                    </FormRow>
                    <ComboboxField
                        name="template"
                        label="Template"
                        choices=vec![Choice::new("order-shipped", "Order shipped"), Choice::new("welcome", "Welcome")]
                        placeholder="Type a part of its name"
                    />
                    <TextArea name="note" label="Description" placeholder="What is it for?"/>
                    <CodeField name="payload" label="Payload" rows=5 value="{\n  \"order\": { \"number\": 1042 }\n}" required=true/>
                    <Actions>
                        <Submit>"Save"</Submit>
                        <LinkButton href="#" variant="quiet">"Cancel"</LinkButton>
                    </Actions>
                </Form>
                <Form action="/api/gallery/refused">
                    <TextField name="email" label="E-mail" kind="email" value="ada@" required=true/>
                    <SecretField name="secret" label="Secret key" autocomplete="off"/>
                    <NewPasswordField/>
                    <OneTimeCodeField name="otp" label="Code from your app"/>
                    <RadioGroup
                        name="mode"
                        label="Messages to people who are not testers"
                        value="capture"
                        choices=vec![
                            Choice::new("capture", "Capture").help("They are kept and shown, and go to nobody."),
                            Choice::new("divert", "Divert").help("They go to one address of yours."),
                            Choice::new("send", "Send").disabled(true),
                        ]
                    />
                    <CheckField name="digest" label="Send a daily digest" checked=true help="At 9:00 in the person’s time zone."/>
                    <SwitchField name="test" label="Test mode" checked=true help="Only testers receive messages."/>
                    <SwitchField name="quiet" label="Quiet hours"/>
                    <TextField name="id" label="Id" value="wf_01J8Z9Q4" readonly=true mono=true/>
                    <FileField name="file" label="Users to import" accept=".csv" required=false/>
                    <PairsField name="header" label="Headers" pairs=vec![("X-Team".into(), "growth".into())] spare=1/>
                </Form>
            </div>
        </Panel>
    }
    .into_any()
}
