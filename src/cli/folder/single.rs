//! One page with everything in it: the scripts, the engine, every part of an
//! index.
//!
//! In: the folder of an index. Out: a file that searches it from wherever it
//! is opened, without any request. Invariant: the file is there whole or not
//! at all; none is replaced that was not written here; the bytes of an index
//! stand in it as base64, so that nothing that documents say is markup.
//!
//! ```text
//! single = page, block*
//! page   = www/single.html with the script, the engine and the file of the index in it
//! block  = <script type="application/octet-stream" id="parts-BUILD/texts-7.js">BASE64</script>
//! ```
//! A block is named as the file that it would be, and holds the same deflated
//! bytes without the shell. `www/files.js` reads it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::{Manifest, SCRIPT, bytes, missing, whole};
use crate::cli::page::{MARK, block, single};
use crate::cli::strings::Strings;
use crate::error::Error;
use crate::index::file;
use crate::ingest::address_between;

/// How far into a file it is looked whether it was written here.
const HEAD: u64 = 1024;

/// Checks that nothing but a former one stands where the file is to go.
///
/// # Errors
/// If something else does, or it cannot be read.
pub(in crate::cli) fn check(path: &Path) -> Result<(), Error> {
    let head = || -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        File::open(path)?.take(HEAD).read_to_end(&mut head)?;
        Ok(head)
    };
    match head() {
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(()),
        Ok(head) if String::from_utf8_lossy(&head).contains(MARK) => Ok(()),
        Ok(_) => Err(Error::input(format!(
            "expected no file {} but one of an earlier build, found another; move it away, or name another with \
             --single-file",
            path.display()
        ))),
        Err(why) => Err(Error::io("write", path, &why)),
    }
}

/// Packs the index in a folder into a file; how large that is. Addresses in
/// the index count from `place`, which is the folder unless it is to vanish.
///
/// # Errors
/// If the folder is not whole, or the file cannot be written.
pub(in crate::cli) fn write(
    path: &Path,
    dir: &Path,
    place: &Path,
    manifest: &Manifest,
) -> Result<u64, Error> {
    let packed = |name: &str| Ok(block(name, &file::unwrap(&bytes(dir, name)?)?));
    let first = [packed(&manifest.wasm)?, packed(&manifest.index)?].concat();
    let script = bytes(dir, SCRIPT)?;
    let script = String::from_utf8_lossy(&script);
    let into = path.parent().filter(|into| !into.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(into).map_err(|why| Error::io("make the folder", into, &why))?;
    let folder = address_between(into, place);
    let page = single(&manifest.language, &Strings::read()?, &script, &folder, &first);
    whole::write_by(path, &mut |out| {
        let written = |done: io::Result<()>| done.map_err(|why| Error::io("write", path, &why));
        written(out.write_all(page.as_bytes()))?;
        for name in parts(dir, manifest)? {
            written(out.write_all(packed(&name)?.as_bytes()))?;
        }
        Ok(())
    })?;
    fs::metadata(path).map(|found| found.len()).map_err(|why| missing(path, &why))
}

/// The names of the files of all parts, in order.
fn parts(dir: &Path, manifest: &Manifest) -> Result<Vec<String>, Error> {
    let Some(parts) = &manifest.parts else { return Ok(Vec::new()) };
    let folder = dir.join(parts);
    let entries = fs::read_dir(&folder).map_err(|why| missing(&folder, &why))?.flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(".js")).map(|name| format!("{parts}/{name}")).collect();
    names.sort_unstable();
    Ok(names)
}
