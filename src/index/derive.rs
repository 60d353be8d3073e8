//! Pairs read off the texts, where a small index leaves them out.
//!
//! In: the root and every text. Out: the pairs of every postings part as bytes.
//! Invariant: byte for byte what the build made and left out, so that nothing
//! else need know; half of a small index is spared on the wire for a few
//! milliseconds when it is opened.

use super::pairs::key;
use super::pairs::write::PairsWriter;
use super::part::PartKind;
use super::postings::Posting;
use super::root::Root;
use super::text::{RARE, Texts};
use crate::error::Error;
use crate::order::ascending;

/// Two terms side by side in a document.
struct Neighbours {
    left: u32,
    right: u32,
    document: u32,
    in_title: bool,
}

/// The pairs of every postings part, by number.
pub(super) fn pairs(root: &Root, texts: &[&Texts]) -> Result<Vec<Vec<u8>>, Error> {
    let all = neighbours(root, texts)?;
    let (folds, fold_of) = folds(root);
    let fold = |term: u32| fold_of.get(term as usize).copied().unwrap_or(0);
    // By their folds, then in the order of the texts, as one number each; no
    // index that leaves its pairs out has more than 2^16 folds.
    let mut order = Vec::new();
    for (place, two) in (0u64..).zip(&all) {
        order.push(u64::from(fold(two.left)) << 48 | u64::from(fold(two.right)) << 32 | place);
    }

    let count = root.count(PartKind::Postings);
    let mut all_pairs: Vec<Vec<u8>> = Vec::new();
    let mut writer = PairsWriter::default();
    for pair in ascending(order).chunk_by(|one, other| one >> 32 == other >> 32) {
        let mut readings: Vec<((u32, u32), Vec<Posting>)> = Vec::new();
        let mut names: (&str, &str) = ("", "");
        for two in pair.iter().filter_map(|&one| all.get(one as u32 as usize)) {
            names = (name(&folds, fold(two.left)), name(&folds, fold(two.right)));
            let terms = (two.left, two.right);
            let at = readings.partition_point(|before| before.0 < terms);
            if readings.get(at).is_none_or(|known| known.0 != terms) {
                readings.insert(at, (terms, Vec::new()));
            }
            let list = &mut readings[at].1;
            if list.last().is_none_or(|last| last.document != two.document) {
                list.push(Posting { document: two.document, body: 0, title: 0 });
            }
            if let Some(posting) = list.last_mut() {
                *(if two.in_title { &mut posting.title } else { &mut posting.body }) += 1;
            }
        }
        for ((left, right), _) in &mut readings {
            *left = place(root, &fold_of, *left);
            *right = place(root, &fold_of, *right);
        }
        let key = key(names.0, names.1);
        let part = root.directory(PartKind::Postings).and_then(|pairs| pairs.part(&key)).unwrap_or(0);
        while all_pairs.len() < part as usize {
            all_pairs.push(std::mem::take(&mut writer).finish());
        }
        writer.push(key, &readings, root.documents());
    }
    while all_pairs.len() < count {
        all_pairs.push(std::mem::take(&mut writer).finish());
    }
    Ok(all_pairs)
}

fn neighbours(root: &Root, texts: &[&Texts]) -> Result<Vec<Neighbours>, Error> {
    let mut all = Vec::new();
    for (number, texts) in (0..).zip(texts) {
        for document in root.documents_in(number) {
            let Some(record) = texts.get(document, &root.dictionary)? else { continue };
            for (tokens, in_title) in record.searched() {
                for at in 1..tokens.len() {
                    if !texts.follows(tokens, at) {
                        continue;
                    }
                    let (left, right) = (texts.term(tokens, at - 1), texts.term(tokens, at));
                    if left == RARE || right == RARE {
                        return Err(Error::corrupt("pairs or texts", "neither"));
                    }
                    all.push(Neighbours { left, right, document, in_title });
                }
            }
        }
    }
    Ok(all)
}

/// Every fold, and which one each common term has.
fn folds(root: &Root) -> (Vec<String>, Vec<u32>) {
    let (mut folds, mut fold_of): (Vec<String>, Vec<u32>) = (Vec::new(), Vec::new());
    root.dictionary.keys().visit_all(&mut |form| {
        if folds.last() != Some(&form.fold) {
            folds.push(form.fold);
        }
        fold_of.push(folds.len() as u32 - 1);
    });
    (folds, fold_of)
}

fn name(folds: &[String], fold: u32) -> &str {
    folds.get(fold as usize).map_or("", String::as_str)
}

/// The place of a term among those of its fold, the commonest first, those in
/// equally many documents by number.
fn place(root: &Root, fold_of: &[u32], term: u32) -> u32 {
    let fold = fold_of.get(term as usize).copied().unwrap_or(0);
    // The terms of a fold are neighbours.
    let first = fold_of.partition_point(|&other| other < fold);
    let order = |term: u32| (!root.dictionary.frequency(term), term);
    let mut place = 0;
    for (other, _) in (0..).zip(fold_of).skip(first).take_while(|(_, other)| **other == fold) {
        place += u32::from(order(other) < order(term));
    }
    place
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Document;
    use crate::index::Index;
    use crate::index::build::{Options, build};
    use crate::index::pairs::left_out;
    use crate::index::part;

    fn document() -> impl Strategy<Value = (String, String)> {
        (
            "([bB]a|bà|bá|biên|giới|gioi|,|\\.|\n\n| ){0,6}",
            "((bà|bá|ba|biên|biển|giới|giỏi)[ ,.-]{1,2}|\n\n){0,40}",
        )
    }

    proptest! {
        #[test]
        fn what_is_read_off_is_what_was_left_out(documents in prop::collection::vec(document(), 1..8), part in 60usize..400) {
            let document = |(id, (title, text)): (usize, (String, String))| {
                Document { id: id.to_string(), title, text, ..Document::default() }
            };
            let documents: Vec<Document> = documents.into_iter().enumerate().map(document).collect();
            let parts = build(&documents, &Options { part: Some(part), ..Options::default() }).unwrap();
            let file: Vec<u8> = parts.into_iter().flat_map(|part| part.bytes).collect();
            let index = Index::open(&file).unwrap();
            let count = index.root().count(PartKind::Texts) as u32;
            let texts: Vec<&Texts> = (0..count).map(|number| index.texts(number).unwrap()).collect();
            let derived = super::pairs(index.root(), &texts).unwrap();
            prop_assert_eq!(derived.len(), index.root().count(PartKind::Postings));
            for part in part::read(&file).unwrap().iter().filter(|part| part.id.kind == PartKind::Postings) {
                let built = &part.payload[left_out(part.payload).len()..];
                prop_assert_eq!(built, derived[part.id.number as usize].as_slice());
            }
        }
    }
}
