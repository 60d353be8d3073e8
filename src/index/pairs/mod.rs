//! Neighbours: every two folds that stand side by side, as a term of its own.
//!
//! In: two folds, or one and the beginning of another. Out: the terms that
//! these are where they stand side by side, and the documents that have just
//! these. Invariant: a pair stands within one paragraph of a title, a text or a
//! byline; pairs are in the order of their folds, so those of one left fold
//! whose right folds begin alike are neighbours.
//!
//! ```text
//! pairs    = number of pairs, four strings of bytes: shared, rests, readings,
//!            lists
//! shared   = for each pair: bytes its key shares with the key before, a byte
//! rests    = for each pair: the bytes of its key that follow them, 1
//! key      = left fold, NUL, right fold
//! readings = for each pair: reading*, in the order of their terms, the last one
//!            marked
//! reading  = a byte: last? + 2 · (8 · left + right) if both are below 8
//!          | 128 + last?, left, right       numbers
//! ```
//! A fold says letters only; a reading says which terms of its two folds stood
//! there, each by its place among those of its fold, the commonest first. Each
//! has a list of its own: documents seldom have two, so that all of them are
//! hardly longer than one list of the letters would be.
//!
//! They follow the lists of common terms in a postings part. A small index
//! leaves its pairs out, and [`derive`](super::derive) reads them off its texts.

use super::postings::{Lists, Postings};
use crate::bytes::{Reader, followed};

pub(crate) mod write;

/// Ends the rest of a key: no fold has this byte.
const END: u8 = 1;

/// Of so many pairs one has its whole key at hand.
const STRIDE: usize = 16;

/// How large the texts of an index may be, in bytes, for its pairs to be left
/// out and read off them: that takes the page milliseconds.
pub const FEW: usize = 48 * 1024;

/// A run of pairs.
pub struct Pairs {
    /// How many bytes each key shares with the one before.
    shared: Vec<u8>,
    /// What follows them, one after the other.
    rests: Vec<u8>,
    /// Every sixteenth pair.
    marks: Vec<Cursor>,
    readings: Vec<u8>,
    /// For each pair a run of lists, one for each reading.
    lists: Lists,
}

/// A pair on the way through all of them.
#[derive(Clone, Default)]
pub struct Cursor {
    place: usize,
    /// Its key.
    pub key: Vec<u8>,
    /// Where the rest of its key ends.
    end: usize,
    /// Where its readings begin.
    readings: usize,
}

/// Which terms of its folds a pair was: by their places among those of the
/// left and of the right fold, the commonest first.
pub type Reading = (u32, u32);

/// What a postings part holds but for its pairs.
pub fn left_out(payload: &[u8]) -> &[u8] {
    let mut bytes = Reader::new(payload);
    bytes.bytes();
    payload.get(..bytes.position()).unwrap_or_default()
}

/// Whether a postings part leaves its pairs out.
pub fn are_left_out(payload: &[u8]) -> bool {
    left_out(payload).len() == payload.len()
}

/// The key of a pair.
pub fn key(left: &str, right: &str) -> Vec<u8> {
    let mut key = followed(left.as_bytes(), 0);
    key.extend_from_slice(right.as_bytes());
    key
}

impl Pairs {
    /// Reads the pairs of a part.
    pub fn read(bytes: &mut Reader, documents: u32) -> Pairs {
        let count = bytes.count();
        let (shared, rests) = (bytes.bytes().to_vec(), bytes.bytes().to_vec());
        let readings = bytes.bytes().to_vec();
        let mut runs = Vec::new();
        let mut reader = Reader::new(&readings);
        for _ in 0..count {
            runs.push(read_readings(&mut reader).len() as u32);
        }
        bytes.expect(reader.end().is_ok(), "readings as announced");
        let lists = Lists::read(&mut runs.into_iter(), documents, bytes);
        let mut pairs = Pairs { shared, rests, marks: Vec::new(), readings, lists };
        bytes.expect(pairs.shared.len() == count, "a key for each pair");
        let mut cursor = Cursor::default();
        for place in 0..count {
            let next = pairs.after(&cursor, place);
            bytes.expect(next.is_some(), "the key of a pair");
            cursor = next.unwrap_or_default();
            if place % STRIDE == 0 {
                pairs.marks.push(cursor.clone());
            }
            if !bytes.is_right() {
                break;
            }
        }
        bytes.expect(cursor.end == pairs.rests.len(), "no more keys than announced");
        pairs
    }

    /// The pair with this key.
    pub fn get(&self, key: &[u8]) -> Option<Cursor> {
        self.not_below(key).filter(|found| found.key == key)
    }

    /// The pairs from one key to another, that one excluded.
    pub fn range(&self, from: &[u8], to: &[u8]) -> Vec<Cursor> {
        let mut range = Vec::new();
        let mut next = self.not_below(from);
        while let Some(found) = next.filter(|found| found.key.as_slice() < to) {
            next = self.after(&found, found.place + 1);
            range.push(found);
        }
        range
    }

    /// What a pair is written as, the documents that have it so, and how often
    /// they do, all together.
    pub fn readings(&self, pair: &Cursor) -> Vec<(Reading, Postings<'_>, f64)> {
        let mut next = self.lists.list(pair.place);
        let mut found = Vec::new();
        for (place, reading) in read_readings(&mut self.readings_from(pair.readings)).into_iter().enumerate()
        {
            next = if place == 0 { next } else { next.following() };
            let (list, mut count) = (next.clone(), 0.0);
            for posting in next.by_ref() {
                count += f64::from(posting.body) + f64::from(posting.title);
            }
            found.push((reading, list, count));
        }
        found
    }

    fn readings_from(&self, start: usize) -> Reader<'_> {
        Reader::new(self.readings.get(start..).unwrap_or_default())
    }

    /// About how much memory they take, in bytes.
    pub fn size(&self) -> usize {
        let count = self.shared.len();
        count + self.rests.len() + 64 * self.marks.len() + self.readings.len() + self.lists.size()
    }

    /// The first pair whose key is not below this one.
    fn not_below(&self, key: &[u8]) -> Option<Cursor> {
        let mark = self.marks.partition_point(|mark| mark.key.as_slice() <= key).saturating_sub(1);
        let mut found = self.marks.get(mark)?.clone();
        while found.key.as_slice() < key {
            found = self.after(&found, found.place + 1)?;
        }
        Some(found)
    }

    /// The pair at this place, which follows another or is the first.
    fn after(&self, before: &Cursor, place: usize) -> Option<Cursor> {
        let shared = *self.shared.get(place)?;
        let rest = self.rests.get(before.end..)?;
        let length = rest.iter().position(|&byte| byte == END)?;
        let mut key = before.key.get(..usize::from(shared))?.to_vec();
        key.extend_from_slice(rest.get(..length)?);
        let mut bytes = self.readings_from(before.readings);
        if place > 0 {
            read_readings(&mut bytes);
        }
        let readings = before.readings + bytes.position();
        Some(Cursor { place, key, end: before.end + length + 1, readings })
    }
}

/// The readings of a pair.
fn read_readings(bytes: &mut Reader) -> Vec<Reading> {
    let mut readings = Vec::new();
    while bytes.is_right() {
        let byte = u32::from(bytes.byte());
        readings.push(if byte < 128 { (byte / 16, byte / 2 % 8) } else { (bytes.u32(), bytes.u32()) });
        if byte % 2 == 1 {
            break;
        }
    }
    readings
}
