//! An index while a query is being answered.
//!
//! In: an index, as much of it as has been loaded. Out: terms, postings, pairs
//! and texts, nothing where a part is not there. Invariant: every part that
//! was wanted and not there is noted, so that all of them can be brought at
//! once and no answer is given without them; unless they are known to be lost,
//! and then the answer says so.

use std::cell::RefCell;

use crate::analysis::Form;
use crate::bytes::followed;
use crate::error::Error;
use crate::index::column::Column;
use crate::index::near::Near;
use crate::index::pairs::{self, Cursor, Pairs};
use crate::index::part::{PartId, PartKind};
use crate::index::postings::Postings;
use crate::index::root::Root;
use crate::index::terms::Terms;
use crate::index::text::{Record, Texts};
use crate::index::{Index, Stop};

/// A term of the index, by where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// A common one, by its number in the dictionary.
    Common(u32),
    /// A rare one: the part it is in, and its place there.
    Rare(u32, u32),
}

/// A term that was looked up.
#[derive(Debug, Clone)]
pub struct Known {
    /// Which it is.
    pub term: Term,
    /// What it is.
    pub form: Form,
    /// In how many documents it is.
    pub frequency: u32,
}

/// A pair that was looked up.
pub struct KnownPair<'a> {
    /// The part it is in.
    pub pairs: &'a Pairs,
    /// Where it is there.
    pub at: Cursor,
}

/// See the module.
pub struct View<'a> {
    index: &'a Index,
    lost: &'a [PartId],
    missing: RefCell<Vec<PartId>>,
    wrong: RefCell<Option<Error>>,
    /// Those of the lost that were wanted.
    missed: RefCell<Vec<PartId>>,
}

