//! Nodes in the page.
//!
//! In: [`Node`]s. Out: the same in a fragment of the document. Invariant: the
//! one place that makes elements, and all text it makes are text nodes.

use wasm_bindgen::UnwrapThrowExt;
use web_sys::{Document, DocumentFragment};

use super::render::Node;

/// A fragment of a document with these nodes.
pub(super) fn fragment(nodes: &[Node], document: &Document) -> DocumentFragment {
    let fragment = document.create_document_fragment();
    append(nodes, &fragment, document);
    fragment
}

fn append(nodes: &[Node], parent: &web_sys::Node, document: &Document) {
    for node in nodes {
        let made: web_sys::Node = match node {
            Node::Text(text) => document.create_text_node(text).into(),
            Node::Element { name, attributes, children } => {
                // The names are all our own, and good ones.
                let element = document.create_element(name).unwrap_throw();
                for (name, value) in attributes {
                    element.set_attribute(name, value).unwrap_throw();
                }
                append(children, &element, document);
                element.into()
            }
        };
        parent.append_child(&made).unwrap_throw();
    }
}
