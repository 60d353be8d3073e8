//! `timkiem serve`: a folder over http on this machine.
//!
//! In: a folder. Out: its files, gzipped as a common host does, and pages that
//! load again when it changes, unless that is not wanted. Invariant: nobody
//! but this machine is served, and nothing but what is in the folder.

use std::io;
use std::net::Ipv4Addr;

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;
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
    let files = Router::new().fallback_service(ServeDir::new(&args.dir));
    let files = if args.no_reload { files } else { reload::reloading(files, &args.dir) };
    let app = files.layer(CompressionLayer::new()).layer(fresh);
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await?;
    say(format_args!(
        "serving {} on http://{}/ (stop with Ctrl-C)",
        plain(&args.dir.to_string_lossy()),
        listener.local_addr()?
    ));
    axum::serve(listener, app).await
}
