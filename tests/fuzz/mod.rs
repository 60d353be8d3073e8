//! The targets of the fuzzer on what it found, and on what is worth beginning
//! with: `corpus` has a folder of inputs for each of them.
//!
//! `make fuzz` looks for more; what breaks a promise it puts into the same
//! folder, so that it is read again here until it is mended and ever after.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

pub(crate) mod targets;

use self::targets::ALL;

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
