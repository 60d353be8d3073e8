//! In which documents a term is, and how often.
//!
//! In: a term. Out: its [`Posting`]s by document. Invariant: a part is walked
//! once when it is opened, so that a list it hands out later is known to be
//! whole.
//!
//! ```text
//! postings = first term, number of terms, gaps, counts
//! gaps     = bytes: for each posting, its document less the one before, or
//!            less 0 for the first of a term
//! counts   = bytes: for each posting, one byte: title × 32 + body
//!            if body ≥ 31, 31 there, then body - 31 as a number
//!            if title ≥ 7, 7 there, then title - 7 as a number
//! ```
//! How many postings a term has stands in the dictionary. Two streams rather
//! than one, because like beside like deflates better.

use super::dictionary::{Dictionary, Term};
use crate::bytes::{Reader, Writer};
use crate::error::Error;

/// A document that a term is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The number of the document.
    pub document: u32,
    /// How often the term is in its text.
    pub body: u32,
    /// How often it is in its title.
    pub title: u32,
}

impl Posting {
    /// How often the term is in one of the two.
    pub fn count(&mut self, in_title: bool) -> &mut u32 {
        if in_title { &mut self.title } else { &mut self.body }
    }
}

const BODY: u32 = 31;
const TITLE: u32 = 7;

/// The postings of a run of terms.
pub struct Postings {
    first: Term,
    gaps: Vec<u8>,
    counts: Vec<u8>,
    /// Where each term begins in both.
    starts: Vec<(u32, u32)>,
}

impl Postings {
    /// Reads the payload of a part and walks it from end to end.
    pub fn read(payload: &[u8], dictionary: &Dictionary, documents: u32) -> Result<Postings, Error> {
        let mut bytes = Reader::new(payload);
        let first = bytes.u32();
        let count = bytes.u32();
        let last = first.saturating_add(count);
        bytes.expect(last as usize <= dictionary.len(), "postings of terms in the dictionary");
        let mut postings = Postings {
            first,
            gaps: bytes.bytes().to_vec(),
            counts: bytes.bytes().to_vec(),
            starts: Vec::new(),
        };
        let (mut gaps, mut counts) = (Reader::new(&postings.gaps), Reader::new(&postings.counts));
        if bytes.is_right() {
            for term in first..last {
                postings.starts.push((gaps.position() as u32, counts.position() as u32));
                let mut before = None;
                for _ in 0..dictionary.frequency(term) {
                    let document = next(&mut gaps, &mut counts, before).document;
                    gaps.expect(document < documents && before < Some(document), "documents in order");
                    if !gaps.is_right() {
                        break;
                    }
                    before = Some(document);
                }
            }
        }
        gaps.end().and(counts.end()).and(bytes.end())?;
        Ok(postings)
    }

    /// The postings of a term; none for a term of another part.
    pub fn of(&self, term: Term, dictionary: &Dictionary) -> Vec<Posting> {
        let start = term.checked_sub(self.first).and_then(|at| self.starts.get(at as usize));
        let Some(&(gaps, counts)) = start else { return Vec::new() };
        let mut gaps = Reader::new(&self.gaps[gaps as usize..]);
        let mut counts = Reader::new(&self.counts[counts as usize..]);
        let mut last = None;
        let mut next = || {
            let posting = next(&mut gaps, &mut counts, last);
            last = Some(posting.document);
            posting
        };
        (0..dictionary.frequency(term)).map(|_| next()).collect()
    }
}

fn next(gaps: &mut Reader, counts: &mut Reader, last: Option<u32>) -> Posting {
    let document = last.unwrap_or(0).saturating_add(gaps.u32());
    let packed = u32::from(counts.byte());
    let (mut title, mut body) = (packed / 32, packed % 32);
    if body == BODY {
        body = body.saturating_add(counts.u32());
    }
    if title == TITLE {
        title = title.saturating_add(counts.u32());
    }
    Posting { document, body, title }
}

/// Writes the payload of a part for these lists, the first being that of
/// `first`.
pub fn write(first: Term, lists: &[Vec<Posting>]) -> Vec<u8> {
    let (mut gaps, mut counts) = (Writer::default(), Writer::default());
    for list in lists {
        let mut last = 0;
        for posting in list {
            gaps.number((posting.document - last) as usize);
            last = posting.document;
            counts.byte((posting.title.min(TITLE) * 32 + posting.body.min(BODY)) as u8);
            if posting.body >= BODY {
                counts.number((posting.body - BODY) as usize);
            }
            if posting.title >= TITLE {
                counts.number((posting.title - TITLE) as usize);
            }
        }
    }
    let mut out = Writer::default();
    out.number(first as usize);
    out.number(lists.len());
    out.bytes(&gaps.finish());
    out.bytes(&counts.finish());
    out.finish()
}
