//! Guessing is slowed down on the server: per e-mail address, per second factor, per network address.
//!
//! A try is counted before it is checked, so that a hundred tries at once are a hundred tries; one that turns out well is taken back.

use crate::{
    access::{App, Origin, SECURITY},
    db::{DbResult, Tx},
    model::{AppError, Email, PersonId, VerifiedChannelId},
    store,
};

/// The first closing, in milliseconds; each further try doubles it.
const FIRST: i64 = 30_000;
/// No closing is longer: somebody who guesses at a person's password can't keep that person out for longer than this at a time.
const LONGEST: i64 = 15 * 60_000;
/// Tries that are older are forgotten.
const MEMORY: i64 = 24 * 3_600_000;

/// One thing that is guessed at, and how many tries it stands before it closes.
#[derive(Clone, Debug)]
pub struct Gate {
    subject: String,
    free: i64,
}

impl Gate {
    pub fn email(email: &Email) -> Self {
        Self { subject: format!("email:{}", email.as_str()), free: 5 }
    }

    /// Letters for a new password: nobody is to find a hundred of them.
    pub fn reset(email: &Email) -> Self {
        Self { subject: format!("reset:{}", email.as_str()), free: 3 }
    }

    /// Letters with a code: the same, until one of the codes was used.
    pub fn code_letter(email: &Email) -> Self {
        Self { subject: format!("code-letter:{}", email.as_str()), free: 3 }
    }

    /// Codes by e-mail.
    pub fn email_code(email: &Email) -> Self {
        Self { subject: format!("email-code:{}", email.as_str()), free: 5 }
    }

    /// Letters with a code that verifies an address of a Sandbox.
    pub fn channel_letter(email: &Email) -> Self {
        Self { subject: format!("channel-letter:{}", email.as_str()), free: 3 }
    }

    /// Those codes.
    pub fn channel_code(id: &VerifiedChannelId) -> Self {
        Self { subject: format!("channel-code:{id}"), free: 5 }
    }

    /// Codes of an authenticator app and recovery codes of one person.
    pub fn factor(person: &PersonId) -> Self {
        Self { subject: format!("factor:{person}"), free: 5 }
    }

    /// Passkeys of one person.
    pub fn passkey(person: &PersonId) -> Self {
        Self { subject: format!("passkey:{person}"), free: 5 }
    }

    /// More tries than the others: a whole office may come from one address.
    pub fn address(origin: &Origin) -> Option<Self> {
        origin.address.as_ref().map(|address| Self { subject: format!("address:{address}"), free: 20 })
    }

    /// For the log of the process, which names nobody's e-mail address.
    fn words(&self) -> &str {
        let (kind, whose) = self.subject.split_once(':').unwrap_or((&self.subject, ""));
        if whose.contains('@') { kind } else { &self.subject }
    }

    /// The code on the console. Its 40 bits stand more tries than the shortest patience of its owner.
    pub fn first_run() -> Self {
        Self { subject: "first-run".to_owned(), free: 20 }
    }
}

/// Counts a try at all the gates; refuses it when one is closed, and then counts nothing.
pub async fn count(app: &App, gates: &[Gate]) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.regions.control().write().await?;
    for gate in gates {
        match store::throttle::count_try(&mut tx, &gate.subject, now - MEMORY, now).await? {
            None => {
                let until: i64 = store::throttle::find_closed(&mut tx, &gate.subject).await?.unwrap_or(now);
                tx.rollback().await?;
                tracing::warn!(target: SECURITY, gate = gate.words(), "refused: too many tries");
                return Err(AppError::TooMany { seconds: ((until - now).max(1) + 999) as u32 / 1000 });
            }
            Some(tries) if tries >= gate.free => {
                store::throttle::update_closed(&mut tx, &gate.subject, now + pause(tries - gate.free)).await?;
            }
            Some(_) => {}
        }
    }
    Ok(tx.commit().await?)
}

/// The try was a good one: the address gets it back.
pub async fn forgive(app: &App, gates: &[Gate]) -> Result<(), AppError> {
    let mut tx = app.regions.control().write().await?;
    for gate in gates {
        take_back(&mut tx, gate).await?;
    }
    Ok(tx.commit().await?)
}

/// The try was a good one, and it was the owner's: their own gate opens, the address gets it back. In the order in which tries are counted,
/// so that two who come at once wait for each other and never each for the other. Answers how many tries there were before.
pub async fn succeed(tx: &mut Tx, gates: &[Gate]) -> Result<i64, AppError> {
    let Some((own, others)) = gates.split_first() else { return Ok(0) };
    let failed = open(tx, own).await?;
    for gate in others {
        take_back(tx, gate).await?;
    }
    Ok(failed)
}

async fn take_back(tx: &mut Tx, gate: &Gate) -> Result<(), AppError> {
    store::throttle::update_forgiven(tx, &gate.subject).await?;
    Ok(())
}

/// The try was a good one, and it was the owner's: earlier ones don't count any more. Answers how many those were.
pub async fn open(tx: &mut Tx, gate: &Gate) -> Result<i64, AppError> {
    let tries = store::throttle::find_tries(tx, &gate.subject).await?.unwrap_or(1);
    store::throttle::delete(tx, &gate.subject).await?;
    Ok((tries - 1).max(0))
}

/// How many tries there were, when they closed the gate.
pub async fn tries_that_closed(tx: &mut Tx, gate: &Gate) -> Result<Option<i64>, AppError> {
    Ok(store::throttle::find_tries(tx, &gate.subject).await?.filter(|tries| *tries >= gate.free))
}

/// A write that changes nothing, so that an unknown address costs what a known one costs.
pub async fn touch(tx: &mut Tx, gate: &Gate, now: i64) -> Result<(), AppError> {
    store::throttle::update_touched(tx, &gate.subject, now).await?;
    Ok(())
}

/// Forgets what is too old to count, at most `limit` of it. Answers how much that was.
pub async fn forget_old(tx: &mut Tx, now: i64, limit: i64) -> DbResult<u64> {
    store::throttle::delete_older(tx, now - MEMORY, limit).await
}

/// How long a gate closes at the n-th try after the free ones.
fn pause(beyond: i64) -> i64 {
    FIRST.saturating_mul(1 << beyond.clamp(0, 20)).min(LONGEST)
}

impl Origin {
    /// The gates of somebody who says who they are.
    pub fn gates(&self, own: Gate) -> Vec<Gate> {
        [Some(own), Gate::address(self)].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn every_further_try_doubles_the_pause_up_to_a_quarter_of_an_hour() {
        assert_eq!([0, 1, 2, 4, 5, 60].map(pause), [30_000, 60_000, 120_000, 480_000, 900_000, 900_000]);
    }
}
