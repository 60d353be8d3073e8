//! What a page says of itself beside its content.
//!
//! In: a page. Out: its titles, its date, its author and the like, and whether
//! it wants to be found. Invariant: what is not there is `None`; what is there
//! is one line.

use std::collections::HashMap;

use scraper::node::Element;
use scraper::{ElementRef, Html};
use serde_json::Value;

use super::attributes::{first_text, short, text};
use crate::document::Date;
use crate::ingest::date;
use crate::ingest::records::found;

/// A page that sends readers on within this time is none itself, in seconds.
const AT_ONCE: f64 = 10.0;
/// How many objects of a page's description are looked at.
const OBJECTS: usize = 1000;

/// What else a page calls the date on which it was published: Dublin Core, libraries, news.
const DATES: [&str; 15] = [
    "date",
    "dc.created",
    "dc.date",
    "dc.date.created",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.created",
    "dcterms.issued",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "citation_publication_date",
    "parsely-pub-date",
    "sailthru.date",
];

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    /// Its title as it is shown elsewhere, mostly without the name of the site.
    pub(super) shared_title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) canonical: Option<String>,
    pub(super) language: Option<String>,
    pub(super) date: Option<Date>,
    /// What stands where its date should, if that is none.
    pub(super) unread: Option<String>,
    pub(super) author: Option<String>,
    /// Whether it asks not to be indexed.
    pub(super) is_private: bool,
    /// Whether it only sends its readers elsewhere.
    pub(super) is_detour: bool,
}

/// Reads what a page says of itself.
pub(super) fn read(page: &Html) -> Head {
    let root = page.root_element();
    let language = root.value().attr("lang").or_else(|| root.value().attr("xml:lang"));
    let mut head = Head { language: language.and_then(line), ..Head::default() };
    // What is told at several places is believed in this order.
    let mut dates = Dates::default();
    for element in root.descendent_elements() {
        let value = element.value();
        match value.name() {
            "title" if head.title.is_none() && !is_drawing(element) => head.title = line(&text(element)),
            "link" if head.canonical.is_none() && has_word(value, "rel", "canonical") => {
                head.canonical = value.attr("href").and_then(line);
            }
            "meta" => head.meta(value, &mut dates),
            "script"
                if value
                    .attr("type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json")) =>
            {
                head.described(&element.text().collect::<String>(), &mut dates);
            }
            _ if says_published(value) => {
                // What is written for people may be written in any way.
                let shown = || {
                    let shown = value.attr("title").or_else(|| first_text(element));
                    shown.filter(|text| date::read(text).is_some())
                };
                let written = value.attr("datetime").or_else(|| value.attr("content")).or_else(shown);
                dates.add(1, &written.into());
            }
            _ => {}
        }
    }
    head.date = dates.read.into_iter().flatten().next();
    head.unread = dates.unread;
    head
}

/// The dates of a page by where they are told.
#[derive(Default)]
struct Dates {
    read: [Option<Date>; 4],
    /// The first that cannot be read.
    unread: Option<String>,
}

impl Dates {
    fn add(&mut self, place: usize, written: &Value) {
        // The first day of all is what programs write that know none.
        let is_none = |text: &str| text.trim().is_empty() || text.trim().starts_with("0001-01-01");
        let is_blank = written.is_null() || written.as_str().is_some_and(is_none);
        if self.read[place].is_none() && !is_blank {
            self.read[place] = date::of_value(written);
            if self.read[place].is_none() && self.unread.is_none() {
                self.unread = Some(found(written));
            }
        }
    }
}

