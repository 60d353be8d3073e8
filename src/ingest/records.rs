//! Records: fields by name, whatever file they stand in.
//!
//! In: the fields of a record, and which of them is what. Out: its document.
//! Invariant: a field of another type than it should have is named, and the
//! rest of the record is read.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::address::Addresses;
use super::asked::Asked;
use super::settings::Fields;
use super::{Skipped, composed, date, html, wish};
use crate::document::{Document, PARAGRAPH};

const ID: &[&str] = &["id", "_id", "uid", "slug", "url", "link", "permalink"];
const TITLE: &[&str] = &["title", "name", "headline", "tiêu đề", "tieu de", "tựa đề", "tua de"];
const TEXT: &[&str] = &[
    "text",
    "body",
    "content",
    "description",
    "nội dung",
    "noi dung",
    "abstract",
    "summary",
    "content_text",
    "content_html",
    "html",
];
const URL: &[&str] = &["url", "link", "permalink", "href", "path"];
const DATE: &[&str] = &[
    "date",
    "published",
    "published_at",
    "date_published",
    "datepublished",
    "pubdate",
    "created_at",
    "ngày",
    "ngay",
    "ngày đăng",
    "ngay dang",
];
const LANGUAGE: &[&str] = &["lang", "language"];
const AUTHOR: &[&str] = &["author", "tác giả", "tac gia"];
/// The fields that are HTML; any other is plain text, whatever it looks like.
const HTML: &[&str] = &["html", "content_html"];

/// Which fields are what: as the site owner says, or by their usual names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) given: Fields,
    /// What is said: each name of which all are read; together those of which
    /// one is.
    asked: Vec<Asked<Vec<String>>>,
}

impl Names {
    pub(super) fn new(given: Fields) -> Names {
        let Fields { id, title, text, url, date, language, meta, filters, sorts } = &given;
        let mut asked = Vec::new();
        let one = [("id", id), ("title", title), ("url", url), ("date", date), ("language", language)];
        for (setting, names) in one.into_iter().filter(|(_, names)| !names.is_empty()) {
            asked.push(Asked::new(setting, names.join("\" or \""), names.clone()));
        }
        for (setting, names) in [("text", text), ("meta", meta), ("filters", filters), ("sorts", sorts)] {
            asked.extend(names.iter().map(|name| Asked::new(setting, name, vec![name.clone()])));
        }
        Names { given, asked }
    }

    /// What is said of fields that no record has.
    pub(super) fn unmet(&self) -> impl Iterator<Item = String> {
        self.asked.iter().filter_map(|asked| asked.unmet("fields"))
    }

    /// Whether any of these fields is the title or the text of a record.
    pub(super) fn say_something<'a>(&self, mut fields: impl Iterator<Item = &'a str>) -> bool {
        fields.any(|field| self.is_title(field) || self.is_text(field))
    }

    /// Whether this field is the title of a record.
    pub(super) fn is_title(&self, field: &str) -> bool {
        is_among(field, &self.given.title, TITLE)
    }

    /// Whether this field is the text of a record, or some of it.
    pub(super) fn is_text(&self, field: &str) -> bool {
        is_among(field, &self.given.text, TEXT)
    }

    /// Whether the text is said to stand in a field of a field: then any may be it.
    pub(super) fn go_below(&self) -> bool {
        self.given.text.iter().any(|name| name.contains('.'))
    }
}

/// Whether a field has one of the given names, or of the usual ones if none are
/// given. What one below another is called is not looked at.
fn is_among(field: &str, given: &[String], usual: &[&str]) -> bool {
    let field = plain(field);
    given.iter().any(|name| plain(name) == field || name.contains('.'))
        || given.is_empty() && usual.contains(&&*field)
}

/// A name as names are compared.
pub(super) fn plain(name: &str) -> String {
    composed(name.trim()).to_lowercase()
}

/// One record.
pub(super) struct Record<'a> {
    pub(super) fields: &'a Map<String, Value>,
    /// Where it stands.
    pub(super) place: &'a str,
    /// Whether it stands before the text of a file.
    pub(super) is_front_matter: bool,
}

