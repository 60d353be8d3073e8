//! Documents and queries, made up.

use std::collections::BTreeSet;
use std::ops::Range;

use proptest::prelude::*;
use timkiem::document::Section;
use timkiem::index::build::Options;
use timkiem::{Date, Document};
use unicode_normalization::UnicodeNormalization;

use super::query::Asked;
use super::selection::Condition;
use super::synonyms::Synonyms;
use super::words::{Word, fold, words};

/// Syllables whose folds, marks, slips and beginnings get in each other's way.
pub(super) const WORDS: &[&str] = &[
    "ba", "bà", "bá", "bã", "bả", "bạ", "bâ", "bầ", "bấ", "ban", "bàn", "bản", "bán", "băn", "bang", "bảng",
    "biên", "biển", "biến", "giới", "giỏi", "gi", "gì", "ki", "kĩ", "ky", "kỹ", "kỳ", "do", "đo", "đồ", "độ",
    "dong", "đồng", "động", "12", "3", "2024",
];

pub(super) fn a_word() -> impl Strategy<Value = String> {
    prop::sample::select(WORDS).prop_map(str::to_owned)
}

pub(super) fn some_words(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(a_word(), count)
}

pub(super) fn a_text() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(&[" ", " ", " ", ", ", ". ", "\n\n", " - ", ".\n\n“"][..]);
    prop::collection::vec((a_word(), gap), 0..25)
        .prop_map(|words| words.into_iter().map(|(word, gap)| word + gap).collect())
}

/// A value that documents are filtered by, as those of this name are.
fn a_value(name: &str) -> impl Strategy<Value = String> + use<> {
    let values = match name {
        "tag" => &["a", "b", "Tân Bình", "tan, bình"][..],
        _ => &["9", "10", "1.5"][..],
    };
    prop::sample::select(values).prop_map(str::to_owned)
}

pub(super) fn a_condition() -> impl Strategy<Value = Condition> {
    let date =
        || prop::sample::select(&["2023", "2024", "2024-03", "2024-12-01"][..]).prop_map(str::to_owned);
    let name = || prop::sample::select(&["tag", "tỉnh"][..]);
    let values =
        || name().prop_flat_map(|name| (Just(name.to_owned()), prop::collection::vec(a_value(name), 1..3)));
    prop_oneof![
        values().prop_map(|(name, values)| Condition::Has(name, values)),
        values().prop_map(|(name, values)| Condition::Lacks(name, values)),
        date().prop_map(Condition::From),
        date().prop_map(Condition::To),
    ]
}

fn some_values(name: &'static str) -> impl Strategy<Value = (String, BTreeSet<String>)> {
    prop::collection::btree_set(a_value(name), 0..3).prop_map(|values| (name.to_owned(), values))
}

fn a_document() -> impl Strategy<Value = Document> {
    let date = prop::sample::select(&["2024", "2024-12", "2024-03-12"][..]);
    let author = prop::option::of(some_words(1..3));
    let filters = (some_values("tag"), some_values("tỉnh"));
    let price = prop::option::of(prop::sample::select(&["9", "10", "-2.5"][..]));
    let places = prop::collection::btree_set(0..25usize, 0..4);
    let weights = prop::collection::btree_set(0..100usize, 0..5);
    let described = (prop::option::of(date), author, filters, price);
    (some_words(0..5), any::<bool>(), a_text(), described, places.clone(), weights, 0..4u8).prop_map(
        |(title, title_is_derived, text, (date, author, filters, price), headings, weights, times)| {
            Document {
                url: (!headings.is_empty()).then(|| "/page".to_owned()),
                filters: [filters.0, filters.1]
                    .into_iter()
                    .filter(|(_, values)| !values.is_empty())
                    .collect(),
                sorts: price.map(|price| ("giá".to_owned(), price.to_owned())).into_iter().collect(),
                title: title.join(" "),
                title_is_derived,
                sections: sections(&text, &headings),
                weights: stretches(&weights).into_iter().map(|stretch| (stretch, times)).collect(),
                text,
                date: date.and_then(Date::parse),
                meta: author.map(|author| ("author".to_owned(), author.join(" "))).into_iter().collect(),
                ..Document::default()
            }
        },
    )
}

/// Sections of a text that begin at these words, their headings one or two
/// words long.
fn sections(text: &str, places: &BTreeSet<usize>) -> Vec<Section> {
    let words = words(text);
    let heading = |&place: &usize| {
        let first = words.get(place)?;
        let goes_on = |next: &&Word| !next.begins && !places.contains(&(place + 1));
        let last = words.get(place + 1).filter(goes_on).unwrap_or(first);
        Some(Section { heading: first.span.start..last.span.end, anchor: place.to_string() })
    };
    places.iter().filter_map(heading).collect()
}

/// The stretches between every two of these places.
fn stretches(places: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let places: Vec<usize> = places.iter().copied().collect();
    places.chunks_exact(2).map(|two| two[0]..two[1]).collect()
}

fn documents() -> impl Strategy<Value = Vec<Document>> {
    prop::collection::vec(a_document(), 1..25).prop_map(|mut documents| {
        for (number, document) in documents.iter_mut().enumerate() {
            document.id = number.to_string();
        }
        documents
    })
}

/// How conditions are given: typed before the query, or beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    InQuery,
    Always,
    ToChoose,
}

/// Documents, how they are built, and what is asked of them.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) documents: Vec<Document>,
    pub(super) options: Options,
    pub(super) synonyms: Synonyms,
    pub(super) query: Vec<Asked>,
    pub(super) unfinished: bool,
    pub(super) literal: bool,
    pub(super) conditions: Vec<Condition>,
    /// How the conditions are given.
    pub(super) given: Given,
    pub(super) sort: &'static str,
    pub(super) limit: usize,
    pub(super) offset: usize,
}

