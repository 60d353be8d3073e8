//! Cases that are true of the seed corpus wherever it is searched.
//!
//! The table is data; this is what its keys mean. The same check runs on what
//! the engine answers natively, in wasm, and on what the page shows.

use serde::Deserialize;
use serde_json::Value;

use crate::corpus;

/// A line of the table. Documents are named by the number that their id
/// begins with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What it is about.
    pub(crate) about: String,
    /// The queries; each must fulfil what follows.
    pub(crate) queries: Vec<String>,
    /// Which of them give the same documents in the same order; all if not said.
    same: Option<Vec<String>>,
    /// The documents that come first, in this order.
    #[serde(default)]
    first: Vec<String>,
    /// The documents that come first, in any order.
    #[serde(default)]
    leading: Vec<String>,
    /// All documents, in any order.
    only: Option<Vec<String>>,
    /// Every word that is marked, in lower case: each somewhere, none besides.
    marked: Option<Vec<String>>,
    /// What the query is taken for, and said to be.
    corrected: Option<String>,
    /// Whether it must be taken as it was typed.
    #[serde(default)]
    not_corrected: bool,
    /// The other ways of writing it that are looked for, and said to be.
    expanded: Option<Vec<String>>,
    /// The first suggestions.
    suggestions: Option<Vec<String>>,
    /// An article, read with these queries.
    pub(crate) article: Option<Read>,
}

/// What an article must show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Read {
    /// The number its id begins with.
    id: String,
    /// Every word that is marked, in lower case: each somewhere, none besides.
    marked: Vec<String>,
    /// How many marks there are.
    marks: Option<usize>,
}

/// The table.
pub(crate) fn all() -> Vec<Case> {
    serde_json::from_str(include_str!("cases.json")).expect("the table of cases is sound")
}

