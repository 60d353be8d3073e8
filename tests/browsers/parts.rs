//! An index in many parts, each loaded when it is needed: the same answers,
//! whatever becomes of the parts on their way.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use timkiem::index::part::{self, Part, PartId, PartKind};
use timkiem::index::{Index, Stop};
use timkiem::search::{Request, search};

use super::driver::{Browser, PATIENCE, Session};
use super::server::{Day, Server};
use super::{ROOT, SHOWN, Visit, Way, site, to_its_end};
use crate::cli::{index_file, path, tell_build};
use crate::corpus::wrapped;
use crate::oracle::{self, Question};
use crate::{cases, corpus};

/// Parts so small that every query needs several and every document is in a
/// part of its own.
const SMALL: usize = 300;

/// A query that finds all five.
const QUERY: &str = "bien gioi thanh hoa";

/// The seeds in small parts.
fn small() -> &'static [u8] {
    static SMALL_PARTS: OnceLock<Vec<u8>> = OnceLock::new();
    SMALL_PARTS.get_or_init(|| corpus::file(&corpus::documents(), SMALL))
}

/// The ready page with the seeds in small parts, and the folder of these.
fn site_in_parts(way: Way) -> (TempDir, PathBuf) {
    site_with(way, small())
}

/// The ready page with an index in parts, and the folder of these. The box does
/// not take the focus by itself.
pub(super) fn site_with(way: Way, index: &[u8]) -> (TempDir, PathBuf) {
    let site = site(way, "vi");
    let page = site.path().join("index.html");
    let html = fs::read_to_string(&page).expect("the page").replace(" autofocus", "");
    fs::write(page, html).expect("the page can be written");
    let parts = site.path().join(Index::open(index).expect("an index").folder());
    fs::create_dir(&parts).expect("a folder can be made");
    for part in part::read(index).expect("a built file is sound") {
        match part.id.kind {
            PartKind::Root => put_index(site.path(), &part.write()),
            _ => fs::write(parts.join(format!("{}.js", part.id)), wrapped(&part.write())).expect("a file"),
        }
    }
    (site, parts)
}

/// Puts an index in the place of the one there, and tells the scripts which build it is.
fn put_index(site: &Path, file: &[u8]) {
    fs::write(index_file(site), wrapped(file)).expect("a file can be written");
    let build = Index::open(file).expect("an index").build();
    tell_build(site, &format!("{build:016x}"));
}

/// Puts a query into the box as pasting does; what is shown for it.
pub(super) async fn paste(session: &Session, query: &str) -> Value {
    let script = format!(
        "const [query, done] = arguments;
         {ROOT}
         const shown = () => {{ {SHOWN} }};
         addEventListener('tim-kiem-search', () => setTimeout(() => done(shown())), {{ once: true }});
         const box = root.querySelector('input');
         box.value = query;
         box.dispatchEvent(new InputEvent('input'));"
    );
    session.client.execute_async(&script, vec![query.into()]).await.expect("it answers")
}

fn ids(shown: &Value) -> Vec<&str> {
    shown["hits"].as_array().into_iter().flatten().filter_map(|hit| hit["id"].as_str()).collect()
}

/// All that becomes of parts in one visit.
fn visit(browser: Browser, way: Way) {
    to_its_end(async {
        let (site, parts) = site_in_parts(way);
        let server = Server::new(site.path()).await;
        let address = |site: &Path| match way {
            Way::Http => server.address.clone(),
            Way::Disk => format!("file://{}/", path(site)),
        };
        let mut visit =
            Visit { session: Session::new(browser).await, served: None, address: address(site.path()) };
        visit.open("").await;
        if way == Way::Http {
            loads_nothing_that_is_not_needed(&visit, &server).await;
            is_late_and_out_of_order(&visit, &server).await;
            types_faster_than_it_loads(&visit, &server).await;
            answers_what_the_whole_index_answers(&visit).await;
        } else {
            answers_every_case(&visit).await;
        }
        visit.is_quiet().await;
        if way == Way::Http {
            brings_the_element_when_asked(&visit, site.path()).await;
            answers_from_the_rest(&visit, &parts).await;
            tries_once_more(&visit, &server).await;
            // What a part says of itself is read by the engine, the same in every browser.
            if browser == Browser::Chromium {
                says_what_is_wrong_with_a_part(&visit, &parts).await;
            }
            has_no_part_at_all(&visit, &parts).await;
            let folder = super::site(way, "vi");
            let server = Server::new(folder.path()).await;
            visit.address = server.address.clone();
            answers_whatever_is_asked_as_it_does_here(&visit, folder.path()).await;
        } else {
            // Folders of their own, for browsers remember what they loaded.
            let (site, parts) = site_in_parts(way);
            visit.address = address(site.path());
            answers_from_the_rest(&visit, &parts).await;
            let (site, parts) = site_in_parts(way);
            visit.address = address(site.path());
            has_no_part_at_all(&visit, &parts).await;
        }
        visit.session.close().await;
    });
}

