//! What was wrong once, as these tests found it.

use std::collections::{BTreeMap, BTreeSet};

use timkiem::Document;
use timkiem::document::Section;
use timkiem::index::build::Options;
use timkiem::index::part::{self, PartId, PartKind};
use timkiem::index::{Index, Stop};
use timkiem::search::{Page, Request, search};

use crate::corpus;

fn document(id: usize, text: &str) -> Document {
    Document { id: id.to_string(), text: text.to_owned(), ..Document::default() }
}

fn tagged(id: usize, text: &str, tag: &str) -> Document {
    let filters = BTreeMap::from([("tag".to_owned(), BTreeSet::from([tag.to_owned()]))]);
    Document { filters, ..document(id, text) }
}

fn answer(index: &Index, request: &Request) -> Page {
    search(index, &Request { limit: 10, ..*request }).map_err(Stop::into_error).expect("everything is loaded")
}

/// Of a rare term it is not kept which letter bears its tone, and đồng was
/// suggested as dông, quả as qua.
#[test]
fn a_rare_word_is_spelled_with_its_tone() {
    let words = [
        "bà",
        "đồng",
        "quả",
        "quý",
        "giá",
        "gì",
        "gìn",
        "giờ",
        "mía",
        "của",
        "hòa",
        "toán",
        "khoái",
        "khuỷu",
        "chào",
        "đường",
        "nghiễng",
        "ý",
        "án",
        "quýt",
        "giếng",
        "đó",
    ];
    let options = Options { common: 0, ..Options::default() };
    for word in words {
        let index =
            Index::open(&corpus::built(&[document(0, &format!("{word} xyz"))], &options)).expect("an index");
        let first: String =
            word.chars().take(1).map(|letter| if letter == 'đ' { 'd' } else { letter }).collect();
        let page = answer(&index, &Request { query: &first, ..Request::default() });
        if word.chars().count() > 1 && first.is_ascii() {
            assert_eq!(page.suggestions, [word]);
        }
        let page = answer(&index, &Request { query: &format!("{word}xz xyz"), ..Request::default() });
        if let Some(corrected) = page.corrected {
            assert_eq!(corrected.to, format!("{word} xyz"));
        }
    }
}

/// Where the documents promised a phrase and had it not, they were counted by
/// their tags all the same: none found, and one of them filtered by `a`.
#[test]
fn what_has_not_the_phrase_is_not_counted() {
    let documents = [tagged(0, "biển giới", "a"), tagged(1, "biên giới", "b"), tagged(2, "một hai ba", "c")];
    let index = Index::open(&corpus::built(&documents, &Options::default())).expect("an index");
    let facets = |query| answer(&index, &Request { query, ..Request::default() }).facets;
    let counted = |value: &str| vec![("tag".to_owned(), vec![(value.to_owned(), 1)])];
    assert_eq!(facets("\"biên giới\""), counted("b"));
    // The other way round: who has not what is excluded is counted.
    assert_eq!(facets("giới -\"biên giới\""), counted("a"));
}

/// Where the column could not be loaded the condition was passed over, and
/// whatever had the words was a hit.
#[test]
fn what_is_not_known_to_fulfil_a_condition_is_no_hit() {
    let documents = [tagged(0, "một hai", "a"), tagged(1, "một ba", "b")];
    let file = corpus::built(&documents, &Options::default());
    let parts = part::read(&file).expect("a built file is sound");
    let rest = parts.iter().filter(|part| part.id.kind != PartKind::Columns);
    let index = Index::open(&rest.flat_map(|part| part.write()).collect::<Vec<u8>>()).expect("an index");
    let lost = [PartId { kind: PartKind::Columns, number: 0 }];
    for filters in ["tag:a", "-tag:a"] {
        let page = answer(&index, &Request { query: "một", filters, lost: &lost, ..Request::default() });
        assert!(page.partial && page.hits.is_empty() && page.total == 0, "{filters}: {page:?}");
    }
    let page = answer(&index, &Request { query: "một", lost: &lost, ..Request::default() });
    assert!(page.partial && page.hits.len() == 2, "what is not asked is not missed");
}

/// A heading at the end of a text was shown with the text of the section before,
/// the last sign of that twice.
#[test]
fn a_heading_without_a_text_shows_none() {
    let text = "Một hai ba bốn.\n\nBiên giới\n\nBiên phòng\n\nNăm sáu.\n\nBiên cương.";
    let section = |heading: &str| {
        let start = text.find(heading).expect("a heading");
        Section { heading: start..start + heading.len(), anchor: heading.to_owned() }
    };
    let sections = ["Biên giới", "Biên phòng", "Biên cương"].map(section).to_vec();
    let documents = [Document { sections, ..document(0, text) }];
    let index = Index::open(&corpus::built(&documents, &Options::default())).expect("an index");
    let page = answer(&index, &Request { query: "biên", ..Request::default() });
    let shown: Vec<String> = page.hits[0]
        .sections
        .iter()
        .map(|section| section.snippet.pieces.iter().map(|(text, _)| text.as_str()).collect())
        .collect();
    assert_eq!(shown, ["Biên phòng", "Năm sáu.", ""]);
}

