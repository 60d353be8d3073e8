//! The pairs of the index that a query may mean.
//!
//! In: the candidates for each term of a query. Out: for every two terms that
//! were typed side by side, the [`Pair`]s of folds that stand so in documents.
//! Invariant: says where and what; which are meant is for
//! [`context`](super::context) to say.

use crate::index::postings::Postings;

use super::query::Query;
use super::terms::Candidate;
use super::view::{KnownPair, Term, View};

/// In how many parts at most the pairs may be that an unfinished term makes
/// with the one before it. `của t` makes so many that they say nothing.
const PARTS: usize = 3;

/// Two folds that stand side by side.
pub struct Pair<'a> {
    /// Whether the second goes on where the typed term ends.
    pub is_completion: bool,
    /// The terms of the left fold, the commonest first.
    pub left: Vec<Term>,
    /// The terms of the right fold, the commonest first.
    pub right: Vec<Term>,
    /// Which of them stand so, and where.
    pub readings: Vec<Reading<'a>>,
}

/// Two terms that stand side by side.
pub struct Reading<'a> {
    /// The two, as far as they are known.
    pub terms: [Option<Term>; 2],
    /// The documents that have them so.
    pub list: Postings<'a>,
    /// How often they do, all together.
    pub count: f64,
    /// Which of the two are meant, once that is known: 1 for the left one, 2 for
    /// the right one.
    pub meant: u32,
}

/// Both of two are meant.
pub const BOTH: u32 = 3;

impl<'a> Pair<'a> {
    /// A pair that was looked up, of folds with these terms.
    pub fn new(known: KnownPair<'a>, is_completion: bool, left: Vec<Term>, right: Vec<Term>) -> Pair<'a> {
        let mut readings = Vec::new();
        for ((of_left, of_right), list, count) in known.pairs.readings(&known.at) {
            let terms = [left.get(of_left as usize).copied(), right.get(of_right as usize).copied()];
            readings.push(Reading { terms, list, count, meant: 0 });
        }
        Pair { is_completion, left, right, readings }
    }

    /// The readings that have both as they are meant.
    pub fn as_meant(&self) -> impl Iterator<Item = &Reading<'a>> {
        self.readings.iter().filter(|reading| reading.meant == BOTH)
    }
}

/// For each term but the last, its pairs with the next.
pub fn neighbours<'a>(query: &Query, candidates: &[Vec<Candidate>], view: &View<'a>) -> Vec<Vec<Pair<'a>>> {
    let mut all = Vec::new();
    for (term, two) in candidates.windows(2).enumerate() {
        let mut pairs = Vec::new();
        if query.adjacent(term) {
            between(query, term, &two[0], &two[1], view, &mut pairs);
        }
        all.push(pairs);
    }
    all
}

fn between<'a>(
    query: &Query,
    term: usize,
    left: &[Candidate],
    right: &[Candidate],
    view: &View<'a>,
    pairs: &mut Vec<Pair<'a>>,
) {
    let typed = |term: usize| query.terms.get(term).map(|asked| asked.form.fold.as_str()).unwrap_or_default();
    let (typed_left, typed_right) = (typed(term), typed(term + 1));
    let completed = query.terms.get(term + 1).is_some_and(|asked| asked.unfinished);
    for left in folds(left, typed_left) {
        let terms = view.by_frequency(left);
        for right in folds(right, typed_right) {
            if let Some(known) = view.pair(left, right) {
                let right = view.by_frequency(right);
                pairs.push(Pair::new(known, false, terms.clone(), right));
            }
        }
        if !completed {
            continue;
        }
        for (known, fold) in view.pairs_beginning_with(left, typed_right, PARTS) {
            // Only of what may be meant need it be known how it is written.
            let meant = right.iter().find(|candidate| candidate.form.fold.as_bytes() == fold);
            let right = meant.map(|candidate| view.by_frequency(&candidate.form.fold)).unwrap_or_default();
            pairs.push(Pair::new(known, true, terms.clone(), right));
        }
    }
}

/// The folds of the candidates for a finished term; as typed if there are none
/// yet, because their part is still to come.
fn folds<'c>(candidates: &'c [Candidate], typed: &'c str) -> Vec<&'c str> {
    let mut folds = vec![typed];
    for candidate in candidates.iter().filter(|candidate| !candidate.is_completion) {
        if !folds.contains(&candidate.form.fold.as_str()) {
            folds.push(&candidate.form.fold);
        }
    }
    folds
}
