//! From documents to the parts of an index. At build time only.
//!
//! In: documents in their order. Out: every part, root first. Invariant: the
//! same documents give the same bytes, on any machine.
//!
//! ```text
//! documents ──▶ tokens ──▶ terms: postings, spellings ──▶ dictionary ──▶ root
//!     │                                  └──────────────▶ postings parts
//!     └──────────▶ tokens coded by the dictionary ──────▶ text parts
//! ```

use std::collections::{BTreeMap, HashMap};

use super::dictionary::{self, Dictionary, Entry};
use super::part::{Part, PartId, PartKind};
use super::postings::{self, Posting};
use super::root::{self, Contents, Length};
use super::text::encode::{Encoder, Source};
use crate::analysis::{Analysis, Marks, Syllables, unicode};
use crate::bytes::{Reader, Writer, checksum};
use crate::document::{Document, PARAGRAPH};
use crate::error::Error;

/// How large the payloads of postings and text parts may grow before another
/// part is begun, in bytes.
const PART: usize = 16 * 1024;

/// What a build is asked for, beside its documents.
#[derive(Debug, Clone)]
pub struct Options {
    /// The language of the documents, as in `<html lang>`.
    pub language: String,
    /// How large a part may grow before another is begun, in bytes.
    pub part: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { language: "vi".to_owned(), part: PART }
    }
}

/// A part that was built.
pub struct Built {
    /// Which one.
    pub id: PartId,
    /// Its bytes, header included.
    pub bytes: Vec<u8>,
}

/// Builds every part of an index of these documents.
///
/// # Errors
/// If there are no documents, or two of them have the same id.
pub fn build(documents: &[Document], options: &Options) -> Result<Vec<Built>, Error> {
    check(documents)?;
    let bylines: Vec<String> = documents.iter().map(byline).collect();
    let sources: Vec<Source> = documents
        .iter()
        .zip(&bylines)
        .map(|(document, byline)| Source { document, texts: [&document.title, &document.text, byline] })
        .collect();
    let analysis = analysis(&sources, &options.language);
    let (terms, lengths) = collect(&sources, &analysis);
    let entries: Vec<Entry> = terms.iter().map(|(key, term)| term.entry(key)).collect();

    let mut parts = Vec::new();
    let lists: Vec<Vec<Posting>> = terms.into_values().map(|term| term.postings).collect();
    let (postings, first_terms) = in_parts(&lists, options.part, postings::write);
    let dictionary = reread(&entries, &analysis)?;
    let encoder = Encoder::new(&dictionary, &analysis);
    let (texts, first_documents) =
        in_parts(&sources, options.part, |first, sources| encoder.write(first, sources));
    let root = root::write(&Contents {
        language: &options.language,
        lengths: &lengths,
        analysis: &analysis,
        entries: &entries,
        postings: &first_terms,
        texts: &first_documents,
    });
    parts.push((PartId { kind: PartKind::Root, number: 0 }, root));
    for (kind, payloads) in [(PartKind::Postings, postings), (PartKind::Text, texts)] {
        parts.extend((0..).zip(payloads).map(|(number, payload)| (PartId { kind, number }, payload)));
    }
    Ok(with_headers(parts))
}

fn check(documents: &[Document]) -> Result<(), Error> {
    if documents.is_empty() {
        return Err(Error::input(
            "expected at least one document, found none; give a folder or a file with documents in it"
                .to_owned(),
        ));
    }
    let mut ids = HashMap::new();
    for (number, document) in documents.iter().enumerate() {
        if let Some(first) = ids.insert(&document.id, number) {
            return Err(Error::input(format!(
                "expected every document to have an id of its own, found \"{}\" for documents {first} and {number}; \
                 rename one of them",
                document.id
            )));
        }
    }
    Ok(())
}

/// When a document was published and who wrote and published it, as it is
/// searched for.
fn byline(document: &Document) -> String {
    let date = document.date.map(|date| date.written());
    let names = ["author", "publisher"].into_iter().filter_map(|name| document.meta.get(name).cloned());
    date.into_iter().chain(names).collect::<Vec<_>>().join(PARAGRAPH)
}

/// How this corpus is analysed: by the characters it is written with, and by
/// the syllables of its language.
fn analysis(sources: &[Source], language: &str) -> Analysis {
    let characters = unicode::characters(sources.iter().flat_map(|source| source.texts).flat_map(str::chars));
    Analysis { characters, syllables: Syllables::of_language(language) }
}

/// What is gathered of a term.
#[derive(Default)]
struct Gathered {
    postings: Vec<Posting>,
    /// How often its tone is written on which letter.
    tones: BTreeMap<u8, u32>,
}