/// Nothing before the box is focused, then the engine and the root; parts only
/// for a query, and not all of them.
async fn loads_nothing_that_is_not_needed(visit: &Visit, server: &Server) {
    let loaded = "return performance.getEntriesByType('resource')
        .map((entry) => entry.name.split('/').pop()).filter((name) => /^(wasm|index)-/.test(name)).length";
    assert_eq!(visit.session.run(loaded).await, 0);
    visit.session.run(&format!("{ROOT} root.querySelector('input').focus()")).await;
    visit.session.until(&format!("return (() => {{ {loaded} }})() === 2")).await;
    assert_eq!(server.day().asked, [""; 0]);
    assert_eq!(ids(&paste(&visit.session, "hua phan").await).len(), 2);
    assert_eq!(sorted(&server.day().given), needed("hua phan"));
}

/// While parts are on their way the former hits stay; in whatever order they
/// come, the answer is the same.
async fn is_late_and_out_of_order(visit: &Visit, server: &Server) {
    *server.day() = Day { shuffled: true, ..Day::default() };
    for query in ["bien gioi thanh hoa", "\"an ninh trật tự\"", "33-NQ/TW"] {
        let expected = corpus::page(corpus::index(), query);
        let expected: Vec<&str> = expected.hits.iter().map(|hit| hit.id.as_str()).collect();
        assert_eq!(ids(&paste(&visit.session, query).await), expected, "{query:?}");
    }
    once(&server.day().asked);
}

/// Only the last keystroke is answered, and no part is loaded twice; what only a
/// former one wanted is not loaded at all.
async fn types_faster_than_it_loads(visit: &Visit, server: &Server) {
    visit.open("").await;
    paste(&visit.session, "hua phan").await;
    *server.day() = Day { held: true, ..Day::default() };
    visit
        .session
        .run(&format!("{ROOT} const box = root.querySelector('input'); box.focus(); box.select()"))
        .await;
    visit.session.press("bien gioi").await;
    visit.session.until(&status_starts("Đang tải…")).await;
    assert_eq!(ids(&visit.shown().await).len(), 2, "the former hits are still there");
    server.day().held = false;
    visit.session.until("return answers.length > 1").await;
    assert_eq!(ids(&visit.shown().await).len(), 5);
    assert_eq!(visit.session.run("return answers").await, serde_json::json!(["hua phan", "bien gioi"]));
    // What a letter asked for and the next did not want was given up, and may
    // be asked for again.
    once(&server.day().given);

    visit.open("").await;
    let (former, latter) = (needed("ma tuy"), needed("33-NQ/TW"));
    *server.day() = Day { held: true, ..Day::default() };
    let put = |query: &str| {
        format!(
            "{ROOT} const box = root.querySelector('input'); box.value = '{query}'; box.dispatchEvent(new InputEvent('input'))"
        )
    };
    visit.session.run(&put("ma tuy")).await;
    until(server, |day| day.asked.iter().any(|part| !latter.contains(part))).await;
    visit.session.run(&put("33-NQ/TW")).await;
    until(server, |day| day.asked.iter().any(|part| !former.contains(part))).await;
    until(server, |day| day.under_way.iter().all(|part| latter.contains(part))).await;
    server.day().held = false;
    visit.session.until("return answered === '33-NQ/TW'").await;
    assert_eq!(sorted(&server.day().given), latter, "what nobody waits for is not loaded");
}

