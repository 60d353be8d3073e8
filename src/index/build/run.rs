//! What was gathered from one batch of documents, sorted.
//!
//! ```text
//! terms = for each term of the run, in order: number of postings, posting*
//! pairs = for each pair, in order: step of the left fold, right fold,
//!         number of readings, reading*
//! reading = left term, right term, number of postings, posting*
//! posting = documents between this one and the one before, body, title
//! ```
//! Terms, folds and documents are numbered within the run; folds and terms in
//! the order of their keys, so that what is sorted here stays sorted when they
//! are numbered in the whole vocabulary.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Cell;
use super::spool::Spool;
use super::stems::Languages;
use crate::bytes::Writer;
use crate::error::Error;
use crate::index::postings::Posting;

/// See the module.
pub(super) struct Run {
    /// The number of its first document in the index.
    pub(super) first: u32,
    /// The id of each document.
    pub(super) ids: Vec<String>,
    /// The code of the length of each document.
    pub(super) lengths: Vec<u8>,
    /// Every character of its documents.
    pub(super) characters: BTreeSet<char>,
    /// What stands between its tokens beside one space, and how often.
    pub(super) gaps: Vec<(String, u32)>,
    /// The acronyms that its documents explain, each with what it stands for,
    /// and in how many of them.
    pub(super) acronyms: BTreeMap<(String, String), u32>,
    /// What they write as several words that may be one, and in how many.
    pub(super) compounds: BTreeMap<(String, String), u32>,
    /// The codes in them that might be keystrokes, and in how many.
    pub(super) codes: BTreeMap<String, u32>,
    /// Which of the given synonyms they have.
    pub(super) given: Vec<usize>,
    /// A sum of all its documents.
    pub(super) sum: u64,
    /// What the digest is made of: the sum of each document.
    pub(super) digests: Vec<u8>,
    /// What its documents are filtered and sorted by.
    pub(super) cells: Vec<Cell>,
    /// The terms in order.
    pub(super) terms: Vec<RunTerm>,
    /// The fold of each fold of the run, in the whole vocabulary.
    pub(super) folds: Vec<u32>,
    /// The term of each term of the run, in the whole vocabulary.
    pub(super) numbers: Vec<u32>,
    /// Documents, postings, pairs.
    pub(super) streams: Option<(Spool, Spool, Spool)>,
}

/// A term of a run.
pub(super) struct RunTerm {
    pub(super) key: Vec<u8>,
    /// In how many documents of the run it is.
    pub(super) frequency: u32,
    /// The languages of the documents that have it.
    pub(super) languages: Languages,
    /// How often its tone is written on which letter.
    pub(super) tones: Vec<(u8, u32)>,
}

impl Run {
    /// What waits of this run: documents, postings, pairs.
    pub(super) fn take_streams(&mut self) -> (Spool, Spool, Spool) {
        self.streams.take().expect("streams are taken once")
    }
}

/// Appends postings.
pub(super) fn write_list(list: impl ExactSizeIterator<Item = Posting>, out: &mut Writer) {
    out.number(list.len());
    let mut next = 0;
    for posting in list {
        out.number((posting.document - next) as usize);
        out.number(posting.body as usize);
        out.number(posting.title as usize);
        next = posting.document + 1;
    }
}

/// Reads postings and appends them, as documents of the index.
pub(super) fn read_list(spool: &mut Spool, first: u32, list: &mut Vec<Posting>) -> Result<(), Error> {
    let mut next = first;
    for _ in 0..spool.number()? {
        let document = next + spool.number()?;
        next = document + 1;
        list.push(Posting { document, body: spool.number()?, title: spool.number()? });
    }
    Ok(())
}
