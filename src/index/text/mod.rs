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

use std::ops::Range;

use super::dictionary::Dictionary;
use super::root::Root;
use crate::analysis::Analysis;
use crate::bytes::Reader;
use crate::document::PARAGRAPH;
use crate::error::Error;

#[cfg(not(target_arch = "wasm32"))]
pub mod encode;

const LITERAL: u8 = 0;
const CAPITAL: u8 = 1;
const CAPITALS: u8 = 2;
const GAP: u8 = 3;
const GAPS: u8 = 4;
const ONE: u8 = 32;
const TWO: u8 = 128;
const ONE_COUNT: u32 = (TWO - ONE) as u32;
const TWO_COUNT: u32 = (256 - TWO as u32) * 256;

/// The number of a token that is no common term.
pub const RARE: u32 = u32::MAX;

/// A run of documents.
pub struct Texts {
    first: u32,
    literals: Vec<Literal>,
    gaps: Vec<String>,
    /// Whether a paragraph ends in each gap.
    breaks: Vec<bool>,
    payload: Vec<u8>,
    /// Where each document is in it.
    documents: Vec<Range<usize>>,
}

/// A token as it was written.
struct Literal {
    written: String,
    /// The common term that it is, or [`RARE`].
    term: u32,
    /// The key of the term that it is.
    key: Vec<u8>,
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
}

/// A stretch of text as tokens.
#[derive(Default)]
pub struct Tokens {
    tokens: Vec<Token>,
    /// What follows the last token.
    tail: u32,
}

/// A token and what stands before it.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// The common term that it is, or [`RARE`].
    pub term: u32,
    /// How it is written.
    face: Face,
    /// The gap before it.
    gap: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Lower,
    Capital,
    Capitals,
    Literal(u32),
}

/// The gap that is one space, and the one that is nothing.
const SPACE: u32 = u32::MAX;
const NOTHING: u32 = u32::MAX - 1;

impl Tokens {
    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The term of a token.
    pub fn term(&self, at: usize) -> u32 {
        self.tokens.get(at).map_or(RARE, |token| token.term)
    }
}

impl Texts {
    /// Reads the payload of a part with these documents.
    pub fn read(payload: &[u8], documents: Range<u32>, root: &Root) -> Result<Texts, Error> {
        let mut bytes = Reader::new(payload);
        let literal = |written: String| {
            let form = root.analysis.form(&written);
            Literal { term: root.dictionary.get(&form).unwrap_or(RARE), key: form.key(), written }
        };
        let literals = strings(&mut bytes).into_iter().map(literal).collect();
        let mut gaps = root.gaps.clone();
        gaps.append(&mut strings(&mut bytes));
        let mut texts = Texts {
            first: documents.start,
            literals,
            breaks: gaps.iter().map(|gap| broken(gap).is_some()).collect(),
            gaps,
            payload: payload.to_vec(),
            documents: Vec::new(),
        };
        for _ in documents {
            let length = bytes.bytes().len();
            texts.documents.push(bytes.position() - length..bytes.position());
        }
        bytes.end()?;
        Ok(texts)
    }

    /// A document by its number, if it is here.
    ///
    /// # Errors
    /// `index/corrupt` if it is not as it was written.
    pub fn get(&self, document: u32, dictionary: &Dictionary) -> Result<Option<Record>, Error> {
        let place = document.checked_sub(self.first).and_then(|place| self.documents.get(place as usize));
        let Some(bytes) = place.and_then(|place| self.payload.get(place.clone())) else { return Ok(None) };
        let mut bytes = Reader::new(bytes);
        let record = self.read_record(&mut bytes, dictionary);
        bytes.end().map(|()| Some(record))
    }

    /// About how much memory they take, in bytes.
    pub fn size(&self) -> usize {
        self.payload.len() + 64 * (self.literals.len() + self.gaps.len() + self.documents.len())
    }

    /// The key of the term at this place, if that is a rare one.
    pub fn rare_key(&self, tokens: &Tokens, at: usize) -> Option<&[u8]> {
        match tokens.tokens.get(at) {
            Some(Token { term: RARE, face: Face::Literal(literal), .. }) => {
                self.literals.get(*literal as usize).map(|literal| literal.key.as_slice())
            }
            _ => None,
        }
    }

