//! A static server that does what a host on a bad day does.
//!
//! In: a folder. Out: its files over http, those of parts late, in another
//! order or not at all, as it is told; and which parts it was asked for.
//! Invariant: it lies about nothing but what it is told to.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::task::JoinHandle;

/// What it was told, and what it was asked.
#[derive(Default)]
pub(crate) struct Day {
    /// Pages of other hosts may read what it gives.
    pub(crate) open: bool,
    /// No part is answered while this is so.
    pub(crate) held: bool,
    /// Parts come late, and the first of every few last.
    pub(crate) shuffled: bool,
    /// How often each of these parts is still refused.
    pub(crate) refused: HashMap<String, usize>,
    /// The parts that it was asked for, one after the other.
    pub(crate) asked: Vec<String>,
    /// Those of them that somebody still waits for.
    pub(crate) under_way: Vec<String>,
    /// The parts that it gave to whoever still waited for them.
    pub(crate) given: Vec<String>,
}

/// A server under way; ends with this.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT/`
    pub(crate) address: String,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

struct Shared {
    folder: PathBuf,
    day: Mutex<Day>,
}

impl Shared {
    fn day(&self) -> MutexGuard<'_, Day> {
        self.day.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server {
    /// Serves a folder for as long as the runtime of the test runs.
    pub(crate) async fn new(folder: &Path) -> Server {
        let shared = Arc::new(Shared { folder: folder.to_owned(), day: Mutex::default() });
        let app = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}/", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async { axum::serve(listener, app).await.expect("it serves") });
        Server { address, shared, serving }
    }

    pub(crate) fn day(&self) -> MutexGuard<'_, Day> {
        self.shared.day()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A part that somebody waits for; ends with this, also when they hang up.
struct UnderWay<'a>(&'a Shared, &'a str);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut day = self.0.day();
        if let Some(at) = day.under_way.iter().position(|part| part == self.1) {
            day.under_way.swap_remove(at);
        }
    }
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let part = path.starts_with("parts-").then(|| Path::new(path).file_stem()).flatten();
    if let Some(part) = part.and_then(|part| part.to_str()) {
        let asked = {
            let mut day = shared.day();
            day.asked.push(part.to_owned());
            day.under_way.push(part.to_owned());
            day.asked.len()
        };
        let _under_way = UnderWay(&shared, part);
        while shared.day().held {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if shared.day().shuffled {
            tokio::time::sleep(Duration::from_millis(40 - 10 * (asked as u64 % 4))).await;
        }
        let mut day = shared.day();
        if let Some(times) = day.refused.get_mut(part).filter(|times| **times > 0) {
            *times -= 1;
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        day.given.push(part.to_owned());
    }
    let kind = match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };
    match fs::read(shared.folder.join(path)) {
        Ok(content) => {
            let told = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
            let open = shared.day().open.then_some([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")]);
            (told, open, content).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
