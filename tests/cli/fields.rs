//! What pages say of themselves, from their attributes to what is answered.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::{json, path, refused, text, timkiem};

/// A site of three pages, as Pagefind's documentation would have them, with
/// its index in a folder of its own.
pub(crate) fn site() -> TempDir {
    let site = tempfile::tempdir().expect("a folder");
    let page = |name: &str, body: &str| {
        let body = format!("<nav>menu</nav><main data-pagefind-body>{body}</main>");
        fs::write(site.path().join(name), format!("<!doctype html><html lang=vi>{body}")).expect("a file");
    };
    page(
        "a.html",
        "<h1>Biên phòng Thanh Hóa</h1><span data-pagefind-filter='tỉnh'>Thanh Hóa</span>
        <i data-pagefind-filter='loại:tin'></i><i data-pagefind-filter='loại:ảnh'></i><b data-pagefind-sort='giá'>9</b>
        <time datetime='2024-03-01'></time><p>Tuần tra biên giới <span data-pagefind-ignore>bí mật</span></p>
        <h2 id='mốc'>Cột mốc</h2><p>Biên giới có nhiều cột mốc.</p>",
    );
    page(
        "b.html",
        "<h1>Tin vùng cao</h1><i data-pagefind-filter='tỉnh:Sơn La'></i><i data-pagefind-filter='loại:tin'></i>
        <i data-pagefind-sort='giá:100'></i><time datetime='2025-01-02'></time>
        <img data-pagefind-meta='image[src]' src='b.png' alt='đồi'><p data-pagefind-weight='10'>biên giới</p>",
    );
    page("c.html", "<h1>Khác</h1><i data-pagefind-sort='giá:20'></i><p>Không có gì, chỉ biên giới thôi.</p>");
    fs::write(site.path().join("d.html"), "<p>biên giới, nhưng ngoài thân trang").expect("a file");
    let built = timkiem(&["build", path(site.path()), "--out", path(&site.path().join("timkiem"))]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    site
}

/// What is answered from the index beside the pages of a site.
pub(super) fn page(site: &TempDir, args: &[&str]) -> Value {
    let out = site.path().join("timkiem");
    let all: Vec<&str> = ["search", path(&out), "--json"].iter().chain(args).copied().collect();
    json(&timkiem(&all))
}

/// The ids of its hits.
pub(super) fn found(page: &Value) -> Vec<&str> {
    let hits = page["hits"].as_array().into_iter().flatten();
    hits.map(|hit| hit["id"].as_str().expect("an id")).collect()
}

#[test]
fn attributes_filter_sort_and_weigh() {
    let site = site();
    let all = page(&site, &["biên giới"]);
    assert_eq!(found(&all)[0], "b.html", "what is said to weigh more does");
    assert_eq!(all["total"], 3, "a page without a body is not indexed where others have one");
    assert_eq!(all["facets"]["tỉnh"], serde_json::json!({"Thanh Hóa": 1, "Sơn La": 1}));
    assert_eq!(all["facets"]["loại"], serde_json::json!({"tin": 2, "ảnh": 1}));
    assert_eq!(all["hits"][0]["meta"]["image"], "../b.png", "from the index, as the page itself");
    assert_eq!(page(&site, &["bí mật"])["total"], 0);
    assert_eq!(page(&site, &["menu"])["total"], 0);

    for (query, ids) in [
        ("biên giới tỉnh:\"thanh hoa\"", vec!["a.html"]),
        ("biên giới loại:ảnh,tin -tỉnh:\"Sơn La\"", vec!["a.html"]),
        ("biên giới from:2024-12", vec!["b.html"]),
        ("biên giới to:2024", vec!["a.html"]),
        ("title:\"vùng cao\" biên giới", vec!["b.html"]),
        ("tỉnh:\"Sơn La\"", vec!["b.html"]),
        ("biên giới tỉnh:“thanh hoa”", vec!["a.html"]),
        ("biên giới\u{a0}loại:«ảnh»,„tin“\u{3000}-tỉnh:”Sơn La”", vec!["a.html"]),
        ("biên giới\u{3000}loại:tin\u{a0}to:2024", vec!["a.html"]),
        ("title:“vùng cao”\u{a0}biên giới", vec!["b.html"]),
    ] {
        assert_eq!(found(&page(&site, &[query])), ids, "{query}");
    }
    let filtered = page(&site, &["biên giới", "--filter", "tỉnh:\"Sơn La\""]);
    assert_eq!(found(&filtered), ["b.html"]);
    assert_eq!(filtered["facets"]["tỉnh"]["Thanh Hóa"], 1, "what choosing it instead would give");
    assert_eq!(filtered["facets"]["loại"], serde_json::json!({"tin": 1}));
    let spaced = page(&site, &["biên giới", "--filter", "tỉnh:“Sơn La”\u{a0}from:2024"]);
    assert_eq!(found(&spaced), ["b.html"]);
    let out = site.path().join("timkiem");
    let unknown = timkiem(&["search", path(&out), "biên giới", "--filter", "xã:\"Na Mèo\""]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("the names from, to, loại, tỉnh"), "{}", text(&unknown.stderr));
    let unquoted = refused(&["search", path(&out), "biên giới", "--filter", "tỉnh:Sơn La"]);
    assert!(unquoted.contains("spaces in quotes (tag:\"A B\"), found tỉnh:Sơn La"), "{unquoted}");
    let sorted = |sort: &str| {
        found(&page(&site, &["biên giới", "--sort", sort]))
            .iter()
            .map(|id| (*id).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(sorted("giá"), ["a.html", "c.html", "b.html"], "by size, not by letters");
    assert_eq!(sorted("giá:desc"), ["b.html", "c.html", "a.html"]);
    for unknown in ["gia", "giá:up", "giá:", ":asc"] {
        let said = refused(&["search", path(&site.path().join("timkiem")), "biên giới", "--sort", unknown]);
        assert!(said.contains("relevance, date, giá"), "{said}");
    }
    assert_eq!(sorted("date"), ["b.html", "a.html", "c.html"]);
    assert_eq!(sorted("date:asc"), ["a.html", "b.html", "c.html"]);
}

#[test]
fn a_section_is_a_hit_of_its_own_with_its_own_link() {
    let site = site();
    let page = page(&site, &["cột mốc biên giới"]);
    let hit = page["hits"].as_array().expect("hits").iter().find(|hit| hit["id"] == "a.html");
    let hit = hit.expect("the page with the section");
    assert_eq!(hit["url"], "../a.html", "from the index, wherever both are");
    let section = &hit["sections"][0];
    let anchor = section["url"].as_str().expect("an address");
    assert!(anchor == "../a.html#mốc" || anchor == "../a.html#m%E1%BB%91c", "{anchor}");
    assert_eq!(section["title"], serde_json::json!([["Cột", true], [" ", false], ["mốc", true]]));
    assert!(section["snippet"].to_string().contains("nhiều"), "{section}");
}

#[test]
fn an_index_of_indexes_keeps_what_is_filtered_and_sorted_by() {
    let site = site();
    let (one, other) = (site.path().join("timkiem"), tempfile::tempdir().expect("a folder"));
    let merged = timkiem(&["merge", path(&one), "--out", path(other.path())]);
    assert!(merged.status.success(), "{}", text(&merged.stderr));
    let build =
        |folder: &std::path::Path| json(&timkiem(&["inspect", path(folder), "--json"]))["build"].clone();
    let query = ["biên giới", "--sort", "giá", "--filter", "loại:tin"];
    let again: Vec<&str> = ["search", path(other.path()), "--json"].into_iter().chain(query).collect();
    let (before, mut after) = (page(&site, &query), json(&timkiem(&again)));
    after["tookMs"] = before["tookMs"].clone();
    assert_eq!(before, after);
    assert_eq!(build(&one), build(other.path()), "byte for byte");
}

#[test]
fn names_are_sorted_as_people_look_them_up() {
    let site = tempfile::tempdir().expect("a folder");
    let names = ["Vũng Tàu", "zebra", "Đà Nẵng", "apple", "Zebra", "Dĩ An", "Ánh", "an"];
    for (number, name) in names.iter().enumerate() {
        let page = format!("<p>nơi<i data-timkiem-sort='tên:{name}'></i>");
        fs::write(site.path().join(format!("{number}.html")), page).expect("a file");
    }
    let built =
        timkiem(&["build", path(site.path()), "--out", path(&site.path().join("timkiem")), "--lang", "vi"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let page = page(&site, &["nơi", "--sort", "tên"]);
    let named =
        |id: &&str| names[id.split('.').next().and_then(|id| id.parse::<usize>().ok()).expect("a number")];
    let sorted: Vec<&str> = found(&page).iter().map(named).collect();
    assert_eq!(sorted, ["an", "Ánh", "apple", "Đà Nẵng", "Dĩ An", "Vũng Tàu", "Zebra", "zebra"]);
}

/// An index of documents that say the same, numbered in order, each with one of
/// these values of a field that documents are filtered by.
fn filtered_by(field: &str, values: &[&str]) -> TempDir {
    let site = tempfile::tempdir().expect("a folder");
    let record = |(id, value): (usize, &&str)| {
        serde_json::json!({"id": id, "text": "biên giới", field: value}).to_string()
    };
    let records: Vec<String> = values.iter().enumerate().map(record).collect();
    fs::write(site.path().join("a.jsonl"), records.join("\n")).expect("a file");
    let settings = format!("inputs = [\"a.jsonl\"]\nout = \"timkiem\"\n[fields]\nfilters = [{field:?}]\n");
    fs::write(site.path().join("t.toml"), settings).expect("a file");
    let built = timkiem(&["build", "--config", path(&site.path().join("t.toml"))]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    site
}

/// What a document is filtered by may have quotes in it.
#[test]
fn quotes_of_a_value_do_not_end_it() {
    let site = filtered_by("tag", &["“Sách” hay", "Sách"]);
    for (query, ids) in [
        ("biên giới tag:\"“Sách” hay\"", vec!["0"]),
        ("biên giới tag:\"Sách hay\"", vec!["0"]),
        ("biên giới tag:“Sách”", vec!["1"]),
        ("biên giới -tag:\"“Sách” hay\"", vec!["1"]),
    ] {
        assert_eq!(found(&page(&site, &[query])), ids, "{query}");
    }
}

/// Values that differ in signs only are others, quotes among them.
#[test]
fn a_value_is_what_it_is_sign_by_sign() {
    let site = filtered_by("tag", &["C", "C++", "C#", "12\" vinyl", "12 vinyl", "Hà Nội"]);
    for (query, ids) in [
        ("biên giới tag:C", vec!["0"]),
        ("biên giới tag:C++", vec!["1"]),
        ("biên giới -tag:C++", vec!["0", "2", "3", "4", "5"]),
        ("biên giới tag:«12\" vinyl»", vec!["3"]),
        ("biên giới tag:“12\" vinyl”", vec!["3"]),
        ("biên giới tag:\"12 vinyl\"", vec!["4"]),
        ("biên giới tag:\"ha noi\"", vec!["5"]),
    ] {
        assert_eq!(found(&page(&site, &[query])), ids, "{query}");
    }
}

/// What is no date as documents have theirs is words, and compared with none.
#[test]
fn what_is_no_date_is_words() {
    let site = filtered_by("date", &["2023-12-31", "2024-01-10", "2024-02-10", "2024-03-01", "2025"]);
    let out = site.path().join("timkiem");
    let all = ["0", "1", "2", "3", "4"];
    for (query, ids) in [
        ("biên giới from:2024-02 to:2024-03", &all[2..4]),
        ("biên giới from:2024-02-05", &all[2..]),
        ("biên giới to:2024-01", &all[..2]),
        ("biên giới from:2024-2", &all[..]),
        ("biên giới from:2024-13", &all[..]),
        ("biên giới from:2024-00-10", &all[..]),
        ("biên giới to:2021-12-32", &all[..]),
        ("biên giới from:20240210", &all[..]),
        ("biên giới from:10000", &all[..]),
        ("biên giới to:2024-1-1-1", &all[..]),
    ] {
        let page = page(&site, &[query]);
        let mut found = found(&page);
        found.sort_unstable();
        assert_eq!(found, ids, "{query}");
    }
    for none in ["from:20240210", "from:2024-13", "to:2023-02-30", "from:2024,2024-99-99"] {
        let refused = timkiem(&["search", path(&out), "biên giới", "--filter", none]);
        assert_eq!(refused.status.code(), Some(2), "{none}: {}", text(&refused.stderr));
    }
}
