//! What was typed, read as words, units and phrases.
//!
//! In: a query as typed. Out: its [`Asked`] terms in order, and the clauses
//! they make. Invariant: anything can be typed; what makes no sense as a
//! phrase, a number or an exclusion is read as plain words.
//!
//! ```text
//! biên giới        two words: a document may have either
//! "biên giới"      a phrase: a document must have it
//! -biển -"biên hòa"  excluded: a document must not have it
//! title:biên       the same in its title; and see `fields`
//! 33-NQ/TW  8/2025 a unit: tokens written together, a number among them; they
//!                  count only where they stand together
//! ```

use std::ops::Range;

use crate::analysis::{Form, Kind as SegmentKind, segments};

use super::fields::{self, Condition};
use super::keystrokes;
use super::view::View;

/// How many terms of a query are looked at; a longer one is a mistake or an
/// attack, and its beginning says enough. So many fit the bits of a number.
pub const TERMS: usize = 64;

/// How many bytes of a query are looked at, for the same reason: twice what so
/// many words take, and still what is read in no time.
pub const LENGTH: usize = 2048;

/// A query, read.
#[derive(Debug, Default)]
pub struct Query {
    /// Every term that is asked for in the order typed, then those of other
    /// ways of writing them and those that are excluded.
    pub terms: Vec<Asked>,
    /// How many of them were asked for.
    pub typed: usize,
    /// The clauses; together they cover all terms, in order.
    pub clauses: Vec<Clause>,
    /// Whether it is to be taken as typed, and not corrected.
    pub literal: bool,
    /// Whether keystrokes in it were read, or words typed as one parted.
    pub is_read: bool,
    /// What was struck last, if that was read as keystrokes and may yet become a
    /// word as it is; else nothing.
    pub struck: Form,
    /// What it says of the fields of documents.
    pub conditions: Vec<Condition>,
    /// Whether all documents count that any of it is in, not the best: some are left out, they are
    /// sorted by something else, or their values are counted.
    pub is_for_all: bool,
    /// What is excluded, until all the rest is known.
    excluded: Vec<Vec<Asked>>,
}

/// A term as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What it is.
    pub form: Form,
    /// Where in the query it is, in bytes.
    pub span: Range<usize>,
    /// Whether it may go on: the last term, the cursor right behind it.
    pub unfinished: bool,
    /// Whether it is a character of a script that puts no spaces between words:
    /// beside another it says nothing but what they say together.
    pub is_character: bool,
    /// Whether it is a number that was typed with spaces between its thousands, or
    /// some of these: then signs between them say another number.
    pub is_grouped: bool,
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

impl Clause {
    /// Whether it is another way of writing what was typed.
    pub fn is_other(&self) -> bool {
        self.instead != self.terms
    }
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
    /// The same, in its title.
    Title,
    /// A document with them, one after the other, is no hit.
    Excluded,
    /// Another way of writing what was typed, in one piece.
    Other,
}

impl Kind {
    /// Whether its terms mean what their neighbours say, and not just what was
    /// typed.
    pub fn is_loose(self) -> bool {
        matches!(self, Kind::Words | Kind::Unit)
    }
}

