//! Documents, queries, addresses and attributes that are made to do harm, in
//! the page and in the reader.
//!
//! In: everything of `naughty`, as titles, texts, names, ids, queries. Out: the
//! same, shown as text. Invariant: no script runs, no markup appears, no link
//! leads where none may, the page says nothing, and nothing is lost or altered.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use timkiem::Document;
use timkiem::ingest::{self, Fields, Settings};

use super::driver::Browser;
use super::{Visit, Way, to_its_end};
use crate::cli::{path, timkiem};
use crate::naughty;

/// The policy that goes before all of a page, as README says it.
const POLICIES: [(Way, &str); 2] = [
    (Way::Http, "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'"),
    (Way::Disk, "default-src 'none'; script-src file: 'wasm-unsafe-eval'; img-src file:"),
];

/// Names of documents, as hostile as names can be.
const IDS: [&str; 16] = [
    "__proto__",
    "constructor",
    "../../etc/passwd",
    "#",
    "?",
    "%",
    "%00",
    "%E0%A4%A",
    "a b",
    "line\nbreak\n",
    "return\rand\ttab",
    "sepa\u{2028}rator",
    "?q=x&p=1#/y",
    "<img src=x onerror=pwned=1>",
    "\u{202e}x'\"`\\",
    "👩\u{200d}👧",
];

/// The fields of the records of [`site`].
fn fields() -> Fields {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    // These would be the title of the documents, and go before their dates.
    let filters: Vec<&str> =
        naughty::NAMES.into_iter().filter(|name| !["title", "from"].contains(name)).collect();
    Fields { filters: own(&filters), meta: own(&["author", "publisher", "source"]), ..Fields::default() }
}

