//! The index: parts as bytes, and what is read from them.
//!
//! In: the bytes of files that a build wrote, in any order. Out: terms,
//! postings and texts, or the name of the part that is wanted first.
//! Invariant: no I/O here, and no part is believed before it is checked.
//!
//! ```text
//! build ──▶ part (header, payload) ──▶ file ──▶ host or disk ──▶ file ──▶ Index
//!             root        common terms, lengths, how to analyse, directories
//!             postings    common term → documents;
//!                         two folds side by side → as written → documents
//!             terms       rare term → documents
//!             texts       document → tokens
//!             ids         id → document
//!             columns     document → what it is filtered and sorted by
//! ```

#[cfg(not(target_arch = "wasm32"))]
pub mod build;
pub mod classes;
pub mod column;
mod derive;
pub mod dictionary;
pub mod directory;
#[cfg(not(target_arch = "wasm32"))]
pub mod file;
pub mod ids;
pub mod keys;
pub mod near;
mod nodes;
pub mod pairs;
pub mod part;
pub mod postings;
pub mod root;
mod shelf;
pub mod synonyms;
pub mod terms;
pub mod text;
mod walk;

use self::column::Column;
use self::ids::Ids;
use self::pairs::Pairs;
use self::part::{Part, PartId, PartKind};
use self::postings::Lists;
use self::root::Root;
use self::shelf::{Loaded, Shelf};
use self::terms::Terms;
use self::text::{Record, Texts};
use crate::bytes::Reader;
use crate::error::Error;

/// An index, as much of it as has been loaded.
pub struct Index {
    build: u64,
    root: Root,
    shelf: Shelf,
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
                let name = parts.first().map(|part| part.name()).unwrap_or_default();
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
        let shelf = Shelf::new(|kind| root.count(kind));
        let mut index = Index { build, root, shelf };
        index.shelf.is_whole = parts.len() > 1;
        let mut without = Vec::new();
        let mut texts = 0;
        for part in parts {
            texts += if part.id.kind == PartKind::Texts { part.payload.len() } else { 0 };
            if leaves_pairs_out(&part) {
                without.push(part);
            } else {
                index.add_parts(&[part])?;
            }
        }
        index.add_with_pairs(&without, texts)?;
        Ok(index)
    }

    /// Adds postings that leave their pairs out, with those that are read off the
    /// texts: all of these must be in the same file, which has so many bytes of them.
    fn add_with_pairs(&mut self, parts: &[Part], size: usize) -> Result<(), Error> {
        if parts.is_empty() {
            return Ok(());
        }
        if size > pairs::FEW {
            return Err(Error::corrupt("pairs or texts", "neither"));
        }
        let mut texts = Vec::new();
        for number in 0..self.root.count(PartKind::Texts) as u32 {
            let part = self.texts(number);
            texts.push(part.ok_or_else(|| Error::corrupt("pairs or texts", "neither"))?);
        }
        let pairs = derive::pairs(&self.root, &texts)?;
        for part in parts {
            let mut payload = part.payload.to_vec();
            payload.extend_from_slice(pairs.get(part.id.number as usize).map_or(&[], Vec::as_slice));
            self.add_parts(&[Part { payload: &payload, ..*part }])?;
        }
        Ok(())
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
        let root = &self.root;
        let documents = root.documents();
        let part = match kind {
            PartKind::Root => return Ok(()),
            PartKind::Postings => {
                let mut frequencies = Vec::new();
                for term in root.terms_in(number) {
                    frequencies.push(root.dictionary.frequency(term));
                }
                let mut bytes = Reader::new(payload);
                let lists = Lists::known(frequencies, documents, &mut bytes);
                let pairs = Pairs::read(&mut bytes, documents);
                bytes.end()?;
                Loaded::Postings(lists, pairs)
            }
            PartKind::Terms => Loaded::Terms(Terms::read(payload, documents)?),
            PartKind::Texts => Loaded::Texts(Texts::read(payload, root.documents_in(number), root)?),
            PartKind::Ids => Loaded::Ids(Ids::read(payload, documents)?),
            PartKind::Columns => Loaded::Columns(Column::read(payload, documents)?),
        };
        if self.shelf.put(id, part) {
            Ok(())
        } else {
            Err(Error::corrupt("parts that the root knows", "another"))
        }
    }

    /// Forgets records, then the parts that have not been used for longest, until
    /// the others take no more memory than this, in bytes; but none that has
    /// been used since it was last called, nor any that came with the root.
    pub fn forget(&mut self, memory: usize) {
        self.shelf.forget(memory);
    }

    /// The build that all parts belong to.
    pub fn build(&self) -> u64 {
        self.build
    }

    /// The folder that the parts of this build are kept in where they are kept
    /// apart, each under its name.
    pub fn folder(&self) -> String {
        part::folder(self.build)
    }

    /// What is known without any other part.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Whether a part has been loaded.
    pub fn has(&self, id: PartId) -> bool {
        id.kind == PartKind::Root || self.shelf.has(id)
    }

    fn loaded(&self, kind: PartKind, number: u32) -> Option<&Loaded> {
        self.shelf.get(PartId { kind, number })
    }

    /// The lists of a run of common terms, if they have been loaded.
    pub fn postings(&self, number: u32) -> Option<&Lists> {
        let Loaded::Postings(lists, _) = self.loaded(PartKind::Postings, number)? else { return None };
        Some(lists)
    }

    /// A run of rare terms, if it has been loaded.
    pub fn terms(&self, number: u32) -> Option<&Terms> {
        let Loaded::Terms(terms) = self.loaded(PartKind::Terms, number)? else { return None };
        Some(terms)
    }

    /// A run of pairs, if it has been loaded.
    pub fn pairs(&self, number: u32) -> Option<&Pairs> {
        let Loaded::Postings(_, pairs) = self.loaded(PartKind::Postings, number)? else { return None };
        Some(pairs)
    }

    /// A run of documents, if it has been loaded.
    pub fn texts(&self, number: u32) -> Option<&Texts> {
        let Loaded::Texts(texts) = self.loaded(PartKind::Texts, number)? else { return None };
        Some(texts)
    }

    /// A document and the run that can spell its tokens, if that has been loaded.
    ///
    /// # Errors
    /// `index/corrupt` if it is not as it was written.
    pub fn document(&self, document: u32) -> Result<Option<(&Texts, &Record)>, Error> {
        let Some(texts) = self.texts(self.root.text_of(document).number) else { return Ok(None) };
        let before = texts.records();
        let record = texts.keep(document, &self.root.dictionary)?;
        self.shelf.grow(texts.records().saturating_sub(before));
        Ok(record.map(|record| (texts, record)))
    }

    /// A column, if it has been loaded.
    pub fn column(&self, number: u32) -> Option<&Column> {
        let Loaded::Columns(column) = self.loaded(PartKind::Columns, number)? else { return None };
        Some(column)
    }

    /// A run of ids, if it has been loaded.
    pub fn ids(&self, number: u32) -> Option<&Ids> {
        let Loaded::Ids(ids) = self.loaded(PartKind::Ids, number)? else { return None };
        Some(ids)
    }
}

fn leaves_pairs_out(part: &Part) -> bool {
    part.id.kind == PartKind::Postings && pairs::are_left_out(part.payload)
}
