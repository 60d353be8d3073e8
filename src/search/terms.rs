//! Which terms of the index a typed term may stand for.
//!
//! In: a query. Out: for each of its terms, [`Candidate`]s: terms of the
//! dictionary, how well they agree, and where they are. Invariant: looks at
//! one term at a time; which candidates are meant is for
//! [`context`](super::context) to say.

use crate::analysis::{Form, Grade};

use super::query::{Kind, Query};
use super::slips;
use super::view::{Known, Term, View};

/// How many completions of an unfinished term are looked at, the commonest
/// first. Fifty lose nothing measurable against all of them.
pub(super) const COMPLETIONS: usize = 50;

/// How many where hardly anything is typed yet: then it says little, and what
/// the term makes with the one before it says more.
const FEW_COMPLETIONS: usize = 5;
/// How many letters are more than that, in bytes.
const ENOUGH: usize = 3;

/// What a completion is worth beside the finished term: the reader may still
/// be typing, but more often is not.
pub(super) const COMPLETION: f64 = 0.3;

/// What another form of the same word is worth beside the one that was typed.
const SIBLING: f64 = 0.5;

/// A form in no more documents than this, or than this share of those that have
/// its letters, is more likely a slip in them...
const RARE: u32 = 4;
const SHARE: u32 = 1000;
/// ...if the other forms of its fold together are in at least this many.
const COMMON: u32 = 20;

/// How many terms of a query may be slips, for each costs a walk over all there
/// are: where more are, others say enough.
const SLIPS: usize = 16;

/// What is in no more than one document in so many may be a slip, there or in
/// the query, if its neighbours say so.
const SELDOM: u32 = 5000;

/// A term of the index that may be meant.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The term.
    pub term: Term,
    /// What it is.
    pub form: Form,
    /// In how many documents it is.
    pub frequency: u32,
    /// What a document gains by it, 1 for the form as typed.
    pub weight: f64,
    /// How well it agrees with what was typed.
    pub grade: Grade,
    /// Whether it goes on where the typed term ends.
    pub is_completion: bool,
    /// Whether it is another form of the same word.
    pub is_sibling: bool,
    /// What the slip costs by which it was typed so, if it is one.
    pub cost: u8,
    /// How much its neighbours speak for it, once they have been asked.
    pub borne_out: f64,
}

impl Candidate {
    /// Whether it is as it was typed, as far as that goes: marks that lack
    /// others may be wrong as well, unless it is still being typed.
    pub fn is_right(&self, typed: &Form) -> bool {
        let lacks = self.grade == Grade::LessTyped && !self.is_completion && typed.is_marked();
        self.grade <= Grade::Spelling && !lacks
    }
}

/// The candidates of every term of a query.
pub fn candidates(query: &Query, view: &View) -> Vec<Vec<Candidate>> {
    let mut all = Vec::new();
    let mut slips = 0;
    for clause in &query.clauses {
        for term in clause.terms.clone() {
            all.extend(query.terms.get(term).map(|_| of_term(clause.kind, term, query, view, &mut slips)));
        }
    }
    all
}

fn of_term(kind: Kind, term: usize, query: &Query, view: &View, slips: &mut usize) -> Vec<Candidate> {
    let asked = &query.terms[term];
    let mut found = with_same_letters(&asked.form, view);
    // In quotes, or taken as typed, nothing stands for anything else.
    let is_literal = !kind.is_loose() || query.literal;
    if is_literal {
        let is_marked = asked.form.is_marked();
        // Another way comes with all its marks: Cu-ba is no cụ bà.
        let is_whole = is_marked || kind == Kind::Other;
        keep(&mut found, &|c| c.grade <= Grade::Spelling && (c.grade != Grade::LessTyped || !is_whole));
    } else {
        narrow(&mut found, &asked.form);
    }
    if !is_literal {
        add_siblings(&mut found, &asked.form, view);
    }
    if asked.unfinished && kind != Kind::Excluded {
        // Whoever typed a common word to its end means none that is rare.
        let is_common = found.iter().any(|candidate| matches!(candidate.term, Term::Common(_)));
        complete(&mut found, &asked.form, is_common, view);
        if !query.struck.fold.is_empty() {
            complete(&mut found, &query.struck, false, view);
        }
    }
    let frequency = found.iter().fold(0, |sum: u32, known| sum.saturating_add(known.frequency));
    let is_wrong = !found.iter().any(|one| one.is_right(&asked.form));
    let is_seldom = frequency <= view.root().documents() / SELDOM;
    // What stands for something else is no slip, though no document has it.
    if !is_literal && (is_wrong || is_seldom) && !query.has_other_ways(term) {
        for one in &mut found {
            one.cost = slips::disagreement(&asked.form, &one.form);
        }
        *slips += 1;
        let corrections = if *slips > SLIPS { Vec::new() } else { slips::corrections(&asked.form, view) };
        for (cost, known) in corrections {
            if found.iter().all(|one| one.term != known.term) {
                found.push(Candidate { cost, ..candidate(known, Grade::Slip, false) });
            }
        }
    }
    for candidate in &mut found {
        if candidate.grade == Grade::LessTyped && !query.is_marked() {
            // The marks are not at hand: bare letters agree with any.
            candidate.grade = Grade::Exact;
        }
    }
    found
}

