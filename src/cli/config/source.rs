//! A file of keys and values, and where each of them stands in it.
//!
//! In: the text of a `timkiem.toml`. Out: the values of the keys in
//! [`KEYS`](super::keys::KEYS). Invariant: what is not known or of another
//! shape is an error that names the file, the line and the key, what was
//! expected and what was found.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{FIELDS, KEYS, Key, Shape};
use crate::error::Error;

/// How far a name may be from a key to be taken for it.
const NEAR: usize = 2;

/// A file that is being read.
pub(super) struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

/// A value of the shape that its key asks for.
pub(super) enum Value {
    Text(String),
    Flag(bool),
    Share(f64),
    Texts(Vec<String>),
    Groups(Vec<Vec<String>>),
}

impl Value {
    pub(super) fn text(self) -> Option<String> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn flag(self) -> Option<bool> {
        if let Value::Flag(flag) = self { Some(flag) } else { None }
    }

    pub(super) fn share(self) -> f64 {
        if let Value::Share(share) = self { share } else { 0.0 }
    }

    /// One text is taken for a list of one.
    pub(super) fn texts(self) -> Vec<String> {
        match self {
            Value::Text(text) => vec![text],
            Value::Texts(texts) => texts,
            _ => Vec::new(),
        }
    }

    pub(super) fn groups(self) -> Vec<Vec<String>> {
        if let Value::Groups(groups) = self { groups } else { Vec::new() }
    }
}

