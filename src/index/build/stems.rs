//! Which common terms are forms of one word. At build time only.
//!
//! In: the common terms, and the languages of the documents that have them.
//! Out: classes of terms with one stem. Invariant: the stem is Snowball's
//! (<https://snowballstem.org>) for a language that the term is used in; a
//! language that Snowball does not know, as one that does not inflect, has no
//! classes.

use std::collections::BTreeMap;

use rust_stemmers::{Algorithm, Stemmer};

use crate::analysis::{Analysis, Form, primary};
use crate::index::dictionary::{Entry, spell};

/// The languages there are stems for, each by the tag it begins with.
const LANGUAGES: [(&str, Algorithm); 18] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// Some of these languages, a bit each.
pub(super) type Languages = u32;

/// A shorter word has no ending to be taken off.
const LETTERS: usize = 3;

/// The language with this tag, if there are stems for it.
pub(super) fn language(tag: &str) -> Languages {
    let primary = primary(tag);
    let primary = if matches!(&*primary, "nb" | "nn") { "no" } else { &primary };
    LANGUAGES.iter().position(|(tag, _)| *tag == primary).map_or(0, |at| 1 << at)
}

/// The classes of these terms, each of which is used in some languages.
pub(super) fn classes(
    entries: &[Entry],
    languages: impl Iterator<Item = Languages>,
    analysis: &Analysis,
) -> Vec<Vec<u32>> {
    let stemmers: Vec<Stemmer> = LANGUAGES.iter().map(|(_, algorithm)| Stemmer::create(*algorithm)).collect();
    let mut classes: BTreeMap<(usize, String), Vec<u32>> = BTreeMap::new();
    for ((term, entry), used) in (0..).zip(entries).zip(languages) {
        let Some(form) = Form::from_key(&entry.key).filter(|_| used != 0) else { continue };
        let mut word = String::new();
        spell(&form, entry.tone_at.into(), &analysis.characters, &mut word);
        if word.chars().count() < LETTERS || !word.chars().all(char::is_alphabetic) {
            continue;
        }
        for (at, stemmer) in stemmers.iter().enumerate().filter(|(at, _)| used >> at & 1 == 1) {
            classes.entry((at, stemmer.stem(&word).into_owned())).or_default().push(term);
        }
    }
    classes.into_values().filter(|class| class.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_a_language_however_it_goes_on() {
        assert_eq!(language("en-GB"), language("EN"));
        assert_eq!(language("nb"), language("no"));
        assert_eq!(language("vi"), 0);
        assert_eq!(language(""), 0);
    }
}
