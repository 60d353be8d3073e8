//! The terms of an index, in an fst.
//!
//! In: a fold, or the beginning of one. Out: the terms with that fold, each
//! with its [`Form`], and for any term how it is usually written. Invariant:
//! a [`Term`] is the rank of its key in the order of keys, so all terms of one
//! fold, and all that share a beginning, are neighbours.
//!
//! ```text
//! dictionary = fst of key → term, number of terms,
//!              for each term: in how many documents it is,
//!              for each term: which letter its tone is written on
//! ```
//! The keys are those of [`Form::key`].

use fst::{IntoStreamer, Map, Streamer};

use crate::analysis::{Characters, Form};
use crate::bytes::{Reader, Writer};
use crate::error::Error;
use crate::order::ascending;

/// A term of the dictionary, by its rank.
pub type Term = u32;

/// See the module.
pub struct Dictionary {
    map: Map<Vec<u8>>,
    frequencies: Vec<u32>,
    /// The usual spellings in lower case, one after the other.
    spellings: String,
    /// Where the spelling of each term begins in them; one more at the end.
    starts: Vec<u32>,
    /// The terms by how many documents they are in, the commonest first.
    ranked: Vec<Term>,
}

impl Dictionary {
    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.frequencies.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.frequencies.is_empty()
    }

    /// The term with exactly this form.
    pub fn get(&self, form: &Form) -> Option<Term> {
        self.map.get(form.key()).map(|term| term as Term)
    }

    /// The terms with this fold.
    pub fn with_fold(&self, fold: &str) -> Vec<(Term, Form)> {
        let from = [fold.as_bytes(), &[0]].concat();
        let to = [fold.as_bytes(), &[1]].concat();
        collect(self.map.range().ge(from).lt(to))
    }

    /// The terms whose fold is longer than this one and begins with it.
    pub fn beginning_with(&self, fold: &str) -> Vec<(Term, Form)> {
        let from = [fold.as_bytes(), &[1]].concat();
        let to = [fold.as_bytes(), &[0xff]].concat();
        collect(self.map.range().ge(from).lt(to))
    }

    /// In how many documents a term is.
    pub fn frequency(&self, term: Term) -> u32 {
        self.frequencies.get(term as usize).copied().unwrap_or(0)
    }

    /// How a term is usually written, in lower case.
    pub fn spelling(&self, term: Term) -> &str {
        let start = |term: usize| self.starts.get(term).map_or(self.spellings.len(), |&at| at as usize);
        let end = start((term as usize).saturating_add(1));
        self.spellings.get(start(term as usize)..end).unwrap_or_default()
    }

    /// The terms by how many documents they are in, the commonest first, those
    /// in equally many by rank. Texts are written in places of this list.
    pub fn ranked(&self) -> &[Term] {
        &self.ranked
    }

    /// Reads what [`write`] wrote.
    pub fn read(bytes: &mut Reader, characters: &Characters) -> Result<Dictionary, Error> {
        let map = Map::new(bytes.bytes().to_vec()).map_err(|_| Error::corrupt("an fst", "other bytes"))?;
        let frequencies: Vec<u32> = (0..bytes.count()).map(|_| bytes.u32()).collect();
        let tones = bytes.take(frequencies.len());
        let mut spellings = String::new();
        let mut starts = vec![0];
        let mut terms = map.stream();
        for (number, &tone_at) in tones.iter().enumerate() {
            let form = terms.next().filter(|&(_, term)| term == number as u64);
            let form = form.and_then(|(key, _)| Form::from_key(key));
            bytes.expect(form.is_some(), "terms in order");
            spell(&form.unwrap_or_default(), tone_at.into(), characters, &mut spellings);
            starts.push(spellings.len() as u32);
        }
        bytes.expect(terms.next().is_none(), "no more terms than announced");
        // By frequency downwards, then by term, as one number each.
        let rank = |(term, &frequency): (u64, &u32)| u64::from(!frequency) << 32 | term;
        let ranked = ascending((0..).zip(&frequencies).map(rank).collect());
        let ranked = ranked.into_iter().map(|rank| rank as Term).collect();
        Ok(Dictionary { map, frequencies, spellings, starts, ranked })
    }
}

/// What the builder knows of a term.
pub struct Entry {
    /// [`Form::key`].
    pub key: Vec<u8>,
    /// In how many documents it is.
    pub frequency: u32,
    /// Which letter its tone is usually written on.
    pub tone_at: u8,
}

/// Writes a dictionary of these entries, which are sorted by key.
pub fn write(entries: &[Entry], out: &mut Writer) {
    let keys = entries.iter().enumerate().map(|(term, entry)| (&entry.key, term as u64));
    let map = Map::from_iter(keys).expect("keys are sorted and distinct");
    out.bytes(map.as_fst().as_bytes());
    out.number(entries.len());
    for entry in entries {
        out.number(entry.frequency as usize);
    }
    for entry in entries {
        out.byte(entry.tone_at);
    }
}

/// Appends a form as it is written in lower case with its tone on this letter.
/// Where no character has the marks, the letter stands without them.
pub fn spell(form: &Form, tone_at: usize, characters: &Characters, out: &mut String) {
    let mut marks = form.marks.iter().peekable();
    for (at, base) in form.fold.chars().enumerate() {
        let own = marks.next_if(|(letter, _)| *letter == at).map(|&(_, marks)| marks).unwrap_or_default();
        let all = if at == tone_at { own | form.tone } else { own };
        out.push(characters.compose(base, all, false).unwrap_or(base));
    }
}

fn collect<'m>(
    range: impl IntoStreamer<'m, Into = fst::map::Stream<'m>, Item = (&'m [u8], u64)>,
) -> Vec<(Term, Form)> {
    let mut terms = range.into_stream();
    let mut found = Vec::new();
    while let Some((key, term)) = terms.next() {
        found.extend(Form::from_key(key).map(|form| (term as Term, form)));
    }
    found
}
