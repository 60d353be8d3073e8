//! Which documents answer, and how well.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Oracle;
use super::pairs::{Folds, neighbours};
use super::query::Asked;
use super::terms::Candidate;
use super::words::{Seen, Words, fold, is_marked, times};

/// What is asked.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) query: &'a [Asked],
    /// Whether its last word is still being typed.
    pub(super) unfinished: bool,
    pub(super) literal: bool,
    /// Which documents may be hits.
    pub(super) lets_in: &'a [bool],
    /// What comes before how well they answer, higher first.
    pub(super) order: &'a [i64],
    /// Whether there are conditions, or an order.
    pub(super) is_selective: bool,
    /// Whether there are values that are counted.
    pub(super) is_counted: bool,
}

/// What is answered.
pub(super) struct Answer {
    /// Every document that is a hit, with its score, best first.
    pub(super) ranked: Vec<(usize, f64)>,
    /// Of every document whether it would be one without any condition.
    pub(super) answers: Vec<bool>,
    pub(super) understood: Understood,
}

/// A query as it was understood.
pub(super) struct Understood {
    /// Every term as it was typed, with the clause it is in.
    pub(super) typed: Vec<(String, usize)>,
    pub(super) clauses: Vec<Asked>,
    /// What is meant by each.
    pub(super) terms: Vec<Vec<Candidate>>,
    /// Other ways of writing some of them.
    pub(super) others: Vec<(Range<usize>, Vec<Vec<Candidate>>)>,
    /// What each of them weighs.
    pub(super) weights: Vec<f64>,
}

/// What is known of a term before it is ranked by.
pub(super) struct Meant {
    pub(super) frequency: usize,
    pub(super) skips: bool,
    pub(super) skips_completions: bool,
}

/// A length as the index keeps it: the nearest of three between one and its
/// double.
pub(super) fn about(length: usize) -> f64 {
    2f64.powf((3.0 * (length as f64 + 1.0).log2()).round() / 3.0) - 1.0
}

impl Oracle {
    pub(super) fn mean(&self) -> f64 {
        let lengths: Vec<usize> =
            self.documents.iter().map(|seen| seen.body.len()).filter(|&length| length > 0).collect();
        if lengths.is_empty() {
            1.0
        } else {
            lengths.iter().map(|&length| about(length)).sum::<f64>() / lengths.len() as f64
        }
    }

    pub(super) fn tf(&self, document: usize, body: usize, title: usize) -> f64 {
        let length = about(self.documents[document].body.len()) / self.mean();
        body as f64 / (0.25 + 0.75 * length) + 4.0 * title as f64
    }

    pub(super) fn idf(&self, with: usize) -> f64 {
        let (all, with) = (self.documents.len() as f64, with as f64);
        if with == 0.0 { 0.0 } else { (1.0 + (all - with + 0.5) / (with + 0.5)).ln() }
    }

    /// What each document gains by (tf, tf × weight) of its own, with an idf of at most so much.
    pub(super) fn gains(&self, tfs: &[(f64, f64)], most: f64) -> (f64, Vec<f64>) {
        let idf = self.idf(tfs.iter().filter(|(tf, _)| *tf > 0.0).count()).min(most);
        let gain =
            |&(tf, weighted): &(f64, f64)| if tf > 0.0 { idf * weighted * 2.2 / (tf + 1.2) } else { 0.0 };
        (idf, tfs.iter().map(gain).collect())
    }

