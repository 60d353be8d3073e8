//! From files to documents: one reader per format, and the choice between
//! them.
//!
//! In: folders and files. Out: a [`Reading`]: documents in the order of their
//! paths, and everything that was left out with the reason why. Invariant:
//! nothing is lost in silence, every document has an id of its own, and the
//! order is that of the files however many threads read them.
//!
//! ```text
//! files ──▶ work, a wave at a time ──▶ done side by side ──▶ documents
//!             .html              html
//!             .md                front_matter, wish, markdown, html
//!             .txt               text
//!             .json .jsonl .csv  one record each, wish, records
//! ```

mod address;
mod asked;
mod csv;
mod date;
mod encoding;
mod files;
mod front_matter;
mod html;
mod json;
mod jsonl;
pub mod language;
mod markdown;
mod records;
mod settings;
mod text;
mod title;
mod wish;
mod work;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::{Path, PathBuf};

use memchr::memmem::Finder;
use rayon::prelude::*;
use scraper::Selector;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use self::asked::Asked;
use self::files::{File, Files, Kind};
use self::html::{Rules, Unwanted};
use self::records::{Names, shown};
use self::work::{Context, Found, Source, Work};
use crate::document::Document;
use crate::error::Error;

pub(crate) use self::address::between as address_between;
pub use self::settings::{Fields, Settings};

/// How much is read at once, in bytes of files and in pieces of work.
const WAVE_BYTES: u64 = 4 << 20;
const WAVE: usize = 512;

/// Documents being read: some at a time, so that not all of them are in memory
/// at once.
pub struct Reading {
    /// What was left out so far, and why. What is no document, as images are,
    /// and what does not want to be found is told at the end.
    pub skipped: Vec<Skipped>,
    /// The globs, selectors and fields in the settings that nothing was met by, each in
    /// a sentence that says what to do; complete at the end.
    pub unmet: Vec<String>,
    context: Context,
    /// The files still to be read.
    files: VecDeque<File>,
    /// The file of records that is being read.
    source: Option<Source>,
    /// What was read and is still to be taken.
    found: VecDeque<(String, Found, Vec<Skipped>)>,
    /// Where each id was read.
    places: HashMap<String, String>,
    /// The files that are no documents, by how their names end.
    others: BTreeMap<String, Vec<String>>,
    /// The pages that are not to be found by their own wish, and the folders.
    unwanted: BTreeMap<Unwanted, Vec<String>>,
}

/// Something that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The file, with the line if it was only one.
    pub place: String,
    /// Why, in a sentence that says what to do.
    pub reason: String,
    /// What was left out there.
    pub left: Left,
}

/// What was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Left {
    /// All of it, though it should be found.
    Out,
    /// Some of it: the rest is read.
    Part,
    /// All of it, for it is no document, or does not want to be found.
    Aside,
}

impl Skipped {
    /// Some of a document that could not be read.
    fn part(place: String, reason: String) -> Skipped {
        Skipped { place, reason, left: Left::Part }
    }
}

/// Begins to read these folders and files. Of a folder, every file below it whose name
/// does not begin with a dot, in the order of their paths, except what is in
/// the folder `out`: that is what an earlier build wrote.
///
/// A document of a file of its own is named by its path below the folder; of
/// several folders, by the folder's name before that.
///
/// # Errors
/// If one of them is not there or cannot be opened, or is `out` itself; if a
/// glob, a selector or an address in the settings is none.
pub fn read(inputs: &[PathBuf], out: &Path, settings: &Settings) -> Result<Reading, Error> {
    let content = selectors("content", &settings.content)?;
    let ignore = selectors("ignore", &settings.ignore)?;
    if let Some(base) = settings.base_url.as_deref().filter(|base| !address::is_base(base)) {
        return Err(Error::input(format!(
            "expected an address that pages have, as \"https://example.org/\" or \"/docs/\", found {base:?}; \
             correct `base-url`"
        )));
    }
    let Files { files, others, hidden_folders, skipped, unmet } = files::find(inputs, out, settings)?;
    let rules = Rules { content, ignore, only_marked: some_are_marked(&files) };
    let names = Names::new(settings.fields.clone());
    Ok(Reading {
        skipped,
        unmet,
        context: Context { rules, names },
        files,
        source: None,
        found: VecDeque::new(),
        places: HashMap::new(),
        others,
        unwanted: BTreeMap::from([(Unwanted::Hidden, hidden_folders)]),
    })
}

