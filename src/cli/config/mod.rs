//! `timkiem.toml`: what a site owner says once and for all.
//!
//! In: the path of the file, or the current folder, in which it may be. Out:
//! its settings. Invariant: what is not known or of another shape is an error
//! that names the file, the line and the key; a relative path is one from the
//! folder of the file.
//!
//! ```toml
//! inputs = ["articles"]           # folders and files to read
//! out = "public/timkiem"          # the folder to write
//! lang = "vi"                     # the language of the documents
//! page = false                    # whether to write a ready search page too
//! pwa = false                     # whether that page can be kept on a device
//! single-file = "search.html"     # a page to write with everything in it
//! base-url = "https://example.org/"  # what stands before the path of a file in its address
//! include = ["news/**"]           # globs: if there are any, only what one matches is read
//! exclude = ["drafts/**"]         # globs: what one matches is not read
//! content = ["main"]              # CSS selectors of what is the content of a page
//! ignore = [".comments"]          # CSS selectors of what is not to be indexed
//! recent = 0.2                    # how much more the newest documents score than old ones
//! # Ways of writing the same; typing one finds the others too.
//! synonyms = [["TP.HCM", "Sài Gòn", "Thành phố Hồ Chí Minh"], ["laptop", "máy tính xách tay"]]
//!
//! [fields]                        # of records: a name, or several, the likeliest first
//! id = "id"                       # what names the record
//! title = ["title", "headline"]   # its title
//! text = ["lead", "body"]         # its text; several fields are joined in this order
//! url = "link"                    # its address
//! date = "published"              # its date
//! language = "lang"               # its language
//! meta = ["author"]               # fields to show beside a hit
//! filters = ["category"]          # fields to filter by
//! sorts = ["price"]               # fields to sort by
//! ```
//! The command line comes before the file, the file before what is taken if
//! nobody says anything.

mod keys;
mod source;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use self::keys::Key;
pub(super) use self::keys::{FIELDS, KEYS};
use self::source::{Source, Value};
use super::say;
use crate::error::Error;
use crate::ingest::Settings;

/// The name of the file.
pub(super) const NAME: &str = "timkiem.toml";

/// What the file says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Config {
    /// What is read.
    pub(super) inputs: Vec<PathBuf>,
    /// Where it goes.
    pub(super) out: Option<PathBuf>,
    /// The language of the documents.
    pub(super) lang: Option<String>,
    /// Whether there is to be a ready page.
    pub(super) page: Option<bool>,
    /// Whether it can be kept on a device.
    pub(super) pwa: Option<bool>,
    /// The page with everything in it.
    pub(super) single_file: Option<PathBuf>,
    /// How files are read.
    pub(super) settings: Settings,
    /// Ways of writing the same, two or more in each group.
    pub(super) synonyms: Vec<Vec<String>>,
    /// How much more the newest documents score than old ones.
    pub(super) recent: f64,
}

/// The file to read: the one that is named, else the one in the current folder
/// if there is one, and then that is said.
pub(super) fn find(named: Option<&Path>) -> Option<PathBuf> {
    let here = Path::new(NAME);
    if named.is_none() && here.is_file() {
        say(format_args!("settings from {NAME}"));
        return Some(here.to_owned());
    }
    named.map(Path::to_owned)
}

/// Reads the file, if there is one.
pub(super) fn read(path: Option<&Path>) -> Result<Config, Error> {
    let Some(path) = path else { return Ok(Config::default()) };
    let text = fs::read_to_string(path).map_err(|why| match why.kind() {
        ErrorKind::InvalidData => {
            let path = path.display();
            Error::input(format!(
                "expected text in UTF-8 in {path}, found bytes that are none; save it as UTF-8"
            ))
        }
        _ => Error::io("read", path, &why),
    })?;
    parse(path, &text)
}

/// What a file with this text says.
fn parse(path: &Path, text: &str) -> Result<Config, Error> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut config = Config::default();
    Source::new(path, text).each(&mut |key, value| config.take(key, value, folder))?;
    Ok(config)
}