/// The module gives the pages of the whole index, to the last digit.
async fn answers_what_the_whole_index_answers(visit: &Visit) {
    let queries: Vec<String> = cases::all().into_iter().flat_map(|case| case.queries).collect();
    let script = "const [queries, done] = arguments;
        import(new URL('timkiem.mjs', location.href))
          .then(async ({ open }) => {
            const index = await open();
            // All at once: they share the parts that several of them need.
            done(await Promise.all(queries.map((query) => index.search(query))));
          })
          .catch((error) => done(String(error)))";
    let answered = visit.session.client.execute_async(script, vec![queries.clone().into()]).await;
    let mut pages = answered.expect("the module answers");
    for (number, query) in queries.iter().enumerate() {
        let found = corpus::of_script(pages[number].take());
        let expected = corpus::in_a_page(query, |query| corpus::page(corpus::index(), query));
        assert_eq!(found, expected, "{query:?}");
    }

    let script = "const done = arguments[0];
        (async () => {
          const { open } = await import(new URL('timkiem.mjs', location.href));
          const index = await open();
          const stop = new AbortController();
          const stopped = index.search('ma tuy', { signal: stop.signal });
          const other = index.search('ma tuy');
          stop.abort();
          const name = await stopped.catch((error) => error.name);
          const { total } = await other;
          const late = index.search('bien gioi');
          index.close();
          return [name, total, await late.catch((error) => error.code)];
        })().then(done, (error) => done(String(error)))";
    let answered = visit.session.client.execute_async(script, Vec::new()).await.expect("the module answers");
    let total = corpus::page(corpus::index(), "ma tuy").total;
    assert_eq!(answered, serde_json::json!(["AbortError", total, "index/closed"]));

    // A folder is a folder, whatever comes after it; and what is none is said to be none.
    let script = "const done = arguments[0];
        (async () => {
          const { open } = await import(new URL('timkiem.mjs', location.href));
          const opened = (folder) => open(folder).then(async (index) => (await index.search('ma tuy')).total, (error) => error.code);
          return Promise.all(['.', './?a=/b#c/', new URL('.', location.href), 'javascript:alert(1)', 'data:,x', 'http://', 'blob:x'].map(opened));
        })().then(done, (error) => done(String(error)))";
    let answered = visit.session.client.execute_async(script, Vec::new()).await.expect("the module answers");
    let missing = "index/missing";
    assert_eq!(answered, json!([total, total, total, missing, missing, missing, missing]));
}

/// Filters, dates, orders, sections, counts, cuts, corrections, in many scripts:
/// every page is, to the last digit, what the engine gives natively.
async fn answers_whatever_is_asked_as_it_does_here(visit: &Visit, site: &Path) {
    let (file, questions) = oracle::questions(200);
    put_index(site, &file);
    let index = Index::open(&file).expect("an index");
    visit.open("").await;
    let asked: Vec<Value> = questions
        .iter()
        .map(|Question { query, literal, sort, limit, offset }| {
            json!([query, { "literal": literal, "sort": sort, "limit": limit, "offset": offset }])
        })
        .collect();
    let script = "const [asked, done] = arguments;
        import(new URL('timkiem.mjs', location.href))
          .then(async ({ open }) => {
            const index = await open();
            done(await Promise.all(asked.map(([query, options]) => index.search(query, options))));
          })
          .catch((error) => done(String(error)))";
    let answered = visit.session.client.execute_async(script, vec![asked.into()]).await;
    let mut pages = answered.expect("the module answers");
    for (number, question) in questions.iter().enumerate() {
        let Question { query, literal, sort, limit, offset } = question;
        let (literal, limit, offset) = (*literal, *limit, *offset);
        let expected = corpus::in_a_page(query, |query| {
            let request = Request { query, literal, sort, limit, offset, ..Request::default() };
            search(&index, &request).map_err(Stop::into_error).expect("everything is loaded")
        });
        let found = corpus::of_script(pages[number].take());
        assert_eq!(found, expected, "{query:?}");
    }
}

