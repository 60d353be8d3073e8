//! Records, one JSON object a line, gzipped or not.
//!
//! In: `{"id", "title"?, "text"?, "url"?, "date"?}` a line. Out: a document a
//! line. Invariant: a line that is no such record is skipped by number, the
//! others are read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Split};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use super::{Reading, composed};
use crate::document::{Date, Document, PARAGRAPH};

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    date: Option<String>,
}

/// The lines of a file of records.
pub(super) struct Records {
    name: String,
    lines: Split<BufReader<Box<dyn Read + Send>>>,
    number: u64,
}

/// A line of such a file.
pub(super) struct Line {
    place: String,
    content: io::Result<Vec<u8>>,
}

impl Records {
    /// Opens a file.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub(super) fn open(path: &Path, name: &str) -> Result<Records, String> {
        let file = File::open(path).map_err(|why| why.to_string())?;
        let bytes: Box<dyn Read + Send> = if name.to_lowercase().ends_with(".gz") {
            Box::new(MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        };
        Ok(Records { name: name.to_owned(), lines: BufReader::new(bytes).split(b'\n'), number: 0 })
    }
}

impl Iterator for Records {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let content = self.lines.next()?;
        self.number += 1;
        let place = format!("{}, line {}", self.name, self.number);
        if content.is_err() {
            // What cannot be read once cannot be read on.
            self.lines = BufReader::new(Box::new(io::empty()) as Box<dyn Read + Send>).split(b'\n');
        }
        Some(Line { place, content })
    }
}

impl Line {
    /// The document of a line, if it is one that can be accepted.
    pub(super) fn document(self, reading: &mut Reading) -> Option<Document> {
        let place = &self.place;
        let line = match self.content {
            Ok(line) => line,
            Err(why) => {
                reading.skip(place, &format!("expected to read it, found: {why}; what comes after is lost"));
                return None;
            }
        };
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line);
        if line.iter().all(u8::is_ascii_whitespace) {
            return None;
        }
        match serde_json::from_slice::<Record>(line) {
            Ok(record) => {
                let document = document(record, place, reading);
                reading.accept(document, place)
            }
            Err(why) => {
                // Of the two numbers it gives, the line is always the first.
                let why = why.to_string().replace(" at line 1 column ", " at column ");
                let expected = "expected a record {\"id\", \"title\", \"text\"} with an id at least";
                reading.skip(place, &format!("{expected}, found: {why}"));
                None
            }
        }
    }
}

fn document(record: Record, place: &str, reading: &mut Reading) -> Document {
    let text = composed(record.text.as_deref().unwrap_or(""));
    let paragraphs: Vec<&str> = text.lines().map(str::trim).filter(|p| !p.is_empty()).collect();
    let written = record.date.as_deref().unwrap_or("").trim();
    let date = Date::parse(day(written));
    if date.is_none() && !written.is_empty() {
        let reason = format!(
            "expected a date as 2024, 2024-11 or 2024-11-05, found \"{written}\"; the record is read without it"
        );
        reading.skip(&format!("{place}, date"), &reason);
    }
    Document {
        id: record.id,
        url: record.url.filter(|url| !url.is_empty()),
        title: composed(record.title.as_deref().unwrap_or("")).into_owned(),
        date,
        text: paragraphs.join(PARAGRAPH),
        ..Document::default()
    }
}

/// The day of a moment as ISO 8601 writes it, `2024-11-05T10:00:00Z`.
fn day(written: &str) -> &str {
    written.split(['T', ' ']).next().unwrap_or(written)
}
