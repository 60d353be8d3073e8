//! Faults as a visitor sees them: what the element says, what it shows in its
//! place, and that the next search finds again.

use std::time::Instant;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::driver::{Browser, Session};
use super::super::host::{Fault, Host, Shown};
use super::{ALWAYS, EMPTY, QUERY, Way, host, site, site_with, to_its_end};
use crate::corpus;

/// Elements are put into this page, each with a folder of its own.
const ELEMENTS: &str = "<script src=\"/sound/timkiem.js\" defer></script>";

/// The same, with a clock in which what takes long takes a tenth of it.
const HASTY: &str = "<script>{
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (then, time, ...args) => setTimeout(then, time > 9999 ? time / 10 : time, ...args);
    }</script><script src=\"/sound/timkiem.js\" defer></script>";

/// What an element says, and what is seen of it, after a search; once more
/// when nothing is wrong any more.
const TRY: &str = "
    const state = (element, errors) => {
      const root = element.shadowRoot;
      return {
        codes: errors.map((error) => error.code),
        messages: errors.map((error) => error.message),
        status: root.querySelector('[part=status]').textContent,
        hits: root.querySelectorAll('[part=hit]').length,
        isFallback: element.querySelector('a').checkVisibility(),
      };
    };
    const one = async (name, query) => {
      const element = document.createElement('tim-kiem');
      element.innerHTML = '<a href=\"all\">Tất cả</a>';
      element.setAttribute('src', `/${name}/`);
      element.setAttribute('no-recent', '');
      const errors = [];
      element.addEventListener('tim-kiem-error', ({ detail }) => errors.push(detail.error));
      document.body.append(element);
      await element.search(query);
      const faulty = state(element, errors.splice(0));
      await fetch(`/${name}/mend`);
      await element.search(query);
      return [faulty, state(element, errors)];
    };";

async fn try_elements(session: &Session, host: &Host, page: &str, faults: &[(&str, Fault)]) -> Value {
    let mut names = Vec::new();
    for (number, (file, fault)) in faults.iter().enumerate() {
        let name = format!("{}-{number}", page.trim_end_matches(".html"));
        let faults = vec![((*file).to_owned(), fault.clone(), ALWAYS)];
        host.show(&name, Shown { folder: site().to_owned(), faults, kept: None });
        names.push(name);
    }
    session.client.goto(&format!("{}page/{page}", host.address)).await.expect("the page opens");
    session.until("return customElements.get('tim-kiem') !== undefined").await;
    let script = format!(
        "const names = {}; {TRY}
         Promise.all(names.map((name) => one(name, {QUERY:?}).catch((error) => String(error)))).then((told) => (window.told = told))",
        json!(names)
    );
    session.run(&script).await;
    // Not as a script that is waited for: some drivers use the clock of the page for that.
    session.until("return window.told").await
}

/// What is wrong is said in the reader's words and in its own, what the site
/// put into the element is shown where nothing is found, and the next search
/// finds.
fn assert_said(told: &Value, code: &str, words: &str, what: &str) {
    let [faulty, mended] = [&told[0], &told[1]];
    assert_eq!(faulty["codes"], json!([code]), "{what}: {told}");
    let status = faulty["status"].as_str().unwrap_or_default();
    let message = faulty["messages"][0].as_str().unwrap_or_default();
    assert!(status.contains(words) && status.contains(message), "{what}: {told}");
    let is_whole = status.starts_with("Không tìm kiếm được: ");
    assert!(is_whole || status.contains("Có thể còn nữa: "), "{what}: {told}");
    assert_eq!(faulty["isFallback"], faulty["hits"] == 0, "{what}: {told}");
    let all = [&mended["codes"], &mended["hits"], &mended["isFallback"]];
    assert_eq!(all, [&json!([]), &json!(5), &json!(false)], "{what}: {told}");
}

const LOADING: &str = "không tải được một tệp";
const DAMAGED: &str = "một tệp của chỉ mục bị hỏng";

