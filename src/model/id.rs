//! Identifiers: a prefix that tells the noun, and 32 hexadecimal digits of a UUIDv7 (so that ids sort by time of birth).

use serde::{Deserialize, Serialize};

/// What all identifiers share.
pub trait Id: Sized {
    /// `wksp` in `wksp_0193…`.
    const PREFIX: &'static str;
    /// Takes a text as it came from the database, a URL or a form. It is not checked: an id that does not exist is simply not found.
    fn from_text(text: String) -> Self;
    fn as_str(&self) -> &str;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(String);

        impl Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_text(text: String) -> Self { Self(text) }
            fn as_str(&self) -> &str { &self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Ok(Self(text.to_owned())) }
        }
    )* };
}

ids! {
    /// A customer of this installation: its people, roles, workspaces, account audit.
    AccountId = "acc";
    /// Somebody who signs in. A person may be a member of several accounts.
    PersonId = "per";
    /// An invitation that was not accepted yet.
    InviteId = "inv";
    /// A role of an account; `admin` and `member` are built in.
    RoleId = "role";
    /// A workspace; clients call it the workspace uid and want at least 20 characters.
    WorkspaceId = "wksp";
    /// A workspace key with its secret.
    WorkspaceKeyId = "ws_key";
    /// An API key (bearer).
    ApiKeyId = "ws_apik";
    /// A public key of client SDKs.
    PublicKeyId = "ws_pubk";
    /// A key that user tokens are signed with.
    SigningKeyId = "ws_signk";
    /// A service token.
    ServiceTokenId = "svct";
    /// A workflow, a template: whatever is drafted, committed and promoted.
    AssetId = "ast";
    /// A promotion plan.
    PlanId = "plan";
    /// One accepted trigger.
    RequestId = "req";
    /// One run of a workflow for one recipient.
    ExecutionId = "exec";
    /// One message on one channel.
    MessageId = "msg";
    /// A vendor that is set up in a workspace.
    VendorId = "vnd";
    /// An address that a Sandbox may really send to.
    VerifiedChannelId = "vch";
    /// A key of a device that somebody signs in with.
    PasskeyId = "pky";
    /// A code by e-mail that somebody asked for.
    EmailCodeId = "code";
    /// A unit of background work.
    JobId = "job";
    /// An entry of the audit log.
    EntryId = "aud";
    /// A file of the audit log that somebody asked for.
    ExportId = "exp";
}