/// A page with the module alone has the element once it is defined, and both
/// share an engine.
async fn brings_the_element_when_asked(visit: &Visit, site: &Path) {
    let page =
        "<!doctype html><html lang=vi><meta charset=utf-8><link rel=icon href=data:,><tim-kiem></tim-kiem>
        <script type=module>
          import { define, open } from './timkiem.mjs';
          window.page = await (await open()).search('ma tuy');
          await define();
          document.body.classList.add('defined');
        </script>";
    fs::write(site.join("module.html"), page).expect("a page can be written");
    let address = format!("{}module.html", visit.address);
    visit.session.client.goto(&address).await.expect("the page opens");
    visit.session.until("return document.body.classList.contains('defined')").await;
    let hits = corpus::page(corpus::index(), "ma tuy").hits.len();
    assert_eq!(ids(&paste(&visit.session, "ma tuy").await).len(), hits);
    let engines =
        "return performance.getEntriesByType('resource').filter(({ name }) => /wasm-/.test(name)).length";
    assert_eq!(visit.session.run(engines).await, 1);
}

/// From a disk there is no module to ask, so the element is.
async fn answers_every_case(visit: &Visit) {
    for case in cases::all() {
        for query in &case.queries {
            let shown = paste(&visit.session, query).await;
            cases::check(&case, query, &shown).unwrap_or_else(|why| panic!("{why}"));
        }
    }
}

/// A part that stays away takes its hits with it, and nothing else.
async fn answers_from_the_rest(visit: &Visit, parts: &Path) {
    let (part, away) = (parts.join("texts-0.js"), parts.join("away"));
    fs::rename(&part, &away).expect("a file can be moved");
    visit.open("").await;
    let shown = paste(&visit.session, QUERY).await;
    let whole = corpus::page(corpus::index(), QUERY);
    let lost = &corpus::documents()[0].id;
    let rest: Vec<&str> = whole.hits.iter().map(|hit| hit.id.as_str()).filter(|id| id != lost).collect();
    assert_eq!(rest.len(), 4);
    assert_eq!(ids(&shown), rest);
    let said = visit.status().await;
    assert!(said.starts_with("5 kết quả") && said.contains("Có thể còn nữa: không tải được"), "{said}");
    let failed = visit.session.run("return [failed.code, failed.message]").await;
    assert_eq!(failed[0], "index/missing");
    let message = failed[1].as_str().unwrap_or_default();
    assert!(message.contains("texts-0.js") && said.contains(message), "{said}");

    // The article in it cannot be read, which is no harm to what was found.
    visit.session.run(&format!("location.hash = '#/{lost}?q=' + encodeURIComponent('{QUERY}')")).await;
    visit.session.until(&status_starts("Không mở")).await;
    let article = visit.status().await;
    assert!(article.starts_with("Không mở được bài này: ") && article.contains("texts-0.js"), "{article}");
    assert_eq!(visit.shown().await, shown);
    visit.session.run("location.hash = ''").await;
    visit.session.until(&status_starts("5 kết quả")).await;
    assert_eq!(visit.status().await, said);

    fs::rename(&away, &part).expect("a file can be moved");
    assert_eq!(ids(&paste(&visit.session, QUERY).await).len(), 5, "the next search tries again");
    assert!(!visit.status().await.contains("Có thể"));
    assert_eq!(visit.session.run("return failed").await, Value::Null);
}

fn status_starts(with: &str) -> String {
    format!("{ROOT} return root.querySelector('[part=status]').textContent.startsWith('{with}')")
}

/// A part that fails once is asked for twice, and nobody is the wiser.
async fn tries_once_more(visit: &Visit, server: &Server) {
    let mut refused = needed(QUERY);
    refused.truncate(3);
    *server.day() = Day { refused: refused.iter().map(|part| (part.clone(), 1)).collect(), ..Day::default() };
    visit.open("").await;
    assert_eq!(ids(&paste(&visit.session, QUERY).await).len(), 5);
    assert_eq!(visit.session.run("return failed").await, Value::Null);
    for part in &refused {
        assert_eq!(server.day().asked.iter().filter(|asked| *asked == part).count(), 2, "{part}");
    }
    *server.day() = Day::default();
}

