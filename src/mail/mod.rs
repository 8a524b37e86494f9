//! Belfry's own letters: invitations, new passwords, codes. What customers send goes through `vendors`.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
};

use crate::{access::App, model::Email};

/// A mail server that does not answer in this time is not waited for: somebody is looking at the page.
const PATIENCE: Duration = Duration::from_secs(10);

/// A letter before it is put into its envelope.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: Email,
    pub subject: String,
    /// Plain text; the HTML part is made of it.
    pub text: String,
    pub end: End,
}

/// What a letter is for: it stands under the text.
#[derive(Clone, Debug)]
pub enum End {
    Link {
        address: String,
        /// What the button says.
        button: String,
    },
    /// To be typed.
    Code(String),
}

impl Letter {
    pub fn invitation(to: &Email, name: &str, inviter: &str, account: &str, link: &str) -> Self {
        Self {
            to: to.clone(),
            subject: format!("{inviter} invites you to {account} on Belfry"),
            text: format!(
                "Hello {name},\n\n{inviter} invites you to join {account} on Belfry, where your team keeps its notifications.\n\n\
                 The link below is for you alone. It works once, for 24 hours. If you did not expect it, you need not do anything."
            ),
            end: End::Link { address: link.to_owned(), button: format!("Join {account}") },
        }
    }

    pub fn password_reset(to: &Email, name: &str, link: &str) -> Self {
        Self {
            to: to.clone(),
            subject: "A new password for Belfry".to_owned(),
            text: format!(
                "Hello {name},\n\nsomebody, probably you, asked for a new password for Belfry.\n\n\
                 The link below is for you alone. It works once, for 30 minutes. If it was not you, you need not do anything: your \
                 password stays as it is."
            ),
            end: End::Link { address: link.to_owned(), button: "Choose a new password".to_owned() },
        }
    }

    pub fn email_code(to: &Email, name: &str, code: &str) -> Self {
        Self {
            to: to.clone(),
            // Not the code itself: it would stand on locked screens.
            subject: "Your code for Belfry".to_owned(),
            text: format!(
                "Hello {name},\n\nsomebody, probably you, signs in to Belfry with a code.\n\n\
                 Enter the six digits below in the browser that asked for them. They work once, for 10 minutes. If it was not you, you need \
                 not do anything: nobody gets in without them, so tell them to nobody."
            ),
            end: End::Code(code.to_owned()),
        }
    }

    pub fn channel_code(to: &Email, asker: &str, workspace: &str, code: &str) -> Self {
        Self {
            to: to.clone(),
            subject: "Your code for Belfry".to_owned(),
            text: format!(
                "Hello,\n\n{asker} wants test messages of {workspace} to reach this address.\n\n\
                 Give them the six digits below if you agree. They work once, for 10 minutes. If you did not expect this, you need not do \
                 anything: nothing is sent to you without them."
            ),
            end: End::Code(code.to_owned()),
        }
    }

    pub fn second_factor_reset(to: &Email, name: &str, admin: &str, account: &str, link: &str) -> Self {
        Self {
            to: to.clone(),
            subject: "Your second factor for Belfry was reset".to_owned(),
            text: format!(
                "Hello {name},\n\n{admin} reset your second factor for {account} on Belfry. You were signed out, and the key in your \
                 authenticator app and your recovery codes stopped working.\n\n\
                 Sign in with your password and set a new one up. If you did not ask for this, change your password too and tell your \
                 team."
            ),
            end: End::Link { address: link.to_owned(), button: "Sign in".to_owned() },
        }
    }

    pub fn audit_head(to: &Email, heads: &str, link: &str) -> Self {
        Self {
            to: to.clone(),
            subject: "The end of the audit log of Belfry".to_owned(),
            text: format!(
                "This is the signed end of the audit log, as it was today. Keep this letter. The lines below, put into a file, show later \
                 whether the log still goes on from here: belfry audit verify --head FILE\n\n{}",
                heads.trim_end()
            ),
            end: End::Link { address: link.to_owned(), button: "Open the settings of the audit log".to_owned() },
        }
    }

    fn plain(&self) -> String {
        let (End::Link { address: end, .. } | End::Code(end)) = &self.end;
        format!("{}\n\n{end}\n", self.text)
    }

    fn html(&self) -> String {
        let paragraphs: String = self.text.split("\n\n").map(|text| format!("<p>{}</p>", escape(text))).collect();
        let end = match &self.end {
            End::Link { address, button } => {
                let (address, button) = (escape(address), escape(button));
                format!(
                    "<p><a href=\"{address}\" style=\"display:inline-block;padding:10px 18px;border-radius:6px;background:#1c1c1f;\
                     color:#ffffff;text-decoration:none\">{button}</a></p><p style=\"color:#66666e;font-size:13px\">\
                     Or copy this address into your browser:<br>{address}</p>"
                )
            }
            End::Code(code) => {
                format!("<p style=\"font:600 28px/1.4 ui-monospace,monospace;letter-spacing:.15em\">{}</p>", escape(code))
            }
        };
        format!(
            "<!DOCTYPE html><html lang=\"en\"><body style=\"font:15px/1.5 system-ui,sans-serif;color:#1c1c1f;max-width:34em;margin:2em auto;\
             padding:0 1em\">{paragraphs}{end}</body></html>"
        )
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Hands a letter to the mail server. The problem, if there is one, is said in words for whoever looks at the page; what the server
/// said goes to the log.
pub async fn send(app: &App, letter: &Letter) -> Result<(), String> {
    let Some(server) = &app.config.mail else {
        return Err("No mail server is set up for Belfry's own letters.".to_owned());
    };
    let refused = |error: &dyn std::fmt::Display, words: &str| {
        tracing::warn!(%error, "a letter could not be sent");
        words.to_owned()
    };
    let from: Mailbox =
        server.from.parse().map_err(|error| refused(&error, "The sender in BELFRY_MAIL_FROM is not an e-mail address."))?;
    let to = Mailbox::new(
        None,
        letter.to.as_str().parse().map_err(|error| refused(&error, "The mail server can't write to this address."))?,
    );
    let message = Message::builder()
        .from(from)
        .to(to)
        .subject(&letter.subject)
        .multipart(MultiPart::alternative_plain_html(letter.plain(), letter.html()))
        .map_err(|error| refused(&error, "The letter could not be written."))?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&server.url)
        .map_err(|error| refused(&error, "BELFRY_SMTP_URL is not the address of a mail server."))?
        .timeout(Some(PATIENCE))
        .build();
    transport.send(message).await.map(drop).map_err(|error| {
        let words = if error.is_permanent() {
            "The mail server refused the letter."
        } else {
            "The mail server could not be reached or did not answer."
        };
        refused(&error, words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_letter_are_text_and_never_markup() {
        let to = Email::parse("ada@example.com").unwrap();
        let letter = Letter::invitation(&to, "<b>Ada</b>", "Olga & Co", "\"Acme\"", "https://belfry.test/invite/x");
        assert!(letter.html().contains("Hello &lt;b&gt;Ada&lt;/b&gt;,") && letter.html().contains("Olga &amp; Co invites you"));
        assert!(letter.plain().contains("Hello <b>Ada</b>,") && letter.plain().ends_with("\n\nhttps://belfry.test/invite/x\n"));
    }
}
