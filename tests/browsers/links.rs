//! Hits that have pages of their own: where they lead, what of them is shown,
//! and what a script is told to filter by.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::driver::{Browser, Session};
use super::{ROOT, Visit, Way, to_its_end};
use crate::cli::fields::site;
use crate::cli::{Served, path, text, timkiem};

/// A page that has nothing but the box, beside the pages it finds.
const PAGE: &str = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Trang</title>
<link rel=\"icon\" href=\"data:,\"><script src=\"timkiem/messages.js\"></script>
<script src=\"timkiem/timkiem.js\" defer></script><tim-kiem></tim-kiem>";

fn put_the_box_into(site: &Path) {
    fs::write(site.join("timkiem/messages.js"), include_str!("messages.js")).expect("a script");
    fs::write(site.join("index.html"), PAGE).expect("a page");
}

fn leads_to_passages(browser: Browser, way: Way) {
    to_its_end(async {
        let site = site();
        put_the_box_into(site.path());
        let visit = Visit::new(browser, way, site.path()).await;
        visit.search("cột mốc biên giới").await;
        let options = format!(
            "{ROOT} return [...root.querySelectorAll('[role=option]')].map((option) => [option.part.value, option.href])"
        );
        let options: Vec<(String, String)> =
            serde_json::from_value(visit.session.run(&options).await).expect("options");
        let parts: Vec<&str> = options.iter().map(|(part, _)| part.as_str()).collect();
        assert_eq!(parts, ["hit", "section", "hit", "hit"], "a section comes after the page it is of");
        let lands = visit.session.run("return 'fragmentDirective' in document").await == true;
        let passage = |words: &str| if lands { format!(":~:text={words}") } else { String::new() };
        let anchor = "m%E1%BB%91c";
        assert!(options[1].1.starts_with(&format!("{}a.html#{anchor}", visit.address)), "{options:?}");
        let sentence = "Bi%C3%AAn%20gi%E1%BB%9Bi%20c%C3%B3%20nhi%E1%BB%81u%20c%E1%BB%99t%20m%E1%BB%91c.";
        assert!(options[1].1.ends_with(&passage(sentence)), "{options:?}");
        assert!(options[0].1.starts_with(&format!("{}a.html", visit.address)), "{options:?}");
        assert_eq!(options[0].1.contains("#:~:text="), lands, "{options:?}");

        // What is chosen is told by its page, whichever section it was.
        let chosen = format!(
            "{ROOT} const list = root.querySelector('[part=list]'); let told;
             addEventListener('tim-kiem-select', (event) => (told = event.detail.id), {{ once: true }});
             list.children[1].addEventListener('click', (event) => event.preventDefault());
             list.children[1].click(); return told"
        );
        assert_eq!(visit.session.run(&chosen).await, "a.html");
        visit.is_quiet().await;
        visit.session.close().await;
    });
}

#[test]
fn hits_lead_to_passages_in_chromium_over_http() {
    leads_to_passages(Browser::Chromium, Way::Http);
}

#[test]
fn hits_lead_to_passages_in_firefox_from_disk() {
    leads_to_passages(Browser::Firefox, Way::Disk);
}

#[test]
fn hits_lead_to_passages_in_webkit_from_disk() {
    leads_to_passages(Browser::WebKit, Way::Disk);
}

/// Of what is written in lines a browser finds no two together.
#[test]
fn a_link_to_lines_names_the_first_of_them() {
    to_its_end(async {
        let site = tempfile::tempdir().expect("a folder");
        let lines = "<pre>fn biên_giới() {\n    mốc(62);\n}</pre>";
        fs::write(site.path().join("a.html"), format!("<!doctype html><main><h1>Mã</h1>{lines}</main>"))
            .expect("a page");
        let built = timkiem(&["build", path(site.path()), "--out", path(&site.path().join("timkiem"))]);
        assert!(built.status.success(), "{}", text(&built.stderr));
        put_the_box_into(site.path());
        let visit = Visit::new(Browser::Chromium, Way::Http, site.path()).await;
        visit.search("biên giới").await;
        let link =
            visit.session.run(&format!("{ROOT} return root.querySelector('[role=option]').href")).await;
        let link = link.as_str().expect("a link").to_owned();
        assert!(link.ends_with("#:~:text=fn%20bi%C3%AAn_gi%E1%BB%9Bi()%20%7B"), "{link}");
        visit.session.close().await;
    });
}

/// A browser has six connections to a host: pages in other tabs that wait for
/// another build leave them to the one that is looked at.
#[test]
fn pages_that_nobody_sees_hold_up_no_other() {
    to_its_end(async {
        let site = site();
        put_the_box_into(site.path());
        let served = Served::reloading(site.path());
        let session = Session::new(Browser::Chromium).await;
        for _ in 0..8 {
            session.client.goto(&served.address).await.expect("a page");
            session.until("return Boolean(document.querySelector('tim-kiem')?.shadowRoot)").await;
            let tab = session.client.new_window(true).await.expect("a tab");
            session.client.switch_to_window(tab.handle).await.expect("another tab");
        }
        session.close().await;
    });
}

#[test]
fn a_script_filters_and_sorts() {
    to_its_end(async {
        let site = site();
        put_the_box_into(site.path());
        let visit = Visit::new(Browser::Chromium, Way::Http, site.path()).await;
        for (options, ids, facets) in [
            (json!({}), json!(["b.html", "a.html", "c.html"]), json!({ "Sơn La": 1, "Thanh Hóa": 1 })),
            (
                json!({ "filters": { "tỉnh": "Sơn La" } }),
                json!(["b.html"]),
                json!({ "Sơn La": 1, "Thanh Hóa": 1 }),
            ),
            (
                json!({ "filters": { "loại": { "all": ["tin", "ảnh"] } } }),
                json!(["a.html"]),
                json!({ "Thanh Hóa": 1 }),
            ),
            (json!({ "filters": { "loại": { "none": ["tin"] } } }), json!(["c.html"]), json!({})),
            (
                json!({ "filters": { "tỉnh": ["Sơn La", "Thanh \"Hóa\""] }, "sort": "giá" }),
                json!(["a.html", "b.html"]),
                json!({ "Sơn La": 1, "Thanh Hóa": 1 }),
            ),
            (json!({ "from": "2024", "to": "2024-03" }), json!(["a.html"]), json!({ "Thanh Hóa": 1 })),
            (
                json!({ "sort": "date:asc", "offset": 1 }),
                json!(["b.html", "c.html"]),
                json!({ "Sơn La": 1, "Thanh Hóa": 1 }),
            ),
        ] {
            let asked = format!(
                "const {{ open }} = await import('./timkiem/timkiem.mjs');
                 const page = await (await open('timkiem')).search('biên giới', {options});
                 globalThis.told = [page.hits.map((hit) => hit.id), page.facets['tỉnh'] ?? {{}}]"
            );
            let script =
                "globalThis.told = null; const script = document.createElement('script'); script.type = 'module';
                 script.src = 'timkiem/asked.mjs?' + Math.random(); document.head.append(script)";
            let module = asked.replace("./timkiem/", "./");
            fs::write(site.path().join("timkiem/asked.mjs"), module).expect("a script");
            visit.session.run(script).await;
            let told: Value = visit.session.until("return globalThis.told").await;
            assert_eq!(told, json!([ids, facets]), "{options}");
        }
        visit.session.close().await;
    });
}
