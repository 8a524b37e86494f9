//! The one error that crosses a wall.

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

/// What went wrong, in words that are safe to show to anyone: it never carries a secret, an address or a query.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
pub enum AppError {
    #[error("The request could not be understood.")]
    BadRequest,
    #[error("Sign in first.")]
    SignedOut,
    /// The session knows the password but not yet the second factor.
    #[error("Confirm that it is you with your second factor.")]
    MfaPending,
    /// The account asks everybody for a second factor, and the person has none yet.
    #[error("Your account asks for a second factor. Set one up first.")]
    MustEnrol,
    /// A dangerous act that wants a recent proof of identity (`Fresh`).
    #[error("Confirm that it is you before you go on.")]
    NotFresh,
    #[error("You may not do that here.")]
    Forbidden,
    #[error("Not found.")]
    NotFound,
    /// Not found, for programs: the text names what they asked for.
    #[error("{0}")]
    Missing(String),
    /// `field` is the name of the form field or JSON path that is to blame.
    #[error("{message}")]
    Invalid { field: String, message: String },
    /// Somebody else was there first; the text says what to do.
    #[error("{0}")]
    Conflict(String),
    /// A version that the caller started from is no longer the current one (412).
    #[error("{0}")]
    Stale(String),
    #[error("Too many attempts. Wait {seconds} seconds and try again.")]
    TooMany { seconds: u32 },
    #[error("This is larger than {limit}.")]
    TooLarge { limit: String },
    #[error("The server could not be reached.")]
    Unreachable,
    /// The database of a data region does not answer; what lives in others goes on.
    #[error("The data region {region} does not answer at the moment. Workspaces in other regions go on. Try again later.")]
    RegionAway { region: String },
    #[error("Something went wrong on our side. It was noted.")]
    Internal,
}

impl AppError {
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), message: message.into() }
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict(message.into())
    }

    pub fn stale(message: impl Into<String>) -> Self {
        Self::Stale(message.into())
    }

    /// The same complaint about a field of another name: a form may have two names in it.
    pub fn about(self, field: &str) -> Self {
        match self {
            Self::Invalid { message, .. } => Self::Invalid { field: field.to_owned(), message },
            other => other,
        }
    }

    /// The HTTP status that tells the same to a program.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::SignedOut | Self::MfaPending => 401,
            Self::MustEnrol | Self::NotFresh | Self::Forbidden => 403,
            Self::NotFound | Self::Missing(_) => 404,
            Self::Conflict(_) => 409,
            Self::Stale(_) => 412,
            Self::TooLarge { .. } => 413,
            Self::Invalid { .. } => 422,
            Self::TooMany { .. } => 429,
            Self::Unreachable | Self::RegionAway { .. } => 503,
            Self::Internal => 500,
        }
    }

    /// The form field to blame, if it is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Invalid { field, .. } => Some(field),
            _ => None,
        }
    }

    /// A word for programs, stable over releases.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadRequest => "bad_request",
            Self::SignedOut => "not_authenticated",
            Self::MfaPending => "mfa_pending",
            Self::MustEnrol => "must_enrol",
            Self::NotFresh => "not_fresh",
            Self::Forbidden => "forbidden",
            Self::NotFound | Self::Missing(_) => "not_found",
            Self::Conflict(_) => "conflict",
            Self::Stale(_) => "stale_version",
            Self::TooLarge { .. } => "too_large",
            Self::Invalid { .. } => "validation_error",
            Self::TooMany { .. } => "too_many_requests",
            Self::Unreachable => "unreachable",
            Self::RegionAway { .. } => "region_away",
            Self::Internal => "internal_error",
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(err: ServerFnErrorErr) -> Self {
        match err {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::BadRequest
            }
            _ => Self::Unreachable,
        }
    }
}
