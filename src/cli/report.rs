//! What came of a build.
//!
//! In: what was written, and what was skipped. Out: the same in a line for
//! people, or as JSON for programs. Invariant: both say the same.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::folder::{Sizes, Written};
use super::plain::{json, plain};
use super::skipped::counted;
use super::{Failure, bytes};
use crate::ingest::Skipped;

/// See the module.
#[derive(Serialize)]
pub(super) struct Report {
    documents: u32,
    pub(super) skipped: Vec<Skipped>,
    /// The globs and selectors that nothing was met by.
    pub(super) unmet: Vec<String>,
    terms: usize,
    bytes: Sizes,
    seconds: f64,
    build: String,
    /// The folder, or the only file.
    #[serde(serialize_with = "path")]
    out: PathBuf,
    #[serde(rename = "singleFile", skip_serializing_if = "Option::is_none")]
    packed: Option<Packed>,
}

/// A page that has everything in itself.
#[derive(Serialize)]
pub(super) struct Packed {
    #[serde(serialize_with = "path")]
    pub(super) file: PathBuf,
    pub(super) bytes: u64,
}

impl Report {
    /// The page alone if there is no folder.
    pub(super) fn new(
        dir: Option<&Path>,
        packed: Option<Packed>,
        written: Written,
        took: Duration,
    ) -> Report {
        let mut sizes = written.sizes;
        if let (None, Some(packed)) = (dir, &packed) {
            sizes.total = packed.bytes;
        }
        let out = dir.or(packed.as_ref().map(|packed| packed.file.as_path())).unwrap_or(Path::new(""));
        Report {
            documents: written.manifest.documents,
            skipped: Vec::new(),
            unmet: Vec::new(),
            terms: written.terms,
            bytes: sizes,
            seconds: took.as_millis() as f64 / 1000.0,
            build: written.manifest.build,
            out: out.to_owned(),
            packed,
        }
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let Sizes { index, parts, engine, total } = self.bytes;
        let skipped = if self.skipped.is_empty() {
            String::new()
        } else {
            format!(" (skipped {})", counted(&self.skipped))
        };
        let parts = if parts > 0 { format!(", parts {}", bytes(parts)) } else { String::new() };
        let packed = match self.packed.as_ref().filter(|packed| packed.file != self.out) {
            Some(packed) => {
                format!(", and {} in {}", bytes(packed.bytes), plain(&packed.file.to_string_lossy()))
            }
            None => String::new(),
        };
        writeln!(
            out,
            "{}: {} documents{skipped}, {} terms, {} (index {}{parts}, engine {}){packed}, build {}, {:.2} s",
            plain(&self.out.to_string_lossy()),
            self.documents,
            self.terms,
            bytes(total),
            bytes(index),
            bytes(engine),
            self.build,
            self.seconds
        )?;
        Ok(out.flush()?)
    }

    /// In one line if there are to be more of them.
    pub(super) fn write_json(&self, is_one_of_many: bool, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(out, "{}", json(self, is_one_of_many)?)?;
        Ok(out.flush()?)
    }
}

/// A path need not be Unicode, JSON must.
fn path<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&path.to_string_lossy())
}
