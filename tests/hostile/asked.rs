//! An index of everything there is, and every kind of question, so that no
//! byte of it goes unread.
//!
//! In: an index, whole or damaged. Out: what it answers, as text, or the code
//! of its error. `engine.mjs` asks the engine for browsers the same and must
//! be told the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};
use timkiem::document::Section;
use timkiem::index::build::Options;
use timkiem::index::part::{self, PartId};
use timkiem::index::{Index, Stop};
use timkiem::search::{Page, Request, read, search};
use timkiem::{Date, Document, Error};

use crate::corpus;

/// The files of an index, each with what it is named after; the root first.
pub(super) type Parts = Vec<(PartId, Vec<u8>)>;

/// What is asked, as the engine takes it and as scripts say it.
#[derive(Serialize)]
pub(super) struct Asked {
    query: &'static str,
    #[serde(skip)]
    filters: &'static str,
    options: Value,
}

/// Every kind of question: words, beginnings, slips, phrases, exclusions,
/// units, keystrokes, words typed as one, other ways of writing, characters of
/// scripts without spaces, conditions, orders, pages.
pub(super) fn questions() -> Vec<Asked> {
    let asked = |query| Asked { query, filters: "", options: json!({ "limit": 10 }) };
    let mut all: Vec<Asked> = [
        "biên giới tuan tra",
        "b",
        "\"bộ đội biên phòng\" title:biên",
        "-biển -\"hai ba\" bien",
        "biengioi ddooij bo65 33-NQ/TW 12 350",
        "bdbp boundary 中国 tuần trx",
    ]
    .map(asked)
    .into();
    all.push(Asked {
        query: "tag:\"Thanh Hóa\",x from:2023",
        filters: "-tag:\"b\" to:2024-11",
        options: json!({ "limit": 1, "sort": "date:asc", "filters": { "tag": { "none": "b" } }, "to": "2024-11" }),
    });
    let options = json!({ "limit": i32::MAX, "offset": 1, "literal": true, "sort": "price:desc" });
    all.push(Asked { query: "biên", filters: "", options });
    all
}

/// The articles that are read, each with a query.
pub(super) const ARTICLES: [(&str, &str); 2] = [("a", "bien gioi"), ("c", "")];

/// Documents that have all that documents can have.
pub(super) fn documents() -> Vec<Document> {
    let text = "Bộ đội Biên phòng (BĐBP) tuần tra biên giới.\n\nHai ba\n\nSố 33-NQ/TW: 12.350 người, BIÊN GIỚI nga\u{303}.";
    let heading = text.find("Hai").expect("a heading");
    let named = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let tagged = |value: &str| {
        BTreeMap::from([("tag".to_owned(), BTreeSet::from([value.to_owned(), "x".to_owned()]))])
    };
    let a = Document {
        id: "a".to_owned(),
        url: Some("/a".to_owned()),
        title: "Biên giới".to_owned(),
        date: Date::parse("2024-11-05"),
        text: text.to_owned(),
        sections: vec![Section { heading: heading..heading + 6, anchor: "hai".to_owned() }],
        weights: vec![(0..3, 2)],
        meta: named("author", "An"),
        filters: tagged("Thanh Hóa"),
        sorts: named("price", "12"),
        ..Document::default()
    };
    let plain = |id: &str, text: &str| Document {
        id: id.to_owned(),
        title: text.split(' ').take(2).collect::<Vec<_>>().join(" "),
        title_is_derived: true,
        text: text.to_owned(),
        ..Document::default()
    };
    let b = Document {
        date: Date::parse("2023"),
        language: Some("en".to_owned()),
        filters: tagged("b"),
        ..plain("b", "biển giỏi boundary boundaries 中国中 tuần, tuần tra")
    };
    vec![a, b, plain("c", "bộ đội biên giới giới hai ba bốn")]
}

/// What they are built with.
fn options(part: usize, common: usize) -> Options {
    let synonyms = vec![vec!["BĐBP".to_owned(), "bộ đội biên phòng".to_owned()]];
    Options { part: Some(part), common, synonyms, recent: 0.2, ..Options::default() }
}

/// The parts of their index, several of each kind, the root first.
pub(super) fn parts() -> Parts {
    split(&corpus::built(&documents(), &options(40, 12)))
}

/// The same with every term common and all of a kind in one part, which leaves
/// its pairs out.
pub(super) fn without_pairs() -> Parts {
    let mut parts = split(&corpus::built(&documents(), &options(10_000, 1000)));
    for (id, file) in &mut parts {
        if id.kind == part::PartKind::Postings {
            let whole = part::read(file).expect("a built part is sound")[0];
            let payload = timkiem::index::pairs::left_out(whole.payload);
            *file = part::Part { payload, ..whole }.write();
        }
    }
    parts
}

