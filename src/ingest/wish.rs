//! Whether what stands in a file or a record wants to be found.
//!
//! In: its fields. Out: whether they say that it is a draft, or not to be
//! searched. Invariant: in doubt it is not published: a field says so in any
//! case of letters, as any program writes yes and no, and though another field
//! beside it has a fault.

use serde_json::{Map, Value};

use super::records::plain;

/// What must not be so of any record, and what must: no other thing is ever called that.
const NOT: [&str; 2] = ["draft", "noindex"];
const ONLY: [&str; 2] = ["published", "searchable"];
/// The same of what stands before a text, where more is said to the program
/// that makes the site.
const NOT_BEFORE_TEXT: [&str; 3] = ["private", "unlisted", "unpublished"];
const ONLY_BEFORE_TEXT: [&str; 3] = ["search", "pagefind", "timkiem"];
/// What a page is, if it is none for readers.
const STATUS: [&str; 4] = ["draft", "private", "hidden", "unpublished"];

/// Whether a record with these fields is not to be found.
pub(super) fn is_unwanted(fields: &Map<String, Value>, is_front_matter: bool) -> bool {
    fields.iter().any(|(name, value)| {
        let name = &*plain(name);
        let is = |any: &[&str], before_text: &[&str]| {
            any.contains(&name) || is_front_matter && before_text.contains(&name)
        };
        let text = value.as_str().unwrap_or_default().to_lowercase();
        is(&NOT, &NOT_BEFORE_TEXT) && truth(value) == Some(true)
            || is(&ONLY, &ONLY_BEFORE_TEXT) && truth(value) == Some(false)
            || is(&[], &["search"]) && value.get("exclude").and_then(truth) == Some(true)
            || is(&[], &["status"]) && STATUS.contains(&text.trim())
            || is(&["robots"], &[]) && text.contains("noindex")
    })
}

/// Yes or no, in whatever way programs write it; nothing if it is something else.
pub(super) fn truth(value: &Value) -> Option<bool> {
    let text = match value {
        Value::Bool(truth) => return Some(*truth),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_lowercase(),
        _ => return None,
    };
    match &*text {
        "true" | "yes" | "on" | "y" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// What each line says by itself of fields that have a fault somewhere.
pub(super) fn lines(faulty: &str) -> Map<String, Value> {
    let said = |line: &str| {
        let (name, value) = line.split_once([':', '='])?;
        let value = value.split(" #").next().unwrap_or_default();
        let bare = |text: &str| text.trim().trim_matches(['"', '\'', ',']).to_owned();
        Some((bare(name), Value::String(bare(value))))
    };
    faulty.lines().filter_map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str, is_front_matter: bool) -> bool {
        let Value::Object(fields) = serde_json::from_str(json).expect("JSON") else { panic!("an object") };
        is_unwanted(&fields, is_front_matter)
    }

    #[test]
    fn drafts_say_so_in_many_ways() {
        for json in [
            r#"{"draft": true}"#,
            r#"{"Draft": "Yes"}"#,
            r#"{"draft": 1}"#,
            r#"{"published": "no"}"#,
            r#"{"noindex": true}"#,
            r#"{"searchable": "false"}"#,
            r#"{"robots": "noindex, nofollow"}"#,
            r#"{"PUBLISHED": false}"#,
        ] {
            assert!(of(json, true) && of(json, false), "{json}");
        }
        for json in [
            r#"{"search": {"exclude": "on"}}"#,
            r#"{"search": false}"#,
            r#"{"status": "Draft"}"#,
            r#"{"unlisted": true}"#,
        ] {
            assert!(of(json, true) && !of(json, false), "{json}");
        }
        for json in [
            r#"{"draft": false, "published": "2024-05-06", "search": "x", "status": "published"}"#,
            r#"{"draft": "", "published": null, "private": "no"}"#,
            r#"{"draft": "2", "published": 2024}"#,
        ] {
            assert!(!of(json, true) && !of(json, false), "{json}");
        }
    }

    #[test]
    fn a_fault_beside_it_hides_no_draft() {
        for faulty in [
            "title: Foo: bar\ndraft: true",
            "title = Foo\ndraft = true # still",
            "\tdraft: \"yes\"\na: [",
            "{\"draft\": true,\n\"a\"}",
        ] {
            assert!(is_unwanted(&lines(faulty.trim_matches(['{', '}'])), true), "{faulty}");
        }
    }
}
