//! What was typed, read as words, units and phrases.
//!
//! In: a query as typed. Out: its [`Asked`] terms in order, and the clauses
//! they make. Invariant: anything can be typed; what makes no sense as a
//! phrase or a number is read as plain words.
//!
//! ```text
//! biên giới        two words: a document may have either
//! "biên giới"      a phrase: a document must have it
//! 33-NQ/TW  8/2025 a unit: tokens written together, a number among them; they
//!                  count only where they stand together
//! ```

use std::ops::Range;

use crate::analysis::{Form, Kind as SegmentKind, segments};
use crate::error::joined;
use crate::index::root::Root;

use super::keystrokes;

/// How many terms of a query are looked at; a longer one is a mistake or an
/// attack, and its beginning says enough. So many fit the bits of a number.
pub(super) const TERMS: usize = 64;

/// A query, read.
#[derive(Debug, Default)]
pub struct Query {
    /// Every term in the order typed, then those of other ways of writing them.
    pub terms: Vec<Asked>,
    /// How many of them were typed.
    pub typed: usize,
    /// The clauses; together they cover all terms, in order.
    pub clauses: Vec<Clause>,
    /// Whether it is to be taken as typed, and not corrected.
    pub literal: bool,
    /// Whether keystrokes in it were read, or words typed as one parted.
    pub is_read: bool,
}

/// A term as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What it is.
    pub form: Form,
    /// Where in the query it is, in bytes.
    pub span: Range<usize>,
    /// Whether it may go on: the last term, the cursor right behind it.
    pub unfinished: bool,
}

/// Terms that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// In what way they do.
    pub kind: Kind,
    /// Which terms of the query they are.
    pub terms: Range<usize>,
    /// Which typed terms they stand for: themselves, but for another way of
    /// writing them.
    pub instead: Range<usize>,
}

/// In what way the terms of a clause belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Each by itself.
    Words,
    /// They count only where they stand one after the other.
    Unit,
    /// A document without them, one after the other, is no hit.
    Phrase,
    /// Another way of writing what was typed, in one piece.
    Other,
}

impl Query {
    /// Reads a query.
    pub fn parse(text: &str, root: &Root) -> Query {
        let mut query = Query::default();
        let mut group = Group::default();
        // A quote that is never closed is a sign like any other. An opening
        // and a closing one are not told apart: “ and ” are typed either way.
        let mut quotes = text.chars().filter(|&character| is_quote(character)).count();
        // The number right before the space right before what comes.
        let mut number = "";
        for segment in segments(text, &root.analysis.characters) {
            let written = text.get(segment.span.clone()).unwrap_or_default();
            if segment.kind == SegmentKind::Gap {
                for character in written.chars() {
                    if is_quote(character) {
                        quotes = quotes.saturating_sub(1);
                        query.close(&mut group, root);
                        group.is_phrase = !group.is_phrase && quotes > 0;
                    } else if character.is_whitespace() && !group.is_phrase {
                        query.close(&mut group, root);
                    }
                }
                group.is_split = !group.terms.is_empty();
                number = if written == " " { number } else { "" };
                continue;
            }
            let unfinished = segment.span.end == text.len();
            let is_number = segment.kind == SegmentKind::Number;
            // 655 000 is 655000 if the index has that number.
            let thousands = joined(&[number, written]);
            let whole = Form::of(&thousands, &root.analysis);
            let joins = is_number
                && !number.is_empty()
                && written.len() == 3
                && root.dictionary.get(&whole).is_some();
            match query.terms.last_mut() {
                Some(last) if joins && group.terms.is_empty() => {
                    *last = Asked { form: whole, span: last.span.start..segment.span.end, unfinished };
                }
                _ => group.push(
                    Asked { form: root.analysis.form(written), span: segment.span, unfinished },
                    is_number,
                ),
            }
            number = if is_number && written.len() <= 3 && !written.starts_with('0') { written } else { "" };
        }
        query.close(&mut group, root);
        query
    }

    /// Makes a clause of a group and begins another.
    fn close(&mut self, group: &mut Group, root: &Root) {
        let start = self.terms.len();
        let room = TERMS - start;
        group.read_keystrokes(root);
        self.is_read |= std::mem::take(&mut group.is_read);
        self.terms.extend(std::mem::take(&mut group.terms).into_iter().take(room));
        let terms = start..self.terms.len();
        let kind = match terms.len() {
            0 => return,
            _ if group.is_phrase => Kind::Phrase,
            2.. if group.has_number => Kind::Unit,
            _ => Kind::Words,
        };
        self.typed = self.terms.len();
        self.clauses.push(Clause { kind, instead: terms.clone(), terms });
        group.has_number = false;
        group.is_split = false;
    }

    /// Whether a term and the next stand one after the other in one clause, or
    /// both outside any that counts in one piece only.
    pub fn adjacent(&self, term: usize) -> bool {
        let is_loose = |term| matches!(self.clause(term).kind, Kind::Words | Kind::Unit);
        self.clause(term).terms.end > term + 1 || is_loose(term) && is_loose(term + 1)
    }

    /// Whether the list of a term counts by itself: of another way of writing
    /// only if that is a single word.
    pub fn is_listed(&self, term: usize) -> bool {
        let clause = self.clause(term);
        clause.kind != Kind::Other || clause.terms.len() == 1
    }

    /// The clause that a term is in.
    pub fn clause(&self, term: usize) -> &Clause {
        let after = self.clauses.partition_point(|clause| clause.terms.end <= term);
        &self.clauses[after]
    }

    /// Puts several typed words in the place of one.
    pub fn replace(&mut self, term: usize, words: Vec<Form>) {
        let whole = self.terms.remove(term);
        let more = words.len() - 1;
        for (at, form) in words.into_iter().enumerate() {
            self.terms.insert(term + at, Asked { form, ..whole.clone() });
        }
        self.is_read = true;
        self.typed += more;
        for clause in &mut self.clauses {
            clause.terms.start += if clause.terms.start > term { more } else { 0 };
            clause.terms.end += if clause.terms.end > term { more } else { 0 };
            clause.instead = clause.terms.clone();
        }
    }

    /// Whether any typed term bears a mark.
    pub fn is_marked(&self) -> bool {
        self.terms.iter().take(self.typed).any(|term| term.form.is_marked())
    }
}

/// Terms that no space, or no quote, parts.
#[derive(Default)]
struct Group {
    terms: Vec<Asked>,
    has_number: bool,
    is_phrase: bool,
    /// Whether anything stands between them.
    is_split: bool,
    /// Whether they were keystrokes.
    is_read: bool,
}

impl Group {
    fn push(&mut self, term: Asked, is_number: bool) {
        self.terms.push(term);
        self.has_number |= is_number;
    }

    /// Makes one word of these terms if the digits among the letters are
    /// keystrokes.
    fn read_keystrokes(&mut self, root: &Root) {
        if !self.has_number || self.is_split || self.terms.iter().any(|term| term.form.is_marked()) {
            return;
        }
        let mut keys = String::new();
        self.terms.iter().for_each(|term| keys.push_str(&term.form.fold));
        // One letter and a digit are a code: A1, m2.
        let letters = keys.bytes().filter(u8::is_ascii_lowercase).count();
        if let (Some(first), Some(last)) = (self.terms.first(), self.terms.last())
            && let Some((form, _)) = keystrokes::word(&keys, root).filter(|_| letters > 1)
        {
            let (span, unfinished) = (first.span.start..last.span.end, last.unfinished);
            self.terms = vec![Asked { form, span, unfinished }];
            self.is_read = true;
        }
    }
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '«' | '»')
}
