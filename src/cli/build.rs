//! `timkiem build`: documents in, a folder that any page can use out.
//!
//! In: a [`Plan`], made of the command line and the file of settings. Out: the
//! folder, and a [`Report`]. Invariant: all that is left out is told, with the
//! reason, as soon as all is read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::config::{self, Config};
use super::plain::plain;
use super::progress::Progress;
use super::report::{Packed, Report};
use super::skipped::{counted, is_loss, told};
use super::{BuildArgs, Failure, WARNING, folder, watch};
use crate::document::Document;
use crate::error::Error;
use crate::index::build::{Options, build_into};
use crate::ingest::{self, Reading, Settings};

/// The language of documents of which neither anybody nor they themselves say it.
const LANGUAGE: &str = "vi";

/// How many of them are looked at for it.
const LOOKED_AT: usize = 50;

pub(super) fn run(args: &BuildArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let config = config::find(args.config.as_deref());
    if args.watch {
        return watch::run(args, config.as_deref(), out);
    }
    once(&Plan::new(args, config.as_deref())?, args, out)
}

/// What is to be read, how, and where it goes: the command line before the
/// file, the file before what is taken if nobody says anything.
pub(super) struct Plan {
    pub(super) inputs: Vec<PathBuf>,
    pub(super) target: Target,
    settings: Settings,
}

impl Plan {
    pub(super) fn new(args: &BuildArgs, config: Option<&Path>) -> Result<Plan, Error> {
        let Config { inputs, out, lang, page, pwa, single_file, mut settings, synonyms, recent } =
            config::read(config)?;
        let inputs = if args.inputs.is_empty() { inputs } else { args.inputs.clone() };
        let example = "name one, as in `timkiem build articles --out public/timkiem`";
        if inputs.is_empty() {
            return Err(Error::input(format!(
                "expected an INPUT to read, found none, nor `inputs` in a {}; {example}",
                config::NAME
            )));
        }
        let dir = args.out.clone().or(out);
        let single = args.single_file.clone().or(single_file);
        let beside = folder::Beside { page: args.page.or(page).unwrap_or_default(), pwa: args.pwa.or(pwa) };
        let place = match (dir, single) {
            (Some(dir), single) => Place { dir: Some(dir), single },
            (None, Some(single)) if !beside.page && beside.pwa != Some(true) => {
                Place { dir: None, single: Some(single) }
            }
            (None, single) => {
                let what =
                    if single.is_some() { "for --page and --pwa" } else { "or a file (--single-file)" };
                return Err(Error::input(format!(
                    "expected a folder to write (--out) {what}, found none, nor `out` in a {}; {example}",
                    config::NAME
                )));
            }
        };
        settings.written = place.single.iter().cloned().collect();
        let language = args.lang.clone().or(lang);
        if let Some(odd) = language.as_ref().filter(|tag| !ingest::language::is_tag(tag)) {
            return Err(Error::input(format!(
                "expected the tag of a language, as vi or pt-BR, found {odd:?}; correct --lang, or `lang` in a {}",
                config::NAME
            )));
        }
        let target = Target { place, language, beside, synonyms, recent, waits: args.watch };
        Ok(Plan { inputs, target, settings })
    }
}

/// Builds, and says what came of it.
pub(super) fn once(plan: &Plan, args: &BuildArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let mut reading = ingest::read(&plan.inputs, plan.target.place.seen(), &plan.settings)?;
    let progress = Progress::new();
    let documents = Documents {
        reading: &mut reading,
        progress: &progress,
        is_verbose: args.verbose,
        count: 0,
        has_ended: false,
    };
    let written = write(documents, &plan.target, &progress);
    drop(progress);
    let mut report = written?;
    report.skipped = reading.skipped;
    report.unmet = reading.unmet;
    if args.json {
        report.write_json(args.watch, out)?;
    } else {
        report.write(out)?;
    }
    if args.strict && is_loss(&report.skipped) {
        super::say(
            "something was skipped that should be found, and --strict lets nothing be; the index is written",
        );
        return Err(Failure::Check);
    }
    Ok(())
}

/// The documents that are read, and at their end what was skipped.
struct Documents<'a> {
    reading: &'a mut Reading,
    progress: &'a Progress,
    is_verbose: bool,
    count: usize,
    has_ended: bool,
}

impl Documents<'_> {
    fn end(&mut self) {
        self.has_ended = true;
        let skipped = &self.reading.skipped;
        for line in told(skipped, self.is_verbose) {
            self.progress.say(line);
        }
        for line in &self.reading.unmet {
            self.progress.say(format_args!("{WARNING}in vain{WARNING:#} {}", plain(line)));
        }
        self.progress.say(format_args!("read {} documents, skipped {}", self.count, counted(skipped)));
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<Document, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let document = self.reading.next();
        match document {
            Some(_) => self.count += 1,
            None => self.end(),
        }
        document.map(Ok)
    }
}

/// Where an index goes: into a folder, a file, or both.
pub(super) struct Place {
    pub(super) dir: Option<PathBuf>,
    /// The page that has everything in itself.
    pub(super) single: Option<PathBuf>,
}

impl Place {
    /// Where the index seems to be to who reads it. A page alone stands for the
    /// folder that it was packed from.
    fn seen(&self) -> &Path {
        self.dir.as_deref().or(self.single.as_deref()).unwrap_or(Path::new(""))
    }
}

/// Where an index goes, and how it is built.
pub(super) struct Target {
    pub(super) place: Place,
    /// That of most of the documents, if none is said.
    pub(super) language: Option<String>,
    pub(super) beside: folder::Beside,
    pub(super) synonyms: Vec<Vec<String>>,
    pub(super) recent: f64,
    /// Whether another build that writes the same folder is waited for.
    pub(super) waits: bool,
}

/// Builds an index of these documents.
pub(super) fn write(
    documents: impl Iterator<Item = Result<Document, Error>> + Send,
    to: &Target,
    progress: &Progress,
) -> Result<Report, Error> {
    let started = Instant::now();
    let Place { dir, single } = &to.place;
    if let Some(single) = single {
        folder::single::check(single)?;
    }
    let mut temporary = None;
    let dir = match dir {
        Some(dir) => dir.clone(),
        None => {
            let made = tempfile::tempdir()
                .map_err(|why| Error::io("make a folder in", &std::env::temp_dir(), &why))?;
            temporary.insert(made).path().to_owned()
        }
    };
    let mut documents = documents.inspect(|_| progress.add());
    let first: Vec<Document> = documents.by_ref().take(LOOKED_AT).collect::<Result<_, Error>>()?;
    let told = || {
        ingest::language::of(&first).unwrap_or_else(|| {
            progress.say(format_args!(
                "{WARNING}unsure{WARNING:#} expected documents whose language can be told, found none; \
                 it is taken for \"{LANGUAGE}\": name it with --lang"
            ));
            LANGUAGE.to_owned()
        })
    };
    let language = to.language.clone().unwrap_or_else(told);
    let options =
        Options { language, synonyms: to.synonyms.clone(), recent: to.recent, ..Options::default() };
    let writing = folder::Writing::begin(&dir, to.beside, to.waits, progress)?;
    let digest = build_into(first.into_iter().map(Ok).chain(documents), &options, &writing)?;
    let written = writing.finish(digest)?;
    let packed = match single {
        Some(file) => {
            let bytes = folder::single::write(file, &dir, to.place.seen(), &written.manifest)?;
            Some(Packed { file: file.clone(), bytes })
        }
        None => None,
    };
    Ok(Report::new(to.place.dir.as_deref(), packed, written, started.elapsed()))
}
