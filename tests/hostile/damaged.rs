//! Parts that were damaged on their way, mistaken for others, or are of other
//! versions: each is refused by name, and what is there answers as before.

use timkiem::index::part::{self, FORMAT, Part, PartKind};
use timkiem::index::{Index, pairs};

use super::asked;
use crate::corpus;

/// Every part of an index but the root is added alone.
#[test]
fn every_damaged_part_is_refused_and_forgotten() {
    let parts = asked::parts();
    let mut index = Index::open(&parts[0].1).expect("a root opens by itself");
    let mut tried = 0;
    let mut refuse = |index: &mut Index, id, file: &[u8], about: &str| {
        let error = index.add(file).expect_err(about);
        super::is_whole(&error);
        assert!(!index.has(id), "{about}");
        tried += 1;
    };
    for (id, file) in &parts[1..] {
        for end in 0..file.len() {
            refuse(&mut index, *id, &file[..end], "it was cut off");
        }
        for bit in 0..file.len() * 8 {
            let mut flipped = file.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            refuse(&mut index, *id, &flipped, "a bit was flipped");
        }
        refuse(&mut index, *id, &[file.as_slice(), b"\n"].concat(), "something follows");
    }
    for bit in 0..parts[0].1.len() * 8 {
        let mut flipped = parts[0].1.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        super::is_whole(&super::refused(&flipped));
        tried += 1;
    }
    println!("{tried} damaged parts");
    assert_eq!(asked::apart(&parts), asked::apart(&asked::parts()), "what is sound can be read twice");
}

/// A header with what another has behind it, and a part under another's name.
#[test]
fn parts_are_not_mistaken_for_each_other() {
    let parts = asked::parts();
    let whole = asked::apart(&parts);
    for (place, (id, file)) in parts.iter().enumerate().skip(1) {
        for (other_place, (other, other_file)) in parts.iter().enumerate().skip(1) {
            if other == id {
                continue;
            }
            let mut index = Index::open(&parts[0].1).expect("a root opens by itself");
            let mixed = [&file[..part::HEADER], &other_file[part::HEADER..]].concat();
            if mixed != *file {
                super::is_whole(&index.add(&mixed).expect_err("another payload"));
            }
            index.add(other_file).expect("a part is what it says");
            assert!(!index.has(*id), "{other} in the place of {id}");
            let mut copied = parts.clone();
            copied[place].1 = other_file.clone();
            let said = asked::apart(&copied);
            assert_eq!(said[0][place - 1], "index/corrupt", "{other} in the place of {id}");
            // Both in each other's place: all parts are there.
            copied[other_place].1 = file.clone();
            assert_eq!(asked::apart(&copied)[1], whole[1], "{id} and {other} swapped");
        }
    }
    let mut twice = parts.clone();
    twice.extend(parts[1..].to_vec());
    assert_eq!(asked::apart(&twice)[1], whole[1], "every part twice");
}

#[test]
fn no_part_of_another_build_is_added() {
    let parts = asked::parts();
    let mut documents = asked::documents();
    documents[0].text.push('!');
    let other = corpus::file(&documents, 40);
    let mut index = Index::open(&parts[0].1).expect("a root opens by itself");
    let others = part::read(&other).expect("a built file is sound");
    assert!(others.len() > 10);
    for part in others {
        let error = index.add(&part.write()).expect_err("another build");
        super::is_whole(&error);
        assert_eq!(error.code(), "index/mixed", "{}", part.id);
        let both: Vec<u8> = [&parts[0].1[..], &part.write()].concat();
        assert_eq!(super::refused(&both).code(), "index/mixed", "{}", part.id);
    }
}

#[test]
fn every_other_version_is_refused_by_name() {
    let parts = asked::parts();
    for (place, ours) in [(4, FORMAT), (5, timkiem::analysis::VERSION)] {
        for version in (0..=255).filter(|version| *version != ours) {
            let mut root = parts[0].1.clone();
            root[place] = version;
            let error = super::refused(&root);
            super::is_whole(&error);
            assert_eq!(error.code(), "index/version");
            let remedy = if version > ours { "use a newer timkiem" } else { "build the index again" };
            assert!(error.to_string().contains(remedy), "{error}");
            let mut index = Index::open(&parts[0].1).expect("a root opens by itself");
            let mut part = parts[1].1.clone();
            part[place] = version;
            assert_eq!(index.add(&part).expect_err("another version").code(), "index/version");
        }
    }
}

/// To read pairs off texts takes the square of these, so a build leaves them
/// out of small indexes only.
#[test]
fn pairs_are_not_read_off_large_texts() {
    let text = "một hai ba bốn ".repeat(pairs::FEW / 4);
    let documents = [timkiem::Document { id: "a".to_owned(), text, ..timkiem::Document::default() }];
    let whole = corpus::file(&documents, 1 << 20);
    assert!(Index::open(&whole).is_ok());
    let mut without = Vec::new();
    for part in part::read(&whole).expect("a built file is sound") {
        let is_postings = part.id.kind == PartKind::Postings;
        let payload = if is_postings { pairs::left_out(part.payload) } else { part.payload };
        without.extend(Part { payload, ..part }.write());
    }
    assert!(without.len() < whole.len());
    assert_eq!(super::refused(&without).code(), "index/corrupt");
}
