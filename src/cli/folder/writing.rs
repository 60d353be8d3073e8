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

use serde::Serialize;

use super::lock::Lock;
use super::whole::{self, Together};
use super::{
    APP, ICON, MANIFEST, MODULE, MODULE_TYPES, Manifest, OFFLINE, PAGE, SCRIPT, TYPES, WORKER, deflated,
    hashed, inflated, is_open, languages, leftovers, names, offline, part_name, read_manifest, size,
    size_below, sum,
};
use crate::bytes::Reader;
use crate::cli::progress::Progress;
use crate::cli::strings::Strings;
use crate::cli::{page, runtime};
use crate::error::Error;
use crate::index::build::Sink;
use crate::index::keys::Keys;
use crate::index::part::{self, Part, PartId, PartKind};
use crate::index::{Index, file, pairs};

/// What the scripts have where the manifest is to go, and where the strings of
/// the index's language are.
const PLACE: &str = "\"@@timkiem-manifest@@\"";
const PLACE_OF_STRINGS: &str = "\"@@timkiem-strings@@\"";

/// How large an index may be, in bytes, to be loaded whole: about what the
/// root and the first query of a large one take.
const SMALL: usize = 128 * 1024;

/// A folder being written.
pub(in crate::cli) struct Writing<'a> {
    dir: PathBuf,
    progress: &'a Progress,
    former: Option<Manifest>,
    /// The lock on the folder, once that is there.
    lock: Mutex<Option<Lock>>,
    /// Whether another build is waited for.
    waits: bool,
    /// Whether there is to be a ready page.
    page: bool,
    /// Whether there is to be what keeps it on a device.
    pwa: bool,
    parts: Mutex<Parts>,
    /// What this build has added to the folder, and takes away if it fails.
    added: Mutex<Vec<PathBuf>>,
}

/// What is to be written beside an index.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Beside {
    /// The ready page.
    pub(in crate::cli) page: bool,
    /// What keeps the page on a device, with the page; if nobody says, it goes
    /// on as it was: who has a former worker is to get the new index.
    pub(in crate::cli) pwa: Option<bool>,
}

