//! One integration binary: behaviour, over HTTP, on SQLite and Postgres.

mod assets;
mod doors;
mod house;
mod hub;
mod keys;
mod shell;
mod statements;
mod walls;
mod workspaces;
