//! The parts that have been loaded.
//!
//! In: parts by kind and number. Out: the same, each noting when it was last
//! used. Invariant: a part is used by looking at it, or for it; nothing else
//! need be told.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use super::column::Column;
use super::ids::Ids;
use super::pairs::Pairs;
use super::part::{PartId, PartKind};
use super::postings::Lists;
use super::terms::Terms;
use super::text::Texts;
use crate::order::ascending;

/// A part of any kind but the root.
pub(super) enum Loaded {
    Postings(Lists, Pairs),
    Terms(Terms),
    Texts(Texts),
    Ids(Ids),
    Columns(Column),
}

impl Loaded {
    /// About how much memory it takes, in bytes.
    fn size(&self) -> usize {
        match self {
            Loaded::Postings(lists, pairs) => lists.size() + pairs.size(),
            Loaded::Terms(terms) => terms.keys.size() + terms.lists.size(),
            Loaded::Texts(texts) => texts.size(),
            Loaded::Ids(ids) => ids.size(),
            Loaded::Columns(column) => column.size(),
        }
    }
}

/// See the module.
pub(super) struct Shelf {
    /// By kind, then by number.
    places: Vec<Vec<Option<Place>>>,
    /// How often parts were forgotten, which is what time it is.
    time: u32,
    /// How much memory the parts took when they were put there.
    size: usize,
    /// How much more they take by now.
    grown: AtomicUsize,
    /// Whether they came in one file, and none can be brought again by itself.
    pub(super) is_whole: bool,
}

struct Place {
    part: Loaded,
    used: AtomicU32,
}

impl Shelf {
    /// A shelf for so many parts of each kind.
    pub(super) fn new(count: impl Fn(PartKind) -> usize) -> Shelf {
        let mut places = Vec::new();
        for kind in PartKind::ALL {
            places.push((0..count(kind)).map(|_| None).collect());
        }
        Shelf { places, time: 0, size: 0, grown: AtomicUsize::new(0), is_whole: false }
    }

    /// Puts a part in its place; whether there is one for it.
    pub(super) fn put(&mut self, id: PartId, part: Loaded) -> bool {
        self.take(id);
        let size = part.size();
        let place = self.places.get_mut(id.kind as usize).and_then(|kind| kind.get_mut(id.number as usize));
        let Some(place) = place else { return false };
        *place = Some(Place { part, used: AtomicU32::new(self.time) });
        self.size += size;
        true
    }

    /// A part, if it is there; this uses it.
    pub(super) fn get(&self, id: PartId) -> Option<&Loaded> {
        let place = self.place(id)?;
        place.used.store(self.time, Ordering::Relaxed);
        Some(&place.part)
    }

    /// Notes that a part takes so many bytes more than before.
    pub(super) fn grow(&self, by: usize) {
        self.grown.fetch_add(by, Ordering::Relaxed);
    }

    /// Whether a part is there; whoever asks is about to use it.
    pub(super) fn has(&self, id: PartId) -> bool {
        self.get(id).is_some()
    }

    /// Gives up what parts keep beside what was put there, then the parts that
    /// have not been used for longest, until the others take no more memory than
    /// this; but nothing of those that have been used since it was last called, and
    /// no part that cannot be brought again.
    pub(super) fn forget(&mut self, memory: usize) {
        self.size += std::mem::take(self.grown.get_mut());
        if self.size > memory {
            // By when they were used, then by what they are, as one number each.
            let mut used = Vec::new();
            for (kind, places) in (0u64..).zip(&mut self.places) {
                for (number, place) in (0u64..).zip(places) {
                    let Some(place) = place else { continue };
                    let when = *place.used.get_mut();
                    if when == self.time {
                        continue;
                    }
                    used.push(u64::from(when) << 35 | number << 3 | kind);
                    if let Loaded::Texts(texts) = &mut place.part {
                        self.size = self.size.saturating_sub(texts.forget());
                    }
                }
            }
            for one in ascending(used) {
                if self.size <= memory || self.is_whole {
                    break;
                }
                let kind = PartKind::ALL.get(one as usize & 7).copied();
                self.take(PartId { kind: kind.unwrap_or(PartKind::Root), number: (one >> 3) as u32 });
            }
        }
        self.time = self.time.wrapping_add(1);
    }

    fn take(&mut self, id: PartId) {
        let place = self.places.get_mut(id.kind as usize).and_then(|kind| kind.get_mut(id.number as usize));
        if let Some(taken) = place.and_then(Option::take) {
            self.size = self.size.saturating_sub(taken.part.size());
        }
    }

    fn place(&self, id: PartId) -> Option<&Place> {
        self.places.get(id.kind as usize)?.get(id.number as usize)?.as_ref()
    }
}
