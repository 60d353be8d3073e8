//! The folder of an index on disk: its files, and the manifest that names
//! them.
//!
//! In: parts to write, or a folder to read. Out: the files in place, or an
//! open index. Invariant: files are named by their content and never change;
//! the manifest and the two scripts come last, each in one step, so that the
//! former index works until the new one does.
//!
//! ```text
//! timkiem.js, .mjs    the runtime, with the manifest in it
//! timkiem.d.ts        types of the module
//! timkiem.json        the manifest: which files belong to the index
//! index.html          a ready page, if asked for
//! wasm-HASH.js        the engine
//! index-HASH.js       the parts
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::bytes::checksum;
use crate::error::Error;
use crate::index::{Index, file};

const MANIFEST: &str = "timkiem.json";
const PAGE: &str = "index.html";

/// What the scripts have where the manifest is to go.
const PLACE: &str = "\"@@timkiem-manifest@@\"";

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
    /// The file with the parts.
    pub(super) index: String,
    /// Whether `index.html` was written too.
    page: bool,
    /// The files whose names do not say what is in them, and the checksum of
    /// each. Not the page: that is there to be changed.
    entries: BTreeMap<String, String>,
}

/// Writes a folder.
///
/// # Errors
/// If this program carries no runtime, the folder cannot be written, or a page
/// that it did not write stands where the page is to go.
pub(super) fn write(dir: &Path, parts: &[u8], page: Option<&str>) -> Result<Manifest, Error> {
    if !runtime::IS_HERE {
        return Err(Error::input(
            "expected the browser's runtime in this program, found none; run `make runtime`, then build timkiem again"
                .to_owned(),
        ));
    }
    let index = Index::open(parts)?;
    fs::create_dir_all(dir).map_err(|why| Error::io("make the folder", dir, &why))?;
    let former = read_manifest(dir).ok();
    let had_page = former.as_ref().is_some_and(|former| former.page);
    if page.is_some() && !had_page && dir.join(PAGE).exists() {
        return Err(Error::input(format!(
            "expected no {PAGE} in {} but one of an earlier build, found another; \
             build without --page, or into a folder of its own",
            dir.display()
        )));
    }
    let mut manifest = Manifest {
        timkiem: env!("CARGO_PKG_VERSION").to_owned(),
        build: format!("{:016x}", index.build()),
        language: index.root().language.clone(),
        documents: index.root().documents(),
        wasm: write_hashed(dir, "wasm", &inflated(runtime::ENGINE)?, runtime::ENGINE)?,
        index: write_hashed(dir, "index", parts, &deflated(parts)?)?,
        page: page.is_some() || had_page,
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
    if let Some(page) = page {
        write_whole(dir, PAGE, page.as_bytes())?;
    }
    let json = serde_json::to_string_pretty(&manifest).map_err(|why| Error::input(why.to_string()))?;
    write_whole(dir, MANIFEST, format!("{json}\n").as_bytes())?;
    // Only now is nothing left that asks for the former files.
    for name in former.iter().flat_map(|former| [&former.wasm, &former.index]) {
        if name != &manifest.wasm && name != &manifest.index && is_hashed(name) {
            let _ = fs::remove_file(dir.join(name));
        }
    }
    Ok(manifest)
}

/// Opens the index in a folder, every part of it.
///
/// # Errors
/// If the folder is not there or holds no index, or what it holds is damaged.
pub(super) fn open(dir: &Path) -> Result<(Manifest, Index), Error> {
    let manifest = read_manifest(dir)?;
    let index = Index::open(&read(dir, &manifest.index)?)?;
    Ok((manifest, index))
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

fn deflated(content: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let deflated = encoder.write_all(content).and_then(|()| encoder.finish());
    deflated.map_err(|why| Error::input(format!("cannot deflate the index: {why}")))
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
