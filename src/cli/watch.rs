//! `timkiem build --watch`: again after every change.
//!
//! In: the command line, and the file of settings if there is one. Out: a
//! build now, and another each time that what is read, or the file, changes.
//! Invariant: a build that fails says why and is waited after; no change is
//! missed, for watching begins before reading does; what is written here
//! starts no build.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf, absolute};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::build::{Place, Plan, once};
use super::{BuildArgs, Failure, complain, plain, say};
use crate::error::Error;

/// A change is over when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(200);
/// What keeps changing is built all the same after so long.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is watched may be removed at that moment by who makes the site: then
/// so often again.
const TRIES: usize = 20;

pub(super) fn run(args: &BuildArgs, config: Option<&Path>, out: &mut dyn Write) -> Result<(), Failure> {
    let (tell, told) = channel();
    let read = || Plan::new(args, config);
    // What the last plan says that could be read: of one that cannot, only the
    // file of settings is known.
    let mut watched = Watched::new(&args.inputs, config, &[args.out.as_ref(), args.single_file.as_ref()]);
    loop {
        match read() {
            Ok(plan) => watched = Watched::of(&plan, config),
            // Nothing will ever change a command line that cannot be carried out.
            Err(error) if config.is_none() => return Err(Failure::Error(error)),
            Err(_) => {}
        }
        // Kept until the next one is there.
        let _watcher = watched.watch(&tell)?;
        told.try_iter().for_each(drop);
        // From here on all changes are told.
        let plan = read();
        if plan.as_ref().is_ok_and(|plan| watched != Watched::of(plan, config)) {
            continue;
        }
        match plan.map_err(Failure::Error).and_then(|plan| once(&plan, args, out)) {
            Err(Failure::Unheard) => return Err(Failure::Unheard),
            Err(Failure::Error(error)) => complain(&error),
            Ok(()) | Err(Failure::Check) => {}
        }
        say("waiting for changes (stop with Ctrl-C)");
        match watched.wait(&told) {
            Some(path) => say(format_args!("changed: {}", plain(&path.to_string_lossy()))),
            None => return Ok(()),
        }
    }
}

/// What is watched.
#[derive(PartialEq, Eq)]
struct Watched {
    /// What is read: folders with all below them, and files.
    roots: Vec<PathBuf>,
    /// What is written: a folder, a file, or both.
    written: Vec<PathBuf>,
}

impl Watched {
    fn new(inputs: &[PathBuf], config: Option<&Path>, written: &[Option<&PathBuf>]) -> Watched {
        let roots = inputs.iter().map(PathBuf::as_path).chain(config);
        let written = written.iter().flatten().map(|path| real(path));
        Watched { roots: roots.map(real).collect(), written: written.collect() }
    }

    fn of(plan: &Plan, config: Option<&Path>) -> Watched {
        let Place { dir, single } = &plan.target.place;
        Watched::new(&plan.inputs, config, &[dir.as_ref(), single.as_ref()])
    }

    /// Begins to watch.
    fn watch(&self, tell: &Sender<notify::Result<Event>>) -> Result<RecommendedWatcher, Error> {
        let mut tries = 0;
        loop {
            match self.try_to_watch(tell.clone()) {
                Err(why) if is_gone(&why) && tries < TRIES => std::thread::sleep(QUIET),
                done => return done.map_err(|why| refused(&why)),
            }
            tries += 1;
        }
    }

    /// The folder that a root is in is watched as well, or else a root that is
    /// removed and made again would be lost.
    fn try_to_watch(&self, tell: Sender<notify::Result<Event>>) -> notify::Result<RecommendedWatcher> {
        let mut watcher = RecommendedWatcher::new(tell, Config::default())?;
        let mut parents = BTreeSet::new();
        for root in &self.roots {
            parents.extend(root.ancestors().skip(1).find(|parent| parent.is_dir()));
            if root.is_dir() {
                watcher.watch(root, RecursiveMode::Recursive)?;
            }
        }
        // What is watched with all below it stays so.
        parents.retain(|parent| !self.roots.iter().any(|root| parent.starts_with(root)));
        for parent in parents {
            watcher.watch(parent, RecursiveMode::NonRecursive)?;
        }
        Ok(watcher)
    }

