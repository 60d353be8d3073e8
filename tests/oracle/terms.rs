//! Which words of the documents a typed one may stand for.

use super::Oracle;
use super::slips::unlike;
use super::words::{fold, grade, is_less, is_marked, key};

pub(super) const WEIGHTS: [f64; 6] = [1.0, 1.0, 0.9, 0.85, 0.8, 0.6];

/// A word of the corpus that may be meant.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) word: String,
    pub(super) grade: usize,
    pub(super) weight: f64,
    pub(super) is_completion: bool,
    /// What the slip costs, if it is one.
    pub(super) cost: usize,
    /// How often its neighbours stand beside it, times its weight.
    pub(super) borne_out: f64,
}

impl Candidate {
    /// Whether it is as it was typed, as far as that goes.
    pub(super) fn is_right(&self, typed: &str) -> bool {
        self.grade <= 2 && (self.is_completion || self.grade != 1 || !is_marked(typed))
    }
}

impl Oracle {
    pub(super) fn candidates(
        &self,
        typed: &str,
        is_phrase: bool,
        unfinished: bool,
        query_is_marked: bool,
        stands: bool,
    ) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for word in self.vocabulary.keys() {
            if let Some(grade) = grade(typed, word) {
                found.push(Candidate {
                    word: word.clone(),
                    grade,
                    weight: WEIGHTS[grade],
                    is_completion: false,
                    cost: 0,
                    borne_out: 0.0,
                });
            }
        }
        if is_phrase {
            found.retain(|c| c.grade <= 2 && (c.grade != 1 || !is_marked(typed)));
        } else {
            let count = |c: &&Candidate| self.vocabulary[&c.word];
            let exact: usize = found.iter().filter(|c| c.grade == 0).map(|c| count(&c)).sum();
            let all: usize = found.iter().map(|c| count(&c)).sum();
            if is_marked(typed) {
                if exact > 4.max(all / 1000) || (exact > 0 && all < 20) {
                    found.retain(|c| c.grade == 0 || c.grade == 2);
                }
            } else if found.iter().any(|c| c.grade <= 1) {
                found.retain(|c| c.grade <= 2);
            }
        }
        if unfinished {
            // Hardly any where hardly anything is typed.
            let count = if fold(typed).len() < 3 { 5 } else { 50 };
            let begins = |word: &&String| fold(word).starts_with(&fold(typed)) && fold(word) != fold(typed);
            let (mut longer, mut rare): (Vec<&String>, Vec<&String>) =
                self.vocabulary.keys().filter(begins).partition(|word| self.common.contains(&fold(word)));
            longer.retain(|word| is_less(typed, word));
            longer.sort_by_key(|word| (std::cmp::Reverse(self.vocabulary[*word]), key(word)));
            longer.truncate(count);
            // The commonest; and of the rare the first, if what was typed is not
            // common itself.
            if found.iter().any(|c| self.common.contains(&fold(&c.word))) {
                rare.clear();
            }
            rare.sort_by_key(|word| key(word));
            rare.truncate(count - longer.len());
            longer.extend(rare.into_iter().filter(|word| is_less(typed, word)));
            for word in longer {
                found.push(Candidate {
                    word: word.clone(),
                    grade: 1,
                    weight: 0.3,
                    is_completion: true,
                    cost: 0,
                    borne_out: 0.0,
                });
            }
        }
        let lacks = |c: &Candidate| c.grade == 1 && is_marked(typed) && !c.is_completion;
        let is_wrong = found.iter().all(|c| c.grade > 2 || lacks(c));
        let is_rare =
            found.iter().map(|c| self.vocabulary[&c.word]).sum::<usize>() <= self.documents.len() / 5000;
        if !is_phrase && !stands && (is_wrong || is_rare) {
            for candidate in &mut found {
                candidate.cost = unlike(typed, &candidate.word);
            }
            let near = self.near(typed);
            let others: Vec<_> =
                near.into_iter().filter(|one| found.iter().all(|c| c.word != one.word)).collect();
            found.extend(others);
        }
        for candidate in &mut found {
            if !query_is_marked && candidate.grade == 1 {
                candidate.grade = 0;
            }
        }
        found
    }
}
