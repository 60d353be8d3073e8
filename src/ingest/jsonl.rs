//! Records, one JSON object a line, gzipped or not.
//!
//! In: `{"id", "title"?, "text"?, "url"?, "date"?}` a line. Out: a document a
//! line. Invariant: a line that is no such record is skipped by number, the
//! others are read.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
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

/// Adds the records of a file.
///
/// # Errors
/// If the file cannot be read to its end; what came before is kept.
pub(super) fn read(path: &Path, name: &str, reading: &mut Reading) -> Result<(), String> {
    let file = File::open(path).map_err(|why| why.to_string())?;
    let bytes: Box<dyn Read> = if name.to_lowercase().ends_with(".gz") {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    for (number, line) in (1..).zip(BufReader::new(bytes).split(b'\n')) {
        let place = format!("{name}, line {number}");
        let line = line.map_err(|why| format!("expected to read line {number}, found: {why}"))?;
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Record>(line) {
            Ok(record) => add(record, &place, reading),
            Err(why) => {
                // Of the two numbers it gives, the line is always the first.
                let why = why.to_string().replace(" at line 1 column ", " at column ");
                let expected = "expected a record {\"id\", \"title\", \"text\"} with an id at least";
                reading.skip(&place, &format!("{expected}, found: {why}"));
            }
        }
    }
    Ok(())
}

fn add(record: Record, place: &str, reading: &mut Reading) {
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
    let document = Document {
        id: record.id,
        url: record.url.filter(|url| !url.is_empty()),
        title: composed(record.title.as_deref().unwrap_or("")).into_owned(),
        date,
        text: paragraphs.join(PARAGRAPH),
        ..Document::default()
    };
    reading.add(document, place);
}

/// The day of a moment as ISO 8601 writes it, `2024-11-05T10:00:00Z`.
fn day(written: &str) -> &str {
    written.split(['T', ' ']).next().unwrap_or(written)
}
