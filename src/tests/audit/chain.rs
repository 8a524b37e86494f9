//! The audit log as evidence: whoever gets past the program and its guards changes nothing without being found out.

use std::time::Duration;

use belfry::{
    access::{App, Entry, Granted},
    args,
    db::{Arg, Clock, Db},
    domain::audit::{
        seal::seal_all,
        verify::{self, Fault, Finding, Report},
    },
    model::{EntryId, Id, InAccount, can},
    workers,
};
use tokio::{
    sync::watch,
    task::{JoinSet, yield_now},
    time::timeout,
};

use crate::house::{House, Sabotage, houses};

/// What somebody does first who has the database and wants to change the log.
pub const NO_GUARDS: Sabotage = Sabotage {
    sqlite: "drop trigger audit_entry_update; drop trigger audit_entry_delete; drop trigger audit_seal_update; drop trigger audit_seal_delete;
        drop trigger audit_checkpoint_update; drop trigger audit_checkpoint_delete; drop trigger audit_head_update;
        drop trigger audit_head_delete",
    postgres: "drop function audit_guard cascade",
};

const HOUR: i64 = 3_600_000;

impl House {
    pub fn log(&self) -> Db {
        let granted: Granted<can::ViewAudit> = self.app.as_system(&self.account, InAccount, "test");
        granted.audit_databases()[0].1.clone()
    }

