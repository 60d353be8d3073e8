//! The index: parts as bytes, and what is read from them.
//!
//! In: the bytes of files that a build wrote, in any order. Out: terms,
//! postings and texts, or the name of the part that is wanted first.
//! Invariant: no I/O here, and no part is believed before it is checked.
//!
//! ```text
//! build ──▶ part (header, payload) ──▶ file ──▶ host or disk ──▶ file ──▶ Index
//!             root        common terms, lengths, how to analyse, directories
//!             postings    common term → documents
//!             terms       rare term → documents
//!             pairs       two folds side by side → documents, readings
//!             texts       document → tokens
//!             ids         id → document
//! ```

#[cfg(not(target_arch = "wasm32"))]
pub mod build;
pub mod dictionary;
pub mod directory;
pub mod file;
pub mod ids;
pub mod keys;
pub mod pairs;
pub mod part;
pub mod postings;
pub mod root;
mod shelf;
pub mod terms;
pub mod text;

use self::ids::Ids;
use self::pairs::Pairs;
use self::part::{Part, PartId, PartKind};
use self::postings::Lists;
use self::root::Root;
use self::shelf::Shelf;
use self::terms::Terms;
use self::text::Texts;
use crate::bytes::Reader;
use crate::error::Error;
use crate::order::ascending;

/// An index, as much of it as has been loaded.
pub struct Index {
    build: u64,
    root: Root,
    postings: Shelf<Lists>,
    terms: Shelf<Terms>,
    pairs: Shelf<Pairs>,
    texts: Shelf<Texts>,
    ids: Shelf<Ids>,
    /// Counts the times that parts were forgotten.
    time: u32,
}

/// Why the engine stopped before it had an answer.
#[derive(Debug)]
pub enum Stop {
    /// It needs these parts.
    Need(Vec<PartId>),
    /// It cannot go on.
    Error(Error),
}

impl Stop {
    /// What this means where everything there is has been loaded: a part that
    /// is needed all the same is missing.
    pub fn into_error(self) -> Error {
        match self {
            Stop::Error(error) => error,
            Stop::Need(parts) => {
                let name = parts.first().map(|part| part.to_string()).unwrap_or_default();
                Error::missing(&name, "not in the file of the index")
            }
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Error(error)
    }
}

impl Index {
    /// Opens the parts in a file, of which one must be the root.
    ///
    /// # Errors
    /// Those of [`part::read`]; and `index/corrupt` if a part is not what its
    /// checksum promised, or the root is not among them.
    pub fn open(file: &[u8]) -> Result<Index, Error> {
        let parts = part::read(file)?;
        let root = parts.iter().find(|part| part.id.kind == PartKind::Root);
        let root = root.ok_or_else(|| Error::corrupt("the root of an index", "other parts only"))?;
        let build = root.build;
        let root = Root::read(root.payload)?;
        let mut index = Index {
            build,
            postings: Shelf::new(root.count(PartKind::Postings)),
            terms: Shelf::new(root.count(PartKind::Terms)),
            pairs: Shelf::new(root.count(PartKind::Pairs)),
            texts: Shelf::new(root.count(PartKind::Texts)),
            ids: Shelf::new(root.count(PartKind::Ids)),
            root,
            time: 0,
        };
        index.add_parts(&parts)?;
        Ok(index)
    }

    /// Adds the parts in another file of the same build. Adding a part again
    /// changes nothing.
    ///
    /// # Errors
    /// As [`Index::open`], and `index/mixed` if a part is of another build.
    pub fn add(&mut self, file: &[u8]) -> Result<(), Error> {
        self.add_parts(&part::read(file)?)
    }

    fn add_parts(&mut self, parts: &[Part]) -> Result<(), Error> {
        for part in parts {
            if part.build != self.build {
                return Err(Error::mixed());
            }
            self.add_part(part.id, part.payload)?;
        }
        Ok(())
    }