fn selectors(setting: &str, selectors: &[String]) -> Result<Vec<Asked<Selector>>, Error> {
    let parse = |selector: &String| {
        let parsed = Selector::parse(selector).map_err(|_| {
            Error::input(format!(
                "expected a CSS selector, as \"main\" or \".post .body\", found \"{selector}\"; correct it"
            ))
        });
        Ok(Asked::new(setting, selector, parsed?))
    };
    selectors.iter().map(parse).collect()
}

/// Whether some page says with an attribute what its content is. Few sites
/// have any, so the bytes are searched before a page is understood.
fn some_are_marked(files: &VecDeque<File>) -> bool {
    let finders = ["pagefind-body", "timkiem-body"].map(|name| {
        let wide = name.bytes().flat_map(|byte| [byte, 0]).take(2 * name.len() - 1).collect::<Vec<u8>>();
        [Finder::new(name).into_owned(), Finder::new(&wide).into_owned()]
    });
    let finders = finders.as_flattened();
    let is_marked = |file: &&File| {
        let Ok(bytes) = work::document(&file.path) else { return false };
        finders.iter().any(|finder| finder.find(&bytes).is_some())
            && encoding::text(bytes, true).is_ok_and(|content| html::is_marked(&content))
    };
    files.par_iter().filter(|file| file.kind == Kind::Page).find_any(is_marked).is_some()
}

impl Reading {
    /// Reads the next wave; nothing if there is none.
    fn read_on(&mut self) -> Option<()> {
        let (mut wave, mut size) = (Vec::new(), 0);
        while wave.len() < WAVE && size < WAVE_BYTES {
            let Some(work) = self.next_work() else { break };
            size += work.size();
            wave.push(work);
        }
        if wave.is_empty() {
            return None;
        }
        let context = &self.context;
        let done: Vec<_> = wave.into_par_iter().map(|work| work.done(context)).collect();
        self.found.extend(done);
        Some(())
    }

    /// The next record of the file that is being read, or the next file.
    fn next_work(&mut self) -> Option<Work> {
        loop {
            if let Some(work) = self.source.as_mut().and_then(Iterator::next) {
                return Some(work);
            }
            self.source = None;
            let file = self.files.pop_front()?;
            match Source::open(&file, &self.context.names) {
                None => return Some(Work::File(file)),
                Some(Ok(source)) => self.source = Some(source),
                Some(Err(reason)) => return Some(Work::Fault { place: file.id, reason }),
            }
        }
    }

    /// A document, if it has something to be found by and its id is new.
    fn accept(&mut self, mut document: Document, place: &str) -> Option<Document> {
        title::derive(&mut document);
        if let Some(source) = document.meta.get_mut("source")
            && let Some(whole) = address::with_scheme(source)
        {
            *source = whole;
        }
        if document.title.is_empty() {
            self.skip(place, "expected text, found none; write something into it, or remove it");
        } else if document.id.is_empty() {
            self.skip(place, "expected an id that names the document, found an empty one; give it one");
        } else if let Some(first) = self.places.get(&document.id) {
            let reason = format!(
                "expected an id of its own, found \"{}\" again, which is that of {first}; rename one of them",
                shown(&document.id)
            );
            self.skip(place, &reason);
        } else {
            self.places.insert(document.id.clone(), place.to_owned());
            return Some(document);
        }
        None
    }

    fn skip(&mut self, place: &str, reason: &str) {
        self.skipped.push(Skipped { place: place.to_owned(), reason: reason.to_owned(), left: Left::Out });
    }

