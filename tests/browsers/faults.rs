//! Faults: whatever becomes of any file on its way, that is said, nothing
//! wrong is shown, and as soon as the fault has gone everything works again.
//!
//! In: each file that a page loads and each fault that a host can have, in
//! tables. Out: what the module and the element make of it. Invariant: all
//! cases of a table run side by side in one page, each in a folder of its own
//! with an engine of its own.

mod element;
mod engine;
mod replaced;
mod restored;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::json;
use tempfile::TempDir;
use timkiem::index::build::Options;
use timkiem::index::part::{self, Part, PartKind};

use super::driver::{Browser, Session};
use super::host::{Fault, Host, Shown};
use super::parts::site_with;
use super::{Way, to_its_end};
use crate::cli::{engine_file, index_file};
use crate::corpus;
use crate::corpus::wrapped;

/// What finds the four articles that have a date, and needs parts of every kind.
const QUERY: &str = "bien gioi thanh hoa";

/// How many cases run side by side: a browser opens six lines to one host.
const AT_ONCE: usize = 24;

/// The seeds in parts of every kind, small ones.
fn index() -> &'static [u8] {
    static INDEX: OnceLock<Vec<u8>> = OnceLock::new();
    let options = Options { part: Some(300), common: 40, ..Options::default() };
    INDEX.get_or_init(|| corpus::built(&corpus::documents(), &options))
}

/// The ready page with that.
fn site() -> &'static Path {
    static SITE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    SITE.get_or_init(|| site_with(Way::Http, index())).0.path()
}

/// A page without anything, but that it keeps what is said in it.
const EMPTY: &str = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Trang</title>
<link rel=\"icon\" href=\"data:,\"><script src=\"/sound/messages.js\"></script>";

/// A host that shows the site as it is under `sound`, and pages under `page`.
fn host(pages: &[(&str, &str)]) -> (Host, TempDir) {
    let host = Host::new();
    let folder = tempfile::tempdir().expect("a folder");
    for (name, page) in [("empty.html", EMPTY)].iter().chain(pages) {
        fs::write(folder.path().join(name), page).expect("a page");
    }
    host.show("sound", Shown { folder: site().to_owned(), ..Shown::default() });
    host.show("page", Shown { folder: folder.path().to_owned(), ..Shown::default() });
    (host, folder)
}

/// A file, what becomes of it, how often, and the codes that may be told.
struct Case {
    /// What is in the name of the file and of no other.
    file: &'static str,
    fault: Fault,
    times: usize,
    /// Nothing if nobody is to notice.
    codes: &'static [&'static str],
}

/// As often as it is asked for.
const ALWAYS: usize = usize::MAX;

/// The file of the engine, that of the root, and those of each kind of parts.
const FILES: [&str; 7] = ["wasm-", "index-", "/postings-", "/terms-", "/texts-", "/ids-", "/columns-"];

