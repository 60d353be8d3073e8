//! Markup as a tree.
//!
//! In: HTML. Out: its tree. Invariant: takes time and memory that grow with
//! the length of the markup and no faster. Two things in HTML do not: whether
//! an element ends another is asked of all those it is in, and formatting that
//! is never ended is begun again in every paragraph.

use html5ever::driver::{self, ParseOpts};
use html5ever::tendril::TendrilSink;
use scraper::{Html, HtmlTreeSink};

/// How deep elements lie within each other at most. Browsers stop at 512.
const DEEP: usize = 8192;
/// How many bytes are parsed before it is looked what came of them: few enough
/// for the worst of them.
const STEP: usize = 512;
/// How many nodes there may be beside one for each byte.
const NODES: usize = 4096;

/// The tree of a page.
///
/// # Errors
/// If it is too deep, or formatting is begun again and again; says what was
/// expected, what was found, what to do.
pub(super) fn parse(html: &str) -> Result<Html, String> {
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = driver::parse_document(sink, ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let mut end = rest.len().min(STEP);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        parser.process(rest[..end].into());
        rest = &rest[end..];
        check(&parser.tokenizer.sink.sink.0.borrow(), html.len() - rest.len())?;
    }
    Ok(parser.finish())
}

/// Checks what has come of so many bytes.
fn check(page: &Html, bytes: usize) -> Result<(), String> {
    if page.tree.values().len() > bytes + NODES {
        return Err(
            "expected formatting that ends, found much that is begun again in every paragraph; close it where it ends"
                .to_owned(),
        );
    }
    // What is open is at the end.
    let mut last = Some(page.tree.root());
    for _ in 0..DEEP {
        last = last.and_then(|node| node.last_child());
    }
    match last {
        None => Ok(()),
        Some(_) => Err(format!(
            "expected elements no more than {DEEP} deep within each other, found more; close those that have ended"
        )),
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
        let open: String = (0..2000).map(|number| format!("<b id={number}>")).collect();
        let why = parse(&("<p>".to_owned() + &open + &"<p>a".repeat(100_000))).expect_err("it never ends");
        assert!(why.starts_with("expected formatting that ends"), "{why}");
        for fine in [
            "<div>".repeat(2000),
            "<p>a".repeat(100_000),
            "<b>a<p>".repeat(1000),
            "<table><td>".to_owned(),
            String::new(),
        ] {
            assert!(parse(&fine).is_ok(), "{fine:.20}");
        }
    }

    #[test]
    fn steps_are_not_seen() {
        let html = format!(
            "<title>ế</title>{}",
            "<p title='ế>'>Biên &amp; giới &hellip; <!-- ế --><b>ế</b></p>ế".repeat(300)
        );
        assert_eq!(parse(&html).expect("a page"), Html::parse_document(&html));
    }
}