    /// Waits for a change, and until it is over; tells what changed first, or
    /// nothing if there is nobody to tell.
    fn wait(&self, told: &Receiver<notify::Result<Event>>) -> Option<PathBuf> {
        let changed = loop {
            if let Some(changed) = self.changed(told.recv().ok()?) {
                break changed;
            }
        };
        let started = Instant::now();
        let mut until = started + QUIET;
        while let Ok(event) = told.recv_timeout(until.saturating_duration_since(Instant::now())) {
            if self.changed(event).is_some() {
                until = (Instant::now() + QUIET).min(started + PATIENCE);
            }
        }
        Some(changed)
    }

    /// What a build has to do with of an event.
    fn changed(&self, event: notify::Result<Event>) -> Option<PathBuf> {
        // What could not be told may have been a change.
        let Ok(event) = event else { return self.roots.first().cloned() };
        let is_change = match event.kind {
            EventKind::Access(_) => false,
            // Reading touches the time of the last access.
            EventKind::Modify(ModifyKind::Metadata(what)) => what != notify::event::MetadataKind::AccessTime,
            _ => true,
        };
        if event.need_rescan() {
            return self.roots.first().cloned();
        }
        event.paths.into_iter().find(|path| is_change && self.is_read(path))
    }

    /// Whether this is read: below a root or above it, but not written here,
    /// and not hidden, as what editors keep beside a file is.
    fn is_read(&self, path: &Path) -> bool {
        let under_way = |out: &PathBuf| {
            path.extension().is_some_and(|end| end == "part") && path.with_extension("") == *out
        };
        let is_written = |root: &PathBuf| {
            let is_of = |out: &PathBuf| path.starts_with(out) && !root.starts_with(out) || under_way(out);
            self.written.iter().any(is_of)
        };
        let is_hidden = |below: &Path| below.iter().any(|name| name.to_string_lossy().starts_with('.'));
        let is_below = |root: &PathBuf| path.strip_prefix(root).is_ok_and(|below| !is_hidden(below));
        let is_above = |root: &PathBuf| root.starts_with(path) && root != path;
        let is_of = |root: &PathBuf| is_below(root) || is_above(root) && !root.exists();
        self.roots.iter().any(|root| is_of(root) && !is_written(root))
    }
}

/// A path as events have it: whole, without links, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let whole = absolute(path).unwrap_or_else(|_| path.to_owned());
    for above in whole.ancestors() {
        if let (Ok(real), Ok(below)) = (above.canonicalize(), whole.strip_prefix(above)) {
            return if below.as_os_str().is_empty() { real } else { real.join(below) };
        }
    }
    whole
}

fn is_gone(why: &notify::Error) -> bool {
    match &why.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(why) => why.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn refused(why: &notify::Error) -> Error {
    Error::input(format!(
        "expected to watch what is read, found that it cannot be done ({why}); build without --watch, or let the \
         system watch more files"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().canonicalize().expect("a folder").join(name);
        let (site, out) = (folder.path().join("site"), folder.path().join("site/search"));
        let single = folder.path().join("site/all.html");
        let config = folder.path().join("timkiem.toml");
        let watched = Watched::new(&[site], Some(&config), &[Some(&out), Some(&single)]);
        for (name, is_read) in [
            ("site/a.txt", true),
            ("site/deep/a.txt", true),
            ("site", true),
            ("timkiem.toml", true),
            ("site/search/timkiem.js", false),
            ("site/all.html", false),
            ("site/all.html.part", false),
            ("site/film.part", true),
            ("site/.a.txt.swp", false),
            ("site/.git/index", false),
            ("other.txt", false),
            ("timkiem.toml~", false),
        ] {
            assert_eq!(watched.is_read(&at(name)), is_read, "{name}");
        }
    }
}
