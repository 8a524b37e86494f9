//! How long a backup of a database takes, and how long it takes to restore it.

use std::{fs, path::Path};

use belfry::{
    db::{Clock, Db},
    http::{self, backup_command},
};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::Plan;

/// Requests of about a kilobyte each, as triggers leave them.
async fn fill(db: &Db, megabytes: u64) -> u64 {
    let tables = db.snapshot().await.expect("a snapshot").tables().await.expect("tables");
    let columns = ["workspace_id", "id", "workflow", "status", "reason", "source", "recipients", "payload", "created_at"];
    let request = tables.iter().find(|table| table.name == "request").expect("the table of requests");
    let request = request.with(&columns.map(str::to_owned)).expect("its columns");
    let rows = megabytes * 1_000;
    for batch in 0..rows.div_ceil(1_000) {
        let batch: Vec<serde_json::Value> = (batch * 1_000..((batch + 1) * 1_000).min(rows))
            .map(|number| {
                // Words that are not all the same: what repeats is compressed to nothing.
                let words: String =
                    (0..90).map(|at| format!("{:08x} ", (number * 90 + at).wrapping_mul(2_654_435_761))).collect();
                let payload =
                    serde_json::json!({"workflow": "greet", "recipients": [{"distinct_id": number.to_string()}], "data": words});
                serde_json::json!([
                    "wksp_bench",
                    format!("req_{number:020}"),
                    "greet",
                    "completed",
                    "",
                    "api",
                    1,
                    payload.to_string(),
                    0
                ])
            })
            .collect();
        let mut tx = db.write().await.expect("a transaction");
        tx.put_rows(&request, &serde_json::Value::from(batch).to_string()).await.expect("rows");
        tx.commit().await.expect("a commit");
    }
    rows
}

fn settings(data: &Path) -> http::Settings {
    http::Settings {
        data: data.to_owned(),
        address: ([127, 0, 0, 1], 0).into(),
        base_url: None,
        database: None,
        regions: vec![],
        master_key: Some("07".repeat(32)),
        mail: None,
        allow_private_addresses: true,
        audit_head: None,
        sandbox_sends: false,
        trusted_proxies: vec![],
        metrics_address: None,
        work: false,
        site: leptos::config::LeptosOptions::builder().output_name("belfry").build(),
    }
}

/// On SQLite only: a database on a server is as fast as the network to it.
pub fn measure(plan: &Plan) {
    if plan.postgres.is_some() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let (folder, elsewhere) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
        let (here, there) = (settings(folder.path()), settings(elsewhere.path()));
        let file = folder.path().join("backup");
        let app = http::open(&here, Clock::System).await.expect("a database");
        drop(app);
        let database = folder.path().join("belfry.db");
        let db = Db::open(&format!("sqlite:{}", database.display())).await.expect("the database");
        let rows = fill(&db, plan.megabytes).await;
        db.close().await;
        let size = fs::metadata(&database).expect("the database").len() as f64 / 1e6;
        let begin = Instant::now();
        backup_command::backup(&here, &file).await.expect("a backup");
        let backup = begin.elapsed().as_secs_f64();
        let packed = fs::metadata(&file).expect("the file").len() as f64 / 1e6;
        let begin = Instant::now();
        backup_command::restore(&there, &file).await.expect("it is restored");
        let restore = begin.elapsed().as_secs_f64();
        println!("backup  {rows} rows, {size:.0} MB of database");
        println!("    backup:  {backup:.1} s, {:.0} MB/s, a file of {packed:.0} MB", size / backup);
        println!("    restore: {restore:.1} s, {:.0} MB/s, counts and log checked", size / restore);
    });
}
