//! The parts of one kind, as many as have been loaded.
//!
//! In: parts by number. Out: the same, each noting when it was last used.
//! Invariant: a part is used by looking at it; nothing else need be told.

use std::sync::atomic::{AtomicU32, Ordering};

/// See the module.
pub(super) struct Shelf<T> {
    places: Vec<Option<Place<T>>>,
    /// What time it is.
    clock: AtomicU32,
    /// How much memory the parts take.
    size: usize,
}

struct Place<T> {
    part: T,
    size: usize,
    used: AtomicU32,
}

impl<T> Shelf<T> {
    /// A shelf for so many parts.
    pub(super) fn new(count: usize) -> Shelf<T> {
        Shelf { places: (0..count).map(|_| None).collect(), clock: AtomicU32::new(0), size: 0 }
    }

    /// Puts a part that takes so much memory in its place.
    pub(super) fn put(&mut self, number: u32, size: usize, part: T, time: u32) {
        self.take(number);
        if let Some(place) = self.places.get_mut(number as usize) {
            *place = Some(Place { part, size, used: AtomicU32::new(time) });
            self.size += size;
        }
    }

    /// Takes a part away; gives how much memory it took.
    pub(super) fn take(&mut self, number: u32) -> usize {
        let taken = self.places.get_mut(number as usize).and_then(Option::take);
        let size = taken.map_or(0, |place| place.size);
        self.size -= size;
        size
    }

    /// A part, if it is there; this uses it.
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        let place = self.places.get(number as usize)?.as_ref()?;
        place.used.store(self.clock.load(Ordering::Relaxed), Ordering::Relaxed);
        Some(&place.part)
    }

    /// When a part was last used, if it is there.
    pub(super) fn used(&self, number: u32) -> Option<u32> {
        Some(self.places.get(number as usize)?.as_ref()?.used.load(Ordering::Relaxed))
    }

    /// How much memory the parts take.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Says what time it is.
    pub(super) fn set_time(&mut self, time: u32) {
        *self.clock.get_mut() = time;
    }
}
