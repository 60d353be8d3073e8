//! An index loaded as it is needed: the same pages as all of it at once,
//! whatever comes in whatever order, whatever fails and is tried again.

use proptest::prelude::*;
use timkiem::index::build::Options;
use timkiem::index::part::{self, Part, PartId, PartKind};
use timkiem::index::{Index, Stop};
use timkiem::search::{Page, Request, read, search};

use super::cases;
use super::made::{Case, Given, a_case, anything};
use crate::corpus;

/// How often the engine asks at most: for what words were typed as one, for
/// terms and pairs, for lists, for the texts of ten, of ten more …
fn rounds(case: &Case) -> usize {
    4 + (case.documents.len()).div_ceil(10)
}

/// What becomes of parts on their way: the first of these numbers is taken each
/// time that chance decides.
struct Chance(Vec<u16>, usize);

impl Chance {
    fn of(&mut self, count: usize) -> usize {
        self.1 += 1;
        let number = self.0[self.1 % self.0.len()];
        usize::from(number.rotate_left(self.1 as u32)) % count
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.of(at + 1));
        }
    }
}

fn chance() -> impl Strategy<Value = Chance> {
    prop::collection::vec(any::<u16>(), 7).prop_map(|numbers| Chance(numbers, 0))
}

impl std::fmt::Debug for Chance {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:?}", self.0)
    }
}

/// An index in parts.
struct Host<'a> {
    parts: Vec<Part<'a>>,
}

