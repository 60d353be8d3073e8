//! Other languages and scripts: whatever a word is written with, it is found
//! however it may be typed, and shown as it was written.

use std::collections::BTreeSet;

use proptest::prelude::*;
use timkiem::Document;
use timkiem::index::build::Options;
use timkiem::index::{Index, Stop};
use timkiem::search::{Page, Request, read, search};
use unicode_normalization::UnicodeNormalization;

use super::cases;
use crate::corpus;

/// Words that case, marks and joining do something to.
const WORDS: &[&str] = &[
    // Vietnamese, both places of a tone, the letters that are no others.
    "hòa",
    "hoà",
    "thủy",
    "quả",
    "kĩ",
    "kỹ",
    "Đường",
    "ưỡn",
    "nghiêng",
    // Stems, an apostrophe, a ligature.
    "boundary",
    "boundaries",
    "running",
    "l'homme",
    "naïve",
    "cœur",
    "ﬁne",
    // German, Nordic, Polish, Turkish.
    "Straße",
    "STRASSE",
    "Füße",
    "Ærø",
    "øre",
    "Łódź",
    "İstanbul",
    "ısı",
    "ilik",
    "ILIK",
    // Greek with a final sigma and accents, Cyrillic with й and ё.
    "σοφός",
    "ΣΟΦΟΣ",
    "Ὀδυσσεύς",
    "ёлка",
    "Мой",
    "Київ",
    // Marks that may be left out: Arabic, Hebrew, Devanagari's that may not.
    "كِتَاب",
    "كتاب",
    "שָׁלוֹם",
    "שלום",
    "हिन्दी",
    "தமிழ்",
    // No spaces: Chinese, Japanese, Thai, Khmer; and Korean, composed.
    "国境警备",
    "東京タワー",
    "ひらがな",
    "ชายแดน",
    "ព្រំដែន",
    "한국어",
    "각",
    // Neither letters nor words.
    "🙂",
    "👩‍👩‍👧",
    "№5",
    "x²",
    "ⅷ",
    "12.350",
    "٣٤",
    "𝒳",
    "𠀀",
];

/// A word decomposed, but for Hangul and kana: their letters are no letters with
/// marks, no input method takes them apart, and apart they are not read yet.
/// İ would be an I with a dot in Turkish; who reads documents composes it.
fn decomposed(word: &str) -> String {
    let is_own = |c: char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}' | 'İ' | 'ё');
    if word.contains(is_own) { word.to_owned() } else { word.nfd().collect() }
}

/// In these a character is a word: two neighbours are found as one.
fn is_unspaced(word: &str) -> bool {
    word.chars().any(|c| {
        matches!(c, '\u{e00}'..='\u{e7f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
    })
}

/// A word in small letters and in capitals, as its language has them.
fn in_either_case(word: &str, language: &str) -> [String; 2] {
    if language != "tr" {
        return [word.to_lowercase(), word.to_uppercase()];
    }
    let small = word.replace('I', "ı").replace('İ', "i").to_lowercase();
    let capitals = word.replace('ﬁ', "fi").replace('i', "İ").to_uppercase();
    [small, capitals]
}

fn a_word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(WORDS)
}

pub(super) fn a_text() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(&[" ", " ", ", ", "\n\n", " 🙂 ", "\u{200b} ", " — ", "\u{a0}"][..]);
    prop::collection::vec((a_word(), gap, any::<bool>()), 1..12).prop_map(|words| {
        let written = |word: &str, is_decomposed| {
            if is_decomposed { decomposed(word) } else { word.to_owned() }
        };
        words.into_iter().map(|(word, gap, is_decomposed)| written(word, is_decomposed) + gap).collect()
    })
}

pub(super) fn documents() -> impl Strategy<Value = Vec<Document>> {
    prop::collection::vec((a_text(), a_text()), 1..8).prop_map(|texts| {
        let documents = texts.into_iter().enumerate().map(|(number, (title, text))| Document {
            id: number.to_string(),
            title: title.replace("\n\n", " "),
            text,
            ..Document::default()
        });
        documents.collect()
    })
}

fn all(index: &Index, query: &str) -> Page {
    let request = Request { query, limit: 1000, ..Request::default() };
    search(index, &request).map_err(Stop::into_error).expect("everything is loaded")
}

fn ids(page: &Page) -> BTreeSet<&str> {
    page.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn scores(page: &Page) -> Vec<(&str, u64)> {
    page.hits.iter().map(|hit| (hit.id.as_str(), hit.score.to_bits())).collect()
}

fn text(pieces: &[(String, bool)]) -> String {
    pieces.iter().map(|(text, _)| text.as_str()).collect()
}

/// Whether a text has this word by itself, composed or not.
fn has(text: &str, word: &str) -> bool {
    let (text, word): (String, String) = (text.nfc().collect(), word.nfc().collect());
    let is_letter =
        |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c));
    text.match_indices(&word).any(|(at, _)| {
        is_unspaced(&word)
            || !is_letter(text[..at].chars().next_back())
                && !is_letter(text[at + word.len()..].chars().next())
    })
}

