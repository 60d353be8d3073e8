//! Where in a document a query is met, and what that is worth.

use std::collections::BTreeSet;

use super::Oracle;
use super::query::Asked;
use super::ranking::Understood;
use super::terms::Candidate;
use super::words::Words;

/// A word that answers a term: its place, and which term.
pub(super) type Place = (usize, usize);

impl Oracle {
    /// The words of a text that are hits, if it is this document's, with
    /// the terms they answer.
    pub(super) fn hits(&self, document: usize, words: &Words, understood: &Understood) -> BTreeSet<Place> {
        let Understood { clauses, terms, others, .. } = understood;
        let seen = &self.documents[document];
        let mut hits = BTreeSet::new();
        let mut first = 0;
        for clause in clauses {
            let range = first..first + clause.words().len();
            first = range.end;
            if matches!(clause, Asked::Words(_)) {
                for term in range {
                    let complete: Vec<&Candidate> = terms[term].iter().filter(|c| !c.is_completion).collect();
                    let mut anywhere = seen.texts().into_iter().flatten();
                    let is_there = anywhere.any(|one| complete.iter().any(|c| c.word == one.word));
                    let counts = |word: &str| {
                        terms[term].iter().any(|c| c.word == word && !(c.is_completion && is_there))
                    };
                    let places = words.iter().enumerate().filter(|(_, one)| counts(&one.word));
                    hits.extend(places.map(|(at, _)| (at, term)));
                }
            } else {
                for start in self.runs(words, &terms[range.clone()]) {
                    hits.extend(range.clone().enumerate().map(|(i, term)| (start + i, term)));
                }
            }
        }
        // Every word of another way answers all that it stands for.
        for (range, way) in others {
            for start in self.runs(words, way) {
                let places = start..start + way.len();
                hits.extend(places.flat_map(|at| range.clone().map(move |term| (at, term))));
            }
        }
        hits
    }

    /// What a document gains by having it all in one place.
    pub(super) fn nearness(&self, document: usize, understood: &Understood) -> f64 {
        let texts = self.documents[document].texts().into_iter();
        let worth = texts.map(|words| nearness(&self.hits(document, words, understood), &understood.weights));
        worth.fold(0.0, f64::max)
    }
}

/// What some hits are worth by how near together they are.
pub(super) fn nearness(hits: &BTreeSet<Place>, weights: &[f64]) -> f64 {
    let matched: BTreeSet<usize> = hits.iter().map(|&(_, term)| term).collect();
    let covers = |from: usize, to: usize| {
        matched.iter().all(|term| hits.iter().any(|&(at, t)| t == *term && (from..=to).contains(&at)))
    };
    let places: BTreeSet<usize> = hits.iter().map(|&(at, _)| at).collect();
    let windows = places.iter().flat_map(|&from| places.range(from..).map(move |&to| (from, to)));
    let windows = windows.filter(|&(from, to)| covers(from, to)).map(|(from, to)| to + 1 - from);
    let Some(window) = windows.min() else { return 0.0 };
    let weight: f64 = matched.iter().map(|&term| weights[term]).sum();
    let share = matched.len() as f64 / weights.len() as f64;
    0.8 * weight * share * (matched.len() as f64 / window as f64).min(1.0)
}
