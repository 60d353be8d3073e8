//! What is fuzzed: every reader of bytes from outside.
//!
//! In: any bytes. Out: nothing. Invariant: a target panics if, and only if, a
//! promise is broken for them: the reader panics, or what it gives is not what
//! it should be. The fuzzer and the ordinary tests run the same.

mod collection;
mod commands;
mod documents;
pub(crate) mod files;
mod forged;
mod keystrokes;
mod query;

/// Reads some bytes.
pub(crate) type Target = fn(&[u8]);

/// Every target and its name, which is that of the folder of its inputs too.
pub(crate) const ALL: &[(&str, Target)] = &[
    ("html", files::html),
    ("markdown", files::markdown),
    ("text", files::text),
    ("json", files::json),
    ("jsonl", files::jsonl),
    ("packed", files::packed),
    ("csv", files::csv),
    ("tsv", files::tsv),
    ("fields", files::fields),
    ("documents", documents::documents),
    ("query", query::query),
    ("keystrokes", keystrokes::keystrokes),
    ("index", forged::any),
    ("payload", forged::payload),
    ("edits", forged::edits),
    ("settings", commands::settings),
    ("manifest", commands::manifest),
    ("judged", commands::judged),
];

/// What an error must say: what was expected, what was found, what to do.
pub(crate) fn assert_whole(message: &str) {
    for word in ["expected", "found", "; "] {
        assert!(message.contains(word), "{message:?} does not say {word:?}");
    }
}

/// Whether an address leads somewhere a link may lead: to a page of the web, a
/// letter, or a place that is named from here. Browsers pass over tabs and line
/// breaks in it, and over what cannot be seen before it.
pub(crate) fn may_be_a_link(address: &str) -> bool {
    let seen: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let seen = seen.trim_start_matches(|c: char| c <= ' ');
    let Some((scheme, _)) = seen.split_once(':') else { return true };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    !is_scheme || ["http", "https", "mailto"].contains(&scheme.to_ascii_lowercase().as_str())
}