impl<'a> Source<'a> {
    pub(super) fn new(path: &'a Path, text: &'a str) -> Source<'a> {
        // Some editors put a mark before the first letter.
        Source { path, text: text.trim_start_matches('\u{feff}') }
    }

    /// Hands out every key that is said, with its value, in order of the file.
    pub(super) fn each(&self, take: &mut dyn FnMut(&'static Key, Value)) -> Result<(), Error> {
        let parsed = DeTable::parse(self.text).map_err(|why| {
            let at = why.span().unwrap_or_default();
            Error::input(format!(
                "expected settings in {}, found a fault ({}); correct it",
                self.place(&at),
                why.message().replace('\n', ", ")
            ))
        })?;
        self.table(None, parsed.get_ref(), take)
    }

    fn table(
        &self,
        table: Option<&str>,
        entries: &DeTable,
        take: &mut dyn FnMut(&'static Key, Value),
    ) -> Result<(), Error> {
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            let known = KEYS.iter().find(|key| key.table == table && key.name == name.get_ref().as_ref());
            match (known, value.get_ref()) {
                (Some(key), _) => take(key, self.value(key, value)?),
                (None, DeValue::Table(below)) if table.is_none() && name.get_ref() == FIELDS => {
                    self.table(Some(FIELDS), below, take)?;
                }
                (None, found) if table.is_none() && name.get_ref() == FIELDS => {
                    return Err(self.mistyped(FIELDS, &value.span(), "a table", found, "write [fields]"));
                }
                (None, _) => return Err(self.unknown(table, name)),
            }
        }
        Ok(())
    }

    fn value(&self, key: &Key, value: &Spanned<DeValue>) -> Result<Value, Error> {
        let text = |value: &Spanned<DeValue>| value.get_ref().as_str().map(str::to_owned);
        let texts = |value: &Spanned<DeValue>| {
            let all = value.get_ref().as_array().map(|all| all.iter());
            let is_empty =
                |one: &Spanned<DeValue>| one.get_ref().as_str().is_none_or(|one| one.trim().is_empty());
            let misfit = |one: &&Spanned<DeValue>| is_empty(one);
            all.map(|mut all| match all.clone().find(misfit) {
                None => Ok(all.by_ref().filter_map(text).collect::<Vec<String>>()),
                Some(one) => Err(self.misfit(key, one)),
            })
        };
        let share = |value: &Spanned<DeValue>| {
            let written = value.get_ref();
            let float = written.as_float().and_then(|float| float.as_str().parse().ok());
            let whole = || written.as_integer().and_then(|whole| whole.as_str().parse().ok());
            float.or_else(whole).filter(|share: &f64| (0.0..=1.0).contains(share))
        };
        let found = match key.shape {
            Shape::Text => text(value).map(Value::Text),
            Shape::Flag => value.get_ref().as_bool().map(Value::Flag),
            Shape::Share => share(value).map(Value::Share),
            Shape::Texts => texts(value).transpose()?.map(Value::Texts),
            Shape::TextOrTexts => match text(value) {
                Some(text) => Some(Value::Text(text)),
                None => texts(value).transpose()?.map(Value::Texts),
            },
            Shape::Groups => match value.get_ref().as_array() {
                Some(groups) => {
                    let group = |at| {
                        let group = texts(at).unwrap_or_else(|| Err(self.misfit(key, at)))?;
                        self.check_group(key, &group, at)?;
                        Ok(group)
                    };
                    Some(Value::Groups(groups.iter().map(group).collect::<Result<_, Error>>()?))
                }
                None => None,
            },
        };
        let found = found.ok_or_else(|| self.misfit(key, value))?;
        match &found {
            Value::Text(text) if text.trim().is_empty() => Err(self.misfit(key, value)),
            _ => Ok(found),
        }
    }

    fn check_group(&self, key: &Key, group: &[String], at: &Spanned<DeValue>) -> Result<(), Error> {
        let is_written = |way: &String| way.chars().any(char::is_alphanumeric) && !way.contains('=');
        if group.len() >= 2 && group.iter().all(is_written) {
            return Ok(());
        }
        Err(Error::input(format!(
            "expected two or more ways of writing in each group of `{}` in {}, none with \"=\", found {group:?}; \
             correct it",
            key.name,
            self.place(&at.span())
        )))
    }

    /// A value is not of the shape that its key asks for.
    fn misfit(&self, key: &Key, found: &Spanned<DeValue>) -> Error {
        let remedy = format!("write it as {} = {}", key.name, key.value);
        self.mistyped(key.name, &found.span(), key.shape.words(), found.get_ref(), &remedy)
    }

    fn mistyped(
        &self,
        name: &str,
        at: &Range<usize>,
        expected: &str,
        found: &DeValue,
        remedy: &str,
    ) -> Error {
        let found = match found {
            DeValue::String(text) if text.trim().is_empty() => "an empty string".to_owned(),
            DeValue::String(text) => format!("the string {text:?}"),
            DeValue::Integer(number) => format!("the number {}", number.as_str()),
            DeValue::Float(number) => format!("the number {}", number.as_str()),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Datetime(_) => "a date".to_owned(),
            DeValue::Array(_) => "an array".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        };
        Error::input(format!(
            "expected {expected} for `{name}` in {}, found {found}; {remedy}",
            self.place(at)
        ))
    }

    /// No key has this name.
    fn unknown(&self, table: Option<&str>, name: &Spanned<std::borrow::Cow<str>>) -> Error {
        let (at, name) = (name.span(), name.get_ref());
        let of_table = || KEYS.iter().filter(|key| key.table == table);
        let distance = |key: &&Key| strsim::osa_distance(key.name, name);
        let near = of_table().filter(|key| distance(key) <= NEAR && distance(key) < key.name.len());
        let near = near.min_by_key(distance);
        let elsewhere = KEYS.iter().find(|key| key.name == name.as_ref());
        let remedy = match (near, elsewhere.map(|key| key.table)) {
            (_, Some(Some(table))) => format!("it belongs below [{table}]"),
            (_, Some(None)) => format!("it belongs above [{}]", table.unwrap_or_default()),
            (Some(near), None) => format!("did you mean `{}`?", near.name),
            (None, None) => {
                let known: Vec<&str> = of_table().map(|key| key.name).collect();
                let fields = if table.is_none() { ", and the table [fields]" } else { "" };
                format!("there are {}{fields}", known.join(", "))
            }
        };
        Error::input(format!("expected a key that is known in {}, found `{name}`; {remedy}", self.place(&at)))
    }

    /// The file and the line, in words.
    fn place(&self, at: &Range<usize>) -> String {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        format!("line {} of {}", before.matches('\n').count() + 1, self.path.display())
    }
}