fn is_said(browser: Browser) {
    to_its_end(async {
        let elements = format!("{EMPTY}{ELEMENTS}");
        let hasty = format!("{EMPTY}{HASTY}");
        let (host, _pages) = host(&[("elements.html", &elements), ("hasty.html", &hasty)]);
        let session = Session::new(browser).await;
        let mut faults = Vec::new();
        for file in ["timkiem.js", "wasm-", "index-", "/texts-", "/postings-"] {
            for fault in [Fault::Missing, Fault::Login, Fault::Busy, Fault::Reset, Fault::Empty] {
                // What is said of a fault is the same in every browser.
                let is_told = browser == Browser::Chromium || matches!(fault, Fault::Missing | Fault::Login);
                faults.extend(is_told.then_some((file, fault)));
            }
        }
        for file in ["wasm-", "index-", "/texts-"] {
            faults.push((file, Fault::Other(b"timkiemPart(()=>{/*no*/})".to_vec())));
        }
        let told = try_elements(&session, &host, "elements.html", &faults).await;
        for (number, (file, fault)) in faults.iter().enumerate() {
            let is_foreign = matches!(fault, Fault::Login | Fault::Empty) && *file != "timkiem.js";
            let (code, words) = match fault {
                Fault::Other(_) => ("index/corrupt", DAMAGED),
                _ if is_foreign => ("index/foreign", LOADING),
                _ => ("index/missing", LOADING),
            };
            assert_said(&told[number], code, words, &format!("{file} {fault:?}"));
            let message = &told[number][0]["messages"][0];
            assert!(
                message.as_str().is_some_and(|said| said.contains(file) || *file == "timkiem.js"),
                "{file} {fault:?}: {message}"
            );
        }

        // What never comes is not waited for without end, however long that is; meanwhile it is said that it loads.
        let faults = [("wasm-", Fault::Silent), ("/texts-0", Fault::Stuck), ("/texts-1", Fault::Silent)];
        let started = Instant::now();
        let told = try_elements(&session, &host, "hasty.html", &faults).await;
        for (number, (file, fault)) in faults.iter().enumerate() {
            assert_said(&told[number], "index/missing", LOADING, &format!("{file} {fault:?}"));
            let message = &told[number][0]["messages"][0];
            assert!(message.as_str().is_some_and(|said| said.contains("silence for 30 s")), "{message}");
        }
        // Each is tried twice, and three seconds of this clock are thirty.
        assert!(started.elapsed().as_secs() >= 6, "{:?}", started.elapsed());
        session.close().await;
    });
}

#[test]
fn what_is_wrong_is_said_in_chromium() {
    is_said(Browser::Chromium);
}

#[test]
fn what_is_wrong_is_said_in_firefox() {
    is_said(Browser::Firefox);
}

#[test]
fn what_is_wrong_is_said_in_webkit() {
    is_said(Browser::WebKit);
}

/// An element says that it is loading.
const WAITS: &str = "return document.querySelector('tim-kiem').shadowRoot.querySelector('[part=status]').textContent === 'Đang tải…'";

/// A text has come.
const CAME: &str = "return performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.includes('/texts-') && responseEnd)";

/// Asks for an article by its address.
fn wants_an_article() -> String {
    format!("location.hash = '#/{}?q=bien'", corpus::documents()[0].id)
}

/// A page with an element of a host whose texts are faulty.
async fn held(element: &str, fault: Fault) -> (Host, TempDir, Session) {
    let (host, pages) = host(&[("held.html", &format!("{EMPTY}{ELEMENTS}{element}"))]);
    let faults = vec![("/texts-".to_owned(), fault, ALWAYS)];
    host.show("held", Shown { folder: site().to_owned(), faults, kept: None });
    let session = Session::new(Browser::Chromium).await;
    session.client.goto(&format!("{}page/held.html", host.address)).await.expect("the page opens");
    session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
    (host, pages, session)
}

