//! The passage that answers, and where in it the hits are.
//!
//! In: a text as tokens, and its hits. Out: a [`Passage`], pieces of text that
//! are hits or are not. Invariant: the pieces concatenate to a stretch of the
//! text as written, a snippet's to up to three, each within one paragraph; a hit
//! is exactly a token, never the punctuation beside it.

use std::ops::Range;

use serde::{Serialize, Serializer};

use crate::index::root::Root;
use crate::index::text::{Texts, Tokens, broken, characters};

use super::matching::{Hit, Terms};

/// How long a snippet may be, in characters.
const LENGTH: usize = 220;
/// How much before its first hit a snippet shows if it cannot begin with the
/// sentence, in characters.
const LEAD: usize = 40;
/// How many passages a snippet has at most, if one cannot show what was asked.
const PASSAGES: usize = 3;
/// What parts them.
const BETWEEN: &str = " … ";
/// A passage more shows at least this share of what was asked.
const MUCH: f64 = 0.25;
/// How many hits are looked at in search of the best window, one in several
/// windows as often: what comes later is passed over.
const LOOKS: usize = 1 << 19;
/// How far apart the hits of a snippet may stand, in tokens.
const WINDOW: usize = 36;
/// What two hits are worth beside each other as they are in the query, in
/// shares of what they are worth alone.
const BESIDE: f64 = 0.5;
/// What the same hit is worth the second time.
const AGAIN: f64 = 0.05;

/// A stretch of a text in pieces: what they say, and whether they are hits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// The pieces.
    pub pieces: Vec<(String, bool)>,
    /// Whether it begins where a sentence does.
    pub opens: bool,
    /// Whether it ends where a sentence does.
    pub closes: bool,
}

impl Serialize for Passage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.pieces.serialize(serializer)
    }
}

impl Passage {
    /// A passage, still empty, of which nothing will be left out.
    fn whole() -> Passage {
        Passage { pieces: Vec::new(), opens: true, closes: true }
    }

    fn push(&mut self, text: &str, is_hit: bool) {
        if !text.is_empty() {
            self.piece(is_hit).push_str(text);
        }
    }

    /// The piece that goes on, or a new one: every hit is one of its own.
    fn piece(&mut self, is_hit: bool) -> &mut String {
        if is_hit || self.pieces.last().is_none_or(|last| last.1) {
            self.pieces.push((String::with_capacity(if is_hit { 8 } else { LENGTH }), is_hit));
        }
        // There is one now.
        let last = self.pieces.len() - 1;
        &mut self.pieces[last].0
    }

    /// Cuts off what goes beyond so many characters, as only a word that is
    /// none can: a text without spaces, a key, an encoded picture.
    fn shorten(&mut self, mut room: usize) {
        for (text, _) in &mut self.pieces {
            if let Some((end, _)) = text.char_indices().nth(room) {
                text.truncate(end);
                self.closes = false;
            }
            room -= characters(text);
        }
        while self.pieces.pop_if(|(text, _)| text.is_empty()).is_some() {}
    }
}

/// A text to make passages of.
pub struct Marked<'a> {
    /// The root of the index that it is in.
    pub root: &'a Root,
    /// The part it is stored in.
    pub texts: &'a Texts,
    /// The text.
    pub tokens: &'a Tokens,
    /// Its hits, by place.
    pub hits: Vec<Hit>,
    /// Where it begins if it has none.
    pub start: usize,
}