    /// Tells what was left out aside.
    fn tell_aside(&mut self) {
        let mut aside = |places: Vec<String>, reason: &str| {
            let one = |place| Skipped { place, reason: reason.to_owned(), left: Left::Aside };
            self.skipped.extend(places.into_iter().map(one));
        };
        for (why, places) in std::mem::take(&mut self.unwanted) {
            aside(places, why.reason());
        }
        let mut kinds: Vec<(String, Vec<String>)> = std::mem::take(&mut self.others).into_iter().collect();
        kinds.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
        let said: Vec<String> =
            kinds.iter().map(|(kind, places)| format!("{} {kind}", places.len())).collect();
        let places: Vec<String> = kinds.into_iter().flat_map(|(_, places)| places).collect();
        aside(
            places,
            &format!("expected {}, found {}; convert what has text", files::KINDS, said.join(", ")),
        );
    }
}

impl Unwanted {
    fn reason(self) -> &'static str {
        match self {
            Unwanted::Private => {
                "expected a page to be found, found \"noindex\"; remove that from those that are to be found"
            }
            Unwanted::Detour => {
                "expected a page, found a refresh that leads elsewhere; nothing is to be done"
            }
            Unwanted::Unmarked => {
                "expected data-pagefind-body or data-timkiem-body, as other pages have it, found none; \
                 add it to those that are to be found"
            }
            Unwanted::Search => {
                "expected a page with a text, found one to search with; write one that is to be found"
            }
            Unwanted::Draft => {
                "expected what is to be found, found a draft or what is not to be searched; \
                 change the field that says so (draft, published, searchable) if it is"
            }
            Unwanted::Hidden => {
                "expected a folder whose name begins with no dot, found a hidden one; \
                 rename it if it is to be read, or leave it out with `exclude`"
            }
        }
    }
}

impl Iterator for Reading {
    type Item = Document;

    fn next(&mut self) -> Option<Document> {
        loop {
            let Some((place, found, skipped)) = self.found.pop_front() else {
                if self.read_on().is_none() {
                    self.tell_aside();
                    let Rules { content, ignore, .. } = std::mem::take(&mut self.context.rules);
                    let selectors = content.iter().chain(&ignore);
                    self.unmet.extend(selectors.filter_map(|asked| asked.unmet("elements")));
                    self.unmet.extend(self.context.names.unmet());
                    return None;
                }
                continue;
            };
            self.skipped.extend(skipped);
            match found {
                Found::Nothing(None) => {}
                Found::Nothing(Some(reason)) => self.skip(&place, &reason),
                Found::Unwanted(why) => self.unwanted.entry(why).or_default().push(place),
                Found::Document(document) => {
                    if let Some(document) = self.accept(*document, &place) {
                        return Some(document);
                    }
                }
            }
        }
    }
}

/// Whether a character is part of the letter before it.
fn is_mark(character: char) -> bool {
    is_combining_mark(character)
}

/// A text with every letter and the marks that follow it written as one
/// character where there is one, as almost every text has it. Nothing else is
/// changed, though Unicode has other spellings that it takes for the same.
fn composed(text: &str) -> Cow<'_, str> {
    // There are none below; most of a text is.
    let joins = |c: char| c >= '\u{300}' && (is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11ff}'));
    if !text.contains(joins) {
        return Cow::Borrowed(text);
    }
    let mut composed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let tail = &rest[first.len_utf8()..];
        let marks = tail.find(|c| !joins(c)).unwrap_or(tail.len());
        let letter = &rest[..first.len_utf8() + marks];
        if marks == 0 {
            composed.push(first)
        } else {
            composed.extend(letter.nfc())
        }
        rest = &tail[marks..];
    }
    Cow::Owned(composed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_composed_and_nothing_else_is_changed() {
        for text in ["Biên giới: Đường №7, Å Ω ﬁ 豈 각", "क़", ""] {
            assert_eq!(composed(text), text);
        }
        let apart: String = "Biên giới, Đường, 각".nfd().collect();
        assert_eq!(composed(&apart), "Biên giới, Đường, 각");
        assert_eq!(composed("\u{301}a\u{301}"), "\u{301}á");
    }
}
