//! What scripts can call.
//!
//! In: an address to open, queries, ids. Out: plain objects or fragments;
//! errors as `Error`s with a `code`.

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{dom, load, render};
use crate::error::Error;
use crate::index::{Index, Stop};
use crate::search::{Request, read, search};

/// An index that has been opened.
#[wasm_bindgen]
pub struct Engine {
    index: Index,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the index in this file, given by its whole address.
    pub async fn open(file: String) -> Result<Engine, JsValue> {
        let bytes = load::file(&file).await;
        let index = bytes.and_then(|bytes| Index::open(&bytes));
        index.map(|index| Engine { index }).map_err(thrown)
    }

    /// A page of hits; if it is to be shown, with `nodes`, a fragment that
    /// shows them.
    pub fn search(&self, query: &str, limit: usize, offset: usize, show: bool) -> Result<JsValue, JsValue> {
        let started = now();
        let request = Request { query, limit, offset, lost: &[] };
        let mut page = search(&self.index, &request).map_err(stopped)?;
        page.took_ms = now() - started;
        let object = object(&page)?;
        if show {
            Reflect::set(&object, &"nodes".into(), &dom::fragment(&render::hits(&page, query)))?;
        }
        Ok(object)
    }

    /// A document as it is stored, the hits of a query marked; or, if it is to
    /// be shown, a fragment that shows it.
    pub fn document(&self, id: &str, query: &str, show: bool) -> Result<JsValue, JsValue> {
        let article = read(&self.index, id, query, &[]).map_err(stopped)?;
        if show { Ok(dom::fragment(&render::article(&article)).into()) } else { object(&article) }
    }
}

/// A plain object: maps as objects, nothing as null.
fn object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

fn stopped(stop: Stop) -> JsValue {
    thrown(stop.into_error())
}

/// An error as scripts get it.
fn thrown(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
    thrown.into()
}

/// The time in milliseconds.
fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}
