//! What scripts can call.
//!
//! In: the content of files of an index, queries, ids. Out: plain objects or
//! fragments, or the names of the parts that are needed first; errors as
//! `Error`s with a `code`. Invariant: nothing is loaded here, and nothing is
//! waited for.

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::Document;

use super::wire::Wire;
use super::{dom, render};
use crate::error::Error;
use crate::index::part::PartId;
use crate::index::{Index, Stop};
use crate::search::{Request, read, search};

/// How much memory the parts of an index may take once a query is answered, in
/// bytes. A query needs a fiftieth of it.
const MEMORY: usize = 18 << 20;

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

    /// The folder with the files of its parts, each under its name.
    #[wasm_bindgen(getter)]
    pub fn folder(&self) -> String {
        self.index.folder()
    }

    /// Adds the part of this name, which is in its file.
    pub fn add(&mut self, name: &str, file: &[u8]) -> Result<(), JsValue> {
        self.index.add(file).map_err(thrown)?;
        let is_there = PartId::parse(name).is_some_and(|id| self.index.has(id));
        if is_there { Ok(()) } else { Err(thrown(Error::corrupt(name, "another part"))) }
    }

    /// A page of hits as [`Wire`]; if it is to be shown in a document, with
    /// `nodes`, a fragment of that which shows them. Or `{ need }`, the names of
    /// the parts to add before asking again; those in `lost`, parted by spaces, it does without.
    #[expect(clippy::too_many_arguments, reason = "an object of them would take more to bring across")]
    pub fn search(
        &mut self,
        query: &str,
        limit: usize,
        offset: usize,
        literal: bool,
        filters: &str,
        sort: &str,
        show: Option<Document>,
        lost: &str,
    ) -> Result<JsValue, JsValue> {
        let request = Request { query, limit, offset, literal, filters, sort, lost: &parts(lost) };
        let page = match search(&self.index, &request) {
            Ok(page) => page,
            Err(stop) => return needed(stop),
        };
        self.index.forget(MEMORY);
        let wire = object(&Wire::page(&page))?;
        if let Some(document) = show {
            Reflect::set(&wire, &"nodes".into(), &dom::fragment(&render::hits(&page, query), &document))?;
        }
        Ok(wire)
    }

    /// A document as it is stored, the hits of a query marked, as [`Wire`]; or, if it is to
    /// be shown, a fragment that shows it. Or `{ need }`, as for a search;
    /// what is lost and needed all the same it cannot do without.
    pub fn document(
        &mut self,
        id: &str,
        query: &str,
        show: Option<Document>,
        lost: &str,
    ) -> Result<JsValue, JsValue> {
        let article = match read(&self.index, id, query, &parts(lost)) {
            Ok(article) => article,
            Err(stop) => return needed(stop),
        };
        self.index.forget(MEMORY);
        match show {
            Some(document) => Ok(dom::fragment(&render::article(&article), &document).into()),
            None => object(&Wire::article(&article)),
        }
    }
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
    let names = js_sys::Array::new();
    for part in parts {
        names.push(&part.name().into());
    }
    let needed = js_sys::Object::new();
    Reflect::set(&needed, &"need".into(), &names)?;
    Ok(needed.into())
}

/// An error as scripts get it.
fn thrown(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(error.message());
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
    thrown.into()
}
