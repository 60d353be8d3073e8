//! More than anyone means to give: what is read stays within bounds, and what
//! is not is named.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{assert_skipped, json, path, said_of, text, timkiem};

/// How long anything may take that would never end if it did.
const PATIENCE: Duration = Duration::from_secs(60);

/// Builds, and ends the test if that does not end.
fn built(input: &Path, out: &Path) -> Output {
    let mut building = Command::new(env!("CARGO_BIN_EXE_timkiem"))
        .args(["build", path(input), "--out", path(out), "--verbose"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command line runs");
    let started = Instant::now();
    while building.try_wait().expect("it can be asked").is_none() {
        if started.elapsed() > PATIENCE {
            building.kill().expect("it can be killed");
            panic!("{} is waited for without end", input.display());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    building.wait_with_output().expect("it has ended")
}

fn folder_with_a_document() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), "Một bài.").expect("a file");
    folder
}

#[test]
fn what_is_no_file_is_named_and_never_waited_for() {
    let (folder, out) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let inputs = folder.path().join("site");
    fs::create_dir(&inputs).expect("a folder");
    fs::write(inputs.join("a.txt"), "Một bài.").expect("a file");
    let at = |name: &str| inputs.join(name);
    let piped = Command::new("mkfifo").arg(at("pipe.txt")).status().expect("coreutils");
    assert!(piped.success());
    let _socket = UnixListener::bind(at("socket.html")).expect("a socket");
    for (name, to) in [
        ("zero.txt", "/dev/zero"),
        ("to-pipe.jsonl", "pipe.txt"),
        ("self.txt", "self.txt"),
        ("nowhere.txt", "no-such-file"),
        ("up", ".."),
        ("here", "."),
    ] {
        symlink(to, at(name)).expect("a link");
    }
    fs::create_dir(at("folder.txt")).expect("a folder");
    let found = built(&inputs, out.path());
    let said = text(&found.stderr);
    assert!(found.status.success(), "{said}");
    for name in ["pipe.txt", "socket.html", "zero.txt", "to-pipe.jsonl"] {
        assert_skipped(&said, name, "found a pipe, a socket or a device; ");
    }
    for name in ["self.txt", "nowhere.txt"] {
        assert_skipped(&said, name, "expected a file or folder that can be read");
    }
    // What `up` leads to holds this folder, and that `up` again.
    for name in ["here", "up/site/up"] {
        assert_skipped(&said, name, "a link to a folder that it is in");
    }
    for name in ["pipe.txt", "zero.txt"] {
        let named = built(&at(name), &out.path().join("other"));
        assert_eq!(named.status.code(), Some(2));
        assert_skipped(&text(&named.stderr), name, "found a pipe, a socket or a device; ");
    }
}

#[test]
fn what_is_too_large_is_named_and_the_rest_is_built() {
    let (inputs, out) = (folder_with_a_document(), tempfile::tempdir().expect("a folder"));
    // They say how large they are; there is nothing in them.
    for (name, megabytes) in
        [("b.txt", 256), ("c.html", 256), ("d.md", 256), ("e.json", 1024), ("f.csv", 1024)]
    {
        let file = File::create(inputs.path().join(name)).expect("a file");
        file.set_len((megabytes << 20) + 1).expect("a disk with holes");
    }
    // A megabyte in a kilobyte, again and again: a line of 257.
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&vec![b' '; 1 << 20]).expect("memory");
    let packed = packed.finish().expect("memory").repeat(257);
    assert!(packed.len() < 3 << 20);
    fs::write(inputs.path().join("g.jsonl.gz"), packed).expect("a file");
    let open: String = (0..2000).map(|number| format!("<b id={number}>")).collect();
    fs::write(inputs.path().join("h.html"), "<p>".to_owned() + &open + &"<p>a".repeat(50_000))
        .expect("a file");
    fs::write(inputs.path().join("i.html"), "<div>".repeat(50_000)).expect("a file");
    fs::write(inputs.path().join("j.md"), "> ".repeat(10_000) + "Sâu").expect("a file");
    let row = format!("x{}\n1\n", "y".repeat(1 << 20));
    fs::write(inputs.path().join("k.csv"), row).expect("a file");
    let found = built(inputs.path(), out.path());
    let said = text(&found.stderr);
    assert!(found.status.success(), "{said}");
    for name in ["b.txt", "c.html", "d.md"] {
        assert_skipped(&said, name, "at most 256 MB, found a larger one; part it");
    }
    for name in ["e.json", "f.csv"] {
        assert_skipped(&said, name, "at most 1 GB of records in one piece, found more; write them as .jsonl");
    }
    assert_skipped(&said, "g.jsonl.gz, line 1", "a line of more than 256 MB");
    assert_skipped(&said, "h.html", "expected formatting that ends");
    assert_skipped(&said, "i.html", "no more than 8192 deep");
    assert_skipped(&said, "j.md", "no more than 8192 deep");
    assert_skipped(&said, "k.csv", "expected a first row that names a title or a text");
    assert!(said.len() < 10_000, "what is said has an end: {} bytes", said.len());
    assert!(text(&found.stdout).contains("1 documents (skipped 10)"), "{}", text(&found.stdout));
}

