//! Pages, as sites have them.
//!
//! In: the HTML of a page, or a stretch of it. Out: its document. Invariant:
//! what readers do not see is not in it, nor what belongs to the site rather
//! than to the page; markup, however wrong, is never an error.
//!
//! ```text
//! page ── head ───────▶ title, date, author, language, address
//!   │  ── attributes ─▶ meta, filters, sorts
//!   └──── scope ──▶ what the content is ─┬ content ──▶ text, sections, weights
//!                                         └ published ▶ date
//! ```

mod attributes;
mod content;
mod head;
mod parse;
mod prose;
mod published;
mod scope;
mod tag;

use std::borrow::Cow;

use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};

pub(super) use self::scope::Rules;

use self::content::{Content, is_same};
use self::head::Head;
use self::parse::parse;
use self::scope::{Part, Scope};
use super::address::Addresses;
use super::records::found;
use super::{Skipped, date};
use crate::document::Document;

/// The shortest description worth keeping, in characters.
const DESCRIPTION: usize = 20;

/// What a file of HTML is.
pub(super) enum Page {
    /// A page, and what it says its address is.
    Document(Box<Document>, Option<String>),
    /// A page that is not to be found, by its own wish.
    Unwanted(Unwanted),
}

/// Why a page is not to be found, or a folder of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unwanted {
    /// It says `noindex`.
    Private,
    /// It sends its readers elsewhere.
    Detour,
    /// It does not say what its content is, though others do.
    Unmarked,
    /// It is not published.
    Draft,
    /// There is nothing on it but where to search, as on those of timkiem's own.
    Search,
    /// It is hidden.
    Hidden,
}

/// Whether a page says with an attribute what its content is.
pub(super) fn is_marked(html: &str) -> bool {
    let is_body = |element: ElementRef| attributes::marked(element.value(), "body").is_some();
    parse(html).is_ok_and(|page| page.root_element().descendent_elements().any(is_body))
}

/// Whether an element is a whole page's way of searching.
fn is_search(element: ElementRef) -> bool {
    let element = element.value();
    element.name() == "tim-kiem" && element.attr("mode") == Some("page")
}

/// Reads a page; what cannot be read in it is named.
///
/// # Errors
/// As [`parse`]; says what was expected, what was found, what to do.
pub(super) fn read(id: &str, html: &str, rules: &Rules, skipped: &mut Vec<Skipped>) -> Result<Page, String> {
    let html = &*in_pairs(html);
    let mut page = parse(html)?;
    let mut head = head::read(&page);
    if let Some(closed) = closed_title(html, &head) {
        page = parse(&closed)?;
        head = head::read(&page);
    }
    if head.is_private {
        return Ok(Page::Unwanted(Unwanted::Private));
    }
    if head.is_detour {
        return Ok(Page::Unwanted(Unwanted::Detour));
    }
    let fields = attributes::fields(&page);
    let said = fields.meta.get("title").map(String::as_str);
    let (mut content, mut date) = (Content::default(), head.date);
    for (roots, part) in scope::candidates(&page, rules) {
        if rules.only_marked && roots.is_empty() {
            return Ok(Page::Unwanted(Unwanted::Unmarked));
        }
        // A heading alone is a content too: of a picture, of an empty list.
        if part == Part::All && content.title.is_some() {
            break;
        }
        let scope = Scope::new(&page, rules, part);
        content = content::read(&roots, &scope, said);
        if !content.text.is_empty() {
            if part == Part::Main
                && let Some(article) = scope::only_article(&roots)
                && scope::is_framed(&roots, article)
            {
                let article = content::read(&[article], &scope, said);
                if article.title == content.title {
                    content = article;
                }
            }
            // Of a page that has its heading elsewhere, and more text, they are what it refers to.
            if part == Part::Articles && content.title.is_none() {
                let scope = Scope::new(&page, rules, Part::Body);
                let whole = content::read(&scope::body(&page), &scope, said);
                if whole.title.is_some() && whole.text.len() > 2 * content.text.len() {
                    content = whole;
                }
            }
            date = date.or_else(|| published::read(&roots));
            break;
        }
    }
    if content.text.is_empty() && page.root_element().descendent_elements().any(is_search) {
        return Ok(Page::Unwanted(Unwanted::Search));
    }
    let title = title(&page, &head, said, &content);
    let mut document = Document {
        id: id.to_owned(),
        title,
        date,
        language: head.language.clone(),
        filters: fields.filters,
        sorts: fields.sorts,
        ..Document::default()
    };
    describe(&mut document, &head, &content);
    document.meta.extend(fields.meta);
    document.meta.remove("title");
    for (name, value) in fields.default_meta {
        if name == "title" {
            if document.title.is_empty() {
                document.title = value;
            }
        } else if name != "image" || content.image.is_none() {
            document.meta.entry(name).or_insert(value);
        }
    }
    if document.date.is_none() {
        let written = document.meta.get("date").or_else(|| document.sorts.get("date"));
        document.date = written.and_then(|written| date::read(written));
        let unread = written.map(|written| found(&written.as_str().into())).or(head.unread);
        if document.date.is_none()
            && let Some(found) = unread
        {
            let reason = format!("expected {}, found {found}; the page is read without it", date::EXPECTED);
            skipped.push(Skipped::part(format!("{id}, date"), reason));
        }
    }
    fill(&mut document, content);
    Ok(Page::Document(Box::new(document), head.canonical))
}

