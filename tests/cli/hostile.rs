//! What documents, files and queries say, through the command line: to people
//! on a terminal, to programs as JSON, and into pages.
//!
//! In: texts and names made to do harm. Out: them, as text. Invariant: nothing
//! that anybody says steers a terminal or is markup in a page; JSON says it all.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::process::{Command, Output};

use scraper::{Html, Node};
use serde_json::{Value, json};
use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization;

use super::{built, json as parsed, path, refused, said_of, text, timkiem};
use crate::naughty;

/// Runs `timkiem` as on a terminal: nothing is taken out of what it says.
fn shown(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_timkiem"));
    command.env("CLICOLOR_FORCE", "1").args(args).output().expect("the command line runs")
}

/// What would steer a terminal in what was said, colours apart.
fn steering(out: &Output) -> Option<String> {
    let said = text(&out.stdout) + &text(&out.stderr);
    let mut rest = said.as_str();
    while let Some(at) = rest.find(|c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || ('\u{2028}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    }) {
        let here = &rest[at..];
        let is_ours = [0, 1, 2, 31, 33].iter().find_map(|code| here.strip_prefix(&format!("\u{1b}[{code}m")));
        match is_ours {
            Some(after) => rest = after,
            None => return Some(here.chars().take(40).collect()),
        }
    }
    None
}

const STEERING: &str =
    "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{1b}[31;5m\r\u{8}\u{7f}\u{9b}2J\u{9d}\u{202e}\u{2066}\u{2028}end";

#[test]
fn nothing_steers_a_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let record = json!({
        "id": format!("a{STEERING}"), "title": format!("title {STEERING}"), "text": format!("hostile {STEERING} text."),
        "url": format!("https://a.org/{STEERING}"), "author": STEERING, "tag": [STEERING], "date": STEERING,
    });
    let input = at("a\u{1b}]0;pwned\u{7}\u{202e}.jsonl");
    fs::write(&input, format!("{record}\n{record}\n{{\"{STEERING}\n")).expect("a file");
    fs::write(at(&format!("no{STEERING}")), "x").expect("a file");
    let config = at("c\u{9b}2J.toml");
    fs::write(&config, "[fields]\nfilters = [\"tag\"]\nsorts = [\"author\"]\nmeta = [\"author\"]\n")
        .expect("a file");
    let out = at("out\u{1b}[2J\u{202e}");
    let built = shown(&[
        "build",
        path(folder.path()),
        "--config",
        path(&config),
        "--out",
        path(&out),
        "--single-file",
        path(&at("s\r.html")),
        "--verbose",
    ]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    assert!(text(&built.stderr).matches("skipped").count() > 4, "{}", text(&built.stderr));
    let tsv = |name: &str, content: &str| {
        let file = at(name);
        fs::write(&file, content).expect("a file");
        file
    };
    let queries = tsv("q\u{1b}.tsv", &format!("q{STEERING}\tnothing {STEERING}\n").replace('\r', ""));
    let judged = tsv("j\u{7}.tsv", &format!("q{STEERING}\tx{STEERING}\t1\n").replace('\r', ""));
    let none = at(STEERING);
    for args in [
        vec!["search", path(&out), "hostile", "--explain"],
        vec!["search", path(&out), "hostile", "--json"],
        vec!["search", path(&out), "hostile", "--filter", STEERING],
        vec!["search", path(&none), "hostile"],
        vec!["inspect", path(&out)],
        vec!["inspect", path(&out), "--json"],
        vec!["inspect", path(&none)],
        vec!["eval", path(&out), "--queries", path(&queries), "--qrels", path(&judged), "--misses"],
        vec!["eval", path(&out), "--queries", path(&queries), "--qrels", path(&judged), "--misses", "--json"],
        vec!["eval", path(&out), "--queries", path(&judged), "--qrels", path(&queries)],
        vec!["build", path(&none), "--out", path(&out)],
        vec!["build", path(&input), "--out", path(&out), "--lang", STEERING],
        vec!["build", path(&input), "--out", path(&out), "--json"],
        vec!["merge", path(&none), "--out", path(&out)],
        vec!["serve", path(&none)],
        vec!["init", path(&config)],
    ] {
        let out = shown(&args);
        assert!(!out.stdout.is_empty() || !out.stderr.is_empty(), "{args:?}");
        assert_eq!(steering(&out), None, "{args:?}");
    }
    assert_eq!(steering(&built), None);
    let colours = text(&shown(&["search", path(&out), "hostile"]).stdout);
    assert!(colours.contains("\u{1b}[1m"), "what is said is said as on a terminal: {colours:?}");
}

/// Every character that there may be, and every string, comes back in JSON;
/// in a pipe nothing is taken out of it.
#[test]
fn json_says_exactly_what_documents_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = (1..0x3000).chain(0xd700..0x10100).chain(0x10ff00..=0x10ffff).filter_map(char::from_u32);
    let all: Vec<char> =
        all.filter(|c| !c.is_whitespace() && !unicode_normalization::char::is_combining_mark(*c)).collect();
    let mut texts: Vec<String> = all.chunks(500).map(|some| some.iter().collect()).collect();
    texts.extend(naughty::strings());
    let records = texts.iter().enumerate().map(|(number, text)| json!({ "id": format!("{number}\n{text}"), "title": text, "text": "everything", "author": text }));
    fs::write(folder.path().join("a.json"), Value::from(records.collect::<Vec<_>>()).to_string())
        .expect("a file");
    let out = folder.path().join("out");
    let said = said_of(&[folder.path()], &out);
    assert!(said.contains(&format!("read {} documents, skipped 0", texts.len())), "{said}");
    let page = parsed(&timkiem(&["search", path(&out), "everything", "--json", "--limit", "2000"]));
    let hits = page["hits"].as_array().expect("hits");
    assert_eq!(hits.len(), texts.len());
    for hit in hits {
        let id = hit["id"].as_str().expect("an id");
        let (number, said) = id.split_once('\n').expect("a number");
        let text = &texts[number.parse::<usize>().expect("a number")];
        assert_eq!(said, text.replace('\0', ""), "an id is as it was given");
        let pieces = hit["title"].as_array().expect("a title").iter();
        let title: String = pieces.map(|piece| piece[0].as_str().expect("a text")).collect();
        let expected = naughty::line(text);
        if !expected.is_empty() {
            // Marks are joined to their letters; nothing else is changed.
            let is_same = |said: &str| said.nfc().eq(expected.nfc());
            assert!(is_same(&title), "{number}: {title:?} is not {expected:?}");
            assert!(hit["meta"]["author"].as_str().is_some_and(is_same), "{number}: {hit}");
        }
    }
}

