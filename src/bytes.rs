//! Reading and writing the few kinds of value that parts are made of.
//!
//! In: numbers, strings and byte strings. Out: bytes, and the same values
//! again. Invariant: reading never goes past the end, never trusts a length,
//! and never panics. A reader remembers the first thing that did not fit and
//! reads nothing but zeros from there on, so that whoever reads checks once,
//! at the end, instead of at every value.
//!
//! ```text
//! number = 7 bits a byte, lowest first, the top bit set on all but the last
//! string = number of bytes, UTF-8
//! bytes  = number of bytes, bytes
//! ```

use crate::error::Error;

/// See [`Reader::room`]: so many bytes, and so many more for each there is.
const ROOM: usize = 1 << 20;
const SHARED: usize = 32;

/// Bytes being read from the front.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// How many bytes were taken at once last.
    last: usize,
    /// What was expected where something else was found.
    wrong: Option<&'static str>,
}

impl<'a> Reader<'a> {
    /// Reads from the first byte on.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, at: 0, last: 0, wrong: None }
    }

    /// How many bytes all keys may take together that are written by what they
    /// share: a few bytes can say more than any memory holds.
    pub(crate) fn room(&self) -> usize {
        self.bytes.len().saturating_mul(SHARED).saturating_add(ROOM)
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// How many bytes the last string, or byte string, had.
    pub fn last(&self) -> usize {
        self.last
    }

    /// Whether all has been as expected so far.
    pub fn is_right(&self) -> bool {
        self.wrong.is_none()
    }

    /// Notes that something else was found than what was expected, unless it
    /// is as expected.
    pub fn expect(&mut self, is_right: bool, expected: &'static str) {
        // Bytes that are wrong though their checksum is right are no accident: to a page they are all one, and
        // `timkiem inspect --verify` says what they are.
        let expected = if cfg!(target_arch = "wasm32") { "a part as it was written" } else { expected };
        if !is_right {
            self.wrong.get_or_insert(expected);
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// `index/corrupt` if anything was not as expected, or bytes are left.
    pub fn end(mut self) -> Result<(), Error> {
        self.expect(self.at == self.bytes.len(), "no more bytes than announced");
        match self.wrong {
            None => Ok(()),
            Some(expected) => Err(Error::corrupt(expected, "other bytes")),
        }
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().filter(|_| self.is_right());
        self.expect(byte.is_some(), "another byte");
        self.at += usize::from(byte.is_some());
        byte.unwrap_or(0)
    }

    /// The next number, of up to 32 bits.
    pub fn u32(&mut self) -> u32 {
        let mut number = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
            self.expect(shift < 28, "a number of 32 bits");
        }
        self.expect(number <= u32::MAX.into(), "a number of 32 bits");
        number as u32
    }

    /// The next number.
    pub fn number(&mut self) -> usize {
        self.u32() as usize
    }

    /// How many items follow, each of at least one byte; none if that cannot be.
    pub fn count(&mut self) -> usize {
        let count = self.number();
        self.expect(count <= self.bytes.len() - self.at, "as many items as announced");
        if self.is_right() { count } else { 0 }
    }

    /// The next so many bytes.
    pub fn take(&mut self, length: usize) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = rest.get(..length).filter(|_| self.is_right());
        self.expect(taken.is_some(), "as many bytes as announced");
        self.last = taken.map_or(0, <[u8]>::len);
        self.at += self.last;
        taken.unwrap_or_default()
    }

    /// The next byte string.
    pub fn bytes(&mut self) -> &'a [u8] {
        let length = self.number();
        self.take(length)
    }

    /// The next string.
    pub fn string(&mut self) -> &'a str {
        let string = std::str::from_utf8(self.bytes());
        self.expect(string.is_ok(), "text in UTF-8");
        string.unwrap_or_default()
    }

    /// The next character.
    pub fn character(&mut self) -> char {
        let character = char::from_u32(self.u32());
        self.expect(character.is_some(), "a character");
        character.unwrap_or_default()
    }
}

/// Bytes being written.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Appends one byte.
    pub fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Appends a number, which must fit 32 bits.
    pub fn number(&mut self, number: usize) {
        let mut number = u32::try_from(number).expect("no count or offset in an index reaches 2^32");
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// Appends a byte string.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends bytes without their number.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends a string.
    pub fn string(&mut self, string: &str) {
        self.bytes(string.as_bytes());
    }

    /// What was written so far.
    pub fn written(&self) -> &[u8] {
        &self.bytes
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// These bytes and one more.
pub(crate) fn followed(bytes: &[u8], by: u8) -> Vec<u8> {
    let mut followed = bytes.to_vec();
    followed.push(by);
    followed
}

/// FNV-1a over eight bytes at a time, the last ones padded with zeros, then
/// over the length. Every step is a bijection, so that one changed byte always
/// changes the sum.
/// <http://www.isthe.com/chongo/tech/comp/fnv/>
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut sum = OFFSET;
    let mut add = |word: u64| {
        sum = (sum ^ word).wrapping_mul(PRIME);
        // The multiplication carries upwards only; this brings it down again.
        sum ^= sum >> 32;
    };
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        add(u64::from_le_bytes(word));
    }
    add(bytes.len() as u64);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn values_survive_their_bytes(number: u32, string: String, bytes: Vec<u8>) {
            let mut out = Writer::default();
            out.number(number as usize);
            out.string(&string);
            out.bytes(&bytes);
            let written = out.finish();
            let mut reader = Reader::new(&written);
            prop_assert_eq!(reader.u32(), number);
            prop_assert_eq!(reader.string(), string);
            prop_assert_eq!(reader.bytes(), bytes);
            prop_assert!(reader.end().is_ok());
        }

        #[test]
        fn any_bytes_can_be_read_as_anything(bytes: Vec<u8>) {
            let _ = Reader::new(&bytes).u32();
            let _ = Reader::new(&bytes).string();
            let _ = Reader::new(&bytes).count();
            let _ = Reader::new(&bytes).character();
        }

        #[test]
        fn one_changed_bit_changes_the_sum(mut bytes in prop::collection::vec(any::<u8>(), 1..64), at: usize) {
            let before = checksum(&bytes);
            let bit = at % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert_ne!(checksum(&bytes), before);
        }
    }

    #[test]
    fn lengths_count() {
        assert_ne!(checksum(b""), checksum(b"\0"));
        assert_ne!(checksum(b"a"), checksum(b"a\0"));
    }

    #[test]
    fn a_number_has_32_bits() {
        let read = |bytes: &[u8]| {
            let mut reader = Reader::new(bytes);
            let number = reader.u32();
            reader.end().map(|()| number).ok()
        };
        assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x0f]), Some(u32::MAX));
        assert_eq!(read(&[0xff, 0xff, 0xff, 0xff, 0x1f]), None);
        assert_eq!(read(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x00]), None);
        assert_eq!(read(&[0x80]), None);
        assert_eq!(read(&[1, 2]), None, "a byte is left");
    }

    #[test]
    fn after_a_fault_everything_is_zero() {
        let mut reader = Reader::new(&[9, 1, 2, 3]);
        assert_eq!(reader.string(), "");
        assert_eq!((reader.byte(), reader.u32(), reader.count()), (0, 0, 0));
        assert!(reader.end().is_err());
    }
}
