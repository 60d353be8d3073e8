//! The documents themselves, as tokens.
//!
//! In: the payload of a text part. Out: each document's record, its title and
//! its text, as [`Token`]s to be searched and as the very characters that were
//! indexed. Invariant: decoding gives back every character; a token that the
//! dictionary cannot spell is kept as it was written.
//!
//! ```text
//! texts    = literals, gaps, document*
//! literals = number, string*         tokens written as no common term is spelt
//! gaps     = number, string*         what stands between tokens, commonest
//!                                    first, beside the common ones of the root
//! document = bytes: id, url, date, number of names, (name, value)*, derived?,
//!            title, body, byline     each bytes: token*, gap?
//!            number of sections, section*, origin   see `origin`
//! section  = first token and number of tokens of its heading, anchor
//! token    = gap? case? word
//! gap      = 3, number of the gap | 4 + number, if that is < 28
//!                                    none: one space, or nothing at the start;
//!                                    the common ones are numbered first
//! case     = 1 first letter a capital | 2 all letters capitals
//! word     = 0, number of the literal
//!          | 32 + rank                        ranks below 96
//!          | 128 + r / 256, r % 256           the others; r = rank - 96
//! ```
//! A rank is a place in [`Dictionary::ranked`]. A gap at the end is what follows
//! the last token. Documents are decoded one at a time, when they are wanted.

// A page has one thread; there the lock would be half a kilobyte.
#[cfg(target_arch = "wasm32")]
use std::cell::OnceCell as Once;
use std::ops::Range;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::OnceLock as Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::dictionary::Dictionary;
use super::root::Root;
use crate::analysis::Analysis;
use crate::bytes::Reader;
use crate::document::PARAGRAPH;
use crate::error::Error;

mod coded;
#[cfg(not(target_arch = "wasm32"))]
pub mod encode;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod origin;

use self::coded::Coded;

const LITERAL: u8 = 0;
const CAPITAL: u8 = 1;
const CAPITALS: u8 = 2;
const GAP: u8 = 3;
const GAPS: u8 = 4;
const ONE: u8 = 32;
const TWO: u8 = 128;
const ONE_COUNT: u32 = (TWO - ONE) as u32;
#[cfg(not(target_arch = "wasm32"))]
const TWO_COUNT: u32 = (256 - TWO as u32) * 256;

/// The number of a token that is no common term.
pub const RARE: u32 = u32::MAX;

/// A run of documents.
pub struct Texts {
    first: u32,
    payload: Vec<u8>,
    /// Where each literal is in it, and the common term that it is, or [`RARE`].
    literals: Vec<(Place, u32)>,
    /// Where the gaps are that are not common.
    gaps: Vec<Place>,
    /// Whether a paragraph ends in each gap, the common ones first.
    breaks: Vec<bool>,
    /// Where each document is, and what was read of it.
    documents: Vec<(Place, Once<Record>)>,
    /// How much memory the records take that have been read, in bytes.
    records: AtomicUsize,
}

/// Where something is in a payload.
#[derive(Clone, Copy)]
struct Place {
    start: u32,
    length: u32,
}

/// A document as it is stored.
pub struct Record {
    /// Its id.
    pub id: String,
    /// Where it can be opened.
    pub url: Option<String>,
    /// Its date, as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Whatever else is known of it, by name.
    pub meta: Vec<(String, String)>,
    /// Whether its title was made from its text.
    pub title_is_derived: bool,
    /// Its title.
    pub title: Tokens,
    /// Its text.
    pub body: Tokens,
    /// Its date and its names, as they are searched for; not shown.
    pub byline: Tokens,
    /// The tokens of the heading of each section, and its anchor.
    pub sections: Vec<(Range<usize>, String)>,
    /// What only an index that is made of this one asks for.
    pub origin: Vec<u8>,
}

impl Record {
    /// The texts that are searched: the title if it is its own, the text, the
    /// byline. Whether it is the title stands beside each.
    pub fn searched(&self) -> impl Iterator<Item = (&Tokens, bool)> {
        let from = usize::from(self.title_is_derived);
        [(&self.title, true), (&self.body, false), (&self.byline, false)].into_iter().skip(from)
    }
}

