//! Files of an index, inflated.
//!
//! In: deflated bytes. Out: what they are deflated from. Invariant: a small
//! file cannot fill the memory: of parts no more is inflated than their headers
//! announce, and of nothing more than [`LARGEST`].

use std::io::Read;

use flate2::read::DeflateDecoder;

use crate::error::Error;
use crate::index::part;

/// How large a file may be, in bytes: no text of so much is read.
const LARGEST: usize = 1 << 30;

/// Bytes being inflated.
struct Inflating<'a> {
    from: DeflateDecoder<&'a [u8]>,
    content: Vec<u8>,
}

impl Inflating<'_> {
    fn new(deflated: &[u8]) -> Inflating<'_> {
        Inflating { from: DeflateDecoder::new(deflated), content: Vec::new() }
    }

    /// Inflates so many bytes more, as far as there are any; whether there were.
    fn grow(&mut self, by: usize) -> Result<bool, Error> {
        let end = self.content.len().saturating_add(by);
        if end > LARGEST {
            return Err(Error::corrupt("no more than a gigabyte in a file", "more"));
        }
        let read = self.from.by_ref().take(by as u64).read_to_end(&mut self.content);
        read.map_err(|why| Error::corrupt("deflated bytes", &why.to_string()))?;
        Ok(self.content.len() == end)
    }

    /// All of it, if nothing follows.
    fn end(mut self, deflated: &[u8]) -> Result<Vec<u8>, Error> {
        let is_end = !self.grow(1)?;
        // A browser inflates no bytes with others after them.
        if is_end && self.from.total_in() == deflated.len() as u64 {
            return Ok(self.content);
        }
        Err(Error::corrupt("the end of the deflated bytes", "more"))
    }
}

/// All that these bytes are deflated from.
///
/// # Errors
/// If they are not deflated, or there is too much.
pub(super) fn whole(deflated: &[u8]) -> Result<Vec<u8>, Error> {
    let mut inflating = Inflating::new(deflated);
    while inflating.grow(1 << 20)? {}
    inflating.end(deflated)
}

/// The same of parts: what does not begin as one is left out, but for its
/// beginning.
///
/// # Errors
/// As [`whole`].
pub(super) fn parts(deflated: &[u8]) -> Result<Vec<u8>, Error> {
    let mut inflating = Inflating::new(deflated);
    loop {
        let from = inflating.content.len();
        let is_there = inflating.grow(part::HEADER)?;
        if inflating.content.len() == from {
            return inflating.end(deflated);
        }
        let length = part::announced(inflating.content.get(from..).unwrap_or_default());
        match length {
            Some(length) if is_there && inflating.grow(length)? => {}
            // Whoever reads them says what is wrong.
            _ => return Ok(inflating.content),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::folder::deflated;
    use crate::index::part::{Part, PartId, PartKind};

    fn part(payload: &[u8]) -> Vec<u8> {
        Part { id: PartId { kind: PartKind::Texts, number: 0 }, build: 1, payload }.write()
    }

    #[test]
    fn what_was_deflated_comes_back() {
        let contents = [
            vec![],
            vec![7; 65_536],
            vec![7; 300_000],
            part(b"payload"),
            [part(b"a"), part(&[1; 9999])].concat(),
        ];
        for content in contents {
            assert_eq!(whole(&deflated(&content)).as_ref(), Ok(&content));
            let is_parts = content.is_empty() || content.starts_with(b"tkim");
            assert_eq!(parts(&deflated(&content)).is_ok_and(|inflated| inflated == content), is_parts);
        }
    }

    #[test]
    fn no_more_is_inflated_than_is_announced() {
        let much = vec![0; 50_000_000];
        for (before, most) in [(vec![], 32), (part(b"payload"), 39 + 32), (part(&[])[..20].to_vec(), 64)] {
            let bomb = deflated(&[&before[..], &much].concat());
            assert!(bomb.len() < 100_000);
            assert_eq!(parts(&bomb).map(|content| content.len()), Ok(most));
        }
    }

    #[test]
    fn what_follows_is_noticed() {
        let mut longer = deflated(&part(b"payload"));
        longer.push(0);
        for inflated in [whole(&longer), parts(&longer)] {
            assert_eq!(inflated.unwrap_err().code(), "index/corrupt");
        }
    }
}
