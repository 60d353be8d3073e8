//! What can be searched without a network: one page with everything in it, and
//! what keeps the ready page on a device. And the words of all this.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{content, json, path, records, refused, said_of, text, timkiem, timkiem_in};
use crate::corpus;

/// Builds with these options.
fn build(input: &Path, more: &[&str]) -> Value {
    let built = timkiem(&[&["build", path(input), "--json"], more].concat());
    assert!(built.status.success(), "{}", text(&built.stderr));
    json(&built)
}

fn verified(folder: &Path) -> Option<i32> {
    timkiem(&["inspect", path(folder), "--verify"]).status.code()
}

fn digest(content: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

/// A text as scripts carry it.
fn in_a_script(text: &str) -> String {
    let unit = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    text.encode_utf16().map(unit).collect()
}

/// What stands between two texts.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("no {before:?}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after:?} after {before:?}")).0
}

/// The blocks of a page by their names, decoded.
fn blocks(page: &str) -> BTreeMap<String, Vec<u8>> {
    let blocks = page.split("<script type=\"application/octet-stream\" id=\"").skip(1);
    let block = |block: &str| {
        let (name, rest) = block.split_once("\">").expect("a name");
        let encoded = rest.split_once("</script>").expect("an end").0;
        (name.to_owned(), STANDARD.decode(encoded).expect("base64"))
    };
    blocks.map(block).collect()
}

fn large() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let inputs = folder.path().join("all.jsonl");
    fs::write(&inputs, records(0..60)).expect("a file");
    (folder, inputs)
}

#[test]
fn one_page_has_everything_and_asks_for_nothing() {
    let (folder, inputs) = large();
    let (out, single) = (folder.path().join("out"), folder.path().join("pages/all.html"));
    let report = build(&inputs, &["--out", path(&out), "--single-file", path(&single)]);
    let page = fs::read_to_string(&single).expect("a page");
    assert_eq!(report["singleFile"]["bytes"].as_u64(), Some(page.len() as u64));

    // The files of the folder are the blocks of the page.
    let files = content(&out);
    let packed = |name: &String| {
        ["index-", "wasm-", "parts-"].iter().any(|before| name.starts_with(before)) && name.ends_with(".js")
    };
    let blocks = blocks(&page);
    let names: BTreeSet<_> = files.keys().filter(|name| packed(name)).collect();
    assert!(names.len() > 20 && names == blocks.keys().collect(), "{names:?}");
    for name in names {
        let file = timkiem::index::file::unwrap(&files[name]).expect("a file of an index");
        assert!(file == blocks[name], "{name} differs");
    }

    // Its policy lets this script run, and nothing be loaded.
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    let script = between(&page, "<script data-folder=\"./../out/\">", "</script>");
    assert!(policy.contains(&digest(script.as_bytes())), "{policy}");
    for word in [" src=", "url(", "@import", "@@"] {
        let elsewhere = page.replace(script, "");
        assert!(!elsewhere.contains(word), "{word}");
    }
    assert!(page.contains("<tim-kiem mode=\"page\" reader autofocus>"));

    // The same again, and alone.
    let again = folder.path().join("again/all.html");
    let report = build(&inputs, &["--single-file", path(&again)]);
    assert_eq!(report["out"], path(&again));
    assert_eq!(report["bytes"]["total"].as_u64(), fs::metadata(&again).map(|found| found.len()).ok());
    let alone = fs::read_to_string(&again).expect("a page");
    assert_eq!(alone.replace("data-folder=\"./all.html/\"", "data-folder=\"./../out/\""), page);
    assert_eq!(fs::read_dir(folder.path().join("again")).expect("a folder").count(), 1, "and nothing else");
}

