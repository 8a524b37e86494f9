//! One integration binary: behaviour, over HTTP, on SQLite and Postgres.

mod analytics;
mod assets;
mod audit;
mod browser;
mod delivery;
mod doors;
mod forms;
mod home;
mod house;
mod hub;
mod keys;
mod logs;
mod people;
mod porch;
mod promotion;
mod purge;
mod search;
mod shell;
mod statements;
mod templates;
mod twins;
mod users;
mod walls;
mod words;
mod workflows;
mod workspaces;
