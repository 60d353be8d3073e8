//! What each character stands for: letters without case and with their marks
//! beside them, a digit, or nothing that is searched.
//!
//! In: a character. Out: its [`Class`] and the [`Letter`]s it is read as: `Ế`
//! is `e` with a circumflex and an acute, `æ` is `a` and `e`. Invariant: the
//! table is made once, when an index is built, from Unicode's own data, and
//! stored in the index; the browser carries no tables and still reads every
//! character of the corpus just as the build did.

use std::ops::{BitOr, BitOrAssign};

use crate::bytes::{Reader, Writer};
use crate::order::ascending;

/// A set of marks on one letter. The first five are the Vietnamese tones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marks(u32);

impl Marks {
    /// No mark.
    pub const NONE: Marks = Marks(0);
    /// Sắc, `´`.
    pub const ACUTE: Marks = Marks(1 << 0);
    /// Huyền, `` ` ``.
    pub const GRAVE: Marks = Marks(1 << 1);
    /// Hỏi, the hook above.
    pub const HOOK: Marks = Marks(1 << 2);
    /// Ngã, `~`.
    pub const TILDE: Marks = Marks(1 << 3);
    /// Nặng, the dot below.
    pub const DOT_BELOW: Marks = Marks(1 << 4);
    /// `^`, as in â, ê, ô.
    pub const CIRCUMFLEX: Marks = Marks(1 << 5);
    /// As in ă.
    pub const BREVE: Marks = Marks(1 << 6);
    /// As in ơ, ư.
    pub const HORN: Marks = Marks(1 << 7);
    /// As in đ, ł, ø.
    pub const STROKE: Marks = Marks(1 << 8);
    /// A zero before a digit, as in 03.
    pub const ZERO: Marks = Marks(1 << 9);
    /// Any mark that has no name of its own here.
    pub const OTHER: Marks = Marks(1 << 10);
    /// How many named marks there are; [`Marks::numbered`] makes more.
    const NAMED: u32 = 11;
    /// The marks that are tones when they stand on a Vietnamese syllable.
    pub const TONES: Marks = Marks(0b11111);

    /// The mark with this number among those beyond the named ones.
    pub const fn numbered(n: u32) -> Marks {
        Marks(1 << (Marks::NAMED + n))
    }

    /// The set with one mark, by its place in the order of this type; the
    /// inverse of [`Marks::places`]. `None` from 32 on.
    pub fn at(place: u8) -> Option<Marks> {
        1u32.checked_shl(place.into()).map(Marks)
    }

    /// The places of the marks in this set, lowest first.
    pub fn places(self) -> impl Iterator<Item = u8> {
        (0..32).filter(move |place| self.0 & (1 << place) != 0)
    }

    /// Whether there is no mark.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether every mark of `other` is here too.
    pub fn contains(self, other: Marks) -> bool {
        self.0 & other.0 == other.0
    }

    /// The marks in both.
    pub fn and(self, other: Marks) -> Marks {
        Marks(self.0 & other.0)
    }

    /// The marks that are not in `other`.
    pub fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }
}

impl BitOr for Marks {
    type Output = Marks;
    fn bitor(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }
}

impl BitOrAssign for Marks {
    fn bitor_assign(&mut self, other: Marks) {
        self.0 |= other.0;
    }
}

/// One letter or digit, lower case, and the marks on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// The letter without its marks.
    pub base: char,
    /// The marks it bears.
    pub marks: Marks,
}

/// What part a character plays in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Parts tokens: punctuation, space, symbols.
    Separator,
    /// Stands in a word.
    Letter,
    /// Stands in a number.
    Digit,
    /// Belongs to the letter before it.
    Mark,
    /// Cannot be seen and does not count: zero-width characters, soft hyphens.
    Ignorable,
    /// Stands by itself, in a script that puts no spaces between words.
    Character,
}

impl Class {
    const ALL: [Class; 6] =
        [Class::Separator, Class::Letter, Class::Digit, Class::Mark, Class::Ignorable, Class::Character];
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The character.
    pub character: char,
    /// The part it plays.
    pub class: Class,
    /// Whether it is a capital.
    pub upper: bool,
    /// Whether the same letters are usually written with another character,
    /// so that nothing is ever written with this one: `ð` for `đ`, `ﬁ`.
    pub alias: bool,
    /// What it is read as; empty for separators and what is ignorable. A mark
    /// is one letter: itself, or NUL with that mark if a letter is the same without.
    pub letters: Vec<Letter>,
}

/// The table. ASCII is not stored, for it is the same in every index; but I
/// is, which is the capital of ı in some languages.
#[derive(Debug, Clone, Default)]
pub struct Characters {
    /// Sorted by character.
    entries: Vec<Entry>,
    /// For every letter that one character writes, the letter and that
    /// character, as [`packed`]. Sorted.
    composed: Vec<u64>,
}

/// Every ASCII character as a letter without marks.
static ASCII: [Letter; 128] = {
    let mut table = [Letter { base: '\0', marks: Marks::NONE }; 128];
    let mut i = 0;
    while i < 128 {
        table[i].base = (i as u8).to_ascii_lowercase() as char;
        i += 1;
    }
    table
};

