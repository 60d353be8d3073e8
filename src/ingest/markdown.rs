//! Markdown, as documentation and blogs are written in.
//!
//! In: the content of a `.md` file. Out: its document, by way of HTML and the
//! reader of that. Invariant: front matter and what is meant for the program
//! that makes the site are not in the text; a heading's anchor is the one that
//! program gives it: its own `{#id}`, or its words in small letters with
//! dashes, numbered if it is said twice.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeStream, html};

use super::Skipped;
use super::address::Addresses;
use super::html as page;
use super::records::{Names, Record};
use super::work::Found;
use crate::document::Document;
use serde_json::Value;

/// Reads what follows the front matter of a file, and says what in that could
/// not be read.
pub(super) fn read(
    front_matter: &Record,
    body: &str,
    path: &Path,
    names: &Names,
    addresses: &Addresses,
    skipped: &mut Vec<Skipped>,
) -> Found {
    let Record { fields, place, .. } = front_matter;
    let mut document = Document { id: (*place).to_owned(), ..Document::default() };
    front_matter.describe(names, &mut document, skipped);
    let said = |name: &str| fields.get(name).and_then(Value::as_str).map(str::trim);
    document.url = addresses.made(path, said("url").or(said("permalink")), said("slug"));
    if let Err(reason) = page::append(&to_html(body), &mut document) {
        return Found::Nothing(Some(reason));
    }
    page::place_image(&mut document);
    Found::Document(Box::new(document))
}

/// The HTML of a text in Markdown, its headings with anchors.
pub(super) fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let mut events: Vec<Event> = Vec::new();
    let mut slugs = Slugs::default();
    // Where the heading that is being read began, and what it says.
    let mut heading: Option<(usize, String)> = None;
    let mut in_code = false;
    let markdown = without_boxes(markdown);
    for event in TextMergeStream::new(Parser::new_ext(&markdown, options)) {
        let event = match event {
            Event::Start(Tag::Heading { .. }) => {
                heading = Some((events.len(), String::new()));
                event
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((at, said)) = heading.take()
                    && let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(at)
                {
                    match id {
                        Some(id) => slugs.take(id),
                        None => *id = Some(CowStr::from(slugs.make(&said))),
                    }
                }
                event
            }
            Event::Start(Tag::CodeBlock(_)) => {
                in_code = true;
                event
            }
            Event::End(TagEnd::CodeBlock) => {
                in_code = false;
                event
            }
            Event::Text(text) => Event::Text(without_directives(text, in_code)),
            event => event,
        };
        if let (Some((_, said)), Event::Text(text) | Event::Code(text)) = (&mut heading, &event) {
            *said += text;
        }
        events.push(event);
    }
    let mut made = String::with_capacity(markdown.len() * 5 / 4);
    html::push_html(&mut made, events.into_iter());
    made
}

/// A text without the lines of `:::` that open and close a box; the title of
/// a box, if it has one, is a paragraph.
fn without_boxes(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains(":::") {
        return Cow::Borrowed(markdown);
    }
    let mut kept = String::with_capacity(markdown.len());
    // What closes the code that is being read: so many of this sign, or more.
    let mut fence: Option<(char, usize)> = None;
    for line in markdown.split_inclusive('\n') {
        let said = line.trim();
        let sign = said.chars().next().filter(|sign| ['`', '~'].contains(sign));
        let signs = |sign: char| said.chars().take_while(|&other| other == sign).count();
        let opens = sign.map(|sign| (sign, signs(sign))).filter(|&(_, count)| count > 2);
        match (fence, opens) {
            (None, _) => fence = opens,
            (Some((sign, least)), Some((other, count))) if sign == other && count >= least => {
                fence = fence.filter(|_| count < said.len())
            }
            _ => {}
        }
        let Some(rest) = said.strip_prefix(":::").filter(|_| fence.is_none()) else {
            kept += line;
            continue;
        };
        let rest = rest.trim_start_matches(':').trim_start();
        let is_kind = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let kind = rest.find(|c| !is_kind(c)).unwrap_or(rest.len());
        // A word that goes on in other letters is no name of a kind.
        let kind = if rest[kind..].starts_with(char::is_alphanumeric) { 0 } else { kind };
        let title = rest[kind..].trim().trim_start_matches('[').trim_end_matches(']');
        let indent = &line[..line.len() - line.trim_start().len()];
        kept += &format!("\n{indent}{title}\n\n");
    }
    Cow::Owned(kept)
}

