//! The keys of terms, in an fst.
//!
//! In: a fold, or the beginning of one. Out: the terms with that fold, each by
//! its place among the keys and with its [`Form`]. Invariant: the value of a
//! key is its place in the order of keys, so all terms of one fold, and all
//! that share a beginning, are neighbours.
//!
//! The keys are those of [`Form::key`].

use super::near::Near;
use super::nodes::Fst;
use super::walk;
use crate::analysis::Form;
use crate::bytes::{Reader, followed};

/// See the module.
pub struct Keys(Fst);

impl Keys {
    /// Reads the bytes of an fst, and hands out each key in order.
    pub fn read(bytes: &mut Reader, each: &mut dyn FnMut(&[u8])) -> Keys {
        let mut next = 0;
        Keys(walk::read(bytes, &mut |key, place| {
            let is_right = place == next && Form::from_key(key).is_some();
            next += 1;
            each(key);
            is_right
        }))
    }

    /// Goes through all terms in order.
    pub fn visit_all(&self, each: &mut dyn FnMut(Form)) {
        self.visit(b"", &mut |_, key| {
            each(Form::from_key(key).unwrap_or_default());
            true
        });
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.len == 0
    }

    /// The place of a key.
    pub fn get(&self, key: &[u8]) -> Option<u32> {
        walk::get(&self.0, key).map(|place| place as u32)
    }

    /// The terms with this fold, in order.
    pub fn with_fold(&self, fold: &str) -> Vec<(u32, Form)> {
        let mut found = Vec::new();
        self.visit_fold(fold, &mut |place, key| {
            found.extend(Form::from_key(key).map(|form| (place, form)));
            true
        });
        found
    }

    /// Goes through the terms with this fold, in order, with the key of each,
    /// as long as that is wanted.
    pub fn visit_fold(&self, fold: &str, each: &mut dyn FnMut(u32, &[u8]) -> bool) {
        self.visit(&followed(fold.as_bytes(), 0), each);
    }

    /// Goes through the terms whose fold is longer than this one and begins
    /// with it, in order, with the key of each, as long as that is wanted.
    pub fn visit_beginning_with(&self, fold: &str, each: &mut dyn FnMut(u32, &[u8]) -> bool) {
        self.visit(fold.as_bytes(), &mut |place, key| {
            // A fold ends where its marks begin.
            key.get(fold.len()) == Some(&0) || each(place, key)
        });
    }

    /// Goes through the terms whose folds are near another, in order, with the
    /// key of each and what it costs to become that.
    pub fn visit_near(&self, near: &mut Near, each: &mut dyn FnMut(u32, &[u8], u8)) {
        walk::walk(&self.0, b"", Some(near), &mut |key, place, cost| {
            each(place as u32, key, cost);
            true
        });
    }

    fn visit(&self, beginning: &[u8], each: &mut dyn FnMut(u32, &[u8]) -> bool) {
        walk::walk(&self.0, beginning, None, &mut |key, place, _| each(place as u32, key));
    }

    /// About how much memory they take, in bytes.
    pub fn size(&self) -> usize {
        self.0.size()
    }
}

/// The bytes of an fst of these keys, which are sorted and distinct.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn write<K: AsRef<[u8]>>(keys: impl Iterator<Item = K>) -> Vec<u8> {
    write_map(keys.zip(0..))
}

/// The bytes of an fst of these keys, which are sorted and distinct, and their
/// values.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn write_map<K: AsRef<[u8]>>(map: impl Iterator<Item = (K, u64)>) -> Vec<u8> {
    fst::Map::from_iter(map).expect("keys are sorted and distinct").into_fst().into_inner()
}
