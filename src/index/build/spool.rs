//! What has been gathered and waits to be merged.
//!
//! In: numbers and byte strings. Out: the same in the same order, once.
//! Invariant: the first of it waits in memory, all that comes after on disk,
//! in files without a name that vanish with the program.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::SpooledTempFile;

use crate::bytes::Writer;
use crate::error::Error;

/// How much may wait in memory, in bytes.
const MEMORY: usize = 128 << 20;

/// How much of it is taken. Which bytes these are changes nothing but the
/// speed.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// See the module.
pub(super) struct Spool {
    file: BufReader<SpooledTempFile>,
    /// How many bytes of memory it takes.
    memory: usize,
}

impl Spool {
    /// Keeps what was written.
    pub(super) fn new(content: Writer) -> Result<Spool, Error> {
        let content = content.finish();
        let taken = TAKEN.fetch_add(content.len(), Ordering::Relaxed);
        let fits = taken + content.len() <= MEMORY;
        let mut file = SpooledTempFile::new(if fits { usize::MAX } else { 0 });
        let kept = file.write_all(&content).and_then(|()| file.seek(SeekFrom::Start(0)));
        kept.map_err(failed)?;
        let memory = content.len();
        if !fits {
            TAKEN.fetch_sub(memory, Ordering::Relaxed);
        }
        Ok(Spool { file: BufReader::with_capacity(1 << 15, file), memory: if fits { memory } else { 0 } })
    }

    /// The next number.
    pub(super) fn number(&mut self) -> Result<u32, Error> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let mut byte = [0];
            self.file.read_exact(&mut byte).map_err(failed)?;
            number |= u32::from(byte[0] & 0x7f) << shift;
            if byte[0] < 0x80 {
                break;
            }
        }
        Ok(number)
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&mut self) -> Result<bool, Error> {
        self.file.fill_buf().map(<[u8]>::is_empty).map_err(failed)
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> Result<Vec<u8>, Error> {
        let mut content = Vec::new();
        self.file.read_to_end(&mut content).map_err(failed)?;
        Ok(content)
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        TAKEN.fetch_sub(self.memory, Ordering::Relaxed);
    }
}

fn failed(why: std::io::Error) -> Error {
    Error::input(format!(
        "expected room for files on the way, found that they cannot be kept ({why}); \
         free some disk, or name another folder in TMPDIR"
    ))
}
