//! The element, in the gallery: what a visitor does with it, in every mode,
//! with keys, input methods and assistive technology, and what a site does to it.
//!
//! In: `www/gallery` beside an index of its pages, below an index of the seeds.
//! Out: each story passes or says what it saw. Invariant: a page of the gallery
//! says nothing, whatever is done in it, and nothing is waited for but by
//! looking whether it is there.

mod access;
mod answers;
mod composing;
mod embedding;
mod keys;
mod life;
mod looks;
mod meanwhile;
mod reading;
mod tongues;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::driver::{Browser, PATIENCE, Session};
use super::{Way, to_its_end};
use crate::cli::{Served, path, timkiem_in};
use crate::corpus;

const TAB: &str = "\u{e004}";
const BACKSPACE: &str = "\u{e003}";
const CONTROL: char = '\u{e009}';

/// What every script can call things by.
const HERE: &str = "
    const element = document.querySelector('tim-kiem');
    const root = element?.shadowRoot;
    const box = root?.querySelector('[part=input]');
    const all = (part) => [...root.querySelectorAll(`[part~=${part}]`)];
    const one = (part) => all(part)[0];
    const seen = (part) => all(part).some((each) => each.checkVisibility());
    const texts = (part) => all(part).map((each) => each.textContent);
    const titles = () => all('hit').map((hit) => hit.querySelector('[part=title]').textContent);
    const active = () => root.getElementById(box.getAttribute('aria-activedescendant') ?? '-');
    const search = new URLSearchParams(location.search);";

/// What assistive technology is told that is not so.
const UNTRUE: &str = "
    const untrue = [];
    const list = root.getElementById(box.getAttribute('aria-controls'));
    const options = [...list.querySelectorAll('[role=option]')];
    const chosen = options.filter((option) => option.getAttribute('aria-selected') === 'true');
    const named = box.getAttribute('aria-activedescendant');
    if (list.role !== 'listbox' || options.length !== list.children.length) untrue.push('a list of options');
    if (options.some((option) => !option.hasAttribute('aria-selected'))) untrue.push('options are selected or not');
    if (box.ariaExpanded !== String(list.checkVisibility() && options.length > 0)) untrue.push(`expanded: ${box.ariaExpanded}`);
    if (chosen.length !== (named === null ? 0 : 1)) untrue.push(`${chosen.length} selected`);
    if (named !== null && root.getElementById(named) !== chosen[0]) untrue.push(`active: ${named}`);
    return untrue;";

/// The gallery with what it searches, laid out once: `index.html` as it is
/// over http, `disk.html` with a policy that fits a disk, each with a script
/// before all others that keeps what the page says.
fn demo() -> &'static Path {
    static DEMO: OnceLock<PathBuf> = OnceLock::new();
    DEMO.get_or_init(|| {
        let demo = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
        let gallery = demo.join("gallery");
        let _ = fs::remove_dir_all(&demo);
        fs::create_dir_all(&demo).expect("a folder");
        copy(&www().join("gallery"), &gallery);
        for args in [
            ["build", path(&corpus::seeds()), "--out", ".", "--page"].as_slice(),
            &["build", "gallery", "--out", "gallery/timkiem"],
        ] {
            let built = timkiem_in(&demo, args);
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        }
        let put = |name: &str, content: &str| fs::write(gallery.join(name), content).expect("a file");
        let html = fs::read_to_string(gallery.join("index.html")).expect("the gallery");
        let with = |script: &str| {
            let first = format!("<script src=\"messages.js\"></script>{script}\n<link rel=\"icon\"");
            let watched = html.replacen("<link rel=\"icon\"", &first, 1);
            assert_ne!(watched, html);
            watched
        };
        let (watched, refusing) = (with(""), with("<script src=\"refusing.js\"></script>"));
        let on_disk = |page: &str| {
            let adapted = page
                .replacen("default-src 'self'", "default-src 'none'; img-src file:", 1)
                .replacen("script-src 'self'", "script-src file:", 1)
                .replacen("style-src 'self'", "style-src file:", 1);
            assert_eq!(adapted.matches("file:").count(), 3);
            adapted
        };
        put("messages.js", include_str!("messages.js"));
        put("refusing.js", embedding::REFUSING);
        put("index.html", &watched);
        put("disk.html", &on_disk(&watched));
        put("refused-index.html", &refusing);
        put("refused-disk.html", &on_disk(&refusing));
        put("frame.html", looks::FRAME);
        put("life.html", life::PAGE);
        demo
    })
}

