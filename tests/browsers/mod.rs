//! Pages in Chromium, Firefox and WebKit, over http and from a disk: what a
//! visitor types, what is shown, and what is said when something is wrong.

mod driver;
mod element;
mod faults;
mod host;
mod hostile;
mod links;
mod offline;
mod parts;
mod server;

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use self::driver::{Browser, Session};
use crate::cli::{Served, built, engine_file, index_file, path, timkiem};
use crate::corpus::wrapped;
use crate::{cases, corpus};

/// How a page is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Http,
    Disk,
}

const ARROW_DOWN: &str = "\u{e015}";
const ARROW_UP: &str = "\u{e013}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

/// The ready page and its index, with a script that keeps what the page says
/// and a policy that lets nothing be asked for but the folder's own files.
fn site(way: Way, language: &str) -> TempDir {
    let folder = built();
    let page = folder.path().join("index.html");
    let policy = match way {
        Way::Http => {
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             require-trusted-types-for 'script'; trusted-types timkiem"
        }
        Way::Disk => {
            "default-src 'none'; script-src file: 'wasm-unsafe-eval'; img-src file:; \
             require-trusted-types-for 'script'; trusted-types timkiem"
        }
    };
    let html = fs::read_to_string(&page).expect("the page");
    let head = format!(
        "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <script src=\"messages.js\"></script>"
    );
    let watched = html
        .replace("<meta charset=\"utf-8\">", &head)
        .replace("<html lang=\"vi\">", &format!("<html lang=\"{language}\">"));
    assert_ne!(watched, html);
    fs::write(page, watched).expect("the page can be written");
    fs::write(folder.path().join("messages.js"), include_str!("messages.js")).expect("a script");
    folder
}

/// A browser with a page of a folder.
struct Visit {
    session: Session,
    /// The server of all folders, if the page is reached over http: the page
    /// is in one below, so that leaving it can be told.
    served: Option<Served>,
    address: String,
}

impl Visit {
    async fn new(browser: Browser, way: Way, folder: &Path) -> Visit {
        let served = (way == Way::Http).then(|| Served::new(folder.parent().expect("a folder has a parent")));
        let mut visit = Visit { session: Session::new(browser).await, served, address: String::new() };
        visit.go(folder).await;
        visit
    }

    /// Opens the page of this folder.
    async fn go(&mut self, folder: &Path) {
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
        self.address = match &self.served {
            Some(served) => format!("{}{name}/", served.address),
            None => format!("file://{}/", path(folder)),
        };
        self.open("").await;
    }

    async fn open(&self, hash: &str) {
        self.session.load(&format!("{}index.html{hash}", self.address)).await;
        self.session.until("return Boolean(document.querySelector('tim-kiem')?.shadowRoot)").await;
    }

    /// Types a query in place of the one before and waits for its answer, as
    /// it is shown.
    async fn search(&self, query: &str) -> Value {
        self.session
            .run(&format!(
                "{ROOT} const box = root.querySelector('input'); box.focus(); box.select(); answered = null"
            ))
            .await;
        self.session.press(query).await;
        let typed = serde_json::to_string(query).expect("JSON");
        self.session.until(&format!("return answered === {typed}")).await;
        self.shown().await
    }

    /// The hits on the page, and what the query was taken for, as `{ hits: [{ id,
    /// title, snippet }], corrected: { to } }`.
    async fn shown(&self) -> Value {
        self.session.run(&format!("{ROOT} {SHOWN}")).await
    }

    async fn status(&self) -> String {
        let status =
            self.session.run(&format!("{ROOT} return root.querySelector('[part=status]').textContent")).await;
        status.as_str().unwrap_or_default().to_owned()
    }

    /// Goes to another hash, as whoever follows a link does: the box is left.
    async fn leave(&self, hash: &str) {
        let script = format!("{ROOT} root.querySelector('input').blur(); location.hash = {hash:?}");
        self.session.run(&script).await;
    }

