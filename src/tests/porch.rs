//! What is true of every answer: other sites are kept out, headers are set, statuses tell the truth.

use crate::house::houses;

#[tokio::test]
async fn another_site_writes_nothing_here() {
    for house in houses().await {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let foreign: &[&[(&str, &str)]] = &[
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "http://belfry.test")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://belfry.test")],
            &[("origin", "http://evil.test")],
            &[("origin", "http://belfry.test.evil.test")],
            &[("origin", "http://evil.test/belfry.test")],
            &[("origin", "http://belfry.test:8080")],
            &[("origin", "null")],
            &[("origin", "belfry.test")],
        ];
        for headers in foreign {
            let headers: Vec<_> = headers.iter().copied().chain([form]).collect();
            let reply = house.send("Max", "POST", "/api/profile/rename", &headers, "name=Mallory").await;
            assert_eq!(reply.status, 403, "{headers:?}");
        }
        assert!(house.audit_of("Max").await.is_empty());
        let own: &[&[(&str, &str)]] = &[
            &[("sec-fetch-site", "same-origin"), ("origin", "http://belfry.test")],
            &[("sec-fetch-site", "none")],
            &[("origin", "http://belfry.test")],
            &[],
        ];
        for headers in own {
            let headers: Vec<_> = headers.iter().copied().chain([form]).collect();
            let reply = house.send("Max", "POST", "/api/profile/rename", &headers, "name=Max").await;
            assert_eq!(reply.status, 200, "{headers:?}: {}", reply.body);
        }
    }
}

#[tokio::test]
async fn every_page_carries_its_policy() {
    let house = &houses().await[0];
    for (who, path) in [
        ("nobody", "/sign-in"),
        ("Max", "/staging"),
        ("Max", "/account/profile"),
        ("Max", "/no/such/page"),
        ("nobody", "/invite/x"),
    ] {
        let headers = house.page(who, path).await.headers;
        let text = |name: &str| headers.get(name).unwrap_or_else(|| panic!("{name} of {path}")).to_str().unwrap().to_owned();
        let policy = text("content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "'nonce-",
        ] {
            assert!(policy.contains(part), "{part} of {path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(text("x-content-type-options"), "nosniff");
        assert_eq!(text("referrer-policy"), "same-origin");
        assert_eq!(text("cache-control"), "no-store");
        assert_eq!(text("cross-origin-opener-policy"), "same-origin");
    }
    let (one, two) = (house.page("nobody", "/sign-in").await, house.page("nobody", "/sign-in").await);
    assert_ne!(one.headers["content-security-policy"], two.headers["content-security-policy"], "a nonce is used once");
}

#[tokio::test]
async fn no_page_of_people_has_a_style_of_its_own() {
    let house = &houses().await[0];
    house.page("Max", "/account/profile").await;
    for (who, path) in [
        ("nobody", "/sign-in"),
        ("Ada", "/account/profile"),
        ("Ada", "/account/team"),
        ("Ada", "/account/second-factor"),
        ("Ada", "/account/recovery-codes"),
        ("Ada", "/confirm"),
        ("nobody", "/invite/x"),
    ] {
        let page = house.page(who, path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains(" style="), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn statuses_tell_nobody_an_outsider_and_a_member_apart() {
    for house in houses().await {
        let ada = house.person("Ada").to_string();
        let fields = [("person", ada.as_str())];
        let deactivate = |who: &'static str| house.call(who, "/api/team/deactivate", &fields);
        assert_eq!(deactivate("nobody").await.status, 401);
        assert_eq!(deactivate("Max").await.status, 403);
        assert_eq!(deactivate("Stranger").await.status, 404);
        assert_eq!(deactivate("Olga").await.status, 200);
        for path in ["/account/profile", "/account/team", "/account/second-factor", "/account/recovery-codes", "/confirm"] {
            let reply = house.page("nobody", path).await;
            assert_eq!(reply.status, 303, "{path}");
            assert!(reply.location().starts_with("/sign-in?next="), "{path}");
        }
    }
}

#[tokio::test]
async fn a_write_is_never_a_get() {
    for house in houses().await {
        for path in ["/api/session/sign_out", "/api/profile/rename?name=Mallory", "/api/team/invite"] {
            let reply = house.send("Max", "GET", path, &[("accept", "application/json")], "").await;
            assert_eq!(reply.status, 404, "{path}");
        }
        assert_eq!(house.call("Max", "/api/no/such", &[]).await.status, 404);
        assert!(house.audit_of("Max").await.is_empty());
        assert_eq!(house.page("Max", "/staging").await.status, 200, "still signed in");
    }
}