impl Query {
    /// Reads a query, literally or not.
    pub fn parse(typed: &str, literal: bool, view: &View) -> Query {
        let root = view.root();
        let mut query = Query { literal, ..Query::default() };
        let mut group = Group::default();
        let mut length = typed.len().min(LENGTH);
        while !typed.is_char_boundary(length) {
            length -= 1;
        }
        // A quote that is never closed is a sign like any other. An opening
        // and a closing one are not told apart: “ and ” are typed either way.
        let (text, titles, mut quotes) =
            fields::read(typed.get(..length).unwrap_or_default(), root, false, &mut query.conditions);
        let text = text.as_str();
        // Where the number begins that has but a space between it and what comes.
        let mut number = usize::MAX;
        // A dash excludes what comes right after it, if nothing is right before.
        let mut before = ' ';
        for segment in segments(text, &root.analysis.characters) {
            let written = text.get(segment.span.clone()).unwrap_or_default();
            if segment.kind == SegmentKind::Gap {
                for character in written.chars() {
                    if is_quote(character) {
                        quotes = quotes.saturating_sub(1);
                        query.close(&mut group, view);
                        group.is_phrase = !group.is_phrase && quotes > 0;
                        // One that is not closed yet excludes nothing.
                        group.is_excluded &= group.is_phrase;
                    } else if !group.is_phrase {
                        if character.is_whitespace() {
                            query.close(&mut group, view);
                        }
                        if group.terms.is_empty() {
                            group.is_excluded = character == '-' && before == ' ';
                        }
                    }
                    before = if character.is_whitespace() { ' ' } else { character };
                }
                before = '"';
                group.is_split = !group.terms.is_empty();
                number = if written == " " { number } else { usize::MAX };
                continue;
            }
            let unfinished = segment.span.end == typed.len();
            // Right after the colon, or after a quote there.
            let start = segment.span.start;
            group.is_title |= group.terms.is_empty()
                && titles.iter().any(|title| {
                    // A phrase has a quote before it.
                    let quote = fields::first(text.as_bytes(), *title).1;
                    title + quote * usize::from(group.is_phrase) == start
                });
            let is_number = segment.kind == SegmentKind::Number;
            let is_character = segment.kind == SegmentKind::Character;
            // What has spaces between its thousands, as 655 000, is one number.
            let is_alone = is_number && (group.terms.is_empty() || group.is_phrase);
            let is_thousands = is_alone && written.is_ascii() && written.len() == 3;
            match group.terms.last_mut().or(query.terms.last_mut()) {
                Some(last) if is_thousands && last.span.start == number => {
                    let span = number..segment.span.end;
                    let form = root.analysis.form(text.get(span.clone()).unwrap_or_default());
                    *last = Asked { form, span, unfinished, is_grouped: true, ..*last };
                }
                _ => {
                    let begins = is_alone && written.len() <= 3 && !written.starts_with('0');
                    number = if begins { start } else { usize::MAX };
                    let form = root.analysis.form(written);
                    let asked =
                        Asked { form, span: segment.span, unfinished, is_character, ..Asked::default() };
                    group.push(asked, is_number);
                }
            }
        }
        query.close(&mut group, view);
        // Where all is excluded nothing is asked, so that is not what it means.
        let kind = if query.terms.is_empty() { Kind::Words } else { Kind::Excluded };
        for excluded in std::mem::take(&mut query.excluded) {
            query.push(kind, excluded);
        }
        query
    }

    /// Makes a clause of a group and begins another.
    fn close(&mut self, group: &mut Group, view: &View) {
        if !self.literal {
            group.read_keystrokes(view);
        }
        let Group { terms, has_number, is_phrase, is_title, is_excluded, is_read, .. } =
            std::mem::take(group);
        self.is_read |= is_read;
        // Whoever found the quote that ends it says so.
        group.is_phrase = is_phrase;
        if terms.is_empty() {
            group.is_excluded = is_excluded;
        } else if is_excluded {
            self.excluded.push(terms);
        } else {
            let is_unit = has_number && terms.len() > 1;
            let kind = match () {
                _ if is_title => Kind::Title,
                _ if is_phrase => Kind::Phrase,
                _ if is_unit => Kind::Unit,
                _ => Kind::Words,
            };
            self.push(kind, terms);
        }
    }

    /// Adds a clause of these terms, as far as there is room.
    fn push(&mut self, kind: Kind, terms: Vec<Asked>) {
        let start = self.terms.len();
        for asked in terms {
            if self.terms.len() < TERMS {
                self.terms.push(asked);
            }
        }
        let terms = start..self.terms.len();
        if kind != Kind::Excluded {
            self.typed = terms.end;
        }
        if !terms.is_empty() {
            self.clauses.push(Clause { kind, instead: terms.clone(), terms });
        }
    }

