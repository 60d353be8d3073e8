//! An index is replaced in one step, or not at all: whatever stops a build,
//! the former index answers and is whole, and the next build leaves nothing
//! of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::{content, json, path, records, refused, said_of, text, timkiem};

/// A file of records in a folder, and its index beside it.
struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn new(numbers: std::ops::Range<u32>) -> Site {
        let site = Site { folder: tempfile::tempdir().expect("a folder") };
        site.records(numbers);
        said_of(&[&site.inputs()], &site.out());
        site
    }

    fn inputs(&self) -> PathBuf {
        self.folder.path().join("all.jsonl")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn records(&self, numbers: std::ops::Range<u32>) {
        fs::write(self.inputs(), records(numbers)).expect("a file");
    }

    /// What is in the folder of the index.
    fn content(&self) -> BTreeMap<String, Vec<u8>> {
        content(&self.out())
    }

    /// The folder of the parts of an index of these records.
    fn parts(numbers: std::ops::Range<u32>) -> String {
        let site = Site::new(numbers);
        let manifest = fs::read(site.out().join("timkiem.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
        manifest["parts"].as_str().expect("a large index").to_owned()
    }

    /// Checks that the index is whole and has so many documents.
    fn assert_answers(&self, documents: usize) {
        let verified = timkiem(&["inspect", path(&self.out()), "--verify"]);
        assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stderr));
        let page = json(&timkiem(&["search", path(&self.out()), "bai so", "--json"]));
        assert_eq!(page["total"], documents, "{page}");
    }
}

/// What a power cut leaves is what the system was told to keep, in that order.
#[test]
fn what_a_new_index_asks_for_is_on_the_disk_before_it_and_the_former_goes_last() {
    let site = Site::new(0..400);
    site.records(0..500);
    let calls = site.folder.path().join("calls");
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=rename,renameat,renameat2,unlink,unlinkat,syncfs,fsync", "-o"])
        .args([path(&calls), env!("CARGO_BIN_EXE_timkiem"), "build", path(&site.inputs())])
        .args(["--out", path(&site.out())])
        .output();
    if !traced.is_ok_and(|traced| traced.status.success()) {
        println!("skipped: strace is not here, or may not look");
        return;
    }
    let calls = fs::read_to_string(calls).expect("a file");
    let calls: Vec<&str> = calls.lines().collect();
    let at = |what: &dyn Fn(&str) -> bool| {
        let places: Vec<usize> = (0..calls.len()).filter(|&at| what(calls[at])).collect();
        (places[0], places[places.len() - 1])
    };
    let (_, last_part) = at(&|call| call.contains("rename") && call.contains(".js.part"));
    let (_, kept) = at(&|call| call.contains("syncfs"));
    let (first_entry, _) = at(&|call| call.contains("rename") && call.contains("timkiem.d.ts.part"));
    let (_, last_entry) = at(&|call| call.contains("rename") && call.contains("timkiem.json.part"));
    let (_, named) = at(&|call| call.contains("fsync"));
    let (first_gone, _) = at(&|call| call.contains("unlink") && call.contains("/out/"));
    let order = [kept, first_entry, last_entry, named, first_gone];
    assert!(order.is_sorted(), "{order:?} {calls:#?}");
    // Of the entries one is a script, too.
    let content = |call: &&&str| call.contains("rename") && !call.contains("timkiem.");
    let (_, last_content) = at(&|call| content(&&call));
    assert!(last_content < kept && last_part < last_entry, "{last_content} {last_part} {order:?}");
}

#[test]
fn a_build_that_fails_midway_leaves_the_former_index() {
    let parts = Site::parts(0..90);
    let site = Site::new(0..80);
    let before = site.content();
    assert!(before.keys().any(|name| name.contains("parts-")), "a large index");
    // A folder stands where a file is to be written, once among the parts and
    // once where a script goes.
    site.records(0..90);
    let obstacle = site.out().join(&parts).join("texts-1.js/here");
    fs::create_dir_all(&obstacle).expect("a folder");
    let build = ["build", path(&site.inputs()), "--out", path(&site.out())].map(str::to_owned);
    let build: Vec<&str> = build.iter().map(String::as_str).collect();
    assert!(refused(&build).contains("texts-1.js"));
    site.assert_answers(80);
    fs::remove_dir_all(site.out().join(&parts)).expect("a folder");
    assert!(site.content() == before, "nothing was changed");

    let page = site.out().join("index.html.part");
    fs::create_dir(&page).expect("a folder");
    assert!(refused(&[&build[..], &["--page"]].concat()).contains("index.html"));
    fs::remove_dir(&page).expect("a folder");
    site.assert_answers(80);
    assert!(site.content() == before, "nothing is left of the failed build");

    said_of(&[&site.inputs()], &site.out());
    site.assert_answers(90);
    // A build that gives what is there already, and fails, takes nothing away.
    let before = site.content();
    let obstacle = site.out().join("timkiem.json.part");
    fs::create_dir(&obstacle).expect("a folder");
    assert!(refused(&build).contains("timkiem.json"));
    site.assert_answers(90);
    fs::remove_dir(&obstacle).expect("a folder");
    assert!(site.content() == before, "nothing was changed");
}

