//! A few small documents that have everything a document may have, and the
//! indexes of them that queries and forged bytes are tried on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use timkiem::index::Index;
use timkiem::index::build::{Options, build};
use timkiem::{Date, Document};

const TEXTS: [(&str, &str, &str); 12] = [
    (
        "Đồn biên phòng Thanh Hóa",
        "Tuần tra biên giới, dài 213 km.\n\nBộ đội Biên phòng giữ đường biên.",
        "tin",
    ),
    ("Bản đồ giáo dục", "Giáo dục là quốc sách. Học sinh, sinh viên học tiếng Việt; thầy cô dạy học.", "học"),
    ("", "Thành phố Hồ Chí Minh (TP.HCM) có 22 quận huyện. Sài Gòn hòa nhịp, hoà bình.", "tin"),
    (
        "Công nghệ thông tin",
        "Máy tính xách tay, laptop, điện thoại 5G: giá 12.500.000 đồng ngày 5/11/2024.",
        "số",
    ),
    (
        "Running shoes",
        "The runner runs; they were running. E-mail: an@example.org, http://example.org/a?b=c.",
        "en",
    ),
    ("北京大学", "北京大学在北京。東京都の図書館で本を読む。한국어 도서관.", "zh"),
    ("ห้องสมุด", "ห้องสมุดแห่งชาติเปิดทุกวัน ภาษาไทยไม่มีช่องว่าง", "th"),
    ("Straße, ÉCOLE", "Über die Straße; l’école, naïve, Ærø, İstanbul, ﬁn, №7, 10⁻³, A1, m2, C++.", "eu"),
    (
        "Số và dấu",
        "1 2 3 1.000 3,14 -7 50% COVID-19 H5N1 2024-11-05 12:30 a_b a-b a/b a\u{301} e\u{ad}f",
        "số",
    ),
    ("Lặp", "biên biên biên giới giới biên giới biển giới biến giỏi\n\nbiên giới", "tin"),
    (
        "Những điều rất thường",
        "và là của có không một người những được trong cho đã với này các khi để",
        "học",
    ),
    ("Нова книга", "Новые книги в библиотеке. Η βιβλιοθήκη. ספרייה. مكتبة عامة.", "eu"),
];

/// How many terms are common where most are not.
const COMMON: usize = 40;

/// The documents.
pub(super) fn documents() -> Vec<Document> {
    let document = |(at, &(title, text, tag)): (usize, &(&str, &str, &str))| Document {
        id: format!("bài/{at}.html"),
        url: (at % 3 > 0).then(|| format!("/bài/{at}.html")),
        title: title.to_owned(),
        date: [Date::parse("2024"), Date::parse("2023-11"), Date::parse("2024-11-05"), None][at % 4],
        language: (at == 4).then(|| "en".to_owned()),
        text: text.to_owned(),
        sections: sections(text),
        weights: (at % 2 == 1).then(|| first_word(text)).into_iter().collect(),
        meta: BTreeMap::from([("author".to_owned(), ["An", "Bình Nguyễn"][at % 2].to_owned())]),
        filters: BTreeMap::from([("tag".to_owned(), BTreeSet::from([tag.to_owned(), "chung".to_owned()]))]),
        sorts: BTreeMap::from([("price".to_owned(), format!("{}", (at * 37) % 11))]),
        ..Document::default()
    };
    TEXTS.iter().enumerate().map(document).collect()
}

fn sections(text: &str) -> Vec<timkiem::document::Section> {
    let (range, _) = first_word(text);
    vec![timkiem::document::Section { heading: range, anchor: "a".to_owned() }]
}

fn first_word(text: &str) -> (std::ops::Range<usize>, u8) {
    (0..text.find(' ').unwrap_or(text.len()), 3)
}

/// The file of an index of them: all in one part of each kind, or in parts of
/// about this size and most terms rare.
pub(super) fn file(language: &str, part: Option<usize>) -> Vec<u8> {
    let usual = Options::default();
    let options = Options {
        language: language.to_owned(),
        part,
        common: part.map_or(usual.common, |_| COMMON),
        synonyms: vec![vec!["laptop".to_owned(), "máy tính xách tay".to_owned()]],
        recent: 0.2,
        ..usual
    };
    let parts = build(&documents(), &options).expect("they can be built");
    parts.into_iter().flat_map(|part| part.bytes).collect()
}

/// The indexes of them as Vietnamese and as English.
pub(super) fn indexes() -> &'static [Index; 2] {
    static INDEXES: OnceLock<[Index; 2]> = OnceLock::new();
    INDEXES.get_or_init(|| ["vi", "en"].map(|language| Index::open(&file(language, None)).expect("an index")))
}