/// A page of XML with end tags for elements whose text HTML takes as it stands: without one, all that comes after is
/// such text.
fn in_pairs(html: &str) -> Cow<'_, str> {
    const TAKEN: [&str; 7] = ["script", "style", "title", "textarea", "iframe", "noframes", "noscript"];
    if !html.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with("<?xml") {
        return html.into();
    }
    let (mut paired, mut rest) = (String::with_capacity(html.len()), html);
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        let (tag, after) = tag.split_at(tag.find('>').map_or(tag.len(), |end| end + 1));
        let name = tag[1..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        paired += before;
        match tag.strip_suffix("/>") {
            Some(tag) if TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(name)) => {
                paired += &format!("{tag}></{name}>");
            }
            _ => paired += tag,
        }
        rest = after;
    }
    (paired + rest).into()
}

/// A page whose title is never closed, closed where it should be: until then
/// everything is title, and browsers show nothing.
fn closed_title(html: &str, head: &Head) -> Option<String> {
    const NOT_IN_TITLES: [&str; 4] = ["</head", "<body", "<meta", "<link"];
    head.title
        .as_ref()
        .filter(|title| NOT_IN_TITLES.iter().any(|tag| title.to_ascii_lowercase().contains(tag)))?;
    // Of the same length, so that places are the same.
    let small = html.to_ascii_lowercase();
    let start = small.find("<title")?;
    let end = NOT_IN_TITLES.iter().filter_map(|tag| small[start..].find(tag)).min()? + start;
    Some([&html[..end], "</title>", &html[end..]].concat())
}

/// Reads a stretch of HTML into a document that may have a title and a text
/// already: it goes on after the text.
///
/// # Errors
/// As [`read`].
pub(super) fn append(html: &str, document: &mut Document) -> Result<(), String> {
    let page = parse(html)?;
    let scope = Scope::new(&page, &Rules::default(), Part::Content);
    let roots = [page.root_element()];
    let mut content = match &*document.title {
        "" if document.text.is_empty() => content::read_untitled(&roots, &scope),
        title => content::read(&roots, &scope, Some(title).filter(|title| !title.is_empty())),
    };
    if document.title.is_empty() {
        document.title = content.title.take().unwrap_or_default();
    }
    fill(document, content);
    Ok(())
}

/// Puts a content behind the text of a document.
fn fill(document: &mut Document, content: Content) {
    let Content { text, mut sections, mut weights, .. } = content;
    if document.text.is_empty() || text.is_empty() {
        document.text += &text;
    } else {
        document.text = [&*document.text, &text].join(crate::document::PARAGRAPH);
    }
    let before = document.text.len() - text.len();
    let moved = |range: &mut std::ops::Range<usize>| *range = range.start + before..range.end + before;
    sections.iter_mut().for_each(|section| moved(&mut section.heading));
    weights.iter_mut().for_each(|(range, _)| moved(range));
    document.sections.append(&mut sections);
    document.weights.append(&mut weights);
}

/// The title of a page: what it says is its title; its first heading; or what
/// a browser shows of it, without the name of the site if that can be told.
fn title(page: &Html, head: &Head, said: Option<&str>, content: &Content) -> String {
    if let Some(title) = said.or(content.title.as_deref()) {
        // Where the site's name is a heading too, a browser shows both.
        let shared = head.shared_title.as_deref().filter(|shared| {
            let shown = head.title.as_deref().unwrap_or_default();
            said.is_none()
                && shown.len() > title.len() + shared.len()
                && shown.starts_with(title)
                && shown.ends_with(shared)
        });
        return shared.unwrap_or(title).to_owned();
    }
    let Some(shown) = &head.title else { return head.shared_title.clone().unwrap_or_default() };
    let is_heading = |found: &ElementRef| found.value().name() == "h1" && !scope::is_home(*found);
    let mut headings = page.root_element().descendent_elements().filter(is_heading);
    let heading = headings.next().filter(|_| headings.next().is_none()).map(attributes::text);
    let begins =
        |with: &&String| !with.is_empty() && shown.starts_with(with.as_str()) && !is_same(with, shown);
    let ends = |with: &&String| !with.is_empty() && shown.ends_with(with.as_str()) && !is_same(with, shown);
    let shared = head.shared_title.as_ref();
    let shorter = shared.filter(begins).or(heading.as_ref().filter(begins)).or(shared.filter(ends));
    shorter.unwrap_or(shown).clone()
}

/// What is shown beside a hit.
fn describe(document: &mut Document, head: &Head, content: &Content) {
    let meta = &mut document.meta;
    meta.extend(head.author.clone().map(|author| ("author".to_owned(), author)));
    let is_useful = |description: &&String| {
        let start =
            &description[..description.char_indices().nth(60).map_or(description.len(), |(at, _)| at)];
        description.chars().count() >= DESCRIPTION
            && !is_same(description, &document.title)
            && !content.text.starts_with(start)
    };
    meta.extend(
        head.description.as_ref().filter(is_useful).map(|text| ("description".to_owned(), text.clone())),
    );
    if let Some((source, alt)) = &content.image {
        meta.insert("image".to_owned(), source.clone());
        if !alt.is_empty() {
            meta.insert("image_alt".to_owned(), attributes::short(alt));
        }
    }
}

/// Makes the image of a page an address that works anywhere, its page having
/// an address by now.
pub(super) fn place_image(document: &mut Document) {
    if let Some(image) = document.meta.remove("image") {
        let page = document.url.as_deref().unwrap_or("");
        document.meta.extend(Addresses::beside(page, &image).map(|image| ("image".to_owned(), image)));
    }
}

/// What follows a node that is not gone into.
fn after(node: NodeRef<'_, Node>) -> Option<NodeRef<'_, Node>> {
    let mut node = node;
    loop {
        if let Some(next) = node.next_sibling() {
            return Some(next);
        }
        node = node.parent()?;
    }
}
