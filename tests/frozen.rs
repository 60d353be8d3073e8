//! An index of every format version there has been: each must still be opened,
//! or refused by name, never misread.
//!
//! When the format changes, run this test once with TIMKIEM_FREEZE=1 to add
//! the next one, and never touch those that are here.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use timkiem::index::Index;
use timkiem::index::part::FORMAT;

use crate::corpus;

const QUERIES: [&str; 5] = ["bien gioi", "\"an ninh trật tự\"", "33-NQ/TW", "tháng 8/2025", "ma tuý"];

fn folder(format: u8) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frozen").join(format.to_string())
}

fn answers(index: &Index) -> Value {
    QUERIES.iter().map(|query| corpus::json(&corpus::page(index, query))).collect()
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
    let expected: Value = serde_json::from_str(&expected).expect("JSON");
    let (found, expected) = (answers(&index), &expected);
    for (query, (found, expected)) in QUERIES
        .iter()
        .zip(found.as_array().into_iter().flatten().zip(expected.as_array().into_iter().flatten()))
    {
        let ids = |page: &Value| -> Vec<Value> {
            page["hits"].as_array().into_iter().flatten().map(|hit| hit["id"].clone()).collect()
        };
        assert_eq!(ids(found), ids(expected), "{query:?}");
    }
}

#[test]
fn the_index_of_any_other_format_is_refused_by_name() {
    for entry in fs::read_dir(folder(0).parent().expect("a parent")).expect("frozen indexes") {
        let folder = entry.expect("an entry").path();
        let index = fs::read(folder.join("index")).expect("a frozen index");
        if folder != self::folder(FORMAT) {
            let Err(error) = Index::open(&index) else { panic!("{folder:?} was opened") };
            assert_eq!(error.code(), "index/version");
        }
    }
}
