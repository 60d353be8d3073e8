//! Which document has which id.
//!
//! In: an id. Out: the number of its document. Invariant: ids are distinct.
//!
//! ```text
//! ids = fst of id → number of the document
//! ```

use super::nodes::Fst;
use super::walk;
use crate::bytes::Reader;
use crate::error::Error;

/// A run of ids.
pub struct Ids(Fst);

impl Ids {
    /// Reads the payload of a part.
    pub fn read(payload: &[u8], documents: u32) -> Result<Ids, Error> {
        let mut bytes = Reader::new(payload);
        let fst = walk::read(&mut bytes, &mut |_, number| number < documents.into());
        bytes.end()?;
        Ok(Ids(fst))
    }

    /// The number of the document with this id.
    pub fn get(&self, id: &str) -> Option<u32> {
        walk::get(&self.0, id.as_bytes()).map(|number| number as u32)
    }

    /// About how much memory they take, in bytes.
    pub fn size(&self) -> usize {
        self.0.size()
    }
}
