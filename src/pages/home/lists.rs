//! What is busy, what failed last, and how vendors do.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::analytics::{Health, State},
    model::{Message, Permission, Request, Workspace, can},
    pages::logs::named,
    ui::{Bar, BarList, Column, Panel, Pill, Slot, Table, Time, Tone, counted, grouped, share},
};

fn all(workspace: &Workspace, rest: &str, label: &'static str) -> AnyView {
    let href = format!("/{}{rest}", workspace.slug);
    view! { <a href=href>{label}</a> }.into_any()
}

pub fn failures(logs: &Granted<can::ViewLogs>, failures: &[Message], now: i64) -> Option<AnyView> {
    let workspace = logs.workspace();
    let rows = failures
        .iter()
        .map(|message| {
            let href = format!("/{}/messages/{}", workspace.slug, message.id);
            let to = match (message.address.is_empty(), &message.distinct_id) {
                (false, _) => message.address.clone(),
                (true, Some(id)) => id.clone(),
                (true, None) => "nobody".to_owned(),
            };
            let name = named(logs, href, message.workflow.clone(), format!("{} to {to}", message.channel.label()));
            view! {
                <tr>
                    <td>{name}</td>
                    <td>{message.reason.clone()}</td>
                    <td class="num"><Time at=message.updated_at now/></td>
                </tr>
            }
        })
        .collect_view();
    (!failures.is_empty()).then(|| {
        view! {
            <Panel title="Newest failures" actions=all(workspace, "/messages?status=failed", "All failures") flush=true>
                <Table caption="Newest failures" bare=true columns=[Column::new("Message"), Column::new("Why"), Column::new("When").number().minor()]>
                    {rows}
                </Table>
            </Panel>
        }
        .into_any()
    })
}

pub fn requests(logs: &Granted<can::ViewLogs>, requests: &[Request], now: i64) -> AnyView {
    let workspace = logs.workspace();
    let rows = requests
        .iter()
        .map(|request| {
            let href = format!("/{}/requests/{}", workspace.slug, request.id);
            let note = counted(request.recipients, "recipient", "recipients");
            let (name, status) = (named(logs, href, request.workflow.clone(), note), request.status);
            view! {
                <tr>
                    <td>{name}</td>
                    <td>{request.reason.clone()}</td>
                    <td><Pill tone=status.tone()>{status.label()}</Pill></td>
                    <td class="num"><Time at=request.created_at now/></td>
                </tr>
            }
        })
        .collect_view();
    let columns = [Column::new("Workflow"), Column::new("Why").minor(), Column::new("Status"), Column::new("When").number()];
    view! {
        <Panel title="Newest requests" actions=all(workspace, "/requests", "All requests") flush=true>
            <Table caption="Newest requests" bare=true columns>{rows}</Table>
        </Panel>
    }
    .into_any()
}

pub fn workflows(logs: &Granted<can::ViewLogs>, busiest: Vec<(String, i64)>) -> Option<AnyView> {
    let (workspace, opens) = (logs.workspace(), logs.may(Permission::ViewAssets));
    let bar = |(slug, value): (String, i64)| {
        let href = opens.then(|| format!("/{}/workflows/{slug}", workspace.slug));
        Bar { href, label: slug, value }
    };
    let bars: Vec<Bar> = busiest.into_iter().map(bar).collect();
    (!bars.is_empty()).then(|| {
        view! {
            <Panel title="Busiest workflows" actions=opens.then(|| all(workspace, "/workflows", "All workflows")).map_or_else(Slot::default, Slot::from)>
                <BarList bars unit="messages"/>
            </Panel>
        }
        .into_any()
    })
}

pub fn vendors(logs: &Granted<can::ViewLogs>, vendors: Vec<Health>, now: i64) -> Option<AnyView> {
    let (workspace, opens) = (logs.workspace(), logs.may(Permission::ManageVendors));
    let entries = vendors
        .into_iter()
        .map(|health| {
            let href = format!("/{}/vendors/{}", workspace.slug, health.vendor.id);
            let (tone, word) = match health.state {
                State::Disabled => (Tone::Plain, "Disabled"),
                State::Idle => (Tone::Plain, "Idle"),
                State::Well => (Tone::Ok, "Well"),
                State::Troubled => (Tone::Warn, "Troubled"),
                State::Failing => (Tone::Bad, "Failing"),
            };
            let figures = match health.attempts {
                0 => "Nothing was handed to it.".to_owned(),
                all => {
                    let share = share(health.accepted, all);
                    format!("{} of {} went well ({share}).", grouped(health.accepted), counted(all, "attempt", "attempts"))
                }
            };
            let refused = health.refused.map(|attempt| {
                let at = attempt.at;
                let when = if logs.may(Permission::ViewLogDetails) {
                    let href = format!("/{}/messages/{}", workspace.slug, attempt.message_id);
                    view! { <a href=href><Time at now/></a> }.into_any()
                } else {
                    view! { <Time at now/> }.into_any()
                };
                view! { <p class="health-last">{attempt.detail}" "{when}</p> }
            });
            view! {
                <li>
                    <div class="health-top">
                        {if opens {
                            view! { <a href=href>{health.vendor.name}</a> }.into_any()
                        } else {
                            health.vendor.name.into_any()
                        }}
                        <Pill tone>{word}</Pill>
                    </div>
                    <p>{figures}</p>
                    {refused}
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!entries.is_empty()).then(|| {
        view! {
            <Panel title="Vendors" description="In the last 24 hours." actions=opens.then(|| all(workspace, "/vendors", "All vendors")).map_or_else(Slot::default, Slot::from)>
                <ul class="health">{entries}</ul>
            </Panel>
        }
        .into_any()
    })
}
