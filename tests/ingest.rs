//! Folders as people have them, read into documents.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;
use timkiem::document::PARAGRAPH;
use timkiem::ingest::{self, Fields, Left, Settings, Skipped};
use timkiem::{Date, Document};
use unicode_normalization::UnicodeNormalization;

use crate::fuzz::targets::files::assert_sound;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        write(folder.path(), name, content.as_bytes());
    }
    folder
}

fn write(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// What is read of a folder, and what is left out.
fn read_with(folder: &Path, out: &Path, settings: &Settings) -> (Vec<Document>, Vec<Skipped>) {
    let mut reading = ingest::read(&[folder.to_owned()], out, settings).expect("a folder can be read");
    let documents: Vec<Document> = reading.by_ref().collect();
    documents.iter().for_each(assert_sound);
    (documents, reading.skipped)
}

fn read(files: &[(&str, &str)]) -> (Vec<Document>, Vec<Skipped>) {
    read_with(folder(files).path(), Path::new(""), &Settings::default())
}

/// The document of one page.
fn page(html: &str) -> Document {
    let (mut documents, skipped) = read(&[("a.html", html)]);
    assert_eq!(documents.len(), 1, "{skipped:?}");
    documents.remove(0)
}

fn paragraphs(document: &Document) -> Vec<&str> {
    document.text.split(PARAGRAPH).collect()
}

fn sections(document: &Document) -> Vec<(&str, &str)> {
    let of = |section: &timkiem::document::Section| section.heading.clone();
    document.sections.iter().map(|section| (&document.text[of(section)], &*section.anchor)).collect()
}

fn weighty(document: &Document) -> Vec<(&str, u8)> {
    document.weights.iter().map(|(range, weight)| (&document.text[range.clone()], *weight)).collect()
}

#[test]
fn a_page_is_its_content() {
    let document = page(
        r##"<!doctype html><html lang="vi"><head><title>Tựa - Báo</title>
        <meta name="description" content="Một lời mô tả khác hẳn với bài."><meta name="author" content="An">
        <script type="application/ld+json">{"@graph":[{"datePublished":"2024-05-06T07:00:00Z"}]}</script>
        <style>.x{}</style><script>var a = "chuoi trong script";</script></head><body>
        <header><h1>Báo</h1><nav>Trang chủ</nav></header><p>Ngoài.</p>
        <main><header><h1 id="t">Tựa<a class="headerlink" href="#t">¶</a></h1></header>
        <p>Đoạn   <b>đ</b>ầu&nbsp;tiên&hellip;<sup><a href="#fn1">1</a></sup> hết.<br>Dòng hai.</p>
        <div hidden>Ẩn một.</div><div style="color: red; DISPLAY : none !important">Ẩn hai.</div>
        <p aria-hidden="true">Ẩn ba.</p><noscript>Ẩn bốn</noscript><template>Ẩn năm</template><svg><text>Ẩn sáu</text></svg>
        <h2 id="a b">Phần <i>một</i> <a href="https://x/#a">#</a></h2><ul><li>Mục a<li>Mục b</ul>
        <section id="hai"><span></span><h3>Phần hai</h3><p>Chữ<img src="b.png" alt="ảnh" width=20>.</p></section>
        <h2><a name="ba"></a>Phần ba</h2><pre>  một
            hai

ba</pre>
        <table><tr><th>x<th>y<tr><td><p>1</p></td><td>2</td></table><form>Đăng ký</form><button>Gửi</button>
        <h4>Không neo</h4><aside>Liên quan: <a href="/b">Bài khác nữa</a></aside><aside>Chú ý.</aside><p>Hết.</p><img src="c.png" alt="">
        <footer>Chân</footer></main><footer>Bản quyền</footer></body></html>"##,
    );
    assert_eq!((&*document.title, document.language.as_deref()), ("Tựa", Some("vi")));
    assert_eq!(document.date.map(|date| date.to_string()).as_deref(), Some("2024-05-06"));
    assert_eq!(document.url.as_deref(), Some("/a.html"));
    assert_eq!(document.meta["author"], "An");
    assert_eq!(document.meta["description"], "Một lời mô tả khác hẳn với bài.");
    assert_eq!(document.meta["image"], "/c.png", "an icon is no picture of a page");
    assert_eq!(
        paragraphs(&document),
        [
            "Đoạn đầu tiên… hết.\nDòng hai.",
            "Phần một",
            "Mục a",
            "Mục b",
            "Phần hai",
            "Chữ ảnh .",
            "Phần ba",
            "một\nhai\nba",
            "x y\n1 2",
            "Không neo",
            "Chú ý.",
            "Hết."
        ]
    );
    assert_eq!(sections(&document), [("Phần một", "a%20b"), ("Phần hai", "hai"), ("Phần ba", "ba")]);
    let headings: Vec<&str> = weighty(&document).iter().map(|(said, _)| *said).collect();
    assert_eq!(headings, ["Phần một", "Phần hai", "Phần ba", "Không neo"]);
}

/// What stood outside an article was lost: the page around a card, and the last words of a story; and of a quotation,
/// whose it is.
#[test]
fn what_a_page_says_is_read_wherever_it_stands() {
    let card = format!(
        "<h1>Hướng dẫn</h1><p>{}</p><article><h3>Liên quan</h3><p>lời mời</p></article>",
        "Một lời giải thích dài. ".repeat(20)
    );
    let said = page(&card).text;
    assert!(said.starts_with("Một lời giải thích dài.") && said.ends_with("lời mời"), "{said}");
    for (html, text) in [
        ("<main><article><p>Chuyện</p></article><p>Lời cuối.</p></main>", "Chuyện\n\nLời cuối."),
        ("<main><article><p>Chuyện</p></article><div>Trang này</div></main>", "Chuyện"),
        (
            "<main><article><p>Chuyện</p></article><ul><li><a href=a>Một bài khác nữa</a><li><a href=b>Và bài kia</a></ul></main>",
            "Chuyện",
        ),
        ("<div>Chung</div><article><p>Một chuyện dài hơn</p></article>", "Một chuyện dài hơn"),
        (
            "<main><blockquote>Sống<footer>Nguyễn Du</footer></blockquote><footer>Chân</footer></main>",
            "Sống\n\nNguyễn Du",
        ),
        ("<nav>Menu</nav><main><h1>Ảnh</h1><img src=x></main><footer>Chân</footer>", ""),
        ("<title>Ứng dụng</title><nav>Menu</nav><main><div id=app></div></main><aside>Bên</aside>", ""),
        (
            "<nav>Menu</nav><main><form><p>Chữ trong mẫu</p></form></main><footer>Chân</footer>",
            "Chữ trong mẫu",
        ),
        ("<nav>Menu</nav><div><form><p>Chữ trong mẫu</p></form></div><footer>Chân</footer>", "Chữ trong mẫu"),
        (
            "<main><h2 id=q><button>Bao nhiêu?</button></h2><p>Năm. <button>Gửi</button></p></main>",
            "Bao nhiêu?\n\nNăm.",
        ),
        (
            "<main><p>Một<img src=i>Hai<input type=checkbox>Ba<svg></svg>Bốn</p><label>Năm</label><label>Sáu</label></main>",
            "Một Hai Ba Bốn\n\nNăm Sáu",
        ),
        ("<main><time>2024</time><time>2025</time><x-a>một</x-a><x-a>hai</x-a></main>", "2024 2025một hai"),
        ("<main><x-a><template shadowrootmode=open><p>Bóng</p></template></x-a></main>", "Bóng"),
        (
            "<?xml version='1.0'?><html><head><title>Sách</title><script src='a'/></head><body><p>Chương một</p></body></html>",
            "Chương một",
        ),
        ("<dialog open>một</dialog><dialog open>hai</dialog>", "một\n\nhai"),
        ("<p>x</p><aside class='my-note'>y</aside><aside epub:type=footnote>z</aside>", "x\n\ny\n\nz"),
        ("<main><div role=tabpanel>một</div><div role=tabpanel hidden>hai</div></main>", "một\n\nhai"),
        (
            "<main><span style='display: block'>một</span><span style='Display:flex'>hai</span><b style='color:red'>ba</b></main>",
            "một\n\nhai\n\nba",
        ),
    ] {
        assert_eq!(page(html).text, text, "{html}");
    }
}

#[test]
fn a_title_is_found_where_a_page_has_it() {
    for (html, title) in [
        ("<title>A | Báo</title><meta property='og:title' content='A'><p>x", "A"),
        ("<title>A | Báo</title><header><h1>A</h1></header><main><p>x</main>", "A"),
        ("<title>A | Báo</title><main><h1> </h1><p>x<h1>B</h1></main>", "B"),
        ("<title>A | Báo</title><main><h1>B</h1><p data-pagefind-meta='title'>C</p></main>", "C"),
        ("<title>A &amp; B</title><svg><title>C</title></svg>x", "A & B"),
        ("<meta property='og:title' content='A'>x", "A"),
        ("<meta data-pagefind-default-meta='title[content]' content='D'>x", "D"),
        ("<p>Không có tựa", "Không có tựa"),
        ("<title>Báo: A</title><header><h1><a href='/'>Báo</a></h1></header><h3>A</h3><p>x", "Báo: A"),
        ("<title>A - Báo</title><div><h1><a href='https://a.vn/'>Báo</a></h1></div><h1>A</h1><p>x", "A"),
        ("<title>A</title><h1><a href='/'><img alt='Báo'></a></h1><p>x", "A"),
        ("<title>Báo: A</title><meta property='og:title' content='A'><h1>Báo</h1><h3>A</h3><p>x", "A"),
        ("<title>Báo: A</title><meta property='og:title' content='A'><h3>B</h3><p>x", "A"),
    ] {
        assert_eq!(page(html).title, title, "{html}");
    }
    let kept = page("<main><p data-timkiem-meta='title'>C</p><h1 id=b>B</h1><p>x</main>");
    assert_eq!((kept.text.as_str(), sections(&kept)), ("C\n\nB\n\nx", vec![("B", "b")]));
}

#[test]
fn a_date_is_the_first_that_is_one() {
    for html in [
        "<time datetime='10:30'>10:30</time><time datetime='2024-05-06'>hôm qua</time><p>x",
        "<time>2024-05-06</time><p>x",
        "<article>x<footer>Viết <time>2024-05-06</time></footer></article>",
        "<main><article><h1>T</h1><time>2024-05-06</time>x</article><article><time>2023</time>y</article></main>",
        "<ul><li>Ai đó<li><time>2024-05-06</time></ul><p>x",
        "<b itemprop=datePublished content=2024-05-06>hôm qua</b><p>x",
        "<b itemprop=datePublished>2024-05-06</b><p>x",
        "<abbr itemprop=datePublished title='2024-05-06T19:12:00-07:00'>7:12</abbr><p>x",
        "<meta name=DCTERMS.created content=2024-05-06><p>x",
        "<script type='application/ld+json'>//<![CDATA[\n{\"datePublished\":\"2024-05-06\"}\n//]]></script><p>x",
        "<script type='application/ld+json'>/*<![CDATA[*/{\"datePublished\":\"2024-05-06\"}/*]]>*/</script><p>x",
    ] {
        assert_eq!(page(html).date.map(|date| date.to_string()).as_deref(), Some("2024-05-06"), "{html}");
    }
    let told = format!("<p>{} <time>2024-05-06</time>", "Hôm ấy trời mưa. ".repeat(20));
    assert_eq!(page(&told).date, None, "told in a text");
    // Those are of others, or of none.
    for html in [
        "<main>x<ol class=comment-list><li><time>2024-05-06</time>y</ol></main>",
        "<main>x<div id=comments><p><time>2024-05-06</time>y</div></main>",
        "<main>x<ul><li>a <time>2024-05-06</time><li>b <time>2024-05-05</time></ul></main>",
        "<article>x <time>2024-05-06</time></article><article>y <time>2024-05-05</time></article>",
        "<p>x<footer><time>2024</time></footer>",
        "<main>x<aside><time>2024-05-06</time></aside></main>",
    ] {
        assert_eq!(page(html).date, None, "{html}");
    }
    let document = read(&[("a.txt", "date 2024-05-06T10:00:00+07:00 Tựa đề\n\nChữ.")]).0.remove(0);
    let date = document.date.map(|date| date.to_string());
    assert_eq!((date.as_deref(), &*document.title), (Some("2024-05-06"), "Tựa đề"));
}

/// The text of each was all that is in it, so that a page took the square of its length.
#[test]
fn moments_within_each_other_take_no_longer() {
    let deep = "<time>x ".repeat(7000) + &"lặng lẽ ".repeat(250_000);
    assert!(page(&deep).date.is_none());
}

/// What is not to be published was, if its draft was not said in the one way that was known.
#[test]
fn drafts_are_not_published() {
    let (documents, skipped) = read(&[
        ("a.md", "---\nDraft: 'yes'\n---\nx"),
        ("b.md", "---\ntitle: Foo: bar\ndraft: true\n---\nx"),
        ("c.md", "{\n  \"draft\": true\n}\nx"),
        ("d.md", "{\n  \"title\": \"Tựa\"\n}\nx"),
        ("e.html", "---\npublished: no\n---\n<p>x"),
        ("f.html", "---\ntitle: Tựa\n---\n<p>x"),
        ("g.jsonl", "{\"text\": \"x\", \"draft\": true}\n{\"text\": \"y\", \"published\": true}\n"),
        ("h/_drafts/i.md", "x"),
        ("k.csv", "text,published\nx,no\ny,yes\n"),
    ]);
    let found: Vec<_> =
        documents.iter().map(|document| (&*document.id, &*document.title, &*document.text)).collect();
    assert_eq!(
        found,
        [("d.md", "Tựa", "x"), ("f.html", "Tựa", "x"), ("g.jsonl#2", "y", "y"), ("k.csv#3", "y", "y")]
    );
    let aside: Vec<&str> =
        skipped.iter().filter(|one| one.left == Left::Aside).map(|one| &*one.place).collect();
    assert_eq!(
        aside,
        ["a.md", "b.md", "c.md", "e.html", "g.jsonl, line 1", "h/_drafts/i.md", "k.csv, line 2"]
    );
    assert_eq!(skipped.len(), 8, "and a fault: {skipped:?}");
}

#[test]
fn what_follows_a_title_is_of_no_section_before_it() {
    let late = page(
        "<title>Bánh</title><main><section><h2 id=notice>Tin</h2><p>Nghỉ</p></section><article><h1 id=bread>Bánh</h1><p>Nhào</p></article></main>",
    );
    assert_eq!((&*late.title, sections(&late)), ("Bánh", vec![("Tin", "notice"), ("Bánh", "bread")]));
}

#[test]
fn an_author_may_be_described_apart() {
    for author in ["{\"@id\":\"#ai\"}", "[{\"@id\":\"#không\"},{\"@id\":\"#ai\"}]", "{\"name\":\"Lê Ái\"}"]
    {
        let html = format!(
            "<script type='application/ld+json'>{{\"@graph\":[{{\"author\":{author}}},{{\"@id\":\"#ai\",\"name\":\"Lê Ái\"}}]}}</script><p>x"
        );
        assert_eq!(page(&html).meta.get("author").map(String::as_str), Some("Lê Ái"), "{html}");
    }
}

#[test]
fn a_date_that_cannot_be_read_is_named() {
    for (head, found) in [
        ("<meta name='date' content='03/04/2024'>", "\"03/04/2024\""),
        ("<meta property='article:published_time' content='hôm qua'>", "\"hôm qua\""),
        ("<script type='application/ld+json'>{\"datePublished\":[2024]}</script>", "a list"),
        ("<time pubdate datetime='3/4/2024'></time>", "\"3/4/2024\""),
        ("<p data-timkiem-meta='date:4/3/2024'></p>", "\"4/3/2024\""),
    ] {
        let (documents, skipped) = read(&[("a.html", &format!("{head}<p>x"))]);
        assert_eq!((documents.len(), documents[0].date), (1, None), "{head}");
        let [Skipped { place, reason, left: Left::Part }] = &skipped[..] else {
            panic!("{head}: {skipped:?}")
        };
        assert_eq!(place, "a.html, date");
        let expected = format!(
            "expected a date as 2024, 2024-11 or 2024-11-05, found {found}; the page is read without it"
        );
        assert_eq!(*reason, expected);
    }
    for head in [
        "<meta name='date' content='03/04/2024'><meta name='dc.date' content='2024-04-03'>",
        "<meta name='date' content=' '>",
        "<p>Dài <time datetime='PT5M'>5 phút</time>",
        "<p itemprop=datePublished>Hôm qua",
        "<p itemprop=datePublished title='Hôm qua'>Hôm qua",
        "<meta property='article:published_time' content='0001-01-01T00:00:00Z'>",
    ] {
        assert_eq!(read(&[("a.html", &format!("{head}<p>x"))]).1, [], "{head}");
    }
}

/// What Dublin Core calls the day on which a page was made had been passed over.
#[test]
fn a_date_has_many_names() {
    for name in ["dc.created", "DC.date.issued", "dcterms.created", "citation_publication_date"] {
        let page = format!("<meta name='{name}' content='2024-04-03'><p>x");
        let (documents, skipped) = read(&[("a.html", &page)]);
        assert_eq!((documents[0].date, skipped.len()), (Date::parse("2024-04-03"), 0), "{name}");
    }
}

#[test]
fn content_is_found_without_being_marked() {
    for (html, text) in [
        ("<nav>n</nav><p>x</p><aside>a</aside>", "x"),
        ("<article>x</article><article>y</article><p>z", "x\n\ny"),
        ("<main></main><article>x<article>y</article></article>", "x\n\ny"),
        ("<div role=main>x</div>y", "x"),
        ("<template><main>x</main></template><p>y", "y"),
        ("<body><form><header>h</header>x</form>", "x"),
        ("<main><nav>n</nav></main><div>x</div>", "x"),
        (
            "<main><article><h1>T</h1>dài hơn nhiều so với phần còn lại</article>Mục</main>",
            "dài hơn nhiều so với phần còn lại",
        ),
        (
            "<main><article><h1>T</h1>ngắn</article>còn lại dài hơn thế nhiều</main>",
            "ngắn\n\ncòn lại dài hơn thế nhiều",
        ),
        ("<title>T</head><body><p>x", "x"),
        ("<main><h1>T<p>x</main>", "x"),
        ("<main><h2>T<p>x</main>", "T\n\nx"),
        ("<p>x<img src=/a/b.png alt=b.png>", "x"),
        ("<p>một<p>hai<div>ba<span>bốn</span></div>năm<br><br>sáu", "một\n\nhai\n\nbabốn\n\nnăm\n\nsáu"),
    ] {
        assert_eq!(page(html).text, text, "{html}");
    }
    let settings = Settings {
        content: vec![".post".to_owned(), "#x".to_owned()],
        ignore: vec![".ad".to_owned()],
        ..Settings::default()
    };
    let site = folder(&[("a.html", "<main>m<div class=post>p<i class=ad>q</i></div></main><p id=x>x")]);
    assert_eq!(read_with(site.path(), Path::new(""), &settings).0[0].text, "p\n\nx");
    let wrong = Settings { content: vec!["[".to_owned()], ..Settings::default() };
    let refused = ingest::read(&[site.path().to_owned()], Path::new(""), &wrong).err().expect("no selector");
    assert!(refused.message().contains("expected a CSS selector"), "{refused}");
}

#[test]
fn attributes_say_what_pagefinds_say() {
    let (documents, skipped) = read(&[
        (
            "a.html",
            r#"<meta data-pagefind-default-meta="image[content], by:An" content="/og.png" data-pagefind-filter="lang[content]">
            <p data-pagefind-filter="author:An, Bình"></p><i data-timkiem-sort="weight:10">i</i>
            <div data-pagefind-ignore="all"><b data-pagefind-filter="no">x</b></div>
            <div data-pagefind-body><h1>Tựa</h1><p data-pagefind-filter="tag, kind[data-kind], place:Huế"
            data-kind="tin">một</p><p data-pagefind-filter="tag">hai</p>
            <div data-pagefind-ignore>bỏ<b data-timkiem-meta="hidden">có</b></div>
            <div data-pagefind-weight="5">năm <span data-timkiem-weight="0.4">một</span> <b data-pagefind-weight="99">mười</b>
            <h2 id=h>đầu</h2></div><abbr title="chú" lang="giải" data-pagefind-index-attrs="title,lang">tắt</abbr>
            <img src="i/b.png" data-pagefind-meta="image[src], image_alt[alt]" alt="ảnh"></div>"#,
        ),
        ("b.html", "<main>không</main>"),
        ("c.md", "# Vẫn\n\nđọc"),
        ("d.html", "<p>nói về data-pagefind-body"),
    ]);
    let [document, markdown] = &documents[..] else { panic!("two documents of {documents:?}") };
    assert_eq!(markdown.text, "đọc");
    assert_eq!(document.text, "một\n\nhai\n\nnăm một mười\n\nđầu\n\nchú giải tắt ảnh");
    assert_eq!(weighty(document), [("năm", 5), ("mười", 10), ("đầu", 5)]);
    let filters: Vec<String> = document
        .filters
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| format!("{name}={value}")))
        .collect();
    assert_eq!(filters, ["author=An, Bình", "kind=tin", "lang=/og.png", "place=Huế", "tag=hai", "tag=một"]);
    let meta: Vec<(&str, &str)> = document.meta.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(meta, [("by", "An"), ("hidden", "có"), ("image", "/i/b.png"), ("image_alt", "ảnh")]);
    assert_eq!(document.sorts["weight"], "10");
    assert_eq!(skipped.iter().map(|one| &*one.place).collect::<Vec<_>>(), ["b.html", "d.html"]);
    assert!(skipped[0].reason.contains("data-pagefind-body"));
}

