//! Files of the log that one asked for.

use leptos::prelude::*;

use crate::{
    access::Granted,
    domain::audit::export::{self, MOST},
    model::{AuditExport, ExportStatus, can},
    pages::{Refusal, Screen, Section, Visit},
    ui::{ActionCell, Column, EmptyState, Glyph, LinkButton, Live, PageHeader, Pill, Progress, Table, Time, Tone, grouped},
};

pub async fn page(visit: Visit) -> Result<Screen, Refusal> {
    let granted: Granted<can::ExportAudit> = visit.enter_account().await?;
    let exports = export::list(&granted).await?;
    let unsettled = exports.iter().any(|export| export.status == ExportStatus::Running);
    let now = visit.now();
    let description = format!(
        "Files of the audit log that you asked for. Each is kept for a day, and holds the newest {} entries at most.",
        grouped(MOST)
    );
    let body = if exports.is_empty() {
        let action = view! { <LinkButton href="/account/audit">"Open the audit log"</LinkButton> };
        view! {
            <EmptyState
                icon=Glyph::Download
                title="No file of the last day"
                text="Filter the audit log and export what it shows; the file waits for you here."
                action
            />
        }
        .into_any()
    } else {
        let columns: Vec<Column> = vec![
            "File".into(),
            Column::new("Filters").minor(),
            Column::new("Entries").number(),
            "State".into(),
            Column::new("Act").silent(),
        ];
        let rows = exports.into_iter().map(|export| row(export, now)).collect_view();
        view! { <Live unsettled><Table caption="Exports" columns>{rows}</Table></Live> }.into_any()
    };
    let view = view! {
        <PageHeader title="Exports" description trail=vec![("Audit log".to_owned(), "/account/audit".to_owned())]/>
        {body}
    };
    Ok(Screen::in_account(Section::Audit, "Exports", view))
}

fn row(export: AuditExport, now: i64) -> AnyView {
    let percent = export.percent();
    let AuditExport { id, format, query, status, entries, created_at, .. } = export;
    let (state, act) = match status {
        ExportStatus::Running => {
            let figures = format!("{percent} %");
            (view! { <Progress label="Being written" done=percent total=100 figures/> }.into_any(), None)
        }
        ExportStatus::Direct | ExportStatus::Done => {
            let href = format!("/account/audit/exports/{id}/file");
            let fetch = view! { <LinkButton href small=true icon=Glyph::Download download="">"Download"</LinkButton> };
            (view! { <Pill tone=Tone::Ok>"Ready"</Pill> }.into_any(), Some(fetch.into_any()))
        }
    };
    let filters = if query.is_empty() {
        view! { <span class="muted">"None"</span> }.into_any()
    } else {
        view! { <a href=format!("/account/audit?{query}")>"Show the list"</a> }.into_any()
    };
    let end = status == ExportStatus::Done && entries >= MOST;
    view! {
        <tr>
            <td><strong>{format.label()}</strong><small><Time at=created_at now/></small></td>
            <td>{filters}</td>
            <td class="num">{grouped(entries)}{end.then(|| view! { <small>"older ones left out"</small> })}</td>
            <td>{state}</td>
            <ActionCell actions=act/>
        </tr>
    }
    .into_any()
}
