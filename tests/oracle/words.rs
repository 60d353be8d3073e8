//! A word by its spelling alone: letters with their marks, taken apart by
//! Unicode.

use std::collections::BTreeSet;
use std::ops::Range;

use timkiem::Document;
use unicode_normalization::UnicodeNormalization;

/// A text as the oracle sees it.
pub(super) type Words = Vec<Word>;

/// A word of a text.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) word: String,
    /// Whether it begins a paragraph.
    pub(super) begins: bool,
    /// How many times it counts.
    pub(super) times: usize,
    /// Where it is, in bytes.
    pub(super) span: Range<usize>,
}

/// What is searched of a document.
pub(super) struct Seen {
    pub(super) title: Words,
    pub(super) body: Words,
    pub(super) byline: Words,
}

impl Seen {
    /// All that is searched.
    pub(super) fn texts(&self) -> [&Words; 3] {
        [&self.title, &self.body, &self.byline]
    }
}

pub(super) fn words(text: &str) -> Words {
    let mut words = Vec::new();
    let mut start = 0;
    for paragraph in text.split("\n\n") {
        let mut begins = true;
        let mut at = start;
        for word in paragraph.split(|c: char| !c.is_alphanumeric()) {
            let span = at..at + word.len();
            at = span.end + paragraph[span.end - start..].chars().next().map_or(0, char::len_utf8);
            if !word.is_empty() {
                words.push(Word { word: word.to_lowercase(), begins, times: 1, span });
                begins = false;
            }
        }
        start += paragraph.len() + 2;
    }
    words
}

pub(super) fn see(document: &Document) -> Seen {
    let mut body = words(&document.text);
    for word in &mut body {
        let stands_in =
            |range: &&(Range<usize>, u8)| range.0.start < word.span.end && word.span.start < range.0.end;
        let weight = document.weights.iter().find(stands_in);
        word.times = weight.map_or(1, |(_, times)| usize::from(*times).max(1));
    }
    Seen {
        title: if document.title_is_derived { Vec::new() } else { words(&document.title) },
        body,
        byline: words(&byline(document)),
    }
}

pub(super) fn byline(document: &Document) -> String {
    let date = document.date.map(|date| date.written()).unwrap_or_default();
    let name = |name| document.meta.get(name).map_or("", String::as_str);
    format!("{date}\n\n{}\n\n{}", name("author"), name("publisher"))
}

pub(super) fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

pub(super) fn is_tone(character: char) -> bool {
    "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(character)
}

pub(super) fn fold(word: &str) -> String {
    word.nfd().filter(|&c| !is_mark(c)).map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

/// How often these words are in a text.
pub(super) fn times(text: &Words, is_one: impl Fn(&str) -> bool) -> usize {
    text.iter().filter(|one| is_one(&one.word)).map(|one| one.times).sum()
}

/// The tone of a word and the other marks with the letters they stand on.
pub(super) fn marks(word: &str) -> (Option<char>, BTreeSet<(usize, char)>) {
    let (mut tone, mut others, mut letters) = (None, BTreeSet::new(), 0);
    for character in word.nfd() {
        match character {
            _ if is_tone(character) => tone = Some(character),
            _ if is_mark(character) => drop(others.insert((letters - 1, character))),
            _ => {
                letters += 1;
                if character == 'đ' {
                    others.insert((letters - 1, character));
                }
            }
        }
    }
    (tone, others)
}

pub(super) fn is_marked(word: &str) -> bool {
    marks(word) != (None, BTreeSet::new())
}

/// Whether all marks of `typed` are on `other` too.
pub(super) fn is_less(typed: &str, other: &str) -> bool {
    let ((tone, marks_typed), (other_tone, marks_there)) = (marks(typed), marks(other));
    (tone.is_none() || tone == other_tone) && marks_typed.is_subset(&marks_there)
}

/// A word as the index sorts it: its letters, its tone, its other marks.
pub(super) fn key(word: &str) -> Vec<u8> {
    let (tone, others) = marks(word);
    let mut key = fold(word).into_bytes();
    key.push(0);
    let tones = "\u{301}\u{300}\u{309}\u{303}\u{323}".chars();
    key.extend((1..).zip(tones).filter(|&(_, one)| Some(one) == tone).map(|(number, _)| number));
    let mut at = 0;
    for (letter, mark) in others {
        if letter > at {
            key.push(32 + (letter - at) as u8);
            at = letter;
        }
        let marks = "\u{302}\u{306}\u{31b}đ".chars();
        key.extend((69..).zip(marks).filter(|&(_, one)| one == mark).map(|(number, _)| number));
    }
    key
}

/// 0 as typed, 1 less typed, 2 spelling, 3 hỏi for ngã, 4 tone, 5 letters.
pub(super) fn grade(typed: &str, word: &str) -> Option<usize> {
    let respelt = |fold: &str| match fold.as_bytes() {
        [b'k', b'i'] => Some("ky"),
        [b'k', b'y'] => Some("ki"),
        _ => None,
    };
    let is_respelt = fold(typed) != fold(word);
    if is_respelt && respelt(&fold(typed)) != Some(&fold(word)) {
        return None;
    }
    let ((tone, marks_typed), (other_tone, marks_there)) = (marks(typed), marks(word));
    let grade = match (tone, other_tone) {
        _ if typed.nfd().eq(word.nfd()) => 0,
        _ if is_less(typed, word) => 1,
        (Some('\u{309}'), Some('\u{303}')) | (Some('\u{303}'), Some('\u{309}'))
            if marks_typed == marks_there =>
        {
            3
        }
        (Some(_), Some(_)) if marks_typed == marks_there => 4,
        _ => 5,
    };
    Some(if is_respelt { grade.max(2) } else { grade })
}
