//! From documents to the parts of an index. At build time only.
//!
//! In: documents in their order, however many. Out: every part, the root last.
//! Invariant: the same documents give the same bytes, on any machine, with
//! any number of threads; memory does not grow with the text, for what has
//! been gathered of it waits on disk.
//!
//! ```text
//! documents ─ batches ─▶ gather ─▶ runs, each sorted ─▶ synonyms ─▶ vocabulary ─▶ common terms
//!                 │                  └──────────── merge ─▶ postings, terms
//!                 └─ spool ─▶ tokens coded by the common terms ─▶ texts
//! ```

mod acronyms;
mod codes;
mod columns;
mod compounds;
mod digest;
mod gather;
mod merge;
mod parts;
mod run;
mod spool;
mod stems;
mod synonyms;
mod texts;
mod vocabulary;

use std::sync::Mutex;

use rayon::prelude::*;

use self::digest::Digest;
pub use self::digest::digest;
use self::gather::gather;
use self::parts::Output;
use self::run::Run;
use self::vocabulary::Vocabulary;
use super::part::{FORMAT, Part, PartId, PartKind};
use super::root::{self, Contents};
use crate::analysis::{self, Analysis, Syllables, unicode};
use crate::bytes::checksum;
use crate::document::Document;
use crate::error::Error;

/// How many bytes of text the first batch has; later ones have more, so that
/// there are few runs to merge however large the corpus.
const BATCH: usize = 1 << 20;
/// The most that a batch has, which bounds what memory it takes to gather.
const LARGEST_BATCH: usize = 1 << 24;
/// A batch is so small a share of what came before.
const BATCH_SHARE: usize = 16;

/// What a build is asked for, beside its documents.
#[derive(Debug, Clone)]
pub struct Options {
    /// The language of the documents, as in `<html lang>`.
    pub language: String,
    /// How large a part may grow before another is begun, in bytes, deflated;
    /// none to have it chosen by the number of documents.
    pub part: Option<usize>,
    /// How many terms are common at most, and so always at hand.
    pub common: usize,
    /// In how many documents a term may be before it is left aside where its
    /// neighbours say enough; none to have it chosen by the number of
    /// documents.
    pub many: Option<u32>,
    /// Ways of writing the same, beside the acronyms that the documents explain
    /// and those that the language is known for: two or more in each group.
    pub synonyms: Vec<Vec<String>>,
    /// How much more the newest documents score than old ones: 0.2 for a fifth;
    /// half of it for what is a year older.
    pub recent: f64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            language: "vi".to_owned(),
            part: None,
            common: COMMON,
            many: None,
            synonyms: Vec::new(),
            recent: 0.0,
        }
    }
}

/// How many terms are common: enough for 98 % of the text of ten thousand
/// news articles. More cost every visitor more bytes than they save.
const COMMON: usize = 6144;

/// In more documents than this, and than one in [`MANY_SHARE`], a term is so
/// common that beside its neighbours it says nothing. In a small corpus its
/// list is short, and there it still does.
const MANY: u32 = 1000;
const MANY_SHARE: u32 = 10;

/// Takes the parts as they are made, on any thread, in any order; the root
/// last.
pub trait Sink: Sync {
    /// Takes a part, header and payload.
    ///
    /// # Errors
    /// If it cannot be kept.
    fn put(&self, id: PartId, bytes: Vec<u8>) -> Result<(), Error>;

    /// Told before the first part.
    ///
    /// # Errors
    /// If there is no place for them.
    fn begin(&self, _build: u64) -> Result<(), Error> {
        Ok(())
    }
}

/// A part that was built.
pub struct Built {
    /// Which one.
    pub id: PartId,
    /// Its bytes, header included.
    pub bytes: Vec<u8>,
}

/// Builds an index of these documents in memory: every part, the root first.
///
/// # Errors
/// As [`build_into`].
pub fn build(documents: &[Document], options: &Options) -> Result<Vec<Built>, Error> {
    let sink = Memory::default();
    build_into(documents.iter().cloned().map(Ok), options, &sink)?;
    let mut parts = sink.0.into_inner().unwrap_or_default();
    parts.sort_by_key(|part| part.id);
    Ok(parts)
}

#[derive(Default)]
struct Memory(Mutex<Vec<Built>>);

impl Sink for Memory {
    fn put(&self, id: PartId, bytes: Vec<u8>) -> Result<(), Error> {
        if let Ok(mut parts) = self.0.lock() {
            parts.push(Built { id, bytes });
        }
        Ok(())
    }
}

