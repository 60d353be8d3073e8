//! The files that are read: which of those below a folder, and what each is.
//!
//! In: folders and files, and the globs of the site owner. Out: the files to
//! read, in the order of their paths, and how many others there are of which
//! kind. Invariant: the order is the same on every machine; what nobody asked
//! to leave out is read or named.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use super::address::{Addresses, whole};
use super::asked::Asked;
use super::{Left, Settings, Skipped};
use crate::error::Error;

/// What is said of the files that can be read.
pub(super) const KINDS: &str = ".html, .md, .txt, .json, .jsonl or .csv";
/// Files every site may have for programs, in words though they are.
const FOR_PROGRAMS: [&str; 4] = ["robots.txt", "ads.txt", "app-ads.txt", "security.txt"];
/// What may have the name of a file and is none: reading it might never end.
const NO_FILE: &str =
    "expected a file or folder, found a pipe, a socket or a device; copy what it gives into a file";
/// The folder in which Sphinx keeps what its pages were made from.
const SOURCES: &str = "_sources";

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Markdown,
    Text,
    Json,
    Lines { are_packed: bool },
    Table { has_tabs: bool },
}

impl Kind {
    fn of(name: &str) -> Option<Kind> {
        let name = name.to_lowercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        Some(match () {
            () if ends(&[".html", ".htm", ".xhtml"]) => Kind::Page,
            () if ends(&[".md", ".markdown"]) => Kind::Markdown,
            () if ends(&[".txt"]) && !FOR_PROGRAMS.contains(&&*name) => Kind::Text,
            () if ends(&[".json"]) => Kind::Json,
            () if ends(&[".jsonl", ".ndjson"]) => Kind::Lines { are_packed: false },
            () if ends(&[".jsonl.gz", ".ndjson.gz"]) => Kind::Lines { are_packed: true },
            () if ends(&[".csv"]) => Kind::Table { has_tabs: false },
            () if ends(&[".tsv"]) => Kind::Table { has_tabs: true },
            () => return None,
        })
    }
}

/// A file to read.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// Its path below the folder that its addresses count from.
    pub(super) below: PathBuf,
    /// Its path as documents are named by it.
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) addresses: Arc<Addresses>,
}

/// What is to be read, and what is not.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) files: VecDeque<File>,
    /// The files that are no documents, by how their names end.
    pub(super) others: BTreeMap<String, Vec<String>>,
    /// The folders that are hidden, and so not read, though documents are in them.
    pub(super) hidden_folders: Vec<String>,
    pub(super) skipped: Vec<Skipped>,
    /// The globs that nothing was met by, as they are told.
    pub(super) unmet: Vec<String>,
}

