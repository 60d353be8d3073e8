//! Writing pairs, one after the other.
//!
//! In: pairs in the order of their keys. Out: those of a part as bytes.
//! Invariant: a build and an index that reads its pairs off its texts write
//! the same bytes.

use super::{END, Reading};
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
    pub(crate) fn push(&mut self, key: Vec<u8>, readings: &[(Reading, Vec<Posting>)], documents: u32) {
        let shared = shared(&self.last, &key).min(255);
        self.count += 1;
        self.shared.push(shared as u8);
        self.rests.extend_from_slice(&key[shared..]);
        self.rests.push(END);
        self.last = key;
        for (place, ((left, right), list)) in readings.iter().enumerate() {
            let (left, right) = (*left, *right);
            let last = u8::from(place + 1 == readings.len());
            if left < 8 && right < 8 {
                self.readings.byte(last + 2 * (8 * left + right) as u8);
            } else {
                self.readings.byte(128 + last);
                self.readings.number(left as usize);
                self.readings.number(right as usize);
            }
            self.bits.gamma(list.len() as u32);
            postings::write(list, documents, &mut self.bits);
        }
    }

    /// Whether there is no pair yet.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// About how many bytes it will take, deflated.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn size(&self) -> usize {
        // What can be deflated comes to half of it or less.
        self.bits.len() + (self.rests.len() + self.count + self.readings.written().len()) / 2
    }

    /// All of them as bytes.
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
