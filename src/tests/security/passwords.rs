//! A password is taken as it is typed: any signs, long ones too, nothing cut off and nothing changed.

use crate::{
    browser::Browser,
    house::{PASSWORD, houses},
};

async fn change(browser: &mut Browser<'_>, from: &str, to: &str) -> u16 {
    browser.call("/api/profile/change_password", &[("current_password", from), ("new_password", to)]).await.status
}

#[tokio::test]
async fn any_signs_are_fine_and_every_one_of_them_counts() {
    for house in houses().await {
        let mut ada = house.past_password("Ada").await;
        let long = "Ω long enough, ".repeat(10);
        let odd = "  blanks at both ends \u{1f511}  ";
        let mut now = PASSWORD;
        for next in [long.as_str(), odd, "onlysmallletterswithoutanydigit", "8205 7713 9462 0018"] {
            assert_eq!(change(&mut ada, now, next).await, 200, "{next:?}");
            now = next;
            let mut there = house.browser();
            let last_is_other = format!("{}x", &next[..next.len() - next.chars().last().unwrap().len_utf8()]);
            for other in [next.trim(), &next.to_uppercase(), &next.to_lowercase(), &last_is_other, &format!("{next} ")] {
                if other != next {
                    assert_eq!(there.sign_in("ada@acme.test", other).await.status, 422, "{other:?} is not {next:?}");
                    // So that the tries don't add up.
                    assert_eq!(there.sign_in("ada@acme.test", next).await.status, 200, "{next:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_password_that_is_short_is_refused_wherever_it_is_set() {
    for house in houses().await {
        let mut ada = house.past_password("Ada").await;
        for short in ["", "short", "elevensigns", "\u{1f511}\u{1f511}\u{1f511}"] {
            assert_eq!(change(&mut ada, PASSWORD, short).await, 422, "{short}");
            for action in ["/api/password/reset", "/api/invite/accept"] {
                let fields = [("token", "made-up"), ("name", "Mallory"), ("password", short)];
                assert_eq!(house.browser().call(action, &fields).await.status, 422, "{action}: {short}");
            }
        }
    }
}

#[tokio::test]
async fn a_password_is_masked_while_it_is_typed_and_a_manager_may_fill_it_in() {
    let house = houses().await.remove(0);
    for (who, path, fields) in [("nobody", "/sign-in", 1), ("Ada", "/confirm", 1), ("Ada", "/account/profile", 2)] {
        let page = house.page(who, path).await.body;
        let tags = page.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
        let tags: Vec<_> = tags.filter(|tag| tag.contains("password\"") && tag.contains("name=")).collect();
        assert_eq!(tags.len(), fields, "{path}: {tags:?}");
        for tag in tags {
            assert!(tag.contains("type=\"password\""), "{path}: {tag}");
            assert!(["current-password", "new-password"].iter().any(|filled| tag.contains(filled)), "{path}: {tag}");
        }
    }
}
