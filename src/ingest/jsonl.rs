//! Records, one JSON object a line, gzipped or not.
//!
//! In: a `.jsonl` or `.ndjson` file. Out: its lines. Invariant: a line that is
//! no record is skipped by number, the others are read; never more than one
//! line of a file is in memory, and no line is longer than [`LINE`].

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;
use serde_json::{Map, Value};

use super::encoding;

/// The longest line, in bytes: a small file can be unpacked into a line
/// without end.
const LINE: u64 = 256 << 20;

/// The lines of a file of records.
pub(super) struct Lines {
    bytes: BufReader<Box<dyn Read + Send>>,
    encoding: &'static Encoding,
    number: u64,
    is_over: bool,
}

impl Lines {
    /// Opens a file.
    ///
    /// # Errors
    /// If it cannot be opened or read.
    pub(super) fn open(path: &Path, is_packed: bool) -> io::Result<Lines> {
        let file = File::open(path)?;
        let bytes: Box<dyn Read + Send> =
            if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let mut bytes = BufReader::with_capacity(encoding::SAMPLE, bytes);
        let encoding = encoding::encoding(bytes.fill_buf()?, false);
        if encoding == UTF_16LE || encoding == UTF_16BE {
            // Its line ends are no bytes of their own.
            let mut all = Vec::new();
            bytes.read_to_end(&mut all)?;
            return Ok(Lines::of(encoding.decode(&all).0.into_owned()));
        }
        Ok(Lines { bytes, encoding, number: 0, is_over: false })
    }

    /// The lines of a text.
    pub(super) fn of(text: String) -> Lines {
        let bytes: Box<dyn Read + Send> = Box::new(Cursor::new(text.into_bytes()));
        Lines { bytes: BufReader::new(bytes), encoding: UTF_8, number: 0, is_over: false }
    }
}

impl Iterator for Lines {
    /// The number of a line, and the line or why it cannot be read.
    type Item = (u64, Result<Vec<u8>, String>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        self.number += 1;
        let mut line = Vec::new();
        let read = self.bytes.by_ref().take(LINE).read_until(b'\n', &mut line);
        let lost = |found: &str| format!("expected to read it, found: {found}; what comes after is lost");
        let read = match read {
            Ok(0) => {
                self.is_over = true;
                return None;
            }
            Ok(read) if read as u64 == LINE => Err(lost("a line of more than 256 MB")),
            Ok(_) => Ok(()),
            Err(why) => Err(lost(&why.to_string())),
        };
        // What cannot be read once cannot be read on.
        self.is_over = read.is_err();
        let line = read.map(|()| match self.encoding {
            encoding if encoding == UTF_8 => line,
            encoding => encoding.decode(&line).0.into_owned().into_bytes(),
        });
        Some((self.number, line))
    }
}

/// The fields of a line; none if there is nothing on it.
///
/// # Errors
/// If it is no record; says what was expected, what was found.
pub(super) fn fields(line: &[u8]) -> Result<Option<Map<String, Value>>, String> {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    if line.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let expected = "expected a record {\"id\", \"title\", \"text\"}";
    match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(fields)) => Ok(Some(fields)),
        Ok(other) => {
            Err(format!("{expected}, found {}; make it one, or remove it", super::records::found(&other)))
        }
        // Of the two numbers it gives, the line is always the first.
        Err(why) => Err(format!(
            "{expected}, found: {}; correct it",
            why.to_string().replace(" at line 1 column ", " at column ")
        )),
    }
}
