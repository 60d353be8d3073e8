//! The index: parts as bytes, and what is read from them.
//!
//! In: the bytes of files that a build wrote, in any order. Out: terms,
//! postings and texts, or the name of the part that is wanted first.
//! Invariant: no I/O here, and no part is believed before it is checked.
//!
//! ```text
//! build ──▶ part (header, payload) ──▶ file ──▶ host or disk ──▶ file ──▶ Index
//!             root        dictionary, lengths, how to analyse, directories
//!             postings    term → documents
//!             text        document → tokens
//! ```

#[cfg(not(target_arch = "wasm32"))]
pub mod build;
pub mod dictionary;
pub mod file;
pub mod part;
pub mod postings;
pub mod root;
pub mod text;

use self::part::{Part, PartId, PartKind};
use self::postings::Postings;
use self::root::Root;
use self::text::Texts;
use crate::error::Error;

/// An index, as much of it as has been loaded.
pub struct Index {
    build: u64,
    root: Root,
    /// By number; none while a part has not been loaded.
    postings: Vec<Option<Postings>>,
    texts: Vec<Option<Texts>>,
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
        let of_kind = |kind| root.parts().filter(|id| id.kind == kind).count();
        let postings = (0..of_kind(PartKind::Postings)).map(|_| None).collect();
        let texts = (0..of_kind(PartKind::Text)).map(|_| None).collect();
        let mut index = Index { build, root, postings, texts };
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
            let number = part.id.number as usize;
            let unknown = || Error::corrupt("parts that the root knows", "another");
            match part.id.kind {
                PartKind::Root => {}
                PartKind::Postings => {
                    let place = self.postings.get_mut(number).ok_or_else(unknown)?;
                    *place =
                        Some(Postings::read(part.payload, &self.root.dictionary, self.root.documents())?);
                }
                PartKind::Text => {
                    let place = self.texts.get_mut(number).ok_or_else(unknown)?;
                    let texts = Texts::read(part.payload, &self.root.dictionary, &self.root.analysis)?;
                    if texts.documents() != self.root.documents_in(part.id.number) {
                        return Err(Error::corrupt("the documents of this part", "those of another"));
                    }
                    *place = Some(texts);
                }
            }
        }
        Ok(())
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
        match id.kind {
            PartKind::Root => true,
            PartKind::Postings => self.postings(id).is_some(),
            PartKind::Text => self.texts(id).is_some(),
        }
    }

    /// A postings part, if it has been loaded.
    pub fn postings(&self, id: PartId) -> Option<&Postings> {
        self.postings.get(id.number as usize)?.as_ref()
    }

    /// A text part, if it has been loaded.
    pub fn texts(&self, id: PartId) -> Option<&Texts> {
        self.texts.get(id.number as usize)?.as_ref()
    }
}
