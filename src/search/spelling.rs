//! A query as it was understood, in words.
//!
//! In: a query as typed, and what was meant by it. Out: the same with its slips
//! corrected, or its last word finished, and the marks on that were not typed.
//! Invariant: what was typed is kept wherever it says what was meant.

use crate::analysis::Form;
use crate::index::dictionary::spell;
use crate::index::root::Root;

use super::context::{Meant, Settled};
use super::page::Correction;
use super::query::Kind;
use super::slips::likelihood;
use super::terms::Candidate;
use super::view::Term;

/// How many suggestions are made.
const MOST: usize = 5;

/// What a query was taken for, if it was not taken as typed.
pub fn corrected(query: &str, settled: &Settled, root: &Root) -> Option<Correction> {
    let to = spelled(query, settled, root, None);
    (settled.is_corrected && to != query).then(|| Correction { from: query.to_owned(), to })
}

/// What a query may become once its last word is finished.
pub fn suggestions(query: &str, settled: &Settled, root: &Root) -> Vec<String> {
    let mut best: Vec<&Candidate> = Vec::new();
    let last = settled.typed.checked_sub(1).and_then(|last| settled.terms.get(last));
    for one in last.iter().flat_map(|meant| &meant.accepted).filter(|one| one.is_completion) {
        let at = best.partition_point(|before| rank(before) >= rank(one));
        best.insert(at, one);
        best.truncate(MOST);
    }
    let mut suggestions = Vec::new();
    best.into_iter().for_each(|last| suggestions.push(spelled(query, settled, root, Some(last))));
    suggestions
}

/// A query with each of its terms as it was understood, the last as given.
fn spelled(query: &str, settled: &Settled, root: &Root, last: Option<&Candidate>) -> String {
    let (mut spelled, mut end) = (String::new(), 0);
    for (place, meant) in settled.terms.iter().take(settled.typed).enumerate() {
        let typed = query.get(meant.span.clone()).unwrap_or_default();
        let last = last.filter(|_| place + 1 == settled.typed);
        // Words typed as one have nothing between them, and one place.
        spelled.push_str(if meant.span.start < end {
            " "
        } else {
            query.get(end..meant.span.start).unwrap_or_default()
        });
        end = meant.span.end;
        match last.or_else(|| likeliest(meant)) {
            Some(one) if one.form != root.analysis.form(typed) => write(one, root, &mut spelled),
            _ => spelled.push_str(typed),
        }
    }
    spelled.push_str(query.get(end..).unwrap_or_default());
    spelled
}

/// The other ways of writing it that were looked for too.
pub fn expanded(settled: &Settled, root: &Root) -> Vec<String> {
    let mut expanded = Vec::new();
    for clause in settled.clauses.iter().filter(|clause| clause.kind == Kind::Other) {
        let mut way = String::new();
        for meant in settled.terms.get(clause.terms.clone()).unwrap_or_default() {
            way.push_str(if way.is_empty() { "" } else { " " });
            likeliest(meant).into_iter().for_each(|one| write(one, root, &mut way));
        }
        if !expanded.contains(&way) {
            expanded.push(way);
        }
    }
    expanded
}

/// A candidate as it is written.
#[cfg(not(target_arch = "wasm32"))]
pub fn written(one: &Candidate, root: &Root) -> String {
    let mut written = String::new();
    write(one, root, &mut written);
    written
}

fn write(one: &Candidate, root: &Root, out: &mut String) {
    match one.term {
        Term::Common(number) => out.push_str(root.dictionary.spelling(number)),
        Term::Rare(..) => spell(&one.form, tone_at(&one.form), &root.analysis.characters, out),
    }
}

/// The letter that the tone of a syllable belongs on: one with a mark, else the
/// last vowel but for that which ends it. Of rare terms it is not kept which
/// letter that is in documents.
fn tone_at(form: &Form) -> usize {
    let fold = form.fold.as_bytes();
    let is_vowel = |letter: &u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let start = if fold.starts_with(b"gi") || fold.starts_with(b"qu") { 2 } else { 0 };
    match form.marks.last() {
        Some(&(at, _)) if fold.get(at).is_some_and(is_vowel) => at,
        _ => {
            let inner = fold.get(start..fold.len().saturating_sub(1)).unwrap_or_default();
            let inner = inner.iter().rposition(is_vowel).map(|at| start + at);
            inner.or(fold.iter().rposition(is_vowel)).unwrap_or(0)
        }
    }
}

/// The likeliest of what finishes a term.
fn likeliest(meant: &Meant) -> Option<&Candidate> {
    let mut likeliest: Option<&Candidate> = None;
    for one in meant.accepted.iter().filter(|one| !one.is_completion && !one.is_sibling) {
        if likeliest.is_none_or(|best| rank(one) > rank(best)) {
            likeliest = Some(one);
        }
    }
    likeliest
}

/// First by what its neighbours say for it, then by how common it is.
fn rank(one: &Candidate) -> (f64, f64) {
    (likelihood(one.borne_out, one.cost), likelihood(one.frequency.into(), one.cost))
}
