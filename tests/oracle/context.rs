//! What was meant, by what stands beside it.

use super::Oracle;
use super::pairs::neighbours;
use super::query::Asked;
use super::slips::likelihood;
use super::terms::Candidate;
use super::words::{fold, is_marked};

impl Oracle {
    pub(super) fn settle(
        &self,
        asked: &[(String, usize)],
        kinds: &[Asked],
        candidates: &mut [Vec<Candidate>],
        unfinished: bool,
    ) {
        let before = candidates.to_vec();
        // How often a candidate for `term` stands beside one for the other.
        let evidence = |term: usize, word: &str, first: usize| {
            let mut count = 0;
            let is_left = first == term;
            for (lefts, rights) in self.neighbours(first, asked, &before, unfinished) {
                for other in &before[if is_left { term + 1 } else { first }] {
                    let (left, right) = if is_left { (word, &*other.word) } else { (&*other.word, word) };
                    if lefts.has(left) && rights.has(right) {
                        count += self.beside(left, right);
                    }
                }
            }
            count
        };
        for term in 0..candidates.len() {
            let evidence: Vec<f64> = before[term]
                .iter()
                .map(|candidate| {
                    let firsts = [term.checked_sub(1), (term + 1 < before.len()).then_some(term)];
                    let firsts =
                        firsts.into_iter().flatten().filter(|&first| neighbours(asked, kinds, first));
                    let count: usize = firsts.map(|first| evidence(term, &candidate.word, first)).sum();
                    count as f64 * candidate.weight
                })
                .collect();
            if kinds[asked[term].1].is_phrase() {
                for (one, borne_out) in candidates[term].iter_mut().zip(evidence) {
                    one.borne_out = borne_out;
                }
                continue;
            }
            let mut kept: Vec<(f64, Candidate)> = evidence.into_iter().zip(before[term].clone()).collect();
            let typed = &asked[term].0;
            let is_right = |c: &Candidate| c.is_right(typed);
            let told = kept.iter().any(|(evidence, _)| *evidence > 0.0);
            let right = kept.iter().any(|(_, c)| is_right(c));
            if right && !told || kept.iter().any(|(evidence, c)| is_right(c) && *evidence > 0.0) {
                kept.retain(|(_, c)| is_right(c));
            }
            if right && !kept.iter().any(|(evidence, c)| c.grade == 6 && *evidence > 0.0) {
                let best = kept.iter().map(|(evidence, _)| *evidence).fold(0.0, f64::max);
                let others = kept.iter().filter(|(_, c)| !c.is_completion && c.grade != 2);
                let other = others.map(|(evidence, _)| *evidence).fold(0.0, f64::max);
                // What stands in documents just as it was typed stays, for no more than what may yet come,
                // unless it is another word that they stand beside; and so does its other spelling.
                let is_typed = |evidence: f64, c: &Candidate| c.word == *typed && evidence >= 0.1 * other;
                for (evidence, c) in &mut kept {
                    if is_typed(*evidence, c) && *evidence < 0.1 * best {
                        c.weight = 0.3;
                    }
                }
                kept.retain(|(evidence, c)| {
                    let is_same = is_marked(typed) && c.grade == 2;
                    is_same || is_typed(*evidence, c) || *evidence >= 0.1 * best
                });
                let grade = kept.iter().filter(|(_, c)| !c.is_completion).map(|(_, c)| c.grade).min();
                kept.retain(|(_, c)| c.is_completion || c.grade == 2 || Some(c.grade) == grade);
            } else {
                // A slip. Nothing for so short a word, unless its neighbours tell.
                let told = kept.iter().any(|(evidence, _)| *evidence > 0.0);
                let likely = |(evidence, c): &(f64, Candidate)| {
                    let often = if told { *evidence } else { self.vocabulary[&c.word] as f64 };
                    let counts = told || c.grade < 6 || fold(typed).len() > 3;
                    if counts { likelihood(often, c.cost) } else { 0.0 }
                };
                let best = kept.iter().map(likely).fold(0.0, f64::max);
                let likeliest = kept.iter().find(|one| likely(one) == best && best > 0.0).cloned();
                kept.retain(|one| match &likeliest {
                    None => false,
                    Some((_, c)) if c.grade == 6 => {
                        one.1.grade == 6
                            && (one.1.word == c.word
                                || !is_marked(typed) && fold(&one.1.word) == fold(&c.word))
                    }
                    Some(_) => one.1.grade < 6 && likely(one) >= 0.1 * best,
                });
            }
            let kept = kept.into_iter().map(|(borne_out, candidate)| Candidate { borne_out, ..candidate });
            candidates[term] = kept.collect();
        }
    }
}
