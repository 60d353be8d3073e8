//! Pages that load again when what is in the served folder changes.
//!
//! In: a response on its way. Out: if it is a page, the same with a script at
//! its end that asks, and keeps asking, whether the folder is as it was; a
//! router for what it asks. Invariant: files are not touched, and responses
//! that are no page are sent as they are.
//!
//! ```text
//! page ── /__timkiem/reload?since=STATE ──▶ answers when the state is another, or in half a minute
//! ```

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, io};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

const ASKED: &str = "/__timkiem/reload";
const SCRIPT_PATH: &str = "/__timkiem/reload.js";
const SCRIPT: &str = "'use strict';
(async (script) => {
  const since = new URL(script).searchParams.get('since');
  for (;;) {
    // A browser has six connections to a host, and pages that nobody sees, in other tabs or to go back to, need none.
    if (document.hidden) await new Promise((go) => document.addEventListener('visibilitychange', go, { once: true }));
    const stop = new AbortController();
    for (const gone of ['visibilitychange', 'pagehide']) addEventListener(gone, () => stop.abort(), { signal: stop.signal });
    try {
      const answer = await fetch(`/__timkiem/reload?since=${since}`, { cache: 'no-store', signal: stop.signal });
      if (answer.ok && (await answer.text()) !== since) return location.reload();
      if (answer.ok) continue;
    } catch {
      // The page is seen no more; or the server was stopped, and may come back.
    } finally {
      stop.abort();
    }
    await new Promise((go) => setTimeout(go, 1000));
  }
})(document.currentScript.src);
";

/// How often the folder is looked at while a page waits.
const LOOK: Duration = Duration::from_millis(250);
/// How long a page waits for an answer, so that none waits for a server that
/// has gone.
const WAIT: Duration = Duration::from_secs(25);
/// A page larger than this is sent as it is, in bytes.
const LARGEST: usize = 16 << 20;

/// The manifest of an index, which is what tells that there is a new one.
const MANIFEST: &str = "timkiem.json";
/// A file that is being written tells nothing yet.
const UNDER_WAY: &str = ".part";

/// Makes the pages that this router sends load again when the folder changes.
pub(super) fn reloading(pages: Router, dir: &Path) -> Router {
    let dir: Arc<PathBuf> = Arc::new(dir.to_owned());
    let script = || async { ([(header::CONTENT_TYPE, "text/javascript")], SCRIPT) };
    pages
        .layer(from_fn_with_state(dir.clone(), inject))
        .route(ASKED, get(changed).with_state(dir))
        .route(SCRIPT_PATH, get(script))
}

/// Answers with the state of the folder when it is another than the page has
/// seen and does not change any more, or when it has waited long enough.
async fn changed(State(dir): State<Arc<PathBuf>>, RawQuery(query): RawQuery) -> String {
    let since = query.as_deref().and_then(|query| query.strip_prefix("since=")).unwrap_or_default();
    let started = Instant::now();
    let mut before = state(&dir).await;
    loop {
        if before == since && started.elapsed() > WAIT {
            return before;
        }
        tokio::time::sleep(LOOK).await;
        let now = state(&dir).await;
        if now != since && now == before {
            return now;
        }
        before = now;
    }
}

/// Puts the script at the end of a page.
async fn inject(State(dir): State<Arc<PathBuf>>, request: Request, next: Next) -> Response {
    let is_shown = is_shown(request.headers());
    let is_head = request.method() == Method::HEAD;
    // Before the page is read: a change in between is one that it lacks.
    let state = if is_shown { state(&dir).await } else { String::new() };
    let response = next.run(request).await;
    if !is_shown || response.status() != StatusCode::OK || !is_page(response.headers()) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let script = format!("<script src=\"{SCRIPT_PATH}?since={state}\"></script>\n");
    let body = match to_bytes(body, LARGEST).await {
        Ok(page) => [&page, script.as_bytes()].concat(),
        Err(why) => return (StatusCode::INTERNAL_SERVER_ERROR, why.to_string()).into_response(),
    };
    // These are of the file. A page that is not fetched anew has seen a state
    // that is long gone, and would load again for ever.
    for of_file in [header::CONTENT_LENGTH, header::ACCEPT_RANGES, header::LAST_MODIFIED, header::ETAG] {
        head.headers.remove(of_file);
    }
    Response::from_parts(head, if is_head { Body::empty() } else { Body::from(body) })
}

/// Whether a browser shows what it asks for, rather than reads it by a script;
/// other programs do not say.
fn is_shown(asked: &HeaderMap) -> bool {
    let what = asked.get("sec-fetch-dest").map(|what| what.as_bytes());
    what.is_none_or(|what| [b"document".as_slice(), b"iframe", b"frame"].contains(&what))
}

fn is_page(head: &HeaderMap) -> bool {
    let text = |name| head.get(name).and_then(|value| value.to_str().ok());
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/html"))
        && length.is_none_or(|length| length <= LARGEST)
}

/// What tells the content of the folder from any other: the files in it, and
/// the manifests of the indexes in folders in it.
async fn state(dir: &Arc<PathBuf>) -> String {
    let dir = dir.clone();
    let looked = tokio::task::spawn_blocking(move || look(&dir)).await;
    format!("{:016x}", looked.unwrap_or_default())
}

fn look(dir: &Path) -> u64 {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let found = fs::metadata(&path);
        if found.as_ref().is_ok_and(fs::Metadata::is_dir) {
            let manifest = path.join(MANIFEST);
            files.extend(fs::metadata(&manifest).ok().map(|found| (manifest, seen(Ok(found)))));
        } else if !path.to_string_lossy().ends_with(UNDER_WAY) {
            files.push((path, seen(found)));
        }
    }
    // The order in which a system lists files says nothing.
    files.sort();
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    hasher.finish()
}

type Seen = (u64, Option<std::time::SystemTime>);

fn seen(found: io::Result<fs::Metadata>) -> Seen {
    found.map(|found| (found.len(), found.modified().ok())).unwrap_or_default()
}
