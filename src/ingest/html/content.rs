//! The content of a page as text, with its headings and what weighs more.
//!
//! In: the elements that are the content. Out: [`Content`]. Invariant: every
//! range is within the text, at characters, around whole words, in order and
//! apart; the title is not repeated in the text, unless sections come before it.

use std::ops::Range;

use ego_tree::{NodeId, NodeRef};
use scraper::{ElementRef, Node};

use super::attributes::{indexed, weight};
use super::prose::{Gap, Prose};
use super::scope::{self, Scope};
use crate::document::Section;
use crate::ingest::address;

/// How many times the words of a heading count.
const HEADING: u8 = 2;
/// Images of at most this width say nothing of the page, in pixels.
const ICON: u32 = 48;

/// What the content of a page says.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// The first `<h1>`, if it is the title.
    pub(super) title: Option<String>,
    pub(super) text: String,
    pub(super) sections: Vec<Section>,
    pub(super) weights: Vec<(Range<usize>, u8)>,
    /// The first image, by its address and its description.
    pub(super) image: Option<(String, String)>,
}

/// Reads these elements in order; `title` is that of the page, if it is
/// already known.
pub(super) fn read(roots: &[ElementRef], scope: &Scope, title: Option<&str>) -> Content {
    walk(roots, scope, title, false)
}

/// Reads a text that says its title nowhere but in it: what it begins with is
/// the title, if it is a heading of any level.
pub(super) fn read_untitled(roots: &[ElementRef], scope: &Scope) -> Content {
    walk(roots, scope, None, true)
}

fn walk(roots: &[ElementRef], scope: &Scope, title: Option<&str>, is_untitled: bool) -> Content {
    let mut walk = Walk {
        scope,
        known: title,
        is_untitled,
        content: Content::default(),
        prose: Prose::default(),
        heading: None,
        weights: Vec::new(),
        lines: 0,
    };
    for root in roots {
        walk.prose.gap(Gap::Paragraph);
        walk.all(*root);
    }
    let Prose { text, weights, .. } = walk.prose;
    Content { text, weights, ..walk.content }
}

/// A heading that is being read.
struct Heading {
    element: NodeId,
    start: usize,
    anchor: Option<String>,
    /// What it says, if it is kept apart for it may be the title.
    apart: Option<Prose>,
}

struct Walk<'a> {
    scope: &'a Scope,
    known: Option<&'a str>,
    is_untitled: bool,
    content: Content,
    prose: Prose,
    heading: Option<Heading>,
    /// How many times words count, by the elements that say so.
    weights: Vec<(NodeId, u8)>,
    /// How many elements around keep their line breaks.
    lines: usize,
}

