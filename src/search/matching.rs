//! Where in a document a query is met.
//!
//! In: the clauses of a query with the terms accepted for each of its terms,
//! and a document's tokens. Out: the tokens that are hits, each with the term
//! it answers. Invariant: what is marked in a snippet and what earned a
//! document its place are told by the same code.
//!
//! The terms of a query are the bits of a number: a token is looked at once,
//! however many terms it might answer.

use std::ops::Range;

use crate::analysis::Analysis;
use crate::index::root::Root;
use crate::index::text::{Record, Texts, Tokens};
use crate::order::ascending;

use super::context::Meant;
use super::query::{Clause, Kind};
use super::terms::Candidate;
use super::view::Term;

/// A set of the terms of a query, a bit each.
pub type Terms = u64;

/// The terms in a range.
pub fn terms_in(range: &Range<usize>) -> Terms {
    range.clone().fold(0, |terms, term| terms | 1 << term)
}

/// A query and what is accepted for each of its terms.
pub struct Matcher<'a> {
    analysis: &'a Analysis,
    /// The clauses over these.
    pub clauses: Vec<Clause>,
    /// The terms that count beside each other only.
    joined: Terms,
    /// For each common term its place in `answers`.
    places: Vec<u32>,
    /// The keys of rare terms, each with its place there.
    rare: Vec<(Vec<u8>, usize)>,
    /// The first is for all terms that answer none.
    answers: Vec<Answer>,
}

/// Which terms of the query something answers: altogether, and as a completion
/// only.
pub type Answer = (Terms, Terms);

/// A token that answers a term of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Which token of its text.
    pub at: usize,
    /// Which term of the query.
    pub term: usize,
}

/// The texts of a document that are searched: its title if it is its own, its
/// text, its byline. Whether it is the title stands beside it.
pub fn searched(record: &Record) -> impl Iterator<Item = (&Tokens, bool)> {
    let from = usize::from(record.title_is_derived);
    [(&record.title, true), (&record.body, false), (&record.byline, false)].into_iter().skip(from)
}

/// Whether it takes the texts to know which documents a clause lets in.
pub fn is_for_texts(clause: &Clause) -> bool {
    matches!(clause.kind, Kind::Phrase | Kind::Title | Kind::Excluded)
}

