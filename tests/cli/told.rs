//! What is said of a build, and how.

use std::fs;
use std::process::Command;

use super::{assert_skipped, built, content, json, path, text, timkiem};
use crate::corpus;

/// A folder with a document and this many files with nothing in them.
fn inputs(empty: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), "Một bài.").expect("a file");
    for number in 10..10 + empty {
        fs::write(folder.path().join(format!("{number}.txt")), " \n").expect("a file");
    }
    folder
}

#[test]
fn a_build_ends_with_its_figures() {
    let (inputs, out) = (inputs(8), tempfile::tempdir().expect("a folder"));
    let build =
        |more: &[&str]| timkiem(&[&["build", path(inputs.path()), "--out", path(out.path())], more].concat());
    let built = build(&[]);
    let (said, summary) = (text(&built.stderr), text(&built.stdout));
    assert!(built.status.success(), "{said}");
    for part in ["1 documents (skipped 8), 2 terms, ", " (index ", "engine ", "build ", " s\n"] {
        assert!(summary.contains(part), "{summary:?} does not say {part:?}");
    }
    assert_eq!(summary.lines().count(), 1);
    // Five by name, how many more, and the end of the phase.
    assert_eq!(said.lines().count(), 7, "{said}");
    assert_skipped(&said, "10.txt", "expected text, found none");
    assert!(said.contains("skipped and 3 more for the same reason") && !said.contains("17.txt"), "{said}");
    assert!(!said.contains(['\u{1b}', '\r', '⠋']), "a log has no spinners: {said:?}");
    assert_skipped(&text(&build(&["--verbose"]).stderr), "17.txt", "expected text, found none");

    let report = json(&build(&["--json"]));
    let keys: Vec<&String> = report.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["build", "bytes", "documents", "out", "seconds", "skipped", "terms", "unmet"]);
    let inspected = json(&timkiem(&["inspect", path(out.path()), "--json"]));
    for key in ["documents", "terms", "build"] {
        assert_eq!(report[key], inspected[key], "{key}");
    }
    let bytes = |key: &str| report["bytes"][key].as_u64().expect("a number");
    let on_disk = content(out.path());
    assert_eq!(bytes("total"), on_disk.values().map(|file| file.len() as u64).sum::<u64>());
    assert!(bytes("index") > 0 && bytes("engine") > 10_000 && bytes("parts") == 0);
    assert_eq!(report["skipped"].as_array().map(Vec::len), Some(8), "all of them");
    assert_eq!(report["skipped"][0]["place"], "10.txt");
    assert!(report["skipped"][0]["reason"].as_str().is_some_and(|reason| reason.contains("found none")));
}

#[test]
fn strictly_nothing_is_skipped() {
    let (inputs, out) = (inputs(1), tempfile::tempdir().expect("a folder"));
    let build = || timkiem(&["build", path(inputs.path()), "--out", path(out.path()), "--strict", "--json"]);
    let built = build();
    assert_eq!(built.status.code(), Some(1), "{}", text(&built.stderr));
    assert_eq!(json(&built)["documents"], 1);
    assert_eq!(timkiem(&["inspect", path(out.path()), "--verify"]).status.code(), Some(0), "it is written");
    fs::remove_file(inputs.path().join("10.txt")).expect("a file");
    // What is no document, and what does not want to be found, is no loss; all of it can be named.
    for number in 0..6 {
        fs::write(inputs.path().join(format!("{number}.css")), "").expect("a file");
        fs::write(inputs.path().join(format!("{number}.md")), "---\ndraft: on\n---\nx").expect("a file");
    }
    let built = build();
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    assert_eq!(json(&built)["skipped"].as_array().map(Vec::len), Some(12));
    assert!(
        text(&built.stderr).contains("skipped 0.md, 1.md, 2.md and 3 more (--verbose names them): expected")
    );
    let all = timkiem(&["build", path(inputs.path()), "--out", path(out.path()), "--verbose"]);
    assert_skipped(&text(&all.stderr), "5.md", "found a draft");
    assert_skipped(&text(&all.stderr), "5.css", "found 6 .css");
}

#[test]
fn colours_are_for_terminals() {
    let said = |settings: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_timkiem"));
        command.args(["inspect", "no-such-folder"]).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        text(&command.envs(settings.iter().copied()).output().expect("the command line runs").stderr)
    };
    assert!(said(&[]).starts_with("error: expected"));
    assert!(said(&[("NO_COLOR", "1")]).starts_with("error: expected"));
    assert!(said(&[("CLICOLOR_FORCE", "1")]).contains("\u{1b}[31merror:\u{1b}[0m expected"));
}

#[test]
fn every_verb_explains_itself() {
    let version = text(&timkiem(&["--version"]).stdout);
    assert_eq!(version, concat!("timkiem ", env!("CARGO_PKG_VERSION"), "\n"));
    let help = text(&timkiem(&["--help"]).stdout);
    for verb in ["build", "merge", "search", "eval", "serve", "inspect", "init", "completions"] {
        assert!(help.contains(&format!("  {verb} ")), "{verb} is not listed: {help}");
        let help = text(&timkiem(&[verb, "--help"]).stdout);
        assert!(help.contains(&format!("\n  timkiem {verb} ")) && help.contains("Example"), "{help}");
    }
    assert!(help.contains("Exit codes: 0 done, 1 a check failed, 2 cannot do it"), "{help}");
    for shell in ["bash", "fish", "zsh"] {
        let script = text(&timkiem(&["completions", shell]).stdout);
        assert!(
            script.contains("timkiem") && script.contains("verify") && script.contains("watch"),
            "{shell}"
        );
    }
    assert_eq!(timkiem(&["completions", "no-such-shell"]).status.code(), Some(2));
}

/// A reader that hangs up early is no error.
#[test]
fn nobody_has_to_listen() {
    let folder = built();
    let script = format!(
        "exec {} build {} --out {} | true",
        env!("CARGO_BIN_EXE_timkiem"),
        path(&corpus::seeds()),
        path(folder.path())
    );
    let piped = Command::new("sh").args(["-c", &format!("set -e; {script}")]).output().expect("a shell");
    assert!(!text(&piped.stderr).contains("error"), "{}", text(&piped.stderr));
}

#[test]
fn a_query_that_is_cut_is_told() {
    let folder = built();
    let said = |query: &str| {
        let found = timkiem(&["search", path(folder.path()), query, "--json"]);
        assert!(found.status.success(), "{}", text(&found.stderr));
        text(&found.stderr)
    };
    let words = |count: usize| "biên ".repeat(count);
    for whole in [words(1), words(64), words(64) + "from:2024", "a".repeat(2048)] {
        assert_eq!(said(&whole), "", "{whole:.20}");
    }
    let cut = "looked at the beginning of the query: 64 words, 64 conditions and 2048 bytes at most\n";
    for long in
        [words(65), words(64) + "from:2024 giới", "from:2024 ".repeat(64) + &words(65), "a".repeat(2049)]
    {
        assert_eq!(said(&long), cut, "{long:.20}");
    }
}
