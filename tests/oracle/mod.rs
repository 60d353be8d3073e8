//! An oracle: the answer by the definitions, scanning every document, with no
//! index, no fst and no cleverness; and the engine must equal it.
//!
//! It knows a word by its spelling alone: letters with their marks, taken
//! apart by Unicode. Everything else is written down once more, as plainly as
//! it can be, from what the modules of `search` say they do.

mod context;
mod found;
mod loading;
mod made;
mod pairs;
mod places;
mod properties;
mod query;
mod ranking;
mod selection;
mod shown;
mod slips;
mod synonyms;
mod terms;
mod thousands;
mod tongues;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use timkiem::Document;
use timkiem::index::build::Options;
use timkiem::index::{Index, Stop};
use timkiem::search::explain::explain;
use timkiem::search::{Request, read, search};

use self::made::{Case, Given};
use self::ranking::Asking;
use self::selection::let_in;
use self::synonyms::Synonyms;
use self::words::{Seen, fold, see};
use crate::corpus;

struct Oracle {
    synonyms: Synonyms,
    /// What the score of each document is multiplied by.
    boosts: Vec<f64>,
    /// In more documents than this a term is left aside beside its neighbours.
    many: usize,
    documents: Vec<Seen>,
    /// Every word, and in how many documents it is.
    vocabulary: BTreeMap<String, usize>,
    /// The folds whose words are common.
    common: BTreeSet<String>,
}

impl Oracle {
    fn new(documents: &[Document], options: &Options, synonyms: Synonyms) -> Oracle {
        let many = options.many.map_or(usize::MAX, |many| many as usize);
        let common = options.common;
        let boosts = boosts(documents, options.recent);
        let documents: Vec<Seen> = documents.iter().map(see).collect();
        let mut vocabulary = BTreeMap::new();
        for seen in &documents {
            let all = seen.texts().into_iter().flatten();
            for word in all.map(|one| &one.word).collect::<BTreeSet<_>>() {
                *vocabulary.entry(word.clone()).or_default() += 1;
            }
        }
        // The commonest folds, as many as have no more words than this.
        let mut folds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (word, frequency) in &vocabulary {
            let of_fold = folds.entry(fold(word)).or_default();
            *of_fold = (of_fold.0 + frequency, of_fold.1 + 1);
        }
        let mut folds: Vec<(String, (usize, usize))> = folds.into_iter().collect();
        folds.sort_by_key(|(_, (frequency, _))| std::cmp::Reverse(*frequency));
        let sums = folds.iter().scan(0, |sum, (_, (_, words))| {
            *sum += words;
            Some(*sum)
        });
        let count = sums.take_while(|&sum| sum <= common).count();
        let common = folds.into_iter().take(count).map(|(fold, _)| fold).collect();
        let mut oracle = Oracle { synonyms, boosts, many, documents, vocabulary, common };
        // So are the words of other ways of writing something.
        let ways = oracle.known_synonyms().flatten().flatten();
        let words: Vec<String> =
            ways.filter(|word| oracle.vocabulary.contains_key(*word)).map(|word| fold(word)).collect();
        oracle.common.extend(words);
        oracle
    }
}

/// What the score of each document is multiplied by: more by so much for the
/// newest, half of that for what is a year older, in hundredths.
fn boosts(documents: &[Document], recent: f64) -> Vec<f64> {
    let years = documents.iter().map(|document| document.date.map(|date| date.years()));
    let newest = years.clone().flatten().fold(f64::MIN, f64::max);
    let boost = |years: f64| 1.0 + (100.0 * recent * 2f64.powf(years - newest)).round() / 100.0;
    years.map(|years| years.map_or(1.0, boost)).collect()
}

/// So many cases, or as many as `PROPTEST_CASES` says.
pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(cases.unwrap_or(usual))
}

/// What is asked of an index, by whatever way.
pub(crate) struct Question {
    pub(crate) query: String,
    pub(crate) literal: bool,
    pub(crate) sort: &'static str,
    pub(crate) limit: usize,
    pub(crate) offset: usize,
}

