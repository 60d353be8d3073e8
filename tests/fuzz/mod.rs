//! The targets of the fuzzer on what it found, and on what is worth beginning
//! with: `corpus` has a folder of inputs for each of them.
//!
//! `make fuzz` looks for more; what breaks a promise it puts into the same
//! folder, so that it is read again here until it is mended and ever after.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

pub(crate) mod targets;

use proptest::prelude::*;

use self::targets::{ALL, files};

#[test]
fn what_was_found_is_read_again() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    for (name, target) in ALL {
        let inputs =
            fs::read_dir(corpus.join(name)).unwrap_or_else(|why| panic!("{name} has no inputs: {why}"));
        let inputs: BTreeSet<_> = inputs.map(|input| input.expect("a file").path()).collect();
        assert!(!inputs.is_empty(), "{name} has no inputs");
        for input in inputs {
            // Shown if the target panics.
            println!("{}", input.display());
            target(&fs::read(&input).expect("a file can be read"));
        }
    }
    let names: BTreeSet<&str> = ALL.iter().map(|(name, _)| *name).collect();
    for folder in fs::read_dir(&corpus).expect("there is a corpus") {
        let folder = folder.expect("a folder").file_name();
        assert!(names.contains(&*folder.to_string_lossy()), "no target reads {folder:?}");
    }
}

/// Addresses and dates, put together of what has a meaning in them.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            "javascript:",
            "java",
            "script:",
            "JavaScript",
            "data:",
            "blob:",
            "file:",
            "http",
            "https:",
            "mailto:",
            ":",
            "/",
            "//",
            "./",
            "../",
            "\\",
            "\t",
            "\r",
            "\u{1}",
            " ",
            "\u{200b}",
            "\u{a0}",
            "#",
            "?",
            "%",
            "%3A",
            "&#58;",
            "&Tab;",
            "'",
            "<",
            "a",
            "đ",
            "index.html",
            "2024",
            "-",
            "02",
            "30",
            "29",
            "T10:00",
            "+07:00",
            "Z",
            "Feb",
            "tháng 2",
            ",",
        ][..],
    );
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_address_leads_elsewhere(url in pieces(), date in pieces(), id in pieces(), base in pieces(), more in pieces()) {
        files::fields(format!("{url}\n{date}\nvi\n{id}\n{base}\n{more}").as_bytes());
    }
}
