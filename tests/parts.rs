//! The engine names the parts it needs, and answers the same in whatever order
//! they come.

use timkiem::Document;
use timkiem::index::build::{Options, build};
use timkiem::index::part::{self, Part, PartKind};
use timkiem::index::{Index, Stop};
use timkiem::search::{Page, Request, read, search};

use crate::{cases, corpus};

/// Parts so small that the seeds make dozens of them.
const SMALL: usize = 300;

/// Asks until there is an answer, bringing just what is needed; how often.
fn answered<T>(
    index: &mut Index,
    parts: &[Part],
    mut ask: impl FnMut(&Index) -> Result<T, Stop>,
) -> (T, usize) {
    for round in 1.. {
        let needed = match ask(index) {
            Ok(answer) => return (answer, round),
            Err(Stop::Need(needed)) => needed,
            Err(Stop::Error(error)) => panic!("{error}"),
        };
        assert!(!needed.is_empty() && needed.iter().all(|&id| !index.has(id)), "{needed:?}");
        for id in needed.iter().rev() {
            let part = parts.iter().find(|part| part.id == *id).expect("what is needed exists");
            index.add(&part.write()).expect("a part of the same build fits");
            // Twice is as good as once.
            index.add(&part.write()).expect("a part fits again");
        }
    }
    unreachable!()
}

fn ask(query: &str) -> impl FnMut(&Index) -> Result<Page, Stop> + '_ {
    move |index| search(index, &Request { query, limit: 10, ..Request::default() })
}

#[test]
fn parts_brought_as_they_are_needed_give_the_same_page() {
    let file = corpus::file(&corpus::documents(), SMALL);
    let parts = part::read(&file).expect("a built file is sound");
    assert!(parts.len() > 20, "{} parts are too few to prove anything", parts.len());
    let root = parts.iter().find(|part| part.id.kind == PartKind::Root).expect("there is a root").write();
    for case in cases::all() {
        for query in &case.queries {
            let mut index = Index::open(&root).expect("a root opens by itself");
            let (page, rounds) = answered(&mut index, &parts, ask(query));
            assert_eq!(page, corpus::page(corpus::index(), query), "{query:?}");
            assert!(rounds <= 4, "{query:?} took {rounds} rounds");
        }
    }
}

/// Whether the lists of common words are wanted is known once their pairs are, and to wait for those
/// costs a visitor more than the lists: they come together, then the texts.
#[test]
fn common_words_that_never_meet_take_no_round_of_their_own() {
    let words: String = ('b'..='y').map(|letter| format!("{letter}a, {letter}en. ")).collect();
    let document = |number: usize| Document {
        id: number.to_string(),
        text: format!("biên giới, cửa khẩu. {words}"),
        ..Document::default()
    };
    let documents: Vec<Document> = (0..20).map(document).collect();
    let options = Options { part: Some(60), many: Some(0), ..Options::default() };
    let parts = build(&documents, &options).expect("documents are built");
    let file: Vec<u8> = parts.into_iter().flat_map(|part| part.bytes).collect();
    let parts = part::read(&file).expect("a built file is sound");
    let root = parts.iter().find(|part| part.id.kind == PartKind::Root).expect("there is a root").write();
    for query in ["biên cửa", "bien khau", "giới"] {
        let mut index = Index::open(&root).expect("a root opens by itself");
        let (page, asked) = answered(&mut index, &parts, ask(query));
        assert_eq!((page.total, asked), (20, 3), "{query:?}: total, and how often it was asked");
    }
}

#[test]
fn an_article_needs_its_parts_too() {
    let file = corpus::file(&corpus::documents(), SMALL);
    let parts = part::read(&file).expect("a built file is sound");
    let root = parts.iter().find(|part| part.id.kind == PartKind::Root).expect("there is a root").write();
    let mut index = Index::open(&root).expect("a root opens by itself");
    let id = "004_b8228867890f24d4.txt";
    let (article, _) = answered(&mut index, &parts, |index| read(index, id, "bien gioi", &[]));
    let text: Vec<String> =
        article.text.iter().map(|p| p.pieces.iter().map(|(text, _)| text.as_str()).collect()).collect();
    let document = corpus::documents().into_iter().find(|document| document.id == id).expect("a seed");
    assert_eq!(text.join("\n\n"), document.text, "an article is shown as it was written");
}