/// Finds the files to read.
///
/// # Errors
/// If an input is not there or cannot be opened, or is `out` itself; if a glob
/// is none.
pub(super) fn find(inputs: &[PathBuf], out: &Path, settings: &Settings) -> Result<Files, Error> {
    let mut found = Files::default();
    let globs = Globs::new(settings)?;
    let out = whole(out);
    // Names first: where folders lie deep within each other, paths are long.
    let is_out = |path: &Path, is_link: bool| {
        out.as_ref().is_some_and(|out| {
            (is_link || path.file_name().is_none_or(|name| Some(name) == out.file_name()))
                && path.canonicalize().is_ok_and(|path| path == *out)
        })
    };
    let base = settings.base_url.as_deref();
    // One of the inputs may lie in another.
    let mut seen: HashSet<PathBuf> = HashSet::new();
    for input in outer_first(inputs) {
        let kind = fs::metadata(input).map_err(|why| Error::io("read", input, &why))?;
        let name = input.file_name().unwrap_or_default();
        if !kind.is_dir() && !kind.is_file() {
            found.skip(&name.to_string_lossy(), NO_FILE.to_owned());
            continue;
        }
        if !kind.is_dir() {
            let folder =
                input.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let addresses = Arc::new(Addresses::new(folder, out.as_deref(), base));
            if whole(input).is_some_and(|file| !seen.insert(file)) {
                continue;
            }
            found.add_named(input.clone(), name.into(), addresses);
            continue;
        }
        if is_out(input, true) {
            return Err(Error::input(format!(
                "expected another folder to write than the one to read, found {} for both; \
                 name a folder in it, or one elsewhere",
                input.display()
            )));
        }
        fs::read_dir(input).map_err(|why| Error::io("read", input, &why))?;
        let addresses = Addresses::new(input, out.as_deref(), base);
        let is_one_of_several = inputs.len() > 1 && !name.is_empty();
        // Seen from the index in one of several, a page needs no name before it.
        let before = Path::new(if is_one_of_several { name } else { "".as_ref() });
        let in_addresses = if addresses.is_beside() { Path::new("") } else { before };
        let addresses = Arc::new(addresses);
        // Names first: a path is followed only if it may be the one.
        let is_written = |path: &Path| {
            let is_same = |file: &PathBuf| file.file_name() == path.file_name() && whole(file) == whole(path);
            settings.written.iter().any(is_same)
        };
        let followed = whole(input).unwrap_or_else(|| input.clone());
        for below in found.below(input, before, &is_out, &globs) {
            let place = followed.join(&below);
            if seen.contains(&place) || is_written(&input.join(&below)) {
                continue;
            }
            let id = slashes(&before.join(&below));
            let Some(kind) = kind_of(&below) else {
                found.others.entry(ending(&below)).or_default().push(id);
                continue;
            };
            seen.insert(place);
            let (path, below) = (input.join(&below), in_addresses.join(&below));
            found.files.push_back(File { path, below, id, kind, addresses: addresses.clone() });
        }
    }
    found.unmet.extend(
        [globs.include, globs.exclude]
            .iter()
            .flatten()
            .filter_map(|glob| glob.unmet("paths below a folder that no other leaves out")),
    );
    Ok(found)
}

/// The inputs as they were given, but those that lie in others after all that
/// hold them: a page's address counts from the outermost.
fn outer_first(inputs: &[PathBuf]) -> Vec<&PathBuf> {
    let places: Vec<Option<PathBuf>> = inputs.iter().map(|input| whole(input)).collect();
    let folders: Vec<&PathBuf> = places.iter().flatten().filter(|place| place.is_dir()).collect();
    let holders = |place: &Path| folders.iter().filter(|one| place.starts_with(one)).count();
    let mut order: Vec<(usize, &PathBuf)> =
        places.iter().map(|place| place.as_deref().map_or(0, holders)).zip(inputs).collect();
    order.sort_by_key(|&(holders, _)| holders);
    order.into_iter().map(|(_, input)| input).collect()
}

fn kind_of(below: &Path) -> Option<Kind> {
    let kind = Kind::of(&below.file_name()?.to_string_lossy())?;
    let is_source = kind == Kind::Text && below.iter().any(|name| name == SOURCES);
    (!is_source).then_some(kind)
}

/// Whether there are documents in a folder; those below others in it are not looked for.
fn has_documents(folder: &Path) -> bool {
    let mut entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|entry| kind_of(&entry.path()).is_some())
}

/// How the name of a file ends, from the last dot on.
fn ending(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if FOR_PROGRAMS.contains(&&*name) {
        return name;
    }
    match name.rsplit_once('.') {
        Some((_, ending)) if ending.len() <= 12 && !ending.contains(char::is_control) => format!(".{ending}"),
        _ => "without an ending".to_owned(),
    }
}

/// A path with slashes, whatever the system uses.
fn slashes(path: &Path) -> String {
    let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
    names.join("/")
}

impl Files {
    /// Adds a file that was named itself.
    fn add_named(&mut self, path: PathBuf, below: PathBuf, addresses: Arc<Addresses>) {
        let id = below.to_string_lossy().into_owned();
        match Kind::of(&id) {
            Some(kind) => self.files.push_back(File { path, below, id, kind, addresses }),
            None => {
                self.skip(
                    &id,
                    format!("expected a {KINDS} file, found another kind; convert it if it has text"),
                );
            }
        }
    }

