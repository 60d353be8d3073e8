//! Bytes that no build wrote: a clear error or the right answer, never a panic.

mod asked;
mod damaged;
mod folder;
mod forged;
mod in_wasm;

use proptest::prelude::*;
use timkiem::index::part::{self, FORMAT, Part, PartId, PartKind};
use timkiem::index::{Index, Stop};
use timkiem::search::{Request, search};
use timkiem::{Document, Error};

use crate::corpus;

fn seeds() -> Vec<u8> {
    corpus::file(&corpus::documents(), 2000)
}

fn refused(file: &[u8]) -> Error {
    match Index::open(file) {
        Ok(_) => panic!("expected an error"),
        Err(error) => error,
    }
}

/// A message must say what was expected, what was found, what to do.
fn is_whole(error: &Error) {
    let text = error.to_string();
    for word in ["expected", "found", "; "] {
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn every_truncation_is_refused() {
    let file = seeds();
    let boundaries: Vec<usize> = part::read(&file)
        .expect("a built file is sound")
        .iter()
        .map(|part| part.payload.as_ptr() as usize + part.payload.len() - file.as_ptr() as usize)
        .collect();
    let whole = corpus::page(&Index::open(&file).expect("an index"), "biên giới");
    for end in 0..file.len() {
        match Index::open(&file[..end]) {
            Err(error) => is_whole(&error),
            // Whole parts are missing: whoever wants them is told so.
            Ok(index) => {
                assert!(boundaries.contains(&end), "{end}");
                let request = Request { query: "biên giới", limit: 10, ..Request::default() };
                match search(&index, &request) {
                    Ok(page) => assert_eq!(page, whole, "{end}"),
                    Err(Stop::Need(_)) => {}
                    Err(Stop::Error(error)) => panic!("{error}"),
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bytes_can_be_opened(bytes: Vec<u8>) {
        prop_assert!(Index::open(&bytes).is_err());
    }
}

#[test]
fn what_is_no_index_is_named_so() {
    for bytes in [&b"<!doctype html><title>404</title>"[..], b"{}", &[0; 100]] {
        let error = refused(bytes);
        assert_eq!(error.code(), "index/foreign");
        is_whole(&error);
    }
}

#[test]
fn another_version_is_named_so() {
    let mut file = seeds();
    file[4] = FORMAT + 1;
    let error = refused(&file);
    assert_eq!(error.code(), "index/version");
    assert!(error.to_string().contains("newer timkiem"), "{error}");
    is_whole(&error);
}

#[test]
fn parts_of_two_builds_never_mix() {
    let one = seeds();
    let mut documents = corpus::documents();
    documents[0].text.push_str(" Thêm một câu.");
    let other = corpus::file(&documents, 2000);
    let mut index = Index::open(&one).expect("an index");
    let error = index.add(&other).expect_err("another build");
    assert_eq!(error.code(), "index/mixed");
    is_whole(&error);
}

#[test]
fn a_part_is_what_it_says_whatever_file_it_came_in() {
    let file = seeds();
    let parts = part::read(&file).expect("a built file is sound");
    let root = parts.iter().find(|part| part.id.kind == PartKind::Root).expect("there is a root").write();
    let texts: Vec<&Part> = parts.iter().filter(|part| part.id.kind == PartKind::Texts).collect();
    let mut index = Index::open(&root).expect("a root opens by itself");
    index.add(&texts[1].write()).expect("a part fits");
    assert!(index.has(texts[1].id) && !index.has(texts[0].id));
    let unknown = Part { id: PartId { kind: PartKind::Texts, number: 999 }, ..*texts[0] };
    assert_eq!(index.add(&unknown.write()).expect_err("no such part").code(), "index/corrupt");
}

#[test]
fn any_query_can_be_asked() {
    let long = "biên giới ".repeat(5000);
    let letters = "b".repeat(1 << 20);
    let quotes = "\"".repeat(10_000);
    let numbers = "123 456 ".repeat(5000);
    // Each of them is two.
    let joined = "biengioi ".repeat(64);
    for query in [
        "",
        " ",
        "\"",
        "\0",
        "“”„«»",
        "\u{301}\u{301}",
        "-",
        "\u{200b}",
        &long,
        &letters,
        &quotes,
        &numbers,
        &joined,
    ] {
        let _ = corpus::page(corpus::index(), query);
    }
}

#[test]
fn documents_without_words_can_be_indexed() {
    let document = |id: &str, title: &str, text: &str| Document {
        id: id.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        date: timkiem::Date::parse("2024"),
        ..Document::default()
    };
    let documents = [document("a", "", ""), document("b", "…", "—\n\n…"), document("c", "", "chữ")];
    let index = Index::open(&corpus::file(&documents, 100)).expect("an index");
    assert_eq!(corpus::page(&index, "2024").total, 3);
    assert_eq!(corpus::page(&index, "chu").hits[0].id, "c");
    let scores: Vec<f64> = corpus::page(&index, "2024").hits.iter().map(|hit| hit.score).collect();
    assert!(scores.iter().all(|score| score.is_finite()), "{scores:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_given_back_as_it_was(text in "(\\PC|[ \n.,a-zđÀ-ỹ0-9\u{301}\u{ad}\u{200b}]){0,200}", title in "\\PC{0,40}") {
        let document = Document { id: "a".to_owned(), title, text, ..Document::default() };
        let index = Index::open(&corpus::file(std::slice::from_ref(&document), 100)).expect("an index");
        let article = timkiem::search::read(&index, "a", "", &[]).map_err(Stop::into_error).expect("an article");
        let join = |passage: &timkiem::search::snippet::Passage| -> String { passage.pieces.iter().map(|(text, _)| text.as_str()).collect() };
        prop_assert_eq!(join(&article.title), document.title);
        let shown: Vec<String> = article.text.iter().map(join).collect();
        let written: Vec<&str> = document.text.split("\n\n").filter(|paragraph| !paragraph.is_empty()).collect();
        prop_assert_eq!(shown, written);
    }
}