    /// What the open article says: its title, its text, its marks.
    async fn article(&self) -> (String, String, Vec<String>) {
        let article = self
            .session
            // The page may not be there yet.
            .until(
                "const root = document.querySelector('tim-kiem')?.shadowRoot;
                 const article = root?.querySelector('[part=article]');
                 return article && !article.hidden && [
                   article.querySelector('[part=article-title]').textContent, article.textContent,
                   [...article.querySelectorAll('mark')].map((mark) => mark.textContent)]",
            )
            .await;
        serde_json::from_value(article).expect("an article")
    }

    /// The page has said nothing that nobody asked for, and asked for nothing
    /// outside its folder.
    async fn is_quiet(&self) {
        let messages = self.session.run("return messages").await;
        assert_eq!(messages, Value::Array(Vec::new()), "the page said something");
        let asked = self
            .session
            .run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
            .await;
        for address in asked.as_array().into_iter().flatten().filter_map(Value::as_str) {
            assert!(address.starts_with(&self.address), "{address} is not below {}", self.address);
        }
    }
}

const ROOT: &str = "const root = document.querySelector('tim-kiem').shadowRoot;";
const SHOWN: &str = "
    const pieces = (part, of) => [...of.querySelector(`[part=${part}]`).childNodes].map((node) => [node.textContent, node.nodeName === 'MARK']);
    const id = (hit) => decodeURIComponent(hit.hash.slice(2).split('?')[0]);
    const hits = [...root.querySelectorAll('[part=hit]')];
    const corrected = root.querySelector('[part=corrected]');
    return {
      expanded: globalThis.answer?.expanded,
      suggestions: globalThis.answer?.suggestions,
      hits: hits.map((hit) => ({ id: id(hit), title: pieces('title', hit), snippet: pieces('snippet', hit) })),
      corrected: corrected.hidden || !corrected.firstChild ? null : { to: /“(.*)”/.exec(corrected.firstChild.textContent)[1] },
    };";

/// Runs what a browser is asked to do to its end.
fn to_its_end(visit: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(visit);
}

/// Everything that a visitor of the ready page does.
fn visit(browser: Browser, way: Way) {
    to_its_end(async {
        let folder = site(way, "vi");
        let mut visit = Visit::new(browser, way, folder.path()).await;
        finds_and_reads(&visit).await;
        goes_back_and_forth(&visit).await;
        comes_back_to_all_that_was_typed(&visit).await;
        moves_with_the_keys(&visit).await;
        answers_every_case(&visit, way).await;
        if way == Way::Http {
            answers_every_case_without_an_interface(&visit).await;
        }
        visit.is_quiet().await;
        says_what_is_wrong(&mut visit, way).await;
        visit.session.close().await;
    });
}

