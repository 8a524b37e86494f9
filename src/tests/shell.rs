//! The frame around pages: menu, switcher, theme, scripts.

use crate::house::{House, houses};

/// The addresses of all links of a page.
fn links(html: &str) -> Vec<String> {
    html.split("href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

#[tokio::test]
async fn every_link_of_the_menu_leads_to_a_page() {
    for house in houses().await {
        for who in ["Ada", "Max"] {
            for page in ["/sandbox", "/production"] {
                let home = house.page(who, page).await;
                assert_eq!(home.status, 200, "{}", home.body);
                let internal: Vec<String> = links(&home.body).into_iter().filter(|link| link.starts_with('/')).collect();
                assert!(internal.iter().any(|link| link == "/staging"), "the switcher leads to Staging: {internal:?}");
                for link in internal.iter().filter(|link| !link.contains('.')) {
                    assert_eq!(house.page(who, link).await.status, 200, "{who} on {page} → {link}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_workspace_wears_its_colour_and_says_its_name() {
    for house in houses().await {
        let page = house.page("Max", "/production").await.body;
        assert!(page.contains(r#"<div data-ws="red" class="shell">"#), "{page}");
        assert!(page.contains("/favicon-red.svg") && page.contains("<title>Home · Production · Belfry</title>"), "{page}");
        assert!(page.contains(r#"href="/production" aria-current="page""#), "the current place is marked: {page}");
    }
}

#[tokio::test]
async fn scripts_are_sent_exactly_when_a_page_has_an_island() {
    let house = &houses().await[0];
    let home = house.page("Max", "/staging").await;
    let policy = home.headers["content-security-policy"].to_str().unwrap();
    let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
    assert!(home.body.contains("<leptos-island"), "{}", home.body);
    for tag in home.body.split("<script").skip(1) {
        assert!(tag.split_once('>').unwrap().0.contains(&format!("nonce=\"{nonce}\"")), "a script without the nonce: {tag}");
    }
    assert!(home.body.contains("<script"));

    let nothing = house.page("nobody", "/no/such/page").await;
    assert_eq!(nothing.status, 404);
    assert!(!nothing.body.contains("<script") && nothing.body.contains("Not found"), "{}", nothing.body);
}

#[tokio::test]
async fn a_page_that_is_not_there_keeps_the_menu_of_the_workspace() {
    let house = &houses().await[0];
    let inside = house.page("Max", "/staging/nothing").await;
    assert_eq!(inside.status, 404);
    assert!(inside.body.contains("Not found") && inside.body.contains(r#"data-ws="blue" class="shell""#), "{}", inside.body);
    let outside = house.page("Max", "/others").await;
    assert_eq!(outside.status, 404);
    assert!(outside.body.contains("Not found") && outside.body.contains("Sign out"), "{}", outside.body);
}

async fn choose(house: &House, theme: &str) -> (u16, String, String) {
    let reply = house.submit("Max", "/staging", "/api/theme/choose", &[("theme", theme)]).await;
    let cookies: Vec<&str> = reply.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    (reply.status, reply.location().to_owned(), cookies.join("\n"))
}

#[tokio::test]
async fn the_theme_is_remembered_by_the_browser_and_the_page_stays() {
    let house = &houses().await[0];
    let (status, to, cookies) = choose(house, "dark").await;
    assert_eq!((status, to.as_str()), (303, "/staging"));
    assert!(cookies.contains("theme=dark; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"), "{cookies}");
    let (_, _, cookies) = choose(house, "system").await;
    assert!(cookies.contains("theme=; Path=/; Max-Age=0"), "{cookies}");
    let (_, _, cookies) = choose(house, "dark\r\nset-cookie: a=b").await;
    assert!(cookies.contains("theme=; Path=/; Max-Age=0") && !cookies.contains("a=b"), "{cookies}");

    let cookie = format!("{}; theme=dark", house.cookie("Max"));
    let page = house.send("nobody", "GET", "/staging", &[("cookie", &cookie)], "").await.body;
    assert!(page.contains(r#"data-theme="dark""#), "{page}");
}

#[tokio::test]
async fn looking_at_a_page_writes_nothing() {
    for house in houses().await {
        let page = house.page("Max", "/staging").await;
        assert_eq!((page.status, page.headers.get("set-cookie")), (200, None), "a session that was saved is sent again");
    }
}