impl<'a> Matcher<'a> {
    /// Accepts what is meant by each term.
    pub fn new(terms: &[Meant], clauses: &[Clause], root: &'a Root) -> Matcher<'a> {
        let mut matcher = Matcher {
            analysis: &root.analysis,
            clauses: clauses.to_vec(),
            joined: 0,
            places: vec![0; root.dictionary.len()],
            rare: Vec::new(),
            answers: vec![(0, 0)],
        };
        for (term, meant) in terms.iter().enumerate() {
            matcher.joined |= u64::from(meant.is_joined) << term;
            for candidate in &meant.accepted {
                let answer = matcher.answer_of(candidate);
                *(if candidate.is_completion { &mut answer.1 } else { &mut answer.0 }) |= 1 << term;
            }
        }
        matcher
    }

    /// What a candidate answers so far.
    fn answer_of(&mut self, candidate: &Candidate) -> &mut Answer {
        let next = self.answers.len();
        let place = match candidate.term {
            Term::Common(number) => match self.places.get_mut(number as usize) {
                Some(place) => {
                    *place = if *place == 0 { next as u32 } else { *place };
                    *place as usize
                }
                None => 0,
            },
            Term::Rare(..) => {
                let key = candidate.form.key();
                let known = self.rare.iter().find(|(known, _)| *known == key).map(|&(_, place)| place);
                known.unwrap_or_else(|| {
                    self.rare.push((key, next));
                    next
                })
            }
        };
        if place == next {
            self.answers.push((0, 0));
        }
        &mut self.answers[place]
    }

    fn answer(&self, texts: &Texts, tokens: &Tokens, at: usize) -> Answer {
        let place = match self.places.get(texts.term(tokens, at) as usize) {
            Some(&place) => place as usize,
            None if self.rare.is_empty() => 0,
            None => {
                let literal = texts.literal_at(tokens, at);
                let key = literal.map(|literal| self.analysis.form(literal).key());
                let known = self.rare.iter().find(|(known, _)| Some(known) == key.as_ref());
                known.map_or(0, |&(_, place)| place)
            }
        };
        self.answers.get(place).copied().unwrap_or_default()
    }

    /// The tokens of a text that answer anything, with what they answer.
    pub fn answers(&self, texts: &Texts, tokens: &Tokens) -> Vec<(usize, Answer)> {
        let mut answers = Vec::new();
        for (at, word) in tokens.words() {
            // Most words answer nothing, and most of these are common terms.
            if word.is_none_or(|word| self.places.get(word as usize) != Some(&0)) {
                let answer = self.answer(texts, tokens, at);
                if answer != (0, 0) {
                    answers.push((at, answer));
                }
            }
        }
        answers
    }

    /// The hits in a text of which these are the answers, by place, then by
    /// term. What only begins like a word is no hit where the document has the
    /// word itself; `complete` says of which terms it has it.
    pub fn hits(
        &self,
        complete: Terms,
        answers: &[(usize, Answer)],
        texts: &Texts,
        tokens: &Tokens,
    ) -> Vec<Hit> {
        let mut words: Terms = 0;
        // What a token answers beside the one before and the one after it.
        let beside = |at: usize, place: Option<usize>| {
            let answer = place.and_then(|place| answers.get(place)).filter(|answer| answer.0 == at);
            answer.map_or(0, |answer| answer.1.0)
        };
        // By place, then by term, as one number each.
        let mut hits: Vec<u64> = Vec::new();
        for clause in &self.clauses {
            let terms = clause.terms.clone();
            if clause.kind == Kind::Words {
                words |= terms_in(&terms);
            }
            if matches!(clause.kind, Kind::Words | Kind::Excluded) {
                continue;
            }
            for start in self.occurrences(&terms, texts, tokens) {
                if hits.len() >= MANY {
                    break;
                }
                for word in 0..terms.len() {
                    // Each word of another way answers all that it stands for.
                    let own = terms.start + word..terms.start + word + 1;
                    let answered = if clause.kind == Kind::Other { clause.instead.clone() } else { own };
                    hits.extend(answered.map(|term| (start + word) as u64 * BY_PLACE + term as u64));
                }
            }
        }
        for (place, &(at, (answered, completed))) in answers.iter().enumerate() {
            let joined =
                beside(at.wrapping_sub(1), place.checked_sub(1)) << 1 | beside(at + 1, Some(place + 1)) >> 1;
            let mut answered = (answered | completed & !complete) & words & (joined | !self.joined);
            while answered != 0 {
                hits.push(at as u64 * BY_PLACE + u64::from(answered.trailing_zeros()));
                answered &= answered - 1;
                if hits.len() >= MANY {
                    break;
                }
            }
        }
        // Words alone are in order as they were found.
        let numbers = if hits.is_sorted() { hits } else { ascending(hits) };
        let mut hits: Vec<Hit> = Vec::new();
        for number in numbers {
            let hit = Hit { at: (number / BY_PLACE) as usize, term: (number % BY_PLACE) as usize };
            if hits.last() != Some(&hit) {
                hits.push(hit);
            }
        }
        hits
    }

    /// Whether a document has every phrase, and nothing that is excluded.
    pub fn fits(&self, texts: &Texts, record: &Record) -> bool {
        self.clauses.iter().filter(|clause| is_for_texts(clause)).all(|clause| {
            let mut searched = searched(record);
            let has = searched.any(|(tokens, is_title)| {
                (is_title || clause.kind != Kind::Title)
                    && !self.occurrences(&clause.terms, texts, tokens).is_empty()
            });
            has != (clause.kind == Kind::Excluded)
        })
    }

    /// Where the terms of a clause stand one after the other, with no more
    /// between them than punctuation.
    pub fn occurrences(&self, terms: &Range<usize>, texts: &Texts, tokens: &Tokens) -> Vec<usize> {
        let stands = |start: &usize| {
            terms.clone().all(|term| {
                let at = start + term - terms.start;
                let (complete, completions) = self.answer(texts, tokens, at);
                (complete | completions) >> term & 1 == 1 && (at == *start || texts.follows(tokens, at))
            })
        };
        let mut occurrences = Vec::new();
        for start in 0..(tokens.len() + 1).saturating_sub(terms.len()) {
            if stands(&start) {
                occurrences.push(start);
            }
        }
        occurrences
    }
}

/// With so many hits a token of a text answers one term only: a word said
/// throughout a long text and asked for sixty times is no more hits than it is
/// words.
const MANY: usize = 1 << 18;

/// What parts a place from a term in one number.
const BY_PLACE: u64 = 1 << 32;
