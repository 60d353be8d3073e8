//! What is answered: pages of hits, and articles.
//!
//! In: nothing; these are shapes. Out: the same as data for whoever asked,
//! with the names that scripts and the JSON of the command line use.
//! Invariant: one shape everywhere; `timkiem.d.ts` says it for scripts.

use serde::{Serialize, Serializer};

use super::snippet::Passage;

/// What is answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// How many documents answer the query.
    pub total: usize,
    /// Whether that is about how many: of a phrase of three words or more only
    /// texts say which documents have it, and not all that may have it have
    /// been looked at.
    pub estimated: bool,
    /// How long it took in milliseconds, told by whoever called the engine,
    /// which has no clock.
    pub took_ms: f64,
    /// What the query was taken for, if it was corrected.
    pub corrected: Option<Correction>,
    /// Other ways of writing it that were looked for too.
    pub expanded: Vec<String>,
    /// What the query may become, its last word finished, the likeliest first.
    pub suggestions: Vec<String>,
    /// How many hits have each value of what they can be filtered by, by name.
    #[serde(serialize_with = "facets")]
    pub facets: Vec<(String, Vec<(String, u32)>)>,
    /// Whether parts that cannot be had were wanted: then there may be more
    /// hits than these, in another order.
    pub partial: bool,
    /// The best of them, in order.
    pub hits: Vec<Hit>,
}

/// A query that was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// As it was typed.
    pub from: String,
    /// What it was taken for.
    pub to: String,
}

/// A document that answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// The sections of it that answer best.
    pub sections: Vec<Section>,
    /// Whatever else is known of it, by name.
    #[serde(serialize_with = "map")]
    pub meta: Vec<(String, String)>,
}

/// A section of a document that answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// Its heading, hits marked.
    pub title: Passage,
    /// Where it can be opened.
    pub url: Option<String>,
    /// The passage of it that answers, hits marked.
    pub snippet: Passage,
}

/// A document as it is stored, to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    #[serde(serialize_with = "map")]
    pub meta: Vec<(String, String)>,
}

/// A map of maps.
fn facets<S: Serializer>(facets: &[(String, Vec<(String, u32)>)], serializer: S) -> Result<S::Ok, S::Error> {
    struct Counts<'a>(&'a [(String, u32)]);
    impl Serialize for Counts<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(value, count)| (value, count)))
        }
    }
    serializer.collect_map(facets.iter().map(|(name, counts)| (name, Counts(counts))))
}

/// Names and values as a map.
fn map<S: Serializer>(meta: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(meta.iter().map(|(name, value)| (name, value)))
}
