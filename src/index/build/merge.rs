//! From sorted runs to the parts of terms and pairs.
//!
//! In: what was gathered from each batch. Out: postings and terms parts.
//! Invariant: every run is read once, from front to end, whatever its size; of
//! each only the next term or pair is in memory.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::parts::Output;
use super::run::{Run, read_list};
use super::spool::Spool;
use super::vocabulary::Vocabulary;
use crate::bits::BitWriter;
use crate::bytes::{Writer, followed};
use crate::error::Error;
use crate::index::directory::separator;
use crate::index::keys;
use crate::index::pairs;
use crate::index::pairs::write::PairsWriter;
use crate::index::part::PartKind;
use crate::index::postings::{self, Posting};

/// Where the parts begin.
pub(super) struct Merged {
    /// The first common term of each postings part, or what it would be.
    pub(super) first_terms: Vec<u32>,
    /// What each postings part begins with, by the keys of pairs.
    pub(super) postings: Vec<Vec<u8>>,
    /// What each part of rare terms begins with.
    pub(super) rare: Vec<Vec<u8>>,
}

/// Runs by what comes next in each, the least first; of the same, that of the
/// first run.
struct Next<K>(BinaryHeap<Reverse<(K, usize)>>);

impl<K: Ord + Copy> Next<K> {
    fn new() -> Next<K> {
        Next(BinaryHeap::new())
    }

    fn push(&mut self, key: Option<K>, run: usize) {
        self.0.extend(key.map(|key| Reverse((key, run))));
    }

    fn peek(&self) -> Option<K> {
        self.0.peek().map(|Reverse((key, _))| *key)
    }

    /// Takes the least; `runs` are those that have it.
    fn pop(&mut self, runs: &mut Vec<usize>) {
        runs.clear();
        let least = self.peek();
        while let Some(&Reverse((key, run))) = self.0.peek()
            && Some(key) == least
        {
            self.0.pop();
            runs.push(run);
        }
    }
}

/// Merges the terms and the pairs of all runs.
pub(super) fn merge<'a>(
    terms: Vec<Spool>,
    pairs: Vec<Spool>,
    runs: &[Run],
    vocabulary: &Vocabulary,
    (documents, size): (u32, usize),
    output: &dyn Fn(PartKind) -> Output<'a>,
) -> Result<Merged, Error> {
    let mut terms = Terms::new(terms, runs);
    let mut pairs = Pairs::new(pairs, runs)?;
    let mut postings = PostingsWriter::new(documents, size, output);
    let mut rare = RareWriter::new(documents, size, output);
    let mut list = Vec::new();
    loop {
        list.clear();
        let term = terms.next.peek().map(|term| (vocabulary.fold_of[term as usize], term));
        let pair = pairs.next.peek();
        match (term, pair) {
            // The terms of a fold come before its pairs.
            (Some((fold, term)), pair) if pair.is_none_or(|(left, _)| fold <= left) => {
                terms.read(&mut list)?;
                match vocabulary.common[term as usize] {
                    Some(number) => postings.push_term(number, &vocabulary.folds[fold as usize], &list)?,
                    None => rare.push(&vocabulary.terms[term as usize].key, &list)?,
                }
            }
            (_, Some((left, right))) => {
                let key = pairs::key(&vocabulary.folds[left as usize], &vocabulary.folds[right as usize]);
                postings.push_pair(key, &pairs.read(vocabulary)?)?;
            }
            (_, None) => break,
        }
    }
    let (first_terms, postings) = postings.finish()?;
    Ok(Merged { first_terms, postings, rare: rare.finish()? })
}

/// The terms of all runs.
struct Terms<'r> {
    spools: Vec<Spool>,
    runs: &'r [Run],
    next: Next<u32>,
    /// How many of each run have been read.
    places: Vec<usize>,
    having: Vec<usize>,
}

impl<'r> Terms<'r> {
    fn new(spools: Vec<Spool>, runs: &'r [Run]) -> Terms<'r> {
        let mut next = Next::new();
        for (run, of_run) in runs.iter().enumerate() {
            next.push(of_run.numbers.first().copied(), run);
        }
        Terms { spools, runs, next, places: vec![0; runs.len()], having: Vec::new() }
    }

    /// Reads the postings of the next term.
    fn read(&mut self, list: &mut Vec<Posting>) -> Result<(), Error> {
        self.next.pop(&mut self.having);
        for &run in &self.having {
            read_list(&mut self.spools[run], self.runs[run].first, list)?;
            self.places[run] += 1;
            self.next.push(self.runs[run].numbers.get(self.places[run]).copied(), run);
        }
        Ok(())
    }
}

/// The pairs of all runs.
struct Pairs<'r> {
    spools: Vec<Spool>,
    runs: &'r [Run],
    next: Next<(u32, u32)>,
    /// The left fold that each run has come to.
    lefts: Vec<u32>,
    having: Vec<usize>,
}

