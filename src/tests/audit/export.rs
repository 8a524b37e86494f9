//! The log as a file.

use belfry::{args, domain::audit::export, domain::purge::purge};
use serde_json::Value;

use super::chain::act;
use crate::house::{House, Reply, houses};

const EXPORTS: &str = "/account/audit/exports";
const HOUR: i64 = 3_600_000;

impl House {
    async fn export(&self, format: &str, query: &str) -> Reply {
        self.call("Ada", "/api/audit/export", &[("format", format), ("query", query), ("zone", "UTC")]).await
    }

    /// The address of the newest file.
    async fn newest_file(&self) -> Option<String> {
        let page = self.page("Ada", EXPORTS).await.body;
        let id = page.split(&format!("{EXPORTS}/")).nth(1)?.split_once('/')?.0.to_owned();
        Some(format!("{EXPORTS}/{id}/file"))
    }

    /// So many entries, one a second up to now, as another database would have them: they have no seals.
    async fn fill(&self, count: i64) {
        let sql = "with recursive n (i) as (select 1 union all select i + 1 from n where i < $3)
            insert into audit_entry (id, account_id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, detail)
            select 'aud_0000' || (10000000 + i), $1, $2 + i * 1000, 'person', 'per_1', 'Olga', 'workspace.updated', 'workspace', 'w',
                'n' || i, '{}' from n";
        self.write(sql, args![&self.account, self.app.now() - count * 1000, count]).await.unwrap();
    }
}

#[tokio::test]
async fn a_short_file_is_ready_at_once_and_harmless_in_a_spreadsheet() {
    for house in houses().await {
        act(&house.app, &house, "=HYPERLINK(\"http://evil.test\")").await;
        act(&house.app, &house, "comma, \"quote\"\nand a line").await;
        let form = [("workspace", "staging"), ("name", "+Rehearsal"), ("description", "")];
        assert_eq!(house.call("Max", "/api/workspaces/edit", &form).await.status, 200);

        let made = house.export("csv", "kind=workspace").await;
        assert_eq!(made.status, 200, "{}", made.body);
        let path = house.newest_file().await.unwrap();
        // What comes later is not in it.
        act(&house.app, &house, "later").await;
        let file = house.send("Ada", "GET", &path, &[], "").await;
        assert_eq!((file.status, file.headers["content-type"].to_str().unwrap()), (200, "text/csv; charset=utf-8"));
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"audit-log-2026-11-02.csv\"");
        let mut reader = csv::Reader::from_reader(file.body.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
        let cell = |row: usize, name: &str| {
            let at = file.body.lines().next().unwrap().split(',').position(|column| column == name).unwrap();
            rows[row][at].to_owned()
        };
        assert_eq!(cell(0, "target_name"), "'+Rehearsal");
        assert_eq!(
            (cell(0, "workspace"), cell(0, "actor_name"), cell(0, "time")),
            ("staging".into(), "Max".into(), "2026-11-02T09:00:00Z".into())
        );
        assert_eq!(cell(1, "target_name"), "comma, \"quote\"\nand a line");
        assert_eq!(cell(2, "target_name"), "'=HYPERLINK(\"http://evil.test\")");
        for row in &rows {
            assert!(!row.iter().any(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
        }
        assert!(!file.body.contains("later"));

        house.export("jsonl", "kind=workspace&actor=max").await;
        let file = house.send("Ada", "GET", &house.newest_file().await.unwrap(), &[], "").await;
        let lines: Vec<Value> = file.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (&lines[0]["target"]["name"], &lines[0]["detail"]["name"]["to"]),
            (&"+Rehearsal".into(), &"+Rehearsal".into())
        );
        assert_eq!(house.audit_of("Ada").await, ["audit.exported", "audit.exported"]);
    }
}

#[tokio::test]
async fn a_long_file_is_written_in_parts_and_told_about() {
    for house in houses().await {
        house.fill(export::SHORT + 2_345).await;
        assert_eq!(house.export("jsonl", "actor=olga&target=w").await.status, 409, "she did nothing");
        assert_eq!(house.export("jsonl", "target=w").await.status, 200);
        let page = house.page("Ada", EXPORTS).await.body;
        assert!(page.contains("Being written") && page.contains("0 %") && page.contains("data-unsettled"), "{page}");
        assert!(house.newest_file().await.is_none(), "nothing can be fetched yet");

        assert!(export::write(&house.app).await.unwrap());
        assert!(!export::write(&house.app).await.unwrap(), "nobody waits any more");
        let file = house.send("Ada", "GET", &house.newest_file().await.unwrap(), &[], "").await;
        let names: Vec<Value> =
            file.body.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["target"]["name"].clone()).collect();
        let wanted: Vec<Value> = (1..=export::SHORT + 2_345).rev().map(|n| format!("n{n}").into()).collect();
        assert!(names == wanted, "{} lines, every entry once and in order", names.len());
        assert!(house.page("Ada", EXPORTS).await.body.contains("12,345"));
    }
}

