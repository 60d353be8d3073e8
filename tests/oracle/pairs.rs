//! Which words stand side by side, and what these are.

use std::collections::{BTreeMap, BTreeSet};

use super::Oracle;
use super::query::Asked;
use super::terms::Candidate;
use super::words::{Seen, Word, Words, fold};

/// Some folds, or all that are longer than one and begin with it.
#[derive(Clone)]
pub(super) struct Folds {
    pub(super) these: BTreeSet<String>,
    pub(super) longer_than: Option<String>,
}

impl Folds {
    pub(super) fn has(&self, word: &str) -> bool {
        let fold = fold(word);
        let is_longer = |one: &String| fold.starts_with(one.as_str()) && fold != *one;
        self.these.contains(&fold) || self.longer_than.as_ref().is_some_and(is_longer)
    }
}

impl Oracle {
    /// How often one of the folds `left` is directly followed by one of
    /// `right`.
    pub(super) fn pairs(&self, (left, right): &(Folds, Folds), seen: &Seen) -> (usize, usize) {
        let count = |words: &Words| {
            let stand = |two: &&[Word]| left.has(&two[0].word) && right.has(&two[1].word) && !two[1].begins;
            words.windows(2).filter(stand).count()
        };
        (count(&seen.body) + count(&seen.byline), count(&seen.title))
    }

    /// In how many documents these folds stand side by side.
    pub(super) fn with_pair(&self, pair: &(Folds, Folds)) -> usize {
        self.documents.iter().filter(|seen| self.pairs(pair, seen) != (0, 0)).count()
    }

    /// What two folds are written as where they stand side by side, but for
    /// what is less than a tenth of all and less than the commonest.
    pub(super) fn readings(&self, left: &str, right: &str) -> Vec<(String, String)> {
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for words in self.documents.iter().flat_map(Seen::texts) {
            for two in words.windows(2).filter(|two| !two[1].begins) {
                if fold(&two[0].word) == left && fold(&two[1].word) == right {
                    *counts.entry((two[0].word.clone(), two[1].word.clone())).or_default() += 1;
                }
            }
        }
        let (all, most) = (counts.values().sum::<usize>(), counts.values().copied().max().unwrap_or(0));
        counts.retain(|_, count| *count * 10 >= all || *count == most);
        counts.into_keys().collect()
    }

    /// The folds that a term and the next may be, and whether only as
    /// completions.
    pub(super) fn neighbours(
        &self,
        term: usize,
        asked: &[(String, usize)],
        candidates: &[Vec<Candidate>],
        unfinished: bool,
    ) -> Vec<(Folds, Folds)> {
        let of = |term: usize| {
            let finished = candidates[term].iter().filter(|c| !c.is_completion).map(|c| fold(&c.word));
            // Where a slip was made, what was typed is meant no more.
            let is_slip = candidates[term].iter().any(|c| c.grade == 6);
            let typed = (!is_slip).then(|| fold(&asked[term].0));
            Folds { these: finished.chain(typed).collect(), longer_than: None }
        };
        let mut all = vec![(of(term), of(term + 1))];
        if unfinished && term + 2 == asked.len() {
            all.push((
                of(term),
                Folds { these: BTreeSet::new(), longer_than: Some(fold(&asked[term + 1].0)) },
            ));
        }
        all
    }

    /// Where a run of terms stands in a text.
    pub(super) fn runs(&self, words: &Words, wanted: &[Vec<Candidate>]) -> Vec<usize> {
        let stands = |&start: &usize| {
            wanted.iter().enumerate().all(|(i, candidates)| {
                let Word { word, begins, .. } = &words[start + i];
                candidates.iter().any(|c| c.word == *word) && (i == 0 || !begins)
            })
        };
        (0..(words.len() + 1).saturating_sub(wanted.len())).filter(stands).collect()
    }
}

/// Whether a term and the next were typed side by side, in one phrase or
/// outside any.
pub(super) fn neighbours(asked: &[(String, usize)], query: &[Asked], term: usize) -> bool {
    let (one, other) = (asked[term].1, asked[term + 1].1);
    let is_phrase = |clause: usize| query[clause].is_phrase();
    one == other || !(is_phrase(one) || is_phrase(other))
}