#[test]
fn what_is_left_out_is_told_once() {
    let private = "<meta name=robots content='NOINDEX, follow'>x";
    let files: Vec<(String, &str)> = (0..6).map(|n| (format!("p{n}.html"), private)).collect();
    let mut files: Vec<(&str, &str)> = files.iter().map(|(name, content)| (&**name, *content)).collect();
    files.extend([
        ("a.html", "<p>có"),
        ("go.html", "<meta http-equiv=refresh content='0; url=/a.html'>"),
        ("s/x.css", ""),
        ("s/y.css", ""),
        ("s/z.PNG", ""),
        ("LICENSE", ""),
        ("robots.txt", "User-agent: *"),
        ("_sources/a.rst.txt", "nguồn"),
        (".hidden.html", "x"),
        (".notes/config.txt", "x"),
        (".git/x.css", "x"),
        ("draft.md", "---\ndraft: true\n---\nx"),
        ("empty.html", ""),
        ("search.html", "<title>Tìm</title><tim-kiem mode=page><h1 slot=heading>Tìm</h1></tim-kiem>"),
        ("package.json", "{\"name\": \"x\", \"description\": \"y\"}"),
        ("table.csv", "a,b\n1,2\n"),
    ]);
    let (documents, skipped) = read(&files);
    assert_eq!(documents.iter().map(|document| &*document.id).collect::<Vec<_>>(), ["a.html"]);
    let told: Vec<(&str, &str)> = skipped.iter().map(|skipped| (&*skipped.place, &*skipped.reason)).collect();
    let places: Vec<&str> = told.iter().map(|(place, _)| *place).collect();
    assert_eq!(
        places,
        [
            ".hidden.html",
            "empty.html",
            "package.json",
            "table.csv",
            "p0.html",
            "p1.html",
            "p2.html",
            "p3.html",
            "p4.html",
            "p5.html",
            "go.html",
            "draft.md",
            "search.html",
            ".notes",
            "s/x.css",
            "s/y.css",
            "s/z.PNG",
            "_sources/a.rst.txt",
            "robots.txt",
            "LICENSE",
        ]
    );
    assert!(
        told[14].1.contains("found 2 .css, 1 .png, 1 .txt, 1 robots.txt, 1 without an ending"),
        "{}",
        told[14].1
    );
    for (_, reason) in told {
        assert!(["expected", "found", "; "].iter().all(|word| reason.contains(word)), "{reason}");
    }
}

