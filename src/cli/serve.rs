//! `timkiem serve`: a folder over http on this machine.
//!
//! In: a folder. Out: its files, gzipped as a common host does, and pages that
//! load again when it changes, unless that is not wanted. Invariant: nobody
//! but this machine is served, nothing but what is in the folder, and no page
//! of another site reads it.

use std::fs::Metadata;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;
use tower_http::services::fs::{Backend, TokioBackend, TokioFile};
use tower_http::set_header::SetResponseHeaderLayer;

use super::{Failure, ServeArgs, plain::plain, reload, say};
use crate::error::Error;

pub(super) fn run(args: &ServeArgs) -> Result<(), Failure> {
    if !args.dir.is_dir() {
        return Err(Failure::Error(Error::input(format!(
            "expected a folder to serve, found none at {}; write one with `timkiem build`",
            args.dir.display()
        ))));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let served = runtime.and_then(|runtime| runtime.block_on(serve(args)));
    served.map_err(|why| {
        let port = args.port;
        Failure::Error(Error::input(format!(
            "expected to serve on port {port}, found that it cannot be done ({why}); try another with --port"
        )))
    })
}

async fn serve(args: &ServeArgs) -> io::Result<()> {
    // A folder under work is looked at: nothing is to be kept from last time.
    let fresh =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let files = Router::new().fallback_service(ServeDir::with_backend(&args.dir, Within::new(&args.dir)));
    let files = if args.no_reload { files } else { reload::reloading(files, &args.dir) };
    let app = files
        .layer(CompressionLayer::new())
        .layer(fresh)
        .layer(from_fn(of_one_range))
        .layer(from_fn(of_this_folder))
        .layer(from_fn(of_this_machine));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await?;
    say(format_args!(
        "serving {} on http://{}/ (stop with Ctrl-C)",
        plain(&args.dir.to_string_lossy()),
        listener.local_addr()?
    ));
    axum::serve(listener, app).await
}

/// What is in a folder, links within it too, and nothing that they lead to
/// elsewhere.
#[derive(Clone)]
struct Within {
    dir: Arc<Path>,
}

type Opening<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl Within {
    fn new(dir: &Path) -> Within {
        Within { dir: dir.into() }
    }

    /// Where a file really is. The folder may itself be a link that leads
    /// elsewhere tomorrow.
    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        // What no file can be called is none.
        let real = path.canonicalize().map_err(|why| match why.kind() {
            io::ErrorKind::InvalidFilename => io::ErrorKind::NotFound.into(),
            _ => why,
        })?;
        if real.starts_with(self.dir.canonicalize()?) {
            Ok(real)
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

impl Backend for Within {
    type File = TokioFile;
    type Metadata = Metadata;
    type OpenFuture = Opening<TokioFile>;
    type MetadataFuture = Opening<Metadata>;

    fn open(&self, path: PathBuf) -> Opening<TokioFile> {
        let within = self.clone();
        Box::pin(async move { TokioBackend.open(within.real(&path)?).await })
    }

    fn metadata(&self, path: PathBuf) -> Opening<Metadata> {
        let within = self.clone();
        Box::pin(async move { TokioBackend.metadata(within.real(&path)?).await })
    }
}

/// Passes over a wish for anything but one range of bytes, from one byte on and
/// of whichever file is there, as a host may (RFC 9110, 14.2): the whole file is
/// no error where `ServeDir` would answer with one.
async fn of_one_range(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    let range = headers.get(header::RANGE).map(|range| range.to_str().unwrap_or_default());
    if headers.contains_key(header::IF_RANGE) || !range.is_some_and(is_one_range) {
        headers.remove(header::RANGE);
    }
    next.run(request).await
}

fn is_one_range(range: &str) -> bool {
    let ends = range.strip_prefix("bytes=").and_then(|ends| ends.split_once('-'));
    ends.is_some_and(|(first, last)| {
        let last = if last.is_empty() { Ok(u64::MAX) } else { last.parse() };
        first.parse().is_ok_and(|first: u64| last.is_ok_and(|last| first <= last))
    })
}

/// Refuses what browsers take for the address of another host: a folder `x`
/// asked for as `//x` would be sent on to `//x/`.
async fn of_this_folder(request: Request, next: Next) -> Response {
    match request.uri().path().as_bytes() {
        [b'/', b'/' | b'\\', ..] => StatusCode::NOT_FOUND.into_response(),
        _ => next.run(request).await,
    }
}

/// Refuses what is asked for under a name that is not this machine's: whoever
/// lets a name of theirs lead here would have their page read the folder (DNS
/// rebinding).
async fn of_this_machine(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    if host.is_none_or(is_this_machine) {
        return next.run(request).await;
    }
    let said = "expected an address of this machine, found another name; open it as http://localhost\n";
    (StatusCode::FORBIDDEN, said).into_response()
}

fn is_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok()
}
