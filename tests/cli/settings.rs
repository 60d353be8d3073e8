//! What is said once and for all: `timkiem.toml`, and `timkiem init`.

use std::fs;

use super::{json, path, refused, text, timkiem, timkiem_in};

/// A folder of documents beside the file of settings.
fn site(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("docs")).expect("a folder");
    fs::write(folder.path().join("docs/a.txt"), "Một bài.").expect("a file");
    fs::write(folder.path().join("timkiem.toml"), settings).expect("a file");
    folder
}

#[test]
fn a_file_says_it_all() {
    let site = site("inputs = [\"docs\"]\nout = \"out\"\nlang = \"en\"\npage = true\n");
    let built = timkiem_in(site.path(), &["build"]);
    let said = text(&built.stderr);
    assert!(built.status.success() && said.contains("settings from timkiem.toml\n"), "{said}");
    let out = site.path().join("out");
    let inspected = || json(&timkiem(&["inspect", path(&out), "--json"]));
    assert_eq!(inspected()["language"], "en");
    let page = fs::read_to_string(out.join("index.html")).expect("a page");
    assert!(page.contains("lang=\"en\""), "{page}");

    // From elsewhere: paths are from the folder of the file, and it is named.
    fs::remove_dir_all(&out).expect("a folder");
    let config = site.path().join("timkiem.toml");
    let built = timkiem(&["build", "--config", path(&config), "--lang", "vi", "--page=false"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    assert!(!text(&built.stderr).contains("settings from"));
    assert_eq!(inspected()["language"], "vi", "the command line comes first");
    assert!(!out.join("index.html").exists());

    let elsewhere = site.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    fs::write(elsewhere.join("b.txt"), "Hai bài.").expect("a file");
    let built = timkiem_in(site.path(), &["build", "elsewhere", "--out", "other", "--json"]);
    assert_eq!(json(&built)["out"], "other");
    let page = json(&timkiem(&["search", path(&site.path().join("other")), "bai", "--json"]));
    assert_eq!(page["hits"][0]["id"], "b.txt");
}

#[test]
fn what_is_missing_or_wrong_is_said() {
    let site = site("base_url = \"x\"\n");
    let config = site.path().join("timkiem.toml");
    let named = ["build", "x", "--out", "y", "--config", path(&config)];
    let said = refused(&named);
    assert!(said.contains("line 1 of ") && said.contains("timkiem.toml, found `base_url`"), "{said}");
    assert!(said.contains("did you mean `base-url`?"), "{said}");
    assert!(refused(&["merge", "x", "--out", "y", "--config", path(&config)]).contains("base_url"));
    fs::write(&config, b"lang = \"\xff\"").expect("a file");
    assert!(refused(&named).contains("save it as UTF-8"));
    fs::write(&config, "").expect("a file");
    assert!(refused(&["build", "--config", path(&config)]).contains("expected an INPUT"));
    assert!(refused(&["build", "x", "--config", path(&config)]).contains("expected a folder to write"));
    assert!(refused(&["build", "--watch"]).contains("expected an INPUT"));
    fs::remove_file(&config).expect("the file");
    assert!(refused(&named).contains("timkiem.toml"));
}

#[test]
fn a_first_file_is_written_and_never_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = timkiem_in(folder.path(), &["init"]);
    assert!(written.status.success(), "{}", text(&written.stderr));
    let file = folder.path().join("timkiem.toml");
    let first = fs::read_to_string(&file).expect("it is written");
    let again = timkiem_in(folder.path(), &["init"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("found one; change it"), "{}", text(&again.stderr));
    assert_eq!(fs::read_to_string(&file).expect("it is there"), first);

    // As it is, it changes nothing; with every key, it is taken.
    let docs = folder.path().join("articles");
    fs::create_dir(&docs).expect("a folder");
    fs::write(docs.join("a.txt"), "Một bài.").expect("a file");
    let build = ["build", "articles", "--out", "public/timkiem"];
    assert!(timkiem_in(folder.path(), &build).status.success());
    let uncommented: String = first
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if key.starts_with(|c: char| c.is_ascii_lowercase()) => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    for key in [
        "inputs",
        "out",
        "lang",
        "page",
        "pwa",
        "single-file",
        "base-url",
        "include",
        "exclude",
        "content",
        "ignore",
        "synonyms",
        "[fields]",
        "id",
        "title",
        "text",
        "url",
        "date",
        "language",
        "meta",
        "filters",
        "sorts",
    ] {
        let has = uncommented.lines().any(|line| line == key || line.starts_with(&format!("{key} = ")));
        assert!(has, "{key} is missing: {uncommented}");
    }
    fs::write(&file, uncommented).expect("a file");
    let built = timkiem_in(folder.path(), &["build"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let other = folder.path().join("other.toml");
    assert!(timkiem(&["init", path(&other)]).status.success() && other.exists());
    assert!(refused(&["init", path(&folder.path().join("no/such/folder.toml"))]).contains("folder.toml"));
}
