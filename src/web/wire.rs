//! A page of hits on its way to the scripts.
//!
//! In: a page. Out: nested lists with as few texts in them as can be, which
//! `www/open-index.js` makes objects of. Invariant: says all that the page
//! says; every text that crosses costs as much as scoring a hundred documents.
//!
//! ```text
//! page    = [total, partial, hit*]
//! hit     = [id, url, date, score, title, snippet, (name, value)*]
//! title, snippet = passage
//! passage = text, [length of each piece in units of UTF-16, less than 0 if it
//!           is a hit]
//! ```

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::search::snippet::Passage;
use crate::search::{Hit, Page};

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
        let hit = self.0;
        let mut list = serializer.serialize_seq(None)?;
        list.serialize_element(hit.id.as_str())?;
        list.serialize_element(&hit.url.as_deref())?;
        list.serialize_element(&hit.date.as_deref())?;
        list.serialize_element(&hit.score)?;
        for passage in [&hit.title, &hit.snippet] {
            let (text, lengths) = joined(passage);
            list.serialize_element(text.as_str())?;
            list.serialize_element(&lengths)?;
        }
        for (name, value) in &hit.meta {
            list.serialize_element(name.as_str())?;
            list.serialize_element(value.as_str())?;
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
            ["a", null, "2024", 1.5, "một hai", [-3, 4], "𠀀", [-2], "author", "A"]
        ]);
        assert_eq!(wire, expected);
    }
}
