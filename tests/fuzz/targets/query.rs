//! What a visitor types, and what a page adds to it.

use timkiem::Document;
use timkiem::index::{Index, Stop};
use timkiem::search::explain::explain;
use timkiem::search::snippet::Passage;
use timkiem::search::{Page, Request, read, search};

use super::collection;

/// In: lines: a query, filters, what to sort by, how many hits, how many to
/// leave out, anything to take it literally, and the filters as conditions that always hold; and more lines of the query.
pub(super) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(7, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let [first, filters, sort, limit, offset, literal, more] = std::array::from_fn(|_| line());
    let query = [first, more].join("\n");
    let number = |line: &str, usual| line.parse().unwrap_or(usual);
    let (filters, always) = if literal.is_empty() { (filters, "") } else { ("", filters) };
    let request = Request {
        query: if more.is_empty() { first } else { &query },
        limit: number(limit, 10),
        offset: number(offset, 0),
        literal: !literal.is_empty(),
        filters,
        always,
        sort,
        lost: &[],
    };
    for index in collection::indexes() {
        ask(index, &request);
    }
}

fn ask(index: &Index, request: &Request) {
    let page = match search(index, request) {
        Ok(page) => page,
        Err(Stop::Error(error)) => {
            assert_eq!(error.code(), "filter/unknown");
            return super::assert_whole(error.message());
        }
        Err(Stop::Need(parts)) => panic!("everything is there, and {parts:?} is asked for"),
    };
    let documents = collection::documents();
    assert!(page.total <= documents.len() && page.hits.len() <= request.limit);
    let all = Request { limit: usize::MAX, offset: 0, ..*request };
    let all = search(index, &all).map_err(Stop::into_error).expect("it was found before");
    let expected: Vec<_> = all.hits.iter().skip(request.offset).take(request.limit).cloned().collect();
    assert_eq!((page.total, &page.hits), (all.total, &expected), "paging cuts one and the same list");
    assert_eq!(all.total, all.hits.len());
    assert!(page.corrected.iter().all(|corrected| corrected.from == request.query));
    assert!(!request.literal || page.corrected.is_none());
    for hit in &page.hits {
        let document = documents.iter().find(|document| document.id == hit.id).expect("a document");
        assert!(hit.score.is_finite(), "{}", hit.score);
        assert!(document.title.is_empty() || written(&hit.title) == document.title);
        let article = read(index, &hit.id, request.query, &[]).map_err(Stop::into_error).expect("a hit");
        let shown: Vec<String> = article.text.iter().map(written).collect();
        assert_eq!(shown.join("\n\n"), document.text);
    }
    explained(index, request, &page);
}

fn explained(index: &Index, request: &Request, page: &Page) {
    let ids: Vec<&str> = page.hits.iter().map(|hit| hit.id.as_str()).collect();
    let shares = explain(index, request, &ids).map_err(Stop::into_error).expect("it was found before");
    assert_eq!(shares.len(), ids.len());
}

/// A passage, all its pieces together.
pub(super) fn written(passage: &Passage) -> String {
    passage.pieces.iter().map(|(text, _)| text.as_str()).collect()
}

/// The paragraphs of a document as they are to be shown.
pub(super) fn paragraphs(document: &Document) -> Vec<&str> {
    document.text.split("\n\n").filter(|paragraph| !paragraph.is_empty()).collect()
}
