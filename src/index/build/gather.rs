//! From a batch of documents to a sorted run.
//!
//! In: documents. Out: a [`Run`] with every term and every pair of neighbours
//! in them, and the documents themselves, put by for later. Invariant: depends
//! on nothing but these documents.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::columns::cells;
use super::run::{Run, RunTerm, write_list};
use super::spool::Spool;
use super::stems;
use super::texts;
use super::{acronyms, codes, compounds, synonyms};
use crate::analysis::{Analysis, Marks, Syllables, unicode};
use crate::bytes::{Writer, checksum};
use crate::document::{Document, PARAGRAPH};
use crate::error::Error;
use crate::index::postings::Posting;
use crate::index::root::length_code;

/// Which part of a document a token stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Body,
    /// Searched as if it stood in the text, but adds nothing to its length.
    Byline,
}

/// A token as it is written, known from the first time on.
#[derive(Clone, Copy)]
struct Word {
    term: u32,
    /// The letter with its tone, if it has one.
    tone_at: Option<u8>,
}

/// What counts for more in a text, from where one has come in it.
struct Weights<'a>(&'a [(Range<usize>, u8)]);

impl Weights<'_> {
    /// How many times a token counts that comes after those asked for before.
    fn of(&mut self, span: &Range<usize>) -> u8 {
        while let [(range, _), rest @ ..] = self.0
            && range.end <= span.start
        {
            self.0 = rest;
        }
        self.0.first().filter(|(range, _)| range.start < span.end).map_or(1, |&(_, weight)| weight.max(1))
    }
}

/// The words of a batch.
#[derive(Default)]
struct Words<'a> {
    known: FxHashMap<&'a str, Word>,
    numbers: FxHashMap<Vec<u8>, u32>,
    terms: Vec<RunTerm>,
    tones: FxHashMap<(u32, u8), u32>,
}

/// A term in a document, or a pair: what, where, how often.
type Seen<T> = (T, Posting);

/// Counts what was found in a document, each thing once.
fn count_once<T: Ord>(found: impl IntoIterator<Item = T>, counts: &mut BTreeMap<T, u32>) {
    for one in found.into_iter().collect::<BTreeSet<T>>() {
        *counts.entry(one).or_default() += 1;
    }
}