/// Whatever a file is called, it is found under that name, and its address
/// leads there.
#[test]
fn files_of_any_name_are_documents() {
    let site = tempfile::tempdir().expect("a folder");
    let deep = (0..30).map(|number| format!("d{number}")).collect::<Vec<_>>().join("/");
    let mut names: Vec<OsString> = [
        "-rf.html",
        "--config.html",
        "--out=x.html",
        "quote\"'`.html",
        "new\nline.html",
        "cr\r.html",
        "tab\t.html",
        "\u{202e}lmth.gpj.html",
        "<img src=x onerror=pwned=1>.html",
        "&amp;.html",
        "#?%00%2e.html",
        "javascript:pwned=1.html",
        "__proto__.html",
        "$(pwned)`.html",
        " spaces .html",
        "back\\slash.html",
        "\u{1b}]0;pwned\u{7}.html",
        "*[x]{y}.html",
        "a\u{301}.html",
        "👩\u{200d}👧.html",
        "constructor.html",
    ]
    .iter()
    .map(|name| OsString::from(*name))
    .collect();
    names.push(format!("{}.html", "x".repeat(200)).into());
    names.push(format!("{deep}/deep.html").into());
    names.push(OsString::from_vec(b"no\xffutf\xfe8.html".to_vec()));
    for (number, name) in names.iter().enumerate() {
        let file = site.path().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, format!("<!doctype html><title>Trang</title><p>chung rieng{number}"))
            .expect("a file");
    }
    let out = site.path().join("timkiem");
    let said = said_of(&[site.path()], &out);
    assert!(said.contains(&format!("read {} documents, skipped 0", names.len())), "{said}");
    let page = parsed(&timkiem(&["search", path(&out), "chung", "--json", "--limit", "100"]));
    let hits = page["hits"].as_array().expect("hits");
    for name in &names {
        let hit = hits
            .iter()
            .find(|hit| hit["id"] == *name.to_string_lossy())
            .unwrap_or_else(|| panic!("{name:?} is there"));
        let url =
            hit["url"].as_str().and_then(|url| url.strip_prefix("../")).expect("an address beside the index");
        assert!(
            !url.contains(|c: char| c.is_control() || " \"<>#?\\`".contains(c)) && !url.starts_with('/'),
            "{url}"
        );
        let mut bytes = Vec::new();
        let mut rest = url.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            let code = (byte == b'%')
                .then(|| u8::from_str_radix(&url[url.len() - after.len()..][..2], 16).expect("a code"));
            bytes.push(code.unwrap_or(byte));
            rest = if code.is_some() { &after[2..] } else { after };
        }
        assert_eq!(OsString::from_vec(bytes), *name);
    }
    // Named itself, a file that looks like an option is a file.
    let named = Command::new(env!("CARGO_BIN_EXE_timkiem"))
        .current_dir(site.path())
        .args(["build", "--out", "named", "--", "-rf.html", "--config.html"])
        .output()
        .expect("it runs");
    assert!(named.status.success() && text(&named.stdout).contains("2 documents"), "{}", text(&named.stderr));
}

