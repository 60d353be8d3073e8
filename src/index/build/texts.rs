//! The documents on their way into texts parts.
//!
//! In: documents, batch by batch. Out: the parts that hold them. Invariant: no
//! part holds documents of two batches, so that batches can be written at the
//! same time.

use super::digest;
use super::parts::Output;
use super::spool::Spool;
use super::vocabulary::Vocabulary;
use crate::analysis::Analysis;
use crate::bytes::{Reader, Writer};
use crate::document::{Date, Document, PARAGRAPH, Section};
use crate::error::Error;
use crate::index::text::encode::{Encoder, Source};

/// When a document was published and who wrote and published it, as it is
/// searched for.
pub(super) fn byline(document: &Document) -> String {
    let date = document.date.map(|date| date.written());
    let names = ["author", "publisher"].into_iter().filter_map(|name| document.meta.get(name).cloned());
    date.into_iter().chain(names).collect::<Vec<_>>().join(PARAGRAPH)
}

/// Documents as bytes, and the sums that their digest is made of.
pub(super) fn spool(documents: &[Document]) -> (Writer, Vec<u8>) {
    let mut out = Writer::default();
    let mut sums = Vec::new();
    out.number(documents.len());
    for document in documents {
        let start = out.written().len();
        spool_said(document, &mut out);
        sums.extend(digest::sum(&out.written()[start..]));
        spool_stretches(document, &mut out);
    }
    (out, sums)
}

/// What a document says, as bytes.
pub(super) fn spool_said(document: &Document, out: &mut Writer) {
    let date = document.date.map(|date| date.to_string()).unwrap_or_default();
    out.byte(document.url.is_some().into());
    out.byte(document.title_is_derived.into());
    for text in [
        &document.id,
        document.url.as_ref().unwrap_or(&String::new()),
        &document.title,
        &date,
        &document.text,
        document.language.as_ref().unwrap_or(&String::new()),
    ] {
        out.string(text);
    }
    out.number(document.meta.len());
    for (name, value) in &document.meta {
        out.string(name);
        out.string(value);
    }
    out.number(document.filters.len());
    for (name, values) in &document.filters {
        out.string(name);
        out.number(values.len());
        values.iter().for_each(|value| out.string(value));
    }
    out.number(document.sorts.len());
    for (name, value) in &document.sorts {
        out.string(name);
        out.string(value);
    }
}

/// Which stretches of its text are headings, and which count for more.
fn spool_stretches(document: &Document, out: &mut Writer) {
    out.number(document.sections.len());
    for Section { heading, anchor } in &document.sections {
        out.number(heading.start);
        out.number(heading.end);
        out.string(anchor);
    }
    out.number(document.weights.len());
    for (range, weight) in &document.weights {
        out.number(range.start);
        out.number(range.end);
        out.byte(*weight);
    }
}

fn unspool(bytes: &[u8]) -> Vec<Document> {
    let mut bytes = Reader::new(bytes);
    (0..bytes.count()).map(|_| unspool_one(&mut bytes)).collect()
}

fn unspool_one(bytes: &mut Reader) -> Document {
    let (has_url, title_is_derived) = (bytes.byte() != 0, bytes.byte() != 0);
    let mut text = || bytes.string().to_owned();
    let (id, url, title, date, text, language) = (text(), text(), text(), text(), text(), text());
    let language = Some(language).filter(|language| !language.is_empty());
    let meta = (0..bytes.count()).map(|_| (bytes.string().to_owned(), bytes.string().to_owned())).collect();
    let filters = (0..bytes.count())
        .map(|_| {
            let name = bytes.string().to_owned();
            (name, (0..bytes.count()).map(|_| bytes.string().to_owned()).collect())
        })
        .collect();
    let sorts = (0..bytes.count()).map(|_| (bytes.string().to_owned(), bytes.string().to_owned())).collect();
    let range = |bytes: &mut Reader| bytes.number()..bytes.number();
    let sections = (0..bytes.count())
        .map(|_| Section { heading: range(bytes), anchor: bytes.string().to_owned() })
        .collect();
    let weights = (0..bytes.count()).map(|_| (range(bytes), bytes.byte())).collect();
    let (url, date) = (has_url.then_some(url), Date::parse(&date));
    Document {
        id,
        url,
        title,
        title_is_derived,
        date,
        language,
        text,
        sections,
        weights,
        meta,
        filters,
        sorts,
    }
}

/// Writes the parts, each of about so many bytes of text; gives the first
/// document of each.
pub(super) fn write(
    spools: Vec<Spool>,
    vocabulary: &Vocabulary,
    analysis: &Analysis,
    size: usize,
    mut output: Output,
) -> Result<Vec<u32>, Error> {
    let dictionary = vocabulary.dictionary(analysis)?;
    let mut firsts = Vec::new();
    let mut first = 0;
    super::in_waves(
        spools.into_iter(),
        |mut spool| {
            let documents = unspool(&spool.rest()?);
            let sources: Vec<Source> =
                documents.iter().map(|document| Source { document, byline: byline(document) }).collect();
            let encoder = Encoder::new(&dictionary, analysis, &vocabulary.gaps);
            let parts = in_parts(&sources, size);
            Ok(parts.into_iter().map(|part| (part.len(), encoder.write(part))).collect::<Vec<_>>())
        },
        |parts: Result<_, Error>| {
            for (count, payload) in parts? {
                firsts.push(first);
                first += count as u32;
                output.put(payload)?;
            }
            Ok(())
        },
    )?;
    output.finish()?;
    Ok(firsts)
}

/// Documents that share a part, of about so many bytes of text.
fn in_parts<'a, 'b>(sources: &'b [Source<'a>], size: usize) -> Vec<&'b [Source<'a>]> {
    let mut parts = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (at, source) in sources.iter().enumerate() {
        sum += source.texts().iter().map(|text| text.len()).sum::<usize>();
        if sum >= size || at + 1 == sources.len() {
            parts.push(&sources[start..=at]);
            (start, sum) = (at + 1, 0);
        }
    }
    parts
}
