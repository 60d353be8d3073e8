//! Documents on their way through an index.

use std::collections::BTreeSet;

use timkiem::index::build::{Options, build};
use timkiem::index::{Index, Stop};
use timkiem::search::{Request, read, search};
use timkiem::{Date, Document};

use super::query::{paragraphs, written};

/// How many words of a document are looked for.
const WORDS: usize = 24;

/// In: the language, then documents, parted by the byte 1; the fields of each
/// parted by the byte 2: title, text, date, author, tag.
pub(super) fn documents(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut said = text.split('\u{1}');
    let language = said.next().unwrap_or_default();
    let documents: Vec<Document> = said.enumerate().map(|(at, fields)| document(at, fields)).collect();
    let file = |part| {
        let options = Options { language: language.to_owned(), part, ..Options::default() };
        let built = build(&documents, &options).map_err(|error| super::assert_whole(error.message())).ok()?;
        Some(built.into_iter().flat_map(|part| part.bytes).collect::<Vec<u8>>())
    };
    let Some(whole) = file(None) else { return };
    assert!(file(None).as_ref() == Some(&whole), "the same documents give the same bytes");
    for file in [Some(whole), file(Some(64))].into_iter().flatten() {
        let index = Index::open(&file).expect("what was built can be opened");
        documents.iter().for_each(|document| comes_back(document, &index));
        documents.iter().for_each(|document| is_found(document, documents.len(), &index));
    }
}

fn document(at: usize, fields: &str) -> Document {
    let mut fields = fields.split('\u{2}').map(str::to_owned);
    let mut field = || fields.next().filter(|field| !field.is_empty());
    let (title, text) = (field().unwrap_or_default(), field().unwrap_or_default());
    Document {
        id: at.to_string(),
        title,
        text,
        date: field().and_then(|date| Date::parse(&date)),
        meta: field().map(|author| ("author".to_owned(), author)).into_iter().collect(),
        filters: field().map(|tag| ("tag".to_owned(), BTreeSet::from([tag]))).into_iter().collect(),
        ..Document::default()
    }
}

fn comes_back(document: &Document, index: &Index) {
    let article = read(index, &document.id, "", &[]).map_err(Stop::into_error).expect("an article");
    assert_eq!(written(&article.title), document.title);
    let shown: Vec<String> = article.text.iter().map(written).collect();
    assert_eq!(shown, paragraphs(document));
    assert_eq!(article.date, document.date.map(|date| date.to_string()));
    assert_eq!(article.meta, document.meta.clone().into_iter().collect::<Vec<_>>());
}

fn is_found(document: &Document, limit: usize, index: &Index) {
    let of = |text| index.root().analysis.tokens(text).map(|token| &text[token]);
    let words: BTreeSet<&str> = of(document.title.as_str()).chain(of(&document.text)).collect();
    for query in words.into_iter().take(WORDS) {
        let request = Request { query, limit, literal: true, ..Request::default() };
        let page = search(index, &request).map_err(Stop::into_error).expect("a page");
        assert!(page.hits.iter().any(|hit| hit.id == document.id), "{query:?} does not find {document:?}");
    }
}
