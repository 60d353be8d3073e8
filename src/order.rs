//! Putting numbers in order.
//!
//! In: numbers, each a key with what it belongs to in its lower bits. Out: the
//! same numbers, the least first. Invariant: everything in the engine that is
//! to be sorted is sorted here, by heap: one sort, a twentieth of the bytes of
//! the standard library's for each type.

use std::collections::BinaryHeap;

/// The numbers in ascending order.
pub(crate) fn ascending(numbers: Vec<u64>) -> Vec<u64> {
    BinaryHeap::from(numbers).into_sorted_vec()
}