#[test]
fn formats_mix_and_keep_the_order_of_their_paths() {
    let site = folder(&[
        ("a.jsonl", "{\"id\": 1, \"text\": \"một\"}\n\n{\"text\": \"hai\"}\n[3]\n"),
        (
            "b.json",
            "{\"items\": [{\"title\": \"ba\"}, {\"id\": \"bốn\", \"content_html\": \"<p>b<b>ốn</b><p>x\"}, 5]}",
        ),
        ("c.csv", "id;tiêu đề;nội dung\n;năm;\"nhiều\nlời\"\nsáu;;chữ\n"),
        ("d.tsv", "title\ttext\nbảy\tx,y\n"),
        ("e.ndjson", "{\"body\": \"tám\", \"date\": 2024}"),
        ("f.markdown", "chín"),
        ("g.HTM", "<p>mười"),
        ("h.txt", "mười một"),
        ("i.txt", "date 2024-05 Tựa\n\nmười hai."),
    ]);
    let settings = Settings { base_url: Some("https://a.vn/d".to_owned()), ..Settings::default() };
    let (documents, skipped) = read_with(site.path(), Path::new(""), &settings);
    let ids: Vec<&str> = documents.iter().map(|document| &*document.id).collect();
    assert_eq!(
        ids,
        [
            "1",
            "a.jsonl#3",
            "b.json#1",
            "bốn",
            "c.csv#2",
            "sáu",
            "d.tsv#2",
            "e.ndjson#1",
            "f.markdown",
            "g.HTM",
            "h.txt",
            "i.txt"
        ]
    );
    assert_eq!(documents[3].text, "bốn\n\nx");
    assert_eq!(documents[4].text, "nhiều\n\nlời");
    let urls: Vec<&str> = documents.iter().filter_map(|document| document.url.as_deref()).collect();
    assert_eq!(urls, ["https://a.vn/d/f.html", "https://a.vn/d/g.HTM"]);
    let places: Vec<&str> = skipped.iter().map(|skipped| &*skipped.place).collect();
    assert_eq!(places, ["a.jsonl, line 4", "b.json, record 3"]);
}

