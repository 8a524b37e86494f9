//! What has had its time is thrown away, and nothing else.

use std::time::Duration;

use belfry::{access::Granted, args, domain::purge::purge, identity::session::Claims, model::can, workers};
use tokio::{
    sync::watch,
    task::{JoinSet, yield_now},
    time::timeout,
};

use crate::house::{House, houses};

const HOUR: i64 = 3_600_000;

impl House {
    /// So many idempotency keys that are used now.
    async fn use_keys(&self, name: &str, count: i64) {
        let granted: Granted<can::Trigger> = self.granted("staging").await;
        let mut rows = granted.own_rows().await.unwrap();
        let sql = "with recursive n (i) as (select 1 union all select i + 1 from n where i < $4)
            insert into idempotency (workspace_id, key, request_id, created_at) select $1, $2 || i, 'r', $3 from n";
        rows.run(sql, args![granted.workspace_id(), name, self.app.now(), count]).await.unwrap();
        rows.commit().await.unwrap();
    }

    /// Sessions, tries, keys and invitations.
    async fn kept(&self) -> [i64; 4] {
        let desk = self.desk("staging");
        [
            desk.count("select count(*) from session").await,
            desk.count("select count(*) from throttle").await,
            desk.count("select count(*) from idempotency").await,
            desk.count("select count(*) from invite").await,
        ]
    }
}

#[tokio::test]
async fn everything_goes_when_its_time_is_over_and_not_before() {
    for house in houses().await {
        // More than one batch.
        house.use_keys("first", 1_100).await;
        let invited =
            house.call("Ada", "/api/team/invite", &[("email", "ivy@new.test"), ("name", "Ivy"), ("role", "member")]).await;
        assert_eq!(invited.status, 200, "{}", invited.body);
        house.call("nobody", "/api/session/sign_in", &[("email", "ada@acme.test"), ("password", "wrong")]).await;
        let [sessions, tries, keys, invites] = house.kept().await;
        assert!(sessions >= 4 && tries >= 1, "{sessions} sessions, {tries} tries");
        assert_eq!((keys, invites), (1_100, 1));

        // Somebody who gave the right password, and never the second factor.
        let pending = Claims::new(house.person("Ada").clone(), house.account.clone(), false, house.app.now());
        house.session(&pending).await;

        house.app.clock.advance(12 * HOUR);
        assert_eq!(purge(&house.app).await.unwrap(), 0);
        house.app.clock.advance(1);
        assert_eq!(purge(&house.app).await.unwrap(), 1, "the session in which nobody is signed in");
        assert_eq!(house.kept().await, [sessions, tries, 1_100, 1]);

        house.use_keys("second", 1).await;
        house.app.clock.advance(12 * HOUR);
        assert_eq!(purge(&house.app).await.unwrap(), tries as u64);
        house.app.clock.advance(HOUR);
        assert_eq!(purge(&house.app).await.unwrap(), 1_100);
        assert_eq!(house.kept().await, [sessions, 0, 1, 1]);

        // So long may an account let a session go unused.
        house.app.clock.advance(6 * 24 * HOUR - HOUR - 1);
        assert_eq!(purge(&house.app).await.unwrap(), 1, "the second key");
        house.app.clock.advance(1);
        assert_eq!(purge(&house.app).await.unwrap(), sessions as u64);
        assert_eq!(house.kept().await, [0, 0, 0, 1]);

        house.app.clock.advance(23 * 24 * HOUR);
        assert_eq!(purge(&house.app).await.unwrap(), 0);
        house.app.clock.advance(24 * HOUR);
        assert_eq!(purge(&house.app).await.unwrap(), 1);
        assert_eq!(house.kept().await, [0; 4]);
        assert_eq!(house.audit_of("purge").await, ["account.member_invite_expired"]);
    }
}

#[tokio::test]
async fn whoever_works_purges() {
    for house in houses().await {
        house.use_keys("old", 1).await;
        house.app.clock.advance(26 * HOUR);
        let (halt, halted) = watch::channel(false);
        let mut crews = JoinSet::new();
        crews.spawn(workers::work(house.app.clone(), halted));
        let gone = async {
            while house.kept().await[2] > 0 {
                yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), gone).await.expect("it is purged");
        halt.send(true).unwrap();
        crews.join_all().await;
    }
}
