//! Which document has which id.
//!
//! In: an id. Out: the number of its document. Invariant: ids are distinct.
//!
//! ```text
//! ids = fst of id → number of the document
//! ```

use fst::{Map, Streamer};

use crate::bytes::Reader;
use crate::error::Error;

/// A run of ids.
pub struct Ids(Map<Vec<u8>>);

impl Ids {
    /// Reads the payload of a part.
    pub fn read(payload: &[u8], documents: u32) -> Result<Ids, Error> {
        let mut bytes = Reader::new(payload);
        let map = Map::new(bytes.bytes().to_vec()).map_err(|_| Error::corrupt("an fst", "other bytes"))?;
        let mut numbers = map.stream();
        while let Some((_, number)) = numbers.next() {
            bytes.expect(number < documents.into(), "the number of a document");
        }
        bytes.end()?;
        Ok(Ids(map))
    }

    /// The number of the document with this id.
    pub fn get(&self, id: &str) -> Option<u32> {
        self.0.get(id).map(|number| number as u32)
    }

    /// About how much memory they take, in bytes.
    pub fn size(&self) -> usize {
        self.0.as_fst().size()
    }
}
