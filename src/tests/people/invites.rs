use belfry::access::MailServer;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use super::between;
use crate::{
    browser::Browser,
    delivery::sink::{Manner, Sink},
    house::{House, PASSWORD, houses},
};

const PATH: &str = "http://belfry.test";

/// Invites somebody, and takes the link off the page. Answers its path.
pub async fn invited(ada: &mut Browser<'_>, email: &str, role: &str) -> String {
    let fields = [("email", email), ("name", "Ivy"), ("role", role)];
    let (_, page) = ada.follow("/account/team", "/api/team/invite", &fields).await;
    link(&page.body)
}

fn link(html: &str) -> String {
    let token = between(html, &format!("{PATH}/invite/"), "<");
    assert_eq!(token.len(), 43, "256 bits: {token}");
    format!("/invite/{token}")
}

fn token(path: &str) -> &str {
    path.strip_prefix("/invite/").unwrap()
}

pub async fn accept(browser: &mut Browser<'_>, path: &str) -> crate::house::Reply {
    let fields = [("token", token(path)), ("name", "Ivy New"), ("password", PASSWORD)];
    browser.call("/api/invite/accept", &fields).await
}

#[tokio::test]
async fn somebody_new_joins_with_a_name_and_a_password() {
    for house in houses().await {
        let path = invited(&mut house.browser_of("Ada"), "Ivy@New.test", "member").await;
        let mut ivy = house.browser();
        let page = ivy.page(&path).await;
        assert!(page.body.contains("Ada invites you to Acme with the role Member."), "{}", page.body);
        assert!(page.body.contains("value=\"ivy@new.test\"") && !page.body.contains("<script"), "{}", page.body);

        let fields = [("token", token(&path)), ("name", "Ivy New"), ("password", "short")];
        let (at, page) = ivy.follow(&path, "/api/invite/accept", &fields).await;
        assert!(at == path && page.body.contains("Use at least 12 characters."), "{}", page.body);
        assert!(page.body.contains("value=\"Ivy New\""), "what was typed is kept");

        let fields = [("token", token(&path)), ("name", "Ivy New"), ("password", PASSWORD)];
        let (at, page) = ivy.follow(&path, "/api/invite/accept", &fields).await;
        assert_eq!(at, "/account/second-factor");
        assert!(page.body.contains("Later") && page.body.contains("Welcome to the team."), "{}", page.body);
        assert_eq!(ivy.page("/staging").await.status, 200);
        assert!(house.page("Max", "/account/team").await.body.contains("Ivy New"));
        assert_eq!(house.audit_of("Ada").await, ["account.member_invited"]);
        assert_eq!(house.audit_of("Ivy New").await, ["account.member_joined", "session.signed_in"]);
    }
}

#[tokio::test]
async fn a_link_works_once_for_a_day_and_a_newer_one_replaces_it() {
    for house in houses().await {
        let mut ada = house.past_password("Ada").await;
        let used = invited(&mut ada, "one@new.test", "member").await;
        assert_eq!(accept(&mut house.browser(), &used).await.status, 200);
        assert_eq!(accept(&mut house.browser(), &used).await.status, 409);
        assert!(house.browser().page(&used).await.body.contains("not good any more"));

        let first = invited(&mut ada, "two@new.test", "member").await;
        let page = ada.page("/account/team").await.body;
        let id = between(&page, "name=\"invite\" value=\"", "\"").to_owned();
        let (_, page) = ada.follow("/account/team", "/api/team/resend_invite", &[("invite", &id)]).await;
        let second = link(&page.body);
        assert_ne!(first, second);
        assert_eq!(accept(&mut house.browser(), &first).await.status, 409);

        house.app.clock.advance(24 * 3_600_000);
        assert!(house.browser().page(&second).await.body.contains("not good any more"));
        assert_eq!(accept(&mut house.browser(), &second).await.status, 409);

        let mut ada = house.past_password("Ada").await;
        assert!(ada.page("/account/team").await.body.contains("Invitation expired"));
        let third = invited(&mut ada, "two@new.test", "admin").await;
        assert_eq!(accept(&mut house.browser(), &third).await.status, 200, "an expired one is replaced by a new one");
    }
}

