//! Numbers with their thousands apart, or in one.
//!
//! In: a query. Out: the same, with another way of writing the numbers in it:
//! `12 350` for 12.350. Invariant: however a number was typed, documents are
//! found that have it as one, and those that have its thousands side by side,
//! in a phrase too; two numbers that make none that documents have stay two.

use std::ops::Range;

use crate::index::root::Root;

use super::query::{Asked, Clause, Query, TERMS};
use super::view::View;

/// How many digits a number has whose thousands may stand apart: of four they
/// seldom do, and years would be taken for such; and more are a code.
const DIGITS: Range<usize> = 5..13;

/// Adds the other ways. What is not there yet is noted, and taken for nothing.
pub fn read(query: &mut Query, view: &View) {
    let mut term = query.terms.len();
    while term > 0 {
        term -= 1;
        let asked = &query.terms[term];
        if asked.is_grouped && view.with_fold(&asked.form.fold).is_empty() {
            let mut apart = Vec::new();
            part(asked, false, view.root(), &mut apart);
            if query.terms.len() + apart.len() <= TERMS + 1 {
                query.replace(term, apart);
            }
        }
    }
    for number in 0..query.clauses.len() {
        let Clause { kind, terms, .. } = query.clauses[number].clone();
        let mut start = terms.start;
        while start < terms.end {
            let end = if kind.is_loose() { start + 1 } else { terms.end };
            let mut way = Vec::new();
            for asked in &query.terms[start..end] {
                part(asked, true, view.root(), &mut way);
            }
            let mut is_there = way.len() > end - start;
            for two in way.windows(2) {
                is_there = is_there && view.pair(&two[0].form.fold, &two[1].form.fold).is_some();
            }
            if is_there {
                query.add_way(kind, start..end, way);
            }
            start = end;
        }
    }
}

/// Adds a number with its thousands apart, as its other way or as several
/// numbers; anything else as it is.
fn part(asked: &Asked, is_way: bool, root: &Root, out: &mut Vec<Asked>) {
    let digits = asked.form.fold.as_str();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && asked.form.marks.is_empty();
    if !is_number || !(asked.is_grouped || DIGITS.contains(&digits.len())) {
        return out.push(asked.clone());
    }
    let (mut start, mut at) = (0, asked.span.start);
    while start < digits.len() {
        let end = start + (digits.len() - start - 1) % 3 + 1;
        let form = root.analysis.form(digits.get(start..end).unwrap_or_default());
        let unfinished = asked.unfinished && end == digits.len();
        out.push(Asked { form, span: at..at + end - start, unfinished, is_grouped: is_way, ..*asked });
        at += end - start + 1;
        start = end;
    }
}
