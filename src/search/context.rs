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

use std::ops::Range;

use crate::analysis::{Form, Grade};
use crate::index::Stop;

use super::keystrokes;
use super::neighbours::{Pair, neighbours};
use super::query::{Clause, Kind, Query};
use super::slips;
use super::synonyms;
use super::terms::{self, COMPLETION, Candidate};
use super::thousands;
use super::unspaced;
use super::view::{Term, View};

/// A candidate stays if its neighbours bear it out at least this share of the
/// times they bear out the best one.
const SHARE: f64 = 0.1;

/// A query of more terms than this is a question: in these, common words
/// together still say something.
const SHORT: usize = 6;

/// A word of no more letters than this is corrected only if its neighbours
/// bear the correction out.
const TINY: usize = 3;

/// A query of which it is known what was meant.
pub struct Settled<'a> {
    /// What is meant by each term.
    pub terms: Vec<Meant>,
    /// How many of them were typed; the others are other ways of writing them.
    pub typed: usize,
    /// The clauses over these.
    pub clauses: Vec<Clause>,
    /// For each term but the last: its pairs with the next.
    pub pairs: Vec<Vec<Pair<'a>>>,
    /// Whether any of them is other than what was typed.
    pub is_corrected: bool,
    /// See [`Query::is_marked`].
    pub is_marked: bool,
}

/// What is meant by a term of a query.
pub struct Meant {
    /// Where in the query it is, in bytes.
    pub span: Range<usize>,
    /// The terms of the index.
    pub accepted: Vec<Candidate>,
    /// See [`Query::is_joined`].
    pub is_joined: bool,
    /// See [`Query::goes_on`].
    pub goes_on: bool,
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
    if !query.literal {
        keystrokes::read(&mut query, view);
        unspaced::read(&mut query, view)?;
        synonyms::add(&mut query, view.root());
    }
    thousands::read(&mut query, view);
    let query = &query;
    let mut candidates = terms::candidates(query, view);
    let mut pairs = neighbours(query, &candidates, view);
    for (term, candidates) in candidates.iter().enumerate() {
        let finished = candidates.iter().filter(|c| !c.is_completion && c.grade != Grade::Slip);
        // Of another way of writing the pairs are enough. Of a common word they may be, but to wait for
        // them first takes longer than its list does.
        if query.is_listed(term) && !query.is_joined(term) {
            finished.for_each(|candidate| view.want(candidate.term));
        }
    }
    view.check()?;

    let mut clauses = query.clauses.clone();
    bear_out(&mut candidates, &pairs);
    // The terms that may be meant instead of a slip.
    let mut slips: Vec<Vec<Term>> = Vec::new();
    for (kept, asked) in candidates.iter_mut().zip(&query.terms) {
        let mut of_term = Vec::new();
        for one in kept.iter().filter(|one| is_slip(one)) {
            of_term.push(one.term);
        }
        slips.push(of_term);
        if query.clause(slips.len() - 1).kind.is_loose() {
            choose(kept, &asked.form);
        }
    }
    for (term, pairs) in pairs.iter_mut().enumerate() {
        // What a slip was not taken for, and what was typed where it was one,
        // make no pairs.
        let is_meant = |fold: &[Term], term: usize| {
            let kept = &candidates[term];
            kept.iter().any(|one| !one.is_completion && fold.contains(&one.term))
                || !kept.iter().any(is_slip) && !slips[term].iter().any(|slip| fold.contains(slip))
        };
        terms::keep(pairs, &|pair: &Pair| {
            is_meant(&pair.left, term) && (pair.is_completion || is_meant(&pair.right, term + 1))
        });
        let is_accepted = |term: usize, one| candidates[term].iter().any(|kept| Some(kept.term) == one);
        for pair in pairs {
            // How a completion is written that is no candidate is not known: any may be what was begun,
            // but not in one piece, which is shown only where it is made of candidates.
            let is_any = pair.right.is_empty()
                && query.clause(term).kind == Kind::Words
                && !query.terms[term + 1].form.is_marked();
            for reading in &mut pair.readings {
                let [left, right] = reading.terms;
                let left = is_accepted(term, left);
                reading.meant =
                    u32::from(left) + 2 * u32::from(left && is_any || is_accepted(term + 1, right));
            }
        }
    }
    let mut is_corrected = query.is_read;
    for (kept, asked) in candidates.iter().zip(&query.terms) {
        is_corrected |= kept.iter().any(|one| one.grade > Grade::Spelling)
            || !kept.is_empty() && !kept.iter().any(|one| one.is_right(&asked.form));
    }
    // A unit that no document has in one piece is read as words.
    for clause in clauses.iter_mut().filter(|clause| clause.kind == Kind::Unit) {
        let whole = clause.terms.len() == 2;
        for of_two in pairs.iter_mut().take(clause.terms.end - 1).skip(clause.terms.start) {
            let is_there = |pair: &Pair| pair.as_meant().next().is_some();
            if !of_two.iter().any(is_there) {
                clause.kind = Kind::Words;
            }
            // What is there goes no further: 30/4 is no 30-40, and 3G no 3 giờ.
            if whole && of_two.iter().any(|pair| !pair.is_completion && is_there(pair)) {
                terms::keep(of_two, &|pair: &Pair| !pair.is_completion);
            }
        }
    }
    // How often a term stands side by side with the next, as they are meant, in all documents; and whether
    // what that may become does.
    let beside = |place: usize| {
        let (mut count, mut goes_on) = (0.0, false);
        for pair in pairs.get(place).into_iter().flatten() {
            goes_on |= pair.is_completion && pair.as_meant().next().is_some();
            for reading in pair.as_meant().filter(|_| !pair.is_completion) {
                count += reading.count;
            }
        }
        (count, goes_on)
    };
    let is_short = query.typed <= SHORT && !query.is_for_all;
    let many = view.root().many;
    let mut terms = Vec::new();
    for (term, (accepted, asked)) in candidates.into_iter().zip(&query.terms).enumerate() {
        let before = term.wrapping_sub(1);
        let (frequency, is_joined) = (frequency(&accepted), query.is_joined(term));
        // Its neighbours say enough where they stand by it in a good share of its documents.
        let (before, skips_completions) = beside(before);
        let paired = before + beside(term).0;
        let is_paired = paired >= SHARE * f64::from(frequency);
        let skips = !query.is_listed(term) || is_joined || is_short && is_paired && frequency > many;
        let (span, goes_on) = (asked.span.clone(), query.goes_on(term));
        terms.push(Meant { span, accepted, is_joined, goes_on, skips, skips_completions });
    }
    let is_marked = query.is_marked();
    Ok(Settled { terms, typed: query.typed, clauses, pairs, is_corrected, is_marked })
}

