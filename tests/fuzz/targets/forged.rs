//! An index that no build wrote.

use std::sync::OnceLock;

use timkiem::index::part::{self, Part};
use timkiem::index::{Index, file};
use timkiem::search::{Request, read, search};

use super::collection;

/// The built files that are altered: all parts of a small index, and many small
/// parts.
fn built() -> &'static [Vec<u8>; 2] {
    static BUILT: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
    BUILT.get_or_init(|| [None, Some(400)].map(|part| collection::file("vi", part)))
}

/// In: the bytes of a file.
pub(super) fn any(bytes: &[u8]) {
    let told = |error: timkiem::Error| super::assert_whole(error.message());
    assert_eq!(file::unwrap(&file::wrap(bytes)).expect("what was wrapped"), bytes);
    let _ = file::unwrap(bytes).map_err(told);
    let _ = Index::open(bytes).map(|index| ask(&index)).map_err(told);
    let mut index = Index::open(&built()[0]).expect("a built file is sound");
    let _ = index.add(bytes).map_err(told);
}

/// In: which file, which of its parts, and another payload for it.
pub(super) fn payload(bytes: &[u8]) {
    let [which, number, rest @ ..] = bytes else { return };
    forge(*which, |parts| {
        let at = usize::from(*number) % parts.len();
        parts[at] = rest.to_vec();
    });
}

/// In: which file, and edits of it, six bytes each: the part, where in it (two
/// bytes), what to do, two bytes to do it with.
pub(super) fn edits(bytes: &[u8]) {
    let [which, edits @ ..] = bytes else { return };
    forge(*which, |parts| edits.as_chunks().0.iter().for_each(|edit| alter(parts, *edit)));
}

fn alter(parts: &mut [Vec<u8>], [part, low, high, what, first, second]: [u8; 6]) {
    let at = usize::from(part) % parts.len();
    let payload = &mut parts[at];
    let at = usize::from(u16::from_le_bytes([low, high])) % (payload.len() + 1);
    let end = (at + usize::from(first)).min(payload.len());
    match what % 8 {
        0 => payload.truncate(at),
        1 => drop(payload.drain(at..end)),
        2 => drop(payload.splice(at..at, [first, second])),
        // A varint of the largest number, or nearly.
        3 => drop(payload.splice(at..at, [[0xff; 4].as_slice(), &[first, second]].concat())),
        4 => payload[at..end].iter_mut().for_each(|byte| *byte = second),
        5 => payload[at..end].iter_mut().for_each(|byte| *byte ^= second),
        6 => {
            let copied = payload[at..end].to_vec();
            drop(payload.splice(end..end, copied));
        }
        _ => payload.iter_mut().skip(at).take(1).for_each(|byte| *byte = first),
    }
}

/// Alters the payloads of a built file, gives each the header that it needs to
/// be believed, and asks.
fn forge(which: u8, alter: impl FnOnce(&mut [Vec<u8>])) {
    let parts = part::read(&built()[usize::from(which) % 2]).expect("a built file is sound");
    let mut payloads: Vec<Vec<u8>> = parts.iter().map(|part| part.payload.to_vec()).collect();
    alter(&mut payloads);
    let forged = parts.iter().zip(&payloads);
    let forged: Vec<u8> = forged.flat_map(|(part, payload)| Part { payload, ..*part }.write()).collect();
    match Index::open(&forged) {
        Ok(index) => ask(&index),
        Err(error) => super::assert_whole(error.message()),
    }
}

/// Asks for everything there is. What is answered may be wrong, for the index is.
fn ask(index: &Index) {
    for (query, filters, sort) in [
        ("biên giới", "", ""),
        ("\"bien phong\" -biển", "tag:tin", "price:desc"),
        ("title:hoa 5/11/2024 laptop", "-tag:tin from:2023 to:2024-11", "date:asc"),
        ("bieen gioiws bienphong", "", ""),
        ("biem gjoi giáo đuc h", "", ""),
        ("b", "", "price"),
        ("北京 ห้องสมุด tp.hcm covid-19", "", ""),
        ("", "tag:tin,học", "date"),
    ] {
        let request = Request { query, limit: 20, filters, sort, ..Request::default() };
        let Ok(page) = search(index, &request) else { continue };
        for hit in &page.hits {
            let _ = read(index, &hit.id, query, &[]);
        }
    }
    for document in 0..collection::documents().len() {
        let _ = read(index, &format!("bài/{document}.html"), "biên", &[]);
    }
}