/// Gathers a batch of documents, which are in this language unless they say
/// another; `given` are synonyms to look out for.
pub(super) fn gather(
    documents: &[Document],
    language: &str,
    syllables: &Syllables,
    given: &[String],
) -> Result<Run, Error> {
    let bylines: Vec<String> = documents.iter().map(texts::byline).collect();
    let characters: BTreeSet<char> = characters(documents, &bylines);
    let table = unicode::characters(characters.iter().copied(), language);
    let analysis = Analysis { characters: table, syllables: syllables.clone() };

    let mut words = Words::default();
    let mut lengths = Vec::with_capacity(documents.len());
    let mut terms: Vec<Seen<u32>> = Vec::new();
    // Pairs of terms for now: their folds are known when all terms are.
    let mut pairs: Vec<Seen<(u32, u32)>> = Vec::new();
    let (mut of_document, mut pairs_of_document) = (Vec::new(), Vec::new());
    let mut gaps: FxHashMap<&str, u32> = FxHashMap::default();
    let mut acronyms: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut compounds: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut codes: BTreeMap<String, u32> = BTreeMap::new();
    for ((number, document), byline) in (0..).zip(documents).zip(&bylines) {
        of_document.clear();
        pairs_of_document.clear();
        let mut length = 0;
        let mut weights = Weights(&document.weights);
        let spoken = stems::language(document.language.as_deref().unwrap_or(language));
        // A title made from the text is not counted again.
        let title = if document.title_is_derived { "" } else { &document.title };
        for (text, field) in [(title, Field::Title), (&document.text, Field::Body), (byline, Field::Byline)] {
            let is_title = field == Field::Title;
            let mut before: Option<(u32, usize)> = None;
            for span in analysis.tokens(text) {
                let word = words.word(&text[span.clone()], &analysis);
                words.terms[word.term as usize].languages |= spoken;
                let weight = if field == Field::Body { weights.of(&span) } else { 1 };
                of_document.extend(std::iter::repeat_n((word.term, is_title), weight.into()));
                let gap = &text[before.map_or(0, |(_, end)| end)..span.start];
                if !matches!(gap, "" | " ") {
                    *gaps.entry(gap).or_default() += 1;
                }
                let left = before.filter(|_| !gap.contains(PARAGRAPH));
                pairs_of_document.extend(left.map(|(left, _)| ((left, word.term), is_title)));
                before = Some((word.term, span.end));
                length += u32::from(field == Field::Body);
            }
            let tail = &text[before.map_or(0, |(_, end)| end)..];
            if !tail.is_empty() {
                *gaps.entry(tail).or_default() += 1;
            }
        }
        let texts = [&*document.title, &document.text];
        count_once(acronyms::find(&document.text, &analysis), &mut acronyms);
        count_once(texts.iter().flat_map(|text| compounds::find(text, &analysis)), &mut compounds);
        count_once(texts.iter().flat_map(|text| codes::find(text, &analysis)), &mut codes);
        count(&mut of_document, number, &mut terms);
        count(&mut pairs_of_document, number, &mut pairs);
        lengths.push(length_code(length));
    }

    let number = |key: &[u8]| words.numbers.get(key).copied();
    let given = synonyms::seen(given, &analysis, number, pairs.iter().map(|(pair, _)| *pair));
    let (spooled, digests) = texts::spool(documents);
    let sum = checksum(spooled.written());
    let (mut sorted, ranks, fold_of) = words.sorted();
    Ok(Run {
        first: 0,
        ids: documents.iter().map(|document| document.id.clone()).collect(),
        lengths,
        characters,
        gaps: gaps.into_iter().map(|(gap, count)| (gap.to_owned(), count)).collect(),
        acronyms,
        compounds,
        codes,
        given,
        sum,
        digests,
        cells: (0..).zip(documents).flat_map(|(number, document)| cells(number, document)).collect(),
        folds: Vec::new(),
        numbers: Vec::new(),
        streams: Some((
            Spool::new(spooled)?,
            Spool::new(write_terms(terms, &ranks, &mut sorted))?,
            Spool::new(write_pairs(pairs, &ranks, &fold_of))?,
        )),
        terms: sorted,
    })
}

fn characters(documents: &[Document], bylines: &[String]) -> BTreeSet<char> {
    // Almost all are among the first ones of Unicode: a table is soon filled.
    let mut seen = vec![false; 0x11_0000];
    let texts = documents.iter().flat_map(|document| [&document.title, &document.text]);
    for character in texts.chain(bylines).flat_map(|text| text.chars()) {
        seen[character as usize] = true;
    }
    (0u32..).zip(seen).filter(|(_, seen)| *seen).filter_map(|(number, _)| char::from_u32(number)).collect()
}

/// Turns what was seen in one document into postings.
fn count<T: Copy + Ord>(of_document: &mut [(T, bool)], document: u32, out: &mut Vec<Seen<T>>) {
    of_document.sort_unstable();
    for seen in of_document.chunk_by(|one, other| one.0 == other.0) {
        let title = seen.iter().filter(|(_, is_title)| *is_title).count() as u32;
        out.push((seen[0].0, Posting { document, body: seen.len() as u32 - title, title }));
    }
}

impl<'a> Words<'a> {
    fn word(&mut self, written: &'a str, analysis: &Analysis) -> Word {
        let word = match self.known.get(written) {
            Some(&word) => word,
            None => {
                let word = self.learn(written, analysis);
                self.known.insert(written, word);
                word
            }
        };
        if let Some(at) = word.tone_at {
            *self.tones.entry((word.term, at)).or_default() += 1;
        }
        word
    }

