//! `timkiem build`: documents in, a folder that any page can use out.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::{BuildArgs, Failure, bytes, config, folder, say};
use crate::analysis::syllables::is_vietnamese;
use crate::document::Document;
use crate::error::Error;
use crate::index::build::{Options, build_into};
use crate::ingest;

/// The ready page. It is Vietnamese; in other words for any other language.
const PAGE: &str = include_str!("../../www/index.html");
const PAGE_LANGUAGE: &str = "<html lang=\"vi\">";
/// What is shown while documents are read; then their number is known.
const READING: &str = "{spinner} {human_pos} documents read, {elapsed}";
const PAGE_HEADING: &str = "Tìm kiếm</h1>";

pub(super) fn run(args: &BuildArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let config = config::read(args.config.as_deref())?;
    let mut reading = ingest::read(&args.inputs, &args.out, &ingest::Settings::default())?;
    let mut count = 0;
    let documents = reading.by_ref().inspect(|_| count += 1).map(Ok);
    let to = Target { dir: &args.out, language: &args.lang, page: args.page, synonyms: &config.synonyms };
    let written = write(documents, &to, out);
    for skipped in &reading.skipped {
        say(format_args!("skipped {}: {}", skipped.place, skipped.reason));
    }
    say(format_args!("read {count} documents, skipped {}", reading.skipped.len()));
    written
}

/// Where an index goes, and how it is built.
pub(super) struct Target<'a> {
    pub(super) dir: &'a Path,
    pub(super) language: &'a str,
    pub(super) page: bool,
    pub(super) synonyms: &'a [Vec<String>],
}

/// Builds an index of these documents, and says what came of it.
pub(super) fn write(
    documents: impl Iterator<Item = Result<Document, Error>> + Send,
    to: &Target,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let started = Instant::now();
    let progress = ProgressBar::new_spinner();
    let documents = documents.inspect(|_| progress.inc(1));
    progress.set_style(ProgressStyle::with_template(READING).unwrap_or(ProgressStyle::default_spinner()));
    let options =
        Options { language: to.language.to_owned(), synonyms: to.synonyms.to_vec(), ..Options::default() };
    let writing = folder::Writing::begin(to.dir, to.page.then(|| page(to.language)), &progress)?;
    build_into(documents, &options, &writing)?;
    let manifest = writing.finish()?;
    progress.finish_and_clear();
    let size = |name: &str| folder::size(to.dir, name).map(bytes);
    let parts = match &manifest.parts {
        Some(parts) => format!(" and {} in {parts}", bytes(folder::size_below(to.dir, parts)?)),
        None => String::new(),
    };
    writeln!(
        out,
        "{}: {} documents, index {}{parts}, engine {}, build {}, {:.1} s",
        to.dir.display(),
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
