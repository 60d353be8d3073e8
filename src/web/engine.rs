//! What scripts can call.
//!
//! In: the content of files of an index, queries, ids. Out: plain objects or
//! fragments, or a text, the names of the parts that are needed first; errors
//! as `Error`s with a `code`. Invariant: nothing is loaded here, and nothing is
//! waited for.

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::Document;

use super::dom::Fragment;
use super::render;
use super::wire::Wire;
use crate::error::{Error, joined};
use crate::index::column::Use;
use crate::index::part::PartId;
use crate::index::{Index, Stop};
use crate::search::{Request, read, search};

/// How much memory the parts of an index may take once a query is answered, in
/// bytes. A query needs a fiftieth of it; a hundred typed letter by letter, nearly
/// all.
const MEMORY: usize = 19 << 20;

/// An index that has been opened.
#[wasm_bindgen]
pub struct Engine {
    index: Index,
}

#[wasm_bindgen]
impl Engine {
    /// Opens an index, given what is in its first file.
    pub fn open(file: &[u8]) -> Result<Engine, JsValue> {
        Index::open(file).map(|index| Engine { index }).map_err(thrown)
    }

    /// What it is, a line for each: the folder with the files of its parts, each under its name;
    /// the language of the documents; and what they can be filtered and sorted by, `d` for dates,
    /// `f` before what can be filtered by, `s` before what can be sorted by.
    #[wasm_bindgen(getter)]
    pub fn about(&self) -> String {
        let root = self.index.root();
        let mut about = joined(&[&self.index.folder(), "\n", &root.language]);
        for (usage, name) in &root.columns {
            about.push_str(match usage {
                Use::Date => "\nd",
                Use::Filter => "\nf",
                Use::Sort => "\ns",
            });
            about.push_str(name);
        }
        about
    }

    /// Adds the part of this name, which is in its file.
    pub fn add(&mut self, name: &str, file: &[u8]) -> Result<(), JsValue> {
        self.index.add(file).map_err(thrown)?;
        let is_there = PartId::parse(name).is_some_and(|id| self.index.has(id));
        if is_there { Ok(()) } else { Err(thrown(Error::corrupt(name, "another part"))) }
    }

    /// A page of hits as [`Wire`]; if it is to be shown in a document, with
    /// `nodes`, a fragment of that which shows them. Or the names of the parts to add before asking
    /// again, parted by spaces.
    ///
    /// What is asked is a line each: the query, more conditions, those that always hold, what to sort
    /// by, the parts to do without, parted by spaces, and something if the query is to be taken as typed.
    pub fn search(
        &mut self,
        asked: &str,
        limit: usize,
        offset: usize,
        show: Option<Document>,
    ) -> Result<JsValue, JsValue> {
        let [query, filters, always, sort, lost, literal] = lines(asked);
        let literal = !literal.is_empty();
        let request = Request { query, limit, offset, literal, filters, always, sort, lost: &parts(lost) };
        let page = match search(&self.index, &request) {
            Ok(page) => page,
            Err(stop) => return needed(stop),
        };
        self.index.forget(MEMORY);
        let wire = object(&Wire::page(&page))?;
        if let Some(document) = show {
            let mut fragment = Fragment::new(&document);
            render::hits(&page, &mut fragment);
            Reflect::set(&wire, &"nodes".into(), &fragment.finish())?;
        }
        Ok(wire)
    }

    /// A document as it is stored, the hits of a query marked, as [`Wire`]; or, if it is to
    /// be shown, a fragment that shows it. Or the names of parts, as for a search;
    /// what is lost and needed all the same it cannot do without.
    ///
    /// What is asked is a line each: the query, the parts to do without; and the id, which may have
    /// lines of its own.
    pub fn document(&mut self, asked: &str, show: Option<Document>) -> Result<JsValue, JsValue> {
        let [query, lost, ..] = lines(asked);
        let id = asked.get(query.len() + lost.len() + 2..).unwrap_or_default();
        let article = match read(&self.index, id, query, &parts(lost)) {
            Ok(article) => article,
            Err(stop) => return needed(stop),
        };
        self.index.forget(MEMORY);
        let Some(document) = show else { return object(&Wire::article(&article)) };
        let mut fragment = Fragment::new(&document);
        render::article(&article, &mut fragment);
        Ok(fragment.finish().into())
    }
}

/// The first lines of a text: each string that scripts hand over is paid for in bytes at both ends,
/// so several come in one.
#[expect(
    clippy::manual_pattern_char_comparison,
    reason = "a character alone is looked for with code for long texts"
)]
fn lines(text: &str) -> [&str; 6] {
    let mut lines = text.split(|character| character == '\n');
    [(); 6].map(|()| lines.next().unwrap_or_default())
}

/// The parts with these names, parted by spaces.
fn parts(names: &str) -> Vec<PartId> {
    let mut parts = Vec::new();
    names.split_ascii_whitespace().for_each(|name| parts.extend(PartId::parse(name)));
    parts
}

/// An object as scripts know it.
fn object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// The names of the parts that are needed; or the error, thrown.
fn needed(stop: Stop) -> Result<JsValue, JsValue> {
    let parts = match stop {
        Stop::Need(parts) => parts,
        Stop::Error(error) => return Err(thrown(error)),
    };
    let mut names = String::new();
    for part in parts {
        names.push_str(&part.name());
        names.push(' ');
    }
    Ok(names.trim_ascii_end().into())
}

/// An error as scripts get it.
fn thrown(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(error.message());
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
    thrown.into()
}
