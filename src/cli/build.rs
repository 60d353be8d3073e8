//! `timkiem build`: documents in, a folder that any page can use out.

use std::io::Write;
use std::time::Instant;

use super::{BuildArgs, Failure, bytes, folder, say};
use crate::analysis::syllables::is_vietnamese;
use crate::index::build::{Options, build_into};
use crate::ingest;

/// The ready page. It is Vietnamese; in other words for any other language.
const PAGE: &str = include_str!("../../www/index.html");
const PAGE_LANGUAGE: &str = "<html lang=\"vi\">";
const PAGE_HEADING: &str = "Tìm kiếm</h1>";

pub(super) fn run(args: &BuildArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let started = Instant::now();
    let reading = ingest::read(&args.inputs, &args.out)?;
    for skipped in &reading.skipped {
        say(format_args!("skipped {}: {}", skipped.place, skipped.reason));
    }
    say(format_args!("read {} documents, skipped {}", reading.documents.len(), reading.skipped.len()));
    let options = Options { language: args.lang.clone(), ..Options::default() };
    let writing = folder::Writing::begin(&args.out, args.page.then(|| page(&args.lang)))?;
    build_into(reading.documents.into_iter(), &options, &writing)?;
    let manifest = writing.finish()?;
    let size = |name: &str| folder::size(&args.out, name).map(bytes);
    writeln!(
        out,
        "{}: {} documents, index {}, engine {}, build {}, {:.1} s",
        args.out.display(),
        manifest.documents,
        size(&manifest.index)?,
        size(&manifest.wasm)?,
        manifest.build,
        started.elapsed().as_secs_f64()
    )?;
    Ok(())
}

/// The ready page in a language.
fn page(language: &str) -> String {
    let tag = language.replace(['"', '&', '<', '>'], "");
    let page = PAGE.replace(PAGE_LANGUAGE, &format!("<html lang=\"{tag}\">"));
    if is_vietnamese(&tag) { page } else { page.replace(PAGE_HEADING, "Search</h1>") }
}