/// The signs around a heading were left out, and a heading of signs alone with all that stands below it.
#[test]
fn a_heading_has_its_signs() {
    let text = "Một.\n\nC++\n\nHai ba.\n\n-\n\nHai bốn.\n\n“f(x)?”\n\nHai năm.\n\n¿Sáu?";
    let section = |heading: &str| {
        let start = text.find(&format!("\n\n{heading}")).expect("a heading") + 2;
        Section { heading: start..start + heading.len(), anchor: heading.to_owned() }
    };
    let documents =
        [("ba", "C++"), ("bốn", "-"), ("năm", "“f(x)?”"), ("sáu", "¿Sáu?")].map(|(query, heading)| {
            let sections = ["C++", "-", "“f(x)?”", "¿Sáu?"].map(section).to_vec();
            let index = corpus::built(&[Document { sections, ..document(0, text) }], &Options::default());
            let index = Index::open(&index).expect("an index");
            let page = answer(&index, &Request { query, ..Request::default() });
            let [shown] = &page.hits[0].sections[..] else { panic!("{query}: {page:?}") };
            let title: String = shown.title.pieces.iter().map(|(text, _)| text.as_str()).collect();
            (title, heading)
        });
    for (title, heading) in documents {
        assert_eq!(title, heading);
    }
}

fn index_of(texts: &[&str]) -> Index {
    let documents: Vec<Document> = texts.iter().enumerate().map(|(id, text)| document(id, text)).collect();
    Index::open(&corpus::built(&documents, &Options::default())).expect("an index")
}

fn found(index: &Index, query: &str) -> Vec<String> {
    let mut found: Vec<String> = answer(index, &Request { query, ..Request::default() })
        .hits
        .iter()
        .map(|hit| hit.id.clone())
        .collect();
    found.sort();
    found
}

/// Zeros before a number were passed over, of thousands too: 10 000 was 10 0.
#[test]
fn zeros_count_but_before_one_digit() {
    let index = index_of(&[
        "Giá 10 000 đồng",
        "Thắng 10-0",
        "phòng 0123",
        "phòng 123",
        "điệp viên 007",
        "ngày 07",
        "ngày 7",
    ]);
    for (query, ids) in [
        ("10000", &["0"][..]),
        ("\"10 000\"", &["0"]),
        ("10.000", &["0"]),
        ("\"10-0\"", &["1"]),
        ("0123", &["2"]),
        ("123", &["3"]),
        ("007", &["4"]),
        ("7", &["5", "6"]),
        ("07", &["5", "6"]),
    ] {
        assert_eq!(found(&index, query), ids, "{query}");
    }
}

/// Words typed as one were parted without a look at their marks, and not at all where anything had their letters.
#[test]
fn words_typed_as_one_are_those_with_its_marks() {
    let index = index_of(&[
        "đi du thuyền trên vịnh",
        "thuyền ra khơi",
        "nói dứt huyền thoại",
        "dứt khoát huyện nhà",
        "huyện xa",
        "huyện gần",
        "gặp Huỳnh Anh",
        "hủy nhanh chóng",
        "đi du lịch",
        "trang dulich",
        "dứt điểm vụ huyền ảo",
        "dứt lời huyền bí",
    ]);
    for (query, first) in [("duthuyền", "0"), ("huỳnhanh", "6"), ("dulịch", "8"), ("dulich", "9")] {
        let page = answer(&index, &Request { query, ..Request::default() });
        assert_eq!(page.hits.first().map(|hit| &*hit.id), Some(first), "{query}: {page:?}");
    }
}

/// Two common words were found only where their letters stand side by side: mọi and quận in mối quan hệ.
#[test]
fn common_words_are_found_apart_though_their_letters_stand_side_by_side() {
    let mut texts = vec!["mọi người, quận nhà, mối quan hệ"; 1100];
    texts.resize(1105, "mọi nơi");
    texts.resize(1107, "mối quan tâm");
    let index = index_of(&texts);
    for query in ["mọi quận", "mọi quận "] {
        let page = answer(&index, &Request { query, ..Request::default() });
        assert_eq!((page.total, page.estimated), (1105, false), "{query:?}");
    }
}

/// A last word that documents have was no hit where one that goes on stands by the word before: ba, for chưa bao.
#[test]
fn a_last_word_that_documents_have_is_found_though_it_may_go_on() {
    let mut texts = vec!["chưa bao giờ, drag and drop"; 20];
    texts.resize(22, "số ba, an inch");
    let index = index_of(&texts);
    for query in ["chưa ba", "chua ba", "drag an"] {
        let page = answer(&index, &Request { query, ..Request::default() });
        assert_eq!((page.total, &*page.hits[0].id), (22, "0"), "{query}");
    }
}

