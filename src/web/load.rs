//! Bringing the files of an index, over http or from a disk.
//!
//! In: the address of a file that `build` wrote. Out: its content, inflated.
//! Invariant: the same file both ways; where a browser refuses to fetch
//! (`file://`), a script element loads it.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlScriptElement, ReadableWritablePair, Response, Window};

use crate::error::Error;
use crate::index::file;

#[wasm_bindgen]
extern "C" {
    /// Not in web-sys yet but behind a compiler flag.
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// The content of a file.
pub(super) async fn file(address: &str) -> Result<Vec<u8>, Error> {
    let missing = |why: JsValue| Error::missing(address, &message(&why));
    let window = web_sys::window().ok_or_else(|| missing("not in a page".into()))?;
    let deflated = if address.starts_with("file:") {
        let document = window.document().ok_or_else(|| missing("no document".into()))?;
        let data = by_script(address, &document).await.map_err(missing)?;
        // What is no such script does not run, and hands nothing over.
        file::from_string(&data.ok_or_else(|| Error::foreign("a file of another kind"))?)
    } else {
        let fetched = by_fetch(address, &window).await.map_err(missing)?;
        file::unwrap(&fetched)?
    };
    inflate(&deflated).await.map_err(|why| Error::corrupt("deflated bytes", &message(&why)))
}

async fn by_fetch(address: &str, window: &Window) -> Result<Vec<u8>, JsValue> {
    let response: Response = JsFuture::from(window.fetch_with_str(address)).await?.dyn_into()?;
    if !response.ok() {
        return Err(format!("the host answered {}", response.status()).into());
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn by_script(address: &str, document: &Document) -> Result<Option<String>, JsValue> {
    let script: HtmlScriptElement = document.create_element("script")?.dyn_into()?;
    script.set_charset("x-user-defined");
    script.set_src(address);
    let loaded = Promise::new(&mut |resolve: Function, reject: Function| {
        script.set_onload(Some(&resolve));
        script.set_onerror(Some(&reject));
    });
    document.head().ok_or("no head")?.append_child(&script)?;
    let loaded = JsFuture::from(loaded).await;
    script.remove();
    loaded.map_err(|_| "it cannot be opened")?;
    Ok(Reflect::get(&script, &"data".into())?.as_string())
}

async fn inflate(deflated: &[u8]) -> Result<Vec<u8>, JsValue> {
    let stream: ReadableWritablePair = DecompressionStream::new("deflate-raw")?.unchecked_into();
    let mut deflated = deflated.to_vec();
    let source = Response::new_with_opt_u8_array(Some(&mut deflated))?.body().ok_or("no body")?;
    let inflated = Response::new_with_opt_readable_stream(Some(&source.pipe_through(&stream)))?;
    let buffer = JsFuture::from(inflated.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// What a thrown value says.
fn message(why: &JsValue) -> String {
    let error = why.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    error.or_else(|| why.as_string()).unwrap_or_default()
}
