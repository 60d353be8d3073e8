//! Parts on their way out.
//!
//! In: payloads in the order of their numbers. Out: parts with headers, handed
//! to the sink in parallel. Invariant: how large a part is depends on the
//! number of documents only.

use rayon::prelude::*;

use super::Sink;
use super::run::Run;
use crate::bytes::Writer;
use crate::error::Error;
use crate::index::directory::separator;
use crate::index::keys;
use crate::index::part::{Part, PartId, PartKind};

/// How many parts are handed over together.
const TOGETHER: usize = 64;

/// How large parts are, in bytes, deflated, of a corpus of this size or less.
const SMALL: (u32, usize) = (10_000, 4500);
/// The same for a larger one.
const LARGE: (u32, usize) = (100_000, 9000);

/// How large a part is to be, in bytes, deflated. A query reads some parts,
/// whatever their size, so small parts cost it less; but there are hosts that
/// take twenty thousand files and no more, so of ten times the documents they
/// are twice as large.
pub(super) fn size(documents: u32) -> usize {
    let ((few, small), (many, large)) = (SMALL, LARGE);
    if documents <= few {
        return small;
    }
    let share =
        libm::log2(f64::from(documents) / f64::from(few)) / libm::log2(f64::from(many) / f64::from(few));
    (small as f64 * libm::pow(large as f64 / small as f64, share)) as usize
}

/// Hands over the parts of one kind.
pub(super) struct Output<'a> {
    kind: PartKind,
    build: u64,
    sink: &'a dyn Sink,
    waiting: Vec<Vec<u8>>,
    next: u32,
}

impl<'a> Output<'a> {
    pub(super) fn new(kind: PartKind, build: u64, sink: &'a dyn Sink) -> Output<'a> {
        Output { kind, build, sink, waiting: Vec::new(), next: 0 }
    }

    /// Hands over the next payload.
    pub(super) fn put(&mut self, payload: Vec<u8>) -> Result<(), Error> {
        self.waiting.push(payload);
        if self.waiting.len() < TOGETHER { Ok(()) } else { self.flush() }
    }

    /// Ends it.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Error> {
        let first = self.next;
        self.next += self.waiting.len() as u32;
        let numbered: Vec<(u32, Vec<u8>)> = (first..).zip(self.waiting.drain(..)).collect();
        let (kind, build, sink) = (self.kind, self.build, self.sink);
        numbered.into_par_iter().try_for_each(|(number, payload)| {
            let id = PartId { kind, number };
            sink.put(id, Part { id, build, payload: &payload }.write())
        })
    }
}

/// Writes the parts of ids; gives what each begins with.
pub(super) fn ids(runs: &[Run], size: usize, mut output: Output) -> Result<Vec<Vec<u8>>, Error> {
    let numbered = runs.iter().flat_map(|run| run.ids.iter().zip(run.first..));
    let mut ids: Vec<(&[u8], u32)> = numbered.map(|(id, number)| (id.as_bytes(), number)).collect();
    ids.par_sort_unstable();
    let mut firsts = Vec::new();
    let mut before: &[u8] = &[];
    // Deflated ids take about half of their bytes, their numbers two more.
    let starts_part = |sum: &mut usize, id: &[u8]| {
        let starts = *sum == 0 || *sum >= size;
        *sum = if starts { 0 } else { *sum } + id.len() / 2 + 2;
        starts
    };
    let mut sum = 0;
    let mut part: Vec<(&[u8], u32)> = Vec::new();
    for (id, number) in ids {
        if starts_part(&mut sum, id) {
            firsts.push(separator(before, id));
            if !part.is_empty() {
                output.put(ids_payload(&part))?;
                part.clear();
            }
        }
        part.push((id, number));
        before = id;
    }
    output.put(ids_payload(&part))?;
    output.finish()?;
    Ok(firsts)
}

fn ids_payload(ids: &[(&[u8], u32)]) -> Vec<u8> {
    let mut out = Writer::default();
    out.bytes(&keys::write_map(ids.iter().map(|&(id, number)| (id, u64::from(number)))));
    out.finish()
}
