//! A client that costs next to nothing: one kept connection, no parsing beyond what tells answers apart.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

pub struct Client {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("an option of every socket");
        Self { stream, answer: Vec::with_capacity(256 * 1024) }
    }

    /// Posts JSON with an API key. Answers the status.
    pub fn trigger(&mut self, key: &str, body: &str) -> u16 {
        let headers = format!("Authorization: Bearer {key}\r\nContent-Type: application/json");
        self.call("POST", "/trigger/", &headers, body).0
    }

    /// Answers status and body.
    pub fn call(&mut self, method: &str, path: &str, headers: &str, body: &str) -> (u16, &[u8]) {
        let length = body.len();
        let request = format!("{method} {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\nContent-Length: {length}\r\n\r\n{body}");
        self.stream.write_all(request.as_bytes()).expect("the server reads");
        self.answer.clear();
        let (head, length) = loop {
            let from = self.answer.len().saturating_sub(3);
            self.read();
            if let Some(at) = self.answer[from..].windows(4).position(|four| four == b"\r\n\r\n") {
                let head = from + at + 4;
                break (head, content_length(&self.answer[..head]));
            }
        };
        while self.answer.len() < head + length {
            self.read();
        }
        let status = std::str::from_utf8(&self.answer[9..12]).ok().and_then(|text| text.parse().ok()).expect("a status");
        (status, &self.answer[head..])
    }

    fn read(&mut self) {
        let filled = self.answer.len();
        self.answer.resize(filled + 64 * 1024, 0);
        let read = self.stream.read(&mut self.answer[filled..]).expect("the server answers");
        assert!(read > 0, "the server hung up");
        self.answer.truncate(filled + read);
    }
}

fn content_length(head: &[u8]) -> usize {
    let head = std::str::from_utf8(head).expect("headers are text");
    let length =
        head.lines().filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.map_or(0, |(_, value)| value.trim().parse().expect("a length"))
}
