//! A part: the smallest piece of an index that is loaded and checked by itself.
//!
//! In: a payload, what it is, and the build it belongs to. Out: bytes that
//! name all this and bear a checksum; and from bytes, the payload again or an
//! error. Invariant: a payload is handed on only if it is, bit for bit, what a
//! build of this format and this analysis wrote.
//!
//! ```text
//! part   = header, payload
//! header = "tkim", format, analysis, kind, 0      one byte each
//!          number of the part among its kind      4 bytes, little-endian
//!          length of the payload                  4 bytes
//!          build                                  8 bytes
//!          checksum of all above and the payload  8 bytes
//! file   = part*
//! ```

use std::fmt;

use crate::analysis;
use crate::bytes::checksum;
use crate::error::{Error, decimal, joined};

/// The version of everything `index` lays down in bytes.
pub const FORMAT: u8 = 8;

const MAGIC: [u8; 4] = *b"tkim";
/// How long a header is.
pub const HEADER: usize = 32;
/// Where the checksum stands, and so how much of the header it covers.
const SUMMED: usize = 24;

/// What a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// What every query needs: [`Root`](super::root::Root).
    Root,
    /// Which documents hold common terms, and the pairs that begin alike:
    /// [`Lists`](super::postings::Lists), [`Pairs`](super::pairs::Pairs).
    Postings,
    /// Rare terms and their documents: [`Terms`](super::terms::Terms).
    Terms,
    /// The documents themselves: [`Texts`](super::text::Texts).
    Texts,
    /// Which document has which id: [`Ids`](super::ids::Ids).
    Ids,
    /// What documents are filtered and sorted by: [`Column`](super::column::Column).
    Columns,
}

impl PartKind {
    /// Every kind, the root first.
    pub const ALL: [PartKind; 6] = [
        PartKind::Root,
        PartKind::Postings,
        PartKind::Terms,
        PartKind::Texts,
        PartKind::Ids,
        PartKind::Columns,
    ];

    /// What parts of this kind are called.
    pub fn name(self) -> &'static str {
        match self {
            PartKind::Root => "root",
            PartKind::Postings => "postings",
            PartKind::Terms => "terms",
            PartKind::Texts => "texts",
            PartKind::Ids => "ids",
            PartKind::Columns => "columns",
        }
    }
}

/// Names a part within its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId {
    /// What it holds.
    pub kind: PartKind,
    /// Its number among those of its kind, from 0.
    pub number: u32,
}

impl PartId {
    /// The part with this name, as `texts-12`.
    pub fn parse(name: &str) -> Option<PartId> {
        let known = |kind: &PartKind| name.strip_prefix(kind.name())?.strip_prefix("-")?.parse().ok();
        PartKind::ALL.into_iter().find_map(|kind| Some(PartId { kind, number: known(&kind)? }))
    }

    /// What this part is called, as `texts-12`.
    pub fn name(self) -> String {
        joined(&[self.kind.name(), "-", &decimal(self.number)])
    }
}

impl fmt::Display for PartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// The folder that the parts of a build are kept in where each has a file of
/// its own.
pub fn folder(build: u64) -> String {
    let mut name = "parts-".to_owned();
    for shift in (0..64).step_by(4).rev() {
        name.extend(char::from_digit((build >> shift) as u32 & 15, 16));
    }
    name
}

/// A part whose checksum was right.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Which one it is.
    pub id: PartId,
    /// The build it belongs to.
    pub build: u64,
    /// What it holds.
    pub payload: &'a [u8],
}

impl Part<'_> {
    /// The bytes of this part.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.payload.len());
        bytes.extend(MAGIC);
        bytes.extend([FORMAT, analysis::VERSION, self.id.kind as u8, 0]);
        bytes.extend(self.id.number.to_le_bytes());
        bytes.extend((self.payload.len() as u32).to_le_bytes());
        bytes.extend(self.build.to_le_bytes());
        bytes.extend(sum(&bytes, self.payload).to_le_bytes());
        bytes.extend_from_slice(self.payload);
        bytes
    }
}

