//! What is in the folder of an index and belongs to none.
//!
//! In: a folder, the manifest of the index in it, and that of the former. Out: the folder without
//! the former index, and without what a build that was killed had written.
//! Invariant: nothing is removed but what has a name that only a build gives.

use std::fs;
use std::path::Path;

use super::whole::UNDER_WAY;
use super::{
    APP, ICON, MANIFEST, MODULE, Manifest, OFFLINE, PAGE, SCRIPT, TYPES, WORKER, is_hash, is_hashed,
    is_parts, languages, stem,
};

/// Removes all that the index of this manifest does not need. What cannot be
/// removed does no harm.
pub(super) fn remove(dir: &Path, manifest: &Manifest, former: Option<&Manifest>) {
    for name in [OFFLINE, WORKER].into_iter().filter(|name| !manifest.wrote(name)) {
        if former.is_some_and(|former| former.wrote(name)) {
            let _ = fs::remove_file(dir.join(name));
        }
    }
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_other = |needed: &str| name != needed;
        if is_parts(&name) && manifest.parts.as_deref().is_none_or(is_other)
            || languages::is_name(&name) && is_other(&manifest.strings)
        {
            let _ = fs::remove_dir_all(entry.path());
        }
        let is_needed = [&manifest.wasm, &manifest.index].into_iter().any(|needed| *needed == name);
        if is_under_way(&name) || is_content(&name) && !is_needed {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a build gives this name to a file that is not written yet.
fn is_under_way(name: &str) -> bool {
    const ENTRIES: [&str; 9] = [APP, ICON, MANIFEST, MODULE, OFFLINE, PAGE, SCRIPT, TYPES, WORKER];
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