async fn finds_and_reads(visit: &Visit) {
    let page = visit.search("bien gioi thanh hoa").await;
    let first = &page["hits"][0];
    assert_eq!(first["id"], "001_3bb4db2f29b0aa16.txt");
    let marked =
        |passage: &Value| passage.as_array().into_iter().flatten().filter(|piece| piece[1] == true).count();
    assert!(marked(&first["snippet"]) >= 4, "{first}");
    let status = visit.status().await;
    assert!(status.starts_with("5 kết quả trong "), "{status}");

    visit.session.press(ARROW_DOWN).await;
    visit.session.press(ENTER).await;
    let (title, text, marks) = visit.article().await;
    assert!(title.starts_with("Thống nhất cơ chế phối hợp"), "{title}");
    assert!(text.contains("Quốc Hương") && text.contains("6 tháng 8, 2025"), "{text}");
    assert!(
        marks.iter().all(|mark| ["biên", "giới", "thanh", "hóa"].contains(&mark.to_lowercase().as_str())),
        "{marks:?}"
    );
    let address = visit.session.client.current_url().await.expect("an address");
    assert!(address.fragment().is_some_and(|hash| hash.starts_with("/001_")), "{address}");

    // An address of its own: it can be opened again, and left.
    visit.session.client.refresh().await.expect("the page loads again");
    assert_eq!(visit.article().await.0, title);
    visit.open(&format!("#{}", address.fragment().unwrap_or_default())).await;
    assert_eq!(visit.article().await.2, marks);

    visit.open("").await;
    visit.search("hua phan").await;
    visit.session.press(ARROW_DOWN).await;
    visit.session.press(ENTER).await;
    visit.article().await;
    visit.session.client.back().await.expect("there is a way back");
    visit.session.until(&format!("{ROOT} return root.querySelector('[part=article]').hidden")).await;
    assert_eq!(visit.shown().await["hits"].as_array().map(Vec::len), Some(2), "the results are still there");
    visit.session.client.forward().await.expect("there is a way forward");
    visit.article().await;
    visit.session.press(ESCAPE).await;
    visit.session.until(&format!("{ROOT} return root.querySelector('[part=article]').hidden")).await;

    // What is not there is said, and what was found before stays.
    for unknown in ["no-such-article", "%E0%A4%A"] {
        visit.open("").await;
        visit.search("hua phan").await;
        let before = visit.status().await;
        visit.leave(&format!("#/{unknown}?q=hua%20phan")).await;
        visit.session.until("return failed !== null").await;
        let status = visit.status().await;
        assert!(status.starts_with("Không có bài này") && status.contains(unknown), "{status}");
        assert_eq!(visit.shown().await["hits"].as_array().map(Vec::len), Some(2));
        visit.session.client.back().await.expect("there is a way back");
        visit
            .session
            .until(&format!(
                "{ROOT} return root.querySelector('[part=status]').textContent.startsWith('2 kết quả')"
            ))
            .await;
        assert_eq!(visit.status().await, before);
    }
    visit.open("").await;
}

/// From one article to another and back: each has its place in the history.
async fn goes_back_and_forth(visit: &Visit) {
    visit.open("").await;
    let mut titles = Vec::new();
    for query in ["bien gioi", "ma tuy"] {
        visit.search(query).await;
        visit.session.press(ARROW_DOWN).await;
        visit.session.press(ENTER).await;
        titles.push(visit.article().await.0);
    }
    assert_ne!(titles[0], titles[1]);
    let reads = |title: &str| {
        let title = serde_json::to_string(title).expect("JSON");
        format!(
            "{ROOT} return root.querySelector('[part=article-title]')?.textContent === {title} && location.hash"
        )
    };
    visit.session.run("history.go(-2)").await;
    visit.session.until(&reads(&titles[0])).await;
    let typed = format!("{ROOT} return root.querySelector('input').value");
    assert_eq!(visit.session.run(&typed).await, "bien gioi");
    visit.session.run("history.go(2)").await;
    visit.session.until(&reads(&titles[1])).await;
    assert_eq!(visit.session.run(&typed).await, "ma tuy");

    // While an article is read there is no list to move in.
    visit.session.run(&format!("{ROOT} root.querySelector('input').focus()")).await;
    visit.session.press(ARROW_DOWN).await;
    let active = format!("{ROOT} return root.querySelector('input').getAttribute('aria-activedescendant')");
    assert_eq!(visit.session.run(&active).await, Value::Null);
    visit.session.press(ENTER).await;
    assert_eq!(visit.article().await.0, titles[1]);
    visit.open("").await;
}

/// Who leaves with the last letter comes back to all that was typed, not to
/// what the address said while it was.
async fn comes_back_to_all_that_was_typed(visit: &Visit) {
    visit.open("").await;
    visit.search("hua pha").await;
    // From a disk not every browser lets it be said.
    visit.session.until("return location.protocol === 'file:' || location.search === '?q=hua+pha'").await;
    visit.session.press("n").await;
    visit.leave("#/no-such-article?q=hua%20phan").await;
    visit.session.until("return failed !== null").await;
    visit.session.client.back().await.expect("there is a way back");
    visit.session.until(&format!("{ROOT} return !location.hash && root.querySelector('[part=hit]')")).await;
    let typed = format!("{ROOT} return root.querySelector('input').value");
    assert_eq!(visit.session.run(&typed).await, "hua phan");
    visit.open("").await;
}