impl Head {
    fn meta(&mut self, meta: &Element, dates: &mut Dates) {
        let content = meta.attr("content").unwrap_or("").trim();
        if has_word(meta, "http-equiv", "refresh") {
            let (after, target) = content.split_once([';', ',']).unwrap_or((content, ""));
            let leads_away = target.trim_start().to_lowercase().starts_with("url");
            self.is_detour |= leads_away && after.trim().parse().is_ok_and(|after: f64| after <= AT_ONCE);
        }
        let names = [meta.attr("name"), meta.attr("property"), meta.attr("itemprop")];
        for name in names.into_iter().flatten() {
            let first = |place: &mut Option<String>| {
                if place.is_none() {
                    *place = line(content);
                }
            };
            match &*name.trim().to_lowercase() {
                "og:title" => first(&mut self.shared_title),
                "description" => self.description = line(content).or(self.description.take()),
                "og:description" => first(&mut self.description),
                "author" => self.author = line(content).or(self.author.take()),
                "article:author" if !content.contains("://") => first(&mut self.author),
                "robots" | "timkiem" => {
                    let content = content.to_lowercase();
                    self.is_private |=
                        content.split([',', ' ']).any(|word| word == "noindex" || word == "none");
                }
                "article:published_time" => dates.add(0, &content.into()),
                "datepublished" => dates.add(1, &content.into()),
                name if DATES.contains(&name) => dates.add(3, &content.into()),
                _ => {}
            }
        }
    }

    /// Reads the description of a page for machines: of the page itself, not
    /// of what it lists.
    fn described(&mut self, json: &str, dates: &mut Dates) {
        let Ok(described) = serde_json::from_str::<Value>(bare(json)) else { return };
        let mut objects = vec![&described];
        let (mut at, mut authors) = (0, Vec::new());
        while at < objects.len().min(OBJECTS) {
            match objects[at] {
                Value::Array(several) => objects.extend(several),
                Value::Object(fields) => {
                    objects.extend(
                        ["@graph", "mainEntity", "mainEntityOfPage"]
                            .iter()
                            .filter_map(|name| fields.get(*name)),
                    );
                    dates.add(2, fields.get("datePublished").unwrap_or(&Value::Null));
                    authors.extend(fields.get("author"));
                }
                _ => {}
            }
            at += 1;
        }
        // Who is described apart is named by an address.
        let mut apart = HashMap::new();
        for object in objects.iter().take(OBJECTS) {
            if let (Some(id), Some(name)) = (text_of(object, "@id"), text_of(object, "name")) {
                apart.entry(id).or_insert(name);
            }
        }
        let name = |who| name(who, &apart).and_then(|name| line(&name));
        self.author = self.author.take().or_else(|| authors.into_iter().find_map(name));
    }
}

/// The text of a field of an object.
fn text_of<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    object.get(field).and_then(Value::as_str)
}

/// JSON without what hides it from readers of XHTML.
fn bare(json: &str) -> &str {
    match json.split_once("<![CDATA[") {
        Some((_, within)) => within
            .split("]]>")
            .next()
            .unwrap_or_default()
            .trim()
            .trim_start_matches("*/")
            .trim_end_matches("//")
            .trim_end_matches("/*"),
        None => json,
    }
}

/// Whether an element is the moment at which a page was published.
fn says_published(element: &Element) -> bool {
    element.name() == "time" && element.attr("pubdate").is_some()
        || has_word(element, "itemprop", "datePublished")
}

/// The name of whoever is described, here or apart, or the names.
fn name(who: &Value, apart: &HashMap<&str, &str>) -> Option<String> {
    let one = |who: &Value| match who {
        Value::String(name) => Some(name.clone()).filter(|name| !name.contains("://")),
        who => {
            let name = text_of(who, "name").or_else(|| apart.get(text_of(who, "@id")?).copied());
            name.map(str::to_owned)
        }
    };
    match who {
        Value::Array(several) => {
            let names: Vec<String> = several.iter().filter_map(one).collect();
            Some(names.join(", ")).filter(|names| !names.is_empty())
        }
        who => one(who),
    }
}

/// Whether a word is among those of an attribute.
fn has_word(element: &Element, attribute: &str, word: &str) -> bool {
    let value = element.attr(attribute).unwrap_or("");
    value.split_ascii_whitespace().any(|found| found.eq_ignore_ascii_case(word))
}

fn is_drawing(title: ElementRef) -> bool {
    title
        .parent()
        .and_then(ElementRef::wrap)
        .is_some_and(|parent| !matches!(parent.value().name(), "head" | "body"))
}

fn line(text: &str) -> Option<String> {
    Some(short(text)).filter(|line| !line.is_empty())
}