impl Characters {
    /// A table of these entries, which are sorted by character.
    pub fn new(entries: Vec<Entry>) -> Characters {
        let mut composed: Vec<u64> = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.alias) {
            if let [letter] = entry.letters[..] {
                composed.push(packed(letter.base, letter.marks, entry.upper, entry.character));
            }
        }
        Characters { entries, composed: ascending(composed) }
    }

    /// The lines of the table, by character.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The part a character plays and what it is read as. One that is not in
    /// the table was in no document: nothing can be found by it, but a symbol
    /// must still not cling to the word beside it.
    pub fn look_up(&self, character: char) -> (Class, &[Letter]) {
        if let Some(letter) = ASCII.get(character as usize).filter(|_| character != 'I') {
            let class = match letter.base {
                'a'..='z' => Class::Letter,
                '0'..='9' => Class::Digit,
                _ => Class::Separator,
            };
            return (class, std::slice::from_ref(letter));
        }
        match self.entries.binary_search_by_key(&character, |entry| entry.character) {
            Ok(at) => (self.entries[at].class, &self.entries[at].letters),
            Err(_) if is_symbol(character) => (Class::Separator, &[]),
            Err(_) => (Class::Letter, &[]),
        }
    }

    /// The character that writes this letter with these marks, if there is one.
    pub fn compose(&self, base: char, marks: Marks, upper: bool) -> Option<char> {
        if marks.is_empty() && base.is_ascii() && (base, upper) != ('i', true) {
            return Some(if upper { base.to_ascii_uppercase() } else { base });
        }
        let least = packed(base, marks, upper, '\0');
        let found = *self.composed.get(self.composed.partition_point(|&one| one < least))?;
        char::from_u32((found ^ least) as u32 & CHARACTER).filter(|_| found >> BITS == least >> BITS)
    }

    /// The capital of a letter, itself if it is one; none if it has none.
    pub fn capital(&self, character: char) -> Option<char> {
        match self.look_up(character).1 {
            [letter] => self.compose(letter.base, letter.marks, true),
            _ => None,
        }
    }

    /// ```text
    /// characters = count, entry*
    /// entry      = step from the character before, kind, letter*
    /// kind       = a byte: class + 8·upper + 16·alias + 32·number of letters
    /// letter     = base, marks
    /// ```
    pub fn write(&self, out: &mut Writer) {
        out.number(self.entries.len());
        let mut last = 0;
        for entry in &self.entries {
            out.number(entry.character as usize - last);
            last = entry.character as usize;
            let flags = 8 * u8::from(entry.upper) + 16 * u8::from(entry.alias);
            out.byte(entry.class as u8 + flags + 32 * entry.letters.len() as u8);
            for letter in &entry.letters {
                out.number(letter.base as usize);
                out.number(letter.marks.0 as usize);
            }
        }
    }

    /// Reads what [`Characters::write`] wrote.
    pub fn read(bytes: &mut Reader) -> Characters {
        let mut entries = Vec::new();
        let mut last = 0u32;
        for _ in 0..bytes.count() {
            last = last.saturating_add(bytes.u32());
            let kind = bytes.byte();
            let class = Class::ALL.get(usize::from(kind % 8));
            let character = char::from_u32(last);
            bytes.expect(class.is_some() && character.is_some(), "a character and its class");
            let mut letters = Vec::new();
            for _ in 0..kind / 32 {
                letters.push(Letter { base: bytes.character(), marks: Marks(bytes.u32()) });
            }
            entries.push(Entry {
                character: character.unwrap_or_default(),
                class: class.copied().unwrap_or(Class::Separator),
                upper: kind & 8 != 0,
                alias: kind & 16 != 0,
                letters,
            });
        }
        Characters::new(entries)
    }
}

/// How many bits a character has.
const BITS: u32 = 21;
const CHARACTER: u32 = (1 << BITS) - 1;

/// A letter and the character that writes it as one number, ordered by the
/// letter.
fn packed(base: char, marks: Marks, upper: bool, character: char) -> u64 {
    let letter = u64::from(base) << (64 - BITS)
        | u64::from(marks.0 & CHARACTER) << (1 + BITS)
        | u64::from(upper) << BITS;
    letter | u64::from(character)
}

/// Whether a character lies in a block of punctuation or symbols.
fn is_symbol(character: char) -> bool {
    matches!(character as u32,
        0x80..=0xBF | 0xD7 | 0xF7 | 0x2000..=0x2BFF | 0x2E00..=0x2E7F | 0x3000..=0x303F
        | 0xFE10..=0xFE6F | 0xFF00..=0xFF0F | 0xFFE0.. )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::unicode;

    #[test]
    fn the_table_survives_its_bytes() {
        let table = unicode::characters("“Đường” – ﬁn ² Ωμέγα ‑ \u{ad}İß".chars(), "");
        let mut out = Writer::default();
        table.write(&mut out);
        let bytes = out.finish();
        let read = Characters::read(&mut Reader::new(&bytes));
        assert_eq!(read.entries(), table.entries());
    }

    #[test]
    fn a_letter_is_written_with_its_usual_character() {
        let table = unicode::characters(std::iter::empty(), "");
        assert_eq!(table.compose('d', Marks::STROKE, false), Some('đ'));
        assert_eq!(table.compose('d', Marks::STROKE, true), Some('Đ'));
        assert_eq!(table.compose('e', Marks::CIRCUMFLEX | Marks::ACUTE, true), Some('Ế'));
        assert_eq!(table.compose('q', Marks::HORN, false), None);
    }

    #[test]
    fn a_character_of_no_document_is_a_letter_or_a_symbol() {
        let table = unicode::characters(std::iter::empty(), "");
        assert_eq!(table.look_up('→').0, Class::Separator);
        assert_eq!(table.look_up('字').0, Class::Letter);
    }
}
