//! Where `tower-sessions` keeps sessions: our own table, under the hash of the id, so that a stolen database opens no session. What the
//! browser keeps is the id, signed.

use std::fmt;

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    cookie::Key,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{
    session::{CLAIMS_KEY, Claims, KEPT, KEPT_OF_NOBODY},
    sha256,
};
use crate::{
    access::App,
    store::{self, sessions::Marks},
};

/// The store of sessions.
#[derive(Clone)]
pub struct Sessions(pub App);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

/// What session cookies are signed with. An id is 128 random bits, its signature 256 more that only we can work out: a guess has to hit
/// both, and one that does not never reaches the database.
pub fn cookie_key(app: &App) -> Key {
    Key::from(&[[1], [2]].map(|half| app.vault.mac("session cookie", &half)).concat())
}

/// What the table calls a session.
pub(super) fn hash(id: &Id) -> String {
    sha256(&id.to_string())
}

fn backend(error: impl fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

/// What is known about it, and everything in it.
fn columns(record: &Record) -> Result<(Marks, String)> {
    let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
    let claims = record.data.get(CLAIMS_KEY).and_then(|claims| serde_json::from_value::<Claims>(claims.clone()).ok());
    let marks = claims.map_or_else(Marks::default, |claims| Marks {
        person: Some(claims.person),
        account: Some(claims.account),
        signed_in_at: claims.mfa_done.then_some(claims.signed_in_at),
        seen_at: Some(claims.seen_at),
        address: claims.address,
        user_agent: claims.user_agent,
    });
    Ok((marks, data))
}

impl Sessions {
    /// Until when a session that is used now is kept. By our own clock, not by the record's, which asks the system.
    fn expiry(&self, marks: &Marks) -> i64 {
        self.0.now() + if marks.signed_in_at.is_some() { KEPT } else { KEPT_OF_NOBODY }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (marks, data) = columns(record)?;
        let mut tx = self.0.regions.control().write().await.map_err(backend)?;
        // 128 random bits do not collide; if they ever did, this fails instead of sharing a session.
        store::sessions::insert(&mut tx, &hash(&record.id), &marks, &data, self.expiry(&marks), self.0.now())
            .await
            .map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (marks, data) = columns(record)?;
        let mut tx = self.0.regions.control().write().await.map_err(backend)?;
        store::sessions::update(&mut tx, &hash(&record.id), &marks, &data, self.expiry(&marks)).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut tx = self.0.regions.control().read().await.map_err(backend)?;
        let Some(row) = store::sessions::find(&mut tx, &hash(id)).await.map_err(backend)? else { return Ok(None) };
        if row.expires_at < self.0.now() {
            return Ok(None);
        }
        let data = serde_json::from_str(&row.data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires_at / 1000).map_err(backend)?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.0.regions.control().write().await.map_err(backend)?;
        store::sessions::delete(&mut tx, &hash(id)).await.map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}
