//! Records in one piece of JSON.
//!
//! In: the content of a `.json` file: a list of records, an object with one
//! such list in it, or one record. Out: where in it each record stands. An
//! object with a text and such a list is a record beside those in the list.
//! Invariant: only one record at a time is unpacked, for a file unpacked at
//! once would take many times its size.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::RawValue;

use super::records::Names;

const EXPECTED: &str =
    "expected a list of records, an object with one such list in it, or one record with a text";

/// What says no more of an object than what it is.
const DESCRIPTIONS: [&str; 3] = ["description", "summary", "abstract"];
/// How many of a list are looked at to tell whether they are records.
const SAMPLE: usize = 8;

/// What a file is.
pub(super) enum Json {
    /// Records, by where they stand, and what the object that they are in says
    /// beside them, if that is a record too.
    Records(Vec<Range<usize>>, Option<String>),
    /// A record a line, whatever its name says.
    Lines,
}

/// Finds the records in a file.
///
/// # Errors
/// If there are none; says what was expected, what was found, what to do.
pub(super) fn records(content: &str, names: &Names) -> Result<Json, String> {
    let fault = |why: serde_json::Error| format!("{EXPECTED}, found no JSON ({why}); correct it");
    let start = content.trim_start();
    if start.starts_with('[') {
        let records: Vec<&RawValue> = serde_json::from_str(start).map_err(fault)?;
        return of_list(content, &records, None);
    }
    let fields: BTreeMap<String, &RawValue> = match serde_json::from_str(start) {
        Ok(fields) => fields,
        Err(why) if why.is_syntax() && is_lines(start) => return Ok(Json::Lines),
        Err(why) if why.is_data() => {
            return Err(format!("{EXPECTED}, found one value; remove it from what is read"));
        }
        Err(why) => return Err(fault(why)),
    };
    // Many an object that is no record is described: what a package is, say.
    let is_description =
        |name: &str| names.given.text.is_empty() && DESCRIPTIONS.contains(&&*name.to_lowercase());
    let is_text = |name: &str| names.is_text(name) && !is_description(name);
    let is_one = fields.iter().any(|(name, value)| value.get().starts_with('"') && is_text(name));
    let mut lists: Vec<(&String, Vec<&RawValue>)> = fields
        .iter()
        .filter(|(_, value)| value.get().starts_with('['))
        .filter_map(|(name, value)| Some((name, serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?)))
        .filter(|(_, list)| list.first().is_some_and(|first| first.get().starts_with('{')))
        .collect();
    if is_one {
        // Many a record has lists of what is none: its authors, its pictures.
        let is_record = |fields: BTreeMap<String, &RawValue>| {
            fields.keys().any(|name| is_text(name))
                || fields.keys().any(|name| names.is_title(name))
                    && fields.keys().any(|name| names.is_text(name))
        };
        let is_record = |record: &&RawValue| serde_json::from_str(record.get()).is_ok_and(is_record);
        lists.retain(|(_, list)| !names.go_below() && list.iter().take(SAMPLE).any(is_record));
    }
    match &lists[..] {
        [(list, records)] => {
            let rest: BTreeMap<&String, &&RawValue> =
                fields.iter().filter(|(name, _)| name != list).collect();
            let beside = is_one.then(|| serde_json::to_string(&rest)).transpose().map_err(fault)?;
            of_list(content, records, beside)
        }
        [] if is_one => Ok(Json::Records(vec![place(content, start.trim_end())], None)),
        [] => Err(format!("{EXPECTED}, found neither; remove it from what is read")),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| &***name).collect();
            Err(format!(
                "{EXPECTED}, found {} lists: {}; keep the one that is meant",
                names.len(),
                names.join(", ")
            ))
        }
    }
}

fn of_list(content: &str, records: &[&RawValue], beside: Option<String>) -> Result<Json, String> {
    match records.first() {
        Some(first) if !first.get().starts_with('{') => {
            Err(format!("{EXPECTED}, found a list of something else; remove it from what is read"))
        }
        _ => Ok(Json::Records(records.iter().map(|record| place(content, record.get())).collect(), beside)),
    }
}

