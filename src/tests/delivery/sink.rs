//! A mail server in the test's own process. It speaks just enough SMTP (RFC 5321) on a thread of its own.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use tokio::{sync::watch, time::timeout};

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Manner {
    Takes,
    /// Answers every recipient with this line.
    Answers(&'static str),
    /// Takes a mail and hangs up without a word.
    HangsUp,
    /// Connects and never says a word.
    Hangs,
    /// Asks for a sign-in and refuses it.
    Guards,
}

/// A mail as it arrived.
#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub to: String,
    pub text: String,
}

pub struct Sink {
    pub port: u16,
    mails: watch::Sender<Vec<Mail>>,
    connections: Arc<AtomicUsize>,
}

impl Sink {
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let mails = watch::Sender::new(Vec::new());
        let connections = Arc::new(AtomicUsize::new(0));
        let (taken, counted) = (mails.clone(), connections.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                let taken = taken.clone();
                thread::spawn(move || {
                    let _ = talk(stream, manner, &taken);
                });
            }
        });
        Self { port, mails, connections }
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.borrow().clone()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Whether there are so many mails before the time is over.
    pub async fn receives(&self, count: usize, within: Duration) -> bool {
        timeout(within, self.mails.subscribe().wait_for(|mails| mails.len() >= count)).await.is_ok()
    }
}

fn talk(mut stream: TcpStream, manner: Manner, taken: &watch::Sender<Vec<Mail>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    if manner == Manner::Hangs {
        // Until the other side hangs up.
        while lines.next().is_some() {}
        return Ok(());
    }
    let mut say = |line: &str| stream.write_all(format!("{line}\r\n").as_bytes());
    let (mut from, mut to) = (String::new(), String::new());
    say("220 sink.test")?;
    while let Some(line) = lines.next() {
        let line = line?;
        let upper = line.to_uppercase();
        if upper.starts_with("EHLO") {
            say("250-sink.test")?;
            say(if manner == Manner::Guards { "250-AUTH PLAIN LOGIN" } else { "250-8BITMIME" })?;
            say("250 SMTPUTF8")?;
        } else if upper.starts_with("AUTH") {
            say("535 5.7.8 Bad credentials")?;
        } else if upper.starts_with("MAIL FROM:") {
            from = address(&line);
            say("250 OK")?;
        } else if upper.starts_with("RCPT TO:") {
            to = address(&line);
            say(if let Manner::Answers(answer) = manner { answer } else { "250 OK" })?;
        } else if upper == "DATA" {
            say("354 Go on")?;
            let mut text = String::new();
            for line in lines.by_ref() {
                let line = line?;
                if line == "." {
                    break;
                }
                text.push_str(line.strip_prefix('.').unwrap_or(&line));
                text.push('\n');
            }
            taken.send_modify(|mails| mails.push(Mail { from: from.clone(), to: to.clone(), text }));
            say("250 2.0.0 Queued as 42")?;
            if manner == Manner::HangsUp {
                return Ok(());
            }
        } else if upper == "QUIT" {
            return say("221 Bye");
        } else {
            say("250 OK")?;
        }
    }
    Ok(())
}

fn address(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
