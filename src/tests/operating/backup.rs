//! A house as a file, and elsewhere again: on the same kind of database or on the other one.

use std::{fs, path::Path};

use belfry::{
    db::Db,
    domain::audit::seal::seal_all,
    http::{Settings, backup_command},
    model::{InAccount, MessageStatus, can},
};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    delivery::{ann, send},
    house::{House, Sabotage, empty_houses, house, houses},
};

const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// How the program would be started on the database of a house.
fn settings(house: &House) -> Settings {
    Settings {
        data: house.app.config.data.clone(),
        address: ([127, 0, 0, 1], 0).into(),
        base_url: None,
        database: Some(house.url.clone()),
        regions: vec![],
        master_key: Some(KEY.to_owned()),
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

/// A new house with what was in the file.
async fn restored(mut house: House, original: &House, file: &Path) -> House {
    backup_command::restore(&settings(&house), file).await.unwrap();
    house.account = original.account.clone();
    house
}

/// A count over the whole database.
async fn count(house: &House, sql: &'static str) -> i64 {
    let granted = house.app.as_system::<can::ViewMembers>(&house.account, InAccount, "test");
    granted.read().await.unwrap().one::<(i64,)>(sql, vec![]).await.unwrap().unwrap().0
}

#[tokio::test]
async fn what_is_backed_up_while_triggers_run_works_elsewhere_on_either_database() {
    let folder = TempDir::new().unwrap();
    for (number, house) in houses().await.into_iter().enumerate() {
        let desk = house.desk("sandbox");
        desk.workflow(&[send("send_multi_channel")]).await;
        let key = house.api_key("sandbox").await;
        for _ in 0..10 {
            desk.trigger(ann()).await;
        }
        seal_all(&house.app).await.unwrap();
        let file = folder.path().join(format!("{number}.backup"));
        let load = async {
            for _ in 0..30 {
                desk.trigger(ann()).await;
            }
        };
        let (backup, ()) = tokio::join!(backup_command_of(&house, &file), load);
        backup.unwrap();
        // What came later is not in it.
        desk.trigger(ann()).await;

        for target in empty_houses().await {
            let target = restored(target, &house, &file).await;
            let requests = count(&target, "select count(*) from request").await;
            assert!((10..=40).contains(&requests), "{requests}");
            // One moment: nothing of a trigger without the rest of it.
            let torn = "select count(*) from message m where not exists (select 1 from execution e where e.id = m.execution_id)";
            assert_eq!(count(&target, torn).await, 0);
            assert_eq!(target.audit().await, house.audit().await, "every entry, and no other");

            // It goes on: old keys open, sealed secrets too, and new rows come after the old ones.
            let body = json!({"workflow": "greet", "recipients": ann(), "data": {"word": "tea"}});
            let reply = target.api(&key, "POST", "/trigger/", body).await;
            assert_eq!(reply.status, 202, "{}", reply.body);
            target.desk("sandbox").run().await;
            let messages = target.desk("sandbox").messages().await;
            assert!(messages.iter().all(|message| message.status == MessageStatus::Captured), "also what was open then");
            assert_eq!(count(&target, "select count(*) from request").await, requests + 1);
            seal_all(&target.app).await.unwrap();
        }
    }
}

async fn backup_command_of(house: &House, file: &Path) -> Result<(), String> {
    backup_command::backup(&settings(house), file).await
}

#[tokio::test]
async fn each_region_comes_back_where_it_was_and_none_is_left_out() {
    let folder = TempDir::new().unwrap();
    let at = |file: &str| format!("sqlite:{}", folder.path().join(file).display());
    let two = |eu: &str| vec![("home".to_owned(), String::new()), ("eu".to_owned(), at(eu))];
    let file = folder.path().join("file");
    let house = House::build_in(&at("control.db"), two("eu.db")).await;
    let here = Settings { regions: two("eu.db"), ..settings(&house) };
    backup_command::backup(&here, &file).await.unwrap();

    let elsewhere = |control: &str, eu: &str| Settings { database: Some(at(control)), regions: two(eu), ..here.clone() };
    let words = backup_command::restore(&Settings { regions: vec![], ..elsewhere("one.db", "") }, &file).await.unwrap_err();
    assert!(words.starts_with("The backup has a database eu"), "{words}");
    backup_command::restore(&elsewhere("control2.db", "eu2.db"), &file).await.unwrap();
    // What each chain is called is chance: it tells whose database it was.
    for (old, new) in [("control.db", "control2.db"), ("eu.db", "eu2.db")] {
        let chain = async |file: &str| {
            let mut tx = Db::open(&at(file)).await.unwrap().read().await.unwrap();
            tx.one::<(String,)>("select chain from audit_head", vec![]).await.unwrap().unwrap().0
        };
        assert_eq!(chain(old).await, chain(new).await, "{new}");
    }

    let away = Settings { regions: two("away/eu.db"), ..here.clone() };
    let words = backup_command::backup(&away, &file).await.unwrap_err();
    assert!(words.starts_with("The data region eu is away"), "{words}");
}

#[tokio::test]
async fn what_is_not_whole_or_does_not_fit_is_refused_and_writes_nothing() {
    let (house, folder) = (house().await, TempDir::new().unwrap());
    house.desk("sandbox").workflow(&[send("send_inbox")]).await;
    house.desk("sandbox").trigger(ann()).await;
    let whole = folder.path().join("whole");
    backup_command_of(&house, &whole).await.unwrap();
    let bytes = fs::read(&whole).unwrap();
    assert!(!bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left but the file");

    let target = empty_houses().await.remove(0);
    let refused = async |bytes: &[u8], change: fn(&mut Settings)| {
        let file = folder.path().join("other");
        fs::write(&file, bytes).unwrap();
        let mut settings = settings(&target);
        change(&mut settings);
        let words = backup_command::restore(&settings, &file).await.unwrap_err();
        assert_eq!(count(&target, "select count(*) from account").await, 0, "{words}");
        words
    };
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    let words = refused(&flipped, |_| {}).await;
    assert!(words.starts_with("The backup is damaged at line "), "{words}");
    let words = refused(&bytes[..bytes.len() - 40], |_| {}).await;
    assert!(words.starts_with("The backup is damaged at line "), "{words}");
    assert_eq!(refused(b"something else", |_| {}).await, "The file is no backup of Belfry.");
    let words = refused(&bytes, |settings| settings.master_key = Some("08".repeat(32))).await;
    assert!(words.starts_with("This is another master key than the one"), "{words}");
    let words = refused(&bytes, |settings| settings.master_key = None).await;
    assert!(words.contains("There is no master key in") && words.contains("with the fingerprint"), "{words}");

    // Where somebody lives already, nobody moves in.
    let words = backup_command::restore(&settings(&house), &whole).await.unwrap_err();
    assert!(words.starts_with("The database home is not empty: there are rows in "), "{words}");
}

#[tokio::test]
async fn a_log_that_was_tampered_with_before_the_backup_is_found_out_after_it() {
    for house in houses().await {
        let folder = TempDir::new().unwrap();
        seal_all(&house.app).await.unwrap();
        house
            .sabotage(&Sabotage {
                sqlite: "drop trigger audit_entry_update; update audit_entry set actor_name = 'Mallory' where action = 'account.created'",
                postgres: "alter table audit_entry disable trigger user; update audit_entry set actor_name = 'Mallory' where action = 'account.created'",
            })
            .await;
        let file = folder.path().join("file");
        backup_command_of(&house, &file).await.unwrap();
        let target = empty_houses().await.remove(0);
        let words = backup_command::restore(&settings(&target), &file).await.unwrap_err();
        assert!(words.contains("was changed after it was sealed"), "{words}");
    }
}