/// A text without what is meant for the program that makes the site:
/// `{{#include …}}`, and outside of code `{{#… }}`, `{{< … >}}`, `{{% … %}}`,
/// `{% … %}`.
fn without_directives(text: CowStr<'_>, in_code: bool) -> CowStr<'_> {
    const IN_CODE: &[(&str, &str)] =
        &[("{{#include", "}}"), ("{{#rustdoc_include", "}}"), ("{{#playground", "}}")];
    const OUTSIDE: &[(&str, &str)] = &[("{{#", "}}"), ("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];
    if !text.contains("{{") && !text.contains("{%") {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = &*text;
    // What nothing more closes is not looked for again and again.
    let mut directives = if in_code { IN_CODE } else { OUTSIDE }.to_vec();
    while let Some(at) = rest.find('{') {
        let mut end = None;
        directives.retain(|(open, close)| {
            if end.is_some() || !rest[at..].starts_with(open) {
                return true;
            }
            end = rest[at + open.len()..].find(close).map(|length| at + open.len() + length + close.len());
            end.is_some()
        });
        let end = match end {
            Some(end) => {
                kept += &rest[..at];
                end
            }
            None => {
                kept += &rest[..=at];
                at + 1
            }
        };
        rest = &rest[end..];
    }
    kept += rest;
    CowStr::from(kept)
}

/// The anchors of the headings so far.
#[derive(Default)]
struct Slugs {
    taken: HashMap<String, usize>,
}

impl Slugs {
    /// Takes one that was given.
    fn take(&mut self, id: &str) {
        self.taken.entry(id.to_owned()).or_insert(0);
    }

    /// A new one for these words.
    fn make(&mut self, heading: &str) -> String {
        let mut slug = String::new();
        for character in heading.trim().chars() {
            match character {
                c if c.is_whitespace() => slug.push('-'),
                c if c.is_alphanumeric() || c == '-' || c == '_' || super::is_mark(c) => {
                    slug.extend(c.to_lowercase())
                }
                _ => {}
            }
        }
        let mut anchor = slug.clone();
        while self.taken.contains_key(&anchor) {
            let count = self.taken.entry(slug.clone()).or_default();
            *count += 1;
            anchor = format!("{slug}-{count}");
        }
        self.taken.insert(anchor.clone(), 0);
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Document {
        let mut skipped = Vec::new();
        let addresses = Addresses::default();
        let names = Names::default();
        let parted = crate::ingest::front_matter::part(content);
        let record = Record { fields: &parted.fields, place: "a.md", is_front_matter: true };
        match super::read(&record, parted.body, Path::new("a.md"), &names, &addresses, &mut skipped) {
            Found::Document(document) => *document,
            _ => panic!("a document"),
        }
    }

    fn sections(document: &Document) -> Vec<(&str, &str)> {
        let of = |section: &crate::document::Section| section.heading.clone();
        document.sections.iter().map(|section| (&document.text[of(section)], &*section.anchor)).collect()
    }

    #[test]
    fn a_file_is_read_with_its_sections() {
        let document = read(
            "---\ntitle: Tựa\ntags: [một, hai]\nauthor: A\n---\n# Tựa\n\nMở *đầu*[^1].\n\n## Phần `một`\n\n- a\n- b\n\n\
             ## Phần hai {#hai}\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n## Phần một\n\n[^1]: Chú thích.\n",
        );
        assert_eq!(document.title, "Tựa");
        assert_eq!(
            document.text,
            "Mở đầu.\n\nPhần một\n\na\n\nb\n\nPhần hai\n\nx y\n\n1 2\n\nPhần một\n\nChú thích."
        );
        assert_eq!(
            sections(&document),
            [("Phần một", "phần-một"), ("Phần hai", "hai"), ("Phần một", "phần-một-1")]
        );
        assert_eq!(document.filters["tags"].iter().collect::<Vec<_>>(), ["hai", "một"]);
        assert_eq!(document.meta["author"], "A");
        assert!(document.weights.iter().all(|(_, weight)| *weight == 2));
    }

    #[test]
    fn what_is_meant_for_the_site_is_not_text() {
        let document = read(
            "<script setup>\nimport X from 'x'\n</script>\n\n# Tựa\n\n:::tip Lưu ý\nĐiều nên *biết*.\n:::\n\n\
             ::: details\nThêm.\n:::\n\n<VueLink href=\"x\" />\n\n```rust\n{{#include ../a.rs}}\nlet a = {{ b }};\n```\n\n\
             Chữ {{< figure src=\"a\" >}} {% raw %}và{% endraw %} {{ biến }}.\n\n\
             ::: Lưu ý\nHết.\n:::\n\n````md\n```js\n{{#if a}}\n```\n::: b\n````\n",
        );
        assert_eq!(document.title, "Tựa");
        assert_eq!(
            document.text,
            "Lưu ý\n\nĐiều nên biết.\n\nThêm.\n\nlet a = {{ b }};\n\nChữ và {{ biến }}.\n\nLưu ý\n\nHết.\n\n\
             ```js\n{{#if a}}\n```\n::: b"
        );
    }

    #[test]
    fn a_heading_of_any_level_may_be_the_title() {
        let document = read("## Tựa\n\nMột\n\n## Hai\n\n# Ba\n");
        assert_eq!((&*document.title, &*document.text), ("Tựa", "Một\n\nHai\n\nBa"));
        let document = read("Mở đầu\n\n## Hai\n");
        assert_eq!((&*document.title, &*document.text), ("", "Mở đầu\n\nHai"));
    }

    #[test]
    fn slugs_are_those_of_sites() {
        let mut slugs = Slugs::default();
        for (heading, slug) in [
            ("What’s `new` in 1.0?", "whats-new-in-10"),
            ("Á là A", "á-là-a"),
            ("A & B", "a--b"),
            ("A & B", "a--b-1"),
            ("A & B", "a--b-2"),
        ] {
            assert_eq!(slugs.make(&heading.replace('`', "")), slug);
        }
    }
}
