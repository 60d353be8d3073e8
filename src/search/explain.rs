//! An account of a score. Not in the page.
//!
//! In: a query and the ids of hits. Out: for each of them what every term, every
//! pair and every bonus gave. Invariant: what is told adds up to the score that
//! the document has on the page.

use serde::Serialize;

use super::context::{self, Settled};
use super::matching::Matcher;
use super::rank::{Ranked, Step, rank};
use super::spelling::written;
use super::view::View;
use super::{Request, Shown, asked};
use crate::error::Error;
use crate::index::root::Root;
use crate::index::{Index, Stop};

/// What something gave to a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// What it was.
    pub of: String,
    /// How much it gave.
    pub gave: f64,
}

/// Explains the scores that documents have for a request.
///
/// # Errors
/// As [`search`](super::search), and `document/unknown` if there is no such
/// document.
pub fn explain(index: &Index, request: &Request, ids: &[&str]) -> Result<Vec<Vec<Share>>, Stop> {
    let view = View::new(index, request.lost);
    let (query, mut selection) = asked(request, &view)?;
    let settled = context::settle(query, &view)?;
    let numbers: Vec<Option<u32>> = ids.iter().map(|id| view.document(id)).collect();
    view.check()?;
    let mut accounts: Vec<Vec<Share>> = vec![Vec::new(); ids.len()];
    let mut before = vec![0.0; ids.len()];
    let ranking = rank(&view, &settled, &mut selection, 1, &mut |step, scores| {
        for (place, number) in numbers.iter().enumerate() {
            let score = number.map_or(0.0, |number| scores.of(number));
            if score > before[place] {
                let of = said(step, &settled, view.root());
                accounts[place].push(Share { of, gave: score - before[place] });
            }
            before[place] = score;
        }
    })?;
    let matcher = Matcher::new(&settled.terms, &settled.clauses, view.root());
    let shown = Shown { view: &view, matcher: &matcher, weights: &ranking.weights };
    for (place, number) in numbers.into_iter().enumerate() {
        let document = number.ok_or_else(|| Error::unknown(ids[place]))?;
        let gave = before[place] * (view.root().boost(document) - 1.0);
        if gave > 0.0 {
            accounts[place].push(Share { of: "newer than others".to_owned(), gave });
        }
        let met = shown.meet(Ranked { document, score: 0.0, order: 0, is_doubtful: false });
        let gave = met.map_or(0.0, |met| met.ranked.score);
        if gave > 0.0 {
            accounts[place].push(Share { of: "all of it near together".to_owned(), gave });
        }
    }
    view.check()?;
    Ok(accounts)
}

fn said(step: Step, settled: &Settled, root: &Root) -> String {
    let words = |range: std::ops::Range<usize>| -> String {
        let words = settled.terms[range].iter().map(|meant| {
            let forms: Vec<String> = meant.accepted.iter().map(|one| written(one, root)).collect();
            forms.join("|")
        });
        words.collect::<Vec<String>>().join(" ")
    };
    match step {
        Step::Term(term) => words(term..term + 1),
        Step::Pair(term) => format!("{}, side by side", words(term..term + 2)),
        Step::Clause(clause) => {
            let clause = &settled.clauses[clause];
            let how = if clause.is_other() { "another way of writing it" } else { "in one piece" };
            format!("{}, {how}", words(clause.terms.clone()))
        }
    }
}
