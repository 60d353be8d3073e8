//! A document as it goes into an index, whatever file it came from.
//!
//! In: what a reader in `ingest` understood of a file. Out: the fields that
//! are indexed, shown and stored. Invariant: the text is kept exactly as
//! written; only a blank line has a meaning, it parts two paragraphs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

/// What parts two paragraphs in [`Document::text`].
pub const PARAGRAPH: &str = "\n\n";

/// One article, page or record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Names the document within its index: a path relative to the folder
    /// that was read, or the record's own id.
    pub id: String,
    /// Where the document can be opened; `None` if it lives in the index only.
    pub url: Option<String>,
    /// The title to show.
    pub title: String,
    /// Whether the title was made from the text, having none of its own. Such
    /// a title is shown, but not searched a second time as a title.
    pub title_is_derived: bool,
    /// When it was published, as precisely as is known.
    pub date: Option<Date>,
    /// Its language, as in `<html lang>`, if that is known.
    pub language: Option<String>,
    /// The text, paragraphs parted by [`PARAGRAPH`].
    pub text: String,
    /// The sections of the text that can be opened by themselves, in order.
    pub sections: Vec<Section>,
    /// Stretches of the text that count for more than the rest, in bytes, in
    /// order and apart from each other, with how many times as much.
    pub weights: Vec<(Range<usize>, u8)>,
    /// Whatever else is known of it, by name: `author`, `publisher`, `source`.
    pub meta: BTreeMap<String, String>,
    /// What it can be filtered by: values by name.
    pub filters: BTreeMap<String, BTreeSet<String>>,
    /// What it can be sorted by: a value by name.
    pub sorts: BTreeMap<String, String>,
}

/// A stretch of a text under a heading, which goes on to the next section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Where in the text its heading is, in bytes.
    pub heading: Range<usize>,
    /// What follows the `#` of the page's address to open it here.
    pub anchor: String,
}

/// A year, a month of a year, or a day. Ordered by when it begins, the less
/// precise first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Date {
    /// Reads `2024`, `2024-11` or `2024-11-05`; `None` for anything else, a
    /// 31 November included.
    ///
    /// ```
    /// use timkiem::Date;
    /// assert_eq!(Date::parse("2024-11").unwrap().to_string(), "2024-11");
    /// assert_eq!(Date::parse("2024-02-30"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Date> {
        let mut fields = text.split('-');
        // There was no year 0: whoever writes it knows none.
        let year = number(fields.next()?, 4).filter(|&year| year > 0)?;
        let month = match fields.next() {
            Some(field) => Some(number(field, 2).filter(|m| (1..=12).contains(m))?),
            None => None,
        };
        let day = match (month, fields.next()) {
            (Some(month), Some(field)) => {
                Some(number(field, 2).filter(|d| (1..=days(year, month)).contains(d))?)
            }
            _ => None,
        };
        if fields.next().is_some() {
            return None;
        }
        Some(Date { year, month: month.map(|m| m as u8), day: day.map(|d| d as u8) })
    }

    /// When it begins, in years; for comparing dates, a month is a twelfth.
    pub fn years(&self) -> f64 {
        let months = f64::from(self.month.unwrap_or(1) - 1);
        let days = f64::from(self.day.unwrap_or(1) - 1);
        f64::from(self.year) + (months + days / 31.0) / 12.0
    }

    /// The date as Vietnamese write it, `5/11/2024`, without what is not
    /// known: `11/2024`, `2024`. This is the form in which it is searched.
    pub fn written(&self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{day}/{month}/{}", self.year),
            (Some(month), None) => format!("{month}/{}", self.year),
            _ => format!("{}", self.year),
        }
    }
}

/// The number written with exactly `width` digits.
fn number(field: &str, width: usize) -> Option<u16> {
    let digits = field.len() == width && field.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| field.parse().ok()).flatten()
}

/// How many days a month has in the Gregorian calendar.
fn days(year: u16, month: u16) -> u16 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_keeps_the_precision_it_has() {
        for text in ["2021", "2021-12", "2025-08-06", "2024-02-29"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Date::parse("2025-08-06").unwrap().written(), "6/8/2025");
        assert_eq!(Date::parse("2024-11").unwrap().written(), "11/2024");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "24",
            "0000",
            "0000-01-01",
            "2024-13",
            "2024-00",
            "2023-02-29",
            "2024-1",
            "2024-11-05-01",
            "+024",
            "2024-11-",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
