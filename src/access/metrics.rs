//! What monitoring reads. Counters and histograms are added to where things happen; gauges are set when somebody asks.
//!
//! No label has values that people or programs make up, so the number of series is bounded.

use std::{
    fmt,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};

type Labels<const N: usize> = [(&'static str, &'static str); N];
/// Of gauges by database or region, whose names are the operator's.
type Named = Vec<(&'static str, String)>;
type Durations<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;

/// From what a page takes to what a vendor takes, in seconds.
const SECONDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 40.0];

/// Everything that is measured in this process. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Durations<2>,
    triggers: Family<Labels<2>, Counter>,
    messages: Family<Labels<2>, Counter>,
    vendor_calls: Durations<2>,
    pub gauges: Gauges,
}

/// What is looked up when somebody asks.
#[derive(Clone, Default)]
pub struct Gauges {
    pub jobs_due: Family<Named, Gauge>,
    pub oldest_job: Family<Named, Gauge<f64, AtomicU64>>,
    pub jobs_dead: Family<Named, Gauge>,
    pub audit_entries: Family<Named, Gauge>,
    pub connections: Family<Named, Gauge>,
    pub database_up: Family<Named, Gauge>,
    pub memory: Gauge,
    pub processor: Counter<f64, AtomicU64>,
    pub files: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let durations = || Histogram::new(SECONDS);
        let (requests, vendor_calls) = (Durations::new_with_constructor(durations), Durations::new_with_constructor(durations));
        let (triggers, messages, gauges) = (Family::default(), Family::default(), Gauges::default());
        let mut registry = Registry::default();
        let belfry = registry.sub_registry_with_prefix("belfry");
        belfry.register("build", "The release that runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        belfry.register_with_unit(
            "http_request_duration",
            "Requests by kind and class of status",
            Unit::Seconds,
            requests.clone(),
        );
        belfry.register("triggers", "Triggers by source and what came of them", Clone::clone(&triggers));
        belfry.register("messages", "Messages by channel and each state that they reached", Clone::clone(&messages));
        belfry.register_with_unit("vendor_call_duration", "Calls of vendors", Unit::Seconds, vendor_calls.clone());
        belfry.register("jobs_due", "Jobs that may be claimed now, counted up to 10 000", gauges.jobs_due.clone());
        belfry.register_with_unit("oldest_due_job_age", "How long it has been due", Unit::Seconds, gauges.oldest_job.clone());
        belfry.register("jobs_dead", "Jobs that were given up, counted up to 10 000", gauges.jobs_dead.clone());
        belfry.register(
            "audit_entries",
            "Entries of the audit log: sealed, and those that wait for it",
            gauges.audit_entries.clone(),
        );
        belfry.register("database_connections", "Open connections by what they do", gauges.connections.clone());
        belfry.register("database_up", "Whether a database answers", gauges.database_up.clone());
        let process = registry.sub_registry_with_prefix("process");
        process.register_with_unit("resident_memory", "Resident memory", Unit::Bytes, gauges.memory.clone());
        process.register_with_unit("cpu", "Processor time", Unit::Seconds, gauges.processor.clone());
        process.register("open_fds", "Open files and connections", gauges.files.clone());
        Self { registry: Arc::new(registry), requests, triggers, messages, vendor_calls, gauges }
    }
}

impl Metrics {
    /// A request that was answered.
    pub fn request(&self, kind: &'static str, status: u16, took: Duration) {
        let class = match status {
            ..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            500.. => "5xx",
        };
        self.requests.get_or_create(&[("kind", kind), ("status", class)]).observe(took.as_secs_f64());
    }

    /// A trigger: accepted, repeated or refused.
    pub fn trigger(&self, source: &'static str, outcome: &'static str) {
        self.triggers.get_or_create(&[("source", source), ("outcome", outcome)]).inc();
    }

    /// Messages that reached a state.
    pub fn messages(&self, channel: &'static str, outcome: &'static str, count: i64) {
        self.messages.get_or_create(&[("channel", channel), ("outcome", outcome)]).inc_by(count.max(0) as u64);
    }

    /// A call of a vendor that ended.
    pub fn vendor_call(&self, vendor: &'static str, outcome: &'static str, took: Duration) {
        self.vendor_calls.get_or_create(&[("vendor", vendor), ("outcome", outcome)]).observe(took.as_secs_f64());
    }

    /// All of it in the text format of OpenMetrics.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
