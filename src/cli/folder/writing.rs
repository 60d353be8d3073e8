//! An index on its way into a folder.
//!
//! In: parts in any order, from any thread. Out: the files of an index that
//! any page can use. Invariant: until all of them are there, the index that
//! was in the folder before is untouched; of a build that fails, nothing is
//! left.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use libdeflater::{CompressionLvl, Compressor};
use serde::Serialize;

use super::whole::{self, Together};
use super::{
    MANIFEST, MODULE, Manifest, PAGE, SCRIPT, TYPES, hashed, inflated, leftovers, names, part_name,
    read_manifest, size, size_below, sum,
};
use crate::bytes::Reader;
use crate::cli::progress::Progress;
use crate::error::Error;
use crate::index::build::Sink;
use crate::index::keys::Keys;
use crate::index::part::{self, Part, PartId, PartKind};
use crate::index::{Index, file, pairs};

/// What the scripts have where the manifest is to go.
const PLACE: &str = "\"@@timkiem-manifest@@\"";

/// How large an index may be, in bytes, to be loaded whole: about what the
/// root and the first query of a large one take.
const SMALL: usize = 128 * 1024;

/// How large the texts of an index may be, in bytes, for its pairs to be left
/// out and read off them: that takes the page milliseconds.
const FEW: usize = 48 * 1024;

mod runtime {
    include!(concat!(env!("OUT_DIR"), "/runtime.rs"));
}

/// A folder being written.
pub(in crate::cli) struct Writing<'a> {
    dir: PathBuf,
    progress: &'a Progress,
    former: Option<Manifest>,
    page: Option<String>,
    parts: Mutex<Parts>,
    /// What this build has added to the folder, and takes away if it fails.
    added: Mutex<Vec<PathBuf>>,
}

/// What was written.
pub(in crate::cli) struct Written {
    pub(in crate::cli) manifest: Manifest,
    /// How many terms there are, common and rare.
    pub(in crate::cli) terms: usize,
    pub(in crate::cli) sizes: Sizes,
}

/// How many bytes an index takes on disk.
#[derive(Debug, Clone, Copy, Serialize)]
pub(in crate::cli) struct Sizes {
    pub(in crate::cli) index: u64,
    pub(in crate::cli) parts: u64,
    pub(in crate::cli) engine: u64,
    /// These and the scripts, the manifest, the page.
    pub(in crate::cli) total: u64,
}

/// The parts of an index being written.
#[derive(Default)]
struct Parts {
    build: u64,
    /// Those that wait: all of them while the index is small, then the root.
    waiting: BTreeMap<PartId, Vec<u8>>,
    /// How many bytes they take, deflated.
    size: usize,
    /// The folder of the others, once the index is no longer small.
    folder: Option<String>,
    /// How many rare terms there are.
    rare: usize,
}

impl Parts {
    /// Whether there are so few texts that their pairs can be read off them.
    fn are_few(&self) -> bool {
        let sizes =
            |kind| self.waiting.iter().filter(move |(id, _)| id.kind == kind).map(|(_, part)| part.len());
        sizes(PartKind::Texts).sum::<usize>() <= FEW && sizes(PartKind::Terms).count() == 0
    }

    fn leave_pairs_out(&mut self) -> Result<(), Error> {
        for (_, bytes) in self.waiting.iter_mut().filter(|(id, _)| id.kind == PartKind::Postings) {
            let written = part::read(bytes)?.into_iter();
            let without = written.map(|part| Part { payload: pairs::left_out(part.payload), ..part }.write());
            *bytes = without.flatten().collect();
        }
        Ok(())
    }
}

