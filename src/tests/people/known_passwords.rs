use super::{invites, password_reset};
use crate::house::{Reply, empty_houses};

const STOLEN: &str = "Sunshine2024!!";

fn refused(reply: &Reply, field: &str) {
    assert_eq!(reply.status, 422, "{}", reply.body);
    let invalid = &reply.json()["Invalid"];
    assert_eq!(invalid["field"], field);
    assert!(invalid["message"].as_str().unwrap().contains("on lists of stolen passwords"), "{invalid}");
}

#[tokio::test]
async fn a_stolen_password_is_refused_wherever_one_is_chosen() {
    for house in empty_houses().await {
        let code = house.app.first_run.code.clone();
        let fields = [("code", code.as_str()), ("name", "Olga"), ("email", "olga@acme.test"), ("account", "Acme")];
        let fields = [&fields[..], &[("password", STOLEN)]].concat();
        refused(&house.browser().call("/api/setup/create", &fields).await, "password");
    }
    for (house, sink) in invites::mailing_houses().await {
        let mut max = house.past_password("Max").await;
        let change = [("current_password", crate::house::PASSWORD), ("new_password", STOLEN)];
        refused(&max.call("/api/profile/change_password", &change).await, "new_password");

        let path = password_reset::asked(&house, &sink, "max@acme.test").await;
        refused(&password_reset::reset(&mut house.browser(), &path, STOLEN).await, "password");
        let kept = house.browser().page(&path).await.body;
        assert!(kept.contains("Choose a new password"), "the link is good for another try");
    }
    for house in crate::house::houses().await {
        let path = invites::invited(&mut house.browser_of("Ada"), "ivy@new.test", "member").await;
        let token = path.rsplit('/').next().unwrap();
        let fields = [("token", token), ("name", "Ivy"), ("password", STOLEN)];
        refused(&house.browser().call("/api/invite/accept", &fields).await, "password");
    }
}
