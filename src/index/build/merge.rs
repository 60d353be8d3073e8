//! From sorted runs to the parts of terms and pairs.
//!
//! In: what was gathered from each batch. Out: postings, terms and pairs
//! parts. Invariant: every run is read once, from front to end, whatever its
//! size; of each only the next term or pair is in memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::parts::Output;
use super::run::{Run, read_list};
use super::spool::Spool;
use super::vocabulary::Vocabulary;
use crate::bits::BitWriter;
use crate::bytes::Writer;
use crate::error::Error;
use crate::index::directory::separator;
use crate::index::keys;
use crate::index::pairs;
use crate::index::pairs::write::{PairsWriter, choose};
use crate::index::part::PartKind;
use crate::index::postings::{self, Posting};

/// Where the parts of terms begin.
#[derive(Default)]
pub(super) struct Terms {
    /// The first common term of each postings part.
    pub(super) postings: Vec<u32>,
    /// What each part of rare terms begins with.
    pub(super) rare: Vec<Vec<u8>>,
}

/// Runs by what comes next in each, the least first; of the same, that of the
/// first run. Gives the least, and every run that has it.
struct Next<K>(BinaryHeap<Reverse<(K, usize)>>);

impl<K: Ord + Copy> Next<K> {
    fn new() -> Next<K> {
        Next(BinaryHeap::new())
    }

    fn push(&mut self, key: Option<K>, run: usize) {
        self.0.extend(key.map(|key| Reverse((key, run))));
    }

    fn pop(&mut self, runs: &mut Vec<usize>) -> Option<K> {
        runs.clear();
        let Reverse((key, run)) = self.0.pop()?;
        runs.push(run);
        while let Some(&Reverse((next, run))) = self.0.peek()
            && next == key
        {
            self.0.pop();
            runs.push(run);
        }
        Some(key)
    }
}

/// Merges the terms of all runs.
pub(super) fn terms<'a>(
    mut spools: Vec<Spool>,
    runs: &[Run],
    vocabulary: &Vocabulary,
    documents: u32,
    size: usize,
    output: &dyn Fn(PartKind) -> Output<'a>,
) -> Result<Terms, Error> {
    let mut common = CommonWriter::new(size, output);
    let mut rare = RareWriter::new(size, output);
    let mut next = Next::new();
    let mut places = vec![0; runs.len()];
    for (run, of_run) in runs.iter().enumerate() {
        next.push(of_run.numbers.first().copied(), run);
    }
    let (mut having, mut list) = (Vec::new(), Vec::new());
    while let Some(term) = next.pop(&mut having) {
        list.clear();
        for &run in &having {
            read_list(&mut spools[run], runs[run].first, &mut list)?;
            places[run] += 1;
            next.push(runs[run].numbers.get(places[run]).copied(), run);
        }
        match vocabulary.common[term as usize] {
            Some(number) => common.push(number, &list, documents)?,
            None => rare.push(&vocabulary.terms[term as usize].key, &list, documents)?,
        }
    }
    Ok(Terms { postings: common.finish()?, rare: rare.finish()? })
}

/// About how many bytes a list takes.
fn list_size(list: &[Posting], documents: u32) -> usize {
    let gap = (documents as usize / list.len().max(1)).max(1).ilog2() as usize;
    list.len() * (gap + 4) / 8
}

/// Writes postings parts.
struct CommonWriter<'a> {
    size: usize,
    output: Output<'a>,
    bits: BitWriter,
    firsts: Vec<u32>,
}