fn case(file: &'static str, fault: Fault, codes: &'static [&'static str]) -> Case {
    Case { file, fault, times: ALWAYS, codes }
}

/// Every file with every fault of a host that is told at once.
fn faults(files: &[&'static str]) -> Vec<Case> {
    let each = |&file: &&'static str| {
        [
            case(file, Fault::Missing, &["index/missing"]),
            case(file, Fault::Page, &["index/foreign"]),
            case(file, Fault::Busy, &["index/missing"]),
            Case { times: 1, ..case(file, Fault::Busy, &[]) },
            // To WebKit, half a file is one.
            case(file, Fault::Cut, &["index/missing", "index/corrupt"]),
            case(file, Fault::Reset, &["index/missing"]),
            Case { times: 1, ..case(file, Fault::Reset, &[]) },
            case(file, Fault::Drip, &[]),
            case(file, Fault::NotGzip, &["index/missing"]),
            case(file, Fault::TwiceGzip, &["index/foreign"]),
            case(file, Fault::Empty, &["index/foreign"]),
            case(file, Fault::Login, &["index/foreign"]),
        ]
    };
    files.iter().flat_map(each).collect()
}

/// Files that are not as they were built: with a bit flipped, here and there;
/// in place of each other; of another build; of another version.
fn changes() -> Vec<Case> {
    let mut cases = Vec::new();
    for (file, path) in [("wasm-", engine_file(site())), ("index-", index_file(site()))] {
        let sound = fs::read(path).expect("a file");
        for place in 0..12 {
            let mut changed = sound.clone();
            changed[20 + place * (sound.len() - 30) / 12] ^= 1 << (place % 8);
            cases.push(case(
                file,
                Fault::Other(changed),
                &["index/corrupt", "index/foreign", "index/version"],
            ));
        }
    }
    let parts = part::read(index()).expect("a built file is sound");
    for kind in PartKind::ALL {
        let file = FILES.into_iter().find(|file| file.contains(kind.name())).unwrap_or("index-");
        let mut of_kind = parts.iter().filter(|part| part.id.kind == kind);
        let part = *of_kind.next().unwrap_or_else(|| panic!("no part of {}", kind.name()));
        let instead = if kind == PartKind::Texts { PartKind::Ids } else { PartKind::Texts };
        let other = *parts.iter().find(|part| part.id.kind == instead).expect("a part of each kind");
        let mut newer = part.write();
        newer[4] += 1;
        let mut flipped = part.write();
        let last = flipped.len() - 1;
        flipped[last] ^= 1;
        cases.extend([
            case(file, Fault::Other(wrapped(&newer)), &["index/version"]),
            case(file, Fault::Other(wrapped(&flipped)), &["index/corrupt"]),
            case(file, Fault::Other(wrapped(&other.write())), &["index/corrupt", "index/foreign"]),
        ]);
        if kind != PartKind::Root {
            let of_another = Part { build: part.build ^ 1, ..part };
            cases.push(case(
                file,
                Fault::Other(wrapped(&of_another.write())),
                &["index/mixed", "index/corrupt"],
            ));
        }
    }
    // All of another index is another file.
    let of_another = corpus::built(&corpus::documents()[..2], &Options::default());
    cases.push(case("index-", Fault::Other(wrapped(&of_another)), &["index/foreign"]));
    cases
}

/// Runs cases with the module, side by side: what is told while the fault is
/// there, and whether all is as it should be when it has gone.
async fn try_module(session: &Session, host: &Host, cases: &[Case]) {
    let first = corpus::documents()[0].id.clone();
    let ask = format!(
        "const whole = async (index) => {{
           const {{ tookMs, ...page }} = await index.search({QUERY:?}, {{ from: '2020' }});
           return JSON.stringify([page, await index.document({first:?}, {{ query: {QUERY:?} }})]);
         }};
         // Without its marks: those are there as far as they are known.
         const words = (article) => article && JSON.stringify(article.text.map((passage) => passage.map(([text]) => text).join('')));"
    );
    session.client.goto(&format!("{}page/empty.html", host.address)).await.expect("the page opens");
    let sound = format!(
        "const done = arguments[0]; {ask}
         import('/sound/timkiem.mjs').then(({{ open }}) => open()).then(whole).then((answer) => {{
           window.sound = answer;
           window.article = words(JSON.parse(answer)[1]);
           done(JSON.parse(answer)[0].hits.length);
         }}, (error) => done(String(error)))"
    );
    let answered = session.client.execute_async(&sound, Vec::new()).await.expect("it answers");
    assert_eq!(answered, 4);
    // Where what documents are filtered by is lost, they are not.
    let found = corpus::page(corpus::index(), QUERY);
    for (round, cases) in cases.chunks(AT_ONCE).enumerate() {
        let mut names = Vec::new();
        for (number, case) in cases.iter().enumerate() {
            let name = format!("case-{round}-{number}");
            let faults = vec![(case.file.to_owned(), case.fault.clone(), case.times)];
            host.show(&name, Shown { folder: site().to_owned(), faults, kept: None });
            names.push(name);
        }
        let script = format!(
            "const [names, done] = arguments; {ask}
             const told = (error) => ({{ code: error.code, message: error.message }});
             const one = async (name) => {{
               const {{ open }} = await import(`/${{name}}/timkiem.mjs`);
               const errors = [];
               let index = await open().catch((error) => void errors.push(told(error)));
               let [page, article] = [];
               if (index) {{
                 page = await index.search({QUERY:?}, {{ from: '2020' }}).catch((error) => void errors.push(told(error)));
                 if (page?.error) errors.push(told(page.error));
                 article = await index.document({first:?}, {{ query: {QUERY:?} }}).catch((error) => void errors.push(told(error)));
               }}
               await fetch(`/${{name}}/mend`);
               index ??= await open();
               const isSame = !article || words(article) === window.article;
               return {{ errors, ids: page?.hits.map((hit) => hit.id) ?? [], isSame, isMended: (await whole(index)) === sound }};
             }};
             Promise.all(names.map((name) => one(name).catch((error) => String(error)))).then(done)"
        );
        let told = session.client.execute_async(&script, vec![json!(names)]).await.expect("they answer");
        for (number, case) in cases.iter().enumerate() {
            let told = &told[number];
            let what = format!("{} {}: {told}", case.file, short(&case.fault));
            assert_eq!(told["isMended"], true, "{what}");
            assert_eq!(told["isSame"], true, "{what}");
            let errors = told["errors"].as_array().unwrap_or_else(|| panic!("{what}"));
            // WebKit takes what is said to be in gzip and is not for what it is.
            let is_taken = errors.is_empty() && case.fault == Fault::NotGzip;
            assert!(is_taken || errors.is_empty() == case.codes.is_empty(), "{what}");
            for error in errors {
                let code = error["code"].as_str().unwrap_or_default();
                assert!(case.codes.contains(&code), "{what}");
                let message = error["message"].as_str().unwrap_or_default();
                let said = ["expected ", "found ", "; "].iter().all(|word| message.contains(word));
                assert!(said, "{what}");
                // What the engine says of the first file names no file.
                let is_named = case.file != "index-" || !matches!(case.fault, Fault::Other(_));
                assert!(!is_named || message.contains(case.file.trim_start_matches('/')), "{what}");
            }
            for id in told["ids"].as_array().into_iter().flatten() {
                assert!(found.hits.iter().any(|hit| *id == *hit.id), "{what}");
            }
        }
    }
    assert_eq!(session.run("return messages.filter((said) => !/^error: /.test(said))").await, json!([]));
}

/// A fault, without all its bytes.
fn short(fault: &Fault) -> String {
    format!("{fault:?}").chars().take(40).collect()
}

#[test]
fn whatever_becomes_of_a_file_is_said_and_mended_in_chromium() {
    to_its_end(async {
        let (host, _pages) = host(&[]);
        let session = Session::new(Browser::Chromium).await;
        let mut cases = faults(&FILES);
        cases.extend(changes());
        assert!(cases.len() > 120, "{}", cases.len());
        try_module(&session, &host, &cases).await;
        session.close().await;
    });
}

/// What differs from browser to browser is how they fetch.
fn a_few_faults(browser: Browser) {
    to_its_end(async {
        let (host, _pages) = host(&[]);
        let session = Session::new(browser).await;
        try_module(&session, &host, &faults(&["index-", "/texts-"])).await;
        session.close().await;
    });
}

#[test]
fn whatever_becomes_of_a_file_is_said_and_mended_in_firefox() {
    a_few_faults(Browser::Firefox);
}

#[test]
fn whatever_becomes_of_a_file_is_said_and_mended_in_webkit() {
    a_few_faults(Browser::WebKit);
}