    /// What stands before the token at this place; after the last one, what
    /// ends the text.
    pub fn gap<'a>(&'a self, tokens: &Tokens, at: usize) -> &'a str {
        match tokens.tokens.get(at).map_or(tokens.tail, |token| token.gap) {
            SPACE => " ",
            NOTHING => "",
            gap => self.gaps.get(gap as usize).map_or("", String::as_str),
        }
    }

    /// Whether the token at this place stands in one paragraph with the one
    /// before it.
    pub fn follows(&self, tokens: &Tokens, at: usize) -> bool {
        let gap = tokens.tokens.get(at).map_or(tokens.tail, |token| token.gap);
        !self.breaks.get(gap as usize).is_some_and(|&breaks| breaks)
    }

    /// How many characters the token at this place and the gap before it take.
    pub fn width(&self, tokens: &Tokens, at: usize, root: &Root) -> usize {
        let written = match tokens.tokens.get(at) {
            Some(Token { face: Face::Literal(literal), .. }) => characters(self.literal(*literal)),
            Some(token) => root.dictionary.width(token.term),
            None => 0,
        };
        written + characters(self.gap(tokens, at))
    }

    /// All of a text as it was written.
    pub fn written(&self, tokens: &Tokens, root: &Root) -> String {
        let mut written = String::new();
        for at in 0..tokens.len() {
            written.push_str(self.gap(tokens, at));
            self.write_token(tokens, at, root, &mut written);
        }
        written.push_str(self.gap(tokens, tokens.len()));
        written
    }

    fn literal(&self, number: u32) -> &str {
        self.literals.get(number as usize).map_or("", |literal| &literal.written)
    }

    /// Appends the token at this place as it was written.
    pub fn write_token(&self, tokens: &Tokens, at: usize, root: &Root, out: &mut String) {
        let Some(token) = tokens.tokens.get(at) else { return };
        if let Face::Literal(literal) = token.face {
            out.push_str(self.literal(literal));
        } else {
            write_face(token.face, root.dictionary.spelling(token.term), &root.analysis, out);
        }
    }

    fn read_record(&self, bytes: &mut Reader, dictionary: &Dictionary) -> Record {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Record {
            id: bytes.string().to_owned(),
            url: given(bytes.string()),
            date: given(bytes.string()),
            meta: (0..bytes.count())
                .map(|_| (bytes.string().to_owned(), bytes.string().to_owned()))
                .collect(),
            title_is_derived: bytes.byte() != 0,
            title: self.read_tokens(bytes, dictionary),
            body: self.read_tokens(bytes, dictionary),
            byline: self.read_tokens(bytes, dictionary),
        }
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

/// Tokens being read. This is half of what a query costs, so it goes straight
/// through the bytes; where they are not as they should be it ends.
struct Coded<'a> {
    texts: &'a Texts,
    ranked: &'a [u32],
    bytes: std::slice::Iter<'a, u8>,
}

impl Coded<'_> {
    /// The next token, or the gap that ends the text.
    fn token(&mut self, usual: u32) -> Option<Result<Token, u32>> {
        let mut byte = *self.bytes.next()?;
        let mut gap = usual;
        if (GAP..ONE).contains(&byte) {
            gap = self.gap(byte)?;
            byte = match self.bytes.next() {
                Some(&byte) => byte,
                None => return Some(Err(gap)),
            };
        }
        let mut face = Face::Lower;
        if byte == CAPITAL || byte == CAPITALS {
            face = if byte == CAPITAL { Face::Capital } else { Face::Capitals };
            byte = *self.bytes.next()?;
        }
        let rank = match byte {
            LITERAL => {
                let number = self.number()?;
                let term = self.texts.literals.get(number as usize)?.term;
                return Some(Ok(Token { term, face: Face::Literal(number), gap }));
            }
            ONE..TWO => u32::from(byte - ONE),
            TWO.. => ONE_COUNT + (u32::from(byte - TWO) << 8) + u32::from(*self.bytes.next()?),
            _ => return None,
        };
        Some(Ok(Token { term: *self.ranked.get(rank as usize)?, face, gap }))
    }

    /// The gap that begins with this byte, if one does.
    fn gap(&mut self, byte: u8) -> Option<u32> {
        let gap = match byte {
            GAP => self.number()?,
            GAPS..ONE => u32::from(byte - GAPS),
            _ => return None,
        };
        self.texts.gaps.get(gap as usize).map(|_| gap)
    }

    fn number(&mut self) -> Option<u32> {
        let mut bytes = Reader::new(self.bytes.as_slice());
        let number = bytes.u32();
        self.bytes = self.bytes.as_slice().get(bytes.position()..)?.iter();
        bytes.is_right().then_some(number)
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
    (0..bytes.count()).map(|_| bytes.string().to_owned()).collect()
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
