//! Records, one JSON object a line, gzipped or not.
//!
//! In: a `.jsonl` or `.ndjson` file. Out: its lines. Invariant: a line that is
//! no record is skipped by number, the others are read; never more than one
//! line of a file is in memory, and no line is longer than [`LINE`]. Half a
//! character, where a program cut a text, is read as U+FFFD.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;
use serde_json::{Map, Value};

use super::encoding;
use super::work::{DOCUMENT, PIECE};

/// The longest line, in bytes: a small file can be unpacked into a line
/// without end.
const LINE: u64 = DOCUMENT;

/// The lines of a file of records.
pub(super) struct Lines {
    bytes: BufReader<Box<dyn Read + Send>>,
    encoding: &'static Encoding,
    /// Whether it has only plain letters so far, which are the same in any.
    is_plain: bool,
    number: u64,
    is_over: bool,
}

impl Lines {
    /// Opens a file; nothing if it can only be read in one piece and is too
    /// large for that.
    ///
    /// # Errors
    /// If it cannot be opened or read.
    pub(super) fn open(path: &Path, is_packed: bool) -> io::Result<Option<Lines>> {
        let file = File::open(path)?;
        let bytes: Box<dyn Read + Send> =
            if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let mut bytes = BufReader::with_capacity(encoding::SAMPLE, bytes);
        let head = bytes.fill_buf()?;
        let (encoding, is_plain) = (encoding::encoding(head, false), head.is_ascii());
        if encoding == UTF_16LE || encoding == UTF_16BE {
            // Its line ends are no bytes of their own.
            let mut all = Vec::new();
            bytes.take(PIECE + 1).read_to_end(&mut all)?;
            let fits = all.len() as u64 <= PIECE;
            return Ok(fits.then(|| Lines::of(encoding.decode(&all).0.into_owned())));
        }
        Ok(Some(Lines { bytes, encoding, is_plain, number: 0, is_over: false }))
    }

    /// The lines of a text.
    pub(super) fn of(text: String) -> Lines {
        let bytes: Box<dyn Read + Send> = Box::new(Cursor::new(text.into_bytes()));
        Lines { bytes: BufReader::new(bytes), encoding: UTF_8, is_plain: false, number: 0, is_over: false }
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
        if self.is_plain && !line.is_ascii() {
            (self.encoding, self.is_plain) = (encoding::encoding(&line, false), false);
        }
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
    let read = serde_json::from_slice::<Value>(line)
        .or_else(|why| mended(line).map_or(Err(why), |line| serde_json::from_slice(&line)));
    match read {
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

/// JSON in which halves of characters (`"\ud83d"` without the other half) are
/// the sign for what cannot be read; nothing if it has none.
fn mended(json: &[u8]) -> Option<Vec<u8>> {
    let unit = |at: usize| {
        let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut mended = Vec::with_capacity(json.len());
    let (mut at, mut has_half) = (0, false);
    while at < json.len() {
        let is_second = |at| matches!(unit(at), Some(0xdc00..=0xdfff));
        let length = match unit(at) {
            Some(0xd800..=0xdbff) if is_second(at + 6) => 12,
            Some(0xd800..=0xdfff) => {
                mended.extend(b"\\ufffd");
                (at, has_half) = (at + 6, true);
                continue;
            }
            _ if json[at] == b'\\' => 2,
            _ => 1,
        };
        let end = (at + length).min(json.len());
        mended.extend(&json[at..end]);
        at = end;
    }
    has_half.then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_no_reason_to_lose_a_record() {
        let read =
            |json: &str| fields(json.as_bytes()).map(|fields| fields.map(|fields| fields["a"].clone()));
        for (json, text) in [
            (r#"{"a": "x\ud83d"}"#, "x\u{fffd}"),
            (r#"{"a": "\ud83d\ude00\ud83dx"}"#, "😀\u{fffd}x"),
            (r#"{"a": "\ude00\ud83d\\ud83d\n"}"#, "\u{fffd}\u{fffd}\\ud83d\n"),
            (r#"{"a": "\uDBFF\uD800\uDC00"}"#, "\u{fffd}\u{10000}"),
        ] {
            assert_eq!(read(json), Ok(Some(text.into())), "{json}");
        }
        for json in [r#"{"a": "\ud83d"#, r#"{"a": "\ud8"}"#, r#"{"a": "\ud83d\"}"#] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
