//! What Unicode says of a character, in the terms of
//! [`characters`](super::characters). At build time only.
//!
//! In: the characters of a corpus and its language. Out: the table that goes
//! into its index: those characters in either case, and every Latin letter with
//! marks, so that whatever keyboard a query is typed on, it is read. Invariant:
//! composed and decomposed spellings are read alike, but for the İ of Turkish
//! and ё, which every text has composed by then.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose, is_combining_mark};

use super::characters::{Characters, Class, Entry, Letter, Marks};
use super::primary;

/// The table for documents written with these characters in this language.
pub fn characters(of_corpus: impl Iterator<Item = char>, language: &str) -> Characters {
    let corpus: BTreeSet<char> = composable(of_corpus).into_iter().flat_map(in_either_case).collect();
    let is_new = |c: &char| !c.is_ascii() && TYPED.binary_search_by_key(c, |entry| entry.character).is_err();
    let mut all = TYPED.clone();
    all.extend(corpus.into_iter().filter(is_new).map(entry));
    if has_dotless_i(language) {
        all.retain(|entry| !matches!(entry.character, 'I' | 'İ' | DOT_ABOVE));
        all.extend(of_dotless_i());
    }
    all.sort_unstable_by_key(|entry| entry.character);
    Characters::new(all)
}

/// A text in lower case, as this table reads its capitals.
pub fn lower_case(text: &str, table: &Characters) -> String {
    let small = |character| match table.look_up(character).1 {
        [letter] => table.compose(letter.base, letter.marks, false),
        _ => None,
    };
    text.chars().map(|c| small(c).map_or_else(|| c.to_lowercase().to_string(), String::from)).collect()
}

/// Whether ı and I are one letter, and i and İ another: in Turkish and
/// Azerbaijani, as SpecialCasing.txt of Unicode has it.
fn has_dotless_i(language: &str) -> bool {
    matches!(&*primary(language), "tr" | "az")
}

/// What is read in another way where there is an ı.
fn of_dotless_i() -> [Entry; 3] {
    let capital = |character, small| Entry { character, letters: letters(small), ..entry('I') };
    // i with a dot more is what scripts make of İ in lower case.
    let dot = Entry { class: Class::Ignorable, letters: Vec::new(), ..entry(DOT_ABOVE) };
    [capital('I', 'ı'), capital('İ', 'i'), dot]
}

/// What anyone may type, whatever the documents are written with, in order:
/// Latin letters with marks, ligatures, full-width forms, marks.
static TYPED: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let latin = ('\u{c0}'..='\u{24f}').chain('\u{1e00}'..='\u{1eff}');
    let forms = ('\u{fb00}'..='\u{fb06}').chain('\u{ff10}'..='\u{ff5a}');
    let for_ascii = |c: &char| letters(*c).first().is_some_and(|letter| letter.base.is_ascii());
    let looks_alike = ['\u{189}', '\u{18f}', '\u{2010}', '\u{2011}', '\u{2019}', '\u{201c}', '\u{201d}'];
    let looks_alike = looks_alike.into_iter().chain(APOSTROPHES);
    let marks = COMBINING.iter().map(|&(character, _)| character);
    let others = looks_alike.chain(marks).chain(IGNORABLE);
    let all: BTreeSet<char> = latin.chain(forms).filter(for_ascii).chain(others).chain(['I']).collect();
    all.into_iter().map(entry).collect()
});

const DOT_ABOVE: char = '\u{307}';

/// The combining characters and the marks that they are.
const COMBINING: [(char, Marks); 20] = [
    ('\u{301}', Marks::ACUTE),
    ('\u{341}', Marks::ACUTE),
    ('\u{300}', Marks::GRAVE),
    ('\u{340}', Marks::GRAVE),
    ('\u{309}', Marks::HOOK),
    ('\u{303}', Marks::TILDE),
    ('\u{323}', Marks::DOT_BELOW),
    ('\u{302}', Marks::CIRCUMFLEX),
    ('\u{306}', Marks::BREVE),
    ('\u{31b}', Marks::HORN),
    ('\u{335}', Marks::STROKE),
    ('\u{308}', Marks::numbered(0)), // diaeresis
    ('\u{30a}', Marks::numbered(1)), // ring
    ('\u{30c}', Marks::numbered(2)), // caron
    ('\u{327}', Marks::numbered(3)), // cedilla
    ('\u{328}', Marks::numbered(4)), // ogonek
    ('\u{30b}', Marks::numbered(5)), // double acute
    (DOT_ABOVE, Marks::numbered(6)),
    ('\u{326}', Marks::numbered(3)), // comma below, for which most Romanian texts have a cedilla
    ('\u{304}', Marks::numbered(7)), // macron
];

