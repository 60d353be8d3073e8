//! What every query needs, loaded first and kept.
//!
//! In: the payload of the root part. Out: the number and lengths of the
//! documents, how texts are analysed, the common terms, and which part holds
//! what. Invariant: everything the engine does without another part, it does
//! from here; and nothing in it but the lengths and the directories grows with
//! the corpus.
//!
//! ```text
//! root    = language, characters, syllables, many, number of documents, length*,
//!           dictionary, number of gaps, gap*, runs of postings, runs of texts,
//!           directories of terms, of postings, of ids, synonyms, classes,
//!           number of columns, for each: what it is for, its name, boosts
//! boosts  = bytes: one for each document, or none at all
//! length  = a byte, c for a text of about 2^(c/3) - 1 tokens
//! runs    = number of parts, for each: its first term or document, less that
//!           of the part before
//! ```
//! Lengths to a quarter of an octave would be no better for any measured
//! query; the title's length is not needed at all.

use std::ops::Range;

#[cfg(not(target_arch = "wasm32"))]
use super::classes;
use super::classes::Classes;
use super::column::Use;
use super::dictionary::Dictionary;
#[cfg(not(target_arch = "wasm32"))]
use super::dictionary::{self, Entry};
use super::directory::Directory;
use super::part::{PartId, PartKind};
use super::synonyms::{self, Group};
use super::text::strings;
use crate::analysis::{Analysis, Characters, Syllables};
use crate::bytes::Reader;
#[cfg(not(target_arch = "wasm32"))]
use crate::bytes::Writer;
use crate::error::Error;

/// The steps in which a document may score more.
pub(crate) const BOOST: f64 = 0.01;

/// How many lengths there are between one and its double.
#[cfg(not(target_arch = "wasm32"))]
const STEPS: f64 = 3.0;
/// The third root of two.
const STEP: f64 = 1.259_921_049_894_873_2;
/// The code of the longest text: 2^32 tokens.
const LONGEST: u8 = 96;

/// See the module.
pub struct Root {
    /// The language of the documents, as in `<html lang>`.
    pub language: String,
    /// How the documents were analysed, and queries must be.
    pub analysis: Analysis,
    /// The common terms.
    pub dictionary: Dictionary,
    /// What commonly stands between tokens beside one space.
    pub gaps: Vec<String>,
    /// A term in more documents than this is so common that beside its
    /// neighbours it says nothing.
    pub many: u32,
    /// The code of each document's length.
    lengths: Vec<u8>,
    /// The length of each code, in mean lengths.
    scale: Vec<f64>,
    /// The first common term of each postings part, which may have none.
    postings: Vec<u32>,
    /// The first document of each texts part.
    texts: Vec<u32>,
    terms: Directory,
    /// By the keys of pairs.
    pairs: Directory,
    ids: Directory,
    /// Ways of writing the same.
    pub synonyms: Vec<Group>,
    /// Forms of the same word.
    pub classes: Classes,
    /// What each column is for, and its name.
    pub columns: Vec<(Use, String)>,
    /// How much more each document scores, in steps of [`BOOST`].
    boosts: Vec<u8>,
}

impl Root {
    /// Reads the payload of a root part.
    pub fn read(payload: &[u8]) -> Result<Root, Error> {
        let mut bytes = Reader::new(payload);
        let language = bytes.string().to_owned();
        let characters = Characters::read(&mut bytes);
        let analysis = Analysis { characters, syllables: Syllables::read(&mut bytes) };
        let many = bytes.u32();
        let count = bytes.number();
        let lengths = bytes.take(count).to_vec();
        bytes.expect(lengths.iter().all(|&code| code <= LONGEST), "the length of a text");
        let dictionary = Dictionary::read(&mut bytes, &analysis.characters);
        let gaps = strings(&mut bytes);
        let postings = read_runs(&mut bytes, dictionary.len(), true);
        let texts = read_runs(&mut bytes, lengths.len(), false);
        let mut directory = || Directory::read(&mut bytes);
        let (terms, pairs, ids) = (directory(), directory(), directory());
        bytes.expect(pairs.len() == postings.len(), "as many parts by term as by pair");
        let synonyms = synonyms::read(&mut bytes, &analysis);
        let classes = Classes::read(&mut bytes, dictionary.len());
        let mut columns = Vec::new();
        for _ in 0..bytes.count() {
            let known = Use::ALL.get(usize::from(bytes.byte())).copied();
            bytes.expect(known.is_some(), "a column of a known kind");
            columns.push((known.unwrap_or(Use::Sort), bytes.string().to_owned()));
        }
        let boosts = bytes.bytes().to_vec();
        bytes.end()?;
        let scale = scale(&lengths);
        Ok(Root {
            language,
            analysis,
            dictionary,
            gaps,
            many,
            lengths,
            scale,
            postings,
            texts,
            terms,
            pairs,
            ids,
            synonyms,
            classes,
            columns,
            boosts,
        })
    }