/// What few documents have was taken for a slip beside a common word: con khỉ was con khi.
#[test]
fn a_word_with_its_marks_is_meant_though_few_have_it() {
    let mut texts = vec!["xem con khỉ leo cây"; 6];
    texts.resize(2000, "dạy con khi còn bé");
    let index = index_of(&texts);
    let page = answer(&index, &Request { query: "con khỉ", ..Request::default() });
    let first = page.hits.first().expect("a hit");
    assert!(*first.id < *"6" && first.id.len() == 1 && page.corrected.is_none(), "{page:?}");
}

/// What it may become counted for more because few have it: còn was answered with còng first, and with cồng.
#[test]
fn what_a_word_may_become_counts_for_no_more_than_the_word() {
    let mut texts = vec!["con còng còng", "lễ hội cồng chiêng, cồng cồng"];
    texts.resize(60, "vẫn còn nhiều chuyện ở nơi này");
    texts.resize(120, "chuyện gì khác đã xảy ra ở đây");
    texts.push("còn lại, còn");
    let index = index_of(&texts);
    for query in ["còn", "lại còn", "nữa còn"] {
        let page = answer(&index, &Request { query, ..Request::default() });
        assert_eq!(page.hits.first().map(|hit| &*hit.id), Some("120"), "{query}: {page:?}");
    }
}

/// What had but the letters of two words was a hit where they were typed with other marks: ra mắt viện, for mất việ.
#[test]
fn what_is_written_with_other_marks_is_no_hit() {
    let mut texts = vec!["ra mắt viện nghiên cứu"; 2];
    texts.resize(14, "sợ mất việc");
    texts.resize(16, "ra mắt viện nghiên cứu");
    let index = index_of(&texts);
    let page = answer(&index, &Request { query: "mất việ", ..Request::default() });
    assert!(page.hits.iter().all(|hit| hit.snippet.pieces.iter().any(|(_, is_hit)| *is_hit)), "{page:?}");
    assert_eq!((page.hits.len(), page.total, page.estimated), (10, 12, false));
    // Without marks the letters are what was asked.
    let page = answer(&index, &Request { query: "mat vie", ..Request::default() });
    assert_eq!(page.total, 16);
}

/// Pairs counted by their letters: before what says tổng cộng came what says tổng công ty, as often and in its title.
#[test]
fn two_words_as_they_are_written_come_before_others_of_their_letters() {
    let mut documents: Vec<Document> = Vec::new();
    for id in 0..60 {
        let text = "tổng công ty, của tổng công ty ấy";
        documents.push(Document { title: "Tổng công ty".to_owned(), ..document(id, text) });
    }
    for id in 60..64 {
        documents.push(document(
            id,
            "chi phí tổng cộng là bao nhiêu, không ai biết được, và cộng thêm vào thì sao",
        ));
    }
    for id in 64..200 {
        documents.push(document(id, "cộng thêm công việc của cả tổng"));
    }
    let options = Options { many: Some(20), ..Options::default() };
    let index = Index::open(&corpus::built(&documents, &options)).expect("an index");
    let page = answer(&index, &Request { query: "tổng cộng ", ..Request::default() });
    let ids: Vec<&str> = page.hits.iter().map(|hit| &*hit.id).collect();
    assert_eq!(&ids[..4], ["60", "61", "62", "63"], "{page:?}");
}

/// cônkg was côn kg where a document says con kg, and đờưng was đồ ưng.
#[test]
fn words_typed_as_one_stand_side_by_side_with_their_marks() {
    let index = index_of(&["côn trùng", "mỗi con kg rưỡi"]);
    assert_eq!(found(&index, "conkg"), ["1"]);
    assert_eq!(found(&index, "côntrùng"), ["0"]);
    assert!(found(&index, "cônkg").is_empty());
}

/// The fewer wrote it in another way, the more that counted: VN stood before Việt Nam.
#[test]
fn another_way_counts_for_no_more_because_fewer_write_it() {
    let mut texts = vec!["VN hôm nay", "tin VN mới"];
    texts.resize(40, "đất nước Việt Nam hôm nay thế nào");
    texts.resize(120, "chuyện gì khác đã xảy ra ở đây");
    let documents: Vec<Document> = texts.iter().enumerate().map(|(id, text)| document(id, text)).collect();
    let synonyms = vec![vec!["VN".to_owned(), "Việt Nam".to_owned()]];
    let index = Index::open(&corpus::built(&documents, &Options { synonyms, ..Options::default() }));
    let page = answer(&index.expect("an index"), &Request { query: "Việt Nam", ..Request::default() });
    assert_eq!((page.total, &page.expanded[..]), (40, &["vn".to_owned()][..]));
    assert!(page.hits.iter().all(|hit| !["0", "1"].contains(&&*hit.id)), "{page:?}");
}

