//! The nodes of an fst, read so that no bytes can do harm.
//!
//! In: the bytes of an fst as the crate of that name writes them; it reads
//! them too, but believes what they say. Out: its nodes and their branches.
//! Invariant: every branch leads further to the front, so that each way ends;
//! a node that is not as it should be has no branches, and the key that ends
//! there is [`WRONG`].
//!
//! ```text
//! fst    = 3, 0                          8 bytes each, little-endian
//!          node*, number of keys         8 bytes
//!          address of the root           8 bytes
//!          checksum                      4 bytes, passed over: parts have theirs
//! node   = from its last byte, whose place is its address, to the front:
//!          192 + c, input if c is 0      a branch to the node right before it
//!        | 128 + c, input if c is 0, sizes, target, output      a branch
//!        | 64 · final? + n, n if that is 0 (1 for 256), sizes, table if n > 32,
//!          input*, target*, output*, output if final            n branches
//! c      = place in COMMON, from 1
//! sizes  = a byte: 16 · bytes of each target + bytes of each output
//! table  = 256 bytes, passed over
//! target = how far before the front of this node the last byte of that one is
//!        | 0                             where a key ends and nothing follows
//! ```

use crate::bytes::Reader;

/// The value of what is no key.
pub(super) const WRONG: u64 = u64::MAX;

const VERSION: u64 = 3;
/// How much stands before the nodes, and how much after them.
const BEFORE: usize = 16;
const AFTER: usize = 20;

/// A node of more branches has a table of them.
const FEW: usize = 32;

/// The inputs that the first byte of a node can say.
const COMMON: [u8; 63] = *b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";

/// See the module.
pub(super) struct Fst {
    bytes: Vec<u8>,
    /// Where every key begins.
    pub(super) root: Node,
    /// How many keys there are, as it says itself.
    pub(super) len: usize,
}

/// A node.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Node {
    /// How many branches it has.
    pub(super) branches: usize,
    /// What is added to the value of the key that ends here, if one does.
    pub(super) end: Option<u64>,
    /// The input of its only branch, if that is a common one.
    common: u8,
    sizes: u8,
    /// Where inputs, targets and outputs end, of which the first stands last.
    inputs: usize,
    targets: usize,
    outputs: usize,
    /// The front of it.
    front: usize,
}

/// A branch of a node.
pub(super) struct Branch {
    /// The byte that keys go on with.
    pub(super) input: u8,
    /// What is added to their values.
    pub(super) output: u64,
    /// The address of the node that it leads to.
    pub(super) target: usize,
}

impl Fst {
    /// Reads the bytes that come next.
    pub(super) fn read(bytes: &mut Reader) -> Fst {
        let mut fst = Fst { bytes: bytes.bytes().to_vec(), root: Node::default(), len: 0 };
        let end = fst.bytes.len().saturating_sub(AFTER);
        let root = fst.number(end + 8, 8);
        // It is the last node, or there is none.
        let last = if root == 0 { BEFORE as u64 } else { root.wrapping_add(1) };
        let is_right = end >= BEFORE && last == end as u64 && fst.number(0, 8) == VERSION;
        fst.len = usize::try_from(fst.number(end, 8)).unwrap_or(usize::MAX);
        let node = fst.node(root as usize);
        // That of no keys is written as one where none ends.
        bytes.expect(is_right && (fst.len > 0 || node.end == Some(WRONG)), "an fst");
        if fst.len > 0 {
            fst.root = node;
        }
        fst
    }

    /// How many bytes it has.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The node at an address.
    pub(super) fn node(&self, address: usize) -> Node {
        self.found(address).unwrap_or(Node { end: Some(WRONG), ..Node::default() })
    }

    fn found(&self, address: usize) -> Option<Node> {
        if address == 0 {
            return Some(Node { end: Some(0), ..Node::default() });
        }
        let state = self.byte(address)?;
        let low = usize::from(state % 64);
        let mut node = Node { branches: 1, ..Node::default() };
        let mut at = address;
        let mut back = |count: usize| -> Option<usize> {
            at = at.checked_sub(count)?;
            Some(at)
        };
        if state < 128 {
            node.branches = low;
            if low == 0 {
                let count = self.byte(back(1)?)?.into();
                node.branches = if count == 1 { 256 } else { count };
            }
            node.sizes = self.byte(back(1)?)?;
            node.inputs = back(if node.branches > FEW { 256 } else { 0 })?;
            back(node.branches)?;
        } else {
            match low.checked_sub(1).and_then(|place| COMMON.get(place)) {
                Some(&common) => node.common = common,
                None => {
                    node.inputs = address;
                    back(1)?;
                }
            }
            if state < 192 {
                node.sizes = self.byte(back(1)?)?;
            }
        }
        node.targets = back(0)?;
        node.outputs = back(node.branches * usize::from(node.sizes / 16))?;
        let size = usize::from(node.sizes % 16);
        node.front = back(node.branches * size)?;
        if (64..128).contains(&state) {
            node.front = back(size)?;
            node.end = Some(self.number(node.front, size));
        }
        // Somewhere a key ends.
        (node.front >= BEFORE && (node.branches > 0 || node.end.is_some())).then_some(node)
    }

