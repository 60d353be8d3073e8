//! `timkiem inspect`: what is in an index, where its bytes are, what a query
//! fetches of it, and whether it is whole.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use super::plain::{json, plain};
use super::{Failure, InspectArgs, bytes, complain, folder, say};
use crate::error::Error;
use crate::index::part::{self, PartId, PartKind};
use crate::index::{Index, Stop};
use crate::search::{Request, search};

/// How many documents a query is made of, to see what it fetches.
const SAMPLES: u32 = 50;
/// How many words of their titles such a query has.
const WORDS: usize = 4;

/// What there is to say of an index.
#[derive(Serialize)]
struct Report {
    build: String,
    timkiem: String,
    format: u8,
    language: String,
    documents: u32,
    digest: String,
    terms: usize,
    /// How many of them are in the root.
    common: usize,
    files: Vec<Size>,
    parts: Vec<Kind>,
    queries: Option<Queries>,
}

#[derive(Serialize)]
struct Size {
    name: String,
    bytes: u64,
}

/// The parts of one kind, as they are fetched; inflated if they are all in one
/// file.
#[derive(Serialize)]
struct Kind {
    kind: &'static str,
    count: usize,
    bytes: u64,
    median: u64,
    largest: u64,
}

/// What queries fetch beside the root, each by a reader who asks nothing else.
#[derive(Serialize)]
struct Queries {
    count: usize,
    typical: Fetched,
    worst: Fetched,
}

#[derive(Serialize, Clone)]
struct Fetched {
    query: String,
    bytes: u64,
    parts: usize,
    rounds: usize,
}

pub(super) fn run(args: &InspectArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let whole = report(args);
    let report = match whole {
        // Nothing to verify is another thing than something that is not whole.
        Err(error) if args.verify && error.code().starts_with("index/") => {
            complain(&error);
            return Err(Failure::Check);
        }
        whole => whole?,
    };
    if args.json {
        writeln!(out, "{}", json(&report, false)?)?;
        return Ok(());
    }
    writeln!(out, "documents     {}", report.documents)?;
    writeln!(out, "terms         {}, {} of them common", report.terms, report.common)?;
    let [language, build, timkiem] =
        [&report.language, &report.build, &report.timkiem].map(|said| plain(said));
    writeln!(out, "language      {language}")?;
    let digest = Some(plain(&report.digest)).filter(|digest| !digest.is_empty());
    writeln!(out, "digest        {}", digest.as_deref().unwrap_or("none: an older timkiem built it"))?;
    writeln!(out, "build         {build} by timkiem {timkiem}, format {}", report.format)?;
    writeln!(out, "\n{:<28}{:>10}", "file", "bytes")?;
    for size in &report.files {
        writeln!(out, "{:<28}{:>10}", size.name, bytes(size.bytes))?;
    }
    let of = if report.queries.is_some() { "parts" } else { "parts, inflated" };
    writeln!(out, "\n{of:<18}{:>10}{:>10}{:>10}{:>10}", "count", "bytes", "median", "largest")?;
    for kind in &report.parts {
        let Kind { kind, count, bytes: sum, median, largest } = kind;
        writeln!(
            out,
            "{kind:<18}{count:>10}{:>10}{:>10}{:>10}",
            bytes(*sum),
            bytes(*median),
            bytes(*largest)
        )?;
    }
    if let Some(queries) = &report.queries {
        writeln!(out, "\nfetched for {} queries made of titles, the root apart", queries.count)?;
        for (name, fetched) in [("typical", &queries.typical), ("worst", &queries.worst)] {
            let Fetched { query, bytes: sum, parts, rounds } = fetched;
            writeln!(out, "{name:<8}{:>8} in {parts} parts, {rounds} rounds: {}", bytes(*sum), plain(query))?;
        }
    }
    writeln!(out, "\nevery checksum is right")?;
    Ok(())
}

