//! Searching without a network: what was read or kept on the device goes on
//! working, a new index takes the place of the former as a whole, and a page
//! with everything in it asks for nothing.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::driver::{Browser, PATIENCE, Session};
use super::{ROOT, Visit, Way, to_its_end};
use crate::cli::{Served, path, timkiem};
use crate::{cases, corpus};

/// What a strict page allows: its own files, and no script but of this policy.
const STRICT: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      require-trusted-types-for 'script'; trusted-types timkiem";

/// A host that can be cut off and comes back at the same address.
struct Host {
    folder: PathBuf,
    port: u16,
    serving: Option<Child>,
}

impl Host {
    fn new(folder: &Path) -> Host {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        let mut host = Host { folder: folder.to_owned(), port: free.expect("a port").port(), serving: None };
        host.answer();
        host
    }

    fn answer(&mut self) {
        let serving = Command::new(env!("CARGO_BIN_EXE_timkiem"))
            .args(["serve", path(&self.folder), "--no-reload", "--port", &self.port.to_string()])
            .stderr(Stdio::null())
            .spawn();
        self.serving = Some(serving.expect("the command line runs"));
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(started.elapsed() < PATIENCE, "it does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn cut(&mut self) {
        if let Some(mut serving) = self.serving.take() {
            let _ = serving.kill();
            let _ = serving.wait();
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.cut();
    }
}

/// Articles in parts, in a folder with the ready page.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new(numbers: std::ops::Range<u32>) -> Site {
        let site = Site { folder: tempfile::tempdir().expect("a folder") };
        site.build(numbers);
        site
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn build(&self, numbers: std::ops::Range<u32>) {
        let inputs = self.folder.path().join("all.jsonl");
        fs::write(&inputs, crate::cli::records(numbers)).expect("a file");
        let built = timkiem(&["build", path(&inputs), "--out", path(&self.out()), "--pwa", "--lang", "vi"]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }

    /// The files of its parts.
    fn parts(&self) -> impl Iterator<Item = PathBuf> {
        let within =
            |folder: &Path| fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
        let folder = within(&self.out()).find(|one| path(one).contains("/parts-")).expect("parts");
        within(&folder).filter(|one| one.extension().is_some_and(|extension| extension == "js"))
    }

    /// Has its page keep what it says, after more that stands in its head.
    fn listen(&self, head: &str) {
        let page = self.out().join("index.html");
        let html = fs::read_to_string(&page).expect("a page");
        let charset = "<meta charset=\"utf-8\">";
        let listening = format!("{charset}{head}<script src=\"messages.js\"></script>");
        fs::write(&page, html.replace(charset, &listening)).expect("a page");
        fs::write(self.out().join("messages.js"), include_str!("messages.js")).expect("a script");
    }
}

/// A page of a site in a browser.
struct Device {
    visit: Visit,
    host: Host,
}

impl Device {
    /// With the page open and its worker at work.
    async fn new(browser: Browser, site: &Site) -> Device {
        let device = Device::open(Session::new(browser).await, site).await;
        device.session().until("return Boolean(navigator.serviceWorker.controller)").await;
        device
    }

    /// With the page open, whether its worker comes or not.
    async fn open(session: Session, site: &Site) -> Device {
        let device = Device::beside(session, site);
        device.visit.open("").await;
        device
    }

    /// With a host that serves the site, and no page of it open yet.
    fn beside(session: Session, site: &Site) -> Device {
        let host = Host::new(&site.out());
        let address = format!("http://127.0.0.1:{}/", host.port);
        Device { visit: Visit { session, served: None, address }, host }
    }

    fn session(&self) -> &Session {
        &self.visit.session
    }

    async fn cut(&mut self) {
        self.host.cut();
        self.visit.open("").await;
    }

    /// What the element that keeps the page says and offers.
    async fn says(&self) -> String {
        self.session().run(&format!("{KEEPER} return says()")).await.as_str().unwrap_or_default().to_owned()
    }

    async fn says_at_last(&self, text: &str) {
        let text = serde_json::to_string(text).expect("JSON");
        self.session().until(&format!("{KEEPER} return says().includes({text})")).await;
    }

    /// Closes the page, and leaves the browser with another. To go elsewhere
    /// is not enough: Firefox would hold it ready for the way back.
    async fn close_the_page(&self) {
        let client = &self.session().client;
        let other = client.new_window(true).await.expect("another tab");
        client.close_window().await.expect("the page can be closed");
        client.switch_to_window(other.handle).await.expect("the other tab is there");
        // The next worker takes over when the browser has noticed.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }

    async fn press(&self) {
        self.session().run(&format!("{KEEPER} root.querySelector('button').click()")).await;
    }
}

const KEEPER: &str = "const root = document.querySelector('tim-kiem-offline').shadowRoot;
    const says = () => [...root.children].filter((one) => !one.hidden).map((one) => one.textContent).join('|');";

/// What is answered: how many hits there are, the ids of those shown, whether
/// that is all; or the code of what went wrong.
async fn ask(session: &Session, query: &str) -> Value {
    let script = format!(
        "const [query, done] = arguments;
         {ROOT}
         const ids = () => [...root.querySelectorAll('[part=hit]')].map((hit) => decodeURIComponent(hit.hash.slice(2).split('?')[0]));
         addEventListener('tim-kiem-search', ({{ detail }}) => setTimeout(() => done([detail.total, ids(), detail.partial])), {{ once: true }});
         addEventListener('tim-kiem-error', ({{ detail }}) => setTimeout(() => done(detail.error.code), 50), {{ once: true }});
         const box = root.querySelector('input');
         box.value = query;
         box.dispatchEvent(new InputEvent('input'));"
    );
    session.client.execute_async(&script, vec![query.into()]).await.expect("it answers")
}

/// Opens an article in the page as it is; its title, or what is said instead.
async fn read(session: &Session, id: &str) -> String {
    session.run("location.hash = ''").await;
    let closed = "const article = root.querySelector('[part=article]'); return article.hidden && !article.hasChildNodes()";
    session.until(&format!("{ROOT} {closed}")).await;
    session.run(&format!("location.hash = '#/{id}'")).await;
    let shown = format!(
        "{ROOT} const status = root.querySelector('[part=status]').textContent;
         return root.querySelector('[part=article-title]')?.textContent ?? (/^Không/.test(status) && status)"
    );
    session.until(&shown).await.as_str().unwrap_or_default().to_owned()
}

fn what_was_read_works(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..60);
        let mut device = Device::new(browser, &site).await;
        let answer = ask(device.session(), "bai so 7").await;
        assert_eq!(answer[0], 60, "{answer}");
        // Which of them have the three words in one piece, the others say when they are shown.
        assert_eq!(ask(device.session(), "bài -\"số bài số\"").await[0], 60);
        let status = device.visit.status().await;
        assert!(status.starts_with("≈ 60 kết quả"), "{status}");
        assert_eq!(read(device.session(), "7").await, "Bài số 7");
        device.cut().await;
        assert_eq!(ask(device.session(), "bai so 7").await, answer);
        assert_eq!(read(device.session(), "7").await, "Bài số 7");
        device.visit.open("").await;
        let missing = read(device.session(), "48").await;
        assert!(missing.starts_with("Không mở được bài này: không tải được một tệp"), "{missing}");
        device.host.answer();
        device.visit.open("").await;
        assert_eq!(read(device.session(), "48").await, "Bài số 48");
        device.visit.session.close().await;
    });
}

