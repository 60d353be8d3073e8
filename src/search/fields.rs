//! What a query says of the fields of documents.
//!
//! In: a query as typed, and the columns there are. Out: the [`Condition`]s in
//! it, and the rest of it, of the same length. Invariant: a field that no
//! document has is two words; one that documents have goes before `from`, `to`
//! and `title`, whatever it is called.
//!
//! ```text
//! tag:news  tag:"sea games",news   one of these values
//! -tag:news                        none of these
//! from:2024 to:2025-08             published then, as precisely as is known
//! title:word  title:"a phrase"     in the title
//! ```

use crate::index::column::Use;
use crate::index::root::Root;

use super::query::TERMS;

/// What a document must be to be a hit.
#[derive(Debug, PartialEq, Eq)]
pub struct Condition {
    /// The column it is about.
    pub column: usize,
    /// What it says of the values there.
    pub says: Says,
    /// The values.
    pub values: Vec<String>,
    /// Whether it is one of several that may be chosen: then it is counted what the others would give.
    pub is_chosen: bool,
}

/// What a condition says of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// The document has one of them.
    Any,
    /// It has none of them.
    None,
    /// It has one from this on.
    From,
    /// It has one up to this.
    To,
}

/// Takes the conditions out of a query, as many as it may have terms; gives what
/// is left of it, with spaces in their places, where in it something begins that
/// is to be in the title, and how many quotes it has.
pub fn read(
    text: &str,
    root: &Root,
    is_chosen: bool,
    conditions: &mut Vec<Condition>,
) -> (String, Vec<usize>, usize) {
    let mut rest = text.as_bytes().to_vec();
    let mut titles = Vec::new();
    let (mut at, mut before, mut quotes) = (0, b' ', 0);
    while at < rest.len() {
        let begins = quotes % 2 == 0 && before <= b' ';
        let here = text.as_bytes().get(at..).unwrap_or_default();
        let (sign, length) = first(here, 0);
        let mut taken = 0;
        if begins
            && conditions.len() < TERMS
            && let Some((condition, length)) = condition(here, root)
        {
            taken = length;
            conditions.push(Condition { is_chosen, ..condition });
        } else if begins && here.starts_with(TITLE) && first(here, TITLE.len()).0 > b' ' {
            taken = TITLE.len();
            titles.push(at + taken);
        }
        before = if taken > 0 { b' ' } else { sign };
        quotes += usize::from(before == b'"');
        let end = at + taken.max(length);
        if before == b' '
            && let Some(blank) = rest.get_mut(at..end)
        {
            blank.fill(b' ');
        }
        at = end;
    }
    (String::from_utf8(rest).unwrap_or_default(), titles, quotes)
}

/// The sign that stands there, as a plain one if it is a quote or a space, and
/// how long it is in bytes; a space without length at the end.
pub(super) fn first(text: &[u8], at: usize) -> (u8, usize) {
    match text.get(at..).unwrap_or_default() {
        [0xe2, 0x80, 0x9c..=0x9e, ..] => (b'"', 3),
        [0xe3, 0x80, 0x80, ..] => (b' ', 3),
        [0xc2, 0xab | 0xbb, ..] => (b'"', 2),
        [0xc2, 0xa0, ..] => (b' ', 2),
        [byte, ..] => (*byte, 1),
        [] => (b' ', 0),
    }
}

/// What stands before a word that is to be in the title.
const TITLE: &[u8] = b"title:";

/// How many values a condition has at most: each is compared with all there are.
const VALUES: usize = 1024;

/// Whether a text begins with this name and a colon.
fn is_named(text: &[u8], name: &str) -> bool {
    text.starts_with(name.as_bytes()) && text.get(name.len()) == Some(&b':')
}

/// The condition that a text begins with, and how long it is in bytes.
fn condition(text: &[u8], root: &Root) -> Option<(Condition, usize)> {
    let mut found = None;
    // A name may have anything in it, a colon too: of several the longest comes last.
    for (column, (usage, name)) in root.columns.iter().enumerate() {
        let (says, length) = match usage {
            Use::Date if is_named(text, "from") => (Says::From, 4),
            Use::Date if is_named(text, "to") => (Says::To, 2),
            Use::Filter if is_named(text, name) => (Says::Any, name.len()),
            Use::Filter if text.first() == Some(&b'-') && is_named(&text[1..], name) => {
                (Says::None, 1 + name.len())
            }
            _ => continue,
        };
        found = Some((column, says, length));
    }
    let (column, says, mut at) = found?;
    let is_dates = matches!(says, Says::From | Says::To);
    let mut values: Vec<String> = Vec::new();
    // The values stand after the colon, and after commas.
    while values.is_empty() || text.get(at) == Some(&b',') && values.len() < VALUES {
        let (quote, opening) = first(text, at + 1);
        let is_quoted = quote == b'"';
        let start = at + 1 + opening * usize::from(is_quoted);
        at = start;
        let length = loop {
            let (sign, length) = first(text, at);
            // Within quotes of one kind others are signs: that is how values are written that have some.
            let ends =
                if is_quoted { sign == b'"' && length == opening } else { sign == b',' || sign <= b' ' };
            if length == 0 || ends {
                break length;
            }
            if is_dates && !matches!(sign, b'0'..=b'9' | b'-') {
                return None;
            }
            at += length;
        };
        let value = text.get(start..at).filter(|value| !value.is_empty())?;
        let value = std::str::from_utf8(value).ok()?;
        if is_dates && !is_date(value) {
            return None;
        }
        values.push(value.to_owned());
        if is_quoted {
            if length == 0 {
                return None;
            }
            at += length;
        }
    }
    Some((Condition { column, says, values, is_chosen: false }, at))
}

/// Whether this is a date as documents have theirs, which are compared by their
/// signs: so the last of a short month is all days up to 31.
fn is_date(typed: &str) -> bool {
    let mut signs = typed.bytes().enumerate();
    let is_within =
        |at: usize, last: &str| typed.get(at..at + 2).is_none_or(|two| "01" <= two && two <= last);
    matches!(typed.len(), 4 | 7 | 10)
        && signs.all(|(at, sign)| matches!(at, 4 | 7) == (sign == b'-'))
        && is_within(5, "12")
        && is_within(8, "31")
}
