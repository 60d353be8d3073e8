//! What is asked: phrases that are excluded, letters in pieces, capitals.
//!
//! In: small corpora in which a wrong answer shows. Out: what is found.
//! Invariant: a document that answers is found, however many seem to.

use std::fs;

use tempfile::TempDir;
use unicode_normalization::char::is_combining_mark;

use super::fields::{found, page};
use super::{path, text, timkiem};

/// An index of records with these ids and texts.
fn index(language: &str, records: impl IntoIterator<Item = (String, &'static str)>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let records: Vec<String> = records
        .into_iter()
        .map(|(id, text)| serde_json::json!({"id": id, "title": "t", "text": text}).to_string())
        .collect();
    let [input, out] = ["all.jsonl", "timkiem"].map(|name| folder.path().join(name));
    fs::write(&input, records.join("\n")).expect("a file");
    let built = timkiem(&["build", path(&input), "--out", path(&out), "--lang", language]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    folder
}

/// How many documents are said to answer, and those that are given.
fn answer(index: &TempDir, args: &[&str]) -> (u64, Vec<String>) {
    let page = page(index, args);
    (page["total"].as_u64().expect("a number"), found(&page).into_iter().map(str::to_owned).collect())
}

/// Its pairs of words say that each may have it; none of them has.
#[test]
fn what_only_seems_excluded_is_found_page_by_page() {
    let seem = (0..200).map(|number| (format!("{number:03}"), "one two. six two three."));
    let index = index("en", seem.chain([("has".to_owned(), "one two three")]));
    let query = "two -\"one two three\"";
    let (total, all) = answer(&index, &["--limit", "1000", "--", query]);
    assert_eq!((total, all.len()), (200, 200));
    let mut paged = Vec::new();
    loop {
        let (total, hits) = answer(&index, &["--offset", &paged.len().to_string(), "--", query]);
        // There is a next page as long as there is more; that one only seems to answer, the last one sees.
        assert!(total > (paged.len() + hits.len()) as u64 || paged.len() + hits.len() == 200);
        if hits.is_empty() {
            assert_eq!(total, 200);
            break;
        }
        paged.extend(hits);
    }
    assert_eq!(paged, all);
    // Until its end is typed nothing is excluded.
    assert_eq!(answer(&index, &["--", "two -\"one two"]).0, 201);
}

/// In Turkish I is the capital of ı, and İ that of i.
#[test]
fn a_word_in_capitals_is_its_small_letters_as_the_language_has_them() {
    let texts = ["IŞIK HIZI SINIRI", "Işık ve ırmak", "sinirli bir adam, isik", "İSTANBUL", "Iğdır"];
    let records = || texts.iter().enumerate().map(|(number, text)| (number.to_string(), *text));
    let turkish = index("tr", records());
    for (query, expected) in [
        ("ışık", &["0", "1"][..]),
        ("IŞIK", &["0", "1"]),
        ("isik", &["0", "1", "2"]),
        ("\"hızı sınırı\"", &["0"]),
        ("istanbul", &["3"]),
        ("i\u{307}stanbul", &["3"]),
        ("ığdır", &["4"]),
        ("IĞDIR", &["4"]),
    ] {
        let (_, mut ids) = answer(&turkish, &["--literal", "--", query]);
        ids.sort_unstable();
        assert_eq!(ids, expected, "{query}");
    }
    let english = index("en", records());
    assert_eq!(answer(&english, &["--literal", "--", "istanbul"]).1, ["3"]);
}

/// In one word or in several, as documents have it both ways; and initials.
#[test]
fn words_with_hyphens_are_found_as_one_and_as_several() {
    let texts = [
        "our front-end by E-mail",
        "the frontend by mail",
        "Mátxcơva in the U.S.A.",
        "Mát-xcơ-va",
        "re-sign, i.e. a T-shirt",
        "front of the end",
    ];
    let index = index("en", texts.iter().enumerate().map(|(number, text)| (number.to_string(), *text)));
    for (query, expected) in [
        ("frontend", &["1", "0"][..]),
        ("email", &["0"]),
        ("usa", &["2"]),
        ("mátxcơva", &["2", "3"]),
        ("\"mát xcơ va\"", &["3"]),
        ("mát-xcơ-va", &["3", "2"]),
        ("tshirt", &["4"]),
        ("ie", &[]),
    ] {
        assert_eq!(answer(&index, &["--", query]).1, expected, "{query}");
    }
    let several = answer(&index, &["--", "front-end"]).1;
    assert!(several[0] == "0" && several.contains(&"1".to_owned()), "{several:?}");
}

/// Of what is only like the word that was typed, it is the likest, and no other form of it.
#[test]
fn a_word_with_wrong_marks_is_that_word() {
    let many = (0..60).map(|number| (format!("many{number}"), "des événements récents"));
    let few = (0..10).map(|number| (format!("few{number}"), "un événement récent"));
    let index = index("fr", many.chain(few));
    assert_eq!(answer(&index, &["--", "événements "]).0, 70);
    for query in ["évenements ", "evénements ", "événémênts "] {
        let (total, ids) = answer(&index, &["--", query]);
        assert!(total >= 60 && ids.iter().all(|id| id.starts_with("many")), "{query}: {total} {ids:?}");
    }
}

/// Slips in a few documents are no witness for the same slip in a query.
#[test]
fn a_slip_that_documents_have_too_is_one() {
    let many =
        |text: &'static str, count: usize| (0..count).map(move |number| (format!("{text} {number}"), text));
    let texts =
        many("tuần tra biên giới", 420).chain(many("diễn biễn xấu", 2)).chain(many("diễn giới thiệu", 5));
    let index = index("vi", texts);
    for query in ["biễn giới", "biễn giới "] {
        let page = page(&index, &["--limit", "1", "--", query]);
        assert_eq!(page["corrected"]["to"], query.replace('ễ', "ê"));
        assert_eq!(page["total"], 425, "of which five have the other word only");
    }
    assert_eq!(answer(&index, &["--literal", "biễn"]).0, 2);
    let known = page(&index, &["diễn biễn "]);
    assert_eq!(known["corrected"], serde_json::Value::Null, "its neighbours know it");
    assert_eq!(found(&known)[0], "diễn biễn xấu 0");
}

/// Another way of writing a word comes with all its marks.
#[test]
fn another_way_is_no_other_word() {
    let rare = [("a", "nước Cu-ba"), ("b", "nước Cuba"), ("c", "Cu-ba và Cuba")];
    let common = (0..20).map(|number| (format!("{number}"), "cụ bà bán rau"));
    let index = index("vi", rare.map(|(id, text)| (id.to_owned(), text)).into_iter().chain(common));
    let (_, ids) = answer(&index, &["--", "cuba "]);
    assert!(ids.contains(&"b".to_owned()) && ids.iter().all(|id| "abc".contains(id.as_str())), "{ids:?}");
}

/// However large the corpus, and however rare its words.
#[test]
fn other_ways_of_writing_are_known_in_a_large_corpus() {
    let rare = |number: usize| format!("ra{}re{}", number % 997, number).replace(['0', '5'], "o");
    let noise = (0..9000).map(|number| {
        let words: Vec<String> = (0..4).map(|at| rare(number * 4 + at)).collect();
        (format!("{number}"), &*words.join(" ").leak())
    });
    let both =
        [("a", "hat-trick wi-fi"), ("b", "hat-trick wi-fi"), ("c", "hattrick wifi"), ("d", "hattrick wifi")];
    let index = index("en", noise.chain(both.map(|(id, text)| (id.to_owned(), text))));
    for query in ["hat-trick ", "hattrick ", "wi-fi ", "wifi "] {
        let (_, mut ids) = answer(&index, &["--", query]);
        ids.sort_unstable();
        assert_eq!(ids, ["a", "b", "c", "d"], "{query}");
    }
}

/// However many seem to have a phrase, by its pairs of words or by their letters.
#[test]
fn a_phrase_is_found_among_many_that_seem_to_have_it() {
    let many = |text, count| (0..count).map(move |number| (format!("{number:03}"), text));
    let has = |text: &'static str| [("has".to_owned(), text)];
    let seem = index("en", many("one two. six two three.", 300).chain(has("one two three, and more")));
    assert_eq!(answer(&seem, &["--", "\"one two three\""]), (1, vec!["has".to_owned()]));
    let marks = index("vi", many("bạn là ai", 1000).chain(has("cái bàn là mới")));
    assert_eq!(answer(&marks, &["--", "\"bàn là\""]), (1, vec!["has".to_owned()]));
    // Where not all of them are looked through, it is said that there may be more.
    let seem = index("en", many("one two. six two three.", 1000).chain(has("one two three, and more")));
    let (total, hits) = answer(&seem, &["--", "\"one two three\""]);
    assert!(total > hits.len() as u64, "{total} {hits:?}");
    let told = timkiem(&["search", path(&seem.path().join("timkiem")), "--", "\"one two three\""]);
    assert!(text(&told.stdout).contains(&format!(" of about {total} documents, ")), "{}", text(&told.stdout));
    assert_eq!(answer(&seem, &["--limit", "1001", "--", "\"one two three\""]), (1, vec!["has".to_owned()]));
}

#[test]
fn letters_in_pieces_are_the_same_letters() {
    let texts = ["한국어 검색", "ガイドブック", "\u{f9dc} \u{2126}", "ဦးစီး"];
    let index = index("ko", texts.into_iter().map(|text| (text.to_owned(), text)));
    for (whole, pieces) in [
        ("한국어", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1165}"),
        ("ガイド", "カ\u{3099}イト\u{3099}"),
        ("\u{f9dc}", "隆"),
        ("\u{2126}", "ω"),
        ("ဦး", "\u{1025}\u{102e}း"),
    ] {
        let there = answer(&index, &[whole]);
        assert_eq!(there.0, 1, "{whole}");
        assert_eq!(answer(&index, &[pieces]), there, "{whole}");
    }
}

/// How many there are is the same, whether they are wanted or not.
#[test]
fn a_phrase_is_looked_up_though_no_hit_is_wanted() {
    let index = index("vi", [("a".to_owned(), "ba do"), ("b".to_owned(), "ba đo và ba")]);
    for (query, total) in [("\"ba đo\"", 1), ("ba -\"ba đo\"", 1), ("ba \"ba do\"", 2)] {
        for limit in ["0", "1", "10"] {
            assert_eq!(answer(&index, &["--limit", limit, "--", query]).0, total, "{query} {limit}");
        }
    }
}

/// CO2 is no cò, where documents write CO2: in quotes neither, nor while it is typed.
#[test]
fn a_code_that_documents_have_is_no_keystrokes() {
    let index = index("vi", [("co2".to_owned(), "khí CO2 tăng"), ("co".to_owned(), "con cò bay, cò lả")]);
    for query in ["CO2", "co2 ", "\"CO2\"", "khi CO2"] {
        assert_eq!(answer(&index, &["--", query]).1.first().map(String::as_str), Some("co2"), "{query}");
    }
    assert_eq!(answer(&index, &["--", "CO2"]), (1, vec!["co2".to_owned()]));
    let without = self::index("vi", [("co".to_owned(), "con cò bay")]);
    assert_eq!(answer(&without, &["co2"]), (1, vec!["co".to_owned()]), "keys, where nobody writes so");
}

/// What begins words that documents have is searched for as they are, and no
/// other word for one letter of the way.
#[test]
fn a_word_on_its_way_is_no_other() {
    let texts = ["xe taxi chạy", "mua tã giấy", "nước Malaysia", "mà lấy", "hòa bình ở bệnh viện"];
    let index = index("vi", texts.into_iter().map(|text| (text.to_owned(), text)));
    for (query, text) in
        [("tax", texts[0]), ("malay", texts[2]), ("malays", texts[2]), ("be65nh vie65", texts[4])]
    {
        let found = answer(&index, &[query]).1;
        assert_eq!(found.first().map_or("", String::as_str), text, "{query}");
    }
    assert_eq!(answer(&index, &["malay "]).1, ["mà lấy"], "finished, it is these words");
}

/// Keys alone, on their way to a word, are read as such where nothing else begins so.
#[test]
fn keys_on_their_way_are_the_word_they_begin() {
    let texts = ["tôi muốn về", "Roosevelt nói", "rồi họ đi", "muôn năm"];
    let records =
        (0..24).map(|number| ((number % 4).to_string() + &"x".repeat(number / 4), texts[number % 4]));
    let index = index("vi", records.filter(|(id, text)| *text != texts[1] || id.len() == 1));
    let with = |query: &str, text: &str| {
        let found = answer(&index, &["--limit", "30", query]).1;
        found.iter().any(|id| id.starts_with(text))
    };
    for query in ["muoos", "muoo", "muoosn", "muo6"] {
        assert!(with(query, "0"), "{query}");
    }
    assert!(!with("muoos", "3"), "muôn is no muốn");
    assert!(with("roo", "1") && with("rooi", "2"));
}

/// A letter is a letter in any script, however many bytes it takes.
#[test]
fn slips_are_corrected_in_other_letters_too() {
    for (language, text, other, slips) in [
        ("ru", "Столица Сенегал", "Другое слово", ["снегал", "сенгал", "сеенегал", "сенегла"]),
        ("el", "Αθήνα Ελλάδα", "Άλλη λέξη", ["ελάδα", "ελλάα", "ελάλδα", "ελλάδδα"]),
        ("ka", "საქართველო დიდი", "სხვა სიტყვა", ["საქრთველო", "საქართველოო", "საქარველო", "საქარვთელო"]),
    ] {
        let records = (0..6).map(|number| (number.to_string(), if number < 3 { text } else { other }));
        let index = index(language, records);
        for slip in slips {
            assert_eq!(answer(&index, &[&format!("{slip} ")]).0, 3, "{language}: {slip}");
        }
    }
}

#[test]
fn what_only_stretches_or_parts_a_word_is_no_letter() {
    let index = index("ar", [("a".to_owned(), "هذا كتـــاب"), ("b".to_owned(), "Hawaiʻi va Oʻzbekiston")]);
    for (query, id) in [("كتاب", "a"), ("hawai'i", "b"), ("hawaiʻi", "b"), ("O’zbekiston", "b")] {
        assert_eq!(answer(&index, &["--literal", query]), (1, vec![id.to_owned()]), "{query}");
    }
}

/// Vowels and tones stand on a character: they are found with it, or left to be typed yet, and a
/// hit never ends between the two.
#[test]
fn what_stands_on_a_character_is_never_parted_from_it() {
    for (language, text, queries) in [
        ("th", "เจ้าหน้าที่ชายแดนไทย", ["ที่ชายแดน", "เจ้าห", "ไทย", "ชาย"]),
        ("lo", "ສິດທິຂອງມະນຸດທຸກຄົນ", ["ສິດທິ", "ທຸກຄົ", "ມະນຸດ", "ຂອງມ"]),
        ("km", "សិទ្ធិមនុស្សទាំងអស់", ["មនុស្ស", "ទាំងអស់", "សិទ្ធិ", "មនុ"]),
        ("my", "မြန်မာနိုင်ငံ", ["မြန်မာ", "နိုင်ငံ", "မာနို", "မြန်"]),
    ] {
        let index = index(language, [("a".to_owned(), text), ("b".to_owned(), "another")]);
        for query in queries {
            let page = page(&index, &["--", query]);
            assert_eq!(found(&page), ["a"], "{query}");
            let pieces = page["hits"][0]["snippet"].as_array().expect("pieces");
            assert!(pieces.iter().any(|piece| piece[1] == true), "{query}: {pieces:?}");
            for piece in pieces {
                let first = piece[0].as_str().and_then(|piece| piece.chars().next()).expect("text");
                assert!(!is_combining_mark(first), "{query}: {pieces:?}");
            }
        }
    }
    let index = index("th", [("a".to_owned(), "มีที่"), ("b".to_owned(), "มาทา")]);
    assert_eq!(answer(&index, &["--", "มีท"]).1, ["a"], "on its way");
    assert_eq!(answer(&index, &["--", "\"มท\" "]).0, 0, "without its vowels it is another");
}

/// Words that most documents have are not looked up where their neighbours say enough; three of
/// fifteen hundred is not enough, and where some are left out or sorted by something else, nothing is.
#[test]
fn common_words_that_seldom_meet_are_found_apart() {
    let records = (0..3000).map(|number| {
        let text = match number {
            7 | 9 | 11 => "nhóm để đó",
            _ if number % 2 == 1 => "nhóm nào cũng để",
            _ => "không có gì",
        };
        (format!("{number:04}"), text)
    });
    let index = index("vi", records);
    let with = |query: &str| answer(&index, &["--limit", "1", "--", query]);
    for query in ["nhóm để", "nhóm để ", "để nhóm ", "\"nhóm\" \"để\""] {
        assert_eq!(with(query).0, 1500, "{query}");
    }
    assert_eq!(with("nhóm để ").1, ["0007"], "those that have them together come first");
    assert_eq!(with("nhóm để -\"nhóm để\"").0, 1497);
    assert_eq!(with("cũng để -\"nhóm để\"").0, 1497, "though they meet in nearly all");
}

/// An input method shows `lịc` before it shows `lịch`, and neither spelling of a word is lost beside
/// a neighbour.
#[test]
fn a_syllable_on_its_way_has_its_tone() {
    let texts = ["du lịch biển", "vở kịch hay", "chênh lệch", "huỵch một cái"];
    let site = index("vi", texts.into_iter().map(|text| (text.to_owned(), text)));
    for (query, text) in
        [("lịc", 0), ("kịc", 1), ("ki5c", 1), ("kijc", 1), ("du lijc", 0), ("lệc", 2), ("huỵc", 3)]
    {
        let page = page(&site, &["--", query]);
        assert_eq!(found(&page), [texts[text]], "{query}");
    }
    let texts = ["nói kỹ", "làm kĩ", "nói năng", "hỏi kỹ"];
    let site = index("vi", texts.into_iter().map(|text| (text.to_owned(), text)));
    for query in ["nói kỹ", "nói kĩ", "nói kỹ ", "nói kĩ "] {
        assert_eq!(answer(&site, &["--", query]).0, 4, "{query}");
    }
    assert_eq!(answer(&site, &["--", "làm kĩ "]).0, 3);
}
