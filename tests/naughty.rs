//! Texts that break things: the big list of naughty strings and worse, through
//! every format that is read, into an index and out of it again.
//!
//! In: strings, addresses and names made to do harm. Out: the same, as text.
//! Invariant: nothing is lost or altered but what README says of a format: a
//! title is one line, letters are composed, and NUL, which no page can show,
//! is left out.

use std::fs;
use std::path::Path;

use naughty_strings::BLNS;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use timkiem::document::PARAGRAPH;
use timkiem::index::{Index, Stop};
use timkiem::ingest::{self, Fields, Settings};
use timkiem::search::snippet::Passage;
use timkiem::search::{Request, read, search};
use timkiem::{Date, Document};
use unicode_normalization::UnicodeNormalization;

use crate::corpus;

/// What the list does not have.
const WORSE: [&str; 40] = [
    "</script><script>pwned=1</script>",
    "</title></textarea></style></template><img src=x onerror=pwned=1>",
    "<!--<script>pwned=1//-->]]>",
    "<svg/onload=pwned=1><math><mi//xlink:href='data:x,<script>pwned=1</script>'>",
    "${pwned=1}`${'`'}`\\`\\\\${",
    "{{pwned=1}}{query}{to}{constructor}",
    "'-pwned=1-'\"-pwned=1-\"",
    "&lt;img src=x onerror=pwned=1&gt; &amp;amp; &#60;b&#62;",
    "line\u{2028}separator\u{2029}paragraph separator",
    "next\u{85}line, form\u{c}feed, tab\u{b}vertical",
    "bom\u{feff}within\u{feff}",
    "non\u{fffe}characters\u{ffff} and \u{fdd0}\u{10ffff} are kept",
    "private \u{e000} use \u{f8ff}\u{100000}",
    "\u{202e}turned around",
    "never \u{202e}closed \u{2066}nor \u{202b}this \u{2067}",
    "closed too often \u{202c}\u{2069}\u{2069}",
    "שלום <b>עולם</b> \u{202e} end",
    "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{31b}\u{323}\u{330}\u{489}algo",
    "family 👩\u{200d}👩\u{200d}👧\u{200d}👦 flag 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 🇻🇳 ❤\u{fe0f}",
    "soft\u{ad}hy\u{ad}phens zero\u{200b}width\u{200c}signs\u{200d}in\u{2060}words",
    "bell \u{7} escape \u{1b}[2J\u{1b}]0;pwned\u{7} erase \u{8}\u{7f} csi \u{9b}31m",
    "__proto__",
    "constructor prototype",
    "then toString valueOf length",
    "hasOwnProperty",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1+1)*cmd",
    "-1",
    "javascript:pwned=1",
    "%00%0a%0d%2e%2e%2f%25%",
    "../../../etc/passwd",
    "#\"><img src=x onerror=pwned=1>",
    "?q=<b>&q.constructor=1#/x",
    "a\"b'c\\d/e",
    "tag:\"x\" -tag:y from:2024 title:z",
    "nbsp\u{a0}and\u{3000}wide\u{2003}spaces",
    "｀ｆｕｌｌｗｉｄｔｈ＜ｓｃｒｉｐｔ＞",
    "ﬁ ſ İ ı ẞ Å K Ω",
    "\u{1d56f}\u{20000}\u{1f4a9} beyond sixteen bits",
];

/// Everything that is tried as a text: the list and worse.
pub(crate) fn strings() -> Vec<String> {
    let long = ["x".repeat(10_000), "ế".repeat(3000), format!("{}!", "word ".repeat(200))];
    BLNS.iter().chain(&WORSE).map(|one| (*one).to_owned()).chain(long).collect()
}

/// Addresses that lead nowhere good, or are none; those that a link may have
/// come last, after `LINKS` others.
pub(crate) const ADDRESSES: [&str; 34] = [
    "javascript:pwned=1",
    "JaVaScRiPt:pwned=1//https://a.org/",
    "java\tscript:pwned=1",
    "java\nscript:pwned=1",
    "java\r\nscript:pwned=1",
    "\u{1}javascript:pwned=1",
    " \u{1f}\u{0}javascript:pwned=1",
    "javascript\u{0}:pwned=1",
    "javascript://a.org/%0apwned=1",
    "\u{a0}javascript:pwned=1",
    "vbscript:pwned=1",
    "data:text/html,<script>parent.pwned=1</script>",
    "data:text/html;base64,PHNjcmlwdD5wd25lZD0xPC9zY3JpcHQ+",
    "DATA:,x",
    "blob:https://a.org/1",
    "filesystem:https://a.org/temporary/x",
    "intent:#Intent;scheme=x;end",
    "view-source:https://a.org/",
    "about:blank",
    "file:///etc/passwd",
    "ftp://a.org/x",
    "chrome://settings",
    "x-unknown:y",
    "https://[",
    "http://a b/",
    "https://",
    "h\u{200b}ttps:pwned",
    "javascript&#58;pwned=1",
    "https:/\\a.example/x",
    "//a.example/x",
    "\\\\a.example/x",
    "/\t/a.example/x",
    "mailto:a@example.org?subject=<b>",
    "https://a.example/\u{202e}gpj.exe?\"onclick=pwned=1",
];