async fn moves_with_the_keys(visit: &Visit) {
    let active = format!(
        "{ROOT} const box = root.querySelector('input'); const id = box.getAttribute('aria-activedescendant');
         const chosen = [...root.querySelectorAll('[aria-selected=true]')];
         return [id, chosen.map((option) => option.id), box.getAttribute('aria-expanded'), box.value]"
    );
    let state = async |keys: &str| {
        visit.session.press(keys).await;
        visit.session.run(&active).await
    };
    let at = |number: usize, query: &str| {
        serde_json::json!([format!("option-{number}"), [format!("option-{number}")], "true", query])
    };
    visit.session.run("document.querySelector('tim-kiem').toggleAttribute('no-recent', true)").await;
    visit.search("biên phòng").await;
    assert_eq!(state(ARROW_DOWN).await, at(0, "biên phòng"));
    assert_eq!(state(ARROW_DOWN).await, at(1, "biên phòng"));
    assert_eq!(state(ARROW_UP).await, at(0, "biên phòng"));
    assert_eq!(state(ARROW_UP).await, at(4, "biên phòng"), "up from the first is the last");
    assert_eq!(state(ARROW_DOWN).await, at(0, "biên phòng"), "down from the last is the first");
    assert_eq!(state(ESCAPE).await, serde_json::json!([null, [], "true", "biên phòng"]));
    assert_eq!(state(ESCAPE).await, serde_json::json!([null, [], "false", ""]));
    assert_eq!(visit.status().await, "");

    visit.search("xyzzy").await;
    assert_eq!(visit.status().await, "Không tìm thấy gì cho “xyzzy”.");
    assert_eq!(state(ARROW_DOWN).await, serde_json::json!([null, [], "false", "xyzzy"]));
}

/// What is typed and what is shown.
/// Typed over http; from a disk, where keys are the same, pasted, which takes a tenth of the time.
async fn answers_every_case(visit: &Visit, way: Way) {
    for case in cases::all() {
        let mut answers = Vec::new();
        for query in &case.queries {
            let page = match way {
                Way::Http => visit.search(query).await,
                Way::Disk => parts::paste(&visit.session, query).await,
            };
            cases::check(&case, query, &page).unwrap_or_else(|why| panic!("{why}"));
            answers.push((query.clone(), page));
        }
        let answer = |query: &str| {
            answers.iter().find(|(asked, _)| asked == query).map(|(_, page)| page.clone()).unwrap_or_default()
        };
        cases::check_same(&case, answer).unwrap_or_else(|why| panic!("{why}"));
    }
}

