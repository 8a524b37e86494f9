//! What the process says about itself: one line for each event, on its error output.

use tracing::{Dispatch, field::Field, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter, Layer,
    field::MakeExt,
    filter::Targets,
    fmt::{
        MakeWriter,
        format::{Writer, debug_fn},
    },
    layer::SubscriberExt,
};

use crate::access::{TRACE, Traces};

/// For whom the lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// People.
    Text,
    /// Programs: an object for each line.
    Json,
}

/// The subscriber that writes the lines. Times are UTC. What a line tells may come from outside: it can't begin another line.
pub fn log<W>(filter: EnvFilter, format: LogFormat, to: W, traces: Option<&Traces>) -> Dispatch
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // Spans are for the collector alone: no line repeats them.
    let traced = traces.map(|traces| {
        tracing_opentelemetry::layer()
            .with_tracer(traces.tracer())
            .with_location(false)
            .with_threads(false)
            .with_filter(Targets::new().with_target(TRACE, LevelFilter::INFO))
    });
    let lines = tracing_subscriber::fmt::layer().with_writer(to);
    let lines = match format {
        LogFormat::Text => lines.fmt_fields(debug_fn(field).delimited(" ")).with_filter(filter).boxed(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(false).with_span_list(false).with_filter(filter).boxed()
        }
    };
    Dispatch::new(tracing_subscriber::registry().with(lines).with(traced))
}

fn field(writer: &mut Writer<'_>, field: &Field, value: &dyn std::fmt::Debug) -> std::fmt::Result {
    if field.name() != "message" {
        write!(writer, "{field}=")?;
    }
    for sign in format!("{value:?}").chars() {
        if sign.is_control() { write!(writer, "{}", sign.escape_default())? } else { writer.write_char(sign)? }
    }
    Ok(())
}