impl Gathered {
    fn entry(&self, key: &[u8]) -> Entry {
        // The commonest place, the first of several.
        let tone_at = self.tones.iter().max_by_key(|&(&at, &count)| (count, std::cmp::Reverse(at)));
        Entry {
            key: key.to_vec(),
            frequency: self.postings.len() as u32,
            tone_at: tone_at.map_or(0, |(&at, _)| at),
        }
    }
}

/// Which part of a document a token stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Body,
    /// Searched as if it stood in the text, but adds nothing to its length.
    Byline,
}

fn collect(sources: &[Source], analysis: &Analysis) -> (BTreeMap<Vec<u8>, Gathered>, Vec<Length>) {
    let mut terms: Vec<(Vec<u8>, Gathered)> = Vec::new();
    // Every token as written is analysed once, however often it stands there.
    let mut numbers: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut known: HashMap<&str, (usize, Option<u8>)> = HashMap::new();
    let mut lengths = Vec::with_capacity(sources.len());
    for (document, source) in (0..).zip(sources) {
        let mut length = Length::default();
        let [title, body, byline] = source.texts;
        // A title made from the text is not counted again.
        let title = if source.document.title_is_derived { "" } else { title };
        for (text, field) in [(title, Field::Title), (body, Field::Body), (byline, Field::Byline)] {
            for written in analysis.tokens(text).map(|span| &text[span]) {
                let (number, tone_at) = *known.entry(written).or_insert_with(|| {
                    let form = analysis.form(written);
                    let key = form.key();
                    let number = *numbers.entry(key.clone()).or_insert_with(|| {
                        terms.push((key, Gathered::default()));
                        terms.len() - 1
                    });
                    (number, (!form.tone.is_empty()).then(|| tone_at(written, analysis)))
                });
                let term = &mut terms[number].1;
                if let Some(at) = tone_at {
                    *term.tones.entry(at).or_default() += 1;
                }
                if term.postings.last().is_none_or(|posting| posting.document != document) {
                    term.postings.push(Posting { document, body: 0, title: 0 });
                }
                let Some(posting) = term.postings.last_mut() else { continue };
                match field {
                    Field::Title => {
                        posting.title += 1;
                        length.title += 1;
                    }
                    Field::Body => {
                        posting.body += 1;
                        length.body += 1;
                    }
                    Field::Byline => posting.body += 1,
                }
            }
        }
        lengths.push(length);
    }
    (terms.into_iter().collect(), lengths)
}

/// The number of the letter that bears the tone in a token as written.
fn tone_at(token: &str, analysis: &Analysis) -> u8 {
    let mut letters = 0u8;
    for character in token.chars() {
        let read = analysis.characters.look_up(character).1;
        let toned = read.iter().any(|letter| !letter.marks.and(Marks::TONES).is_empty());
        // A combining tone stands on the letter before it.
        let combining = read.first().is_some_and(|letter| letter.base == '\0');
        if toned {
            return if combining { letters.saturating_sub(1) } else { letters };
        }
        letters += if combining { 0 } else { read.len() as u8 };
    }
    0
}

/// The dictionary as the engine will read it: texts are written against that.
fn reread(entries: &[Entry], analysis: &Analysis) -> Result<Dictionary, Error> {
    let mut out = Writer::default();
    dictionary::write(entries, &mut out);
    let bytes = out.finish();
    let mut bytes = Reader::new(&bytes);
    let dictionary = Dictionary::read(&mut bytes, &analysis.characters)?;
    bytes.end()?;
    Ok(dictionary)
}

/// Writes items into payloads, closing each when the sizes of its items alone
/// come to `size` bytes; gives the payloads, and the number of the first item
/// in each.
fn in_parts<T>(items: &[T], size: usize, write: impl Fn(u32, &[T]) -> Vec<u8>) -> (Vec<Vec<u8>>, Vec<u32>) {
    let (mut payloads, mut firsts) = (Vec::new(), Vec::new());
    let (mut start, mut sum) = (0, 0);
    for (at, item) in items.iter().enumerate() {
        sum += write(0, std::slice::from_ref(item)).len();
        if sum >= size || at + 1 == items.len() {
            payloads.push(write(start as u32, &items[start..=at]));
            firsts.push(start as u32);
            (start, sum) = (at + 1, 0);
        }
    }
    (payloads, firsts)
}

/// Puts the headers on; the build's name is a sum over all that is in it.
fn with_headers(payloads: Vec<(PartId, Vec<u8>)>) -> Vec<Built> {
    let sums: Vec<u8> = payloads.iter().flat_map(|(_, payload)| checksum(payload).to_le_bytes()).collect();
    let build = checksum(&sums);
    payloads
        .into_iter()
        .map(|(id, payload)| Built { id, bytes: Part { id, build, payload: &payload }.write() })
        .collect()
}