/// What the engine answers in wasm is, to the last digit, what it answers here.
async fn answers_every_case_without_an_interface(visit: &Visit) {
    for case in cases::all() {
        for query in &case.queries {
            let script = "const [query, done] = arguments;
                import(new URL('timkiem.mjs', location.href))
                  .then(async ({ open }) => {
                    const index = (window.index ??= await open());
                    done(await index.search(query));
                  })
                  .catch((error) => done(String(error)))";
            let answered = visit.session.client.execute_async(script, vec![query.clone().into()]).await;
            let page = corpus::of_script(answered.expect("the module answers"));
            let expected = corpus::in_a_page(query, |query| corpus::page(corpus::index(), query));
            assert_eq!(page, expected, "{query:?}");
            if let Some(read) = &case.article {
                let script = "const [id, query, done] = arguments;
                    index.document(id, { query }).then(done, (error) => done(String(error)))";
                let args = vec![cases::article_id(read).into(), query.clone().into()];
                let article =
                    visit.session.client.execute_async(script, args).await.expect("the module answers");
                cases::check_article(&case, read, query, &article).unwrap_or_else(|why| panic!("{why}"));
            }
        }
    }
    let script = "const done = arguments[0];
        index.document('004_b8228867890f24d4.txt', { query: 'bien gioi' })
          .then((article) => index.document('x').catch((error) => done([article, error.code, error.message])))";
    let answered = visit.session.client.execute_async(script, Vec::new()).await.expect("the module answers");
    let article = timkiem::search::read(corpus::index(), "004_b8228867890f24d4.txt", "bien gioi", &[]);
    let Ok(article) = article else { panic!("an article") };
    assert_eq!(answered[0], serde_json::to_value(&article).expect("JSON"));
    assert_eq!(answered[1], "document/unknown");
    assert!(answered[2].as_str().is_some_and(|message| message.contains("found \"x\"")), "{answered}");

    // Whatever it is given, it answers or says what is wrong.
    let script = "const done = arguments[0];
        (async () => {
          const numbers = await index.search(12, { limit: '1', offset: -1 });
          const nothing = await index.search();
          const none = await index.search('an', { limit: 'many' });
          const unknown = await index.document().catch((error) => error.code);
          index.close();
          index.close();
          const closed = await index.search('an').catch((error) => error.code);
          return [numbers.hits.length, nothing.total, none.hits.length, unknown, closed];
        })().then(done, (error) => done(String(error)))";
    let answered = visit.session.client.execute_async(script, Vec::new()).await.expect("the module answers");
    assert_eq!(answered, serde_json::json!([1, 0, 0, "document/unknown", "index/closed"]));
}

/// Each fault in a folder of its own, for browsers remember what they loaded.
async fn says_what_is_wrong(visit: &mut Visit, way: Way) {
    let file = corpus::file(&corpus::documents(), 4000);
    let changed = |at: usize, by: u8| {
        let mut changed = file.clone();
        changed[at] ^= by;
        wrapped(&changed)
    };
    let html = b"<!doctype html><title>404</title>";
    // From a disk, a script that is cut off does not run, so it is like any other.
    let by_bytes = |code| if way == Way::Http { code } else { "index/foreign" };
    type Fault<'a> = &'a dyn Fn(Vec<u8>) -> Option<Vec<u8>>;
    let half = |mut sound: Vec<u8>| {
        sound.truncate(sound.len() / 2);
        Some(sound)
    };
    let faults: [(&str, bool, Fault, &str); 10] = [
        ("the index is missing", false, &|_| None, "index/missing"),
        ("the index is another page", false, &|_| Some(html.to_vec()), "index/foreign"),
        ("the index is cut off", false, &half, by_bytes("index/corrupt")),
        ("the index is newer", false, &|_| Some(changed(4, 3)), "index/version"),
        ("the index has a flipped bit", false, &|_| Some(changed(5000, 1)), "index/corrupt"),
        ("the index is none", false, &|_| Some(wrapped(html)), "index/foreign"),
        ("the engine is missing", true, &|_| None, "index/missing"),
        ("the engine is cut off", true, &half, by_bytes("index/corrupt")),
        ("the engine is another page", true, &|_| Some(html.to_vec()), "index/foreign"),
        ("the engine is none", true, &|_| Some(wrapped(html)), "index/corrupt"),
    ];
    for (what, in_engine, fault, code) in faults {
        let folder = site(way, "vi");
        let file = if in_engine { engine_file(folder.path()) } else { index_file(folder.path()) };
        let sound = fs::read(&file).expect("a file");
        match fault(sound.clone()) {
            Some(content) => fs::write(&file, content).expect("a file can be replaced"),
            None => fs::remove_file(&file).expect("a file can be removed"),
        }
        visit.go(folder.path()).await;
        visit.session.run(&format!("{ROOT} root.querySelector('input').focus()")).await;
        visit.session.press("b").await;
        let failed = visit.session.until("return failed && [failed.code, failed.message]").await;
        assert_eq!(failed[0], code, "{what}: {failed}");
        let message = failed[1].as_str().unwrap_or_default();
        for word in ["expected", "found", "; "] {
            assert!(message.contains(word), "{what}: {message:?} does not say {word:?}");
        }
        let status = visit.status().await;
        assert!(status.starts_with("Không tìm kiếm được: ") && status.contains(message), "{what}: {status}");
        if way == Way::Http {
            // When the fault goes, the next letter finds again.
            fs::write(&file, sound).expect("a file can be replaced");
            let page = visit.search("hua phan").await;
            assert_eq!(page["hits"].as_array().map(Vec::len), Some(2), "{what}");
        }
    }
}

