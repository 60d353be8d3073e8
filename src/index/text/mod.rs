//! The documents themselves, as tokens.
//!
//! In: the payload of a text part. Out: each document's record, its title and
//! its text, as [`Token`]s to be searched and as the very characters that were
//! indexed. Invariant: decoding gives back every character; a token that the
//! dictionary cannot spell is kept as it was written.
//!
//! ```text
//! texts    = first document, number of documents, literals, gaps, document*
//! literals = number, string*         tokens written as no term is spelt
//! gaps     = number, string*         what stands between tokens, commonest first
//! document = id, url, date, number of names, (name, value)*, derived?,
//!            title, body, byline   each: number of tokens, bytes
//! token    = gap? case? word
//! gap      = 3, number of the gap | 4 + number, if that is < 28
//!                                    none: one space, or nothing at the start
//! case     = 1 first letter a capital | 2 all letters capitals
//! word     = 0, number of the literal
//!          | 32 + rank                        ranks below 96
//!          | 128 + r / 256, r % 256           the next 28,672; r = rank - 96
//!          | 240 + r / 65536, r / 256 % 256, r % 256   the others
//! ```
//! A rank is a place in [`Dictionary::ranked`]. After the last token there is
//! a gap, always written: whatever follows it.

use super::dictionary::{Dictionary, Term};
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
const THREE: u8 = 240;
const ONE_COUNT: u32 = (TWO - ONE) as u32;
const TWO_COUNT: u32 = (THREE - TWO) as u32 * 256;

/// The term of a token that is in no dictionary.
pub const NO_TERM: Term = Term::MAX;

/// A run of documents.
pub struct Texts {
    first: u32,
    literals: Vec<(String, Term)>,
    gaps: Vec<String>,
    /// Whether a paragraph ends in each gap.
    breaks: Vec<bool>,
    documents: Vec<Record>,
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
    /// What it is; [`NO_TERM`] if the dictionary does not have it.
    pub term: Term,
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
    pub fn term(&self, at: usize) -> Term {
        self.tokens.get(at).map_or(NO_TERM, |token| token.term)
    }

    /// The terms in order.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = Term> + '_ {
        self.tokens.iter().map(|token| token.term)
    }
}

impl Texts {
    /// Reads the payload of a part and decodes all of it.
    pub fn read(payload: &[u8], dictionary: &Dictionary, analysis: &Analysis) -> Result<Texts, Error> {
        let mut bytes = Reader::new(payload);
        let first = bytes.u32();
        let count = bytes.count();
        let literals = strings(&mut bytes).into_iter().map(|literal| {
            let term = dictionary.get(&analysis.form(&literal)).unwrap_or(NO_TERM);
            (literal, term)
        });
        let literals = literals.collect();
        let gaps = strings(&mut bytes);
        let breaks = gaps.iter().map(|gap| broken(gap).is_some()).collect();
        let mut texts = Texts { first, literals, gaps, breaks, documents: Vec::new() };
        for _ in 0..count {
            let record = texts.read_record(&mut bytes, dictionary);
            texts.documents.push(record);
        }
        bytes.end()?;
        Ok(texts)
    }

    /// The numbers of the documents here.
    pub fn documents(&self) -> std::ops::Range<u32> {
        self.first..self.first.saturating_add(self.documents.len() as u32)
    }

    /// A document by its number.
    pub fn get(&self, document: u32) -> Option<&Record> {
        self.documents.get(document.checked_sub(self.first)? as usize)
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
            Some(Token { face: Face::Literal(literal), .. }) => self.literal(*literal),
            Some(token) => root.dictionary.spelling(token.term),
            None => "",
        };
        characters(self.gap(tokens, at)) + characters(written)
    }

    fn literal(&self, number: u32) -> &str {
        self.literals.get(number as usize).map_or("", |(literal, _)| literal)
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
        let count = bytes.count();
        let mut coded = Reader::new(bytes.bytes());
        let mut tokens = Tokens::default();
        for at in 0..count {
            let usual = if at == 0 { NOTHING } else { SPACE };
            let token = self.read_token(&mut coded, usual, dictionary);
            if !coded.is_right() {
                break;
            }
            tokens.tokens.push(token);
        }
        let byte = coded.byte();
        let tail = self.read_gap(byte, &mut coded);
        coded.expect(tail.is_some(), "the end of a text");
        tokens.tail = tail.unwrap_or(NOTHING);
        bytes.expect(coded.end().is_ok(), "tokens as announced");
        tokens
    }

    fn read_token(&self, coded: &mut Reader, usual: u32, dictionary: &Dictionary) -> Token {
        let mut byte = coded.byte();
        let gap = self.read_gap(byte, coded);
        if gap.is_some() {
            byte = coded.byte();
        }
        let gap = gap.unwrap_or(usual);
        let face = match byte {
            CAPITAL => Face::Capital,
            CAPITALS => Face::Capitals,
            _ => Face::Lower,
        };
        if face != Face::Lower {
            byte = coded.byte();
        }
        let mut next = || u32::from(coded.byte());
        let rank = match byte {
            LITERAL => {
                let literal = coded.u32();
                let known = self.literals.get(literal as usize);
                coded.expect(known.is_some(), "a literal");
                return Token {
                    term: known.map_or(NO_TERM, |known| known.1),
                    face: Face::Literal(literal),
                    gap,
                };
            }
            ONE..TWO => u32::from(byte - ONE),
            TWO..THREE => ONE_COUNT + (u32::from(byte - TWO) << 8) + next(),
            THREE.. => ONE_COUNT + TWO_COUNT + (u32::from(byte - THREE) << 16) + (next() << 8) + next(),
            _ => u32::MAX,
        };
        let term = dictionary.ranked().get(rank as usize).copied();
        coded.expect(term.is_some(), "a word of the dictionary");
        Token { term: term.unwrap_or(NO_TERM), face, gap }
    }

    /// The gap that begins with this byte, if one does.
    fn read_gap(&self, byte: u8, coded: &mut Reader) -> Option<u32> {
        let gap = match byte {
            GAP => coded.u32(),
            GAPS..ONE => u32::from(byte - GAPS),
            _ => return None,
        };
        coded.expect((gap as usize) < self.gaps.len(), "a gap");
        Some(gap)
    }
}

/// What stands before and after the first paragraph's end in a gap, if there
/// is one.
pub fn broken(gap: &str) -> Option<(&str, &str)> {
    let at = gap.as_bytes().windows(PARAGRAPH.len()).position(|here| here == PARAGRAPH.as_bytes())?;
    Some((gap.get(..at)?, gap.get(at + PARAGRAPH.len()..)?))
}

/// How many characters there are: every byte that does not go on with one.
fn characters(text: &str) -> usize {
    text.bytes().filter(|byte| byte & 0xc0 != 0x80).count()
}

fn strings(bytes: &mut Reader) -> Vec<String> {
    (0..bytes.count()).map(|_| bytes.string().to_owned()).collect()
}

/// Appends a spelling in this face.
fn write_face(face: Face, spelling: &str, analysis: &Analysis, out: &mut String) {
    for (at, small) in spelling.chars().enumerate() {
        let upper = face == Face::Capitals || (face == Face::Capital && at == 0);
        let capital = if upper { analysis.characters.capital(small) } else { None };
        out.push(capital.unwrap_or(small));
    }
}