impl Writing<'_> {
    /// Begins to write a folder.
    ///
    /// # Errors
    /// If this program carries no runtime, or a page that it did not write
    /// stands where the page is to go.
    pub(in crate::cli) fn begin<'a>(
        dir: &Path,
        page: Option<String>,
        progress: &'a Progress,
    ) -> Result<Writing<'a>, Error> {
        if !runtime::IS_HERE {
            return Err(Error::input(
                "expected the browser's runtime in this program, found none; run `make runtime`, then build timkiem again"
                    .to_owned(),
            ));
        }
        let former = read_manifest(dir).ok();
        if page.is_some() && !former.as_ref().is_some_and(|former| former.page) && dir.join(PAGE).exists() {
            return Err(Error::input(format!(
                "expected no {PAGE} in {} but one of an earlier build, found another; \
                 build without --page, or into a folder of its own",
                dir.display()
            )));
        }
        let (parts, added) = (Mutex::default(), Mutex::default());
        Ok(Writing { dir: dir.to_owned(), progress, former, page, parts, added })
    }

    /// Ends it: what was put is an index now.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(in crate::cli) fn finish(self) -> Result<Written, Error> {
        let dir = self.dir.as_path();
        let mut parts = std::mem::take(&mut *held(&self.parts));
        if parts.folder.is_none() && parts.are_few() {
            parts.leave_pairs_out()?;
        }
        let content = parts.waiting.into_values().flatten().collect::<Vec<u8>>();
        let index = Index::open(&content)?;
        let mut manifest = Manifest {
            timkiem: env!("CARGO_PKG_VERSION").to_owned(),
            build: format!("{:016x}", index.build()),
            language: index.root().language.clone(),
            documents: index.root().documents(),
            wasm: self.write_hashed("wasm", &inflated(runtime::ENGINE)?, runtime::ENGINE)?,
            index: self.write_hashed("index", &content, &deflated(&content))?,
            parts: parts.folder,
            page: self.page.is_some() || self.former.as_ref().is_some_and(|former| former.page),
            entries: BTreeMap::new(),
        };
        let files = format!("{{wasm:{:?},index:{:?}}}", manifest.wasm, manifest.index);
        let script = |script: &[u8]| String::from_utf8_lossy(script).replace(PLACE, &files);
        let mut entries = Together::new(dir);
        for (name, content) in [
            (TYPES, String::from_utf8_lossy(runtime::TYPES).into_owned()),
            (SCRIPT, script(runtime::SCRIPT)),
            (MODULE, script(runtime::MODULE)),
        ] {
            entries.add(name, content.as_bytes())?;
            manifest.entries.insert(name.to_owned(), sum(content.as_bytes()));
        }
        if let Some(page) = &self.page {
            entries.add(PAGE, page.as_bytes())?;
        }
        let json = serde_json::to_string_pretty(&manifest).map_err(|why| Error::input(why.to_string()))?;
        entries.add(MANIFEST, format!("{json}\n").as_bytes())?;
        // From here on a page may ask for what was added.
        held(&self.added).clear();
        entries.end()?;
        // Only now is nothing left that asks for the former files.
        leftovers::remove(dir, &manifest);
        let sizes = Sizes::of(dir, &manifest)?;
        Ok(Written { terms: index.root().dictionary.len() + parts.rare, sizes, manifest })
    }

    /// Writes a content, given deflated too, under a name made from it.
    fn write_hashed(&self, stem: &str, content: &[u8], deflated: &[u8]) -> Result<String, Error> {
        let name = hashed(stem, content);
        self.add(self.dir.join(&name));
        whole::write(&self.dir, &name, &file::wrap(deflated))?;
        Ok(name)
    }

    /// Notes a path that is to be written, unless something is there: what the
    /// former index has too is not taken away from it.
    fn add(&self, path: PathBuf) {
        if !path.exists() {
            held(&self.added).push(path);
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        for path in held(&self.added).iter().rev() {
            // The folder itself goes only if nothing else is in it.
            let _ = match path == &self.dir {
                true => fs::remove_dir(path),
                false if path.is_dir() => fs::remove_dir_all(path),
                false => fs::remove_file(path),
            };
        }
    }
}

impl Sizes {
    fn of(dir: &Path, manifest: &Manifest) -> Result<Sizes, Error> {
        let parts = manifest.parts.as_ref().map_or(Ok(0), |parts| size_below(dir, parts))?;
        let files = names(manifest).filter(|name| *name != PAGE || dir.join(PAGE).exists());
        let files: u64 = files.map(|name| size(dir, name)).sum::<Result<u64, Error>>()?;
        Ok(Sizes {
            index: size(dir, &manifest.index)?,
            parts,
            engine: size(dir, &manifest.wasm)?,
            total: parts + files,
        })
    }
}

impl Sink for Writing<'_> {
    fn begin(&self, build: u64) -> Result<(), Error> {
        self.progress.write();
        self.add(self.dir.clone());
        fs::create_dir_all(&self.dir).map_err(|why| Error::io("make the folder", &self.dir, &why))?;
        held(&self.parts).build = build;
        Ok(())
    }

    fn put(&self, id: PartId, bytes: Vec<u8>) -> Result<(), Error> {
        self.progress.add();
        let deflated = deflated(&bytes);
        let rare = if id.kind == PartKind::Terms { terms(&bytes)? } else { 0 };
        let mut parts = held(&self.parts);
        parts.rare += rare;
        parts.size += deflated.len();
        if parts.folder.is_none() && parts.size > SMALL {
            let name = part::folder(parts.build);
            let folder = self.dir.join(&name);
            self.add(folder.clone());
            fs::create_dir_all(&folder).map_err(|why| Error::io("make the folder", &folder, &why))?;
            parts.folder = Some(name);
            for (id, bytes) in std::mem::take(&mut parts.waiting) {
                write_part(&folder, id, &self::deflated(&bytes))?;
            }
        }
        match &parts.folder {
            Some(name) if id.kind != PartKind::Root => {
                let folder = self.dir.join(name);
                drop(parts);
                write_part(&folder, id, &deflated)
            }
            _ => {
                parts.waiting.insert(id, bytes);
                Ok(())
            }
        }
    }
}

/// What is behind a lock. If a thread panicked while it held it, the build
/// ends with that panic anyway.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many terms a part of rare ones has.
fn terms(bytes: &[u8]) -> Result<usize, Error> {
    let count = |part: Part| Ok(Keys::read(&mut Reader::new(part.payload), &mut |_| ())?.len());
    part::read(bytes)?.into_iter().map(count).sum()
}

fn write_part(folder: &Path, id: PartId, deflated: &[u8]) -> Result<(), Error> {
    whole::write(folder, &part_name(id), &file::wrap(deflated))
}

/// As small as it gets without trying for seconds.
fn deflated(content: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::new(12).unwrap_or_default());
    let mut deflated = vec![0; compressor.deflate_compress_bound(content.len())];
    // It cannot fail: there is room for the worst of contents.
    let length = compressor.deflate_compress(content, &mut deflated).unwrap_or_default();
    deflated.truncate(length);
    deflated
}
