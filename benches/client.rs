//! A client that costs next to nothing: one kept connection, no parsing beyond what tells answers apart.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    request: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("an option of every socket");
        Self { stream, buffer: vec![0; 16 * 1024], request: Vec::with_capacity(1024) }
    }

    /// Posts JSON with an API key. Answers the status.
    pub fn post(&mut self, path: &str, key: &str, body: &str) -> u16 {
        self.request.clear();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.request.extend_from_slice(head.as_bytes());
        self.request.extend_from_slice(body.as_bytes());
        self.stream.write_all(&self.request).expect("the server reads");
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).expect("the server answers");
            assert!(read > 0, "the server hung up");
            filled += read;
            let text = String::from_utf8_lossy(&self.buffer[..filled]);
            let Some((head, rest)) = text.split_once("\r\n\r\n") else { continue };
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse().expect("a length"));
            if rest.len() >= length {
                return head[9..12].parse().expect("a status");
            }
        }
    }
}
