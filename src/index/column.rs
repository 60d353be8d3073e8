//! What documents can be filtered and sorted by, a name at a time: their
//! dates, their tags, their prices.
//!
//! In: the payload of a part. Out: every value there is, in order, and which
//! of them each document has. Invariant: values are distinct; what a document
//! has is in their order.
//!
//! ```text
//! column = number of values, value*, for each document: number of its values,
//!          for each: step from the one before
//! ```

use crate::bytes::Reader;
#[cfg(not(target_arch = "wasm32"))]
use crate::bytes::Writer;
use crate::error::Error;

use super::text::strings;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// When documents were published: to sort by, and to ask for from and to.
    Date,
    /// To filter by.
    Filter,
    /// To sort by.
    Sort,
}

impl Use {
    /// Every use, in the order of their numbers.
    pub const ALL: [Use; 3] = [Use::Date, Use::Filter, Use::Sort];
}

/// See the module.
pub struct Column {
    /// Every value, in order.
    pub values: Vec<String>,
    /// The values of all documents, one after the other, by their places.
    places: Vec<u32>,
    /// Where those of each document end.
    ends: Vec<u32>,
}

impl Column {
    /// Reads the payload of a part.
    pub fn read(payload: &[u8], documents: u32) -> Result<Column, Error> {
        let mut bytes = Reader::new(payload);
        let values = strings(&mut bytes);
        let (mut places, mut ends) = (Vec::new(), Vec::new());
        for _ in 0..documents {
            let mut place = 0u32;
            for _ in 0..bytes.count() {
                place = place.saturating_add(bytes.u32());
                bytes.expect((place as usize) < values.len(), "a value of a column");
                places.push(place);
            }
            // No part has so many bytes.
            ends.push(places.len() as u32);
        }
        bytes.end()?;
        Ok(Column { values, places, ends })
    }

    /// The places of a document's values.
    pub fn of(&self, document: u32) -> &[u32] {
        let end = |document: usize| self.ends.get(document).map_or(0, |&end| end as usize);
        let start = (document as usize).checked_sub(1).map_or(0, end);
        self.places.get(start..end(document as usize)).unwrap_or_default()
    }

    /// About how much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        32 * self.values.len() + 4 * (self.places.len() + self.ends.len())
    }
}

/// Writes the payload of a part: for each document the places of its values,
/// in order.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn write(values: &[&str], documents: &[Vec<u32>]) -> Vec<u8> {
    let mut out = Writer::default();
    out.number(values.len());
    values.iter().for_each(|value| out.string(value));
    for places in documents {
        out.number(places.len());
        let mut last = 0;
        for &place in places {
            out.number((place - last) as usize);
            last = place;
        }
    }
    out.finish()
}
