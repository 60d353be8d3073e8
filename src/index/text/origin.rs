//! What is kept of a document beside what is shown of it, so that an index
//! can be made of indexes: its language, what counts for more in its text,
//! what it is filtered and sorted by. Native only.
//!
//! In: a document and where the tokens of its text are. Out: bytes that the
//! page passes over, and from these the same again. Invariant: stretches of
//! text are kept as tokens, and come back from their first to their last.

use std::ops::Range;

use super::{Record, Root, Texts};
use crate::bytes::{Reader, Writer};
use crate::document::{Date, Document, Section};

impl Texts {
    /// A document as it was before it was stored.
    pub(crate) fn document(&self, record: Record, root: &Root) -> Document {
        let mut document = Document {
            title: self.written(&record.title, root),
            text: self.written(&record.body, root),
            id: record.id,
            url: record.url,
            title_is_derived: record.title_is_derived,
            date: record.date.as_deref().and_then(Date::parse),
            meta: record.meta.into_iter().collect(),
            ..Document::default()
        };
        if record.sections.is_empty() && record.origin.is_empty() {
            return document;
        }
        let spans: Vec<Range<usize>> = root.analysis.tokens(&document.text).collect();
        for (heading, anchor) in record.sections {
            let place = spans.get(heading.start).map_or(document.text.len(), |span| span.start);
            let heading = text(heading, &spans).unwrap_or(place..place);
            document.sections.push(Section { heading, anchor });
        }
        read(&record.origin, &spans, &mut document);
        document
    }
}

/// The stretch of text from the first of these tokens to the last.
fn text(tokens: Range<usize>, spans: &[Range<usize>]) -> Option<Range<usize>> {
    let stretch = spans.get(tokens)?;
    Some(stretch.first()?.start..stretch.last()?.end)
}

/// The tokens that a stretch of text has, or where they would be; `spans` are
/// those of all tokens.
pub(super) fn tokens(range: &Range<usize>, spans: &[Range<usize>]) -> Range<usize> {
    let first = spans.partition_point(|span| span.end <= range.start);
    let end = spans.partition_point(|span| span.start < range.end);
    first..end.max(first)
}

/// Writes it.
pub(super) fn write(document: &Document, spans: &[Range<usize>]) -> Vec<u8> {
    let mut out = Writer::default();
    out.string(document.language.as_deref().unwrap_or(""));
    let weights = document.weights.iter().map(|(range, weight)| (tokens(range, spans), *weight));
    let weights: Vec<_> = weights.filter(|(range, _)| !range.is_empty()).collect();
    out.number(weights.len());
    for (range, weight) in weights {
        out.number(range.start);
        out.number(range.len());
        out.byte(weight);
    }
    out.number(document.filters.values().map(|values| values.len()).sum());
    for (name, values) in &document.filters {
        for value in values {
            out.string(name);
            out.string(value);
        }
    }
    out.number(document.sorts.len());
    for (name, value) in &document.sorts {
        out.string(name);
        out.string(value);
    }
    let bytes = out.finish();
    // Most documents have nothing of all this.
    if bytes.iter().all(|&byte| byte == 0) { Vec::new() } else { bytes }
}

/// Puts what was written back into a document.
fn read(bytes: &[u8], spans: &[Range<usize>], document: &mut Document) {
    if bytes.is_empty() {
        return;
    }
    let mut bytes = Reader::new(bytes);
    let language = bytes.string();
    document.language = Some(language.to_owned()).filter(|language| !language.is_empty());
    for _ in 0..bytes.count() {
        let (start, length, weight) = (bytes.number(), bytes.number(), bytes.byte());
        if let Some(range) = text(start..start.saturating_add(length), spans) {
            document.weights.push((range, weight));
        }
    }
    for _ in 0..bytes.count() {
        let (name, value) = (bytes.string().to_owned(), bytes.string().to_owned());
        document.filters.entry(name).or_default().insert(value);
    }
    for _ in 0..bytes.count() {
        document.sorts.insert(bytes.string().to_owned(), bytes.string().to_owned());
    }
}