/// A stretch of text as tokens.
#[derive(Default)]
pub struct Tokens {
    tokens: Vec<Token>,
    /// What follows the last token.
    tail: u32,
}

/// A token and what stands before it. Thousands of documents may be kept as
/// these, so they are small.
#[derive(Debug, Clone, Copy)]
struct Token {
    /// The number of the common term that it is, or of its literal, and above
    /// [`NUMBER`] its face.
    word: u32,
    /// The gap before it.
    gap: u32,
}

/// The bits of a word that are its number.
const NUMBER: u32 = (1 << 30) - 1;

impl Token {
    fn new(face: Face, number: u32, gap: u32) -> Token {
        Token { word: (face as u32) << 30 | number, gap }
    }

    fn number(self) -> u32 {
        self.word & NUMBER
    }

    fn face(self) -> Face {
        match self.word >> 30 {
            0 => Face::Lower,
            1 => Face::Capital,
            2 => Face::Capitals,
            _ => Face::Literal,
        }
    }
}

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Lower,
    Capital,
    Capitals,
    Literal,
}

/// The gap that is one space, and the one that is nothing.
const SPACE: u32 = u32::MAX;
const NOTHING: u32 = u32::MAX - 1;

impl Record {
    /// About how much memory it takes beside its place, in bytes.
    fn size(&self) -> usize {
        let of = |tokens: &Tokens| tokens.tokens.capacity();
        let tokens = of(&self.title) + of(&self.body) + of(&self.byline);
        let texts = 3 + 2 * self.meta.len() + self.sections.len();
        tokens * size_of::<Token>() + texts * 48 + self.origin.len()
    }
}

impl Tokens {
    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The tokens by place: the common term that each is written as, if it is
    /// written as one.
    pub fn words(&self) -> impl Iterator<Item = (usize, Option<u32>)> + '_ {
        let word = |token: &Token| (token.face() != Face::Literal).then_some(token.number());
        self.tokens.iter().map(word).enumerate()
    }

    /// The gap before the token at this place; after the last one, the one
    /// that ends the text.
    fn gap(&self, at: usize) -> u32 {
        self.tokens.get(at).map_or(self.tail, |token| token.gap)
    }
}

impl Place {
    /// Where the string is that was read last.
    fn before(bytes: &Reader) -> Place {
        let length = bytes.last();
        Place { start: (bytes.position() - length) as u32, length: length as u32 }
    }
}

impl Texts {
    /// Reads the payload of a part with these documents.
    pub fn read(payload: &[u8], documents: Range<u32>, root: &Root) -> Result<Texts, Error> {
        let mut bytes = Reader::new(payload);
        let mut texts = Texts {
            first: documents.start,
            payload: payload.to_vec(),
            literals: Vec::new(),
            gaps: Vec::new(),
            breaks: Vec::new(),
            documents: Vec::new(),
            records: AtomicUsize::new(0),
        };
        for _ in 0..bytes.count() {
            let form = root.analysis.form(bytes.string());
            texts.literals.push((Place::before(&bytes), root.dictionary.get(&form).unwrap_or(RARE)));
        }
        for gap in &root.gaps {
            texts.breaks.push(broken(gap).is_some());
        }
        for _ in 0..bytes.count() {
            let gap = bytes.string();
            texts.breaks.push(broken(gap).is_some());
            texts.gaps.push(Place::before(&bytes));
        }
        for _ in documents {
            bytes.bytes();
            texts.documents.push((Place::before(&bytes), Once::new()));
        }
        bytes.end()?;
        Ok(texts)
    }

    /// A document by its number, if it is here.
    ///
    /// # Errors
    /// `index/corrupt` if it is not as it was written.
    pub fn get(&self, document: u32, dictionary: &Dictionary) -> Result<Option<Record>, Error> {
        self.place(document).map(|(place, _)| self.record(*place, dictionary)).transpose()
    }