#[test]
fn an_object_with_a_text_and_records_is_read_with_them() {
    let (documents, skipped) = read(&[(
        "blog.json",
        r#"{"title": "Blog", "content": "Về chúng tôi", "tags": [{"name": "x"}], "items": [
            {"title": "A", "text": "một"}, {"id": "b", "text": "hai"}, 3]}"#,
    )]);
    let read: Vec<_> =
        documents.iter().map(|document| [&*document.id, &document.title, &document.text]).collect();
    assert_eq!(
        read,
        [["blog.json", "Blog", "Về chúng tôi"], ["blog.json#1", "A", "một"], ["b", "hai", "hai"]]
    );
    assert_eq!(skipped.iter().map(|skipped| &*skipped.place).collect::<Vec<_>>(), ["blog.json, record 3"]);
}

#[test]
fn globs_and_names_choose() {
    let site = folder(&[
        ("a.txt", "a"),
        ("b.md", "b"),
        ("drafts/c.md", "c"),
        ("x/drafts/d.md", "d"),
        ("x/e.md", "e"),
        ("x/y/f.md", "f"),
    ]);
    let ids = |include: &[&str], exclude: &[&str]| {
        let own = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect();
        let settings = Settings { include: own(include), exclude: own(exclude), ..Settings::default() };
        let (documents, _) = read_with(site.path(), Path::new(""), &settings);
        documents.into_iter().map(|document| document.id).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(&["*.md"], &["drafts"]), "b.md x/e.md x/y/f.md");
    assert_eq!(ids(&["x/*.md"], &[]), "x/e.md");
    assert_eq!(ids(&["x/"], &["x/drafts/**"]), "x/e.md x/y/f.md");
    assert_eq!(ids(&[], &["/drafts", "*.txt"]), "b.md x/drafts/d.md x/e.md x/y/f.md");
    // Of several inputs documents have names with that of their input before them, and globs may be over these.
    let inputs = ["x", "drafts"].map(|below| site.path().join(below));
    let settings =
        Settings { exclude: vec!["x/drafts/**".to_owned(), "drafts/c.md".to_owned()], ..Settings::default() };
    let reading = ingest::read(&inputs, Path::new(""), &settings).expect("folders");
    let ids: Vec<String> = reading.map(|document| document.id).collect();
    assert_eq!(ids, ["x/e.md", "x/y/f.md"]);
    // A slip of the pen leaves out nothing, and is told.
    let own = |one: &str| vec![one.to_owned()];
    let settings = Settings {
        include: vec!["*.md".to_owned(), "x/*.md".to_owned()],
        exclude: vec!["draft/**".to_owned(), "drafts".to_owned()],
        ignore: own(".ad"),
        ..Settings::default()
    };
    let (count, unmet) = unmet(site.path(), &settings);
    assert_eq!(count, 3);
    assert_eq!(
        unmet,
        [
            "expected paths below a folder that no other leaves out for exclude \"draft/**\"",
            "expected elements for ignore \".ad\""
        ]
    );
    let wrong = Settings { exclude: own("a{"), ..Settings::default() };
    assert!(ingest::read(&[site.path().to_owned()], Path::new(""), &wrong).is_err());
}