impl<'a> CommonWriter<'a> {
    fn new(size: usize, output: &dyn Fn(PartKind) -> Output<'a>) -> CommonWriter<'a> {
        CommonWriter {
            size,
            output: output(PartKind::Postings),
            bits: BitWriter::default(),
            firsts: Vec::new(),
        }
    }

    fn push(&mut self, number: u32, list: &[Posting], documents: u32) -> Result<(), Error> {
        // A long list has a part of its own.
        let is_full = self.bits.len() + list_size(list, documents) > self.size;
        if self.firsts.is_empty() || (is_full && self.bits.len() > 0) {
            if !self.firsts.is_empty() {
                self.flush()?;
            }
            self.firsts.push(number);
        }
        postings::write(list, documents, &mut self.bits);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        let mut out = Writer::default();
        out.bytes(&std::mem::take(&mut self.bits).finish());
        self.output.put(out.finish())
    }

    fn finish(mut self) -> Result<Vec<u32>, Error> {
        if !self.firsts.is_empty() {
            self.flush()?;
        }
        self.output.finish()?;
        Ok(self.firsts)
    }
}

/// Writes parts of rare terms.
struct RareWriter<'a> {
    size: usize,
    output: Output<'a>,
    keys: Vec<Vec<u8>>,
    bits: BitWriter,
    firsts: Vec<Vec<u8>>,
    last: Vec<u8>,
}

impl<'a> RareWriter<'a> {
    fn new(size: usize, output: &dyn Fn(PartKind) -> Output<'a>) -> RareWriter<'a> {
        RareWriter {
            size,
            output: output(PartKind::Terms),
            keys: Vec::new(),
            bits: BitWriter::default(),
            firsts: Vec::new(),
            last: Vec::new(),
        }
    }

    fn push(&mut self, key: &[u8], list: &[Posting], documents: u32) -> Result<(), Error> {
        // An fst takes about five bytes for a key among its like.
        let filled = 5 * self.keys.len() + self.bits.len();
        let is_full = filled + list_size(list, documents) > self.size && !self.keys.is_empty();
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
        postings::write(list, documents, &mut self.bits);
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

/// Merges the pairs of all runs; gives what each part begins with.
pub(super) fn pairs(
    mut spools: Vec<Spool>,
    runs: &[Run],
    vocabulary: &Vocabulary,
    documents: u32,
    size: usize,
    mut output: Output,
) -> Result<Vec<Vec<u8>>, Error> {
    let mut next = Next::new();
    // The left fold that each run has come to.
    let mut lefts = vec![0; runs.len()];
    for run in 0..runs.len() {
        next.push(read_folds(&mut spools[run], &runs[run], &mut lefts[run])?, run);
    }
    let mut firsts = Vec::new();
    let mut writer = PairsWriter::default();
    let mut before = Vec::new();
    let (mut having, mut list, mut readings) = (Vec::new(), Vec::new(), Vec::new());
    while let Some((left, right)) = next.pop(&mut having) {
        list.clear();
        readings.clear();
        for &run in &having {
            let spool = &mut spools[run];
            for _ in 0..spool.number()? {
                let numbers = &runs[run].numbers;
                let (left, right) = (numbers[spool.number()? as usize], numbers[spool.number()? as usize]);
                readings.push((left, right, spool.number()?));
            }
            read_list(spool, runs[run].first, &mut list)?;
            next.push(read_folds(spool, &runs[run], &mut lefts[run])?, run);
        }
        let key = pairs::key(&vocabulary.folds[left as usize], &vocabulary.folds[right as usize]);
        let is_full = writer.size() + list_size(&list, documents) > size;
        if !before.is_empty() && is_full {
            output.put(std::mem::take(&mut writer).finish())?;
        }
        if writer.is_empty() {
            firsts.push(separator(&before, &key));
        }
        before.clone_from(&key);
        writer.push(key, &commonest(&mut readings, vocabulary), &list, documents);
    }
    if !writer.is_empty() {
        output.put(writer.finish())?;
    }
    output.finish()?;
    Ok(firsts)
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

/// What a pair is written as, the commonest first, what is too rare left out.
fn commonest(readings: &mut Vec<(u32, u32, u32)>, vocabulary: &Vocabulary) -> Vec<pairs::Reading> {
    readings.sort_unstable();
    readings.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 += next.2;
        }
        same
    });
    choose(readings);
    readings
        .iter()
        .map(|&(left, right, _)| (vocabulary.places[left as usize], vocabulary.places[right as usize]))
        .collect()
}