impl<'a> View<'a> {
    /// A look at this index, of which these parts cannot be had.
    pub fn new(index: &'a Index, lost: &'a [PartId]) -> View<'a> {
        let (missing, missed) = (RefCell::default(), RefCell::default());
        View { index, lost, missing, missed, wrong: RefCell::default() }
    }

    /// What is always there.
    pub fn root(&self) -> &'a Root {
        self.index.root()
    }

    /// The terms with this fold, in the order of their keys.
    pub fn with_fold(&self, fold: &str) -> Vec<Known> {
        let common = self.common(self.root().dictionary.keys().with_fold(fold));
        if !common.is_empty() {
            return common;
        }
        let key = followed(fold.as_bytes(), 0);
        let part = self.root().directory(PartKind::Terms).and_then(|terms| terms.part(&key));
        let Some(part) = part.filter(|&part| self.has(PartKind::Terms, part)) else { return Vec::new() };
        let Some(terms) = self.index.terms(part) else { return Vec::new() };
        let mut found = Vec::new();
        for (place, form) in terms.keys.with_fold(fold) {
            found.push(rare(part, place, form, terms));
        }
        found
    }

    /// The terms of a fold, the commonest first, those in equally many
    /// documents in the order of their keys: as readings count them.
    pub fn by_frequency(&self, fold: &str) -> Vec<Term> {
        let dictionary = &self.root().dictionary;
        let mut terms: Vec<(u32, Term)> = Vec::new();
        let mut add = |frequency, term| {
            let at = terms.partition_point(|before| before.0 >= frequency);
            terms.insert(at, (frequency, term));
        };
        let mut is_common = false;
        dictionary.keys().visit_fold(fold, &mut |number, _| {
            is_common = true;
            add(dictionary.frequency(number), Term::Common(number));
            true
        });
        if !is_common {
            for known in self.with_fold(fold) {
                add(known.frequency, known.term);
            }
        }
        let mut by_frequency = Vec::new();
        terms.into_iter().for_each(|(_, term)| by_frequency.push(term));
        by_frequency
    }

    /// The common terms that go on where this one ends, at most so many, the
    /// commonest first, those in equally many documents in the order of their
    /// keys.
    pub fn common_completions(&self, typed: &Form, count: usize) -> Vec<Known> {
        let dictionary = &self.root().dictionary;
        // By frequency downwards, then by number, as one number each.
        let mut best: Vec<(u64, Vec<u8>)> = Vec::new();
        dictionary.keys().visit_beginning_with(&typed.fold, &mut |number, key| {
            let rank = u64::from(!dictionary.frequency(number)) << 32 | u64::from(number);
            let is_best = best.len() < count || best.last().is_some_and(|last| rank < last.0);
            if is_best && goes_on(typed, key) {
                let at = best.partition_point(|before| before.0 < rank);
                best.insert(at, (rank, key.to_vec()));
                best.truncate(count);
            }
            count > 0
        });
        let mut found = Vec::new();
        for (rank, key) in best {
            if let Some(form) = Form::from_key(&key) {
                found.push((rank as u32, form));
            }
        }
        self.common(found)
    }

    /// The rare terms that do, among the first so many that begin so, in the
    /// order of their keys.
    pub fn rare_completions(&self, typed: &Form, count: usize) -> Vec<Known> {
        let mut found: Vec<Known> = Vec::new();
        let fold = typed.fold.as_bytes();
        let parts = self
            .root()
            .directory(PartKind::Terms)
            .map(|terms| terms.parts(&followed(fold, 1), &followed(fold, 0xff)));
        let mut left = count;
        for part in parts.unwrap_or_default() {
            if left == 0 || !self.has(PartKind::Terms, part) {
                break;
            }
            let Some(terms) = self.index.terms(part) else { break };
            terms.keys.visit_beginning_with(&typed.fold, &mut |place, key| {
                left -= 1;
                if let Some(form) = Form::from_key(key).filter(|_| goes_on(typed, key)) {
                    found.push(rare(part, place, form, terms));
                }
                left > 0
            });
        }
        found
    }

    /// The terms whose folds are near another, with what it costs to become
    /// each: of the common ones all, of the rare ones those beside it.
    pub fn near(&self, fold: &str, near: &mut Near) -> Vec<(u8, Known)> {
        let mut found = Vec::new();
        let dictionary = &self.root().dictionary;
        dictionary.keys().visit_near(near, &mut |number, key, cost| {
            let (term, frequency) = (Term::Common(number), dictionary.frequency(number));
            if let Some(form) = Form::from_key(key) {
                found.push((cost, Known { term, form, frequency }));
            }
        });
        let key = followed(fold.as_bytes(), 0);
        let part = self.root().directory(PartKind::Terms).and_then(|terms| terms.part(&key));
        if let Some(part) = part.filter(|&part| self.has(PartKind::Terms, part))
            && let Some(terms) = self.index.terms(part)
        {
            terms.keys.visit_near(near, &mut |place, key, cost| {
                if let Some(form) = Form::from_key(key) {
                    found.push((cost, rare(part, place, form, terms)));
                }
            });
        }
        found
    }

    /// The common terms with these numbers.
    pub fn numbered(&self, numbers: &[u32]) -> Vec<Known> {
        let root = self.root();
        let mut terms = Vec::new();
        for &number in numbers {
            terms.push((number, root.analysis.form(root.dictionary.spelling(number))));
        }
        self.common(terms)
    }

    fn common(&self, terms: Vec<(u32, Form)>) -> Vec<Known> {
        let dictionary = &self.root().dictionary;
        let mut found = Vec::new();
        for (number, form) in terms {
            let (term, frequency) = (Term::Common(number), dictionary.frequency(number));
            found.push(Known { term, form, frequency });
        }
        found
    }

    /// Notes that the postings of a term will be wanted.
    pub fn want(&self, term: Term) {
        if let Term::Common(number) = term {
            let id = self.root().postings_of(number);
            self.has(id.kind, id.number);
        }
    }

    /// The postings of a term.
    pub fn postings(&self, term: Term) -> Option<Postings<'a>> {
        match term {
            Term::Common(number) => {
                let id = self.root().postings_of(number);
                self.has(id.kind, id.number);
                let first = self.root().terms_in(id.number).start;
                Some(self.index.postings(id.number)?.list((number - first) as usize))
            }
            Term::Rare(part, place) => Some(self.index.terms(part)?.lists.list(place as usize)),
        }
    }

    /// The pair of two folds.
    pub fn pair(&self, left: &str, right: &str) -> Option<KnownPair<'a>> {
        let key = pairs::key(left, right);
        let part = self.root().directory(PartKind::Postings)?.part(&key)?;
        self.has(PartKind::Postings, part);
        let pairs = self.index.pairs(part)?;
        pairs.get(&key).map(|at| KnownPair { pairs, at })
    }

    /// The pairs of a left fold whose right fold is longer than this one and
    /// begins with it, each with that fold; none if they are in more than so
    /// many parts.
    pub fn pairs_beginning_with(
        &self,
        left: &str,
        right: &str,
        most: usize,
    ) -> Vec<(KnownPair<'a>, Vec<u8>)> {
        // What follows the pair itself begins with a letter at least.
        let key = pairs::key(left, right);
        let from = followed(&key, 1);
        let to = followed(&key, 0xff);
        let parts = self.root().directory(PartKind::Postings).map(|pairs| pairs.parts(&from, &to));
        let parts = parts.filter(|parts| parts.len() <= most).unwrap_or_default();
        let mut found = Vec::new();
        for part in parts {
            self.has(PartKind::Postings, part);
            if let Some(pairs) = self.index.pairs(part) {
                for at in pairs.range(&from, &to) {
                    let right = at.key.get(left.len() + 1..).unwrap_or_default().to_vec();
                    found.push((KnownPair { pairs, at }, right));
                }
            }
        }
        found
    }

    /// A document as it is stored, and the part that can spell its tokens.
    pub fn text(&self, document: u32) -> Option<(&'a Texts, &'a Record)> {
        let id = self.root().text_of(document);
        self.has(id.kind, id.number);
        self.index.document(document).unwrap_or_else(|error| {
            self.wrong.borrow_mut().get_or_insert(error);
            None
        })
    }

    /// What documents are filtered and sorted by, by number.
    pub fn column(&self, number: u32) -> Option<&'a Column> {
        self.has(PartKind::Columns, number);
        self.index.column(number)
    }

    /// The number of the document with this id.
    pub fn document(&self, id: &str) -> Option<u32> {
        let part = self.root().directory(PartKind::Ids)?.part(id.as_bytes())?;
        self.has(PartKind::Ids, part);
        self.index.ids(part)?.get(id)
    }

    /// The lost parts that were wanted.
    pub fn missed(&self) -> Vec<PartId> {
        self.missed.borrow().clone()
    }

    /// Stops if anything was wanted that is not there.
    ///
    /// # Errors
    /// [`Stop::Need`], naming the parts; [`Stop::Error`] if a document is not
    /// as it was written.
    pub fn check(&self) -> Result<(), Stop> {
        if let Some(error) = self.wrong.take() {
            return Err(Stop::Error(error));
        }
        let missing = self.missing.take();
        if missing.is_empty() { Ok(()) } else { Err(Stop::Need(missing)) }
    }

    /// Whether a part is there; if not, it is noted.
    fn has(&self, kind: PartKind, number: u32) -> bool {
        let id = PartId { kind, number };
        let has = self.index.has(id);
        if !has {
            let list = if self.lost.contains(&id) { &self.missed } else { &self.missing };
            let mut noted = list.borrow_mut();
            if !noted.contains(&id) {
                noted.push(id);
            }
        }
        has
    }
}

/// Whether the term with this key, which begins with the letters typed, has
/// the marks typed too.
fn goes_on(typed: &Form, key: &[u8]) -> bool {
    Form::from_key(key).is_some_and(|form| typed.is_less_than(&form))
}

fn rare(part: u32, place: u32, form: Form, terms: &Terms) -> Known {
    Known { term: Term::Rare(part, place), form, frequency: terms.lists.frequency(place as usize) }
}
