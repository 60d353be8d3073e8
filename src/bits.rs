//! Reading and writing numbers of a few bits each.
//!
//! In: numbers and how many bits each has. Out: bytes, lowest bits first, and
//! the same numbers again. Invariant: reading never goes past the end and
//! never panics; beyond it there are zeros, and [`BitReader::is_right`] says
//! that it was passed.

/// Bits being written.
#[derive(Debug, Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that do not fill a byte yet, and how many they are.
    held: u64,
    count: u32,
}

impl BitWriter {
    /// Appends the lowest `width` bits of a number, at most 32.
    pub(crate) fn bits(&mut self, number: u32, width: u32) {
        self.held |= u64::from(number) << self.count;
        self.count += width;
        while self.count >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// Appends so many zeros and a one.
    pub(crate) fn unary(&mut self, zeros: u32) {
        for _ in 0..zeros / 32 {
            self.bits(0, 32);
        }
        self.bits(0, zeros % 32);
        self.bits(1, 1);
    }

    /// Appends a number from 1 on in Elias's gamma code: as many zeros as it
    /// has bits after its first, then these bits.
    pub(crate) fn gamma(&mut self, number: u32) {
        let width = number.ilog2();
        self.unary(width);
        self.bits(number & !(1 << width), width);
    }

    /// How many bytes what was written takes.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() + usize::from(self.count > 0)
    }

    /// What was written, the last byte filled up with zeros.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.held as u8);
        }
        self.bytes
    }
}

/// Bytes that can be read bit by bit, some zeros behind them, so that eight
/// bytes can be read wherever there is one.
#[derive(Debug, Clone)]
pub(crate) struct Bits(Vec<u8>);

impl Bits {
    /// These bytes.
    pub(crate) fn new(bytes: &[u8]) -> Bits {
        let mut bytes = bytes.to_vec();
        bytes.resize(bytes.len() + 8, 0);
        Bits(bytes)
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len() - 8
    }

    /// Reads from this bit on.
    pub(crate) fn from(&self, bit: u32) -> BitReader<'_> {
        BitReader { bytes: &self.0, at: bit as usize }
    }
}

/// Bits being read.
#[derive(Debug, Clone)]
pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl BitReader<'_> {
    /// How many bits have been read.
    pub(crate) fn position(&self) -> u32 {
        self.at as u32
    }

    /// Whether the end was not passed.
    pub(crate) fn is_right(&self) -> bool {
        self.at <= (self.bytes.len() - 8) * 8
    }

    /// The next bits, at least 57 of them.
    fn window(&self) -> u64 {
        let from = self.bytes.get(self.at / 8..).and_then(|bytes| bytes.first_chunk::<8>());
        from.map_or(0, |bytes| u64::from_le_bytes(*bytes) >> (self.at % 8))
    }

    /// The next number of so many bits, at most 32.
    pub(crate) fn bits(&mut self, width: u32) -> u32 {
        let number = self.window() & ((1 << width) - 1);
        self.at += width as usize;
        number as u32
    }

    /// How many zeros there are before the next one.
    pub(crate) fn unary(&mut self) -> u32 {
        let mut zeros = 0;
        loop {
            let here = self.window().trailing_zeros();
            if here < 57 {
                self.at += here as usize + 1;
                return zeros + here;
            }
            self.at += 57;
            zeros += 57;
            if !self.is_right() {
                return 0;
            }
        }
    }

    /// The next number in gamma code.
    pub(crate) fn gamma(&mut self) -> u32 {
        let width = self.unary().min(31);
        1 << width | self.bits(width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_survive_their_bits(numbers in prop::collection::vec((any::<u32>(), 1u32..33, 0u32..200), 0..50)) {
            let mut out = BitWriter::default();
            let low = |number: u32, width: u32| number & (u32::MAX >> (32 - width));
            for &(number, width, zeros) in &numbers {
                out.bits(low(number, width), width);
                out.unary(zeros);
                out.gamma(number.max(1));
            }
            let length = out.len();
            let bits = Bits::new(&out.finish());
            prop_assert_eq!(bits.len(), length);
            let mut reader = bits.from(0);
            for &(number, width, zeros) in &numbers {
                prop_assert_eq!(reader.bits(width), low(number, width));
                prop_assert_eq!(reader.unary(), zeros);
                prop_assert_eq!(reader.gamma(), number.max(1));
            }
            prop_assert!(reader.is_right());
        }

        #[test]
        fn any_bytes_can_be_read(bytes: Vec<u8>, at: u32) {
            let bits = Bits::new(&bytes);
            let mut reader = bits.from(at);
            for _ in 0..100 {
                reader.bits(32);
                reader.unary();
                reader.gamma();
            }
        }
    }

    #[test]
    fn the_end_is_noticed() {
        let bits = Bits::new(&[0]);
        let mut reader = bits.from(0);
        assert_eq!((reader.bits(8), reader.is_right()), (0, true));
        reader.unary();
        assert!(!reader.is_right());
    }
}