#[tokio::test]
async fn a_cancelled_invitation_is_gone() {
    for house in houses().await {
        let mut ada = house.browser_of("Ada");
        let path = invited(&mut ada, "one@new.test", "member").await;
        let page = ada.page("/account/team").await.body;
        let id = between(&page, "name=\"invite\" value=\"", "\"").to_owned();
        let (_, page) = ada.follow("/account/team", "/api/team/cancel_invite", &[("invite", &id)]).await;
        assert!(page.body.contains("Cancelled the invitation of one@new.test."), "{}", page.body);
        assert!(!page.body.contains(&path), "its link is not shown any more");
        assert_eq!(accept(&mut house.browser(), &path).await.status, 409);
        assert_eq!(ada.call("/api/team/cancel_invite", &[("invite", &id)]).await.status, 409);
        assert_eq!(house.audit_of("Ada").await, ["account.member_invited", "account.member_invite_cancelled"]);
        assert_eq!(house.call("Stranger", "/api/team/resend_invite", &[("invite", &id)]).await.status, 409);
    }
}

#[tokio::test]
async fn who_is_in_the_team_or_invited_is_not_invited_again() {
    for house in houses().await {
        let mut ada = house.browser_of("Ada");
        invited(&mut ada, "one@new.test", "member").await;
        for (email, says) in [("max@acme.test", "is in your team already"), ("ONE@new.test", "is invited already")] {
            let reply = ada.call("/api/team/invite", &[("email", email), ("name", "X"), ("role", "member")]).await;
            assert!(reply.status == 422 && reply.body.contains(says), "{}", reply.body);
        }
        let (_, page) =
            ada.follow("/account/team", "/api/team/invite", &[("email", "x"), ("name", "Xenia"), ("role", "admin")]).await;
        assert!(page.body.contains("Enter an e-mail address") && page.body.contains("value=\"Xenia\""), "{}", page.body);
    }
}

#[tokio::test]
async fn an_invitation_is_worth_what_its_sender_may_give_when_it_is_taken() {
    for house in houses().await {
        let path = invited(&mut house.browser_of("Ada"), "one@new.test", "admin").await;
        let ada = house.person("Ada").to_string();
        assert_eq!(house.call("Olga", "/api/team/change_role", &[("person", &ada), ("role", "member")]).await.status, 200);
        assert_eq!(accept(&mut house.browser(), &path).await.status, 409);
        assert!(house.browser().page(&path).await.body.contains("not good any more"));
    }
}

#[tokio::test]
async fn of_many_who_take_one_invitation_at_once_one_joins() {
    for house in houses().await {
        let path = invited(&mut house.browser_of("Ada"), "one@new.test", "member").await;
        let tries = (0..6).map(|_| async { accept(&mut house.browser(), &path).await.status });
        let statuses = futures::future::join_all(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 5, "{statuses:?}");
    }
}

#[tokio::test]
async fn somebody_known_signs_in_and_is_in_two_accounts() {
    for house in houses().await {
        house.with_password("Stranger").await;
        let path = invited(&mut house.browser_of("Ada"), "stranger@acme.test", "member").await;
        let mut stranger = house.browser();
        let page = stranger.page(&path).await;
        assert!(page.body.contains("Sign in to join") && !page.body.contains("new-password"), "{}", page.body);
        assert_eq!(accept(&mut stranger, &path).await.status, 409, "nobody sets a password for somebody who has one");
        let mut other = house.browser_of("Max");
        assert!(other.page(&path).await.body.contains("This invitation is for somebody else"));
        assert_eq!(other.call("/api/invite/accept", &[("token", token(&path))]).await.status, 409);

        let fields = [("email", "stranger@acme.test"), ("password", PASSWORD), ("next", path.as_str())];
        let (at, page) = stranger.follow("/sign-in", "/api/session/sign_in", &fields).await;
        assert!(at == path && page.body.contains("Join Acme"), "{}", page.body);
        let (_, page) = stranger.follow(&path, "/api/invite/accept", &[("token", token(&path))]).await;
        assert!(page.body.contains("Welcome to the team."), "{}", page.body);
        assert!(stranger.page("/account/team").await.body.contains("olga@acme.test"));

        assert!(
            stranger.page("/staging").await.body.contains("href=\"/account/profile#accounts\""),
            "the account menu leads there"
        );
        assert!(!house.page("Max", "/staging").await.body.contains("#accounts"));
        let page = stranger.page("/account/profile").await.body;
        assert!(page.contains("Your accounts"), "{page}");
        let theirs = between(&page, "name=\"account\" value=\"", "\"").to_owned();
        stranger.follow("/account/profile", "/api/session/switch_account", &[("account", &theirs)]).await;
        assert!(!stranger.page("/account/team").await.body.contains("olga@acme.test"));
    }
}