async fn says_what_is_wrong_with_a_part(visit: &Visit, parts: &Path) {
    let file = parts.join("texts-0.js");
    let sound = fs::read(&file).expect("a part");
    let all = part::read(small()).expect("a built file is sound");
    let text = |number| {
        let id = PartId { kind: PartKind::Texts, number };
        *all.iter().find(|part| part.id == id).expect("a text part")
    };
    let mut newer = text(0).write();
    newer[4] += 1;
    let mut flipped = text(0).write();
    flipped[60] ^= 1;
    let faults = [
        ("is another page", b"<!doctype html><title>404</title>".to_vec(), "index/foreign"),
        ("is cut off", sound[..sound.len() / 2].to_vec(), "index/corrupt"),
        ("has a flipped bit", wrapped(&flipped), "index/corrupt"),
        ("is another part", wrapped(&text(1).write()), "index/corrupt"),
        ("is of another build", wrapped(&Part { build: 1, ..text(0) }.write()), "index/mixed"),
        ("is newer", wrapped(&newer), "index/version"),
    ];
    for (what, content, code) in faults {
        fs::write(&file, content).expect("a file can be replaced");
        visit.open("").await;
        assert_eq!(ids(&paste(&visit.session, QUERY).await).len(), 4, "{what}");
        let failed = visit.session.run("return [failed?.code, failed?.message]").await;
        assert_eq!(failed[0], code, "{what}: {failed}");
        let message = failed[1].as_str().unwrap_or_default();
        for word in ["texts-0", "expected", "found", "; "] {
            assert!(message.contains(word), "{what}: {message:?} does not say {word:?}");
        }
        fs::write(&file, &sound).expect("a file can be replaced");
    }
    assert_eq!(ids(&paste(&visit.session, QUERY).await).len(), 5);
}

/// Where the folder of the parts was forgotten that is said, and when it is
/// there the next letter finds again.
async fn has_no_part_at_all(visit: &Visit, parts: &Path) {
    let away = parts.with_extension("away");
    fs::rename(parts, &away).expect("a folder can be moved");
    visit.open("").await;
    assert_eq!(ids(&paste(&visit.session, QUERY).await), [""; 0]);
    assert_eq!(visit.session.run("return failed.code").await, "index/missing");
    let said = visit.status().await;
    assert!(said.starts_with("Không tìm kiếm được: ") && said.contains("/parts-"), "{said}");
    fs::rename(&away, parts).expect("a folder can be moved");
    assert_eq!(ids(&paste(&visit.session, QUERY).await).len(), 5);
}

/// The parts that a query needs, by name.
fn needed(query: &str) -> Vec<String> {
    let parts = part::read(small()).expect("a built file is sound");
    let find = |id| parts.iter().find(|part| part.id == id).expect("a part that exists").write();
    let mut index = Index::open(&find(PartId { kind: PartKind::Root, number: 0 })).expect("a root");
    let mut names = Vec::new();
    loop {
        match search(&index, &Request { query, limit: 10, offset: 0, ..Request::default() }) {
            Ok(_) => return sorted(&names),
            Err(Stop::Error(error)) => panic!("{error}"),
            Err(Stop::Need(need)) => {
                for id in need {
                    index.add(&find(id)).expect("a part of this build");
                    names.push(id.to_string());
                }
            }
        }
    }
}

fn sorted(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort();
    names
}

/// No name is there twice.
fn once(names: &[String]) {
    let names = sorted(names);
    assert!(!names.is_empty());
    for pair in names.windows(2) {
        assert_ne!(pair[0], pair[1], "twice");
    }
}

async fn until(server: &Server, is_so: impl Fn(&Day) -> bool) {
    let started = Instant::now();
    while !is_so(&server.day()) {
        assert!(started.elapsed() < PATIENCE, "asked for {:?}, not for what it should", server.day().asked);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn parts_in_chromium_over_http() {
    visit(Browser::Chromium, Way::Http);
}

#[test]
fn parts_in_chromium_from_disk() {
    visit(Browser::Chromium, Way::Disk);
}

#[test]
fn parts_in_firefox_over_http() {
    visit(Browser::Firefox, Way::Http);
}

#[test]
fn parts_in_firefox_from_disk() {
    visit(Browser::Firefox, Way::Disk);
}

#[test]
fn parts_in_webkit_over_http() {
    visit(Browser::WebKit, Way::Http);
}

#[test]
fn parts_in_webkit_from_disk() {
    visit(Browser::WebKit, Way::Disk);
}