fn www() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// What the interface says in a language, as its file has it.
fn strings(language: &str) -> Value {
    let file = www().join(format!("strings/{language}.json"));
    serde_json::from_slice(&fs::read(&file).expect("strings")).expect("JSON")
}

/// A browser that walks through the gallery.
struct Gallery {
    session: Session,
    browser: Browser,
    way: Way,
    _served: Option<Served>,
    /// Of the folder with everything in it.
    address: String,
}

impl Gallery {
    async fn new(browser: Browser, way: Way) -> Gallery {
        let served = (way == Way::Http).then(|| Served::new(demo()));
        let address = served
            .as_ref()
            .map_or_else(|| format!("file://{}/", path(demo())), |served| served.address.clone());
        Gallery { session: Session::new(browser).await, browser, way, _served: served, address }
    }

    /// The address of a section: `ID`, or `ID&scheme=dark`, with whatever comes after.
    fn section(&self, only: &str) -> String {
        let page = if self.way == Way::Http { "index" } else { "disk" };
        format!("{}gallery/{page}.html?only={only}", self.address)
    }

    /// Opens a section of the gallery.
    async fn open(&self, only: &str) {
        self.go(&self.section(only)).await;
        self.until("return root").await;
    }

    async fn go(&self, address: &str) {
        self.session.load(address).await;
    }

    async fn run(&self, script: &str) -> Value {
        self.session.run(&format!("{HERE} {script}")).await
    }

    async fn press(&self, keys: &str) {
        self.session.press(keys).await;
    }

    /// Waits until this is true.
    async fn until(&self, script: &str) {
        self.becomes(&format!("return ((() => {{ {script} }})()) ? true : false"), json!(true)).await;
    }

    /// Waits until this is so, and says what was instead if it never is.
    async fn becomes(&self, script: &str, expected: Value) {
        // Before the page is there, this may not even be a question.
        let is = format!("try {{ {HERE} {script} }} catch (error) {{ return String(error); }}");
        let is_so = format!(
            "const is = (() => {{ {is} }})(); return JSON.stringify(is) === JSON.stringify({expected})"
        );
        let started = Instant::now();
        while self.session.run(&is_so).await != true {
            if started.elapsed() > PATIENCE {
                let page = self.run("return [location.href, root?.textContent, window.messages]").await;
                panic!("{script}:\n   is {}\n  not {expected}\nin {page}", self.session.run(&is).await);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Types a query in place of the one before and waits for its answer.
    async fn ask(&self, query: &str) {
        for attempt in 0.. {
            self.run("box.focus(); box.select(); answered = null").await;
            match self.session.try_to_press(query).await {
                Ok(()) => break,
                Err(why) => assert!(attempt < 2, "{query:?}: {why:?}"),
            }
        }
        self.becomes("return answered", json!(query)).await;
    }

    /// Assistive technology is told what is so.
    async fn is_true(&self, state: &str) {
        assert_eq!(self.run(UNTRUE).await, json!([]), "{state}");
    }

    /// The page has said nothing that nobody asked for, and asked for nothing
    /// elsewhere.
    async fn is_quiet(&self, after: &str) {
        assert_eq!(self.run("return messages").await, json!([]), "the page said something after {after}");
        let elsewhere = format!(
            "const within = {:?}; return performance.getEntriesByType('resource').map(({{ name }}) => name)
               .filter((name) => location.href.startsWith(within) && !name.startsWith(within))",
            self.address
        );
        assert_eq!(self.run(&elsewhere).await, json!([]), "after {after}");
    }
}

fn visit(browser: Browser, way: Way) {
    to_its_end(async {
        let gallery = Gallery::new(browser, way).await;
        answers::stories(&gallery).await;
        reading::stories(&gallery).await;
        tongues::stories(&gallery).await;
        life::stories(&gallery).await;
        meanwhile::stories(&gallery).await;
        embedding::works_where_it_is_refused_much(&gallery).await;
        if way == Way::Http {
            keys::stories(&gallery).await;
            composing::stories(&gallery).await;
            access::stories(&gallery).await;
            looks::stories(&gallery).await;
            embedding::stories(&gallery).await;
        }
        gallery.session.close().await;
    });
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