#[tokio::test]
async fn only_who_invited_sees_the_link_and_only_for_ten_minutes() {
    for house in houses().await {
        let mut ada = house.browser_of("Ada");
        let path = invited(&mut ada, "one@new.test", "member").await;
        assert!(ada.page("/account/team").await.body.contains(&path), "a reload loses nothing");
        for who in ["Olga", "Max"] {
            assert!(!house.page(who, "/account/team").await.body.contains(&path), "{who}");
        }
        house.app.clock.advance(10 * 60_000 + 1);
        assert!(!ada.page("/account/team").await.body.contains(&path));
    }
}

/// A mail server that takes one letter after another. Answers its URL and where the letters arrive.
pub async fn mail_server() -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (letters, arrived) = tokio::sync::mpsc::unbounded_channel();
    #[allow(clippy::disallowed_methods, reason = "it lives as long as the test")]
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (read, mut write) = socket.into_split();
            let mut lines = BufReader::new(read).lines();
            write.write_all(b"220 test\r\n").await.unwrap();
            let (mut letter, mut inside) = (String::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                let answer: &[u8] = match line.as_str() {
                    "." if inside => {
                        inside = false;
                        let _ = letters.send(std::mem::take(&mut letter));
                        b"250 taken\r\n"
                    }
                    _ if inside => {
                        letter.push_str(&line);
                        letter.push('\n');
                        continue;
                    }
                    "DATA" => {
                        inside = true;
                        b"354 go on\r\n"
                    }
                    _ => {
                        letter.push_str(&line);
                        letter.push('\n');
                        b"250 ok\r\n"
                    }
                };
                write.write_all(answer).await.unwrap();
            }
        }
    });
    (url, arrived)
}

/// The same house with a mail server.
pub fn mailing(house: House, url: &str) -> House {
    let server = MailServer { url: url.to_owned(), from: "Belfry <belfry@acme.test>".to_owned() };
    house.configured(|config| config.mail = Some(server))
}

/// Houses that send mail, and where it arrives.
pub async fn mailing_houses() -> Vec<(House, Sink)> {
    let with_sink = |house| {
        let sink = Sink::start(Manner::Takes);
        (mailing(house, &format!("smtp://127.0.0.1:{}", sink.port)), sink)
    };
    houses().await.into_iter().map(with_sink).collect()
}

#[tokio::test]
async fn with_a_mail_server_the_invitation_goes_by_letter() {
    for house in houses().await {
        let (url, mut arrived) = mail_server().await;
        let house = mailing(house, &url);
        let mut ada = house.browser_of("Ada");
        let fields = [("email", "ivy@new.test"), ("name", "Ivy"), ("role", "member")];
        let (_, page) = ada.follow("/account/team", "/api/team/invite", &fields).await;
        assert!(page.body.contains("Sent an invitation to ivy@new.test."), "{}", page.body);
        assert!(!page.body.contains("/invite/"), "the link is for who gets the letter");

        let letter = arrived.recv().await.unwrap();
        assert!(letter.contains("RCPT TO:<ivy@new.test>") && letter.contains("MAIL FROM:<belfry@acme.test>"), "{letter}");
        assert!(letter.contains("Subject: Ada invites you to Acme on Belfry"), "{letter}");
        let text = letter.replace("=\n", "");
        let path = format!("/invite/{}", between(&text, "http://belfry.test/invite/", "\n").trim());
        assert_eq!(accept(&mut house.browser(), &path).await.status, 200);
    }
}

#[tokio::test]
async fn when_the_letter_can_not_be_sent_it_is_said_and_the_link_is_there() {
    for house in houses().await {
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let house = mailing(house, &format!("smtp://{closed}"));
        let mut ada = house.browser_of("Ada");
        let fields = [("email", "ivy@new.test"), ("name", "Ivy"), ("role", "member")];
        let (_, page) = ada.follow("/account/team", "/api/team/invite", &fields).await;
        assert!(page.body.contains("The mail server could not be reached or did not answer."), "{}", page.body);
        assert_eq!(accept(&mut house.browser(), &link(&page.body)).await.status, 200);
    }
}
