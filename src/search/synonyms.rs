//! Other ways of writing what was typed.
//!
//! In: a query. Out: the same with a clause more for each other way of writing
//! some of its terms: `Bộ đội Biên phòng` for BĐBP, BĐBP for that. Invariant:
//! what was typed stays, and comes first; another way counts only in one
//! piece.

use std::ops::Range;

use crate::analysis::Form;
use crate::index::root::Root;

use super::query::{Asked, Clause, Kind, Query};

/// Adds the other ways that the index knows.
pub fn add(query: &mut Query, root: &Root) {
    for group in &root.synonyms {
        for (number, way) in group.iter().enumerate() {
            let Some(terms) = place(way, query) else { continue };
            for (_, other) in group.iter().enumerate().filter(|(other, _)| *other != number) {
                // If the index does not know all of its words they are nowhere in one piece.
                if other.iter().all(|form| root.dictionary.get(form).is_some()) {
                    let mut words = Vec::new();
                    for form in other {
                        words.push(Asked { form: form.clone(), ..Asked::default() });
                    }
                    query.add_way(Kind::Other, terms.clone(), words);
                }
            }
        }
    }
}

/// Where in a query a way was typed, outside phrases and what is excluded.
fn place(way: &[Form], query: &Query) -> Option<Range<usize>> {
    let is_typed = |start: usize| {
        way.iter().enumerate().all(|(word, form)| {
            let typed = &query.terms[start + word].form;
            typed.fold == form.fold && typed.is_less_than(form)
        })
    };
    let last = query.typed.checked_sub(way.len())?;
    let start = (0..=last).find(|&start| is_typed(start))?;
    let terms = start..start + way.len();
    let is_within = |clause: &Clause| clause.terms.start < terms.end && terms.start < clause.terms.end;
    let is_loose = query.clauses.iter().all(|clause| clause.kind.is_loose() || !is_within(clause));
    is_loose.then_some(terms)
}
