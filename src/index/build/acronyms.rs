//! Acronyms, as documents explain them.
//!
//! In: a text. Out: what it says stands for what: `bđbp` and `bộ đội biên
//! phòng`. Invariant: only what the text itself explains, by initials in
//! parentheses right behind the words, or the words right behind the initials.
//!
//! ```text
//! Bộ đội Biên phòng (BĐBP)     an ninh, trật tự (ANTT)
//! Bộ Chỉ huy Quân sự (CHQS)    BĐBP (Bộ đội Biên phòng)
//! ```
//! This is the rule of Schwartz and Hearst (A simple algorithm for identifying
//! abbreviation definitions in biomedical text, 2003) for a language whose
//! syllables stand apart: every initial is that of one syllable.

use crate::analysis::{Analysis, unicode};

/// How many bytes beside a parenthesis are looked at: ten syllables at most.
const NEAR: usize = 120;
/// How many initials an acronym has.
const INITIALS: std::ops::RangeInclusive<usize> = 2..=10;
/// How many words may lead up to it within its parentheses: `gọi tắt là`.
const LEAD: usize = 4;
/// What may have no initial in it, in Vietnamese and in English.
const SKIPPED: [&str; 5] = ["va", "cua", "and", "of", "the"];

/// The acronyms that a text explains, each with what it stands for, words
/// parted by spaces, in lower case.
pub(super) fn find(text: &str, analysis: &Analysis) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let before = &text[boundary(text, open.saturating_sub(NEAR))..open];
        let before = before.rsplit(['\n', '(', ')']).next().unwrap_or_default();
        let inside = &text[open + 1..boundary(text, open + 1 + NEAR)];
        let Some(close) = inside.find([')', '\n']) else { continue };
        let words =
            |text: &'_ str| analysis.tokens(text).map(|span| text[span].to_owned()).collect::<Vec<_>>();
        let (before, inside) = (words(before), words(&inside[..close]));
        // The words, then the acronym.
        let short = inside.iter().rev().take_while(|word| is_capitals(word)).count();
        if short > 0 && inside.len() - short <= LEAD {
            let short = &inside[inside.len() - short..];
            found.extend(spelt_out(short, &before, analysis).map(|words| pair(short, words, analysis)));
        }
        // The acronym, then the words.
        let short = before.iter().rev().take_while(|word| is_capitals(word)).count();
        if short > 0 {
            let short = &before[before.len() - short..];
            let whole = spelt_out(short, &inside, analysis).filter(|words| words.len() == inside.len());
            found.extend(whole.map(|words| pair(short, words, analysis)));
        }
    }
    found
}

/// The last place up to this one where a character begins or the text ends.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn is_capitals(word: &str) -> bool {
    word.chars().all(|letter| letter.is_uppercase() && letter.is_alphabetic())
}

/// The last of these words that have these initials.
fn spelt_out<'w>(short: &[String], words: &'w [String], analysis: &Analysis) -> Option<&'w [String]> {
    let initials: Vec<char> =
        short.iter().flat_map(|word| analysis.form(word).fold.chars().collect::<Vec<_>>()).collect();
    let mut left = initials.as_slice();
    let mut start = words.len();
    while let [rest @ .., initial] = left {
        start = start.checked_sub(1)?;
        let fold = analysis.form(&words[start]).fold;
        if fold.starts_with(*initial) {
            left = rest;
        } else if !SKIPPED.contains(&fold.as_str()) {
            return None;
        }
    }
    // Capitals among the words make another acronym of it, or a name.
    let words = &words[start..];
    let is_plain = !words.iter().any(|word| word.chars().count() > 1 && is_capitals(word));
    (INITIALS.contains(&initials.len()) && is_plain).then_some(words)
}

/// These words as one, and those as several, in lower case.
pub(super) fn pair<W: AsRef<str>>(short: &[W], words: &[W], analysis: &Analysis) -> (String, String) {
    let small = |words: &[W], between: &str| {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        unicode::lower_case(&words.join(between), &analysis.characters)
    };
    (small(short, ""), small(words, " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Syllables;

    fn found(text: &str) -> Vec<(String, String)> {
        let characters = unicode::characters(text.chars(), "vi");
        find(text, &Analysis { characters, syllables: Syllables::of_language("vi") })
    }

    fn is(text: &str, short: &str, words: &str) {
        assert_eq!(found(text), [(short.to_owned(), words.to_owned())], "{text}");
    }

    #[test]
    fn what_a_text_explains_is_found() {
        is("của Bộ đội Biên phòng (BĐBP) tỉnh", "bđbp", "bộ đội biên phòng");
        is("về an ninh, trật tự (ANTT) trên", "antt", "an ninh trật tự");
        is("Bộ Chỉ huy Quân sự (CHQS) tỉnh", "chqs", "chỉ huy quân sự");
        is("BĐBP (Bộ đội Biên phòng) là", "bđbp", "bộ đội biên phòng");
        is("Ủy ban nhân dân (gọi tắt là UBND)", "ubnd", "ủy ban nhân dân");
        is("Sở Giáo dục và Đào tạo (GD-ĐT)", "gdđt", "giáo dục và đào tạo");
        is("the World Health Organization (WHO)", "who", "world health organization");
    }

    #[test]
    fn what_has_other_initials_is_not() {
        for text in [
            "Công ty ABC (Hà Nội)",
            "xã Thanh (HH)",
            "(BĐBP)",
            "năm (2024)",
            "đội (Đ)",
            "a (",
            "Hà Nội\n(HN)",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
