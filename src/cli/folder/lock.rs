//! One build at a time in a folder, or into a file.
//!
//! In: a folder, or a file being written. Out: a [`Lock`] that lasts as long
//! as it is kept. Invariant: a lock is the system's, on what is locked itself:
//! no file says so, and it ends with the program, however that ends. Where the
//! system has no such locks, as on some network drives, there are none.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::cli::{plain, say};
use crate::error::Error;

/// A folder or file that no other build writes meanwhile.
#[derive(Debug)]
pub(in crate::cli) struct Lock {
    _held: File,
}

impl Lock {
    /// Locks a folder. If another build has it: waits for that, or fails.
    ///
    /// # Errors
    /// If another build has it, and it is not waited for.
    pub(super) fn folder(dir: &Path, waits: bool) -> Result<Option<Lock>, Error> {
        // Some systems do not open folders.
        let Ok(held) = File::open(dir) else { return Ok(None) };
        if is_taken(&held) {
            if !waits {
                return Err(taken(dir));
            }
            say(format_args!("another build is writing {}; waiting for it", plain(&dir.to_string_lossy())));
            if held.lock().is_err() {
                return Ok(None);
            }
        }
        Ok(Some(Lock { _held: held }))
    }
}

/// Opens a file to be written that no other build writes meanwhile, and empties
/// it.
///
/// # Errors
/// If another build writes it, or it cannot be written.
pub(super) fn created(path: &Path) -> Result<File, Error> {
    let failed = |why| Error::io("write", path, &why);
    loop {
        let file = File::options().write(true).create(true).truncate(false).open(path).map_err(failed)?;
        if is_taken(&file) {
            return Err(taken(path));
        }
        // Who had it may have given it another name just before: then it is not ours.
        if path.exists() {
            file.set_len(0).map_err(failed)?;
            return Ok(file);
        }
    }
}

fn is_taken(file: &File) -> bool {
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

fn taken(path: &Path) -> Error {
    Error::input(format!(
        "expected no other build to write {}, found one that does; wait for its end, or write elsewhere",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_nothing_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let lock = Lock::folder(folder.path(), false).expect("it is free");
        let said = Lock::folder(folder.path(), false).expect_err("it is taken");
        assert!(said.message().contains("expected no other build"), "{said}");
        drop(lock);
        assert!(Lock::folder(folder.path(), false).expect("it is free again").is_some());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);

        let path = folder.path().join("a.part");
        std::fs::write(&path, "left over").expect("a file");
        let file = created(&path).expect("nobody writes it");
        assert!(created(&path).is_err());
        assert_eq!(std::fs::read(&path).expect("a file"), b"", "what was left over is gone");
        drop(file);
        assert!(created(&path).is_ok());
    }
}
