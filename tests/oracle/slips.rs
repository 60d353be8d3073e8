//! What may have been meant by a word that no document has.

use std::collections::BTreeSet;

use super::Oracle;
use super::terms::Candidate;
use super::words::{fold, is_less, is_marked, key, marks};

/// What it costs for typed letters to become others: four for a letter that is
/// another, missing or too many, three where that is a common slip.
pub(super) fn slip(typed: &[char], other: &[char]) -> usize {
    const SLIPS: [(&str, &str); 17] = [
        ("s", "x"),
        ("ch", "tr"),
        ("d", "gi"),
        ("d", "r"),
        ("d", "v"),
        ("gi", "r"),
        ("gi", "v"),
        ("r", "v"),
        ("l", "n"),
        ("c", "k"),
        ("c", "q"),
        ("k", "q"),
        ("g", "gh"),
        ("ng", "ngh"),
        ("i", "y"),
        ("n", "ng"),
        ("c", "t"),
    ];
    let beside = |one: char, other: char| {
        ["qwertyuiop", "asdfghjkl", "zxcvbnm"].iter().any(|row| {
            let at = |letter: char| row.chars().position(|key| key == letter);
            at(one).zip(at(other)).is_some_and(|(one, other)| one.abs_diff(other) == 1)
        })
    };
    let mut costs = vec![vec![usize::MAX; other.len() + 1]; typed.len() + 1];
    for i in 0..=typed.len() {
        for j in 0..=other.len() {
            let (here, there) = (&typed[..i], &other[..j]);
            let mut ways = vec![if j == 0 { 4 * i } else { usize::MAX }];
            if i > 0 && j > 0 {
                let (one, other) = (here[i - 1], there[j - 1]);
                let cost = if one == other {
                    0
                } else if beside(one, other) {
                    3
                } else {
                    4
                };
                ways.push(costs[i - 1][j - 1] + cost);
            }
            if j > 0 {
                let is_double = j > 1 && there[j - 1] == there[j - 2];
                ways.push(costs[i][j - 1] + if is_double { 3 } else { 4 });
            }
            if i > 0 && j > 0 {
                let is_double = i > 1 && here[i - 1] == here[i - 2];
                ways.push(costs[i - 1][j] + if is_double { 3 } else { 4 });
            }
            if i > 1 && j > 1 && here[i - 1] == there[j - 2] && here[i - 2] == there[j - 1] {
                ways.push(costs[i - 2][j - 2] + 3);
            }
            for (one, other) in SLIPS {
                for (from, to) in [(one, other), (other, one)] {
                    if here.ends_with(&letters(from)) && there.ends_with(&letters(to)) {
                        ways.push(costs[i - from.len()][j - to.len()] + 3);
                    }
                }
            }
            costs[i][j] = ways.into_iter().min().unwrap();
        }
    }
    costs[typed.len()][other.len()]
}

pub(super) fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// What it costs that the marks of a word are not those typed: one if some are
/// missing only, or the tone is hỏi for ngã; three for another tone, and three
/// for other marks.
pub(super) fn unlike(typed: &str, word: &str) -> usize {
    if !is_marked(typed) {
        return 0;
    }
    if fold(typed) == fold(word) && is_less(typed, word) {
        return 1;
    }
    let on = |word: &str| marks(word).1.into_iter().map(|(_, mark)| mark).collect::<BTreeSet<char>>();
    let tones = BTreeSet::from([marks(typed).0, marks(word).0]);
    let of_tones = match tones.len() {
        1 => 0,
        _ if tones == BTreeSet::from([Some('\u{309}'), Some('\u{303}')]) => 1,
        _ => 3,
    };
    of_tones + if on(typed) == on(word) { 0 } else { 3 }
}

pub(super) fn likelihood(often: f64, cost: usize) -> f64 {
    (0..cost).fold(often, |likely, _| likely * 0.4)
}

impl Oracle {
    /// The eight words that are likeliest to have been meant by another.
    pub(super) fn near(&self, typed: &str) -> Vec<Candidate> {
        let letters = fold(typed);
        if letters.len() < 2 || letters.contains(|letter: char| letter.is_ascii_digit()) {
            return Vec::new();
        }
        let typed_letters = self::letters(&letters);
        let mut near: Vec<_> = Vec::new();
        for (word, frequency) in &self.vocabulary {
            let cost = slip(&typed_letters, &self::letters(&fold(word)));
            if cost <= 4 && fold(word) != letters {
                let cost = cost + unlike(typed, word);
                let is_rare = !self.common.contains(&fold(word));
                near.push((likelihood(*frequency as f64, cost), is_rare, key(word), word.clone(), cost));
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, &a.2).cmp(&(b.1, &b.2))));
        near.truncate(8);
        let candidate = |word, cost| Candidate {
            word,
            grade: 6,
            weight: 0.5,
            is_completion: false,
            cost,
            borne_out: 0.0,
        };
        near.into_iter().map(|(_, _, _, word, cost)| candidate(word, cost)).collect()
    }
}
