//! What is answered: pages of hits, and articles.
//!
//! In: nothing; these are shapes. Out: the same as data for whoever asked,
//! with the names that scripts and the JSON of the command line use.
//! Invariant: one shape everywhere; `timkiem.d.ts` says it for scripts.
//!
//! Each is written as a map rather than as a struct: for the names of structs
//! the browser's side would bring a table of them along.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::snippet::Passage;

/// What is answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// How many documents answer the query.
    pub total: usize,
    /// How long it took in milliseconds, told by whoever called the engine,
    /// which has no clock.
    pub took_ms: f64,
    /// Whether parts that cannot be had were wanted: then there may be more
    /// hits than these, in another order.
    pub partial: bool,
    /// The best of them, in order.
    pub hits: Vec<Hit>,
}

/// A document that answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its id.
    pub id: String,
    /// Where it can be opened; none if it lives in the index only.
    pub url: Option<String>,
    /// Its title, hits marked.
    pub title: Passage,
    /// Its date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// How well it answers; means something beside the scores of the same page
    /// only.
    pub score: f64,
    /// The passage that answers, hits marked.
    pub snippet: Passage,
    /// Whatever else is known of it, by name.
    pub meta: Vec<(String, String)>,
}

/// A document as it is stored, to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its id.
    pub id: String,
    /// Where it can be opened; none if it lives in the index only.
    pub url: Option<String>,
    /// Its title, hits marked.
    pub title: Passage,
    /// Its date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Its paragraphs, hits marked.
    pub text: Vec<Passage>,
    /// Whatever else is known of it, by name.
    pub meta: Vec<(String, String)>,
}

/// A value of a map, whatever it is: one type for all of them, or the
/// browser's side would have the same code for each.
enum Value<'a> {
    Nothing,
    Flag(bool),
    Count(usize),
    Number(f64),
    Text(&'a str),
    Passages(&'a [Passage]),
    Passage(&'a Passage),
    Hits(&'a [Hit]),
    Meta(&'a [(String, String)]),
}

impl<'a> Value<'a> {
    fn optional(text: &'a Option<String>) -> Value<'a> {
        text.as_deref().map_or(Value::Nothing, Value::Text)
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Value::Nothing => serializer.serialize_none(),
            Value::Flag(flag) => serializer.serialize_bool(flag),
            Value::Count(count) => serializer.serialize_u32(count as u32),
            Value::Number(number) => serializer.serialize_f64(number),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Passages(passages) => serializer.collect_seq(passages),
            Value::Passage(passage) => passage.serialize(serializer),
            Value::Hits(hits) => serializer.collect_seq(hits),
            Value::Meta(meta) => {
                let mut map = serializer.serialize_map(Some(meta.len()))?;
                for (name, value) in meta {
                    map.serialize_entry(name.as_str(), &Value::Text(value))?;
                }
                map.end()
            }
        }
    }
}

fn serialize<S: Serializer>(entries: &[(&str, Value)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(entries.len()))?;
    for (name, value) in entries {
        map.serialize_entry(*name, value)?;
    }
    map.end()
}

impl Serialize for Page {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = [
            ("total", Value::Count(self.total)),
            ("tookMs", Value::Number(self.took_ms)),
            ("partial", Value::Flag(self.partial)),
            ("hits", Value::Hits(&self.hits)),
        ];
        serialize(&entries, serializer)
    }
}

impl Serialize for Hit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = [
            ("id", Value::Text(&self.id)),
            ("url", Value::optional(&self.url)),
            ("title", Value::Passage(&self.title)),
            ("date", Value::optional(&self.date)),
            ("score", Value::Number(self.score)),
            ("snippet", Value::Passage(&self.snippet)),
            ("meta", Value::Meta(&self.meta)),
        ];
        serialize(&entries, serializer)
    }
}

impl Serialize for Article {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = [
            ("id", Value::Text(&self.id)),
            ("url", Value::optional(&self.url)),
            ("title", Value::Passage(&self.title)),
            ("date", Value::optional(&self.date)),
            ("text", Value::Passages(&self.text)),
            ("meta", Value::Meta(&self.meta)),
        ];
        serialize(&entries, serializer)
    }
}