    /// Writes past the program.
    pub async fn write(&self, sql: &'static str, args: Vec<Arg>) -> Result<u64, String> {
        let mut tx = self.log().write().await.unwrap();
        let done = tx.run(sql, args).await.map_err(|error| error.to_string())?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    pub async fn number(&self, sql: &'static str) -> i64 {
        self.log().read().await.unwrap().one::<(i64,)>(sql, args![]).await.unwrap().unwrap().0
    }

    pub async fn verified(&self) -> Report {
        verify::verify(&self.app, &self.log(), &[]).await.unwrap()
    }

    pub async fn finding(&self) -> Option<Finding> {
        self.verified().await.finding
    }

    async fn fault(&self) -> Option<Fault> {
        self.finding().await.map(|finding| finding.fault)
    }

    pub async fn entry_at(&self, sequence: i64) -> EntryId {
        let sql = "select entry_id from audit_seal where sequence = $1";
        self.log().read().await.unwrap().one::<(EntryId,)>(sql, args![sequence]).await.unwrap().unwrap().0
    }
}

pub async fn act(app: &App, house: &House, name: &str) {
    let granted: Granted<can::CreateWorkspaces> = app.as_system(&house.account, InAccount, "test");
    let change = granted.change().await.unwrap();
    change.commit(Entry::new("workspace.updated", "w").named(name).from_to("name", "before", name)).await.unwrap();
}

/// Houses whose log has 20 entries and more, all sealed, a checkpoint after some and after all of them, and no guards.
async fn open_houses() -> Vec<House> {
    let houses = houses().await;
    for house in &houses {
        for number in 0..20 {
            act(&house.app, house, &format!("n{number}")).await;
            if number % 5 == 0 {
                seal_all(&house.app).await.unwrap();
                house.app.clock.advance(HOUR);
            }
        }
        seal_all(&house.app).await.unwrap();
        assert_eq!(house.finding().await, None);
        house.sabotage(&NO_GUARDS).await;
    }
    houses
}

#[tokio::test]
async fn every_entry_is_sealed_once_in_order() {
    for house in houses().await {
        let entries = house.number("select count(*) from audit_entry").await;
        assert!(entries > 5);
        assert_eq!(house.number("select count(*) from audit_waiting").await, entries);
        assert_eq!(house.verified().await.checked, 0, "what waits for its seal is no fault");
        seal_all(&house.app).await.unwrap();
        assert_eq!(house.number("select count(*) from audit_waiting").await, 0);
        let report = house.verified().await;
        assert_eq!((report.checked, report.purged, report.signatures, &report.finding), (entries, 0, 2, &None));
        seal_all(&house.app).await.unwrap();
        assert_eq!(house.verified().await, report, "there was nothing more to seal");

        // More than one batch.
        for number in 0..510 {
            act(&house.app, &house, &format!("n{number}")).await;
        }
        seal_all(&house.app).await.unwrap();
        let report = house.verified().await;
        assert_eq!((report.checked, report.finding), (entries + 510, None));
        assert_eq!(house.number("select max(sequence) from audit_seal").await, entries + 510);
    }
}

#[tokio::test]
async fn an_entry_that_is_committed_late_is_sealed_where_it_appears() {
    for house in houses().await {
        let mut earlier = house.app.clone();
        earlier.clock = Clock::simulated(house.app.now() - HOUR);
        act(&house.app, &house, "in time").await;
        seal_all(&house.app).await.unwrap();
        let before = house.number("select max(sequence) from audit_seal").await;
        act(&earlier, &house, "late").await;
        seal_all(&house.app).await.unwrap();
        assert_eq!(house.finding().await, None);
        let (late, last) = (house.entry_at(before + 1).await, house.entry_at(before).await);
        assert!(late < last, "{late} was born before {last}");
    }
}

#[tokio::test]
async fn several_processes_seal_one_chain() {
    for house in houses().await {
        let others = [house.another_process().await, house.another_process().await];
        for round in 0..10 {
            let acts = others.iter().map(|app| act(app, &house, "at once"));
            futures::future::join_all(acts).await;
            let seals = [seal_all(&house.app), seal_all(&others[0]), seal_all(&others[1])];
            for sealed in futures::future::join_all(seals).await {
                assert!(sealed.is_ok(), "round {round}");
            }
        }
        seal_all(&house.app).await.unwrap();
        let report = house.verified().await;
        assert_eq!((report.checked, report.finding), (house.number("select count(*) from audit_entry").await, None));
    }
}

#[tokio::test]
async fn whoever_serves_seals_soon_after_the_commit_and_at_its_end() {
    for house in houses().await {
        let (halt, halted) = watch::channel(false);
        let mut crews = JoinSet::new();
        crews.spawn(workers::keep_log(house.app.clone(), halted));
        let sealed = async || {
            while house.number("select count(*) from audit_waiting").await > 0 {
                yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), sealed()).await.expect("what was left is sealed at the start");
        act(&house.app, &house, "woken").await;
        timeout(Duration::from_secs(30), sealed()).await.expect("the commit wakes");
        halt.send(true).unwrap();
        crews.join_all().await;
        assert_eq!(house.finding().await, None);
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_the_log() {
    for house in houses().await {
        seal_all(&house.app).await.unwrap();
        for sql in [
            "update audit_entry set actor_name = 'Nobody'",
            "delete from audit_entry",
            "update audit_seal set hash = '0'",
            "update audit_seal set digest = '0', proof = '0', entry_id = 'aud_0' where sequence = 1",
            "delete from audit_seal",
            "update audit_checkpoint set at = 0",
            "delete from audit_checkpoint",
            "update audit_head set sequence = 0",
            "update audit_head set chain = '0'",
            "delete from audit_head",
        ] {
            let refused = house.write(sql, args![]).await.expect_err(sql);
            assert!(refused.contains("audit"), "{sql}: {refused}");
        }
        if house.url.starts_with("postgres") {
            for sql in ["truncate audit_entry", "truncate audit_seal", "truncate audit_checkpoint", "truncate audit_head"] {
                assert!(house.write(sql, args![]).await.is_err(), "{sql}");
            }
        }
        assert_eq!(house.finding().await, None);
    }
}

#[tokio::test]
async fn an_entry_that_was_edited_is_named() {
    for house in open_houses().await {
        let entry = house.entry_at(9).await;
        let found = Some(Finding { fault: Fault::Edited, sequence: Some(9), entry: Some(entry.clone()) });
        for (edit, undo) in [
            (
                "update audit_entry set actor_name = 'Nobody' where id = $1",
                "update audit_entry set actor_name = 'test' where id = $1",
            ),
            ("update audit_entry set at = at + 1 where id = $1", "update audit_entry set at = at - 1 where id = $1"),
            ("update audit_entry set address = '' where id = $1", "update audit_entry set address = null where id = $1"),
            (
                "update audit_entry set detail = detail || ' ' where id = $1",
                "update audit_entry set detail = trim(detail) where id = $1",
            ),
            (
                "update audit_seal set hash = hash || '0' where entry_id = $1",
                "update audit_seal set hash = substr(hash, 1, 64) where entry_id = $1",
            ),
            ("update audit_seal set version = 2 where entry_id = $1", "update audit_seal set version = 1 where entry_id = $1"),
        ] {
            house.write(edit, args![&entry]).await.unwrap();
            assert_eq!(house.finding().await, found, "{edit}");
            house.write(undo, args![&entry]).await.unwrap();
            assert_eq!(house.finding().await, None, "{undo}");
        }
        house.write(EDIT, args![&entry]).await.unwrap();
        assert_eq!(house.finding().await.unwrap().to_string(), format!("Entry 9 ({entry}) was changed after it was sealed."));
    }
}

const EDIT: &str = "update audit_entry set target_name = 'Another' where id = $1";

#[tokio::test]
async fn whoever_edits_and_reckons_the_hashes_anew_lacks_the_key() {
    use belfry::{access::chain, store::seals};
    for house in open_houses().await {
        house.write(EDIT, args![&house.entry_at(9).await]).await.unwrap();
        let mut tx = house.log().write().await.unwrap();
        let mut hash = seals::find(&mut tx, 8).await.unwrap().unwrap().hash;
        for seal in seals::list(&mut tx, 8, 100).await.unwrap() {
            let row = seals::list_entries(&mut tx, seal.sequence - 1, seal.sequence).await.unwrap().remove(0);
            hash = chain::link(&hash, &chain::digest(&row));
            let sql = "update audit_seal set hash = $2 where sequence = $1";
            tx.run(sql, args![seal.sequence, &hash]).await.unwrap();
            let sql = "update audit_checkpoint set hash = $2 where sequence = $1";
            tx.run(sql, args![seal.sequence, &hash]).await.unwrap();
        }
        tx.run("update audit_head set hash = $1", args![&hash]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.fault().await, Some(Fault::NotSigned));
        house.write("delete from audit_checkpoint", args![]).await.unwrap();
        assert_eq!(house.fault().await, Some(Fault::NotSigned), "the head is signed, too");
    }
}

#[tokio::test]
async fn an_entry_that_was_deleted_is_named() {
    for house in open_houses().await {
        let entry = house.entry_at(9).await;
        house.write("delete from audit_entry where id = $1", args![&entry]).await.unwrap();
        let found = Finding { fault: Fault::Missing, sequence: Some(9), entry: Some(entry) };
        assert_eq!(house.finding().await, Some(found.clone()));
        let sql = "update audit_seal set digest = hash, proof = hash where sequence = 9";
        house.write(sql, args![]).await.unwrap();
        assert_eq!(house.finding().await, Some(found), "that it had its time is proven otherwise");
        house.write("delete from audit_seal where sequence = 9", args![]).await.unwrap();
        assert_eq!(house.finding().await, Some(Finding { fault: Fault::Missing, sequence: Some(9), entry: None }));
        // The numbers without a gap.
        house.write("update audit_seal set sequence = -sequence where sequence > 9", args![]).await.unwrap();
        house.write("update audit_seal set sequence = -sequence - 1 where sequence < 0", args![]).await.unwrap();
        assert_eq!(house.finding().await.map(|found| found.sequence), Some(Some(9)));
    }
}

#[tokio::test]
async fn an_entry_that_was_deleted_before_it_was_sealed_is_named() {
    for house in open_houses().await {
        act(&house.app, &house, "unsealed").await;
        house.write("delete from audit_entry where id in (select entry_id from audit_waiting)", args![]).await.unwrap();
        seal_all(&house.app).await.unwrap();
        let found = house.finding().await.unwrap();
        assert_eq!((found.fault, found.sequence), (Fault::Missing, None));
    }
}

#[tokio::test]
async fn entries_that_changed_places_are_named() {
    const SWAP: [&str; 3] = [
        "update audit_seal set sequence = -1 where sequence = 9",
        "update audit_seal set sequence = 9 where sequence = 12",
        "update audit_seal set sequence = 12 where sequence = -1",
    ];
    for house in open_houses().await {
        for sql in SWAP {
            house.write(sql, args![]).await.unwrap();
        }
        let found = house.finding().await.unwrap();
        assert_eq!((found.fault, found.sequence), (Fault::OutOfOrder, Some(9)));
        assert_eq!(found.entry, Some(house.entry_at(9).await));
    }
    for house in open_houses().await {
        let (one, other) = (house.entry_at(9).await, house.entry_at(12).await);
        // The entries alone, without their hashes.
        for (sequence, entry) in [(9_i64, &EntryId::from_text("x".to_owned())), (12, &one), (9, &other)] {
            house.write("update audit_seal set entry_id = $2 where sequence = $1", args![sequence, entry]).await.unwrap();
        }
        let found = Finding { fault: Fault::OutOfOrder, sequence: Some(9), entry: Some(other) };
        assert_eq!(house.finding().await, Some(found));
    }
}

const FORGED: &str = "insert into audit_entry (id, account_id, workspace_id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id,
        target_name, detail, address, user_agent)
    select $1, account_id, workspace_id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, detail,
        address, user_agent from audit_entry where id = $2";

#[tokio::test]
async fn an_entry_that_somebody_else_wrote_is_named() {
    // No guard has to be taken away for it.
    for house in houses().await {
        seal_all(&house.app).await.unwrap();
        let (forged, like): (EntryId, _) = (house.app.clock.id(), house.entry_at(2).await);
        house.write(FORGED, args![&forged, &like]).await.unwrap();
        let found = Some(Finding { fault: Fault::Inserted, sequence: None, entry: Some(forged.clone()) });
        assert_eq!(house.finding().await, found);
        let sql = "insert into audit_waiting (entry_id, mac) select $1, hash from audit_seal where sequence = 1";
        house.write(sql, args![&forged]).await.unwrap();
        seal_all(&house.app).await.unwrap();
        assert_eq!(house.finding().await, found, "it gets no seal");
        act(&house.app, &house, "after it").await;
        seal_all(&house.app).await.unwrap();
        assert_eq!(house.finding().await, found, "and holds nobody up");
        let sql = "insert into audit_seal (sequence, entry_id, version, hash) select sequence + 1, $1, 1, hash from audit_head";
        house.write(sql, args![&forged]).await.unwrap();
        let found = house.finding().await.unwrap();
        assert_eq!((found.fault, found.entry), (Fault::Edited, Some(forged)), "a seal of its own does not fit");
    }
}

#[tokio::test]
async fn a_link_with_the_right_hash_past_the_head_is_named() {
    use belfry::{access::chain, store::seals};
    for house in houses().await {
        seal_all(&house.app).await.unwrap();
        let (forged, like): (EntryId, _) = (house.app.clock.id(), house.entry_at(2).await);
        house.write(FORGED, args![&forged, &like]).await.unwrap();
        let mut tx = house.log().write().await.unwrap();
        let head = seals::head(&mut tx).await.unwrap().unwrap().mark;
        let (sequence, version) = (head.sequence + 1, chain::VERSION);
        let seal = |hash| seals::Seal { sequence, entry_id: forged.clone(), version, hash, digest: None, proof: None };
        seals::insert(&mut tx, &[seal(String::new())]).await.unwrap();
        let row = seals::list_entries(&mut tx, head.sequence, sequence).await.unwrap().remove(0);
        let hash = chain::link(&head.hash, &chain::digest(&row));
        tx.rollback().await.unwrap();
        let mut tx = house.log().write().await.unwrap();
        seals::insert(&mut tx, &[seal(hash)]).await.unwrap();
        tx.commit().await.unwrap();
        let found = Finding { fault: Fault::Inserted, sequence: Some(sequence), entry: Some(forged) };
        assert_eq!(house.finding().await, Some(found));
    }
}

#[tokio::test]
async fn a_log_whose_end_was_cut_off_is_seen_by_the_head_or_by_one_that_was_pinned() {
    for house in open_houses().await {
        // As an old copy of the database has it.
        let old = verify::heads(&house.app).await.unwrap().remove(0);
        for number in 0..3 {
            act(&house.app, &house, &format!("m{number}")).await;
        }
        seal_all(&house.app).await.unwrap();
        let pinned = verify::heads(&house.app).await.unwrap();
        let with_pin = async || verify::verify(&house.app, &house.log(), &pinned).await.unwrap().finding;
        assert_eq!(with_pin().await, None);
        for sql in [
            "delete from audit_checkpoint where sequence > $1",
            "delete from audit_entry where id in (select entry_id from audit_seal where sequence > $1)",
            "delete from audit_seal where sequence > $1",
        ] {
            house.write(sql, args![old.sequence]).await.unwrap();
        }
        let cut = Finding { fault: Fault::Truncated, sequence: Some(old.sequence + 1), entry: None };
        assert_eq!(house.finding().await, Some(cut.clone()));
        let sql = "update audit_head set sequence = $1, hash = $2, at = $3, signature = $4";
        house.write(sql, args![old.sequence, &old.hash, old.at, &old.signature]).await.unwrap();
        assert_eq!(house.finding().await, None, "a whole copy of what was is as good as what was");
        assert_eq!(with_pin().await, Some(cut), "but for who kept the head elsewhere");
        // Other entries instead of those that were cut off.
        for number in 0..4 {
            act(&house.app, &house, &format!("other{number}")).await;
        }
        seal_all(&house.app).await.unwrap();
        assert_eq!(house.finding().await, None);
        let found = with_pin().await.unwrap();
        assert_eq!((found.fault, found.sequence), (Fault::Edited, Some(pinned[0].sequence)));
        house.write("update audit_head set chain = 'another'", args![]).await.unwrap();
        assert_eq!(with_pin().await.map(|found| found.fault), Some(Fault::Exchanged));
        assert!(house.fault().await.is_some());
    }
}

#[tokio::test]
async fn another_key_signs_another_log() {
    for house in open_houses().await {
        let mut stranger = house.app.clone();
        stranger.vault = belfry::access::Vault::new(&[9; 32], house.app.clock.clone());
        let report = verify::verify(&stranger, &house.log(), &[]).await.unwrap();
        assert_eq!(report.finding.map(|found| found.fault), Some(Fault::NotSigned));
    }
}

#[tokio::test]
async fn a_look_at_the_end_is_short_and_sees_what_was_done_there() {
    for house in open_houses().await {
        let end = async || verify::verify_end(&house.app, &house.log()).await.unwrap();
        let (whole, short) = (house.verified().await, end().await);
        assert!(short.checked > 0 && short.checked < whole.checked, "{} of {}", short.checked, whole.checked);
        assert_eq!((short.finding, short.head), (None, whole.head));
        house.write(EDIT, args![&house.entry_at(2).await]).await.unwrap();
        assert_eq!(end().await.finding, None, "what is long ago is the command's");
        house.write(EDIT, args![&house.entry_at(whole.checked).await]).await.unwrap();
        assert_eq!(end().await.finding.map(|found| found.fault), Some(Fault::Edited));
    }
}
