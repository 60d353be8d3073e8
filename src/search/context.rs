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

use super::matching::{Matcher, accepts, searched};
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
pub fn settle(view: &View, query: &Query, mut candidates: Vec<Vec<Candidate>>) -> Settled {
    let documents: Vec<Vec<bool>> = candidates.iter().map(|of| documents(view, of)).collect();
    let mut pairs = Vec::new();
    for (term, two) in candidates.windows(2).enumerate() {
        let both = in_all(&documents[term..term + 2]);
        pairs.push(if query.adjacent(term) { adjacent(view, &both, &two[0], &two[1]) } else { Vec::new() });
    }
    for clause in query.clauses.iter().filter(|clause| clause.kind != Kind::Phrase) {
        for term in clause.terms.clone() {
            let before = term.checked_sub(1).and_then(|before| pairs.get(before));
            choose(
                &mut candidates[term],
                before.map_or(&[], Vec::as_slice),
                pairs.get(term).map_or(&[], Vec::as_slice),
            );
        }
    }
    for (two, pairs) in candidates.windows(2).zip(&mut pairs) {
        pairs.retain(|pair| accepts(&two[0], pair.left) && accepts(&two[1], pair.right));
    }
    let mut matcher = Matcher { accepted: candidates, clauses: query.clauses.clone() };
    let mut pieces = Vec::new();
    for number in 0..matcher.clauses.len() {
        let clause = matcher.clauses[number].clone();
        let whole = if clause.kind == Kind::Words {
            Vec::new()
        } else {
            in_one_piece(view, &matcher, &clause, &in_all(&documents[clause.terms.clone()]))
        };
        // A unit that no document has in one piece is read as words.
        if clause.kind == Kind::Unit && whole.is_empty() {
            matcher.clauses[number].kind = Kind::Words;
        }
        pieces.push(whole);
    }
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

/// Which documents have any of these candidates.
fn documents(view: &View, candidates: &[Candidate]) -> Vec<bool> {
    let mut has = vec![false; view.root().lengths.len()];
    for posting in candidates.iter().flat_map(|candidate| &candidate.postings) {
        has[posting.document as usize] = true;
    }
    has
}

/// The documents that are in all of these.
fn in_all(documents: &[Vec<bool>]) -> Vec<u32> {
    let count = documents.first().map_or(0, Vec::len);
    let in_all = |document: &u32| documents.iter().all(|has| has[*document as usize]);
    (0..count as u32).filter(in_all).collect()
}

/// Where in these documents the terms of a clause stand one after the other.
fn in_one_piece(view: &View, matcher: &Matcher, clause: &Clause, documents: &[u32]) -> Vec<Posting> {
    let mut found = Vec::new();
    for &document in documents {
        let Some((texts, record)) = view.text(document) else { continue };
        let mut posting = Posting { document, body: 0, title: 0 };
        for (tokens, is_title) in searched(record) {
            let count = matcher.occurrences(clause.terms.start, clause.terms.len(), texts, tokens).len();
            *posting.count(is_title) += count as u32;
        }
        if posting.body + posting.title > 0 {
            found.push(posting);
        }
    }
    found
}

/// Where in these documents a candidate for one term is directly followed by
/// one for the next.
fn adjacent(view: &View, documents: &[u32], left: &[Candidate], right: &[Candidate]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for &document in documents {
        let Some((texts, record)) = view.text(document) else { continue };
        let first = pairs.len();
        for (tokens, is_title) in searched(record) {
            for at in 1..tokens.len() {
                let (one, other) = (tokens.term(at - 1), tokens.term(at));
                if !(accepts(left, one) && accepts(right, other) && texts.follows(tokens, at)) {
                    continue;
                }
                let known = pairs.iter_mut().skip(first).find(|pair| pair.left == one && pair.right == other);
                if let Some(pair) = known {
                    *pair.posting.count(is_title) += 1;
                } else {
                    let mut posting = Posting { document, body: 0, title: 0 };
                    *posting.count(is_title) += 1;
                    pairs.push(Pair { left: one, right: other, posting });
                }
            }
        }
    }
    pairs
}
