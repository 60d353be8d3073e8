//! Neighbours: every two folds that stand side by side, as a term of its own.
//!
//! In: two folds, or one and the beginning of another. Out: the documents that
//! have them side by side, and what they are written as. Invariant: a pair
//! stands within one paragraph of a title, a text or a byline; pairs are in
//! the order of their folds, so those of one left fold whose right folds begin
//! alike are neighbours.
//!
//! ```text
//! pairs    = number of pairs, four strings of bytes: shared, rests, readings,
//!            lists
//! shared   = for each pair: bytes its key shares with the key before, a byte
//! rests    = for each pair: the bytes of its key that follow them, 1
//! key      = left fold, NUL, right fold
//! readings = for each pair: reading*, the commonest first, the last one marked
//! reading  = a byte: last? + 2 · (8 · left + right) if both are below 8
//!          | 128 + last?, left, right       numbers
//! ```
//! A fold says letters only; a reading says which terms of its two folds stood
//! there, each by its place among those of its fold, the commonest first.
//! Readings that are less than a tenth of all are left out, unless none is more.

use std::ops::Range;

use super::postings::{Lists, Postings};
use crate::bytes::{Reader, followed};
use crate::error::Error;

/// A reading that is less than one in so many is left out.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) const SHARE: u32 = 10;

/// Ends the rest of a key: no fold has this byte.
const END: u8 = 1;

/// A run of pairs.
pub struct Pairs {
    /// The keys, one after the other, and where each ends.
    keys: Vec<u8>,
    ends: Vec<u32>,
    readings: Vec<u8>,
    /// Where the readings of each pair begin.
    starts: Vec<u32>,
    lists: Lists,
}

/// Which terms of its folds a pair was: by their places among those of the
/// left and of the right fold, the commonest first.
pub type Reading = (u32, u32);

/// The key of a pair.
pub fn key(left: &str, right: &str) -> Vec<u8> {
    let mut key = followed(left.as_bytes(), 0);
    key.extend_from_slice(right.as_bytes());
    key
}

impl Pairs {
    /// Reads the payload of a part.
    pub fn read(payload: &[u8], documents: u32) -> Result<Pairs, Error> {
        let mut bytes = Reader::new(payload);
        let count = bytes.count();
        let shared = bytes.bytes();
        let rests = bytes.bytes();
        let readings = bytes.bytes();
        bytes.expect(shared.len() == count, "a key for each pair");
        let (mut keys, mut ends) = (Vec::new(), Vec::new());
        let mut before = 0;
        let mut rests = rests.split(|&byte| byte == END);
        for &shared in shared {
            let start = keys.len();
            let rest = rests.next();
            let end = before + usize::from(shared);
            bytes.expect(end <= start && rest.is_some(), "the key of a pair");
            if !bytes.is_right() {
                break;
            }
            keys.extend_from_within(before..end);
            keys.extend_from_slice(rest.unwrap_or_default());
            ends.push(keys.len() as u32);
            before = start;
        }
        bytes.expect(rests.next() == Some(&[]) && rests.next().is_none(), "no more keys than announced");
        let mut reader = Reader::new(readings);
        let mut starts = Vec::new();
        for _ in 0..count {
            starts.push(reader.position() as u32);
            while reader.is_right() && !read_reading(&mut reader).1 {}
        }
        bytes.expect(reader.end().is_ok(), "readings as announced");
        let lists = Lists::read(count, documents, &mut bytes);
        bytes.end()?;
        Ok(Pairs { keys, ends, readings: readings.to_vec(), starts, lists })
    }

    /// The place of a pair with this key.
    pub fn get(&self, key: &[u8]) -> Option<usize> {
        let place = self.not_below(key);
        (place < self.ends.len() && self.key(place) == key).then_some(place)
    }

    /// The places of the pairs from one key to another, that one excluded.
    pub fn range(&self, from: &[u8], to: &[u8]) -> Range<usize> {
        self.not_below(from)..self.not_below(to)
    }

    /// The key of the pair at this place.
    pub fn key(&self, place: usize) -> &[u8] {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(place).copied().unwrap_or(0);
        self.keys.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The documents of the pair at this place.
    pub fn list(&self, place: usize) -> Postings<'_> {
        self.lists.list(place)
    }

    /// What the pair at this place is written as.
    pub fn readings(&self, place: usize) -> Vec<Reading> {
        let start = self.starts.get(place).map_or(0, |&start| start as usize);
        let mut bytes = Reader::new(self.readings.get(start..).unwrap_or_default());
        let mut found = Vec::new();
        while bytes.is_right() {
            let (reading, last) = read_reading(&mut bytes);
            found.push(reading);
            if last {
                break;
            }
        }
        found
    }

    /// About how much memory they take, in bytes.
    pub fn size(&self) -> usize {
        self.keys.len() + self.readings.len() + 8 * self.ends.len() + self.lists.size()
    }

    fn not_below(&self, key: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.key(middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// A reading, and whether it is the last of its pair.
fn read_reading(bytes: &mut Reader) -> (Reading, bool) {
    let byte = u32::from(bytes.byte());
    let reading = if byte < 128 { (byte / 16, byte / 2 % 8) } else { (bytes.u32(), bytes.u32()) };
    (reading, byte % 2 == 1)
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod write {
    //! Writing pairs, one after the other.

    use super::*;
    use crate::bits::BitWriter;
    use crate::bytes::Writer;
    use crate::index::directory::shared;
    use crate::index::postings::{self, Posting};

    /// A part being written.
    #[derive(Default)]
    pub(crate) struct PairsWriter {
        count: usize,
        last: Vec<u8>,
        shared: Vec<u8>,
        rests: Vec<u8>,
        readings: Writer,
        bits: BitWriter,
    }

    impl PairsWriter {
        /// Appends a pair; keys come in order.
        pub(crate) fn push(&mut self, key: Vec<u8>, readings: &[Reading], list: &[Posting], documents: u32) {
            let shared = shared(&self.last, &key).min(255);
            self.count += 1;
            self.shared.push(shared as u8);
            self.rests.extend_from_slice(&key[shared..]);
            self.rests.push(END);
            self.last = key;
            for (place, &(left, right)) in readings.iter().enumerate() {
                let last = u8::from(place + 1 == readings.len());
                if left < 8 && right < 8 {
                    self.readings.byte(last + 2 * (8 * left + right) as u8);
                } else {
                    self.readings.byte(128 + last);
                    self.readings.number(left as usize);
                    self.readings.number(right as usize);
                }
            }
            self.bits.gamma(list.len() as u32);
            postings::write(list, documents, &mut self.bits);
        }

        /// Whether there is no pair yet.
        pub(crate) fn is_empty(&self) -> bool {
            self.count == 0
        }

        /// About how many bytes it will take, deflated.
        pub(crate) fn size(&self) -> usize {
            // What can be deflated comes to half of it or less.
            self.bits.len() + (self.rests.len() + 2 * self.count) / 2
        }

        /// The payload.
        pub(crate) fn finish(self) -> Vec<u8> {
            let mut out = Writer::default();
            out.number(self.count);
            out.bytes(&self.shared);
            out.bytes(&self.rests);
            out.bytes(&self.readings.finish());
            out.bytes(&self.bits.finish());
            out.finish()
        }
    }
}