    fn learn(&mut self, written: &str, analysis: &Analysis) -> Word {
        let form = analysis.form(written);
        let key = form.key();
        let next = self.terms.len() as u32;
        let term = *self.numbers.entry(key.clone()).or_insert(next);
        if term == next {
            self.terms.push(RunTerm { key, frequency: 0, languages: 0, tones: Vec::new() });
        }
        Word { term, tone_at: (!form.tone.is_empty()).then(|| tone_at(written, analysis)) }
    }

    /// The terms in the order of their keys, the place of each term there, and
    /// the fold of each place.
    fn sorted(self) -> (Vec<RunTerm>, Vec<u32>, Vec<u32>) {
        let mut terms: Vec<(u32, RunTerm)> = (0..).zip(self.terms).collect();
        terms.sort_unstable_by(|one, other| one.1.key.cmp(&other.1.key));
        let mut ranks = vec![0; terms.len()];
        for (rank, (term, _)) in (0..).zip(&terms) {
            ranks[*term as usize] = rank;
        }
        let mut terms: Vec<RunTerm> = terms.into_iter().map(|(_, term)| term).collect();
        for ((term, at), count) in self.tones {
            terms[ranks[term as usize] as usize].tones.push((at, count));
        }
        let mut fold_of: Vec<u32> = Vec::with_capacity(terms.len());
        let mut before: Option<&[u8]> = None;
        for term in &terms {
            let fold = fold(&term.key);
            let last = fold_of.last().copied();
            fold_of.push(last.map_or(0, |last| last + u32::from(before != Some(fold))));
            before = Some(fold);
        }
        (terms, ranks, fold_of)
    }
}

/// The fold that a key begins with.
pub(super) fn fold(key: &[u8]) -> &[u8] {
    key.split(|&byte| byte == 0).next().unwrap_or_default()
}

fn write_terms(mut seen: Vec<Seen<u32>>, ranks: &[u32], terms: &mut [RunTerm]) -> Writer {
    seen.iter_mut().for_each(|one| one.0 = ranks[one.0 as usize]);
    // By term; within one, they are in the order of the documents already.
    seen.sort_by_key(|one| one.0);
    let mut out = Writer::default();
    for list in seen.chunk_by(|one, other| one.0 == other.0) {
        terms[list[0].0 as usize].frequency = list.len() as u32;
        write_list(list.iter().map(|one| one.1), &mut out);
    }
    out
}

fn write_pairs(seen: Vec<Seen<(u32, u32)>>, ranks: &[u32], fold_of: &[u32]) -> Writer {
    // Folds, terms and the place of the posting.
    let mut order: Vec<(u64, u64, u32)> = (0..)
        .zip(&seen)
        .map(|(place, &((left, right), _))| {
            let (left, right) = (ranks[left as usize], ranks[right as usize]);
            let folds = u64::from(fold_of[left as usize]) << 32 | u64::from(fold_of[right as usize]);
            (folds, u64::from(left) << 32 | u64::from(right), place)
        })
        .collect();
    order.sort_unstable();
    let mut out = Writer::default();
    let mut last = 0;
    for pair in order.chunk_by(|one, other| one.0 == other.0) {
        let folds = pair[0].0;
        out.number(((folds >> 32) - last) as usize);
        last = folds >> 32;
        out.number(folds as u32 as usize);
        let readings: Vec<_> = pair.chunk_by(|one, other| one.1 == other.1).collect();
        out.number(readings.len());
        for reading in readings {
            out.number((reading[0].1 >> 32) as usize);
            out.number(reading[0].1 as u32 as usize);
            // As they were seen, so in the order of their documents.
            write_list(reading.iter().map(|one| seen[one.2 as usize].1), &mut out);
        }
    }
    out
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