/// The last of it was taken for the beginning of a word or a number: 3G was 3 giai đoạn too, and 30/4 was 30-40.
#[test]
fn a_number_with_its_unit_goes_no_further_if_it_is_there() {
    let index = index_of(&["mạng 3G", "qua 3 giai đoạn", "ngày 30/4", "tăng 30-40 lần", "số 30/4/2016"]);
    for (query, ids) in [("3g", &["0"][..]), ("30/4", &["2", "4"]), ("3gi", &["1"]), ("30/4/20", &["4"])] {
        assert_eq!(found(&index, query), ids, "{query}");
    }
}

/// Where the likeliest few hundred had what was excluded, nothing was shown of those that had not.
#[test]
fn what_has_not_what_is_excluded_is_shown_however_many_have() {
    let mut texts = vec!["nội thành có sông, hà"; 3];
    texts.resize(900, "hà nội ta");
    let index = index_of(&texts);
    let queries = [
        ("hà nội -\"hà nội ta\"", true),
        ("ha noi -\"ha noi ta\"", true),
        // Of two words side by side the lists say which documents have them.
        ("hà nội -\"hà nội\"", false),
        ("hà -\"nội ta\"", false),
    ];
    for (query, is_estimated) in queries {
        let page = answer(&index, &Request { query, ..Request::default() });
        let ids: Vec<&str> = page.hits.iter().map(|hit| &*hit.id).collect();
        assert_eq!(ids, ["0", "1", "2"], "{query}");
        assert_eq!(page.estimated, is_estimated, "{query}");
        assert!(is_estimated || page.total == 3, "{page:?}");
    }
    // So they do of one.
    let page = answer(&index, &Request { query: "hà -nội", ..Request::default() });
    assert_eq!((page.total, page.estimated), (0, false));
}

/// A part that was asked for and not yet looked at was forgotten when another
/// query was answered meanwhile, so two that took turns waited for ever.
#[test]
fn what_is_asked_for_is_not_forgotten_before_it_is_used() {
    // What the word is goes by in one part, what it may become in another.
    let others = |number: usize| -> String {
        ('a'..='t').map(|letter| format!("do{letter}{} ", (b'a' + number as u8) as char)).collect()
    };
    let documents: Vec<Document> =
        (0..8).map(|number| document(number, &format!("do dozz {}", others(number)))).collect();
    let options = Options { part: Some(60), ..Options::default() };
    let file = corpus::built(&documents, &options);
    let parts = part::read(&file).expect("a built file is sound");
    let find = |id| parts.iter().find(|part| part.id == id).expect("a part").write();
    for query in ["do", "doz", "\"do dozz\""] {
        let mut index = Index::open(&find(PartId { kind: PartKind::Root, number: 0 })).expect("a root");
        for round in 0.. {
            assert!(round < 8, "{query} is never answered");
            match search(&index, &Request { query, limit: 10, ..Request::default() }) {
                Ok(_) => break,
                Err(Stop::Need(needed)) => {
                    needed.into_iter().for_each(|id| index.add(&find(id)).expect("a part"))
                }
                Err(Stop::Error(error)) => panic!("{error}"),
            }
            index.forget(0);
        }
    }
}

/// Where one document after the other had not the phrase that its pairs
/// promised, each was a round to the host.
#[test]
fn a_phrase_that_few_have_takes_few_rounds() {
    let text = |number: usize| match number {
        0..9 => "một hai ba, một hai ba".to_owned(),
        _ => format!("hai ba, một hai {}", "bốn năm sáu bảy tám chín mười ".repeat(number)),
    };
    let documents: Vec<Document> = (0..50).map(|number| document(number, &text(number))).collect();
    let file = corpus::built(&documents, &Options { part: Some(60), ..Options::default() });
    let parts = part::read(&file).expect("a built file is sound");
    let find = |id| parts.iter().find(|part| part.id == id).expect("a part").write();
    let mut index = Index::open(&find(PartId { kind: PartKind::Root, number: 0 })).expect("a root");
    let mut rounds = 0;
    let page = loop {
        match search(&index, &Request { query: "\"một hai ba\"", limit: 10, ..Request::default() }) {
            Ok(page) => break page,
            Err(Stop::Need(needed)) => {
                needed.into_iter().for_each(|id| index.add(&find(id)).expect("a part"))
            }
            Err(Stop::Error(error)) => panic!("{error}"),
        }
        rounds += 1;
    };
    assert_eq!((page.total, page.estimated), (9, false));
    assert!(rounds <= 12, "{rounds} rounds");
}