/// Letters that Unicode does not decompose though they are letters with marks,
/// or two letters, to everyone who searches for them.
const SPECIAL: [(char, &[Letter]); 17] = [
    ('đ', &[Letter { base: 'd', marks: Marks::STROKE }]),
    ('ð', &[Letter { base: 'd', marks: Marks::STROKE }]),
    ('ɖ', &[Letter { base: 'd', marks: Marks::STROKE }]),
    ('ł', &[Letter { base: 'l', marks: Marks::STROKE }]),
    ('ø', &[Letter { base: 'o', marks: Marks::STROKE }]),
    ('ħ', &[Letter { base: 'h', marks: Marks::STROKE }]),
    ('ŧ', &[Letter { base: 't', marks: Marks::STROKE }]),
    ('ı', &[Letter { base: 'i', marks: Marks::OTHER }]),
    ('ς', &[Letter { base: 'σ', marks: Marks::NONE }]),
    // Persian and Urdu keyboards have kaf and yeh of their own, Arabic texts yeh without its dots.
    ('ک', &[Letter { base: 'ك', marks: Marks::NONE }]),
    ('ی', &[Letter { base: 'ي', marks: Marks::NONE }]),
    ('ى', &[Letter { base: 'ي', marks: Marks::NONE }]),
    ('ٱ', &[Letter { base: 'ا', marks: Marks::NONE }]),
    // Most Russian texts leave its points out.
    ('ё', &[Letter { base: 'е', marks: Marks::NONE }]),
    // Capitals, Swiss texts and many keyboards have two letters.
    ('ß', &[Letter { base: 's', marks: Marks::NONE }, Letter { base: 's', marks: Marks::NONE }]),
    ('æ', &[Letter { base: 'a', marks: Marks::NONE }, Letter { base: 'e', marks: Marks::NONE }]),
    ('œ', &[Letter { base: 'o', marks: Marks::NONE }, Letter { base: 'e', marks: Marks::NONE }]),
];

/// Letters to Unicode, that most have no key for: as in Oʻzbekiston, мʼята.
const APOSTROPHES: [char; 2] = ['\u{2bb}', '\u{2bc}'];

/// Characters that are read as if they were not there.
const IGNORABLE: [char; 9] = [
    '\u{ad}',   // soft hyphen
    '\u{640}',  // Arabic tatweel, which stretches a word
    '\u{200b}', // zero-width space
    '\u{200c}', // zero-width non-joiner
    '\u{200d}', // zero-width joiner
    '\u{200e}', // left-to-right mark
    '\u{200f}', // right-to-left mark
    '\u{2060}', // word joiner
    '\u{feff}', // byte order mark
];

/// The characters of a corpus, and what its letters are with marks: who wrote
/// them apart, or left them out, is found by who types them as one.
fn composable(corpus: impl Iterator<Item = char>) -> BTreeSet<char> {
    let mut all: BTreeSet<char> = corpus.collect();
    let of_corpus = all.iter().copied().filter(|&c| canonical_combining_class(c) != 0);
    let marks: BTreeSet<char> = of_corpus.chain(COMBINING.iter().map(|&(mark, _)| mark)).collect();
    let mut letters = all.clone();
    // A letter bears two marks at most, or three in Greek.
    for _ in 0..3 {
        let both = letters.iter().flat_map(|&letter| marks.iter().map(move |&mark| (letter, mark)));
        letters = both.filter_map(|(letter, mark)| compose(letter, mark)).collect();
        all.extend(&letters);
    }
    all
}

/// A character, its capital and its small letter, composed and decomposed: any
/// of them may be typed.
fn in_either_case(character: char) -> Vec<char> {
    let cases = [character].into_iter().chain(character.to_lowercase()).chain(character.to_uppercase());
    let mut all: Vec<char> = cases.collect();
    // The same letter at the end of a word.
    all.extend(all.contains(&'σ').then_some('ς'));
    let decomposed: Vec<char> = all.iter().flat_map(|&c| c.nfd()).collect();
    all.extend(decomposed.iter().copied());
    all.extend(decomposed.into_iter().nfc());
    all
}

