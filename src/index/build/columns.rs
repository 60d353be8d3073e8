//! What documents can be filtered and sorted by, on its way into parts.
//!
//! In: what each document of each run has. Out: a part for each name, and what
//! they are called. Invariant: values are in the order they are sorted by:
//! numbers by size where all of them are numbers, anything else by its letters,
//! whatever their case and marks.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::Output;
use super::run::Run;
use crate::analysis::Characters;
use crate::document::{Date, Document};
use crate::error::Error;
use crate::index::column::{self, Use};
use crate::index::root::BOOST;

/// What a column is called: what it is for, and its name.
pub(super) type Name = (Use, String);

/// A value that a document has: in which column, which document, which.
pub(super) type Cell = (Name, u32, String);

/// The values of a document with this number.
pub(super) fn cells(number: u32, document: &Document) -> Vec<Cell> {
    let date = document.date.map(|date| ((Use::Date, "date".to_owned()), number, date.to_string()));
    let mut cells: Vec<Cell> = date.into_iter().collect();
    for (name, values) in &document.filters {
        cells.extend(values.iter().map(|value| ((Use::Filter, name.clone()), number, value.clone())));
    }
    for (name, value) in &document.sorts {
        cells.push(((Use::Sort, name.clone()), number, value.clone()));
    }
    cells
}

/// Writes the columns of so many documents; gives their names in order.
pub(super) fn write(
    runs: &mut [Run],
    count: u32,
    characters: &Characters,
    mut output: Output,
) -> Result<Vec<Name>, Error> {
    let mut columns: BTreeMap<Name, Vec<(u32, String)>> = BTreeMap::new();
    for run in runs {
        let first = run.first;
        for (name, number, value) in run.cells.drain(..) {
            columns.entry(name).or_default().push((first + number, value));
        }
    }
    let mut names = Vec::new();
    for (name, cells) in columns {
        let values = cells.iter().map(|(_, value)| value.as_str()).collect::<BTreeSet<&str>>();
        let mut values: Vec<&str> = values.into_iter().collect();
        if let Some(numbers) = numbers(&values) {
            let mut sorted: Vec<(f64, &str)> = numbers.into_iter().zip(values).collect();
            sorted.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(other.1)));
            values = sorted.into_iter().map(|(_, value)| value).collect();
        } else {
            values.sort_by_cached_key(|value| letters(value, characters));
        }
        let places: BTreeMap<&str, u32> = values.iter().copied().zip(0..).collect();
        let mut documents = vec![Vec::new(); count as usize];
        for (document, value) in &cells {
            documents[*document as usize].push(places[value.as_str()]);
        }
        documents.iter_mut().for_each(|places| places.sort_unstable());
        output.put(column::write(&values, &documents))?;
        names.push(name);
    }
    output.finish()?;
    Ok(names)
}

/// How much more each document scores than an old one, in steps of
/// [`BOOST`](crate::index::root::BOOST); none if nothing is preferred.
pub(super) fn boosts(runs: &[Run], count: u32, recent: f64) -> Vec<u8> {
    if recent <= 0.0 {
        return Vec::new();
    }
    let dates = runs.iter().flat_map(|run| {
        let of_run = run.cells.iter().filter(|((usage, _), ..)| *usage == Use::Date);
        of_run.filter_map(|(_, number, date)| Some((run.first + number, Date::parse(date)?.years())))
    });
    let dates: Vec<(u32, f64)> = dates.collect();
    let newest = dates.iter().fold(f64::MIN, |newest, &(_, years)| newest.max(years));
    let mut boosts = vec![0; count as usize];
    for (document, years) in dates {
        let boost = recent * libm::exp2(years - newest) / BOOST;
        boosts[document as usize] = boost.round().clamp(0.0, 255.0) as u8;
    }
    boosts
}

/// The letters of a value without case and marks; of two with the same, the first in Unicode comes first.
fn letters(value: &str, characters: &Characters) -> String {
    let mut letters = String::new();
    for character in value.chars() {
        let read = characters.look_up(character).1;
        letters.extend(read.iter().map(|letter| letter.base));
        letters.extend(read.is_empty().then_some(character));
    }
    letters
}

/// The values as numbers, if all of them are some.
fn numbers(values: &[&str]) -> Option<Vec<f64>> {
    values.iter().map(|value| value.trim().parse().ok().filter(|number: &f64| number.is_finite())).collect()
}