    /// The same, read once and then kept: letters typed one after the other
    /// show the same documents again.
    ///
    /// # Errors
    /// As [`Texts::get`].
    pub fn keep(&self, document: u32, dictionary: &Dictionary) -> Result<Option<&Record>, Error> {
        let Some((place, kept)) = self.place(document) else { return Ok(None) };
        if kept.get().is_none() {
            let record = self.record(*place, dictionary)?;
            self.records.fetch_add(record.size(), Ordering::Relaxed);
            // Another thread may have been faster, with the same.
            let _ = kept.set(record);
        }
        Ok(kept.get())
    }

    /// About how much memory they take, in bytes.
    pub fn size(&self) -> usize {
        let places = self.literals.len() * 3 / 2 + self.gaps.len();
        let documents = self.documents.len() * size_of::<(Place, Once<Record>)>();
        self.payload.len() + 8 * places + self.breaks.len() + documents + self.records()
    }

    /// Keeps no records any longer; how much memory that gives back, in bytes.
    pub fn forget(&mut self) -> usize {
        let records = std::mem::take(self.records.get_mut());
        if records > 0 {
            self.documents.iter_mut().for_each(|(_, kept)| *kept = Once::new());
        }
        records
    }

    /// How much of it is for records that are kept.
    pub fn records(&self) -> usize {
        self.records.load(Ordering::Relaxed)
    }

    /// The common term that the token at this place is, or [`RARE`].
    pub fn term(&self, tokens: &Tokens, at: usize) -> u32 {
        match tokens.tokens.get(at) {
            Some(token) if token.face() == Face::Literal => {
                self.literals.get(token.number() as usize).map_or(RARE, |literal| literal.1)
            }
            Some(token) => token.number(),
            None => RARE,
        }
    }

    /// What stands before the token at this place; after the last one, what
    /// ends the text.
    pub fn gap<'a>(&'a self, tokens: &Tokens, at: usize, root: &'a Root) -> &'a str {
        match tokens.gap(at) {
            SPACE => " ",
            NOTHING => "",
            gap => match (gap as usize).checked_sub(root.gaps.len()) {
                None => root.gaps.get(gap as usize).map_or("", String::as_str),
                Some(own) => self.gaps.get(own).map_or("", |&place| self.text(place)),
            },
        }
    }

    /// Whether the token at this place stands in one paragraph with the one
    /// before it.
    pub fn follows(&self, tokens: &Tokens, at: usize) -> bool {
        !self.breaks.get(tokens.gap(at) as usize).is_some_and(|&breaks| breaks)
    }

    /// Whether but a space, thin or not, stands between the token at this place and
    /// the one before it.
    pub fn is_blank(&self, tokens: &Tokens, at: usize, root: &Root) -> bool {
        let gap = self.gap(tokens, at, root).as_bytes();
        matches!(gap, b" " | [0xc2, 0xa0] | [0xe2, 0x80, 0x89 | 0xaf])
    }

    /// How many characters the token at this place and the gap before it take.
    pub fn width(&self, tokens: &Tokens, at: usize, root: &Root) -> usize {
        let written = match tokens.tokens.get(at) {
            Some(token) if token.face() == Face::Literal => characters(self.literal(token.number())),
            Some(token) => root.dictionary.width(token.number()),
            None => 0,
        };
        let gap = if tokens.gap(at) == SPACE { 1 } else { characters(self.gap(tokens, at, root)) };
        written + gap
    }

    /// Appends the token at this place as it was written.
    pub fn write_token(&self, tokens: &Tokens, at: usize, root: &Root, out: &mut String) {
        let Some(token) = tokens.tokens.get(at) else { return };
        if token.face() == Face::Literal {
            out.push_str(self.literal(token.number()));
        } else {
            write_face(token.face(), root.dictionary.spelling(token.number()), &root.analysis, out);
        }
    }

    /// All of a text as it was written.
    pub fn written(&self, tokens: &Tokens, root: &Root) -> String {
        let mut written = String::new();
        for at in 0..tokens.len() {
            written.push_str(self.gap(tokens, at, root));
            self.write_token(tokens, at, root, &mut written);
        }
        written.push_str(self.gap(tokens, tokens.len(), root));
        written
    }

