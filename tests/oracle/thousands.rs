//! Numbers are found however their thousands are written, in documents and in
//! queries; by reading every document.

use std::collections::BTreeSet;

use proptest::prelude::*;
use timkiem::Document;
use timkiem::index::build::Options;
use timkiem::index::{Index, Stop};
use timkiem::search::{Request, search};

use super::cases;
use crate::corpus;

/// What texts are made of: numbers both ways, and what makes others beside them.
const PIECES: &[&str] = &[
    "12 350",
    "12.350",
    "12350",
    "12",
    "350",
    "12 350 700",
    "12.350.700",
    "1 024",
    "1.024",
    "1",
    "24",
    "people",
    "saw",
];

fn a_text() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(&[" ", " ", ", "][..]);
    prop::collection::vec((prop::sample::select(PIECES), gap), 0..8)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

/// Tokens of a text: what has points between its thousands is one.
fn tokens(text: &str) -> Vec<String> {
    let all = text.split([' ', ',']).filter(|token| !token.is_empty());
    all.map(|token| token.replace('.', "")).collect()
}

/// Whether the words stand in a text side by side, one of them this number, in
/// one or with its thousands apart.
fn says(text: &str, words: &[&str]) -> bool {
    let apart = words.iter().flat_map(|word| {
        let first = word.len() % 3;
        let is_number = word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_digit());
        let starts = (first..word.len()).step_by(3);
        let groups = starts.map(|start| word[start..start + 3].to_owned());
        if is_number {
            [word[..first].to_owned()].into_iter().chain(groups).collect()
        } else {
            vec![(*word).to_owned()]
        }
    });
    let apart: Vec<String> = apart.filter(|token| !token.is_empty()).collect();
    let tokens = tokens(text);
    let has = |these: &[String]| tokens.windows(these.len()).any(|at| at == these);
    has(&apart) || has(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_number_is_found_however_its_thousands_are_written(
        texts in prop::collection::vec((a_text(), a_text()), 1..20),
        common in prop_oneof![Just(0usize), Just(3), Just(100)],
        number in prop::sample::select(&["12350", "12350700", "1024"][..]),
        beside in prop::sample::select(&[[None, None], [Some("saw"), None], [None, Some("people")], [Some("350"), Some("people")]][..]),
    ) {
        let documents: Vec<Document> = texts
            .iter()
            .enumerate()
            .map(|(id, (title, text))| Document { id: id.to_string(), title: title.clone(), text: text.clone(), ..Document::default() })
            .collect();
        let options = Options { part: Some(1000), common, ..Options::default() };
        let index = Index::open(&corpus::built(&documents, &options)).expect("an index");
        let ids = |query: &str| -> Result<BTreeSet<usize>, TestCaseError> {
            let page = search(&index, &Request { query, limit: 100, ..Request::default() }).map_err(Stop::into_error).expect("a page");
            prop_assert_eq!(page.total, page.hits.len(), "{:?}", query);
            Ok(page.hits.iter().map(|hit| hit.id.parse().expect("a number")).collect())
        };
        let saying = |words: &[&str]| -> BTreeSet<usize> {
            let says = |(title, text): &(String, String)| says(title, words) || says(text, words);
            texts.iter().enumerate().filter(|(_, document)| says(document)).map(|(id, _)| id).collect()
        };
        let group = |sign: &str| {
            let first = (number.len() - 1) % 3 + 1;
            let rest = number.as_bytes()[first..].chunks(3).map(|group| std::str::from_utf8(group).expect("digits"));
            [&number[..first]].into_iter().chain(rest).collect::<Vec<_>>().join(sign)
        };
        let words: Vec<&str> = [beside[0], Some(number), beside[1]].into_iter().flatten().collect();
        let expected = saying(&words);
        for typed in [group(" "), group("."), number.to_owned()] {
            // A year is not taken for a number with its thousands apart.
            if typed == "1024" || typed == "1.024" {
                continue;
            }
            let phrase = [beside[0], Some(typed.as_str()), beside[1]].into_iter().flatten().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(ids(&format!("\"{phrase}\""))?, expected.clone(), "{:?} of {:?}", phrase, texts);
            let all = ids("people saw 1 12 350 24 12350 12350700 1024 ")?;
            let without: BTreeSet<usize> = ids(&format!("people saw 1 12 350 24 12350 12350700 1024 -\"{phrase}\" "))?;
            prop_assert_eq!(without, all.difference(&expected).copied().collect::<BTreeSet<_>>(), "-{:?} of {:?}", phrase, texts);
            let titles = texts.iter().enumerate().filter(|(_, (title, _))| says(title, &words)).map(|(id, _)| id);
            prop_assert_eq!(ids(&format!("title:\"{phrase}\""))?, titles.collect::<BTreeSet<_>>(), "title:{:?} of {:?}", phrase, texts);
            // Two numbers that make none are two, and found one by one.
            let found = ids(&format!("{typed} "))?;
            let of_number = saying(&[number]);
            prop_assert!(of_number.is_subset(&found), "{typed:?} of {texts:?}: {found:?}");
            let is_one = texts.iter().any(|(title, text)| [title, text].iter().any(|text| tokens(text).iter().any(|token| token == number)));
            // Zeros before thousands are looked for in phrases only.
            let is_exact = number != "1024" && (is_one || !typed.contains(' '));
            prop_assert!(found == of_number || !is_exact, "{typed:?} of {texts:?}: {found:?}");
        }
    }
}
