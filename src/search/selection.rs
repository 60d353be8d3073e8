//! Which documents may be hits, and what else orders them than how well they
//! answer.
//!
//! In: conditions, the name of what to sort by, and the columns these are about. Out: of
//! each document whether it may be a hit, what of it is counted, and its place
//! in the order. Invariant: the values of a name are counted over the documents
//! that all but what is chosen of it let in, so that they say what choosing one would give.

use crate::index::column::{Column, Use};
use crate::index::root::Root;

use super::fields::{Condition, Says};
use super::view::View;

/// See the module.
#[derive(Default)]
pub struct Selection<'a> {
    /// Each condition: its column, what it says, whether it is chosen, and of each value there whether it is meant.
    conditions: Vec<(usize, Says, bool, &'a Column, Vec<bool>)>,
    /// What is counted: a column, and how many documents have each value.
    counted: Vec<(usize, &'a Column, Vec<u32>)>,
    /// What is sorted by, and whether the last comes first.
    order: Option<(&'a Column, bool)>,
    /// Whether a column that a condition is about is not there: then no document
    /// is known to fulfil it.
    is_closed: bool,
}

impl<'a> Selection<'a> {
    /// Looks up columns. What is not there yet is noted in the view.
    pub fn new(conditions: &[Condition], sort: &str, view: &View<'a>) -> Selection<'a> {
        let root = view.root();
        let mut selection = Selection::default();
        for (number, (usage, name)) in root.columns.iter().enumerate() {
            let of_it = || conditions.iter().filter(|condition| condition.column == number);
            let descends = match sort.strip_prefix(name.as_str()).filter(|_| *usage != Use::Filter) {
                Some("") => Some(*usage == Use::Date),
                Some(":desc") => Some(true),
                Some(":asc") => Some(false),
                _ => None,
            };
            if *usage != Use::Filter && descends.is_none() && of_it().next().is_none() {
                continue;
            }
            let Some(column) = view.column(number as u32) else {
                selection.is_closed |= of_it().next().is_some();
                continue;
            };
            let mut folds = Vec::new();
            for condition in of_it() {
                let meant = meant(condition, column, root, &mut folds);
                selection.conditions.push((number, condition.says, condition.is_chosen, column, meant));
            }
            if *usage == Use::Filter {
                selection.counted.push((number, column, vec![0; column.values.len()]));
            }
            selection.order = descends.map(|descends| (column, descends)).or(selection.order);
        }
        selection
    }

    /// Whether nothing is selected, nor sorted.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty() && self.order.is_none()
    }

    /// Whether all documents that answer count, not the best only.
    pub fn is_for_all(&self) -> bool {
        !self.is_empty() || !self.counted.is_empty()
    }

    /// Whether a document may be a hit; counts its values once, or not, or once
    /// less.
    pub fn lets_in(&mut self, document: u32, counted: i32) -> bool {
        if self.is_closed {
            return false;
        }
        // The one column that keeps it out, if there is one only and another choice would let it in.
        let mut out: Option<usize> = None;
        let mut lets_in = true;
        for (number, says, is_chosen, column, meant) in &self.conditions {
            let has = column.of(document).iter().any(|&place| meant[place as usize]);
            if has == (*says == Says::None) {
                if !is_chosen || out.is_some_and(|other| other != *number) {
                    return false;
                }
                out = Some(*number);
                lets_in = false;
            }
        }
        for (number, column, counts) in self.counted.iter_mut() {
            if lets_in || out == Some(*number) {
                for &place in column.of(document) {
                    counts[place as usize] = counts[place as usize].wrapping_add_signed(counted);
                }
            }
        }
        lets_in
    }

    /// The values that were counted, with how many hits have each.
    pub fn facets(&self, root: &Root) -> Vec<(String, Vec<(String, u32)>)> {
        let mut facets = Vec::new();
        for (number, column, counts) in &self.counted {
            let mut values = Vec::new();
            for (value, &count) in column.values.iter().zip(counts).filter(|(_, count)| **count > 0) {
                values.push((value.clone(), count));
            }
            let name = root.columns.get(*number).map(|(_, name)| name.clone());
            facets.push((name.unwrap_or_default(), values));
        }
        facets
    }

    /// The place of a document in the order that was asked for, higher first;
    /// last if it has no value.
    pub fn order(&self, document: u32) -> i64 {
        let Some((column, descends)) = self.order else { return 0 };
        match column.of(document).first() {
            Some(&place) => {
                if descends {
                    i64::from(place)
                } else {
                    -i64::from(place)
                }
            }
            None => i64::MIN,
        }
    }
}

/// Of each value of a column whether a condition means it: the one that is
/// given, or where there is none, those that differ in marks, case and signs
/// only, if there is anything else to them.
/// The `folds` of all values are made once, if they are asked for.
fn meant(condition: &Condition, column: &Column, root: &Root, folds: &mut Vec<String>) -> Vec<bool> {
    let mut meant = vec![false; column.values.len()];
    for asked in &condition.values {
        let is_exact = column.values.contains(asked);
        if !is_exact && folds.is_empty() {
            column.values.iter().for_each(|value| folds.push(folded(value, root)));
        }
        let letters = folded(asked, root);
        for (place, (value, is_meant)) in column.values.iter().zip(&mut meant).enumerate() {
            // Of two dates the less precise says how precisely they are compared.
            let length = asked.len().min(value.len());
            let (one, other) = (value.as_bytes().get(..length), asked.as_bytes().get(..length));
            *is_meant |= match condition.says {
                Says::From => one >= other,
                Says::To => one <= other,
                _ if is_exact => asked == value,
                _ => !letters.is_empty() && folds.get(place) == Some(&letters),
            };
        }
    }
    meant
}

/// A value without case, marks and what stands between its words.
fn folded(value: &str, root: &Root) -> String {
    let mut folded = String::new();
    for span in root.analysis.tokens(value) {
        folded.push_str(&root.analysis.form(value.get(span).unwrap_or_default()).fold);
        folded.push(' ');
    }
    folded
}
