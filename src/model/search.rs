//! What a search over a workspace finds.

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundKind {
    Workflow,
    Template,
    User,
}

impl FoundKind {
    pub fn plural(self) -> &'static str {
        match self {
            Self::Workflow => "Workflows",
            Self::Template => "Templates",
            Self::User => "Users",
        }
    }
}

/// A thing that was found, and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub kind: FoundKind,
    pub title: String,
    /// Tells things of the same name apart: a slug. May be empty.
    pub note: String,
    /// A path of this site.
    pub to: String,
}