/// The elements of a page, by their names.
fn elements(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    page.tree
        .values()
        .filter_map(
            |node| if let Node::Element(element) = node { Some(element.name().to_owned()) } else { None },
        )
        .collect()
}

/// A folder with everything in it that may do harm.
fn hostile() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let records = naughty::strings().into_iter().enumerate().map(|(number, text)| {
        json!({ "id": format!("{number} {text}"), "title": text, "text": format!("hostile {text}"), "author": text, "lang": "x\" onload=\"pwned=1" })
    });
    fs::write(folder.path().join("a.json"), Value::from(records.collect::<Vec<_>>()).to_string())
        .expect("a file");
    folder
}

#[test]
fn the_pages_of_a_build_have_no_markup_but_their_own() {
    let (harmless, folder) = (built(), hostile());
    let write = |args: &[&str], out: &Path| {
        let single = out.join("single.html");
        let mut all = vec!["build", "--out", path(out), "--pwa", "--single-file", path(&single)];
        all.extend(args);
        let built = timkiem(&all);
        assert!(built.status.success(), "{}", text(&built.stderr));
    };
    let (seeds, out) = (crate::corpus::seeds(), folder.path().join("out"));
    write(&[path(&seeds)], harmless.path());
    write(&[path(folder.path())], &out);
    for name in ["index.html", "single.html"] {
        let read = |folder: &Path| fs::read_to_string(folder.join(name)).expect("a page");
        let (page, other) = (read(&out), read(harmless.path()));
        let (own, others) = (elements(&page), elements(&other));
        assert_eq!(own, others, "{name}: as many elements as where nothing is hostile");
        assert!(!page.contains("pwned"), "{name}: nothing that documents say");
        assert!(
            page.contains("<html lang=\"en\">") || page.contains("<html lang=\"vi\">"),
            "{name}: {}",
            &page[..200]
        );
    }
    for name in ["timkiem.js", "timkiem.json", "timkiem.webmanifest", "sw.js", "offline.js"] {
        let content = fs::read_to_string(out.join(name)).expect("a file");
        assert!(!content.contains("pwned"), "{name}");
    }
    let single = out.join("single.html");
    for odd in ["x\" onload=\"pwned=1", "vi\nfx", "../x", "", "\u{202e}"] {
        let said = refused(&["build", path(folder.path()), "--single-file", path(&single), "--lang", odd]);
        assert!(said.contains("the tag of a language"), "{said}");
    }
}

/// A relevance that is no number must not make every figure good enough.
#[test]
fn what_is_no_figure_fails_the_check() {
    let (folder, files) = (built(), tempfile::tempdir().expect("a folder"));
    let (queries, judged) = (files.path().join("q.tsv"), files.path().join("j.tsv"));
    fs::write(&queries, "q\tbien gioi\n").expect("a file");
    let eval = |relevance: &str, least: &str| {
        fs::write(&judged, format!("q\t001_3bb4db2f29b0aa16.txt\t{relevance}\n")).expect("a file");
        timkiem(&[
            "eval",
            path(folder.path()),
            "--queries",
            path(&queries),
            "--qrels",
            path(&judged),
            "--min-ndcg",
            least,
        ])
    };
    assert_eq!(eval("1", "0.1").status.code(), Some(0));
    assert_eq!(eval("-1", "0.1").status.code(), Some(1));
    assert_eq!(eval("1", "NaN").status.code(), Some(1), "nothing is as good as no number");
    for odd in ["NaN", "inf", "-inf", "1e309", "1e9", "١", "", "0x1"] {
        let out = eval(odd, "0.9");
        assert_eq!(out.status.code(), Some(2), "{odd}: {}", text(&out.stderr));
        assert!(text(&out.stderr).contains("its relevance"), "{}", text(&out.stderr));
    }
}
