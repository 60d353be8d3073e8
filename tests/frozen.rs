//! An index of every format version there has been: each must still be opened,
//! or refused by name, never misread.
//!
//! When the format changes, run this test once with TIMKIEM_FREEZE=1 to add
//! the next one, and never touch those that are here.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use timkiem::document::PARAGRAPH;
use timkiem::index::Index;
use timkiem::index::part::FORMAT;
use timkiem::search::read;
use timkiem::search::snippet::Passage;

use crate::corpus;

const QUERIES: [&str; 5] = ["bien gioi", "\"an ninh trật tự\"", "33-NQ/TW", "tháng 8/2025", "ma tuý"];

fn folder(format: u8) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen").join(format.to_string())
}

fn answers(index: &Index) -> Vec<Value> {
    QUERIES.iter().map(|query| corpus::json(&corpus::page(index, query))).collect()
}

/// What must never change: which documents are found, in which order, how
/// they are called, and every word of them. Where a snippet is cut may.
fn told(page: &Value) -> Value {
    let hits = page["hits"].as_array().into_iter().flatten();
    serde_json::json!([page["total"], hits.map(|hit| [&hit["id"], &hit["title"]]).collect::<Vec<_>>()])
}

#[test]
fn the_index_of_this_format_still_answers() {
    let folder = folder(FORMAT);
    if std::env::var_os("TIMKIEM_FREEZE").is_some() && !folder.exists() {
        fs::create_dir_all(&folder).expect("a folder");
        let file = corpus::file(&corpus::documents(), 4000);
        let index = Index::open(&file).expect("an index");
        fs::write(folder.join("index"), &file).expect("a file");
        let answers = serde_json::to_string_pretty(&answers(&index)).expect("JSON");
        fs::write(folder.join("answers.json"), answers + "\n").expect("a file");
    }
    let index = fs::read(folder.join("index")).expect("the frozen index of this format");
    let index = Index::open(&index).expect("it can be opened");
    let expected = fs::read_to_string(folder.join("answers.json")).expect("its answers");
    let expected: Vec<Value> = serde_json::from_str(&expected).expect("JSON");
    let found = answers(&index);
    assert_eq!(expected.len(), QUERIES.len());
    for (query, (found, expected)) in QUERIES.iter().zip(found.iter().zip(&expected)) {
        assert_eq!(told(found), told(expected), "{query:?}");
    }
    for document in corpus::documents() {
        let Ok(article) = read(&index, &document.id, "", &[]) else { panic!("{} is there", document.id) };
        let said = |passage: &Passage| passage.pieces.iter().map(|piece| &*piece.0).collect::<String>();
        let paragraphs: Vec<String> = article.text.iter().map(said).collect();
        assert_eq!(paragraphs.join(PARAGRAPH), document.text);
    }
}

#[test]
fn the_index_of_any_other_format_is_refused_by_name() {
    let frozen = fs::read_dir(folder(0).parent().expect("a parent")).expect("frozen indexes");
    let mut indexes: Vec<Vec<u8>> = frozen
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| *path != folder(FORMAT))
        .map(|path| fs::read(path.join("index")).expect("a frozen index"))
        .collect();
    // The next format, as far as this one can know it.
    let mut next = fs::read(folder(FORMAT).join("index")).expect("a frozen index");
    next[4] = FORMAT + 1;
    indexes.push(next);
    for index in indexes {
        let Err(error) = Index::open(&index) else { panic!("it was opened") };
        assert_eq!(error.code(), "index/version");
    }
}