impl Case {
    /// The query as it is typed.
    pub(super) fn written(&self) -> String {
        let conditions =
            self.conditions.iter().map(Condition::written).filter(|_| self.given == Given::InQuery);
        let clauses = self.query.iter().map(Asked::written);
        let written: Vec<String> = conditions.chain(clauses).collect();
        written.join(" ") + if self.unfinished && !self.query.is_empty() { "" } else { " " }
    }

    /// The conditions given beside it in this way.
    pub(super) fn beside(&self, given: Given) -> String {
        let conditions = self.conditions.iter().map(Condition::written).filter(|_| self.given == given);
        conditions.collect::<Vec<String>>().join(" ")
    }
}

pub(super) fn a_case() -> impl Strategy<Value = Case> {
    let synonyms = prop::collection::vec(prop::collection::vec(some_words(1..4), 2..4), 0..3);
    let conditions = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(a_condition(), 1..3)];
    let given = prop::sample::select(&[Given::InQuery, Given::Always, Given::ToChoose][..]);
    let sort =
        prop::sample::select(&["", "", "date", "date:asc", "date:desc", "giá", "giá:desc", "none"][..]);
    let built = (1000usize..4000, 0usize..60, 1u32..20, prop_oneof![Just(0.0), Just(0.3)], synonyms);
    let asked = (a_query(), any::<bool>(), prop::bool::weighted(0.2), conditions, given, sort);
    let cut = prop_oneof![2 => Just((10, 0)), 1 => (0usize..30, 0usize..30)];
    (documents(), built, asked, cut).prop_map(|(documents, built, asked, (limit, offset))| {
        let (part, common, many, recent, synonyms) = built;
        let (query, unfinished, literal, conditions, given, sort) = asked;
        let spelt = |group: &Vec<Vec<String>>| group.iter().map(|way| way.join(" ")).collect();
        let options = Options {
            part: Some(part),
            common,
            many: Some(many),
            synonyms: synonyms.iter().map(spelt).collect(),
            recent,
            ..Options::default()
        };
        // What no document has is two words.
        let conditions = conditions.into_iter().filter(|condition| condition.is_known(&documents)).collect();
        Case {
            documents,
            options,
            synonyms,
            query,
            unfinished,
            literal,
            conditions,
            given,
            sort,
            limit,
            offset,
        }
    })
}

/// Words as they may be typed: with their marks, without, with a slip.
pub(super) fn typed() -> impl Strategy<Value = String> {
    let letter = prop::sample::select(&['c', 'g', 'h', 'n', 't', 'q', 'v'][..]);
    (a_word(), 0..6, any::<prop::sample::Index>(), letter).prop_map(|(word, how, at, letter)| {
        let mut letters: Vec<char> = word.chars().collect();
        let at = at.index(letters.len());
        match how {
            0 => return fold(&word),
            _ if word.starts_with(|letter: char| letter.is_ascii_digit()) => {}
            1 => letters.insert(at, letter),
            2 => letters[at] = letter,
            3 if letters.len() > 1 => drop(letters.remove(at)),
            _ => {}
        }
        letters.into_iter().collect()
    })
}

pub(super) fn a_query() -> impl Strategy<Value = Vec<Asked>> {
    let number = prop::sample::select(&["12", "3", "2024"][..]).prop_map(str::to_owned);
    let clause = prop_oneof![
        4 => prop::collection::vec(typed(), 1..4).prop_map(Asked::Words),
        1 => prop::collection::vec(typed(), 1..3).prop_map(Asked::Phrase),
        1 => prop::collection::vec(typed(), 1..3).prop_map(Asked::Title),
        1 => (number, typed()).prop_map(|(number, word)| Asked::Unit(vec![number, word])),
        1 => prop::collection::vec(typed(), 1..4).prop_map(Asked::Excluded),
    ];
    prop_oneof![1 => Just(Vec::new()), 20 => prop::collection::vec(clause, 1..4)]
}

/// What else may be typed: words as one, keys of input methods, signs, quotes
/// and names that lead nowhere.
pub(super) fn anything() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(
        &[
            " ", " ", "\u{a0}", "\u{3000}", "\"", "-", "title:", "tag:", "from:20", ",", "“", "»", "/",
            "\u{301}", "🙂", "国境", ":", ".", "s", "6",
        ][..],
    );
    let piece = prop_oneof![3 => typed(), 3 => sign.prop_map(str::to_owned)];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// The keys that a syllable is typed with: those of Telex, or of VNI.
pub(super) fn keys(word: &str, of_digits: bool) -> String {
    let mut keys = String::new();
    let mut tone = None;
    for character in word.nfd() {
        let place = "\u{301}\u{300}\u{309}\u{303}\u{323}".chars().position(|one| one == character);
        tone = place.or(tone);
        let letter = keys.chars().next_back();
        match (character, letter, of_digits) {
            _ if place.is_some() => {}
            ('\u{302}', Some(letter), false) => keys.push(letter),
            ('\u{302}', _, true) => keys.push('6'),
            ('\u{306}' | '\u{31b}', _, false) => keys.push('w'),
            ('\u{306}', _, true) => keys.push('8'),
            ('\u{31b}', _, true) => keys.push('7'),
            ('đ', _, false) => keys.push_str("dd"),
            ('đ', _, true) => keys.push_str("d9"),
            _ => keys.push(character),
        }
    }
    let tones = if of_digits { "12345" } else { "sfrxj" };
    keys.extend(tone.and_then(|place| tones.chars().nth(place)));
    keys
}