/// The line of the table for one character.
fn entry(character: char) -> Entry {
    let line = |class, letters: Vec<Letter>| Entry { character, class, upper: false, alias: false, letters };
    if IGNORABLE.contains(&character) || ('\u{fe00}'..='\u{fe0f}').contains(&character) {
        return line(Class::Ignorable, Vec::new());
    }
    if let Some(marks) = mark(character) {
        return line(Class::Mark, vec![Letter { base: '\0', marks }]);
    }
    let letters = letters(character);
    match letters.first() {
        Some(first) if first.base.is_ascii_digit() => Entry { alias: true, ..line(Class::Digit, letters) },
        Some(_) if is_unspaced(character) => {
            let alias = letters.iter().map(|letter| letter.base).ne([character]);
            let stands_on = is_combining_mark(character);
            Entry { alias, ..line(if stands_on { Class::Mark } else { Class::Character }, letters) }
        }
        Some(_) => {
            let upper = character.to_lowercase().ne([character]);
            let alias = !is_usual(character, upper, &letters);
            Entry { upper, alias, ..line(Class::Letter, letters) }
        }
        None => line(Class::Separator, letters),
    }
}

/// The mark that a combining character is, if it is one that a fold takes off;
/// none of any kind for the vowels of Hebrew and Arabic, which hardly any text
/// has and nobody means. The vowel signs of Indic and South-East Asian scripts
/// are letters, not marks: without them a word is another word.
fn mark(character: char) -> Option<Marks> {
    if let Some(&(_, marks)) = COMBINING.iter().find(|(combining, _)| *combining == character) {
        return Some(marks);
    }
    let is_vowel = matches!(character, '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{652}' | '\u{656}'..='\u{65f}' | '\u{670}');
    // Those of letters: of Latin ones, Arabic hamza, the dot of Indic letters from elsewhere.
    let is_mark = matches!(character,
        '\u{300}'..='\u{36f}' | '\u{653}'..='\u{655}' | '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{abc}' | '\u{b3c}' | '\u{cbc}');
    let mark = if is_vowel { Marks::NONE } else { Marks::OTHER };
    ((is_vowel || is_mark) && is_combining_mark(character)).then_some(mark)
}

/// What a character is read as: empty if it is not part of any word.
fn letters(character: char) -> Vec<Letter> {
    if APOSTROPHES.contains(&character) {
        return Vec::new();
    }
    let mut letters: Vec<Letter> = Vec::new();
    // Lower case first, then compatibility forms (ﬁ, ², Ａ), then marks apart.
    for small in character.to_lowercase() {
        if let Some((_, special)) = SPECIAL.iter().find(|(c, _)| *c == small) {
            letters.extend_from_slice(special);
            continue;
        }
        for part in small.nfkd().flat_map(char::to_lowercase) {
            if let Some(marks) = mark(part) {
                if let Some(letter) = letters.last_mut() {
                    letter.marks |= marks;
                }
            } else if let Some(digit) = digit(part) {
                letters.push(Letter { base: digit, marks: Marks::NONE });
            } else if part.is_alphanumeric() || is_combining_mark(part) {
                letters.push(Letter { base: part, marks: Marks::NONE });
            } else {
                return Vec::new();
            }
        }
    }
    let digits = letters.iter().filter(|letter| letter.base.is_ascii_digit()).count();
    let mixed = digits > 0 && digits < letters.len();
    // A syllable of Hangul and a kana with its voicing mark are letters of
    // their own, not letters with marks.
    let own = letters.len() > 3 || mixed || is_hangul_or_kana(character);
    let small = character.to_lowercase().next().unwrap_or(character);
    if own { vec![Letter { base: small, marks: Marks::NONE }] } else { letters }
}

/// Whether a character is of a script that puts no spaces between words: Thai,
/// Lao, Burmese, Khmer, kana, bopomofo, Han.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{a9e0}'..='\u{a9ff}'
        | '\u{aa60}'..='\u{aa7f}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3031}'..='\u{312f}' | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{323af}')
}

fn is_hangul_or_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The ASCII digit for a decimal digit of any script.
fn digit(character: char) -> Option<char> {
    // The decimal digits of each script are ten in a row; Unicode promises it
    // of General_Category Nd, whose runs start where the value is zero.
    const ZEROS: [char; 19] = [
        '0', '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}',
        '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}',
        '\u{1810}',
    ];
    ZEROS.iter().find_map(|&zero| {
        let value = (character as u32).checked_sub(zero as u32).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    })
}

