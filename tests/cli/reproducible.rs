//! The same documents, the same bytes: wherever they lie, whenever they were
//! written, whoever builds, on however many threads, in whatever place of the
//! world.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::{content, json, path, records, said_of, text, timkiem};

/// A site of every format, its files written in this order.
fn site(folder: &Path, backwards: bool) {
    let mut files: Vec<(String, String)> = Vec::new();
    for number in 0..12 {
        let body = format!("Bài {number}: biên giới, İstanbul ISPARTA ıi, ngày {number}/11/2024. Giờ 10:00.");
        files.push((format!("txt/{number}.txt"), body.clone()));
        let html = format!(
            "<html lang=vi><title>Trang {number}</title><meta property=article:published_time content=2024-11-05T23:30:00Z>\
             <main><h1 id=a>Trang {number}</h1><p data-timkiem-filter=\"tỉnh\">Lào Cai</p><p>{body}"
        );
        files.push((format!("html/{number}/index.html"), html));
        files.push((
            format!("Ä-md/{number}.md"),
            format!("---\ndate: 2024-11-05 01:00\n---\n# Mục {number}\n\n{body}"),
        ));
    }
    files.push(("all.jsonl".to_owned(), records(0..60)));
    files.push(("rows.csv".to_owned(), "id,title,text\nx,Hàng,Một hai ba\n".to_owned()));
    if backwards {
        files.reverse();
    }
    for (name, content) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, content).expect("a file");
        if backwards {
            let before = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
            fs::File::options()
                .write(true)
                .open(file)
                .and_then(|file| file.set_modified(before))
                .expect("a time");
        }
    }
}

#[test]
fn nothing_of_a_machine_is_in_an_index() {
    let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let elsewhere = other.path().join("một nơi/deep/er");
    site(&one.path().join("site"), false);
    site(&elsewhere.join("site"), true);
    let build = |folder: &Path,
                 here: &Path,
                 umask: &str,
                 environment: &[(&str, &str)]|
     -> BTreeMap<String, Vec<u8>> {
        let out = folder.join("out");
        let _ = fs::remove_dir_all(&out);
        let relative = |name: &str| match folder == here {
            true => name.to_owned(),
            false => path(&folder.join(name)).to_owned(),
        };
        let built = Command::new("sh")
            .args([
                "-c",
                &format!("umask {umask}; exec \"$0\" \"$@\""),
                env!("CARGO_BIN_EXE_timkiem"),
                "build",
            ])
            .args([
                &relative("site"),
                "--out",
                &relative("out"),
                "--pwa",
                "--single-file",
                &relative("all.html"),
            ])
            .current_dir(here)
            .env_remove("RAYON_NUM_THREADS")
            .envs(environment.iter().copied())
            .output()
            .expect("a shell");
        assert!(built.status.success(), "{}", text(&built.stderr));
        let mut all = content(&out);
        all.insert("all.html".to_owned(), fs::read(folder.join("all.html")).expect("a page"));
        let says =
            |place: &str| all.values().any(|file| memchr::memmem::find(file, place.as_bytes()).is_some());
        assert!(!says(path(folder)), "a path of this machine");
        all
    };
    let expected = build(one.path(), one.path(), "022", &[]);
    assert!(expected.keys().any(|name| name.starts_with("parts-")), "a large index");
    let root = Path::new("/");
    for (folder, here, umask, environment) in [
        (one.path(), root, "077", &[("RAYON_NUM_THREADS", "1"), ("LC_ALL", "C"), ("TZ", "UTC")][..]),
        (
            &elsewhere,
            root,
            "022",
            &[("RAYON_NUM_THREADS", "2"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati")],
        ),
        (
            &elsewhere,
            &elsewhere,
            "002",
            &[("RAYON_NUM_THREADS", "7"), ("LANG", "vi_VN.UTF-8"), ("TZ", "America/Adak")],
        ),
    ] {
        let built = build(folder, here, umask, environment);
        assert!(built.keys().eq(expected.keys()), "{environment:?}");
        for (name, bytes) in built {
            assert!(bytes == expected[&name], "{name} differs with {environment:?}");
        }
    }
}

#[test]
fn a_digest_says_which_documents_were_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name);
    let digest = |out: &str| {
        let inspected = json(&timkiem(&["inspect", path(&place(out)), "--json", "--verify"]));
        let digest = inspected["digest"].as_str().expect("a digest").to_owned();
        assert!(digest.starts_with("sha256:") && digest.len() == 71, "{digest}");
        let said = text(&timkiem(&["inspect", path(&place(out))]).stdout);
        assert!(said.contains(&format!("digest        {digest}\n")), "{said}");
        digest
    };
    for (name, numbers) in [("all", 0..60), ("one", 0..25), ("two", 25..60), ("fewer", 0..59)] {
        fs::write(place(name).with_extension("jsonl"), records(numbers)).expect("a file");
        said_of(&[&place(name).with_extension("jsonl")], &place(name));
    }
    let expected = digest("all");
    assert_ne!(digest("fewer"), expected);
    let (one, two) = (place("one"), place("two"));
    for (slices, out) in [([&one, &two], "merged"), ([&two, &one], "turned")] {
        let merged = timkiem(&["merge", path(slices[0]), path(slices[1]), "--out", path(&place(out))]);
        assert!(merged.status.success(), "{}", text(&merged.stderr));
    }
    assert_eq!(digest("merged"), expected);
    assert_ne!(digest("turned"), expected, "in another order they are other documents");
    // Other settings and another format of the file: another build of the same documents.
    let rows: Vec<String> = records(0..60).lines().map(str::to_owned).collect();
    fs::write(place("array.json"), format!("[{}]", rows.join(",\n"))).expect("a file");
    let config = place("timkiem.toml");
    fs::write(&config, "recent = 0.5\nlang = \"en\"\n").expect("a file");
    let other = timkiem(&[
        "build",
        path(&place("array.json")),
        "--out",
        path(&place("other")),
        "--config",
        path(&config),
    ]);
    assert!(other.status.success(), "{}", text(&other.stderr));
    assert_eq!(digest("other"), expected);
    let build = |out: &str| json(&timkiem(&["inspect", path(&place(out)), "--json"]))["build"].clone();
    assert_ne!(build("other"), build("all"));
}