/// A page that searches hostile documents, and all of them.
fn site(way: Way) -> (TempDir, Vec<Document>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut records = Vec::new();
    for (number, text) in naughty::strings().into_iter().enumerate() {
        records.push(json!({ "id": format!("s{number}"), "title": text, "text": format!("chung {text}"), "author": text, "publisher": text }));
    }
    let all = naughty::strings().join("\n");
    records.push(json!({ "id": "all", "title": "All of them", "text": format!("chung\n{all}") }));
    for (number, address) in naughty::ADDRESSES.into_iter().enumerate() {
        records.push(json!({ "id": format!("u{number}"), "title": format!("Address {number}"), "text": "chung diachi", "url": address, "source": address }));
    }
    for (number, id) in IDS.into_iter().enumerate() {
        records.push(json!({ "id": id, "title": format!("Id {number}"), "text": "chung" }));
    }
    for (id, title) in [("turned", "abc \u{202e}def \u{2067}ghi"), ("straight", "abc def ghi")] {
        records.push(json!({ "id": id, "title": title, "text": "chung", "date": "2024" }));
    }
    let (named, _) = naughty::named_records();
    for mut record in named {
        record["text"] = json!("chung ten");
        record["title"] = json!("Named");
        records.push(record);
    }
    let site = folder.path();
    fs::create_dir(site.join("in")).expect("a folder");
    fs::write(site.join("in/a.json"), Value::from(records).to_string()).expect("a file");
    let Fields { filters, meta, .. } = fields();
    fs::write(
        site.join("t.toml"),
        format!("[fields]\nfilters = {}\nmeta = {}\n", json!(filters), json!(meta)),
    )
    .expect("a file");
    let [input, config, out, single] = ["in", "t.toml", "timkiem", "single.html"].map(|name| site.join(name));
    let built = timkiem(&[
        "build",
        path(&input),
        "--config",
        path(&config),
        "--out",
        path(&out),
        "--single-file",
        path(&single),
    ]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let settings = Settings { fields: fields(), ..Settings::default() };
    let documents = ingest::read(&[input], Path::new(""), &settings).expect("a folder").collect();
    let (_, policy) = POLICIES.into_iter().find(|(of, _)| *of == way).expect("a policy");
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; require-trusted-types-for 'script'; trusted-types timkiem\">\
         <title>x</title><link rel=icon href=icon.svg><script src=\"messages.js\"></script><script src=\"timkiem/timkiem.js\" defer></script>\
         <tim-kiem mode=page limit=5></tim-kiem>"
    );
    fs::write(site.join("index.html"), html).expect("a page");
    fs::write(site.join("icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").expect("a picture");
    fs::write(site.join("messages.js"), include_str!("messages.js")).expect("a script");
    (folder, documents)
}

/// What of documents the page is to show.
fn expected(documents: &[Document]) -> Value {
    let one = |document: &Document| {
        let Document { title, text, meta, url, .. } = document;
        json!([document.id, { "title": title, "text": text, "meta": meta, "url": url }])
    };
    documents.iter().map(one).collect::<Vec<Value>>().into()
}

/// Tells a story of `hostile.js`; what it gives, and what was wrong.
async fn tell(visit: &Visit, story: &str, told: &[&Value]) -> Value {
    let names = ["first", "second"];
    let given = names[..told.len()].iter().map(|name| format!("{name}, ")).collect::<String>();
    let script = format!(
        "const [{given}done] = arguments; {} (async () => {{ const gave = await {story}; return [gave ?? null, wrong.slice(0, 20)]; }})()
         .then(done, (error) => done([null, [...wrong.slice(0, 20), String(error), window.messages ?? []]]))",
        include_str!("hostile.js")
    );
    let answer = visit
        .session
        .client
        .execute_async(&script, told.iter().copied().cloned().collect())
        .await
        .unwrap_or_else(|why| panic!("{story}: {why}"));
    assert_eq!(answer[1], json!([]), "{story}");
    answer[0].clone()
}

fn visit(browser: Browser, way: Way) {
    to_its_end(async {
        let (folder, documents) = site(way);
        let visit = Visit::new(browser, way, folder.path()).await;
        let all = expected(&documents);
        let strings = naughty::strings();
        tell(&visit, "shows(first)", &[&all]).await;
        tell(&visit, "answers(first)", &[&json!(strings)]).await;
        let some = (0..strings.len()).rev().take(20).map(|number| format!("s{number}"));
        let addresses = (0..naughty::ADDRESSES.len()).map(|number| format!("u{number}"));
        let ids: Vec<String> = IDS
            .iter()
            .map(|id| (*id).to_owned())
            .chain(["all".to_owned()])
            .chain(some)
            .chain(addresses)
            .collect();
        tell(&visit, "reads(first, second)", &[&json!(ids), &all]).await;
        let read = tell(&visit, "follows('diachi', first)", &[&all]).await;
        assert_eq!(read, 27, "those whose address is no link are read here");
        let mut names: Vec<String> = fields().filters.iter().map(|name| naughty::line(name)).collect();
        names.sort_by_key(|name| name.encode_utf16().collect::<Vec<_>>());
        tell(&visit, "filters(first)", &[&json!(names)]).await;
        visit.is_quiet().await;

        // What somebody sends as an address.
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        for (address, told) in [
            ("?q=ten&q.__proto__=C%2B%2B&q.constructor=C%2B%2B&q-shown=1e9&q-sort=__proto__", json!(1)),
            ("?q=ten&q.constructor=__proto__&q.toString=__proto__&q-shown=-1", json!(1)),
            (
                "?q=%ED%A0%80&q.valueOf=1&q.__defineGetter__=2&q-from=2024%22%3E%3Cb%3E&q-to=NaN",
                json!("filter/unknown"),
            ),
            (&format!("?q={}&q-shown=4294967296", encoded("</xyzzy><xyzzy/onxyzzy=\"xyzzy\">")), json!(0)),
            (
                &format!("#/{}?q={}&p=__proto__", encoded("<img src=x onerror=pwned=1>x"), encoded("\"><b>")),
                json!("document/unknown"),
            ),
        ] {
            visit.open(address).await;
            // Beside an article that is not there a query may be answered first.
            let is_over = if told.is_string() { "return failed" } else { "return failed || answer?.query" };
            visit.session.until(is_over).await;
            let found = visit.session.until("return failed ? failed.code : [answer.total]").await;
            assert!(found == told || found == json!([told]), "{address}: {found} is not {told}");
            tell(&visit, "holds(first)", &[&json!(address)]).await;
        }
        visit.is_quiet().await;
        visit.open("").await;
        let home = json!(format!("{}timkiem/", visit.address));
        tell(&visit, "bears(first)", &[&home]).await;
        visit.is_quiet().await;

        if way == Way::Http {
            tell(&visit, "takes(first)", &[&json!(format!("{}timkiem/", visit.address))]).await;
        }

        // The same in one page, with the policy that it brings along.
        let single = format!("file://{}/single.html", path(folder.path()));
        visit.session.client.goto(&single).await.expect("the page opens");
        visit.session.until("return Boolean(document.querySelector('tim-kiem')?.shadowRoot)").await;
        tell(&visit, "shows(first)", &[&all]).await;
        tell(&visit, "answers(first)", &[&json!(strings[strings.len() - 60..])]).await;
        tell(&visit, "reads(first, second)", &[&json!(ids[..20]), &all]).await;
        visit.session.close().await;
    });
}

#[test]
fn hostile_documents_in_chromium_over_http() {
    visit(Browser::Chromium, Way::Http);
}

#[test]
fn hostile_documents_in_firefox_from_disk() {
    visit(Browser::Firefox, Way::Disk);
}

#[test]
fn hostile_documents_in_webkit_over_http() {
    visit(Browser::WebKit, Way::Http);
}
