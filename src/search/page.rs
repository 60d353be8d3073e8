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
    /// Whether it was answered without parts of the index that could not be
    /// had.
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

/// A name and a value for each that is known.
struct Meta<'a>(&'a [(String, String)]);

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name.as_str(), value.as_str())?;
        }
        map.end()
    }
}

impl Serialize for Page {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("total", &self.total)?;
        map.serialize_entry("tookMs", &self.took_ms)?;
        map.serialize_entry("partial", &self.partial)?;
        map.serialize_entry("hits", &self.hits)?;
        map.end()
    }
}

impl Serialize for Hit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("id", self.id.as_str())?;
        map.serialize_entry("url", &self.url.as_deref())?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("date", &self.date.as_deref())?;
        map.serialize_entry("score", &self.score)?;
        map.serialize_entry("snippet", &self.snippet)?;
        map.serialize_entry("meta", &Meta(&self.meta))?;
        map.end()
    }
}

impl Serialize for Article {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("id", self.id.as_str())?;
        map.serialize_entry("url", &self.url.as_deref())?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("date", &self.date.as_deref())?;
        map.serialize_entry("text", &self.text)?;
        map.serialize_entry("meta", &Meta(&self.meta))?;
        map.end()
    }
}
