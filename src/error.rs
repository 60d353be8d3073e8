//! What can go wrong, said so that the reader knows what to do.
//!
//! In: what was expected and what was found, from wherever it was noticed.
//! Out: one opaque [`Error`] whose text is a whole sentence and whose
//! [`code`](Error::code) is stable, so that programs need not read the text.
//! Invariant: no message is made of anything but plain text; a page shows it
//! in a text node.

use std::fmt;

/// Why something could not be done: what was expected, what was found, what to
/// do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Foreign,
    Version,
    Corrupt,
    Mixed,
    Missing,
    Unknown,
    Filter,
    #[cfg(not(target_arch = "wasm32"))]
    Input,
    #[cfg(not(target_arch = "wasm32"))]
    Io,
}

/// What may help wherever files are not what they should be.
const AGAIN: &str = "; upload the folder again, or build the index again with `timkiem build`";

impl Error {
    /// A short name that stays the same between versions: `index/foreign`,
    /// `index/version`, `index/corrupt`, `index/mixed`, `index/missing`,
    /// `document/unknown`, `filter/unknown`, `input` or `io`.
    pub fn code(&self) -> &'static str {
        match self.kind {
            Kind::Foreign => "index/foreign",
            Kind::Version => "index/version",
            Kind::Corrupt => "index/corrupt",
            Kind::Mixed => "index/mixed",
            Kind::Missing => "index/missing",
            Kind::Unknown => "document/unknown",
            Kind::Filter => "filter/unknown",
            #[cfg(not(target_arch = "wasm32"))]
            Kind::Input => "input",
            #[cfg(not(target_arch = "wasm32"))]
            Kind::Io => "io",
        }
    }

    /// All of it, as one sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    fn new(kind: Kind, message: &[&str]) -> Error {
        Error { kind, message: joined(message) }
    }

    /// These bytes are no part of a timkiem index.
    pub(crate) fn foreign(found: &str) -> Error {
        Error::new(Kind::Foreign, &["expected a file of an index, found ", found, AGAIN])
    }

    /// The index was written by another version than this program can read.
    pub(crate) fn version(what: &str, expected: u8, found: u8) -> Error {
        let remedy = if found > expected { "; use a newer timkiem" } else { AGAIN };
        Error::new(
            Kind::Version,
            &[
                "expected ",
                what,
                " version ",
                &decimal(expected.into()),
                ", found version ",
                &decimal(found.into()),
                remedy,
            ],
        )
    }

    /// The bytes are those of an index, but not as they were written.
    pub(crate) fn corrupt(expected: &str, found: &str) -> Error {
        Error::new(Kind::Corrupt, &["the index is damaged: expected ", expected, ", found ", found, AGAIN])
    }

    /// Two parts that were not made by the same build.
    pub(crate) fn mixed() -> Error {
        Error::new(Kind::Mixed, &["expected files of one build, found one of another", AGAIN])
    }

    /// A file of the index could not be had.
    pub(crate) fn missing(file: &str, why: &str) -> Error {
        Error::new(
            Kind::Missing,
            &[
                "expected the index file ",
                file,
                ", found none (",
                why,
                "); check that the whole folder that `timkiem build` wrote is there, then try again",
            ],
        )
    }

    /// No document has this id.
    pub(crate) fn unknown(id: &str) -> Error {
        Error::new(
            Kind::Unknown,
            &["expected the id of a document, found \"", id, "\"; search for it instead"],
        )
    }

    /// What hits are to be filtered by is nothing that documents have.
    pub(crate) fn filter(found: &str) -> Error {
        Error::new(
            Kind::Filter,
            &[
                "expected NAME:VALUE with a name that is in `facets`, 64 at most, found ",
                found,
                "; correct it",
            ],
        )
    }

    /// The same, said of this file.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn of_file(self, file: &str) -> Error {
        match self.message.contains(file) {
            true => self,
            false => Error { message: format!("{file}: {}", self.message), ..self },
        }
    }

    /// Something given to the program is not of the form it takes.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn input(message: String) -> Error {
        Error { kind: Kind::Input, message }
    }

    /// The system refused: `doing` says what, to which file or folder.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn io(doing: &str, path: &std::path::Path, why: &std::io::Error) -> Error {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        let remedy = match why.kind() {
            FileTooLarge | QuotaExceeded | StorageFull => "make room for it",
            _ => "check the path and who may use it",
        };
        Error {
            kind: Kind::Io,
            message: format!(
                "expected to {doing} {}, found that it cannot be done ({why}); {remedy}",
                path.display()
            ),
        }
    }
}

/// Texts as one.
pub(crate) fn joined(texts: &[&str]) -> String {
    let mut joined = String::new();
    for text in texts {
        joined.push_str(text);
    }
    joined
}

/// A number in digits. What formats numbers otherwise weighs more in the page
/// than all that is said there.
pub(crate) fn decimal(number: u32) -> String {
    let mut digits = String::new();
    let mut unit = 1;
    while number / unit > 9 {
        unit *= 10;
    }
    while unit > 0 {
        digits.push(char::from(b'0' + (number / unit % 10) as u8));
        unit /= 10;
    }
    digits
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
