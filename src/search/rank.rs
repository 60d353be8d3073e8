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
//!       + ⅗ Σ over pairs          the same
//!       + ½ Σ over other ways     the same, of all their words in one piece
//! tf    = in the text / (¼ + ¾ · length of the text / mean length)
//!       + 4 · in the title
//! idf   = ln(1 + (N - n + ½) / (n + ½))
//! ```
//! What has a pair as it is meant is counted apart from what has but its
//! letters: `tổng cộng` from Tổng công ty. The letters count for no more than
//! what is meant, though they may be rarer, and for as much where it is nowhere:
//! then the marks may be wrong.
//!
//! times what the document is preferred by for being recent, if a site wants that.
//! This is BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
//! 2009, 3.4) with the idf that is never negative, and without a share for the
//! length of titles, which made no difference. Adding pairs of neighbours as
//! terms with an idf of their own makes `Tân Bình` another thing than
//! `Bình Tân`. Documents are not asked to have every word: that is ruinous for
//! questions and for slips.

use std::ops::Range;

use crate::index::Stop;
use crate::index::postings::Posting;
use crate::index::root::Root;

use super::context::{Meant, Settled, frequency};
use super::matching::is_for_texts;
use super::neighbours::BOTH;
use super::query::{Clause, Kind};
use super::selection::Selection;
use super::view::View;

/// How soon more of the same counts no more.
const K1: f64 = 1.2;
/// How much a text's length counts against it.
const BODY_LENGTH: f64 = 0.75;
/// What an occurrence in the title is worth in occurrences in the text.
const TITLE: f64 = 4.0;
/// What a pair is worth beside a term.
const PAIR: f64 = 0.6;
/// Where the count of its phrases begins for a document that may have one that
/// is excluded.
const DOUBTFUL: i32 = -1000;
/// How many documents beyond those wanted are looked through for a phrase that
/// their pairs promise, or for one that is excluded: nine in ten have it. The
/// others wait for the next page.
pub const LOOKED_THROUGH: usize = 400;
/// What another way of writing is worth beside the one that was typed.
const OTHER: f64 = 0.5;

/// A document and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The document.
    pub document: u32,
    /// Its score.
    pub score: f64,
    /// Its place in another order that was asked for, higher first.
    pub order: i64,
    /// Whether it is a hit only if its text has not what is excluded.
    pub is_doubtful: bool,
}

impl Ranked {
    /// Whether this comes before another: by the order that was asked for, by
    /// its score, or by the order of the documents.
    pub fn is_before(&self, other: &Ranked) -> bool {
        (self.order, self.score, other.document) > (other.order, other.score, self.document)
    }
}

/// A ranking, and what each term of the query weighs in it.
pub struct Ranking {
    /// How many documents answer, without those of which it is doubtful.
    pub total: usize,
    /// How many answer, or may.
    pub likely: usize,
    /// The best of them, in order.
    pub best: Vec<Ranked>,
    /// The idf of each term of the query.
    pub weights: Vec<f64>,
}

/// What has just been added to the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// What a term gives.
    Term(usize),
    /// What a clause gives in one piece.
    Clause(usize),
    /// What a term and the next give side by side.
    Pair(usize),
}

