//! What monitoring asks: whether the process lives, whether it can work, and its figures. No session, no cookie, no write.

use axum::{
    Json, Router,
    extract::{FromRef, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tokio::time::Instant;
use tracing::{Instrument, Span, field::Empty, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{
    access::{App, Metrics, TRACE},
    domain::operating::{gauges, health},
};

/// Where load balancers look, on whichever listener.
pub fn health_routes<S>() -> Vec<(&'static str, MethodRouter<S>)>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    vec![("/healthz", get(alive)), ("/readyz", get(ready))]
}

/// What the listener for monitoring answers to. It has no keys: only who may read everything may reach it.
pub fn monitoring(app: App) -> Router {
    health_routes()
        .into_iter()
        .fold(Router::new(), |router, (path, handler)| router.route(path, handler))
        .route("/metrics", get(figures))
        .with_state(app)
}

/// The process answers.
async fn alive() -> &'static str {
    "alive\n"
}

async fn ready(State(app): State<App>) -> Response {
    let readiness = health::readiness(&app).await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

async fn figures(State(app): State<App>) -> Response {
    gauges::look(&app).await;
    look_at_process(&app.metrics);
    match app.metrics.text() {
        Ok(text) => {
            ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// As Linux tells it; elsewhere these figures stay zero.
fn look_at_process(metrics: &Metrics) {
    const TICKS_PER_SECOND: f64 = 100.0;
    let gauges = &metrics.gauges;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<i64>().ok());
    gauges.memory.set(resident.unwrap_or(0) * 1024);
    // The name in brackets may have blanks in it; user and system time are the 12th and 13th word after it.
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let words: Vec<f64> = stat
        .rsplit_once(") ")
        .map(|(_, rest)| rest.split(' ').skip(11).take(2).filter_map(|word| word.parse().ok()).collect())
        .unwrap_or_default();
    let spent = words.iter().sum::<f64>() / TICKS_PER_SECOND;
    gauges.processor.inc_by((spent - gauges.processor.get()).max(0.0));
    gauges.files.set(std::fs::read_dir("/proc/self/fd").map_or(0, |entries| entries.count() as i64));
}

/// Measures every request, and traces it when somebody listens.
pub async fn measured(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let (begin, kind) = (Instant::now(), kind(request.uri().path()));
    let span = span_of(&request, kind);
    let response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    metrics.request(kind, response.status().as_u16(), begin.elapsed());
    response
}

/// An address names people and workspaces: the span only says what kind of request it was.
fn span_of(request: &Request, kind: &'static str) -> Span {
    let span = info_span!(
        target: TRACE, "request", otel.name = kind, otel.kind = "server", http.request.method = request.method().as_str(),
        http.response.status_code = Empty,
    );
    if !span.is_disabled() {
        // Without a collector this fails, and nobody misses it.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&HeaderExtractor(request.headers())));
    }
    span
}

fn kind(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "trigger" | "event" => "trigger",
        "v1" | "v2" => "api",
        "api" => "form",
        "pkg" | "fonts" => "file",
        "healthz" | "readyz" => "health",
        first if first.contains('.') => "file",
        _ => "page",
    }
}
