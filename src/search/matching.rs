//! Where in a document a query is met.
//!
//! In: the clauses of a query with the terms accepted for each of its terms,
//! and a document's tokens. Out: the tokens that are hits, each with the term
//! it answers. Invariant: what is marked in a snippet and what earned a
//! document its place are told by the same code.

use crate::index::dictionary::Term;
use crate::index::text::{Record, Texts, Tokens};
use crate::order::ascending;

use super::query::{Clause, Kind};
use super::terms::Candidate;

/// A query whose terms have been settled.
#[derive(Debug)]
pub struct Matcher {
    /// What is accepted for each term of the query, sorted by term.
    pub accepted: Vec<Vec<Candidate>>,
    /// The clauses over these.
    pub clauses: Vec<Clause>,
}

/// A token that answers a term of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Which token of its text.
    pub at: usize,
    /// Which term of the query.
    pub term: usize,
}

/// The texts of a document that are searched: its title if it is its own, its
/// text, its date. Whether it is the title stands beside it.
pub fn searched(record: &Record) -> impl Iterator<Item = (&Tokens, bool)> {
    let from = usize::from(record.title_is_derived);
    [(&record.title, true), (&record.body, false), (&record.dateline, false)].into_iter().skip(from)
}

/// Whether a term is among candidates, which are sorted by term.
pub fn accepts(candidates: &[Candidate], term: Term) -> bool {
    candidates.binary_search_by_key(&term, |candidate| candidate.term).is_ok()
}

impl Matcher {
    /// The hits in a text, by place, then by term.
    pub fn hits(&self, texts: &Texts, tokens: &Tokens) -> Vec<Hit> {
        // As one number each.
        let mut hits: Vec<u64> = Vec::new();
        for clause in &self.clauses {
            // A word may stand anywhere, what belongs together only so.
            let together = if clause.kind == Kind::Words { 1 } else { clause.terms.len() };
            for first in clause.terms.clone().step_by(together) {
                for at in self.occurrences(first, together, texts, tokens) {
                    hits.extend((0..together).map(|i| (at + i) as u64 * BY_PLACE + (first + i) as u64));
                }
            }
        }
        let mut hits = ascending(hits);
        hits.dedup();
        hits.into_iter()
            .map(|hit| Hit { at: (hit / BY_PLACE) as usize, term: (hit % BY_PLACE) as usize })
            .collect()
    }

    /// Where so many terms from the first on stand one after the other, with
    /// no more between them than punctuation.
    pub fn occurrences(&self, first: usize, count: usize, texts: &Texts, tokens: &Tokens) -> Vec<usize> {
        let wanted = self.accepted.get(first..first + count).unwrap_or_default();
        let stands = |at: &usize| {
            let mut place = *at;
            wanted.iter().all(|candidates| {
                let fits =
                    accepts(candidates, tokens.term(place)) && (place == *at || texts.follows(tokens, place));
                place += 1;
                fits
            })
        };
        (0..(tokens.len() + 1).saturating_sub(count)).filter(stands).collect()
    }
}

/// What parts a place from a term in one number.
const BY_PLACE: u64 = 1 << 32;
