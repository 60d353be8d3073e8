//! `timkiem inspect`: what is in an index, and whether it is whole.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::{Failure, InspectArgs, bytes, folder, say};
use crate::error::Error;
use crate::index::Index;
use crate::index::part::{self, Part};

/// What there is to say of an index.
#[derive(Serialize)]
struct Report {
    build: String,
    timkiem: String,
    format: u8,
    language: String,
    documents: u32,
    terms: usize,
    files: Vec<Size>,
    parts: Vec<Size>,
}

#[derive(Serialize)]
struct Size {
    name: String,
    bytes: u64,
}

pub(super) fn run(args: &InspectArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let whole = report(&args.dir);
    let report = match whole {
        // Nothing to verify is another thing than something that is not whole.
        Err(error) if args.verify && error.code().starts_with("index/") => {
            say(format_args!("timkiem: {error}"));
            return Err(Failure::Check);
        }
        whole => whole?,
    };
    if args.json {
        let json = serde_json::to_string_pretty(&report).map_err(|why| Error::input(why.to_string()))?;
        writeln!(out, "{json}")?;
        return Ok(());
    }
    writeln!(out, "documents  {}", report.documents)?;
    writeln!(out, "terms      {}", report.terms)?;
    writeln!(out, "language   {}", report.language)?;
    writeln!(out, "build      {} by timkiem {}, format {}", report.build, report.timkiem, report.format)?;
    for (heading, sizes) in [("file", &report.files), ("part, inflated", &report.parts)] {
        writeln!(out, "\n{heading:<28}{:>10}", "bytes")?;
        for size in sizes {
            writeln!(out, "{:<28}{:>10}", size.name, bytes(size.bytes))?;
        }
    }
    writeln!(out, "\nevery checksum is right")?;
    Ok(())
}

/// Gathers the report, and checks every file and part for it.
fn report(dir: &Path) -> Result<Report, Error> {
    let manifest = folder::read_manifest(dir)?;
    let content = folder::read(dir, &manifest.index)?;
    let mut opened = folder::Opened::new(dir)?;
    let missing: Vec<_> = opened.index.root().parts().filter(|&id| !opened.index.has(id)).collect();
    missing.into_iter().try_for_each(|id| opened.bring(id))?;
    let index = opened.index;
    folder::read(dir, &manifest.wasm)?;
    folder::check_entries(dir, &manifest)?;
    let file = |name: &str| Ok(Size { name: name.to_owned(), bytes: folder::size(dir, name)? });
    let part = |part: &Part| Size { name: part.id.to_string(), bytes: part.payload.len() as u64 };
    Ok(Report {
        files: folder::names(&manifest).map(file).collect::<Result<_, Error>>()?,
        parts: part::read(&content)?.iter().map(part).collect(),
        terms: index.root().dictionary.len(),
        documents: manifest.documents,
        language: manifest.language,
        build: manifest.build,
        timkiem: manifest.timkiem,
        format: part::FORMAT,
    })
}