/// Where a part of a text stands in it.
fn place(content: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - content.as_ptr() as usize;
    start..start + part.len()
}

/// Whether the first line is a value by itself, and more follow.
fn is_lines(content: &str) -> bool {
    let (first, rest) = content.split_once('\n').unwrap_or((content, ""));
    rest.trim_start().starts_with('{') && serde_json::from_str::<BTreeMap<String, &RawValue>>(first).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Fields;

    fn read(content: &str) -> Result<Vec<String>, String> {
        match records(content, &Names::default())? {
            Json::Records(places, beside) => Ok(beside
                .into_iter()
                .chain(places.into_iter().map(|place| content[place].to_owned()))
                .collect()),
            Json::Lines => Ok(vec!["lines".to_owned()]),
        }
    }

    #[test]
    fn records_are_found_where_they_are() {
        for (content, found) in [
            (" [{\"a\": 1}, {\"b\": [2]}] ", vec!["{\"a\": 1}", "{\"b\": [2]}"]),
            (r#"{"version": 1, "tags": ["x"], "items": [{"a": 1}]}"#, vec!["{\"a\": 1}"]),
            ("{\"a\": 1}\n{\"a\": 2}\n", vec!["lines"]),
            ("[]", vec![]),
        ] {
            assert_eq!(
                read(content).as_deref(),
                Ok(&*found.into_iter().map(str::to_owned).collect::<Vec<_>>()),
                "{content}"
            );
        }
        let given = Fields { text: vec!["mo_ta".to_owned()], ..Fields::default() };
        assert!(records(r#"{"mo_ta": "a"}"#, &Names::new(given)).is_ok());
    }

    #[test]
    fn a_record_and_records_in_it_are_all_read() {
        for (content, found) in [
            (
                r#"{"title": "Báo", "content": "Về", "items": [{"title": "A", "text": "a"}, {}], "authors": [{"name": "An"}]}"#,
                vec![
                    r#"{"authors":[{"name": "An"}],"content":"Về","title":"Báo"}"#,
                    r#"{"title": "A", "text": "a"}"#,
                    "{}",
                ],
            ),
            (
                r#"{"text": "a", "items": [{}, {"name": "A", "summary": "b"}]}"#,
                vec![r#"{"text":"a"}"#, "{}", r#"{"name": "A", "summary": "b"}"#],
            ),
        ] {
            assert_eq!(read(content).expect("records"), found, "{content}");
        }
        for one in [
            r#"{"text": "a", "links": [{}]}"#,
            r#"{"text": "a", "authors": [{"name": "An"}], "images": [{"src": "a.png", "description": "b"}]}"#,
            r#"{"text": "a", "items": [3, {"text": "b"}], "more": {"text": "c"}}"#,
        ] {
            assert_eq!(read(&format!(" {one}\n")).expect("a record"), [one]);
        }
        let several = read(r#"{"text": "a", "news": [{"text": "b"}], "pages": [{"text": "c"}]}"#);
        assert!(several.expect_err("which?").contains("found 2 lists: news, pages"));
        let given = Fields { text: vec!["noi_dung.html".to_owned()], ..Fields::default() };
        let below = records(r#"{"id": "a", "comments": [{"by": "b"}]}"#, &Names::new(given));
        assert!(matches!(below, Ok(Json::Records(places, None)) if places.len() == 1));
    }

    #[test]
    fn what_are_no_records_is_said() {
        let deep = "[".repeat(100_000);
        for content in
            ["", "3", "\"a\"", "[1, 2]", "{", "[{]", "{\"name\": \"x\"}", "{\"a\": [{}], \"b\": [{}]}", &deep]
        {
            assert!(read(content).is_err_and(|why| why.starts_with(EXPECTED)), "{content:.20}");
        }
    }
}
