//! Traces for a collector that speaks OTLP over HTTP. They leave by the same way out as everything else.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracer, SdkTracerProvider},
};
use tokio::{runtime::Handle, task::spawn_blocking};

use crate::vendors::Net;

/// The target of spans that are traced. It is not below `belfry`, so that no setting of the log switches them on.
pub const TRACE: &str = "trace";

/// Gathers spans and sends them now and then. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// `endpoint`: `http://collector:4318`; the collector is the operator's and may be on a private address.
    pub fn start(endpoint: &str) -> Result<Self, String> {
        let base = endpoint.trim_end_matches('/');
        let url = if base.ends_with("/v1/traces") { base.to_owned() } else { format!("{base}/v1/traces") };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(WayOut { net: Net::new(true).with_patience(Duration::from_secs(5)), runtime: Handle::current() })
            .with_endpoint(url)
            .with_protocol(Protocol::HttpBinary)
            .build()
            .map_err(|error| format!("Traces cannot be sent to {endpoint}: {error}"))?;
        let resource = Resource::builder_empty()
            .with_service_name("belfry")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build()))
    }

    pub fn tracer(&self) -> SdkTracer {
        self.0.tracer("belfry")
    }

    /// Sends what is left. Blocks nobody but who waits for it.
    pub async fn end(self) {
        let ended = spawn_blocking(move || self.0.shutdown()).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last traces were not sent");
        }
    }
}

/// The exporter runs on a thread of its own: its calls are made by the runtime.
struct WayOut {
    net: Net,
    runtime: Handle,
}

impl fmt::Debug for WayOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WayOut")
    }
}

#[async_trait]
impl HttpClient for WayOut {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (net, request) = (self.net.clone(), request.map(|body| body.to_vec()));
        let answer = self.runtime.spawn(async move { net.fetch(request).await }).await?;
        Ok(answer.map_err(|error| error.words().to_owned())?.map(Bytes::from))
    }
}