#[test]
fn a_page_among_pages_leads_to_them() {
    let site = tempfile::tempdir().expect("a folder");
    fs::write(site.path().join("a&b.html"), "<!doctype html><title>Một</title><main>Một bài.")
        .expect("a page");
    let single = site.path().join("tìm <&amp;\"> đây.html");
    let count = |more: &[&str]| {
        let report = build(site.path(), &[&["--strict", "--single-file", path(&single)], more].concat());
        report["documents"].as_u64()
    };
    assert_eq!(count(&[]), Some(1));
    assert_eq!(count(&[]), Some(1), "it does not read itself");
    let page = fs::read_to_string(&single).expect("a page");
    let folder = between(&page, "<script data-folder=\"", "\">");
    assert_eq!(folder, "./tìm%20%3C&amp;amp;%22%3E%20đây.html/");

    // With an index beside: addresses are seen from there.
    let out = site.path().join("deep/search");
    assert_eq!(count(&["--out", path(&out)]), Some(1));
    let page = fs::read_to_string(&single).expect("a page");
    assert!(page.contains("data-folder=\"./deep/search/\""));
    let found = json(&timkiem(&["search", path(&out), "bai", "--json"]));
    assert_eq!(found["hits"][0]["url"], "../../a&b.html");
}

#[test]
fn what_is_of_others_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = corpus::seeds();
    let (single, out) = (folder.path().join("a.html"), folder.path().join("out"));
    fs::write(&single, "my own").expect("a page");
    let said = refused(&["build", path(&seeds), "--single-file", path(&single), "--out", path(&out)]);
    assert!(said.contains("a.html but one of an earlier build, found another"), "{said}");
    assert!(!out.exists() && fs::read_to_string(&single).expect("a page") == "my own");
    assert!(refused(&["build", path(&seeds), "--single-file", path(folder.path())]).contains("write"));

    for (name, option) in
        [("sw.js", "--pwa"), ("offline.js", "--pwa"), ("icon.svg", "--page"), ("index.html", "--pwa")]
    {
        let out = tempfile::tempdir().expect("a folder");
        fs::write(out.path().join(name), "my own").expect("a file");
        let said = refused(&["build", path(&seeds), "--out", path(out.path()), option]);
        assert!(said.contains(&format!("expected no {name} in ")), "{said}");
        assert_eq!(content(out.path()).len(), 1, "nothing is written");
    }
    assert!(refused(&["build", path(&seeds)]).contains("--single-file"));
    assert!(refused(&["build", path(&seeds), "--single-file", path(&single), "--pwa"]).contains("--out"));
}

/// What `sw.js` of a folder says of its generation.
fn generation(folder: &Path) -> Value {
    let worker = fs::read_to_string(folder.join("sw.js")).expect("a worker");
    let from = &worker[worker.find("{\"bytes\":").expect("a generation")..];
    let mut values = serde_json::Deserializer::from_str(from).into_iter();
    values.next().expect("a value").expect("JSON")
}

