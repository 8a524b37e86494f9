//! People: the first run, signing in, second factors, passkeys, the profile, the team and its invitations.

mod account;
mod device;
mod email_code;
mod enforcement;
mod first_run;
mod invites;
mod known_passwords;
mod passkeys;
mod password_reset;
mod profile;
mod roles;
mod second_factor;
mod sessions;
mod sign_in;
mod team;

use belfry::{
    identity::{passwords, totp::TotpSecret},
    model::{AuditFilter, InAccount, NewPassword, can},
    store,
};
use tokio::sync::OnceCell;

use crate::{
    browser::Browser,
    house::{House, PASSWORD},
};

/// What stands between two marks of a page.
pub fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let rest = html.split_once(before).unwrap_or_else(|| panic!("{before} is not in {html}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("{after} is not in {rest}")).0
}

impl House {
    /// Gives somebody of the cast the password that everybody has. Hashed once: it is slow on purpose.
    pub async fn with_password(&self, who: &str) {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let password = NewPassword::parse(PASSWORD).unwrap();
        let hash = HASH.get_or_init(|| async { passwords::hash(&self.app, &password).await.unwrap() }).await;
        let granted = self.app.as_system::<can::EditMembers>(&self.account, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        store::people::update_password(&mut change, self.person(who), hash).await.unwrap();
        change.commit(belfry::access::Entry::new("person.password_changed", self.person(who))).await.unwrap();
    }

    /// Gives somebody a second factor that is on. Answers its secret.
    pub async fn with_second_factor(&self, who: &str) -> TotpSecret {
        let secret = TotpSecret::generate(&self.app);
        let (person, sealed) = (self.person(who), secret.seal(&self.app, self.person(who)));
        let granted = self.app.as_system::<can::EditMembers>(&self.account, InAccount, "test");
        let mut change = granted.change().await.unwrap();
        store::people::update_totp_pending(&mut change, person, &sealed).await.unwrap();
        let now = change.now;
        store::people::update_totp_confirmed(&mut change, person, now).await.unwrap();
        change.commit(belfry::access::Entry::new("person.second_factor_enabled", person)).await.unwrap();
        secret
    }

    /// The details of what somebody left in the audit log, oldest first.
    pub async fn details(&self, actor: &str) -> Vec<serde_json::Value> {
        let granted = self.app.as_system::<can::ViewAudit>(&self.account, InAccount, "test");
        let mut tx = granted.read().await.unwrap();
        let filter = AuditFilter { actors: vec![self.person(actor).to_string()], ..AuditFilter::default() };
        let mut found = store::audit::list(&mut tx, &self.account, &filter, 100).await.unwrap();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found.iter().map(|entry| serde_json::from_str(&entry.detail).unwrap()).collect()
    }

    pub fn code(&self, secret: &TotpSecret) -> String {
        secret.code_at(self.app.now()).unwrap()
    }

    /// A browser in which the password of somebody of the cast was accepted.
    pub async fn past_password(&self, who: &str) -> Browser<'_> {
        self.with_password(who).await;
        let mut browser = self.browser();
        let email = format!("{}@acme.test", who.to_lowercase());
        assert_eq!(browser.sign_in(&email, PASSWORD).await.status, 200);
        browser
    }
}
