//! What the process says about itself: one line for each event, on its error output.

use tracing::{Dispatch, field::Field};
use tracing_subscriber::{
    EnvFilter,
    field::MakeExt,
    fmt::{
        MakeWriter,
        format::{Writer, debug_fn},
    },
};

/// For whom the lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// People.
    Text,
    /// Programs: an object for each line.
    Json,
}

/// The subscriber that writes the lines. Times are UTC. What a line tells may come from outside: it can't begin another line.
pub fn log<W>(filter: EnvFilter, format: LogFormat, to: W) -> Dispatch
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(to);
    match format {
        LogFormat::Text => Dispatch::new(lines.fmt_fields(debug_fn(field).delimited(" ")).finish()),
        LogFormat::Json => Dispatch::new(lines.json().flatten_event(true).finish()),
    }
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
