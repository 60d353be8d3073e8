//! The folder with what the interface says in each language.
//!
//! In: the strings. Out: a file for each language, in a folder that is named
//! by all of them. Invariant: a folder of that name has these files and no
//! others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::leftovers::is_partial;
use super::{content, deflated, inflated, missing, sum, whole};
use crate::cli::strings::Strings;
use crate::error::Error;
use crate::index::file;

const STEM: &str = "strings-";

/// Writes the folder into another; its name. Before it is made, the path is
/// noted.
pub(super) fn write(dir: &Path, strings: &Strings, note: &dyn Fn(&Path)) -> Result<String, Error> {
    let files: Vec<(&str, Vec<u8>)> = strings.files().collect();
    let name = named(files.iter().map(|(name, content)| (*name, content.as_slice())));
    let folder = dir.join(&name);
    note(&folder);
    fs::create_dir_all(&folder).map_err(|why| Error::io("make the folder", &folder, &why))?;
    for (language, content) in files {
        whole::write(&folder, &format!("{language}.js"), &file::wrap(&deflated(&content)))?;
    }
    Ok(name)
}

/// Checks that a folder has what its name says.
pub(super) fn check(dir: &Path, name: &str) -> Result<(), Error> {
    let folder = dir.join(name);
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(&folder).map_err(|why| missing(&folder, &why))?.flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if is_partial(&file) {
            continue;
        }
        let content = content(dir, &format!("{name}/{file}"), inflated::whole)?;
        files.insert(file.trim_end_matches(".js").to_owned(), content);
    }
    let named = |files: &BTreeMap<String, Vec<u8>>| {
        named(files.iter().map(|(name, content)| (name.as_str(), content.as_slice())))
    };
    if named(&files) == name {
        return Ok(());
    }
    // If this program would write the same, it can tell which of them it is.
    let own: BTreeMap<String, Vec<u8>> =
        Strings::read()?.files().map(|(name, content)| (name.to_owned(), content)).collect();
    let differs = |file: &&String| own.get(*file) != files.get(*file);
    let other = own.keys().chain(files.keys()).find(differs).filter(|_| named(&own) == name);
    Err(match other {
        Some(file) if !files.contains_key(file) => missing_in(name, file),
        Some(file) => Error::corrupt(&format!("{name}/{file}.js as it was written"), "another content"),
        None => Error::corrupt(&format!("what the folder {name} is named after"), "another content"),
    })
}

fn missing_in(folder: &str, file: &str) -> Error {
    Error::missing(&format!("{folder}/{file}.js"), "not in that folder")
}

/// Whether this can be the name of such a folder.
pub(super) fn is_name(name: &str) -> bool {
    name.strip_prefix(STEM).is_some_and(super::is_hash)
}

fn named<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let all: Vec<u8> =
        files.flat_map(|(name, content)| [name.as_bytes(), b"\n", content, b"\n"].concat()).collect();
    format!("{STEM}{}", sum(&all))
}
