//! From files to documents: one reader per format, and the choice between
//! them.
//!
//! In: folders and files. Out: a [`Reading`]: documents in the order of their
//! paths, and every file that was left out with the reason why. Invariant:
//! nothing is lost in silence.

pub mod jsonl;
pub mod text;

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::document::Document;
use crate::error::Error;

/// What was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// The documents, in order.
    pub documents: Vec<Document>,
    /// What was left out, and why.
    pub skipped: Vec<Skipped>,
}

/// Something that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file, with the line if it was only one.
    pub place: String,
    /// Why, in a sentence that says what to do.
    pub reason: String,
}

/// Reads these folders and files. Of a folder, every file below it whose name
/// does not begin with a dot, in the order of their paths.
///
/// # Errors
/// If one of them is not there or cannot be opened.
pub fn read(inputs: &[PathBuf]) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    for input in inputs {
        let found = fs::metadata(input).map_err(|why| Error::io("read", input, &why))?;
        if found.is_dir() {
            for path in files(input)? {
                let id = relative(&path, input);
                read_file(&path, id, &mut reading);
            }
        } else {
            let id = input.file_name().unwrap_or_default().to_string_lossy().into_owned();
            read_file(input, id, &mut reading);
        }
    }
    Ok(reading)
}

/// The files below a folder, sorted by path so that the order is the same on
/// every machine.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).into_iter().filter_entry(visible) {
        let entry = entry.map_err(|why| {
            let path = why.path().unwrap_or(folder).to_owned();
            Error::io("read", &path, &why.into())
        })?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    files.sort_by_key(|path| relative(path, folder));
    Ok(files)
}

/// A path below a folder with slashes, whatever the system uses.
fn relative(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let names: Vec<_> = below.components().map(|name| name.as_os_str().to_string_lossy()).collect();
    names.join("/")
}

fn read_file(path: &Path, id: String, reading: &mut Reading) {
    let name = id.to_lowercase();
    let result = if name.ends_with(".txt") {
        text_of(path).map(|content| match text::read(&id, &content) {
            Some(document) => reading.documents.push(document),
            None => {
                reading.skip(&id, "expected text, found none; remove the file or write something into it")
            }
        })
    } else if name.ends_with(".jsonl") || name.ends_with(".jsonl.gz") {
        jsonl::read(path, &id, reading)
    } else {
        Err("expected a .txt, .jsonl or .jsonl.gz file, found another kind; convert it".to_owned())
    };
    if let Err(reason) = result {
        reading.skip(&id, &reason);
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|why| why.to_string())?;
    String::from_utf8(bytes).map_err(|why| {
        format!(
            "expected text in UTF-8, found other bytes after {} that are; save it as UTF-8",
            why.utf8_error().valid_up_to()
        )
    })
}

impl Reading {
    fn skip(&mut self, place: &str, reason: &str) {
        self.skipped.push(Skipped { place: place.to_owned(), reason: reason.to_owned() });
    }
}
