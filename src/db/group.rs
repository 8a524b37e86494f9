//! Group commit: what many callers hand in at the same time is written in one transaction, so that they share one sync to the disk.
//!
//! A writer takes everything that waits, writes it, commits, and answers everybody; meanwhile the next ones gather. Nobody waits for a
//! timer: alone, a caller pays for a commit of its own. Looking up goes the same way where many callers ask for the same few rows: a
//! look-up begins after everybody was in who is answered by it, so it sees all that was committed before they asked.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{mpsc, oneshot};

use super::{Db, Tx};
use crate::model::AppError;

/// Something that is written together with others of its kind.
pub trait Together: Sized + Send + Sync + 'static {
    type Answer: Send + 'static;

    /// Whether it only looks up and gets a connection to read with.
    const READS: bool = false;

    /// Writes all items and answers each of them, in their order. An error means that none was written; then each one is tried alone, so
    /// that a bad one does not take its neighbours along.
    fn write(tx: &mut Tx, items: &[Self]) -> impl Future<Output = Result<Vec<Self::Answer>, AppError>> + Send;
}

/// One transaction carries at most this many.
const MOST: usize = 256;
/// This many may wait; then callers wait to be let in.
const WAITING: usize = 4096;

type Handed<B> = (B, oneshot::Sender<Result<<B as Together>::Answer, AppError>>);

/// The writers of one database, one kind of work each. Cheap to clone.
#[derive(Clone, Default)]
pub struct Groups(Arc<Mutex<HashMap<(String, TypeId), Writer>>>);

/// One group's sender; its kind of work is known by the key.
type Writer = Box<dyn Any + Send + Sync>;

impl std::fmt::Debug for Groups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Groups")
    }
}

impl Groups {
    /// Hands in items and waits until they are committed. Who stops waiting does not stop the writing.
    pub(super) async fn write<B: Together>(&self, name: &str, db: &Db, items: Vec<B>) -> Vec<Result<B::Answer, AppError>> {
        let inbox = self.inbox::<B>(name, db);
        let mut tickets = Vec::with_capacity(items.len());
        for item in items {
            let (answer, ticket) = oneshot::channel();
            // A writer that is gone drops the ticket's other half, which is seen below.
            let _ = inbox.send((item, answer)).await;
            tickets.push(ticket);
        }
        let mut answers = Vec::with_capacity(tickets.len());
        for ticket in tickets {
            answers.push(ticket.await.unwrap_or(Err(AppError::Unreachable)));
        }
        answers
    }

    fn inbox<B: Together>(&self, name: &str, db: &Db) -> mpsc::Sender<Handed<B>> {
        let mut groups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name.to_owned(), TypeId::of::<B>());
        if let Some(inbox) = groups.get(&key).and_then(|kept| kept.downcast_ref::<mpsc::Sender<Handed<B>>>())
            && !inbox.is_closed()
        {
            return inbox.clone();
        }
        let (inbox, handed) = mpsc::channel(WAITING);
        let handed = Arc::new(tokio::sync::Mutex::new(handed));
        // SQLite has one write lock. On Postgres a second writer fills the time in which the first one waits for the disk.
        let writers = if matches!(db, Db::Sqlite { .. }) { 1 } else { 2 };
        for _ in 0..writers {
            #[allow(clippy::disallowed_methods, reason = "the writers live as long as the handle to the database")]
            tokio::spawn(write_all::<B>(db.clone(), handed.clone()));
        }
        groups.insert(key, Box::new(inbox.clone()));
        inbox
    }
}

/// Until nobody can hand in anything any more.
async fn write_all<B: Together>(db: Db, handed: Arc<tokio::sync::Mutex<mpsc::Receiver<Handed<B>>>>) {
    loop {
        let mut taken = Vec::new();
        if handed.lock().await.recv_many(&mut taken, MOST).await == 0 {
            return;
        }
        let (items, tickets): (Vec<B>, Vec<_>) = taken.into_iter().unzip();
        match attempt(&db, &items).await {
            Ok(answers) => tickets.into_iter().zip(answers).for_each(|(ticket, answer)| drop(ticket.send(Ok(answer)))),
            Err(error) if items.len() == 1 => tickets.into_iter().for_each(|ticket| drop(ticket.send(Err(error.clone())))),
            Err(_) => {
                for (item, ticket) in items.iter().zip(tickets) {
                    let alone = attempt(&db, std::slice::from_ref(item)).await;
                    let _ = ticket.send(alone.and_then(|mut answers| answers.pop().ok_or(AppError::Internal)));
                }
            }
        }
    }
}

async fn attempt<B: Together>(db: &Db, items: &[B]) -> Result<Vec<B::Answer>, AppError> {
    let mut tx = if B::READS { db.read().await? } else { db.write().await? };
    let answers = B::write(&mut tx, items).await?;
    tx.commit().await?;
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    /// A number that may be written once; 13 is refused.
    struct Number(i64);

    impl Together for Number {
        /// How many were written together.
        type Answer = usize;

        async fn write(tx: &mut Tx, items: &[Self]) -> Result<Vec<usize>, AppError> {
            for item in items {
                if item.0 == 13 {
                    return Err(AppError::BadRequest);
                }
                let sql = "insert into idempotency (workspace_id, key, request_id, created_at) values ('w', $1, 'r', 0)";
                tx.run(sql, args![item.0.to_string()]).await?;
            }
            Ok(vec![items.len(); items.len()])
        }
    }

    /// Written without a complaint; only the commit finds out that there is no such request.
    struct Orphan;

    impl Together for Orphan {
        type Answer = ();

        async fn write(tx: &mut Tx, items: &[Self]) -> Result<Vec<()>, AppError> {
            tx.run("pragma defer_foreign_keys = on", args![]).await?;
            let sql = "insert into step (workspace_id, execution_id, position, node, node_type, status, reason, started_at)
                       values ('w', 'missing', 0, 'n', 'delay', 'waiting', '', 0)";
            tx.run(sql, args![]).await.expect("the statement is fine");
            Ok(vec![(); items.len()])
        }
    }

    #[tokio::test]
    async fn nobody_is_answered_before_the_commit() {
        let folder = tempfile::TempDir::new().unwrap();
        let db = Db::open(&format!("sqlite:{}", folder.path().join("t.db").display())).await.unwrap();
        let answers = Groups::default().write("home", &db, vec![Orphan, Orphan]).await;
        assert_eq!(answers, [Err(AppError::Internal), Err(AppError::Internal)]);
    }

    #[tokio::test]
    async fn callers_share_a_transaction_and_a_bad_one_fails_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let db = Db::open(&format!("sqlite:{}", folder.path().join("t.db").display())).await.unwrap();
        let groups = Groups::default();
        let all = groups.write("home", &db, (0..10).map(Number).collect()).await;
        assert!(all.iter().all(|answer| *answer.as_ref().unwrap() >= 1));
        let mixed = groups.write("home", &db, vec![Number(12), Number(13), Number(14), Number(3)]).await;
        assert_eq!(mixed[0], Ok(1));
        assert_eq!(mixed[1], Err(AppError::BadRequest));
        assert_eq!(mixed[2], Ok(1));
        assert_eq!(mixed[3], Err(AppError::Internal), "a number that is there already");
        let mut tx = db.read().await.unwrap();
        let count: Option<(i64,)> = tx.one("select count(*) from idempotency", vec![]).await.unwrap();
        assert_eq!(count.unwrap().0, 12);
    }
}