/// Every form of the same letters, and of the other spelling of the word.
fn with_same_letters(typed: &Form, view: &View) -> Vec<Candidate> {
    let mut found = Vec::new();
    for known in view.with_fold(&typed.fold) {
        let grade = typed.agreement(&known.form);
        found.push(candidate(known, grade, false));
    }
    let respelt = typed.respelt().filter(|_| !view.root().analysis.syllables.is_empty());
    if let Some(respelt) = respelt {
        for known in view.with_fold(&respelt.fold) {
            let grade = respelt.agreement(&known.form).max(Grade::Spelling);
            found.push(candidate(known, grade, false));
        }
    }
    found
}

/// Leaves out what is not meant, whatever stands beside it: with marks typed,
/// the typed form is meant unless the documents hardly know it; without,
/// nothing is known but the letters.
fn narrow(found: &mut Vec<Candidate>, typed: &Form) {
    let (mut exact, mut all) = (0u32, 0u32);
    for candidate in found.iter() {
        all = all.saturating_add(candidate.frequency);
        exact = exact.saturating_add(if candidate.grade == Grade::Exact { candidate.frequency } else { 0 });
    }
    if typed.is_marked() {
        if exact > RARE.max(all / SHARE) || (exact > 0 && all < COMMON) {
            keep(found, &|c| matches!(c.grade, Grade::Exact | Grade::Spelling));
        }
    } else if found.iter().any(|c| c.grade <= Grade::LessTyped) {
        keep(found, &|c| c.grade <= Grade::Spelling);
    }
}

/// Adds the commonest terms that begin with what was typed, and the first of
/// the rare ones if there are not enough and they may be meant.
fn complete(found: &mut Vec<Candidate>, typed: &Form, is_common: bool, view: &View) {
    let count = if typed.fold.len() < ENOUGH { FEW_COMPLETIONS } else { COMPLETIONS };
    let mut all = view.common_completions(typed, count);
    if all.len() < count && !is_common {
        all.append(&mut view.rare_completions(typed, count - all.len()));
    }
    for known in all {
        if found.iter().all(|one| one.term != known.term) {
            found.push(candidate(known, Grade::LessTyped, true));
        }
    }
}

/// Adds the other forms of the words that were typed, but not of what is only
/// like them: that is not meant yet.
fn add_siblings(found: &mut Vec<Candidate>, typed: &Form, view: &View) {
    let mut siblings = Vec::new();
    for one in found.iter().filter(|one| one.is_right(typed)) {
        if let Term::Common(number) = one.term {
            siblings.extend(view.root().classes.siblings(number));
        }
    }
    for known in view.numbered(&siblings) {
        if found.iter().all(|one| one.term != known.term) {
            let sibling = candidate(known, Grade::Spelling, false);
            found.push(Candidate { weight: SIBLING, is_sibling: true, ..sibling });
        }
    }
}

/// Keeps those that are wanted. Written out for each question asked it would be
/// another in the page.
pub(super) fn keep<T>(all: &mut Vec<T>, is_wanted: &dyn Fn(&T) -> bool) {
    all.retain(|one| is_wanted(one));
}

fn candidate(known: Known, grade: Grade, is_completion: bool) -> Candidate {
    // The order matters more than the figures: halving all of them changed no
    // measured ranking.
    let weight = match grade {
        _ if is_completion => COMPLETION,
        Grade::Exact | Grade::LessTyped => 1.0,
        Grade::Spelling => 0.9,
        Grade::TildeForHook => 0.85,
        Grade::Tone => 0.8,
        Grade::Letters => 0.6,
        Grade::Slip => 0.5,
    };
    let Known { term, form, frequency } = known;
    Candidate {
        term,
        form,
        frequency,
        weight,
        grade,
        is_completion,
        is_sibling: false,
        cost: 0,
        borne_out: 0.0,
    }
}
