//! Everything that may be bound to a statement.

use sqlx::{Arguments, postgres::PgArguments, sqlite::SqliteArguments};

use crate::model::Id;

/// A typed argument. `None` keeps its type, which Postgres needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Bool(Option<bool>),
    Int(Option<i64>),
    Text(Option<String>),
}

/// `args![workspace, &name, now]`: anything that [`Arg`] can be made from.
#[macro_export]
macro_rules! args {
    ($($arg:expr),* $(,)?) => { vec![$($crate::db::Arg::from($arg)),*] };
}

macro_rules! bind_all {
    ($args:expr, $into:ty) => {{
        let mut out = <$into>::default();
        for arg in $args {
            match arg {
                Arg::Bool(value) => out.add(value),
                Arg::Int(value) => out.add(value),
                Arg::Text(value) => out.add(value),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        Ok(out)
    }};
}

pub(super) fn sqlite(args: Vec<Arg>) -> Result<SqliteArguments, sqlx::Error> {
    bind_all!(args, SqliteArguments)
}

pub(super) fn postgres(args: Vec<Arg>) -> Result<PgArguments, sqlx::Error> {
    bind_all!(args, PgArguments)
}

impl<I: Id> From<&I> for Arg {
    fn from(id: &I) -> Self {
        Self::Text(Some(id.as_str().to_owned()))
    }
}

impl<I: Id> From<Option<&I>> for Arg {
    fn from(id: Option<&I>) -> Self {
        Self::Text(id.map(|id| id.as_str().to_owned()))
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $arg:expr;)*) => { $(impl From<$type> for Arg { fn from($value: $type) -> Self { $arg } })* };
}

from! {
    bool => |v| Self::Bool(Some(v));
    i64 => |v| Self::Int(Some(v));
    u16 => |v| Self::Int(Some(i64::from(v)));
    Option<i64> => |v| Self::Int(v);
    &str => |v| Self::Text(Some(v.to_owned()));
    &String => |v| Self::Text(Some(v.clone()));
    String => |v| Self::Text(Some(v));
    Option<String> => |v| Self::Text(v);
    Option<&str> => |v| Self::Text(v.map(str::to_owned));
    &Option<String> => |v| Self::Text(v.clone());
    &crate::model::Slug => |v| Self::Text(Some(v.as_str().to_owned()));
    &crate::model::Name => |v| Self::Text(Some(v.as_str().to_owned()));
    &crate::model::Email => |v| Self::Text(Some(v.as_str().to_owned()));
    crate::model::WorkspaceKind => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::WorkspaceIcon => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::Colour => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::AssetKind => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::ExportFormat => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::Channel => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::RequestStatus => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::ExecutionStatus => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::StepStatus => |v| Self::Text(Some(v.key().to_owned()));
    crate::model::MessageStatus => |v| Self::Text(Some(v.key().to_owned()));
}
