//! A hundred at once with one code: one of them gets in, even where nothing slows them down.

use belfry::{
    access::Entry,
    identity::{recovery, session::Claims},
    model::{InAccount, can},
};

use crate::house::{House, Reply, Sabotage, houses};

/// Tries are no longer counted: what is left is that a code counts once.
const NOBODY_IS_SLOWED_DOWN: Sabotage = Sabotage {
    sqlite: "create trigger forgetful after update of tries on throttle begin
             update throttle set tries = 0, closed_until = 0 where subject = new.subject; end",
    postgres: "create function forgetful() returns trigger language plpgsql as
               $$ begin new.tries := 1; new.closed_until := 0; return new; end $$;
               create trigger forgetful before update on throttle for each row execute function forgetful()",
};

const MANY: usize = 100;

/// Sessions of Ada that know the password, or everything.
async fn sessions(house: &House, mfa_done: bool, count: usize) -> Vec<String> {
    let claims = Claims::new(house.person("Ada").clone(), house.account.clone(), mfa_done, house.app.now());
    let mut cookies = Vec::new();
    for _ in 0..count {
        cookies.push(house.session(&claims).await);
    }
    cookies
}

async fn shows(house: &House, cookie: &str, action: &str, code: &str) -> Reply {
    let headers = [("cookie", cookie), ("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
    house.send("nobody", "POST", action, &headers, format!("code={code}")).await
}

/// All of them show the code at once. Answers the statuses.
async fn race(house: &House, code: &str, runners: &[(String, &str)]) -> Vec<u16> {
    let replies = futures::future::join_all(runners.iter().map(|(cookie, action)| shows(house, cookie, action, code))).await;
    let mut inside = 0;
    for (reply, (cookie, action)) in replies.iter().zip(runners) {
        let set = reply.headers.get("set-cookie").and_then(|value| value.to_str().unwrap().split(';').next());
        if action.ends_with("second_factor") {
            let cookie = set.unwrap_or(cookie);
            let page = house.send("nobody", "GET", "/staging", &[("cookie", cookie), ("accept", "text/html")], "").await;
            inside += usize::from(page.status == 200);
            assert_eq!(page.status == 200, reply.status == 200, "{}", reply.body);
        }
    }
    assert!(inside <= 1, "{inside} are inside");
    replies.into_iter().map(|reply| reply.status).collect()
}

async fn a_recovery_code(house: &House) -> String {
    let granted = house.app.as_system::<can::EditMembers>(&house.account, InAccount, "test");
    let mut change = granted.change().await.unwrap();
    let codes = recovery::replace(&mut change, &house.app, house.person("Ada")).await.unwrap();
    change.commit(Entry::new("person.recovery_codes_renewed", house.person("Ada"))).await.unwrap();
    codes[0].clone()
}

const SIGN_IN: &str = "/api/session/second_factor";
const CONFIRM: &str = "/api/session/confirm";

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|one| **one == status).count()
}

#[tokio::test]
async fn of_a_hundred_browsers_with_one_code_one_gets_in() {
    for house in houses().await {
        house.sabotage(&NOBODY_IS_SLOWED_DOWN).await;
        let secret = house.with_second_factor("Ada").await;
        for code in [house.code(&secret), a_recovery_code(&house).await] {
            let runners: Vec<_> = sessions(&house, false, MANY).await.into_iter().map(|cookie| (cookie, SIGN_IN)).collect();
            let statuses = race(&house, &code, &runners).await;
            assert_eq!((count(&statuses, 200), count(&statuses, 422)), (1, MANY - 1), "{statuses:?}");
        }
    }
}

#[tokio::test]
async fn a_code_counts_once_for_signing_in_and_for_confirming_together() {
    for house in houses().await {
        house.sabotage(&NOBODY_IS_SLOWED_DOWN).await;
        let secret = house.with_second_factor("Ada").await;
        for code in [house.code(&secret), a_recovery_code(&house).await] {
            let (pending, inside) = (sessions(&house, false, 25).await, sessions(&house, true, 25).await);
            let pairs = pending.into_iter().zip(inside);
            let runners: Vec<_> = pairs.flat_map(|(pending, inside)| [(pending, SIGN_IN), (inside, CONFIRM)]).collect();
            let statuses = race(&house, &code, &runners).await;
            assert_eq!((count(&statuses, 200), count(&statuses, 422)), (1, 49), "{statuses:?}");
        }
    }
}

#[tokio::test]
async fn a_hundred_different_guesses_at_once_are_five_tries() {
    for house in houses().await {
        house.with_second_factor("Ada").await;
        let cookies = sessions(&house, false, MANY).await;
        let codes: Vec<String> = (0..MANY).map(|guess| format!("{guess:06}")).collect();
        let tries = cookies.iter().zip(&codes).map(|(cookie, code)| shows(&house, cookie, SIGN_IN, code));
        let statuses: Vec<u16> = futures::future::join_all(tries).await.into_iter().map(|reply| reply.status).collect();
        assert_eq!((count(&statuses, 422), count(&statuses, 429)), (5, MANY - 5), "{statuses:?}");
    }
}
