//! Terms that are forms of one word: boundary, boundaries.
//!
//! In: the terms of each class, as the build told them. Out: the others of the
//! class of a term. Invariant: a class has two common terms at least, in
//! order; a term may be in several, one for each language it is used in.
//!
//! ```text
//! classes = number of classes, class*
//! class   = number of terms, for each: step from the term before
//! ```

use crate::bytes::Reader;
#[cfg(not(target_arch = "wasm32"))]
use crate::bytes::Writer;

/// See the module.
#[derive(Default)]
pub struct Classes {
    /// The terms of all classes, one after the other.
    terms: Vec<u32>,
    /// Where each class ends.
    ends: Vec<usize>,
}

impl Classes {
    /// Reads what [`write`] wrote; so many terms are common.
    pub(super) fn read(bytes: &mut Reader, common: usize) -> Classes {
        let mut classes = Classes::default();
        for _ in 0..bytes.count() {
            let mut term = 0u32;
            for _ in 0..bytes.count() {
                term = term.saturating_add(bytes.u32());
                bytes.expect((term as usize) < common, "a common term");
                classes.terms.push(term);
            }
            classes.ends.push(classes.terms.len());
        }
        classes
    }

    /// The terms that share a class with this one, itself among them.
    pub fn siblings(&self, term: u32) -> Vec<u32> {
        let mut siblings = Vec::new();
        let mut start = 0;
        for &end in &self.ends {
            let class = self.terms.get(start..end).unwrap_or_default();
            if class.contains(&term) {
                siblings.extend_from_slice(class);
            }
            start = end;
        }
        siblings
    }
}

/// Writes classes of terms in order.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn write(classes: &[Vec<u32>], out: &mut Writer) {
    out.number(classes.len());
    for class in classes {
        out.number(class.len());
        let mut last = 0;
        for &term in class {
            out.number((term - last) as usize);
            last = term;
        }
    }
}