#[test]
fn chromium_over_http() {
    visit(Browser::Chromium, Way::Http);
}

#[test]
fn chromium_from_disk() {
    visit(Browser::Chromium, Way::Disk);
}

#[test]
fn firefox_over_http() {
    visit(Browser::Firefox, Way::Http);
}

#[test]
fn firefox_from_disk() {
    visit(Browser::Firefox, Way::Disk);
}

#[test]
fn webkit_over_http() {
    visit(Browser::WebKit, Way::Http);
}

#[test]
fn webkit_from_disk() {
    visit(Browser::WebKit, Way::Disk);
}

/// A page of the site's own, with the index in a folder below and another
/// index beside it.
const EMBEDDING: &str = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Trang</title>
<link rel=\"icon\" href=\"data:,\"><script src=\"seeds/messages.js\"></script>
<script src=\"seeds/timkiem.js\" defer></script>
<tim-kiem limit=\"2\" placeholder=\"Bài viết\"></tim-kiem>
<tim-kiem id=\"other\" src=\"other\"><a href=\"all.html\">Tất cả</a></tim-kiem>";

fn embeds(way: Way) {
    to_its_end(async {
        let folder = tempfile::tempdir().expect("a folder");
        let (seeds, other) = (folder.path().join("seeds"), folder.path().join("other"));
        fs::write(folder.path().join("mot.txt"), "Một bài khác\n\nViết về con mèo.").expect("a file");
        for (input, out) in [(corpus::seeds(), &seeds), (folder.path().join("mot.txt"), &other)] {
            let built = timkiem(&["build", path(&input), "--out", path(out)]);
            assert!(built.status.success());
        }
        fs::write(seeds.join("messages.js"), include_str!("messages.js")).expect("a script");
        fs::write(folder.path().join("index.html"), EMBEDDING).expect("a page");

        let visit = Visit::new(Browser::Chromium, way, folder.path()).await;
        let page = visit.search("bien gioi").await;
        assert_eq!(page["hits"].as_array().map(Vec::len), Some(2), "as many as the attribute says");
        let status = visit.status().await;
        assert!(status.starts_with("5 kết quả trong ") && status.ends_with("2 kết quả đầu"), "{status}");
        let placeholder = format!("{ROOT} return root.querySelector('input').placeholder");
        assert_eq!(visit.session.run(&placeholder).await, "Bài viết");

        visit
            .session
            .run(
                "document.querySelector('#other').shadowRoot.querySelector('input').focus(); answered = null",
            )
            .await;
        visit.session.press("con meo").await;
        visit.session.until("return answered === 'con meo'").await;
        let shown = visit
            .session
            .run("return document.querySelector('#other').shadowRoot.querySelector('mark').textContent")
            .await;
        assert_eq!(shown, "con");
        let fallback = visit.session.run("return document.querySelector('#other a').checkVisibility()").await;
        assert_eq!(fallback, false, "what is there for want of search is not shown where it works");

        // Each element reads its own articles, and the address says whose.
        visit.session.press(ARROW_DOWN).await;
        visit.session.press(ENTER).await;
        let reads = "return [...document.querySelectorAll('tim-kiem')].map((element) =>
            element.shadowRoot.querySelector('[part=article-title]')?.textContent ?? null)";
        let of_the_other = serde_json::json!([null, "Một bài khác"]);
        visit.session.until(&format!("return (() => {{ {reads} }})()[1]")).await;
        assert_eq!(visit.session.run(reads).await, of_the_other);
        assert_eq!(visit.session.run("return failed").await, Value::Null);
        let hash = visit.session.run("return location.hash").await;
        assert_eq!(hash, "#1/mot.txt?q=con%20meo");
        visit.open(hash.as_str().expect("an address")).await;
        visit.session.until(&format!("return (() => {{ {reads} }})()[1]")).await;
        assert_eq!(visit.session.run(reads).await, of_the_other, "after a reload too");
        visit.is_quiet().await;
        visit.session.close().await;
    });
}

