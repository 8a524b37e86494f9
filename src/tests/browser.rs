//! Somebody at a browser: keeps cookies and follows the redirect of a form.

use crate::house::{House, Reply};

pub struct Browser<'h> {
    house: &'h House,
    /// `name=value` of the session, when there is one.
    pub cookie: Option<String>,
    /// Which network address it comes from.
    pub address: &'static str,
    /// What it says that it is.
    pub user_agent: &'static str,
}

impl House {
    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, cookie: None, address: "203.0.113.7", user_agent: "" }
    }

    /// A browser in which somebody of the cast is signed in.
    pub fn browser_of(&self, who: &str) -> Browser<'_> {
        Browser { cookie: Some(self.cookie(who).to_owned()), ..self.browser() }
    }
}

impl Browser<'_> {
    async fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Reply {
        let mut all = headers.to_vec();
        all.push(("x-forwarded-for", self.address));
        all.push(("user-agent", self.user_agent));
        let cookie = self.cookie.clone();
        if let Some(cookie) = &cookie {
            all.push(("cookie", cookie));
        }
        let reply = self.house.send("nobody", method, path, &all, body).await;
        for set in reply.headers.get_all("set-cookie") {
            let (pair, flags) = set.to_str().unwrap().split_once(';').unwrap();
            if pair.starts_with("belfry=") {
                self.cookie = (!flags.contains("Max-Age=0")).then(|| pair.to_owned());
            }
        }
        reply
    }

    pub async fn page(&mut self, path: &str) -> Reply {
        self.send("GET", path, &[("accept", "text/html")], String::new()).await
    }

    /// Sends a plain form of the page `on`. The answer is the redirect.
    pub async fn submit(&mut self, on: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
        let referer = format!("http://belfry.test{on}");
        let headers = [
            ("accept", "text/html"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("referer", referer.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send("POST", action, &headers, serde_urlencoded::to_string(fields).unwrap()).await
    }

    /// The same, and the page that it leads to, through all redirects.
    pub async fn follow(&mut self, on: &str, action: &str, fields: &[(&str, &str)]) -> (String, Reply) {
        let first = self.submit(on, action, fields).await;
        let mut path = first.location().to_owned();
        for _ in 0..5 {
            let reply = self.page(&path).await;
            if !(300..400).contains(&reply.status) {
                return (path, reply);
            }
            path = reply.location().to_owned();
        }
        panic!("{action} leads in circles: {path}");
    }

    /// A form by script: JSON with a true status.
    pub async fn call(&mut self, action: &str, fields: &[(&str, &str)]) -> Reply {
        let headers = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
        self.send("POST", action, &headers, serde_urlencoded::to_string(fields).unwrap()).await
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Reply {
        self.call("/api/session/sign_in", &[("email", email), ("password", password)]).await
    }
}
