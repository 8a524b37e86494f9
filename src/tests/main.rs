//! One integration binary: behaviour, over HTTP, on SQLite and Postgres.

mod assets;
mod house;
mod hub;
mod shell;
mod statements;
mod walls;
mod workspaces;
