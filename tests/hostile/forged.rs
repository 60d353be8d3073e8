//! Parts that no build wrote though their checksums are right: an error, or
//! another index; never a panic, never a wait without end.
//!
//! Every byte of two small indexes may become each of some values, and the
//! number that may begin there each extreme; the part may end before it. Of
//! these one in so many is tried, others for each part and place; all of them,
//! and every byte as every other, with `TIMKIEM_FORGE=all` (minutes).

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use timkiem::index::part::{self, Part};

use super::asked::{self, Parts};

/// What a byte becomes, beside one more, one less, and itself with the highest
/// bit turned.
const BYTES: [u8; 9] = [0, 1, 2, 3, 4, 5, 0x7f, 0x80, 0xff];

/// What a number becomes: the extremes of 7, 14, 28, 31 and 32 bits, and one
/// that has more.
const NUMBERS: [&[u8]; 8] = [
    &[0],
    &[0x7f],
    &[0xff, 0x7f],
    &[0xff, 0xff, 0xff, 0x7f],
    &[0xff, 0xff, 0xff, 0xff, 0x07],
    &[0x80, 0x80, 0x80, 0x80, 0x08],
    &[0xff, 0xff, 0xff, 0xff, 0x0f],
    &[0xff, 0xff, 0xff, 0xff, 0x1f],
];

/// One in so many is tried; no length of what is repeated, so that all are met.
const ONE_IN: usize = 17;

/// No case may take longer: each takes a thousandth of it, or less.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a part becomes: so many bytes of its payload, from there on, others.
pub(super) struct Forgery {
    part: usize,
    at: usize,
    length: usize,
    into: Vec<u8>,
}

impl Forgery {
    /// The part that it makes of one of these.
    pub(super) fn file(&self, parts: &Parts) -> (usize, Vec<u8>) {
        let whole = part::read(&parts[self.part].1).expect("a built part is sound")[0];
        let mut payload = whole.payload.to_vec();
        payload.splice(self.at..self.at + self.length, self.into.iter().copied());
        (self.part, Part { payload: &payload, ..whole }.write())
    }

    /// These parts with that one in the place of its own.
    pub(super) fn of(&self, parts: &Parts) -> Parts {
        let mut forged = parts.clone();
        let (part, file) = self.file(parts);
        forged[part].1 = file;
        forged
    }

    /// What it is, said.
    pub(super) fn about(&self, parts: &Parts) -> String {
        let Forgery { part, at, length, into } = self;
        format!("{}: {length} bytes at {at} become {into:?}", parts[*part].0)
    }
}

/// Every forgery of every part.
fn forgeries(parts: &Parts, bytes: &[u8]) -> Vec<Forgery> {
    let mut forgeries = Vec::new();
    for (part, (_, file)) in parts.iter().enumerate() {
        let payload = part::read(file).expect("a built part is sound")[0].payload;
        let mut forge = |at: usize, length: usize, into: &[u8]| {
            forgeries.push(Forgery { part, at, length, into: into.to_vec() });
        };
        for (at, &byte) in payload.iter().enumerate() {
            let mut others = bytes.to_vec();
            others.extend([byte.wrapping_add(1), byte.wrapping_sub(1), byte ^ 0x80]);
            others.sort_unstable();
            others.dedup();
            others.into_iter().filter(|&other| other != byte).for_each(|other| forge(at, 1, &[other]));
            let rest = &payload[at..];
            let length = rest.iter().position(|&byte| byte < 0x80).map_or(rest.len(), |last| last + 1);
            NUMBERS.iter().for_each(|number| forge(at, length, number));
            forge(at, rest.len(), &[]);
        }
        forge(payload.len(), 0, &[0]);
    }
    forgeries
}

/// One forgery in so many.
pub(super) fn some(parts: &Parts, one_in: usize) -> Vec<Forgery> {
    forgeries(parts, &BYTES).into_iter().step_by(one_in).collect()
}

/// Asks all of all forgeries; how many there are, and how many of them could
/// be opened.
fn survive(parts: &Parts, ask: fn(&Parts) -> Value) -> (usize, usize) {
    let is_all = std::env::var_os("TIMKIEM_FORGE").is_some();
    let every: Vec<u8> = (0..=255).collect();
    let forgeries = if is_all { forgeries(parts, &every) } else { some(parts, ONE_IN) };
    let (next, opened) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || -> Vec<String> {
        let mut failed = Vec::new();
        while let Some(forgery) = forgeries.get(next.fetch_add(1, Ordering::Relaxed)) {
            let started = Instant::now();
            let answer = catch_unwind(AssertUnwindSafe(|| ask(&forgery.of(parts))));
            let about = || forgery.about(parts);
            match answer {
                Err(_) => failed.push(format!("{}: a panic", about())),
                Ok(_) if started.elapsed() > PATIENCE => failed.push(format!("{}: no end", about())),
                Ok(answer) => {
                    let is_open = answer.as_array().is_some_and(|said| said[0].is_array());
                    opened.fetch_add(usize::from(is_open), Ordering::Relaxed);
                }
            }
        }
        failed
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let failed: Vec<String> = thread::scope(|scope| {
        let working: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        working.into_iter().flat_map(|thread| thread.join().expect("it catches every panic")).collect()
    });
    assert!(
        failed.is_empty(),
        "{} of {}: {:#?}",
        failed.len(),
        forgeries.len(),
        &failed[..failed.len().min(10)]
    );
    (forgeries.len(), opened.into_inner())
}

#[test]
fn a_forged_part_is_an_error_or_another_index() {
    let (all, opened) = survive(&asked::parts(), asked::apart);
    println!("{all} forged, {opened} of them opened");
    assert!(all > 3000 && opened > all / 10, "{opened} of {all} say anything at all");
}

#[test]
fn a_forged_text_is_an_error_or_makes_other_pairs() {
    let (all, opened) = survive(&asked::without_pairs(), asked::whole);
    println!("{all} forged, {opened} of them opened");
    assert!(all > 3000 && opened > all / 10, "{opened} of {all} say anything at all");
}

/// Whatever is said to be what, with a checksum that bears it out.
#[test]
fn any_payload_may_be_said_to_be_any_part() {
    let parts = asked::parts();
    let whole = asked::apart(&parts);
    let (mut tried, mut taken) = (0, BTreeSet::new());
    for (place, (id, _)) in parts.iter().enumerate() {
        for (other, file) in &parts {
            let part = part::read(file).expect("a built part is sound")[0];
            let mut forged = parts.clone();
            forged[place].1 = Part { id: *id, ..part }.write();
            let said = asked::apart(&forged);
            tried += 1;
            assert!(id != other || said == whole, "{other} as {id}");
            if id.kind != other.kind {
                // A few bytes may be either. Documents are looked at when they are read.
                let refused = if place == 0 { &said[0] } else { &said[0][place - 1] };
                if refused.is_null() {
                    // For another part of the same kind it is the same bytes and the same reader.
                    taken.insert(format!("{other} as {:?}", id.kind));
                } else {
                    assert_eq!(*refused, "index/corrupt", "{other} as {id}");
                }
            }
        }
    }
    println!("{tried} payloads under another name, taken for what they are not: {taken:?}");
    assert!(tried > 100 && taken.len() < tried / 50, "{taken:?}");
}
