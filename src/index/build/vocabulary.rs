//! All terms of an index, and which of them are common.
//!
//! In: the terms of every run. Out: each term's number, fold and frequency,
//! and the dictionary of the common ones. Invariant: terms and folds are
//! numbered in the order of their keys; of a fold, all terms are common or
//! none is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::gather::fold;
use super::run::Run;
use super::stems::{self, Languages};
use crate::analysis::Analysis;
use crate::bytes::{Reader, Writer};
use crate::error::Error;
use crate::index::dictionary::{self, Dictionary, Entry};

/// See the module.
pub(super) struct Vocabulary {
    /// Every term.
    pub(super) terms: Vec<Entry>,
    /// The fold of each term, as letters.
    pub(super) folds: Vec<String>,
    /// The fold of each term.
    pub(super) fold_of: Vec<u32>,
    /// The number of each term among the common ones, if it is one.
    pub(super) common: Vec<Option<u32>>,
    /// The place of each term among those of its fold, the commonest first.
    pub(super) places: Vec<u32>,
    /// The common terms.
    pub(super) entries: Vec<Entry>,
    /// What commonly stands between tokens beside one space.
    pub(super) gaps: Vec<String>,
    /// The languages of the documents that have each common term.
    languages: Vec<Languages>,
}

/// How many gaps are common: of those that one byte says, as many as leave
/// some for what is common in one part only.
const GAPS: usize = 24;
/// How many bytes a common gap has at most, for every page loads all of them.
const GAP: usize = 64;

impl Vocabulary {
    /// Gathers the terms of all runs, and tells the runs their numbers. At
    /// most `limit` terms are common, beside those with a key of these.
    pub(super) fn new(runs: &mut [Run], limit: usize, wanted: &BTreeSet<Vec<u8>>) -> Vocabulary {
        let gaps = common_gaps(runs);
        let mut terms = merged(runs);
        let mut folds = Vec::new();
        // Where the terms of each fold begin; one more at the end.
        let mut starts = Vec::new();
        for (number, term) in terms.iter().enumerate() {
            let fold = String::from_utf8_lossy(fold(&term.entry.key)).into_owned();
            if folds.last() != Some(&fold) {
                folds.push(fold);
                starts.push(number);
            }
        }
        starts.push(terms.len());
        let mut fold_of = vec![0; terms.len()];
        let mut places = vec![0; terms.len()];
        for (number, bounds) in (0..).zip(starts.windows(2)) {
            let mut order: Vec<usize> = (bounds[0]..bounds[1]).collect();
            order.sort_by_key(|&term| Reverse(terms[term].entry.frequency));
            for (place, term) in (0..).zip(order) {
                places[term] = place;
                fold_of[term] = number;
            }
        }
        for run in runs {
            run.folds = run.numbers.iter().map(|&number| fold_of[number as usize]).collect();
            run.folds.dedup();
            run.terms = Vec::new();
        }
        terms.iter_mut().for_each(Gathered::settle);
        let languages: Vec<Languages> = terms.iter().map(|term| term.languages).collect();
        let terms: Vec<Entry> = terms.into_iter().map(|term| term.entry).collect();
        let common = common(&terms, &starts, limit, wanted);
        let languages = languages.into_iter().zip(&common).filter(|(_, common)| common.is_some());
        let languages = languages.map(|(languages, _)| languages).collect();
        let entries = terms.iter().zip(&common).filter(|(_, common)| common.is_some());
        let entries = entries.map(|(entry, _)| entry.clone()).collect();
        Vocabulary { terms, folds, fold_of, common, places, entries, gaps, languages }
    }

    /// The common terms that are forms of one word.
    pub(super) fn classes(&self, analysis: &Analysis) -> Vec<Vec<u32>> {
        stems::classes(&self.entries, self.languages.iter().copied(), analysis)
    }

