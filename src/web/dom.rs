//! Nodes in the page.
//!
//! In: what is drawn. Out: the same as nodes in a fragment of the document.
//! Invariant: the one place that makes elements, and all text it makes are text
//! nodes.

use wasm_bindgen::UnwrapThrowExt;
use web_sys::{Document, DocumentFragment, Element};

use super::render::Canvas;

/// A fragment being drawn on.
pub(super) struct Fragment<'a> {
    document: &'a Document,
    fragment: DocumentFragment,
    /// The elements that have begun and not ended, each within the one before.
    begun: Vec<Element>,
    /// Whether nothing has been put into the last of them.
    is_empty: bool,
}

impl Fragment<'_> {
    /// An empty one.
    pub(super) fn new(document: &Document) -> Fragment<'_> {
        Fragment {
            document,
            fragment: document.create_document_fragment(),
            begun: Vec::new(),
            is_empty: true,
        }
    }

    /// All that was drawn.
    pub(super) fn finish(self) -> DocumentFragment {
        self.fragment
    }

    fn append(&mut self, node: &web_sys::Node) {
        self.is_empty = false;
        let within: &web_sys::Node = match self.begun.last() {
            Some(element) => element,
            None => &self.fragment,
        };
        within.append_child(node).unwrap_throw();
    }
}

impl Canvas for Fragment<'_> {
    fn begin(&mut self, name: &str, part: &str) {
        // The names are all our own, and good ones.
        let element = self.document.create_element(name).unwrap_throw();
        self.begun.push(element);
        self.is_empty = true;
        self.attribute("part", part);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if let Some(element) = self.begun.last() {
            element.set_attribute(name, value).unwrap_throw();
        }
    }

    fn text(&mut self, text: &str) {
        self.append(&self.document.create_text_node(text));
    }

    fn end(&mut self) {
        if let Some(element) = self.begun.pop().filter(|_| !self.is_empty) {
            self.append(&element);
        }
        // What it is in may have had something before.
        self.is_empty = false;
    }
}
