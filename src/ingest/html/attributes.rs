//! What a page says in attributes: `data-timkiem-*`, and `data-pagefind-*`
//! which mean the same.
//!
//! In: an element, or a page. Out: what its attributes say. Invariant: what
//! stands outside the content counts as well; what is in an element with
//! `ignore="all"` does not.
//!
//! ```html
//! <main data-timkiem-body>
//! <div data-timkiem-ignore>            not indexed, but what its attributes say counts
//! <div data-timkiem-ignore="all">      nothing of it counts
//! <p data-timkiem-weight="5">          counts five times, at most ten
//! <abbr title="…" data-timkiem-index-attrs="title">
//! <h1 data-timkiem-meta="title">       the element's text
//! <img data-timkiem-meta="image[src], image_alt[alt]">
//! <p data-timkiem-filter="tag[data-tag], author:A name, up to the end">
//! <time data-timkiem-sort="date[datetime]">
//! ```

use std::collections::{BTreeMap, BTreeSet};

use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use super::prose::Prose;

/// The longest value of a field, in bytes; what is longer is cut, for it is
/// loaded with the hit that shows it.
const VALUE: usize = 2000;
/// How far into an element its text is looked for.
const NODES: usize = 4000;

/// The value of an attribute under either name.
pub(super) fn marked<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    // Almost no element has any.
    element.attrs().find_map(|(attribute, value)| {
        let rest = attribute.strip_prefix("data-")?;
        let rest = rest.strip_prefix("timkiem-").or_else(|| rest.strip_prefix("pagefind-"))?;
        (rest == name).then_some(value)
    })
}

/// How many times the words of an element count, if it says so.
pub(super) fn weight(element: &Element) -> Option<u8> {
    let weight: f64 = marked(element, "weight")?.trim().parse().ok()?;
    weight.is_finite().then(|| weight.round().clamp(1.0, 10.0) as u8)
}

/// The values of the attributes of an element that are text to be indexed.
pub(super) fn indexed(element: &Element) -> impl Iterator<Item = &str> {
    let names = marked(element, "index-attrs").unwrap_or("");
    names.split(',').map(str::trim).filter(|name| !name.is_empty()).filter_map(|name| element.attr(name))
}

/// The fields of a page.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) meta: BTreeMap<String, String>,
    /// Meta that count if the page has no other of the name.
    pub(super) default_meta: BTreeMap<String, String>,
    pub(super) filters: BTreeMap<String, BTreeSet<String>>,
    pub(super) sorts: BTreeMap<String, String>,
}

/// Reads the fields of a page.
pub(super) fn fields(page: &Html) -> Fields {
    let mut fields = Fields::default();
    let mut next = Some(*page.root_element());
    while let Some(node) = next {
        let mut goes_in = true;
        if let Some(element) = ElementRef::wrap(node) {
            goes_in = marked(element.value(), "ignore") != Some("all");
            if goes_in {
                fields.add(element);
            }
        }
        next = node.first_child().filter(|_| goes_in).or_else(|| super::after(node));
    }
    fields
}

impl Fields {
    fn add(&mut self, element: ElementRef) {
        let value = element.value();
        for (name, value) in said(element, marked(value, "meta")) {
            self.meta.entry(name).or_insert(value);
        }
        for (name, value) in said(element, marked(value, "default-meta")) {
            self.default_meta.entry(name).or_insert(value);
        }
        for (name, value) in said(element, marked(value, "filter")) {
            self.filters.entry(name).or_default().insert(value);
        }
        for (name, value) in said(element, marked(value, "sort")) {
            self.sorts.entry(name).or_insert(value);
        }
    }
}

/// What an attribute says of its element: `name`, `name[attribute]`, several
/// of these parted by commas, and last `name:value` up to the end.
fn said(element: ElementRef, attribute: Option<&str>) -> Vec<(String, String)> {
    let mut said = Vec::new();
    let mut rest = attribute.unwrap_or("").trim();
    while !rest.is_empty() {
        let end = rest.find([',', ':', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let value = match after.chars().next() {
            Some(':') => {
                rest = "";
                Some(short(&after[1..]))
            }
            Some('[') => {
                let close = after.find(']').unwrap_or(after.len());
                rest = after[close..].trim_start_matches([']', ' ', ',']);
                element.value().attr(after[1..close].trim()).map(short)
            }
            _ => {
                rest = after.trim_start_matches([',', ' ']);
                Some(text(element))
            }
        };
        let name = short(name);
        said.extend(value.filter(|value| !value.is_empty() && !name.is_empty()).map(|value| (name, value)));
        rest = rest.trim();
    }
    said
}

/// The text of an element as one line.
pub(super) fn text(element: ElementRef) -> String {
    let mut prose = Prose::default();
    for node in element.descendants().take(NODES) {
        if let Node::Text(text) = node.value() {
            let within = node.parent().and_then(ElementRef::wrap);
            if !within.is_some_and(|within| matches!(within.value().name(), "script" | "style" | "noscript"))
            {
                prose.push(text, 1, false);
            }
        }
        if prose.text.len() > VALUE {
            break;
        }
    }
    short(&prose.text)
}

/// The text that an element begins with. Of elements within each other each
/// text is that of one only, so that all of these grow with the page.
pub(super) fn first_text<'a>(element: ElementRef<'a>) -> Option<&'a str> {
    element.first_child()?.value().as_text().map(|text| &**text)
}

/// A value as one line, cut if it is too long.
pub(super) fn short(value: &str) -> String {
    let mut prose = Prose::default();
    prose.push(cut(value, 4 * VALUE), 1, false);
    cut(&prose.text, VALUE).to_owned()
}

/// The first characters of a text, `length` bytes of them at most.
fn cut(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}