impl Walk<'_> {
    /// Goes through an element without descending into the stack, however deep
    /// it may be.
    fn all(&mut self, root: ElementRef) {
        let mut node = *root;
        loop {
            if self.enter(node, node.id() == root.id())
                && let Some(child) = node.first_child()
            {
                node = child;
                continue;
            }
            loop {
                self.leave(node);
                if node.id() == root.id() {
                    return;
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = node.parent() else { return };
                node = parent;
            }
        }
    }

    /// Whether to go into a node.
    fn enter(&mut self, node: NodeRef<Node>, is_root: bool) -> bool {
        match node.value() {
            Node::Text(text) => {
                self.say(text);
                false
            }
            Node::Element(_) => {
                ElementRef::wrap(node).is_some_and(|element| self.enter_element(element, is_root))
            }
            // What a template holds that is shown.
            Node::Fragment => true,
            _ => false,
        }
    }

    fn enter_element(&mut self, element: ElementRef, is_root: bool) -> bool {
        let value = element.value();
        if scope::is_seen_apart(value) || scope::is_next(element) {
            self.part(Gap::Space);
        }
        if !is_root && self.scope.leaves_out(element) {
            return false;
        }
        let name = value.name();
        if scope::ends_heading(value) && self.heading_says_something() {
            self.close();
        }
        self.part(scope::gap(element));
        if let Some(weight) = weight(value) {
            self.weights.push((element.id(), weight));
        }
        match name {
            "br" => match &mut self.heading {
                Some(_) => self.part(Gap::Space),
                None => self.prose.line_break(),
            },
            "img" => self.image(element),
            "pre" => self.lines += 1,
            _ if self.heading.is_none() && scope::is_heading(value) => self.open(element),
            _ => {}
        }
        for text in indexed(value) {
            self.part(Gap::Space);
            self.say(text);
            self.part(Gap::Space);
        }
        true
    }

    fn leave(&mut self, node: NodeRef<Node>) {
        let Some(element) = ElementRef::wrap(node) else { return };
        let id = element.id();
        if self.heading.as_ref().is_some_and(|heading| heading.element == id) {
            self.close();
        }
        if self.weights.last().is_some_and(|(weighed, _)| *weighed == id) {
            self.weights.pop();
        }
        if element.value().name() == "pre" {
            // One that is left out was not entered.
            self.lines = self.lines.saturating_sub(1);
        }
        self.part(scope::gap(element));
    }

    /// Adds a piece of text where it belongs.
    fn say(&mut self, piece: &str) {
        let given = self.weights.last().map(|(_, weight)| *weight);
        match &mut self.heading {
            Some(Heading { apart: Some(apart), .. }) => apart.push(piece, 1, false),
            Some(_) => self.prose.push(piece, given.unwrap_or(HEADING), false),
            None => self.prose.push(piece, given.unwrap_or(1), self.lines > 0),
        }
    }

    /// Parts what comes from what was; a heading stays in one paragraph.
    fn part(&mut self, gap: Gap) {
        match &mut self.heading {
            Some(Heading { apart: Some(apart), .. }) => apart.gap(gap.min(Gap::Space)),
            Some(_) => self.prose.gap(gap.min(Gap::Space)),
            None => self.prose.gap(gap),
        }
    }

    fn open(&mut self, element: ElementRef) {
        let begins = self.is_untitled && self.prose.text.is_empty();
        let is_first = self.content.title.is_none() && (begins || element.value().name() == "h1");
        self.heading = Some(Heading {
            element: element.id(),
            start: self.prose.position(),
            anchor: scope::anchor(element).map(address::anchor),
            apart: is_first.then(Prose::default),
        });
    }

    fn heading_says_something(&self) -> bool {
        self.heading.as_ref().is_some_and(|heading| match &heading.apart {
            Some(apart) => !apart.text.is_empty(),
            None => self.prose.text.len() > heading.start,
        })
    }

    fn close(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        if let Some(apart) = heading.apart {
            if apart.text.is_empty() {
                return;
            }
            let is_title = self.known.is_none_or(|known| is_same(known, &apart.text));
            self.content.title.get_or_insert(apart.text.clone());
            // What comes after it belongs to no section that was before it.
            if is_title && self.content.sections.is_empty() {
                return;
            }
            let weight = self.weights.last().map_or(HEADING, |(_, weight)| *weight);
            self.prose.push(&apart.text, weight, false);
        }
        let range = heading.start..self.prose.text.len();
        if let Some(anchor) = heading.anchor.filter(|_| !range.is_empty()) {
            self.content.sections.push(Section { heading: range, anchor });
        }
    }

    fn image(&mut self, element: ElementRef) {
        let value = element.value();
        let alt = value.attr("alt").unwrap_or("").trim();
        // Some programs write the address where they have no description.
        let alt = if value.attr("src").is_some_and(|source| source.ends_with(alt)) { "" } else { alt };
        if !alt.is_empty() {
            self.say(alt);
            self.part(Gap::Space);
        }
        let is_icon = |size: &str| {
            value.attr(size).and_then(|size| size.parse().ok()).is_some_and(|size: u32| size <= ICON)
        };
        let source = value.attr("src").filter(|source| !source.starts_with("data:"));
        let source = source.or_else(|| value.attr("data-src")).filter(|source| !source.trim().is_empty());
        if let Some(source) = source.filter(|_| !is_icon("width") && !is_icon("height")) {
            self.content.image.get_or_insert_with(|| (source.trim().to_owned(), alt.to_owned()));
        }
    }
}

/// Whether two titles say the same.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        letters.to_lowercase()
    };
    plain(one) == plain(other)
}
