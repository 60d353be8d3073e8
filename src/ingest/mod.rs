//! From files to documents: one reader per format, and the choice between
//! them.
//!
//! In: folders and files. Out: a [`Reading`]: documents in the order of their
//! paths, and everything that was left out with the reason why. Invariant:
//! nothing is lost in silence, and every document has an id of its own.

mod jsonl;
pub mod language;
mod settings;
mod text;
mod title;

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use walkdir::WalkDir;

use crate::document::Document;
use crate::error::Error;

pub use self::settings::{Fields, Settings};

/// Documents being read: one after the other, so that not all of them are in
/// memory at once.
#[derive(Default)]
pub struct Reading {
    /// What was left out so far, and why.
    pub skipped: Vec<Skipped>,
    /// The files still to be read, with the id of each.
    files: VecDeque<(PathBuf, String)>,
    /// The file of records that is being read.
    records: Option<jsonl::Records>,
    /// Where each id was read.
    places: HashMap<String, String>,
}

/// Something that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file, with the line if it was only one.
    pub place: String,
    /// Why, in a sentence that says what to do.
    pub reason: String,
}

/// Begins to read these folders and files. Of a folder, every file below it whose name
/// does not begin with a dot, in the order of their paths, except what is in
/// the folder `out`: that is what an earlier build wrote.
///
/// A document of a file of its own is named by its path below the folder; of
/// several folders, by the folder's name before that.
///
/// # Errors
/// If one of them is not there or cannot be opened, or is `out` itself.
pub fn read(inputs: &[PathBuf], out: &Path, _settings: &Settings) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    // There is none before the first build.
    let out = out.canonicalize().ok();
    let is_out = |path: &Path| out.is_some() && path.canonicalize().ok() == out;
    for input in inputs {
        let found = fs::metadata(input).map_err(|why| Error::io("read", input, &why))?;
        let name = input.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !found.is_dir() {
            reading.files.push_back((input.clone(), name));
            continue;
        }
        if is_out(input) {
            return Err(Error::input(format!(
                "expected another folder to write than the one to read, found {} for both; \
                 name a folder in it, or one elsewhere",
                input.display()
            )));
        }
        fs::read_dir(input).map_err(|why| Error::io("read", input, &why))?;
        let before = if inputs.len() > 1 && !name.is_empty() { format!("{name}/") } else { String::new() };
        for path in reading.files_below(input, &is_out) {
            let id = format!("{before}{}", relative(&path, input));
            reading.files.push_back((path, id));
        }
    }
    Ok(reading)
}

/// A path below a folder with slashes, whatever the system uses.
fn relative(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let names: Vec<_> = below.components().map(|name| name.as_os_str().to_string_lossy()).collect();
    names.join("/")
}

impl Reading {
    /// The files below a folder, but not in the one that is written, sorted by
    /// path so that the order is the same on every machine.
    fn files_below(&mut self, folder: &Path, is_out: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
        let wanted = |entry: &walkdir::DirEntry| {
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            entry.depth() == 0 || !(is_hidden || entry.file_type().is_dir() && is_out(entry.path()))
        };
        let mut files = Vec::new();
        for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(wanted) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => files.push(entry.into_path()),
                Ok(_) => {}
                Err(why) => {
                    let place = relative(why.path().unwrap_or(folder), folder);
                    let reason = match (why.io_error(), why.loop_ancestor()) {
                        (Some(why), _) => why.to_string(),
                        (None, Some(_)) => "a link to a folder that it is in".to_owned(),
                        (None, None) => why.to_string(),
                    };
                    self.skip(
                        &place,
                        &format!("expected a file or folder that can be read, found: {reason}"),
                    );
                }
            }
        }
        files.sort_by_key(|path| relative(path, folder));
        files
    }

    /// Reads a file: a document at once, or records one by one.
    fn read_file(&mut self, path: &Path, id: &str) -> Option<Document> {
        let name = id.to_lowercase();
        let read = if name.ends_with(".txt") {
            text_of(path).map(|content| self.accept(text::read(id, &composed(&content)), id))
        } else if name.ends_with(".jsonl") || name.ends_with(".jsonl.gz") {
            jsonl::Records::open(path, id).map(|records| {
                self.records = Some(records);
                None
            })
        } else {
            Err("expected a .txt, .jsonl or .jsonl.gz file, found another kind; convert it if it has text"
                .to_owned())
        };
        read.unwrap_or_else(|reason| {
            self.skip(id, &reason);
            None
        })
    }

    /// A document, if it has something to be found by and its id is new.
    fn accept(&mut self, mut document: Document, place: &str) -> Option<Document> {
        title::derive(&mut document);
        if document.title.is_empty() {
            self.skip(place, "expected text, found none; write something into it, or remove it");
        } else if document.id.is_empty() {
            self.skip(place, "expected an id that names the document, found an empty one; give it one");
        } else if let Some(first) = self.places.get(&document.id) {
            let reason = format!(
                "expected an id of its own, found \"{}\" again, which is that of {first}; rename one of them",
                document.id
            );
            self.skip(place, &reason);
        } else {
            self.places.insert(document.id.clone(), place.to_owned());
            return Some(document);
        }
        None
    }

    fn skip(&mut self, place: &str, reason: &str) {
        self.skipped.push(Skipped { place: place.to_owned(), reason: reason.to_owned() });
    }
}

impl Iterator for Reading {
    type Item = Document;

    fn next(&mut self) -> Option<Document> {
        loop {
            let read = if let Some(mut records) = self.records.take() {
                match records.next() {
                    None => None,
                    Some(record) => {
                        self.records = Some(records);
                        record.document(self)
                    }
                }
            } else {
                let (path, id) = self.files.pop_front()?;
                self.read_file(&path, &id)
            };
            if read.is_some() {
                return read;
            }
        }
    }
}

/// A text with every letter and the marks that follow it written as one
/// character where there is one, as almost every text has it. Nothing else is
/// changed, though Unicode has other spellings that it takes for the same.
fn composed(text: &str) -> Cow<'_, str> {
    // There are none below; most of a text is.
    let joins = |c: char| c >= '\u{300}' && (is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11ff}'));
    if !text.contains(joins) {
        return Cow::Borrowed(text);
    }
    let mut composed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let tail = &rest[first.len_utf8()..];
        let marks = tail.find(|c| !joins(c)).unwrap_or(tail.len());
        let letter = &rest[..first.len_utf8() + marks];
        if marks == 0 {
            composed.push(first)
        } else {
            composed.extend(letter.nfc())
        }
        rest = &tail[marks..];
    }
    Cow::Owned(composed)
}

fn text_of(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|why| why.to_string())?;
    String::from_utf8(bytes).map_err(|why| {
        let right = why.utf8_error().valid_up_to();
        format!("expected text in UTF-8, found bytes that are none after the first {right}; save it as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_composed_and_nothing_else_is_changed() {
        for text in ["Biên giới: Đường №7, Å Ω ﬁ 豈 각", "क़", ""] {
            assert_eq!(composed(text), text);
        }
        let apart: String = "Biên giới, Đường, 각".nfd().collect();
        assert_eq!(composed(&apart), "Biên giới, Đường, 각");
        assert_eq!(composed("\u{301}a\u{301}"), "\u{301}á");
    }
}
