//! What never gets into the log: secrets, and personal data of users.

use crate::house::houses;

#[tokio::test]
async fn neither_secrets_nor_personal_data_of_users_are_written_down() {
    for house in houses().await {
        let call = async |path: &str, form: &[(&str, &str)]| {
            let form = [&[("workspace", "staging")], form].concat();
            let reply = house.call("Ada", path, &form).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        };
        let user =
            [("distinct_id", "ann"), ("email", "canary-mail@example.com"), ("properties", r#"{"plan": "canary-property"}"#)];
        call("/api/users/create", &user).await;
        let edit = house.page("Ada", "/staging/users/ann/edit").await.body;
        let started =
            edit.split("name=\"started_from\" value=\"").nth(1).and_then(|rest| rest.split_once('"')).unwrap().0.to_owned();
        house.app.clock.advance(1_000);
        let changed = [
            ("distinct_id", "ann"),
            ("started_from", started.as_str()),
            ("email", "canary-other@example.com"),
            ("sms", "+15555550199"),
            ("properties", r#"{"plan": "canary-again"}"#),
        ];
        call("/api/users/edit", &changed).await;
        let smtp = [
            ("name", "Server"),
            ("host", "mail.acme.test"),
            ("port", "25"),
            ("security", "none"),
            ("username", "mailer"),
            ("password", "canary-password"),
            ("from_name", "Acme"),
            ("from_address", "news@acme.test"),
        ];
        call("/api/vendors/save_smtp", &smtp).await;
        call("/api/keys/generate", &[("name", "Orders")]).await;
        let keys = house.page("Ada", "/staging/keys").await.body;
        let key = keys.split("SS.").nth(1).and_then(|rest| rest.split(['"', '<', '&']).next()).unwrap().to_owned();
        assert!(key.len() > 20, "{key}");
        call("/api/team/invite", &[("email", "ivy@new.test"), ("name", "Ivy"), ("role", "member")]).await;
        let team = house.page("Ada", "/account/team").await.body;
        let token = team.split("/invite/").nth(1).and_then(|rest| rest.split(['"', '<']).next()).unwrap().to_owned();
        assert!(token.len() > 20, "{token}");
        house.call("nobody", "/api/session/sign_in", &[("email", "ada@acme.test"), ("password", "canary-typed")]).await;
        call("/api/users/delete", &[("distinct_id", "ann")]).await;

        let sql = "select actor_name || ' ' || target_id || ' ' || target_name || ' ' || detail from audit_entry";
        let rows: Vec<(String,)> = house.log().read().await.unwrap().all(sql, vec![]).await.unwrap();
        let all = rows.into_iter().map(|row| row.0).collect::<Vec<_>>().join("\n");
        assert!(all.contains("ann") && all.contains("Orders") && all.contains("ivy@new.test"), "{all}");
        for canary in ["canary", "5555550199", &key, &token] {
            assert!(!all.contains(canary), "{canary} is in the log:\n{all}");
        }
    }
}
