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
    "12'350",
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

/// Tokens of a text, what has signs between its thousands as one; and whether
/// but a space stands before them.
fn tokens(text: &str) -> Vec<(String, bool)> {
    let mut tokens = Vec::new();
    for (place, piece) in text.split(", ").enumerate() {
        for (at, token) in piece.split(' ').filter(|token| !token.is_empty()).enumerate() {
            tokens.push((token.replace(['.', '\''], ""), at > 0 || place == 0));
        }
    }
    tokens
}

/// Whether the words stand in a text side by side, each number in one or with
/// its thousands apart, and if so with but spaces between these.
fn says(text: &str, words: &[&str], but_spaces: bool) -> bool {
    let mut apart: Vec<(String, bool)> = Vec::new();
    for word in words {
        let is_number = word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_digit());
        let first = if is_number { (word.len() - 1) % 3 + 1 } else { word.len() };
        apart.push((word[..first].to_owned(), false));
        for start in (first..word.len()).step_by(3) {
            apart.push((word[start..start + 3].to_owned(), but_spaces));
        }
    }
    let tokens = tokens(text);
    let has = |these: &[(String, bool)]| {
        let is_one =
            |(there, this): (&(String, bool), &(String, bool))| there.0 == this.0 && (there.1 || !this.1);
        tokens.windows(these.len()).any(|at| at.iter().zip(these).all(is_one))
    };
    has(&apart) || has(&words.iter().map(|word| ((*word).to_owned(), false)).collect::<Vec<_>>())
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
        let saying = |words: &[&str], but_spaces| -> BTreeSet<usize> {
            let says = |(title, text): &(String, String)| says(title, words, but_spaces) || says(text, words, but_spaces);
            texts.iter().enumerate().filter(|(_, document)| says(document)).map(|(id, _)| id).collect()
        };
        let group = |sign: &str| {
            let first = (number.len() - 1) % 3 + 1;
            let rest = number.as_bytes()[first..].chunks(3).map(|group| std::str::from_utf8(group).expect("digits"));
            [&number[..first]].into_iter().chain(rest).collect::<Vec<_>>().join(sign)
        };
        let words: Vec<&str> = [beside[0], Some(number), beside[1]].into_iter().flatten().collect();
        let is_one = texts.iter().any(|(title, text)| [title, text].iter().any(|text| tokens(text).iter().any(|(token, _)| token == number)));
        for typed in [group(" "), group("."), group("'"), number.to_owned()] {
            // A year is not taken for a number with its thousands apart.
            if typed == "1024" || typed == "1.024" || typed == "1'024" {
                continue;
            }
            // Two numbers that make none are two, whatever is between them.
            let but_spaces = is_one || !typed.contains(' ');
            let expected = saying(&words, but_spaces);
            let phrase = [beside[0], Some(typed.as_str()), beside[1]].into_iter().flatten().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(ids(&format!("\"{phrase}\""))?, expected.clone(), "{:?} of {:?}", phrase, texts);
            let all = ids("people saw 1 12 350 24 12350 12350700 1024 ")?;
            let without: BTreeSet<usize> = ids(&format!("people saw 1 12 350 24 12350 12350700 1024 -\"{phrase}\" "))?;
            prop_assert_eq!(without, all.difference(&expected).copied().collect::<BTreeSet<_>>(), "-{:?} of {:?}", phrase, texts);
            let titles = texts.iter().enumerate().filter(|(_, (title, _))| says(title, &words, but_spaces)).map(|(id, _)| id);
            prop_assert_eq!(ids(&format!("title:\"{phrase}\""))?, titles.collect::<BTreeSet<_>>(), "title:{:?} of {:?}", phrase, texts);
            let found = ids(&format!("{typed} "))?;
            prop_assert!(saying(&[number], true).is_subset(&found), "{typed:?} of {texts:?}: {found:?}");
            // Signs before thousands are looked at in phrases only.
            prop_assert!(!but_spaces || number == "1024" || found.is_subset(&saying(&[number], false)), "{typed:?} of {texts:?}: {found:?}");
        }
    }
}
