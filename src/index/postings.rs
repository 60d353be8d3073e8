//! In which documents something is, and how often: lists of [`Posting`]s.
//!
//! In: postings by document. Out: bits, and from bits the same postings.
//! Invariant: lists are walked once when their part is opened, so that every
//! list handed out later is known to be whole.
//!
//! ```text
//! list    = frequency, if that is not known otherwise, in gamma code; posting*
//! posting = gap, counts
//! gap     = documents between this one and the one before, in Rice's code:
//!           gap >> w in unary, the lowest w bits
//! counts  = 1                  once in the text
//!         | 01                 twice in the text
//!         | 001 gamma          so often, less 2
//!         | 000 gamma gamma    in the text and 1, in the title
//! w       = the largest with frequency · 2^w ≤ 0.8 · number of documents
//! ```
//! Gaps of documents met at random are distributed geometrically, for which
//! Rice's code with ln 2 for 0.8 is the best there is (Golomb: Run-length
//! encodings, 1966); documents that are alike come in bunches, and 0.8 takes
//! half a hundredth less. On ten thousand news articles lists take 10 % less than
//! numbers of whole bytes, deflated.

use std::iter::repeat_n;

use crate::bits::{BitReader, BitWriter, Bits};
use crate::bytes::Reader;

/// How many bytes lists may take: each bit has a number of 32 bits, and so have
/// those that are read past the end before that is noticed.
const MOST: usize = 1 << 28;

/// A document that something is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The number of the document.
    pub document: u32,
    /// How often it is in the text.
    pub body: u32,
    /// How often it is in the title.
    pub title: u32,
}

/// Some lists, one after the other.
pub struct Lists {
    /// How many postings each has; none if they say it themselves.
    frequencies: Vec<u32>,
    /// At which bit each begins, or each run of them.
    starts: Vec<u32>,
    bits: Bits,
    documents: u32,
}

impl Lists {
    /// Reads lists of these frequencies over so many documents, and walks
    /// them from end to end.
    pub fn known(frequencies: Vec<u32>, documents: u32, bytes: &mut Reader) -> Lists {
        let mut runs = repeat_n(1, frequencies.len());
        Lists::walk(&mut runs, frequencies, documents, bytes)
    }

    /// Reads runs of so many lists each, which say their own frequencies. Of a
    /// run only the first is at hand. How many are announced is not believed.
    pub fn read(runs: &mut dyn Iterator<Item = u32>, documents: u32, bytes: &mut Reader) -> Lists {
        Lists::walk(runs, Vec::new(), documents, bytes)
    }

    fn walk(
        runs: &mut dyn Iterator<Item = u32>,
        frequencies: Vec<u32>,
        documents: u32,
        bytes: &mut Reader,
    ) -> Lists {
        let mut lists = Lists { frequencies, starts: Vec::new(), bits: Bits::new(bytes.bytes()), documents };
        bytes.expect(lists.bits.len() < MOST, "no more bits than can be counted");
        let mut at = 0;
        for (place, run) in runs.enumerate() {
            if !bytes.is_right() {
                break;
            }
            lists.starts.push(at);
            let mut list = lists.list(place);
            for number in 0..run {
                list = if number == 0 { list } else { list.following() };
                let mut before = None;
                for posting in list.by_ref() {
                    let in_order = posting.document < documents && before < Some(posting.document);
                    bytes.expect(in_order && list_is_right(&posting), "postings in order");
                    if !bytes.is_right() {
                        break;
                    }
                    before = Some(posting.document);
                }
                bytes.expect(list.bits.is_right(), "whole postings");
            }
            at = list.bits.position();
        }
        bytes.expect(lists.bits.len() == at.div_ceil(8) as usize, "postings as announced");
        lists
    }

    /// How many postings the list at this place has.
    pub fn frequency(&self, place: usize) -> u32 {
        self.list(place).left
    }

