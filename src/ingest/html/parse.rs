//! Markup as a tree.
//!
//! In: HTML. Out: its tree. Invariant: takes time and memory that grow with
//! the length of the markup and no faster. Four things in HTML do not: whether
//! an element ends another is asked of all those it is in, formatting that is
//! never ended is begun again in every paragraph, formatting is compared with
//! all that is open when it begins, and an attribute with all before it in its
//! tag.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use ego_tree::NodeId;
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::Tracer;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use scraper::{Html, HtmlTreeSink, Node};

use super::tag::Tag;

/// How deep elements lie within each other at most. Browsers stop at 512.
const DEEP: usize = 8192;
/// How many bytes are parsed before it is looked what came of them: few enough
/// for the worst of them.
const STEP: usize = 256;
/// How many nodes there may be beside one for each byte.
const NODES: usize = 4096;
/// How many attributes a tag has at most.
const ATTRIBUTES: usize = 2048;
/// How many elements and attributes formatting may be compared with for each
/// byte, and beside these.
const COMPARED: usize = 32;
const BESIDE: usize = 1 << 20;
/// The elements that are formatting.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// The tree of a page.
///
/// # Errors
/// If it is too deep, a tag has too many attributes, or formatting is begun
/// again and again; says what was expected, what was found, what to do.
pub(super) fn parse(html: &str) -> Result<Html, String> {
    let sink = HtmlTreeSink::new(Html::new_document());
    let tree = TreeBuilder::new(sink, TreeBuilderOpts::default());
    // At the start of the page there is none any more; at that of every step it
    // is a character like any other.
    let options = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
    let is_xml = html.trim_start_matches('\u{feff}').starts_with("<?xml");
    let tokens = Tokens { tree, is_xml, have_come: Cell::default(), begun: Cell::default() };
    let tokenizer = Tokenizer::new(tokens, options);
    let (input, mut tag) = (BufferQueue::default(), Tag::default());
    let (mut rest, mut since, mut compared) = (html, 0, 0);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(Tag::piece(rest, STEP));
        rest = after;
        input.push_back(piece.into());
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tag.read(piece, tokenizer.sink.have_come.take());
        if tag.attributes > ATTRIBUTES {
            return Err(format!(
                "expected no more than {ATTRIBUTES} attributes in a tag, found more; close it where it ends"
            ));
        }
        since += piece.len();
        if since >= STEP || rest.is_empty() {
            since = 0;
            check(&tokenizer.sink, html.len() - rest.len(), &mut compared)?;
        }
    }
    tokenizer.end();
    Ok(tokenizer.sink.tree.sink.finish())
}

/// Checks what has come of so many bytes.
fn check(tokens: &Tokens, bytes: usize, compared: &mut usize) -> Result<(), String> {
    let page = tokens.tree.sink.0.borrow();
    let open = Open::new(&page);
    tokens.tree.trace_handles(&open);
    let (begun, of_begun) = tokens.begun.take();
    let (formatting, of_formatting) = open.formatting.get();
    *compared += begun * (formatting + of_formatting) + of_begun * formatting;
    if page.tree.values().len() > bytes + NODES {
        return Err(
            "expected formatting that ends, found much that is begun again in every paragraph; close it where it ends"
                .to_owned(),
        );
    }
    if *compared > COMPARED * bytes + BESIDE {
        return Err("expected formatting that ends, found much that is open at once; close it where it ends"
            .to_owned());
    }
    // What is open is at the end, or elsewhere, for what stands in a table and
    // in none of its cells comes before it.
    let mut last = Some(page.tree.root());
    for _ in 0..DEEP {
        last = last.and_then(|node| node.last_child());
    }
    if open.elements.borrow().len() > DEEP || last.is_some() {
        return Err(format!(
            "expected elements no more than {DEEP} deep within each other, found more; close those that have ended"
        ));
    }
    Ok(())
}

/// The tokens of a page on their way to its tree.
struct Tokens {
    tree: TreeBuilder<NodeId, HtmlTreeSink>,
    /// Whether the page is XHTML, where `<![CDATA[` begins a text, and no comment.
    is_xml: bool,
    /// Whether any have come since this was last asked.
    have_come: Cell<bool>,
    /// How many elements that are formatting have begun since, and how many
    /// attributes they have.
    begun: Cell<(usize, usize)>,
}

impl TokenSink for Tokens {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        if let Token::TagToken(tag) = &token
            && tag.kind == TagKind::StartTag
            && FORMATTING.contains(&&*tag.name)
        {
            let (elements, attributes) = self.begun.get();
            self.begun.set((elements + 1, attributes + tag.attrs.len()));
        }
        // What is said of a fault comes in the middle of what has it.
        self.have_come.set(self.have_come.get() || !matches!(token, Token::ParseError(_)));
        self.tree.process_token(token, line)
    }

    fn end(&self) {
        self.tree.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.is_xml || self.tree.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// What is open.
struct Open<'a> {
    page: &'a Html,
    elements: RefCell<HashSet<NodeId>>,
    /// How many of them are formatting that would be begun again, and how many
    /// attributes they have.
    formatting: Cell<(usize, usize)>,
}

