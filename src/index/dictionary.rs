//! The common terms, always at hand.
//!
//! In: a fold, or the beginning of one. Out: the common terms with it; for any
//! of them in how many documents it is and how it is usually written.
//! Invariant: if one term of a fold is here, all are, so what is found here
//! is complete; a term's number is its place in the order of keys.
//!
//! ```text
//! dictionary = fst of key → number,
//!              for each term: in how many documents it is,
//!              for each term: which letter its tone is written on
//! ```
//! What is not here is in the [`Terms`](super::terms::Terms) parts: rare terms
//! are most of a vocabulary and a hundredth of a text.

use super::keys::Keys;
use super::text;
use crate::analysis::{Characters, Form};
use crate::bytes::Reader;
#[cfg(not(target_arch = "wasm32"))]
use crate::bytes::Writer;
use crate::order::ascending;

/// See the module.
pub struct Dictionary {
    keys: Keys,
    frequencies: Vec<u32>,
    /// The usual spellings in lower case, one after the other.
    spellings: String,
    /// Where the spelling of each term begins in them; one more at the end.
    starts: Vec<u32>,
    /// How many characters each has.
    widths: Vec<u16>,
    /// The terms by how many documents they are in, the commonest first; each in
    /// the lower half of a number.
    ranked: Vec<u64>,
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

    /// The keys, and so the numbers, of the terms.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The term with exactly this form.
    pub fn get(&self, form: &Form) -> Option<u32> {
        self.keys.get(&form.key())
    }

    /// In how many documents a term is.
    pub fn frequency(&self, term: u32) -> u32 {
        self.frequencies.get(term as usize).copied().unwrap_or(0)
    }

    /// In how many documents the terms are that have the letters of a form and
    /// all its marks, each counted by itself; 0 if they are not common.
    pub fn frequency_as(&self, form: &Form) -> u32 {
        let mut sum = 0u32;
        for (term, known) in self.keys.with_fold(&form.fold) {
            if form.is_less_than(&known) {
                sum = sum.saturating_add(self.frequency(term));
            }
        }
        sum
    }

    /// How a term is usually written, in lower case.
    pub fn spelling(&self, term: u32) -> &str {
        let start = |term: usize| self.starts.get(term).map_or(self.spellings.len(), |&at| at as usize);
        let end = start((term as usize).saturating_add(1));
        self.spellings.get(start(term as usize)..end).unwrap_or_default()
    }

    /// How many characters its spelling has.
    pub fn width(&self, term: u32) -> usize {
        self.widths.get(term as usize).copied().unwrap_or(0).into()
    }

    /// The terms by how many documents they are in, the commonest first, those
    /// in equally many by number: each is the lower half of a number. Texts are
    /// written in places of this list.
    pub fn ranked(&self) -> &[u64] {
        &self.ranked
    }

    /// Reads what [`write`] wrote.
    pub fn read(bytes: &mut Reader, characters: &Characters) -> Dictionary {
        // One after the other: a list of thousands of forms would be a megabyte
        // that the page keeps for ever.
        let (mut all, mut ends) = (Vec::new(), Vec::new());
        let keys = Keys::read(bytes, &mut |key| {
            all.extend_from_slice(key);
            ends.push(all.len());
        });
        // By frequency downwards, then by number, as one number each.
        let (mut frequencies, mut ranked): (Vec<u32>, Vec<u64>) = (Vec::new(), Vec::new());
        for term in 0..ends.len() {
            let frequency = bytes.u32();
            frequencies.push(frequency);
            ranked.push(u64::from(!frequency) << 32 | term as u64);
        }
        let ranked = ascending(ranked);
        let tones = bytes.take(ends.len());
        let mut all = all.as_slice();
        let mut spellings = String::new();
        let (mut starts, mut widths) = (vec![0], Vec::new());
        let mut before = 0;
        for (end, &tone_at) in ends.into_iter().zip(tones) {
            let (key, rest) = all.split_at_checked(end - before).unwrap_or_default();
            (all, before) = (rest, end);
            let start = spellings.len();
            spell(&Form::from_key(key).unwrap_or_default(), tone_at.into(), characters, &mut spellings);
            widths.push(text::characters(spellings.get(start..).unwrap_or_default()) as u16);
            starts.push(spellings.len() as u32);
        }
        Dictionary { keys, frequencies, spellings, starts, widths, ranked }
    }
}

/// What the builder knows of a term.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone)]
pub struct Entry {
    /// [`Form::key`].
    pub key: Vec<u8>,
    /// In how many documents it is.
    pub frequency: u32,
    /// Which letter its tone is usually written on.
    pub tone_at: u8,
}

/// Writes a dictionary of these entries, which are sorted by key.
#[cfg(not(target_arch = "wasm32"))]
pub fn write(entries: &[Entry], out: &mut Writer) {
    out.bytes(&super::keys::write(entries.iter().map(|entry| &entry.key)));
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