/// A line without a space is cut into tokens; each of them is found.
#[test]
fn a_line_without_end_is_read() {
    let (inputs, out) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let write = |name: &str, content: String| fs::write(inputs.path().join(name), content).expect("a file");
    const LONG: usize = 200_000;
    for (name, line) in [
        ("word", "a".repeat(LONG)),
        ("marked", "ế".repeat(LONG)),
        ("digits", "7".repeat(LONG)),
        ("marks", format!("o{}", "\u{301}".repeat(LONG))),
        ("signs", "!?.,;:-".repeat(LONG / 7)),
        ("pictures", "😀".repeat(LONG)),
        ("characters", "国境".repeat(LONG / 2)),
    ] {
        write(&format!("{name}.txt"), format!("{name} {line}"));
        write(&format!("{name}.md"), format!("{name} {line}"));
        write(&format!("{name}.html"), format!("<p>{name} {line}"));
        write(&format!("{name}.jsonl"), format!("{{\"text\":\"{name} {line}\"}}"));
        write(&format!("{name}.csv"), format!("text\n\"{name} {line}\"\n"));
    }
    let found = built(inputs.path(), out.path());
    assert!(text(&found.stdout).contains("35 documents,"), "{}{}", text(&found.stdout), text(&found.stderr));
    let total =
        |query: &str| json(&timkiem(&["search", path(out.path()), "--json", "--", query]))["total"].clone();
    assert_eq!(total(&"a".repeat(128)), 5, "as far as a token goes");
    assert_eq!(total(&"a".repeat(1000)), 5);
    assert_eq!(total(&"7".repeat(128)), 5);
    assert_eq!(total("国境"), 5);
    assert_eq!(total("marks"), 5);
    let page = json(&timkiem(&["search", path(out.path()), "word", "--json"]));
    assert!(page.to_string().len() < 20_000, "a passage has an end");
    // One key of so many letters would take gigabytes.
    let inspected = json(&timkiem(&["inspect", path(out.path()), "--json"]));
    assert!(inspected["terms"].as_u64() < Some(30), "{inspected}");
}

#[test]
fn folders_lie_as_deep_as_the_system_has_them() {
    let (inputs, out) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut deep = inputs.path().to_owned();
    for level in 0..300 {
        deep.push(format!("d{level}"));
        fs::create_dir(&deep).expect("a folder");
        fs::write(deep.join("a.txt"), format!("tầng{level}")).expect("a file");
    }
    let said = said_of(&[inputs.path()], out.path());
    assert!(said.contains("read 300 documents, skipped 0"), "{said}");
    let page = json(&timkiem(&["search", path(out.path()), "tang299", "--json"]));
    assert!(page["hits"][0]["id"].as_str().is_some_and(|id| id.ends_with("/d299/a.txt")), "{page}");
}

/// The folder that is written may lie in the one that is read, and be reached
/// by a link: what is in it is never read.
#[test]
fn what_was_written_is_not_read() {
    let inputs = folder_with_a_document();
    let out = inputs.path().join("deep/public");
    fs::create_dir_all(out.parent().expect("a folder")).expect("a folder");
    for _ in 0..2 {
        let said = said_of(&[inputs.path()], &out);
        assert!(said.contains("read 1 documents, skipped 0"), "{said}");
        if !inputs.path().join("link").exists() {
            symlink("deep/public", inputs.path().join("link")).expect("a link");
        }
    }
}