/// Builds an index of these documents; gives their [`digest`].
///
/// # Errors
/// If a document cannot be read, there are none, two of them have the same id,
/// what is gathered cannot be kept on disk, or a part cannot be put. No part
/// is put before all documents have been read.
pub fn build_into(
    documents: impl Iterator<Item = Result<Document, Error>> + Send,
    options: &Options,
    sink: &dyn Sink,
) -> Result<String, Error> {
    let mut syllables = Syllables::of_language(&options.language);
    let given = synonyms::given(&options.synonyms, &options.language);
    let mut runs: Vec<Run> = Vec::new();
    let mut digest = Digest::default();
    in_waves(
        batches(documents),
        |batch| gather(&batch?, &options.language, &syllables, &given),
        |run| {
            let mut run = run?;
            digest.add(&std::mem::take(&mut run.digests));
            runs.push(run);
            Ok(())
        },
    )?;
    check_ids(&runs)?;
    let count = number_documents(&mut runs);
    let of_documents = runs.iter().flat_map(|run| run.characters.iter().copied());
    // What is given may be typed, though no document has it.
    let of_given = given.iter().flat_map(|group| group.chars());
    let characters = unicode::characters(of_documents.chain(of_given), &options.language);
    syllables.codes = codes::of_index(&mut runs);
    let analysis = Analysis { characters, syllables };
    let groups = synonyms::groups(&given, &mut runs, &analysis);
    let part = options.part.unwrap_or_else(|| parts::size(count));
    let build = name(&runs, options, part);
    sink.begin(build)?;
    let words = synonyms::words(&groups, &analysis);
    let vocabulary = Vocabulary::new(&mut runs, options.common, &words);

    let output = |kind| Output::new(kind, build, sink);
    let streams = runs.iter_mut().map(Run::take_streams).collect::<Vec<_>>();
    let (mut spools, mut terms, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for (spool, of_terms, of_pairs) in streams {
        spools.push(spool);
        terms.push(of_terms);
        pairs.push(of_pairs);
    }
    let (texts, merged) = rayon::join(
        || texts::write(spools, &vocabulary, &analysis, 7 * part / 4, output(PartKind::Texts)),
        || merge::merge(terms, pairs, &runs, &vocabulary, (count, part), &output),
    );
    let merged = merged?;
    let ids = parts::ids(&runs, part, output(PartKind::Ids))?;
    let boosts = columns::boosts(&runs, count, options.recent);
    let columns = columns::write(&mut runs, count, &analysis.characters, output(PartKind::Columns))?;
    let lengths: Vec<u8> = runs.iter().flat_map(|run| run.lengths.iter().copied()).collect();
    let root = root::write(&Contents {
        language: &options.language,
        analysis: &analysis,
        many: options.many.unwrap_or_else(|| MANY.max(count / MANY_SHARE)),
        lengths: &lengths,
        entries: &vocabulary.entries,
        gaps: &vocabulary.gaps,
        postings: &merged.first_terms,
        texts: &texts?,
        directories: [&merged.rare, &merged.postings, &ids],
        synonyms: &groups,
        classes: &vocabulary.classes(&analysis),
        columns: &columns,
        boosts: &boosts,
    });
    let id = PartId { kind: PartKind::Root, number: 0 };
    sink.put(id, Part { id, build, payload: &root }.write())?;
    Ok(digest.finish())
}

/// Documents in batches whose sizes depend on nothing but the documents.
fn batches(
    mut documents: impl Iterator<Item = Result<Document, Error>>,
) -> impl Iterator<Item = Result<Vec<Document>, Error>> {
    let mut read = 0;
    std::iter::from_fn(move || {
        let wanted = (read / BATCH_SHARE).clamp(BATCH, LARGEST_BATCH);
        let mut batch = Vec::new();
        let mut size = 0;
        for document in documents.by_ref() {
            let document = match document {
                Ok(document) => document,
                Err(error) => return Some(Err(error)),
            };
            size += document.text.len() + document.title.len();
            batch.push(document);
            if size >= wanted {
                break;
            }
        }
        read += size;
        (!batch.is_empty()).then_some(Ok(batch))
    })
}

/// Works on items in parallel, as many at a time as there are threads, and
/// takes the results in the order of the items. The next are read meanwhile.
fn in_waves<T: Send, R: Send>(
    mut items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), Error>,
) -> Result<(), Error> {
    let threads = rayon::current_num_threads();
    let mut read = || items.by_ref().take(threads).collect::<Vec<T>>();
    let mut wave = read();
    while !wave.is_empty() {
        let (results, next) = rayon::join(|| wave.into_par_iter().map(&work).collect::<Vec<R>>(), &mut read);
        results.into_iter().try_for_each(&mut take)?;
        wave = next;
    }
    Ok(())
}

fn check_ids(runs: &[Run]) -> Result<(), Error> {
    let mut ids: Vec<&str> = runs.iter().flat_map(|run| run.ids.iter().map(String::as_str)).collect();
    if ids.is_empty() {
        return Err(Error::input(
            "expected at least one document, found none; give a folder or a file with documents in it"
                .to_owned(),
        ));
    }
    ids.par_sort_unstable();
    match ids.windows(2).find(|two| two[0] == two[1]) {
        None => Ok(()),
        Some(two) => Err(Error::input(format!(
            "expected every document to have an id of its own, found \"{}\" twice; rename one of them",
            two[0]
        ))),
    }
}

/// Says of each run which documents it has; gives how many there are.
fn number_documents(runs: &mut [Run]) -> u32 {
    let mut count = 0;
    for run in runs {
        run.first = count;
        count += run.ids.len() as u32;
    }
    count
}

/// The name of a build, made of all that it depends on.
fn name(runs: &[Run], options: &Options, part: usize) -> u64 {
    let of_documents = runs.iter().flat_map(|run| run.sum.to_le_bytes());
    let of_options = [env!("CARGO_PKG_VERSION"), &options.language].concat().into_bytes();
    let of_options = of_options.into_iter().chain([FORMAT, analysis::VERSION]);
    let of_options =
        of_options.chain(options.synonyms.iter().flatten().flat_map(|way| way.bytes().chain([0])));
    let many = options.many.map_or(0, |many| many as usize + 1);
    let sizes = [part as u64, options.common as u64, many as u64, options.recent.to_bits()];
    let sizes = sizes.map(u64::to_le_bytes).concat();
    checksum(&of_documents.chain(of_options).chain(sizes).collect::<Vec<u8>>())
}