/// Gathers the report, and checks every file and part for it.
fn report(args: &InspectArgs) -> Result<Report, Error> {
    let dir = args.dir.as_path();
    let mut opened = folder::Opened::new(dir)?;
    let mut sizes: BTreeMap<PartId, u64> = BTreeMap::new();
    for part in part::read(&opened.content).map_err(|why| why.of_file(&opened.manifest.index))? {
        sizes.insert(part.id, part.payload.len() as u64);
    }
    let is_rare = |id: &PartId| id.kind == PartKind::Terms;
    let terms_of = |index: &Index, id: PartId| index.terms(id.number).map_or(0, |part| part.keys.len());
    let mut rare: usize = sizes.keys().filter(|id| is_rare(id)).map(|&id| terms_of(&opened.index, id)).sum();
    let missing: Vec<PartId> = opened.index.root().parts().filter(|&id| !opened.index.has(id)).collect();
    for &id in &missing {
        opened.bring(id)?;
        sizes.insert(id, opened.part_size(id)?);
        if is_rare(&id) {
            rare += terms_of(&opened.index, id);
        }
        // Else all that is wanted of it is that it can be read.
        opened.index.forget(0);
    }
    let queries = if missing.is_empty() { None } else { Some(queries(&mut opened, &sizes)?) };
    let folder::Opened { manifest, index, .. } = opened;
    folder::read(dir, &manifest.wasm)?;
    folder::verify(dir, &manifest, &index, args.verify)?.into_iter().for_each(say);
    let file = |name: &str| Ok(Size { name: name.to_owned(), bytes: folder::size(dir, name)? });
    Ok(Report {
        files: folder::names(&manifest).map(file).collect::<Result<_, Error>>()?,
        parts: PartKind::ALL.into_iter().filter_map(|kind| of_kind(kind, &sizes)).collect(),
        queries,
        terms: index.root().dictionary.len() + rare,
        common: index.root().dictionary.len(),
        documents: manifest.documents,
        digest: manifest.digest,
        language: manifest.language,
        build: manifest.build,
        timkiem: manifest.timkiem,
        format: part::FORMAT,
    })
}

fn of_kind(kind: PartKind, sizes: &BTreeMap<PartId, u64>) -> Option<Kind> {
    let of_kind = sizes.iter().filter(|(id, _)| id.kind == kind);
    let mut sizes: Vec<u64> = of_kind.map(|(_, &size)| size).collect();
    sizes.sort_unstable();
    Some(Kind {
        kind: kind.name(),
        count: sizes.len(),
        bytes: sizes.iter().sum(),
        median: *sizes.get(sizes.len() / 2)?,
        largest: *sizes.last()?,
    })
}

/// What queries fetch that are made of the titles of documents from first to
/// last.
fn queries(opened: &mut folder::Opened, sizes: &BTreeMap<PartId, u64>) -> Result<Queries, Error> {
    let documents = opened.index.root().documents();
    let mut all = Vec::new();
    for number in 0..SAMPLES.min(documents) {
        let document = (u64::from(number) * u64::from(documents) / u64::from(SAMPLES.min(documents))) as u32;
        let title = opened.answer(|index| title(index, document))?;
        let words: Vec<&str> = title.split_whitespace().take(WORDS).collect();
        all.push(fetched(words.join(" "), sizes, opened)?);
    }
    all.sort_by_key(|fetched| fetched.bytes);
    let at = |place: usize| all.get(place).cloned().ok_or_else(|| Error::corrupt("a document", "none"));
    Ok(Queries { count: all.len(), typical: at(all.len() / 2)?, worst: at(all.len().saturating_sub(1))? })
}

fn title(index: &Index, document: u32) -> Result<String, Stop> {
    let root = index.root();
    let id = root.text_of(document);
    let texts = index.texts(id.number).ok_or_else(|| Stop::Need(vec![id]))?;
    let record = texts.get(document, &root.dictionary)?;
    Ok(record.map(|record| texts.written(&record.title, root)).unwrap_or_default())
}

fn fetched(query: String, sizes: &BTreeMap<PartId, u64>, opened: &folder::Opened) -> Result<Fetched, Error> {
    let mut index = Index::open(&opened.content)?;
    let mut fetched = Fetched { query, bytes: 0, parts: 0, rounds: 0 };
    loop {
        let request = Request { query: &fetched.query, limit: 10, ..Request::default() };
        let needed = match search(&index, &request) {
            Ok(_) => return Ok(fetched),
            Err(Stop::Error(error)) => return Err(error),
            Err(Stop::Need(parts)) => parts,
        };
        fetched.rounds += 1;
        for id in needed {
            fetched.parts += 1;
            fetched.bytes += sizes.get(&id).copied().unwrap_or_default();
            index.add(&opened.part(id)?)?;
        }
    }
}