#[test]
fn a_worker_names_what_it_installs() {
    let (folder, inputs) = large();
    let out = folder.path().join("out");
    let args = ["--out", path(&out), "--pwa", "--lang", "vi"];
    build(&inputs, &args);
    let files = content(&out);
    let first = generation(&out);
    let shell = first["shell"].as_object().expect("a shell");
    for name in ["index.html", "icon.svg", "timkiem.webmanifest", "timkiem.js", "timkiem.mjs", "offline.js"] {
        assert!(shell.contains_key(name), "{name}: {shell:?}");
    }
    for (name, sum) in shell {
        // The page, its icon and the description are there to be changed.
        let is_open = ["index.html", "icon.svg", "timkiem.webmanifest"].contains(&name.as_str());
        let is = if is_open { String::new() } else { digest(&files[name]) };
        assert_eq!(*sum, is, "{name}");
    }
    let parts = first["parts"].as_str().expect("a folder");
    let list: BTreeMap<String, u64> =
        serde_json::from_slice(&files[&format!("{parts}/files.json")]).expect("JSON");
    let on_disk = files.iter().filter(|(name, _)| name.starts_with(parts) && name.ends_with(".js"));
    let on_disk = on_disk.map(|(name, file)| (between(name, "/", ".js").to_owned(), file.len() as u64));
    assert_eq!(list, on_disk.collect());
    assert!(first["bytes"].as_u64() > Some(list.values().sum()));
    let said = String::from_utf8_lossy(&files["offline.js"]).into_owned();
    for key in ["id", "parts", "strings", "index"] {
        assert!(said.contains(first[key].as_str().expect("a text")), "{key}");
    }
    let (keep, sort) = (in_a_script("Lưu để dùng ngoại tuyến"), in_a_script("Sắp xếp theo"));
    assert!(said.contains(&keep) && !said.contains(&sort));
    let element = String::from_utf8_lossy(&files["timkiem.js"]);
    assert!(!element.contains(&keep) && element.contains(&sort));
    let page = String::from_utf8_lossy(&files["index.html"]);
    assert!(page.contains("<tim-kiem-offline>") && page.contains("href=\"timkiem.webmanifest\""), "{page}");

    // The same documents, the same worker; others, another.
    build(&inputs, &args);
    assert!(content(&out) == files);
    fs::write(&inputs, records(0..61)).expect("a file");
    build(&inputs, &["--out", path(&out), "--lang", "vi"]);
    let second = generation(&out);
    assert_ne!(first["id"], second["id"]);
    assert_eq!(verified(&out), Some(0), "who has the former worker gets the new index");
    // And a page of one's own makes another, too.
    fs::write(out.join("index.html"), "<!doctype html>my own").expect("a page");
    build(&inputs, &["--out", path(&out), "--lang", "vi"]);
    assert_ne!(generation(&out)["id"], second["id"]);
    assert_eq!(fs::read_to_string(out.join("index.html")).expect("a page"), "<!doctype html>my own");

    build(&inputs, &["--out", path(&out), "--pwa=false", "--page"]);
    assert!(!out.join("sw.js").exists() && !out.join("offline.js").exists());
    let page = fs::read_to_string(out.join("index.html")).expect("a page");
    assert!(!page.contains("offline"), "{page}");
    assert_eq!(verified(&out), Some(0));
}

#[test]
fn what_is_left_over_goes_and_what_is_damaged_is_found() {
    let (folder, inputs) = large();
    let out = folder.path().join("out");
    let args = ["--out", path(&out), "--pwa"];
    build(&inputs, &args);
    let before = content(&out);
    for name in ["strings-0123456789abcdef/vi.js", "sw.js.part", "offline.js.part", "icon.svg.part"] {
        let file = out.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, "x").expect("a file");
    }
    fs::create_dir(out.join("strings-of-mine")).expect("a folder");
    fs::write(out.join("strings-of-mine/a.js"), "x").expect("a file");
    build(&inputs, &args);
    let mut after = content(&out);
    assert!(after.remove("strings-of-mine/a.js").is_some(), "what is somebody else's stays");
    assert!(after == before, "{:?} is not {:?}", after.keys(), before.keys());

    let strings = before.keys().find(|name| name.starts_with("strings-")).expect("strings").as_str();
    let list = before.keys().find(|name| name.ends_with("files.json")).expect("a list").as_str();
    for (name, code) in [
        ("sw.js", 1),
        ("offline.js", 1),
        (strings, 1),
        (list, 1),
        ("icon.svg", 0),
        ("timkiem.webmanifest", 0),
        ("index.html", 0),
    ] {
        fs::write(out.join(name), "another").expect("a file");
        assert_eq!(verified(&out), Some(code), "{name} is another");
        fs::remove_file(out.join(name)).expect("a file");
        assert_eq!(verified(&out), Some(1), "{name} is missing");
        fs::write(out.join(name), &before[name]).expect("a file");
        assert_eq!(verified(&out), Some(0), "{name}");
    }
}

