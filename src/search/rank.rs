//! Which documents answer best.
//!
//! In: a settled query. Out: how many documents answer it, and the best of
//! them in order. Invariant: the same scores natively and in the browser
//! (nothing but additions, multiplications, divisions, and one logarithm of
//! our own choosing); ties fall to the order of the documents; and only
//! documents on a list are looked at, never all of them.
//!
//! ```text
//! score = Σ over words and units  idf · tf · (k1 + 1) / (tf + k1)
//!       + ½ Σ over pairs          the same
//! tf    = in the text / (¼ + ¾ · length of the text / mean length)
//!       + 4 · in the title
//! idf   = ln(1 + (N - n + ½) / (n + ½))
//! ```
//! This is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
//! 2009, 3.4) with the idf that is never negative, and without a share for the
//! length of titles, which made no difference. Adding pairs of neighbours as
//! terms with an idf of their own makes `Tân Bình` another thing than
//! `Bình Tân`. Documents are not asked to have every word: that is ruinous for
//! questions and for slips.

use crate::index::Stop;
use crate::index::postings::Posting;
use crate::index::root::Root;

use super::context::{Settled, frequency};
use super::query::{Clause, Kind};
use super::terms::Candidate;
use super::view::View;

/// How soon more of the same counts no more.
const K1: f64 = 1.2;
/// How much a text's length counts against it.
const BODY_LENGTH: f64 = 0.75;
/// What an occurrence in the title is worth in occurrences in the text.
const TITLE: f64 = 4.0;
/// What a pair is worth beside a term.
const PAIR: f64 = 0.5;

/// A document and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The document.
    pub document: u32,
    /// Its score.
    pub score: f64,
}

impl Ranked {
    /// Whether this comes before another: by its score, or by the order of the
    /// documents.
    pub fn is_before(&self, other: &Ranked) -> bool {
        (self.score, other.document) > (other.score, self.document)
    }
}

/// A ranking, and what each term of the query weighs in it.
pub struct Ranking {
    /// How many documents answer.
    pub total: usize,
    /// The best of them, in order.
    pub best: Vec<Ranked>,
    /// The idf of each term of the query.
    pub weights: Vec<f64>,
}

/// Ranks the documents that answer a query; `count` says how many are wanted.
///
/// # Errors
/// [`Stop::Need`] if lists are not there.
pub fn rank(view: &View, settled: &Settled, count: usize) -> Result<Ranking, Stop> {
    settled.terms.iter().flat_map(|meant| meant.listed()).for_each(|candidate| view.want(candidate.term));
    view.check()?;
    let mut scores = Scores::new(view.root());
    let mut weights = Vec::new();
    let mut required = 0;
    for clause in &settled.clauses {
        for term in clause.terms.clone() {
            let Some(meant) = settled.terms.get(term) else { continue };
            let weight = scores.add_term(view, meant.listed(), clause.kind != Kind::Unit);
            let known = |accepted: &[Candidate]| scores.idf(frequency(accepted).min(view.root().documents()));
            weights.push(if meant.skips { known(&meant.accepted) } else { weight });
        }
        match clause.kind {
            Kind::Words => {}
            Kind::Unit => scores.add_list(in_one_piece(view, settled, clause).into_iter(), 1.0, true),
            Kind::Phrase => {
                required += 1;
                for posting in in_one_piece(view, settled, clause) {
                    scores.phrases[posting.document as usize] += 1;
                }
            }
        }
    }
    for (term, pairs) in settled.pairs.iter().enumerate() {
        let skips =
            |term: usize| settled.terms.get(term).is_some_and(|meant| meant.skips || meant.skips_completions);
        // A pair makes a hit only where the lists of its terms do not.
        let is_hit = skips(term) || skips(term + 1);
        let lists = pairs.iter().flat_map(|pair| pair.known.pairs.list(pair.known.place));
        scores.add_list(lists, PAIR, is_hit);
    }
    let mut ranking = Ranking { total: 0, best: Vec::new(), weights };
    for ((document, &score), (&is_hit, &phrases)) in
        (0..).zip(&scores.scores).zip(scores.is_hit.iter().zip(&scores.phrases))
    {
        if is_hit && phrases == required {
            ranking.total += 1;
            insert(Ranked { document, score }, &mut ranking.best, count);
        }
    }
    Ok(ranking)
}

/// Puts a document in its place among the best, of which `count` are kept.
fn insert(ranked: Ranked, best: &mut Vec<Ranked>, count: usize) {
    if best.len() >= count && best.last().is_none_or(|last| last.is_before(&ranked)) {
        return;
    }
    let at = best.partition_point(|before| before.is_before(&ranked));
    best.truncate(count - 1);
    best.insert(at, ranked);
}

/// The documents that have, side by side, every two neighbours of a clause:
/// most of them have all of it in one piece, and how often is not above the
/// least of these. Of a single term: where it is.
fn in_one_piece(view: &View, settled: &Settled, clause: &Clause) -> Vec<Posting> {
    let accepted =
        |term: usize| settled.terms.get(term).map(|meant| meant.accepted.as_slice()).unwrap_or_default();
    let mut found: Option<Vec<Posting>> = None;
    if clause.terms.len() == 1 {
        let lists = accepted(clause.terms.start).iter().filter_map(|candidate| view.postings(candidate.term));
        found = Some(united(lists.flatten(), view.root().documents()));
    }
    for term in clause.terms.start..clause.terms.end.saturating_sub(1) {
        // Rare readings are left out of the index, so what a pair was written as
        // is for the texts to say.
        let pairs = settled.pairs.get(term).into_iter().flatten();
        let here =
            united(pairs.flat_map(|pair| pair.known.pairs.list(pair.known.place)), view.root().documents());
        found = Some(match found {
            None => here,
            Some(before) => least(&before, &here),
        });
    }
    found.unwrap_or_default()
}

