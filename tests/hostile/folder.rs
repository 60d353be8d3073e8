//! A folder that was damaged, mixed up or forged on its disk, read by the
//! command line: it says what is wrong, or answers what is right, in bounded
//! memory; and `inspect --verify` never takes it for whole.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use timkiem::index::part::{self, PartId, PartKind};

use crate::cli::{index_file, path, refused, timkiem};
use crate::corpus::{unwrapped, wrapped};

/// How much memory a run may ask for, in kilobytes.
const MEMORY: &str = "800000";

/// What is found by words of the first document and the last.
const QUERY: &str = "only0 only399";

/// The folder of an index in many parts.
struct Folder {
    dir: tempfile::TempDir,
    /// What the query is answered.
    answer: Value,
    tried: usize,
}

impl Folder {
    fn new(word: &str) -> Folder {
        let (inputs, dir) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let record = |number: u32| {
            let words: Vec<String> =
                (0..400).map(|word| format!("w{}", (number * 31 + word) % 9973)).collect();
            format!("{{\"id\":\"{number}\",\"text\":\"only{number} {word} {}\"}}\n", words.join(" "))
        };
        fs::write(inputs.path().join("a.jsonl"), (0..400).map(record).collect::<String>()).expect("a file");
        let out = timkiem(&["build", path(inputs.path()), "--out", path(dir.path())]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let mut folder = Folder { dir, answer: Value::Null, tried: 0 };
        folder.answer = found(&folder.search()).expect("an answer");
        assert_eq!(folder.verified(), Some(0));
        folder
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn parts(&self) -> PathBuf {
        self.file(self.manifest()["parts"].as_str().expect("the parts have a folder"))
    }

    fn manifest(&self) -> Value {
        serde_json::from_slice(&fs::read(self.file("timkiem.json")).expect("a manifest")).expect("JSON")
    }

    /// Searches with no more memory than that.
    fn search(&self) -> Output {
        let limited = format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"");
        let args =
            ["-c", &limited, env!("CARGO_BIN_EXE_timkiem"), "search", path(self.dir.path()), QUERY, "--json"];
        Command::new("sh").args(args).output().expect("a shell")
    }

    fn verified(&self) -> Option<i32> {
        timkiem(&["inspect", path(self.dir.path()), "--verify"]).status.code()
    }

    /// With this content in a file, or without the file, it is not whole; and
    /// a search says so with these words, or finds what it found before.
    fn with(&mut self, file: &Path, content: Option<&[u8]>, words: &str) {
        let sound = fs::read(file).expect("a file");
        match content {
            Some(content) => fs::write(file, content).expect("it can be written"),
            None => fs::remove_file(file).expect("it can be removed"),
        }
        self.is_not_whole(words);
        fs::write(file, sound).expect("it can be written");
    }

    fn is_not_whole(&mut self, words: &str) {
        self.tried += 1;
        let out = self.search();
        let said = String::from_utf8_lossy(&out.stderr);
        match found(&out) {
            Some(answer) => assert_eq!((answer, words), (self.answer.clone(), "")),
            None => {
                assert_eq!(out.status.code(), Some(2), "{said}");
                for word in ["error: ", "expected", "found", "; ", words] {
                    assert!(said.contains(word), "{said:?} does not say {word:?}");
                }
            }
        }
        assert_eq!(self.verified(), Some(1), "{words} {said}");
    }

    /// The same with a manifest that says something else.
    fn with_manifest(&mut self, change: impl Fn(&mut Value), words: &str) {
        let mut manifest = self.manifest();
        change(&mut manifest);
        self.with(&self.file("timkiem.json"), Some(manifest.to_string().as_bytes()), words);
    }
}

fn found(out: &Output) -> Option<Value> {
    let mut page: Value = serde_json::from_slice(&out.stdout).ok()?;
    page["tookMs"] = Value::Null;
    Some(page)
}

/// A header that announces so much.
fn announcing(part: &[u8], length: u32) -> Vec<u8> {
    let mut part = part.to_vec();
    part[12..16].copy_from_slice(&length.to_le_bytes());
    part
}

#[test]
fn whatever_becomes_of_a_folder_is_said() {
    let mut folder = Folder::new("one");
    let other = Folder::new("two");
    let index = index_file(folder.dir.path());
    let needed = folder.parts().join("texts-0.js");
    let sound = |file: &Path| fs::read(file).expect("a file");
    let much = vec![0; 100_000_000];

    // The file of the index, and a part that is needed.
    for (file, other_file) in
        [(&index, index_file(other.dir.path())), (&needed, other.parts().join("texts-0.js"))]
    {
        let whole = sound(file);
        let content = unwrapped(&whole).expect("it is sound");
        // What is named by its content is known by that.
        let or_name = |words| if *file == index { "is named after" } else { words };
        folder.with(file, None, "expected the index file");
        folder.with(file, Some(b""), "a file of another kind");
        folder.with(file, Some(b"<!doctype html><title>404</title>"), "a file of another kind");
        folder.with(file, Some(&sound(&other_file)), or_name("one build"));
        for end in [13, 20, whole.len() / 2, whole.len() - 2, whole.len() - 1] {
            folder.with(file, Some(&whole[..end]), "");
        }
        for at in (12..whole.len() - 1).step_by(whole.len() / 16) {
            let mut flipped = whole.clone();
            flipped[at] ^= 4;
            folder.with(file, Some(&flipped), "");
        }
        let deflated = timkiem::index::file::unwrap(&whole).expect("it is sound");
        let longer = timkiem::index::file::wrap(&[&deflated[..], &[0]].concat());
        folder.with(file, Some(&longer), "the end of the deflated bytes");
        // What inflates to more than memory holds, or says that it does.
        folder.with(file, Some(&wrapped(&much)), or_name("a file of another kind"));
        folder.with(file, Some(&wrapped(&[&content[..], &much].concat())), or_name("a file of another kind"));
        folder.with(
            file,
            Some(&wrapped(&[&announcing(&content, 7), &much[..]].concat())),
            or_name("checksum"),
        );
        folder.with(file, Some(&wrapped(&announcing(&content, u32::MAX))), "gigabyte");
        folder.with(file, Some(&wrapped(&announcing(&content, 900_000_000))), or_name("cut off"));
        for version in [0, part::FORMAT - 1, part::FORMAT + 1, 255] {
            let mut versioned = content.clone();
            versioned[4] = version;
            folder.with(file, Some(&wrapped(&versioned)), or_name("index format version"));
        }
    }

    // Parts under each other's names.
    let names = ["texts-0", "texts-1", "postings-0", "terms-0", "ids-0"];
    for (one, another) in names.iter().zip(names.iter().cycle().skip(1)) {
        let (one, another) =
            (folder.parts().join(format!("{one}.js")), folder.parts().join(format!("{another}.js")));
        let whole = sound(&one);
        fs::rename(&another, &one).expect("it can be renamed");
        fs::write(&another, whole).expect("it can be written");
        folder.is_not_whole("");
        let whole = sound(&one);
        fs::rename(&another, &one).expect("it can be renamed");
        fs::write(&another, whole).expect("it can be written");
    }
    // Parts of the other build in the place of all.
    let (ours, theirs) = (folder.parts(), other.parts());
    let aside = folder.file("aside");
    fs::rename(&ours, &aside).expect("it can be renamed");
    folder.is_not_whole("expected the index file");
    fs::rename(&theirs, &ours).expect("it can be renamed");
    folder.is_not_whole("files of one build");
    fs::rename(&ours, &theirs).expect("it can be renamed");
    fs::rename(&aside, &ours).expect("it can be renamed");

    // What names the files.
    let manifest = folder.file("timkiem.json");
    folder.with(&manifest, None, "timkiem.json");
    for broken in ["", "{}", "[]", "null", "{\"build\":1}", "\u{0}", "<!doctype html>"] {
        folder.with(&manifest, Some(broken.as_bytes()), "a manifest in timkiem.json");
    }
    let outside = other.file("timkiem.mjs");
    let sum = |manifest: &Value| manifest["entries"]["timkiem.mjs"].clone();
    for name in ["../timkiem.mjs", path(&outside), "parts/../timkiem.mjs", "..", ".", "", "a/"] {
        folder.with_manifest(|manifest| manifest["entries"][name] = sum(manifest), "names of files");
        folder.with_manifest(|manifest| manifest["open"] = json!([name]), "names of files");
        folder.with_manifest(|manifest| manifest["parts"] = name.into(), "names of files");
        folder.with_manifest(|manifest| manifest["index"] = name.into(), "the name of a file");
        folder.with_manifest(|manifest| manifest["wasm"] = name.into(), "");
        if !name.is_empty() {
            folder.with_manifest(|manifest| manifest["strings"] = name.into(), "names of files");
        }
    }
    folder.with_manifest(|manifest| manifest["parts"] = Value::Null, "expected the index file");
    folder.with_manifest(
        |manifest| manifest["parts"] = other.manifest()["parts"].clone(),
        "expected the index file",
    );
    for (name, value) in
        [("documents", json!(399)), ("language", json!("sw")), ("build", other.manifest()["build"].clone())]
    {
        folder.with_manifest(|manifest| manifest[name] = value.clone(), "what the index says of itself");
    }

    // What a page needs and a search does not.
    let wasm = folder.file(folder.manifest()["wasm"].as_str().expect("a name"));
    for file in [folder.file("timkiem.js"), folder.file("timkiem.mjs"), wasm] {
        folder.with(&file, None, "");
        folder.with(&file, Some(&wrapped(&much)), "");
    }

    assert_eq!((folder.verified(), found(&folder.search())), (Some(0), Some(folder.answer.clone())));
    let unnamed = Path::new("no-such-folder");
    assert!(refused(&["inspect", path(unnamed), "--verify"]).contains("no folder"));
    let root = part::read(&unwrapped(&sound(&index)).expect("it is sound")).expect("a part")[0].id;
    assert_eq!(root, PartId { kind: PartKind::Root, number: 0 });
    println!("{} damaged folders", folder.tried);
}
