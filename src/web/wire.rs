//! Pages of hits, and articles, on their way to the scripts.
//!
//! In: a page or an article. Out: nested lists with as few texts in them as
//! can be, which `www/open-index.js` makes objects of. Invariant: says all
//! that the page says; every text that crosses costs as much as scoring a
//! hundred documents.
//!
//! ```text
//! page    = [total, partial, hit*]
//! hit     = [id, url, date, passage, [score, passage], (name, value)*]
//! article = [id, url, date, passage, [passage*], (name, value)*]
//! passage = text, [length of each piece in units of UTF-16, less than 0 if it
//!           is a hit]
//! ```

use std::slice::from_ref;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::search::snippet::Passage;
use crate::search::{Article, Hit, Page};

/// See the module.
pub(super) struct Wire<'a, T>(pub(super) &'a T);

impl Serialize for Wire<'_, Page> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_seq(None)?;
        page.serialize_element(&(self.0.total as u32))?;
        page.serialize_element(&self.0.partial)?;
        for hit in &self.0.hits {
            page.serialize_element(&Wire(hit))?;
        }
        page.end()
    }
}

impl Serialize for Wire<'_, Hit> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Hit { id, url, date, title, meta, .. } = self.0;
        Shown { id, url, date, title, score: Some(self.0.score), text: from_ref(&self.0.snippet), meta }
            .serialize(serializer)
    }
}

impl Serialize for Wire<'_, Article> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Article { id, url, date, title, text, meta } = self.0;
        Shown { id, url, date, title, score: None, text, meta }.serialize(serializer)
    }
}

/// What hits and articles have in common.
struct Shown<'a> {
    id: &'a str,
    url: &'a Option<String>,
    date: &'a Option<String>,
    title: &'a Passage,
    score: Option<f64>,
    text: &'a [Passage],
    meta: &'a [(String, String)],
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        list.serialize_element(self.id)?;
        list.serialize_element(&self.url.as_deref())?;
        list.serialize_element(&self.date.as_deref())?;
        let (text, lengths) = joined(self.title);
        list.serialize_element(text.as_str())?;
        list.serialize_element(&lengths)?;
        list.serialize_element(&Text(self.score, self.text))?;
        for (name, value) in self.meta {
            list.serialize_element(name.as_str())?;
            list.serialize_element(value.as_str())?;
        }
        list.end()
    }
}

/// The score, if there is one, and the passages of a text.
struct Text<'a>(Option<f64>, &'a [Passage]);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        if let Some(score) = self.0 {
            list.serialize_element(&score)?;
        }
        for passage in self.1 {
            let (text, lengths) = joined(passage);
            list.serialize_element(text.as_str())?;
            list.serialize_element(&lengths)?;
        }
        list.end()
    }
}

/// A passage in one piece, and how long each was.
fn joined(passage: &Passage) -> (String, Vec<i32>) {
    let (mut text, mut lengths) = (String::new(), Vec::new());
    for (piece, is_hit) in &passage.pieces {
        text.push_str(piece);
        // Characters of four bytes are two units, all others one.
        let units = |byte: u8| i32::from(byte & 0xc0 != 0x80) + i32::from(byte >= 0xf0);
        let length: i32 = piece.bytes().map(units).sum();
        lengths.push(if *is_hit { -length } else { length });
    }
    (text, lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_crosses_in_few_texts() {
        let piece = |text: &str, is_hit| (text.to_owned(), is_hit);
        let hit = Hit {
            id: "a".to_owned(),
            url: None,
            title: Passage {
                pieces: vec![piece("một", true), piece(" hai", false)],
                opens: true,
                closes: true,
            },
            date: Some("2024".to_owned()),
            score: 1.5,
            snippet: Passage { pieces: vec![piece("𠀀", true)], opens: true, closes: true },
            meta: vec![("author".to_owned(), "A".to_owned())],
        };
        let page = Page { total: 1, hits: vec![hit], ..Page::default() };
        let wire = serde_json::to_value(Wire(&page)).expect("JSON");
        let expected = serde_json::json!([
            1,
            false,
            ["a", null, "2024", "một hai", [-3, 4], [1.5, "𠀀", [-2]], "author", "A"]
        ]);
        assert_eq!(wire, expected);
    }
}
