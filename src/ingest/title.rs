//! A title for a document that has none of its own.
//!
//! In: a document as it was read. Out: the same, its title the first clause of
//! its text, and marked as made from it. Invariant: a title of its own stays.

use std::sync::LazyLock;

use crate::analysis::{Analysis, unicode};
use crate::document::Document;

/// The longest title made from a text, in characters.
const DERIVED: usize = 100;
/// The shortest clause that says enough to be a title, in characters.
const CLAUSE: usize = 30;

/// The letters that have capitals: Latin, Greek and Cyrillic, Armenian. Made
/// once, for whether a sentence ends is asked before the corpus is known.
static CASED: LazyLock<Analysis> = LazyLock::new(|| Analysis {
    characters: unicode::characters('\u{370}'..='\u{58f}', ""),
    ..Analysis::default()
});

/// Gives a document a title if it has none but has a text.
pub(super) fn derive(document: &mut Document) {
    if document.title.trim().is_empty() {
        document.title = first_clause(&document.text);
        document.title_is_derived = true;
    }
}

/// The first clause of a text, cut at a word if it is too long.
fn first_clause(text: &str) -> String {
    let line = text.lines().next().unwrap_or(text).trim();
    let within: Vec<(usize, char)> = line.char_indices().take(DERIVED + 1).collect();
    if let Some(end) = clause_end(line, &within) {
        return line[..end].to_owned();
    }
    if within.len() <= DERIVED {
        return line.trim_end_matches(['.', '/', ':', ';', ',']).to_owned();
    }
    let cut = within.iter().rev().find(|(_, character)| character.is_whitespace());
    let end = cut.or(within.last()).map_or(line.len(), |&(at, _)| at);
    format!("{}…", line[..end].trim_end_matches([',', ';', ':', '-', '–', ' ']))
}

/// Where the first clause that says enough ends: at a sign with a space after
/// it, and a stop only where a sentence ends.
fn clause_end(line: &str, within: &[(usize, char)]) -> Option<usize> {
    let ends = |at: usize| match (within[at].1, within.get(at + 1)) {
        ('!' | '?' | ';' | ',' | ':', Some((_, next))) => next.is_whitespace(),
        ('.', Some(&(next, _))) => {
            let (before, after) = (&line[..within[at].0], &line[next..]);
            let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let start = after.trim_start_matches(|c: char| !c.is_alphanumeric());
            CASED.ends_sentence(word, &line[within[at].0..line.len() - start.len()], start)
        }
        _ => false,
    };
    (CLAUSE..within.len()).find(|&at| ends(at)).map(|at| within[at].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_title_is_a_clause_or_cut_at_a_word() {
        assert_eq!(first_clause("Một câu ngắn."), "Một câu ngắn");
        assert_eq!(
            first_clause("Sáng 18/12, tại huyện Kỳ Sơn diễn ra Hội nghị, có đông người dự."),
            "Sáng 18/12, tại huyện Kỳ Sơn diễn ra Hội nghị"
        );
        assert_eq!(
            first_clause("Chủ tịch nước đã làm việc với TP. Hồ Chí Minh về an ninh. Sau đó về."),
            "Chủ tịch nước đã làm việc với TP. Hồ Chí Minh về an ninh"
        );
        assert_eq!(first_clause("Hội nghị tuyên truyền./."), "Hội nghị tuyên truyền");
        let long = first_clause(&"chữ ".repeat(60));
        assert!(long.ends_with("chữ…") && long.chars().count() <= DERIVED + 1, "{long}");
        assert!(first_clause(&"x".repeat(300)).chars().count() <= DERIVED + 1);
    }
}
