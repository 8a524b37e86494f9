//! Hands messages to vendors: claimed and counted in one transaction, called outside of any, recorded in another.

use sha2::{Digest, Sha256};

use super::{
    counts::Counts,
    steps::{Progress, why_captured},
};
use crate::{
    access::Granted,
    db::{Tx, pieces},
    domain::{vendors::place, verified_channels},
    model::{
        AppError, Attempt, Channel, Id, Message, MessageId, MessageStatus, Rendered, VendorId, WorkspaceId, WorkspaceKind, can,
        demo_vendor,
    },
    queue::{self, Claimed, DeliverMessage},
    store::{self, messages::Turn},
    vendors::{self, Letter, Net, Receipt, SendError},
};

/// How long to wait after each failed attempt, in milliseconds; after the last one the message fails. Over nine hours in all.
const WAITS: &[i64] = &[15_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 6 * 3_600_000];

/// So many attempts a message gets.
pub const ATTEMPTS: i64 = WAITS.len() as i64 + 1;

/// A vendor's own wish to wait is heard up to a day.
const LONGEST_WAIT: i64 = 24 * 3_600_000;

/// The vendor that sends now, with its settings opened.
#[derive(Clone)]
pub struct Outlet {
    pub id: VendorId,
    key: String,
    name: String,
    settings: String,
}

/// A message whose attempt has begun.
#[derive(Clone)]
pub struct Sending {
    pub workspace: WorkspaceId,
    pub job: Claimed,
    pub outlet: Outlet,
    message: MessageId,
    /// From 1.
    attempt: i64,
    letter: Letter,
}

/// An attempt that has ended.
pub struct Settled {
    pub sending: Sending,
    pub outcome: Result<Receipt, SendError>,
    /// When it began, and how long it took; milliseconds.
    pub at: i64,
    pub took: i64,
}

impl Sending {
    /// Which of the vendors that this release knows.
    pub fn vendor(&self) -> &'static str {
        vendors::find(&self.outlet.key).map_or("unknown", |vendor| vendor.key())
    }

    pub(super) fn of(
        workspace: &WorkspaceId,
        job: Claimed,
        outlet: &Outlet,
        message: &Message,
        now: i64,
    ) -> Result<Self, AppError> {
        let rendered: Rendered = serde_json::from_str(&message.content).map_err(|error| {
            tracing::error!(%error, message = %message.id, "a message that can't be read");
            AppError::Internal
        })?;
        let letter = Letter { id: message.id.to_string(), to: message.address.clone(), rendered, at: now };
        Ok(Self {
            workspace: workspace.clone(),
            job,
            outlet: outlet.clone(),
            message: message.id.clone(),
            attempt: message.attempts,
            letter,
        })
    }

    pub fn message(&self) -> &MessageId {
        &self.message
    }

    /// Calls the vendor. It ends within the bounds of `net`.
    pub async fn send(&self, net: &Net) -> Result<Receipt, SendError> {
        match vendors::find(&self.outlet.key) {
            Ok(vendor) => vendor.send(net, &self.outlet.settings, &self.letter).await,
            Err(_) => Err(SendError::Permanent(format!("This release of Belfry knows no vendor “{}”.", self.outlet.key))),
        }
    }
}

/// The vendor that takes e-mail, if anything waits for one.
pub(super) async fn outlet(
    granted: &Granted<can::Trigger>,
    rows: &mut Tx,
    progress: &[Progress],
) -> Result<Option<Outlet>, AppError> {
    let pending = progress.iter().flat_map(|progress| &progress.messages).any(|message| message.status == MessageStatus::Pending);
    if pending { find_outlet(granted, rows, Channel::Email).await } else { Ok(None) }
}