#[test]
fn a_file_of_settings_asks_for_it() {
    let site = tempfile::tempdir().expect("a folder");
    fs::create_dir(site.path().join("docs")).expect("a folder");
    fs::write(site.path().join("docs/a.txt"), "Một bài.").expect("a file");
    let settings = "inputs = [\"docs\"]\nout = \"out\"\npwa = true\nsingle-file = \"docs/all.html\"\n";
    fs::write(site.path().join("timkiem.toml"), settings).expect("a file");
    for _ in 0..2 {
        let built = timkiem_in(site.path(), &["build", "--strict"]);
        assert!(built.status.success(), "{}", text(&built.stderr));
        assert!(text(&built.stdout).contains("1 documents") && text(&built.stdout).contains("all.html"));
    }
    assert!(site.path().join("out/sw.js").exists() && site.path().join("out/index.html").exists());
    assert!(site.path().join("docs/all.html").exists());
}

#[test]
fn a_page_is_in_the_language_of_its_documents() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = |language: &str| {
        build(&corpus::seeds(), &["--out", path(folder.path()), "--page", "--lang", language]);
        fs::read_to_string(folder.path().join("index.html")).expect("a page")
    };
    let vietnamese = page("vi-VN");
    assert!(vietnamese.contains("<html lang=\"vi-VN\">") && vietnamese.contains("<title>Tìm kiếm</title>"));
    let english = page("en");
    assert!(english.contains("<html lang=\"en\">") && english.contains(">Search</h1>"), "{english}");
    let script = fs::read_to_string(folder.path().join("timkiem.js")).expect("a script");
    assert!(script.contains("Search") && !script.contains(&in_a_script("Tìm kiếm")), "one language");
    assert!(page("ar").contains("<html lang=\"ar\" dir=\"rtl\">"));
}

/// Every string of every language, by its path, with the places in it.
fn places(strings: &Value, at: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
    match strings {
        // Which plural forms there are depends on the language.
        Value::Object(forms) if forms.contains_key("other") && at != "/errors" => {
            for form in forms.values() {
                places(form, at, found);
            }
        }
        Value::Object(all) => all.iter().for_each(|(key, one)| places(one, &format!("{at}/{key}"), found)),
        Value::String(text) => {
            let inner =
                text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default().to_owned());
            assert!(!text.trim().is_empty(), "{at} is empty");
            found.entry(at.to_owned()).or_default().extend(inner);
        }
        other => panic!("{at}: {other} is no text"),
    }
}

#[test]
fn every_language_says_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/strings");
    let of = |file: &Path| {
        let mut found = BTreeMap::new();
        let strings = fs::read(file).expect("a file");
        let strings = serde_json::from_slice(&strings).unwrap_or_else(|why| panic!("{file:?}: {why}"));
        places(&strings, "", &mut found);
        found
    };
    let english = of(&folder.join("en.json"));
    assert!(english.len() > 40, "{english:?}");
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("a folder") {
        let file = entry.expect("an entry").path();
        let strings = of(&file);
        assert!(
            strings.keys().eq(english.keys()),
            "{file:?}: {:?} is not {:?}",
            strings.keys(),
            english.keys()
        );
        for (key, places) in strings {
            assert_eq!(places, english[&key], "{file:?}, {key}");
        }
        count += 1;
    }
    assert!(count >= 2);

    // Each has a file in the folder of an index.
    let out = tempfile::tempdir().expect("a folder");
    said_of(&[&corpus::seeds()], out.path());
    let files = content(out.path());
    let written: Vec<&String> = files.keys().filter(|name| name.starts_with("strings-")).collect();
    assert_eq!(written.len(), count, "{written:?}");
    for name in written {
        let strings = corpus::unwrapped(&files[name]).expect("a file of an index");
        let strings: Value = serde_json::from_slice(&strings).expect("JSON");
        assert!(strings["label"].is_string() && strings["offline"]["keep"].is_string(), "{name}");
    }
}