    /// A literal by its number.
    fn literal(&self, number: u32) -> &str {
        self.literals.get(number as usize).map_or("", |&(place, _)| self.text(place))
    }

    /// The token at this place, if it is written as no common term is spelt.
    pub fn literal_at(&self, tokens: &Tokens, at: usize) -> Option<&str> {
        let token = tokens.tokens.get(at).filter(|token| token.face() == Face::Literal)?;
        Some(self.literal(token.number()))
    }

    fn place(&self, document: u32) -> Option<&(Place, Once<Record>)> {
        self.documents.get(document.checked_sub(self.first)? as usize)
    }

    fn bytes(&self, place: Place) -> &[u8] {
        let rest = self.payload.get(place.start as usize..).unwrap_or_default();
        rest.get(..place.length as usize).unwrap_or_default()
    }

    fn text(&self, place: Place) -> &str {
        std::str::from_utf8(self.bytes(place)).unwrap_or_default()
    }

    fn record(&self, place: Place, dictionary: &Dictionary) -> Result<Record, Error> {
        let mut bytes = Reader::new(self.bytes(place));
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut record = Record {
            id: bytes.string().to_owned(),
            url: given(bytes.string()),
            date: given(bytes.string()),
            meta: {
                let mut meta = Vec::new();
                for _ in 0..bytes.count() {
                    meta.push((bytes.string().to_owned(), bytes.string().to_owned()));
                }
                meta
            },
            title_is_derived: bytes.byte() != 0,
            title: self.read_tokens(&mut bytes, dictionary),
            body: self.read_tokens(&mut bytes, dictionary),
            byline: self.read_tokens(&mut bytes, dictionary),
            sections: Vec::new(),
            origin: Vec::new(),
        };
        for _ in 0..bytes.count() {
            let (start, length) = (bytes.number(), bytes.number());
            let heading = start..start.saturating_add(length);
            bytes.expect(heading.end <= record.body.len(), "the heading of a section");
            record.sections.push((heading, bytes.string().to_owned()));
        }
        record.origin = bytes.bytes().to_vec();
        bytes.end().map(|()| record)
    }

    fn read_tokens(&self, bytes: &mut Reader, dictionary: &Dictionary) -> Tokens {
        let of_text = bytes.bytes();
        let mut coded = Coded { texts: self, ranked: dictionary.ranked(), bytes: of_text.iter() };
        // Most tokens take two bytes, few take one.
        let mut tokens = Tokens { tokens: Vec::with_capacity(of_text.len() * 2 / 3), tail: NOTHING };
        let mut usual = NOTHING;
        while coded.bytes.len() > 0 {
            match coded.token(usual) {
                Some(Ok(token)) => tokens.tokens.push(token),
                Some(Err(tail)) => tokens.tail = tail,
                None => {
                    bytes.expect(false, "tokens");
                    break;
                }
            }
            usual = SPACE;
        }
        tokens
    }
}

/// What stands before and after the first paragraph's end in a gap, if there
/// is one.
pub fn broken(gap: &str) -> Option<(&str, &str)> {
    let at = gap.as_bytes().windows(PARAGRAPH.len()).position(|here| here == PARAGRAPH.as_bytes())?;
    Some((gap.get(..at)?, gap.get(at + PARAGRAPH.len()..)?))
}

/// How many characters there are: every byte that does not go on with one.
pub(crate) fn characters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

pub(super) fn strings(bytes: &mut Reader) -> Vec<String> {
    let mut strings = Vec::new();
    for _ in 0..bytes.count() {
        strings.push(bytes.string().to_owned());
    }
    strings
}

/// Appends a spelling in this face.
fn write_face(face: Face, spelling: &str, analysis: &Analysis, out: &mut String) {
    let mut small = spelling.chars();
    let capital = |small| analysis.characters.capital(small).unwrap_or(small);
    match face {
        Face::Capitals => return out.extend(small.map(capital)),
        Face::Capital => out.extend(small.next().map(capital)),
        _ => {}
    }
    out.push_str(small.as_str());
}
