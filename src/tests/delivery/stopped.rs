//! The real program, told to stop while requests are on their way: each of them is answered, and what was promised is there.

use std::process::Command;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{killed::Program, send};
use crate::house::{House, houses};

const CLIENTS: usize = 6;

/// Reads until the end of an answer's head, or of a whole answer.
async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = Vec::new();
    loop {
        let mut some = [0; 1024];
        let read = stream.read(&mut some).await.expect("the connection holds");
        text.extend_from_slice(&some[..read]);
        let so_far = String::from_utf8_lossy(&text);
        if so_far.contains(end) {
            return so_far.into_owned();
        }
        assert!(read > 0, "the connection ended without an answer: {so_far}");
    }
}

/// Sends the head of a trigger and waits until somebody reads on: the request is being worked on now.
async fn half(program: &Program, key: &str, body: &str) -> TcpStream {
    let address = program.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let head = format!(
        "POST /trigger/ HTTP/1.1\r\nhost: belfry.test\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("the head goes out");
    assert!(read_until(&mut stream, "\r\n\r\n").await.starts_with("HTTP/1.1 100"));
    stream
}

async fn stop(house: &House) {
    let desk = house.desk("sandbox");
    desk.workflow(&[send("send_inbox")]).await;
    let key = house.api_key("sandbox").await;
    let mut program = Program::start(house);
    let body = r#"{"workflow": "greet", "recipients": [{"distinct_id": "ann"}], "data": {"word": "tea"}}"#;
    let mut open = Vec::new();
    for _ in 0..CLIENTS {
        open.push(half(&program, &key, body).await);
    }
    let told = Command::new("kill").args(["-TERM", &program.child.id().to_string()]).status().expect("it can be told");
    assert!(told.success());
    // Nobody new is let in from some moment on; those who are in are served.
    let address = program.address.trim_start_matches("http://").to_owned();
    while TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    for stream in &mut open {
        stream.write_all(body.as_bytes()).await.expect("it still reads");
        let answer = read_until(stream, "message_id").await;
        assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    }
    drop(open);
    assert!(program.child.wait().expect("it ends").success(), "it ends well");
    assert_eq!(desk.count("select count(*) from request").await, CLIENTS as i64);
}

#[cfg(unix)]
#[tokio::test]
async fn whoever_is_being_served_when_it_is_told_to_stop_is_served() {
    for house in houses().await {
        stop(&house).await;
    }
}
