//! The ways of writing the same that an index knows.
//!
//! In: the groups that a site gives, those of the language, and what the
//! documents tell: acronyms they explain, words they write in one and in
//! several. Out: groups, the ways of each parted by "=", the words of a way by
//! spaces, the commonest first. Invariant: at least one way of every group is in
//! the documents, and no two groups say the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::compounds;
use super::run::Run;
use crate::analysis::Analysis;
use crate::analysis::syllables::is_vietnamese;

/// What Vietnamese officialdom writes in initials throughout the country.
const VIETNAMESE: &str = include_str!("acronyms.vi.txt");
/// How many groups an index has at most.
const MOST: usize = 500;
/// In a corpus of so many documents what only one tells is a slip or a name.
const LARGE: usize = 100;
/// One way may stand for several things, if the rarer of them is told by no
/// less than this share of the times.
const SHARE: u32 = 4;

/// The groups that are given: a site's own, those of the language.
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

/// What documents tell: that one way stands for another.
struct Told {
    /// In how many documents.
    count: u32,
    /// Whether it leaves the room to all else.
    is_last: bool,
    /// Both ways, as the first of them writes it.
    group: String,
}

/// What documents tell, by the keys of both ways: spellings of one word are
/// one.
struct Collected<'a> {
    analysis: &'a Analysis,
    told: BTreeMap<(Keys, Keys), Told>,
}

impl Collected<'_> {
    fn add(&mut self, (short, words): &(String, String), count: u32, is_last: bool) {
        let told = self.told.entry((keys(short, self.analysis), keys(words, self.analysis)));
        let told = told.or_insert_with(|| Told { count: 0, is_last, group: format!("{short}={words}") });
        told.count += count;
        told.is_last &= is_last;
    }

    /// What at least so many documents tell, and is no rare meaning beside
    /// another; but none of these pairs.
    fn groups(self, least: u32, known: &FxHashSet<(Keys, Keys)>) -> Vec<String> {
        let mut most: FxHashMap<Keys, u32> = FxHashMap::default();
        for ((short, _), told) in &self.told {
            let most = most.entry(short.clone()).or_default();
            *most = (*most).max(told.count);
        }
        let mut groups: Vec<Told> = Vec::new();
        for (pair, told) in self.told {
            let is_rare = told.count < least || told.count * SHARE < most[&pair.0];
            if !is_rare && !known.contains(&pair) && !is_syllable(&told.group, self.analysis) {
                groups.push(told);
            }
        }
        groups.sort_by_key(|told| (told.is_last, Reverse(told.count)));
        groups.into_iter().map(|told| told.group).collect()
    }
}

/// Whether the first way of a group is a word as well: so are ca and an,
/// whatever CA and AN stand for.
fn is_syllable(group: &str, analysis: &Analysis) -> bool {
    let short = group.split('=').next().unwrap_or_default();
    !analysis.syllables.is_empty() && analysis.syllables.contains(&analysis.form(short).fold)
}

fn keys(words: &str, analysis: &Analysis) -> Keys {
    analysis.tokens(words).map(|span| analysis.form(&words[span]).key()).collect()
}

/// The groups of an index: of those given the ones that its documents have,
/// then what they tell themselves.
pub(super) fn groups(given: &[String], runs: &mut [Run], analysis: &Analysis) -> Vec<String> {
    let documents: usize = runs.iter().map(|run| run.ids.len()).sum();
    let least = if documents < LARGE { 1 } else { 2 };
    let mut collected = Collected { analysis, told: BTreeMap::new() };
    let mut compounds: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for run in runs.iter_mut() {
        seen.extend(&run.given);
        for (one, count) in std::mem::take(&mut run.acronyms) {
            collected.add(&one, count, false);
        }
        for (one, count) in std::mem::take(&mut run.compounds) {
            *compounds.entry(one).or_default() += count;
        }
    }
    // What is one word nowhere is no other way of writing anything, unless nobody would find it so; but the initials of
    // people leave the room to all else.
    let is_there = |word: &Vec<u8>| {
        runs.iter().any(|run| run.terms.binary_search_by(|term| term.key.as_slice().cmp(word)).is_ok())
    };
    for (one, count) in compounds.into_iter().filter(|(_, count)| *count >= least) {
        let is_one = keys(&one.0, analysis).iter().all(is_there);
        if is_one || compounds::is_needed(&one.0, &one.1) {
            collected.add(&one, count, !is_one);
        }
    }
    let mut groups: Vec<String> = seen.into_iter().map(|group| given[group].clone()).collect();
    let mut known: FxHashSet<(Keys, Keys)> = FxHashSet::default();
    for group in &groups {
        let ways: Vec<_> = group.split('=').map(|way| keys(way, analysis)).collect();
        known.extend(ways.iter().flat_map(|one| ways.iter().map(move |other| (one.clone(), other.clone()))));
    }
    groups.extend(collected.groups(least, &known));
    groups.truncate(MOST);
    groups
}

/// The keys of the words of these groups: what is another way of writing
/// something has to be known at once, however rare it is.
pub(super) fn words(groups: &[String], analysis: &Analysis) -> BTreeSet<Vec<u8>> {
    let words = groups.iter().flat_map(|group| analysis.tokens(group).map(|span| &group[span]));
    words.map(|word| analysis.form(word).key()).collect()
}
