//! HTTP through the one way out: to the address that was checked, without redirects, with bounds.

use std::net::SocketAddr;

use reqwest::{Client, Method, Url, redirect::Policy};

use super::{Net, SendError};

/// An answer may carry this much.
const LIMIT: usize = 1024 * 1024;

impl Net {
    /// Sends one request and reads the whole answer. An answer that says no is an answer.
    pub async fn fetch(&self, request: axum::http::Request<Vec<u8>>) -> Result<axum::http::Response<Vec<u8>>, SendError> {
        let (parts, body) = request.into_parts();
        let unusable = || SendError::Permanent(format!("{} is no address that can be called.", parts.uri));
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| unusable())?;
        let (host, port) = (url.host_str().ok_or_else(unusable)?.to_owned(), url.port_or_known_default().ok_or_else(unusable)?);
        let address = self.resolve(host.trim_matches(['[', ']']), port).await?;
        let failed = |error: reqwest::Error| {
            let reason = if error.is_timeout() { "it took too long to answer" } else { "it could not be reached" };
            SendError::Transient(format!("{host} was called and {reason}."))
        };
        // A client for each call: its connection goes where this name led a moment ago and nowhere else.
        let client = Client::builder()
            .resolve(&host, SocketAddr::new(address, port))
            .redirect(Policy::none())
            .no_proxy()
            .timeout(self.whole())
            .build()
            .map_err(failed)?;
        let method = Method::from_bytes(parts.method.as_str().as_bytes()).map_err(|_| unusable())?;
        let mut answer = client.request(method, url).headers(parts.headers).body(body).send().await.map_err(failed)?;
        let mut read = axum::http::Response::builder().status(answer.status());
        if let Some(headers) = read.headers_mut() {
            *headers = answer.headers().clone();
        }
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(failed)? {
            if bytes.len() + part.len() > LIMIT {
                return Err(SendError::Permanent(format!("The answer of {host} is longer than 1 MB.")));
            }
            bytes.extend_from_slice(&part);
        }
        read.body(bytes).map_err(|_| unusable())
    }
}
