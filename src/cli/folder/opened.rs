//! An index in a folder, read as far as it is asked.
//!
//! In: a folder. Out: the index, and any part of it. Invariant: what is handed
//! on is what the manifest and the names say; a manifest can name no file
//! outside of the folder.

use std::path::{Path, PathBuf};

use super::{Manifest, content, hashed, inflated, is_hashed, is_parts, part_name, read_manifest, size, stem};
use crate::document::Document;
use crate::error::Error;
use crate::index::part::PartId;
use crate::index::{Index, Stop};

/// How much memory the parts of an index may take while all of its documents
/// are read, in bytes.
const MEMORY: usize = 1 << 20;

/// The index in a folder: as much of it as was wanted so far.
pub(in crate::cli) struct Opened {
    dir: PathBuf,
    /// What the file of the index says.
    pub(in crate::cli) content: Vec<u8>,
    pub(in crate::cli) manifest: Manifest,
    pub(in crate::cli) index: Index,
}

impl Opened {
    /// Opens the index in a folder.
    ///
    /// # Errors
    /// If the folder is not there or holds no index, or what it holds is
    /// damaged.
    pub(in crate::cli) fn new(dir: &Path) -> Result<Opened, Error> {
        let manifest = read_manifest(dir)?;
        let content = read(dir, &manifest.index)?;
        let index = Index::open(&content).map_err(|why| why.of_file(&manifest.index))?;
        // Who merges indexes, or reads a report of one, believes what it says.
        let root = index.root();
        let told = (manifest.documents, &manifest.language, &manifest.build);
        if told != (root.documents(), &root.language, &format!("{:016x}", index.build())) {
            return Err(Error::corrupt("in timkiem.json what the index says of itself", "something else"));
        }
        Ok(Opened { dir: dir.to_owned(), content, manifest, index })
    }

    /// Asks until there is an answer, reading what parts are needed.
    ///
    /// # Errors
    /// If a part is missing or damaged, or the question has no answer.
    pub(in crate::cli) fn answer<T>(
        &mut self,
        mut ask: impl FnMut(&Index) -> Result<T, Stop>,
    ) -> Result<T, Error> {
        loop {
            match ask(&self.index) {
                Ok(answer) => return Ok(answer),
                Err(Stop::Error(error)) => return Err(error),
                Err(Stop::Need(parts)) => parts.into_iter().try_for_each(|id| self.bring(id))?,
            }
        }
    }

    /// Reads a part.
    ///
    /// # Errors
    /// If it is missing or damaged.
    pub(in crate::cli) fn bring(&mut self, id: PartId) -> Result<(), Error> {
        let (name, content) = (self.part_file(id)?, self.part(id)?);
        self.index.add(&content).map_err(|why| why.of_file(&name))?;
        if self.index.has(id) {
            return Ok(());
        }
        Err(Error::corrupt(&format!("{id} in the file of that name"), "another part").of_file(&name))
    }

    /// The bytes of a part.
    ///
    /// # Errors
    /// If its file is missing, or no file of an index.
    pub(in crate::cli) fn part(&self, id: PartId) -> Result<Vec<u8>, Error> {
        content(&self.dir, &self.part_file(id)?, inflated::parts)
    }

    /// How many bytes a part takes on the wire.
    ///
    /// # Errors
    /// If its file is missing.
    pub(in crate::cli) fn part_size(&self, id: PartId) -> Result<u64, Error> {
        size(&self.dir, &self.part_file(id)?)
    }

    /// The documents just as they went in, in order.
    pub(in crate::cli) fn documents(mut self) -> impl Iterator<Item = Result<Document, Error>> {
        (0..self.index.root().documents()).map(move |number| {
            let document = self.answer(|index| {
                let root = index.root();
                let id = root.text_of(number);
                let texts = index.texts(id.number).ok_or_else(|| Stop::Need(vec![id]))?;
                let record = texts.get(number, &root.dictionary)?;
                let record = record.ok_or_else(|| Error::corrupt("a document in its part", "none"))?;
                Ok(texts.document(record, root))
            })?;
            self.index.forget(MEMORY);
            Ok(document)
        })
    }

    fn part_file(&self, id: PartId) -> Result<String, Error> {
        let folder = self.manifest.parts.as_ref().filter(|folder| is_parts(folder));
        let folder = folder.ok_or_else(|| Error::missing(&id.to_string(), "not in the file of the index"))?;
        Ok(format!("{folder}/{}", part_name(id)))
    }
}

/// The content of a file of the index, inflated.
///
/// # Errors
/// If it is missing or is not what its name says.
pub(in crate::cli) fn read(dir: &Path, name: &str) -> Result<Vec<u8>, Error> {
    if !is_hashed(name) {
        return Err(Error::corrupt("the name of a file in the manifest", &format!("{name:?}")));
    }
    let inflate = if stem(name) == "index" { inflated::parts } else { inflated::whole };
    let content = content(dir, name, inflate)?;
    if name != hashed(stem(name), &content) {
        return Err(Error::corrupt(&format!("what {name} is named after"), "another content"));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::folder::{MANIFEST, deflated};
    use crate::index::file;
    use crate::index::part::{Part, PartKind};

    #[test]
    fn an_index_that_cannot_be_opened_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut foreign =
            Part { id: PartId { kind: PartKind::Root, number: 0 }, build: 7, payload: b"no root" }.write();
        for content in [Vec::new(), foreign.clone(), {
            foreign[4] += 1;
            foreign
        }] {
            let name = hashed("index", &content);
            let manifest = serde_json::json!({
                "timkiem": "0", "build": "0", "language": "vi", "documents": 0, "wasm": "wasm-0.js",
                "index": name, "parts": null, "page": false, "entries": {},
            });
            std::fs::write(folder.path().join(MANIFEST), manifest.to_string()).expect("a file");
            std::fs::write(folder.path().join(&name), file::wrap(&deflated(&content))).expect("a file");
            let why = Opened::new(folder.path()).err().expect("it is no index");
            assert!(why.message().starts_with(&format!("{name}: ")), "{why}");
        }
    }
}
