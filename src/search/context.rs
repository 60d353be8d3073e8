//! What was meant, as the documents bear witness.
//!
//! In: the candidates for each term of a query. Out: a [`Settled`] query:
//! those that are meant, and where what belongs together stands together.
//! Invariant: decided by counting in this corpus; no dictionary, no model.
//!
//! `bien gioi` may be biên giới or biển giỏi. The documents have the first
//! two side by side and the others nowhere, so these are what was meant, and
//! biển is no hit.

use crate::analysis::Grade;
use crate::index::dictionary::Term;
use crate::index::postings::Posting;

use super::matching::{Matcher, Terms, searched, terms_in};
use super::query::{Clause, Kind, Query};
use super::terms::Candidate;
use super::view::View;

/// A candidate stays if its neighbours bear it out at least this share of the
/// times they bear out the best one.
const SHARE: f64 = 0.1;

/// A query of which it is known what was meant.
pub struct Settled {
    /// The terms that are meant, and the clauses they make.
    pub matcher: Matcher,
    /// For each term but the last: its pairs with the next.
    pub pairs: Vec<Vec<Pair>>,
    /// For each clause that is a unit or a phrase: where it stands.
    pub pieces: Vec<Vec<Posting>>,
}

/// Two terms of the index, neighbours in a document as they are in the query.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The first of the two.
    pub left: Term,
    /// The second.
    pub right: Term,
    /// Where, and how often.
    pub posting: Posting,
}

/// Settles a query.
pub fn settle(view: &View, query: &Query, candidates: Vec<Vec<Candidate>>) -> Settled {
    let documents = documents(view, &candidates);
    let size = view.root().dictionary.len();
    let matcher = Matcher::new(candidates, query.clauses.clone(), size);
    let mut pairs = adjacent(view, query, &matcher, &documents);
    let Matcher { accepted: mut candidates, mut clauses, .. } = matcher;
    for clause in clauses.iter().filter(|clause| clause.kind != Kind::Phrase) {
        for term in clause.terms.clone() {
            let none = Vec::new();
            let before = term.checked_sub(1).and_then(|before| pairs.get(before)).unwrap_or(&none);
            choose(&mut candidates[term], before, pairs.get(term).unwrap_or(&none));
        }
    }
    let mut matcher = Matcher::new(candidates, clauses.clone(), size);
    for (term, pairs) in pairs.iter_mut().enumerate() {
        let meant = |of: Term, term: usize| matcher.answered(of) >> term & 1 == 1;
        pairs.retain(|pair| meant(pair.left, term) && meant(pair.right, term + 1));
    }
    let mut pieces = Vec::new();
    for clause in &mut clauses {
        let whole = if clause.kind == Kind::Words {
            Vec::new()
        } else {
            in_one_piece(view, &matcher, clause, &documents)
        };
        // A unit that no document has in one piece is read as words.
        if clause.kind == Kind::Unit && whole.is_empty() {
            clause.kind = Kind::Words;
        }
        pieces.push(whole);
    }
    matcher.clauses = clauses;
    Settled { matcher, pairs, pieces }
}

/// Keeps the candidates that are meant.
fn choose(candidates: &mut Vec<Candidate>, before: &[Pair], after: &[Pair]) {
    let borne_out = |candidate: &Candidate| {
        let mut count = 0;
        for pair in before.iter().filter(|pair| pair.right == candidate.term) {
            count += pair.posting.body + pair.posting.title;
        }
        for pair in after.iter().filter(|pair| pair.left == candidate.term) {
            count += pair.posting.body + pair.posting.title;
        }
        f64::from(count) * candidate.weight
    };
    let best = candidates.iter().map(borne_out).fold(0.0, f64::max);
    if best > 0.0 {
        candidates.retain(|candidate| borne_out(candidate) >= SHARE * best);
    }
    // Of what is left the best grade: the form as typed, if it is there. The
    // two spellings of one word go together, and so does what may yet come.
    let grade = candidates.iter().filter(|c| !c.is_completion).map(|c| c.grade).min();
    candidates.retain(|c| c.is_completion || c.grade == Grade::Spelling || Some(c.grade) == grade);
}

/// For each document which terms of the query have any candidate in it.
fn documents(view: &View, candidates: &[Vec<Candidate>]) -> Vec<Terms> {
    let mut documents = vec![0; view.root().lengths.len()];
    for (term, candidates) in candidates.iter().enumerate() {
        for posting in candidates.iter().flat_map(|candidate| &candidate.postings) {
            if let Some(terms) = documents.get_mut(posting.document as usize) {
                *terms |= 1 << term;
            }
        }
    }
    documents
}

/// Where the terms of a clause stand one after the other.
fn in_one_piece(view: &View, matcher: &Matcher, clause: &Clause, documents: &[Terms]) -> Vec<Posting> {
    let all = terms_in(&clause.terms);
    let mut found = Vec::new();
    for (document, _) in (0..).zip(documents).filter(|&(_, &terms)| terms & all == all) {
        let Some((texts, record)) = view.text(document) else { continue };
        let mut posting = Posting { document, body: 0, title: 0 };
        for (tokens, is_title) in searched(record) {
            *posting.count(is_title) += matcher.occurrences(&clause.terms, texts, tokens).len() as u32;
        }
        if posting.body + posting.title > 0 {
            found.push(posting);
        }
    }
    found
}

/// Where a candidate for one term is directly followed by one for the next,
/// for every two terms that were typed so.
fn adjacent(view: &View, query: &Query, matcher: &Matcher, documents: &[Terms]) -> Vec<Vec<Pair>> {
    let count = query.terms.len().saturating_sub(1);
    let mut pairs: Vec<Vec<Pair>> = (0..count).map(|_| Vec::new()).collect();
    // The second of each two.
    let seconds =
        (0..count).filter(|&term| query.adjacent(term)).fold(0, |terms, term| terms | 1 << (term + 1));
    for (document, _) in (0..).zip(documents).filter(|&(_, &terms)| terms << 1 & terms & seconds != 0) {
        let Some((texts, record)) = view.text(document) else { continue };
        for (tokens, is_title) in searched(record) {
            let (mut left, mut before) = (0, 0);
            for (at, right) in tokens.terms().enumerate() {
                let here = matcher.answered(right);
                let mut met = before << 1 & here & seconds;
                if met != 0 && texts.follows(tokens, at) {
                    while met != 0 {
                        let second = met.trailing_zeros() as usize;
                        met &= met - 1;
                        *pair(&mut pairs[second - 1], document, left, right).count(is_title) += 1;
                    }
                }
                (left, before) = (right, here);
            }
        }
    }
    pairs
}

/// The posting of a pair in a document, new if need be. Documents come one
/// after the other.
fn pair(pairs: &mut Vec<Pair>, document: u32, left: Term, right: Term) -> &mut Posting {
    let of_document = pairs.partition_point(|pair| pair.posting.document < document);
    let known = pairs.iter().skip(of_document).position(|pair| pair.left == left && pair.right == right);
    let at = known.map_or(pairs.len(), |known| of_document + known);
    if known.is_none() {
        pairs.push(Pair { left, right, posting: Posting { document, body: 0, title: 0 } });
    }
    &mut pairs[at].posting
}