fn what_is_kept_works(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..60);
        let mut device = Device::new(browser, &site).await;
        device.says_at_last("|Lưu để dùng ngoại tuyến (").await;
        device.press().await;
        device.says_at_last("Đã lưu để dùng ngoại tuyến (").await;
        device.cut().await;
        device.says_at_last("|Xóa khỏi thiết bị này").await;
        for number in (0..60).step_by(7) {
            assert_eq!(read(device.session(), &number.to_string()).await, format!("Bài số {number}"));
        }
        for word in (1..6000).step_by(499) {
            let answer = ask(device.session(), &format!("từ{word} bài số")).await;
            assert!(answer[2] == false && answer[0].as_u64() > Some(0), "{word}: {answer}");
        }
        device.press().await;
        device.says_at_last("|Lưu để dùng ngoại tuyến (").await;
        device.visit.open("").await;
        let missing = read(device.session(), "48").await;
        assert!(missing.starts_with("Không mở được bài này"), "{missing}");
        device.visit.session.close().await;
    });
}

/// What a host gave in the place of parts is neither copied nor, where it was,
/// taken for them when all is kept.
fn a_page_is_no_part(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..60);
        let mut device = Device::new(browser, &site).await;
        device.says_at_last("|Lưu").await;
        let parts: Vec<(PathBuf, Vec<u8>)> =
            site.parts().map(|part| (part.clone(), fs::read(part).expect("a part"))).collect();
        for (part, _) in &parts {
            fs::write(part, "<!doctype html><title>Some application</title>").expect("it can be written");
        }
        let before = stored(device.session()).await;
        let missing = read(device.session(), "48").await;
        assert!(missing.starts_with("Không mở được bài này"), "{missing}");
        assert_eq!(stored(device.session()).await, before);
        for (part, content) in &parts {
            fs::write(part, content).expect("it can be written");
        }
        // As a worker from before did it.
        let addresses: Vec<String> = parts
            .iter()
            .map(|(part, _)| {
                let name = part.strip_prefix(site.out()).expect("in the folder");
                format!("{}{}", device.visit.address, path(name))
            })
            .collect();
        let script = "const [addresses, done] = arguments;
            (async () => {
              const cache = await caches.open((await caches.keys())[0]);
              for (const address of addresses) await cache.put(address, new Response('<!doctype html>'));
            })().then(() => done(true), (error) => done(String(error)))";
        let copied = device.session().client.execute_async(script, vec![addresses.into()]).await;
        assert_eq!(copied.expect("it answers"), true);
        device.press().await;
        device.says_at_last("Đã lưu").await;
        device.cut().await;
        for number in (0..60).step_by(7) {
            assert_eq!(read(device.session(), &number.to_string()).await, format!("Bài số {number}"));
        }
        device.visit.session.close().await;
    });
}

