//! Files of the audit log. A short one is read while it is fetched; a long one is written beforehand, in parts, so that a process that dies has
//! written what it has written, and another one goes on.

use futures::stream::{BoxStream, StreamExt, try_unfold};

use super::{file::Writer, newest, query, with_actors};
use crate::{
    access::{App, Entry, Granted},
    domain::workspaces,
    model::{AppError, AuditExport, AuditFilter, EntryId, ExportFormat, ExportId, ExportStatus, Id, InAccount, PersonId, can},
    store,
};

/// So many entries are read while the file is fetched.
pub const SHORT: i64 = 10_000;
/// A file holds so many at most, the newest ones.
pub const MOST: i64 = 1_000_000;
/// So many are read, and written, at once.
const PART: i64 = 2_000;
/// So many files of an account are written at a time.
const AT_ONCE: i64 = 5;
/// What a process that died was writing is taken over after so many milliseconds.
const HOLD: i64 = 30_000;
/// A file is there for a day.
const KEPT: i64 = 24 * 3_600_000;
/// So many are listed.
const LISTED: i64 = 50;
/// So many parts are deleted in one transaction.
const SWEPT: i64 = 20;
/// A query is not longer than an address may be.
const LONGEST: usize = 2_000;

type Exporting = Granted<can::ExportAudit>;

fn person(granted: &Exporting) -> PersonId {
    PersonId::from_text(granted.actor().id.clone())
}

/// Asks for a file of what a query of the list finds now, in the time zone that its days are meant in.
pub async fn ask(granted: &Exporting, format: ExportFormat, query: &str, zone: &str) -> Result<AuditExport, AppError> {
    if query.len() > LONGEST {
        return Err(AppError::BadRequest);
    }
    let now = granted.now();
    let workspaces = workspaces::named(&mut granted.read_control().await?, granted.account()).await?;
    let asked = query::read(query, zone, now, &workspaces)?;
    let view: Granted<can::ViewAudit> = granted.also()?;
    // What is written from now on is not in it.
    let filter = AuditFilter { before: Some(granted.id()), after: None, ..asked.filter };
    let filter = with_actors(&view, asked.actor.as_deref(), filter).await?;
    let found = newest(&view, &filter, 1).await?;
    let first = found.first().ok_or_else(|| AppError::conflict("No entry fits these filters, so there is nothing to export."))?;
    let (mut entries, mut oldest_at) = (0, now);
    for (_, db) in view.audit_databases() {
        let mut tx = db.read().await?;
        entries += store::audit::count_up_to(&mut tx, granted.account(), &filter, SHORT + 1).await?;
        oldest_at = store::audit::oldest(&mut tx, granted.account()).await?.unwrap_or(now).min(oldest_at);
    }
    let status = if entries <= SHORT { ExportStatus::Direct } else { ExportStatus::Running };
    let export = AuditExport {
        id: granted.id(),
        account_id: granted.account().clone(),
        person_id: person(granted),
        format,
        query: query.to_owned(),
        filter: serde_json::to_string(&filter).map_err(|_| AppError::Internal)?,
        status,
        entries: if status == ExportStatus::Direct { entries } else { 0 },
        parts: 0,
        last_id: None,
        newest_at: first.at,
        reached_at: first.at,
        oldest_at: filter.from.unwrap_or(oldest_at),
        created_at: now,
    };
    let mut change = granted.change().await?;
    if status == ExportStatus::Running && store::exports::count_running(&mut change, granted.account(), AT_ONCE).await? >= AT_ONCE
    {
        change.rollback().await?;
        return Err(AppError::conflict(format!("{AT_ONCE} files are being written already. Wait until one of them is ready.")));
    }
    let word = if status == ExportStatus::Direct { "direct" } else { "running" };
    store::exports::insert(&mut change, &export, word).await?;
    change.commit(Entry::new("audit.exported", &export.id).named(format.label()).with("filters", query)).await?;
    if status == ExportStatus::Running {
        granted.app().exports.notify_one();
    }
    Ok(export)
}

/// One's own files, the newest first.
pub async fn list(granted: &Exporting) -> Result<Vec<AuditExport>, AppError> {
    let mut exports = store::exports::list(&mut granted.read().await?, granted.account(), &person(granted), LISTED).await?;
    exports.retain(|export| export.created_at > granted.now() - KEPT);
    Ok(exports)
}

/// A file as it is fetched.
pub struct File {
    pub name: String,
    pub content_type: &'static str,
    pub body: BoxStream<'static, Result<String, AppError>>,
}

