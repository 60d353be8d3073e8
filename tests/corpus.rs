//! The seed corpus, built once, and what tests ask of an index.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde_json::Value;
use timkiem::Document;
use timkiem::index::build::{Options, build};
use timkiem::index::file as shell;
use timkiem::index::{Index, Stop};
use timkiem::ingest;
use timkiem::search::{Page, Request, search};
use unicode_normalization::UnicodeNormalization;

/// The folder of the seeds.
pub(crate) fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

/// The seed documents.
pub(crate) fn documents() -> Vec<Document> {
    ingest::read(&[seeds()], Path::new(""), &ingest::Settings::default())
        .expect("the seeds can be read")
        .collect()
}

/// The file of an index of these documents, in parts of about this size.
pub(crate) fn file(documents: &[Document], part: usize) -> Vec<u8> {
    built(documents, &Options { part: Some(part), ..Options::default() })
}

/// The file of an index of these documents.
pub(crate) fn built(documents: &[Document], options: &Options) -> Vec<u8> {
    let parts = build(documents, options).expect("documents can be built");
    parts.into_iter().flat_map(|part| part.bytes).collect()
}

/// The index of the seeds.
pub(crate) fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        Index::open(&built(&documents(), &Options::default())).expect("what was built can be opened")
    })
}

/// The page for a query.
pub(crate) fn page(index: &Index, query: &str) -> Page {
    let request = Request { query, limit: 10, ..Request::default() };
    search(index, &request).map_err(Stop::into_error).expect("everything is loaded")
}

/// A page of hits as a script has it: its browser puts the letters of a query
/// together, and what was typed is told as it was typed.
pub(crate) fn in_a_page(query: &str, answer: impl FnOnce(&str) -> Page) -> Value {
    let composed: String = query.nfc().collect();
    let mut page = json(&answer(&composed));
    if let Some(corrected) = page["corrected"].as_object_mut() {
        corrected.insert("from".to_owned(), query.into());
    }
    page
}

/// A page as JSON, which is how a script gets it.
pub(crate) fn json(page: &Page) -> Value {
    // By way of text, as any reader of it would.
    let text = serde_json::to_string(page).expect("a page is JSON");
    serde_json::from_str(&text).expect("a page is JSON")
}

/// A page as a script got it, which knows no clock's figure to compare and writes
/// no point in a whole number.
pub(crate) fn of_script(mut page: Value) -> Value {
    page["tookMs"] = 0.0.into();
    for hit in page["hits"].as_array_mut().into_iter().flatten() {
        hit["score"] = hit["score"].as_f64().into();
    }
    page
}

/// A file of the index that says this, deflated and in its shell.
pub(crate) fn wrapped(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory can be written");
    shell::wrap(&encoder.finish().expect("memory can be written"))
}

/// What a file of the index says; nothing if it is damaged.
pub(crate) fn unwrapped(file: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    DeflateDecoder::new(&*shell::unwrap(file).ok()?).read_to_end(&mut content).ok()?;
    Some(content)
}
