//! What a site owner says of the files that are read.
//!
//! In: settings, from a file or a command line. Out: the same, as readers ask
//! for them. Invariant: what nobody said is empty, and readers have sensible
//! guesses for that.

use std::path::PathBuf;

/// How files are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// What stands before the path of a file in its address, as
    /// `https://example.org/docs/`; none to have it guessed.
    pub base_url: Option<String>,
    /// Globs over paths below a folder; if there are any, only what one of them
    /// matches is read.
    pub include: Vec<String>,
    /// Globs over paths below a folder; what one of them matches is not read.
    pub exclude: Vec<String>,
    /// Files that are written, wherever they lie; they are not read.
    pub written: Vec<PathBuf>,
    /// CSS selectors of what is the content of a page; none to have it found.
    pub content: Vec<String>,
    /// CSS selectors of what is not to be indexed.
    pub ignore: Vec<String>,
    /// The fields of records (and of front matter) by what they are, each with
    /// the names it may have, the likeliest first; none for the usual names.
    pub fields: Fields,
}

/// The names of fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// What names the record.
    pub id: Vec<String>,
    /// Its title.
    pub title: Vec<String>,
    /// Its text; several fields are joined in this order.
    pub text: Vec<String>,
    /// Its address.
    pub url: Vec<String>,
    /// Its date.
    pub date: Vec<String>,
    /// Its language.
    pub language: Vec<String>,
    /// Fields that are shown beside a hit.
    pub meta: Vec<String>,
    /// Fields to filter by.
    pub filters: Vec<String>,
    /// Fields to sort by.
    pub sorts: Vec<String>,
}
