//! What keeps a ready page on a device: the service worker, the script that
//! asks it to, the list of the parts, the description of the app.
//!
//! In: what a build has written so far. Out: these files. Invariant: the
//! worker of another build is another file, for it names this generation: a
//! sum of all that it installs; what it installs is, by its digest, of this
//! build, but for what is there to be changed.
//!
//! ```text
//! sw.js                   the worker, with the generation and the shell in it
//! offline.js              <tim-kiem-offline>, with the generation in it
//! timkiem.webmanifest     what the app is called, and its icon
//! parts-BUILD/files.json  { NAME: BYTES } of the parts of a large index
//! ```
//! `www/pwa` says what becomes of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::{
    ICON, MANIFEST, MODULE_TYPES, Manifest, OFFLINE, TYPES, WORKER, bytes, is_open, missing, size, sum, whole,
};
use crate::cli::page::digest;
use crate::cli::runtime;
use crate::cli::strings::{Strings, is_leftward};
use crate::error::Error;

/// What the scripts have where the generation is to go.
const PLACE: &str = "\"@@timkiem-generation@@\"";
/// The list of the parts, in their folder.
const LIST: &str = "files.json";

/// Writes the list of the parts, if they have files of their own.
pub(super) fn write_list(dir: &Path, manifest: &Manifest) -> Result<(), Error> {
    let Some(parts) = &manifest.parts else { return Ok(()) };
    let folder = dir.join(parts);
    whole::write(&folder, LIST, list(&folder)?.as_bytes())
}

/// Checks the list of the parts, if there is to be one.
pub(super) fn check_list(dir: &Path, manifest: &Manifest) -> Result<(), Error> {
    let Some(parts) = manifest.parts.as_ref().filter(|_| manifest.is_kept()) else { return Ok(()) };
    let folder = dir.join(parts);
    if bytes(&folder, LIST)? == list(&folder)?.as_bytes() {
        return Ok(());
    }
    Err(Error::corrupt(&format!("{parts}/{LIST} with the size of each part"), "other names or sizes"))
}

fn list(folder: &Path) -> Result<String, Error> {
    let mut sizes = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|why| missing(folder, &why))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(part) = name.strip_suffix(".js") {
            sizes.insert(part.to_owned(), size(folder, &name)?);
        }
    }
    Ok(json!(sizes).to_string())
}

/// The description of the app.
pub(super) fn app(language: &str, strings: &Strings) -> String {
    let label = strings.text(language, "label");
    let app = json!({
        "name": label,
        "short_name": label,
        "lang": language,
        "dir": if is_leftward(language) { "rtl" } else { "ltr" },
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "icons": [{ "src": ICON, "sizes": "any", "type": "image/svg+xml" }],
    });
    format!("{app:#}\n")
}

/// The script and the worker, made after all other entries, which are these.
pub(super) fn scripts(
    dir: &Path,
    manifest: &Manifest,
    strings: &Strings,
    entries: &[(&'static str, String)],
) -> Result<Vec<(&'static str, String)>, Error> {
    let carrying = "\"@@timkiem-strings@@\"";
    let template =
        String::from_utf8_lossy(runtime::OFFLINE).replace(carrying, &strings.of_offline(&manifest.language));
    // What is there to be changed may be from before, or may be gone.
    let mut shell = Map::new();
    let mut all =
        format!("{} {:?} {}\n{template}", manifest.build, manifest.parts, manifest.strings).into_bytes();
    let mut total = manifest.parts.as_ref().map_or(Ok(0), |parts| parts_size(&dir.join(parts)))?;
    let named = entries.iter().map(|(name, _)| *name);
    let open = manifest.open.keys().map(String::as_str);
    let mut names: Vec<&str> = named.chain(open).chain([&*manifest.wasm, &manifest.index]).collect();
    names.sort_unstable();
    names.dedup();
    for name in
        names.into_iter().filter(|name| ![TYPES, MODULE_TYPES, MANIFEST, WORKER, OFFLINE].contains(name))
    {
        let content = match entries.iter().find(|(entry, _)| *entry == name) {
            Some((_, content)) => content.as_bytes().to_vec(),
            None if is_open(name) && !dir.join(name).exists() => continue,
            None => bytes(dir, name)?,
        };
        total += content.len() as u64;
        let digest = digest(&content);
        all.extend(format!("{name} {digest}\n").bytes());
        shell.insert(name.to_owned(), Value::String(if is_open(name) { String::new() } else { digest }));
    }
    let mut generation = json!({
        "id": sum(&all),
        "parts": manifest.parts.as_deref().unwrap_or_default(),
        "strings": manifest.strings,
        "index": manifest.index,
        "bytes": total,
    });
    let script = template.replace(PLACE, &generation.to_string());
    shell.insert(OFFLINE.to_owned(), digest(script.as_bytes()).into());
    generation["shell"] = shell.into();
    let worker = String::from_utf8_lossy(runtime::WORKER).replace(PLACE, &generation.to_string());
    Ok(vec![(OFFLINE, script), (WORKER, worker)])
}

/// How large the parts are that the list names.
fn parts_size(folder: &Path) -> Result<u64, Error> {
    let list: BTreeMap<String, u64> = serde_json::from_slice(&bytes(folder, LIST)?)
        .map_err(|why| Error::corrupt("the list of the parts", &why.to_string()))?;
    Ok(list.values().sum())
}