fn a_new_index_takes_the_place_of_the_former(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..60);
        let mut device = Device::new(browser, &site).await;
        device.says_at_last("|Lưu").await;
        device.press().await;
        device.says_at_last("Đã lưu").await;
        site.build(40..90);
        // With a network the page is the new one at once, and asks for its own parts.
        device.visit.open("").await;
        assert_eq!(ask(device.session(), "bai so").await[0], 50);
        assert_eq!(read(device.session(), "89").await, "Bài số 89");
        device
            .session()
            .run("navigator.serviceWorker.getRegistration().then((found) => found.update())")
            .await;
        device.says_at_last("Đã có chỉ mục mới").await;
        // Without one it is the former as long as a page of that is open, and all
        // of it. To Firefox, none is while the only one is loaded again.
        device.host.cut();
        // Not as the driver does it: Firefox's then asks no worker.
        device.session().run("window.isFormer = true; location.reload()").await;
        device
            .session()
            .until("return !window.isFormer && Boolean(document.querySelector('tim-kiem')?.shadowRoot)")
            .await;
        let count = ask(device.session(), "bai so").await[0].as_u64();
        assert!(count == Some(60) || browser == Browser::Firefox && count == Some(50), "{count:?}");
        for number in if count == Some(60) { [3, 21, 44, 59] } else { [40, 52, 67, 89] } {
            assert_eq!(read(device.session(), &number.to_string()).await, format!("Bài số {number}"));
        }
        // Once none is, it is the new one, and all of it too.
        device.close_the_page().await;
        device.visit.open("").await;
        assert_eq!(ask(device.session(), "bai so").await[0], 50);
        for number in [40, 52, 67, 89] {
            assert_eq!(read(device.session(), &number.to_string()).await, format!("Bài số {number}"));
        }
        device.visit.open("").await;
        assert!(read(device.session(), "3").await.starts_with("Không có bài này"));
        assert!(device.says().await.starts_with("Đã lưu"));
        let caches = device.session().until(
            "window.names ??= void caches.keys().then((all) => (window.names = all)); return window.names",
        );
        assert_eq!(caches.await.as_array().map(Vec::len), Some(1), "nothing of the former is left");
        device.visit.session.close().await;
    });
}