/// What one keyboard has and another has not is one word, whatever other marks it has.
#[test]
fn what_is_often_written_in_another_way_is_one_word() {
    for (one, other) in [
        ("regelmäßig", "REGELMÄSSIG"),
        ("Größe", "grösse"),
        ("ещё", "еще"),
        ("ЕЩЁ", "еще"),
        ("cœur éternel", "coeur éternel"),
        ("שָׁלוֹם", "שלום"),
        ("كِتَاب", "كتاب"),
        ("țară și", "ţară şi"),
        ("کتاب", "كتاب"),
        ("علی", "على"),
    ] {
        let documents = [one, other].map(|text| Document {
            id: text.to_owned(),
            text: text.to_owned(),
            ..Document::default()
        });
        let index = Index::open(&corpus::built(&documents, &Options::default())).expect("an index");
        for query in [one.to_owned(), other.to_owned(), format!("\"{one}\""), format!("\"{other}\"")] {
            let Ok(page) = search(&index, &Request { query: &query, ..Request::default() }) else {
                panic!("{query}")
            };
            assert_eq!(page.total, 2, "{query}");
        }
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_word_is_found_however_it_may_be_typed(
        documents in documents(),
        word in a_word(),
        language in prop::sample::select(&["vi", "en", "de", "tr", "el", "ar", "he", "th", "zh", "ko", "ru", ""][..]),
        common in prop_oneof![Just(0usize), Just(6144)],
        part in 100usize..4000,
    ) {
        let options = Options { language: language.to_owned(), common, part: Some(part), ..Options::default() };
        let index = Index::open(&corpus::built(&documents, &options)).expect("an index");
        let page = all(&index, word);
        let expected: BTreeSet<&str> = documents
            .iter()
            .filter(|one| has(&one.text, word) || has(&one.title, word))
            .map(|one| one.id.as_str())
            .collect();
        let is_word = word.chars().any(char::is_alphanumeric);
        prop_assert!(!is_word || expected.is_subset(&ids(&page)), "{word:?}: {:?}, expected {expected:?}", ids(&page));

        let composed: String = word.nfc().collect();
        let decomposed = decomposed(word);
        let (one, other) = (all(&index, &composed), all(&index, &decomposed));
        prop_assert_eq!(scores(&one), scores(&other), "{:?} for {:?}", decomposed, composed);
        // A capital is another letter here and there: ß is SS, ı is I.
        for other in in_either_case(word, language) {
            let found = all(&index, &other);
            prop_assert!(!is_word || expected.is_subset(&ids(&found)), "{other:?} for {word:?}: {:?}, expected {expected:?}", ids(&found));
        }
        // Whatever of it is quoted is there as it was written.
        for hit in &page.hits {
            let document = documents.iter().find(|one| one.id == hit.id).expect("a document");
            prop_assert_eq!(&text(&hit.title.pieces), &document.title);
            for part in text(&hit.snippet.pieces).split(" … ") {
                prop_assert!(document.text.contains(part), "{part:?} in {:?}", document.text);
            }
            let article = read(&index, &hit.id, word, &[]).map_err(Stop::into_error).expect("an article");
            let paragraphs: Vec<String> = article.text.iter().map(|paragraph| text(&paragraph.pieces)).collect();
            let written: Vec<&str> = document.text.split("\n\n").filter(|paragraph| !paragraph.is_empty()).collect();
            prop_assert_eq!(paragraphs, written);
            // Something is marked wherever it is a hit.
            let passages = article.text.iter().chain([&article.title]);
            prop_assert!(passages.flat_map(|passage| &passage.pieces).any(|(_, is_hit)| *is_hit), "{word:?} in {document:?}");
        }
    }

    /// Two characters that stand side by side are found, and two that do not are
    /// not.
    #[test]
    fn two_characters_are_found_where_they_stand_side_by_side(
        documents in documents(),
        word in prop::sample::select(&["国境警备", "東京タワー", "ひらがな", "ชายแดน"][..]),
        at in 0usize..3,
    ) {
        let index = Index::open(&corpus::built(&documents, &Options::default())).expect("an index");
        let two: String = word.chars().skip(at).take(2).collect();
        let back: String = two.chars().rev().collect();
        for query in [two, back] {
            let page = all(&index, &format!("{query} "));
            let with = documents.iter().filter(|one| one.text.contains(&query) || one.title.contains(&query));
            let expected: BTreeSet<&str> = with.map(|one| one.id.as_str()).collect();
            prop_assert!(expected.is_subset(&ids(&page)), "{query:?}");
            if page.corrected.is_none() {
                prop_assert_eq!(ids(&page), expected, "{:?}", query);
            }
        }
    }
}
