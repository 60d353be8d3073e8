//! Which elements of a page are its content, and how they part its words.
//!
//! In: an element where it stands. Out: whether it is left out, what gap is
//! around it. Invariant: each answer takes a bounded look around, so that the
//! worst of pages is read in time that grows with its length.

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::attributes::marked;
use super::prose::Gap;
use crate::ingest::asked::Asked;

/// How many neighbours are looked at to tell what an element is to them.
const NEIGHBOURS: usize = 8;
/// How much of an element is looked at to tell what it is, in nodes.
const LOOKED_AT: usize = 64;
/// How much beside an article may be the site's though it is no link, in bytes.
const BESIDE: usize = 24;
/// The classes of links to the heading they stand in.
const PERMALINKS: [&str; 7] =
    ["anchor", "hash-link", "header-anchor", "anchor-link", "permalink", "heading-anchor", "headerlink"];

/// What a site owner says of pages.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// What the content is; empty to have it found.
    pub(crate) content: Vec<Asked<Selector>>,
    /// What is left out.
    pub(crate) ignore: Vec<Asked<Selector>>,
    /// Whether some page of the site says with an attribute what its content
    /// is; then those that do not are left out.
    pub(crate) only_marked: bool,
}

/// What is left out of a page.
pub(super) struct Scope {
    ignored: HashSet<NodeId>,
    /// What of the page is read.
    part: Part,
}

impl Scope {
    pub(super) fn new(page: &Html, rules: &Rules, part: Part) -> Scope {
        Scope { ignored: selected(page, &rules.ignore), part }
    }

    /// Whether an element is left out, with everything in it.
    pub(super) fn leaves_out(&self, element: ElementRef) -> bool {
        let value = element.value();
        is_hidden(value) && !is_question(element)
            || self.ignored.contains(&element.id())
            || marked(value, "ignore").is_some()
            || (self.part != Part::All && self.is_of_the_site(element))
            || is_permalink(element)
            || is_reference(element)
            || is_home(element)
    }

    /// Whether an element is there for the site rather than for the page.
    fn is_of_the_site(&self, element: ElementRef) -> bool {
        let value = element.value();
        let role = value.attr("role").unwrap_or("");
        let is_body = matches!(self.part, Part::Body | Part::BodyForms);
        match value.name() {
            "nav" => true,
            "form" => !matches!(self.part, Part::Forms | Part::BodyForms),
            // Of a quotation it says whose it is.
            "footer" => !is_in(*element, "blockquote"),
            "header" => is_body,
            // Within the content it is a note; or links to what is related.
            "aside" => is_body && !is_note(value) || is_links(element),
            _ => matches!(role, "navigation" | "search" | "contentinfo") || role == "banner" && is_body,
        }
    }
}

/// Whether an element says of itself that it is a note on what is around it.
fn is_note(element: &Element) -> bool {
    const NOTES: [&str; 8] =
        ["note", "admonition", "callout", "tip", "warning", "caution", "important", "danger"];
    let kinds =
        [element.attr("epub:type"), element.attr("role"), element.attr("class")].into_iter().flatten();
    kinds
        .flat_map(|kinds| kinds.split([' ', '-', '_']))
        .any(|kind| NOTES.contains(&kind) || kind.ends_with("note"))
}

/// Whether a node is in an element with this name, not far above.
fn is_in(node: NodeRef<scraper::Node>, name: &str) -> bool {
    let mut above = node.ancestors().take(NEIGHBOURS);
    above.any(|above| above.value().as_element().is_some_and(|value| value.name() == name))
}

/// Whether most of the text at the beginning of an element is links.
fn is_links(element: ElementRef) -> bool {
    let (mut links, mut all) = (0, 0);
    for node in element.descendants().take(LOOKED_AT) {
        let Some(text) = node.value().as_text() else { continue };
        all += text.trim().len();
        links += if is_in(node, "a") { text.trim().len() } else { 0 };
    }
    2 * links > all
}

