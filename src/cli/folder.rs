//! The folder of an index on disk: its files, and the manifest that names
//! them.
//!
//! In: parts as they are built, or a folder to read. Out: the files in place,
//! or an open index. Invariant: files are named by their content, or lie in a
//! folder that is named by its build, and never change; the manifest and the
//! two scripts come last, each in one step, so that the former index works
//! until the new one does.
//!
//! ```text
//! timkiem.js, .mjs      the runtime, with the manifest in it
//! timkiem.d.ts          types of the module
//! timkiem.json          the manifest: which files belong to the index
//! index.html            a ready page, if asked for
//! wasm-HASH.js          the engine
//! index-HASH.js         all parts of a small index, the root of a large one
//! parts-BUILD/texts-7.js  the other parts of a large one
//! ```
//! A part's name says which build it is of, not what is in it: ten thousand
//! hashes would have to be loaded before the first part could be asked for.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use flate2::read::DeflateDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use libdeflater::{CompressionLvl, Compressor};
use serde::{Deserialize, Serialize};

use crate::bytes::checksum;
use crate::error::Error;
use crate::index::build::Sink;
use crate::index::pairs;
use crate::index::part::{self, Part, PartId, PartKind};
use crate::index::{Index, Stop, file};

const MANIFEST: &str = "timkiem.json";
const PAGE: &str = "index.html";

/// What the scripts have where the manifest is to go.
const PLACE: &str = "\"@@timkiem-manifest@@\"";

/// How large an index may be, in bytes, to be loaded whole: about what the
/// root and the first query of a large one take.
const SMALL: usize = 128 * 1024;

/// What is shown while parts are written.
const WRITING: &str = "{spinner} {human_pos} parts written, {elapsed}";

mod runtime {
    include!(concat!(env!("OUT_DIR"), "/runtime.rs"));
}

/// What belongs to an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of timkiem that built it.
    pub(super) timkiem: String,
    /// The build: the same for the same documents and version.
    pub(super) build: String,
    /// The language of the documents.
    pub(super) language: String,
    /// How many documents there are.
    pub(super) documents: u32,
    /// The file with the engine.
    pub(super) wasm: String,
    /// The file with all parts, or with the root only.
    pub(super) index: String,
    /// The folder with the other parts, if they have files of their own.
    pub(super) parts: Option<String>,
    /// Whether `index.html` was written too.
    page: bool,
    /// The files whose names do not say what is in them, and the checksum of
    /// each. Not the page: that is there to be changed.
    entries: BTreeMap<String, String>,
}

/// How large the texts of an index may be, in bytes, for its pairs to be left
/// out and read off them: that takes the page milliseconds.
const FEW: usize = 48 * 1024;

/// A folder being written.
pub(super) struct Writing<'a> {
    dir: PathBuf,
    progress: &'a ProgressBar,
    former: Option<Manifest>,
    page: Option<String>,
    parts: Mutex<Parts>,
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
    /// If this program carries no runtime, the folder cannot be written, or a
    /// page that it did not write stands where the page is to go.
    pub(super) fn begin<'a>(
        dir: &Path,
        page: Option<String>,
        progress: &'a ProgressBar,
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
        Ok(Writing { dir: dir.to_owned(), progress, former, page, parts: Mutex::default() })
    }

    /// Ends it: what was put is an index now.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn finish(self) -> Result<Manifest, Error> {
        let dir = self.dir.as_path();
        let mut parts = self.parts.into_inner().unwrap_or_default();
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
            wasm: write_hashed(dir, "wasm", &inflated(runtime::ENGINE)?, runtime::ENGINE)?,
            index: write_hashed(dir, "index", &content, &deflated(&content))?,
            parts: parts.folder,
            page: self.page.is_some() || self.former.as_ref().is_some_and(|former| former.page),
            entries: BTreeMap::new(),
        };
        let files = format!("{{wasm:{:?},index:{:?}}}", manifest.wasm, manifest.index);
        let script = |script: &[u8]| String::from_utf8_lossy(script).replace(PLACE, &files);
        for (name, content) in [
            ("timkiem.d.ts", String::from_utf8_lossy(runtime::TYPES).into_owned()),
            ("timkiem.js", script(runtime::SCRIPT)),
            ("timkiem.mjs", script(runtime::MODULE)),
        ] {
            write_whole(dir, name, content.as_bytes())?;
            manifest.entries.insert(name.to_owned(), sum(content.as_bytes()));
        }
        if let Some(page) = self.page {
            write_whole(dir, PAGE, page.as_bytes())?;
        }
        let json = serde_json::to_string_pretty(&manifest).map_err(|why| Error::input(why.to_string()))?;
        write_whole(dir, MANIFEST, format!("{json}\n").as_bytes())?;
        // Only now is nothing left that asks for the former files.
        for name in self.former.iter().flat_map(|former| [&former.wasm, &former.index]) {
            if name != &manifest.wasm && name != &manifest.index && is_hashed(name) {
                let _ = fs::remove_file(dir.join(name));
            }
        }
        remove_parts(dir, manifest.parts.as_deref());
        Ok(manifest)
    }
}