/// What never comes holds nobody up who asks for something else; what has
/// been asked for before it is not answered any more.
#[test]
fn what_never_comes_holds_up_nothing_else() {
    to_its_end(async {
        let (host, _pages, session) = held("<tim-kiem src=\"/held/\"></tim-kiem>", Fault::Silent).await;
        session.run(&format!("document.querySelector('tim-kiem').search({QUERY:?})")).await;
        session.until(WAITS).await;
        // No text is needed to find nothing.
        session.run("document.querySelector('tim-kiem').search('xyzzy')").await;
        session.until("return answered === 'xyzzy'").await;
        assert_eq!(session.run("return answers").await, json!(["xyzzy"]));
        host.show("held", Shown { folder: site().to_owned(), ..Shown::default() });
        session.run(&format!("document.querySelector('tim-kiem').search({QUERY:?})")).await;
        session.until("return answer?.total === 5").await;
        session.close().await;
    });
}

/// An article that comes when whoever wanted it has gone back is not shown.
#[test]
fn what_comes_too_late_is_wanted_no_more() {
    to_its_end(async {
        let (_host, _pages, session) = held("<tim-kiem src=\"/held/\" reader></tim-kiem>", Fault::Drip).await;
        session.run(&wants_an_article()).await;
        session.until(WAITS).await;
        session.run("history.back()").await;
        session.until("return !location.hash").await;
        session.until(CAME).await;
        session.run(&format!("document.querySelector('tim-kiem').search({QUERY:?})")).await;
        session.until("return answer?.total === 5").await;
        let state = "const root = document.querySelector('tim-kiem').shadowRoot;
            return [root.querySelector('[part=article]').checkVisibility(), root.querySelectorAll('[part=hit]').length]";
        assert_eq!(session.run(state).await, json!([false, 5]));
        session.close().await;
    });
}

/// More that cannot be had is told, and can be had when the fault has gone.
#[test]
fn more_can_be_asked_for_again() {
    to_its_end(async {
        // The engine has the texts of ten hits at a time.
        let mut documents = Vec::new();
        for number in 0..4 {
            documents.extend(corpus::documents().into_iter().map(|mut document| {
                document.id += &format!("-{number}");
                document
            }));
        }
        let (site, _) = site_with(Way::Http, &corpus::file(&documents, 300));
        let (host, _pages, session) =
            held("<tim-kiem src=\"/held/\" mode=\"page\"></tim-kiem>", Fault::Silent).await;
        let show = |faults| host.show("held", Shown { folder: site.path().to_owned(), faults, kept: None });
        show(vec![]);
        let becomes = async |hits: usize, has_more: bool, code: Value| {
            let state = "const root = document.querySelector('tim-kiem').shadowRoot;
                return [root.querySelectorAll('[part=hit]').length, root.querySelector('[part=more]').checkVisibility(), failed?.code ?? null]";
            let is = json!([hits, has_more, code]);
            session
                .until(&format!("return JSON.stringify((() => {{ {state} }})()) === JSON.stringify({is})"))
                .await;
        };
        let press = "failed = null; document.querySelector('tim-kiem').shadowRoot.querySelector('[part=more]').click()";
        session.run("document.querySelector('tim-kiem').search('biên')").await;
        becomes(10, true, Value::Null).await;
        show(vec![("/texts-".to_owned(), Fault::Missing, ALWAYS)]);
        for _ in 0..2 {
            session.run(press).await;
            becomes(10, true, json!("index/missing")).await;
        }
        show(vec![]);
        session.run(press).await;
        becomes(20, false, Value::Null).await;

        // Of half an answer the order is another: what comes next is all of it.
        let hits = "return [...document.querySelector('tim-kiem').shadowRoot.querySelectorAll('[part=hit]')].map((hit) => hit.getAttribute('href'))";
        let whole = session.run(hits).await;
        show(vec![("/texts-1.".to_owned(), Fault::Missing, ALWAYS)]);
        session.client.refresh().await.expect("the page loads again");
        session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
        session.run("failed = null; addEventListener('tim-kiem-error', ({ detail }) => failed = detail.error); document.querySelector('tim-kiem').search('biên')").await;
        session.until("return failed && document.querySelector('tim-kiem').shadowRoot.querySelector('[part=more]').checkVisibility()").await;
        assert_ne!(session.run(hits).await, json!(whole.as_array().expect("a list")[..10]));
        show(vec![]);
        session.run(press).await;
        let wanted = json!(whole).to_string();
        session.until(&format!("const whole = {wanted}; const hits = (() => {{ {hits} }})(); return failed === null && hits.length >= 10 && hits.every((hit, at) => hit === whole[at])")).await;
        session.close().await;
    });
}

