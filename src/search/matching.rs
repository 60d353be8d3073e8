//! Where in a document a query is met.
//!
//! In: the clauses of a query with the terms accepted for each of its terms,
//! and a document's tokens. Out: the tokens that are hits, each with the term
//! it answers. Invariant: what is marked in a snippet and what earned a
//! document its place are told by the same code.
//!
//! The terms of a query are the bits of a number: a token is looked at once,
//! however many terms it might answer and however many phrases these make.

use std::ops::Range;

use crate::index::root::Root;
use crate::index::text::{Texts, Tokens};
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
    root: &'a Root,
    /// The clauses over these.
    pub clauses: Vec<Clause>,
    /// Those of which texts say which documents they let in.
    pub for_texts: Vec<Clause>,
    /// The terms that count beside each other only.
    joined: Terms,
    /// The first terms of the clauses that are found in one piece, and the last.
    ends: (Terms, Terms),
    /// The thousands of numbers that must have but a space before them.
    thousands: Terms,
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

/// Whether it takes the texts to know which documents a clause lets in: of one
/// word, and of two side by side, lists say it, but not what is between them.
pub fn is_for_texts(clause: &Clause, terms: &[Meant]) -> bool {
    let goes_on = |term: usize| terms.get(term).is_some_and(|meant| meant.goes_on);
    matches!(clause.kind, Kind::Phrase | Kind::Title | Kind::Excluded)
        && (clause.terms.len() > 2 || clause.terms.clone().any(goes_on))
}

impl<'a> Matcher<'a> {
    /// Accepts what is meant by each term.
    pub fn new(terms: &[Meant], clauses: &[Clause], root: &'a Root) -> Matcher<'a> {
        let mut matcher = Matcher {
            root,
            clauses: clauses.to_vec(),
            for_texts: Vec::new(),
            joined: 0,
            ends: (0, 0),
            thousands: 0,
            places: vec![0; root.dictionary.len()],
            rare: Vec::new(),
            answers: vec![(0, 0)],
        };
        for clause in clauses.iter().filter(|clause| clause.kind != Kind::Words) {
            if is_for_texts(clause, terms) {
                matcher.for_texts.push(clause.clone());
            }
            matcher.ends.0 |= 1 << clause.terms.start;
            matcher.ends.1 |= last(clause);
        }
        for (term, meant) in terms.iter().enumerate() {
            matcher.joined |= u64::from(meant.is_joined) << term;
            matcher.thousands |= u64::from(meant.goes_on) << term;
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
                let key = literal.map(|literal| self.root.analysis.form(literal).key());
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

    /// Where in a text of which these are the answers clauses stand in one
    /// piece, with no more between their terms than punctuation: the last token,
    /// and the last terms of all that end with it.
    ///
    /// Each bit says that the terms of a clause up to this one end here, so one
    /// shift goes on with all of them (Baeza-Yates, Gonnet: A New Approach to
    /// Text Searching, 1992).
    pub fn pieces(&self, answers: &[(usize, Answer)], texts: &Texts, tokens: &Tokens) -> Vec<(usize, Terms)> {
        let mut pieces = Vec::new();
        let (first, last) = self.ends;
        if first == 0 {
            return pieces;
        }
        let (mut next, mut open) = (0, 0);
        for &(at, (complete, completions)) in answers {
            let goes_on = at == next && texts.follows(tokens, at);
            open = (if goes_on { open << 1 } else { 0 } | first) & (complete | completions);
            if open & self.thousands != 0 && !texts.is_blank(tokens, at, self.root) {
                open &= !self.thousands;
            }
            next = at + 1;
            if open & last != 0 {
                pieces.push((at, open & last));
            }
        }
        pieces
    }

    /// The hits in a text of which these are the answers and the pieces, by
    /// place, then by term. What only begins like a word is no hit where the
    /// document has the word itself; `complete` says of which terms it has it.
    pub fn hits(&self, complete: Terms, answers: &[(usize, Answer)], pieces: &[(usize, Terms)]) -> Vec<Hit> {
        // What a token answers beside the one before and the one after it.
        let beside = |at: usize, place: Option<usize>| {
            let answer = place.and_then(|place| answers.get(place)).filter(|answer| answer.0 == at);
            answer.map_or(0, |answer| answer.1.0)
        };
        // By place, then by term, as one number each.
        let mut hits: Vec<u64> = Vec::new();
        for &(end, ended) in pieces {
            if hits.len() >= MANY {
                break;
            }
            let is_shown = |clause: &&Clause| clause.kind != Kind::Excluded && last(clause) & ended != 0;
            for clause in self.clauses.iter().filter(is_shown) {
                for term in clause.terms.clone() {
                    let at = end + 1 + term - clause.terms.end;
                    // Each word of another way answers all that it stands for.
                    let answered = if clause.is_other() { clause.instead.clone() } else { term..term + 1 };
                    for term in answered {
                        hits.push(at as u64 * BY_PLACE + term as u64);
                    }
                }
            }
        }
        let words = self.clauses.iter().filter(|clause| clause.kind == Kind::Words);
        let words = words.fold(0, |words, clause| words | terms_in(&clause.terms));
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

    /// Whether a document has every phrase, and nothing that is excluded, as far
    /// as texts say it, if these are the last terms of what stands in its title
    /// in one piece, and anywhere.
    pub fn fits(&self, in_title: Terms, anywhere: Terms) -> bool {
        self.for_texts.iter().all(|clause| {
            let ended = if clause.kind == Kind::Title { in_title } else { anywhere };
            let mut ways = self.clauses.iter().filter(|way| way.instead == clause.instead);
            ways.any(|way| last(way) & ended != 0) != (clause.kind == Kind::Excluded)
        })
    }
}

/// The last term of a clause, none of which is empty.
fn last(clause: &Clause) -> Terms {
    1 << (clause.terms.end - 1)
}

/// With so many hits a token of a text answers one term only: a word said
/// throughout a long text and asked for sixty times is no more hits than it is
/// words.
const MANY: usize = 1 << 18;

/// What parts a place from a term in one number.
const BY_PLACE: u64 = 1 << 32;
