//! The engine where it cannot run, or stops while it does: a browser without
//! something it needs, no memory, a mistake of its own.

use serde_json::{Value, json};

use super::super::driver::{Browser, Session};
use super::{EMPTY, QUERY, host, to_its_end};

/// What the page does before its script runs: first what is wrong, then what
/// mends it.
const WRONGS: [(&str, &str, &str, &str); 5] = [
    (
        "WebAssembly is locked away",
        "const { WebAssembly } = globalThis; delete globalThis.WebAssembly; window.mend = () => (globalThis.WebAssembly = WebAssembly)",
        "engine/refused",
        "WebAssembly",
    ),
    (
        "it may not be compiled",
        "const { compile } = WebAssembly; WebAssembly.compile = async () => { throw new WebAssembly.CompileError('refused') }; window.mend = () => (WebAssembly.compile = compile)",
        "engine/refused",
        "refused",
    ),
    (
        "there is no memory for it",
        "const { Instance } = WebAssembly; WebAssembly.Instance = function () { throw new RangeError('could not allocate memory') }; window.mend = () => (WebAssembly.Instance = Instance)",
        "engine/failed",
        "could not allocate memory",
    ),
    // The engine asks for more in vain, for real.
    (
        "there is no more memory",
        "const { Instance } = WebAssembly; WebAssembly.Instance = function (...given) { const made = new Instance(...given); const memory = Object.values(made.exports).find((one) => one instanceof WebAssembly.Memory); for (let by = 65536; by >= 1; by /= 2) while (true) try { memory.grow(by) } catch { break } return made }; window.mend = () => (WebAssembly.Instance = Instance)",
        "engine/failed",
        "",
    ),
    (
        "nothing can be inflated",
        "const { DecompressionStream } = globalThis; delete globalThis.DecompressionStream; window.mend = () => (globalThis.DecompressionStream = DecompressionStream)",
        "engine/failed",
        "DecompressionStream",
    ),
];

/// What a page may lack without anybody noticing.
const LACKS: &str = "
    for (const storage of ['localStorage', 'sessionStorage', 'caches', 'indexedDB']) {
      Object.defineProperty(window, storage, { get: () => { throw new DOMException('forbidden', 'SecurityError') } });
    }
    delete Intl.Segmenter;
    for (const name of ['serviceWorker', 'clipboard', 'storage', 'locks']) Object.defineProperty(navigator, name, { value: undefined });
    delete window.requestIdleCallback;
    history.pushState = history.replaceState = () => { throw new DOMException('forbidden', 'SecurityError') };
    window.mend = () => {};";

/// An engine that stops as often as the page says, and how many there are.
const TRAPS: &str = "
    const { Instance } = WebAssembly;
    window.engines = 0;
    window.trapped = 0;
    WebAssembly.Instance = function (...given) {
      engines++;
      const made = Object.entries(new Instance(...given).exports).map(([name, one]) => [name, typeof one !== 'function' ? one : (...args) => {
        if (trapped-- > 0) throw new WebAssembly.RuntimeError('unreachable');
        return one(...args);
      }]);
      return { exports: Object.fromEntries(made) };
    };";

fn page(before: &str) -> String {
    format!(
        "{EMPTY}<script>{{ {before} }}</script><script src=\"/sound/timkiem.js\" defer></script>
         <tim-kiem><a href=\"all\">Tất cả</a></tim-kiem>"
    )
}

/// Searches in the element; what it says and shows then.
const ASK: &str = "
    const element = document.querySelector('tim-kiem');
    const root = element.shadowRoot;
    window.failed = null;
    const state = () => ({
      code: failed?.code ?? null,
      message: failed?.message ?? null,
      status: root.querySelector('[part=status]').textContent,
      hits: root.querySelectorAll('[part=hit]').length,
      isFallback: element.querySelector('a').checkVisibility(),
    });";

async fn ask(session: &Session) -> Value {
    let script =
        format!("const done = arguments[0]; {ASK} element.search({QUERY:?}).then(() => done(state()))");
    session.client.execute_async(&script, Vec::new()).await.expect("it answers")
}

