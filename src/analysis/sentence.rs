//! Where a sentence ends.
//!
//! In: two words and what stands between them. Out: whether the second one
//! begins a sentence. Invariant: one rule for titles, which are made by the
//! build, and for snippets, which are cut in the page; it needs nothing but the
//! character table.

use super::Analysis;

impl Analysis {
    /// Whether a sentence ends between two words with this gap between them. A
    /// stop ends none before a small letter, nor after an abbreviation: a
    /// capital alone, or a word that begins with one and has no vowel, as in
    /// `TP. Hồ Chí Minh`, `Q. 1`, `Th.S. An`, `Mr. Smith`.
    pub fn ends_sentence(&self, before: &str, gap: &str, after: &str) -> bool {
        if !gap.chars().any(char::is_whitespace) {
            return false;
        }
        let goes_on = after.chars().next().is_some_and(|first| self.is_capital(first) == Some(false));
        gap.chars().any(|sign| matches!(sign, '!' | '?'))
            || (gap.chars().any(|sign| matches!(sign, '.' | '…'))
                && !goes_on
                && !self.is_abbreviation(before))
    }

    fn is_abbreviation(&self, word: &str) -> bool {
        let (mut letters, mut has_vowel) = (0, false);
        for character in word.chars() {
            for letter in self.characters.look_up(character).1 {
                letters += 1;
                // What is not of this alphabet may well be a vowel.
                let is_vowel = matches!(letter.base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
                let is_consonant = letter.base.is_ascii() && !is_vowel;
                has_vowel |= !is_consonant;
            }
        }
        let is_capital = word.chars().next().and_then(|first| self.is_capital(first)) == Some(true);
        is_capital && (letters == 1 || !has_vowel)
    }

    /// Whether a letter is a capital; none if it has no case.
    fn is_capital(&self, character: char) -> Option<bool> {
        let capital = self.characters.capital(character)?;
        (!character.is_ascii_digit()).then_some(capital == character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::unicode;

    #[test]
    fn sentences_end_at_stops_that_are_not_of_abbreviations() {
        let text = "TP Hồ Đ Th bạn Lào Sáng ông 國 Ông 5 và A St";
        let analysis =
            Analysis { characters: unicode::characters(text.chars(), "vi"), ..Analysis::default() };
        for (before, gap, after) in [
            ("Lào", ". ", "Sáng"),
            ("bạn", "? ", "và"),
            ("國", ". ", "國"),
            ("ông", ".” ", "Ông"),
            ("bạn", ". ", "5"),
        ] {
            assert!(analysis.ends_sentence(before, gap, after), "{before}{gap}{after}");
        }
        for (before, gap, after) in [
            ("TP", ". ", "Hồ"),
            ("Đ", ". ", "Hồ"),
            ("Th", ". ", "Sáng"),
            ("A", ". ", "Hồ"),
            ("bạn", "… ", "và"),
            ("Lào", ", ", "Sáng"),
            ("Lào", ".", "Sáng"),
        ] {
            assert!(!analysis.ends_sentence(before, gap, after), "{before}{gap}{after}");
        }
    }
}