/// How many documents are read, and what is said of settings that nothing was met by, up to the comma.
fn unmet(folder: &Path, settings: &Settings) -> (usize, Vec<String>) {
    let mut reading = ingest::read(&[folder.to_owned()], Path::new(""), settings).expect("a folder");
    let count = reading.by_ref().count();
    let beginning = |said: &String| said.split(',').next().unwrap_or_default().to_owned();
    (count, reading.unmet.iter().map(beginning).collect())
}

/// Of a name that no record has nothing was said, and all texts were gone.
#[test]
fn fields_that_no_record_has_are_told() {
    let site = folder(&[(
        "a.jsonl",
        "{\"id\": 1, \"tựa\": \"một\", \"text\": \"hai\"}\n{\"id\": 2, \"Loại\": [\"x\"], \"text\": \"ba\"}",
    )]);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let fields = Fields {
        title: names(&["title", "tựa"]),
        text: names(&["body", "text"]),
        filters: names(&["loại", "tag"]),
        date: names(&["ngày", "date"]),
        ..Fields::default()
    };
    let settings = Settings { fields, ..Settings::default() };
    let (count, unmet) = unmet(site.path(), &settings);
    assert_eq!(count, 2);
    assert_eq!(
        unmet,
        [
            "expected fields for date \"ngày\" or \"date\"",
            "expected fields for text \"body\"",
            "expected fields for filters \"tag\"",
        ]
    );
}

