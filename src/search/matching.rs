//! Where in a document a query is met.
//!
//! In: the clauses of a query with the terms accepted for each of its terms,
//! and a document's tokens. Out: the tokens that are hits, each with the term
//! it answers. Invariant: what is marked in a snippet and what earned a
//! document its place are told by the same code.
//!
//! The terms of a query are the bits of a number: a token is looked at once,
//! however many terms it might answer.

use std::ops::Range;

use crate::index::dictionary::Term;
use crate::index::text::{Record, Texts, Tokens};
use crate::order::ascending;

use super::query::{Clause, Kind};
use super::terms::Candidate;

/// A set of the terms of a query, a bit each.
pub type Terms = u64;

/// The terms in a range.
pub fn terms_in(range: &Range<usize>) -> Terms {
    range.clone().fold(0, |terms, term| terms | 1 << term)
}

/// A query and what is accepted for each of its terms.
#[derive(Debug)]
pub struct Matcher {
    /// What is accepted for each term of the query, sorted by term.
    pub accepted: Vec<Vec<Candidate>>,
    /// The clauses over these.
    pub clauses: Vec<Clause>,
    /// For each term of the dictionary its place in `answers`.
    places: Vec<u32>,
    /// Which terms of the query are answered, and which as completions only.
    /// The first is for all terms that answer none.
    answers: Vec<(Terms, Terms)>,
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
/// text, its byline. Whether it is the title stands beside it.
pub fn searched(record: &Record) -> impl Iterator<Item = (&Tokens, bool)> {
    let from = usize::from(record.title_is_derived);
    [(&record.title, true), (&record.body, false), (&record.byline, false)].into_iter().skip(from)
}

impl Matcher {
    /// Accepts these candidates, of a dictionary of this size.
    pub fn new(accepted: Vec<Vec<Candidate>>, clauses: Vec<Clause>, dictionary: usize) -> Matcher {
        let mut places = vec![0; dictionary];
        let mut answers = vec![(0, 0)];
        for (term, candidates) in accepted.iter().enumerate() {
            for candidate in candidates {
                let Some(place) = places.get_mut(candidate.term as usize) else { continue };
                if *place == 0 {
                    *place = answers.len() as u32;
                    answers.push((0, 0));
                }
                let answer = &mut answers[*place as usize];
                *(if candidate.is_completion { &mut answer.1 } else { &mut answer.0 }) |= 1 << term;
            }
        }
        Matcher { accepted, clauses, places, answers }
    }

    /// Which terms of the query a term answers.
    pub fn answered(&self, term: Term) -> Terms {
        let (complete, completions) = self.answer(term);
        complete | completions
    }

    fn answer(&self, term: Term) -> (Terms, Terms) {
        let place = self.places.get(term as usize).copied().unwrap_or(0);
        self.answers.get(place as usize).copied().unwrap_or_default()
    }

    /// The terms that a document has, and not only something that begins so.
    pub fn complete(&self, document: u32) -> Terms {
        let mut complete = 0;
        for (term, candidates) in self.accepted.iter().enumerate() {
            if candidates.iter().any(|candidate| !candidate.is_completion && candidate.is_in(document)) {
                complete |= 1 << term;
            }
        }
        complete
    }

    /// The hits in a text, by place, then by term. What only begins like a
    /// word is no hit where the document has the word itself; `complete` says
    /// of which terms it has it.
    pub fn hits(&self, complete: Terms, texts: &Texts, tokens: &Tokens) -> Vec<Hit> {
        let mut words: Terms = 0;
        // By place, then by term, as one number each.
        let mut hits: Vec<u64> = Vec::new();
        for clause in &self.clauses {
            let terms = clause.terms.clone();
            if clause.kind == Kind::Words {
                words |= terms_in(&terms);
                continue;
            }
            for at in self.occurrences(&terms, texts, tokens) {
                hits.extend(
                    terms.clone().map(|term| (at + term - terms.start) as u64 * BY_PLACE + term as u64),
                );
            }
        }
        for (at, token) in tokens.terms().enumerate() {
            let (answered, completed) = self.answer(token);
            let mut answered = (answered | completed & !complete) & words;
            while answered != 0 {
                hits.push(at as u64 * BY_PLACE + u64::from(answered.trailing_zeros()));
                answered &= answered - 1;
            }
        }
        // Words alone are in order as they were found.
        let mut hits = if hits.is_sorted() { hits } else { ascending(hits) };
        hits.dedup();
        let hit = |hit: u64| Hit { at: (hit / BY_PLACE) as usize, term: (hit % BY_PLACE) as usize };
        hits.into_iter().map(hit).collect()
    }

    /// Where the terms of a clause stand one after the other, with no more
    /// between them than punctuation.
    pub fn occurrences(&self, terms: &Range<usize>, texts: &Texts, tokens: &Tokens) -> Vec<usize> {
        let stands = |start: &usize| {
            terms.clone().all(|term| {
                let at = start + term - terms.start;
                self.answered(tokens.term(at)) >> term & 1 == 1 && (at == *start || texts.follows(tokens, at))
            })
        };
        (0..(tokens.len() + 1).saturating_sub(terms.len())).filter(stands).collect()
    }
}

/// What parts a place from a term in one number.
const BY_PLACE: u64 = 1 << 32;