    /// The list at this place.
    pub fn list(&self, place: usize) -> Postings<'_> {
        let Some(&start) = self.starts.get(place) else {
            return Postings::new(self.bits.from(0), 0, self.documents);
        };
        let mut bits = self.bits.from(start);
        let frequency = if self.frequencies.is_empty() {
            bits.gamma()
        } else {
            self.frequencies.get(place).copied().unwrap_or(0)
        };
        Postings::new(bits, frequency, self.documents)
    }

    /// About how much memory they take, in bytes.
    pub fn size(&self) -> usize {
        self.bits.len() + 4 * (self.starts.len() + self.frequencies.len())
    }
}

/// No text is so long that something is in it more often.
fn list_is_right(posting: &Posting) -> bool {
    posting.body <= u32::MAX / 2 && posting.title <= u32::MAX / 2
}

/// The postings of one list.
#[derive(Debug, Clone)]
pub struct Postings<'a> {
    bits: BitReader<'a>,
    left: u32,
    width: u32,
    /// The least document that the next posting can have.
    next: u32,
    documents: u32,
}

impl<'a> Postings<'a> {
    fn new(bits: BitReader<'a>, frequency: u32, documents: u32) -> Postings<'a> {
        Postings { bits, left: frequency, width: width(frequency, documents), next: 0, documents }
    }

    /// The list after this one in its run, once this one has been walked.
    pub(super) fn following(self) -> Postings<'a> {
        let Postings { mut bits, documents, .. } = self;
        let frequency = bits.gamma();
        Postings::new(bits, frequency, documents)
    }
}

impl Iterator for Postings<'_> {
    type Item = Posting;

    fn next(&mut self) -> Option<Posting> {
        self.left = self.left.checked_sub(1)?;
        let bits = &mut self.bits;
        let high = bits.unary();
        let gap = high.saturating_mul(1 << self.width).saturating_add(bits.bits(self.width));
        let document = self.next.saturating_add(gap);
        self.next = document.saturating_add(1);
        let (body, title) = match bits.unary() {
            0 => (1, 0),
            1 => (2, 0),
            2 => (bits.gamma().saturating_add(2), 0),
            _ => (bits.gamma() - 1, bits.gamma()),
        };
        Some(Posting { document, body, title })
    }
}

/// How many bits of a gap are written as they are.
fn width(frequency: u32, documents: u32) -> u32 {
    // In tenths: whole numbers are the same on every machine.
    let most = u64::from(documents) * 8 / 10 / u64::from(frequency.max(1));
    most.max(1).ilog2()
}

/// Appends a list, in the order of its documents, of which there are so many.
pub(crate) fn write(list: &[Posting], documents: u32, out: &mut BitWriter) {
    let width = width(list.len() as u32, documents);
    let mut next = 0;
    for posting in list {
        let gap = posting.document - next;
        next = posting.document + 1;
        out.unary(gap >> width);
        out.bits(gap & ((1 << width) - 1), width);
        match (posting.body, posting.title) {
            (1, 0) => out.unary(0),
            (2, 0) => out.unary(1),
            (body, 0) => {
                out.unary(2);
                out.gamma(body - 2);
            }
            (body, title) => {
                out.unary(3);
                out.gamma(body + 1);
                out.gamma(title);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Writer;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_survive_their_bits(
            lists in prop::collection::vec(prop::collection::btree_map(0u32..500, (0u32..400, 0u32..20), 0..60), 0..8),
        ) {
            let lists: Vec<Vec<Posting>> = lists.into_iter().map(|list| {
                let posting = |(document, (body, title)): (u32, (u32, u32))| {
                    Posting { document, body: if title == 0 { body.max(1) } else { body }, title }
                };
                list.into_iter().map(posting).collect()
            }).collect();
            let mut bits = BitWriter::default();
            lists.iter().for_each(|list| write(list, 500, &mut bits));
            let mut out = Writer::default();
            out.bytes(&bits.finish());
            let written = out.finish();
            let mut reader = Reader::new(&written);
            let read = Lists::known(lists.iter().map(|list| list.len() as u32).collect(), 500, &mut reader);
            prop_assert!(reader.end().is_ok());
            for (place, list) in lists.iter().enumerate() {
                prop_assert_eq!(&read.list(place).collect::<Vec<_>>(), list);
            }
        }
    }
}
