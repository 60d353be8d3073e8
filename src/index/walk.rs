//! Walking over the keys of an fst.
//!
//! In: the bytes of an fst, how the keys wanted begin, and what else they must
//! be near to. Out: these keys in order, each with its value. Invariant: one
//! walk serves every question, for in a page each would be a walk of its own;
//! all keys are gone through once before any is asked for, and are then known
//! to be distinct, in order, and no more than memory holds.

use super::near::Near;
use super::nodes::{Fst, Node};
use crate::bytes::Reader;

/// An fst from the bytes that come next, every key of which is handed out with
/// its value and must be right.
pub(super) fn read(bytes: &mut Reader, is_right: &mut dyn FnMut(&[u8], u64) -> bool) -> Fst {
    let fst = Fst::read(bytes);
    let mut room = bytes.room();
    let mut count = 0;
    let mut before: Option<Vec<u8>> = None;
    let mut are_right = bytes.is_right();
    walk(&fst, b"", None, &mut |key, value, _| {
        count += 1;
        are_right &= before.as_deref() < Some(key) && key.len() <= room && is_right(key, value);
        room = room.saturating_sub(key.len());
        let before = before.get_or_insert_default();
        before.clear();
        before.extend_from_slice(key);
        are_right
    });
    bytes.expect(are_right && count == fst.len, "keys in order");
    fst
}

/// The value of a key.
pub(super) fn get(fst: &Fst, key: &[u8]) -> Option<u64> {
    let (node, value) = descend(fst, key)?;
    node.end.map(|end| value.saturating_add(end))
}

/// Goes through the keys that begin so, in order, with the value of each, as
/// long as that is wanted. If they are to be near to something: only through
/// those, with what it costs to become each.
pub(super) fn walk(
    fst: &Fst,
    beginning: &[u8],
    mut near: Option<&mut Near>,
    found: &mut dyn FnMut(&[u8], u64, u8) -> bool,
) {
    let Some((node, value)) = descend(fst, beginning) else { return };
    let mut key = beginning.to_vec();
    // Where the walk is: the nodes on its way, the value as far as each, and
    // which branch comes next. A stack of its own, for keys may be long.
    let mut way = vec![(node, value, 0)];
    while let Some((node, value, next)) = way.last_mut() {
        if *next == 0
            && let Some(end) = node.end
        {
            let cost = near.as_ref().map_or(0, |near| near.cost());
            if !found(&key, value.saturating_add(end), cost) {
                return;
            }
        }
        if *next == node.branches {
            way.pop();
            key.pop();
            near.iter_mut().for_each(|near| near.leave());
            continue;
        }
        let branch = fst.branch(node, *next);
        *next += 1;
        if near.as_mut().is_none_or(|near| near.enter(branch.input)) {
            key.push(branch.input);
            let value = value.saturating_add(branch.output);
            way.push((fst.node(branch.target), value, 0));
        }
    }
}

/// The node that these bytes lead to, and the value as far as that.
fn descend(fst: &Fst, bytes: &[u8]) -> Option<(Node, u64)> {
    let (mut node, mut value) = (fst.root, 0u64);
    for &byte in bytes {
        let place = (0..node.branches).find(|&place| fst.input(&node, place) == byte)?;
        let branch = fst.branch(&node, place);
        node = fst.node(branch.target);
        value = value.saturating_add(branch.output);
    }
    Some((node, value))
}