/// What stands for a file that the host never comes to an end with.
const STUCK: &str = "stuck";

/// Puts what is waited for in the place of a file: a pipe that nobody writes to.
fn stick(file: &Path) {
    let made = Command::new("mkfifo").arg(file).status().expect("mkfifo starts");
    assert!(made.success());
}

/// While a folder is being uploaded, what is on the device is searched: the
/// new script is there, and the index is not that it names.
fn half_an_upload_takes_nothing_away(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..60);
        let device = Device::new(browser, &site).await;
        device.says_at_last("|Lưu").await;
        device.press().await;
        device.says_at_last("Đã lưu").await;
        site.build(40..90);
        let manifest = fs::read_to_string(site.out().join("timkiem.json")).expect("a manifest");
        let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
        let named = |key: &str| site.out().join(manifest[key].as_str().expect("a file"));
        let page = "<!doctype html><title>Some application</title>";
        // Once something was not there, the worker leaves the network alone for a while.
        let a_while = Duration::from_secs(6);
        for (file, instead) in [
            (site.out().join("timkiem.js"), None),
            (named("index"), None),
            (named("index"), Some(page)),
            (named("index"), Some(STUCK)),
            (named("parts"), None),
        ] {
            let aside = site.folder.path().join("aside");
            fs::rename(&file, &aside).expect("it was there");
            match instead {
                Some(STUCK) => {
                    tokio::time::sleep(a_while).await;
                    stick(&file);
                }
                Some(instead) => fs::write(&file, instead).expect("it can be written"),
                None => {}
            }
            device.visit.open("").await;
            for _ in 0..2 {
                assert_eq!(ask(device.session(), "bai so").await[0], 60, "{} {instead:?}", file.display());
            }
            assert_eq!(read(device.session(), "3").await, "Bài số 3");
            fs::rename(&aside, &file).expect("it can be put back");
        }
        tokio::time::sleep(a_while).await;
        device.visit.open("").await;
        assert_eq!(ask(device.session(), "bai so").await[0], 50);
        device.visit.session.close().await;
    });
}

/// What a host or a hotel gives in the place of the page is not kept for it; and what is read
/// before the worker is at work, as on a first visit by a link, is kept.
fn the_first_visit_is_kept(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..60);
        let page = site.out().join("index.html");
        let moved = site.out().join("moved.html");
        fs::rename(&page, &moved).expect("a page");
        fs::write(&page, "<!doctype html><title>Room 7</title>Please sign in.").expect("a page");
        let mut device = Device::beside(Session::new(browser).await, &site);
        let moved_to = format!("{}moved.html", device.visit.address);
        device.session().client.goto(&moved_to).await.expect("it opens");
        device.session().until("return Boolean(document.querySelector('tim-kiem')?.shadowRoot)").await;
        assert_eq!(ask(device.session(), "bai so").await[0], 60);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(device.session().run("return navigator.serviceWorker.controller").await, Value::Null);
        fs::rename(&moved, &page).expect("a page");
        device.visit.open("?q=bai+so+7#/7").await;
        let shown = format!("{ROOT} return root.querySelector('[part=article-title]')?.textContent");
        assert_eq!(device.session().until(&shown).await, "Bài số 7");
        device.session().until("return Boolean(navigator.serviceWorker.controller)").await;
        let kept = "const done = arguments[0];
            const names = performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/parts-'));
            Promise.all(names.map((name) => caches.match(name))).then((copies) => done(copies.length > 0 && copies.every(Boolean)))";
        let started = Instant::now();
        while device.session().client.execute_async(kept, vec![]).await.expect("it answers") != true {
            assert!(started.elapsed() < PATIENCE, "what was read is not kept");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        device.cut().await;
        assert_eq!(read(device.session(), "7").await, "Bài số 7");
        device.visit.session.close().await;
    });
}