/// Lists as one: of each document the sum of its postings.
fn united(postings: impl Iterator<Item = Posting>, documents: u32) -> Vec<Posting> {
    let mut counts = vec![(0u32, 0u32); documents as usize];
    for posting in postings {
        if let Some((body, title)) = counts.get_mut(posting.document as usize) {
            *body = body.saturating_add(posting.body);
            *title = title.saturating_add(posting.title);
        }
    }
    let posting = |(document, (body, title))| Posting { document, body, title };
    (0..).zip(counts).map(posting).filter(|posting| posting.body + posting.title > 0).collect()
}

/// The documents of both lists, as often as in the lesser.
fn least(one: &[Posting], other: &[Posting]) -> Vec<Posting> {
    let both = |posting: &Posting| {
        let at = other.binary_search_by_key(&posting.document, |other| other.document).ok()?;
        let (body, title) = (posting.body.min(other[at].body), posting.title.min(other[at].title));
        (body + title > 0).then_some(Posting { document: posting.document, body, title })
    };
    one.iter().filter_map(both).collect()
}

/// What each document has gained so far.
struct Scores<'a> {
    root: &'a Root,
    scores: Vec<f64>,
    is_hit: Vec<bool>,
    /// How many phrases each document has.
    phrases: Vec<u32>,
    /// What an occurrence in a text of each length is worth.
    worth: Vec<f64>,
    /// Of what is being added: by document its tf, and the tf times the
    /// weights of what it is made of. Zero but for the documents in `touched`.
    tf: Vec<(f64, f64)>,
    touched: Vec<u32>,
}

impl Scores<'_> {
    fn new(root: &Root) -> Scores<'_> {
        let count = root.documents() as usize;
        Scores {
            root,
            scores: vec![0.0; count],
            is_hit: vec![false; count],
            phrases: vec![0; count],
            worth: root
                .scale()
                .iter()
                .map(|length| 1.0 / (1.0 - BODY_LENGTH + BODY_LENGTH * length))
                .collect(),
            tf: vec![(0.0, 0.0); count],
            touched: Vec::new(),
        }
    }

    /// Adds what documents gain by a term, if `counts`; gives what it weighs.
    fn add_term<'c>(
        &mut self,
        view: &View,
        listed: impl Iterator<Item = &'c Candidate>,
        counts: bool,
    ) -> f64 {
        let (completions, finished): (Vec<_>, Vec<_>) = listed.partition(|candidate| candidate.is_completion);
        let mut gains: Vec<(u32, f64)> = Vec::new();
        let mut weights = [0.0; 2];
        for (candidates, weight) in [finished, completions].into_iter().zip(&mut weights) {
            for candidate in candidates {
                for posting in view.postings(candidate.term).into_iter().flatten() {
                    self.count(posting, candidate.weight);
                }
            }
            *weight = self.idf(self.touched.len() as u32);
            // A document gains by one or the other, whichever is more.
            self.drain(*weight, |document, gain| gains.push((document, gain)));
        }
        if counts {
            let mut gains = gains.into_iter();
            // Those of the finished term came first.
            for (document, gain) in gains.by_ref() {
                let before = self.tf[document as usize].0;
                if before == 0.0 {
                    self.touched.push(document);
                }
                self.tf[document as usize].0 = gain.max(before);
            }
            for document in self.touched.drain(..) {
                self.scores[document as usize] += self.tf[document as usize].0;
                self.is_hit[document as usize] = true;
                self.tf[document as usize] = (0.0, 0.0);
            }
        }
        if weights[0] > 0.0 { weights[0] } else { weights[1] }
    }

    /// Adds what documents gain by something that is in one piece.
    fn add_list(&mut self, postings: impl Iterator<Item = Posting>, share: f64, is_hit: bool) {
        postings.for_each(|posting| self.count(posting, 1.0));
        let idf = self.idf(self.touched.len() as u32);
        let mut touched = std::mem::take(&mut self.touched);
        for document in touched.drain(..) {
            let document = document as usize;
            self.scores[document] += share * gain(std::mem::take(&mut self.tf[document]), idf);
            self.is_hit[document] |= is_hit;
        }
        self.touched = touched;
    }

    fn count(&mut self, posting: Posting, weight: f64) {
        let Some(sum) = self.tf.get_mut(posting.document as usize) else { return };
        let worth = self.worth.get(self.root.length(posting.document)).copied().unwrap_or(1.0);
        let tf = f64::from(posting.body) * worth + TITLE * f64::from(posting.title);
        if sum.0 == 0.0 {
            self.touched.push(posting.document);
        }
        *sum = (sum.0 + tf, sum.1 + tf * weight);
    }

    /// Hands out what was counted, and begins anew.
    fn drain(&mut self, idf: f64, mut each: impl FnMut(u32, f64)) {
        let mut touched = std::mem::take(&mut self.touched);
        for document in touched.drain(..) {
            each(document, gain(std::mem::take(&mut self.tf[document as usize]), idf));
        }
        self.touched = touched;
    }

    /// How much it says of a document to have what so many have; nothing if
    /// none has.
    fn idf(&self, with: u32) -> f64 {
        let (all, with) = (self.scores.len() as f64, f64::from(with));
        if with == 0.0 { 0.0 } else { libm::log(1.0 + (all - with + 0.5) / (with + 0.5)) }
    }
}

/// What a document gains by its tf, and the tf times its weights.
fn gain((tf, weighted): (f64, f64), idf: f64) -> f64 {
    idf * weighted * (K1 + 1.0) / (tf + K1)
}
