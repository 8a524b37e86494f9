//! Recovery codes: ten, for when the phone is lost. Stored hashed, each good for one use.

use super::sha256;
use crate::{
    access::{App, read_back, readable},
    db::Tx,
    model::{AppError, PersonId},
    store,
};

/// How many a person gets.
pub const COUNT: usize = 10;
/// 80 bits: a stolen table of plain hashes leads nowhere.
const SIGNS: usize = 16;

/// Makes new codes, which replace all earlier ones. This is the only time that they are known.
pub async fn replace(tx: &mut Tx, app: &App, person: &PersonId) -> Result<Vec<String>, AppError> {
    let codes: Vec<String> = (0..COUNT).map(|_| grouped(&readable(app.clock.random::<SIGNS>()))).collect();
    let hashes: Vec<String> = codes.iter().map(|code| sha256(&read_back(code))).collect();
    store::recovery::delete_all(tx, person).await?;
    store::recovery::insert_all(tx, person, &hashes).await?;
    Ok(codes)
}

/// Whether what was typed could be a recovery code at all.
pub fn is_one(typed: &str) -> bool {
    read_back(typed).len() == SIGNS
}

/// Uses a code up: true once for each, whoever else tries the same one at the same time.
pub async fn accept(tx: &mut Tx, person: &PersonId, typed: &str, now: i64) -> Result<bool, AppError> {
    Ok(store::recovery::update_used(tx, person, &sha256(&read_back(typed)), now).await? == 1)
}

fn grouped(code: &str) -> String {
    [&code[..4], &code[4..8], &code[8..12], &code[12..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(grouped("0123456789ABCDEF"), "0123-4567-89AB-CDEF");
        assert_eq!(read_back(" o123 4567-89ab cdef"), "0123456789ABCDEF");
        assert!(is_one("0123-4567-89AB-CDEF") && !is_one("123456") && !is_one(""));
    }
}