    /// Whether a term and the next stand one after the other in one clause, or
    /// both outside any that counts in one piece only.
    pub fn adjacent(&self, term: usize) -> bool {
        let is_loose = |term| self.clause(term).kind.is_loose();
        self.clause(term).terms.end > term + 1 || is_loose(term) && is_loose(term + 1)
    }

    /// Whether the list of a term counts by itself: of another way of writing,
    /// and of what is excluded, only if that is a single word.
    pub fn is_listed(&self, term: usize) -> bool {
        let clause = self.clause(term);
        !(clause.kind == Kind::Excluded || clause.is_other()) || clause.terms.len() == 1
    }

    /// Whether a term is a character beside another: then it counts only with
    /// that.
    pub fn is_joined(&self, term: usize) -> bool {
        let terms = self.clause(term).terms.clone();
        let is_character = |term: usize| self.terms.get(term).is_some_and(|asked| asked.is_character);
        terms.len() > 1
            && is_character(term)
            && (term > terms.start && is_character(term - 1)
                || term + 1 < terms.end && is_character(term + 1))
    }

    /// Whether a term by itself has other ways of being written.
    pub fn has_other_ways(&self, term: usize) -> bool {
        self.clauses.iter().any(|clause| clause.is_other() && clause.instead == (term..term + 1))
    }

    /// Whether a term goes on with the number before it, in what the texts have
    /// to say: then but a space may stand between them.
    pub fn goes_on(&self, term: usize) -> bool {
        let clause = self.clause(term);
        let is_grouped = |term: usize| self.terms.get(term).is_some_and(|asked| asked.is_grouped);
        clause.kind != Kind::Other && term > clause.terms.start && is_grouped(term) && is_grouped(term - 1)
    }

    /// The clause that a term is in.
    pub fn clause(&self, term: usize) -> &Clause {
        let after = self.clauses.partition_point(|clause| clause.terms.end <= term);
        &self.clauses[after]
    }

    /// Adds a clause: these words, in one piece, instead of these terms; as far as
    /// there is room.
    pub fn add_way(&mut self, kind: Kind, instead: Range<usize>, way: Vec<Asked>) {
        let start = self.terms.len();
        if start + way.len() <= TERMS {
            for asked in way {
                self.terms.push(Asked { unfinished: false, ..asked });
            }
            let kind = if kind.is_loose() { Kind::Other } else { kind };
            self.clauses.push(Clause { kind, terms: start..self.terms.len(), instead });
        }
    }

    /// Puts several words in the place of one.
    pub fn replace(&mut self, term: usize, words: Vec<Asked>) {
        let more = words.len() - 1;
        self.typed += if term < self.typed { more } else { 0 };
        self.terms.remove(term);
        for (at, word) in words.into_iter().enumerate() {
            self.terms.insert(term + at, word);
        }
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
    is_title: bool,
    is_excluded: bool,
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
    fn read_keystrokes(&mut self, view: &View) {
        if !self.has_number || self.is_split || self.terms.iter().any(|term| term.form.is_marked()) {
            return;
        }
        let mut keys = String::new();
        self.terms.iter().for_each(|term| keys.push_str(&term.form.fold));
        // One letter and a digit are a code: A1, m2.
        let letters = keys.bytes().filter(u8::is_ascii_lowercase).count();
        if let (Some(first), Some(last)) = (self.terms.first(), self.terms.last())
            && let Some((form, _)) = keystrokes::word(&keys, last.unfinished, view).filter(|_| letters > 1)
        {
            let (span, unfinished) = (first.span.start..last.span.end, last.unfinished);
            self.terms = vec![Asked { form, span, unfinished, ..Asked::default() }];
            self.is_read = true;
        }
    }
}

fn is_quote(character: char) -> bool {
    fields::first(character.encode_utf8(&mut [0; 4]).as_bytes(), 0).0 == b'"'
}
