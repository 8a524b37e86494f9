//! Refusals are in the log, and whoever tries a thousand times does not fill it.

use crate::house::{House, houses};

const INVITE: &[(&str, &str)] = &[("email", "ivy@new.test"), ("name", "Ivy"), ("role", "member")];
const MINUTE: i64 = 60_000;

impl House {
    /// How often it was refused, by the entries of the log.
    async fn refusals(&self) -> Vec<String> {
        let sql = "select detail from audit_entry where action = 'access.denied' order by id";
        let rows: Vec<(String,)> = self.log().read().await.unwrap().all(sql, vec![]).await.unwrap();
        rows.into_iter().map(|row| row.0).collect()
    }

    async fn tries(&self, times: usize) {
        for _ in 0..times {
            assert_eq!(self.call("Max", "/api/team/invite", INVITE).await.status, 403);
        }
    }
}

fn times(n: u64) -> String {
    format!(r#"{{"permission":"member.invite","times":{n}}}"#)
}

#[tokio::test]
async fn what_is_refused_again_and_again_is_one_entry_with_a_count() {
    for house in houses().await {
        house.tries(1).await;
        assert_eq!(house.refusals().await, [""; 0], "a refusal itself writes nothing");
        house.app.write_denied(false).await.unwrap();
        assert_eq!(house.refusals().await, [times(1)]);
        house.tries(500).await;
        let due = house.app.write_denied(false).await.unwrap();
        assert_eq!(due, Some(house.app.now() + 10 * MINUTE));
        assert_eq!(house.refusals().await, [times(1)]);
        house.app.clock.advance(10 * MINUTE);
        assert_eq!(house.app.write_denied(false).await.unwrap(), None);
        assert_eq!(house.refusals().await, [times(1), times(500)]);
        house.tries(2).await;
        house.app.write_denied(true).await.unwrap();
        assert_eq!(house.refusals().await.len(), 3, "whoever stops writes down what is left");
        house.app.clock.advance(20 * MINUTE);
        assert_eq!(house.app.write_denied(false).await.unwrap(), None);
        assert_eq!(house.refusals().await.len(), 3);
        let page = house.page("Ada", "/account/audit?action=access.denied").await.body;
        assert!(page.contains("was refused “Invite members”") && page.contains("Max"), "{page}");
    }
}

#[tokio::test]
async fn a_refusal_says_who_and_where() {
    for house in houses().await {
        let form = [("workspace", "production"), ("distinct_id", "ann")];
        assert_eq!(house.call("Max", "/api/users/create", &form).await.status, 403);
        assert_eq!(house.page("Max", "/production/messages/missing").await.status, 403);
        assert_eq!(house.page("nobody", "/production").await.status, 303);
        assert_eq!(house.page("Stranger", "/only-ours").await.status, 404);
        house.app.write_denied(false).await.unwrap();
        let found = house.refusals().await;
        assert_eq!(found.len(), 2, "{found:?}");
        let page = house.page("Ada", "/account/audit?workspace=production&actor=max").await.body;
        assert!(page.contains("was refused “Edit users”") && page.contains("was refused “See the details of logs”"), "{page}");
    }
}
