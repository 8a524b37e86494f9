//! What survives the redirect of a plain form.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the previous request left for the next page: one sentence of success, or a form that was refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flash {
    /// What was just done, in one sentence.
    pub notice: Option<String>,
    pub rejected: Option<Rejected>,
}

/// What a form that was refused brings back: what is wrong and everything that was typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// The form's address, which says which form of the page it was.
    pub action: String,
    /// The name of the field that is to blame, when it is one field.
    pub field: Option<String>,
    pub message: String,
    /// What was typed, by field name. A name that was sent several times has its values joined by line breaks.
    /// Passwords and codes are left out.
    pub values: BTreeMap<String, String>,
}