async fn find_outlet(granted: &Granted<can::Trigger>, rows: &mut Tx, channel: Channel) -> Result<Option<Outlet>, AppError> {
    if granted.workspace().kind == WorkspaceKind::Sandbox {
        let way_out = verified_channels::way_out(granted.app()).filter(|_| channel == Channel::Email);
        return Ok(way_out.map(|(key, settings)| Outlet {
            id: VendorId::from_text(key.to_owned()),
            key: key.to_owned(),
            name: demo_vendor(channel).to_owned(),
            settings,
        }));
    }
    let workspace = granted.workspace_id();
    let enabled = store::vendors::list_enabled(rows, workspace).await?;
    let Some(vendor) = enabled.into_iter().find(|vendor| vendor.channel == channel) else { return Ok(None) };
    let settings = granted.app().vault.unseal(&place(workspace, &vendor.id), &vendor.settings)?;
    Ok(Some(Outlet { id: vendor.id, key: vendor.key, name: vendor.name, settings }))
}

/// Begins attempts for claimed jobs of the lane `send`. A vendor for which `busy` answers a time gets nothing more for so many milliseconds.
pub async fn start(
    granted: &Granted<can::Trigger>,
    jobs: &[Claimed],
    mut busy: impl FnMut(&VendorId) -> Option<i64>,
) -> Result<Vec<Sending>, AppError> {
    let (workspace, now) = (granted.workspace(), granted.now());
    let mut rows = granted.own_rows().await?;
    let outlet = find_outlet(granted, &mut rows, Channel::Email).await?;
    let sandbox = workspace.kind == WorkspaceKind::Sandbox;
    let verified = verified_channels::verified(&mut rows, granted.app(), workspace).await?;
    let (mut begun, mut counts) = (Vec::new(), Counts::default());
    for job in jobs {
        let id = job.read::<DeliverMessage>()?.message;
        let Some(mut message) = store::messages::find(&mut rows, &workspace.id, &id).await? else {
            queue::complete(&mut rows, job).await?;
            continue;
        };
        if !matches!(message.status, MessageStatus::Pending | MessageStatus::Retrying) {
            queue::complete(&mut rows, job).await?;
            continue;
        }
        let fail = |reason: String| Turn { id: id.clone(), status: MessageStatus::Failed, reason };
        // An attempt that nobody wrote the outcome of: its process died. If it was written, this changes nothing.
        if message.attempts > 0 {
            counts.attempts(store::attempts::insert(&mut rows, &workspace.id, &[lost(&message, now)]).await?);
        }
        if message.attempts >= ATTEMPTS {
            let turn = fail(format!("Gave up after {ATTEMPTS} attempts. Belfry stopped during the last one."));
            counts.messages(&store::messages::update_status(&mut rows, &workspace.id, &[turn], now).await?);
            queue::complete(&mut rows, job).await?;
            continue;
        }
        // It may have been removed while the message waited.
        let captured = why_captured(message.channel, &message.address, verified.as_ref(), &workspace.name);
        if let Some(reason) = captured.filter(|_| sandbox) {
            let turn = Turn { id: id.clone(), status: MessageStatus::Captured, reason };
            counts.messages(&store::messages::update_status(&mut rows, &workspace.id, &[turn], now).await?);
            queue::complete(&mut rows, job).await?;
            continue;
        }
        let Some(outlet) = &outlet else {
            let turn = fail(format!("No e-mail vendor is enabled in {} any more.", workspace.name));
            counts.messages(&store::messages::update_status(&mut rows, &workspace.id, &[turn], now).await?);
            queue::complete(&mut rows, job).await?;
            continue;
        };
        if let Some(wait) = busy(&outlet.id) {
            queue::retry_later(&mut rows, job, "The vendor is busy with other messages.", now + wait).await?;
            continue;
        }
        store::messages::update_attempts(&mut rows, &workspace.id, &id, &outlet.name, now).await?;
        message.attempts += 1;
        begun.push(Sending::of(&workspace.id, job.clone(), outlet, &message, now)?);
    }
    counts.write(granted, &mut rows).await?;
    rows.commit().await?;
    Ok(begun)
}