    /// How many documents there are.
    pub fn documents(&self) -> u32 {
        self.lengths.len() as u32
    }

    /// The code of a document's length, a place in [`Root::scale`].
    pub fn length(&self, document: u32) -> usize {
        self.lengths.get(document as usize).copied().unwrap_or(0).into()
    }

    /// The length of each code, in mean lengths.
    pub fn scale(&self) -> &[f64] {
        &self.scale
    }

    /// What the score of a document is multiplied by.
    pub fn boost(&self, document: u32) -> f64 {
        1.0 + BOOST * f64::from(self.boosts.get(document as usize).copied().unwrap_or(0))
    }

    /// The part that holds the postings of a common term.
    pub fn postings_of(&self, term: u32) -> PartId {
        PartId { kind: PartKind::Postings, number: run(&self.postings, term) }
    }

    /// The part that holds a document.
    pub fn text_of(&self, document: u32) -> PartId {
        PartId { kind: PartKind::Texts, number: run(&self.texts, document) }
    }

    /// Where parts of a kind begin, if that is told by keys.
    pub fn directory(&self, kind: PartKind) -> Option<&Directory> {
        match kind {
            PartKind::Terms => Some(&self.terms),
            PartKind::Postings => Some(&self.pairs),
            PartKind::Ids => Some(&self.ids),
            _ => None,
        }
    }

    /// How many parts of a kind there are.
    pub fn count(&self, kind: PartKind) -> usize {
        match kind {
            PartKind::Root => 1,
            PartKind::Texts => self.texts.len(),
            PartKind::Columns => self.columns.len(),
            _ => self.directory(kind).map_or(0, Directory::len),
        }
    }

    /// Every part there is beside the root.
    pub fn parts(&self) -> impl Iterator<Item = PartId> + '_ {
        let others = PartKind::ALL.into_iter().skip(1);
        others.flat_map(|kind| (0..self.count(kind) as u32).map(move |number| PartId { kind, number }))
    }

    /// The common terms whose postings a part holds.
    pub fn terms_in(&self, number: u32) -> Range<u32> {
        items(&self.postings, number, self.dictionary.len() as u32)
    }

    /// The documents that a texts part holds.
    pub fn documents_in(&self, number: u32) -> Range<u32> {
        items(&self.texts, number, self.documents())
    }
}

/// The code of a length in tokens.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn length_code(tokens: u32) -> u8 {
    (STEPS * libm::log2(f64::from(tokens) + 1.0)).round() as u8
}

/// The length of each code, in mean lengths of a text that has any.
fn scale(lengths: &[u8]) -> Vec<f64> {
    let mut tokens = Vec::new();
    let mut power = 1.0;
    for _ in 0..=LONGEST {
        tokens.push(power - 1.0);
        power *= STEP;
    }
    let (mut sum, mut count) = (0.0, 0u32);
    for &code in lengths.iter().filter(|&&code| code > 0) {
        sum += tokens.get(usize::from(code)).copied().unwrap_or(0.0);
        count += 1;
    }
    // Nothing is divided by nothing, though every text be empty.
    let mean = if count == 0 { 1.0 } else { sum / f64::from(count) };
    for length in &mut tokens {
        *length /= mean;
    }
    tokens
}

/// What the builder puts into a root.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) struct Contents<'a> {
    pub(crate) language: &'a str,
    pub(crate) analysis: &'a Analysis,
    /// [`Root::many`].
    pub(crate) many: u32,
    /// The code of each document's length.
    pub(crate) lengths: &'a [u8],
    /// The common terms, sorted by key.
    pub(crate) entries: &'a [Entry],
    /// The common gaps.
    pub(crate) gaps: &'a [String],
    /// The first common term of each postings part, or what it would be.
    pub(crate) postings: &'a [u32],
    /// The first document of each texts part.
    pub(crate) texts: &'a [u32],
    /// What the parts of rare terms, of postings and of ids begin with.
    pub(crate) directories: [&'a [Vec<u8>]; 3],
    /// Ways of writing the same, see [`synonyms`].
    pub(crate) synonyms: &'a [String],
    /// Common terms that are forms of one word, see [`classes`].
    pub(crate) classes: &'a [Vec<u32>],
    /// [`Root::columns`].
    pub(crate) columns: &'a [(Use, String)],
    /// How much more each document scores, in steps of [`BOOST`].
    pub(crate) boosts: &'a [u8],
}

