//! What is in the folder of an index and belongs to none.
//!
//! In: a folder, the manifest of the index in it, and that of the former. Out: the folder without
//! the former index, and without what a build that was killed had written.
//! Invariant: nothing is removed but what has a name that only a build gives.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::whole::UNDER_WAY;
use super::{
    APP, ICON, MANIFEST, MODULE, MODULE_TYPES, Manifest, OFFLINE, PAGE, SCRIPT, TYPES, WORKER, is_hash,
    is_hashed, is_parts, languages, part_name, stem,
};
use crate::index::Index;

/// Removes all that the index of this manifest does not need. What cannot be
/// removed does no harm.
pub(super) fn remove(dir: &Path, manifest: &Manifest, index: &Index, former: Option<&Manifest>) {
    for name in [OFFLINE, WORKER].into_iter().filter(|name| !manifest.wrote(name)) {
        if former.is_some_and(|former| former.wrote(name)) {
            let _ = fs::remove_file(dir.join(name));
        }
    }
    for name in strangers(dir, manifest, index) {
        let _ = fs::remove_file(dir.join(name));
    }
    for name in of_others(dir, manifest) {
        let path = dir.join(&name);
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

/// What other builds have left in the folder of an index, finished or not.
pub(super) fn of_others(dir: &Path, manifest: &Manifest) -> Vec<String> {
    let is_other = |name: &String| {
        let is_other = |needed: &str| name != needed;
        let is_needed = || [&manifest.wasm, &manifest.index].contains(&name);
        is_parts(name) && manifest.parts.as_deref().is_none_or(is_other)
            || languages::is_name(name) && is_other(&manifest.strings)
            || is_under_way(name)
            || is_content(name) && !is_needed()
    };
    names(dir).into_iter().filter(is_other).collect()
}

/// What stands among the parts of an index, or the strings, and is none.
pub(super) fn strangers(dir: &Path, manifest: &Manifest, index: &Index) -> Vec<String> {
    let mut strangers = Vec::new();
    if let Some(folder) = manifest.parts.as_deref().filter(|folder| is_parts(folder)) {
        let parts: BTreeSet<String> = index.root().parts().map(part_name).collect();
        let is_stranger =
            |name: &String| !parts.contains(name) && (name.ends_with(".js") || is_partial(name));
        strangers.extend(
            names(&dir.join(folder)).into_iter().filter(is_stranger).map(|name| format!("{folder}/{name}")),
        );
    }
    if languages::is_name(&manifest.strings) {
        let folder = &manifest.strings;
        strangers.extend(
            names(&dir.join(folder))
                .into_iter()
                .filter(|name| is_partial(name))
                .map(|name| format!("{folder}/{name}")),
        );
    }
    strangers
}

/// Whether a file is still being written, or was when its build was stopped.
pub(super) fn is_partial(name: &str) -> bool {
    name.ends_with(UNDER_WAY)
}

/// The names of what is in a folder, in order.
fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Whether a build gives this name to a file that is not written yet.
fn is_under_way(name: &str) -> bool {
    const ENTRIES: [&str; 10] =
        [APP, ICON, MANIFEST, MODULE, MODULE_TYPES, OFFLINE, PAGE, SCRIPT, TYPES, WORKER];
    name.strip_suffix(UNDER_WAY).is_some_and(|name| ENTRIES.contains(&name) || is_content(name))
}

/// Whether a build gives this name to a file with this content.
fn is_content(name: &str) -> bool {
    let hash = name.strip_suffix(".js").and_then(|name| name.split_once('-')).map(|(_, hash)| hash);
    is_hashed(name) && ["index", "wasm"].contains(&stem(name)) && hash.is_some_and(is_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_build_writes_is_known() {
        assert!(is_content("index-0123456789abcdef.js") && is_content("wasm-0123456789abcdef.js"));
        for name in ["index-v2.js", "index.js", "main-0123456789abcdef.js", "index-0123456789abcdeg.js"] {
            assert!(!is_content(name), "{name}");
        }
        assert!(is_under_way("timkiem.js.part") && is_under_way("index-0123456789abcdef.js.part"));
        assert!(!is_under_way("film.part") && !is_under_way("timkiem.js"));
    }
}
