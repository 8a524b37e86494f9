//! Keeps the end of the audit log's chains outside of the databases, where who changes those does not get at it: in a file, or in a mailbox.

use std::{fs::OpenOptions, io::Write, path::Path, sync::atomic::Ordering};

use super::verify::PinnedHead;
use crate::{
    access::{App, HeadKeeper},
    mail::{self, Letter},
    model::AppError,
};

const DAY: i64 = 86_400_000;

/// Keeps new ends: every one in the file; by e-mail the first one of a day.
pub async fn keep(app: &App, ends: &[PinnedHead]) -> Result<(), AppError> {
    match &app.config.audit_head {
        None => Ok(()),
        Some(_) if ends.is_empty() => Ok(()),
        Some(HeadKeeper::File(path)) => append(path, ends).map_err(|error| {
            tracing::error!(%error, path = %path.display(), "the end of the audit log could not be kept in the file");
            AppError::Internal
        }),
        Some(HeadKeeper::Mail(to)) => {
            let today = app.now() / DAY;
            if app.head_mailed.swap(today, Ordering::SeqCst) == today {
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

/// A line each, as `belfry audit head` prints them.
fn lines(ends: &[PinnedHead]) -> String {
    ends.iter().map(|end| serde_json::to_string(end).unwrap_or_default() + "\n").collect()
}

fn append(path: &Path, ends: &[PinnedHead]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(lines(ends).as_bytes())?;
    file.sync_data()
}
