//! The fuzzer: libFuzzer makes up bytes, a target reads them.
//!
//! In: the name of a target in the variable `TARGET`, the arguments of
//! libFuzzer. Out: inputs that led somewhere new, and one that broke a promise
//! if there is any. Invariant: what a target does is not known here.

#![no_main]

mod targets;

use std::sync::OnceLock;

use self::targets::{ALL, Target};

static CHOSEN: OnceLock<Target> = OnceLock::new();

fn choose() -> Target {
    let name = std::env::var("TARGET").unwrap_or_default();
    let known = ALL.iter().find(|(known, _)| *known == name);
    let names: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
    known.unwrap_or_else(|| panic!("expected TARGET to be one of {names:?}, found {name:?}")).1
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| CHOSEN.get_or_init(choose)(bytes));