#[test]
fn the_first_visit_is_kept_in_chromium() {
    the_first_visit_is_kept(Browser::Chromium);
}

#[test]
fn the_first_visit_is_kept_in_firefox() {
    the_first_visit_is_kept(Browser::Firefox);
}

#[test]
fn half_an_upload_takes_nothing_away_in_chromium() {
    half_an_upload_takes_nothing_away(Browser::Chromium);
}

#[test]
fn half_an_upload_takes_nothing_away_in_firefox() {
    half_an_upload_takes_nothing_away(Browser::Firefox);
}

#[test]
fn half_an_upload_takes_nothing_away_in_webkit() {
    half_an_upload_takes_nothing_away(Browser::WebKit);
}

/// The copy of the former index let the module open that again and again, though its parts were gone.
#[test]
fn a_module_opens_what_is_there_now() {
    to_its_end(async {
        let site = Site::new(0..60);
        let device = Device::new(Browser::Chromium, &site).await;
        let module = |then: &str| format!("import('./timkiem.mjs').then(async ({{ open }}) => {{ {then} }})");
        let first = "window.index = await open(); window.total = (await index.search('bai so 7')).total";
        device.session().run(&module(first)).await;
        device.session().until("return window.total === 60").await;
        let former: Vec<PathBuf> = site.parts().collect();
        site.build(40..90);
        former.iter().for_each(|part| drop(fs::remove_file(part)));
        let then = "const { error } = await index.search('từ1234 từ2345'); const now = await open();
            window.found = [error.code, (await now.search('\"bài số 89\"')).hits[0].id]";
        device.session().run(&module(then)).await;
        let found = device.session().until("return window.found").await;
        assert_eq!(found, serde_json::json!(["index/missing", "89"]));
        device.visit.session.close().await;
    });
}

#[test]
fn what_was_read_works_without_a_network_in_chromium() {
    what_was_read_works(Browser::Chromium);
}

#[test]
fn what_was_read_works_without_a_network_in_firefox() {
    what_was_read_works(Browser::Firefox);
}

#[test]
fn what_was_read_works_without_a_network_in_webkit() {
    what_was_read_works(Browser::WebKit);
}

#[test]
fn what_is_kept_works_without_a_network_in_chromium() {
    what_is_kept_works(Browser::Chromium);
}

#[test]
fn what_is_kept_works_without_a_network_in_firefox() {
    what_is_kept_works(Browser::Firefox);
}

#[test]
fn what_is_kept_works_without_a_network_in_webkit() {
    what_is_kept_works(Browser::WebKit);
}

#[test]
fn a_page_is_no_part_in_chromium() {
    a_page_is_no_part(Browser::Chromium);
}

#[test]
fn a_page_is_no_part_in_firefox() {
    a_page_is_no_part(Browser::Firefox);
}

#[test]
fn a_page_is_no_part_in_webkit() {
    a_page_is_no_part(Browser::WebKit);
}

#[test]
fn a_new_index_takes_the_place_of_the_former_in_chromium() {
    a_new_index_takes_the_place_of_the_former(Browser::Chromium);
}

#[test]
fn a_new_index_takes_the_place_of_the_former_in_firefox() {
    a_new_index_takes_the_place_of_the_former(Browser::Firefox);
}

#[test]
fn a_new_index_takes_the_place_of_the_former_in_webkit() {
    a_new_index_takes_the_place_of_the_former(Browser::WebKit);
}

/// How many parts of an index are on the device, and whether that is marked as
/// all of them.
async fn stored(session: &Session) -> Value {
    let script = "const done = arguments[0];
        (async () => {
          const found = [];
          for (const name of await caches.keys()) found.push(...(await (await caches.open(name)).keys()).map(({ url }) => url));
          return [found.filter((url) => url.includes('/parts-')).length, found.some((url) => url.endsWith('kept-whole'))];
        })().then(done, (error) => done(String(error)))";
    session.client.execute_async(script, Vec::new()).await.expect("it answers")
}

