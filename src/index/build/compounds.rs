//! What is written in one word or in several.
//!
//! In: a text. Out: what stands in it with hyphens or points, as one word and
//! as several: `email` and `e mail`, `usa` and `u s a`. Invariant: only what
//! the text itself writes so; whether it is one word elsewhere, the whole index
//! tells.
//!
//! ```text
//! e-mail   front-end   Mát-xcơ-va   U.S.A.
//! ```

use super::acronyms::pair;
use crate::analysis::Analysis;

const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];
/// How many words hyphens join at most, and how many letters.
const WORDS: usize = 5;
const LETTERS: usize = 24;
/// How many initials with points are a name that is typed without: of two, as
/// in i.e. and U.S., is too often another word.
const INITIALS: usize = 3;
/// Of so few letters a word that no document has is not taken apart when it is
/// typed (`search::unspaced`).
const SHORT: usize = 4;

/// What a text writes in several words that may be one, in lower case.
pub(super) fn find(text: &str, analysis: &Analysis) -> Vec<(String, String)> {
    let is_word = |word: &str| {
        let mut tokens = analysis.tokens(word);
        !word.contains(char::is_numeric) && tokens.next() == Some(0..word.len())
    };
    let mut found = Vec::new();
    for piece in text.split(|c: char| !c.is_alphanumeric() && c != '.' && !HYPHENS.contains(&c)) {
        let piece = piece.trim_matches('.');
        let has_points = piece.contains('.');
        if !has_points && !piece.contains(HYPHENS) {
            continue;
        }
        let words: Vec<&str> = match has_points {
            true => piece.split('.').take(WORDS + 1).collect(),
            false => piece.split(HYPHENS).take(WORDS + 1).collect(),
        };
        let joined = words.concat();
        let is_initial = |word: &&str| word.chars().count() == 1 && word.chars().all(char::is_uppercase);
        let is_name = !has_points || words.len() >= INITIALS && words.iter().all(is_initial);
        let is_short = words.len() <= WORDS && joined.chars().count() <= LETTERS;
        if is_name && is_short && words.iter().all(|word| is_word(word)) && is_word(&joined) {
            found.push(pair(&words, &words, analysis));
        }
    }
    found
}

/// Whether who types these words as one would not be understood without
/// knowing of them.
pub(super) fn is_needed(joined: &str, words: &str) -> bool {
    joined.chars().count() <= SHORT || words.split(' ').any(|word| word.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Syllables, unicode};

    fn found(text: &str) -> Vec<(String, String)> {
        let characters = unicode::characters(text.chars(), "vi");
        find(text, &Analysis { characters, syllables: Syllables::of_language("vi") })
    }

    #[test]
    fn words_with_hyphens_and_initials_with_points_are_one_or_several() {
        for (text, joined, words) in [
            ("an E-mail.", "email", "e mail"),
            ("(front‑end)", "frontend", "front end"),
            ("ở Mát-xcơ-va, Nga", "mátxcơva", "mát xcơ va"),
            ("the U.S.A. today", "usa", "u s a"),
            ("nghi phạm N.V.A, 36", "nva", "n v a"),
        ] {
            assert_eq!(found(text), [(joined.to_owned(), words.to_owned())], "{text}");
        }
    }

    #[test]
    fn other_hyphens_and_points_join_nothing() {
        for text in [
            "Covid-19",
            "2018-2020",
            "in the U.S. and U.K.",
            "i.e. e.g.",
            "a - b",
            "-x y-",
            "a--b",
            "example.com a.b.c",
            "国-境",
            "a-b-c-d-e-f",
            "End.Of.Sentence",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
