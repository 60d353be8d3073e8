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

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::compounds;
use super::run::Run;
use crate::analysis::syllables::is_vietnamese;
use crate::analysis::{Analysis, unicode};

/// What Vietnamese officialdom writes in initials throughout the country.
const VIETNAMESE: &str = include_str!("acronyms.vi.txt");
/// How many acronyms an index has at most.
const MOST: usize = 500;
/// In a corpus of so many documents what only one explains is a slip or a
/// name.
const LARGE: usize = 100;
/// An acronym may stand for several things, if the rarer of them is explained
/// by no less than this share of the times.
const SHARE: u32 = 4;
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

/// The groups that are given: a site's own, those of the language. The ways of
/// each are parted by "=", the words of a way by spaces.
pub(super) fn given(synonyms: &[Vec<String>], language: &str) -> Vec<String> {
    let mut given: Vec<String> = synonyms.iter().map(|ways| ways.join("=")).collect();
    if is_vietnamese(language) {
        given.extend(VIETNAMESE.lines().map(str::to_owned));
    }
    given
}

/// Of the given groups those of which these documents have a way: every word
/// of it, and every two neighbours side by side.
pub(super) fn seen(
    given: &[String],
    analysis: &Analysis,
    number: impl Fn(&[u8]) -> Option<u32>,
    pairs: impl Iterator<Item = (u32, u32)>,
) -> Vec<usize> {
    let ways =
        given.iter().enumerate().flat_map(|(group, ways)| ways.split('=').map(move |way| (group, way)));
    let mut numbered: Vec<(usize, Vec<u32>)> = Vec::new();
    for (group, way) in ways {
        let words = analysis.tokens(way).map(|span| number(&analysis.form(&way[span]).key()));
        numbered.extend(
            words.collect::<Option<Vec<u32>>>().filter(|way| !way.is_empty()).map(|way| (group, way)),
        );
    }
    let wanted = numbered.iter().flat_map(|(_, way)| way.windows(2).map(|two| (two[0], two[1])));
    let mut wanted: FxHashMap<(u32, u32), bool> = wanted.map(|pair| (pair, false)).collect();
    for pair in pairs {
        if let Some(is_there) = wanted.get_mut(&pair) {
            *is_there = true;
        }
    }
    let is_there = |way: &[u32]| way.windows(2).all(|two| wanted[&(two[0], two[1])]);
    let mut seen: Vec<usize> =
        numbered.iter().filter(|(_, way)| is_there(way)).map(|&(group, _)| group).collect();
    seen.dedup();
    seen
}

/// The keys of words, the same for every spelling of one.
type Keys = Vec<Vec<u8>>;

/// The groups of an index: of those given the ones that its documents have,
/// what they explain themselves, and what they write in one word and in
/// several; the commonest first.
pub(super) fn groups(given: &[String], runs: &mut [Run], analysis: &Analysis) -> Vec<String> {
    let documents: usize = runs.iter().map(|run| run.ids.len()).sum();
    let least = if documents < LARGE { 1 } else { 2 };
    let keys = |words: &str| -> Keys {
        analysis.tokens(words).map(|span| analysis.form(&words[span]).key()).collect()
    };
    // Spellings of one word are one.
    let mut explained: BTreeMap<(Keys, Keys), (bool, u32, String)> = BTreeMap::new();
    let mut is_seen = vec![false; given.len()];
    let mut compounds: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut add = |(short, words): (String, String), count, is_last| {
        let one = explained.entry((keys(&short), keys(&words)));
        let one = one.or_insert_with(|| (is_last, 0, format!("{short}={words}")));
        one.0 &= is_last;
        one.1 += count;
    };
    for run in runs.iter_mut() {
        run.given.iter().for_each(|&group| is_seen[group] = true);
        std::mem::take(&mut run.acronyms).into_iter().for_each(|(one, count)| add(one, count, false));
        for (one, count) in std::mem::take(&mut run.compounds) {
            *compounds.entry(one).or_default() += count;
        }
    }
    // What is one word nowhere is no other way of writing anything, unless nobody would find it so; but the initials of
    // people leave the room to all else.
    let is_there = |word: &[u8]| {
        runs.iter().any(|run| run.terms.binary_search_by(|term| term.key.as_slice().cmp(word)).is_ok())
    };
    for (one, count) in compounds.into_iter().filter(|(_, count)| *count >= least) {
        let is_one = keys(&one.0).iter().all(|word| is_there(word));
        if is_one || compounds::is_needed(&one.0, &one.1) {
            add(one, count, !is_one);
        }
    }
    let mut groups: Vec<String> =
        given.iter().zip(is_seen).filter(|(_, is_seen)| *is_seen).map(|(group, _)| group.clone()).collect();
    let mut known: FxHashSet<(Keys, Keys)> = FxHashSet::default();
    for group in &groups {
        let ways: Vec<_> = group.split('=').map(keys).collect();
        known.extend(ways.iter().flat_map(|one| ways.iter().map(move |other| (one.clone(), other.clone()))));
    }
    let mut most: FxHashMap<Keys, u32> = FxHashMap::default();
    for ((short, _), (_, count, _)) in &explained {
        let most = most.entry(short.clone()).or_default();
        *most = (*most).max(*count);
    }
    let mut found: Vec<(bool, u32, String)> = Vec::new();
    for (pair, (is_last, count, group)) in explained {
        let short = group.split('=').next().unwrap_or_default();
        // ca and an are words as well, whatever CA and AN stand for.
        let is_word =
            !analysis.syllables.is_empty() && analysis.syllables.contains(&analysis.form(short).fold);
        if count >= least && count * SHARE >= most[&pair.0] && !is_word && !known.contains(&pair) {
            found.push((is_last, count, group));
        }
    }
    found.sort_by_key(|&(is_last, count, _)| (is_last, Reverse(count)));
    groups.extend(found.into_iter().map(|(.., group)| group));
    groups.truncate(MOST);
    groups
}

/// The keys of the words of these groups: what is another way of writing
/// something has to be known at once, however rare it is.
pub(super) fn words(groups: &[String], analysis: &Analysis) -> BTreeSet<Vec<u8>> {
    let words = groups.iter().flat_map(|group| analysis.tokens(group).map(|span| &group[span]));
    words.map(|word| analysis.form(word).key()).collect()
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