/// A device without room for all of it says so, has its room back but for what
/// was read, and keeps all of it when there is room.
#[test]
fn a_full_device_has_its_room_back() {
    to_its_end(async {
        let site = Site::new(0..60);
        let device = Device::new(Browser::Chromium, &site).await;
        let session = device.session();
        assert_eq!(read(session, "7").await, "Bài số 7");
        device.says_at_last("|Lưu").await;
        let before = stored(session).await;
        assert!(before[0].as_u64() > Some(0), "{before}");
        let origin = device.visit.address.trim_end_matches('/').to_owned();
        let quota = |bytes: u64| serde_json::json!({ "origin": origin, "quotaSize": bytes });
        session.devtools("Storage.overrideQuotaForOrigin", quota(300_000)).await;
        device.press().await;
        device.says_at_last("không đủ chỗ").await;
        assert_eq!(stored(session).await, before);
        assert_eq!(ask(session, "bai so").await[0], 60);
        session.devtools("Storage.overrideQuotaForOrigin", quota(1 << 30)).await;
        device.press().await;
        device.says_at_last("Đã lưu").await;
        let kept = stored(session).await;
        assert!(kept[0].as_u64() > before[0].as_u64() && kept[1] == true, "{kept}");

        // What is kept is not touched by what cannot be.
        session.devtools("Storage.overrideQuotaForOrigin", quota(1000)).await;
        device.visit.open("").await;
        assert_eq!(read(session, "48").await, "Bài số 48");
        assert_eq!(stored(session).await, kept);
        device.visit.session.close().await;
    });
}

/// What one tab keeps or removes the other knows when it is looked at again;
/// what is removed while it is being kept is not called kept. To WebKit's driver,
/// a tab that is switched to is hidden all the same.
fn two_tabs_know_of_each_other(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..60);
        let device = Device::new(browser, &site).await;
        let session = device.session();
        device.says_at_last("|Lưu").await;
        let first = session.client.window().await.expect("a tab");
        let second = session.client.new_window(true).await.expect("another tab").handle;
        let look_at = async |tab: &fantoccini::wd::WindowHandle| {
            session.client.switch_to_window(tab.clone()).await.expect("it is there");
            session.run("document.dispatchEvent(new Event('visibilitychange'))").await;
        };
        session.client.switch_to_window(second.clone()).await.expect("it is there");
        device.visit.open("").await;
        device.says_at_last("|Lưu").await;
        device.press().await;
        device.says_at_last("Đã lưu").await;
        look_at(&first).await;
        device.says_at_last("Đã lưu").await;
        device.press().await;
        device.says_at_last("|Lưu").await;
        look_at(&second).await;
        device.says_at_last("|Lưu").await;

        session
            .run(
                "const { put } = Cache.prototype;
                 let puts = 0;
                 Cache.prototype.put = async function (...given) {
                   await put.apply(this, given);
                   if (++puts === 9) await this.delete(given[0]);
                 };
                 window.mend = () => (Cache.prototype.put = put)",
            )
            .await;
        device.press().await;
        device.says_at_last("Chưa tải được").await;
        assert_eq!(stored(session).await[1], false);
        session.run("mend()").await;
        device.press().await;
        device.says_at_last("Đã lưu").await;

        // Both keep what was searched for, and neither forgets what the other did.
        for (tab, query) in [(&first, "bai so 3"), (&second, "bai so 5")] {
            look_at(tab).await;
            ask(session, query).await;
            session
                .run(&format!("{ROOT} root.querySelector('input').dispatchEvent(new Event('change'))"))
                .await;
        }
        let recent = "return JSON.parse(Object.entries(localStorage).find(([name]) => name.startsWith('tim-kiem'))[1])";
        assert_eq!(session.run(recent).await, serde_json::json!(["bai so 5", "bai so 3"]));
        device.visit.session.close().await;
    });
}

#[test]
fn two_tabs_know_of_each_other_in_chromium() {
    two_tabs_know_of_each_other(Browser::Chromium);
}

#[test]
fn two_tabs_know_of_each_other_in_firefox() {
    two_tabs_know_of_each_other(Browser::Firefox);
}

