//! What a region's database hangs on, and a way to cut it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::house::bare_database;

/// A folder that can be moved away, or a line to a server that can be cut.
pub enum Cable {
    Folder(TempDir),
    Line { url: String, line: Arc<Mutex<Line>> },
}

/// The connections of a line; none are let through while it is cut.
#[derive(Default)]
pub struct Line {
    cut: bool,
    calls: JoinSet<()>,
}

impl Cable {
    pub fn folder() -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("eu")).unwrap();
        Self::Folder(folder)
    }

    /// A database of one's own on the server, behind a port of our own.
    pub async fn to(server: &str) -> Self {
        let database = bare_database(server).await;
        let (before, after) = database.split_once('@').unwrap();
        let (address, path) = after.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{before}@{}/{path}", listener.local_addr().unwrap());
        let line = Arc::new(Mutex::new(Line::default()));
        let (shared, address) = (line.clone(), address.to_owned());
        #[allow(clippy::disallowed_methods, reason = "it ends with the test")]
        tokio::spawn(async move {
            while let Ok((mut caller, _)) = listener.accept().await {
                let mut line = shared.lock().unwrap();
                if !line.cut {
                    let address = address.clone();
                    line.calls.spawn(async move {
                        if let Ok(mut server) = TcpStream::connect(&address).await {
                            let _ = tokio::io::copy_bidirectional(&mut caller, &mut server).await;
                        }
                    });
                }
            }
        });
        Self::Line { url, line }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Folder(_) => unreachable!("a folder has files"),
            Self::Line { url, .. } => url.clone(),
        }
    }

    pub fn sqlite(&self, file: &str) -> String {
        match self {
            Self::Folder(folder) => format!("sqlite:{}", folder.path().join(file).display()),
            Self::Line { .. } => unreachable!("a line has no files"),
        }
    }

    fn places(folder: &TempDir) -> (PathBuf, PathBuf) {
        (folder.path().join("eu"), folder.path().join("eu.away"))
    }

    pub fn cut(&mut self) {
        match self {
            Self::Folder(folder) => {
                let (here, away) = Self::places(folder);
                std::fs::rename(here, away).unwrap();
            }
            Self::Line { line, .. } => {
                let mut line = line.lock().unwrap();
                line.cut = true;
                line.calls.abort_all();
            }
        }
    }

    pub fn join(&mut self) {
        match self {
            Self::Folder(folder) => {
                let (here, away) = Self::places(folder);
                std::fs::rename(away, here).unwrap();
            }
            Self::Line { line, .. } => line.lock().unwrap().cut = false,
        }
    }
}
