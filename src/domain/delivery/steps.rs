//! What an execution does next. No database and no clock: everything that counts is passed in, so that the rules can be read and tested.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use serde_json::{Map, Value};

use crate::{
    access::App,
    domain::rendering::{self, RenderScope},
    model::{
        Channel, ExecutionStatus, INBOX, Message, MessageStatus, NodeAction, Recipient, Rendered, SendProperties, Step,
        StepStatus, TemplateContent, WorkflowContent, Workspace, WorkspaceKind, demo_vendor, parse_duration,
    },
    store::executions::Running,
};

/// What the trigger said, for all of its executions.
pub struct Cause {
    pub data: Map<String, Value>,
    pub tenant_id: Option<String>,
    pub actor: Option<Recipient>,
}

/// An execution to go on with.
pub struct Run {
    pub execution: Running,
    /// It was not written yet.
    pub fresh: bool,
    pub recipient: Recipient,
    pub cause: Arc<Cause>,
    pub workflow: Arc<WorkflowContent>,
    /// The steps that it did before.
    pub before: Vec<Step>,
}

/// A template as it is live.
pub struct Live {
    pub content: TemplateContent,
    pub version: i64,
    pub enabled: bool,
}

/// What is known about a person beyond the trigger.
#[derive(Default)]
pub struct Known {
    pub properties: Map<String, Value>,
    /// By channel, the oldest address first.
    pub addresses: HashMap<Channel, Vec<String>>,
}

/// What all executions of a batch are run against.
pub struct Facts<'a> {
    pub app: &'a App,
    pub workspace: &'a Workspace,
    pub templates: HashMap<String, Live>,
    pub people: HashMap<String, Known>,
    /// The vendors that send, by their names.
    pub vendors: HashMap<Channel, String>,
    /// The addresses that a Sandbox sends to. None: it sends nothing out.
    pub verified: Option<BTreeSet<String>>,
    pub now: i64,
}

/// How far it got.
pub struct Progress {
    /// Where it started from.
    pub from: i64,
    pub fresh: bool,
    pub execution: Running,
    pub steps: Vec<Step>,
    pub messages: Vec<Message>,
    /// When it goes on, if it waits.
    pub due_at: Option<i64>,
}

/// Runs steps until one waits or none is left.
pub fn advance(run: Run, facts: &Facts<'_>) -> Progress {
    let Run { mut execution, fresh, recipient, cause, workflow, before } = run;
    let from = execution.position;
    let person = Person::new(&recipient, &cause, facts);
    let (mut steps, mut messages) = (Vec::new(), Vec::new());
    let nodes = &workflow.tree.nodes;
    let resumed = execution.status == ExecutionStatus::Waiting;
    execution.status = ExecutionStatus::Running;
    while let Some(node) = usize::try_from(execution.position).ok().and_then(|at| nodes.get(at)) {
        let mut step = Step {
            execution_id: execution.id.clone(),
            position: execution.position,
            node: node.reference.clone(),
            node_type: node.action.key().to_owned(),
            status: StepStatus::Completed,
            reason: String::new(),
            started_at: facts.now,
            due_at: None,
            ended_at: Some(facts.now),
        };
        match &node.action {
            NodeAction::Delay(delay) if resumed && execution.position == from => {
                step.reason = format!("Waited {}.", delay.value);
            }
            NodeAction::Delay(delay) => match parse_duration(&delay.value) {
                Ok(millis) if millis > 0 => {
                    let due_at = facts.now + millis;
                    step.status = StepStatus::Waiting;
                    step.reason = format!("Waits {}.", delay.value);
                    step.due_at = Some(due_at);
                    step.ended_at = None;
                    execution.status = ExecutionStatus::Waiting;
                    execution.reason = format!("Waits {} at step {}.", delay.value, execution.position + 1);
                    steps.push(step);
                    return Progress { from, fresh, execution, steps, messages, due_at: Some(due_at) };
                }
                Ok(_) => step.reason = "There was nothing to wait for.".to_owned(),
                Err(error) => {
                    step.status = StepStatus::Failed;
                    step.reason = error.to_string();
                }
            },
            action => {
                if let Some(send) = action.send() {
                    let made = person.send(&execution, action, send);
                    (step.status, step.reason) = (made.status, made.reason);
                    messages.extend(made.messages);
                }
            }
        }
        steps.push(step);
        execution.position += 1;
    }
    (execution.status, execution.reason) = end(before.iter().chain(&steps));
    execution.ended_at = Some(facts.now);
    Progress { from, fresh, execution, steps, messages, due_at: None }
}

