//! Files that only the command line reads.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;
use timkiem::{Error, cli};

use super::collection;

/// In: a `timkiem.toml`. Nothing is built, since what is to be read is not
/// there.
pub(super) fn settings(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let [config, missing, out] = ["timkiem.toml", "missing", "out"].map(|name| folder.path().join(name));
    fs::write(&config, bytes).expect("a file");
    let args = ["build", said(&missing), "--out", said(&out), "--config", said(&config)];
    let error = run(&args).expect_err("nothing is there to be read");
    super::assert_whole(error.message());
    assert!(!out.exists());
}

/// In: a `timkiem.json`, beside the other files of an index. What these are
/// called is said by the key between two `@`.
pub(super) fn manifest(bytes: &[u8]) {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for (key, name) in names() {
        text = text.replace(&format!("@{key}@"), &name);
    }
    let folder = tempfile::tempdir().expect("a folder");
    for file in fs::read_dir(built()).expect("a folder").flatten().filter(|file| file.path().is_file()) {
        // As good as a copy, and nothing writes to it.
        fs::hard_link(file.path(), folder.path().join(file.file_name())).expect("a link");
    }
    let manifest = folder.path().join("timkiem.json");
    fs::remove_file(&manifest).expect("a manifest");
    fs::write(&manifest, text).expect("a file");
    for args in [
        &["inspect", said(folder.path()), "--verify", "--json"][..],
        &["inspect", said(folder.path())],
        &["search", said(folder.path()), "biên", "--json"],
    ] {
        let _ = run(args).map_err(|error| super::assert_whole(error.message()));
    }
}

/// In: judged queries, an empty line, and the judgements.
pub(super) fn judged(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let [queries, judgements] = ["queries.tsv", "qrels.tsv"].map(|name| folder.path().join(name));
    let end = bytes.windows(2).position(|ends| ends == b"\n\n").unwrap_or(bytes.len());
    fs::write(&queries, &bytes[..end]).expect("a file");
    fs::write(&judgements, &bytes[end..]).expect("a file");
    let args = ["eval", said(built()), "--queries", said(&queries), "--qrels", said(&judgements), "--json"];
    match run(&args) {
        Ok(figures) => {
            let figures: Value = serde_json::from_slice(&figures).expect("JSON");
            for name in ["mrr", "ndcg", "found"] {
                let figure = figures[name].as_f64();
                assert!(
                    figure.is_some_and(|figure| (0.0..=1.0 + 1e-9).contains(&figure)),
                    "{name} of {figures}"
                );
            }
        }
        Err(error) => super::assert_whole(error.message()),
    }
}

/// The folder of an index.
fn built() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let make = || {
        let [folder, records] = std::array::from_fn(|_| tempfile::tempdir().expect("a folder"));
        let record = |document: timkiem::Document| {
            serde_json::json!({"id": document.id, "title": document.title, "text": document.text}).to_string()
        };
        let lines: Vec<String> = collection::documents().into_iter().map(record).collect();
        fs::write(records.path().join("a.jsonl"), lines.join("\n")).expect("a file");
        let args = ["build", said(records.path()), "--out", said(folder.path()), "--page", "--json"];
        run(&args).expect("it can be built");
        folder
    };
    BUILT.get_or_init(make).path()
}

/// What the files of that index are called, and the sums of those that are
/// always called the same.
fn names() -> Vec<(String, String)> {
    let manifest = fs::read(built().join("timkiem.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let of = |fields: &Value| -> Vec<(String, String)> {
        let fields = fields.as_object().into_iter().flatten();
        fields.filter_map(|(key, said)| Some((key.clone(), said.as_str()?.to_owned()))).collect()
    };
    [of(&manifest), of(&manifest["entries"])].concat()
}

/// What a command line prints.
fn run(args: &[&str]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    cli::run([&["timkiem"], args].concat(), &mut out)?;
    Ok(out)
}

fn said(path: &Path) -> &str {
    path.to_str().expect("a name in UTF-8")
}
