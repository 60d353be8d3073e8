//! Ways of writing the same: `BĐBP`, `Bộ đội Biên phòng`.
//!
//! In: the words of each way, as they were collected or given. Out: the same
//! as forms, to be compared with what is typed. Invariant: every group has two
//! ways at least, and at least one of them is in the corpus.
//!
//! ```text
//! synonyms = number of groups, group*      the commonest first
//! group    = a string, its ways parted by "=", the words of each by a space
//! ```

use crate::analysis::{Analysis, Form};
use crate::bytes::Reader;
#[cfg(not(target_arch = "wasm32"))]
use crate::bytes::Writer;

/// What is written in several ways.
pub type Group = Vec<Vec<Form>>;

/// Reads what [`write`] wrote.
pub(super) fn read(bytes: &mut Reader, analysis: &Analysis) -> Vec<Group> {
    let mut groups = Vec::new();
    for _ in 0..bytes.count() {
        let mut group: Group = Vec::new();
        let ways = bytes.string();
        for span in analysis.tokens(ways) {
            // What has no words is nowhere in a query.
            if group.is_empty() || ways.get(..span.start).is_some_and(|before| before.ends_with('=')) {
                group.push(Vec::new());
            }
            let form = analysis.form(ways.get(span).unwrap_or_default());
            if let Some(way) = group.last_mut() {
                way.push(form);
            }
        }
        groups.push(group);
    }
    groups
}

/// Writes groups, each as one string.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn write(groups: &[String], out: &mut Writer) {
    out.number(groups.len());
    groups.iter().for_each(|group| out.string(group));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_without_words_is_none() {
        let mut out = Writer::default();
        write(&["".to_owned(), "=a b=…=".to_owned()], &mut out);
        let written = out.finish();
        let groups = read(&mut Reader::new(&written), &Analysis::default());
        assert_eq!(groups.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(groups[1][0].len(), 2);
    }
}
