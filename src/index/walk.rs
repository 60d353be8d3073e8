//! Walking over the keys of an fst.
//!
//! In: the bytes of an fst, how the keys wanted begin, and what else they must
//! be near to. Out: these keys in order, each with its value. Invariant: one
//! walk serves every question, for in a page each would be a walk of its own.

use fst::raw::{Fst, Node, Transition};

use super::near::Near;
use crate::bytes::Reader;
use crate::error::Error;

/// An fst from the bytes that come next.
///
/// # Errors
/// `index/corrupt` if they are none.
pub(super) fn read(bytes: &mut Reader) -> Result<Fst<Vec<u8>>, Error> {
    Fst::new(bytes.bytes().to_vec()).map_err(|_| Error::corrupt("an fst", "other bytes"))
}

/// The value of a key.
pub(super) fn get(fst: &Fst<Vec<u8>>, key: &[u8]) -> Option<u64> {
    let (node, value) = descend(fst, key)?;
    node.is_final().then(|| value.wrapping_add(node.final_output().value()))
}

/// Goes through the keys that begin so, in order, with the value of each, as
/// long as that is wanted. If they are to be near to something: only through
/// those, with what it costs to become each.
pub(super) fn walk(
    fst: &Fst<Vec<u8>>,
    beginning: &[u8],
    mut near: Option<&mut Near>,
    found: &mut dyn FnMut(&[u8], u64, u8) -> bool,
) {
    let Some((node, value)) = descend(fst, beginning) else { return };
    let mut key = beginning.to_vec();
    // Where the walk is: the nodes on its way, the value as far as each, and
    // which branch comes next. A stack of its own, for keys may be long.
    let mut way = vec![(node, value, 0)];
    while let Some((node, value, branch)) = way.last_mut() {
        if *branch == 0 && node.is_final() {
            let cost = near.as_ref().map_or(0, |near| near.cost());
            if !found(&key, value.wrapping_add(node.final_output().value()), cost) {
                return;
            }
        }
        if *branch == node.len() {
            way.pop();
            key.pop();
            near.iter_mut().for_each(|near| near.leave());
            continue;
        }
        let transition = transition(node, *branch);
        *branch += 1;
        if near.as_mut().is_none_or(|near| near.enter(transition.inp)) {
            key.push(transition.inp);
            let value = value.wrapping_add(transition.out.value());
            way.push((fst.node(transition.addr), value, 0));
        }
    }
}

/// A branch of a node. Written out where it is needed it would be twice in the
/// page.
#[inline(never)]
fn transition(node: &Node, branch: usize) -> Transition {
    node.transition(branch)
}

/// The node that these bytes lead to, and the value as far as that.
fn descend<'f>(fst: &'f Fst<Vec<u8>>, bytes: &[u8]) -> Option<(Node<'f>, u64)> {
    let (mut node, mut value) = (fst.root(), 0u64);
    for &byte in bytes {
        let transition =
            (0..node.len()).map(|branch| transition(&node, branch)).find(|next| next.inp == byte)?;
        node = fst.node(transition.addr);
        value = value.wrapping_add(transition.out.value());
    }
    Some((node, value))
}
