//! Other ways of writing what was typed.

use super::Oracle;
use super::query::Asked;
use super::terms::Candidate;
use super::words::{Seen, Words, fold, is_less, times};

/// Ways of writing the same.
pub(super) type Synonyms = Vec<Vec<Vec<String>>>;

impl Oracle {
    /// The groups of which the documents have a way; the others are left out of the index.
    pub(super) fn known_synonyms(&self) -> impl Iterator<Item = &Vec<Vec<String>>> {
        let texts = || self.documents.iter().flat_map(Seen::texts);
        let stand = move |two: &[String]| {
            texts().any(|words| {
                words.windows(2).any(|at| at[0].word == two[0] && at[1].word == two[1] && !at[1].begins)
            })
        };
        let is_there = move |way: &Vec<String>| {
            way.iter().all(|word| self.vocabulary.contains_key(word)) && way.windows(2).all(&stand)
        };
        self.synonyms.iter().filter(move |group| group.iter().any(&is_there))
    }

    /// Other ways of writing terms that were typed outside phrases: of which
    /// terms, and in what words, all of them common.
    pub(super) fn others(
        &self,
        asked: &[(String, usize)],
        query: &[Asked],
    ) -> Vec<(std::ops::Range<usize>, Vec<String>)> {
        let mut others = Vec::new();
        for group in self.known_synonyms() {
            for (number, way) in group.iter().enumerate() {
                let is_typed = |start: &usize| {
                    let mut two = asked[*start..].iter().zip(way);
                    two.all(|((typed, _), word)| fold(typed) == fold(word) && is_less(typed, word))
                };
                let starts = 0..(asked.len() + 1).saturating_sub(way.len());
                let Some(start) = starts.into_iter().find(is_typed) else { continue };
                let range = start..start + way.len();
                if range.clone().any(|term| query[asked[term].1].is_phrase()) {
                    continue;
                }
                for (_, other) in group.iter().enumerate().filter(|(other, _)| *other != number) {
                    let is_known = |word: &String| {
                        self.vocabulary.contains_key(word) && self.common.contains(&fold(word))
                    };
                    if other.iter().all(is_known) {
                        others.push((range.clone(), other.clone()));
                    }
                }
            }
        }
        others
    }

    /// How often a document has terms in one piece: as often as the rarest two
    /// neighbours, in its text and in its title; `pairs` says how often it has
    /// each two.
    pub(super) fn in_one_piece(
        &self,
        document: usize,
        terms: &[Vec<Candidate>],
        pairs: &dyn Fn(usize, &Seen) -> (usize, usize),
    ) -> (usize, usize) {
        let seen = &self.documents[document];
        if let [only] = terms {
            let times = |text: &Words| times(text, |word| only.iter().any(|c| c.word == *word));
            return (times(&seen.body) + times(&seen.byline), times(&seen.title));
        }
        let times = (1..terms.len()).map(|at| pairs(at - 1, seen));
        times.reduce(|one, other| (one.0.min(other.0), one.1.min(other.1))).unwrap_or_default()
    }
}
