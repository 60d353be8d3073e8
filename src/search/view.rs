//! An index while a query is being answered.
//!
//! In: an index, as much of it as has been loaded. Out: postings and texts,
//! nothing where a part is not there. Invariant: every part that was wanted
//! and not there is noted, so that all of them can be brought at once and no
//! answer is given without them.

use std::cell::RefCell;

use crate::index::dictionary::Term;
use crate::index::part::PartId;
use crate::index::postings::Posting;
use crate::index::root::Root;
use crate::index::text::{Record, Texts};
use crate::index::{Index, Stop};

/// See the module.
pub struct View<'a> {
    index: &'a Index,
    missing: RefCell<Vec<PartId>>,
}

impl<'a> View<'a> {
    /// A look at this index.
    pub fn new(index: &'a Index) -> View<'a> {
        View { index, missing: RefCell::default() }
    }

    /// What is always there.
    pub fn root(&self) -> &'a Root {
        self.index.root()
    }

    /// The postings of a term.
    pub fn postings(&self, term: Term) -> Vec<Posting> {
        let id = self.root().postings_of(term);
        let postings = self.index.postings(id).map(|part| part.of(term, &self.root().dictionary));
        postings.unwrap_or_else(|| {
            self.note(id);
            Vec::new()
        })
    }

    /// A document as it is stored, and the part that can spell its tokens.
    pub fn text(&self, document: u32) -> Option<(&'a Texts, &'a Record)> {
        let id = self.root().text_of(document);
        let found = self.index.texts(id).and_then(|part| Some((part, part.get(document)?)));
        if found.is_none() {
            self.note(id);
        }
        found
    }

    /// Stops if anything was wanted that is not there.
    ///
    /// # Errors
    /// [`Stop::Need`], naming the parts.
    pub fn check(&self) -> Result<(), Stop> {
        let missing = self.missing.take();
        if missing.is_empty() { Ok(()) } else { Err(Stop::Need(missing)) }
    }

    fn note(&self, id: PartId) {
        let mut missing = self.missing.borrow_mut();
        if !missing.contains(&id) {
            missing.push(id);
        }
    }
}