    fn add_part(&mut self, id: PartId, payload: &[u8]) -> Result<(), Error> {
        let PartId { kind, number } = id;
        let (root, time) = (&self.root, self.time);
        if number as usize >= root.count(kind) {
            return Err(Error::corrupt("parts that the root knows", "another"));
        }
        let documents = root.documents();
        match kind {
            PartKind::Root => {}
            PartKind::Postings => {
                let frequencies = root.terms_in(number).map(|term| root.dictionary.frequency(term)).collect();
                let mut bytes = Reader::new(payload);
                let lists = Lists::known(frequencies, documents, &mut bytes);
                bytes.end()?;
                self.postings.put(number, lists.size(), lists, time);
            }
            PartKind::Terms => {
                let terms = Terms::read(payload, documents)?;
                self.terms.put(number, terms.keys.size() + terms.lists.size(), terms, time);
            }
            PartKind::Pairs => {
                let pairs = Pairs::read(payload, documents)?;
                self.pairs.put(number, pairs.size(), pairs, time);
            }
            PartKind::Texts => {
                let texts = Texts::read(payload, root.documents_in(number), root)?;
                self.texts.put(number, texts.size(), texts, time);
            }
            PartKind::Ids => {
                let ids = Ids::read(payload, documents)?;
                self.ids.put(number, ids.size(), ids, time);
            }
        }
        Ok(())
    }

    /// Forgets the parts that have not been used for longest, until the others
    /// take no more memory than this, in bytes; but none that has been used
    /// since it was last called.
    pub fn forget(&mut self, memory: usize) {
        let sizes =
            [self.postings.size(), self.terms.size(), self.pairs.size(), self.texts.size(), self.ids.size()];
        let mut size: usize = sizes.iter().sum();
        if size > memory {
            // By when they were used, then by what they are, as one number each.
            let place = |id: PartId| u64::from(id.number) << 3 | id.kind as u64;
            let used = |id: PartId| self.used(id).map(|time| u64::from(time) << 35 | place(id));
            let used: Vec<u64> = self.root.parts().filter_map(used).collect();
            for one in ascending(used) {
                if size <= memory || (one >> 35) as u32 == self.time {
                    break;
                }
                let number = (one >> 3) as u32;
                size -= match PartKind::ALL.get(one as usize & 7) {
                    Some(PartKind::Postings) => self.postings.take(number),
                    Some(PartKind::Terms) => self.terms.take(number),
                    Some(PartKind::Pairs) => self.pairs.take(number),
                    Some(PartKind::Texts) => self.texts.take(number),
                    Some(PartKind::Ids) => self.ids.take(number),
                    _ => 0,
                };
            }
        }
        self.time = self.time.wrapping_add(1);
        self.postings.set_time(self.time);
        self.terms.set_time(self.time);
        self.pairs.set_time(self.time);
        self.texts.set_time(self.time);
        self.ids.set_time(self.time);
    }

    /// The build that all parts belong to.
    pub fn build(&self) -> u64 {
        self.build
    }

    /// What is known without any other part.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Whether a part has been loaded.
    pub fn has(&self, id: PartId) -> bool {
        id.kind == PartKind::Root || self.used(id).is_some()
    }

    /// When a part was last used, if it has been loaded.
    fn used(&self, id: PartId) -> Option<u32> {
        match id.kind {
            PartKind::Root => None,
            PartKind::Postings => self.postings.used(id.number),
            PartKind::Terms => self.terms.used(id.number),
            PartKind::Pairs => self.pairs.used(id.number),
            PartKind::Texts => self.texts.used(id.number),
            PartKind::Ids => self.ids.used(id.number),
        }
    }

    /// The lists of a run of common terms, if they have been loaded.
    pub fn postings(&self, number: u32) -> Option<&Lists> {
        self.postings.get(number)
    }

    /// A run of rare terms, if it has been loaded.
    pub fn terms(&self, number: u32) -> Option<&Terms> {
        self.terms.get(number)
    }

    /// A run of pairs, if it has been loaded.
    pub fn pairs(&self, number: u32) -> Option<&Pairs> {
        self.pairs.get(number)
    }

    /// A run of documents, if it has been loaded.
    pub fn texts(&self, number: u32) -> Option<&Texts> {
        self.texts.get(number)
    }

    /// A run of ids, if it has been loaded.
    pub fn ids(&self, number: u32) -> Option<&Ids> {
        self.ids.get(number)
    }
}