/// A worker that never comes to be installed can be waited for no longer; one
/// that may not read what it has kept goes to the network.
fn a_worker_stands_in_nobodys_way(browser: Browser) {
    const ENDLESS: &str = "addEventListener('install', (event) => (event.stopImmediatePropagation(), event.waitUntil(new Promise(() => {}))));";
    const BROKEN: &str = "let isBroken = false;
        for (const name of ['open', 'match', 'keys']) {
          const { [name]: call } = CacheStorage.prototype;
          CacheStorage.prototype[name] = function (...given) {
            return isBroken ? Promise.reject(new DOMException('broken', 'UnknownError')) : call.apply(this, given);
          };
        }
        addEventListener('message', ({ data }) => (isBroken = data));";
    let site_with = |before: &str| {
        let site = Site::new(0..20);
        let file = site.out().join("sw.js");
        let worker = fs::read_to_string(&file).expect("a worker");
        fs::write(file, format!("{before}{worker}")).expect("it can be written");
        site
    };
    to_its_end(async {
        let site = site_with(ENDLESS);
        let device = Device::open(Session::new(browser).await, &site).await;
        for _ in 0..2 {
            device.says_at_last("|Lưu để dùng").await;
            device.press().await;
            device.says_at_last("|Dừng").await;
            device.press().await;
        }
        device.says_at_last("|Lưu để dùng").await;
        device.visit.session.close().await;

        let site = site_with(BROKEN);
        let device = Device::new(browser, &site).await;
        let session = device.session();
        assert_eq!(ask(session, "bai so").await[0], 20);
        session.run("navigator.serviceWorker.controller.postMessage(true)").await;
        device.visit.open("").await;
        let answer = ask(session, "bai so").await;
        assert_eq!([&answer[0], &answer[2]], [&serde_json::json!(20), &Value::Bool(false)], "{answer}");
        device.visit.session.close().await;
    });
}

#[test]
fn a_worker_stands_in_nobodys_way_in_chromium() {
    a_worker_stands_in_nobodys_way(Browser::Chromium);
}

#[test]
fn a_worker_stands_in_nobodys_way_in_firefox() {
    a_worker_stands_in_nobodys_way(Browser::Firefox);
}

#[test]
fn a_worker_stands_in_nobodys_way_in_webkit() {
    a_worker_stands_in_nobodys_way(Browser::WebKit);
}

/// A page with a strict policy registers its worker, keeps its index and finds
/// in it, and nothing is blocked.
fn a_strict_page_is_kept_too(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..20);
        site.listen(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{STRICT}\">"));
        let device = Device::new(browser, &site).await;
        assert_eq!(ask(device.session(), "bai so").await[0], 20);
        device.says_at_last("|Lưu").await;
        device.press().await;
        device.says_at_last("Đã lưu").await;
        device.visit.is_quiet().await;
        device.visit.session.close().await;
    });
}

#[test]
fn a_strict_page_is_kept_too_in_chromium() {
    a_strict_page_is_kept_too(Browser::Chromium);
}

#[test]
fn a_strict_page_is_kept_too_in_firefox() {
    a_strict_page_is_kept_too(Browser::Firefox);
}

#[test]
fn a_strict_page_is_kept_too_in_webkit() {
    a_strict_page_is_kept_too(Browser::WebKit);
}

/// In a private window all is found, read and kept, as long as that is open.
fn a_private_window(browser: Browser) {
    to_its_end(async {
        let site = Site::new(0..60);
        site.listen("");
        let mut device = Device::open(Session::private(browser).await, &site).await;
        for _ in 0..2 {
            device.visit.open("").await;
            let session = device.session();
            assert_eq!(ask(session, "bai so 7").await[0], 60);
            session
                .run(&format!("{ROOT} root.querySelector('input').dispatchEvent(new Event('change'))"))
                .await;
            assert_eq!(read(session, "7").await, "Bài số 7");
            device.visit.is_quiet().await;
        }
        device.says_at_last("|Lưu").await;
        device.press().await;
        device.says_at_last("Đã lưu").await;
        device.visit.is_quiet().await;
        device.cut().await;
        assert_eq!(read(device.session(), "48").await, "Bài số 48");
        device.visit.session.close().await;
    });
}

