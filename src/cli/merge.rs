//! `timkiem merge`: indexes in, one index of all their documents out.
//!
//! The documents are taken out of the indexes just as they went in, and built
//! again: so the result is, byte for byte, what one build of all of them would
//! have been, whoever read the pages, and on whichever machines.

use std::io::Write;
use std::path::PathBuf;

use super::build::{Place, Target, write};
use super::progress::Progress;
use super::{Failure, MergeArgs, config, folder};
use crate::error::Error;

pub(super) fn run(args: &MergeArgs, out: &mut dyn Write) -> Result<(), Failure> {
    // What the file says of what is read was heeded when the slices were built.
    let config = config::read(config::find(args.config.as_deref()).as_deref())?;
    let mut slices = Vec::new();
    for dir in &args.dirs {
        slices.push(folder::Opened::new(dir)?);
    }
    let languages: Vec<&str> = slices.iter().map(|slice| slice.manifest.language.as_str()).collect();
    let language = languages.first().copied().unwrap_or_default().to_owned();
    if let Some(other) = languages.iter().find(|other| **other != language) {
        return Err(Failure::Error(Error::input(format!(
            "expected indexes of one language, found {language} and {other}; build them with the same --lang"
        ))));
    }
    if is_among(&args.out, &args.dirs) {
        return Err(Failure::Error(Error::input(format!(
            "expected another folder to write than those to read, found {} among them; name a new one",
            args.out.display()
        ))));
    }
    let documents = slices.into_iter().flat_map(folder::Opened::documents);
    let target = Target {
        place: Place { dir: Some(args.out.clone()), single: None },
        language: Some(language),
        beside: folder::Beside { page: args.page, pwa: None },
        synonyms: config.synonyms,
        recent: config.recent,
        waits: false,
    };
    let progress = Progress::new();
    let report = write(documents, &target, &progress)?;
    drop(progress);
    report.write(out)
}

fn is_among(dir: &PathBuf, dirs: &[PathBuf]) -> bool {
    let real = |dir: &PathBuf| dir.canonicalize().ok();
    real(dir).is_some_and(|dir| dirs.iter().any(|other| real(other).as_ref() == Some(&dir)))
}