impl Open<'_> {
    fn new(page: &Html) -> Open<'_> {
        Open { page, elements: RefCell::default(), formatting: Cell::default() }
    }
}

impl Tracer for Open<'_> {
    type Handle = NodeId;

    fn trace_handle(&self, node: &NodeId) {
        // Formatting that would be begun again is named once more.
        if self.elements.borrow_mut().insert(*node) {
            return;
        }
        if let Some(Node::Element(element)) = self.page.tree.get(*node).map(|node| node.value()) {
            let (elements, attributes) = self.formatting.get();
            self.formatting.set((elements + 1, attributes + element.attrs.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_has_its_bounds() {
        for element in ["<div>", "<span>", "<b>", "<ul><li>", "<table><td>", "<blockquote>"] {
            let deep = element.repeat(2_000_000 / element.len());
            let why = parse(&deep).expect_err(element);
            assert!(why.starts_with("expected elements no more than 8192 deep"), "{element}: {why}");
        }
        // It stands before the table, not at the end.
        let why = parse(&("<table>".to_owned() + &"<div>".repeat(100_000))).expect_err("it is deep");
        assert!(why.starts_with("expected elements no more than 8192 deep"), "{why}");
        let open = |count, more: &str| (0..count).map(|id| format!("<b id={id}{more}>")).collect::<String>();
        for endless in [
            "<p>".to_owned() + &open(2000, "") + &"<p>a".repeat(100_000),
            open(2000, &attributes(100)),
            open(8000, "") + &"<b id=a></b>".repeat(100_000),
        ] {
            let why = parse(&endless).expect_err("it never ends");
            assert!(why.starts_with("expected formatting that ends"), "{why}");
        }
        for fine in [
            open(500, "") + &"<b>a</b>".repeat(1000),
            "<div>".repeat(2000),
            "<p>a".repeat(100_000),
            "<b>a<p>".repeat(1000),
            "<table><td>".to_owned(),
            String::new(),
        ] {
            assert!(parse(&fine).is_ok(), "{fine:.20}");
        }
    }

    /// So many attributes, each of another name.
    fn attributes(count: usize) -> String {
        (0..count).map(|number| format!(" a{number}")).collect()
    }

    #[test]
    fn a_tag_has_its_bounds_wherever_it_stands() {
        let many = attributes(200_000);
        for before in [
            "<p",
            "</p",
            "a &am<p",
            "a\r\n<p",
            "<a b='<p c=\"'><p",
            "<!-- <p a=\" --><p",
            "<script><p a=\"></script",
            "<script>'</scr<</script",
            "<title><!-- &am</title",
            "<svg><title>a</title><![CDATA[<p a=\"]]><p",
            "<?a='><p",
            "<!doctype html '><p",
            "<plaintext",
        ] {
            for pad in [0, 1, 2, 3, 250, 251, 252, 253, 254] {
                let html = "a".repeat(pad) + before + &many + ">b";
                let why = parse(&html).expect_err(before);
                assert!(why.starts_with("expected no more than 2048 attributes"), "{before}: {why}");
            }
        }
        for (before, after) in [
            ("<!-- <p", "-->"),
            ("<script>1 <a", "</script>"),
            ("<style>a <a", "</style>"),
            ("<textarea>a <a", "</textarea>"),
            ("<p a='<p", "'>"),
            ("<p a=\"b='<p", "\">"),
            ("<!doctype <p", ">"),
            ("<svg><![CDATA[<p", "]]>"),
            ("<?xml version='1.0'?><p><![CDATA[<p", "]]>"),
            ("<plaintext><p", ""),
            ("a < b", ""),
        ] {
            assert!(parse(&[before, &many, after].concat()).is_ok(), "{before}");
        }
        assert!(parse(&format!("<p{}>", attributes(2048)).repeat(3)).is_ok());
    }

    #[test]
    fn xhtml_has_texts_that_are_no_markup() {
        let text = |html: &str| parse(html).expect("a page").root_element().text().collect::<String>();
        let page = "<html><body><p>một <![CDATA[hai > <b>ba</b>]]> bốn</p></body></html>";
        assert_eq!(text(&format!("<?xml version=\"1.0\"?>\n{page}")), "một hai > <b>ba</b> bốn");
        assert_eq!(text(page), "một  ba]]> bốn");
    }

    #[test]
    fn steps_are_not_seen() {
        let html = format!(
            "<title>ế</title>{}",
            "<p title='ế>'>Biên &amp; giới &hellip; <!-- ế --><b>ế</b></p>\u{feff}".repeat(300)
        );
        assert_eq!(parse(&html).expect("a page"), Html::parse_document(&html));
    }
}
