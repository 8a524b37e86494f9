//! A mail server that takes everything and notes when. It speaks just enough SMTP (RFC 5321).

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

#[derive(Clone)]
pub struct Sink {
    pub port: u16,
    /// When the mail with this subject was here as a whole.
    taken: Arc<Mutex<HashMap<String, Instant>>>,
}

impl Sink {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let sink = Self { port: listener.local_addr().expect("an address").port(), taken: Arc::default() };
        let taken = sink.taken.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let taken = taken.clone();
                thread::spawn(move || talk(&stream, &taken));
            }
        });
        sink
    }

    /// Until so many mails are there or nobody is patient any more.
    pub fn wait_for(&self, count: usize, patience: Duration) -> HashMap<String, Instant> {
        let last = Instant::now() + patience;
        loop {
            let taken = self.taken.lock().expect("the mails").clone();
            if taken.len() >= count || Instant::now() > last {
                return taken;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn talk(mut stream: &TcpStream, taken: &Mutex<HashMap<String, Instant>>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut say = |line: &str| stream.write_all(format!("{line}\r\n").as_bytes());
    say("220 sink")?;
    while let Some(line) = lines.next() {
        let upper = line?.to_uppercase();
        if upper == "DATA" {
            say("354 Go on")?;
            let mut subject = String::new();
            for line in lines.by_ref().map_while(Result::ok).take_while(|line| line != ".") {
                if let Some(text) = line.strip_prefix("Subject: ") {
                    subject = text.to_owned();
                }
            }
            taken.lock().expect("the mails").insert(subject, Instant::now());
        }
        say(if upper.starts_with("EHLO") { "250 8BITMIME" } else { "250 OK" })?;
    }
    Ok(())
}