/// Whatever part is lost, the rest answers and says that something is missing,
/// and where nothing that was wanted is lost the page is the same.
#[test]
fn the_rest_answers_without_a_lost_part() {
    let file = corpus::file(&corpus::documents(), SMALL);
    let parts = part::read(&file).expect("a built file is sound");
    let query = "bien gioi thanh hoa";
    let whole = corpus::page(corpus::index(), query);
    let mut partial = 0;
    for without in parts.iter().filter(|part| part.id.kind != PartKind::Root) {
        let rest = parts.iter().filter(|part| part.id != without.id);
        let rest: Vec<u8> = rest.flat_map(|part| part.write()).collect();
        let index = Index::open(&rest).expect("an index opens without a part");
        let lost = [without.id];
        let page =
            search(&index, &Request { query, limit: 10, offset: 0, lost: &lost, ..Request::default() });
        let page = page.map_err(Stop::into_error).expect("a page");
        if page.partial {
            partial += 1;
            assert!(page.hits.iter().all(|hit| whole.hits.iter().any(|sound| sound.id == hit.id)));
        } else {
            assert_eq!(page, whole, "without {}", without.id);
        }
        let there = parts.iter().map(|part| part.id).filter(|id| *id != without.id).collect::<Vec<_>>();
        let page = search(
            &Index::open(&file).expect("an index"),
            &Request { query, limit: 10, offset: 0, lost: &there, ..Request::default() },
        );
        assert_eq!(page.map_err(Stop::into_error).expect("a page"), whole, "what is there is not lost");
    }
    assert!(partial > 5, "{partial} parts of {} were wanted", parts.len());
}

#[test]
fn an_article_is_read_without_its_postings_but_not_without_its_text() {
    let file = corpus::file(&corpus::documents(), SMALL);
    let parts = part::read(&file).expect("a built file is sound");
    let lost = |kind| parts.iter().map(|part| part.id).filter(|id| id.kind == kind).collect::<Vec<_>>();
    let with = |kinds: &[PartKind]| {
        let kept = parts.iter().filter(|part| kinds.contains(&part.id.kind));
        Index::open(&kept.flat_map(|part| part.write()).collect::<Vec<u8>>()).expect("a root opens")
    };
    let id = "004_b8228867890f24d4.txt";
    let without_postings = lost(PartKind::Postings);
    let article =
        read(&with(&[PartKind::Root, PartKind::Ids, PartKind::Texts]), id, "bien gioi", &without_postings);
    assert_eq!(article.map_err(Stop::into_error).expect("an article").id, id);
    let texts = lost(PartKind::Texts);
    let article = read(&with(&[PartKind::Root, PartKind::Ids, PartKind::Postings]), id, "bien gioi", &texts);
    let Err(Stop::Need(needed)) = article else { panic!("it must need the lost") };
    assert!(needed.iter().all(|id| texts.contains(id)));
}

#[test]
fn paging_cuts_one_and_the_same_list() {
    let documents: Vec<timkiem::Document> = (0..35)
        .map(|number| timkiem::Document {
            id: format!("{number:02}"),
            text: format!("một hai {} ba", "hai ".repeat(number % 7)),
            ..timkiem::Document::default()
        })
        .collect();
    let index = Index::open(&corpus::file(&documents, SMALL)).expect("an index");
    let ids = |limit, offset| -> Vec<String> {
        let page = search(&index, &Request { query: "hai ba", limit, offset, ..Request::default() })
            .map_err(Stop::into_error)
            .expect("a page");
        assert_eq!(page.total, 35);
        page.hits.into_iter().map(|hit| hit.id).collect()
    };
    let all = ids(100, 0);
    assert_eq!(all.len(), 35);
    for (limit, offset) in
        [(10, 0), (10, 10), (7, 3), (1, 34), (10, 30), (0, 5), (10, 35), (10, usize::MAX), (usize::MAX, 9)]
    {
        let expected: Vec<String> = all.iter().skip(offset).take(limit).cloned().collect();
        assert_eq!(ids(limit, offset), expected, "limit {limit}, offset {offset}");
    }
}
