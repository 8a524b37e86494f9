//! How long the log is kept, and whether it is what it was.

use leptos::prelude::*;

use crate::{
    access::{Granted, chain},
    domain::audit::{
        retention::{self, CHOICES, FOR_EVER, Keep},
        verify::{self, Report},
    },
    model::can,
    pages::{Refusal, Screen, Section, Visit},
    ui::{
        Actions, Callout, Choice, CodeView, CopyField, ExactTime, Fact, Facts, Form, PageHeader, Panel, SelectField, Stack,
        Submit, Tone, grouped,
    },
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ManageAudit> = visit.enter_account().await?;
    let kept = retention::kept(&granted).await?;
    let reports = verify::ends(&granted).await?;
    let several = reports.len() > 1;
    let reports = reports.into_iter().map(|(name, report)| checked(&name, report.as_ref(), several)).collect_view();
    let public_key = chain::public_key(&granted.app().vault);
    let view = view! {
        <PageHeader
            title="Audit log settings"
            description="How long entries are kept, and how you know that nobody changed them."
            trail=vec![("Audit log".to_owned(), "/account/audit".to_owned())]
        />
        <Stack>
            {keeping(kept)}
            <Panel
                title="Verify"
                description="Every entry is sealed into a chain of hashes within a second, and the end of the chain is signed. This page checked what was sealed last, just now."
            >
                <Stack>
                    {reports}
                    <CopyField label="Public key" value=public_key help="Ed25519. The private key is derived from the master key and is not in the database."/>
                    <div>
                        <p class="field-help">"On the server, the first command checks every entry, and names the first one that is not what it was. The second one writes the signed end of the chain into a file; kept elsewhere, it also shows when the end of the log was cut off."</p>
                        <CodeView code=COMMANDS plain=true/>
                    </div>
                </Stack>
            </Panel>
        </Stack>
    };
    Ok(Screen::in_account(Section::Audit, "Audit log settings", view))
}

const COMMANDS: &str = "belfry audit verify\nbelfry audit head > head.json\nbelfry audit verify --head head.json";

fn keeping(kept: Keep) -> AnyView {
    let mut choices: Vec<Choice> = CHOICES.iter().map(|(days, label)| Choice::new(days.to_string(), *label)).collect();
    choices.push(Choice::new("ever", FOR_EVER));
    let value = kept.0.map_or_else(|| "ever".to_owned(), |days| days.to_string());
    view! {
        <Panel title="Keep entries">
            <Form action="/api/audit/keep">
                <SelectField
                    name="keep"
                    label="For how long"
                    choices
                    value
                    help="Older entries are deleted once a day, for good. Their seals stay, so that the chain of what is left can still be verified."
                />
                <Actions><Submit>"Save"</Submit></Actions>
            </Form>
        </Panel>
    }
    .into_any()
}

/// What a look at the end of a chain found.
fn checked(name: &str, report: Option<&Report>, several: bool) -> AnyView {
    let Some(report) = report else {
        let text = "What was sealed there is checked when it is back.";
        let title = format!("The data region {name} does not answer");
        return view! { <Callout tone=Tone::Warn title>{text}</Callout> }.into_any();
    };
    let said = match &report.finding {
        None => {
            let title = if report.checked == 1 {
                "The last entry is what it was".to_owned()
            } else {
                format!("The last {} entries are what they were", grouped(report.checked))
            };
            view! { <Callout tone=Tone::Ok title/> }.into_any()
        }
        Some(finding) => {
            let text = finding.to_string();
            view! { <Callout tone=Tone::Bad title="The log is not what it was">{text}</Callout> }.into_any()
        }
    };
    let head = report.head.as_ref().map(|head| head.mark.clone()).filter(|mark| mark.sequence > 0);
    let head = head.map(|mark| {
        let (sequence, at, hash) = (grouped(mark.sequence), mark.at, mark.hash);
        view! {
            <Facts>
                <Fact label="End of the chain">{format!("entry {sequence}")}</Fact>
                <Fact label="Signed"><ExactTime at/></Fact>
                <Fact label="Hash"><code>{hash}</code></Fact>
            </Facts>
        }
    });
    let name = several.then(|| view! { <h3>{name.to_owned()}</h3> });
    view! { {name}{said}{head} }.into_any()
}
