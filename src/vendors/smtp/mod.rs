//! E-mail through any SMTP server.

pub(super) mod connections;
mod settings;
mod words;

use std::{
    net::{IpAddr, SocketAddr},
    time::{Duration, UNIX_EPOCH},
};

use async_trait::async_trait;
use lettre::{
    Address, Message,
    message::{Mailbox, MultiPart, SinglePart},
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};
use tokio::time::timeout;

use super::{Letter, Net, Receipt, SendError, Vendor};
use crate::model::{Channel, Rendered};
use connections::{Connections, Manners};
pub use settings::{Security, SmtpForm, SmtpSettings};
pub(super) use words::shorten;

pub struct Smtp;

#[async_trait]
impl Vendor for Smtp {
    const KEY: &'static str = "smtp";
    const NAME: &'static str = "SMTP";
    const CHANNEL: Channel = Channel::Email;
    type Settings = SmtpSettings;

    async fn send(net: &Net, settings: &SmtpSettings, letter: &Letter) -> Result<Receipt, SendError> {
        let mail = compose(sender(settings)?, letter)?;
        let address = net.resolve(&settings.host, settings.port).await?;
        let key = format!("smtp {address} {}", settings.fingerprint());
        let server = net.mail_server(&key, || open(net, settings, address))?;
        match timeout(net.whole(), server.send(&mail)).await {
            Ok(Ok(answer)) => Ok(Receipt { answer: words::shorten(&answer.message().collect::<Vec<_>>().join(" ")) }),
            Ok(Err(failure)) => Err(words::of_failure(settings, &failure)),
            Err(_) => Err(words::too_slow(settings)),
        }
    }
}

/// Connects to the address that was checked, and speaks TLS with the name that was meant.
fn open(net: &Net, settings: &SmtpSettings, address: IpAddr) -> Result<Connections, SendError> {
    let tls = || {
        TlsParameters::new(settings.host.clone()).map_err(|_| {
            SendError::Permanent(format!("{} is no name that a certificate could be checked against.", settings.host))
        })
    };
    let domain = settings.from_address.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    Ok(Connections::new(Manners {
        address: SocketAddr::new(address, settings.port),
        hello: domain.map_or_else(ClientId::default, ClientId::Domain),
        tls: match settings.security {
            Security::None => Tls::None,
            Security::StartTls => Tls::Required(tls()?),
            Security::Tls => Tls::Wrapper(tls()?),
        },
        credentials: (!settings.username.is_empty())
            .then(|| Credentials::new(settings.username.clone(), settings.password.clone())),
        patience: net.patience(),
    }))
}

fn sender(settings: &SmtpSettings) -> Result<Mailbox, SendError> {
    let address: Address = settings
        .from_address
        .parse()
        .map_err(|_| SendError::Permanent("The sender's address of the vendor is no e-mail address.".to_owned()))?;
    let name = (!settings.from_name.is_empty()).then(|| settings.from_name.clone());
    Ok(Mailbox::new(name, address))
}

/// The mail itself. Its `Message-ID` is made of the message's id, so that a repetition after a crash is recognised as one.
pub(super) fn compose(from: Mailbox, letter: &Letter) -> Result<Message, SendError> {
    let Rendered::Email { subject, html, text, .. } = &letter.rendered else {
        return Err(SendError::Permanent("This message is no e-mail.".to_owned()));
    };
    let to: Address =
        letter.to.parse().map_err(|_| SendError::Permanent("The recipient's address is no e-mail address.".to_owned()))?;
    let message_id = format!("<{}@{}>", letter.id, from.email.domain());
    let date = UNIX_EPOCH + Duration::from_millis(letter.at.max(0) as u64);
    // A line break in a header would begin another header; the library encodes it, and people shall not see it either.
    let subject: String =
        subject.split(['\r', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let draft = Message::builder().from(from).to(Mailbox::new(None, to)).subject(subject).message_id(Some(message_id)).date(date);
    let mail = if html.trim().is_empty() {
        draft.singlepart(SinglePart::plain(text.clone()))
    } else {
        draft.multipart(MultiPart::alternative_plain_html(text.clone(), html.clone()))
    };
    mail.map_err(|error| SendError::Permanent(format!("The mail could not be put together: {error}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> SmtpSettings {
        SmtpSettings {
            host: "mail.example.com".to_owned(),
            port: 587,
            security: Security::StartTls,
            username: String::new(),
            password: String::new(),
            from_name: "Łódź & Söhne".to_owned(),
            from_address: "news@example.com".to_owned(),
        }
    }

    fn letter(subject: &str) -> Letter {
        Letter {
            id: "msg_1".to_owned(),
            to: "ada@example.com".to_owned(),
            rendered: Rendered::Email {
                subject: subject.to_owned(),
                preheader: String::new(),
                html: "<p>Hi</p>".to_owned(),
                text: "Hi".to_owned(),
            },
            at: 1_793_610_000_000,
        }
    }

    #[test]
    fn a_mail_has_stable_headers() {
        let mail = String::from_utf8(compose(sender(&settings()).unwrap(), &letter("Hello")).unwrap().formatted()).unwrap();
        assert!(mail.contains("Message-ID: <msg_1@example.com>\r\n"), "{mail}");
        assert!(mail.contains("Date: Mon, 02 Nov 2026 09:00:00 +0000\r\n"), "{mail}");
        assert!(mail.contains("Subject: Hello\r\n"), "{mail}");
        assert!(mail.contains("multipart/alternative"), "{mail}");
    }

    #[test]
    fn a_line_break_in_a_subject_begins_no_header() {
        let mail = String::from_utf8(
            compose(sender(&settings()).unwrap(), &letter("Hello\r\nBcc: eve@example.com")).unwrap().formatted(),
        )
        .unwrap();
        assert!(!mail.contains("\r\nBcc:"), "{mail}");
    }

    #[test]
    fn an_address_that_is_none_is_a_permanent_error() {
        let wrong = Letter { to: "nobody".to_owned(), ..letter("Hello") };
        assert!(matches!(compose(sender(&settings()).unwrap(), &wrong), Err(SendError::Permanent(_))));
    }
}
