//! What every query needs, loaded first and kept.
//!
//! In: the payload of the root part. Out: the number and lengths of the
//! documents, how texts are analysed, the dictionary, and which part holds
//! what. Invariant: everything the engine does without another part, it does
//! from here.
//!
//! ```text
//! root      = language, documents, length*, characters, syllables,
//!             dictionary, directory of postings, directory of texts
//! length    = tokens in the text, tokens in the title
//! directory = number of parts, for each: its first term or document,
//!             less that of the part before
//! ```

use super::dictionary::{self, Dictionary, Entry, Term};
use super::part::{PartId, PartKind};
use crate::analysis::{Analysis, Characters, Syllables};
use crate::bytes::{Reader, Writer};
use crate::error::Error;

/// How many tokens a document has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Length {
    /// In its text.
    pub body: u32,
    /// In a title of its own.
    pub title: u32,
}

/// See the module.
pub struct Root {
    /// The language of the documents, as in `<html lang>`.
    pub language: String,
    /// The length of each document.
    pub lengths: Vec<Length>,
    /// The mean length of a text, and of a title where there is one.
    pub mean: (f64, f64),
    /// How the documents were analysed, and queries must be.
    pub analysis: Analysis,
    /// The terms.
    pub dictionary: Dictionary,
    /// The first term of each postings part.
    postings: Vec<u32>,
    /// The first document of each text part.
    texts: Vec<u32>,
}

impl Root {
    /// Reads the payload of a root part.
    pub fn read(payload: &[u8]) -> Result<Root, Error> {
        let mut bytes = Reader::new(payload);
        let language = bytes.string().to_owned();
        let count = bytes.count();
        let lengths: Vec<Length> =
            (0..count).map(|_| Length { body: bytes.u32(), title: bytes.u32() }).collect();
        let characters = Characters::read(&mut bytes);
        let analysis = Analysis { characters, syllables: Syllables::read(&mut bytes) };
        let dictionary = Dictionary::read(&mut bytes, &analysis.characters)?;
        let postings = read_directory(&mut bytes, dictionary.len());
        let texts = read_directory(&mut bytes, lengths.len());
        bytes.end()?;
        Ok(Root { language, mean: mean(&lengths), lengths, analysis, dictionary, postings, texts })
    }

    /// How many documents there are.
    pub fn documents(&self) -> u32 {
        self.lengths.len() as u32
    }

    /// The part that holds the postings of a term.
    pub fn postings_of(&self, term: Term) -> PartId {
        part(PartKind::Postings, &self.postings, term)
    }

    /// The part that holds a document.
    pub fn text_of(&self, document: u32) -> PartId {
        part(PartKind::Text, &self.texts, document)
    }

    /// Every part there is beside the root.
    pub fn parts(&self) -> impl Iterator<Item = PartId> + '_ {
        let ids = |kind, count| (0..count as u32).map(move |number| PartId { kind, number });
        ids(PartKind::Postings, self.postings.len()).chain(ids(PartKind::Text, self.texts.len()))
    }

    /// The documents that a text part must hold.
    pub fn documents_in(&self, number: u32) -> std::ops::Range<u32> {
        let first = |number: usize| self.texts.get(number).copied().unwrap_or(self.documents());
        first(number as usize)..first(number as usize + 1)
    }
}

/// What the builder puts into a root.
pub struct Contents<'a> {
    /// [`Root::language`].
    pub language: &'a str,
    /// [`Root::lengths`].
    pub lengths: &'a [Length],
    /// [`Root::analysis`].
    pub analysis: &'a Analysis,
    /// The dictionary, sorted by key.
    pub entries: &'a [Entry],
    /// The first term of each postings part.
    pub postings: &'a [u32],
    /// The first document of each text part.
    pub texts: &'a [u32],
}

/// Writes the payload of a root part.
pub fn write(contents: &Contents) -> Vec<u8> {
    let mut out = Writer::default();
    out.string(contents.language);
    out.number(contents.lengths.len());
    for length in contents.lengths {
        out.number(length.body as usize);
        out.number(length.title as usize);
    }
    contents.analysis.characters.write(&mut out);
    contents.analysis.syllables.write(&mut out);
    dictionary::write(contents.entries, &mut out);
    for firsts in [contents.postings, contents.texts] {
        out.number(firsts.len());
        let mut last = 0;
        for &first in firsts {
            out.number((first - last) as usize);
            last = first;
        }
    }
    out.finish()
}

/// Reads a directory of parts over `count` items.
fn read_directory(bytes: &mut Reader, count: usize) -> Vec<u32> {
    let mut firsts = Vec::new();
    let mut first = 0u32;
    for part in 0..bytes.count() {
        let step = bytes.u32();
        // The first part begins with the first item, and none is empty.
        bytes.expect((part == 0) == (step == 0), "parts in order");
        first = first.saturating_add(step);
        firsts.push(first);
    }
    bytes
        .expect((first as usize) < count.max(1) && firsts.is_empty() == (count == 0), "parts for every item");
    firsts
}

fn part(kind: PartKind, firsts: &[u32], item: u32) -> PartId {
    let number = firsts.partition_point(|&first| first <= item).saturating_sub(1) as u32;
    PartId { kind, number }
}

fn mean(lengths: &[Length]) -> (f64, f64) {
    let mean = |of: fn(&Length) -> u32| {
        let (mut sum, mut count) = (0u64, 0u64);
        for length in lengths.iter().map(of).filter(|&length| length > 0) {
            sum += u64::from(length);
            count += 1;
        }
        // No length is divided by nothing, though every text be empty.
        (sum as f64 / count.max(1) as f64).max(1.0)
    };
    (mean(|length| length.body), mean(|length| length.title))
}
