//! Connections to a mail server, kept open between mails.
//!
//! They are made here and not by the library's pool because of one socket option. The end of a mail goes out as a packet of its own; where
//! the system may hold small packets back, it waits for the other side's acknowledgement, which that side delays: 40 ms for every mail.

use std::{
    io,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use lettre::{
    Message,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Tls},
        extension::ClientId,
        response::Response,
    },
};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout},
};

/// So many rest at most.
const KEPT: usize = 16;
/// One that rested longer is not used again.
const REST: Duration = Duration::from_secs(30);

/// How a server is spoken to.
pub struct Manners {
    pub address: SocketAddr,
    /// Who we say we are.
    pub hello: ClientId,
    pub tls: Tls,
    pub credentials: Option<Credentials>,
    /// How long connecting may take.
    pub patience: Duration,
}

/// The connections to one server.
pub struct Connections {
    manners: Manners,
    /// The one that was used last is the last one.
    resting: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

/// Why a mail did not leave.
pub enum Failure {
    /// There was no connection in time.
    Slow,
    /// There was no connection.
    Connect(io::Error),
    Smtp(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Smtp(error)
    }
}

impl Connections {
    pub fn new(manners: Manners) -> Self {
        Self { manners, resting: Mutex::default() }
    }

    /// Sends a mail on a connection that rests, or on a new one. After an error the connection is not used again.
    pub async fn send(&self, mail: &Message) -> Result<Response, Failure> {
        let mut connection = self.take().await?;
        let answer = connection.send(mail.envelope(), &mail.formatted()).await?;
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.len() < KEPT {
            resting.push((connection, Instant::now()));
        }
        Ok(answer)
    }

    async fn take(&self) -> Result<AsyncSmtpConnection, Failure> {
        while let Some(mut connection) = self.rested() {
            // The server may have hung up meanwhile; asking costs less than a mail that comes late.
            if connection.test_connected().await {
                return Ok(connection);
            }
        }
        self.connect().await
    }

    fn rested(&self) -> Option<AsyncSmtpConnection> {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.retain(|(_, since)| since.elapsed() < REST);
        resting.pop().map(|(connection, _)| connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let Manners { address, hello, tls, credentials, patience } = &self.manners;
        let mut connection = if let Tls::Wrapper(tls) = tls {
            // TLS from the first byte is the library's alone, and with it the delay that is told of above.
            AsyncSmtpConnection::connect_tokio1(address, Some(*patience), hello, Some(tls.clone()), None).await?
        } else {
            let socket = timeout(*patience, TcpStream::connect(address)).await.map_err(|_| Failure::Slow)?;
            let socket = socket.and_then(|socket| socket.set_nodelay(true).map(|()| socket)).map_err(Failure::Connect)?;
            AsyncSmtpConnection::connect_with_transport(Box::new(socket), hello).await?
        };
        if let Tls::Required(tls) = tls {
            connection.starttls(tls.clone(), hello).await?;
        }
        if let Some(credentials) = credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}