    /// The dictionary of the common terms as the engine will read it: texts
    /// are written against that.
    pub(super) fn dictionary(&self, analysis: &Analysis) -> Result<Dictionary, Error> {
        let mut out = Writer::default();
        dictionary::write(&self.entries, &mut out);
        let bytes = out.finish();
        let mut bytes = Reader::new(&bytes);
        let dictionary = Dictionary::read(&mut bytes, &analysis.characters);
        bytes.end()?;
        Ok(dictionary)
    }
}

/// A term and what is gathered of it.
struct Gathered {
    entry: Entry,
    languages: Languages,
    tones: Vec<(u8, u32)>,
}

impl Gathered {
    /// Where the tone is commonly written: the first of several places.
    fn settle(&mut self) {
        let mut counts = [0u64; 256];
        self.tones.iter().for_each(|&(at, count)| counts[usize::from(at)] += u64::from(count));
        let commonest = (0..=255).max_by_key(|&at| (counts[usize::from(at)], Reverse(at)));
        self.entry.tone_at = commonest.unwrap_or(0);
    }
}

/// The commonest gaps, the first in the order of their letters of several.
fn common_gaps(runs: &mut [Run]) -> Vec<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (gap, count) in runs.iter_mut().flat_map(|run| run.gaps.drain(..)) {
        *counts.entry(gap).or_default() += count;
    }
    let mut gaps: Vec<(String, u32)> = counts.into_iter().filter(|(gap, _)| gap.len() <= GAP).collect();
    gaps.sort_by_key(|&(_, count)| Reverse(count));
    gaps.into_iter().take(GAPS).filter(|&(_, count)| count > 1).map(|(gap, _)| gap).collect()
}

/// The terms of all runs, each once; each run is told the number of each of
/// its terms.
fn merged(runs: &mut [Run]) -> Vec<Gathered> {
    let mut all: Vec<(&[u8], usize, usize)> = Vec::new();
    for (run, of_run) in runs.iter().enumerate() {
        all.extend(of_run.terms.iter().enumerate().map(|(place, term)| (&*term.key, run, place)));
    }
    all.sort_unstable();
    let mut terms: Vec<Gathered> = Vec::new();
    let mut numbers: Vec<Vec<u32>> = runs.iter().map(|run| vec![0; run.terms.len()]).collect();
    for (key, run, place) in all {
        if terms.last().is_none_or(|last| last.entry.key != key) {
            let entry = Entry { key: key.to_vec(), frequency: 0, tone_at: 0 };
            terms.push(Gathered { entry, languages: 0, tones: Vec::new() });
        }
        numbers[run][place] = terms.len() as u32 - 1;
        let of_run = &runs[run].terms[place];
        if let Some(term) = terms.last_mut() {
            term.entry.frequency += of_run.frequency;
            term.languages |= of_run.languages;
            term.tones.extend(&of_run.tones);
        }
    }
    for (run, numbers) in runs.iter_mut().zip(numbers) {
        run.numbers = numbers;
    }
    terms
}

/// The number of each term among the common ones: those of the commonest
/// folds, as many folds as have no more terms than this together; and those of
/// the folds with a wanted term.
fn common(terms: &[Entry], starts: &[usize], limit: usize, wanted: &BTreeSet<Vec<u8>>) -> Vec<Option<u32>> {
    let frequency = |bounds: &[usize]| -> u64 {
        terms[bounds[0]..bounds[1]].iter().map(|term| u64::from(term.frequency)).sum()
    };
    let mut folds: Vec<&[usize]> = starts.windows(2).collect();
    folds.sort_by_key(|bounds| Reverse(frequency(bounds)));
    let mut is_common = vec![false; terms.len()];
    for bounds in &folds {
        let is_wanted = terms[bounds[0]..bounds[1]].iter().any(|term| wanted.contains(&term.key));
        is_common[bounds[0]..bounds[1]].fill(is_wanted);
    }
    let mut count = 0;
    for bounds in folds {
        count += bounds[1] - bounds[0];
        if count > limit {
            break;
        }
        is_common[bounds[0]..bounds[1]].fill(true);
    }
    let mut next = 0;
    let number = |is_common: bool| {
        next += u32::from(is_common);
        is_common.then(|| next - 1)
    };
    is_common.into_iter().map(number).collect()
}
