//! What was skipped, as people want to read it.
//!
//! In: what was skipped, and why. Out: lines: the first few for each reason,
//! and how many more there are. Invariant: nothing goes untold.

use std::collections::BTreeMap;

use super::{WARNING, plain};
use crate::ingest::{Left, Skipped};

/// How many are named for the same reason.
const NAMED: usize = 5;
/// The same of what is no document, or does not want to be found.
const ASIDE: usize = 3;

/// How much was skipped, documents and parts of them.
pub(super) fn counted(skipped: &[Skipped]) -> String {
    let parts = skipped.iter().filter(|one| one.left == Left::Part).count();
    let whole = skipped.len() - parts;
    if parts > 0 { format!("{whole}, and {parts} in part") } else { whole.to_string() }
}

/// Whether anything was skipped that should be found.
pub(super) fn is_loss(skipped: &[Skipped]) -> bool {
    skipped.iter().any(|one| one.left != Left::Aside)
}

/// The lines that tell what was skipped; all of it, one by one, if so wanted.
pub(super) fn told(skipped: &[Skipped], is_verbose: bool) -> Vec<String> {
    // Reasons in the order in which they came up first.
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Skipped>> = Vec::new();
    for one in skipped {
        let place = *reasons.entry(kind(&one.reason)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    let line = |one: &&Skipped| {
        let (place, reason) = (plain(&one.place), plain(&one.reason));
        format!("{WARNING}skipped{WARNING:#} {place}: {reason}")
    };
    let mut lines = Vec::new();
    for group in groups {
        // What is aside is mostly so on purpose: one line is enough.
        if let [first, ..] = &group[..]
            && first.left == Left::Aside
            && !is_verbose
        {
            let places: Vec<&str> = group.iter().take(ASIDE).map(|one| &*one.place).collect();
            let more = group.len() - places.len();
            let more =
                if more > 0 { format!(" and {more} more (--verbose names them)") } else { String::new() };
            let (places, reason) = (plain(&places.join(", ")), plain(&first.reason));
            lines.push(format!("{WARNING}skipped{WARNING:#} {places}{more}: {reason}"));
            continue;
        }
        // One line more takes no more room than saying that there is one more.
        let named = if is_verbose || group.len() == NAMED + 1 { group.len() } else { NAMED };
        lines.extend(group.iter().take(named).map(line));
        let more = group.len().saturating_sub(named);
        if more > 0 {
            lines.push(format!(
                "{WARNING}skipped{WARNING:#} and {more} more for the same reason (--verbose names them)"
            ));
        }
    }
    lines
}

/// A reason without what is only of one place: numbers, and what is quoted.
fn kind(reason: &str) -> String {
    let mut is_quoted = false;
    let mut kind = String::new();
    for c in reason.chars() {
        if c == '"' {
            is_quoted = !is_quoted;
        } else if !is_quoted && !c.is_ascii_digit() {
            kind.push(c);
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(place: &str, reason: &str) -> Skipped {
        Skipped { place: place.to_owned(), reason: reason.to_owned(), left: Left::Out }
    }

    #[test]
    fn the_same_reason_is_not_said_a_hundred_times() {
        let mut all: Vec<Skipped> = (0..100)
            .map(|number| skipped(&format!("{number}.png"), &format!("found \"{number}\" {number} times")))
            .collect();
        all.insert(3, skipped("a.txt", "expected text, found none"));
        let lines: Vec<String> =
            told(&all, false).iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect();
        assert_eq!(lines.len(), 7, "{lines:?}");
        assert_eq!(lines[0], "skipped 0.png: found \"0\" 0 times");
        assert_eq!(lines[5], "skipped and 95 more for the same reason (--verbose names them)");
        assert_eq!(lines[6], "skipped a.txt: expected text, found none");
        assert_eq!(told(&all, true).len(), 101);
        assert_eq!(told(&all[..6], false).len(), 6, "five for a reason, and another");
    }
}
