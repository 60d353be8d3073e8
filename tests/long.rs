//! Queries that nobody types: whatever they are, so much of them is looked at
//! and no more.

use std::collections::BTreeSet;

use timkiem::Document;
use timkiem::index::build::{Options, build};
use timkiem::index::part::PartKind;
use timkiem::index::{Index, Stop};
use timkiem::search::query::Query;
use timkiem::search::view::View;
use timkiem::search::{Page, Request, search};

use crate::corpus;

/// As many terms as a query has.
const TERMS: usize = 64;

/// Documents of words of their own, and the parts they make, the root apart.
struct Corpus {
    words: Vec<String>,
    root: Vec<u8>,
    parts: Vec<(String, Vec<u8>)>,
}

impl Corpus {
    fn new() -> Corpus {
        let syllable = |number: usize| {
            let (one, two) = (b"bcdghklmnprst"[number % 13], b"aeiou"[number / 13 % 5]);
            format!("{}{}{}", char::from(one), char::from(two), ["", "n", "ng", "t", "c"][number / 65 % 5])
        };
        let words: Vec<String> =
            (0..12_000).map(|number| format!("{}{}", syllable(number), syllable(number / 325))).collect();
        let document = |(number, words): (usize, &[String])| Document {
            id: number.to_string(),
            title: words[..4].join(" "),
            text: words.join(" "),
            filters: [("tag".to_owned(), BTreeSet::from([format!("v{number}")]))].into(),
            ..Document::default()
        };
        let documents: Vec<Document> = words.chunks(60).enumerate().map(document).collect();
        let options = Options { part: Some(1000), common: 2000, ..Options::default() };
        let (mut root, mut parts) = (Vec::new(), Vec::new());
        for part in build(&documents, &options).expect("documents can be built") {
            match part.id.kind {
                PartKind::Root => root = part.bytes,
                _ => parts.push((part.id.name(), part.bytes)),
            }
        }
        Corpus { words, root, parts }
    }

    /// The answer, and the parts that were asked for before it.
    fn ask(&self, request: &Request) -> (Result<Page, timkiem::Error>, BTreeSet<String>, usize) {
        let mut index = Index::open(&self.root).expect("the root");
        let (mut asked, mut rounds) = (BTreeSet::new(), 0);
        loop {
            let needed = match search(&index, request) {
                Ok(page) => return (Ok(page), asked, rounds),
                Err(Stop::Error(error)) => return (Err(error), asked, rounds),
                Err(Stop::Need(needed)) => needed,
            };
            rounds += 1;
            for id in needed {
                let (name, bytes) = self.parts.iter().find(|(name, _)| *name == id.name()).expect("a part");
                asked.insert(name.clone());
                index.add(bytes).expect("a part");
            }
        }
    }
}

#[test]
fn the_beginning_of_a_query_is_looked_at_and_no_more() {
    let corpus = Corpus::new();
    assert!(corpus.parts.len() > 100, "{} parts prove nothing", corpus.parts.len());
    let ask = |query: &str| {
        let (page, parts, rounds) = corpus.ask(&Request { query, limit: 10, ..Request::default() });
        (page.expect("an answer"), parts, rounds)
    };
    let hits = |page: &Page| page.hits.iter().map(|hit| (hit.id.clone(), hit.score)).collect::<Vec<_>>();
    let spread: Vec<&str> = corpus.words.iter().step_by(187).map(String::as_str).collect();
    let first = spread[..TERMS].join(" ") + " ";
    let (page, parts, rounds) = ask(&first);
    assert!(page.total > 10 && parts.len() > TERMS / 2, "{} hits, {} parts", page.total, parts.len());
    let (long, of_long, _) = ask(&format!("{first}{}", corpus.words[..10_000].join(" ")));
    assert_eq!((long.total, hits(&long)), (page.total, hits(&page)));
    assert_eq!(of_long, parts);
    assert!(rounds < 6, "what is needed is asked for together, not in {rounds} rounds");
    // Words that no document has, each typed as one with the next: as many again.
    let joined: String = corpus.words.chunks(2).map(|two| two.concat() + " ").collect();
    let (_, _, rounds) = ask(&joined);
    assert!(rounds < 6, "{rounds} rounds");
}

#[test]
fn whatever_is_typed_is_bounded_work() {
    let corpus = Corpus::new();
    let index = Index::open(&corpus.root).expect("the root");
    let many = |what: &str| what.repeat(1_000_000 / what.len());
    let glued: String = corpus.words.chunks(2).map(|two| two.concat() + " ").collect();
    for query in [
        many("a"),
        many("a "),
        many("ế"),
        many("\""),
        many("\"a\" "),
        many("“biên giới” "),
        many("*?-:\""),
        many("-a "),
        many("-\"a b\" "),
        many("tag:v1 "),
        many("-tag:v1 "),
        format!("tag:{}", many("v1,")),
        many("tag:\""),
        many("from:2024 "),
        many("title:a "),
        many("title:\""),
        many("dduwowngf "),
        many("bie6n gio71i "),
        many("7"),
        many("123 "),
        many("a1"),
        many("33-NQ/TW "),
        many("\u{301}"),
        many("国境"),
        many("\0"),
        many("biengioi "),
        many("\u{1f600}\u{200d}"),
        glued,
        corpus.words.concat(),
        corpus.words.join("-"),
    ] {
        let read = Query::parse(&query, false, &View::new(&index, &[]));
        assert!(read.terms.len() <= TERMS, "{query:.20}: {} terms", read.terms.len());
        assert!(read.conditions.len() <= TERMS, "{query:.20}: {} conditions", read.conditions.len());
        let values: usize = read.conditions.iter().map(|condition| condition.values.len()).sum();
        assert!(values <= 1024, "{query:.20}: {values} values");
        let (page, parts, rounds) = corpus.ask(&Request { query: &query, limit: 10, ..Request::default() });
        let page = page.expect("an answer");
        assert!(parts.len() < 4 * TERMS && rounds < 8, "{query:.20}: {} parts, {rounds} rounds", parts.len());
        assert!(page.hits.len() <= 10);
        // The seeds know how words are spelt; there, too.
        let request = Request { query: &query, limit: 10, ..Request::default() };
        assert!(search(corpus::index(), &request).is_ok(), "{query:.20}");
    }
}

#[test]
fn two_words_typed_as_one_are_no_more_terms_than_there_may_be() {
    let query = "biengioi ".repeat(40);
    let page = corpus::page(corpus::index(), &query);
    let once = corpus::page(corpus::index(), "biengioi");
    assert_eq!(page.total, once.total);
    let corrected = page.corrected.expect("it is taken for other words");
    assert!(corrected.to.starts_with("biên giới biên giới"), "{}", corrected.to);
}

#[test]
fn more_conditions_than_there_may_be_are_refused_where_they_are_given() {
    let corpus = Corpus::new();
    let ask = |count: usize| {
        let filters = "-tag:v1 ".repeat(count);
        corpus.ask(&Request { query: "bacan", limit: 10, filters: &filters, ..Request::default() }).0
    };
    assert!(ask(TERMS).is_ok());
    assert_eq!(ask(TERMS + 1).expect_err("none is passed over").code(), "filter/unknown");
}
