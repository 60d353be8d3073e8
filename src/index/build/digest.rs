//! Which documents an index was built of, in one line.
//!
//! In: documents in the order of the index. Out: their digest. Invariant: it
//! depends on what documents say and on their order only: not on the files
//! they were read from, on batches or slices, on settings or the version, for
//! which the name of the build stands; and an index gives it again.
//!
//! ```text
//! digest = "sha256:", SHA-256 over the SHA-256 of each document, in hexadecimal
//! ```
//! A document is what it says, as it waits on its way into texts parts. Where
//! its headings are and what counts for more is left out: an index keeps that
//! as words, without the signs around them.

use sha2::{Digest as _, Sha256};

use super::texts;
use crate::bytes::Writer;
use crate::document::Document;
use crate::error::Error;

/// The digest of the documents so far.
#[derive(Default)]
pub(super) struct Digest(Sha256);

impl Digest {
    /// Adds the sums of the next documents.
    pub(super) fn add(&mut self, sums: &[u8]) {
        self.0.update(sums);
    }

    pub(super) fn finish(self) -> String {
        let hex: String = self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    }
}

/// The sum of what a document says.
pub(super) fn sum(said: &[u8]) -> [u8; 32] {
    Sha256::digest(said).into()
}

/// The digest of these documents: what [`build_into`](super::build_into) gives
/// of them.
///
/// # Errors
/// If one of them cannot be read.
pub fn digest(documents: impl Iterator<Item = Result<Document, Error>>) -> Result<String, Error> {
    let mut digest = Digest::default();
    for document in documents {
        let mut said = Writer::default();
        texts::spool_said(&document?, &mut said);
        digest.add(&sum(said.written()));
    }
    Ok(digest.finish())
}
