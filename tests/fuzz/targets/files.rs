//! The files that documents are read from, in every format.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use timkiem::ingest::{self, Fields, Settings};
use timkiem::{Date, Document, Error};

/// In: a page.
pub(super) fn html(bytes: &[u8]) {
    read("html", bytes);
}

/// In: a file in Markdown, with front matter or without.
pub(super) fn markdown(bytes: &[u8]) {
    read("md", bytes);
}

/// In: a plain text.
pub(super) fn text(bytes: &[u8]) {
    read("txt", bytes);
}

/// In: records in JSON.
pub(super) fn json(bytes: &[u8]) {
    read("json", bytes);
}

/// In: a record in JSON on each line.
pub(super) fn jsonl(bytes: &[u8]) {
    read("jsonl", bytes);
}

/// In: the same, packed, whole or not; and what is to be packed.
pub(super) fn packed(bytes: &[u8]) {
    read("jsonl.gz", bytes);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("memory can be written");
    read("jsonl.gz", &packed.finish().expect("memory can be written"));
}

/// In: a table.
pub(super) fn csv(bytes: &[u8]) {
    read("csv", bytes);
}

/// In: a table with tabs.
pub(super) fn tsv(bytes: &[u8]) {
    read("tsv", bytes);
}

/// In: lines: an address, a date, a language, an id, what stands before
/// addresses, and anything.
pub(crate) fn fields(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.splitn(6, '\n').chain(std::iter::repeat(""));
    let [url, date, lang, id, base, more] = std::array::from_fn(|_| lines.next().unwrap_or_default());
    let base_url = Some(base.to_owned()).filter(|base| !base.is_empty());
    let with_base = Settings { base_url, ..Settings::default() };
    let record = json!({"text": "chữ", "url": url, "date": date, "lang": lang, "id": id, "image": more});
    let page = format!(
        "<html lang='{lang}'><link rel=canonical href='{url}'><meta property='og:image' content='{more}'>\
         <meta property='article:published_time' content='{date}'><main><h2 id='{id}'>x</h2><img src='{url}'>chữ"
    );
    let front = format!("---\nurl: {url:?}\nslug: {id:?}\ndate: {date}\ntags: {more}\n---\nchữ");
    for settings in [Settings::default(), with_base] {
        for (ending, content) in
            [("jsonl", record.to_string()), ("html", page.clone()), ("md", front.clone())]
        {
            // What stands before addresses may be none.
            if let Err(error) = read_with(ending, content.as_bytes(), &settings) {
                super::assert_whole(error.message());
            }
        }
    }
    if let Some(date) = Date::parse(date) {
        assert_eq!(Date::parse(&date.to_string()), Some(date));
    }
}

/// Reads a file that ends so, as it is read if nobody says anything, and as it
/// is if much is said.
fn read(ending: &str, content: &[u8]) {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let fields = Fields {
        text: names(&["text", "b", "title"]),
        meta: names(&["url", "a"]),
        filters: names(&["text", "tags"]),
        sorts: names(&["date", "b"]),
        ..Fields::default()
    };
    let said = Settings {
        base_url: Some("https://example.org/docs/".to_owned()),
        content: names(&["article", ".a > p"]),
        ignore: names(&[".b", "nav"]),
        fields,
        ..Settings::default()
    };
    for settings in [Settings::default(), said] {
        read_with(ending, content, &settings).expect("a folder can be read");
    }
}

fn read_with(ending: &str, content: &[u8], settings: &Settings) -> Result<(), Error> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(format!("a.{ending}")), content).expect("a file");
    let out = folder.path().join("out");
    let mut reading = ingest::read(&[folder.path().to_owned()], &out, settings)?;
    reading.by_ref().for_each(|document| assert_sound(&document));
    for skipped in &reading.skipped {
        assert!(!skipped.place.is_empty());
        super::assert_whole(&skipped.reason);
    }
    Ok(())
}

/// What every document that is read promises.
pub(crate) fn assert_sound(document: &Document) {
    let text = &document.text;
    let mut end = 0;
    for section in &document.sections {
        let heading = &section.heading;
        assert!(heading.start >= end && heading.start < heading.end, "{section:?} of {text:?}");
        let said = text.get(heading.clone()).expect("at characters");
        assert!(!said.contains('\n') && said.trim() == said, "{said:?}");
        assert!(!section.anchor.is_empty() && !section.anchor.contains([' ', '#', '"', '<']), "{section:?}");
        end = heading.end;
    }
    end = 0;
    for (range, weight) in &document.weights {
        assert!(range.start >= end && range.start < range.end, "{range:?} of {text:?}");
        assert!(text.get(range.clone()).is_some_and(|said| said.trim() == said), "{range:?} of {text:?}");
        assert!((2..=10).contains(weight));
        end = range.end;
    }
    assert!(!document.id.is_empty() && !document.title.is_empty());
    let image = document.meta.get("image");
    for address in document.url.iter().chain(image) {
        assert!(super::may_be_a_link(address), "{address:?} leads elsewhere");
    }
}
