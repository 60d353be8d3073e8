//! Which documents answer best.
//!
//! In: a settled query. Out: how many documents answer it, and the best of
//! them in order. Invariant: the same scores natively and in the browser
//! (nothing but additions, multiplications, divisions, and one logarithm of
//! our own choosing); ties fall to the order of the documents.
//!
//! ```text
//! score = Σ over words and units  idf · tf · (k1 + 1) / (tf + k1)
//!       + ½ Σ over pairs          the same
//! tf    = in the text  / (¼ + ¾ · length of the text  / mean length)
//!       + 4 · in the title / (½ + ½ · length of the title / mean length)
//! idf   = ln(1 + (N - n + ½) / (n + ½))
//! ```
//! This is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
//! 2009, 3.4) with the idf that is never negative. Adding pairs of neighbours
//! as terms with an idf of their own makes `Tân Bình` another thing than
//! `Bình Tân`. Documents are not asked to have every word: that is ruinous for
//! questions and for slips.

use crate::index::postings::Posting;
use crate::index::root::Root;

use super::context::Settled;
use super::query::Kind;

/// How soon more of the same counts no more.
const K1: f64 = 1.2;
/// How much a text's length counts against it.
const BODY_LENGTH: f64 = 0.75;
/// How much a title's length counts against it.
const TITLE_LENGTH: f64 = 0.5;
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
pub fn rank(root: &Root, settled: &Settled, count: usize) -> Ranking {
    let mut scores = vec![0.0; root.lengths.len()];
    let mut weights = Vec::new();
    // How many phrases each document has.
    let mut phrases = vec![0; scores.len()];
    let mut required = 0;
    for (clause, pieces) in settled.matcher.clauses.iter().zip(&settled.pieces) {
        for candidates in settled.matcher.accepted.iter().take(clause.terms.end).skip(clause.terms.start) {
            let mut complete = Evidence::new(root);
            let mut unfinished = Evidence::new(root);
            for candidate in candidates {
                let evidence = if candidate.is_completion { &mut unfinished } else { &mut complete };
                candidate.postings.iter().for_each(|posting| evidence.add(posting, candidate.weight));
            }
            let (weight, lesser) = (complete.idf(), unfinished.idf());
            weights.push(if weight > 0.0 { weight } else { lesser });
            if clause.kind != Kind::Unit {
                // A document gains by one or the other, whichever is more.
                for (document, score) in scores.iter_mut().enumerate() {
                    *score += complete.gain(document, weight).max(unfinished.gain(document, lesser));
                }
            }
        }
        match clause.kind {
            Kind::Words => {}
            Kind::Unit => add_all(root, pieces.iter(), 1.0, &mut scores),
            Kind::Phrase => {
                required += 1;
                pieces.iter().for_each(|piece| phrases[piece.document as usize] += 1);
            }
        }
    }
    // A pair makes no hit of what is none by its terms.
    for (score, has) in scores.iter_mut().zip(phrases) {
        *score = if has == required { *score } else { 0.0 };
    }
    let is_hit: Vec<bool> = scores.iter().map(|&score| score > 0.0).collect();
    for pairs in &settled.pairs {
        add_all(root, pairs.iter().map(|pair| &pair.posting), PAIR, &mut scores);
    }
    let mut ranking = Ranking { total: 0, best: Vec::new(), weights };
    for ((document, score), _) in (0..).zip(scores).zip(is_hit).filter(|(_, is_hit)| *is_hit) {
        ranking.total += 1;
        insert(Ranked { document, score }, &mut ranking.best, count);
    }
    ranking
}

/// Puts a document in its place among the best, of which `count` are kept.
fn insert(ranked: Ranked, best: &mut Vec<Ranked>, count: usize) {
    let at = best.partition_point(|before| before.is_before(&ranked));
    if at < count {
        best.truncate(count - 1);
        best.insert(at, ranked);
    }
}

/// Adds to the scores what documents gain by something that is in one piece.
fn add_all<'a>(root: &Root, postings: impl Iterator<Item = &'a Posting>, share: f64, scores: &mut [f64]) {
    let mut evidence = Evidence::new(root);
    postings.for_each(|posting| evidence.add(posting, 1.0));
    let idf = evidence.idf();
    for (document, score) in scores.iter_mut().enumerate() {
        *score += share * evidence.gain(document, idf);
    }
}

/// Where something is, be it one term or any of several.
struct Evidence<'a> {
    root: &'a Root,
    /// By document: its tf, and the tf times the weights of what it is made of.
    tf: Vec<(f64, f64)>,
    /// How many documents there are.
    documents: u32,
}

impl Evidence<'_> {
    fn new(root: &Root) -> Evidence<'_> {
        Evidence { root, tf: vec![(0.0, 0.0); root.lengths.len()], documents: 0 }
    }

    fn add(&mut self, posting: &Posting, weight: f64) {
        let (Some(sum), Some(length)) =
            (self.tf.get_mut(posting.document as usize), self.root.lengths.get(posting.document as usize))
        else {
            return;
        };
        let mean = self.root.mean;
        let tf = frequency(posting.body, length.body, mean.0, BODY_LENGTH)
            + TITLE * frequency(posting.title, length.title, mean.1, TITLE_LENGTH);
        self.documents += u32::from(sum.0 == 0.0);
        *sum = (sum.0 + tf, sum.1 + tf * weight);
    }

    /// How much it says of a document to have this; nothing if none has.
    fn idf(&self) -> f64 {
        let (all, with) = (self.tf.len() as f64, f64::from(self.documents));
        if with == 0.0 { 0.0 } else { libm::log(1.0 + (all - with + 0.5) / (with + 0.5)) }
    }

    /// What a document gains by it.
    fn gain(&self, document: usize, idf: f64) -> f64 {
        match self.tf.get(document) {
            Some(&(tf, weighted)) if tf > 0.0 => idf * weighted * (K1 + 1.0) / (tf + K1),
            _ => 0.0,
        }
    }
}

/// How often, the shorter the text the more.
fn frequency(count: u32, length: u32, mean: f64, share: f64) -> f64 {
    if count == 0 { 0.0 } else { f64::from(count) / (1.0 - share + share * f64::from(length) / mean) }
}
