//! Full-text search that runs inside a web page.
//!
//! ```text
//! files, folders
//!   │  ingest         one reader per format → Document
//!   │  analysis       text → tokens: span, folded form, marks
//!   │  index::build   documents → parts: root with an fst, postings, texts
//!   ▼
//! parts on any static host or disk
//!   │  index          bytes → checked views
//!   │  search         query → terms → what was meant → ranks → snippets
//!   ▼
//! web   (wasm32)      brings the parts, hands over the page of hits, renders it
//! cli   (native)      the same from files
//! ```
//!
//! The engine does no I/O: [`search`](search::search) answers with a page, or
//! with the names of the parts it needs first. What it knows of a language
//! was computed when the index was built and is stored in it.

pub mod document;
pub mod error;
#[cfg(not(target_arch = "wasm32"))]
pub mod ingest;

pub mod analysis;
pub mod index;
mod order;
pub mod search;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(any(target_arch = "wasm32", test))]
mod web;

pub use document::{Date, Document};
pub use error::Error;