/// Checks one answer, given as `{ hits: [{ id, title, snippet }], corrected: { to } }`.
pub(crate) fn check(case: &Case, query: &str, page: &Value) -> Result<(), String> {
    let ids = ids(page);
    let fail = |what: &str| Err(format!("{} — {query:?}: {what}, found {ids:?}", case.about));
    if !ids.starts_with(&case.first) {
        return fail(&format!("expected {:?} first", case.first));
    }
    if sorted(ids.iter().take(case.leading.len())) != sorted(&case.leading) {
        return fail(&format!("expected {:?} before all others", case.leading));
    }
    if case.only.as_ref().is_some_and(|only| sorted(&ids) != sorted(only)) {
        return fail(&format!("expected just {:?}", case.only));
    }
    let marked = marked(page);
    if case.marked.as_ref().is_some_and(|expected| sorted(&marked) != sorted(expected)) {
        return fail(&format!("expected {:?} to be marked and nothing else, found {marked:?}", case.marked));
    }
    for (name, expected) in [("expanded", &case.expanded), ("suggestions", &case.suggestions)] {
        let found: Vec<&str> =
            page[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if expected.as_ref().is_some_and(|expected| {
            !found.starts_with(&expected.iter().map(String::as_str).collect::<Vec<_>>())
        }) {
            return fail(&format!("expected {name} {expected:?}, found {found:?}"));
        }
    }
    let corrected = page["corrected"]["to"].as_str();
    if (case.not_corrected || case.corrected.is_some()) && corrected != case.corrected.as_deref() {
        return fail(&format!("expected it to be taken for {:?}, found {corrected:?}", case.corrected));
    }
    for hit in page["hits"].as_array().into_iter().flatten() {
        for passage in [&hit["title"], &hit["snippet"]] {
            for text in hits_in(passage) {
                let clings = |c: char| !(c.is_alphanumeric() || is_mark(c));
                if text.starts_with(clings) || text.ends_with(clings) {
                    return fail(&format!("a mark goes beyond its word: {text:?}"));
                }
            }
        }
    }
    Ok(())
}

/// Checks one article, given as `{ id, text: [passage] }`.
pub(crate) fn check_article(case: &Case, read: &Read, query: &str, article: &Value) -> Result<(), String> {
    let mut marked: Vec<String> =
        article["text"].as_array().into_iter().flatten().flat_map(hits_in).map(str::to_lowercase).collect();
    let marks = marked.len();
    marked.sort();
    marked.dedup();
    if sorted(&marked) != sorted(&read.marked) || read.marks.is_some_and(|expected| expected != marks) {
        return Err(format!(
            "{} — {query:?} in {}: found {marks} marks, {marked:?}",
            case.about, article["id"]
        ));
    }
    Ok(())
}

/// The id of the document that an article case is about.
pub(crate) fn article_id(read: &Read) -> String {
    let documents = corpus::documents();
    let document = documents.iter().find(|document| document.id.starts_with(&read.id));
    document.expect("the case names a seed").id.clone()
}

/// The pieces of a passage that are hits.
fn hits_in(passage: &Value) -> impl Iterator<Item = &str> {
    passage
        .as_array()
        .into_iter()
        .flatten()
        .filter(|piece| piece[1] == true)
        .filter_map(|piece| piece[0].as_str())
}

/// Checks that the queries of a case agree; `answer` gives the page of each.
pub(crate) fn check_same(case: &Case, mut answer: impl FnMut(&str) -> Value) -> Result<(), String> {
    let queries = case.same.as_ref().unwrap_or(&case.queries);
    let mut answers = queries.iter().map(|query| (query, ids(&answer(query))));
    let Some((first, expected)) = answers.next() else { return Ok(()) };
    for (query, found) in answers {
        if found != expected {
            return Err(format!(
                "{} — expected {query:?} to find what {first:?} finds, {expected:?}, found {found:?}",
                case.about
            ));
        }
    }
    Ok(())
}

fn ids(page: &Value) -> Vec<String> {
    let hits = page["hits"].as_array().into_iter().flatten();
    hits.map(|hit| hit["id"].as_str().unwrap_or_default().chars().take(3).collect()).collect()
}

fn marked(page: &Value) -> Vec<String> {
    let mut marked = Vec::new();
    for hit in page["hits"].as_array().into_iter().flatten() {
        for passage in [&hit["title"], &hit["snippet"]] {
            marked.extend(hits_in(passage).map(str::to_lowercase));
        }
    }
    marked.sort();
    marked.dedup();
    marked
}

fn sorted<'a>(items: impl IntoIterator<Item = &'a String>) -> Vec<&'a String> {
    let mut items: Vec<&String> = items.into_iter().collect();
    items.sort();
    items
}

fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

#[test]
fn every_case_holds_natively() {
    let answer = |query: &str| corpus::json(&corpus::page(corpus::index(), query));
    for case in all() {
        for query in &case.queries {
            check(&case, query, &answer(query)).unwrap_or_else(|why| panic!("{why}"));
        }
        check_same(&case, answer).unwrap_or_else(|why| panic!("{why}"));
        for (read, query) in
            case.article.iter().flat_map(|read| case.queries.iter().map(move |query| (read, query)))
        {
            let article = timkiem::search::read(corpus::index(), &article_id(read), query, &[]);
            let Ok(article) = article else { panic!("{read:?} is not there") };
            let article = serde_json::to_value(&article).expect("JSON");
            check_article(&case, read, query, &article).unwrap_or_else(|why| panic!("{why}"));
        }
    }
}

#[test]
fn a_passage_is_a_stretch_of_the_document() {
    let documents = corpus::documents();
    for case in all() {
        for query in &case.queries {
            for hit in corpus::page(corpus::index(), query).hits {
                let document =
                    documents.iter().find(|document| document.id == hit.id).expect("a hit is a document");
                let text: String = hit.snippet.pieces.iter().map(|(text, _)| text.as_str()).collect();
                let is_there =
                    |passage| document.text.split("\n\n").any(|paragraph| paragraph.contains(passage));
                let is_stretch = text.split(" … ").all(is_there);
                assert!(is_stretch, "{query:?}: {text:?} is not within paragraphs of {}", hit.id);
                let title: String = hit.title.pieces.iter().map(|(text, _)| text.as_str()).collect();
                assert_eq!(title, document.title);
            }
        }
    }
}
