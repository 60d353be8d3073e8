//! Whether a folder is whole: every file that a build wrote, as it wrote it,
//! and nothing among them that it did not write.
//!
//! In: the folder of an index whose parts have all been read. Out: what is to
//! be said of it, though it is whole; or an error that names the first file
//! that is not as it was written. Invariant: what no build wrote and what
//! pretends to nothing is nobody's business.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{MANIFEST, Manifest, Opened, bytes, languages, leftovers, offline, sum};
use crate::error::Error;
use crate::index::{Index, build};

/// Checks all files beside the engine, the index and its parts; and, which takes
/// longer, that the `documents` are those that were read.
///
/// # Errors
/// If one is missing, is not as it was written, or is none of the index and
/// stands among its parts.
pub(in crate::cli) fn verify(
    dir: &Path,
    manifest: &Manifest,
    index: &Index,
    documents: bool,
) -> Result<Vec<String>, Error> {
    check_manifest(dir, manifest, index)?;
    check_entries(dir, &manifest.entries)?;
    offline::check_list(dir, manifest)?;
    match manifest.strings.as_str() {
        "" => {}
        name if languages::is_name(name) => languages::check(dir, name)?,
        name => return Err(Error::corrupt("the name of a folder in the manifest", &format!("{name:?}"))),
    }
    let (partial, strangers): (Vec<String>, Vec<String>) =
        leftovers::strangers(dir, manifest, index).into_iter().partition(|name| leftovers::is_partial(name));
    if let Some(stranger) = strangers.first() {
        return Err(Error::corrupt("only parts of this index among them", stranger));
    }
    let is_known = documents && !manifest.digest.is_empty();
    if is_known && build::digest(Opened::new(dir)?.documents())? != manifest.digest {
        return Err(Error::corrupt("the documents that were read", "others"));
    }
    let changed = manifest.open.iter().filter(|(name, written)| {
        !written.is_empty() && fs::read(dir.join(name)).is_ok_and(|is| sum(&is) != **written)
    });
    let changed = changed.map(|(name, _)| format!("{name} was changed since it was written, as it may be"));
    let left = partial.into_iter().chain(leftovers::of_others(dir, manifest));
    let left = left.map(|name| format!("{name} is left over from another build; the next one removes it"));
    Ok(changed.chain(left).collect())
}

/// What it says of itself, and of the index.
fn check_manifest(dir: &Path, manifest: &Manifest, index: &Index) -> Result<(), Error> {
    let bare = Manifest { sum: String::new(), ..manifest.clone() };
    let is_older = manifest.sum.is_empty() && manifest.digest.is_empty();
    let is_as_written = is_older
        || bytes(dir, MANIFEST)? == manifest.written()?.as_bytes()
            && manifest.sum == sum(bare.written()?.as_bytes());
    let root = index.root();
    let is_of_index = manifest.build == format!("{:016x}", index.build())
        && (&manifest.language, manifest.documents) == (&root.language, root.documents());
    match is_as_written && is_of_index {
        true => Ok(()),
        false => Err(Error::corrupt(&format!("{MANIFEST} as it was written"), "another content")),
    }
}

fn check_entries(dir: &Path, entries: &BTreeMap<String, String>) -> Result<(), Error> {
    for (name, written) in entries {
        if sum(&bytes(dir, name)?) != *written {
            return Err(Error::corrupt(&format!("{name} as it was written"), "another content"));
        }
    }
    Ok(())
}
