//! The first run: who sees the console sets the first account up.

use std::sync::atomic::Ordering;

use subtle::ConstantTimeEq;

use super::throttle::{self, Gate};
use crate::{
    access::{App, Origin, read_back},
    db::Tx,
    model::AppError,
    store,
};

/// Whether nobody was set up yet. Asked at every page; once it is over, that is remembered.
pub async fn is_open(app: &App) -> Result<bool, AppError> {
    if app.first_run.over.load(Ordering::Relaxed) {
        return Ok(false);
    }
    let mut tx = app.regions.control().read().await?;
    let open = store::people::is_empty(&mut tx).await?;
    app.first_run.over.store(!open, Ordering::Relaxed);
    Ok(open)
}

/// `XXXX-XXXX`, while it is of use.
pub async fn code_to_print(app: &App) -> Result<Option<String>, AppError> {
    let code = &app.first_run.code;
    Ok(is_open(app).await?.then(|| format!("{}-{}", &code[..4], &code[4..])))
}

/// Checks the code that was typed.
pub async fn check(app: &App, origin: &Origin, typed: &str) -> Result<(), AppError> {
    let gates = [Some(Gate::first_run()), Gate::address(origin)].into_iter().flatten().collect::<Vec<_>>();
    throttle::count(app, &gates).await?;
    if !bool::from(read_back(typed).as_bytes().ct_eq(app.first_run.code.as_bytes())) {
        return Err(AppError::invalid("code", "This is not the code. It stands on the console where Belfry was started last."));
    }
    throttle::forgive(app, &gates).await
}

/// Makes whoever comes second wait until the first one is done.
pub async fn hold(tx: &mut Tx, now: i64) -> Result<(), AppError> {
    store::throttle::upsert_held(tx, "first-run-lock", now).await?;
    Ok(())
}