    /// Every document that answers, with its score, best first.
    pub(super) fn answer(&self, asking: &Asking) -> Answer {
        let Asking { unfinished, literal, .. } = *asking;
        let is_excluded = |clause: &Asked| matches!(clause, Asked::Excluded(_));
        let ends_excluded = asking.query.last().is_some_and(is_excluded);
        let (excluded, query): (Vec<Asked>, Vec<Asked>) = asking.query.iter().cloned().partition(is_excluded);
        if query.is_empty() && !excluded.is_empty() {
            // Where all is excluded nothing is asked, so that is not what it means.
            let query: Vec<Asked> =
                excluded.iter().map(|clause| Asked::Words(clause.words().to_vec())).collect();
            let is_quoted = excluded.last().is_some_and(|clause| clause.words().len() > 1);
            return self.answer(&Asking { query: &query, unfinished: unfinished && !is_quoted, ..*asking });
        }
        let unfinished = unfinished && !ends_excluded;
        let query = query.as_slice();
        let asked: Vec<(String, usize)> = query
            .iter()
            .enumerate()
            .flat_map(|(clause, kind)| kind.words().iter().map(move |word| (word.clone(), clause)))
            .collect();
        let query_is_marked = asked.iter().any(|(word, _)| is_marked(word));
        let ways = if literal { Vec::new() } else { self.others(&asked, query) };
        let mut terms: Vec<Vec<Candidate>> = asked
            .iter()
            .enumerate()
            .map(|(term, (word, clause))| {
                let is_phrase = query[*clause].is_phrase();
                self.candidates(
                    word,
                    is_phrase || literal,
                    unfinished && term + 1 == asked.len() && !is_phrase,
                    query_is_marked,
                    // What stands for something else is no slip.
                    ways.iter().any(|(range, _)| *range == (term..term + 1)),
                )
            })
            .collect();
        // What may stand side by side is told by what may be meant at first; of
        // slips by what they were taken for.
        let before = terms.clone();
        let mut typed = terms.clone();
        self.settle(&asked, query, &mut terms, unfinished);
        for (typed, meant) in typed.iter_mut().zip(&terms) {
            if meant.iter().any(|candidate| candidate.grade == 6) {
                typed.clone_from(meant);
            }
            typed.retain(|candidate| candidate.grade < 6 || meant.iter().any(|c| c.grade == 6));
        }
        // Which of two words are meant by a term and the next.
        let meant_by = |term: usize, pair: &(Folds, Folds), left: &str, right: &str| {
            let has = |term: usize, word: &str| terms[term].iter().any(|c| c.word == word);
            // Of what is no candidate it is not known how it is written, so any may be what was begun.
            let is_candidate = before[term + 1].iter().any(|c| fold(&c.word) == fold(right));
            let is_any = pair.1.longer_than.is_some()
                && !is_candidate
                && !is_marked(&asked[term + 1].0)
                && matches!(query[asked[term].1], Asked::Words(_));
            let is_left = has(term, left);
            (is_left, has(term + 1, right) || is_left && is_any)
        };
        let as_meant = |term: usize, pair: &(Folds, Folds), seen: &Seen| {
            self.pairs(pair, seen, &|left, right| meant_by(term, pair, left, right) == (true, true))
        };
        let stand = |term: usize, pair: &(Folds, Folds)| {
            self.documents.iter().any(|seen| as_meant(term, pair, seen) != (0, 0))
        };
        let between = |query: &[Asked], term: usize| -> Vec<(Folds, Folds)> {
            let is_last = term + 1 < typed.len() && neighbours(&asked, query, term);
            let unfinished = unfinished && !query[asked[asked.len() - 1].1].is_phrase();
            let mut all =
                if is_last { self.neighbours(term, &asked, &typed, unfinished) } else { Vec::new() };
            // A number that is there with what stands beside it goes no further.
            let is_whole = matches!(&query[asked[term].1], Asked::Unit(words) if words.len() == 2)
                && asked.get(term + 1).is_some_and(|next| next.1 == asked[term].1);
            if is_whole && all.first().is_some_and(|finished| stand(term, finished)) {
                all.truncate(1);
            }
            all
        };
        let in_all = |query: &[Asked], term: usize, seen: &Seen| {
            let times = between(query, term).into_iter().map(|pair| as_meant(term, &pair, seen));
            times.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
        };
        let meant: Vec<Meant> = (0..terms.len())
            .map(|term| {
                let previous = term.checked_sub(1);
                // How often a term stands by the next as they are meant in all documents, neither still being
                // typed.
                let exact = |term: usize| -> usize {
                    let pairs = between(query, term);
                    let finished = pairs.iter().filter(|pair| pair.1.longer_than.is_none());
                    let counts = finished
                        .flat_map(|pair| self.documents.iter().map(|seen| as_meant(term, pair, seen)));
                    counts.map(|(body, title)| body + title).sum()
                };
                let is_for_all = !excluded.is_empty() || asking.is_selective || asking.is_counted;
                let paired = previous.map_or(0, exact) + exact(term);
                let finished = terms[term].iter().filter(|c| !c.is_completion);
                let frequency = finished.map(|c| self.vocabulary[&c.word]).sum();
                Meant {
                    frequency,
                    skips: asked.len() <= 6
                        && !is_for_all
                        && frequency > self.many
                        && paired as f64 >= 0.1 * frequency as f64,
                    skips_completions: previous.is_some_and(|previous| {
                        let pairs = between(query, previous);
                        pairs.iter().any(|pair| pair.1.longer_than.is_some() && stand(previous, pair))
                    }),
                }
            })
            .collect();

        // A unit whose neighbours nowhere stand side by side is words.
        let mut query = query.to_vec();
        let mut first = 0;
        for clause in 0..query.len() {
            let range = first..first + query[clause].words().len();
            first = range.end;
            if let Asked::Unit(words) = &query[clause]
                && !(range.start..range.end - 1)
                    .all(|term| between(&query, term).iter().any(|pair| stand(term, pair)))
            {
                query[clause] = Asked::Words(words.clone());
            }
        }

        let count = self.documents.len();
        let mut scores = vec![0.0; count];
        let mut required = vec![true; count];
        let mut weights = Vec::new();
        let mut first = 0;
        for clause in &query {
            let range = first..first + clause.words().len();
            first = range.end;
            for term in range.clone() {
                let tfs = |completions: bool| -> Vec<(f64, f64)> {
                    (0..count)
                        .map(|document| {
                            let seen = &self.documents[document];
                            let (mut tf, mut weighted) = (0.0, 0.0);
                            let is_skipped =
                                if completions { meant[term].skips_completions } else { meant[term].skips };
                            let listed =
                                terms[term].iter().filter(|c| c.is_completion == completions && !is_skipped);
                            for candidate in listed {
                                let times = |text: &Words| times(text, |word| word == candidate.word);
                                let more = self.tf(
                                    document,
                                    times(&seen.body) + times(&seen.byline),
                                    times(&seen.title),
                                );
                                tf += more;
                                weighted += more * candidate.weight;
                            }
                            (tf, weighted)
                        })
                        .collect()
                };
                let complete = self.gains(&tfs(false), f64::MAX);
                let known =
                    if meant[term].skips { self.idf(meant[term].frequency.min(count)) } else { complete.0 };
                let unfinished = self.gains(&tfs(true), if known > 0.0 { known } else { f64::MAX });
                weights.push(if known > 0.0 { known } else { unfinished.0 });
                if !matches!(clause, Asked::Unit(_)) {
                    for (score, (one, other)) in scores.iter_mut().zip(complete.1.iter().zip(&unfinished.1)) {
                        *score += one.max(*other);
                    }
                }
            }
            if clause.is_phrase() {
                for (document, seen) in self.documents.iter().enumerate() {
                    let texts = [&seen.title, &seen.body, &seen.byline];
                    let count = if matches!(clause, Asked::Title(_)) { 1 } else { texts.len() };
                    required[document] &= texts
                        .into_iter()
                        .take(count)
                        .any(|text| !self.runs(text, &terms[range.clone()]).is_empty());
                }
            }
            if let Asked::Unit(_) = clause {
                // As often as the rarest two neighbours in it.
                let tfs: Vec<(f64, f64)> = (0..count)
                    .map(|document| {
                        let (body, title) =
                            self.in_one_piece(document, &terms[range.clone()], &|at, seen| {
                                in_all(&query, range.start + at, seen)
                            });
                        let tf = self.tf(document, body, title);
                        (tf, tf)
                    })
                    .collect();
                for (score, gain) in scores.iter_mut().zip(self.gains(&tfs, f64::MAX).1) {
                    *score += gain;
                }
            }
        }
        for clause in excluded {
            let words = clause.words().iter();
            let terms: Vec<Vec<Candidate>> =
                words.map(|word| self.candidates(word, true, false, query_is_marked, false)).collect();
            for (document, seen) in self.documents.iter().enumerate() {
                let mut texts = [&seen.title, &seen.body, &seen.byline].into_iter();
                required[document] &= texts.all(|text| self.runs(text, &terms).is_empty());
            }
        }
        let mut others: Vec<(Range<usize>, Vec<Vec<Candidate>>)> = Vec::new();
        for (range, words) in ways {
            let mut of_words: Vec<Vec<Candidate>> =
                words.iter().map(|word| self.candidates(word, true, false, query_is_marked, false)).collect();
            // They come with all their marks.
            of_words
                .iter_mut()
                .zip(&words)
                .for_each(|(of_word, word)| of_word.retain(|c| c.word == *word || c.grade == 2));
            let any = Folds { these: BTreeSet::new(), longer_than: Some(String::new()) };
            let any = (any.clone(), any);
            let pairs = |at: usize, seen: &Seen| {
                let has = |list: &[Candidate], word: &str| list.iter().any(|c| c.word == word);
                self.pairs(&any, seen, &|left, right| {
                    has(&of_words[at], left) && has(&of_words[at + 1], right)
                })
            };
            let pieces: Vec<(usize, usize)> =
                (0..count).map(|document| self.in_one_piece(document, &of_words, &pairs)).collect();
            let as_typed: Vec<(usize, usize)> = (0..count)
                .map(|document| {
                    let pairs = |at: usize, seen: &Seen| in_all(&query, range.start + at, seen);
                    self.in_one_piece(document, &terms[range.clone()], &pairs)
                })
                .collect();
            let has = |piece: &&(usize, usize)| **piece != (0, 0);
            // It counts for no more because fewer write it so.
            let with = pieces.iter().filter(has).count().max(as_typed.iter().filter(has).count());
            for (document, (body, title)) in pieces.into_iter().enumerate() {
                if as_typed[document] == (0, 0) && (body, title) != (0, 0) {
                    let tf = self.tf(document, body, title);
                    scores[document] += 0.5 * self.idf(with) * tf * 2.2 / (tf + 1.2);
                }
            }
            others.push((range, of_words));
        }
        // Where nothing else is asked, it is what documents are.
        let is_all = asked.is_empty() && asking.is_selective;
        let mut is_hit: Vec<bool> = scores.iter().map(|&score| is_all || score > 0.0).collect();
        for term in 0..terms.len().saturating_sub(1) {
            if !neighbours(&asked, &query, term) {
                continue;
            }
            let pairs = between(&query, term);
            let tfs = |is_wanted: &dyn Fn((bool, bool)) -> bool| -> Vec<(f64, f64)> {
                let tf = |document: usize| {
                    let times = pairs.iter().map(|pair| {
                        self.pairs(pair, &self.documents[document], &|left, right| {
                            is_wanted(meant_by(term, pair, left, right))
                        })
                    });
                    let (body, title) = times.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                    let tf = self.tf(document, body, title);
                    (tf, tf)
                };
                (0..count).map(tf).collect()
            };
            // As they are meant; and what has but the letters of that, for no more.
            let (idf, gains) = self.gains(&tfs(&|meant| meant == (true, true)), f64::MAX);
            let others =
                self.gains(&tfs(&|meant| meant != (true, true)), if idf > 0.0 { idf } else { f64::MAX }).1;
            for (score, (gain, other)) in scores.iter_mut().zip(gains.iter().zip(others)) {
                *score += 0.6 * (gain + other);
            }
            let skips = |term: usize| meant[term].skips || meant[term].skips_completions;
            if skips(term) || skips(term + 1) {
                // What is in a unit is met in one piece only.
                let counts = |term: usize| !matches!(query[asked[term].1], Asked::Unit(_));
                let is_met = |(left, right): (bool, bool)| {
                    !query_is_marked || left && counts(term) || right && counts(term + 1)
                };
                for (is_hit, (tf, _)) in is_hit.iter_mut().zip(tfs(&is_met)) {
                    *is_hit |= tf > 0.0;
                }
            }
        }
        let answers: Vec<bool> = (0..count).map(|document| is_hit[document] && required[document]).collect();
        let understood = Understood { typed: asked, clauses: query, terms, others, weights };
        // What has but the letters of what was typed with marks is no hit.
        let is_met = |document: &usize| {
            let mut texts = self.documents[*document].texts().into_iter();
            texts.any(|words| !self.hits(*document, words, &understood).is_empty())
        };
        assert!(!query_is_marked || (0..count).filter(|&document| answers[document]).all(|one| is_met(&one)));
        let hits = (0..count).filter(|&document| answers[document] && asking.lets_in[document]);
        let mut ranked: Vec<(usize, f64)> =
            hits.map(|document| (document, scores[document] * self.boosts[document])).collect();
        let order = &asking.order;
        let before = |a: &(usize, f64), b: &(usize, f64)| {
            order[b.0].cmp(&order[a.0]).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0))
        };
        ranked.sort_by(before);
        for block in ranked.chunks_mut(10) {
            for (document, score) in block.iter_mut() {
                *score += self.nearness(*document, &understood);
            }
            block.sort_by(before);
        }
        Answer { ranked, answers, understood }
    }
}