#[test]
fn a_page_embeds_two_indexes_over_http() {
    embeds(Way::Http);
}

#[test]
fn a_page_embeds_two_indexes_from_disk() {
    embeds(Way::Disk);
}

/// Where WebAssembly is forbidden that is said, and what the site put into the
/// element is shown.
#[test]
fn a_policy_that_forbids_the_engine_is_named() {
    to_its_end(async {
        let folder = site(Way::Http, "vi");
        let page = folder.path().join("index.html");
        let html = fs::read_to_string(&page).expect("the page");
        let strict = html
            .replace(" 'wasm-unsafe-eval'", "")
            .replace("</tim-kiem>", "<a href=\"all\">Tất cả</a></tim-kiem>");
        fs::write(page, strict).expect("the page can be written");
        let visit = Visit::new(Browser::Chromium, Way::Http, folder.path()).await;
        let is_shown = "return document.querySelector('tim-kiem a').checkVisibility()";
        assert_eq!(visit.session.run(is_shown).await, false);
        visit.session.run(&format!("{ROOT} root.querySelector('input').focus()")).await;
        visit.session.press("b").await;
        assert_eq!(visit.session.until("return failed?.code").await, "engine/refused");
        assert!(visit.status().await.contains("wasm-unsafe-eval"));
        assert_eq!(visit.session.run(is_shown).await, true);
        visit.session.close().await;
    });
}

/// The interface speaks the language of its page, however that is written, and
/// a base address of the page's own leads nowhere else.
#[test]
fn the_interface_speaks_english_too() {
    to_its_end(async {
        let folder = site(Way::Http, "en_GB");
        let page = folder.path().join("index.html");
        let html = fs::read_to_string(&page).expect("the page");
        let name = folder.path().file_name().and_then(|name| name.to_str()).expect("a name");
        let script = format!("<base href=\"/elsewhere/\"><script src=\"/{name}/timkiem.js\"");
        let based = html.replace("<script src=\"timkiem.js\"", &script);
        fs::write(page, based).expect("the page can be written");
        let visit = Visit::new(Browser::Chromium, Way::Http, folder.path()).await;
        visit.search("hua phan").await;
        let status = visit.status().await;
        assert!(status.starts_with("2 results in "), "{status}");
        visit.search("thoả luận hủa phăn \"thoả\"").await;
        assert!(visit.status().await.starts_with("1 result in "));
        visit.search("xyzzy").await;
        assert_eq!(visit.status().await, "No results for “xyzzy”.");
        let date = format!("{ROOT} return root.querySelector('time')?.textContent");
        visit.search("hua phan").await;
        assert_eq!(visit.session.run(&date).await, "6 August 2025");
        visit.session.press(ARROW_DOWN).await;
        visit.session.press(ENTER).await;
        visit.article().await;
        visit.search("bien phong").await;
        visit.session.until("return location.hash === ''").await;
        let address = visit.session.client.current_url().await.expect("an address");
        assert!(address.path().ends_with("/index.html") && address.fragment().is_none(), "{address}");
        fs::remove_file(index_file(folder.path())).expect("the index was there");
        visit.open("#/001_3bb4db2f29b0aa16.txt").await;
        visit.session.until("return failed !== null").await;
        assert!(
            visit.status().await.starts_with("Search does not work: a file of the index cannot be loaded.")
        );
        visit.session.close().await;
    });
}