/// Ranks the documents that answer a query; `count` says how many are wanted.
/// After each step `told` may look what every document has so far.
///
/// # Errors
/// [`Stop::Need`] if lists are not there.
pub fn rank(
    view: &View,
    settled: &Settled,
    selection: &mut Selection,
    count: usize,
    told: &mut dyn FnMut(Step, &Scores),
) -> Result<Ranking, Stop> {
    for meant in &settled.terms {
        meant.listed().for_each(|candidate| view.want(candidate.term));
    }
    for clause in settled.clauses.iter().filter(|clause| clause.is_other() && clause.instead.len() == 1) {
        let typed = settled.terms.get(clause.instead.start);
        typed.into_iter().flat_map(|typed| &typed.accepted).for_each(|one| view.want(one.term));
    }
    view.check()?;
    let mut scores = Scores::new(view.root());
    let mut weights = Vec::new();
    let mut required = 0;
    for (number, clause) in settled.clauses.iter().enumerate() {
        if clause.kind == Kind::Excluded {
            let is_certain = !is_for_texts(clause, &settled.terms);
            for piece in in_one_piece(view, settled, &clause.terms) {
                let phrases = &mut scores.gained[piece.document as usize].phrases;
                match *phrases {
                    _ if is_certain => *phrases = i32::MIN,
                    0.. => *phrases += DOUBTFUL,
                    _ => {}
                }
            }
            continue;
        }
        if clause.is_other() && clause.kind != Kind::Other {
            // It is looked for with what it stands for.
            continue;
        }
        if clause.kind == Kind::Other {
            // Having it both ways is no more than having it as it was typed.
            let typed = in_one_piece(view, settled, &clause.instead);
            let pieces = in_one_piece(view, settled, &clause.terms);
            // Nor is it more to have it in a way that fewer write.
            let with = pieces.len().max(typed.len()) as u32;
            for piece in pieces {
                if typed.binary_search_by_key(&piece.document, |typed| typed.document).is_err() {
                    scores.count(piece, 1.0);
                }
            }
            scores.add_counted(OTHER, with, true);
            told(Step::Clause(number), &scores);
            continue;
        }
        for meant in settled.terms.get(clause.terms.clone()).unwrap_or_default() {
            let weight = scores.add_term(view, meant, clause.kind != Kind::Unit);
            told(Step::Term(weights.len()), &scores);
            weights.push(weight);
        }
        if clause.kind == Kind::Words {
            continue;
        }
        let is_title = clause.kind == Kind::Title;
        let is_phrase = clause.kind == Kind::Phrase || is_title;
        required += i32::from(is_phrase);
        let mut counts = Counts::new(view.root().documents());
        for way in &settled.clauses {
            if way.kind == clause.kind && way.instead == clause.terms {
                in_one_piece(view, settled, &way.terms).into_iter().for_each(|piece| counts.add(piece));
            }
        }
        for piece in counts.united() {
            if is_phrase {
                let counts = !is_title || piece.title > 0;
                scores.gained[piece.document as usize].phrases += i32::from(counts);
                scores.add(piece.document, 0.0, true);
            } else {
                scores.count(piece, 1.0);
            }
        }
        scores.add_counted(1.0, 0, true);
        told(Step::Clause(number), &scores);
    }
    for (term, pairs) in settled.pairs.iter().enumerate().take(settled.typed.saturating_sub(1)) {
        // A pair makes a hit only where the lists of its terms do not.
        let mut both = settled.terms.iter().skip(term).take(2);
        let is_skipped = both.any(|meant| meant.skips || meant.skips_completions);
        // Where marks were typed it makes one only with a term that is as it is meant, and that counts by
        // itself: of a unit only all of it, in one piece, makes a hit.
        let counts = |term: usize| {
            let is_in = |clause: &Clause| clause.kind == Kind::Unit && clause.terms.contains(&term);
            u32::from(!settled.clauses.iter().any(is_in))
        };
        let by_itself = counts(term) + 2 * counts(term + 1);
        let mut with = 0;
        for as_meant in [true, false] {
            for pair in pairs {
                for reading in pair.readings.iter().filter(|reading| (reading.meant == BOTH) == as_meant) {
                    let is_hit = is_skipped && (!settled.is_marked || reading.meant & by_itself > 0);
                    for posting in reading.list.clone() {
                        scores.count(posting, 1.0);
                        scores.add(posting.document, 0.0, is_hit);
                    }
                }
            }
            let least = with;
            with = scores.touched.len() as u32;
            scores.add_counted(PAIR, least, false);
        }
        told(Step::Pair(term), &scores);
    }
    let (mut total, mut likely, mut best, mut doubtful) = (0, 0, Vec::new(), Vec::new());
    if settled.typed == 0 && !selection.is_empty() {
        // All that is asked is what documents are.
        scores.hits.extend(0..view.root().documents());
    }
    for &document in &scores.hits {
        let Gained { score, phrases, .. } = scores.gained[document as usize];
        let (is_hit, is_doubtful) = (phrases == required, phrases == required + DOUBTFUL);
        if !(is_hit || is_doubtful) || !selection.lets_in(document, is_hit.into()) {
            continue;
        }
        total += usize::from(is_hit);
        likely += 1;
        let score = score * view.root().boost(document);
        let ranked = Ranked { document, score, order: selection.order(document), is_doubtful };
        insert(ranked, if is_doubtful { &mut doubtful } else { &mut best }, count);
    }
    // However many have what is excluded, they take no place of those that have not.
    for ranked in doubtful {
        insert(ranked, &mut best, usize::MAX);
    }
    Ok(Ranking { total, likely, best, weights })
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
fn in_one_piece(view: &View, settled: &Settled, terms: &Range<usize>) -> Vec<Posting> {
    let documents = view.root().documents();
    let mut counts = Counts::new(documents);
    if terms.len() == 1 {
        let accepted = settled.terms.get(terms.start).map(|meant| meant.accepted.as_slice());
        for candidate in accepted.unwrap_or_default() {
            view.postings(candidate.term).into_iter().flatten().for_each(|posting| counts.add(posting));
        }
        return counts.united();
    }
    let mut found: Option<Vec<Posting>> = None;
    for pairs in settled.pairs.get(terms.start..terms.end - 1).unwrap_or_default() {
        for pair in pairs {
            for reading in pair.as_meant() {
                reading.list.clone().for_each(|posting| counts.add(posting));
            }
        }
        let here = std::mem::replace(&mut counts, Counts::new(documents)).united();
        found = Some(match found {
            None => here,
            Some(before) => least(&before, &here),
        });
    }
    found.unwrap_or_default()
}

/// Lists becoming one.
struct Counts(Vec<(u32, u32)>);

impl Counts {
    fn new(documents: u32) -> Counts {
        Counts(vec![(0, 0); documents as usize])
    }

    fn add(&mut self, posting: Posting) {
        if let Some((body, title)) = self.0.get_mut(posting.document as usize) {
            *body = body.saturating_add(posting.body);
            *title = title.saturating_add(posting.title);
        }
    }

    /// Of each document the sum of its postings.
    fn united(self) -> Vec<Posting> {
        let mut united = Vec::new();
        for (document, (body, title)) in (0..).zip(self.0) {
            if body > 0 || title > 0 {
                united.push(Posting { document, body, title });
            }
        }
        united
    }
}

/// The documents of both lists, as often as in the lesser.
fn least(one: &[Posting], other: &[Posting]) -> Vec<Posting> {
    let mut both = Vec::new();
    for posting in one {
        let Ok(at) = other.binary_search_by_key(&posting.document, |other| other.document) else { continue };
        let (body, title) = (posting.body.min(other[at].body), posting.title.min(other[at].title));
        if body > 0 || title > 0 {
            both.push(Posting { document: posting.document, body, title });
        }
    }
    both
}

/// What a document has gained so far.
#[derive(Clone, Copy, Default)]
struct Gained {
    score: f64,
    /// How many phrases it has; from [`DOUBTFUL`] up if it may have one that is
    /// excluded, still less if it has what is.
    phrases: i32,
    is_hit: bool,
}

/// What all of them have.
pub struct Scores<'a> {
    root: &'a Root,
    gained: Vec<Gained>,
    /// The documents that are hits.
    hits: Vec<u32>,
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
        let mut worth = Vec::new();
        for length in root.scale() {
            worth.push(1.0 / (1.0 - BODY_LENGTH + BODY_LENGTH * length));
        }
        Scores {
            root,
            gained: vec![Gained::default(); count],
            hits: Vec::new(),
            worth,
            tf: vec![(0.0, 0.0); count],
            touched: Vec::new(),
        }
    }

    /// What a document has so far.
    pub fn of(&self, document: u32) -> f64 {
        self.gained.get(document as usize).map_or(0.0, |gained| gained.score)
    }

    #[inline(never)]
    fn add(&mut self, document: u32, gain: f64, is_hit: bool) {
        let gained = &mut self.gained[document as usize];
        gained.score += gain;
        if is_hit && !gained.is_hit {
            gained.is_hit = true;
            self.hits.push(document);
        }
    }

    /// Adds what documents gain by a term, if it counts; gives what it weighs.
    fn add_term(&mut self, view: &View, meant: &Meant, counts: bool) -> f64 {
        let known = frequency(&meant.accepted).min(view.root().documents());
        let mut weight = if meant.skips { self.idf(known) } else { 0.0 };
        let mut gains: Vec<(u32, f64)> = Vec::new();
        for completions in [false, true] {
            for candidate in meant.listed().filter(|candidate| candidate.is_completion == completions) {
                for posting in view.postings(candidate.term).into_iter().flatten() {
                    self.count(posting, candidate.weight);
                }
            }
            let idf = self.idf(self.touched.len() as u32);
            weight = if weight > 0.0 { weight } else { idf };
            // What it may become is no surer to be meant than what it is: còn is not answered with a rare còng first.
            let idf = idf.min(weight);
            while let Some(document) = self.touched.pop() {
                gains.push((document, gain(std::mem::take(&mut self.tf[document as usize]), idf)));
            }
        }
        if counts {
            // A document gains by one or the other, whichever is more.
            for &(document, gain) in &gains {
                let most = &mut self.tf[document as usize].0;
                *most = most.max(gain);
            }
            for (document, _) in gains {
                let gain = std::mem::take(&mut self.tf[document as usize]).0;
                self.add(document, gain, true);
            }
        }
        weight
    }

    /// Adds what documents gain by what was counted as one piece, which at least
    /// so many documents have.
    fn add_counted(&mut self, share: f64, least: u32, is_hit: bool) {
        let idf = self.idf(least.max(self.touched.len() as u32));
        while let Some(document) = self.touched.pop() {
            let gain = gain(std::mem::take(&mut self.tf[document as usize]), idf);
            self.add(document, share * gain, is_hit);
        }
    }

    // Written out at each of its calls it would cost every visitor a kilobyte.
    #[inline(never)]
    fn count(&mut self, posting: Posting, weight: f64) {
        let Some(sum) = self.tf.get_mut(posting.document as usize) else { return };
        let worth = self.worth.get(self.root.length(posting.document)).copied().unwrap_or(1.0);
        let tf = f64::from(posting.body) * worth + TITLE * f64::from(posting.title);
        if sum.0 == 0.0 {
            self.touched.push(posting.document);
        }
        *sum = (sum.0 + tf, sum.1 + tf * weight);
    }

    /// How much it says of a document to have what so many have; nothing if
    /// none has.
    fn idf(&self, with: u32) -> f64 {
        let (all, with) = (self.gained.len() as f64, f64::from(with));
        if with == 0.0 { 0.0 } else { libm::log(1.0 + (all - with + 0.5) / (with + 0.5)) }
    }
}

/// What a document gains by its tf, and the tf times its weights.
fn gain((tf, weighted): (f64, f64), idf: f64) -> f64 {
    idf * weighted * (K1 + 1.0) / (tf + K1)
}