/// Writes the payload of a root part.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn write(contents: &Contents) -> Vec<u8> {
    let mut out = Writer::default();
    out.string(contents.language);
    contents.analysis.characters.write(&mut out);
    contents.analysis.syllables.write(&mut out);
    out.number(contents.many as usize);
    out.bytes(contents.lengths);
    dictionary::write(contents.entries, &mut out);
    out.number(contents.gaps.len());
    contents.gaps.iter().for_each(|gap| out.string(gap));
    for firsts in [contents.postings, contents.texts] {
        out.number(firsts.len());
        let mut last = 0;
        for &first in firsts {
            out.number((first - last) as usize);
            last = first;
        }
    }
    contents.directories.iter().for_each(|firsts| super::directory::write(firsts, &mut out));
    synonyms::write(contents.synonyms, &mut out);
    classes::write(contents.classes, &mut out);
    out.number(contents.columns.len());
    for (usage, name) in contents.columns {
        out.byte(*usage as u8);
        out.string(name);
    }
    out.bytes(contents.boosts);
    out.finish()
}

/// Reads the runs that `count` items are parted into, all of which have some
/// unless they may be empty.
fn read_runs(bytes: &mut Reader, count: usize, may_be_empty: bool) -> Vec<u32> {
    let mut firsts = Vec::new();
    let mut first = 0u32;
    for part in 0..bytes.count() {
        let step = bytes.u32();
        // The first part begins with the first item.
        bytes.expect(if part == 0 { step == 0 } else { step > 0 || may_be_empty }, "parts in order");
        first = first.saturating_add(step);
        firsts.push(first);
    }
    let last = first as usize;
    let is_within = if may_be_empty { last <= count } else { last < count.max(1) };
    let is_enough = if firsts.is_empty() { count == 0 } else { count > 0 || may_be_empty };
    bytes.expect(is_within && is_enough, "parts for every item");
    firsts
}

/// The part that holds an item.
fn run(firsts: &[u32], item: u32) -> u32 {
    firsts.partition_point(|&first| first <= item).saturating_sub(1) as u32
}

/// The items that a part holds, of so many.
fn items(firsts: &[u32], part: u32, count: u32) -> Range<u32> {
    let first = |part: usize| firsts.get(part).copied().unwrap_or(count);
    first(part as usize)..first((part as usize).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::unicode;
    use crate::index::part::Part;
    use crate::index::{Index, Stop};
    use crate::search::{Request, search};

    /// Whatever an index says of frequencies and synonyms, a query can be asked.
    #[test]
    fn a_root_may_say_anything() {
        let characters = unicode::characters("biên biển".chars(), "vi");
        let analysis = Analysis { characters, syllables: Syllables::of_language("vi") };
        let mut entries: Vec<Entry> = ["bien", "biên", "biển", "giới"]
            .iter()
            .map(|word| Entry { key: analysis.form(word).key(), frequency: u32::MAX, tone_at: 255 })
            .collect();
        entries.sort_by(|one, other| one.key.cmp(&other.key));
        let payload = write(&Contents {
            language: "vi",
            analysis: &analysis,
            many: u32::MAX,
            lengths: &[LONGEST],
            entries: &entries,
            gaps: &[],
            postings: &[0],
            texts: &[0],
            directories: [&[], &[vec![]], &[vec![]]],
            synonyms: &["=".to_owned(), "…=biên".to_owned(), "biên=giới=,".to_owned()],
            classes: &[vec![0, 1, 3], vec![]],
            columns: &[],
            boosts: &[255, 255, 255],
        });
        let id = PartId { kind: PartKind::Root, number: 0 };
        let root = Part { id, build: 1, payload: &payload }.write();
        let index = Index::open(&root).expect("it is as it should be");
        let lost: Vec<PartId> = index.root().parts().collect();
        for query in ["bien", "biên", "biển gioi", "bieern", "\"biên\"", "-biên", "bienn", "g", "biengioi"]
        {
            let request = Request { query, limit: 10, lost: &lost, ..Request::default() };
            let page = search(&index, &request).map_err(Stop::into_error).expect("a page");
            assert_eq!(page.total, 0, "{query}");
        }
    }
}
