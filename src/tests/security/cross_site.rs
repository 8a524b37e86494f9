//! Whose pages may make a browser write here: every server function, raw route and call of the hub API, from every kind of place.

use belfry::{
    http::{HubTarget, ManagementTarget, Target},
    identity::session::Claims,
};

use crate::{
    doors::{functions, raw},
    house::{House, Reply, house},
};

/// Where a request says that it comes from, and whether it may write. There is no exception for any address.
const ORIGINS: &[(&[(&str, &str)], bool)] = &[
    // A form of ours, in a browser of today and in an older one.
    (&[("sec-fetch-site", "same-origin"), ("origin", "http://belfry.test")], true),
    (&[("origin", "http://belfry.test")], true),
    // Begun by the person and by no page.
    (&[("sec-fetch-site", "none")], true),
    // A program. Browsers send `Origin` with every post, so it has no cookies that somebody else could use.
    (&[], true),
    // Another host of the same site may be anybody's.
    (&[("sec-fetch-site", "same-site"), ("origin", "http://blog.belfry.test")], false),
    (&[("sec-fetch-site", "cross-site"), ("origin", "http://evil.test")], false),
    (&[("sec-fetch-site", "cross-site"), ("origin", "http://belfry.test")], false),
    (&[("sec-fetch-site", "cross-site")], false),
    (&[("sec-fetch-site", "something new"), ("origin", "http://belfry.test")], false),
    // Older browsers, which tell the origin alone.
    (&[("origin", "http://evil.test")], false),
    (&[("origin", "https://belfry.test.evil.test")], false),
    (&[("origin", "http://belfry.test:8080")], false),
    // A sandboxed frame, such as that of a preview.
    (&[("origin", "null")], false),
    (&[("sec-fetch-site", "cross-site"), ("origin", "null")], false),
];

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A request by Ada in a session of its own: some acts end it.
async fn by_ada(house: &House, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let cookie = house.session(&Claims::new(house.person("Ada").clone(), house.account.clone(), true, house.app.now())).await;
    let headers: Vec<_> = headers.iter().copied().chain([("cookie", cookie.as_str()), FORM]).collect();
    house.send("nobody", method, path, &headers, body.to_owned()).await
}

/// Everything that is written to with a cookie.
fn writes() -> Vec<(String, String)> {
    let fill = |path: &str| path.replace("{workspace}", "staging").replace("{slug}", "welcome").replace("{channel}", "email");
    let raws = raw::writes().map(|(path, body)| (fill(path), body.to_owned()));
    functions("staging").into_iter().map(|(path, body)| (path.to_owned(), body)).chain(raws).collect()
}

/// What a write could leave behind.
async fn traces(house: &House) -> (Vec<(String, String)>, i64) {
    (house.audit().await, house.desk("staging").count("select count(*) from throttle").await)
}

#[tokio::test]
async fn nothing_is_written_for_the_page_of_another_site() {
    let house = house().await;
    house.desk("staging").template().await;
    let before = traces(&house).await;
    let writes = writes();
    assert!(writes.len() > 60, "every server function is there: {}", writes.len());
    let mut wrong = Vec::new();
    for (path, body) in &writes {
        for (headers, _) in ORIGINS.iter().filter(|(_, may)| !may) {
            let reply = by_ada(&house, "POST", path, headers, body).await;
            if (reply.status, reply.body.as_str()) != (403, "You may not do that here.") {
                wrong.push(format!("{path} from {headers:?}: {} {}", reply.status, reply.body));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(traces(&house).await, before);
}

#[tokio::test]
async fn what_comes_from_us_or_from_no_page_is_let_through() {
    let mut wrong = Vec::new();
    let mut place = house().await;
    for (path, body) in writes() {
        for (headers, _) in ORIGINS.iter().filter(|(_, may)| *may) {
            let reply = by_ada(&place, "POST", &path, headers, &body).await;
            // This one ended Ada's membership.
            if path == "/api/account/leave" {
                place = house().await;
            }
            if matches!(reply.status, 401 | 403 | 405) && !path.contains("second_factor") {
                wrong.push(format!("{path} from {headers:?}: {} {}", reply.status, reply.body));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn no_address_or_other_method_writes_what_a_form_writes() {
    let house = house().await;
    house.desk("staging").template().await;
    let before = traces(&house).await;
    for (path, body) in functions("staging") {
        let asked = format!("{path}?{body}");
        for method in ["GET", "HEAD"] {
            let reply = by_ada(&house, method, &asked, &[("sec-fetch-site", "same-origin")], "").await;
            assert_eq!(reply.status, 404, "{method} {path}");
        }
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            let reply = by_ada(&house, method, path, &[("sec-fetch-site", "same-origin")], &body).await;
            assert!(matches!(reply.status, 404 | 405), "{method} {path}: {}", reply.status);
        }
        let disguised = [("sec-fetch-site", "cross-site"), ("x-http-method-override", "POST")];
        assert_eq!(by_ada(&house, "GET", &asked, &disguised, "").await.status, 404, "{path}");
    }
    assert_eq!(traces(&house).await, before);
}

#[tokio::test]
async fn programs_are_known_by_their_keys_and_never_by_a_cookie() {
    let house = house().await;
    for (method, address) in HubTarget::CALLS.iter().chain(ManagementTarget::CALLS) {
        let path = address.replace("{distinct_id}", "ann").replace("{workspace}", "staging");
        for (headers, _) in ORIGINS {
            let reply = by_ada(&house, method, &path, headers, "{}").await;
            assert_eq!(reply.status, 401, "{method} {path} from {headers:?}: {}", reply.body);
        }
    }
    assert!(house.audit().await.is_empty());
}
