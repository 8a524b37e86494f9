//! How entries are written into a file.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::model::{AppError, AuditEntry, ExportFormat, Id, Workspace, WorkspaceId};

const COLUMNS: [&str; 13] = [
    "id",
    "time",
    "actor_kind",
    "actor_id",
    "actor_name",
    "action",
    "target_kind",
    "target_id",
    "target_name",
    "workspace",
    "detail",
    "address",
    "user_agent",
];

/// Writes entries, a page at a time.
pub struct Writer {
    format: ExportFormat,
    slugs: HashMap<WorkspaceId, String>,
}

impl Writer {
    pub fn new(format: ExportFormat, workspaces: Vec<Workspace>) -> Self {
        let slugs = workspaces.into_iter().map(|workspace| (workspace.id, workspace.slug.to_string())).collect();
        Self { format, slugs }
    }

    /// What a file begins with.
    pub fn head(&self) -> String {
        match self.format {
            ExportFormat::Csv => format!("{}\r\n", COLUMNS.join(",")),
            ExportFormat::Jsonl => String::new(),
        }
    }

    pub fn lines(&self, entries: &[AuditEntry]) -> Result<String, AppError> {
        match self.format {
            ExportFormat::Csv => self.csv(entries),
            ExportFormat::Jsonl => Ok(entries.iter().map(|entry| format!("{}\n", self.json(entry))).collect()),
        }
    }

    /// The workspace's slug; the id of one that is gone.
    fn workspace<'a>(&'a self, entry: &'a AuditEntry) -> Option<&'a str> {
        let id = entry.workspace_id.as_ref()?;
        Some(self.slugs.get(id).map_or(id.as_str(), String::as_str))
    }

    fn csv(&self, entries: &[AuditEntry]) -> Result<String, AppError> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let failed = |error: csv::Error| {
            tracing::error!(%error, "a line of CSV");
            AppError::Internal
        };
        for entry in entries {
            let time = time(entry.at);
            let cells = [
                entry.id.as_str(),
                &time,
                &entry.actor_kind,
                &entry.actor_id,
                &entry.actor_name,
                &entry.action,
                &entry.target_kind,
                &entry.target_id,
                &entry.target_name,
                self.workspace(entry).unwrap_or_default(),
                &entry.detail,
                entry.address.as_deref().unwrap_or_default(),
                entry.user_agent.as_deref().unwrap_or_default(),
            ];
            writer.write_record(cells.map(inert)).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(|_| AppError::Internal)?;
        String::from_utf8(bytes).map_err(|_| AppError::Internal)
    }

    fn json(&self, entry: &AuditEntry) -> Value {
        let detail: Value = serde_json::from_str(&entry.detail).unwrap_or(Value::Null);
        json!({
            "id": entry.id,
            "time": time(entry.at),
            "actor": { "kind": entry.actor_kind, "id": entry.actor_id, "name": entry.actor_name },
            "action": entry.action,
            "target": { "kind": entry.target_kind, "id": entry.target_id, "name": entry.target_name },
            "workspace": self.workspace(entry),
            "detail": detail,
            "address": entry.address,
            "user_agent": entry.user_agent,
        })
    }
}

fn time(at: i64) -> String {
    Timestamp::from_millisecond(at).map(|at| at.to_string()).unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula: one that would begin like one begins with an apostrophe.
fn inert(cell: &str) -> String {
    const BEGINNINGS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(BEGINNINGS) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(inert(formula), format!("'{formula}"));
        }
        for plain in ["", "Ada", "a=b", "1-1", "{}", "'=1"] {
            assert_eq!(inert(plain), plain);
        }
    }
}
