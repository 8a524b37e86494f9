//! The end of the log, kept where who changes the database does not get at it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use belfry::{
    access::HeadKeeper,
    args,
    domain::audit::{
        elsewhere,
        seal::seal_all,
        verify::{self, Fault},
    },
    http::audit_command,
};
use serde_json::Value;

use super::chain::{NO_GUARDS, act};
use crate::house::houses;

/// A server that takes posts, and refuses as many as it is told to first.
async fn post_box(refuse: usize) -> (String, Arc<Mutex<Vec<Value>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/heads", listener.local_addr().unwrap());
    let (taken, left) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(refuse)));
    let kept = taken.clone();
    let take = move |body: axum::Json<Value>| async move {
        if left.load(Ordering::SeqCst) > 0 {
            left.fetch_sub(1, Ordering::SeqCst);
            return axum::http::StatusCode::SERVICE_UNAVAILABLE;
        }
        kept.lock().unwrap().push(body.0);
        axum::http::StatusCode::OK
    };
    let router = axum::Router::new().route("/heads", axum::routing::post(take));
    #[allow(clippy::disallowed_methods, reason = "it ends with the test")]
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, taken)
}

#[tokio::test]
async fn the_end_is_posted_once_a_minute_and_again_until_it_is_taken() {
    for house in houses().await {
        let (url, taken) = post_box(1).await;
        let house = house.configured(|config| config.audit_head = Some(HeadKeeper::parse(&url).unwrap()));
        let turn = async || elsewhere::keep(&house.app, &seal_all(&house.app).await.unwrap()).await;
        act(&house.app, &house, "one").await;
        assert!(turn().await.is_err(), "it is not taken");
        assert!(turn().await.is_ok(), "and not posted again at once");
        assert_eq!(taken.lock().unwrap().len(), 0);
        house.app.clock.advance(60_000);
        turn().await.unwrap();
        act(&house.app, &house, "two").await;
        turn().await.unwrap();
        assert_eq!(taken.lock().unwrap().len(), 1, "once a minute");
        house.app.clock.advance(60_000);
        turn().await.unwrap();
        house.app.clock.advance(60_000);
        turn().await.unwrap();
        let posts = taken.lock().unwrap().clone();
        assert_eq!(posts.len(), 2, "nothing new, nothing posted");
        assert_eq!(posts[1]["heads"], serde_json::to_value(verify::heads(&house.app).await.unwrap()).unwrap());
    }
}

#[tokio::test]
async fn the_end_is_kept_in_a_file_that_shows_later_what_was_cut_off() {
    for house in houses().await {
        let path = house.app.config.data.join("heads");
        let kept = path.clone();
        let house = house.configured(|config| config.audit_head = Some(HeadKeeper::File(kept)));
        for name in ["one", "two"] {
            act(&house.app, &house, name).await;
            elsewhere::keep(&house.app, &seal_all(&house.app).await.unwrap()).await.unwrap();
        }
        elsewhere::keep(&house.app, &seal_all(&house.app).await.unwrap()).await.unwrap();
        let lines = audit_command::read(&path).unwrap();
        assert_eq!(lines.len(), 2, "a line for every new end");
        assert_eq!(verify::heads(&house.app).await.unwrap(), lines[1..]);
        assert_eq!(verify::verify(&house.app, &house.log(), &lines).await.unwrap().finding, None);
        house.sabotage(&NO_GUARDS).await;
        let cut = "update audit_head set sequence = 0, hash = '', at = 0, signature = ''";
        for sql in [cut, "delete from audit_checkpoint", "delete from audit_seal", "delete from audit_entry"] {
            house.write(sql, args![]).await.unwrap();
        }
        assert_eq!(house.finding().await, None, "it looks like an empty log");
        let found = verify::verify(&house.app, &house.log(), &lines).await.unwrap().finding.unwrap();
        assert_eq!((found.fault, found.sequence), (Fault::Truncated, Some(1)));
        std::fs::write(&path, "not a head").unwrap();
        assert!(audit_command::read(&path).is_err());
    }
}
