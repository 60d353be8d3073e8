//! Records, one JSON object a line, gzipped or not.
//!
//! In: `{"id", "title", "text", "url"?, "date"?}` a line. Out: a document a
//! line. Invariant: a line that is no such record is skipped by number, the
//! others are read.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use super::Reading;
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
pub fn read(path: &Path, name: &str, reading: &mut Reading) -> Result<(), String> {
    let file = File::open(path).map_err(|why| why.to_string())?;
    let bytes: Box<dyn Read> = if name.to_lowercase().ends_with(".gz") {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    for (number, line) in (1..).zip(BufReader::new(bytes).lines()) {
        let line = line.map_err(|why| format!("expected lines of UTF-8, found at line {number}: {why}"))?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Record>(&line) {
            Ok(record) => reading.documents.push(document(record)),
            Err(why) => {
                let reason = format!("expected a record {{\"id\", \"title\", \"text\"}}, found: {why}");
                reading.skip(&format!("{name}, line {number}"), &reason);
            }
        }
    }
    Ok(())
}

fn document(record: Record) -> Document {
    let paragraphs: Vec<&str> =
        record.text.as_deref().unwrap_or("").lines().map(str::trim).filter(|p| !p.is_empty()).collect();
    Document {
        id: record.id,
        url: record.url,
        title: record.title.unwrap_or_default(),
        date: record.date.as_deref().and_then(Date::parse),
        text: paragraphs.join(PARAGRAPH),
        ..Document::default()
    }
}
