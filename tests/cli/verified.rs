//! `inspect --verify` proves a folder whole: whatever is changed in it, it
//! says so, and names the file.

use std::fs;
use std::path::Path;

use super::{content, path, records, text, timkiem};

/// Whether the folder is whole, and what is said of it.
fn verified(folder: &Path) -> (Option<i32>, String) {
    let out = timkiem(&["inspect", path(folder), "--verify"]);
    (out.status.code(), text(&out.stderr))
}

/// What takes little room as a file may take much in memory: all of it is there to the end.
#[test]
fn documents_that_say_the_same_are_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let [input, one, merged] = ["a.jsonl", "one", "merged"].map(|name| folder.path().join(name));
    let said = "The server is up and all services are running. No action needed. ".repeat(20);
    let records = (0..5000).map(|number| serde_json::json!({"id": number, "text": said}).to_string());
    fs::write(&input, records.collect::<Vec<_>>().join("\n")).expect("a file");
    for args in [
        &["build", path(&input), "--out", path(&one), "--lang", "en"][..],
        &["inspect", path(&one), "--verify"],
        &["merge", path(&one), "--out", path(&merged)],
        &["inspect", path(&merged), "--verify"],
    ] {
        let out = timkiem(args);
        assert!(out.status.success(), "{args:?}: {}", text(&out.stderr));
    }
}

/// Which files to change one by one: of the many of a kind, the first and last.
fn some(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut kinds: std::collections::BTreeMap<String, Vec<String>> = Default::default();
    for name in names {
        let kind = match name.split_once('/') {
            Some((folder, file)) => format!("{folder}/{}", file.split(['-', '.']).next().unwrap_or_default()),
            None => name.clone(),
        };
        let kind = if kind.starts_with("strings-") { "strings".to_owned() } else { kind };
        kinds.entry(kind).or_default().push(name);
    }
    let ends =
        |names: Vec<String>| [names.first().cloned(), names.last().cloned().filter(|_| names.len() > 1)];
    kinds.into_values().flat_map(ends).flatten().collect()
}

/// Pages whose headings and weighty stretches begin and end where no word does.
const PAGES: [(&str, &str); 4] = [
    (
        "weights.html",
        "<title>Cột mốc</title><main data-timkiem-body><h1>Biên phòng?</h1><p data-timkiem-weight=\"3\">(Một hai
         ba bốn.)</p><p>biên<b data-timkiem-weight=\"2\">giới</b>, <i data-timkiem-weight=\"4\">…</i></p></main>",
    ),
    (
        "headings.html",
        "<html lang=\"en\"><title>Why?</title><main><h1>Why?</h1><p>So.<h2 id=\"a\">“How”?</h2><p>Thus.
         <h2 id=\"b\">???</h2><p>Well.<h2 id=\"c\">C++ &amp; 🙂</h2><p>One.</main></html>",
    ),
    ("headings.md", "---\ntags: [a, b]\nweight: 3\n---\n# Là gì?\n\nMột.\n\n## ???\n\nHai.\n\n## (Ba)\n\nBốn.\n"),
    ("news.txt", "date 2024-11 “Một bài?”\n\nMột hai ba.\n\nNguyễn Văn An\n"),
];

#[test]
fn whatever_was_built_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir(&input).expect("a folder");
    for (name, page) in PAGES {
        fs::write(input.join(name), page).expect("a file");
        let built = timkiem(&["build", path(&input.join(name)), "--out", path(&out)]);
        assert!(built.status.success(), "{}", text(&built.stderr));
        assert_eq!(verified(&out), (Some(0), String::new()), "{name}");
    }
    let built = timkiem(&["build", path(&input), "--out", path(&out)]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    assert_eq!(verified(&out), (Some(0), String::new()), "all of them");
}