/// Whether this character is how these letters are usually written.
fn is_usual(character: char, upper: bool, letters: &[Letter]) -> bool {
    let [letter] = letters else { return false };
    if matches!(character, 'ð' | 'Ð' | 'ɖ' | 'Ɖ' | 'ς' | 'ё' | 'Ё' | 'ک' | 'ی' | 'ى' | 'ٱ')
        || canonical_combining_class(character) != 0
    {
        return false;
    }
    let small = if upper { character.to_lowercase().next().unwrap_or(character) } else { character };
    SPECIAL.iter().any(|(special, _)| *special == small)
        || small == letter.base
        || small.nfd().next() == Some(letter.base)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(character: char) -> Vec<(char, Marks)> {
        letters(character).iter().map(|letter| (letter.base, letter.marks)).collect()
    }

    #[test]
    fn letters_lose_case_and_keep_marks_beside_them() {
        assert_eq!(read('Ế'), [('e', Marks::CIRCUMFLEX | Marks::ACUTE)]);
        assert_eq!(read('ợ'), [('o', Marks::HORN | Marks::DOT_BELOW)]);
        assert_eq!(read('Đ'), [('d', Marks::STROKE)]);
        assert_eq!(read('Ð'), [('d', Marks::STROKE)], "eth");
        assert_eq!(read('Ɖ'), [('d', Marks::STROKE)], "African D");
        assert_eq!(read('İ'), [('i', Marks::numbered(6))]);
        assert_eq!(read('Σ'), read('ς'));
        assert_eq!(read('字'), [('字', Marks::NONE)]);
        assert_eq!(read('Ⅷ'), read('ⅷ'));
        assert_eq!(read('각'), [('각', Marks::NONE)]);
        assert_eq!(read('が'), [('が', Marks::NONE)]);
    }

    #[test]
    fn compatibility_forms_are_read_as_what_they_stand_for() {
        let plain = |c| (c, Marks::NONE);
        assert_eq!(read('ﬁ'), [plain('f'), plain('i')]);
        assert_eq!(read('Ａ'), [plain('a')]);
        assert_eq!(read('²'), [plain('2')]);
        assert_eq!(read('٣'), [plain('3')]);
        assert_eq!(read('½'), []);
        assert_eq!(read('–'), []);
    }

    #[test]
    fn the_vowel_signs_of_indic_scripts_stay() {
        assert_eq!(read('\u{93f}'), [('\u{93f}', Marks::NONE)]);
        assert_eq!(mark('\u{93f}'), None);
        assert_eq!(mark('\u{64e}'), Some(Marks::NONE), "an Arabic fatha is as if it were not there");
        assert_eq!(read('\u{958}'), [('\u{915}', Marks::OTHER)], "a dot below is a mark");
    }

    #[test]
    fn i_has_a_capital_of_its_own_where_it_has_a_dot_in_capitals_too() {
        for (language, small) in [
            ("tr", "ışık iğdır istanbul"),
            ("az-Latn", "ışık iğdır istanbul"),
            ("en", "işik i\u{307}ğdir i\u{307}stanbul"),
        ] {
            let table = characters("IŞIK".chars(), language);
            assert_eq!(lower_case("IŞIK İĞDIR İstanbul", &table), small, "{language}");
        }
        let table = characters(std::iter::empty(), "tr");
        assert_eq!(table.look_up('I'), table.look_up('ı'));
        assert_eq!(table.look_up('İ'), table.look_up('i'));
        assert_eq!(table.capital('i'), Some('İ'));
        assert_eq!(table.capital('ı'), Some('I'));
        assert_eq!(table.look_up(DOT_ABOVE).0, Class::Ignorable);
        assert_eq!(characters(std::iter::empty(), "").capital('i'), Some('I'));
    }

    #[test]
    fn both_cases_of_a_letter_of_the_corpus_are_known() {
        let table = characters("я".chars(), "");
        assert_eq!(table.look_up('Я'), table.look_up('я'));
    }

    #[test]
    fn what_the_corpus_has_apart_or_without_marks_is_known_as_one() {
        let table = characters("και\u{308}\u{301} й и\u{306} ω\u{314}\u{342}\u{345}".chars(), "");
        assert_eq!(table.look_up('ΐ').1, [Letter { base: 'ι', marks: Marks::numbered(0) | Marks::ACUTE }]);
        assert_eq!(table.look_up('Й').1, [Letter { base: 'и', marks: Marks::BREVE }]);
        assert!(!table.look_up('ᾧ').1.is_empty());
        let table = characters("ΣΟΦΟΣ".chars(), "");
        assert_eq!(table.look_up('ό').1, [Letter { base: 'ο', marks: Marks::ACUTE }]);
    }

    #[test]
    fn what_may_be_typed_for_a_latin_letter_is_known_to_every_table() {
        let table = characters(std::iter::empty(), "");
        let read = |text: &str| -> String {
            text.chars().flat_map(|c| table.look_up(c).1).map(|letter| letter.base).collect()
        };
        assert_eq!(
            read("București știință STRAẞE ﬁnal ＢＩＥＮ ２"),
            "bucuresti stiinta strasse final bien 2"
        );
    }
}