/// Whether nobody sees an element, or nobody reads it.
pub(super) fn is_hidden(element: &Element) -> bool {
    const UNREAD: [&str; 26] = [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "button",
        "select",
        "head",
        "title",
        "link",
        "meta",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "textarea",
        "datalist",
        "noframes",
        "rp",
        "rt",
        "annotation",
        "input",
        "map",
        // Words of a search box, as those of a page of timkiem's own.
        "tim-kiem",
    ];
    let is_shown = element.name() == "template" && element.attr("shadowrootmode").is_some();
    UNREAD.contains(&element.name()) && !is_shown
        || element.name() == "dialog" && element.attr("open").is_none()
        || element.attr("hidden").is_some_and(|value| value != "until-found") && !is_shown_later(element)
        || element.attr("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || element.attr("style").is_some_and(hides)
        || element.classes().any(|class| matches!(class, "linenos" | "lineno" | "lnt" | "mw-editsection"))
}

/// Whether what is hidden is so only until it is its turn: the page of a tab, or what React puts in its place.
fn is_shown_later(element: &Element) -> bool {
    element.attr("role") == Some("tabpanel") || element.id().is_some_and(|id| id.starts_with("S:"))
}

/// Whether a style hides what it is put on.
fn hides(style: &str) -> bool {
    says(style, "display", &["none"]) || says(style, "visibility", &["hidden"])
}

/// Whether a style says one of these values of a property.
fn says(style: &str, property: &str, values: &[&str]) -> bool {
    style.split(';').any(|rule| {
        let (name, value) = rule.split_once(':').unwrap_or((rule, ""));
        let value = value.split('!').next().unwrap_or_default().trim();
        name.trim().eq_ignore_ascii_case(property) && values.iter().any(|one| value.eq_ignore_ascii_case(one))
    })
}

/// Whether an element is a link to the place where it stands, as "¶".
fn is_permalink(element: ElementRef) -> bool {
    let value = element.value();
    if value.name() != "a" {
        return false;
    }
    let is_hidden = value.attr("aria-hidden").is_some_and(|hidden| !hidden.eq_ignore_ascii_case("false"));
    if is_hidden || value.classes().any(|class| class == "headerlink") {
        return true;
    }
    let leads_here = value.attr("href").is_some_and(|link| link.contains('#'));
    if leads_here && !says_something(element) {
        return true;
    }
    let heading = || {
        element
            .ancestors()
            .take(NEIGHBOURS)
            .filter_map(ElementRef::wrap)
            .find(|above| is_heading(above.value()))
    };
    value.classes().any(|class| PERMALINKS.contains(&class))
        && heading().is_some_and(|heading| letters(heading) > letters(element))
}

/// Whether a style makes a line of its own of what is none.
fn is_block(style: &str) -> bool {
    says(style, "display", &["block", "flex", "grid", "list-item", "table"])
}

/// Whether a button is what a heading says: it opens what stands below it.
fn is_question(element: ElementRef) -> bool {
    let mut above = element.ancestors().take(NEIGHBOURS).filter_map(ElementRef::wrap);
    let asks = |above: &ElementRef| is_heading(above.value()) || above.value().name() == "dt";
    element.value().name() == "button"
        && above.find(asks).is_some_and(|above| letters(above) == letters(element))
}

/// Whether a heading is the name of the site: a link to its front page.
pub(super) fn is_home(element: ElementRef) -> bool {
    const FRONT: [&str; 2] = ["/", "/index.html"];
    let is_front = |link: &&str| {
        let whole = Url::parse(link);
        FRONT.contains(&whole.as_ref().map_or(*link, Url::path))
    };
    element.value().name() == "h1"
        && element.descendants().take(LOOKED_AT).filter_map(ElementRef::wrap).any(|link| {
            link.value().attr("href").as_ref().is_some_and(is_front) && letters(link) == letters(element)
        })
}

/// Whether an element stands for something to see though it has no text, so
/// that the words around it are two.
pub(super) fn is_seen_apart(element: &Element) -> bool {
    const SEEN: [&str; 13] = [
        "img", "input", "svg", "button", "select", "textarea", "iframe", "video", "audio", "canvas",
        "object", "embed", "label",
    ];
    SEEN.contains(&element.name())
}

/// Whether an element stands right after another of its kind that is laid out
/// apart from it, as the names of tabs are.
pub(super) fn is_next(element: ElementRef) -> bool {
    let name = element.value().name();
    (name == "time" || name.contains('-'))
        && element
            .prev_sibling()
            .and_then(ElementRef::wrap)
            .is_some_and(|before| before.value().name() == name)
}

/// Whether an element is the number of a footnote, which is no part of the
/// word before it.
fn is_reference(element: ElementRef) -> bool {
    let value = element.value();
    if value.name() != "sup" {
        return value.attr("role").is_some_and(|role| role == "doc-noteref")
            || value.classes().any(|class| class == "footnote-reference");
    }
    let mut children = element.children().filter(|child| !is_blank(*child));
    let only = children.next().and_then(ElementRef::wrap).filter(|_| children.next().is_none());
    value.classes().any(|class| class.starts_with("footnote"))
        || only.is_some_and(|link| {
            link.value().name() == "a" && link.value().attr("href").is_some_and(|link| link.starts_with('#'))
        })
}

/// How many letters and digits there are in an element, of the first few.
pub(super) fn letters(element: ElementRef) -> usize {
    let texts = element.descendants().take(16 * LOOKED_AT).filter_map(|node| node.value().as_text());
    texts.take(LOOKED_AT).flat_map(|text| text.chars()).take(4000).filter(|c| c.is_alphanumeric()).count()
}

fn says_something(element: ElementRef) -> bool {
    element.descendants().any(|node| match node.value() {
        scraper::Node::Text(text) => text.chars().any(char::is_alphanumeric),
        scraper::Node::Element(image) => image.attr("alt").is_some_and(|alt| !alt.trim().is_empty()),
        _ => false,
    })
}

pub(super) fn is_heading(element: &Element) -> bool {
    matches!(element.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether an element cannot be in a heading, so that one before it was not
/// closed.
pub(super) fn ends_heading(element: &Element) -> bool {
    const BLOCKS: [&str; 9] = ["p", "ul", "ol", "dl", "table", "pre", "blockquote", "section", "article"];
    is_heading(element) || BLOCKS.contains(&element.name())
}

/// The gap before and after an element.
pub(super) fn gap(element: ElementRef) -> Gap {
    match element.value().name() {
        "p" | "div" if is_only_child_of_cell(element) => Gap::Space,
        "address" | "article" | "aside" | "blockquote" | "body" | "center" | "dd" | "details" | "dir"
        | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2"
        | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr" | "html" | "legend" | "li" | "main"
        | "menu" | "nav" | "ol" | "p" | "pre" | "search" | "section" | "summary" | "table" | "ul"
        | "caption" | "tbody" | "thead" | "tfoot" | "dialog" | "listing" | "xmp" => Gap::Paragraph,
        "tr" => Gap::Line,
        "td" | "th" => Gap::Space,
        // What Sphinx says of a parameter, after its name.
        "span" if element.value().classes().any(|class| class == "classifier") => Gap::Space,
        _ if element.value().attr("style").is_some_and(is_block) => Gap::Paragraph,
        _ => Gap::None,
    }
}

fn is_only_child_of_cell(element: ElementRef) -> bool {
    let cell = element.parent().and_then(ElementRef::wrap);
    cell.is_some_and(|cell| matches!(cell.value().name(), "td" | "th"))
        && element.prev_siblings().take(NEIGHBOURS).all(is_blank)
        && element.next_siblings().take(NEIGHBOURS).all(is_blank)
}

/// Whether a node is only white space or a comment.
fn is_blank(node: ego_tree::NodeRef<scraper::Node>) -> bool {
    match node.value() {
        scraper::Node::Text(text) => text.trim().is_empty(),
        scraper::Node::Element(_) => false,
        _ => true,
    }
}

/// The `id` that opens a page at this heading: its own, that of the section it
/// begins, or that of an empty element beside or in it.
pub(super) fn anchor<'a>(heading: ElementRef<'a>) -> Option<&'a str> {
    if let Some(own) = id(heading.value()) {
        return Some(own);
    }
    let mut inside = heading.descendants().take(4 * NEIGHBOURS).filter_map(ElementRef::wrap).skip(1);
    if let Some(inside) = inside.find_map(|inside| target(inside.value())) {
        return Some(inside);
    }
    let mut element = heading;
    for _ in 0..3 {
        for before in element.prev_siblings().take(NEIGHBOURS).filter(|before| !is_blank(*before)) {
            let before = ElementRef::wrap(before).filter(|before| letters(*before) == 0)?;
            if let Some(target) = target(before.value()) {
                return Some(target);
            }
        }
        element = element.parent().and_then(ElementRef::wrap)?;
        let value = element.value();
        match value.name() {
            "section" | "div" | "article" | "header" | "hgroup" | "details" => {}
            _ => return None,
        }
        if let Some(id) = id(value) {
            return Some(id);
        }
    }
    None
}

fn id(element: &Element) -> Option<&str> {
    element.attr("id").filter(|id| !id.trim().is_empty())
}

/// What a link may lead to: an `id`, or the `name` of an `<a>`.
fn target(element: &Element) -> Option<&str> {
    match element.name() {
        "a" => id(element).or_else(|| element.attr("name").filter(|name| !name.trim().is_empty())),
        "span" => id(element),
        _ => None,
    }
}

/// The elements that the site owner asks for.
fn selected(page: &Html, selectors: &[Asked<Selector>]) -> HashSet<NodeId> {
    let found = |asked: &Asked<Selector>| {
        let found: Vec<NodeId> = page.select(&asked.by).map(|found| found.id()).collect();
        asked.meets(!found.is_empty());
        found
    };
    selectors.iter().flat_map(found).collect()
}

/// The elements that may be the content of a page, the likeliest first, and
/// how each of them is read.
pub(super) fn candidates<'a>(page: &'a Html, rules: &Rules) -> Vec<(Vec<ElementRef<'a>>, Part)> {
    let shown: Vec<ElementRef> = page.root_element().descendent_elements().collect();
    let all =
        |is: &dyn Fn(&Element) -> bool| outermost(shown.iter().copied().filter(|found| is(found.value())));
    let found = all(&|element| marked(element, "body").is_some());
    if !found.is_empty() || rules.only_marked {
        return vec![(found, Part::Content)];
    }
    let mut candidates = Vec::new();
    if !rules.content.is_empty() {
        let chosen = selected(page, &rules.content);
        let chosen = shown.iter().copied().filter(|found| chosen.contains(&found.id()));
        candidates.push((outermost(chosen), Part::Content));
    }
    let seen = |elements: Vec<ElementRef<'a>>| elements.into_iter().filter(|found| is_seen(*found)).collect();
    let is_main = |element: &Element| element.name() == "main" || element.attr("role") == Some("main");
    let main: Vec<ElementRef> = seen(all(&is_main));
    candidates.push((main.clone(), Part::Main));
    candidates.push((main.clone(), Part::Forms));
    candidates.push((seen(all(&|element| element.name() == "article")), Part::Articles));
    let body = body(page);
    candidates.push((body.clone(), Part::Body));
    candidates.push((body.clone(), Part::BodyForms));
    // What is beside a content that says nothing is not the content.
    if main.is_empty() {
        candidates.push((body, Part::All));
    }
    candidates
}

