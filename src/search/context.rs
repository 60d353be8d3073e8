//! What was meant, as the documents bear witness.
//!
//! In: the candidates for each term of a query, and the pairs they may make.
//! Out: a [`Settled`] query: those that are meant, and which of their lists
//! are worth looking at. Invariant: decided by counting in this corpus; no
//! dictionary, no model.
//!
//! `bien gioi` may be biên giới or biển giỏi. The documents have the first
//! two side by side and the others nowhere, so these are what was meant, and
//! biển is no hit.

use crate::analysis::Grade;
use crate::index::Stop;

use super::keystrokes;
use super::neighbours::{Pair, neighbours};
use super::query::{Clause, Kind, Query};
use super::terms::{self, Candidate};
use super::view::{Term, View};

/// A candidate stays if its neighbours bear it out at least this share of the
/// times they bear out the best one.
const SHARE: f64 = 0.1;

/// A query of more terms than this is a question: in these, common words
/// together still say something.
const SHORT: usize = 6;

/// A query of which it is known what was meant.
pub struct Settled<'a> {
    /// What is meant by each term.
    pub terms: Vec<Meant>,
    /// The clauses over these.
    pub clauses: Vec<Clause>,
    /// For each term but the last: its pairs with the next.
    pub pairs: Vec<Vec<Pair<'a>>>,
}

/// What is meant by a term of a query.
pub struct Meant {
    /// The terms of the index.
    pub accepted: Vec<Candidate>,
    /// Whether their pairs say enough: then the lists of those that finish
    /// the term are not looked at...
    pub skips: bool,
    /// ...nor are those of its completions.
    pub skips_completions: bool,
}

impl Meant {
    /// The candidates whose lists are looked at.
    pub fn listed(&self) -> impl Iterator<Item = &Candidate> {
        self.accepted
            .iter()
            .filter(|one| if one.is_completion { !self.skips_completions } else { !self.skips })
    }
}

/// Settles a query.
///
/// # Errors
/// [`Stop::Need`]: and so that nothing is asked for later that can be asked
/// for now, that names what lists will be wanted too.
pub fn settle<'a>(mut query: Query, view: &View<'a>) -> Result<Settled<'a>, Stop> {
    keystrokes::read(&mut query, view);
    let query = &query;
    let mut candidates = terms::candidates(query, view);
    let pairs = neighbours(query, &candidates, view);
    let is_short = query.terms.len() <= SHORT;
    let many = view.root().many;
    for candidates in &candidates {
        let finished = candidates.iter().filter(|candidate| !candidate.is_completion);
        if !is_short || frequency(candidates) <= many {
            finished.for_each(|candidate| view.want(candidate.term));
        }
    }
    view.check()?;

    let mut clauses = query.clauses.clone();
    let before = candidates.clone();
    for clause in clauses.iter().filter(|clause| clause.kind != Kind::Phrase) {
        for term in clause.terms.clone() {
            choose(&mut candidates[term], term, &before, &pairs);
        }
    }
    // A unit that no document has in one piece is read as words.
    for clause in clauses.iter_mut().filter(|clause| clause.kind == Kind::Unit) {
        let first = clause.terms.start;
        let of_unit = pairs.iter().take(clause.terms.end - 1).skip(first);
        if of_unit.clone().any(Vec::is_empty) {
            clause.kind = Kind::Words;
        }
    }
    let beside = |place: Option<usize>, completion: bool| {
        let pairs = place.and_then(|place| pairs.get(place));
        pairs.is_some_and(|pairs| pairs.iter().any(|pair| pair.is_completion == completion))
    };
    let mut terms = Vec::new();
    for (term, accepted) in candidates.into_iter().enumerate() {
        let before = term.checked_sub(1);
        let is_paired = beside(before, false) || beside(Some(term), false);
        let skips = is_short && is_paired && frequency(&accepted) > many;
        terms.push(Meant { skips, skips_completions: beside(before, true), accepted });
    }
    Ok(Settled { terms, clauses, pairs })
}

/// In how many documents the candidates for a finished term are, each counted
/// by itself.
pub fn frequency(candidates: &[Candidate]) -> u32 {
    let finished = candidates.iter().filter(|candidate| !candidate.is_completion);
    finished.fold(0, |sum: u32, candidate| sum.saturating_add(candidate.frequency))
}

/// Keeps the candidates that are meant by a term.
fn choose(kept: &mut Vec<Candidate>, term: usize, candidates: &[Vec<Candidate>], pairs: &[Vec<Pair>]) {
    let mut borne_out = vec![0.0; kept.len()];
    // How often each stands beside a candidate for the term before or after.
    let mut count = |pair: &Pair, here: Term, there: Term, beside: usize| {
        let is_candidate = candidates.get(beside).is_some_and(|all| all.iter().any(|one| one.term == there));
        if let Some(place) = kept.iter().position(|one| one.term == here).filter(|_| is_candidate) {
            borne_out[place] += pair.count();
        }
    };
    for pair in term.checked_sub(1).and_then(|before| pairs.get(before)).into_iter().flatten() {
        pair.readings().for_each(|(left, right)| count(pair, right, left, term - 1));
    }
    for pair in pairs.get(term).into_iter().flatten() {
        pair.readings().for_each(|(left, right)| count(pair, left, right, term + 1));
    }
    for (borne_out, candidate) in borne_out.iter_mut().zip(kept.iter()) {
        *borne_out *= candidate.weight;
    }
    let best = borne_out.iter().copied().fold(0.0, f64::max);
    if best > 0.0 {
        let mut borne_out = borne_out.iter();
        kept.retain(|_| borne_out.next().is_some_and(|&borne_out| borne_out >= SHARE * best));
    }
    // Of what is left the best grade: the form as typed, if it is there. The
    // two spellings of one word go together, and so does what may yet come.
    let grade = kept.iter().filter(|c| !c.is_completion).map(|c| c.grade).min();
    kept.retain(|c| c.is_completion || c.grade == Grade::Spelling || Some(c.grade) == grade);
}