    /// The files below a folder by their paths in it, but not those in the one
    /// that is written. Globs are over these, and over the paths by which
    /// documents are named, which have `before` before them.
    fn below(
        &mut self,
        folder: &Path,
        before: &Path,
        is_out: &dyn Fn(&Path, bool) -> bool,
        globs: &Globs,
    ) -> Vec<PathBuf> {
        let is_of = |globs: &[Asked<GlobSet>], path: &Path| {
            let paths = [path, &before.join(path)].map(slashes);
            let is_met = |glob: &&Asked<GlobSet>| glob.meets(paths.iter().any(|path| glob.by.is_match(path)));
            // Each is tried, though another has met it.
            globs.iter().filter(is_met).count() > 0
        };
        let relative = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_owned();
        let mut files = Vec::new();
        let (mut hidden, mut hidden_folders) = (Vec::new(), Vec::new());
        let wanted = |entry: &walkdir::DirEntry| {
            let (kind, path) = (entry.file_type(), entry.path());
            let is_left_out = || {
                kind.is_dir() && is_out(path, entry.path_is_symlink())
                    || is_of(&globs.exclude, &relative(path))
            };
            if entry.depth() == 0 {
                return true;
            }
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                // Folders and files of programs are hidden by custom; a
                // document may be by mistake.
                if kind.is_file() && kind_of(path).is_some() && !is_left_out() {
                    hidden.push(slashes(&relative(path)));
                } else if kind.is_dir() && !is_left_out() && has_documents(path) {
                    hidden_folders.push(slashes(&before.join(relative(path))));
                }
                return false;
            }
            !is_left_out()
        };
        let (mut faults, mut no_files) = (Vec::new(), Vec::new());
        for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(wanted) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => files.push(relative(entry.path())),
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => no_files.push(slashes(&relative(entry.path()))),
                Err(why) => {
                    let place = slashes(&relative(why.path().unwrap_or(folder)));
                    let reason = match (why.io_error(), why.loop_ancestor()) {
                        (Some(why), _) => why.to_string(),
                        (None, Some(_)) => "a link to a folder that it is in".to_owned(),
                        (None, None) => why.to_string(),
                    };
                    faults.push((place, reason));
                }
            }
        }
        faults.sort();
        for (place, reason) in faults {
            self.skip(&place, format!("expected a file or folder that can be read, found: {reason}"));
        }
        no_files.sort();
        for place in no_files {
            self.skip(&place, NO_FILE.to_owned());
        }
        hidden_folders.sort();
        self.hidden_folders.append(&mut hidden_folders);
        hidden.sort();
        for place in hidden {
            self.skip(
                &place,
                "expected a name without a dot before it, found a hidden file; rename it if it is to be read"
                    .to_owned(),
            );
        }
        files.retain(|file| globs.include.is_empty() || is_of(&globs.include, file));
        files.sort_by_cached_key(|file| slashes(file));
        files
    }

    fn skip(&mut self, place: &str, reason: String) {
        self.skipped.push(Skipped { place: place.to_owned(), reason, left: Left::Out });
    }
}

/// What the site owner says is read and is not.
struct Globs {
    include: Vec<Asked<GlobSet>>,
    exclude: Vec<Asked<GlobSet>>,
}

impl Globs {
    fn new(settings: &Settings) -> Result<Globs, Error> {
        let globs = |setting: &str, globs: &[String]| {
            globs.iter().map(|glob| Ok(Asked::new(setting, glob, set(glob)?))).collect::<Result<_, Error>>()
        };
        Ok(Globs {
            include: globs("include", &settings.include)?,
            exclude: globs("exclude", &settings.exclude)?,
        })
    }
}

/// A glob over paths. One without a slash is over names, at any depth; each
/// matches what is below a folder that it matches.
fn set(glob: &str) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    let wrong = |why: globset::Error| {
        Error::input(format!(
            "expected a glob over paths, as \"drafts/**\" or \"*.txt\", found \"{glob}\" ({why}); correct it"
        ))
    };
    let path = glob.trim().trim_start_matches("./").trim_end_matches('/');
    let path = match path.strip_prefix('/') {
        Some(path) => path.to_owned(),
        None if path.contains('/') => path.to_owned(),
        None => format!("**/{path}"),
    };
    for path in [format!("{path}/**"), path] {
        set.add(GlobBuilder::new(&path).literal_separator(true).build().map_err(wrong)?);
    }
    set.build().map_err(wrong)
}