async fn says_so_and_is_mended(session: &Session, address: &str, what: &str, code: &str, named: &str) {
    session.client.goto(address).await.expect("the page opens");
    session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
    let told = ask(session).await;
    assert_eq!(told["code"], code, "{what}: {told}");
    let message = told["message"].as_str().unwrap_or_default();
    for word in ["expected ", "found ", "; ", named] {
        assert!(message.contains(word), "{what}: {message:?} does not say {word:?}");
    }
    let status = told["status"].as_str().unwrap_or_default();
    assert!(status.starts_with("Không tìm kiếm được: ") && status.contains(message), "{what}: {status}");
    assert_eq!([&told["hits"], &told["isFallback"]], [&json!(0), &json!(true)], "{what}");
    session.run("mend()").await;
    let mended = ask(session).await;
    assert_eq!(
        [&mended["code"], &mended["hits"], &mended["isFallback"]],
        [&json!(null), &json!(5), &json!(false)],
        "{what}: {mended}"
    );
    assert_eq!(session.run("return messages").await, json!([]), "{what}");
}

fn runs_or_says_why(browser: Browser) {
    to_its_end(async {
        let pages: Vec<(String, String)> = WRONGS
            .iter()
            .enumerate()
            .map(|(number, wrong)| (format!("{number}.html"), page(wrong.1)))
            .collect();
        let mut all: Vec<(&str, &str)> = pages.iter().map(|(name, page)| (&**name, &**page)).collect();
        let (lacks, traps) = (page(LACKS), page(TRAPS));
        all.extend([("lacks.html", &*lacks), ("traps.html", &*traps)]);
        let (host, _pages) = host(&all);
        let session = Session::new(browser).await;
        for (number, (what, _, code, named)) in WRONGS.iter().enumerate() {
            let address = format!("{}page/{number}.html", host.address);
            says_so_and_is_mended(&session, &address, what, code, named).await;
        }

        session.client.goto(&format!("{}page/lacks.html", host.address)).await.expect("the page opens");
        session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
        assert_eq!(ask(&session).await["hits"], 5);
        assert_eq!(session.run("return messages").await, json!([]));

        // One that stops is done away with, and no other notices.
        session.client.goto(&format!("{}page/traps.html", host.address)).await.expect("the page opens");
        session.until("return document.querySelector('tim-kiem')?.shadowRoot").await;
        assert_eq!(ask(&session).await["hits"], 5);
        let script = "const done = arguments[0];
            (async () => {
              const { open } = await import('/sound/timkiem.mjs');
              const [one, other] = await Promise.all([open(), open()]);
              const before = (await other.search('bien gioi')).total;
              window.trapped = Infinity;
              const codes = [];
              for (const index of [one, one]) codes.push(await index.search('ma tuy').catch((error) => error.code));
              window.trapped = 0;
              codes.push(await one.search('ma tuy').catch((error) => error.code));
              one.close();
              codes.push(await one.search('ma tuy').catch((error) => error.code));
              const again = await open();
              return [codes, before, (await other.search('bien gioi')).total, (await again.search('bien gioi')).total];
            })().then(done, (error) => done(String(error)))";
        let told = session.client.execute_async(script, Vec::new()).await.expect("it answers");
        let codes = ["engine/failed"; 4];
        assert_eq!(told, json!([codes, 5, 5, 5]));
        // A fresh one answers what the one before did not.
        assert_eq!(session.run("window.trapped = 1; return engines").await, 4);
        let told = ask(&session).await;
        assert_eq!([&told["code"], &told["hits"]], [&json!(null), &json!(5)]);
        assert_eq!(session.run("window.trapped = Infinity; return engines").await, 5);
        let told = ask(&session).await;
        assert_eq!(
            [&told["code"], &told["hits"], &told["isFallback"]],
            [&json!("engine/failed"), &json!(0), &json!(true)]
        );
        let status = told["status"].as_str().unwrap_or_default();
        assert!(status.starts_with("Không tìm kiếm được: ") && status.contains("unreachable"), "{status}");
        // Where none runs it is tried again, and no more than that.
        assert_eq!(session.run("window.trapped = 0; return engines").await, 7);
        assert_eq!(ask(&session).await["hits"], 5);
        assert_eq!(session.run("return engines").await, 8);
        assert_eq!(session.run("return messages").await, json!([]));
        session.close().await;
    });
}

#[test]
fn an_engine_runs_or_it_is_said_why_not_in_chromium() {
    runs_or_says_why(Browser::Chromium);
}

#[test]
fn an_engine_runs_or_it_is_said_why_not_in_firefox() {
    runs_or_says_why(Browser::Firefox);
}

#[test]
fn an_engine_runs_or_it_is_said_why_not_in_webkit() {
    runs_or_says_why(Browser::WebKit);
}
