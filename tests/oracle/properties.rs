//! What must be so whatever the documents are: no answer is known here, but how
//! two of them stand to each other.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use timkiem::Document;
use timkiem::analysis::keystrokes;
use timkiem::index::build::Options;
use timkiem::index::{Index, Stop};
use timkiem::search::{Page, Request, search};
use unicode_normalization::UnicodeNormalization;

use super::cases;
use super::made::{self, a_case, a_word};
use super::query::Asked;
use super::words::{fold, words};
use crate::corpus;

fn built(documents: &[Document], options: &Options) -> Index {
    Index::open(&corpus::built(documents, options)).expect("an index")
}

/// Everything that answers.
fn ask(index: &Index, request: &Request) -> Page {
    search(index, &Request { limit: 1000, ..*request })
        .map_err(Stop::into_error)
        .expect("everything is loaded")
}

fn all(index: &Index, query: &str) -> Page {
    ask(index, &Request { query, ..Request::default() })
}

fn ids(page: &Page) -> BTreeSet<&str> {
    page.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn scores(page: &Page) -> Vec<(&str, u64)> {
    page.hits.iter().map(|hit| (hit.id.as_str(), hit.score.to_bits())).collect()
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_condition_more_finds_no_more(case in a_case(), one in made::a_condition(), other in made::a_condition()) {
        let known: Vec<String> = [one, other]
            .iter()
            .filter(|condition| condition.is_known(&case.documents))
            .map(|condition| condition.written())
            .collect();
        let index = built(&case.documents, &case.options);
        let query: Vec<String> = case.query.iter().map(Asked::written).collect();
        let query = query.join(" ");
        let mut before = ask(&index, &Request { query: &query, ..Request::default() });
        let is_all = query.is_empty();
        for number in 1..=known.len() {
            let filters = known[..number].join(" ");
            let now = ask(&index, &Request { query: &query, filters: &filters, ..Request::default() });
            prop_assert!(is_all && number == 1 || ids(&now).is_subset(&ids(&before)), "{query:?} {filters}");
            prop_assert_eq!(now.total, now.hits.len());
            let typed = ask(&index, &Request { query: &format!("{filters} {query}"), ..Request::default() });
            prop_assert_eq!(scores(&typed), scores(&now), "typed or given, {:?} {}", query, filters);
            before = now;
        }
    }

    #[test]
    fn what_is_excluded_is_taken_away_and_nothing_added(case in a_case(), word in a_word(), phrase in made::some_words(2..4)) {
        let index = built(&case.documents, &case.options);
        let query: Vec<String> =
            case.query.iter().filter(|clause| !matches!(clause, Asked::Excluded(_))).map(Asked::written).collect();
        let query = query.join(" ");
        if query.is_empty() {
            return Ok(());
        }
        let whole = all(&index, &format!("{query} "));
        for excluded in [word.clone(), format!("\"{}\"", phrase.join(" "))] {
            let rest = all(&index, &format!("{query} -{excluded}"));
            let with = all(&index, &format!("{query} \"{}\"", excluded.trim_matches('"')));
            prop_assert!(ids(&rest).is_subset(&ids(&whole)), "{query:?} -{excluded}");
            prop_assert!(ids(&rest).is_disjoint(&ids(&with)), "{query:?} -{excluded}");
            let split: BTreeSet<&str> = ids(&rest).union(&ids(&with)).copied().collect();
            prop_assert!(ids(&whole).is_subset(&split), "{query:?} with and without {excluded}");
        }
    }

    #[test]
    fn a_title_finds_its_document(case in a_case()) {
        let index = built(&case.documents, &case.options);
        for document in case.documents.iter().filter(|one| !one.title_is_derived && !one.title.is_empty()) {
            let title = &document.title;
            for query in [title.clone(), format!("\"{title}\""), format!("title:\"{title}\""), fold(title)] {
                let page = all(&index, &query);
                prop_assert!(ids(&page).contains(document.id.as_str()), "{query:?} in {:?}", case.documents);
            }
        }
    }

    /// Of documents that have nothing of what is asked nothing can be told by
    /// what is found.
    #[test]
    fn other_documents_change_no_set_of_hits(case in a_case()) {
        let options = Options { common: 6144, ..case.options.clone() };
        let query: Vec<String> = case.query.iter().map(Asked::written).collect();
        let query = query.join(" ");
        let mut more = case.documents.clone();
        let text = "ZZZZZZZZZZ wwwwwwwwww".to_owned();
        more.insert(more.len() / 2, Document { id: "other".to_owned(), text, ..Document::default() });
        let (before, after) = (built(&case.documents, &options), built(&more, &options));
        let (before, after) = (all(&before, &query), all(&after, &query));
        prop_assert_eq!(ids(&before), ids(&after), "{:?}", query);
        prop_assert_eq!(before.corrected, after.corrected);
    }

    /// The order of the documents decides between equals only.
    #[test]
    fn documents_in_another_order_are_found_in_the_same(case in a_case(), places in Just((0..25).collect::<Vec<usize>>()).prop_shuffle()) {
        let query: Vec<String> = case.query.iter().map(Asked::written).collect();
        let query = query.join(" ");
        let places = places.into_iter().filter(|place| *place < case.documents.len());
        let shuffled: Vec<Document> = places.map(|place| case.documents[place].clone()).collect();
        let (before, after) = (built(&case.documents, &case.options), built(&shuffled, &case.options));
        let (before, after) = (all(&before, &query), all(&after, &query));
        let scores = |page: &Page| -> BTreeMap<String, f64> {
            page.hits.iter().map(|hit| (hit.id.clone(), hit.score)).collect()
        };
        prop_assert_eq!(ids(&before), ids(&after), "{:?}", query);
        // Which of several are the ten that are looked at for nearness is the order's to say.
        if before.hits.len() <= 10 {
            for (id, score) in scores(&before) {
                prop_assert!((score - scores(&after)[&id]).abs() < 1e-9, "{query:?}: {id}");
            }
        }
    }

    /// However a query is written, it is the same one.
    #[test]
    fn a_query_is_the_same_however_it_is_written(case in a_case()) {
        let index = built(&case.documents, &case.options);
        let query: Vec<String> = case.query.iter().map(Asked::written).collect();
        let query = query.join(" ");
        let expected = all(&index, &query);
        let decomposed: String = query.nfd().collect();
        let upper = query.replace("title:", "\u{1}").to_uppercase().replace('\u{1}', "title:");
        let hidden: String = query.chars().flat_map(|c| if c == 'a' { vec!['a', '\u{ad}'] } else { vec![c] }).collect();
        let others = [decomposed, upper, hidden.trim_end_matches('\u{ad}').to_owned(), format!("  {query}")];
        for other in others {
            let page = all(&index, &other);
            prop_assert_eq!(scores(&page), scores(&expected), "{:?} for {:?}", other, query);
        }
    }

    /// Quotes and spaces are what they are, as phones and word processors type
    /// them too, before and after names as anywhere.
    #[test]
    fn quotes_and_spaces_are_the_same_however_they_are_typed(case in a_case()) {
        let index = built(&case.documents, &case.options);
        let query = case.written();
        let expected = all(&index, &query);
        let others = ["“", "”", "„", "«", "»"].map(|quote| query.replace('"', quote));
        // What stands in quotes is a value as it is.
        let spaced = |space| query.split('"').enumerate().map(|(at, part)| if at % 2 == 0 { part.replace(' ', space) } else { part.to_owned() }).collect::<Vec<_>>().join("\"");
        for other in others.into_iter().chain(["\u{a0}", "\u{3000}"].map(spaced)) {
            let page = all(&index, &other);
            prop_assert_eq!(scores(&page), scores(&expected), "{:?} for {:?}", other, query);
            prop_assert_eq!(page.total, expected.total, "{:?} for {:?}", other, query);
        }
    }

    /// Keys that an input method would have read are what it would have made.
    #[test]
    fn keys_are_what_they_make(case in a_case(), places in prop::collection::vec(any::<prop::sample::Index>(), 1..4), of_digits: bool) {
        let index = built(&case.documents, &case.options);
        let known: BTreeSet<String> = case
            .documents
            .iter()
            .flat_map(|one| [&one.text, if one.title_is_derived { &one.text } else { &one.title }])
            .flat_map(|text| words(text))
            .map(|one| one.word)
            .collect();
        let marked: Vec<&String> = known.iter().filter(|word| !word.is_ascii()).collect();
        if marked.is_empty() {
            return Ok(());
        }
        let typed: Vec<String> = places.iter().map(|place| (*place.get(&marked)).clone()).collect();
        let keys: Vec<String> = typed.iter().map(|word| made::keys(word, of_digits)).collect();
        // What a document has as it is typed is no keys.
        if keys.iter().any(|keys| known.iter().any(|one| fold(one) == *keys)) {
            return Ok(());
        }
        let options = Options { common: 6144, ..case.options.clone() };
        let index = if case.options.common < 6144 { built(&case.documents, &options) } else { index };
        // A word under way may go on, and then its keys are not all there.
        let (keys, typed) = (keys.join(" ") + " ", typed.join(" ") + " ");
        let (page, expected) = (all(&index, &keys), all(&index, &typed));
        prop_assert_eq!(scores(&page), scores(&expected), "{:?} for {:?}", keys, typed);
        prop_assert_eq!(page.corrected.map(|corrected| words(&corrected.to).len()), Some(words(&typed).len()));
    }

    /// Words typed as one are these words, if they stand side by side and the
    /// letters can be no others.
    #[test]
    fn words_typed_as_one_are_these_words(case in a_case(), unfinished: bool) {
        let options = Options { common: 6144, ..case.options.clone() };
        let index = built(&case.documents, &options);
        let texts = || case.documents.iter().map(|one| words(&one.text));
        let folds: BTreeSet<String> = texts().flatten().map(|one| fold(&one.word)).collect();
        let titles = case.documents.iter().flat_map(|one| words(&one.title)).map(|one| fold(&one.word));
        let folds: BTreeSet<String> = folds.into_iter().chain(titles).collect();
        for two in texts().flat_map(|text| text.windows(2).map(<[_]>::to_vec).collect::<Vec<_>>()).take(5) {
            let (left, right) = (fold(&two[0].word), fold(&two[1].word));
            let whole = format!("{left}{right}");
            let is_plain = whole.len() >= 5 && left.len() >= 2 && right.len() >= 2 && whole.bytes().all(|b| b.is_ascii_lowercase());
            let ways = (2..whole.len() - 1).filter(|&at| folds.contains(&whole[..at]) && folds.contains(&whole[at..]));
            // Keys of an input method come first: dodong is đông.
            let are_keys = keystrokes::decode(&whole).is_some_and(|form| form.is_marked());
            if two[1].begins || !is_plain || folds.contains(&whole) || ways.count() != 1 || are_keys {
                continue;
            }
            let end = if unfinished { "" } else { " " };
            let (one, apart) = (all(&index, &format!("{whole}{end}")), all(&index, &format!("{left} {right}{end}")));
            prop_assert_eq!(scores(&one), scores(&apart), "{} for {} {}", whole, left, right);
        }
    }
}
