//! Where the tokens of a text are.
//!
//! In: a text. Out: [`Segment`]s: words, numbers and the gaps between them.
//! Invariant: the spans concatenate to the text; nothing is lost, and a word's
//! span holds exactly its letters, no punctuation beside them.
//!
//! A word ends where a number begins, so that `Covid19`, `Covid-19` and
//! `covid 19` are the same two tokens; what was written together is found
//! together because its tokens are adjacent. A number keeps the signs between
//! its thousands: `12.350` and `12'350` are one token, `11,09` is two. In scripts
//! that put no spaces between words, every character is a token, with the vowels
//! and tones that stand on it: two neighbours of them are found as two words are
//! elsewhere. What goes on without end, as an encoded picture does, is cut into
//! tokens of so many letters that no word has them.

use std::ops::Range;

use super::characters::{Characters, Class};

/// How many letters or digits a token has at most.
const LONGEST: usize = 128;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What it is.
    pub kind: Kind,
    /// Where it is, in bytes.
    pub span: Range<usize>,
}

/// What a stretch of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters with their marks.
    Word,
    /// A character of a script that puts no spaces between words, with what stands on it.
    Character,
    /// Digits.
    Number,
    /// What stands between tokens.
    Gap,
}

/// The segments of a text, in order.
pub fn segments<'a>(text: &'a str, characters: &'a Characters) -> impl Iterator<Item = Segment> + 'a {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = text.get(start..)?.chars().next()?;
        let kind = kind_of(characters.look_up(first).0, None);
        let end = match kind {
            Kind::Number => number_end(text, start, characters),
            _ => run_end(text, start, kind, characters),
        };
        let segment = Segment { kind, span: start..end };
        start = end;
        Some(segment)
    })
}

/// What a character makes of the segment it stands in: marks and ignorable
/// characters go on with a word, but do not begin one.
fn kind_of(class: Class, within: Option<Kind>) -> Kind {
    match class {
        Class::Letter => Kind::Word,
        Class::Character => Kind::Character,
        Class::Digit => Kind::Number,
        Class::Separator => Kind::Gap,
        Class::Mark | Class::Ignorable => within.unwrap_or(Kind::Gap),
    }
}

/// The end of the longest stretch of one kind.
fn run_end(text: &str, start: usize, kind: Kind, characters: &Characters) -> usize {
    let mut end = start;
    let mut at = start;
    let mut letters = 0;
    let longest = if kind == Kind::Character { 1 } else { LONGEST };
    for character in text.get(start..).unwrap_or_default().chars() {
        let class = characters.look_up(character).0;
        if kind_of(class, Some(kind)) != kind {
            break;
        }
        // The marks of the last letter are still its own.
        letters += usize::from(matches!(class, Class::Letter | Class::Digit | Class::Character));
        if letters > longest {
            break;
        }
        at += character.len_utf8();
        // What cannot be seen belongs to a token only in its midst.
        if kind == Kind::Gap || class != Class::Ignorable {
            end = at;
        }
    }
    end
}