/// In how many documents the candidates for a finished term are, each counted
/// by itself.
pub fn frequency(candidates: &[Candidate]) -> u32 {
    let finished = candidates.iter().filter(|candidate| !candidate.is_completion);
    finished.fold(0, |sum: u32, candidate| sum.saturating_add(candidate.frequency))
}

fn is_slip(one: &Candidate) -> bool {
    one.grade == Grade::Slip
}

/// Counts for each candidate how often it stands beside a candidate for the
/// term before or after.
fn bear_out(candidates: &mut [Vec<Candidate>], pairs: &[Vec<Pair>]) {
    for (term, pairs) in pairs.iter().enumerate() {
        let Some([lefts, rights]) = candidates.get_mut(term..term + 2) else { break };
        for pair in pairs {
            for reading in &pair.readings {
                let [left, right] = reading.terms;
                let left = lefts.iter_mut().find(|one| Some(one.term) == left);
                let right = rights.iter_mut().find(|one| Some(one.term) == right);
                let count = reading.count;
                if let (Some(left), Some(right)) = (left, right) {
                    left.borne_out += count;
                    right.borne_out += count;
                }
            }
        }
    }
    // Once, so that what is counted is counted exactly.
    candidates.iter_mut().flatten().for_each(|one| one.borne_out *= one.weight);
}

/// Keeps the candidates that are meant by a term.
fn choose(kept: &mut Vec<Candidate>, typed: &Form) {
    let is_right = |one: &Candidate| one.is_right(typed);
    let told = |one: &Candidate| one.borne_out > 0.0;
    // What is as it was typed is no slip if its neighbours know it at all, or
    // know no slip either.
    if kept.iter().any(|one| is_right(one) && told(one))
        || kept.iter().any(is_right) && !kept.iter().any(told)
    {
        terms::keep(kept, &is_right);
    }
    if kept.iter().any(is_right) && !kept.iter().any(|one| is_slip(one) && told(one)) {
        let (mut best, mut other) = (0.0_f64, 0.0_f64);
        for one in kept.iter().filter(|one| !one.is_sibling) {
            best = best.max(one.borne_out);
            if !one.is_completion && one.grade != Grade::Spelling {
                other = other.max(one.borne_out);
            }
        }
        // What is there just as it was typed may be meant, though its neighbours say that it goes on.
        let is_typed = |one: &Candidate| one.form == *typed && one.borne_out >= SHARE * other;
        for one in kept.iter_mut().filter(|one| is_typed(one) && one.borne_out < SHARE * best) {
            one.weight = COMPLETION;
        }
        let is_same = |one: &Candidate| one.grade == Grade::Spelling && (one.is_sibling || typed.is_marked());
        terms::keep(kept, &|one| is_same(one) || is_typed(one) || one.borne_out >= SHARE * best);
        // Of what is left the best grade: the form as typed, if it is there. The
        // two spellings of one word go together, and so does what may yet come.
        let grade = kept.iter().filter(|c| !c.is_completion).map(|c| c.grade).min();
        terms::keep(kept, &|c| c.is_completion || c.grade == Grade::Spelling || Some(c.grade) == grade);
    } else {
        correct(kept, typed);
    }
}

/// Keeps the likeliest of what was typed with a slip. Wrong marks may be those of
/// several words, and where none were typed so may be right letters.
fn correct(kept: &mut Vec<Candidate>, typed: &Form) {
    let told = kept.iter().any(|one| one.borne_out > 0.0);
    let likely = |one: &Candidate| {
        // So short a word is near to too many, unless its neighbours tell.
        let counts = told || !is_slip(one) || typed.fold.len() > TINY;
        let often = if told { one.borne_out } else { one.frequency.into() };
        slips::likelihood(if counts { often } else { 0.0 }, one.cost)
    };
    let mut best = 0.0;
    let mut likeliest = None;
    for one in kept.iter() {
        if likely(one) > best {
            best = likely(one);
            likeliest = Some((one.term, is_slip(one), one.form.fold.clone()));
        }
    }
    let Some((term, slipped, fold)) = likeliest else { return kept.clear() };
    terms::keep(kept, &|one| match (is_slip(one), slipped) {
        (true, true) => one.term == term || !typed.is_marked() && one.form.fold == fold,
        (false, false) => likely(one) >= SHARE * best,
        _ => false,
    });
}