fn lost(message: &Message, now: i64) -> Attempt {
    Attempt {
        message_id: message.id.clone(),
        number: message.attempts,
        vendor: message.vendor.clone(),
        outcome: "transient".to_owned(),
        detail: "Belfry stopped before the answer came. Whether the message arrived is not known; the next attempt carries the same id."
            .to_owned(),
        at: message.updated_at,
        took: (now - message.updated_at).max(0),
    }
}

/// Writes down what came of attempts. One whose claim was lost is written only when the vendor took the message: then it is gone, whoever
/// holds the job now.
pub async fn record(granted: &Granted<can::Trigger>, settled: &[Settled]) -> Result<(), AppError> {
    let (workspace, now) = (granted.workspace_id(), granted.now());
    let mut rows = granted.own_rows().await?;
    let (mut turns, mut attempts, mut over) = (vec![], vec![], vec![]);
    for one in settled {
        let turn = weigh(one);
        let kept = match turn.wait {
            Some(wait) => queue::retry_later(&mut rows, &one.sending.job, &turn.detail, now + wait).await?,
            None => {
                over.push(&one.sending.job);
                true
            }
        };
        attempts.push(Attempt {
            message_id: one.sending.message.clone(),
            number: one.sending.attempt,
            vendor: one.sending.outlet.name.clone(),
            outcome: turn.outcome.to_owned(),
            detail: turn.detail,
            at: one.at,
            took: one.took,
        });
        if kept {
            turns.push((
                one.sending.job.id.clone(),
                Turn { id: one.sending.message.clone(), status: turn.status, reason: turn.reason },
            ));
        }
    }
    let done = queue::complete_all(&mut rows, &over).await?;
    let held = |job: &crate::model::JobId| done.contains(job) || !over.iter().any(|over| over.id == *job);
    let turns: Vec<Turn> =
        turns.into_iter().filter(|(job, turn)| turn.status == MessageStatus::Sent || held(job)).map(|(_, turn)| turn).collect();
    let mut counts = Counts::default();
    for some in pieces(&attempts) {
        counts.attempts(store::attempts::insert(&mut rows, workspace, some).await?);
    }
    for some in pieces(&turns) {
        counts.messages(&store::messages::update_status(&mut rows, workspace, some, now).await?);
    }
    counts.write(granted, &mut rows).await?;
    rows.commit().await
}

/// What an outcome means.
#[derive(Debug, PartialEq)]
struct Weighed {
    status: MessageStatus,
    reason: String,
    outcome: &'static str,
    detail: String,
    /// Until the next attempt.
    wait: Option<i64>,
}

fn weigh(settled: &Settled) -> Weighed {
    let Sending { outlet, attempt, message, .. } = &settled.sending;
    let (words, wish) = match &settled.outcome {
        Ok(receipt) => {
            let detail = if receipt.answer.is_empty() { "Accepted.".to_owned() } else { receipt.answer.clone() };
            let reason = format!("{} took it.", outlet.name);
            return Weighed { status: MessageStatus::Sent, reason, outcome: "accepted", detail, wait: None };
        }
        Err(SendError::Permanent(words)) => {
            return Weighed {
                status: MessageStatus::Failed,
                reason: words.clone(),
                outcome: "permanent",
                detail: words.clone(),
                wait: None,
            };
        }
        Err(SendError::Transient(words)) => (words, 0),
        Err(SendError::Later(words, wish)) => (words, *wish),
    };
    let (status, reason, wait) = match usize::try_from(attempt - 1).ok().and_then(|at| WAITS.get(at)) {
        Some(wait) => {
            let wait = spread(message, *wait).max(wish.clamp(0, LONGEST_WAIT));
            let reason = format!("{words} Attempt {} of {ATTEMPTS} follows in {}.", attempt + 1, span(wait));
            (MessageStatus::Retrying, reason, Some(wait))
        }
        None => (MessageStatus::Failed, format!("Gave up after {ATTEMPTS} attempts. {words}"), None),
    };
    Weighed { status, reason, outcome: "transient", detail: words.clone(), wait }
}

