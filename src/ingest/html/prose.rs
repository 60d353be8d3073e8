//! A text as it is put together from the pieces of a page.
//!
//! In: pieces of text and the gaps between them, in order. Out: one text with
//! the white space of prose. Invariant: it begins and ends with a word, a gap
//! is one space, one line break or [`PARAGRAPH`](crate::document::PARAGRAPH),
//! and stretches that weigh more are in order, apart and around whole words.

use std::ops::Range;

use crate::document::PARAGRAPH;
use crate::ingest::composed;

/// What stands between two words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

impl Gap {
    fn written(self) -> &'static str {
        match self {
            Gap::None => "",
            Gap::Space => " ",
            Gap::Line => "\n",
            Gap::Paragraph => PARAGRAPH,
        }
    }
}

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Prose {
    pub(super) text: String,
    pub(super) weights: Vec<(Range<usize>, u8)>,
    /// The gap before the next word, if one comes.
    gap: Gap,
    /// Whether the gap is a `<br>`, of which two make a paragraph.
    is_break: bool,
}

impl Prose {
    /// The next word stands at least this far from the last one.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// A line ends; an empty one is a paragraph's end.
    pub(super) fn line_break(&mut self) {
        self.gap(if self.is_break { Gap::Paragraph } else { Gap::Line });
        self.is_break = true;
    }

    /// Where the next word will be, if nothing parts it further.
    pub(super) fn position(&self) -> usize {
        if self.text.is_empty() { 0 } else { self.text.len() + self.gap.written().len() }
    }

    /// Adds a piece whose words count `weight` times; its line breaks are
    /// kept if `keeps_lines`.
    pub(super) fn push(&mut self, piece: &str, weight: u8, keeps_lines: bool) {
        let piece = composed(piece);
        let mut rest = &*piece;
        while let Some(first) = rest.chars().next() {
            let is_space = first.is_whitespace();
            let end = rest.find(|c: char| c.is_whitespace() != is_space).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if is_space {
                self.gap(if keeps_lines && run.contains(['\n', '\r']) { Gap::Line } else { Gap::Space });
            } else if shows(run) {
                self.word(run, weight);
            }
            rest = after;
        }
    }

    fn word(&mut self, word: &str, weight: u8) {
        let before = self.text.len();
        if !self.text.is_empty() {
            self.text += self.gap.written();
        }
        (self.gap, self.is_break) = (Gap::None, false);
        let start = self.text.len();
        self.text += word;
        if weight > 1 {
            match self.weights.last_mut() {
                Some((last, same)) if *same == weight && last.end == before => last.end = self.text.len(),
                _ => self.weights.push((start..self.text.len(), weight)),
            }
        }
    }
}

/// Whether there is anything to see in a word: signs without width between
/// spaces are no word.
fn shows(word: &str) -> bool {
    !word.chars().all(|c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_that_of_prose() {
        let mut prose = Prose::default();
        prose.gap(Gap::Paragraph);
        prose.push("  Một\n hai", 1, false);
        prose.push("ba ", 2, false);
        prose.gap(Gap::Paragraph);
        prose.push(" \u{200b} ", 1, false);
        prose.push("bốn", 2, false);
        prose.line_break();
        prose.push("năm\n\n  sáu", 1, true);
        prose.line_break();
        prose.push(" ", 1, false);
        prose.line_break();
        prose.push("bảy ", 1, false);
        assert_eq!(prose.text, "Một haiba\n\nbốn\nnăm\nsáu\n\nbảy");
        let weighty: Vec<&str> = prose.weights.iter().map(|(range, _)| &prose.text[range.clone()]).collect();
        assert_eq!(weighty, ["ba\n\nbốn"]);
    }
}
