//! Codes that might be taken for keystrokes.
//!
//! In: a text. Out: the letters and digits in it, written in one piece, that
//! would make a Vietnamese syllable if they had been struck: `CO2` is no cò; and
//! of several runs the codes that an index knows. Invariant: only what the
//! texts themselves write so.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::run::Run;
use crate::analysis::{Analysis, keystrokes};

/// How many an index knows at most, the commonest.
const MOST: usize = 500;

/// The codes in a text, in lower case.
pub(super) fn find(text: &str, analysis: &Analysis) -> Vec<String> {
    let pieces = text.split(|letter: char| !letter.is_alphanumeric());
    let mut codes = Vec::new();
    for piece in pieces.filter(|piece| piece.is_ascii() && piece.contains(|letter: char| letter.is_numeric()))
    {
        let code = piece.to_ascii_lowercase();
        // One letter and a digit are taken for nothing else.
        let letters = code.bytes().filter(u8::is_ascii_lowercase).count();
        let syllable = keystrokes::decode(&code).filter(|form| letters > 1 && form.is_marked());
        if syllable.is_some_and(|form| analysis.syllables.contains(&form.fold)) {
            codes.push(code);
        }
    }
    codes
}

/// The codes of an index, parted by spaces.
pub(super) fn of_index(runs: &mut [Run]) -> String {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (code, count) in runs.iter_mut().flat_map(|run| std::mem::take(&mut run.codes)) {
        *counts.entry(code).or_default() += count;
    }
    let mut codes: Vec<(String, u32)> = counts.into_iter().collect();
    codes.sort_by_key(|&(_, count)| Reverse(count));
    codes.truncate(MOST);
    codes.into_iter().map(|(code, _)| code).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Syllables, unicode};

    #[test]
    fn what_might_be_struck_is_a_code_where_it_is_written() {
        let text = "khí CO2, tàu SE6 và A1; H5N1, covid19, m2, 2024, va2 (co2), vũ1";
        let characters = unicode::characters(text.chars(), "vi");
        let vietnamese = Analysis { characters, syllables: Syllables::of_language("vi") };
        assert_eq!(find(text, &vietnamese), ["co2", "se6", "va2", "co2"]);
        assert!(find(text, &Analysis::default()).is_empty());
    }
}
