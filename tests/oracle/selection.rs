//! Which documents conditions let in, in what order, and how many have what.

use std::collections::BTreeSet;

use timkiem::Document;

use super::words::{fold, words};

/// What a query says of the fields of documents.
#[derive(Debug, Clone)]
pub(super) enum Condition {
    Has(String, Vec<String>),
    Lacks(String, Vec<String>),
    From(String),
    To(String),
}

impl Condition {
    pub(super) fn written(&self) -> String {
        let values = |all: &[String]| all.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>().join(",");
        match self {
            Condition::Has(name, wanted) => format!("{name}:{}", values(wanted)),
            Condition::Lacks(name, unwanted) => format!("-{name}:{}", values(unwanted)),
            Condition::From(date) => format!("from:{date}"),
            Condition::To(date) => format!("to:{date}"),
        }
    }

    /// The name it is about, if it is about one that documents are filtered by.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Condition::Has(name, _) | Condition::Lacks(name, _) => Some(name),
            Condition::From(_) | Condition::To(_) => None,
        }
    }

    /// Whether any document has what it is about; else it is two words.
    pub(super) fn is_known(&self, documents: &[Document]) -> bool {
        documents.iter().any(|document| match self.name() {
            Some(name) => document.filters.contains_key(name),
            None => document.date.is_some(),
        })
    }

    pub(super) fn lets_in(&self, document: &Document, documents: &[Document]) -> bool {
        let letters =
            |value: &str| -> Vec<String> { words(value).iter().map(|one| fold(&one.word)).collect() };
        let has = |name: &str, asked: &[String]| {
            let values = |document: &Document| document.filters.get(name).cloned().unwrap_or_default();
            asked.iter().any(|one| {
                let is_there = documents.iter().any(|document| values(document).contains(one));
                let is_like = |value: &String| letters(one) == letters(value) && !letters(one).is_empty();
                let is_it = |value: &String| one == value || !is_there && is_like(value);
                values(document).iter().any(is_it)
            })
        };
        // The first and the last day that a date may be, as letters.
        let date = document.date.map(|date| date.to_string());
        let first = |date: &str| format!("{date:\u{1}<10}");
        let last = |date: &str| format!("{date:~<10}");
        match self {
            Condition::Has(name, wanted) => has(name, wanted),
            Condition::Lacks(name, unwanted) => !has(name, unwanted),
            Condition::From(from) => date.is_some_and(|date| last(&date) >= first(from)),
            Condition::To(to) => date.is_some_and(|date| first(&date) <= last(to)),
        }
    }
}

/// Whether all of these let a document in.
pub(super) fn let_in<'a>(
    conditions: impl IntoIterator<Item = &'a Condition>,
    document: &Document,
    documents: &[Document],
) -> bool {
    conditions.into_iter().all(|condition| condition.lets_in(document, documents))
}

/// Values in the order they are sorted by: numbers by size where all of them
/// are numbers, anything else by its letters without case and marks.
fn sorted(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut values: Vec<String> = values.collect::<BTreeSet<String>>().into_iter().collect();
    let number = |value: &String| value.parse::<f64>().ok();
    if values.iter().all(|value| number(value).is_some()) {
        values.sort_by(|one, other| number(one).partial_cmp(&number(other)).expect("numbers"));
    } else {
        values.sort_by_cached_key(|value| fold(&value.to_lowercase()));
    }
    values
}

/// The place of every document by what is sorted by, higher first; those
/// without a value are last. None if no document has any.
pub(super) fn places(sort: &str, documents: &[Document]) -> Option<Vec<i64>> {
    let (name, way) = sort.split_once(':').unwrap_or((sort, if sort == "date" { "desc" } else { "asc" }));
    let value = |document: &Document| match name {
        "date" => document.date.map(|date| date.to_string()),
        _ => document.sorts.get(name).cloned(),
    };
    let values = sorted(documents.iter().filter_map(value));
    if values.is_empty() {
        return None;
    }
    let place = |value| values.iter().position(|one| *one == value).map(|place| place as i64);
    let place = |document| match value(document).and_then(place) {
        Some(place) if way == "desc" => place,
        Some(place) => -place,
        None => i64::MIN,
    };
    Some(documents.iter().map(place).collect())
}

/// How many of the documents that answer have each value of each name, if the
/// conditions let them in, but for those on the name itself where these are
/// `to_choose`.
pub(super) fn facets(
    documents: &[Document],
    answers: &[bool],
    conditions: &[Condition],
    to_choose: bool,
) -> Vec<(String, Vec<(String, u32)>)> {
    let names: BTreeSet<&String> = documents.iter().flat_map(|document| document.filters.keys()).collect();
    let facet = |name: &String| {
        let others = || conditions.iter().filter(|condition| !to_choose || condition.name() != Some(name));
        let counted = documents.iter().zip(answers).filter(|(_, answers)| **answers);
        let counted: Vec<&Document> = counted
            .map(|(document, _)| document)
            .filter(|document| let_in(others(), document, documents))
            .collect();
        let with = |document: &Document, value: &str| {
            document.filters.get(name).is_some_and(|of| of.contains(value))
        };
        let values = documents.iter().filter_map(|document| document.filters.get(name));
        let counts = sorted(values.flatten().cloned()).into_iter().map(|value| {
            let count = counted.iter().filter(|document| with(document, &value)).count() as u32;
            (value, count)
        });
        (name.clone(), counts.filter(|(_, count)| *count > 0).collect())
    };
    names.into_iter().map(facet).collect()
}
