//! What makes the audit log evidence: how an entry is written down as bytes, how the chain goes on, and what proves that the program and
//! nobody else wrote it. The keys are derived from the master key, which is not in the database.

use ed25519_dalek::{Signature, Signer, SigningKey};
use sha2::{Digest, Sha256};

use super::Vault;
use crate::{
    model::{Id, hex},
    store::{
        audit::AuditRow,
        seals::{Head, Mark},
    },
};

/// How entries are written down as bytes. Another way of doing it gets another number, and old seals keep theirs.
pub const VERSION: i64 = 1;

/// What the derived keys are for.
const OF_ENTRIES: &str = "belfry audit entry";
const OF_PURGES: &str = "belfry audit purge";
const OF_HEADS: &str = "belfry audit head";

/// Every column in a fixed order, each with its length before it, so that no two entries have the same bytes.
fn bytes(row: &AuditRow) -> Vec<u8> {
    let AuditRow { account_id, entry } = row;
    let at = entry.at.to_string();
    let columns = [
        Some(entry.id.as_str()),
        Some(account_id.as_str()),
        entry.workspace_id.as_ref().map(Id::as_str),
        Some(at.as_str()),
        Some(&entry.actor_kind),
        Some(&entry.actor_id),
        Some(&entry.actor_name),
        Some(&entry.action),
        Some(&entry.target_kind),
        Some(&entry.target_id),
        Some(&entry.target_name),
        Some(&entry.detail),
        entry.address.as_deref(),
        entry.user_agent.as_deref(),
    ];
    let mut bytes = b"belfry audit entry v1".to_vec();
    for column in columns {
        match column {
            None => bytes.push(0),
            Some(text) => {
                bytes.push(1);
                bytes.extend((text.len() as u64).to_be_bytes());
                bytes.extend(text.as_bytes());
            }
        }
    }
    bytes
}

/// The hash of an entry alone.
pub fn digest(row: &AuditRow) -> String {
    hex(&Sha256::digest(bytes(row)))
}

/// The hash of everything up to an entry.
pub fn link(before: &str, digest: &str) -> String {
    hex(&Sha256::new().chain_update(before).chain_update(digest).finalize())
}

/// What stands before the first link of a chain.
pub fn beginning(chain: &str) -> String {
    hex(&Sha256::new().chain_update("belfry audit chain v1\n").chain_update(chain).finalize())
}

/// Proof that the program wrote an entry.
pub fn mac(vault: &Vault, row: &AuditRow) -> String {
    hex(&vault.mac(OF_ENTRIES, &bytes(row)))
}

/// Proof that the program purged the entry of a link.
pub fn purge_proof(vault: &Vault, chain: &str, sequence: i64, digest: &str) -> String {
    hex(&vault.mac(OF_PURGES, format!("{chain}\n{sequence}\n{digest}").as_bytes()))
}

/// The end of a chain, signed.
pub fn sign(vault: &Vault, chain: &str, sequence: i64, hash: &str, at: i64) -> Mark {
    let signature = signing_key(vault).sign(said(chain, sequence, hash, at).as_bytes());
    Mark { sequence, hash: hash.to_owned(), at, signature: hex(&signature.to_bytes()) }
}

/// Whether the program signed this end of a chain. A chain that has no link yet is not signed.
pub fn is_signed(vault: &Vault, chain: &str, mark: &Mark) -> bool {
    let signed = || {
        let signature = Signature::from_bytes(&unhex(&mark.signature)?);
        let said = said(chain, mark.sequence, &mark.hash, mark.at);
        signing_key(vault).verifying_key().verify_strict(said.as_bytes(), &signature).ok()
    };
    signed().is_some()
}

/// The same of the head.
pub fn is_head_signed(vault: &Vault, head: &Head) -> bool {
    head.mark.sequence == 0 || is_signed(vault, &head.chain, &head.mark)
}