/// Up to a tenth more, by the message, so that what failed together does not come back together.
fn spread(message: &MessageId, wait: i64) -> i64 {
    let hash = Sha256::digest(message.as_str());
    wait + wait * i64::from(hash[0]) / 2560
}

/// About how long, in words.
fn span(millis: i64) -> String {
    let minutes = (millis + 30_000) / 60_000;
    match millis {
        ..30_000 => format!("{} seconds", millis / 1000),
        30_000..90_000 => "a minute".to_owned(),
        90_000..5_400_000 => format!("{minutes} minutes"),
        5_400_000.. => format!("{} hours", (minutes + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(attempt: i64, outcome: Result<Receipt, SendError>) -> Settled {
        let message = MessageId::from_text("msg_1".into());
        let outlet =
            Outlet { id: VendorId::from_text("vnd_1".into()), key: "smtp".into(), name: "Office".into(), settings: "{}".into() };
        let job = Claimed {
            id: crate::model::JobId::from_text("job_1".into()),
            workspace_id: WorkspaceId::from_text("wksp_1".into()),
            kind: "deliver_message".into(),
            payload: "{}".into(),
            attempts: 1,
            created_at: 0,
        };
        let rendered = Rendered::Inbox { header: String::new(), body: String::new(), action_url: String::new() };
        let letter = Letter { id: "msg_1".into(), to: "a@b.c".into(), rendered, at: 0 };
        let sending = Sending { workspace: WorkspaceId::from_text("wksp_1".into()), job, outlet, message, attempt, letter };
        Settled { sending, outcome, at: 0, took: 5 }
    }

    #[test]
    fn what_may_work_later_is_tried_again_and_again_but_not_for_ever() {
        let transient = || Err(SendError::Transient("The mail server asks to try again later: 451.".into()));
        let mut before = 0;
        for attempt in 1..ATTEMPTS {
            let weighed = weigh(&settled(attempt, transient()));
            assert_eq!(weighed.status, MessageStatus::Retrying);
            let wait = weighed.wait.unwrap();
            assert!(wait > before, "each wait is longer");
            before = wait;
        }
        let last = weigh(&settled(ATTEMPTS, transient()));
        assert_eq!((last.status, last.wait), (MessageStatus::Failed, None));
        assert_eq!(last.reason, "Gave up after 7 attempts. The mail server asks to try again later: 451.");
    }

    #[test]
    fn what_will_never_work_fails_at_once_and_what_was_taken_is_sent() {
        let refused = weigh(&settled(1, Err(SendError::Permanent("550 no such user.".into()))));
        assert_eq!((refused.status, refused.wait, refused.outcome), (MessageStatus::Failed, None, "permanent"));
        let taken = weigh(&settled(1, Ok(Receipt { answer: "queued".into() })));
        assert_eq!(
            (taken.status, taken.reason.as_str(), taken.detail.as_str()),
            (MessageStatus::Sent, "Office took it.", "queued")
        );
    }

    #[test]
    fn a_vendor_may_ask_for_more_time_but_not_for_ever() {
        let later = |wish| weigh(&settled(1, Err(SendError::Later("Busy.".into(), wish)))).wait.unwrap();
        assert_eq!(later(3_600_000), 3_600_000);
        assert_eq!(later(i64::MAX), LONGEST_WAIT);
        assert!(later(-5) >= WAITS[0]);
    }

    #[test]
    fn waits_are_told_in_words() {
        assert_eq!(span(15_700), "15 seconds");
        assert_eq!(span(62_000), "a minute");
        assert_eq!(span(300_000), "5 minutes");
        assert_eq!(span(7_300_000), "2 hours");
    }
}
