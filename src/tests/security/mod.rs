//! Attacks, most of them as a table: what is tried, as whom, from where, and what has to come of it. `docs/asvs.md` names these tests.

mod canaries;
mod cross_site;
mod failures;
mod headers;
mod logged;
mod parameters;
mod passwords;
mod races;
mod rights;
mod row_level;
mod work;

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use belfry::http::{LogFormat, log};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// What the process says while it lives, as it would say it on its error output.
#[derive(Clone, Default)]
pub struct Said(Arc<Mutex<Vec<u8>>>);

impl Said {
    /// Listens to this thread. The guard ends it.
    pub fn listen(&self, filter: &str, format: LogFormat) -> tracing::dispatcher::DefaultGuard {
        tracing::dispatcher::set_default(&log(EnvFilter::new(filter), format, self.clone(), None))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// What was said since the last time.
    pub fn take(&self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut *self.0.lock().unwrap())).into_owned()
    }
}

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Said {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
