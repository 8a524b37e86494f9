//! From an accepted trigger to the end of each message, on simulated time.

pub mod failing;
pub mod killed;
mod phones;
mod processes;
mod running;
mod sending;
pub mod sink;
mod stopped;

use belfry::{
    access::Granted,
    domain::{
        assets,
        delivery::accept::{self, Source},
        vendors::{self, SmtpForm},
    },
    model::{
        AssetKind, Attempt, Execution, ExecutionStatus, LogFilter, Message, MessageStatus, Name, Request, RequestId, Step,
        Trigger, VendorId, can,
    },
    queue::{self, RunRequest},
    store, workers,
};
use serde_json::{Value, json};

use crate::house::{House, ParseSlug};

/// A workspace of a house, as delivery sees it.
pub struct Desk<'a> {
    pub house: &'a House,
    pub slug: &'static str,
}

impl House {
    pub fn desk(&self, slug: &'static str) -> Desk<'_> {
        Desk { house: self, slug }
    }
}

/// `node("a", "send_inbox", json!({…}))`.
pub fn node(reference: &str, kind: &str, properties: Value) -> Value {
    json!({"ref": reference, "node_type": kind, "properties": properties})
}

pub fn send(kind: &str) -> Value {
    node(kind, kind, json!({"template": "welcome"}))
}

pub fn wait(time: &str) -> Value {
    node(&format!("wait{time}"), "delay", json!({"delay_type": "fixed", "value": time}))
}

impl Desk<'_> {
    async fn live(&self, kind: AssetKind, slug: &str, content: Value) {
        let granted: Granted<can::EditAssets> = self.house.granted(self.slug).await;
        let (slug, name) = (slug.parse_slug(), Name::parse(slug).unwrap());
        let asset = assets::create(&granted, kind, &slug, &name, Some(&content.to_string())).await.unwrap();
        assets::commit(&granted, kind, &slug, "First", asset.draft_version).await.unwrap();
    }

    /// The template `welcome` for both channels.
    pub async fn template(&self) {
        let email = json!({"subject": "Grüße, {{$recipient.name}}", "html": "<p>Hello {{$recipient.name}}: {{word}}</p>"});
        let inbox = json!({"header": "Hello", "body": "Hello {{$recipient.name}}: {{word}}"});
        let variants = json!([
            {"id": "default", "locale": "en", "channel": "email", "content": email},
            {"id": "default", "locale": "en", "channel": "inbox", "content": inbox},
        ]);
        let content = json!({"variants": variants, "mock_data": {"payload": {"word": "hi"}}});
        self.live(AssetKind::Template, "welcome", content).await;
    }

    /// The workflow `greet` with these steps, and its template.
    pub async fn workflow(&self, nodes: &[Value]) {
        self.template().await;
        let content = json!({"category": "transactional", "tree": {"nodes": nodes}});
        self.live(AssetKind::Workflow, "greet", content).await;
    }

    /// An SMTP vendor at a port of this machine.
    pub async fn smtp(&self, port: u16) -> VendorId {
        let granted: Granted<can::ManageVendors> = self.house.granted(self.slug).await;
        let form = SmtpForm {
            host: "127.0.0.1".into(),
            port: port.to_string(),
            security: "none".into(),
            from_name: "Acme GmbH & Söhne".into(),
            from_address: "news@acme.test".into(),
            ..SmtpForm::default()
        };
        vendors::save_smtp(&granted, None, &Name::parse("Office").unwrap(), &form).await.unwrap()
    }

    pub async fn accept(&self, recipients: Value) -> RequestId {
        let granted: Granted<can::Trigger> = self.house.granted(self.slug).await;
        let body = json!({"workflow": "greet", "recipients": recipients, "data": {"word": "tea"}});
        let trigger = Trigger::parse(&body).unwrap();
        accept::accept(&granted, &trigger, &body, Source::Api).await.unwrap().request
    }

    /// Accepts and does everything that is due.
    pub async fn trigger(&self, recipients: Value) -> RequestId {
        let request = self.accept(recipients).await;
        self.run().await;
        request
    }

    /// Three more jobs for the same request, as if it had come again.
    pub async fn repeat(&self, request: &RequestId) {
        let granted: Granted<can::Trigger> = self.house.granted(self.slug).await;
        let mut rows = granted.own_rows().await.unwrap();
        let job = RunRequest { request: request.clone() };
        for _ in 0..3 {
            queue::enqueue(&mut rows, &self.house.app.clock, granted.workspace_id(), &job, self.house.app.now()).await.unwrap();
        }
        rows.commit().await.unwrap();
    }

    pub async fn run(&self) -> u64 {
        workers::run_due(&self.house.app).await.unwrap()
    }

    pub async fn request(&self, id: &RequestId) -> Request {
        let granted: Granted<can::ViewLogs> = self.house.granted(self.slug).await;
        let mut tx = granted.read().await.unwrap();
        store::requests::find(&mut tx, granted.workspace_id(), id).await.unwrap().unwrap()
    }

    /// In the recipients' order.
    pub async fn executions(&self, request: &RequestId) -> Vec<Execution> {
        let granted: Granted<can::ViewLogs> = self.house.granted(self.slug).await;
        let mut tx = granted.read().await.unwrap();
        store::executions::list_of_request(&mut tx, granted.workspace_id(), request).await.unwrap()
    }

    pub async fn execution(&self, request: &RequestId) -> Execution {
        self.executions(request).await.remove(0)
    }

    pub async fn steps(&self, execution: &Execution) -> Vec<Step> {
        let granted: Granted<can::ViewLogs> = self.house.granted(self.slug).await;
        let mut tx = granted.read().await.unwrap();
        store::steps::list_of_execution(&mut tx, granted.workspace_id(), &execution.id).await.unwrap()
    }

    /// All messages of the workspace, oldest first, with their content.
    pub async fn messages(&self) -> Vec<Message> {
        let granted: Granted<can::ViewLogs> = self.house.granted(self.slug).await;
        let mut tx = granted.read().await.unwrap();
        let listed = store::messages::list(&mut tx, granted.workspace_id(), &LogFilter::default(), None, 10_000).await.unwrap();
        let mut found = Vec::new();
        for message in listed.iter().rev() {
            found.push(store::messages::find(&mut tx, granted.workspace_id(), &message.id).await.unwrap().unwrap());
        }
        found
    }

    pub async fn attempts(&self, message: &Message) -> Vec<Attempt> {
        let granted: Granted<can::ViewLogs> = self.house.granted(self.slug).await;
        let mut tx = granted.read().await.unwrap();
        store::attempts::list_of_message(&mut tx, granted.workspace_id(), &message.id).await.unwrap()
    }

    /// A count over the whole database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let granted: Granted<can::ViewLogs> = self.house.granted(self.slug).await;
        let mut tx = granted.read().await.unwrap();
        tx.one::<(i64,)>(sql, vec![]).await.unwrap().unwrap().0
    }

    pub async fn waiting_jobs(&self) -> i64 {
        self.count("select count(*) from job").await
    }

    pub async fn statuses(&self) -> Vec<(MessageStatus, String)> {
        self.messages().await.into_iter().map(|message| (message.status, message.reason)).collect()
    }
}

/// `ended(&execution)`: status and sentence.
pub fn ended(execution: &Execution) -> (ExecutionStatus, &str) {
    (execution.status, execution.reason.as_str())
}

/// A recipient by id with an address and a name.
pub fn ann() -> Value {
    json!([{"distinct_id": "ann", "$email": ["ann@example.com"], "name": "Ann"}])
}
