//! The folder of an index on disk: its files, and the manifest that names
//! them.
//!
//! In: parts as they are built, or a folder to read. Out: the files in place,
//! or an open index. Invariant: files are named by their content, or lie in a
//! folder that is named by its build, and never change; the entries, whose
//! names stay the same, come last, all at once, so that the former index works
//! until the new one does, whenever a build stops.
//!
//! ```text
//! timkiem.js, .mjs      the runtime, with the manifest in it        (entries)
//! timkiem.d.ts          types of the module, and under the name by which
//! timkiem.d.mts         TypeScript looks for those of an .mjs
//! timkiem.json          the manifest: which files belong to the index
//! index.html, icon.svg  a ready page, if asked for                  (entries)
//! sw.js, offline.js, timkiem.webmanifest
//!                       what keeps it on a device, if asked for     (entries)
//! wasm-HASH.js          the engine
//! strings-HASH/vi.js    what the interface says in each language
//! index-HASH.js         all parts of a small index, the root of a large one
//! parts-BUILD/texts-7.js  the other parts of a large one
//! NAME.part             a file being written; left over if a build was killed
//! ```
//! A part's name says which build it is of, not what is in it: ten thousand
//! hashes would have to be loaded before the first part could be asked for.

mod inflated;
mod languages;
mod leftovers;
mod lock;
mod offline;
mod opened;
pub(super) mod single;
mod verify;
mod whole;
mod writing;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use libdeflater::{CompressionLvl, Compressor};
use serde::{Deserialize, Deserializer, Serialize};

pub(super) use self::opened::{Opened, read};
pub(super) use self::verify::verify;
pub(super) use self::writing::{Beside, Sizes, Writing, Written};
use crate::bytes::checksum;
use crate::error::Error;
use crate::index::file;
use crate::index::part::PartId;

const MANIFEST: &str = "timkiem.json";
const PAGE: &str = "index.html";
/// The other files whose names stay the same.
const TYPES: &str = "timkiem.d.ts";
const MODULE_TYPES: &str = "timkiem.d.mts";
const SCRIPT: &str = "timkiem.js";
const MODULE: &str = "timkiem.mjs";
const ICON: &str = "icon.svg";
const APP: &str = "timkiem.webmanifest";
const OFFLINE: &str = "offline.js";
const WORKER: &str = "sw.js";

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
    /// The digest of these documents; empty if an older timkiem built it.
    #[serde(default)]
    pub(super) digest: String,
    /// The file with the engine.
    pub(super) wasm: String,
    /// The file with all parts, or with the root only.
    pub(super) index: String,
    /// The folder with the other parts, if they have files of their own.
    pub(super) parts: Option<String>,
    /// The folder with the strings of each language; empty if an older timkiem
    /// built it.
    #[serde(default)]
    pub(super) strings: String,
    /// Whether `index.html` was written too.
    page: bool,
    /// The files that are there to be changed, and the checksum of each as it was
    /// written: the page, its icon, the description of the app.
    #[serde(default, deserialize_with = "open")]
    open: BTreeMap<String, String>,
    /// The other files whose names do not say what is in them, and the checksum
    /// of each.
    entries: BTreeMap<String, String>,
    /// The checksum of this file with nothing here; empty if an older timkiem
    /// built it.
    #[serde(default)]
    sum: String,
}

/// An older timkiem kept no checksums of these files.
fn open<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Open {
        Sums(BTreeMap<String, String>),
        Names(Vec<String>),
    }
    Ok(match Open::deserialize(from)? {
        Open::Sums(sums) => sums,
        Open::Names(names) => names.into_iter().map(|name| (name, String::new())).collect(),
    })
}

impl Manifest {
    /// Whether a file of this name was written with the index.
    fn wrote(&self, name: &str) -> bool {
        self.entries.contains_key(name) || self.open.contains_key(name) || self.page && name == PAGE
    }

