//! Pages of hits, and articles, on their way to the scripts.
//!
//! In: a page or an article. Out: one text with every text in it, and numbers,
//! how long each is among them, of which `www/open-index.js` makes objects. Invariant: says all that
//! the page says; a text of its own for each would cost as much to take across
//! as scoring a hundred documents.
//!
//! ```text
//! wire    = [text, numbers]
//! page    = number of hits, for each: document with one passage, score, sections;
//!           total, estimated? partial? 1 or 0, what the query was taken for,
//!           number of other ways of writing it, way*, number of suggestions,
//!           suggestion*, number of facets, facet*
//! sections = how many, for each: passage (its title), url, passage
//! facet   = name, number of values, (value, count)*
//! article = document
//! document = id, url, date, passage (its title), number of passages, passage*,
//!            number of names, (name, value)*
//! passage = number of pieces, piece*
//! ```
//! Each text is a number, its length in units of UTF-16: -1 for what there is
//! none of, and less than 0 for a piece that is a hit.

use serde::{Serialize, Serializer};

use crate::search::snippet::Passage;
use crate::search::{Article, Page, Section};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Wire {
    text: String,
    numbers: Vec<f64>,
}

impl Serialize for Wire {
    /// Without names: for those of a struct a table of names would come along.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.text, &self.numbers).serialize(serializer)
    }
}

impl Wire {
    /// A page of hits.
    pub(super) fn page(page: &Page) -> Wire {
        let mut wire = Wire::default();
        wire.count(page.hits.len());
        for hit in &page.hits {
            wire.document(
                &hit.id,
                &hit.url,
                &hit.date,
                &hit.title,
                std::slice::from_ref(&hit.snippet),
                &hit.meta,
            );
            wire.numbers.push(hit.score);
            wire.count(hit.sections.len());
            for Section { title, url, snippet } in &hit.sections {
                wire.passage(title);
                wire.given(url.as_deref());
                wire.passage(snippet);
            }
        }
        wire.count(page.total);
        wire.count(page.estimated.into());
        wire.count(page.partial.into());
        wire.given(page.corrected.as_ref().map(|corrected| corrected.to.as_str()));
        for list in [&page.expanded, &page.suggestions] {
            wire.count(list.len());
            list.iter().for_each(|text| wire.string(text));
        }
        wire.count(page.facets.len());
        for (name, values) in &page.facets {
            wire.string(name);
            wire.count(values.len());
            for (value, count) in values {
                wire.string(value);
                wire.count(*count as usize);
            }
        }
        wire
    }

    /// An article.
    pub(super) fn article(article: &Article) -> Wire {
        let Article { id, url, date, title, text, meta } = article;
        let mut wire = Wire::default();
        wire.document(id, url, date, title, text, meta);
        wire
    }

    fn document(
        &mut self,
        id: &str,
        url: &Option<String>,
        date: &Option<String>,
        title: &Passage,
        text: &[Passage],
        meta: &[(String, String)],
    ) {
        self.string(id);
        self.given(url.as_deref());
        self.given(date.as_deref());
        self.passage(title);
        self.count(text.len());
        text.iter().for_each(|passage| self.passage(passage));
        self.count(meta.len());
        for (name, value) in meta {
            self.string(name);
            self.string(value);
        }
    }

    fn passage(&mut self, passage: &Passage) {
        self.count(passage.pieces.len());
        for (piece, is_hit) in &passage.pieces {
            let length = self.append(piece);
            self.numbers.push(if *is_hit { -length } else { length });
        }
    }

    fn given(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.numbers.push(-1.0),
        }
    }

    fn string(&mut self, text: &str) {
        let length = self.append(text);
        self.numbers.push(length);
    }

    fn count(&mut self, count: usize) {
        self.numbers.push(count as f64);
    }

    /// Appends a text; how long it is.
    fn append(&mut self, text: &str) -> f64 {
        self.text.push_str(text);
        // Characters of four bytes are two units, all others one.
        let units = |byte: u8| i32::from(byte & 0xc0 != 0x80) + i32::from(byte >= 0xf0);
        text.bytes().map(units).sum::<i32>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Correction, Hit};

    #[test]
    fn a_page_crosses_in_one_text() {
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
            sections: Vec::new(),
            meta: vec![("author".to_owned(), "A".to_owned())],
        };
        let corrected = Correction { from: "môt hai".to_owned(), to: "một hai".to_owned() };
        let page = Page {
            total: 1,
            corrected: Some(corrected),
            suggestions: vec!["một ba".to_owned()],
            facets: vec![("tag".to_owned(), vec![("b".to_owned(), 1)])],
            hits: vec![hit],
            ..Page::default()
        };
        let wire = serde_json::to_value(Wire::page(&page)).expect("JSON");
        let expected = serde_json::json!([
            "a2024một hai𠀀authorAmột haimột batagb",
            [
                1.0, 1.0, -1.0, 4.0, 2.0, -3.0, 4.0, 1.0, 1.0, -2.0, 1.0, 6.0, 1.0, 1.5, 0.0, 1.0, 0.0, 0.0,
                7.0, 0.0, 1.0, 6.0, 1.0, 3.0, 1.0, 1.0, 1.0
            ]
        ]);
        assert_eq!(wire, expected);
    }

    #[test]
    fn an_article_has_a_passage_for_each_paragraph() {
        let paragraph = |text: &str| Passage { pieces: vec![(text.to_owned(), false)], ..Passage::default() };
        let article = Article {
            id: "a".to_owned(),
            url: Some("/a".to_owned()),
            title: Passage::default(),
            date: None,
            text: vec![paragraph("một"), paragraph("hai.")],
            meta: Vec::new(),
        };
        let wire = serde_json::to_value(Wire::article(&article)).expect("JSON");
        assert_eq!(
            wire,
            serde_json::json!(["a/amộthai.", [1.0, 2.0, -1.0, 0.0, 2.0, 1.0, 3.0, 1.0, 4.0, 0.0]])
        );
    }
}
