//! Passwords: argon2id with 19 MiB, two passes, one lane (the first choice of the OWASP Password Storage Cheat Sheet).

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::SaltString};

use super::known_passwords::is_known;
use crate::{
    access::App,
    model::{AppError, NewPassword},
};

/// A hash of the same strength that no password leads to. Checking against it costs what checking a real one costs.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).expect("these parameters are within bounds"))
}

/// Runs on a thread of its own, as many at once as `App::hashing` allows: the rest of the product keeps answering.
async fn work<T: Send + 'static>(app: &App, job: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tracing::trace!("a password is hashed");
    let permit = app.hashing.clone().acquire_owned().await.map_err(|_| AppError::Internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let done = job();
        drop(permit);
        done
    });
    done.await.map_err(|error| {
        tracing::error!(%error, "password hashing");
        AppError::Internal
    })
}

/// The hash to store, with its salt and parameters in it (PHC string). Every new password comes by here, so here is where those are refused
/// that everybody knows.
pub async fn hash(app: &App, password: &NewPassword) -> Result<String, AppError> {
    if is_known(password.as_str()) {
        const WHY: &str = "This password, or nearly the same one, is on lists of stolen passwords. Choose another one.";
        return Err(AppError::invalid("password", WHY));
    }
    let salt = SaltString::encode_b64(&app.clock.random::<16>()).map_err(|_| AppError::Internal)?;
    let password = password.as_str().to_owned();
    let hash = work(app, move || hasher().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())).await?;
    hash.map_err(|error| {
        tracing::error!(%error, "password hashing");
        AppError::Internal
    })
}

/// Whether the password is the one of the hash. Without a hash (nobody has this address) it is as much work, and the answer is no.
pub async fn verify(app: &App, password: &str, hash: Option<&str>) -> Result<bool, AppError> {
    let (password, hash) = (password.to_owned(), hash.unwrap_or(NOBODYS).to_owned());
    work(app, move || {
        // A hash that is none (a person of a test, a damaged row) opens nothing; it must not be faster either.
        let parsed = PasswordHash::new(&hash).or_else(|_| PasswordHash::new(NOBODYS));
        parsed.is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_is_as_strong_as_a_real_one() {
        let (nobodys, salt) = (PasswordHash::new(NOBODYS).unwrap(), SaltString::encode_b64(&[1; 16]).unwrap());
        let real = hasher().hash_password(b"correct horse battery", &salt).unwrap();
        assert_eq!((nobodys.algorithm, &nobodys.params), (real.algorithm, &real.params));
        assert!(hasher().verify_password(b"correct horse battery", &real).is_ok());
        assert!(hasher().verify_password(b"correct horse batterz", &real).is_err());
        assert!(hasher().verify_password(b"", &nobodys).is_err());
    }
}
