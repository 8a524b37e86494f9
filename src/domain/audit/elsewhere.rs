//! Keeps the end of the audit log's chains outside of the databases, where who changes those does not get at it: in a file, in a mailbox, or
//! where it is posted to.

use std::{fs::OpenOptions, io::Write, path::Path, sync::atomic::Ordering};

use axum::http::{Method, Request, header};
use serde_json::json;

use super::verify::{PinnedHead, heads};
use crate::{
    access::{App, HeadKeeper},
    mail::{self, Letter},
    model::AppError,
};

const DAY: i64 = 86_400_000;
/// Posted no more often than this.
const MINUTE: i64 = 60_000;

/// Keeps new ends: every one in the file; by e-mail the first one of a day; posted at most once a minute, and again until it was taken. Called
/// at least once a minute, also when there is no new one.
pub async fn keep(app: &App, ends: &[PinnedHead]) -> Result<(), AppError> {
    match &app.config.audit_head {
        None => Ok(()),
        Some(HeadKeeper::Webhook(url)) => {
            if !ends.is_empty() {
                app.head_kept.waits.store(true, Ordering::SeqCst);
            }
            post(app, url).await
        }
        Some(_) if ends.is_empty() => Ok(()),
        Some(HeadKeeper::File(path)) => append(path, ends).map_err(|error| {
            tracing::error!(%error, path = %path.display(), "the end of the audit log could not be kept in the file");
            AppError::Internal
        }),
        Some(HeadKeeper::Mail(to)) => {
            let today = app.now() / DAY;
            if app.head_kept.mailed.swap(today, Ordering::SeqCst) == today {
                return Ok(());
            }
            let link = format!("{}/account/audit/settings", app.config.base_url.trim_end_matches('/'));
            let letter = Letter::audit_head(to, &lines(ends), &link);
            mail::send(app, &letter).await.map_err(|problem| {
                tracing::error!(problem, "the end of the audit log could not be sent");
                AppError::Unreachable
            })
        }
    }
}

/// Posts all ends as they are now, when there is a new one and its time has come.
async fn post(app: &App, url: &str) -> Result<(), AppError> {
    let (kept, now) = (&app.head_kept, app.now());
    if !kept.waits.load(Ordering::SeqCst) || now - kept.posted.load(Ordering::SeqCst) < MINUTE {
        return Ok(());
    }
    kept.posted.store(now, Ordering::SeqCst);
    let body = json!({ "kind": "audit.head", "at": now, "heads": heads(app).await? }).to_string();
    let request = Request::builder().method(Method::POST).uri(url).header(header::CONTENT_TYPE, "application/json");
    let request = request.body(body.into_bytes()).map_err(|_| AppError::BadRequest)?;
    let said = app.net.fetch(request).await;
    match said {
        Ok(answer) if answer.status().is_success() => kept.waits.store(false, Ordering::SeqCst),
        Ok(answer) => {
            tracing::error!(status = answer.status().as_u16(), "the end of the audit log was posted and not taken");
            return Err(AppError::Unreachable);
        }
        Err(error) => {
            tracing::error!(problem = error.words(), "the end of the audit log could not be posted");
            return Err(AppError::Unreachable);
        }
    }
    Ok(())
}

/// A line each, as `belfry audit head` prints them.
fn lines(ends: &[PinnedHead]) -> String {
    ends.iter().map(|end| serde_json::to_string(end).unwrap_or_default() + "\n").collect()
}

fn append(path: &Path, ends: &[PinnedHead]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(lines(ends).as_bytes())?;
    file.sync_data()
}