    /// The byte that keys go on with along a branch.
    pub(super) fn input(&self, node: &Node, branch: usize) -> u8 {
        if node.common > 0 {
            return node.common;
        }
        self.byte(node.inputs.wrapping_sub(branch + 1)).unwrap_or_default()
    }

    /// A branch of a node. Written out where it is needed it would be twice in
    /// the page.
    #[inline(never)]
    pub(super) fn branch(&self, node: &Node, branch: usize) -> Branch {
        let number = |end: usize, size: usize| self.number(end.wrapping_sub((branch + 1) * size), size);
        let size = usize::from(node.sizes / 16);
        let before = if size == 0 { 1 } else { number(node.targets, size) };
        let target = match (node.front as u64).checked_sub(before) {
            _ if before == 0 => 0,
            Some(target) => target as usize,
            None => usize::MAX,
        };
        Branch {
            input: self.input(node, branch),
            output: number(node.outputs, usize::from(node.sizes % 16)),
            target,
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// A number of so many bytes, the lowest first.
    fn number(&self, at: usize, size: usize) -> u64 {
        let bytes = self.bytes.get(at..).unwrap_or_default().iter().take(size);
        bytes.rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::bytes::Writer;
    use crate::index::keys::write_map;
    use crate::index::walk;

    fn read(fst: &[u8]) -> (Vec<(Vec<u8>, u64)>, bool) {
        let mut out = Writer::default();
        out.bytes(fst);
        let written = out.finish();
        let mut bytes = Reader::new(&written);
        let mut found = Vec::new();
        walk::read(&mut bytes, &mut |key, value| {
            found.push((key.to_vec(), value));
            true
        });
        (found, bytes.end().is_ok())
    }

    /// Keys with many branches, with none, with long tails in common.
    fn keys() -> impl Strategy<Value = BTreeMap<Vec<u8>, u64>> {
        let key = prop_oneof![
            "[a-d]{0,5}".prop_map(String::into_bytes),
            "[a-c]{0,2}tail-of-them-all".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..3),
        ];
        let value = prop_oneof![0..300u64, any::<u32>().prop_map(u64::from)];
        prop::collection::btree_map(key, value, 0..400)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_key_is_read_as_the_crate_wrote_it(map in keys(), others in prop::collection::vec("[a-d]{0,6}", 0..20)) {
            let written = write_map(map.iter().map(|(key, value)| (key, *value)));
            let (found, is_right) = read(&written);
            prop_assert!(is_right);
            prop_assert_eq!(&found, &map.clone().into_iter().collect::<Vec<_>>());
            let mut out = Writer::default();
            out.bytes(&written);
            let bytes = out.finish();
            let fst = Fst::read(&mut Reader::new(&bytes));
            for key in map.keys().cloned().chain(others.into_iter().map(String::into_bytes)) {
                prop_assert_eq!(walk::get(&fst, &key), map.get(&key).copied());
            }
        }
    }

    #[test]
    fn a_node_may_have_a_branch_for_every_byte() {
        let map: BTreeMap<Vec<u8>, u64> = (0..=255u8).map(|byte| (vec![byte], byte.into())).collect();
        let (found, is_right) = read(&write_map(map.clone().into_iter()));
        assert!(is_right);
        assert_eq!(found, map.into_iter().collect::<Vec<_>>());
    }

    /// Whatever a byte says, the walk ends, and it is an error or other keys in
    /// order, as many as are announced.
    #[test]
    fn any_byte_may_be_any_other() {
        let words = ["", "a", "an ninh", "biên", "biên giới", "giới", "x\u{ff}"];
        let many = (0..40u8).map(|byte| vec![b'm', byte]);
        let mut keys: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).chain(many).collect();
        keys.sort();
        let written = write_map(keys.iter().zip((0..).map(|value| value * 70)));
        for at in 0..written.len() {
            for byte in 0..=255 {
                let mut forged = written.clone();
                forged[at] = byte;
                let (found, is_right) = read(&forged);
                if is_right {
                    assert_eq!(found.len(), keys.len());
                    assert!(found.windows(2).all(|two| two[0].0 < two[1].0), "{at} {byte}");
                }
            }
            assert!(!read(&written[..at]).1, "{at}");
        }
    }

    /// An fst of a few dozen bytes can say more keys than there are atoms.
    #[test]
    fn more_keys_than_it_can_have_are_refused() {
        let mut fst = [3u64.to_le_bytes(), [0; 8]].concat();
        // A node after the other with two branches to the one before.
        fst.extend([b'a', 128 + 64]);
        for _ in 0..60 {
            fst.extend([1, 1, b'b', b'a', 16, 2]);
        }
        let root = fst.len() as u64 - 1;
        fst.extend((1u64 << 60).to_le_bytes());
        fst.extend(root.to_le_bytes());
        fst.extend([0; 4]);
        let (found, is_right) = read(&fst);
        assert!(!is_right && found.len() < 1 << 20, "{}", found.len());
    }
}