#[test]
fn what_lies_in_two_inputs_is_read_once() {
    let site = folder(&[("a.txt", "a"), ("guide/b.md", "b"), ("guide/c.md", "c")]);
    let inputs = ["", "guide", "guide/c.md", ""].map(|below| site.path().join(below));
    let read = |inputs: &[PathBuf]| {
        let reading = ingest::read(inputs, Path::new(""), &Settings::default()).expect("files");
        let names = reading.map(|document| document.id.rsplit('/').next().unwrap_or_default().to_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(read(&inputs), "a.txt b.md c.md");
    assert_eq!(read(&inputs[1..]), "a.txt b.md c.md");
    // What is left out of a folder is read if it is named.
    let site = folder(&[("a.txt", "a"), ("_sources/x.txt", "x")]);
    let inputs = ["", "_sources/x.txt"].map(|below| site.path().join(below));
    assert_eq!(read(&inputs), "a.txt x.txt");
}

#[test]
fn pages_are_found_from_the_index() {
    let site = folder(&[
        ("index.html", "<link rel=canonical href='https://a.vn/'><p>nhà<img src=a.png>"),
        ("tin tức/index.html", "<p>tin"),
        ("a/100% #1?.html", "<link rel=canonical href='https://a.vn/'><p>trăm"),
        ("timkiem/x.html", "<p>cũ"),
    ]);
    let urls = |out: &Path, base: Option<&str>| {
        let settings = Settings { base_url: base.map(str::to_owned), ..Settings::default() };
        let (documents, _) = read_with(site.path(), out, &settings);
        documents.into_iter().filter_map(|document| document.url).collect::<Vec<_>>()
    };
    let inside = site.path().join("timkiem");
    assert_eq!(urls(&inside, None), ["../a/100%25%20%231%3F.html", "../", "../tin%20tức/"]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let outside = urls(elsewhere.path(), None);
    assert_eq!(
        outside[..2],
        ["/a/100%25%20%231%3F.html", "https://a.vn/"],
        "not all pages are the front page"
    );
    let based = urls(&inside, Some("https://b.vn/c"));
    assert_eq!(
        based,
        ["https://b.vn/c/a/100%25%20%231%3F.html", "https://b.vn/c/", "https://b.vn/c/tin%20tức/"]
    );
}

#[test]
fn threads_change_nothing() {
    let site = tempfile::tempdir().expect("a folder");
    for n in 0..700 {
        let content = format!("<main><h1>Bài {n}</h1><p>{}", "chữ ".repeat(n % 50));
        write(site.path(), &format!("{:02}/{n}.html", n % 7), content.as_bytes());
    }
    let lines: String = (0..1500).map(|n| format!("{{\"id\": {n}, \"text\": \"dòng {n}\"}}\n")).collect();
    write(site.path(), "03.jsonl", lines.as_bytes());
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| read_with(site.path(), Path::new(""), &Settings::default()))
    };
    let one = with(1);
    assert_eq!(one.0.len(), 2200);
    assert!(one == with(4));
}

#[test]
fn deep_and_broken_markup_is_read() {
    let deep = format!("<main>{}sâu{}", "<div><span>".repeat(3000), "</b></p></li>".repeat(3000));
    assert_eq!(page(&deep).text, "sâu");
    let quoted = format!("{}sâu", "> ".repeat(2000));
    let listed = format!("{}sâu", "- ".repeat(1000));
    let (documents, _) = read(&[("a.md", &quoted), ("b.md", &listed)]);
    assert!(documents.iter().all(|document| document.text.contains("sâu")));
}

/// Pieces of which pages are made, and of which they should not be.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<h1>"),
        Just("</h1>"),
        Just("<h2 id='a'>"),
        Just("</h2>"),
        Just("<h3>"),
        Just("<p>"),
        Just("</p>"),
        Just("<div data-pagefind-weight='3'>"),
        Just("<b data-timkiem-weight=7>"),
        Just("</b>"),
        Just("</div>"),
        Just("<section id=\"s p\">"),
        Just("</section>"),
        Just("<pre>"),
        Just("</pre>"),
        Just("<br>"),
        Just("<table><tr><td>"),
        Just("</table>"),
        Just("<main>"),
        Just("</main>"),
        Just("<a href='#x'>"),
        Just("</a>"),
        Just("<img alt='ảnh' src=x>"),
        Just("<script>"),
        Just("</script>"),
        Just("<ul><li>"),
        Just("</ul>"),
        Just("a\u{301}"),
        Just("\u{301}"),
        Just("chữ "),
        Just(" \n"),
        Just("&nbsp;"),
        Just("&#x301;"),
        Just("\u{200b}"),
        Just("\0"),
        Just("<p data-pagefind-meta='title'>"),
        Just("<i data-pagefind-filter='a[x],b:c' data-pagefind-index-attrs=id id='ê'>"),
        Just("<div data-pagefind-ignore>"),
        Just("\n# "),
        Just("\n## "),
        Just("\n- "),
        Just("\n> "),
        Just("`"),
        Just("\n```\n"),
        Just("**"),
        Just("[^1]"),
        Just("\n[^1]: "),
        Just("\n:::"),
        Just("{{#"),
        Just("}}"),
        Just("\n---\n"),
        Just(" {#id}"),
        Just("\n|a|b|\n|-|-|\n"),
        Just("{\"text\": \""),
        Just("\"}"),
        Just("[{"),
        Just("}]"),
        Just(","),
        Just("\""),
        Just(";"),
        Just("title"),
    ];
    proptest::collection::vec(prop_oneof![4 => piece.prop_map(str::to_owned), 1 => "\\PC{0,6}"], 0..60)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn nothing_is_a_panic(content in pieces(), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let site = tempfile::tempdir().expect("a folder");
        let mixed = [content.as_bytes(), &bytes, content.as_bytes()].concat();
        for end in ["html", "md", "txt", "json", "jsonl", "csv", "tsv", "jsonl.gz"] {
            write(site.path(), &format!("a.{end}"), content.as_bytes());
            write(site.path(), &format!("b.{end}"), &mixed);
            let front = format!("---\n{content}\n---\n{content}");
            write(site.path(), &format!("c.{end}"), front.as_bytes());
            let table = format!("title,text,html,date\n{content},{content}\n");
            write(site.path(), &format!("d.{end}"), table.as_bytes());
        }
        let record = serde_json::json!({"title": content, "text": [content, 3], "html": content, "date": content, "url": content});
        write(site.path(), "e.jsonl", record.to_string().as_bytes());
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let fields = Fields { text: names(&["text", "html", "title"]), meta: names(&["url"]), filters: names(&["text"]), ..Fields::default() };
        for settings in [Settings::default(), Settings { fields, base_url: Some(format!("/{}", content.replace(['?', '#'], ""))), ..Settings::default() }] {
            read_with(site.path(), &site.path().join("out"), &settings);
        }
    }
}

