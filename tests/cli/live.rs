//! A site under work: built again on every change, and shown at once.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Served, built, json, path, timkiem};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// `timkiem build --watch`; ends with this.
struct Watching {
    building: Child,
    /// What came of each build. No order holds between these and the words.
    reports: Receiver<String>,
    /// What it says meanwhile.
    words: Receiver<String>,
}

impl Watching {
    fn new(folder: &Path) -> Watching {
        let mut building = Command::new(env!("CARGO_BIN_EXE_timkiem"))
            .args(["build", "--watch", "--json"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command line runs");
        let reports = lines(building.stdout.take().expect("a pipe"));
        let words = lines(building.stderr.take().expect("a pipe"));
        Watching { building, reports, words }
    }

    /// Waits until it says this.
    fn until_said(&self, what: &str) {
        until(what, &self.words, |line| line.contains(what));
    }

    /// Waits for a build of so many documents.
    fn until_built(&self, documents: usize) {
        let is_it = |line: &str| {
            serde_json::from_str::<Value>(line).is_ok_and(|report| report["documents"] == documents)
        };
        until(&format!("{documents} documents"), &self.reports, is_it);
    }
}

/// The lines of a stream, as they come.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (tell, told) = channel();
    let stream = BufReader::new(stream);
    std::thread::spawn(move || stream.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
    told
}

/// Waits for a line of which this is true.
fn until(what: &str, lines: &Receiver<String>, is_it: impl Fn(&str) -> bool) {
    let until = Instant::now() + PATIENCE;
    let mut said = Vec::new();
    loop {
        match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) if is_it(&line) => return,
            Ok(line) => said.push(line),
            Err(_) => panic!("waited for {what}, heard {said:#?}"),
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.building.kill();
        let _ = self.building.wait();
    }
}

#[test]
fn a_change_is_built() {
    let folder = tempfile::tempdir().expect("a folder");
    let docs = folder.path().join("docs");
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).expect("a file");
    fs::create_dir(&docs).expect("a folder");
    write("docs/a.txt", "Một bài.");
    // What is written lies in what is read.
    write("timkiem.toml", "inputs = [\"docs\"]\nout = \"docs/search\"\n");
    let watching = Watching::new(folder.path());
    watching.until_built(1);
    write("docs/b.txt", "Hai bài.");
    watching.until_built(2);
    watching.until_said("b.txt");
    let page = json(&timkiem(&["search", path(&docs.join("search")), "hai bai", "--json"]));
    assert_eq!(page["hits"][0]["id"], "b.txt");
    // What is written starts no build, or there would be many by now.
    std::thread::sleep(Duration::from_millis(1500));
    let builds = watching.reports.try_iter().count();
    assert!(builds < 4, "{builds} builds of no change");

    write("timkiem.toml", "inputs = 3\n");
    watching.until_said("error: expected an array of strings for `inputs`");
    fs::remove_dir_all(docs.join("search")).expect("a folder");
    write("timkiem.toml", "inputs = [\"docs\"]\nout = \"out\"\n");
    watching.until_built(2);

    // Many a site's build begins by removing all there is.
    fs::remove_dir_all(&docs).expect("a folder");
    watching.until_said("error: expected");
    fs::create_dir_all(docs.join("deep")).expect("a folder");
    for number in 0..3 {
        write(&format!("docs/deep/{number}.txt"), "Bài mới.");
    }
    watching.until_built(3);
    write("docs/deep/3.txt", "Bài nữa.");
    watching.until_built(4);
}

#[test]
fn another_build_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).expect("a file");
    fs::create_dir(folder.path().join("docs")).expect("a folder");
    fs::create_dir(folder.path().join("out")).expect("a folder");
    write("docs/a.txt", "Một bài.");
    write("timkiem.toml", "inputs = [\"docs\"]\nout = \"out\"\n");
    let held = fs::File::open(folder.path().join("out")).expect("a folder");
    held.lock().expect("a system with locks");
    let watching = Watching::new(folder.path());
    watching.until_said("another build is writing");
    assert_eq!(watching.reports.try_iter().count(), 0);
    drop(held);
    watching.until_built(1);
}

/// The state that a page has seen.
fn since(page: &str) -> String {
    let (_, after) = page.split_once("/__timkiem/reload.js?since=").expect("a script");
    after.split('"').next().expect("a state").to_owned()
}

#[test]
fn a_page_loads_again_when_the_folder_changes() {
    let folder = built();
    let file = fs::read_to_string(folder.path().join("index.html")).expect("a page");
    let served = Served::reloading(folder.path());
    let answer = served.get("/", "");
    let (head, page) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(page.starts_with(&file) && page.trim_end().ends_with("</script>"), "{page}");
    let head = head.to_lowercase();
    assert!(head.contains(&format!("content-length: {}", page.len())), "{head}");
    assert!(!head.contains("last-modified"), "no page is kept that has seen another state: {head}");
    let script = served.get("/__timkiem/reload.js", "");
    assert!(script.contains("text/javascript") && script.contains("location.reload()"), "{script}");
    // Who reads a page by a script gets the file, and so does who asks for a
    // piece of it or for anything else.
    for (what, headers) in [
        ("/index.html", "Sec-Fetch-Dest: empty\r\n"),
        ("/index.html", "Range: bytes=0-9\r\n"),
        ("/timkiem.js", ""),
        ("/timkiem.json", ""),
        ("/no-such-page.html", ""),
    ] {
        assert!(!served.get(what, headers).contains("__timkiem"), "{what}");
    }
    let seen = since(page);
    let asked = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| served.get(&format!("/__timkiem/reload?since={seen}"), ""));
        fs::write(folder.path().join("timkiem.json"), "{}").expect("a file");
        waiting.join().expect("an answer")
    });
    let (_, state) = asked.split_once("\r\n\r\n").expect("a head");
    assert_ne!(state, seen);
    assert_eq!(state, since(&served.get("/", "")), "a page that is loaded again has seen it");
    let of_before = served.get(&format!("/__timkiem/reload?since={seen}"), "");
    assert!(of_before.ends_with(state), "who comes late is told at once");

    let plain = Served::new(folder.path());
    assert!(plain.get("/", "").ends_with(&file), "as it is, if so wanted");
    for (range, status) in [
        ("bytes=0-9", 206),
        ("bytes=10-", 206),
        ("bytes=-10", 200),
        ("bytes=-99999999", 200),
        ("bytes=99999999-", 416),
        ("bytes=9-0", 200),
        ("bytes=-", 200),
        ("bytes=x-y", 200),
        ("bytes=0-1,5-6", 200),
        ("pages=1-2", 200),
    ] {
        let answer = plain.get("/index.html", &format!("Range: {range}\r\n"));
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{range}: {answer}");
    }
    let of_another = plain.get("/index.html", "Range: bytes=0-9\r\nIf-Range: \"another\"\r\n");
    assert!(of_another.starts_with("HTTP/1.1 200"), "{of_another}");
    let long = format!("/{}.html", "a".repeat(300));
    assert!(plain.get(&long, "").starts_with("HTTP/1.1 404"), "what no file can be called");
    assert!(plain.get("/__timkiem/reload.js", "").starts_with("HTTP/1.1 404"));
}