    /// The file that says it.
    fn written(&self) -> Result<String, Error> {
        let json = serde_json::to_string_pretty(self).map_err(|why| Error::input(why.to_string()))?;
        Ok(json + "\n")
    }

    /// A name that is none of a file or a folder right in that of the index. Those of
    /// the engine and the index are looked at when they are read.
    fn strange(&self) -> Option<&str> {
        let is_plain = |name: &str| Path::new(name).file_name() == Some(OsStr::new(name));
        let names = self.entries.keys().chain(self.open.keys()).map(String::as_str);
        let parts = self.parts.as_deref().filter(|name| !is_parts(name));
        let strings =
            Some(self.strings.as_str()).filter(|name| !name.is_empty() && !languages::is_name(name));
        names.filter(|name| !is_plain(name)).chain(parts).chain(strings).next()
    }

    /// Whether the index can be kept on a device.
    fn is_kept(&self) -> bool {
        self.entries.contains_key(WORKER)
    }
}

/// Whether a file is there to be changed.
fn is_open(name: &str) -> bool {
    [PAGE, ICON, APP].contains(&name)
}

/// The names of all files that were written, but for those in folders.
pub(super) fn names(manifest: &Manifest) -> impl Iterator<Item = &str> {
    let entries = manifest.entries.keys().map(String::as_str);
    let open = manifest.open.keys().map(String::as_str);
    // An older timkiem did not list it.
    let page = (manifest.page && !manifest.open.contains_key(PAGE)).then_some(PAGE);
    entries.chain(open).chain(page).chain([MANIFEST, &manifest.wasm, &manifest.index])
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

/// What is in a file of the index, inflated in one of the ways there are.
fn content(dir: &Path, name: &str, inflate: fn(&[u8]) -> Result<Vec<u8>, Error>) -> Result<Vec<u8>, Error> {
    let bytes = bytes(dir, name)?;
    file::unwrap(&bytes).and_then(|deflated| inflate(&deflated)).map_err(|why| why.of_file(name))
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
    let manifest: Manifest = serde_json::from_str(&json)
        .map_err(|why| Error::corrupt("a manifest in timkiem.json", &why.to_string()))?;
    match manifest.strange() {
        None => Ok(manifest),
        Some(name) => {
            Err(Error::corrupt("names of files in this folder in timkiem.json", &format!("{name:?}")))
        }
    }
}

/// Whether this can be the name of a file that is named by its content: in the
/// folder, nowhere else.
fn is_hashed(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.strip_suffix(".js").is_some_and(|stem| stem.contains('-') && stem.chars().all(plain))
}

fn part_name(id: PartId) -> String {
    format!("{id}.js")
}

/// Whether this can be the name of a folder of parts.
fn is_parts(name: &str) -> bool {
    name.strip_prefix("parts-").is_some_and(is_hash)
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
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

/// As small as it gets without trying for seconds.
fn deflated(content: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::new(12).unwrap_or_default());
    let mut deflated = vec![0; compressor.deflate_compress_bound(content.len())];
    // It cannot fail: there is room for the worst of contents.
    let length = compressor.deflate_compress(content, &mut deflated).unwrap_or_default();
    deflated.truncate(length);
    deflated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_names_no_file_outside_of_its_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, is_fine) in [
            ("timkiem.js", true),
            ("/dev/zero", false),
            ("../timkiem.js", false),
            ("a/b", false),
            ("./a", false),
            ("", false),
        ] {
            let manifest = serde_json::json!({
                "timkiem": "0", "build": "0", "language": "vi", "documents": 0, "wasm": "wasm-0.js",
                "index": "index-0.js", "parts": null, "page": false, "entries": { name: "0" },
            });
            fs::write(folder.path().join(MANIFEST), manifest.to_string()).expect("a file");
            assert_eq!(read_manifest(folder.path()).is_ok(), is_fine, "{name:?}");
        }
    }
}
