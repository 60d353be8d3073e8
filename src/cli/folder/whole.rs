//! Files that are there whole or not at all.
//!
//! In: contents and their names. Out: the files. Invariant: nothing that is
//! not whole stands under its name, whatever happens; what stands under
//! `NAME.part` meanwhile goes when it is not wanted any more, unless the
//! program is killed, and then the next build removes it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::lock;
use crate::error::Error;

/// What the name of a file has at its end while it is written.
pub(super) const UNDER_WAY: &str = ".part";

/// Writes a file in one step.
pub(super) fn write(dir: &Path, name: &str, content: &[u8]) -> Result<(), Error> {
    let path = dir.join(name);
    let under_way = under_way(dir, name);
    let written = fs::write(&under_way, content).and_then(|()| fs::rename(&under_way, &path));
    written.map_err(|why| {
        let _ = fs::remove_file(&under_way);
        Error::io("write", &path, &why)
    })
}

/// Writes a file in one step whose content is too large to be held.
pub(super) fn write_by(
    path: &Path,
    fill: &mut dyn FnMut(&mut dyn Write) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut under_way = path.as_os_str().to_owned();
    under_way.push(UNDER_WAY);
    let failed = |why: io::Error| Error::io("write", path, &why);
    let file = lock::created(Path::new(&under_way))?;
    let write = || {
        let mut out = BufWriter::new(file);
        fill(&mut out)?;
        let file = out.into_inner().map_err(|why| failed(why.into_error()))?;
        // It is locked until it has its name.
        file.sync_all().and_then(|()| fs::rename(&under_way, path)).map_err(failed)
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&under_way);
    })
}

/// Waits until all that was written into a folder is on the disk: a name must
/// not be there after a power cut while what it names is not. One call for all
/// of it takes tenths of a second; one for each of ten thousand files, minutes
/// on some disks. Only Linux has it.
pub(super) fn settle(dir: &Path) -> Result<(), Error> {
    #[cfg(target_os = "linux")]
    File::open(dir)
        .and_then(|folder| Ok(rustix::fs::syncfs(folder)?))
        .map_err(|why| Error::io("write", dir, &why))?;
    let _ = dir;
    Ok(())
}

/// Files that are to be replaced together: all are written in full, to the
/// disk, before the first gets its name.
pub(super) struct Together<'a> {
    dir: &'a Path,
    /// Those that have no name yet.
    waiting: Vec<String>,
}

impl Together<'_> {
    pub(super) fn new(dir: &Path) -> Together<'_> {
        Together { dir, waiting: Vec::new() }
    }

    /// Writes a file, but not under its name yet.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), Error> {
        let path = self.dir.join(name);
        // What would make the renaming fail is found before there is any.
        if path.is_dir() {
            return Err(Error::input(format!(
                "expected to write the file {}, found a folder of that name; move it away",
                path.display()
            )));
        }
        self.waiting.push(name.to_owned());
        let write = || -> io::Result<()> {
            let mut file = File::create(under_way(self.dir, name))?;
            file.write_all(content)?;
            // Some disks say only now that they are full.
            file.sync_all()
        };
        write().map_err(|why| Error::io("write", &path, &why))
    }

    /// Gives all of them their names, in the order in which they were added.
    /// No system does so in one step; but should the program be killed in
    /// between, every file is whole, and what either generation asks for is
    /// still there.
    pub(super) fn end(mut self) -> Result<(), Error> {
        for name in std::mem::take(&mut self.waiting) {
            let path = self.dir.join(&name);
            fs::rename(under_way(self.dir, &name), &path).map_err(|why| Error::io("write", &path, &why))?;
        }
        // What asks for the former files is to be gone for good before they are.
        // Some systems do not open folders.
        let _ = File::open(self.dir).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Drop for Together<'_> {
    fn drop(&mut self) {
        for name in &self.waiting {
            let _ = fs::remove_file(under_way(self.dir, name));
        }
    }
}

fn under_way(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}{UNDER_WAY}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_replaced_together_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path();
        let read = |name: &str| fs::read_to_string(dir.join(name)).ok();
        fs::write(dir.join("a"), "former").expect("a file");
        fs::create_dir(dir.join("b")).expect("a folder");
        let mut together = Together::new(dir);
        together.add("a", b"new").expect("it can be written");
        assert!(together.add("b", b"new").expect_err("a folder").message().contains("move it away"));
        drop(together);
        assert_eq!(read("a").as_deref(), Some("former"));
        assert_eq!(fs::read_dir(dir).expect("a folder").count(), 2, "nothing is left over");

        let mut together = Together::new(dir);
        together.add("a", b"new").expect("it can be written");
        together.add("c", b"new").expect("it can be written");
        assert_eq!((read("a").as_deref(), read("c")), (Some("former"), None));
        together.end().expect("they can be renamed");
        assert_eq!((read("a").as_deref(), read("c").as_deref()), (Some("new"), Some("new")));
        assert!(write(&dir.join("nowhere"), "a", b"").is_err());
        write(dir, "a", b"newer").expect("it can be written");
        assert_eq!(read("a").as_deref(), Some("newer"));
    }
}