/// What signatures can be checked with: 64 hexadecimal digits.
pub fn public_key(vault: &Vault) -> String {
    hex(signing_key(vault).verifying_key().as_bytes())
}

fn signing_key(vault: &Vault) -> SigningKey {
    SigningKey::from_bytes(&vault.mac(OF_HEADS, b"ed25519"))
}

/// What is signed.
fn said(chain: &str, sequence: i64, hash: &str, at: i64) -> String {
    format!("belfry audit head v1\n{chain}\n{sequence}\n{hash}\n{at}")
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..N).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()).collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        db::Clock,
        model::{AccountId, AuditEntry, EntryId},
    };

    fn row() -> AuditRow {
        let text = |text: &str| text.to_owned();
        AuditRow {
            account_id: AccountId::from_text(text("acc_1")),
            entry: AuditEntry {
                id: EntryId::from_text(text("aud_1")),
                at: 1,
                actor_kind: text("person"),
                actor_id: text("per_1"),
                actor_name: text("Ada"),
                action: text("workspace.updated"),
                target_kind: text("workspace"),
                target_id: text("wksp_1"),
                target_name: text("Staging"),
                workspace_id: None,
                detail: text("{}"),
                address: None,
                user_agent: Some(text("")),
            },
        }
    }

    #[test]
    fn every_column_counts_and_none_runs_into_the_next() {
        // The layout never changes: seals that were made once have to be checked for ever.
        assert_eq!(digest(&row()), "53558e0994d1dc8c68b84965d6ff8b8ad19cfe0f8a3284752c7a0db3115a0121");
        let changed = |change: fn(&mut AuditRow)| {
            let mut row = row();
            change(&mut row);
            digest(&row)
        };
        let mut all = vec![
            digest(&row()),
            changed(|row| row.account_id = AccountId::from_text("acc_2".to_owned())),
            changed(|row| row.entry.id = EntryId::from_text("aud_2".to_owned())),
            changed(|row| row.entry.at = 2),
            changed(|row| row.entry.actor_kind = "key".to_owned()),
            changed(|row| row.entry.actor_id.push('1')),
            changed(|row| row.entry.actor_name = String::new()),
            changed(|row| row.entry.action.push('1')),
            changed(|row| row.entry.target_kind.push('1')),
            changed(|row| row.entry.target_id.push('1')),
            changed(|row| row.entry.target_name.push('1')),
            changed(|row| row.entry.workspace_id = Some(crate::model::WorkspaceId::from_text("wksp_1".to_owned()))),
            changed(|row| row.entry.detail.push(' ')),
            changed(|row| row.entry.address = Some(String::new())),
            changed(|row| row.entry.user_agent = None),
            changed(|row| {
                row.entry.actor_id = "per_1A".to_owned();
                row.entry.actor_name = "da".to_owned();
            }),
        ];
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_head_is_signed_by_one_key_for_one_chain() {
        let (vault, other) = (Vault::new(&[7; 32], Clock::System), Vault::new(&[8; 32], Clock::System));
        let mark = sign(&vault, "c", 3, "h", 9);
        assert!(is_signed(&vault, "c", &mark));
        assert!(!is_signed(&vault, "d", &mark) && !is_signed(&other, "c", &mark));
        for wrong in [
            Mark { sequence: 4, ..mark.clone() },
            Mark { hash: "i".to_owned(), ..mark.clone() },
            Mark { at: 8, ..mark.clone() },
            Mark { signature: String::new(), ..mark.clone() },
            Mark { signature: "0".repeat(128), ..mark.clone() },
        ] {
            assert!(!is_signed(&vault, "c", &wrong), "{wrong:?}");
        }
        assert_eq!(public_key(&vault).len(), 64);
        assert_ne!(mac(&vault, &row()), mac(&other, &row()));
        assert_ne!(purge_proof(&vault, "c", 1, "d"), purge_proof(&vault, "c", 2, "d"));
    }
}