/// What was written.
pub(in crate::cli) struct Written {
    pub(in crate::cli) manifest: Manifest,
    /// How many terms there are, common and rare.
    pub(in crate::cli) terms: usize,
    pub(in crate::cli) sizes: Sizes,
    /// While this is kept no other build writes the folder.
    pub(in crate::cli) _lock: Option<Lock>,
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
        sizes(PartKind::Texts).sum::<usize>() <= pairs::FEW && sizes(PartKind::Terms).count() == 0
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
    /// Begins to write a folder; if another build does, `waits` for its end.
    ///
    /// # Errors
    /// If this program carries no runtime, a file that it did not write
    /// stands where the page is to go, or one beside it, or another build
    /// writes the folder.
    pub(in crate::cli) fn begin<'a>(
        dir: &Path,
        beside: Beside,
        waits: bool,
        progress: &'a Progress,
    ) -> Result<Writing<'a>, Error> {
        if !runtime::IS_HERE {
            return Err(Error::input(
                "expected the browser's runtime in this program, found none; run `make runtime`, then build timkiem again"
                    .to_owned(),
            ));
        }
        let lock = Mutex::new(Lock::folder(dir, waits)?);
        let former = read_manifest(dir).ok();
        let page = beside.page || beside.pwa == Some(true);
        let pwa = beside.pwa.unwrap_or_else(|| former.as_ref().is_some_and(Manifest::is_kept));
        let foreign = |name: &&&str| {
            !former.as_ref().is_some_and(|former| former.wrote(name)) && dir.join(name).exists()
        };
        let of_page = [PAGE, ICON].iter().filter(|_| page).map(|name| (name, "page"));
        let of_pwa = [APP, OFFLINE, WORKER].iter().filter(|_| pwa).map(|name| (name, "pwa"));
        if let Some((name, option)) = of_page.chain(of_pwa).find(|(name, _)| foreign(name)) {
            return Err(Error::input(format!(
                "expected no {name} in {} but one of an earlier build, found another; \
                 build without --{option}, or into a folder of its own",
                dir.display()
            )));
        }
        let (parts, added) = (Mutex::default(), Mutex::default());
        Ok(Writing { dir: dir.to_owned(), progress, former, lock, waits, page, pwa, parts, added })
    }

    /// Ends it: what was put is an index now, of documents with this digest.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(in crate::cli) fn finish(self, digest: String) -> Result<Written, Error> {
        let dir = self.dir.as_path();
        let mut parts = std::mem::take(&mut *held(&self.parts));
        if parts.folder.is_none() && parts.are_few() {
            parts.leave_pairs_out()?;
        }
        let strings = Strings::read()?;
        let content = parts.waiting.into_values().flatten().collect::<Vec<u8>>();
        let index = Index::open(&content)?;
        let mut manifest = Manifest {
            timkiem: env!("CARGO_PKG_VERSION").to_owned(),
            build: format!("{:016x}", index.build()),
            language: index.root().language.clone(),
            documents: index.root().documents(),
            digest,
            wasm: self.write_hashed("wasm", &inflated::whole(runtime::ENGINE)?, runtime::ENGINE)?,
            index: self.write_hashed("index", &content, &deflated(&content))?,
            parts: parts.folder,
            strings: languages::write(dir, &strings, &|path| self.add(path.to_owned()))?,
            page: self.page,
            open: BTreeMap::new(),
            entries: BTreeMap::new(),
            sum: String::new(),
        };
        if let Some(former) = &self.former {
            // What is not written again stays as it is.
            manifest.page |= former.page;
            manifest.open.clone_from(&former.open);
        }
        let mut entries = Together::new(dir);
        for (name, content) in self.entries(&mut manifest, &strings)? {
            entries.add(name, content.as_bytes())?;
            let of = if is_open(name) { &mut manifest.open } else { &mut manifest.entries };
            of.insert(name.to_owned(), sum(content.as_bytes()));
        }
        manifest.sum = sum(manifest.written()?.as_bytes());
        entries.add(MANIFEST, manifest.written()?.as_bytes())?;
        whole::settle(dir)?;
        // From here on a page may ask for what was added.
        held(&self.added).clear();
        entries.end()?;
        // Only now is nothing left that asks for the former files.
        leftovers::remove(dir, &manifest, &index, self.former.as_ref());
        let sizes = Sizes::of(dir, &manifest)?;
        let _lock = held(&self.lock).take();
        Ok(Written { terms: index.root().dictionary.len() + parts.rare, sizes, manifest, _lock })
    }

    /// The files whose names stay the same, in the order in which they are to
    /// appear: the worker after all that it installs.
    fn entries(
        &self,
        manifest: &mut Manifest,
        strings: &Strings,
    ) -> Result<Vec<(&'static str, String)>, Error> {
        let text = |file: &[u8]| String::from_utf8_lossy(file).into_owned();
        let language = manifest.language.clone();
        let Manifest { build, wasm, index, strings: folder, .. } = &*manifest;
        let files = format!("{{build:{build:?},wasm:{wasm:?},index:{index:?},strings:{folder:?}}}");
        let said = strings.of_element(&language);
        let script = |script| text(script).replace(PLACE, &files).replace(PLACE_OF_STRINGS, &said);
        let mut entries = vec![
            (TYPES, text(runtime::TYPES)),
            (MODULE_TYPES, text(runtime::TYPES)),
            (SCRIPT, script(runtime::SCRIPT)),
            (MODULE, script(runtime::MODULE)),
        ];
        if self.page {
            entries.push((ICON, text(runtime::ICON)));
            if self.pwa {
                entries.push((APP, offline::app(&language, strings)));
            }
            entries.push((PAGE, page::ready(&language, strings, self.pwa)));
        }
        for (name, content) in entries.iter().filter(|(name, _)| is_open(name)) {
            manifest.open.insert((*name).to_owned(), sum(content.as_bytes()));
        }
        if self.pwa {
            offline::write_list(&self.dir, manifest)?;
            let scripts = offline::scripts(&self.dir, manifest, strings, &entries)?;
            entries.extend(scripts);
        }
        Ok(entries)
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
        let strings = size_below(dir, &manifest.strings)?;
        // What is there to be changed may have been taken away.
        let files = names(manifest).filter(|name| !is_open(name) || dir.join(name).exists());
        let files: u64 = files.map(|name| size(dir, name)).sum::<Result<u64, Error>>()?;
        Ok(Sizes {
            index: size(dir, &manifest.index)?,
            parts,
            engine: size(dir, &manifest.wasm)?,
            total: parts + strings + files,
        })
    }
}

impl Sink for Writing<'_> {
    fn begin(&self, build: u64) -> Result<(), Error> {
        self.progress.write();
        self.add(self.dir.clone());
        fs::create_dir_all(&self.dir).map_err(|why| Error::io("make the folder", &self.dir, &why))?;
        // One that was not there could not be locked yet.
        let mut lock = held(&self.lock);
        if lock.is_none() {
            // What is there then is another build's.
            *lock = Lock::folder(&self.dir, self.waits).inspect_err(|_| held(&self.added).clear())?;
        }
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
    let count = |part: Part| Keys::read(&mut Reader::new(part.payload), &mut |_| ()).len();
    Ok(part::read(bytes)?.into_iter().map(count).sum())
}

fn write_part(folder: &Path, id: PartId, deflated: &[u8]) -> Result<(), Error> {
    whole::write(folder, &part_name(id), &file::wrap(deflated))
}