/// How an execution ends whose steps ended so.
fn end<'a>(steps: impl Iterator<Item = &'a Step>) -> (ExecutionStatus, String) {
    // A step that waited is there twice: as it was and as it ended. The later one counts.
    let mut ended = std::collections::BTreeMap::new();
    for step in steps {
        ended.insert(step.position, step);
    }
    if let Some(failed) = ended.values().find(|step| step.status == StepStatus::Failed) {
        return (ExecutionStatus::Failed, format!("Step {} failed: {}", failed.position + 1, failed.reason));
    }
    let sends = |step: &&&Step| step.node_type != "delay";
    let skipped = ended.values().find(|step| step.status == StepStatus::Skipped);
    match skipped {
        Some(first) if ended.values().filter(sends).all(|step| step.status == StepStatus::Skipped) => {
            (ExecutionStatus::Skipped, format!("Nothing was sent: {}", lower(&first.reason)))
        }
        _ if ended.is_empty() => (ExecutionStatus::Completed, "The workflow has no steps.".to_owned()),
        _ if ended.len() == 1 => (ExecutionStatus::Completed, "Its one step ran.".to_owned()),
        _ => (ExecutionStatus::Completed, format!("All {} steps ran.", ended.len())),
    }
}

/// A sentence that goes on after a colon.
fn lower(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What a send step made.
struct Made {
    status: StepStatus,
    reason: String,
    messages: Vec<Message>,
}

/// The recipient of an execution, as far as it is known.
struct Person<'a> {
    facts: &'a Facts<'a>,
    recipient: &'a Recipient,
    scope: RenderScope,
}

impl<'a> Person<'a> {
    fn new(recipient: &'a Recipient, cause: &Cause, facts: &'a Facts<'a>) -> Self {
        let person = |recipient: &Recipient| {
            let emails = facts.addresses(recipient, Channel::Email);
            rendering::person(recipient.distinct_id(), &facts.properties(recipient), &emails)
        };
        let mut scope = RenderScope::new(cause.data.clone(), facts.now).recipient(person(recipient));
        if let Some(actor) = &cause.actor {
            scope = scope.actor(person(actor));
        }
        if let Some(tenant) = &cause.tenant_id {
            scope = scope.tenant(tenant, "");
        }
        Self { facts, recipient, scope }
    }

    fn send(&self, execution: &Running, action: &NodeAction, send: &SendProperties) -> Made {
        let fail = |reason: String| Made { status: StepStatus::Failed, reason, messages: vec![] };
        let template = match self.facts.templates.get(&send.template) {
            None => return fail(format!("The template “{}” has no live version here.", send.template)),
            Some(template) if !template.enabled => return fail(format!("The template “{}” is switched off.", send.template)),
            Some(template) => template,
        };
        let every = matches!(action, NodeAction::SendMultiChannel(_));
        let mut messages = Vec::new();
        for channel in action.channels() {
            let Some(variant) = template.content.variant(channel) else {
                if every {
                    continue;
                }
                return fail(format!("The template “{}” has no text for {}.", send.template, channel.message()));
            };
            let mut message = Message {
                id: self.facts.app.clock.id(),
                execution_id: execution.id.clone(),
                position: execution.position,
                workflow: execution.workflow.clone(),
                template: send.template.clone(),
                template_version: template.version,
                distinct_id: execution.distinct_id.clone(),
                channel,
                address: String::new(),
                vendor: String::new(),
                status: MessageStatus::Pending,
                reason: String::new(),
                content: String::new(),
                title: String::new(),
                attempts: 0,
                created_at: self.facts.now,
                updated_at: self.facts.now,
            };
            match self.address(channel) {
                Err(reason) => (message.status, message.reason) = (MessageStatus::Skipped, reason),
                Ok(address) => {
                    message.address = address;
                    match rendering::render(&variant.content, &self.scope) {
                        Err(problem) => {
                            message.status = MessageStatus::Failed;
                            message.reason = format!("The {} could not be rendered: {}", channel.message(), problem.message);
                        }
                        Ok(rendered) => self.file(&mut message, &rendered),
                    }
                }
            }
            messages.push(message);
        }
        sum_up(&send.template, messages)
    }

