//! Which part holds what, by the keys that parts begin with.
//!
//! In: a key. Out: the number of the part that holds it, if any does.
//! Invariant: what a part is said to begin with is not above its first key and
//! above the last key of the part before, and no longer than that takes.
//!
//! ```text
//! directory = number of parts, for each: bytes shared with the one before,
//!             the bytes that follow them
//! ```

use std::ops::Range;

use crate::bytes::Reader;
#[cfg(not(target_arch = "wasm32"))]
use crate::bytes::Writer;

/// See the module.
#[derive(Default)]
pub struct Directory {
    /// What the parts begin with, one after the other.
    firsts: Vec<u8>,
    /// Where each of them ends.
    ends: Vec<u32>,
}

impl Directory {
    /// How many parts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The part that holds a key if any does; none where there are no parts.
    pub fn part(&self, key: &[u8]) -> Option<u32> {
        // What is before the first is looked for in the first.
        (!self.is_empty()).then(|| self.above(key).saturating_sub(1))
    }

    /// The parts that hold the keys from one to another, that one excluded.
    pub fn parts(&self, from: &[u8], to: &[u8]) -> Range<u32> {
        let end = if self.is_empty() { 0 } else { self.not_below(to).max(1) };
        self.part(from).unwrap_or(0)..end
    }

    /// How many parts do not begin above a key.
    fn above(&self, key: &[u8]) -> u32 {
        self.partition(|first| first <= key)
    }

    fn not_below(&self, key: &[u8]) -> u32 {
        self.partition(|first| first < key)
    }

    fn partition(&self, is_before: impl Fn(&[u8]) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = (low + high) / 2;
            if is_before(self.first(middle)) { low = middle + 1 } else { high = middle }
        }
        low as u32
    }

    fn first(&self, part: usize) -> &[u8] {
        let start = part.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(part).copied().unwrap_or(0);
        self.firsts.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Reads what [`write`] wrote.
    pub fn read(bytes: &mut Reader) -> Directory {
        let mut directory = Directory::default();
        for part in 0..bytes.count() {
            let shared = bytes.number();
            let rest = bytes.bytes();
            let before =
                part.checked_sub(1).map(|before| directory.first(before).to_vec()).unwrap_or_default();
            bytes.expect(shared <= before.len(), "the beginning of a part");
            let mut first = before.get(..shared).unwrap_or_default().to_vec();
            first.extend_from_slice(rest);
            let room = bytes.room() - directory.firsts.len();
            bytes.expect((part == 0 || first > before) && first.len() <= room, "parts in order");
            if !bytes.is_right() {
                break;
            }
            directory.firsts.extend(first);
            directory.ends.push(directory.firsts.len() as u32);
        }
        directory
    }
}

/// Writes a directory of parts that begin with these.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn write(firsts: &[Vec<u8>], out: &mut Writer) {
    out.number(firsts.len());
    let mut before: &[u8] = &[];
    for first in firsts {
        let shared = shared(before, first);
        out.number(shared);
        out.bytes(&first[shared..]);
        before = first;
    }
}

/// How many bytes two keys begin with together.
pub(crate) fn shared(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// The shortest beginning of a key that is above the key before it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn separator(before: &[u8], key: &[u8]) -> Vec<u8> {
    key[..key.len().min(shared(before, key) + 1)].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn every_key_is_found_in_its_part(keys in prop::collection::btree_set("[ab]{1,6}", 1..40), size in 1usize..8, asked in "[ab]{1,6}", end in "[ab]{1,6}") {
            let keys: Vec<Vec<u8>> = keys.into_iter().map(String::into_bytes).collect();
            let mut firsts = Vec::new();
            let mut before: &[u8] = &[];
            for chunk in keys.chunks(size) {
                firsts.push(separator(before, &chunk[0]));
                before = chunk.last().unwrap();
            }
            let mut out = Writer::default();
            write(&firsts, &mut out);
            let written = out.finish();
            let mut reader = Reader::new(&written);
            let directory = Directory::read(&mut reader);
            prop_assert!(reader.end().is_ok());
            for (place, key) in keys.iter().enumerate() {
                prop_assert_eq!(directory.part(key), Some((place / size) as u32));
            }
            let within: BTreeSet<u32> = keys.iter().enumerate()
                .filter(|(_, key)| (asked.as_bytes()..end.as_bytes()).contains(&key.as_slice()))
                .map(|(place, _)| (place / size) as u32).collect();
            let named = directory.parts(asked.as_bytes(), end.as_bytes());
            prop_assert!(within.iter().all(|part| named.contains(part)), "{:?} {:?}", within, named);
        }
    }

    /// Each shares all of the one before: the square of them as bytes.
    #[test]
    fn what_parts_share_does_not_fill_the_memory() {
        let mut out = Writer::default();
        let count = 100_000;
        out.number(count);
        for shared in 0..count {
            out.number(shared);
            out.bytes(b"a");
        }
        let written = out.finish();
        let mut reader = Reader::new(&written);
        let directory = Directory::read(&mut reader);
        assert!(directory.firsts.len() <= Reader::new(&written).room());
        assert!(reader.end().is_err());
    }
}