/// Documents with all that documents can have, in many scripts, built; and so
/// many questions about them. The same every time.
pub(crate) fn questions(count: usize) -> (Vec<u8>, Vec<Question>) {
    let mut chance = TestRunner::deterministic();
    let mut documents: Vec<Document> = Vec::new();
    let mut questions = Vec::new();
    let mut options = Options::default();
    for number in 0..count {
        let mut case = made::a_case().new_tree(&mut chance).expect("a case").current();
        if number % 10 == 0 {
            documents.append(&mut case.documents);
            documents.append(&mut tongues::documents().new_tree(&mut chance).expect("documents").current());
            options = Options { part: None, common: 40, recent: 0.2, ..case.options.clone() };
        }
        case.given = Given::InQuery;
        let other = if number % 2 == 0 { tongues::a_text().boxed() } else { made::anything().boxed() };
        let other = other.new_tree(&mut chance).expect("a query").current();
        let query = if number % 3 == 0 { other } else { case.written() };
        let Case { literal, sort, limit, offset, .. } = case;
        // A line each is how it is asked.
        questions.push(Question { query: query.replace('\n', " "), literal, sort, limit, offset });
    }
    for (number, document) in documents.iter_mut().enumerate() {
        document.id = number.to_string();
    }
    (corpus::built(&documents, &options), questions)
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn the_engine_equals_the_oracle(case in made::a_case()) {
        let index = Index::open(&corpus::built(&case.documents, &case.options)).expect("an index");
        let written = case.written();
        let (filters, always) = (case.beside(Given::ToChoose), case.beside(Given::Always));
        let Case { documents, literal, sort, limit, offset, .. } = &case;
        let (literal, limit, offset) = (*literal, *limit, *offset);
        let request = Request { query: &written, limit, offset, literal, filters: &filters, always: &always, sort, lost: &[] };
        let page = search(&index, &request).map_err(Stop::into_error).expect("everything is loaded");

        let oracle = Oracle::new(documents, &case.options, case.synonyms.clone());
        let lets_in: Vec<bool> =
            documents.iter().map(|document| let_in(&case.conditions, document, documents)).collect();
        let order = selection::places(sort, documents);
        let asking = Asking {
            query: &case.query,
            unfinished: case.unfinished,
            literal,
            lets_in: &lets_in,
            order: &order.clone().unwrap_or_else(|| vec![0; documents.len()]),
            is_selective: order.is_some() || !case.conditions.is_empty(),
            is_counted: documents.iter().any(|document| !document.filters.is_empty()),
        };
        let answer = oracle.answer(&asking);
        let expected = &answer.ranked;

        // Beyond the documents shown, one that may have what is excluded is counted.
        let is_for_texts = case.query.iter().any(shown::is_for_texts);
        let is_exact = expected.len() < limit + offset || !is_for_texts || !written.contains("-\"");
        prop_assert!(page.total == expected.len() || !is_exact && (expected.len()..=documents.len()).contains(&page.total), "{:?}: {}, expected {}", written, page.total, expected.len());
        prop_assert!(page.estimated || page.total == expected.len(), "{:?}", page);
        prop_assert!(!page.estimated || expected.len() > limit + offset && is_for_texts, "{:?}", page);
        let cut: Vec<(usize, f64)> = expected.iter().skip(offset).take(limit).copied().collect();
        let found: Vec<(usize, f64)> = page.hits.iter().map(|hit| (hit.id.parse().unwrap(), hit.score)).collect();
        for (found, expected) in found.iter().zip(&cut) {
            prop_assert!((found.1 - expected.1).abs() < 1e-9, "{:?}: {:?}, expected {:?}", written, page.hits, cut);
            let is_tie = expected.1 - found.1;
            prop_assert!(found.0 == expected.0 || is_tie.abs() < 1e-9);
        }
        prop_assert_eq!(found.len(), cut.len());

        let understood = &answer.understood;
        let is_so = |checked: Result<(), String>| checked.map_err(|what| TestCaseError::fail(format!("{written:?}: {what}")));
        is_so(shown::check_facets(&page, &case, &answer))?;
        is_so(shown::check_understood(&page, &oracle, &case, understood))?;
        for (number, hit) in page.hits.iter().enumerate() {
            let document = found[number].0;
            is_so(oracle.check_hit(hit, document, &case, understood))?;
            // Read as typed, and as typed only.
            if number < 2 && !literal {
                let article = read(&index, &hit.id, &written, &[]).map_err(Stop::into_error).expect("an article");
                is_so(oracle.check_article(&article, document, &case, understood))?;
            }
        }
        let ids: Vec<&str> = page.hits.iter().map(|hit| hit.id.as_str()).collect();
        let accounts = explain(&index, &request, &ids).map_err(Stop::into_error).expect("accounts");
        for (account, hit) in accounts.iter().zip(&page.hits) {
            let sum: f64 = account.iter().map(|share| share.gave).sum();
            prop_assert!((sum - hit.score).abs() < 1e-9, "{:?}: {:?} is not {}", written, account, hit.score);
        }
    }
}
