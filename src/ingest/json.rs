//! Records in one piece of JSON.
//!
//! In: the content of a `.json` file: a list of records, an object with one
//! such list in it, or one record. Out: where in it each record stands.
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

/// What a file is.
pub(super) enum Json {
    /// Records, by where they stand.
    Records(Vec<Range<usize>>),
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
        return of_list(content, &records);
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
    let is_text = |name: &str| match names.given.text.is_empty() {
        true => !DESCRIPTIONS.contains(&&*name.to_lowercase()) && names.is_text(name),
        false => names.is_text(name),
    };
    if fields.iter().any(|(name, value)| value.get().starts_with('"') && is_text(name)) {
        return Ok(Json::Records(vec![place(content, start.trim_end())]));
    }
    let lists: Vec<(&String, Vec<&RawValue>)> = fields
        .iter()
        .filter(|(_, value)| value.get().starts_with('['))
        .filter_map(|(name, value)| Some((name, serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?)))
        .filter(|(_, list)| list.first().is_some_and(|first| first.get().starts_with('{')))
        .collect();
    match &lists[..] {
        [(_, records)] => of_list(content, records),
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

fn of_list(content: &str, records: &[&RawValue]) -> Result<Json, String> {
    match records.first() {
        Some(first) if !first.get().starts_with('{') => {
            Err(format!("{EXPECTED}, found a list of something else; remove it from what is read"))
        }
        _ => Ok(Json::Records(records.iter().map(|record| place(content, record.get())).collect())),
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

    fn read(content: &str) -> Result<Vec<&str>, String> {
        match records(content, &Names::default())? {
            Json::Records(places) => Ok(places.into_iter().map(|place| &content[place]).collect()),
            Json::Lines => Ok(vec!["lines"]),
        }
    }

    #[test]
    fn records_are_found_where_they_are() {
        assert_eq!(read(" [{\"a\": 1}, {\"b\": [2]}] "), Ok(vec!["{\"a\": 1}", "{\"b\": [2]}"]));
        assert_eq!(read(r#"{"version": 1, "tags": ["x"], "items": [{"a": 1}]}"#), Ok(vec!["{\"a\": 1}"]));
        assert_eq!(
            read(" {\"text\": \"a\", \"links\": [{}]}\n"),
            Ok(vec!["{\"text\": \"a\", \"links\": [{}]}"])
        );
        assert_eq!(read("{\"a\": 1}\n{\"a\": 2}\n"), Ok(vec!["lines"]));
        assert_eq!(read("[]"), Ok(vec![]));
        let given = Fields { text: vec!["mo_ta".to_owned()], ..Fields::default() };
        assert!(records(r#"{"mo_ta": "a"}"#, &Names { given }).is_ok());
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