impl<'a> Host<'a> {
    fn new(file: &'a [u8]) -> Host<'a> {
        Host { parts: part::read(file).expect("a built file is sound") }
    }

    fn bytes(&self, id: PartId) -> Vec<u8> {
        self.parts.iter().find(|part| part.id == id).expect("what is needed exists").write()
    }

    fn open(&self) -> Index {
        let root = PartId { kind: PartKind::Root, number: 0 };
        Index::open(&self.bytes(root)).expect("a root opens by itself")
    }

    /// Every part but the root.
    fn ids(&self) -> Vec<PartId> {
        self.parts.iter().map(|part| part.id).filter(|id| id.kind != PartKind::Root).collect()
    }

    fn bring(&self, index: &mut Index, id: PartId) {
        index.add(&self.bytes(id)).expect("a part of the same build fits");
    }
}

/// What is needed, which is not there yet and named once.
fn needed<T>(index: &Index, answer: Result<T, Stop>) -> Result<T, Vec<PartId>> {
    match answer {
        Ok(answer) => Ok(answer),
        Err(Stop::Error(error)) => panic!("{error}"),
        Err(Stop::Need(parts)) => {
            assert!(!parts.is_empty() && parts.iter().all(|&id| !index.has(id)), "{parts:?}");
            for (at, id) in parts.iter().enumerate() {
                assert!(!parts[..at].contains(id), "{id} is asked for twice");
            }
            Err(parts)
        }
    }
}

/// An index of a case, its parts of about so many bytes.
fn in_parts(case: &Case, part: usize) -> Vec<u8> {
    corpus::built(&case.documents, &Options { part: Some(part), ..case.options.clone() })
}

/// A query, asked as a case asks.
fn asked<'a>(case: &Case, query: &'a str, [filters, always]: &'a [String; 2]) -> Request<'a> {
    let Case { limit, offset, literal, sort, .. } = *case;
    Request { query, limit, offset, literal, filters, always, sort, lost: &[] }
}

/// The whole answer, all parts there.
fn at_once(file: &[u8], request: &Request) -> Page {
    let index = Index::open(file).expect("an index");
    search(&index, request).map_err(Stop::into_error).expect("everything is loaded")
}

proptest! {
    #![proptest_config(cases(150))]

    /// What is needed comes at once, shuffled; then in some order a few at a
    /// time, with others that nobody asked for, and some twice.
    #[test]
    fn parts_in_any_order_give_the_same_page(
        case in a_case(),
        other in anything(),
        part in 60usize..600,
        mut chance in chance(),
    ) {
        let file = in_parts(&case, part);
        let host = Host::new(&file);
        let (written, beside) = (case.written(), [Given::ToChoose, Given::Always].map(|given| case.beside(given)));
        for query in [&written, &other] {
            let request = asked(&case, query, &beside);
            let expected = at_once(&file, &request);
            for at_once in [true, false] {
                let mut index = host.open();
                let mut asked = 0;
                let page = loop {
                    asked += 1;
                    let mut parts = match needed(&index, search(&index, &request)) {
                        Ok(page) => break page,
                        Err(parts) => parts,
                    };
                    prop_assert!(!at_once || asked <= rounds(&case), "{query:?} took {asked} rounds");
                    prop_assert!(asked <= host.parts.len(), "{query:?} never ends");
                    chance.shuffle(&mut parts);
                    if !at_once {
                        parts.truncate(1 + chance.of(parts.len()));
                        let all = host.ids();
                        parts.push(all[chance.of(all.len())]);
                        parts.push(parts[chance.of(parts.len())]);
                    }
                    parts.iter().for_each(|&id| host.bring(&mut index, id));
                };
                prop_assert_eq!(&page, &expected, "{:?}", query);
                for hit in page.hits.iter().take(1) {
                    let article = loop {
                        match needed(&index, read(&index, &hit.id, query, &[])) {
                            Ok(article) => break article,
                            Err(parts) => parts.iter().for_each(|&id| host.bring(&mut index, id)),
                        }
                    };
                    let whole = Index::open(&file).expect("an index");
                    let whole = read(&whole, &hit.id, query, &[]).map_err(Stop::into_error).expect("an article");
                    prop_assert_eq!(article, whole, "{:?}", query);
                }
            }
        }
    }

    /// Parts fail, and are done without; then they come after all.
    #[test]
    fn what_fails_is_said_and_comes_back(
        case in a_case(),
        other in anything(),
        part in 60usize..600,
        mut chance in chance(),
    ) {
        let file = in_parts(&case, part);
        let host = Host::new(&file);
        let (written, beside) = (case.written(), [Given::ToChoose, Given::Always].map(|given| case.beside(given)));
        for query in [&written, &other] {
            let request =
                Request { limit: case.documents.len(), offset: 0, ..asked(&case, query, &beside) };
            let whole = at_once(&file, &request);
            let mut index = host.open();
            let mut lost: Vec<PartId> = Vec::new();
            let mut asked = 0;
            let page = loop {
                asked += 1;
                prop_assert!(asked <= rounds(&case), "{query:?} took {asked} rounds without {lost:?}");
                match needed(&index, search(&index, &Request { lost: &lost, ..request })) {
                    Ok(page) => break page,
                    Err(parts) => for id in parts {
                        prop_assert!(!lost.contains(&id), "{id} is lost, and asked for");
                        if chance.of(3) == 0 { lost.push(id) } else { host.bring(&mut index, id) }
                    }
                }
            };
            // What was asked for before it was known what it would be for may
            // be of no use in the end: then it is not missed.
            if !page.partial {
                prop_assert_eq!(&page, &whole, "{:?} without {:?}", query, lost);
            }
            prop_assert!(!page.partial || !lost.is_empty(), "{query:?}");
            // Without what was typed nothing else is taken for it.
            for hit in &page.hits {
                let document = case.documents.iter().find(|one| one.id == hit.id).expect("a document");
                let lets_in = super::let_in(&case.conditions, document, &case.documents);
                prop_assert!(query == &other || lets_in, "{query:?} finds {} without {lost:?}", hit.id);
                let title: String = hit.title.pieces.iter().map(|(text, _)| text.as_str()).collect();
                prop_assert_eq!(&title, &document.title);
                let is_whole = whole.hits.iter().any(|one| one.id == hit.id);
                let are_words = lost.iter().any(|id| !matches!(id.kind, PartKind::Texts | PartKind::Columns));
                prop_assert!(is_whole || are_words, "{query:?} finds {} without {lost:?}", hit.id);
            }
            // They come after all, whoever still does without them.
            let tried = lost.clone();
            lost.drain(..).for_each(|id| host.bring(&mut index, id));
            let page = loop {
                match needed(&index, search(&index, &Request { lost: &tried, ..request })) {
                    Ok(page) => break page,
                    Err(parts) => parts.iter().for_each(|&id| host.bring(&mut index, id)),
                }
            };
            prop_assert_eq!(&page, &whole, "{:?} with {:?} after all", query, tried);
        }
    }

    /// What is forgotten is asked for again, and nothing that is under way is
    /// forgotten.
    #[test]
    fn what_is_forgotten_comes_again(
        cases in prop::collection::vec((a_case(), anything()), 2..3),
        part in 60usize..600,
        memory in prop_oneof![Just(0usize), 0usize..20_000],
        mut chance in chance(),
    ) {
        let file = in_parts(&cases[0].0, part);
        let host = Host::new(&file);
        let mut index = host.open();
        for (case, other) in &cases {
            let written: Vec<String> = case.query.iter().map(|clause| clause.written()).collect();
            for query in [written.join(" "), other.clone(), written.join(" ")] {
                let request = Request { query: &query, limit: 10, sort: case.sort, ..Request::default() };
                let mut asked: Vec<Vec<PartId>> = Vec::new();
                let page = loop {
                    // What was brought for a later step is brought once more.
                    prop_assert!(asked.len() < 2 * rounds(&cases[0].0), "{query:?} asked for {asked:?}");
                    match needed(&index, search(&index, &request)) {
                        Ok(page) => break page,
                        Err(parts) => {
                            parts.iter().for_each(|&id| host.bring(&mut index, id));
                            asked.push(parts);
                        }
                    }
                    // As another query does that is answered meanwhile.
                    index.forget(memory);
                };
                prop_assert_eq!(&page, &at_once(&file, &request), "{:?}", query);
                for _ in 0..chance.of(3) {
                    index.forget(memory);
                }
            }
        }
        // Nothing has been used since, so nothing need stay.
        index.forget(0);
        index.forget(0);
        prop_assert!(host.ids().iter().all(|&id| !index.has(id)));
    }
}
