//! Which words stand side by side, and what these are.

use std::collections::BTreeSet;

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
    /// `right`, where they are wanted as they are written there.
    pub(super) fn pairs(
        &self,
        (left, right): &(Folds, Folds),
        seen: &Seen,
        is_wanted: &dyn Fn(&str, &str) -> bool,
    ) -> (usize, usize) {
        let count = |words: &Words| {
            let stand = |two: &&[Word]| {
                let (one, next) = (&two[0].word, &two[1].word);
                left.has(one) && right.has(next) && !two[1].begins && is_wanted(one, next)
            };
            words.windows(2).filter(stand).count()
        };
        (count(&seen.body) + count(&seen.byline), count(&seen.title))
    }

    /// How often two words stand side by side, in all documents.
    pub(super) fn beside(&self, left: &str, right: &str) -> usize {
        let texts = self.documents.iter().flat_map(Seen::texts);
        let stand = |two: &&[Word]| two[0].word == left && two[1].word == right && !two[1].begins;
        texts.map(|words| words.windows(2).filter(stand).count()).sum()
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