impl Record<'_> {
    /// Its document; `or_id` names it if it has no id of its own.
    pub(super) fn document(
        &self,
        or_id: &str,
        names: &Names,
        addresses: &Addresses,
        skipped: &mut Vec<Skipped>,
    ) -> Document {
        let mut document = Document::default();
        let id = self.named(&names.given.id, ID).next();
        document.id =
            id.and_then(|(name, value)| self.one(name, value, skipped)).unwrap_or_else(|| or_id.to_owned());
        self.describe(names, &mut document, skipped);
        if let Some((name, value)) = self.find(&names.given.url, URL).next() {
            let given = self.one(name, value, skipped).unwrap_or_default();
            document.url = addresses.record(&given);
            if document.url.is_none() && !given.trim().is_empty() {
                self.note(skipped, name, "an address", &format!("\"{}\"", shown(&given)));
            }
        }
        let several = if names.given.text.is_empty() { 1 } else { usize::MAX };
        for (name, value) in self.find(&names.given.text, TEXT).take(several) {
            let Some(text) = self.several(name, value, skipped).map(|parts| parts.join(PARAGRAPH)) else {
                continue;
            };
            if HTML.contains(&&*plain(name.rsplit('.').next().unwrap_or(name))) {
                if let Err(reason) = html::append(&text, &mut document) {
                    skipped.push(Skipped::part(format!("{}, {name}", self.place), reason));
                }
            } else {
                push_paragraphs(&mut document.text, &text);
            }
        }
        document
    }

    /// Puts into a document what is known of it: everything but its id, its
    /// address and its text.
    pub(super) fn describe(&self, names: &Names, document: &mut Document, skipped: &mut Vec<Skipped>) {
        for asked in &names.asked {
            asked.meets_if(|| self.named(&asked.by, &[]).next().is_some());
        }
        let given = &names.given;
        let line = |value: String| composed(&value).split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((name, value)) = self.find(&given.title, TITLE).next() {
            document.title = self.one(name, value, skipped).map(line).unwrap_or_default();
        }
        // One may be called as what says whether it is published.
        let mut dates = self.find(&given.date, DATE).filter(|(_, value)| wish::truth(value).is_none());
        if let Some((name, value)) = dates.next() {
            document.date = date::of_value(value);
            if document.date.is_none() {
                self.note(skipped, name, date::EXPECTED, &found(value));
            }
        }
        if let Some((name, value)) = self.find(&given.language, LANGUAGE).next() {
            document.language = self.one(name, value, skipped).map(line);
        }
        let author = if given.meta.is_empty() { AUTHOR } else { &[] };
        for (name, value) in self.find(&given.meta, author) {
            let parts = self.several(name, value, skipped).unwrap_or_default();
            let name = if given.meta.is_empty() { "author" } else { name };
            let value = line(parts.join(", "));
            if !value.is_empty() {
                document.meta.entry(line(name.to_owned())).or_insert(value);
            }
        }
        let usual: &[&str] =
            if self.is_front_matter { &["tags", "tag", "categories", "category"] } else { &[] };
        for (name, value) in self.find(&given.filters, usual) {
            let name = if given.filters.is_empty() && name == "categories" { "category" } else { name };
            let values = self.several(name, value, skipped).unwrap_or_default();
            let values = values.into_iter().map(line).filter(|value| !value.is_empty()).collect::<Vec<_>>();
            if !values.is_empty() {
                document.filters.entry(line(name.to_owned())).or_default().extend(values);
            }
        }
        for (name, value) in self.find(&given.sorts, &[]) {
            document
                .sorts
                .extend(self.one(name, value, skipped).map(|value| (line(name.to_owned()), line(value))));
        }
    }

    /// The fields with one of the given names, or with one of the usual ones
    /// if none are given, in the order of the names, each with the name it was
    /// found by. What is empty is not there.
    fn find<'a>(
        &'a self,
        given: &'a [String],
        usual: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let is_blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
        self.named(given, usual).filter(move |(_, value)| !is_blank(value))
    }

    /// The same, empty texts too: an id that is one is none, and no other is.
    fn named<'a>(
        &'a self,
        given: &'a [String],
        usual: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let is_given = !given.is_empty();
        let names = given.iter().map(String::as_str).chain(usual.iter().copied().filter(move |_| !is_given));
        let mut plain_names: Option<BTreeMap<String, &str>> = None;
        names.filter_map(move |name| {
            let value = self.fields.get(name).or_else(|| {
                let plain_names = plain_names.get_or_insert_with(|| {
                    self.fields
                        .keys()
                        .filter(|key| *key != &plain(key))
                        .map(|key| (plain(key), &**key))
                        .collect()
                });
                let key = plain_names.get(&*plain(name));
                key.and_then(|key| self.fields.get(*key)).or_else(|| self.below(name))
            })?;
            let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            (!is_empty).then_some((name, value))
        })
    }

    /// The field of a field, as `author.name` names it.
    fn below(&self, name: &str) -> Option<&Value> {
        let mut steps = name.split('.');
        let mut value = self.fields.get(steps.next()?)?;
        for step in steps {
            value = value.get(step)?;
        }
        Some(value).filter(|_| name.contains('.'))
    }

    /// The one text of a field.
    fn one(&self, name: &str, value: &Value, skipped: &mut Vec<Skipped>) -> Option<String> {
        let text = scalar(value);
        if text.is_none() && !value.is_null() {
            let expected = if value.is_number() {
                "a number whose digits are kept, or quotes around it"
            } else {
                "text"
            };
            self.note(skipped, name, expected, &found(value));
        }
        text
    }

    /// The texts of a field: those of a list, or the one.
    fn several(&self, name: &str, value: &Value, skipped: &mut Vec<Skipped>) -> Option<Vec<String>> {
        let Value::Array(values) = value else {
            return self.one(name, value, skipped).map(|text| vec![text]);
        };
        Some(values.iter().filter_map(|value| self.one(name, value, skipped)).collect())
    }

    fn note(&self, skipped: &mut Vec<Skipped>, name: &str, expected: &str, found: &str) {
        let reason = format!("expected {expected}, found {found}; the record is read without it");
        skipped.push(Skipped::part(format!("{}, {name}", self.place), reason));
    }
}

