//! How hits and articles are shown.
//!
//! In: a page of hits, or an article, and a [`Canvas`]. Out: elements and text
//! on it. Invariant: every word of a document is text, never markup, and a link
//! leads to http, https, mail or within the site only.

use crate::search::snippet::Passage;
use crate::search::{Article, Page};

/// What is drawn on: an element after the other, each within the one that has
/// begun before it and has not ended.
pub(super) trait Canvas {
    /// Begins an element, which a style sheet outside can name by its part.
    fn begin(&mut self, name: &str, part: &str);
    /// Gives the element that has begun last an attribute.
    fn attribute(&mut self, name: &str, value: &str);
    /// Adds text to it.
    fn text(&mut self, text: &str);
    /// Ends it. One that nothing was put into is left out.
    fn end(&mut self);
}

/// The list of hits, a link each, and one for each of their sections. A hit
/// that has no address which may be followed is one without.
pub(super) fn hits(page: &Page, canvas: &mut impl Canvas) {
    for hit in &page.hits {
        let url = hit.url.as_deref().filter(|url| is_safe(url));
        link("hit", &hit.title, hit.date.as_deref(), &hit.snippet, url, canvas);
        for section in &hit.sections {
            // One that cannot be opened by itself is no more than its document.
            let url = section.url.as_deref().filter(|url| is_safe(url));
            if url.is_some() {
                link("section", &section.title, None, &section.snippet, url, canvas);
            }
        }
    }
}

fn link(
    part: &str,
    title: &Passage,
    date: Option<&str>,
    snippet: &Passage,
    url: Option<&str>,
    canvas: &mut impl Canvas,
) {
    canvas.begin("a", part);
    if let Some(url) = url {
        canvas.attribute("href", url);
    }
    passage("span", "title", title, canvas);
    time(date, canvas);
    canvas.begin("span", "snippet");
    if !snippet.opens {
        canvas.text("… ");
    }
    pieces(snippet, canvas);
    if !snippet.closes {
        canvas.text(" …");
    }
    canvas.end();
    canvas.end();
}

/// An article to be read.
pub(super) fn article(article: &Article, canvas: &mut impl Canvas) {
    passage("h2", "article-title", &article.title, canvas);
    canvas.begin("p", "byline");
    time(article.date.as_deref(), canvas);
    for (name, value) in &article.meta {
        match name.as_str() {
            "author" | "publisher" => canvas.begin("span", name),
            "source" if is_safe(value) => {
                canvas.begin("a", name);
                canvas.attribute("href", value);
            }
            _ => continue,
        }
        canvas.text(value);
        canvas.end();
    }
    if let Some(url) = article.url.as_deref().filter(|url| is_safe(url)) {
        canvas.begin("a", "original");
        canvas.attribute("href", url);
        // The widget says in the reader's language what this is.
        canvas.text(url);
        canvas.end();
    }
    canvas.end();
    article.text.iter().for_each(|paragraph| passage("p", "paragraph", paragraph, canvas));
}

fn passage(name: &str, part: &str, passage: &Passage, canvas: &mut impl Canvas) {
    canvas.begin(name, part);
    pieces(passage, canvas);
    canvas.end();
}

fn pieces(passage: &Passage, canvas: &mut impl Canvas) {
    for (text, is_hit) in &passage.pieces {
        if *is_hit {
            canvas.begin("mark", "mark");
        }
        canvas.text(text);
        if *is_hit {
            canvas.end();
        }
    }
}

/// A date; the widget writes it in the reader's language.
fn time(date: Option<&str>, canvas: &mut impl Canvas) {
    if let Some(date) = date {
        canvas.begin("time", "date");
        canvas.text(date);
        canvas.end();
    }
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
    use crate::search::Hit;

    /// Draws as text: `<name part attribute=value|text>`.
    impl Canvas for String {
        fn begin(&mut self, name: &str, part: &str) {
            *self += &format!("<{name} {part}|");
        }

        fn attribute(&mut self, name: &str, value: &str) {
            self.truncate(self.len() - 1);
            *self += &format!(" {name}={value}|");
        }

        fn text(&mut self, text: &str) {
            *self += &text.replace(['<', '>', '|'], "*");
        }

        fn end(&mut self) {
            if self.ends_with('|') {
                self.truncate(self.rfind('<').unwrap_or_default());
            } else {
                *self += ">";
            }
        }
    }

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
            "javascript&#58;alert(1)",
            "\\\\a.org",
            "%6aavascript%3ax/",
            "h\nttps://a.org",
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
            "filesystem:https://a.org/x",
            "intent:x",
            "view-source:https://a.org",
            "about:blank",
            "JAVASCRIPT://%0aalert(1)",
            "java\u{0}script:x",
            "\u{feff}javascript:x",
            "\u{a0}javascript:x",
            "javascript\u{200b}:x",
            "httpſ:x",
        ] {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
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
        let mut page = Page { total: 1, hits: vec![hit], ..Page::default() };
        let drawn = |page: &Page| {
            let mut canvas = String::new();
            hits(page, &mut canvas);
            canvas
        };
        let shown = "<span title|<mark mark|*b*>><span snippet|… *script*>>";
        assert_eq!(drawn(&page), format!("<a hit|{shown}"), "an address that runs something is none");
        page.hits[0].url = Some("/a".to_owned());
        assert_eq!(drawn(&page), format!("<a hit href=/a|{shown}"));
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
        let shown = |source| {
            let mut canvas = String::new();
            article(&with_source(source), &mut canvas);
            canvas
        };
        assert!(shown("https://a.org").contains("<a source href=https://a.org|"));
        assert!(!shown("javascript:alert(1)").contains("javascript"));
        assert!(shown("https://a.org").contains("A B") && shown("https://a.org").contains("một"));
    }

    #[test]
    fn a_byline_that_says_nothing_is_none() {
        let mut bare = Article {
            id: "a".to_owned(),
            url: Some("javascript:alert(1)".to_owned()),
            title: Passage { pieces: vec![("một".to_owned(), false)], opens: true, closes: true },
            date: None,
            text: Vec::new(),
            meta: vec![("source".to_owned(), "data:,".to_owned()), ("image".to_owned(), "/a.png".to_owned())],
        };
        let shown = |of: &Article| {
            let mut canvas = String::new();
            article(of, &mut canvas);
            canvas
        };
        assert_eq!(shown(&bare), "<h2 article-title|một>");
        bare.url = Some("/a".to_owned());
        assert_eq!(shown(&bare), "<h2 article-title|một><p byline|<a original href=/a|/a>>");
        bare.date = Some("2024".to_owned());
        assert_eq!(shown(&bare), "<h2 article-title|một><p byline|<time date|2024><a original href=/a|/a>>");
    }
}