#[test]
fn every_change_is_found_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("all.jsonl"), folder.path().join("out"));
    fs::write(&input, records(0..60)).expect("a file");
    let built = timkiem(&["build", path(&input), "--out", path(&out), "--pwa"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    assert_eq!(verified(&out), (Some(0), String::new()));
    let files = content(&out);
    let names = some(files.keys().cloned());
    assert!(names.len() > 15 && names.iter().any(|name| name.contains("/texts-")), "{names:?}");
    for name in &names {
        let file = out.join(name);
        let sound = &files[name];
        let is_open = ["index.html", "icon.svg", "timkiem.webmanifest"].contains(&name.as_str());
        let found = |what: &str| {
            let (code, said) = verified(&out);
            let expected = if is_open && what != "removed" { 0 } else { 1 };
            assert_eq!(code, Some(expected), "{name} {what}: {said}");
            // A manifest that names another file is not known to be wrong itself.
            assert!(said.contains(name.as_str()) || name == "timkiem.json", "{name} {what}: {said}");
        };
        let mut altered = sound.clone();
        altered[sound.len() / 2] ^= 1;
        fs::write(&file, &altered).expect("a file");
        found("altered");
        fs::write(&file, &sound[..sound.len() - 1]).expect("a file");
        found("cut off");
        fs::write(&file, [sound, &b"x"[..]].concat()).expect("a file");
        found("longer");
        fs::remove_file(&file).expect("a file");
        if name != "timkiem.json" {
            found("removed");
        } else {
            assert_ne!(verified(&out).0, Some(0));
        }
        fs::write(&file, sound).expect("a file");
    }
    // Every byte of the manifest counts.
    let manifest = &files["timkiem.json"];
    for at in (0..manifest.len()).step_by(manifest.len() / 24) {
        let mut altered = manifest.clone();
        altered[at] ^= 1;
        fs::write(out.join("timkiem.json"), &altered).expect("a file");
        let (code, said) = verified(&out);
        assert!(matches!(code, Some(1 | 2)), "byte {at}: {said}");
    }
    fs::write(out.join("timkiem.json"), manifest).expect("a file");

    // What pretends to be a part, and what is nobody's.
    let parts = names.iter().find_map(|name| name.split_once("/texts-")).expect("parts").0;
    fs::write(out.join("mine.txt"), "mine").expect("a file");
    assert_eq!(verified(&out), (Some(0), String::new()));
    let stranger = format!("{parts}/texts-9999.js");
    fs::write(out.join(&stranger), "x").expect("a file");
    let (code, said) = verified(&out);
    assert!(code == Some(1) && said.contains(parts), "{said}");
    // Bytes behind a part that readers pass over.
    fs::remove_file(out.join(&stranger)).expect("a file");
    let texts = format!("{parts}/texts-0.js");
    let mut behind = files[&texts].clone();
    behind.splice(behind.len() - 1..behind.len() - 1, *b"xyz");
    fs::write(out.join(&texts), behind).expect("a file");
    let (code, said) = verified(&out);
    assert!(code == Some(1) && said.contains(&texts), "{said}");
}

#[test]
fn what_a_stopped_build_left_is_said_and_goes_with_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("all.jsonl"), folder.path().join("out"));
    fs::write(&input, records(0..60)).expect("a file");
    let build = || {
        let built = timkiem(&["build", path(&input), "--out", path(&out)]);
        assert!(built.status.success(), "{}", text(&built.stderr));
    };
    build();
    let whole = content(&out);
    let folder_of = |start: &str| {
        let name = whole.keys().find(|name| name.starts_with(start)).expect("a folder");
        name.split('/').next().expect("a name").to_owned()
    };
    // A build of the same documents was stopped, and one of others.
    let left = [
        format!("{}/vi.js.part", folder_of("strings-")),
        format!("{}/texts-1.js.part", folder_of("parts-")),
        "parts-0123456789abcdef/texts-0.js".to_owned(),
        "timkiem.mjs.part".to_owned(),
    ];
    for name in &left {
        fs::create_dir_all(out.join(name).parent().expect("a folder")).expect("a folder");
        fs::write(out.join(name), "x").expect("a file");
    }
    let (code, said) = verified(&out);
    assert_eq!(code, Some(0), "the index is whole: {said}");
    for name in &left {
        let name = name.strip_suffix("/texts-0.js").unwrap_or(name);
        assert!(said.contains(&format!("{name} is left over from another build")), "{name}: {said}");
    }
    build();
    assert!(content(&out) == whole, "nothing of it is left");
    assert_eq!(verified(&out), (Some(0), String::new()));
}
