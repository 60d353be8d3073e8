//! Which terms of the index a typed term may stand for.
//!
//! In: a query. Out: for each of its terms, [`Candidate`]s: terms of the
//! dictionary, how well they agree, and where they are. Invariant: looks at
//! one term at a time; which candidates are meant is for
//! [`context`](super::context) to say.

use crate::analysis::{Form, Grade};
use crate::index::dictionary::Term;
use crate::index::postings::Posting;
use crate::index::root::Root;
use crate::order::ascending;

use super::query::{Kind, Query};
use super::view::View;

/// How many completions of an unfinished term are looked at, the commonest
/// first. Fifty lose nothing measurable against all of them.
const COMPLETIONS: usize = 50;

/// What a completion is worth beside the finished term: the reader may still
/// be typing, but more often is not.
const COMPLETION: f64 = 0.3;

/// A form in no more documents than this is more likely a slip in them...
const RARE: u32 = 1;
/// ...if the other forms of its fold together are in at least this many.
const COMMON: u32 = 20;

/// A term of the index that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The term.
    pub term: Term,
    /// What a document gains by it, 1 for the form as typed.
    pub weight: f64,
    /// How well it agrees with what was typed.
    pub grade: Grade,
    /// Whether it goes on where the typed term ends.
    pub is_completion: bool,
    /// Where it is.
    pub postings: Vec<Posting>,
}

impl Candidate {
    /// Whether a document has this term.
    pub fn is_in(&self, document: u32) -> bool {
        self.postings.binary_search_by_key(&document, |posting| posting.document).is_ok()
    }
}

/// The candidates of every term of a query, each list sorted by term.
pub fn candidates(query: &Query, view: &View) -> Vec<Vec<Candidate>> {
    let mut all = Vec::new();
    for clause in &query.clauses {
        for asked in query.terms.iter().take(clause.terms.end).skip(clause.terms.start) {
            let mut found = with_same_letters(&asked.form, view.root());
            if clause.kind == Kind::Phrase {
                let is_marked = asked.form.is_marked();
                found.retain(|c| c.grade <= Grade::Spelling && (c.grade != Grade::LessTyped || !is_marked));
            } else {
                narrow(&mut found, &asked.form, view.root());
            }
            if asked.unfinished {
                complete(&mut found, &asked.form, view.root());
            }
            for candidate in &mut found {
                candidate.postings = view.postings(candidate.term);
                if candidate.grade == Grade::LessTyped && !query.is_marked() {
                    // The marks are not at hand: bare letters agree with any.
                    candidate.grade = Grade::Exact;
                }
            }
            all.push(found);
        }
    }
    all
}

/// Every form of the same letters, and of the other spelling of the word.
fn with_same_letters(typed: &Form, root: &Root) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (term, form) in root.dictionary.with_fold(&typed.fold) {
        add(&mut found, term, typed.agreement(&form), false);
    }
    let respelt = typed.respelt().filter(|_| !root.analysis.syllables.is_empty());
    if let Some(respelt) = respelt {
        for (term, form) in root.dictionary.with_fold(&respelt.fold) {
            add(&mut found, term, respelt.agreement(&form).max(Grade::Spelling), false);
        }
    }
    found
}

/// Leaves out what is not meant, whatever stands beside it: with marks typed,
/// the typed form is meant unless the documents hardly know it; without,
/// nothing is known but the letters.
fn narrow(found: &mut Vec<Candidate>, typed: &Form, root: &Root) {
    let (mut exact, mut all) = (0, 0);
    for candidate in found.iter() {
        let frequency = root.dictionary.frequency(candidate.term);
        all += frequency;
        exact += if candidate.grade == Grade::Exact { frequency } else { 0 };
    }
    if typed.is_marked() {
        if exact > RARE || (exact > 0 && all < COMMON) {
            found.retain(|c| matches!(c.grade, Grade::Exact | Grade::Spelling));
        }
    } else if found.iter().any(|c| c.grade <= Grade::LessTyped) {
        found.retain(|c| c.grade <= Grade::Spelling);
    }
}

/// Adds the commonest terms that begin with what was typed.
fn complete(found: &mut Vec<Candidate>, typed: &Form, root: &Root) {
    // By frequency downwards, then by term, as one number each.
    let mut ranked = Vec::new();
    for (term, form) in root.dictionary.beginning_with(&typed.fold) {
        if typed.is_less_than(&form) {
            ranked.push(u64::from(!root.dictionary.frequency(term)) << 32 | u64::from(term));
        }
    }
    for rank in ascending(ranked).into_iter().take(COMPLETIONS) {
        add(found, rank as Term, Grade::LessTyped, true);
    }
}

/// Adds a candidate in its place; these lists are short.
fn add(found: &mut Vec<Candidate>, term: Term, grade: Grade, is_completion: bool) {
    // The order matters more than the figures: halving all of them changed no
    // measured ranking.
    let weight = match grade {
        _ if is_completion => COMPLETION,
        Grade::Exact | Grade::LessTyped => 1.0,
        Grade::Spelling => 0.9,
        Grade::TildeForHook => 0.85,
        Grade::Tone => 0.8,
        Grade::Letters => 0.6,
    };
    let at = found.partition_point(|before| before.term < term);
    found.insert(at, Candidate { term, weight, grade, is_completion, postings: Vec::new() });
}