/// Opens one's own file.
pub async fn open(granted: Exporting, id: &ExportId) -> Result<File, AppError> {
    let mut tx = granted.read().await?;
    let found = store::exports::find(&mut tx, granted.account(), &person(&granted), id).await?;
    let export = found.filter(|export| export.created_at > granted.now() - KEPT).ok_or(AppError::NotFound)?;
    let day = jiff::Timestamp::from_millisecond(export.created_at).map(|at| at.strftime("%Y-%m-%d").to_string());
    let name = format!("audit-log-{}.{}", day.unwrap_or_default(), export.format.key());
    let content_type = match export.format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Jsonl => "application/jsonl; charset=utf-8",
    };
    let body = match export.status {
        ExportStatus::Running => return Err(AppError::conflict("The file is still being written.")),
        ExportStatus::Direct => {
            let workspaces = workspaces::named(&mut tx, granted.account()).await?;
            drop(tx);
            read(granted.also()?, &export, Writer::new(export.format, workspaces))?
        }
        ExportStatus::Done => {
            drop(tx);
            fetch(granted, export)
        }
    };
    Ok(File { name, content_type, body })
}

/// Reads a short file out of the log, page by page.
fn read(
    view: Granted<can::ViewAudit>,
    export: &AuditExport,
    writer: Writer,
) -> Result<BoxStream<'static, Result<String, AppError>>, AppError> {
    let filter: AuditFilter = serde_json::from_str(&export.filter).map_err(|_| AppError::Internal)?;
    let begin = Some((filter, Some(writer.head())));
    let body = try_unfold((view, writer, begin), |(view, writer, rest)| async move {
        let Some((filter, head)) = rest else { return Ok(None) };
        let entries = newest(&view, &filter, PART).await?;
        let text = head.unwrap_or_default() + &writer.lines(&entries)?;
        let rest = (entries.len() as i64 == PART).then(|| (after(&filter, entries.last().map(|entry| &entry.id)), None));
        Ok(Some((text, (view, writer, rest))))
    });
    Ok(body.boxed())
}

/// Fetches the parts of a file that was written.
fn fetch(granted: Exporting, export: AuditExport) -> BoxStream<'static, Result<String, AppError>> {
    try_unfold((granted, export, 0), |(granted, export, number)| async move {
        if number == export.parts {
            return Ok(None);
        }
        let part = store::exports::find_part(&mut granted.read().await?, &export.id, number).await?;
        Ok::<_, AppError>(Some((part.ok_or(AppError::NotFound)?, (granted, export, number + 1))))
    })
    .boxed()
}

/// The same filter from an entry on.
fn after(filter: &AuditFilter, last: Option<&EntryId>) -> AuditFilter {
    AuditFilter { before: last.cloned().or_else(|| filter.before.clone()), ..filter.clone() }
}

/// Writes a file that somebody waits for, as far as it is not written. False: nobody waits.
pub async fn write(app: &App) -> Result<bool, AppError> {
    let control = app.regions.control();
    if !store::exports::is_waiting(&mut control.read().await?, app.now()).await? {
        return Ok(false);
    }
    let mut tx = control.write().await?;
    let claimed = store::exports::claim(&mut tx, app.now(), app.now() + HOLD).await?;
    tx.commit().await?;
    let Some(mut export) = claimed else { return Ok(false) };
    let view = app.as_system::<can::ViewAudit>(&export.account_id, InAccount, "export");
    let workspaces = workspaces::named(&mut view.read().await?, &export.account_id).await?;
    let writer = Writer::new(export.format, workspaces);
    let filter: AuditFilter = serde_json::from_str(&export.filter).map_err(|_| AppError::Internal)?;
    while export.status == ExportStatus::Running {
        let limit = PART.min(MOST - export.entries);
        let entries = newest(&view, &after(&filter, export.last_id.as_ref()), limit).await?;
        let head = if export.parts == 0 { writer.head() } else { String::new() };
        let text = head + &writer.lines(&entries)?;
        let mut next = export.clone();
        next.entries += entries.len() as i64;
        if let Some(last) = entries.last() {
            (next.last_id, next.reached_at) = (Some(last.id.clone()), last.at);
        }
        let done = (entries.len() as i64) < limit || next.entries >= MOST;
        let mut tx = control.write().await?;
        let word = if done { "done" } else { "running" };
        if store::exports::update_progress(&mut tx, &next, word, app.now() + HOLD).await? == 0 {
            // Somebody took it over, or it was purged.
            tx.rollback().await?;
            return Ok(true);
        }
        store::exports::insert_part(&mut tx, &export.id, export.parts, &text).await?;
        tx.commit().await?;
        next.parts += 1;
        next.status = if done { ExportStatus::Done } else { ExportStatus::Running };
        export = next;
    }
    Ok(true)
}

/// Throws files away that were there for a day. Answers how many rows went.
pub async fn purge(app: &App) -> Result<u64, AppError> {
    let before = app.now() - KEPT;
    let mut gone = 0;
    loop {
        let mut tx = app.regions.control().write().await?;
        let parts = store::exports::delete_parts(&mut tx, before, SWEPT).await?;
        let exports = if parts == 0 { store::exports::delete(&mut tx, before, SWEPT).await? } else { 0 };
        tx.commit().await?;
        gone += parts + exports;
        if parts + exports == 0 {
            return Ok(gone);
        }
    }
}