/// What was not answered is asked again when somebody says so, or when the line is back; an article too.
#[test]
fn what_was_not_answered_is_asked_again() {
    to_its_end(async {
        let element = "<tim-kiem src=\"/held/\" mode=\"page\" reader></tim-kiem>";
        let (host, _pages, session) = held(element, Fault::Missing).await;
        let faulty = || {
            let faults = vec![("/texts-".to_owned(), Fault::Missing, ALWAYS)];
            host.show("held", Shown { folder: site().to_owned(), faults, kept: None });
        };
        let enter = "document.querySelector('tim-kiem').shadowRoot.querySelector('input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))";
        let line = "dispatchEvent(new Event('online'))";
        let search = format!("document.querySelector('tim-kiem').search({QUERY:?})");
        let hits = "return document.querySelector('tim-kiem').shadowRoot.querySelectorAll('[part=hit]').length === 5";
        let article = "return document.querySelector('tim-kiem').shadowRoot.querySelector('[part=article]').checkVisibility()";
        for (ask, seen) in [(search, hits), (wants_an_article(), article)] {
            for again in [enter, line] {
                faulty();
                session
                    .client
                    .goto(&format!("{}page/held.html", host.address))
                    .await
                    .expect("the page opens");
                session.client.refresh().await.expect("the page loads again");
                session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
                session.run(&format!("failed = null; addEventListener('tim-kiem-error', ({{ detail }}) => failed = detail.error); {ask}")).await;
                session.until("return failed").await;
                host.show("held", Shown { folder: site().to_owned(), ..Shown::default() });
                session.run(again).await;
                session.until(seen).await;
            }
        }
        session.close().await;
    });
}

/// An article on its way comes, whatever else is said or set meanwhile.
#[test]
fn what_is_on_its_way_is_not_lost() {
    to_its_end(async {
        let element = "<tim-kiem src=\"/held/\" mode=\"page\"></tim-kiem>";
        let (_host, _pages, session) = held(element, Fault::Drip).await;
        session.run(&wants_an_article()).await;
        session.until(WAITS).await;
        for (name, value) in
            [("placeholder", "Ở đâu?"), ("strings", "{\"more\": \"Nữa\"}"), ("filters", ""), ("sort", "date")]
        {
            session
                .run(&format!("document.querySelector('tim-kiem').setAttribute({name:?}, {value:?})"))
                .await;
        }
        session.until("return document.querySelector('tim-kiem').shadowRoot.querySelector('[part=article]').checkVisibility()").await;
        assert_eq!(session.run("return messages").await, json!([]));
        session.close().await;
    });
}

/// Nothing is done any more for an element that has gone, and nothing in the
/// address of what came after it.
#[test]
fn what_has_gone_waits_for_nothing() {
    to_its_end(async {
        let element = "<tim-kiem src=\"/held/\" mode=\"page\" limit=\"1\"></tim-kiem>";
        let (_host, _pages, session) = held(element, Fault::Drip).await;
        let asks = [format!("document.querySelector('tim-kiem').search({QUERY:?})"), wants_an_article()];
        for (round, ask) in asks.iter().enumerate() {
            session.client.refresh().await.expect("the page loads again");
            session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
            session.run(ask).await;
            session.until(WAITS).await;
            session.run(&format!("window.gone = document.querySelector('tim-kiem'); gone.remove(); history.replaceState(null, '', '/page/next?round={round}')")).await;
            // All that was asked for has come, and what would be written then is.
            session.until(CAME).await;
            tokio::time::sleep(std::time::Duration::from_millis(600)).await;
            let state = "return [location.pathname + location.search, gone.shadowRoot.querySelectorAll('[part=hit], [part=text]').length, messages]";
            assert_eq!(
                session.run(state).await,
                json!([format!("/page/next?round={round}"), 0, []]),
                "{ask}"
            );
            if round == 0 {
                // Where it is put again it answers what it was asked.
                session.run("document.body.append(gone)").await;
                session.until("return gone.shadowRoot.querySelectorAll('[part=hit]').length > 0").await;
                session.run("gone.remove()").await;
            }
            session.run("history.replaceState(null, '', '/page/held.html')").await;
        }
        session.close().await;
    });
}