    /// Where the person is reached on a channel, or why not.
    fn address(&self, channel: Channel) -> Result<String, String> {
        if self.recipient.channels().is_some_and(|only| !only.iter().any(|name| name == channel.key())) {
            return Err(format!("The trigger keeps this recipient to other channels than {}.", channel.word()));
        }
        match channel {
            Channel::Email | Channel::Sms | Channel::Whatsapp => {
                let what = if channel.by_number() { "number" } else { "address" };
                let first = self.facts.addresses(self.recipient, channel).into_iter().next();
                first.ok_or_else(|| format!("The recipient has no {} {what}.", channel.word()))
            }
            Channel::Inbox => self
                .recipient
                .distinct_id()
                .map(str::to_owned)
                .ok_or_else(|| "A recipient without a profile has no inbox.".to_owned()),
        }
    }

    /// Decides which way a rendered message goes.
    fn file(&self, message: &mut Message, rendered: &Rendered) {
        let workspace = self.facts.workspace;
        message.title = rendered.title().lines().next().unwrap_or_default().chars().take(200).collect();
        message.content = serde_json::to_string(rendered).unwrap_or_default();
        let (status, vendor, reason) = match (workspace.kind, message.channel, self.facts.vendors.get(&message.channel)) {
            (WorkspaceKind::Sandbox, channel, _) => {
                let vendor = demo_vendor(channel);
                match why_captured(channel, &message.address, self.facts.verified.as_ref(), &workspace.name) {
                    Some(reason) => (MessageStatus::Captured, vendor, reason),
                    None => (MessageStatus::Pending, vendor, format!("Waits for its turn with {vendor}.")),
                }
            }
            (_, Channel::Inbox, _) => (MessageStatus::Delivered, INBOX, "Delivered to the inbox.".to_owned()),
            (_, _, Some(vendor)) => (MessageStatus::Pending, vendor.as_str(), format!("Waits for its turn with {vendor}.")),
            (_, channel, None) => {
                (MessageStatus::Failed, "", format!("No {} vendor is set up in {}.", channel.word(), workspace.name))
            }
        };
        (message.status, message.vendor, message.reason) = (status, vendor.to_owned(), reason);
    }
}

/// Why a Sandbox keeps a message to itself; it lets those to verified addresses through, when it sends at all.
pub fn why_captured(channel: Channel, address: &str, verified: Option<&BTreeSet<String>>, workspace: &str) -> Option<String> {
    match verified {
        None => Some(format!("Captured: {workspace} sends nothing out.")),
        Some(_) if channel != Channel::Email => Some(format!("Captured: {workspace} sends nothing but e-mail out.")),
        Some(verified) if verified.contains(&address.to_lowercase()) => None,
        Some(_) => Some(format!("Captured: {address} is not a verified channel of {workspace}.")),
    }
}

impl Facts<'_> {
    fn known(&self, recipient: &Recipient) -> Option<&Known> {
        self.people.get(recipient.distinct_id()?)
    }

    /// What the trigger says goes before what was known.
    fn properties(&self, recipient: &Recipient) -> Map<String, Value> {
        let mut properties = self.known(recipient).map(|known| known.properties.clone()).unwrap_or_default();
        properties.extend(recipient.properties());
        properties
    }

    /// Those that the trigger gives go before those that were known.
    fn addresses(&self, recipient: &Recipient, channel: Channel) -> Vec<String> {
        let mut addresses = recipient.addresses(channel);
        for address in self.known(recipient).and_then(|known| known.addresses.get(&channel)).into_iter().flatten() {
            if !addresses.contains(address) {
                addresses.push(address.clone());
            }
        }
        addresses
    }
}

fn sum_up(template: &str, messages: Vec<Message>) -> Made {
    let with = |status: &[MessageStatus]| messages.iter().filter(|message| status.contains(&message.status)).collect::<Vec<_>>();
    let (skipped, failed) = (with(&[MessageStatus::Skipped]), with(&[MessageStatus::Failed]));
    let made: Vec<&str> = messages
        .iter()
        .filter(|message| !matches!(message.status, MessageStatus::Skipped | MessageStatus::Failed))
        .map(|message| message.channel.message())
        .collect();
    let status = match (made.is_empty(), failed.is_empty()) {
        (false, _) => StepStatus::Completed,
        (true, false) => StepStatus::Failed,
        (true, true) => StepStatus::Skipped,
    };
    let mut sentences = Vec::new();
    if !made.is_empty() {
        sentences.push(format!("Made: {}.", made.join(", ")));
    }
    sentences.extend(failed.iter().chain(&skipped).map(|message| message.reason.clone()));
    if messages.is_empty() {
        sentences.push(format!("The template “{template}” has no text for the channels of this step."));
    }
    Made { status, reason: sentences.join(" "), messages }
}
