//! How hits and articles are shown.
//!
//! In: a page of hits, or an article. Out: [`Node`]s. Invariant: every word of
//! a document is text, never markup, and a link leads to http, https, mail or
//! within the site only.

use crate::error::joined;
use crate::search::snippet::Passage;
use crate::search::{Article, Hit, Page};

/// A node to be made in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Text.
    Text(String),
    /// An element.
    Element {
        /// Its name.
        name: &'static str,
        /// Its attributes.
        attributes: Vec<(&'static str, String)>,
        /// What is in it.
        children: Vec<Node>,
    },
}

impl Node {
    /// An element that a style sheet outside can name by its part.
    fn element(name: &'static str, part: &str, children: Vec<Node>) -> Node {
        Node::Element { name, attributes: vec![("part", part.to_owned())], children }
    }

    fn with(mut self, name: &'static str, value: &str) -> Node {
        if let Node::Element { attributes, .. } = &mut self {
            attributes.push((name, value.to_owned()));
        }
        self
    }
}

/// The list of hits, an option each, and one for each of their sections.
pub(super) fn hits(page: &Page, query: &str) -> Vec<Node> {
    let mut options = Vec::new();
    for hit in &page.hits {
        let to = address(hit, query);
        options.push(option("hit", &hit.title, hit.date.as_deref(), &hit.snippet, &to));
        for section in &hit.sections {
            // One that cannot be opened by itself is no more than its document.
            if let Some(url) = section.url.as_deref().filter(|url| is_safe(url)) {
                options.push(option("section", &section.title, None, &section.snippet, url));
            }
        }
    }
    options
}

fn option(part: &str, title: &Passage, date: Option<&str>, snippet: &Passage, to: &str) -> Node {
    let (opens, closes) = (snippet.opens, snippet.closes);
    let mut snippet = passage(snippet);
    if !opens {
        snippet.insert(0, Node::Text("… ".to_owned()));
    }
    if !closes {
        snippet.push(Node::Text(" …".to_owned()));
    }
    let mut children = vec![Node::element("span", "title", passage(title))];
    children.extend(date.map(time));
    children.push(Node::element("span", "snippet", snippet));
    Node::element("a", part, children)
        .with("role", "option")
        .with("aria-selected", "false")
        .with("tabindex", "-1")
        .with("href", to)
}

/// An article to be read.
pub(super) fn article(article: &Article) -> Vec<Node> {
    let mut byline: Vec<Node> = article.date.as_deref().map(time).into_iter().collect();
    for (name, value) in &article.meta {
        let text = vec![Node::Text(value.clone())];
        match name.as_str() {
            "author" => byline.push(Node::element("span", "author", text)),
            "publisher" => byline.push(Node::element("span", "publisher", text)),
            "source" if is_safe(value) => byline.push(Node::element("a", "source", text).with("href", value)),
            _ => {}
        }
    }
    let mut nodes = vec![Node::element("h2", "article-title", passage(&article.title))];
    if !byline.is_empty() {
        nodes.push(Node::element("p", "byline", byline));
    }
    nodes.extend(article.text.iter().map(|paragraph| Node::element("p", "paragraph", passage(paragraph))));
    nodes
}

fn passage(passage: &Passage) -> Vec<Node> {
    let mut pieces = Vec::new();
    for (text, is_hit) in &passage.pieces {
        let text = Node::Text(text.clone());
        pieces.push(if *is_hit { Node::element("mark", "mark", vec![text]) } else { text });
    }
    pieces
}

/// A date; the widget writes it in the reader's language.
fn time(date: &str) -> Node {
    Node::element("time", "date", vec![Node::Text(date.to_owned())]).with("datetime", date)
}

/// Where a hit leads: to its own address if it has one that may be followed,
/// else to the article in this page.
fn address(hit: &Hit, query: &str) -> String {
    match &hit.url {
        Some(url) if is_safe(url) => url.clone(),
        _ => joined(&["#/", &encoded(&hit.id), "?q=", &encoded(query)]),
    }
}

/// Text as a part of an address, each byte but a few escaped.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(byte.into());
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    encoded
}

/// Whether following an address runs nothing: it has no scheme, or one of
/// these. Browsers skip controls and spaces within a scheme, and so does this.
fn is_safe(address: &str) -> bool {
    let seen = address.bytes().filter(|byte| *byte > b' ').map(|byte| byte.to_ascii_lowercase());
    let mut scheme: Vec<u8> = Vec::new();
    for byte in seen {
        match byte {
            b':' => return [&b"http"[..], b"https", b"mailto"].contains(&&scheme[..]),
            b'/' | b'?' | b'#' => return true,
            _ => scheme.push(byte),
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_run_nothing_are_followed() {
        for safe in [
            "https://a.org/b",
            "HTTP://a.org",
            "mailto:a@b.c",
            "a/b.html",
            "/a:b",
            "#x:y",
            "?q=a:b",
            "//a.org",
            "a b",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_one in [
            "javascript:alert(1)",
            "java\nscript:x",
            " \u{1}JavaScript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
            "blob:x",
        ] {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
    }

    #[test]
    fn an_address_within_the_page_escapes_what_it_carries() {
        assert_eq!(encoded("biên?&#/ giới"), "bi%C3%AAn%3F%26%23%2F%20gi%E1%BB%9Bi");
    }

    #[test]
    fn a_hit_is_shown_as_text() {
        let piece = |text: &str, is_hit| (text.to_owned(), is_hit);
        let hit = Hit {
            id: "a&b".to_owned(),
            url: Some("javascript:alert(1)".to_owned()),
            title: Passage { pieces: vec![piece("<b>", true)], opens: true, closes: true },
            date: None,
            score: 1.0,
            snippet: Passage { pieces: vec![piece("<script>", false)], opens: false, closes: true },
            sections: Vec::new(),
            meta: Vec::new(),
        };
        let page = Page { total: 1, hits: vec![hit], ..Page::default() };
        let [Node::Element { name: "a", attributes, children }] = &hits(&page, "x")[..] else {
            panic!("one link")
        };
        assert!(attributes.contains(&("href", "#/a%26b?q=x".to_owned())));
        let text = |text: &str| Node::Text(text.to_owned());
        let mark = Node::element("mark", "mark", vec![text("<b>")]);
        assert_eq!(children[0], Node::element("span", "title", vec![mark]));
        assert_eq!(children[1], Node::element("span", "snippet", vec![text("… "), text("<script>")]));
    }

    #[test]
    fn an_article_links_to_its_source_only_if_that_is_safe() {
        let with_source = |source: &str| Article {
            id: "a".to_owned(),
            url: None,
            title: Passage::default(),
            date: Some("2024".to_owned()),
            text: vec![Passage { pieces: vec![("một".to_owned(), true)], opens: true, closes: true }],
            meta: vec![("author".to_owned(), "A B".to_owned()), ("source".to_owned(), source.to_owned())],
        };
        let shown = |source| format!("{:?}", article(&with_source(source)));
        assert!(shown("https://a.org").contains("\"href\", \"https://a.org\""));
        assert!(!shown("javascript:alert(1)").contains("javascript"));
        assert!(shown("https://a.org").contains("A B") && shown("https://a.org").contains("một"));
    }
}