impl Marked<'_> {
    /// All of it, in one passage.
    pub fn whole(&self) -> Passage {
        let mut passage = Passage::whole();
        passage.push(self.gap(0), false);
        self.push(0..self.tokens.len(), &mut passage);
        if !self.tokens.is_empty() {
            passage.push(self.gap(self.tokens.len()), false);
        }
        passage
    }

    /// A heading, a paragraph with these tokens: `C++` has one, `+` has none.
    pub fn heading(&self, tokens: Range<usize>) -> Passage {
        let mut passage = Passage::whole();
        let (mut last, mut opening) = ("", self.gap(tokens.start));
        while let Some((paragraph, rest)) = broken(opening) {
            (last, opening) = (paragraph, rest);
        }
        if tokens.is_empty() {
            passage.push(last, false);
        } else {
            let closing = self.gap(tokens.end);
            passage.push(opening, false);
            self.push(tokens, &mut passage);
            passage.push(broken(closing).map_or(closing, |(end, _)| end), false);
        }
        passage
    }

    /// All of it, a passage for each paragraph.
    pub fn paragraphs(&self) -> Vec<Passage> {
        let mut paragraphs = Vec::new();
        let mut add = |paragraph: Passage| {
            if !paragraph.pieces.is_empty() {
                paragraphs.push(paragraph);
            }
        };
        let mut paragraph = Passage::whole();
        for at in 0..=self.tokens.len() {
            let mut gap = self.gap(at);
            while let Some((end, start)) = broken(gap) {
                paragraph.push(end, false);
                add(std::mem::replace(&mut paragraph, Passage::whole()));
                gap = start;
            }
            paragraph.push(gap, false);
            self.push_token(at, &mut paragraph);
        }
        add(paragraph);
        paragraphs
    }

    /// The passage that holds most of what was asked, nearest together, and up to
    /// two more where these hold much that it does not; the beginning of the text if it holds nothing. `weights` are those of the
    /// terms of the query.
    pub fn snippet(&self, weights: &[f64]) -> Passage {
        if self.tokens.is_empty() {
            return self.whole();
        }
        // Below a heading that ends the text there is none.
        if self.start >= self.tokens.len() {
            return Passage::whole();
        }
        let cores = self.cores(weights);
        let mut passage = Passage::default();
        let mut end = 0;
        for (number, core) in cores.iter().enumerate() {
            let range = self.widened(core.clone(), LENGTH / cores.len());
            let start = range.start.max(end);
            if range.end <= end {
                continue;
            }
            if number == 0 {
                passage.opens = self.begins_sentence(start);
                self.push_before(start, &mut passage);
            } else if start > end || !self.texts.follows(self.tokens, start) {
                self.push_after(end, &mut passage);
                passage.push(BETWEEN, false);
                self.push_before(start, &mut passage);
            } else {
                passage.push(self.gap(start), false);
            }
            end = range.end;
            self.push(start..end, &mut passage);
        }
        passage.closes = self.begins_sentence(end);
        self.push_after(end, &mut passage);
        passage.shorten(2 * LENGTH);
        passage
    }

    /// The signs that cling to a first word belong to it, but not those that
    /// part it from what is left out.
    fn push_before(&self, at: usize, passage: &mut Passage) {
        let gap = self.gap(at);
        let mut clinging = if self.begins_sentence(at) { gap } else { "" };
        for (place, sign) in gap.char_indices() {
            if sign.is_whitespace() {
                clinging = gap.get(place + sign.len_utf8()..).unwrap_or_default();
            }
        }
        passage.push(clinging, false);
    }

    /// The same of a last word.
    fn push_after(&self, at: usize, passage: &mut Passage) {
        let gap = self.gap(at);
        let closes = self.begins_sentence(at);
        let mut end = 0;
        for (place, sign) in gap.char_indices() {
            if sign.is_whitespace() {
                break;
            }
            if closes || !matches!(sign, ',' | ';' | ':' | '-' | '(' | '“' | '/') {
                end = place + sign.len_utf8();
            }
        }
        passage.push(gap.get(..end).unwrap_or_default(), false);
    }

    /// The windows to show, in the order of the text: the best one, and others
    /// as long as one shows much of what was asked that the ones before do not.
    fn cores(&self, weights: &[f64]) -> Vec<Range<usize>> {
        let mut cores: Vec<Range<usize>> = Vec::new();
        let mut open = Terms::MAX;
        while cores.len() < PASSAGES {
            let Some(core) = self.densest(weights, open) else { break };
            let shown = self.widened(core.clone(), LENGTH);
            let mut worth = 0.0;
            for hit in self.hits.iter().filter(|hit| shown.contains(&hit.at)) {
                if open >> hit.term & 1 == 1 {
                    worth += weights.get(hit.term).copied().unwrap_or(0.0);
                    open &= !(1 << hit.term);
                }
            }
            if !cores.is_empty() && worth < MUCH * weights.iter().sum::<f64>() {
                break;
            }
            let place = cores.partition_point(|before| before.start < core.start);
            cores.insert(place, core);
        }
        if cores.is_empty() {
            cores.push(self.start..self.start + 1);
        }
        cores
    }

    /// From the first to the last hit of the best window, in tokens, if only
    /// these terms count.
    fn densest(&self, weights: &[f64], open: Terms) -> Option<Range<usize>> {
        // Having another of the words counts beside how rare it is: a passage
        // with two of them says more than one with a rarer third.
        let mean = weights.iter().sum::<f64>() / weights.len() as f64;
        let paragraphs = self.paragraphs_of_hits();
        let mut best: Option<(f64, Range<usize>)> = None;
        let counts = |hit: &Hit| open >> hit.term & 1 == 1;
        let (mut last, mut looks) = (usize::MAX, 0);
        for (first, start) in self.hits.iter().enumerate().filter(|(_, start)| counts(start)) {
            if looks > LOOKS {
                break;
            }
            // From its first hit a token shows all that it shows from others.
            if start.at == last {
                continue;
            }
            last = start.at;
            let mut worth = 0.0;
            // The terms seen, and those seen beside the one before.
            let (mut seen, mut beside): (Terms, Terms) = (0, 0);
            // The last token with a hit and the one before it, with their terms.
            let (mut here, mut before): ((usize, Terms), (usize, Terms)) = ((start.at, 0), (start.at, 0));
            for (hit, paragraph) in self.hits.iter().zip(&paragraphs).skip(first) {
                looks += 1;
                if !counts(hit) {
                    continue;
                }
                if hit.at >= start.at + WINDOW || *paragraph != paragraphs[first] {
                    break;
                }
                if hit.at > here.0 {
                    (before, here) = (here, (hit.at, 0));
                }
                let term = 1 << hit.term;
                here.1 |= term;
                let weight = mean + weights.get(hit.term).copied().unwrap_or(0.0);
                worth += if seen & term == 0 { weight } else { AGAIN * weight };
                seen |= term;
                if before.0 + 1 == hit.at && before.1 << 1 & term & !beside != 0 {
                    worth += BESIDE * weight;
                    beside |= term;
                }
            }
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                best = Some((worth, start.at..here.0 + 1));
            }
        }
        best.map(|(_, range)| range)
    }

    /// In which paragraph each hit is.
    fn paragraphs_of_hits(&self) -> Vec<u32> {
        let mut paragraphs = Vec::new();
        let (mut at, mut paragraph) = (0, 0);
        for hit in &self.hits {
            while at < hit.at {
                at += 1;
                paragraph += u32::from(!self.texts.follows(self.tokens, at));
            }
            paragraphs.push(paragraph);
        }
        paragraphs
    }

    /// A range of tokens grown to a passage of this length, at sentences if possible, else at
    /// words.
    fn widened(&self, core: Range<usize>, length: usize) -> Range<usize> {
        let Range { mut start, mut end } = core;
        let mut room = length.saturating_sub((start..end).map(|at| self.width(at)).sum());
        if !self.begins_sentence(start) {
            let (mut before, mut used) = self.back(start, room);
            if !self.begins_sentence(before) {
                (before, used) = self.back(start, room.min(LEAD));
            }
            (start, room) = (before, room - used);
        }
        let mut last_sentence = end;
        while end < self.tokens.len() && self.texts.follows(self.tokens, end) && self.width(end) <= room {
            room -= self.width(end);
            end += 1;
            if self.begins_sentence(end) && room < length / 2 {
                last_sentence = end;
            }
        }
        if last_sentence > core.end {
            return start..last_sentence;
        }
        // Where the paragraph ends early there is room for what is before.
        loop {
            let (before, used) = self.back(start, room);
            if used == 0 {
                return start..end;
            }
            (start, room) = (before, room - used);
        }
    }

    /// As far back from a token as the beginning of its sentence, or of the one
    /// before if it begins one; less far if that takes more than this room.
    /// Where that is, and how many characters it takes.
    fn back(&self, from: usize, room: usize) -> (usize, usize) {
        let (mut start, mut used) = (from, 0);
        while start > 0 && self.texts.follows(self.tokens, start) && used + self.width(start - 1) <= room {
            start -= 1;
            used += self.width(start);
            if self.begins_sentence(start) {
                break;
            }
        }
        (start, used)
    }

    /// Whether a sentence begins with this token, or ended with the last one.
    fn begins_sentence(&self, at: usize) -> bool {
        let gap = self.gap(at);
        at == 0
            || at == self.tokens.len()
            || broken(gap).is_some()
            // A lone space is soon told from a stop and a space.
            || gap.len() > 1 && self.root.analysis.ends_sentence(&self.written(at - 1), gap, &self.written(at))
    }

    fn width(&self, at: usize) -> usize {
        self.texts.width(self.tokens, at, self.root)
    }

    fn gap(&self, at: usize) -> &str {
        self.texts.gap(self.tokens, at, self.root)
    }

    /// A token as it was written.
    fn written(&self, at: usize) -> String {
        let mut written = String::new();
        self.texts.write_token(self.tokens, at, self.root, &mut written);
        written
    }

    /// Appends tokens and what is between them.
    fn push(&self, range: Range<usize>, passage: &mut Passage) {
        for at in range.clone() {
            if at > range.start {
                passage.push(self.gap(at), false);
            }
            self.push_token(at, passage);
        }
    }

    fn push_token(&self, at: usize, passage: &mut Passage) {
        if at < self.tokens.len() {
            let is_hit = self.hits.binary_search_by_key(&at, |hit| hit.at).is_ok();
            self.texts.write_token(self.tokens, at, self.root, passage.piece(is_hit));
        }
    }
}

/// The smallest stretch of a text with all terms that have any hit in it: which
/// terms these are, and how many tokens it is long.
pub fn nearest(hits: &[Hit]) -> Option<(Terms, usize)> {
    let terms: Terms = hits.iter().fold(0, |terms, hit| terms | 1 << hit.term);
    let mut counts = vec![0u32; Terms::BITS as usize];
    let mut open = terms.count_ones() as usize;
    let mut shortest = usize::MAX;
    let mut from = 0;
    for hit in hits {
        counts[hit.term] += 1;
        open -= usize::from(counts[hit.term] == 1);
        while open == 0 {
            let first = hits[from];
            shortest = shortest.min(hit.at + 1 - first.at);
            counts[first.term] -= 1;
            open += usize::from(counts[first.term] == 0);
            from += 1;
        }
    }
    (terms != 0).then_some((terms, shortest))
}