/// Names of what documents are filtered and sorted by.
pub(crate) const NAMES: [&str; 16] = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "then",
    "length",
    "tác giả",
    "a",
    "a:b",
    "-x",
    "quote\"d",
    "<img src=x onerror=pwned=1>",
    "from",
    "title",
    "line\nbreak",
    " spaces ",
];

/// One line, as a title is.
pub(crate) fn line(text: &str) -> String {
    text.replace('\0', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a page: signs without width alone are none.
fn seen(text: &str) -> String {
    let shows = |word: &&str| {
        !word.chars().all(|c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'))
    };
    line(text).split(' ').filter(shows).collect::<Vec<_>>().join(" ")
}

fn is_same(one: &str, other: &str) -> bool {
    one == other || one.nfc().eq(other.nfc())
}

fn joined(passage: &Passage) -> String {
    passage.pieces.iter().map(|(text, _)| text.as_str()).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// What stands before a text in its file: of a file that has more signs than letters it is said that it is none.
fn around(text: &str) -> String {
    let controls = text.chars().filter(|c| c.is_control()).count();
    "Một đoạn văn bình thường đứng trước, để tệp này đọc ra là chữ. "
        .repeat(1 + controls)
        .trim_end()
        .to_owned()
}

/// What is read of files with these texts in them, each format's way of
/// writing them heeded; with each document what its title and its text are to be.
fn read_all(texts: &[String]) -> Vec<(Document, String, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).expect("a file");
    let (mut lines, mut list) = (String::new(), Vec::new());
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["id", "title", "text", "author"]).expect("memory");
    for (number, text) in texts.iter().enumerate() {
        let around = around(text);
        let record = |format: &str| json!({ "id": format!("{format}{number}"), "title": text, "text": format!("{around}\n{text}"), "author": text });
        lines += &format!("{}\n", record("lines"));
        list.push(record("list"));
        table
            .write_record([&format!("table{number}"), text, &format!("{around}\n{text}"), text])
            .expect("memory");
        let html = escaped(text);
        write(
            &format!("page{number}.html"),
            &format!(
                "<!doctype html><meta charset=utf-8><meta name=author content=\"{html}\"><title>x</title><h1>{html}</h1><p>{around}</p><p>{html}</p>"
            ),
        );
        let mark = |c: char| if c.is_ascii_punctuation() { format!("\\{c}") } else { c.to_string() };
        let marked: String = line(text).chars().map(mark).collect();
        write(&format!("mark{number}.md"), &format!("# {marked}\n\n{around}\n\n{marked}\n"));
        write(&format!("text{number}.txt"), &format!("Tựa đề\n\n{around}\n\n{}\n\nHết cả rồi.", line(text)));
    }
    write("lines.jsonl", &lines);
    write("list.json", &Value::from(list).to_string());
    write("table.csv", &String::from_utf8(table.into_inner().expect("memory")).expect("text"));
    let mut reading =
        ingest::read(&[folder.path().to_owned()], Path::new(""), &Settings::default()).expect("a folder");
    let documents: Vec<Document> = reading.by_ref().collect();
    assert_eq!(reading.skipped, [], "nothing is lost");
    assert_eq!(documents.len(), 6 * texts.len());
    let expected = |document: &Document| {
        let format = document.id.trim_end_matches(".html").trim_end_matches(".md").trim_end_matches(".txt");
        let number = format.trim_start_matches(char::is_alphabetic);
        let text = &texts[number.parse::<usize>().expect("a number")];
        let around = around(text);
        let paragraphs = |more: &[&str]| {
            let lines = more.iter().flat_map(|more| more.split(['\n', '\r'])).map(str::trim);
            [around.as_str()]
                .into_iter()
                .chain(lines.filter(|line| !line.is_empty()))
                .collect::<Vec<_>>()
                .join(PARAGRAPH)
        };
        let (title, body) = match &format[..format.len() - number.len()] {
            // That is for the program which makes a site of it, and is left out.
            "mark" if text.contains("{%") || text.contains("{{") => {
                (document.title.clone(), document.text.clone())
            }
            "lines" | "list" | "table" => (line(text), paragraphs(&[&text.replace('\0', "")])),
            "page" | "mark" => (seen(text), paragraphs(&[&seen(text)])),
            _ => ("Tựa đề".to_owned(), paragraphs(&[&line(text), "Hết cả rồi."])),
        };
        // Where there is none of its own, it is made of the text.
        (if title.is_empty() { document.title.clone() } else { title }, body)
    };
    documents
        .into_iter()
        .map(|document| {
            let (title, text) = expected(&document);
            (document, title, text)
        })
        .collect()
}

/// Every document says what was written, and so does an index of them.
fn check(texts: &[String]) -> Result<(), TestCaseError> {
    let all = read_all(texts);
    let documents: Vec<Document> = all.iter().map(|(document, ..)| document.clone()).collect();
    let index = Index::open(&corpus::file(&documents, 100_000)).expect("an index");
    for (document, title, text) in &all {
        let Document { id, .. } = document;
        prop_assert!(is_same(&document.title, title), "{id}: {:?} is not {title:?}", document.title);
        prop_assert!(is_same(&document.text, text), "{id}: {:?} is not {text:?}", document.text);
        if let Some(author) = document.meta.get("author") {
            prop_assert!(
                title.starts_with(author.as_str()) || is_same(author, title),
                "{id}: {author:?} is not {title:?}"
            );
        }
        let article = read(&index, id, "", &[]).map_err(Stop::into_error).expect("an article");
        prop_assert_eq!(&joined(&article.title), &document.title);
        let shown: Vec<String> = article.text.iter().map(joined).collect();
        prop_assert_eq!(&shown.join(PARAGRAPH), &document.text);
        prop_assert!(document.meta.iter().eq(article.meta.iter().map(|(name, value)| (name, value))));
    }
    Ok(())
}

#[test]
fn every_format_says_what_was_written() {
    check(&strings()).unwrap_or_else(|why| panic!("{why}"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_format_says_whatever_was_written(texts in prop::collection::vec("(\\PC|[ \t\r\n\u{0}\u{1}\u{7f}\u{85}\u{ad}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{2069}\u{feff}\u{300}-\u{36f}<>&\"'`$\\\\:;#*_-]|\\p{L}){0,60}", 8)) {
        check(&texts)?;
    }
}

/// A page is found by every query, and none says anything but text.
#[test]
fn everything_can_be_asked() {
    let documents: Vec<Document> = strings()
        .into_iter()
        .enumerate()
        .map(|(number, text)| Document {
            id: number.to_string(),
            title: text.clone(),
            text,
            ..Document::default()
        })
        .collect();
    let index = Index::open(&corpus::file(&documents, 100_000)).expect("an index");
    for document in &documents {
        for (query, filters) in [(document.text.as_str(), ""), ("x", document.text.as_str())] {
            for sort in ["", document.text.as_str()] {
                let request = Request { query, filters, sort, limit: 20, ..Request::default() };
                match search(&index, &request) {
                    Ok(page) => {
                        for hit in &page.hits {
                            let of: usize = hit.id.parse().expect("a number");
                            assert_eq!(joined(&hit.title), documents[of].title);
                        }
                    }
                    Err(Stop::Error(error)) => assert_eq!(error.code(), "filter/unknown"),
                    Err(Stop::Need(parts)) => panic!("{parts:?} are there"),
                }
            }
        }
    }
}

/// Records with hostile names and values, as an owner may name them.
pub(crate) fn named_records() -> (Vec<Value>, Fields) {
    let names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    let records = (0..4).map(|number| {
        let mut record = Map::from_iter([
            ("id".to_owned(), json!(format!("named{number}"))),
            ("text".to_owned(), json!("hostile names")),
        ]);
        for name in &names {
            // `title` is the name of a filter here, and of nothing else.
            let values =
                [["C++", "__proto__"], ["C#", "constructor"], ["🔥", "<b>x</b>"], ["🎉", "toString"]][number];
            record.insert(name.clone(), json!(values));
        }
        record.into()
    });
    (records.collect(), Fields { filters: names, title: vec!["none".to_owned()], ..Fields::default() })
}

#[test]
fn whatever_a_filter_is_called_it_filters() {
    let (records, fields) = named_records();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.json"), Value::from(records).to_string()).expect("a file");
    let settings = Settings { fields, ..Settings::default() };
    let documents: Vec<Document> =
        ingest::read(&[folder.path().to_owned()], Path::new(""), &settings).expect("a folder").collect();
    let index = Index::open(&corpus::file(&documents, 100_000)).expect("an index");
    let total = |filters: &str| {
        let request = Request { query: "hostile", filters, limit: 10, ..Request::default() };
        search(&index, &request).map_err(Stop::into_error).map(|page| (page.total, page.facets))
    };
    let (all, facets) = total("").expect("a page");
    assert_eq!((all, facets.len()), (4, NAMES.len()));
    for (name, values) in facets {
        assert!(NAMES.iter().any(|given| line(given) == name), "{name:?}");
        assert_eq!(values.len(), 8, "{name:?}");
        for (value, count) in values {
            assert_eq!(
                total(&format!("{name}:\"{value}\"")).expect(&name).0,
                count as usize,
                "{name:?}: {value:?}"
            );
            assert_eq!(
                total(&format!("-{name}:\"{value}\"")).expect(&name).0,
                4 - count as usize,
                "{name:?}: {value:?}"
            );
        }
    }
    for none in ["x:\"y\"", "title:", "__proto__", "a:b:", "-", "\"", "to:2024"] {
        assert_eq!(total(none).expect_err(none).code(), "filter/unknown", "{none}");
    }
}

#[test]
fn an_address_that_does_harm_is_no_address() {
    let records: Vec<Value> = ADDRESSES
        .iter()
        .enumerate()
        .map(|(number, address)| json!({ "id": number, "url": address, "source": address, "text": "x" }))
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.json"), Value::from(records).to_string()).expect("a file");
    let fields = Fields { meta: vec!["source".to_owned()], ..Fields::default() };
    let settings = Settings { fields, ..Settings::default() };
    let mut reading = ingest::read(&[folder.path().to_owned()], Path::new(""), &settings).expect("a folder");
    let documents: Vec<Document> = reading.by_ref().collect();
    assert_eq!(documents.len(), ADDRESSES.len());
    let refused: Vec<usize> = documents
        .iter()
        .filter(|document| document.url.is_none())
        .map(|document| document.id.parse().expect("a number"))
        .collect();
    assert_eq!(refused, (0..26).collect::<Vec<_>>(), "what leads to no page and no letter is left out");
    assert_eq!(reading.skipped.len(), 26, "and named");
    for document in &documents[29..32] {
        assert_eq!(document.url.as_deref(), Some("https://a.example/x"));
    }
    for document in &documents[29..31] {
        assert_eq!(document.meta["source"], "https://a.example/x", "a link too, in the reader");
    }
    let base = |base: &str| {
        let settings = Settings { base_url: Some(base.to_owned()), ..Settings::default() };
        ingest::read(&[folder.path().to_owned()], Path::new(""), &settings)
            .err()
            .map(|error| error.message().to_owned())
    };
    for fine in ["https://a.org/", " HTTPS://a.org/b ", "/docs", "//a.org", ""] {
        assert_eq!(base(fine), None, "{fine}");
    }
    for wrong in ["a.org", "mailto:a@a.org", "https://a.org/?b", "https:///a", "/a#b"] {
        assert!(base(wrong).is_some_and(|why| why.contains("expected an address")), "{wrong}");
    }
    assert!(
        base(" JavaScript:pwned=1//")
            .is_some_and(|why| why.contains("expected an address") && why.contains("; "))
    );
}

#[test]
fn a_date_that_is_none_is_none() {
    for odd in [
        "0000",
        "0000-00-00",
        "9999-99-99",
        "2024-02-30",
        "-1",
        "NaN",
        "1e309",
        "٢٠٢٤",
        "2024-1-1x",
        "<b>",
        "２０２４",
        "+2024",
        "2024-02",
        "99999-01-01",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.json"), json!([{ "text": "x", "date": odd }]).to_string())
            .expect("a file");
        let mut reading =
            ingest::read(&[folder.path().to_owned()], Path::new(""), &Settings::default()).expect("a folder");
        let date = reading.next().expect("a document").date;
        assert_eq!(date, (odd == "2024-02").then(|| Date::parse(odd)).flatten(), "{odd}");
        assert_eq!(reading.by_ref().count(), 0);
        assert_eq!(reading.skipped.len(), usize::from(date.is_none()), "{odd}: it is said");
    }
}

/// A title of a megabyte, ten thousand names, a word without end.
#[test]
fn what_is_large_is_kept_whole() {
    let meta = (0..10_000).map(|number| (format!("name {number}"), "<b>".repeat(number % 7))).collect();
    let document = Document {
        id: "\n\r\u{2028}#?%00../".to_owned(),
        title: "tựa <b> ".repeat(1 << 17).trim_end().to_owned(),
        text: format!("{} {}", "từ".repeat(200_000), "chữ"),
        meta,
        ..Document::default()
    };
    let index = Index::open(&corpus::file(std::slice::from_ref(&document), 100_000)).expect("an index");
    let article = read(&index, &document.id, "tua", &[]).map_err(Stop::into_error).expect("an article");
    assert!(joined(&article.title) == document.title && article.meta.len() == 10_000);
    assert!(article.text.iter().map(joined).collect::<String>() == document.text);
    assert_eq!(corpus::page(&index, "chu").hits[0].id, document.id);
}
