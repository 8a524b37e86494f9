//! What every write answers: where to go next and what to say there.

use serde::{Deserialize, Serialize};

/// The answer of a form. A plain form is redirected to `to` with `notice` shown there; a script does the same by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Landing {
    /// A path of this site; none means «stay on the page you came from».
    pub to: Option<String>,
    /// One sentence in the past tense: «Committed version 3 to Staging.»
    pub notice: Option<String>,
}

impl Landing {
    pub fn at(to: impl Into<String>) -> Self {
        Self { to: Some(to.into()), notice: None }
    }

    pub fn here() -> Self {
        Self::default()
    }

    pub fn saying(mut self, notice: impl Into<String>) -> Self {
        self.notice = Some(notice.into());
        self
    }
}