/// How long the payload is that a header announces; none if it is no header.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn announced(header: &[u8]) -> Option<usize> {
    let header = header.first_chunk::<HEADER>().filter(|header| header.starts_with(&MAGIC))?;
    Some(u32::from_le_bytes([header[12], header[13], header[14], header[15]]) as usize)
}

/// The parts in the bytes of a file.
///
/// # Errors
/// `index/foreign` if they are something else, `index/version` if they were
/// written in another format, `index/corrupt` if they were altered or cut off.
pub fn read(mut file: &[u8]) -> Result<Vec<Part<'_>>, Error> {
    let mut parts = Vec::new();
    // Not even an empty file has none.
    loop {
        let (part, rest) = read_one(file)?;
        parts.push(part);
        if rest.is_empty() {
            return Ok(parts);
        }
        file = rest;
    }
}

fn read_one(file: &[u8]) -> Result<(Part<'_>, &[u8]), Error> {
    if file.iter().zip(MAGIC).any(|(&found, expected)| found != expected) {
        return Err(Error::foreign("a file of another kind"));
    }
    let Some((header, rest)) = file.split_first_chunk::<HEADER>() else {
        return Err(Error::corrupt("the header of a part", "that it was cut off"));
    };
    let number = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let long = |at: usize| u64::from(number(at)) | u64::from(number(at + 4)) << 32;
    // The versions come before all else: another version may do it all otherwise.
    if header[4] != FORMAT {
        return Err(Error::version("index format", FORMAT, header[4]));
    }
    if header[5] != analysis::VERSION {
        return Err(Error::version("text analysis", analysis::VERSION, header[5]));
    }
    let length = number(12) as usize;
    let Some((payload, rest)) = rest.split_at_checked(length) else {
        return Err(Error::corrupt("a whole part", "that it was cut off"));
    };
    if long(SUMMED) != sum(header.get(..SUMMED).unwrap_or_default(), payload) {
        return Err(Error::corrupt("the checksum of a part", "another sum"));
    }
    let Some(&kind) = PartKind::ALL.get(usize::from(header[6])) else {
        return Err(Error::corrupt("a part of a known kind", "one of another"));
    };
    Ok((Part { id: PartId { kind, number: number(8) }, build: long(16), payload }, rest))
}

fn sum(header: &[u8], payload: &[u8]) -> u64 {
    checksum(payload) ^ checksum(header).rotate_left(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let id = PartId { kind: PartKind::Texts, number: 7 };
        let mut file = Part { id, build: 42, payload: b"payload" }.write();
        file.extend(Part { id: PartId { kind: PartKind::Root, number: 0 }, build: 42, payload: b"" }.write());
        file
    }

    #[test]
    fn parts_survive_their_bytes() {
        let file = file();
        let parts = read(&file).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].id.number, parts[0].build, parts[0].payload), (7, 42, &b"payload"[..]));
        assert_eq!(parts[1].id.to_string(), "root-0");
    }

    #[test]
    fn a_part_is_found_by_its_name() {
        let id = PartId { kind: PartKind::Texts, number: 12 };
        assert_eq!(id.to_string(), "texts-12");
        assert_eq!(PartId::parse("texts-12"), Some(id));
        for none in ["", "texts", "texts-", "texts-x", "texts-4294967296", "others-1", "-1"] {
            assert_eq!(PartId::parse(none), None, "{none}");
        }
    }

    #[test]
    fn every_truncation_is_noticed() {
        let file = file();
        let first = HEADER + 7;
        for end in (0..file.len()).filter(|&end| end != first) {
            assert!(read(&file[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let file = file();
        for bit in 0..file.len() * 8 {
            let mut flipped = file.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&flipped).is_err(), "{bit}");
        }
    }

    #[test]
    fn other_versions_are_refused_by_name() {
        let mut newer = file();
        newer[4] = FORMAT + 1;
        let error = read(&newer).unwrap_err();
        assert_eq!(error.code(), "index/version");
        assert!(error.to_string().contains("use a newer timkiem"), "{error}");
        let mut older = file();
        older[5] = 0;
        assert_eq!(read(&older).unwrap_err().code(), "index/version");
        assert_eq!(read(b"<!doctype html>").unwrap_err().code(), "index/foreign");
    }
}
