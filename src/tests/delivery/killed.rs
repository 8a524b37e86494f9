//! The real program, killed again and again while it takes triggers: what it answered 202 is delivered, once.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use belfry::model::{MessageStatus, RequestId, RequestStatus};
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::sleep};

use super::send;
use crate::house::{House, houses};

const KILLS: usize = 3;
/// Triggers that are answered before a kill.
const ANSWERED: usize = 60;
const CLIENTS: usize = 8;

/// The program, running. It ends with this value.
pub struct Program {
    pub child: Child,
    /// `http://127.0.0.1:…`
    pub address: String,
}

impl Program {
    pub fn start(house: &House) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_belfry"))
            .args(["--addr", "127.0.0.1:0", "--database", &house.url])
            .arg("--data")
            .arg(&house.app.config.data)
            .env("BELFRY_MASTER_KEY", "07".repeat(32))
            .env("BELFRY_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned))
            .expect("the program listens");
        Self { child, address }
    }

    /// Triggers until `enough` are answered 202 by all clients together, then kills it in the midst of the others.
    async fn load_and_kill(mut self, key: &str, enough: usize) -> Vec<RequestId> {
        let client = reqwest::Client::new();
        let mut calls = JoinSet::new();
        let mut answered = Vec::new();
        let mut sent = 0;
        let mut next = |calls: &mut JoinSet<Option<RequestId>>| {
            sent += 1;
            let recipient = json!({"distinct_id": format!("u{sent}"), "$email": format!("u{sent}@example.com")});
            let body = json!({"workflow": "greet", "recipients": [recipient], "data": {"word": "tea"}});
            let request = client.post(format!("{}/trigger/", self.address)).bearer_auth(key).json(&body);
            calls.spawn(async move {
                let reply = request.send().await.ok()?;
                assert_eq!(reply.status(), 202);
                let body: Value = reply.json().await.ok()?;
                body["message_id"].as_str()?.parse().ok()
            });
        };
        for _ in 0..CLIENTS {
            next(&mut calls);
        }
        while answered.len() < enough {
            let reply = calls.join_next().await.expect("clients go on").expect("no client panics");
            answered.push(reply.expect("it answers until it is killed"));
            next(&mut calls);
        }
        // SIGKILL: nothing is finished, nothing is flushed.
        self.child.kill().expect("it can be killed");
        while let Some(reply) = calls.join_next().await {
            answered.extend(reply.expect("no client panics"));
        }
        self.child.wait().expect("it is gone");
        answered
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Kills the program so many times while it takes triggers, and lets it finish what is left. Answers what it promised.
pub async fn kill_and_finish(house: &House, kills: usize) -> Vec<RequestId> {
    let desk = house.desk("sandbox");
    desk.workflow(&[send("send_multi_channel")]).await;
    let key = house.api_key("sandbox").await;
    let mut promised = Vec::new();
    for _ in 0..kills {
        promised.extend(Program::start(house).load_and_kill(&key, ANSWERED).await);
    }
    assert!(promised.len() >= kills * ANSWERED);

    let program = Program::start(house);
    let mut looks = 0;
    while desk.waiting_jobs().await > 0 {
        // Another process works; there is nothing here to wait on but its rows.
        sleep(Duration::from_millis(50)).await;
        looks += 1;
        assert!(looks < 600, "the backlog does not drain");
    }
    drop(program);
    promised
}

#[tokio::test]
async fn what_was_answered_202_is_delivered_once_however_often_it_is_killed() {
    for house in houses().await {
        let (promised, desk) = (kill_and_finish(&house, KILLS).await, house.desk("sandbox"));
        for id in &promised {
            let request = desk.request(id).await;
            assert_eq!((request.status, request.reason.as_str()), (RequestStatus::Completed, "Its one step ran."), "{id}");
            assert_eq!(desk.executions(id).await.len(), 1, "{id}");
        }
        let messages = desk.messages().await;
        assert!(messages.iter().all(|message| message.status == MessageStatus::Captured));
        let executions = desk.count("select count(*) from execution").await;
        assert_eq!(messages.len() as i64, 2 * executions, "one e-mail and one inbox message for each");
        assert_eq!(executions, desk.count("select count(*) from request").await);
        assert!(executions >= promised.len() as i64);
    }
}