#[test]
fn a_private_window_finds_all_in_chromium() {
    a_private_window(Browser::Chromium);
}

#[test]
fn a_private_window_finds_all_in_firefox() {
    a_private_window(Browser::Firefox);
}

#[test]
fn a_private_window_finds_all_in_webkit() {
    a_private_window(Browser::WebKit);
}

/// One page with everything in it, alone in a folder.
fn one_page(browser: Browser, way: Way) {
    to_its_end(async {
        let folder = tempfile::tempdir().expect("a folder");
        let (seeds, large) = (folder.path().join("seeds"), folder.path().join("large"));
        let records = folder.path().join("all.jsonl");
        fs::write(&records, crate::cli::records(0..60)).expect("a file");
        for (input, out) in [(corpus::seeds(), &seeds), (records, &large)] {
            let single = out.join("index.html");
            let built = timkiem(&["build", path(&input), "--single-file", path(&single), "--lang", "vi"]);
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        }
        let served = (way == Way::Http).then(|| Served::new(folder.path()));
        let mut visit = Visit { session: Session::new(browser).await, served, address: String::new() };
        let asked = "return performance.getEntriesByType('resource').map((entry) => entry.name)";

        visit.address = match &visit.served {
            Some(served) => format!("{}seeds/", served.address),
            None => format!("file://{}/", path(&seeds)),
        };
        visit.open("").await;
        for case in cases::all() {
            let query = &case.queries[0];
            let answer = ask(&visit.session, query).await;
            assert_eq!(answer[0], corpus::page(corpus::index(), query).total, "{query:?}: {answer}");
        }
        let title = read(&visit.session, "001_3bb4db2f29b0aa16.txt").await;
        assert!(title.starts_with("Thống nhất cơ chế phối hợp"), "{title}");
        assert_eq!(visit.session.run(asked).await, Value::Array(Vec::new()));

        visit.address = visit.address.replace("/seeds/", "/large/");
        visit.open("").await;
        let answer = ask(&visit.session, "từ7 bài số").await;
        assert!(answer[2] == false && answer[0].as_u64() > Some(0), "{answer}");
        assert_eq!(read(&visit.session, "48").await, "Bài số 48");
        assert_eq!(visit.session.run(asked).await, Value::Array(Vec::new()));

        // Where a script shows it, as programs show what is attached to a message, it is in no folder.
        if way == Way::Http {
            fs::write(folder.path().join("message.html"), "<!doctype html><title>Thư</title>")
                .expect("a file");
            visit.address = visit.address.replace("/large/", "/message.html");
            visit.session.client.goto(&visit.address).await.expect("the page opens");
            visit.session.run(IN_A_FRAME).await;
            visit.session.until("return window.shown === 5").await;
        }
        visit.session.close().await;
    });
}

/// Shows the one page of the seeds from memory, and searches in it.
const IN_A_FRAME: &str = "
    (async () => {
      const frame = document.createElement('iframe');
      frame.src = URL.createObjectURL(await (await fetch('/seeds/index.html')).blob());
      await new Promise((loaded) => { frame.onload = loaded; document.body.append(frame); });
      const element = frame.contentDocument.querySelector('tim-kiem');
      await element.search('bien gioi');
      window.shown = element.shadowRoot.querySelectorAll('[part=hit]').length;
    })().catch((error) => (window.shown = String(error)))";

#[test]
fn one_page_has_it_all_in_chromium_over_http() {
    one_page(Browser::Chromium, Way::Http);
}

#[test]
fn one_page_has_it_all_in_chromium_from_disk() {
    one_page(Browser::Chromium, Way::Disk);
}

#[test]
fn one_page_has_it_all_in_firefox_over_http() {
    one_page(Browser::Firefox, Way::Http);
}

#[test]
fn one_page_has_it_all_in_firefox_from_disk() {
    one_page(Browser::Firefox, Way::Disk);
}

#[test]
fn one_page_has_it_all_in_webkit_over_http() {
    one_page(Browser::WebKit, Way::Http);
}

#[test]
fn one_page_has_it_all_in_webkit_from_disk() {
    one_page(Browser::WebKit, Way::Disk);
}