impl Config {
    fn take(&mut self, key: &Key, value: Value, folder: &Path) {
        let Settings { base_url, include, exclude, written: _, content, ignore, fields } = &mut self.settings;
        match (key.table, key.name) {
            (None, "inputs") => self.inputs = value.texts().iter().map(|path| folder.join(path)).collect(),
            (None, "out") => self.out = value.text().map(|path| folder.join(path)),
            (None, "lang") => self.lang = value.text(),
            (None, "page") => self.page = value.flag(),
            (None, "pwa") => self.pwa = value.flag(),
            (None, "single-file") => self.single_file = value.text().map(|path| folder.join(path)),
            (None, "base-url") => *base_url = value.text(),
            (None, "include") => *include = value.texts(),
            (None, "exclude") => *exclude = value.texts(),
            (None, "content") => *content = value.texts(),
            (None, "ignore") => *ignore = value.texts(),
            (None, "synonyms") => self.synonyms = value.groups(),
            (None, "recent") => self.recent = value.share(),
            (Some(FIELDS), "id") => fields.id = value.texts(),
            (Some(FIELDS), "title") => fields.title = value.texts(),
            (Some(FIELDS), "text") => fields.text = value.texts(),
            (Some(FIELDS), "url") => fields.url = value.texts(),
            (Some(FIELDS), "date") => fields.date = value.texts(),
            (Some(FIELDS), "language") => fields.language = value.texts(),
            (Some(FIELDS), "meta") => fields.meta = value.texts(),
            (Some(FIELDS), "filters") => fields.filters = value.texts(),
            (Some(FIELDS), "sorts") => fields.sorts = value.texts(),
            // A test takes every key there is.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Config, Error> {
        parse(Path::new("site/timkiem.toml"), text)
    }

    fn refused(text: &str) -> String {
        parsed(text).expect_err(text).message().to_owned()
    }

    #[test]
    fn every_key_is_taken_and_explained() {
        let about = include_str!("mod.rs");
        for key in KEYS {
            assert!(about.contains(&format!("//! {} = ", key.name)), "{} is not explained", key.name);
            // None of these is what is taken if nothing is said.
            let value = match key.shape {
                keys::Shape::Text | keys::Shape::TextOrTexts => "\"x\"",
                keys::Shape::Flag => "true",
                keys::Shape::Share => "0.5",
                keys::Shape::Texts => "[\"x\", \"y\"]",
                keys::Shape::Groups => "[[\"x\", \"y\"]]",
            };
            let table = key.table.map(|table| format!("[{table}]\n")).unwrap_or_default();
            let config = parsed(&format!("{table}{} = {value}", key.name)).expect(key.name);
            assert_ne!(config, Config::default(), "{} does nothing", key.name);
        }
    }

    #[test]
    fn paths_are_from_the_folder_of_the_file() {
        let config = parsed("inputs = [\"a\", \"/b\"]\nout = \"../out\"").expect("settings");
        assert_eq!(config.inputs, [Path::new("site/a"), Path::new("/b")]);
        assert_eq!(config.out.as_deref(), Some(Path::new("site/../out")));
        let config = parsed("[fields]\ntext = [\"lead\", \"body\"]\nid = \"key\"").expect("settings");
        assert_eq!(config.settings.fields.text, ["lead", "body"]);
        assert_eq!(config.settings.fields.id, ["key"]);
    }

    #[test]
    fn faults_are_named_with_their_line_and_a_remedy() {
        for (text, said) in [
            (
                "lang = 3",
                "expected a string for `lang` in line 1 of site/timkiem.toml, found the number 3; write",
            ),
            (
                "\npage = \"yes\"",
                "expected true or false for `page` in line 2 of site/timkiem.toml, found the string \"yes\"",
            ),
            ("inputs = [\n\"a\",\n3]", "expected an array of strings for `inputs` in line 3"),
            ("inputs = \"a\"", "found the string \"a\"; write it as inputs = [\"articles\"]"),
            ("out = \" \"", "found an empty string"),
            ("inputs = [\"a\", \"\"]", "found an empty string"),
            (
                "lang = [\"vi\"]",
                "expected a string for `lang` in line 1 of site/timkiem.toml, found an array; write",
            ),
            ("base_url = \"x\"", "found `base_url`; did you mean `base-url`?"),
            ("exlude = []", "did you mean `exclude`?"),
            (
                "# a\n\n[fields]\ntitel = \"x\"",
                "in line 4 of site/timkiem.toml, found `titel`; did you mean `title`?",
            ),
            ("meta = [\"x\"]", "it belongs below [fields]"),
            ("[fields]\nlang = \"x\"", "it belongs above [fields]"),
            ("colour = 1", "found `colour`; there are inputs, out, lang,"),
            ("[colours]\nred = 1", "found `colours`; there are inputs"),
            ("fields = 1", "expected a table for `fields` in line 1"),
            ("[fields]\nid = 1979-05-27", "found a date"),
            ("[fields]\nid = { a = 1 }", "found a table"),
            ("synonyms = [\"a\"]", "expected an array of arrays of strings"),
            (
                "synonyms = [\n[\"a\", \"b\"],\n[\"a\", \"b=c\"]]",
                "two or more ways of writing in each group of `synonyms` in line 3",
            ),
            (
                "lang = \"vi\"\nlang = \"en\"",
                "expected settings in line 2 of site/timkiem.toml, found a fault (duplicate key",
            ),
            ("lang = ", "line 1 of site/timkiem.toml, found a fault"),
            ("x", "line 1 of site/timkiem.toml, found a fault"),
        ] {
            let found = refused(text);
            assert!(found.contains(said), "{text:?}: {found:?} does not say {said:?}");
            assert!(found.contains("; ") && !found.contains('\n'), "{found:?}");
        }
    }
}