/// A file beside the search that is not as it should be does it no harm; and
/// where the script itself is none, what the site put there is shown.
#[test]
fn what_is_beside_it_does_no_harm() {
    to_its_end(async {
        let (host, _pages) = host(&[]);
        let session = Session::new(Browser::Chromium).await;
        let beside = ["sw.js", "offline.js", "timkiem.webmanifest", "icon.svg", "strings-"];
        let mut cases = Vec::new();
        for file in beside {
            for fault in [Fault::Missing, Fault::Page, Fault::Busy, Fault::Cut, Fault::Empty, Fault::Login] {
                cases.push((file, fault));
            }
        }
        let harmless = cases.len();
        for fault in
            [Fault::Missing, Fault::Page, Fault::Busy, Fault::Cut, Fault::Reset, Fault::Empty, Fault::Login]
        {
            cases.push(("timkiem.js", fault));
        }
        let kept = tempfile::tempdir().expect("a folder");
        let out = crate::cli::path(kept.path());
        let built =
            crate::cli::timkiem(&["build", crate::cli::path(&corpus::seeds()), "--out", out, "--pwa"]);
        assert!(built.status.success());
        let page = kept.path().join("index.html");
        let html = std::fs::read_to_string(&page).expect("the page");
        // In another language than the index, whose words are to be loaded.
        let english = html
            .replace("lang=\"vi\"", "lang=\"en\"")
            .replace("</tim-kiem>", "<a href=\"all\">All</a></tim-kiem>");
        assert_ne!(english, html);
        std::fs::write(page, english).expect("the page can be written");
        let mut names = Vec::new();
        for (number, (file, fault)) in cases.iter().enumerate() {
            let name = format!("beside-{number}");
            let faults = vec![((*file).to_owned(), fault.clone(), ALWAYS)];
            host.show(&name, Shown { folder: kept.path().to_owned(), faults, kept: None });
            names.push(name);
        }
        session.client.goto(&format!("{}page/empty.html", host.address)).await.expect("the page opens");
        let script = format!(
            "const [names, harmless, done] = arguments;
             const one = async (name, number) => {{
               const frame = document.createElement('iframe');
               frame.src = `/${{name}}/`;
               await new Promise((loaded) => {{ frame.onload = loaded; document.body.append(frame); }});
               const element = frame.contentDocument.querySelector('tim-kiem');
               const isFallback = element.querySelector('a').checkVisibility();
               if (number >= harmless) return [Boolean(element.shadowRoot), isFallback];
               await element.search({QUERY:?});
               const first = element.shadowRoot.querySelectorAll('[part=hit]').length;
               return [first, isFallback];
             }};
             Promise.all(names.map((name, number) => one(name, number).catch((error) => String(error)))).then(done)"
        );
        let told = session.client.execute_async(&script, vec![json!(names), json!(harmless)]).await;
        let told = told.expect("they answer");
        for (number, (file, fault)) in cases.iter().enumerate() {
            let expected = if number < harmless { json!([5, false]) } else { json!([false, true]) };
            assert_eq!(told[number], expected, "{file} {fault:?}");
        }

        // Words that did not come when the page did come when it is used.
        let faults = vec![("strings-".to_owned(), Fault::Busy, 2)];
        host.show("words", Shown { folder: kept.path().to_owned(), faults, kept: None });
        session.client.goto(&format!("{}words/index.html", host.address)).await.expect("the page opens");
        let label =
            "return document.querySelector('tim-kiem').shadowRoot.querySelector('input').ariaLabel === ";
        session.until(&format!("{label} 'Tìm kiếm'")).await;
        while host.asked("/words/strings-") < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        session.run("document.querySelector('tim-kiem').search('bien gioi')").await;
        session.until(&format!("{label} 'Search'")).await;
        session.close().await;
    });
}
