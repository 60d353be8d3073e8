//! The work of reading, in pieces that can be done side by side.
//!
//! In: a file, or one record of a file of records. Out: what was found in it.
//! Invariant: what comes of a piece depends on nothing but the piece.

use std::fs::{self, File as Opened};
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::vec;

use serde_json::{Map, Value};

use super::address::Addresses;
use super::files::{File, Kind};
use super::front_matter::{self, Parted};
use super::html::{self, Page, Rules, Unwanted};
use super::json::{self, Json};
use super::records::{Names, Record, shown};
use super::{Skipped, composed, csv, encoding, jsonl, markdown, text, wish};
use crate::document::Document;

/// The most that a file may have that is one document, in bytes, and that a line
/// of records may have.
pub(super) const DOCUMENT: u64 = 256 << 20;
/// The most that a file of records may have that can only be read in one piece.
pub(super) const PIECE: u64 = 1 << 30;

/// The folder of drafts in what Jekyll makes a site from.
const DRAFTS: &str = "_drafts";

/// What readers need to know beside what they read.
pub(super) struct Context {
    pub(super) rules: Rules,
    pub(super) names: Names,
}

/// What a piece of work came to.
pub(super) enum Found {
    Document(Box<Document>),
    /// A page that is not to be found by its own wish.
    Unwanted(Unwanted),
    /// Nothing, and if there should have been something, why not.
    Nothing(Option<String>),
}

/// A piece of work.
pub(super) enum Work {
    /// A file that is one document.
    File(File),
    /// A record: where it stands, what names it, and what it is.
    Record { place: String, id: String, content: Content, addresses: Arc<Addresses>, fault: Option<String> },
    /// Something that cannot be read.
    Fault { place: String, reason: String },
}

/// A record as it stands in its file.
pub(super) enum Content {
    Line(Vec<u8>),
    Json(Arc<str>, Range<usize>),
    Row(Map<String, Value>),
}

impl Work {
    /// How much work it is, in bytes.
    pub(super) fn size(&self) -> u64 {
        match self {
            Work::File(file) => fs::metadata(&file.path).map_or(0, |found| found.len()),
            Work::Record { content: Content::Line(line), .. } => line.len() as u64,
            Work::Record { content: Content::Json(_, range), .. } => range.len() as u64,
            Work::Record { content: Content::Row(fields), .. } => {
                fields.values().filter_map(Value::as_str).map(|cell| cell.len() as u64).sum()
            }
            Work::Fault { .. } => 0,
        }
    }

    /// Does it: where it stands, what was found, and what in it could not be
    /// read.
    pub(super) fn done(self, context: &Context) -> (String, Found, Vec<Skipped>) {
        let mut skipped = Vec::new();
        match self {
            Work::File(file) => {
                let found = file_read(&file, context, &mut skipped);
                (file.id, found.unwrap_or_else(|reason| Found::Nothing(Some(reason))), skipped)
            }
            Work::Fault { place, reason } => (place, Found::Nothing(Some(reason)), skipped),
            Work::Record { place, id, content, addresses, fault } => {
                skipped.extend(fault.map(|reason| Skipped::part(place.clone(), reason)));
                let fields = match content {
                    Content::Line(line) => jsonl::fields(&line),
                    Content::Json(text, range) => jsonl::fields(text[range].as_bytes()),
                    Content::Row(fields) => Ok(Some(fields)),
                };
                let found = match fields {
                    Ok(Some(fields)) if wish::is_unwanted(&fields, false) => Found::Unwanted(Unwanted::Draft),
                    Ok(Some(fields)) => {
                        let record = Record { fields: &fields, place: &place, is_front_matter: false };
                        let document = record.document(&id, &context.names, &addresses, &mut skipped);
                        Found::Document(Box::new(document))
                    }
                    Ok(None) => Found::Nothing(None),
                    Err(reason) => Found::Nothing(Some(reason)),
                };
                (place, found, skipped)
            }
        }
    }
}

/// Reads a file that is one document.
fn file_read(file: &File, context: &Context, skipped: &mut Vec<Skipped>) -> Result<Found, String> {
    if file.below.iter().any(|name| name == DRAFTS) {
        return Ok(Found::Unwanted(Unwanted::Draft));
    }
    let content = encoding::text(document(&file.path)?, file.kind == Kind::Page)?;
    if !matches!(file.kind, Kind::Page | Kind::Markdown) {
        return Ok(Found::Document(Box::new(text::read(&file.id, &composed(&content)))));
    }
    // A page that is still to be made has more before it than it shows, too.
    let Parted { fields, body, fault, is_unwanted } = front_matter::part(&content);
    skipped.extend(fault.map(|reason| Skipped::part(format!("{}, front matter", file.id), reason)));
    if is_unwanted {
        return Ok(Found::Unwanted(Unwanted::Draft));
    }
    let record = Record { fields: &fields, place: &file.id, is_front_matter: true };
    if file.kind == Kind::Markdown {
        return Ok(markdown::read(&record, body, &file.below, &context.names, &file.addresses, skipped));
    }
    Ok(match html::read(&file.id, body, &context.rules, skipped)? {
        Page::Unwanted(why) => Found::Unwanted(why),
        Page::Document(mut document, canonical) => {
            record.describe(&context.names, &mut document, skipped);
            document.url = Some(file.addresses.page(&file.below, canonical.as_deref()));
            html::place_image(&mut document);
            Found::Document(document)
        }
    })
}