/// All that a browser shows of a page.
pub(super) fn body(page: &Html) -> Vec<ElementRef<'_>> {
    outermost(page.root_element().descendent_elements().filter(|found| found.value().name() == "body"))
}

/// How much of some elements is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// They are the content.
    Content,
    /// They are the content, with perhaps a little of the site.
    Main,
    /// They are the content, or what is shown beside it.
    Articles,
    /// They are the content, and it is in forms.
    Forms,
    /// The content is somewhere in them.
    Body,
    /// The same, in forms.
    BodyForms,
    /// All of it, for nothing else was found.
    All,
}

/// Whether what stands beside an article in these elements belongs to the site: "On this page", links to what is
/// near, and no paragraph.
pub(super) fn is_framed(elements: &[ElementRef], article: ElementRef) -> bool {
    let within: HashSet<NodeId> = article.descendants().map(|node| node.id()).collect();
    let beside = elements.iter().flat_map(|element| element.descendants());
    let beside = beside.filter(|node| !within.contains(&node.id()));
    let (mut links, mut all, mut has_paragraph) = (0, 0, false);
    for node in beside {
        let Some(text) = node.value().as_text().map(|text| text.trim().len()).filter(|length| *length > 0)
        else {
            continue;
        };
        let is_unread =
            node.parent().and_then(ElementRef::wrap).is_some_and(|parent| is_hidden(parent.value()));
        if is_unread || is_in(node, "nav") {
            continue;
        }
        let is_link = is_in(node, "a");
        all += text;
        links += if is_link { text } else { 0 };
        has_paragraph |= !is_link && is_in(node, "p");
    }
    !has_paragraph && (all <= BESIDE || 2 * links > all)
}

/// The one article among these elements.
pub(super) fn only_article<'a>(elements: &[ElementRef<'a>]) -> Option<ElementRef<'a>> {
    let within = elements.iter().flat_map(ElementRef::descendent_elements);
    match outermost(within.filter(|found| found.value().name() == "article"))[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// Those that are in none of the others, given in the order of the page.
fn outermost<'a>(elements: impl Iterator<Item = ElementRef<'a>>) -> Vec<ElementRef<'a>> {
    let mut kept: Vec<ElementRef> = Vec::new();
    let mut within: HashSet<NodeId> = HashSet::new();
    for element in elements {
        if !within.contains(&element.id()) {
            within.extend(element.descendants().map(|node| node.id()));
            kept.push(element);
        }
    }
    kept
}

/// Whether nothing around an element hides it.
fn is_seen(element: ElementRef) -> bool {
    !element.ancestors().filter_map(ElementRef::wrap).any(|above| is_hidden(above.value()))
}
