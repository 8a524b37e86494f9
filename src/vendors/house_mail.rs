//! Belfry's own mail server as a way out: what a Sandbox sends to verified addresses with.

use async_trait::async_trait;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, message::Mailbox};
use serde::{Deserialize, Serialize};

use super::{Letter, Net, Receipt, SendError, Vendor, smtp};
use crate::model::Channel;

/// It is set up by whoever runs the server, who may name a machine of their own network: `Net` does not guard it.
pub struct HouseMail;

/// Its address, which holds a password, and the sender.
#[derive(Serialize, Deserialize)]
pub struct HouseMailSettings {
    pub url: String,
    pub from: String,
}

#[async_trait]
impl Vendor for HouseMail {
    const KEY: &'static str = "house_mail";
    const NAME: &'static str = "Belfry’s mail server";
    const CHANNEL: Channel = Channel::Email;
    type Settings = HouseMailSettings;

    async fn send(net: &Net, settings: &HouseMailSettings, letter: &Letter) -> Result<Receipt, SendError> {
        let from: Mailbox = settings
            .from
            .parse()
            .map_err(|_| SendError::Permanent("The sender in BELFRY_MAIL_FROM is not an e-mail address.".to_owned()))?;
        let mail = smtp::compose(from, letter)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url)
            .map_err(|_| SendError::Permanent("BELFRY_SMTP_URL is not the address of a mail server.".to_owned()))?
            .timeout(Some(net.patience()))
            .build();
        match transport.send(mail).await {
            Ok(answer) => Ok(Receipt { answer: smtp::shorten(&answer.message().collect::<Vec<_>>().join(" ")) }),
            Err(error) if error.is_permanent() => Err(SendError::Permanent(format!(
                "Belfry’s mail server refused the mail: {}.",
                smtp::shorten(&error.to_string())
            ))),
            Err(error) => Err(SendError::Transient(format!(
                "Belfry’s mail server did not take the mail: {}.",
                smtp::shorten(&error.to_string())
            ))),
        }
    }
}
