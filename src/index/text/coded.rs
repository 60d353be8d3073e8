//! Tokens as a part has them.
//!
//! In: the bytes of a text. Out: its [`Token`]s one by one, and the gap that
//! ends it. Invariant: a token names a term, a literal or a gap that there is.

use super::*;

/// Tokens being read. This is half of what a query costs, so it goes straight
/// through the bytes; where they are not as they should be it ends.
pub(super) struct Coded<'a> {
    pub(super) texts: &'a Texts,
    pub(super) ranked: &'a [u64],
    pub(super) bytes: std::slice::Iter<'a, u8>,
}

impl Coded<'_> {
    /// The next token, or the gap that ends the text.
    pub(super) fn token(&mut self, usual: u32) -> Option<Result<Token, u32>> {
        let mut byte = *self.bytes.next()?;
        let mut gap = usual;
        if (GAP..ONE).contains(&byte) {
            gap = self.gap(byte)?;
            byte = match self.bytes.next() {
                Some(&byte) => byte,
                None => return Some(Err(gap)),
            };
        }
        let mut face = Face::Lower;
        if byte == CAPITAL || byte == CAPITALS {
            face = if byte == CAPITAL { Face::Capital } else { Face::Capitals };
            byte = *self.bytes.next()?;
        }
        let rank = match byte {
            LITERAL => {
                let number = self.number()?;
                self.texts.literals.get(number as usize)?;
                return Some(Ok(Token::new(Face::Literal, number & NUMBER, gap)));
            }
            ONE..TWO => u32::from(byte - ONE),
            TWO.. => ONE_COUNT + (u32::from(byte - TWO) << 8) + u32::from(*self.bytes.next()?),
            _ => return None,
        };
        Some(Ok(Token::new(face, *self.ranked.get(rank as usize)? as u32, gap)))
    }

    /// The gap that begins with this byte, if one does.
    fn gap(&mut self, byte: u8) -> Option<u32> {
        let gap = match byte {
            GAP => self.number()?,
            GAPS..ONE => u32::from(byte - GAPS),
            _ => return None,
        };
        self.texts.breaks.get(gap as usize).map(|_| gap)
    }

    fn number(&mut self) -> Option<u32> {
        let mut bytes = Reader::new(self.bytes.as_slice());
        let number = bytes.u32();
        self.bytes = self.bytes.as_slice().get(bytes.position()..)?.iter();
        bytes.is_right().then_some(number)
    }
}