fn split(file: &[u8]) -> Parts {
    let parts = part::read(file).expect("a built file is sound");
    parts.iter().map(|part| (part.id, part.write())).collect()
}

/// What all parts in one file answer.
pub(super) fn whole(parts: &Parts) -> Value {
    let file: Vec<u8> = parts.iter().flat_map(|(_, file)| file).copied().collect();
    match Index::open(&file) {
        Ok(index) => json!([answers(&index, &[])]),
        Err(error) => json!([code(&error)]),
    }
}

/// What the first part answers with those of the others that can be added, each
/// under its name; and what is said of each.
pub(super) fn apart(parts: &Parts) -> Value {
    let mut index = match Index::open(&parts[0].1) {
        Ok(index) => index,
        Err(error) => return json!([code(&error)]),
    };
    let (mut said, mut lost) = (Vec::new(), Vec::new());
    for (id, file) in &parts[1..] {
        let added = index.add(file);
        said.push(match added {
            Ok(()) if index.has(*id) => Value::Null,
            Ok(()) => "index/corrupt".into(),
            Err(error) => code(&error),
        });
        if said.last() != Some(&Value::Null) {
            lost.push(*id);
        }
    }
    json!([said, answers(&index, &lost)])
}

fn answers(index: &Index, lost: &[PartId]) -> Vec<Value> {
    let mut answers: Vec<Value> = Vec::new();
    for asked in questions() {
        answers.push(asked.of(index, lost).map_or_else(stopped, |page| corpus::json(&page)));
    }
    for (id, query) in ARTICLES {
        answers.push(read(index, id, query, lost).map_or_else(stopped, |article| json!(article)));
    }
    answers
}

impl Asked {
    fn of(&self, index: &Index, lost: &[PartId]) -> Result<Page, Stop> {
        let number = |name: &str| self.options[name].as_u64().unwrap_or_default() as usize;
        let request = Request {
            query: self.query,
            filters: self.filters,
            always: "",
            sort: self.options["sort"].as_str().unwrap_or_default(),
            literal: self.options["literal"] == true,
            limit: number("limit"),
            offset: number("offset"),
            lost,
        };
        search(index, &request)
    }
}

fn stopped(stop: Stop) -> Value {
    match stop {
        Stop::Error(error) => code(&error),
        Stop::Need(parts) => parts.iter().map(|id| id.name()).collect::<Vec<_>>().join(" ").into(),
    }
}

/// The code of an error that says what was expected, what was found, what to do.
pub(super) fn code(error: &Error) -> Value {
    super::is_whole(error);
    error.code().into()
}

/// What a page is told that opens the first part and brings others as they are
/// needed, doing without those that cannot be added.
pub(super) fn as_needed(parts: &Parts) -> Value {
    let mut index = match Index::open(&parts[0].1) {
        Ok(index) => index,
        Err(error) => return code(&error),
    };
    let mut answers: Vec<Value> = Vec::new();
    for asked in questions() {
        answers.push(brought(&mut index, parts, |index, lost| {
            asked.of(index, lost).map(|page| corpus::json(&page))
        }));
    }
    for (id, query) in ARTICLES {
        answers.push(brought(&mut index, parts, |index, lost| {
            read(index, id, query, lost).map(|article| json!(article))
        }));
    }
    answers.into()
}

/// As `OpenIndex` in `www/open-index.js` does it.
fn brought(
    index: &mut Index,
    parts: &Parts,
    ask: impl Fn(&Index, &[PartId]) -> Result<Value, Stop>,
) -> Value {
    let (mut lost, mut why): (Vec<PartId>, Vec<Value>) = (Vec::new(), Vec::new());
    loop {
        let needed = match ask(index, &lost) {
            Ok(mut answer) => {
                if answer["partial"] == true {
                    answer["error"] = json!({ "code": why[0] });
                }
                return answer;
            }
            Err(Stop::Error(error)) => return code(&error),
            Err(Stop::Need(needed)) => needed,
        };
        if needed.iter().all(|id| lost.contains(id)) {
            return why[0].clone();
        }
        for id in needed {
            let reason = match parts.iter().find(|part| part.0 == id).map(|(_, file)| index.add(file)) {
                Some(Ok(())) if index.has(id) => continue,
                Some(Ok(())) => "index/corrupt".into(),
                Some(Err(error)) => code(&error),
                None => "index/missing".into(),
            };
            lost.push(id);
            why.push(reason);
        }
    }
}
