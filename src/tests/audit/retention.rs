//! Entries that had their time go, and the chain of what is left stays whole.

use belfry::{
    args,
    domain::{
        audit::{seal::seal_all, verify::Fault},
        purge::purge,
    },
};

use super::chain::{NO_GUARDS, act};
use crate::house::{House, houses};

const DAY: i64 = 86_400_000;
/// Entries of another account.
const THEIRS: &str = "select count(*) from audit_entry where account_id =
    (select account_id from member join person on person.id = member.person_id where person.name = 'Stranger')";

impl House {
    /// An admin whose proof of identity is of now.
    async fn keeps(&self, keep: &str) {
        let claims =
            belfry::identity::session::Claims::new(self.person("Ada").clone(), self.account.clone(), true, self.app.now());
        let cookie = self.session(&claims).await;
        let headers =
            [("cookie", cookie.as_str()), ("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
        let reply = self.send("nobody", "POST", "/api/audit/keep", &headers, format!("keep={keep}")).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    async fn purges(&self) -> Vec<String> {
        let sql = "select detail from audit_entry where action = 'audit.purged' and actor_name = 'purge' order by id";
        self.log().read().await.unwrap().all::<(String,)>(sql, args![]).await.unwrap().into_iter().map(|row| row.0).collect()
    }

    async fn entries(&self) -> i64 {
        self.number("select count(*) from audit_entry").await
    }
}

#[tokio::test]
async fn entries_go_when_their_time_is_over_and_the_chain_stays_whole() {
    for house in houses().await {
        // More than one batch.
        for number in 0..210 {
            act(&house.app, &house, &format!("n{number}")).await;
        }
        seal_all(&house.app).await.unwrap();
        let (old, theirs) = (house.entries().await, house.number(THEIRS).await);
        assert!(theirs > 0);
        house.app.clock.advance(91 * DAY);
        purge(&house.app).await.unwrap();
        assert_eq!(house.entries().await, old, "without a setting they stay for ever");
        house.keeps("90").await;
        act(&house.app, &house, "young").await;
        seal_all(&house.app).await.unwrap();
        let kept = house.entries().await - old;

        purge(&house.app).await.unwrap();
        seal_all(&house.app).await.unwrap();
        // The young ones, that of the purge, and those of the other account.
        assert_eq!(house.entries().await, kept + 1 + theirs);
        let report = house.verified().await;
        assert_eq!((report.finding, report.purged, report.checked), (None, old - theirs, old + kept + 1));
        assert_eq!(house.purges().await, [format!(r#"{{"entries":{},"older_than_days":90}}"#, old - theirs)]);
        purge(&house.app).await.unwrap();
        assert_eq!(house.entries().await, kept + 1 + theirs, "once a day");
        assert_eq!(house.audit_of("Ada").await, ["audit.retention_changed"]);
        house.keeps("ever").await;
        house.app.clock.advance(400 * DAY);
        purge(&house.app).await.unwrap();
        assert_eq!(house.entries().await, kept + 2 + theirs);
    }
}

#[tokio::test]
async fn what_waits_for_its_seal_is_not_deleted_before() {
    for house in houses().await {
        let all = house.entries().await;
        house.app.clock.advance(91 * DAY);
        house.keeps("90").await;
        purge(&house.app).await.unwrap();
        assert_eq!(house.entries().await, all + 1);
    }
}

#[tokio::test]
async fn what_somebody_else_deleted_did_not_have_its_time() {
    for house in houses().await {
        seal_all(&house.app).await.unwrap();
        house.app.clock.advance(91 * DAY);
        house.keeps("90").await;
        purge(&house.app).await.unwrap();
        seal_all(&house.app).await.unwrap();
        assert_eq!(house.finding().await, None);
        house.sabotage(&NO_GUARDS).await;
        // The proof of one entry is none for another.
        let last = house.number("select max(sequence) from audit_seal").await;
        let sql = "update audit_seal set (digest, proof) = (select s.digest, s.proof from audit_seal s where s.digest is not null limit 1)
                   where sequence = $1";
        house.write(sql, args![last]).await.unwrap();
        house
            .write("delete from audit_entry where id = (select entry_id from audit_seal where sequence = $1)", args![last])
            .await
            .unwrap();
        let found = house.finding().await.unwrap();
        assert_eq!((found.fault, found.sequence), (Fault::Missing, Some(last)));
    }
}

#[tokio::test]
async fn the_settings_page_checks_the_end_of_the_chain() {
    for house in houses().await {
        seal_all(&house.app).await.unwrap();
        let page = house.page("Ada", "/account/audit/settings").await.body;
        assert!(page.contains("entries are what they were") && page.contains("For ever"), "{page}");
        house.sabotage(&NO_GUARDS).await;
        let entry = house.entry_at(2).await;
        house.write("update audit_entry set actor_name = 'Nobody' where id = $1", args![&entry]).await.unwrap();
        let page = house.page("Ada", "/account/audit/settings").await.body;
        assert!(page.contains(&format!("Entry 2 ({entry}) was changed after it was sealed.")), "{page}");
        assert_eq!(house.call("Ada", "/api/audit/keep", &[("keep", "1")]).await.status, 422);
    }
}
