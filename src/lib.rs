//! Full-text search that runs inside a web page.
//!
//! ```text
//! files, folders
//!   │  ingest         one reader per format → Document
//!   │  analysis       text → tokens: span, folded form, marks
//!   │  index::build   documents → parts: root with an fst, postings, pairs, texts
//!   ▼
//! parts on any static host or disk
//!   │  index          bytes → checked views
//!   │  search         query → terms → what was meant → ranks → snippets
//!   ▼
//! web   (wasm32)      hands over the page of hits, renders it; www brings the parts
//! cli   (native)      the same from files
//! ```
//!
//! The engine does no I/O: [`search`](search::search) answers with a page, or
//! with the names of the parts it needs first. What it knows of a language
//! was computed when the index was built and is stored in it.
//!
//! ```
//! use timkiem::index::{Index, build};
//! use timkiem::search::{Request, search};
//! use timkiem::Document;
//!
//! let document = Document {
//!     id: "1".to_owned(),
//!     title: "Đồn biên phòng".to_owned(),
//!     text: "Tuần tra biên giới.".to_owned(),
//!     ..Document::default()
//! };
//! let parts = build::build(&[document], &build::Options::default())?;
//! let file: Vec<u8> = parts.into_iter().flat_map(|part| part.bytes).collect();
//!
//! let index = Index::open(&file)?;
//! let request = Request { query: "bien gioi", limit: 10, ..Request::default() };
//! let page = search(&index, &request).map_err(|stop| stop.into_error())?;
//! let marked: Vec<&str> = page.hits[0].snippet.pieces.iter().filter(|piece| piece.1).map(|piece| &*piece.0).collect();
//! assert_eq!(marked, ["biên", "giới"]);
//! # Ok::<(), timkiem::Error>(())
//! ```

mod bits;
mod bytes;
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
