//! A host on its worst days: what goes wrong between a file and a page.
//!
//! In: folders under names, each with the faults of some of its files. Out:
//! their files over http, byte for byte, or what the fault makes of them; and
//! what was asked for. Invariant: whatever is not named in a fault is as it is
//! on disk.
//!
//! ```text
//! /NAME/FILE        a file of a folder
//! /NAME/mend        from now on nothing of it is faulty
//! /login            what a host shows to who has to log in
//! ```
//! It writes its answers itself: a library would not send broken ones.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What becomes of a file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The host does not have it.
    Missing,
    /// The host does not have it, and says so in a page that it gives for good.
    Page,
    /// The host has no time.
    Busy,
    /// Half of it comes, then nothing more of what was announced.
    Cut,
    /// The line goes dead before the first byte.
    Reset,
    /// It comes in drops.
    Drip,
    /// Nothing ever comes.
    Silent,
    /// Half of it comes, and the line stays as it is.
    Stuck,
    /// It is said to be in gzip, and is not.
    NotGzip,
    /// It is in gzip in gzip, and said to be in gzip.
    TwiceGzip,
    /// It is nothing, and that is said to be all of it.
    Empty,
    /// The host leads to a page to log in.
    Login,
    /// It is this instead.
    Other(Vec<u8>),
}

/// A folder as the host shows it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    pub(crate) folder: PathBuf,
    /// What in the name of a file says which fault it has, and how often.
    pub(crate) faults: Vec<(String, Fault, usize)>,
    /// How long browsers may keep what they got, in seconds.
    pub(crate) kept: Option<u32>,
}

/// A host that serves until this ends.
pub(crate) struct Host {
    /// `http://127.0.0.1:PORT/`
    pub(crate) address: String,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    shown: HashMap<String, Shown>,
    asked: Vec<String>,
    is_over: bool,
}

impl Host {
    pub(crate) fn new() -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/", listener.local_addr().expect("an address"));
        let shared = Arc::<Mutex<Shared>>::default();
        let host = Host { address, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if lock(&shared).is_over {
                    break;
                }
                let shared = Arc::clone(&shared);
                // Who hangs up is not to be told anything.
                thread::spawn(move || answer(stream, &shared));
            }
        });
        host
    }

    /// Shows a folder under a name.
    pub(crate) fn show(&self, name: &str, shown: Shown) {
        lock(&self.shared).shown.insert(name.to_owned(), shown);
    }

    /// How often a file was asked for whose address contains this.
    pub(crate) fn asked(&self, part: &str) -> usize {
        lock(&self.shared).asked.iter().filter(|asked| asked.contains(part)).count()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        lock(&self.shared).is_over = true;
        // So that it notices.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://").trim_end_matches('/'));
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(mut stream: TcpStream, shared: &Mutex<Shared>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let asked = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
    while !lines.next()?.ok()?.is_empty() {}
    let path = asked.split('?').next()?;
    if path == "/login" {
        return send(&mut stream, "200 OK", "text/html", "", b"<!doctype html><title>Log in</title>");
    }
    let (name, file) = path.trim_start_matches('/').split_once('/')?;
    let (shown, fault) = {
        let mut shared = lock(shared);
        shared.asked.push(asked.clone());
        if file == "mend" {
            shared.shown.get_mut(name)?.faults.clear();
        }
        let shown = shared.shown.get_mut(name)?;
        let fault = shown.faults.iter_mut().find(|(part, _, times)| asked.contains(&**part) && *times > 0);
        let fault = fault.map(|(_, fault, times)| {
            *times -= 1;
            fault.clone()
        });
        (Shown { folder: shown.folder.clone(), faults: Vec::new(), kept: shown.kept }, fault)
    };
    let content = fs::read(shown.folder.join(if file.is_empty() { "index.html" } else { file }));
    let kept = match shown.kept {
        Some(seconds) => format!("Cache-Control: max-age={seconds}\r\n"),
        None => "Cache-Control: no-store\r\n".to_owned(),
    };
    let kind = kind(file);
    let page = b"<!doctype html><title>404</title><p>Not found";
    let content = match (content, &fault) {
        (_, Some(Fault::Missing)) => return send(&mut stream, "404 Not Found", "text/html", &kept, page),
        (_, None) if file == "mend" => Vec::new(),
        (Err(_), _) => return send(&mut stream, "404 Not Found", "text/html", &kept, page),
        (Ok(content), _) => content,
    };
    match fault {
        None | Some(Fault::Missing) => send(&mut stream, "200 OK", kind, &kept, &content),
        Some(Fault::Other(other)) => send(&mut stream, "200 OK", kind, &kept, &other),
        Some(Fault::Page) => {
            send(&mut stream, "200 OK", "text/html", "Cache-Control: max-age=9999\r\n", page)
        }
        Some(Fault::Busy) => send(&mut stream, "503 Service Unavailable", "text/html", &kept, page),
        Some(Fault::Empty) => send(&mut stream, "200 OK", kind, &kept, b""),
        Some(Fault::Login) => send(&mut stream, "302 Found", kind, "Location: /login\r\n", b""),
        Some(Fault::NotGzip) => send(&mut stream, "200 OK", kind, "Content-Encoding: gzip\r\n", &content),
        Some(Fault::TwiceGzip) => {
            send(&mut stream, "200 OK", kind, "Content-Encoding: gzip\r\n", &gzip(&gzip(&content)))
        }
        Some(Fault::Reset) => None,
        Some(Fault::Silent) => hold(&stream),
        Some(Fault::Cut) => {
            head(&mut stream, "200 OK", kind, &kept, content.len())?;
            stream.write_all(&content[..content.len() / 2]).ok()
        }
        Some(Fault::Stuck) => {
            head(&mut stream, "200 OK", kind, &kept, content.len())?;
            stream.write_all(&content[..content.len() / 2]).ok()?;
            hold(&stream)
        }
        Some(Fault::Drip) => {
            head(&mut stream, "200 OK", kind, &kept, content.len())?;
            for drop in content.chunks(content.len().div_ceil(8).max(1)) {
                stream.write_all(drop).ok()?;
                thread::sleep(Duration::from_millis(60));
            }
            Some(())
        }
    }
}

fn kind(file: &str) -> &'static str {
    match Path::new(file).extension().and_then(|extension| extension.to_str()) {
        Some("js" | "mjs") => "text/javascript",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        _ => "text/html; charset=utf-8",
    }
}

fn send(stream: &mut TcpStream, status: &str, kind: &str, more: &str, content: &[u8]) -> Option<()> {
    head(stream, status, kind, more, content.len())?;
    stream.write_all(content).ok()
}

fn head(stream: &mut TcpStream, status: &str, kind: &str, more: &str, length: usize) -> Option<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n"
    )
    .ok()
}

/// Says nothing more until the other side hangs up.
fn hold(stream: &TcpStream) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let _ = BufReader::new(stream).read_line(&mut String::new());
    Some(())
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).and_then(|()| encoder.finish()).expect("it is written to memory")
}
