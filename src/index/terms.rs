//! Rare terms, and the documents they are in.
//!
//! In: a fold, or the beginning of one. Out: the rare terms with it, and their
//! postings. Invariant: a term is here or in the
//! [`Dictionary`](super::dictionary::Dictionary), never in both.
//!
//! ```text
//! terms = fst of key → place, bytes: their lists
//! ```

use std::iter::repeat_n;

use super::keys::Keys;
use super::postings::Lists;
use crate::bytes::Reader;
use crate::error::Error;

/// A run of rare terms.
pub struct Terms {
    /// Their keys; a term is named by its place among them.
    pub keys: Keys,
    /// Where each of them is.
    pub lists: Lists,
}

impl Terms {
    /// Reads the payload of a part.
    pub fn read(payload: &[u8], documents: u32) -> Result<Terms, Error> {
        let mut bytes = Reader::new(payload);
        let keys = Keys::read(&mut bytes, &mut |_| ());
        let lists = Lists::read(&mut repeat_n(1, keys.len()), documents, &mut bytes);
        bytes.end()?;
        Ok(Terms { keys, lists })
    }
}