/// From here on not every whole number is a [`f64`].
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A text, a number or a truth as text. A number so large has been rounded, so
/// that two ids might be one.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Number(number)
            if number.is_f64() && number.as_f64().is_some_and(|number| number.abs() >= EXACT) =>
        {
            None
        }
        Value::String(text) => Some(text.replace('\0', "")),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// What a value is, for whoever has to find it.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Null => "nothing".to_owned(),
        Value::Number(number) => format!("\"{number}\""),
        value => format!("\"{}\"", shown(&scalar(value).unwrap_or_default())),
    }
}

/// A value short enough to be said.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// Adds the lines of a text, each a paragraph.
fn push_paragraphs(to: &mut String, text: &str) {
    for paragraph in composed(text).split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        if !to.is_empty() {
            *to += PARAGRAPH;
        }
        *to += paragraph;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, names: &Names) -> (Document, Vec<Skipped>) {
        let Value::Object(fields) = serde_json::from_str(json).expect("JSON") else { panic!("an object") };
        let mut skipped = Vec::new();
        let record = Record { fields: &fields, place: "a.json, record 1", is_front_matter: false };
        let document = record.document("a.json#1", names, &Addresses::default(), &mut skipped);
        (document, skipped)
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn usual_names_are_understood() {
        let (document, skipped) = read(
            r#"{"_id": 7, "Tiêu đề": "Tựa", "Nội dung": "Một.\r\n\nHai.", "Ngày": "2024-05-01", "lang": "vi",
                "link": "/a", "author": ["A", "B"]}"#,
            &Names::default(),
        );
        assert_eq!((&*document.id, &*document.title, &*document.text), ("7", "Tựa", "Một.\n\nHai."));
        assert_eq!(document.date.map(|date| date.to_string()).as_deref(), Some("2024-05-01"));
        assert_eq!((document.url.as_deref(), document.language.as_deref()), (Some("/a"), Some("vi")));
        assert_eq!(document.meta["author"], "A, B");
        assert_eq!(skipped, []);
    }

    #[test]
    fn given_names_go_before() {
        let given = Fields {
            title: names(&["ten"]),
            text: names(&["mo_ta", "chi_tiet.html"]),
            meta: names(&["gia"]),
            filters: names(&["loai", "con"]),
            sorts: names(&["gia"]),
            ..Fields::default()
        };
        let (document, skipped) = read(
            r#"{"title": "Không", "ten": "Có", "mo_ta": "<b>Trước</b>", "chi_tiet": {"html": "<h2 id=a>Sau</h2>Hết"},
                "gia": 1500, "loai": ["x", "y", 3], "con": true}"#,
            &Names::new(given),
        );
        assert_eq!((&*document.id, &*document.title), ("a.json#1", "Có"));
        assert_eq!(document.text, "<b>Trước</b>\n\nSau\n\nHết", "HTML only where the name says so");
        assert_eq!(&document.text[document.sections[0].heading.clone()], "Sau");
        assert_eq!(document.filters["loai"].iter().collect::<Vec<_>>(), ["3", "x", "y"]);
        assert_eq!(document.filters["con"].iter().collect::<Vec<_>>(), ["true"]);
        assert_eq!((&*document.meta["gia"], &*document.sorts["gia"]), ("1500", "1500"));
        assert_eq!(skipped, []);
    }

    #[test]
    fn what_is_empty_hides_nothing() {
        let given = Fields { sorts: names(&["gia"]), ..Fields::default() };
        let (document, skipped) = read(
            r#"{"id": "a", "title": " ", "headline": "Tựa", "text": "", "body": "Chữ.", "date": "", "gia": ""}"#,
            &Names::new(given),
        );
        assert_eq!((&*document.id, &*document.title, &*document.text), ("a", "Tựa", "Chữ."));
        assert!(document.sorts.is_empty() && skipped.is_empty(), "{skipped:?}");
    }

    #[test]
    fn what_is_of_another_type_is_named() {
        let (document, skipped) = read(
            r#"{"id": [1], "title": {"vi": "a"}, "text": "Chữ.", "date": "hôm qua", "url": "JavaScript:x()"}"#,
            &Names::default(),
        );
        assert_eq!((&*document.id, &*document.title, &*document.text), ("a.json#1", "", "Chữ."));
        assert_eq!(document.url, None);
        let places: Vec<&str> = skipped.iter().map(|skipped| &*skipped.place).collect();
        assert_eq!(places, ["id", "title", "date", "url"].map(|name| format!("a.json, record 1, {name}")));
    }
}