/// The end of a number: its digits, and any thousands after them.
fn number_end(text: &str, start: usize, characters: &Characters) -> usize {
    let end = run_end(text, start, Kind::Number, characters);
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
    let digit = |at: usize| byte(at).is_ascii_digit();
    let is_point = |byte: u8| matches!(byte, b'.' | b',' | b'\'');
    let point = byte(end);
    let continues = start >= 2 && is_point(byte(start - 1)) && digit(start - 2);
    if !is_point(point) || end - start > 3 || byte(start) == b'0' || continues {
        return end;
    }
    let mut last = end;
    while byte(last) == point && (1..=3).all(|i| digit(last + i)) && !digit(last + 4) {
        last += 4;
    }
    // 1.234.5 is no number but a code.
    if byte(last) == point && digit(last + 1) { end } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::unicode;
    use proptest::prelude::*;

    fn tokens(text: &str) -> Vec<&str> {
        let characters = unicode::characters(text.chars(), "");
        let spans: Vec<_> =
            segments(text, &characters).filter(|s| s.kind != Kind::Gap).map(|s| s.span).collect();
        spans.into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn words_without_the_punctuation_beside_them() {
        assert_eq!(tokens("“diễn biến hòa bình”, (Lào)./."), ["diễn", "biến", "hòa", "bình", "Lào"]);
        assert_eq!(tokens("bie\u{302}n gio\u{31b}\u{301}i!"), ["bie\u{302}n", "gio\u{31b}\u{301}i"]);
        assert_eq!(tokens("snake_case l'homme"), ["snake", "case", "l", "homme"]);
    }

    #[test]
    fn characters_of_scripts_without_spaces() {
        assert_eq!(
            tokens("中国 iPhone手机,ひらカナー"),
            ["中", "国", "iPhone", "手", "机", "ひ", "ら", "カ", "ナ", "ー"]
        );
        assert_eq!(tokens("สิทธิ ២០"), ["สิ", "ท", "ธิ", "២០"]);
        assert_eq!(tokens("한국어 자유"), ["한국어", "자유"]);
    }

    #[test]
    fn codes_in_their_parts() {
        assert_eq!(tokens("33-NQ/TW"), ["33", "NQ", "TW"]);
        assert_eq!(tokens("33 -NQ/TW"), ["33", "NQ", "TW"]);
        assert_eq!(tokens("Covid-19 covid19"), ["Covid", "19", "covid", "19"]);
        assert_eq!(tokens("2,5m 16,476 m3"), ["2", "5", "m", "16,476", "m", "3"]);
        assert_eq!(tokens("28/9/2018"), ["28", "9", "2018"]);
    }

    #[test]
    fn thousands_are_one_number() {
        assert_eq!(tokens("12.350 1.508 3,959 1.234.567."), ["12.350", "1.508", "3,959", "1.234.567"]);
        assert_eq!(tokens("87.323/4.029 '1'234'"), ["87.323", "4.029", "1'234"]);
        assert_eq!(tokens("11,09 1234.567 0.125"), ["11", "09", "1234", "567", "0", "125"]);
        assert_eq!(tokens("192.168.1.1"), ["192", "168", "1", "1"]);
        assert_eq!(tokens("1.2345 12.350,5"), ["1", "2345", "12.350", "5"]);
    }

    #[test]
    fn a_token_has_an_end() {
        let lengths = |text: &str| tokens(text).iter().map(|token| token.chars().count()).collect::<Vec<_>>();
        assert_eq!(lengths(&"a".repeat(LONGEST)), [LONGEST]);
        assert_eq!(lengths(&"a".repeat(2 * LONGEST + 1)), [LONGEST, LONGEST, 1]);
        assert_eq!(lengths(&"7".repeat(LONGEST + 3)), [LONGEST, 3]);
        // Composed or not, it ends with the same letter and all its marks.
        let apart = "e\u{302}\u{301}".repeat(LONGEST + 1);
        assert_eq!(lengths(&apart), [3 * LONGEST, 3]);
        assert_eq!(lengths(&"ế".repeat(LONGEST + 1)), [LONGEST, 1]);
        assert!(tokens(&"!?".repeat(1000)).is_empty());
    }

    #[test]
    fn what_cannot_be_seen_stays_within_its_word_only() {
        assert_eq!(tokens("\u{200b}bi\u{ad}ên\u{200b} \u{301}a"), ["bi\u{ad}ên", "a"]);
    }

    proptest! {
        #[test]
        fn spans_concatenate_to_the_text(text in "\\PC*|[a-zđ0-9.,\u{301}\u{200b}\u{ad} -]*") {
            let characters = unicode::characters(text.chars(), "");
            let mut end = 0;
            for segment in segments(&text, &characters) {
                prop_assert_eq!(segment.span.start, end);
                prop_assert!(!segment.span.is_empty());
                end = segment.span.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
