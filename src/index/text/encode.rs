//! Writing text parts: the inverse of reading them, at build time only.
//!
//! In: documents, and the dictionary of all of them. Out: the payload of a
//! part. Invariant: what the reader spells is, character for character, what
//! was given; whatever a term cannot spell goes in as a literal.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;

use super::*;
use crate::bytes::Writer;
use crate::document::{Document, Section};

/// A document to be stored.
pub(crate) struct Source<'a> {
    /// What to store.
    pub(crate) document: &'a Document,
    /// When it was published and by whom, as it is searched for.
    pub(crate) byline: String,
}

impl Source<'_> {
    /// Its texts in the order of [`Record`]: title, body, byline.
    pub(crate) fn texts(&self) -> [&str; 3] {
        [&self.document.title, &self.document.text, &self.byline]
    }
}

/// Writes text parts against one dictionary.
pub(crate) struct Encoder<'a> {
    dictionary: &'a Dictionary,
    analysis: &'a Analysis,
    /// The gaps that need not be said in each part.
    gaps: &'a [String],
    /// The place of each term in [`Dictionary::ranked`].
    ranks: Vec<u32>,
    /// How each word is coded that has been written before; none for one that
    /// no term is spelt as.
    known: RefCell<FxHashMap<String, Option<Vec<u8>>>>,
}

/// What of a text is not in the dictionary: literals and gaps.
#[derive(Default)]
struct Lexicon {
    literals: Vec<String>,
    numbers: HashMap<String, usize>,
    /// The common ones first.
    gaps: Vec<String>,
    gap_numbers: HashMap<String, usize>,
}

impl<'a> Encoder<'a> {
    /// Writes against this dictionary.
    pub(crate) fn new(dictionary: &'a Dictionary, analysis: &'a Analysis, gaps: &'a [String]) -> Encoder<'a> {
        let mut ranks = vec![0; dictionary.len()];
        for (rank, &term) in dictionary.ranked().iter().enumerate() {
            ranks[term as u32 as usize] = rank as u32;
        }
        Encoder { dictionary, analysis, gaps, ranks, known: RefCell::default() }
    }

    /// The payload of a part with these documents.
    pub(crate) fn write(&self, sources: &[Source]) -> Vec<u8> {
        let mut lexicon = self.lexicon(sources);
        let mut documents = Writer::default();
        for source in sources {
            let document = source.document;
            let mut out = Writer::default();
            out.string(&document.id);
            out.string(document.url.as_deref().unwrap_or(""));
            out.string(&document.date.map(|date| date.to_string()).unwrap_or_default());
            out.number(document.meta.len());
            for (name, value) in &document.meta {
                out.string(name);
                out.string(value);
            }
            out.byte(document.title_is_derived.into());
            for text in source.texts() {
                self.write_tokens(text, &mut lexicon, &mut out);
            }
            self.write_origin(document, &mut out);
            documents.bytes(&out.finish());
        }
        let mut out = Writer::default();
        for strings in [&lexicon.literals[..], &lexicon.gaps[self.gaps.len()..]] {
            out.number(strings.len());
            strings.iter().for_each(|string| out.string(string));
        }
        out.raw(&documents.finish());
        out.finish()
    }

    /// Sections, and what only an index made of this one asks for.
    fn write_origin(&self, document: &Document, out: &mut Writer) {
        let is_plain = document.sections.is_empty() && document.weights.is_empty();
        let spans: Vec<_> =
            if is_plain { Vec::new() } else { self.analysis.tokens(&document.text).collect() };
        out.number(document.sections.len());
        for Section { heading, anchor } in &document.sections {
            let heading = origin::tokens(heading, &spans);
            out.number(heading.start);
            out.number(heading.len());
            out.string(anchor);
        }
        out.bytes(&origin::write(document, &spans));
    }

    /// The gaps of these documents, commonest first.
    fn lexicon(&self, sources: &[Source]) -> Lexicon {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for text in sources.iter().flat_map(Source::texts) {
            let mut end = 0;
            for span in self.analysis.tokens(text) {
                *counts.entry(&text[end..span.start]).or_default() += 1;
                end = span.end;
            }
            *counts.entry(&text[end..]).or_default() += usize::from(end < text.len());
        }
        let mut gaps: Vec<_> = counts.into_iter().filter(|(gap, count)| *gap != " " && *count > 0).collect();
        gaps.sort_by_key(|&(gap, count)| (std::cmp::Reverse(count), gap));
        let mut lexicon = Lexicon::default();
        for gap in self.gaps.iter().map(String::as_str).chain(gaps.into_iter().map(|(gap, _)| gap)) {
            lexicon.gap(gap);
        }
        lexicon
    }

    fn write_tokens(&self, text: &str, lexicon: &mut Lexicon, out: &mut Writer) {
        let mut coded = Writer::default();
        let mut end = 0;
        for span in self.analysis.tokens(text) {
            let gap = &text[end..span.start];
            if gap != if end == 0 { "" } else { " " } {
                write_gap(lexicon.gap(gap), &mut coded);
            }
            end = span.end;
            self.write_word(&text[span], lexicon, &mut coded);
        }
        if end < text.len() {
            write_gap(lexicon.gap(&text[end..]), &mut coded);
        }
        out.bytes(&coded.finish());
    }

    fn write_word(&self, written: &str, lexicon: &mut Lexicon, out: &mut Writer) {
        let mut known = self.known.borrow_mut();
        if !known.contains_key(written) {
            known.insert(written.to_owned(), self.coded(written));
        }
        if let Some(Some(coded)) = known.get(written) {
            out.raw(coded);
        } else {
            out.byte(LITERAL);
            out.number(lexicon.literal(written));
        }
    }

    /// The code of a word, if a term is spelt so.
    fn coded(&self, written: &str) -> Option<Vec<u8>> {
        let term = self.dictionary.get(&self.analysis.form(written))?;
        let spelling = self.dictionary.spelling(term);
        let faces = [(Face::Lower, None), (Face::Capital, Some(CAPITAL)), (Face::Capitals, Some(CAPITALS))];
        let (_, face) = faces.into_iter().find(|(face, _)| {
            let mut again = String::new();
            write_face(*face, spelling, self.analysis, &mut again);
            again == written
        })?;
        let mut out = Writer::default();
        face.into_iter().for_each(|face| out.byte(face));
        let rank = self.ranks[term as usize];
        if rank < ONE_COUNT {
            out.byte(ONE + rank as u8);
        } else if rank - ONE_COUNT < TWO_COUNT {
            let rank = rank - ONE_COUNT;
            out.byte(TWO + (rank >> 8) as u8);
            out.byte(rank as u8);
        } else {
            return None;
        }
        Some(out.finish())
    }
}

fn write_gap(gap: usize, out: &mut Writer) {
    if gap < usize::from(ONE - GAPS) {
        out.byte(GAPS + gap as u8);
    } else {
        out.byte(GAP);
        out.number(gap);
    }
}

impl Lexicon {
    fn literal(&mut self, written: &str) -> usize {
        number(written, &mut self.literals, &mut self.numbers)
    }

    fn gap(&mut self, written: &str) -> usize {
        number(written, &mut self.gaps, &mut self.gap_numbers)
    }
}

/// The number of a string in a list, at the end if it is new.
fn number(written: &str, list: &mut Vec<String>, numbers: &mut HashMap<String, usize>) -> usize {
    if let Some(&number) = numbers.get(written) {
        return number;
    }
    numbers.insert(written.to_owned(), list.len());
    list.push(written.to_owned());
    list.len() - 1
}
