use belfry::identity::first_run;

use super::between;
use crate::house::{House, empty_houses};

async fn code(house: &House) -> String {
    first_run::code_to_print(&house.app).await.unwrap().expect("a code is printed on an empty database")
}

fn founder<'a>(code: &'a str, password: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("code", code), ("name", "Olga Owner"), ("email", "Olga@Example.com"), ("account", "Acme"), ("password", password)]
}

const GOOD: &str = "correct horse battery olga";

#[tokio::test]
async fn every_page_leads_to_the_set_up_while_nobody_lives_here() {
    for house in empty_houses().await {
        for path in ["/", "/sign-in", "/staging", "/account/team", "/invite/x", "/no/such/page"] {
            let reply = house.page("nobody", path).await;
            assert_eq!((reply.status, reply.location()), (303, "/setup"), "{path}");
        }
        let page = house.page("nobody", "/setup").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Set-up code") && !page.body.contains("<script"), "{}", page.body);
        assert!(!page.body.contains(&code(&house).await), "the page does not tell the code");
    }
}

#[tokio::test]
async fn the_code_of_the_console_makes_the_first_account_and_is_of_no_use_afterwards() {
    for house in empty_houses().await {
        let code = code(&house).await;
        let mut olga = house.browser();
        let (path, page) = olga.follow("/setup", "/api/setup/create", &founder("AAAA-AAAA", GOOD)).await;
        assert_eq!((path.as_str(), page.status), ("/setup", 200));
        assert!(page.body.contains("This is not the code."), "{}", page.body);
        assert!(page.body.contains("Olga Owner") && page.body.contains("Olga@Example.com"), "what was typed is still there");
        assert!(!page.body.contains(GOOD), "but for the password");

        let (_, page) = olga.follow("/setup", "/api/setup/create", &founder(&code, "too short")).await;
        assert!(page.body.contains("Use at least 12 characters."), "{}", page.body);

        let (path, page) = olga.follow("/setup", "/api/setup/create", &founder(&code.to_lowercase(), GOOD)).await;
        assert_eq!((path.as_str(), page.status), ("/account/second-factor?next=%2Fsandbox", 200), "{}", page.body);
        assert!(page.body.contains("<svg xmlns") && page.body.contains("Step 2 of 3"), "{}", page.body);
        assert!(!page.body.contains("style="), "the policy for content refuses inline styles");
        for slug in ["/sandbox", "/staging", "/production"] {
            assert_eq!(olga.page(slug).await.status, 200, "{slug}");
        }

        assert_eq!(house.page("nobody", "/setup").await.status, 404);
        assert_eq!(house.browser().call("/api/setup/create", &founder(&code, GOOD)).await.status, 404);
        assert_eq!(house.page("nobody", "/staging").await.location(), "/sign-in?next=%2Fstaging");
        assert_eq!(first_run::code_to_print(&house.app).await.unwrap(), None, "nothing is printed any more");
    }
}

#[tokio::test]
async fn the_whole_first_run_ends_in_the_sandbox_with_a_second_factor_and_recovery_codes() {
    for house in empty_houses().await {
        let code = code(&house).await;
        let mut olga = house.browser();
        let (at, page) = olga.follow("/setup", "/api/setup/create", &founder(&code, GOOD)).await;
        let key = between(between(&page.body, "data-testid=\"totp-secret\"", "/code>"), ">", "<").replace(' ', "");
        let secret = totp_rs::Secret::Encoded(key).to_bytes().unwrap();
        let totp = totp_rs::TOTP::new_unchecked(totp_rs::Algorithm::SHA1, 6, 1, 30, secret, None, String::new());
        let shown = |at: i64| totp.generate((at / 1000) as u64);

        let next = ("next", "/sandbox");
        let (_, page) = olga.follow(&at, "/api/second_factor/confirm", &[("code", "12345"), next]).await;
        assert!(page.body.contains("Enter the six digits"), "{}", page.body);
        let (at, page) = olga.follow(&at, "/api/second_factor/confirm", &[("code", &shown(house.app.now())), next]).await;
        assert_eq!(at, "/account/recovery-codes?next=%2Fsandbox");
        assert_eq!(page.body.matches("<li>").count(), 10, "{}", page.body);
        let recovery = between(&page.body, "<li>", "</li>").to_owned();
        let (again, same) = (olga.page(&at).await.body, page.body);
        assert_eq!(between(&again, "<ol", "</ol>"), between(&same, "<ol", "</ol>"), "a reload loses nothing");

        let (at, page) = olga.follow(&at, "/api/recovery_codes/saved", &[next]).await;
        assert_eq!((at.as_str(), page.status), ("/sandbox", 200));
        let page = olga.page("/account/recovery-codes").await;
        assert!(!page.body.contains(&recovery), "saved codes are not shown again");

        olga.follow("/sandbox", "/api/session/sign_out", &[]).await;
        house.app.clock.advance(30_000);
        let (at, _) = olga.follow("/sign-in", "/api/session/sign_in", &[("email", "olga@example.com"), ("password", GOOD)]).await;
        assert_eq!(at, "/sign-in/second-factor");
        let (at, _) = olga.follow(&at, "/api/session/second_factor", &[("code", &shown(house.app.now()))]).await;
        assert_eq!(at, "/sandbox");
    }
}

#[tokio::test]
async fn two_who_set_up_at_once_make_one_account() {
    for house in empty_houses().await {
        let code = code(&house).await;
        let fields = founder(&code, GOOD);
        let (mut one, mut two) = (house.browser(), house.browser());
        let (one, two) = tokio::join!(one.call("/api/setup/create", &fields), two.call("/api/setup/create", &fields));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 404]);
    }
}

#[tokio::test]
async fn guessing_the_code_is_slowed_down() {
    for house in empty_houses().await {
        let code = code(&house).await;
        let mut guesser = house.browser();
        for _ in 0..20 {
            assert_eq!(guesser.call("/api/setup/create", &founder("0000-0000", GOOD)).await.status, 422);
        }
        let reply = guesser.call("/api/setup/create", &founder(&code, GOOD)).await;
        assert_eq!((reply.status, reply.json()["TooMany"]["seconds"].as_i64()), (429, Some(30)));
        house.app.clock.advance(30_000);
        assert_eq!(guesser.call("/api/setup/create", &founder(&code, GOOD)).await.status, 200);
    }
}