/// The cells of a record: any text, with what has a meaning in some format.
fn cell() -> impl Strategy<Value = String> {
    "x(?:\\PC|[ \",;'\\\\{}:\\[\\]\n\t<&đ\u{301}]){0,12}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// However records are written, they are the same documents.
    #[test]
    fn no_format_loses_anything(records in proptest::collection::vec((cell(), cell(), cell()), 1..6)) {
        let records: Vec<[String; 4]> =
            records.into_iter().enumerate().map(|(at, (title, text, tag))| [at.to_string(), title, text, tag]).collect();
        let names = ["id", "title", "text", "tags"];
        let object = |record: &[String; 4]| -> serde_json::Value {
            names.iter().zip(record).map(|(name, cell)| ((*name).to_owned(), cell.as_str().into())).collect::<serde_json::Map<_, _>>().into()
        };
        let objects: Vec<serde_json::Value> = records.iter().map(object).collect();
        let lines: Vec<String> = objects.iter().map(ToString::to_string).collect();
        let quoted = |record: &[String; 4]| record.each_ref().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).join(",");
        let rows: Vec<String> = records.iter().map(quoted).collect();
        let settings = Settings {
            fields: Fields { filters: vec!["tags".to_owned()], ..Fields::default() },
            ..Settings::default()
        };
        let read = |name: &str, content: &str| {
            let site = folder(&[(name, content)]);
            let (documents, skipped) = read_with(site.path(), Path::new(""), &settings);
            assert_eq!(skipped, []);
            documents
        };
        let of_lines = read("a.jsonl", &lines.join("\n"));
        prop_assert_eq!(of_lines.len(), records.len());
        for (document, [id, _, text, _]) in of_lines.iter().zip(&records) {
            prop_assert_eq!(&document.id, id);
            let letters = |text: &str| text.nfc().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&document.text), letters(text));
        }
        prop_assert_eq!(&read("a.json", &serde_json::Value::from(objects).to_string()), &of_lines);
        prop_assert_eq!(&read("a.csv", &format!("{}\n{}\n", names.join(","), rows.join("\n"))), &of_lines);
    }
}
