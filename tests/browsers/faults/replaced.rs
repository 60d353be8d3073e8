//! Stale beside new: a script, an index or parts of one build where those of
//! another are. Nothing of one is answered from the other, and without being
//! loaded again a page goes on with what is there now.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::driver::{Browser, Session};
use super::super::host::{Fault, Host, Shown};
use super::{ALWAYS, EMPTY, to_its_end};
use crate::cli::{index_file, path, timkiem};

/// Two builds of a site: of the records 0 to 40, and of 30 to 90.
struct Builds {
    folder: TempDir,
}

impl Builds {
    fn new() -> Builds {
        let builds = Builds { folder: tempfile::tempdir().expect("a folder") };
        for (name, numbers) in [("former", 0..40), ("latter", 30..90)] {
            let records = builds.folder.path().join(name).with_extension("jsonl");
            fs::write(&records, crate::cli::records(numbers)).expect("a file");
            let built =
                timkiem(&["build", path(&records), "--out", path(&builds.of(name)), "--pwa", "--lang", "vi"]);
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            fs::write(builds.of(name).join("messages.js"), include_str!("../messages.js")).expect("a script");
        }
        builds
    }

    fn of(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn shown(&self, name: &str) -> Shown {
        Shown { folder: self.of(name), ..Shown::default() }
    }

    fn file(&self, name: &str, file: &str) -> Vec<u8> {
        fs::read(self.of(name).join(file)).expect("a file")
    }
}

/// What is told and shown for a query that finds all records of a build.
async fn ask(session: &Session) -> Value {
    let script = "const done = arguments[0];
        const element = document.querySelector('tim-kiem');
        const root = element.shadowRoot;
        window.failed = window.answer = null;
        element.search('bai so').then(() => done([
          window.failed?.code ?? null,
          window.answer?.total ?? null,
          root.querySelector('[part=status]').textContent,
          [...root.querySelectorAll('[part=title]')].every((title) => title.textContent.startsWith('Bài số')),
        ]))";
    session.client.execute_async(script, Vec::new()).await.expect("it answers")
}

async fn open(session: &Session, host: &Host, name: &str) {
    session.client.goto(&format!("{}{name}/page.html", host.address)).await.expect("the page opens");
    session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
}

/// The page of each build.
fn write_pages(builds: &Builds, scripts: &str) {
    for name in ["former", "latter"] {
        let page = EMPTY.replace("/sound/", "");
        fs::write(builds.of(name).join("page.html"), format!("{page}{scripts}<tim-kiem></tim-kiem>"))
            .expect("a page");
    }
}

const SCRIPT: &str = "<script src=\"timkiem.js\" defer></script>";

/// A cache has kept yesterday's script, whose files are gone.
async fn a_stale_script_finds_the_index_of_today(session: &Session, host: &Host, builds: &Builds) {
    for (name, faults) in [
        // As hosts say it: with 404, or with a page.
        ("gone", Vec::new()),
        ("paged", vec![("index-".to_owned(), Fault::Page, 2)]),
    ] {
        let stale = ("timkiem.js".to_owned(), Fault::Other(builds.file("former", "timkiem.js")), 1);
        let faults = [vec![stale], faults].concat();
        host.show(name, Shown { faults, ..builds.shown("latter") });
        open(session, host, name).await;
        let told = ask(session).await;
        assert_eq!([&told[0], &told[1]], [&Value::Null, &json!(60)], "{told}");
    }
    // Where no other script is to be had either, that is said.
    let stale = ("timkiem.js".to_owned(), Fault::Other(builds.file("former", "timkiem.js")), ALWAYS);
    host.show("stale", Shown { faults: vec![stale], ..builds.shown("latter") });
    open(session, host, "stale").await;
    let told = ask(session).await;
    assert_eq!([&told[0], &told[1]], [&json!("index/missing"), &Value::Null], "{told}");
    assert!(told[2].as_str().is_some_and(|said| said.starts_with("Không tìm kiếm được: ")), "{told}");
    host.show("stale", builds.shown("latter"));
    assert_eq!(ask(session).await[1], 60);
}

/// The site is replaced while a page of it is open.
async fn an_open_page_goes_on_with_the_new_index(session: &Session, host: &Host, builds: &Builds) {
    host.show("open", builds.shown("former"));
    open(session, host, "open").await;
    session.run("document.querySelector('tim-kiem').search('bai so 3')").await;
    session.until("return answer").await;
    host.show("open", builds.shown("latter"));
    // What is not there yet is gone: that is said, and nothing else shown for it.
    let script = "const done = arguments[0];
        const element = document.querySelector('tim-kiem');
        window.failed = window.answer = null;
        element.search('từ5 từ77 từ1234 từ3000').then(() => done([failed?.code, answer?.hits.length ?? 0]))";
    let told = session.client.execute_async(script, Vec::new()).await.expect("it answers");
    assert_eq!(told[0], "index/missing", "{told}");
    // The page asks whether there is another; as soon as that is known, that is searched.
    session
        .until("const element = document.querySelector('tim-kiem'); if (answer?.total === 60 && answer.query === 'bai so') return true; element.search('bai so')")
        .await;
    assert_eq!(ask(session).await[0], Value::Null);
}

/// The new script where the folder is still the former, and a root of one
/// build under the name that another gave it.
async fn what_does_not_fit_is_not_mixed(session: &Session, host: &Host, builds: &Builds) {
    let early = ("timkiem.js".to_owned(), Fault::Other(builds.file("latter", "timkiem.js")), ALWAYS);
    host.show("early", Shown { faults: vec![early], ..builds.shown("former") });
    open(session, host, "early").await;
    let told = ask(session).await;
    assert_eq!([&told[0], &told[1]], [&json!("index/missing"), &Value::Null], "{told}");
    host.show("early", builds.shown("latter"));
    assert_eq!(ask(session).await[1], 60, "the upload is done");

    let name = |build: &str| -> String { index_name(&builds.of(build)) };
    let root = ("index-".to_owned(), Fault::Other(builds.file("former", &name("former"))), ALWAYS);
    host.show("mixed", Shown { faults: vec![root], ..builds.shown("latter") });
    open(session, host, "mixed").await;
    let told = ask(session).await;
    assert_eq!([&told[0], &told[1]], [&json!("index/foreign"), &Value::Null], "{told}");
    host.show("mixed", builds.shown("latter"));
}

fn index_name(folder: &Path) -> String {
    index_file(folder).file_name().and_then(|name| name.to_str()).expect("a name").to_owned()
}

/// A module of one build and a script of the other: each answers from one
/// build, and from the one that is there.
async fn a_module_and_a_script_of_two_builds(session: &Session, host: &Host, builds: &Builds) {
    for (number, stale) in ["timkiem.js", "timkiem.mjs"].into_iter().enumerate() {
        let name = format!("two-{number}");
        let fault = (stale.to_owned(), Fault::Other(builds.file("former", stale)), 1);
        host.show(&name, Shown { faults: vec![fault], ..builds.shown("latter") });
        open(session, host, &name).await;
        let script = format!(
            "const done = arguments[0];
             import('/{name}/timkiem.mjs')
               .then(async ({{ open }}) => done([(await (await open('/{name}/')).search('bai so')).total, (await (await open()).search('bai so')).total]))
               .catch((error) => done(String(error)))"
        );
        let told = session.client.execute_async(&script, Vec::new()).await.expect("it answers");
        assert_eq!(told, json!([60, 60]), "{stale} is stale");
        assert_eq!(ask(session).await[1], 60);
    }
}

fn stale_beside_new(browser: Browser) {
    to_its_end(async {
        let builds = Builds::new();
        write_pages(&builds, SCRIPT);
        let host = Host::new();
        let session = Session::new(browser).await;
        a_stale_script_finds_the_index_of_today(&session, &host, &builds).await;
        an_open_page_goes_on_with_the_new_index(&session, &host, &builds).await;
        what_does_not_fit_is_not_mixed(&session, &host, &builds).await;
        a_module_and_a_script_of_two_builds(&session, &host, &builds).await;
        session.close().await;
    });
}

#[test]
fn stale_beside_new_in_chromium() {
    stale_beside_new(Browser::Chromium);
}

#[test]
fn stale_beside_new_in_firefox() {
    stale_beside_new(Browser::Firefox);
}

#[test]
fn stale_beside_new_in_webkit() {
    stale_beside_new(Browser::WebKit);
}