#[tokio::test]
async fn who_takes_over_goes_on_where_another_one_died() {
    for house in houses().await {
        house.fill(export::SHORT + 1).await;
        house.export("csv", "target=w").await;
        // One that claimed it and wrote a part.
        let claim = "update audit_export set held_until = $1, entries = 1, parts = 1, last_id = 'aud_000010010001', reached_at = newest_at - 5000000";
        house.write(claim, args![house.app.now() + 30_000]).await.unwrap();
        let part = "insert into audit_export_part (export_id, number, body) select id, 0, 'begun' from audit_export";
        house.write(part, args![]).await.unwrap();
        assert!(!export::write(&house.app).await.unwrap(), "it is held");
        let page = house.page("Ada", EXPORTS).await.body;
        assert!(page.contains("49 %") || page.contains("50 %"), "{page}");
        house.app.clock.advance(30_000);
        assert!(export::write(&house.app).await.unwrap());
        let file = house.send("Ada", "GET", &house.newest_file().await.unwrap(), &[], "").await;
        assert!(file.body.starts_with("begunaud_000010010000,"), "{}", &file.body[..80]);
        assert_eq!(file.body.matches("aud_").count() as i64, export::SHORT);
    }
}

#[tokio::test]
async fn a_file_is_there_for_its_owner_and_for_a_day() {
    for house in houses().await {
        house.fill(export::SHORT + 1).await;
        house.export("csv", "target=w").await;
        export::write(&house.app).await.unwrap();
        let path = house.newest_file().await.unwrap();
        for (who, status) in [("Ada", 200), ("Olga", 404), ("Max", 403), ("Stranger", 404), ("nobody", 401)] {
            assert_eq!(house.send(who, "GET", &path, &[], "").await.status, status, "{who}");
        }
        assert_eq!(house.send("Ada", "GET", &format!("{EXPORTS}/missing/file"), &[], "").await.status, 404);
        house.app.clock.advance(11 * HOUR);
        purge(&house.app).await.unwrap();
        assert!(house.number("select count(*) from audit_export_part").await > 1);
        house.app.clock.advance(13 * HOUR + 1);
        purge(&house.app).await.unwrap();
        assert_eq!(house.number("select count(*) from audit_export_part").await, 0);
        assert_eq!(house.number("select count(*) from audit_export").await, 0);
    }
}

#[tokio::test]
async fn what_cannot_be_exported_is_said() {
    for house in houses().await {
        let nothing = house.export("csv", "action=vendor.added").await;
        assert!(nothing.status == 409 && nothing.body.contains("nothing to export"), "{}", nothing.body);
        assert_eq!(house.export("xml", "").await.status, 400);
        assert_eq!(house.export("csv", &format!("actor={}", "x".repeat(2_000))).await.status, 400);
        assert_eq!(house.export("csv", "workspace=nowhere").await.status, 404);
        house.fill(export::SHORT + 1).await;
        for _ in 0..5 {
            assert_eq!(house.export("csv", "target=w").await.status, 200);
        }
        let many = house.export("csv", "target=w").await;
        assert!(many.status == 409 && many.body.contains("Wait until one of them is ready"), "{}", many.body);
    }
}