/// The bytes of a file that is one document.
pub(super) fn document(path: &Path) -> Result<Vec<u8>, String> {
    whole(path, DOCUMENT).map_err(|why| unreadable(&why))?.ok_or_else(|| {
        "expected a document of at most 256 MB, found a larger one; part it into several".to_owned()
    })
}

/// The text of a file of records that is read in one piece.
fn content(path: &Path) -> Result<String, String> {
    let bytes = whole(path, PIECE).map_err(|why| unreadable(&why))?;
    encoding::text(bytes.ok_or_else(too_large)?, false)
}

/// All of a file; nothing if that is more than this. What a file says of its
/// size need not be so.
fn whole(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = Opened::open(path)?;
    let size = file.metadata()?.len();
    if size > most {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

pub(super) fn too_large() -> String {
    "expected at most 1 GB of records in one piece, found more; write them as .jsonl in UTF-8, a record a line"
        .to_owned()
}

fn unreadable(why: &std::io::Error) -> String {
    let advice = match why.kind() {
        std::io::ErrorKind::PermissionDenied => "check who may read it",
        _ => "copy it here again",
    };
    format!("expected a file that can be read, found: {why}; {advice}")
}

/// A file of records that is being read.
pub(super) struct Source {
    id: String,
    addresses: Arc<Addresses>,
    records: Records,
}

enum Records {
    Lines(jsonl::Lines),
    Json { beside: Option<String>, text: Arc<str>, places: std::iter::Enumerate<vec::IntoIter<Range<usize>>> },
    Rows(csv::Rows),
}

impl Source {
    /// Opens a file of records; nothing if it is of another kind.
    pub(super) fn open(file: &File, names: &Names) -> Option<Result<Source, String>> {
        let records = match file.kind {
            Kind::Lines { are_packed } => jsonl::Lines::open(&file.path, are_packed)
                .map_err(|why| unreadable(&why))
                .and_then(|lines| lines.map(Records::Lines).ok_or_else(too_large)),
            Kind::Json => content(&file.path).and_then(|content| Records::json(content, names)),
            Kind::Table { has_tabs } => content(&file.path)
                .and_then(|content| csv::Rows::open(content, has_tabs))
                .and_then(|rows| Records::rows(rows, names)),
            Kind::Page | Kind::Markdown | Kind::Text => return None,
        };
        let source = |records| Source { id: file.id.clone(), addresses: file.addresses.clone(), records };
        Some(records.map(source))
    }

    fn line(&self, number: u64, content: Result<Content, String>, fault: Option<String>) -> Work {
        let place = format!("{}, line {number}", self.id);
        match content {
            Ok(content) => {
                let id = format!("{}#{number}", self.id);
                Work::Record { place, id, content, addresses: self.addresses.clone(), fault }
            }
            Err(reason) => Work::Fault { place, reason },
        }
    }
}

impl Records {
    fn json(content: String, names: &Names) -> Result<Records, String> {
        Ok(match json::records(&content, names)? {
            Json::Lines => Records::Lines(jsonl::Lines::of(content)),
            Json::Records(places, beside) => {
                Records::Json { beside, text: content.into(), places: places.into_iter().enumerate() }
            }
        })
    }

    fn rows(rows: csv::Rows, names: &Names) -> Result<Records, String> {
        if names.say_something(rows.names()) {
            return Ok(Records::Rows(rows));
        }
        let names = rows.names().filter(|name| !name.is_empty()).take(10);
        let found: Vec<String> = names.map(shown).collect();
        Err(format!(
            "expected a first row that names a title or a text, found \"{}\"; \
             say in the settings which fields they are",
            found.join(", ")
        ))
    }
}

impl Iterator for Source {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        match &mut self.records {
            Records::Lines(lines) => {
                let (number, line) = lines.next()?;
                Some(self.line(number, line.map(Content::Line), None))
            }
            Records::Rows(rows) => {
                let row = rows.next()?;
                Some(self.line(row.line, row.fields.map(Content::Row), row.fault))
            }
            Records::Json { beside, text, places } => {
                let (place, id, content) = match beside.take() {
                    // What is said beside records is said by the file.
                    Some(said) => (self.id.clone(), self.id.clone(), Content::Line(said.into_bytes())),
                    None => {
                        let (at, range) = places.next()?;
                        let (number, content) = (at + 1, Content::Json(text.clone(), range));
                        (format!("{}, record {number}", self.id), format!("{}#{number}", self.id), content)
                    }
                };
                Some(Work::Record { place, id, content, addresses: self.addresses.clone(), fault: None })
            }
        }
    }
}
