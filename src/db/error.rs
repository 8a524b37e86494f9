//! What may go wrong in a database, and how it becomes words.

use crate::model::AppError;

pub type DbResult<T> = Result<T, DbError>;

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    #[error(transparent)]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("a write on a connection that was opened to read")]
    ReadOnly,
    #[error("an id with other signs than letters and digits")]
    NoId,
}

impl DbError {
    /// Whether a unique index said no.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sqlx(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

/// A database error is a bug or an outage: it is logged here, and the person only learns that it was.
impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "database");
        match error {
            DbError::Sqlx(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed) => Self::Unreachable,
            _ => Self::Internal,
        }
    }
}

/// `.conflict("Another workspace has this name.")` turns a unique violation into words.
pub trait OrConflict<T> {
    fn conflict(self, message: &str) -> Result<T, AppError>;
}

impl<T> OrConflict<T> for DbResult<T> {
    fn conflict(self, message: &str) -> Result<T, AppError> {
        self.map_err(|error| if error.is_unique_violation() { AppError::conflict(message) } else { error.into() })
    }
}