/// Builds where no file may grow larger than so many half kilobytes: to who
/// writes, that is a full disk.
fn build_with_room(site: &Site, room: usize) -> Output {
    let limited = format!("trap '' XFSZ; ulimit -f {room}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &limited, env!("CARGO_BIN_EXE_timkiem"), "build", path(&site.inputs())])
        .args(["--out", path(&site.out()), "--page"])
        .output()
        .expect("a shell")
}

#[test]
fn a_full_disk_leaves_the_former_index() {
    let site = Site::new(0..2);
    let mut failures = 0;
    for room in [0, 1, 2, 4, 8, 12, 16, 24, 32, 40, 64, 96, 128, 192] {
        let before = site.content();
        site.records(0..3);
        let built = build_with_room(&site, room);
        match built.status.code() {
            Some(0) => site.assert_answers(3),
            Some(2) => {
                failures += 1;
                assert!(text(&built.stderr).contains("error: expected"), "{}", text(&built.stderr));
                site.assert_answers(2);
                assert!(site.content() == before, "{room}: nothing was changed");
            }
            code => panic!("{code:?}: {}", text(&built.stderr)),
        }
    }
    assert!(failures > 3, "the disk was hardly ever full");
    said_of(&[&site.inputs()], &site.out());
    site.assert_answers(3);
}

/// Whether a folder of parts is there that this index does not have.
fn has_begun(out: &Path, former: &BTreeMap<String, Vec<u8>>) -> bool {
    let names = fs::read_dir(out).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    names.any(|name| name.starts_with("parts-") && !former.keys().any(|path| path.starts_with(&name)))
}

#[test]
fn a_build_that_is_killed_leaves_the_former_index_and_the_next_cleans_up() {
    let site = Site::new(0..80);
    let before = site.content();
    site.records(0..250);
    for killed_after in [0, 20] {
        let mut building = Command::new(env!("CARGO_BIN_EXE_timkiem"))
            .args(["build", path(&site.inputs()), "--out", path(&site.out())])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command line runs");
        let started = Instant::now();
        while !has_begun(&site.out(), &before) && started.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(killed_after));
        building.kill().expect("it can be killed");
        let ended = building.wait().expect("it has ended");
        // Should it have been quicker, the new index is whole.
        site.assert_answers(if ended.success() { 250 } else { 80 });
        if ended.success() {
            break;
        }
    }
    // What is left over goes, what is somebody else's stays.
    let left_over = [
        "parts-0123456789abcdef/texts-0.js",
        "index-0123456789abcdef.js",
        "index-0123456789abcdef.js.part",
        "timkiem.json.part",
        "timkiem.mjs.part",
    ];
    let of_others = ["film.part", "index-of-names.js", "parts-list/a.js", "data.js"];
    for name in left_over.iter().chain(&of_others) {
        let file = site.out().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, "x").expect("a file");
    }
    said_of(&[&site.inputs()], &site.out());
    site.assert_answers(250);
    let mut after = site.content();
    for name in of_others {
        assert_eq!(after.remove(name).as_deref(), Some(b"x".as_slice()), "{name} is kept");
    }
    fs::remove_dir_all(site.out()).expect("a folder");
    said_of(&[&site.inputs()], &site.out());
    assert!(after.keys().eq(site.content().keys()), "only what a first build writes is there");
    assert!(after == site.content());
}

/// A lock as another build has it.
fn lock(path: &Path) -> fs::File {
    let held = fs::File::open(path).expect("it is there");
    held.lock().expect("a system with locks");
    held
}

#[test]
fn one_build_at_a_time_writes_a_folder() {
    let site = Site::new(0..3);
    let before = site.content();
    site.records(0..4);
    let held = lock(&site.out());
    let said = refused(&["build", path(&site.inputs()), "--out", path(&site.out())]);
    assert!(said.contains("expected no other build to write"), "{said}");
    let other = Site::new(0..2);
    let said = refused(&["merge", path(&other.out()), "--out", path(&site.out())]);
    assert!(said.contains("expected no other build to write"), "{said}");
    assert!(site.content() == before, "and neither takes anything away");
    site.assert_answers(3);
    drop(held);
    said_of(&[&site.inputs()], &site.out());
    site.assert_answers(4);

    // So it is with a page; what a killed build left of one is in nobody's way.
    let page = site.folder.path().join("all.html");
    let under_way = site.folder.path().join("all.html.part");
    fs::write(&under_way, "left over ".repeat(1_000_000)).expect("a file");
    let held = lock(&under_way);
    let inputs = site.inputs();
    let build = ["build", path(&inputs), "--single-file", path(&page)];
    assert!(refused(&build).contains("expected no other build to write"));
    assert!(!page.exists());
    drop(held);
    assert!(timkiem(&build).status.success());
    assert!(fs::metadata(&page).expect("a page").len() < 1_000_000, "nothing is left over in it");
    assert!(!under_way.exists());
}

/// Builds side by side: each says it cannot, or its index is whole.
#[test]
fn builds_at_the_same_time_leave_one_that_is_whole() {
    let site = Site::new(0..40);
    let builds: Vec<_> = (0..4)
        .map(|_| {
            Command::new(env!("CARGO_BIN_EXE_timkiem"))
                .args(["build", path(&site.inputs()), "--out", path(&site.out()), "--page"])
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the command line runs")
        })
        .collect();
    let ended: Vec<Output> =
        builds.into_iter().map(|build| build.wait_with_output().expect("it ends")).collect();
    assert!(ended.iter().any(|build| build.status.success()));
    for build in ended.iter().filter(|build| !build.status.success()) {
        assert_eq!(build.status.code(), Some(2));
        assert!(text(&build.stderr).contains("expected no other build to write"), "{}", text(&build.stderr));
    }
    site.assert_answers(40);
}