impl Sink for Writing<'_> {
    fn begin(&self, build: u64) -> Result<(), Error> {
        let style = ProgressStyle::with_template(WRITING).unwrap_or(ProgressStyle::default_spinner());
        self.progress.set_style(style);
        self.progress.set_position(0);
        fs::create_dir_all(&self.dir).map_err(|why| Error::io("make the folder", &self.dir, &why))?;
        if let Ok(mut parts) = self.parts.lock() {
            parts.build = build;
        }
        Ok(())
    }

    fn put(&self, id: PartId, bytes: Vec<u8>) -> Result<(), Error> {
        self.progress.inc(1);
        let deflated = deflated(&bytes);
        let Ok(mut parts) = self.parts.lock() else { return Ok(()) };
        parts.size += deflated.len();
        if parts.folder.is_none() && parts.size > SMALL {
            let name = part::folder(parts.build);
            let folder = self.dir.join(&name);
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

fn write_part(folder: &Path, id: PartId, deflated: &[u8]) -> Result<(), Error> {
    write_whole(folder, &part_name(id), &file::wrap(deflated))
}

fn part_name(id: PartId) -> String {
    format!("{id}.js")
}

/// Removes the folders of other builds.
fn remove_parts(dir: &Path, kept: Option<&str>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_parts(&name) && Some(&*name) != kept {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The index in a folder: as much of it as was wanted so far.
pub(super) struct Opened {
    dir: PathBuf,
    /// What the file of the index says.
    pub(super) content: Vec<u8>,
    pub(super) manifest: Manifest,
    pub(super) index: Index,
}

impl Opened {
    /// Opens the index in a folder.
    ///
    /// # Errors
    /// If the folder is not there or holds no index, or what it holds is
    /// damaged.
    pub(super) fn new(dir: &Path) -> Result<Opened, Error> {
        let manifest = read_manifest(dir)?;
        let content = read(dir, &manifest.index)?;
        let index = Index::open(&content)?;
        Ok(Opened { dir: dir.to_owned(), content, manifest, index })
    }

    /// Asks until there is an answer, reading what parts are needed.
    ///
    /// # Errors
    /// If a part is missing or damaged, or the question has no answer.
    pub(super) fn answer<T>(&mut self, mut ask: impl FnMut(&Index) -> Result<T, Stop>) -> Result<T, Error> {
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
    pub(super) fn bring(&mut self, id: PartId) -> Result<(), Error> {
        let content = self.part(id)?;
        self.index.add(&content)?;
        if self.index.has(id) {
            return Ok(());
        }
        Err(Error::corrupt(&format!("{id} in the file of that name"), "another part"))
    }

    /// The bytes of a part.
    ///
    /// # Errors
    /// If its file is missing, or no file of an index.
    pub(super) fn part(&self, id: PartId) -> Result<Vec<u8>, Error> {
        inflated(&file::unwrap(&bytes(&self.dir, &self.part_file(id)?)?)?)
    }

    /// How many bytes a part takes on the wire.
    ///
    /// # Errors
    /// If its file is missing.
    pub(super) fn part_size(&self, id: PartId) -> Result<u64, Error> {
        size(&self.dir, &self.part_file(id)?)
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
pub(super) fn read(dir: &Path, name: &str) -> Result<Vec<u8>, Error> {
    if !is_hashed(name) {
        return Err(Error::corrupt("the name of a file in the manifest", &format!("{name:?}")));
    }
    let content = inflated(&file::unwrap(&bytes(dir, name)?)?)?;
    if name != hashed(stem(name), &content) {
        return Err(Error::corrupt(&format!("what {name} is named after"), "another content"));
    }
    Ok(content)
}

/// Checks the files whose names do not say what is in them.
///
/// # Errors
/// If one is missing or is not as it was written.
pub(super) fn check_entries(dir: &Path, manifest: &Manifest) -> Result<(), Error> {
    for (name, written) in &manifest.entries {
        if sum(&bytes(dir, name)?) != *written {
            return Err(Error::corrupt(&format!("{name} as it was written"), "another content"));
        }
    }
    Ok(())
}

/// The names of all files that were written.
pub(super) fn names(manifest: &Manifest) -> impl Iterator<Item = &str> {
    let entries = manifest.entries.keys().map(String::as_str);
    let page = manifest.page.then_some(PAGE);
    entries.chain(page).chain([MANIFEST, &manifest.wasm, &manifest.index])
}

/// How large a file of the folder is.
///
/// # Errors
/// If it is missing.
pub(super) fn size(dir: &Path, name: &str) -> Result<u64, Error> {
    let path = dir.join(name);
    fs::metadata(&path).map(|found| found.len()).map_err(|why| missing(&path, &why))
}

/// How large all files of a folder in the folder are.
///
/// # Errors
/// If it is missing.
pub(super) fn size_below(dir: &Path, name: &str) -> Result<u64, Error> {
    let path = dir.join(name);
    let entries = fs::read_dir(&path).map_err(|why| missing(&path, &why))?;
    let sizes = entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|found| found.len());
    Ok(sizes.sum())
}

fn bytes(dir: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let path = dir.join(name);
    fs::read(&path).map_err(|why| missing(&path, &why))
}

fn missing(path: &Path, why: &io::Error) -> Error {
    Error::missing(&path.display().to_string(), &why.to_string())
}

/// What the manifest of a folder says.
///
/// # Errors
/// If the folder is not there or holds no index.
pub(super) fn read_manifest(dir: &Path) -> Result<Manifest, Error> {
    let path = dir.join(MANIFEST);
    let json = fs::read_to_string(&path).map_err(|why| match dir.is_dir() {
        true => missing(&path, &why),
        false => Error::input(format!(
            "expected the folder of an index, found no folder {}; write one with `timkiem build`",
            dir.display()
        )),
    })?;
    serde_json::from_str(&json).map_err(|why| Error::corrupt("a manifest in timkiem.json", &why.to_string()))
}

/// Whether this can be the name of a file that is named by its content: in the
/// folder, nowhere else.
fn is_hashed(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.strip_suffix(".js").is_some_and(|stem| stem.contains('-') && stem.chars().all(plain))
}

/// Whether this can be the name of a folder of parts.
fn is_parts(name: &str) -> bool {
    name.strip_prefix("parts-").is_some_and(|build| {
        build.len() == 16 && build.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

fn stem(name: &str) -> &str {
    name.split('-').next().unwrap_or(name)
}

fn hashed(stem: &str, content: &[u8]) -> String {
    format!("{stem}-{}.js", sum(content))
}

fn sum(content: &[u8]) -> String {
    format!("{:016x}", checksum(content))
}

/// Writes a content, given deflated too, under a name made from it.
fn write_hashed(dir: &Path, stem: &str, content: &[u8], deflated: &[u8]) -> Result<String, Error> {
    let name = hashed(stem, content);
    write_whole(dir, &name, &file::wrap(deflated))?;
    Ok(name)
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

fn inflated(deflated: &[u8]) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    let inflated = DeflateDecoder::new(deflated).read_to_end(&mut content);
    inflated.map_err(|why| Error::corrupt("deflated bytes", &why.to_string()))?;
    Ok(content)
}

/// Writes a file in one step: it is there whole or not at all.
fn write_whole(dir: &Path, name: &str, content: &[u8]) -> Result<(), Error> {
    let path = dir.join(name);
    let under_way = dir.join(format!("{name}.part"));
    let written = fs::write(&under_way, content).and_then(|()| fs::rename(&under_way, &path));
    written.map_err(|why| {
        let _ = fs::remove_file(&under_way);
        Error::io("write", &path, &why)
    })
}