impl<'r> Pairs<'r> {
    fn new(mut spools: Vec<Spool>, runs: &'r [Run]) -> Result<Pairs<'r>, Error> {
        let mut next = Next::new();
        let mut lefts = vec![0; runs.len()];
        for run in 0..runs.len() {
            next.push(read_folds(&mut spools[run], &runs[run], &mut lefts[run])?, run);
        }
        Ok(Pairs { spools, runs, next, lefts, having: Vec::new() })
    }

    /// Reads the readings of the next pair, in the order of their terms, each
    /// with its postings.
    fn read(&mut self, vocabulary: &Vocabulary) -> Result<Vec<(pairs::Reading, Vec<Posting>)>, Error> {
        let mut readings: BTreeMap<(u32, u32), Vec<Posting>> = BTreeMap::new();
        self.next.pop(&mut self.having);
        for &run in &self.having {
            let (spool, of_run) = (&mut self.spools[run], &self.runs[run]);
            for _ in 0..spool.number()? {
                let numbers = &of_run.numbers;
                let terms = (numbers[spool.number()? as usize], numbers[spool.number()? as usize]);
                read_list(spool, of_run.first, readings.entry(terms).or_default())?;
            }
            self.next.push(read_folds(spool, of_run, &mut self.lefts[run])?, run);
        }
        let place = |term: u32| vocabulary.places[term as usize];
        Ok(readings.into_iter().map(|((left, right), list)| ((place(left), place(right)), list)).collect())
    }
}

/// About how many bytes a list takes.
fn list_size(list: &[Posting], documents: u32) -> usize {
    let gap = (documents as usize / list.len().max(1)).max(1).ilog2() as usize;
    list.len() * (gap + 4) / 8
}

/// Writes postings parts.
struct PostingsWriter<'a> {
    documents: u32,
    size: usize,
    output: Output<'a>,
    bits: BitWriter,
    pairs: PairsWriter,
    first_terms: Vec<u32>,
    firsts: Vec<Vec<u8>>,
    /// The key of what came last.
    last: Vec<u8>,
    /// The next common term.
    next: u32,
}

impl<'a> PostingsWriter<'a> {
    fn new(documents: u32, size: usize, output: &dyn Fn(PartKind) -> Output<'a>) -> PostingsWriter<'a> {
        PostingsWriter {
            documents,
            size,
            output: output(PartKind::Postings),
            bits: BitWriter::default(),
            pairs: PairsWriter::default(),
            first_terms: Vec::new(),
            firsts: Vec::new(),
            last: Vec::new(),
            next: 0,
        }
    }

    fn push_term(&mut self, number: u32, fold: &str, list: &[Posting]) -> Result<(), Error> {
        // The terms of a fold come one after the other, and all before its pairs.
        let mut key = pairs::key(fold, "");
        if self.last.starts_with(&key) {
            key = followed(&self.last, 0);
        }
        self.begin(key, list_size(list, self.documents))?;
        postings::write(list, self.documents, &mut self.bits);
        self.next = number + 1;
        Ok(())
    }

    fn push_pair(&mut self, key: Vec<u8>, readings: &[(pairs::Reading, Vec<Posting>)]) -> Result<(), Error> {
        let size = readings.iter().map(|(_, list)| list_size(list, self.documents)).sum();
        self.begin(key.clone(), size)?;
        self.pairs.push(key, readings, self.documents);
        Ok(())
    }

    /// Begins a part if there is none, or the one there is has no room for
    /// as much again. A long list has a part of its own.
    fn begin(&mut self, key: Vec<u8>, size: usize) -> Result<(), Error> {
        let filled = self.bits.len() + self.pairs.size();
        let is_full = filled + size > self.size;
        if is_full && filled > 0 {
            self.flush()?;
        }
        if self.bits.len() == 0 && self.pairs.is_empty() {
            self.firsts.push(separator(&self.last, &key));
            self.first_terms.push(self.next);
        }
        self.last = key;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        let mut out = Writer::default();
        out.bytes(&std::mem::take(&mut self.bits).finish());
        out.raw(&std::mem::take(&mut self.pairs).finish());
        self.output.put(out.finish())
    }

    fn finish(mut self) -> Result<(Vec<u32>, Vec<Vec<u8>>), Error> {
        if !self.firsts.is_empty() {
            self.flush()?;
        }
        self.output.finish()?;
        Ok((self.first_terms, self.firsts))
    }
}

/// Writes parts of rare terms.
struct RareWriter<'a> {
    documents: u32,
    size: usize,
    output: Output<'a>,
    keys: Vec<Vec<u8>>,
    bits: BitWriter,
    firsts: Vec<Vec<u8>>,
    last: Vec<u8>,
}

impl<'a> RareWriter<'a> {
    fn new(documents: u32, size: usize, output: &dyn Fn(PartKind) -> Output<'a>) -> RareWriter<'a> {
        RareWriter {
            documents,
            size,
            output: output(PartKind::Terms),
            keys: Vec::new(),
            bits: BitWriter::default(),
            firsts: Vec::new(),
            last: Vec::new(),
        }
    }

    fn push(&mut self, key: &[u8], list: &[Posting]) -> Result<(), Error> {
        // An fst takes about five bytes for a key among its like.
        let filled = 5 * self.keys.len() + self.bits.len();
        let is_full = filled + list_size(list, self.documents) > self.size && !self.keys.is_empty();
        // The terms of a fold stay together: one part says all of it.
        if is_full && super::gather::fold(&self.last) != super::gather::fold(key) {
            self.flush()?;
        }
        if self.keys.is_empty() {
            self.firsts.push(separator(&self.last, key));
        }
        self.keys.push(key.to_vec());
        self.last = key.to_vec();
        self.bits.gamma(list.len() as u32);
        postings::write(list, self.documents, &mut self.bits);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        let mut out = Writer::default();
        out.bytes(&keys::write(self.keys.drain(..)));
        out.bytes(&std::mem::take(&mut self.bits).finish());
        self.output.put(out.finish())
    }

    fn finish(mut self) -> Result<Vec<Vec<u8>>, Error> {
        if !self.keys.is_empty() {
            self.flush()?;
        }
        self.output.finish()?;
        Ok(self.firsts)
    }
}

/// The folds of the next pair of a run, if there is one.
fn read_folds(spool: &mut Spool, run: &Run, left: &mut u32) -> Result<Option<(u32, u32)>, Error> {
    if spool.is_at_end()? {
        return Ok(None);
    }
    *left += spool.number()?;
    let right = spool.number()?;
    Ok(Some((run.folds[*left as usize], run.folds[right as usize])))
}
